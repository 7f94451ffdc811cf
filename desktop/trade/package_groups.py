"""The packing list of a shipment: groups of equal cartons with their numbers, running over the lines."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from desktop.trade.packing import CartonSpec, MixedCarton, Packed, pack
from desktop.trade.shipment import PackLine, Shipment


@dataclass(frozen=True, slots=True)
class PackageGroup:
    """Cartons `first` to `last` (C/NOs), each with the same contents: (line index, pieces).

    Weights and volume are of the whole group. `inner_boxes` is their number in one carton, 0 when
    there are none. `part` counts the kinds of boxes of an article packed in several, from 1;
    0 for an ordinary carton.
    """

    first: int
    last: int
    contents: tuple[tuple[int, Decimal], ...]
    carton: CartonSpec | MixedCarton
    net_kg: Decimal
    gross_kg: Decimal
    volume_cbm: Decimal
    inner_boxes: int = 0
    part: int = 0
    is_mixed: bool = False

    @property
    def count(self) -> int:
        """The number of cartons."""
        return self.last - self.first + 1

    @property
    def numbers(self) -> str:
        """Return "1-42", or "7" for a single carton."""
        return number_range(self.first, self.last)


def number_range(first: int, last: int) -> str:
    """Return the C/NOs from `first` to `last` in words of figures."""
    return str(first) if first == last else f"{first}-{last}"


def groups_of(shipment: Shipment) -> tuple[PackageGroup, ...]:
    """Return the cartons in the order of their numbers: line by line, mixed cartons at the end.

    The short last carton of a line is a group of its own. Weights and volumes of the groups add
    up to those of the line and of the shipment.
    """
    found: list[PackageGroup] = []
    number = 1
    for index, line in enumerate(shipment.lines):
        if not shipment.own[index].cartons:
            continue
        pieces = shipment.own_pieces(index)
        for position, box in enumerate(line.boxes, start=1):
            part = position if len(line.boxes) > 1 else 0
            for group in _cartons_of(index, line, pieces, box, number, part):
                found.append(group)
                number = group.last + 1
    for mixed in shipment.mixed:
        found.append(
            PackageGroup(
                number,
                number + mixed.count - 1,
                mixed.contents,
                mixed.carton,
                mixed.packed.net_kg,
                mixed.packed.gross_kg,
                mixed.packed.volume_cbm,
                inner_boxes=sum(_inner(shipment.lines[i], pieces) for i, pieces in mixed.contents),
                is_mixed=True,
            )
        )
        number += mixed.count
    return tuple(found)


def _cartons_of(
    index: int, line: PackLine, pieces: Decimal, box: CartonSpec, number: int, part: int
) -> Iterator[PackageGroup]:
    whole = pack(pieces, box)
    if whole.last_carton_pieces == box.pieces:
        yield _group(index, line, box, number, whole, Decimal(box.pieces), part)
        return
    full = pack(pieces - whole.last_carton_pieces, box)
    if full.cartons:
        yield _group(index, line, box, number, full, Decimal(box.pieces), part)
    short = Packed(
        1,
        whole.last_carton_pieces,
        whole.net_kg - full.net_kg,
        whole.gross_kg - full.gross_kg,
        whole.volume_cbm - full.volume_cbm,
    )
    yield _group(index, line, box, number + full.cartons, short, short.last_carton_pieces, part)


def _group(
    index: int,
    line: PackLine,
    box: CartonSpec,
    number: int,
    packed: Packed,
    each: Decimal,
    part: int,
) -> PackageGroup:
    return PackageGroup(
        number,
        number + packed.cartons - 1,
        ((index, each),),
        box,
        packed.net_kg,
        packed.gross_kg,
        packed.volume_cbm,
        inner_boxes=_inner(line, each),
        part=part,
    )


def _inner(line: PackLine, pieces: Decimal) -> int:
    inner = line.inner_pieces or 0
    return math.ceil(pieces / inner) if inner > 0 else 0


@dataclass(frozen=True, slots=True)
class LinePackages:
    """A line on the packing list: its C/NOs, cartons of its own, shares of mixed ones.

    `numbers` reads "1-42, 61-62" with the mixed cartons last. `short_pieces` is what the short last
    carton holds, None when it is full; weights and volume are of its own cartons.
    """

    index: int
    numbers: str
    cartons: int
    short_pieces: Decimal | None
    inner_boxes: int
    mixed_pieces: Decimal
    packed: Packed


def line_packages(
    shipment: Shipment, groups: Sequence[PackageGroup] | None = None
) -> tuple[LinePackages, ...]:
    """Return every line in order (titles and optional lines too: they have no numbers)."""
    groups = groups_of(shipment) if groups is None else groups
    by_line: dict[int, list[PackageGroup]] = {}
    for group in groups:
        for index, _pieces in group.contents:
            by_line.setdefault(index, []).append(group)
    return tuple(
        _of_line(shipment, index, by_line.get(index, [])) for index in range(len(shipment.lines))
    )


def _of_line(shipment: Shipment, index: int, groups: Sequence[PackageGroup]) -> LinePackages:
    own = [group for group in groups if not group.is_mixed]
    packed = shipment.own[index]
    short = None
    boxes = shipment.lines[index].boxes
    if len(boxes) == 1 and packed.cartons and packed.last_carton_pieces != boxes[0].pieces:
        short = packed.last_carton_pieces
    # In an article of several boxes the inner boxes are in the first kind.
    first_part = [group for group in own if group.part <= 1]
    return LinePackages(
        index=index,
        numbers=_joined(groups),
        cartons=packed.cartons,
        short_pieces=short,
        inner_boxes=sum(group.count * group.inner_boxes for group in first_part),
        mixed_pieces=shipment.mixed_pieces(index),
        packed=packed,
    )


def _joined(groups: Sequence[PackageGroup]) -> str:
    """Return the C/NOs of groups in order, neighbours written as one range."""
    ranges: list[list[int]] = []
    for group in groups:
        if ranges and ranges[-1][1] + 1 == group.first:
            ranges[-1][1] = group.last
        else:
            ranges.append([group.first, group.last])
    return ", ".join(number_range(first, last) for first, last in ranges)
