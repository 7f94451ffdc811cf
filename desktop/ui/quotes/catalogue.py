"""From catalogue articles and pasted rows to lines of a quote."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.workspace import Store
from desktop.trade import products
from desktop.trade.products import ProductFigures
from desktop.trade.quote_draft import DraftLine
from desktop.ui.quotes.paste import Pasted, PastedRow, PutAside

_SHARED = tuple(
    name for name in DraftLine.__dataclass_fields__ if name in ProductFigures.__dataclass_fields__
)


@dataclass(frozen=True, slots=True)
class FoundRows:
    """Pasted rows as lines, and those put aside."""

    lines: tuple[DraftLine, ...]
    aside: tuple[PutAside, ...]


def line_from(
    product: ProductFigures, currency: str, quantity: Decimal | None, price: Decimal | None
) -> DraftLine:
    """Return a line for a product.

    Without a quantity the minimum order quantity is taken, else one; without a price the
    catalogue's, when it is in `currency`, else zero (to be typed).
    """
    if price is None:
        price = product.price if product.currency == currency else None
    copied = {name: getattr(product, name) for name in _SHARED}
    return DraftLine(
        **copied,
        product_id=product.id,
        quantity=quantity or Decimal(product.moq or 1),
        unit_price=price if price is not None else Decimal(0),
    )


def find_rows(store: Store, pasted: Pasted, currency: str) -> FoundRows:
    """Look up pasted rows in the catalogue; unknown articles and missing prices are put aside."""
    lines: list[DraftLine] = []
    aside = list(pasted.aside)
    for row in pasted.rows:
        try:
            lines.append(_find(store, row, currency))
        except UserFacing as error:
            aside.append(PutAside(row.row, row.sku, error.message))
    return FoundRows(tuple(lines), tuple(sorted(aside, key=lambda one: one.row)))


def _find(store: Store, row: PastedRow, currency: str) -> DraftLine:
    product = products.get(store, row.sku)
    if row.price is None and (product.price is None or product.currency != currency):
        raise UserFacing(
            _("“{sku}” has no price in {currency}.").format(sku=row.sku, currency=currency),
            code="no_price",
        )
    return line_from(product, currency, row.quantity, row.price)


def aside_text(aside: Sequence[PutAside] | Iterable[PutAside]) -> str:
    """Return the rows put aside, one a line, with their reasons."""
    return "\n".join(
        _("Row {row} ({text}): {reason}").format(row=one.row, text=one.text, reason=one.reason)
        for one in aside
    )
