"""The rows of a packing list: groups of equal cartons with their numbers, contents and weights."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from desktop.trade.bilingual import Bilingual
from desktop.trade.documents import labels
from desktop.trade.documents.document import Cartons, Item
from desktop.trade.documents.line_items import NOTHING, GoodsLine, Written, marks_of, text_item
from desktop.trade.money import format_number
from desktop.trade.package_groups import PackageGroup, groups_of
from desktop.trade.shipment import Shipment


def carton_rows(lines: Sequence[GoodsLine], shipment: Shipment, written: Written) -> Iterator[Item]:
    """Yield a row a group of cartons; goods without packing data come last, without cartons.

    Titles and notes stand before the first goods that follow them in the order.
    """
    texts = [index for index, line in enumerate(lines) if line.kind != "item"]
    for number, (index, row) in enumerate(_goods_rows(lines, shipment, written), start=1):
        while texts and texts[0] < index:
            yield text_item(lines[texts.pop(0)])
        yield replace(row, number=str(number))
    yield from (text_item(lines[index]) for index in texts)


def _goods_rows(
    lines: Sequence[GoodsLine], shipment: Shipment, written: Written
) -> Iterator[tuple[int, Item]]:
    """Yield each row of goods with the place of its line."""
    groups = tuple(groups_of(shipment))
    scale = _scale(groups)
    for group in groups:
        for place, (index, pieces) in enumerate(group.contents):
            cartons = _cartons(group, scale, written) if place == 0 else None
            yield index, _row(lines[index], group, pieces, written, cartons)
    for index in shipment.unpacked:
        yield index, _item(lines[index], lines[index].quantity, None, (), written)


def _scale(groups: Sequence[PackageGroup]) -> tuple[int, int]:
    """Return the decimals of weights and of volumes: one number a column, so that points align."""
    weights = [weight for group in groups for weight in (group.net_kg, group.gross_kg)]
    return _decimals(weights), _decimals([group.volume_cbm for group in groups])


def _decimals(values: Sequence[Decimal]) -> int:
    found = (value.normalize().as_tuple().exponent for value in values)
    return max((-exponent for exponent in found if isinstance(exponent, int)), default=0)


def _cartons(group: PackageGroup, scale: tuple[int, int], written: Written) -> Cartons:
    weight, volume = (max(digits, 0) for digits in scale)
    return Cartons(
        group.numbers,
        written.plain(Decimal(group.count)),
        format_number(group.net_kg, weight, written.style),
        format_number(group.gross_kg, weight, written.style),
        format_number(group.volume_cbm, volume, written.style),
    )


def _row(
    line: GoodsLine,
    group: PackageGroup,
    pieces: Decimal,
    written: Written,
    cartons: Cartons | None,
) -> Item:
    carton = group.carton
    size = " × ".join(
        written.plain(side) for side in (carton.length_cm, carton.width_cm, carton.height_cm)
    )
    unit = labels.UNITS.get(line.unit, Bilingual(line.unit))
    counted = labels.PIECES.fill(count=written.plain(pieces), unit=unit)
    each = labels.EACH_CARTON.fill(pieces=counted, size=size)
    notes = [each, *([labels.MIXED_CARTON] if group.is_mixed else [])]
    return _item(line, pieces * group.count, cartons, tuple(notes), written)


def _item(
    line: GoodsLine,
    pieces: Decimal,
    cartons: Cartons | None,
    notes: tuple[Bilingual, ...],
    written: Written,
) -> Item:
    return Item(
        number="",
        sku=line.sku,
        name=line.name,
        details=NOTHING,
        hs_code=line.hs_code,
        quantity=written.plain(pieces),
        unit=labels.UNITS.get(line.unit, Bilingual(line.unit)),
        unit_price="",
        discount="",
        amount="",
        marks=(*marks_of(line), *notes),
        cartons=cartons,
    )
