"""What is typed into a cell of the lines table becomes a value of the line, or is refused with words."""

import unicodedata
from dataclasses import replace
from decimal import Decimal

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade.line_finding import Wanted, free_text_line
from desktop.trade.line_wishes import text_line
from desktop.trade.quote_checks import LARGEST
from desktop.trade.quote_draft import DraftLine, LineKind
from desktop.ui.records.numbers import read_number

HUNDRED = Decimal(100)
TITLE_SIGN, NOTE_SIGN = "#", ">"
MOST_LETTERS = 2000


def refuse_formula(text: str) -> None:
    """Raise UserFacing for a spreadsheet's formula: the program computes none."""
    if text.lstrip().startswith(("=", "@")) or text.lstrip()[:2] in ("+=", "-="):
        raise UserFacing(
            _("“{text}” is a formula: copy the values, not the formulas.").format(
                text=text.strip()[:40]
            ),
            code="formula",
        )


def read_quantity(text: str) -> Decimal:
    """Return a quantity above zero. Raises UserFacing with the reason."""
    refuse_formula(text)
    quantity = read_number(text, what=_("Quantity"))
    if quantity <= 0:
        raise UserFacing(_("The quantity must be above zero."), code="quantity_not_positive")
    if quantity >= LARGEST:
        raise UserFacing(_("The quantity is too large."), code="quantity_too_large")
    return quantity


def read_price(text: str) -> Decimal:
    """Return a unit price that is not below zero. Raises UserFacing with the reason."""
    refuse_formula(text)
    price = read_number(text, what=_("Unit price"))
    if price < 0:
        raise UserFacing(_("The price cannot be below zero."), code="price_negative")
    if price >= LARGEST:
        raise UserFacing(_("The price is too large."), code="price_too_large")
    return price


def read_discount(text: str) -> Decimal:
    """Return a discount in per cent, 0 for nothing. Raises UserFacing with the reason."""
    refuse_formula(text)
    discount = read_number(text, what=_("Discount")) if text.strip() else Decimal(0)
    if not 0 <= discount <= HUNDRED:
        raise UserFacing(_("A discount lies between 0 and 100%."), code="discount_out_of_range")
    return discount


def typed(line: DraftLine, column: str, text: str) -> DraftLine:
    """Return `line` with `text` in the column ITEM, QUANTITY, UNIT, PRICE or DISCOUNT.

    Raises UserFacing with the reason when it cannot be.
    """
    if column == "QUANTITY":
        return replace(line, quantity=read_quantity(text))
    if column == "PRICE":
        price = read_price(text)
        if price == line.unit_price:
            return line
        return replace(line, unit_price=price, price_source="hand")
    if column == "DISCOUNT":
        return replace(line, discount_percent=read_discount(text))
    words = _words(text)
    if column == "UNIT":
        return replace(line, unit=words[:20] or line.unit)
    return _renamed(line, words)


def _renamed(line: DraftLine, words: str) -> DraftLine:
    if line.is_goods:
        if not words or words == line.sku:
            return line
        return replace(line, sku=words) if line.sku else replace(line, name_en=words)
    is_chinese = bool(line.name_zh) and not line.name_en
    return replace(line, name_zh=words) if is_chinese else replace(line, name_en=words)


def entered_text_line(text: str) -> tuple[DraftLine, bool]:
    """Return the line for what was typed into the last row, and whether it may be an article.

    "# Lamps" is the title of a section, "> Colours as agreed" a note.
    """
    words = _words(text)
    for sign, kind in ((TITLE_SIGN, LineKind.SECTION), (NOTE_SIGN, LineKind.NOTE)):
        if words.startswith(sign):
            return text_line(kind, words.removeprefix(sign).strip()), False
    return free_text_line(Wanted(words)), True


def _words(text: str) -> str:
    plain = unicodedata.normalize("NFC", text)
    return "".join(c if c.isprintable() else " " for c in plain).strip()[:MOST_LETTERS]
