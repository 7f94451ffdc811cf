"""Which containers a shipment takes: the cheapest mix, or a mix by hand and what it leaves over."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from desktop.trade.containers import (
    NO_LIMIT,
    Constraint,
    Container,
    RoadLimit,
    container,
    containers,
    fit_cartons,
    payload_kg,
    reference,
    road_limit,
)
from desktop.trade.money import round_to
from desktop.trade.packing import CartonSpec

ZERO = Decimal(0)
LCL = "LCL"
# Above this many boxes the bulk is taken from the best fractional mix and only the rest is tried.
_TRY_ALL = 40
_MARGIN = 6


@dataclass(frozen=True, slots=True)
class PlanOrder:
    """What a plan has to respect.

    `mix` is a choice by hand as (container, count) pairs, () for the cheapest. `rates` is the
    freight of one container by its code, in any one currency; only sizes with a freight are then
    planned. `country` (ISO 3166) and `place` of the destination may lower the road weight.
    """

    mix: tuple[tuple[str, int], ...] = ()
    rates: tuple[tuple[str, Decimal], ...] = ()
    country: str = ""
    place: str = ""


NO_ORDER = PlanOrder()


@dataclass(frozen=True, slots=True)
class Load:
    """One kind of box in a plan and how many of it."""

    container: str
    count: int


@dataclass(frozen=True, slots=True)
class ContainerPlan:
    """The boxes a shipment takes: loads, per cent of the binding limit, what binds, room left.

    `lcl` means less than a container load; `chargeable_wm` is then max(m³, tonnes). Only a mix
    `by_hand` can be too small: the `over_` figures say what does not fit, and per cent passes 100.
    `freight` is the cost at the rates given, None without. `partial` says that goods without
    packing data are missing from it. `capacity_cartons` is how many fit when all cartons are equal
    (by volume, grid and weight), None for goods of several kinds. `lowered` names the countries whose roads lower the weight.
    """

    loads: tuple[Load, ...]
    percent_full: Decimal
    binding: Constraint
    capacity_cbm: Decimal
    capacity_kg: Decimal
    free_cbm: Decimal
    lcl: bool = False
    chargeable_wm: Decimal = ZERO
    free_kg: Decimal = ZERO
    percent_volume: Decimal = ZERO
    percent_weight: Decimal = ZERO
    over_cbm: Decimal = ZERO
    over_kg: Decimal = ZERO
    over_cartons: int = 0
    capacity_cartons: int | None = None
    by_hand: bool = False
    freight: Decimal | None = None
    partial: bool = False
    lowered: tuple[str, ...] = ()

    def label(self) -> str:
        """Return "1 × 20GP" or "2 × 40HQ + 1 × 20GP"; "LCL" below a container load."""
        if self.lcl:
            return LCL
        return " + ".join(f"{load.count} × {load.container}" for load in self.loads)

    @property
    def fits(self) -> bool:
        """Tell whether everything fits; False only for a mix chosen by hand."""
        return not (self.over_cbm or self.over_kg or self.over_cartons)


def plan_containers(
    volume_cbm: Decimal,
    gross_kg: Decimal,
    order: PlanOrder = NO_ORDER,
    *,
    cartons: Sequence[tuple[CartonSpec, int]] = (),
    partial: bool = False,
) -> ContainerPlan | None:
    """Return the boxes for goods of this volume and weight; None for no goods.

    Volume is planned with the usable figure of each box, weight with the prudent road load. When
    `cartons` says that all goods are equal cartons, the this-side-up grid counts as well; a size
    that one of the cartons does not fit into is not planned.
    """
    if volume_cbm <= 0 and gross_kg <= 0:
        return None
    same = _if_all_equal(cartons)
    sides = frozenset((c.length_cm, c.width_cm, c.height_cm) for c, _n in cartons)
    limit = road_limit(order.country, order.place)
    volume, weight = round_to(volume_cbm, 3), round_to(gross_kg, 2)
    counts = by_hand = _by_hand(order.mix)
    if not by_hand:
        counts = _automatic(volume, weight, same, sides, limit, order.rates, containers())
    plan = _describe(counts, (volume, weight), same, limit, order)
    chargeable = max(volume, weight / 1000)
    return replace(
        plan,
        lcl=not by_hand and chargeable < reference().lcl_below,
        chargeable_wm=round_to(chargeable, 3),
        by_hand=bool(by_hand),
        partial=partial,
    )


def _if_all_equal(cartons: Iterable[tuple[CartonSpec, int]]) -> tuple[CartonSpec, int] | None:
    spec, count = None, 0
    for other, number in cartons:
        if spec is not None and other is not spec and other != spec:
            return None
        spec, count = other, count + number
    return (spec, count) if spec is not None else None


def _by_hand(mix: Iterable[tuple[str, int]]) -> tuple[tuple[Container, int], ...]:
    found = ((container(code), count) for code, count in mix)
    return tuple((box, count) for box, count in found if box is not None and count > 0)


def fits_inside(sides: tuple[Decimal, Decimal, Decimal], box: Container) -> bool:
    """Tell whether one carton of these sides (cm) stands in the box this side up."""
    length, width, height = sides
    inside_l, inside_w, inside_h = box.inside_mm
    return height * 10 <= inside_h and (
        (length * 10 <= inside_l and width * 10 <= inside_w)
        or (width * 10 <= inside_l and length * 10 <= inside_w)
    )


@lru_cache(maxsize=512)
def _automatic(
    volume: Decimal,
    weight: Decimal,
    same: tuple[CartonSpec, int] | None,
    sides: frozenset[tuple[Decimal, Decimal, Decimal]],
    limit: RoadLimit | None,
    rates: tuple[tuple[str, Decimal], ...],
    sizes_in_use: tuple[Container, ...],
) -> tuple[tuple[Container, int], ...]:
    codes = {box.code for box in sizes_in_use}
    freight = {code: rate for code, rate in rates if rate > 0 and code in codes}
    planned = [box for box in sizes_in_use if box.planned] or list(sizes_in_use)
    offered = [box for box in sizes_in_use if box.code in freight] if freight else planned
    boxes = [b for b in offered if all(fits_inside(side, b) for side in sides)] or offered
    costs = _whole([freight.get(box.code, box.relative_cost) for box in boxes])
    if same is not None and all(fits_inside(side, boxes[0]) for side in sides):
        held: list[tuple[int, ...]] = [(fit_cartons(same[0], box, limit).cartons,) for box in boxes]
        demand: tuple[int, ...] = (same[1],)
    else:
        held = [(int(box.plan_cbm * 1000), int(payload_kg(box, limit) * 100)) for box in boxes]
        demand = (math.ceil(volume * 1000), math.ceil(weight * 100))
    useful = [(i, sizes) for i, sizes in enumerate(held) if all(size > 0 for size in sizes)]
    if not useful:
        # One carton is larger or heavier than every container (a finding says so): by volume alone.
        useful = [(i, (int(box.plan_cbm * 1000),)) for i, box in enumerate(boxes)]
        demand = (max(math.ceil(volume * 1000), 1),)
    counts = cheapest([sizes for _i, sizes in useful], [costs[i] for i, _s in useful], demand)
    chosen = zip((boxes[i] for i, _sizes in useful), counts, strict=True)
    return tuple((box, count) for box, count in chosen if count)


def _whole(costs: Sequence[Decimal]) -> list[int]:
    """Return the costs as whole numbers in the same proportion."""
    digits = max(max(0, -int(cost.normalize().as_tuple().exponent)) for cost in costs)
    return [int(cost.scaleb(digits)) for cost in costs]


def cheapest(
    held: Sequence[tuple[int, ...]], costs: Sequence[int], demand: tuple[int, ...]
) -> tuple[int, ...]:
    """Return how many of each size hold the `demand` at the least cost, then with fewest boxes.

    `held[i]` is what a box of size i holds of each thing demanded (all above zero), `costs[i]` its
    cost. Exact up to about forty boxes; beyond that the bulk follows the best fractional mix.
    """
    bulk = _bulk(held, costs, demand)
    rest = tuple(
        need - sum(count * sizes[i] for count, sizes in zip(bulk, held, strict=True))
        for i, need in enumerate(demand)
    )
    counts = _search(held, costs, rest)
    return tuple(a + b for a, b in zip(bulk, counts, strict=True))


def _bulk(
    held: Sequence[tuple[int, ...]], costs: Sequence[int], demand: tuple[int, ...]
) -> tuple[int, ...]:
    """Return whole boxes that the best mix surely contains; none while there are few."""
    most = max(max(need / size for need, size in zip(demand, s, strict=True)) for s in held)
    if most <= _TRY_ALL:
        return (0,) * len(held)
    mixes = [_alone(i, held, demand) for i in range(len(held))]
    for i in range(len(held)):
        mixes += [m for j in range(i) if (m := _pair(i, j, held, demand)) is not None]
    best = min(mixes, key=lambda mix: sum(n * c for n, c in zip(mix, costs, strict=True)))
    return tuple(max(int(count) - _MARGIN, 0) for count in best)


def _alone(i: int, held: Sequence[tuple[int, ...]], demand: tuple[int, ...]) -> list[float]:
    mix = [0.0] * len(held)
    mix[i] = max(need / size for need, size in zip(demand, held[i], strict=True))
    return mix


def _pair(
    i: int, j: int, held: Sequence[tuple[int, ...]], demand: tuple[int, ...]
) -> list[float] | None:
    """Return the mix of two sizes that is full by volume and by weight at once, if there is one."""
    if len(demand) != 2:
        return None
    (a, c), (b, d) = held[i], held[j]
    determinant = a * d - b * c
    if not determinant:
        return None
    first = (demand[0] * d - b * demand[1]) / determinant
    second = (a * demand[1] - c * demand[0]) / determinant
    if first < 0 or second < 0:
        return None
    mix = [0.0] * len(held)
    mix[i], mix[j] = first, second
    return mix


def _search(
    held: Sequence[tuple[int, ...]], costs: Sequence[int], demand: tuple[int, ...]
) -> tuple[int, ...]:
    """Try every mix that can still be the best, sizes with the lowest cost per load first."""
    kinds = sorted(range(len(held)), key=lambda i: (costs[i] / max(held[i]), -held[i][0]))
    best: list[tuple[int, int, tuple[int, ...]]] = []
    bound = _lower_bounds([held[i] for i in kinds], [costs[i] for i in kinds])

    def visit(depth: int, counts: dict[int, int], cost: int, rest: tuple[int, ...]) -> None:
        if all(need <= 0 for need in rest):
            _keep_better(best, cost, tuple(counts.get(i, 0) for i in range(len(held))))
            return
        if depth == len(kinds) or (best and cost + bound(depth, rest) > best[0][0] + 1e-6):
            return
        kind = kinds[depth]
        needed = max(-(-need // size) for need, size in zip(rest, held[kind], strict=True))
        least = needed if depth == len(kinds) - 1 else 0
        for number in range(max(needed, 0), least - 1, -1):
            left = tuple(need - number * size for need, size in zip(rest, held[kind], strict=True))
            visit(depth + 1, {**counts, kind: number}, cost + number * costs[kind], left)

    visit(0, {}, 0, demand)
    return best[0][2]


def _lower_bounds(
    held: Sequence[tuple[int, ...]], costs: Sequence[int]
) -> Callable[[int, tuple[int, ...]], float]:
    """Return a function: the least that holding `rest` can cost with the sizes from `depth` on."""
    things = range(len(held[0]))
    rates = [
        [min(costs[j] / held[j][thing] for j in range(depth, len(held))) for thing in things]
        for depth in range(len(held))
    ]
    return lambda depth, rest: max(
        need * rate for need, rate in zip(rest, rates[depth], strict=True)
    )


def _keep_better(
    best: list[tuple[int, int, tuple[int, ...]]], cost: int, counts: tuple[int, ...]
) -> None:
    candidate = (cost, sum(counts), counts)
    if sum(counts) and (not best or candidate < best[0]):
        best[:] = [candidate]


def _describe(
    counts: Sequence[tuple[Container, int]],
    goods: tuple[Decimal, Decimal],
    same: tuple[CartonSpec, int] | None,
    limit: RoadLimit | None,
    order: PlanOrder,
) -> ContainerPlan:
    volume, weight = goods
    room = sum((box.plan_cbm * n for box, n in counts), ZERO)
    load = sum((payload_kg(box, limit) * n for box, n in counts), ZERO)
    by_volume, by_weight = volume / room * 100, weight / load * 100
    percent, binding = max(
        (by_volume, Constraint.VOLUME), (by_weight, Constraint.WEIGHT), key=lambda pair: pair[0]
    )
    over, held = 0, None
    if same is not None:
        held = sum(fit_cartons(same[0], box, limit).cartons * n for box, n in counts)
        over = max(same[1] - held, 0)
        if _stopped_by_grid(same, counts, limit, room - volume, load - weight):
            grid = sum(fit_cartons(same[0], box, limit).by_grid * n for box, n in counts)
            binding = Constraint.GRID
            percent = max(percent, Decimal(same[1]) / grid * 100) if grid else percent
    rates = dict(order.rates)
    priced = all(box.code in rates for box, _n in counts)
    lowered = any(payload_kg(box, limit) < box.prudent_kg for box, _n in counts)
    return ContainerPlan(
        loads=tuple(Load(box.code, n) for box, n in counts),
        percent_full=round_to(percent, 1),
        binding=binding,
        capacity_cbm=room,
        capacity_kg=load,
        free_cbm=round_to(max(room - volume, ZERO), 3),
        free_kg=round_to(max(load - weight, ZERO), 2),
        percent_volume=round_to(by_volume, 1),
        percent_weight=round_to(by_weight, 1),
        over_cbm=round_to(max(volume - room, ZERO), 3),
        over_kg=round_to(max(weight - load, ZERO), 2),
        over_cartons=over,
        capacity_cartons=held,
        freight=sum((rates[b.code] * n for b, n in counts), ZERO) if priced else None,
        lowered=tuple(sorted(limit.countries)) if limit and lowered else (),
    )


def _stopped_by_grid(
    same: tuple[CartonSpec, int],
    counts: Sequence[tuple[Container, int]],
    limit: RoadLimit | None,
    free_cbm: Decimal,
    free_kg: Decimal,
) -> bool:
    """Tell whether one more carton would have its volume and weight but no place to stand."""
    spec, cartons = same
    held = sum(min(fit_cartons(spec, b, limit).by_grid, NO_LIMIT) * n for b, n in counts)
    return held <= cartons and spec.volume <= free_cbm and spec.gross_kg <= free_kg
