"""How the goods of a document are packed: own cartons of each line, mixed cartons, containers.

Nothing is lost and nothing counted as zero in silence: pieces of a line that are in no mixed carton
go into cartons of their own, and a line without packing data is named in `unpacked`.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from desktop.runtime.i18n import _
from desktop.trade.container_plan import NO_ORDER, ContainerPlan, PlanOrder, plan_containers
from desktop.trade.containers import containers, fit_cartons
from desktop.trade.incoterms import Finding, Severity
from desktop.trade.money import format_plain, round_to
from desktop.trade.packing import EMPTY, CartonSpec, MixedCarton, Packed, pack, pack_boxes, total

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class PackLine:
    """A line as it is packed: pieces, the boxes a piece goes into, pieces of an inner box.

    `packed` is the whole quantity in cartons of its own. `counts` is False for what is no part of
    the shipment (titles, notes, optional lines). `key` is how mixed cartons name it.
    """

    name: str
    quantity: Decimal
    boxes: tuple[CartonSpec, ...] = ()
    key: str = ""
    inner_pieces: int | None = None
    counts: bool = True
    packed: Packed = EMPTY

    @property
    def is_weighed(self) -> bool:
        """Tell whether every box has a net weight and a gross weight that is not below it."""
        return all(0 < box.net_kg <= box.gross_kg for box in self.boxes)


def pack_line(
    name: str,
    quantity: Decimal,
    boxes: tuple[CartonSpec, ...],
    *,
    key: str = "",
    inner_pieces: int | None = None,
    counts: bool = True,
) -> PackLine:
    """Return a line packed into cartons of its own; a box without measures means no data at all."""
    if not all(box.is_measured for box in boxes):
        boxes = ()
    packed = pack_boxes(quantity, boxes) if boxes else EMPTY
    return PackLine(name, quantity, boxes, key, inner_pieces, counts, packed)


@dataclass(frozen=True, slots=True)
class MixedPacked:
    """`count` cartons of one mixed kind as they really can be filled, with lines by index."""

    carton: MixedCarton
    count: int
    contents: tuple[tuple[int, Decimal], ...]
    packed: Packed

    @property
    def is_weighed(self) -> bool:
        """Tell whether a net weight and a gross weight that is not below it are known."""
        return 0 < self.carton.net_kg <= self.carton.gross_kg


@dataclass(frozen=True, slots=True)
class Shipment:
    """Everything about packing; indices are those of the lines that came in.

    `own` is each line in its own cartons, without the pieces that are in mixed ones (`mixed`).
    `unpacked` lines have pieces and no packing data, `unweighed` ones lack a weight: the sums
    miss them, and `plan` says that it is partial.
    """

    lines: tuple[PackLine, ...]
    own: tuple[Packed, ...]
    mixed: tuple[MixedPacked, ...]
    packed: Packed
    plan: ContainerPlan | None
    unpacked: tuple[int, ...]
    unweighed: tuple[int, ...]
    problems: tuple[Finding, ...]
    cartons: tuple[tuple[CartonSpec, int], ...] = ()
    order: PlanOrder = NO_ORDER

    @property
    def is_complete(self) -> bool:
        """Tell whether the sums contain every piece with its volume and weight."""
        weighed = all(group.is_weighed for group in self.mixed)
        return not self.unpacked and not self.unweighed and weighed

    def own_pieces(self, index: int) -> Decimal:
        """Return how many pieces of a line are in cartons of its own (or in none at all)."""
        return self.lines[index].quantity - self.mixed_pieces(index)

    def mixed_pieces(self, index: int) -> Decimal:
        """Return how many pieces of a line are in mixed cartons."""
        return sum(
            (group.count * n for group in self.mixed for i, n in group.contents if i == index),
            ZERO,
        )

    def plan_with(self, mix: tuple[tuple[str, int], ...]) -> ContainerPlan | None:
        """Return the plan for another mix, () for the cheapest one; None for no goods."""
        return plan_containers(
            self.packed.volume_cbm,
            self.packed.gross_kg,
            replace(self.order, mix=mix),
            cartons=self.cartons,
            partial=not self.is_complete,
        )

    def plans_of_one_size(self) -> tuple[ContainerPlan, ...]:
        """Return, for each size of container, the fewest of it that hold the goods, if any do."""
        found = []
        for size in containers():
            one = self.plan_with(((size.code, 1),))
            if one is None:
                return ()
            count = max(math.ceil(one.percent_full / 100), 1)
            for number in range(count, count + 3):
                plan = self.plan_with(((size.code, number),))
                if plan is not None and plan.fits:
                    found.append(plan)
                    break
        return tuple(found)

    def findings(self) -> tuple[Finding, ...]:
        """Return what deserves a look: problems of mixed cartons, lines without data, the mix."""
        found = list(self.problems)
        if self.unpacked:
            names = ", ".join(self.lines[i].name for i in self.unpacked)
            message = _("No packing data: {items}. Cartons and weights are incomplete.")
            found.append(_warning("packing_missing", message.format(items=names)))
        bare = [group.carton for group in self.mixed if not group.is_weighed]
        if self.unweighed or bare:
            listed = [self.lines[i].name for i in self.unweighed]
            names = ", ".join([*listed, *(carton.name or _("mixed carton") for carton in bare)])
            message = _("Weights missing or gross below net: {items}.").format(items=names)
            found.append(_warning("weights_missing", message))
        large = [
            line.name
            for line in self.lines
            if line.counts and any(not has_container(box) for box in line.boxes)
        ]
        if large:
            message = _("A carton is too large or too heavy for every container: {items}.")
            found.append(_warning("carton_oversized", message.format(items=", ".join(large))))
        if self.plan is not None and self.plan.by_hand and not self.plan.fits:
            message = _("The goods do not fit into {containers}.")
            message = message.format(containers=self.plan.label())
            found.append(_warning("container_overfull", message))
        return tuple(found)


def has_container(box: CartonSpec) -> bool:
    """Tell whether at least one size of container takes one such carton, this side up."""
    smallest = containers()[0]
    longest = max(box.length_cm, box.width_cm, box.height_cm) * 10
    if longest <= min(smallest.inside_mm) and box.gross_kg <= smallest.prudent_kg:
        return True
    return any(fit_cartons(box, size).cartons for size in containers())


def _warning(code: str, message: str) -> Finding:
    return Finding(code, Severity.WARNING, message)


def ship(
    lines: Sequence[PackLine],
    mixed: Sequence[MixedCarton] = (),
    order: PlanOrder = NO_ORDER,
) -> Shipment:
    """Return the packing of `lines`, some of their pieces in `mixed` cartons.

    A mixed carton that the quantities cannot fill as often as it says is counted as often as they
    can, and a problem names it.
    """
    groups, problems = _fill(lines, mixed) if mixed else ([], [])
    taken: dict[int, Decimal] = {}
    for group in groups:
        for index, pieces in group.contents:
            taken[index] = taken.get(index, ZERO) + group.count * pieces
    own = [line.packed if line.counts else EMPTY for line in lines]
    rest = [line.quantity for line in lines]
    for index, pieces in taken.items():
        line = lines[index]
        rest[index] -= pieces
        own[index] = pack_boxes(rest[index], line.boxes) if line.boxes else EMPTY
    unpacked, unweighed = _lacking(lines, rest)
    packed = total([*own, *(group.packed for group in groups)])
    cartons = tuple(_cartons(lines, rest, own, groups))
    plan = plan_containers(
        packed.volume_cbm,
        packed.gross_kg,
        order,
        cartons=cartons,
        partial=bool(unpacked or unweighed) or not all(g.is_weighed for g in groups),
    )
    return Shipment(
        tuple(lines),
        tuple(own),
        tuple(groups),
        packed,
        plan,
        unpacked,
        unweighed,
        tuple(problems),
        cartons,
        order,
    )


def _lacking(
    lines: Sequence[PackLine], rest: Sequence[Decimal]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the lines with pieces of their own but no packing data, and those without weights."""
    own = [i for i, line in enumerate(lines) if line.counts and rest[i] > 0]
    unpacked = tuple(i for i in own if not lines[i].boxes)
    return unpacked, tuple(i for i in own if lines[i].boxes and not lines[i].is_weighed)


