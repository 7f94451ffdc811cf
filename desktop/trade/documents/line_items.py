"""The lines of an offer as they are printed: goods, section titles with subtotals, and notes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from desktop.trade.bilingual import Bilingual
from desktop.trade.documents import labels
from desktop.trade.documents.document import Item, Kind
from desktop.trade.money import format_number, format_plain, minor_digits
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


def printed_lines(
    lines: Sequence[GoodsLine], figures: Sequence[LineTotals], currency: str, kind: Kind
) -> Iterator[Item]:
    """Yield each line as printed; goods are numbered from 1, titles and notes are not."""
    number = 0
    for line, figure in zip(lines, figures, strict=True):
        if line.kind != "item":
            yield _text_line(line, figure, currency)
            continue
        number += 1
        yield _goods_line(number, line, figure, currency, kind)


def _text_line(line: GoodsLine, figure: LineTotals, currency: str) -> Item:
    subtotal = ""
    if figure.subtotal:
        subtotal = format_number(figure.subtotal, minor_digits(currency))
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
    number: int, line: GoodsLine, figure: LineTotals, currency: str, kind: Kind
) -> Item:
    digits = minor_digits(currency)
    has_discount = bool(line.discount_percent) and not line.is_free
    return Item(
        number=str(number),
        sku=line.sku,
        name=line.name,
        # A proforma invoice names the goods; a quotation also has to sell them.
        details=line.details if kind is Kind.QUOTATION else NOTHING,
        hs_code=line.hs_code,
        quantity=format_plain(line.quantity),
        unit=labels.UNITS.get(line.unit, Bilingual(line.unit)),
        unit_price="" if line.is_free else format_plain(line.unit_price, digits),
        discount=f"{format_plain(line.discount_percent)}%" if has_discount else "",
        amount=format_number(figure.amount, digits),
        picture=line.picture,
        is_optional=line.is_optional,
        marks=tuple(_marks(line)),
    )


def _marks(line: GoodsLine) -> Iterator[Bilingual]:
    if line.buyer_item_code:
        yield labels.BUYER_ITEM.fill(code=line.buyer_item_code)
    if line.is_optional:
        yield labels.OPTIONAL
    if line.is_free:
        yield labels.FREE_OF_CHARGE
