"""The lines of an offer as they are printed: goods, section titles with subtotals, and notes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from desktop.trade.bilingual import Bilingual
from desktop.trade.documents import labels
from desktop.trade.documents.document import Item, Kind, TradeDocument
from desktop.trade.money import NumberFormat, format_number, format_plain, minor_digits
from desktop.trade.totals import LineTotals

ZERO = Decimal(0)
NOTHING = Bilingual("")


@dataclass(frozen=True, slots=True)
class GoodsLine:
    """A line's texts and figures, before formatting. `kind` is item, section or note."""

    sku: str
    name: Bilingual
    quantity: Decimal
    unit: str
    unit_price: Decimal
    discount_percent: Decimal = ZERO
    details: Bilingual = NOTHING
    hs_code: str = ""
    picture: bytes | None = None
    kind: str = "item"
    is_optional: bool = False
    is_free: bool = False
    buyer_item_code: str = ""
    origin: Bilingual = NOTHING


@dataclass(frozen=True, slots=True)
class Written:
    """How the figures of a document are written: its currency's digits, its seller's signs."""

    currency: str
    style: str = NumberFormat.COMMA.value

    def amount(self, value: Decimal) -> str:
        """Return an amount with the currency's digits."""
        return format_number(value, minor_digits(self.currency), self.style)

    def signed(self, value: Decimal) -> str:
        """Return an amount that may be below zero, with the sign that columns of sums have."""
        return f"−{self.amount(-value)}" if value < 0 else self.amount(value)

    def price(self, value: Decimal) -> str:
        """Return a unit price with all its digits, at least the currency's."""
        return format_plain(value, minor_digits(self.currency), self.style)

    def plain(self, value: Decimal) -> str:
        """Return a quantity, a share or a weight without trailing zeros."""
        return format_plain(value, 0, self.style)


def printed_lines(
    lines: Sequence[GoodsLine], figures: Sequence[LineTotals], written: Written, kind: Kind
) -> Iterator[Item]:
    """Yield each line as printed; goods are numbered from 1, titles and notes are not."""
    number = 0
    for line, figure in zip(lines, figures, strict=True):
        if line.kind != "item":
            yield _text_line(line, figure, written)
            continue
        number += 1
        yield _goods_line(number, line, figure, written, kind)


def _text_line(line: GoodsLine, figure: LineTotals, written: Written) -> Item:
    return text_item(line, written.amount(figure.subtotal) if figure.subtotal else "")


def text_item(line: GoodsLine, subtotal: str = "") -> Item:
    """Return a section's title or a note as printed."""
    return Item(
        number="",
        sku="",
        name=line.name,
        details=line.details,
        hs_code="",
        quantity="",
        unit=NOTHING,
        unit_price="",
        discount="",
        amount=subtotal,
        kind=line.kind,
    )


def _goods_line(
    number: int, line: GoodsLine, figure: LineTotals, written: Written, kind: Kind
) -> Item:
    has_discount = bool(line.discount_percent) and not line.is_free
    return Item(
        number=str(number),
        sku=line.sku,
        name=line.name,
        # A proforma invoice names the goods; a quotation also has to sell them.
        details=line.details if kind is Kind.QUOTATION else NOTHING,
        hs_code=line.hs_code,
        quantity=written.plain(line.quantity),
        unit=labels.UNITS.get(line.unit, Bilingual(line.unit)),
        unit_price="" if line.is_free else written.price(line.unit_price),
        discount=f"{written.plain(line.discount_percent)}%" if has_discount else "",
        amount=written.amount(figure.amount),
        picture=line.picture,
        is_optional=line.is_optional,
        marks=tuple(marks_of(line, with_origin=kind is Kind.COMMERCIAL_INVOICE)),
    )


def marks_of(line: GoodsLine, *, with_origin: bool = True) -> Iterator[Bilingual]:
    """Yield what stands below an article's name: buyer's number, origin, optional, free."""
    if with_origin and line.origin.en:
        yield labels.ORIGIN.fill(country=line.origin)
    if line.buyer_item_code:
        yield labels.BUYER_ITEM.fill(code=line.buyer_item_code)
    if line.is_optional:
        yield labels.OPTIONAL
    if line.is_free:
        yield labels.FREE_OF_CHARGE


def shortened(document: TradeDocument, most: int) -> TradeDocument:
    """Return a document with its first lines only and a note that says how many follow."""
    left = len(document.items) - most
    note = Item(
        number="",
        sku="",
        name=labels.MORE_LINES.fill(count=f"{left:,}"),
        details=NOTHING,
        hs_code="",
        quantity="",
        unit=NOTHING,
        unit_price="",
        discount="",
        amount="",
        kind="note",
    )
    return replace(document, items=(*document.items[:most], note))