def _cartons(
    lines: Sequence[PackLine],
    rest: Sequence[Decimal],
    own: Sequence[Packed],
    groups: Sequence[MixedPacked],
) -> list[tuple[CartonSpec, int]]:
    """Return every kind of carton with its number; `rest` are the pieces of each line's own."""
    found = [(group.carton.as_spec(), group.count) for group in groups]
    for line, pieces, packed in zip(lines, rest, own, strict=True):
        if len(line.boxes) == 1 and packed.cartons:
            found.append((line.boxes[0], packed.cartons))
        elif packed.cartons:
            found += [(box, pack(pieces, box).cartons) for box in line.boxes]
    return found


def _fill(
    lines: Sequence[PackLine], mixed: Sequence[MixedCarton]
) -> tuple[list[MixedPacked], list[Finding]]:
    by_key = {line.key: i for i, line in enumerate(lines) if line.key and line.counts}
    left = {i: max(lines[i].quantity, ZERO) for i in by_key.values()}
    groups, problems = [], []
    for number, carton in enumerate(mixed, start=1):
        name = carton.name or str(number)
        if not carton.is_usable:
            message = _("Mixed carton {name} has no measures, contents or number.")
            problems.append(_warning("mixed_carton_empty", message.format(name=name)))
            continue
        if any(key not in by_key for key, _pieces in carton.contents):
            message = _("Mixed carton {name} holds a line that is not in the quote any more.")
            problems.append(_warning("mixed_carton_line_gone", message.format(name=name)))
            continue
        contents: dict[int, Decimal] = {}
        for key, pieces in carton.contents:
            contents[by_key[key]] = contents.get(by_key[key], ZERO) + pieces
        count = min(carton.count, *(int(left[i] // n) for i, n in contents.items()))
        if count < carton.count:
            problems.append(_too_many(carton, name, count, lines, contents, left))
        if count:
            for i, pieces in contents.items():
                left[i] -= count * pieces
            groups.append(
                MixedPacked(carton, count, tuple(contents.items()), _pack_mixed(carton, count))
            )
    return groups, problems


def _too_many(
    carton: MixedCarton,
    name: str,
    count: int,
    lines: Sequence[PackLine],
    contents: dict[int, Decimal],
    left: dict[int, Decimal],
) -> Finding:
    short = min(contents, key=lambda i: left[i] / contents[i])
    message = _(
        "Mixed carton {name}: only {possible} of {count} can be filled, {left} of {item} are left."
    ).format(
        name=name,
        possible=count,
        count=carton.count,
        left=format_plain(left[short]),
        item=lines[short].name,
    )
    return _warning("mixed_carton_too_many", message)


def _pack_mixed(carton: MixedCarton, count: int) -> Packed:
    net = round_to(carton.net_kg * count, 2)
    gross = round_to(max(carton.gross_kg, carton.net_kg) * count, 2)
    return Packed(count, ZERO, net, gross, round_to(carton.as_spec().volume * count, 3))


def room_for_more(shipment: Shipment, index: int) -> Decimal:
    """Return how many more pieces of a line the planned containers take at the same freight.

    0 for a line that is not packed, loose cargo (which pays for every cubic metre) and a full box.
    """
    plan, line = shipment.plan, shipment.lines[index]
    if plan is None or plan.lcl or plan.partial or not plan.fits or not line.boxes:
        return ZERO
    if not line.counts or line.quantity <= 0:
        return ZERO
    own, pieces = shipment.own[index], shipment.own_pieces(index)
    volume = plan.capacity_cbm - shipment.packed.volume_cbm + own.volume_cbm
    gross = plan.capacity_kg - shipment.packed.gross_kg + own.gross_kg
    cartons = None
    if plan.capacity_cartons is not None:
        cartons = plan.capacity_cartons - shipment.packed.cartons + own.cartons

    def fits(more: int) -> bool:
        packed = pack_boxes(pieces + more, line.boxes)
        if cartons is not None and packed.cartons > cartons:
            return False
        return packed.volume_cbm <= volume and packed.gross_kg <= gross

    return Decimal(_most(fits))


def _most(fits: Callable[[int], bool]) -> int:
    """Return the largest number from 0 for which `fits` still says yes."""
    step = 1
    while fits(step) and step < 10**9:
        step *= 2
    low, high = step // 2, step
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


def net_of_contents(
    lines: Sequence[PackLine], contents: Sequence[tuple[str, Decimal]]
) -> Decimal | None:
    """Return what the contents of a mixed carton weigh by the lines' own cartons, kg.

    None while a line is not known or has no weight.
    """
    by_key = {line.key: line for line in lines if line.key}
    net = ZERO
    for key, pieces in contents:
        line = by_key.get(key)
        if line is None or not line.boxes or not line.is_weighed:
            return None
        net += sum((box.net_kg * pieces / box.pieces for box in line.boxes), ZERO)
    return round_to(net, 2)
