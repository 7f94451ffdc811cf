"""Lines as commands ask for them, in their order: goods, optional and free ones, free text, titles, notes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.workspace import Store
from desktop.trade.line_finding import Wanted, free_text_line
from desktop.trade.quote_draft import DraftLine, LineKind, QuoteDraft
from desktop.trade.quote_lines import parse_line, resolve_line

_CHINESE_FROM = 0x2E7F


class WishKind(StrEnum):
    """What a wish asks for."""

    LINE = "line"
    OPTIONAL = "optional"
    FREE = "free"
    TEXT = "text"
    SECTION = "section"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class LineWish:
    """A kind with its words: "SKU:QTY[:PRICE]", for titles and notes the words themselves."""

    kind: WishKind
    text: str


def made_lines(
    store: Store, wishes: Sequence[LineWish], draft: QuoteDraft, *, today: date
) -> tuple[DraftLine, ...]:
    """Return the lines of `wishes`, for `draft`'s buyer, currency and price list.

    Raises UserFacing: a form that is not understood, an unknown article, no price.
    """
    return tuple(_made(store, wish, draft, today) for wish in wishes)


def _made(store: Store, wish: LineWish, draft: QuoteDraft, today: date) -> DraftLine:
    if wish.kind in (WishKind.SECTION, WishKind.NOTE):
        words = " ".join(wish.text.split())
        if not words:
            raise UserFacing(_("A title or note needs words."), code="no_words")
        return text_line(LineKind(wish.kind.value), words)
    request = parse_line(wish.text)
    if wish.kind is WishKind.TEXT:
        return free_text_line(
            Wanted(request.sku, request.quantity, request.unit_price, name=request.sku)
        )
    with store.read() as session:
        line = resolve_line(
            session,
            request,
            draft.currency,
            on=today,
            customer_id=draft.customer_id or None,
            price_list_id=draft.price_list_id,
        )
    return replace(
        line, is_optional=wish.kind is WishKind.OPTIONAL, is_free=wish.kind is WishKind.FREE
    )


def text_line(kind: LineKind, words: str = "") -> DraftLine:
    """Return a title or note with these words; Chinese words alone are its Chinese name."""
    letters = [c for c in words if c.isalpha()]
    is_chinese = bool(letters) and all(ord(c) > _CHINESE_FROM for c in letters)
    return DraftLine(
        "",
        Decimal(0),
        Decimal(0),
        kind=kind,
        unit="",
        name_en="" if is_chinese else words,
        name_zh=words if is_chinese else "",
    )
