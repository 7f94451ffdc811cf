"""Cartons, weights, volume and containers for a packed quantity (DOMAIN.md A5).

Lengths are centimetres of the carton's outside, weights kilograms, volumes cubic metres.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from desktop.trade.money import round_to

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class CartonSpec:
    """One full export carton: pieces in it, outside measures (cm), weights (kg)."""

    pieces: int
    length_cm: Decimal
    width_cm: Decimal
    height_cm: Decimal
    net_kg: Decimal
    gross_kg: Decimal
    name: str = ""

    def __post_init__(self) -> None:
        if self.pieces < 1:
            message = "a carton holds at least one piece"
            raise ValueError(message)

    @property
    def volume(self) -> Decimal:
        """Volume of one carton in m³, exact."""
        return self.length_cm * self.width_cm * self.height_cm / Decimal(1_000_000)

    @property
    def tare_kg(self) -> Decimal:
        """Weight of the empty carton; never negative."""
        return max(self.gross_kg - self.net_kg, ZERO)


@dataclass(frozen=True, slots=True)
class MixedCarton:
    """`count` equal cartons that hold pieces of several lines: (line key, pieces in each).

    Outside measures in cm, weights in kg of one full carton.
    """

    count: int
    length_cm: Decimal
    width_cm: Decimal
    height_cm: Decimal
    net_kg: Decimal
    gross_kg: Decimal
    contents: tuple[tuple[str, Decimal], ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Packed:
    """What a quantity becomes: cartons, kg (2 decimals), m³ (3 decimals)."""

    cartons: int
    last_carton_pieces: int
    net_kg: Decimal
    gross_kg: Decimal
    volume_cbm: Decimal


EMPTY = Packed(0, 0, ZERO, ZERO, ZERO)


def pack(quantity: Decimal, spec: CartonSpec) -> Packed:
    """Return the packing of `quantity` pieces; the last carton may be short.

    N.W. = full cartons x net + the last carton's share; G.W. = N.W. + cartons x tare.
    """
    if quantity <= 0:
        return EMPTY
    cartons = math.ceil(quantity / spec.pieces)
    full = cartons - 1
    last = quantity - full * spec.pieces
    net = round_to(full * spec.net_kg + spec.net_kg * last / spec.pieces, 2)
    gross = round_to(net + cartons * spec.tare_kg, 2)
    return Packed(cartons, int(last), net, gross, round_to(spec.volume * cartons, 3))


def total(parts: Iterable[Packed]) -> Packed:
    """Return the sums over the lines of a document."""
    parts = list(parts)
    return Packed(
        cartons=sum(p.cartons for p in parts),
        last_carton_pieces=0,
        net_kg=sum((p.net_kg for p in parts), ZERO),
        gross_kg=sum((p.gross_kg for p in parts), ZERO),
        volume_cbm=sum((p.volume_cbm for p in parts), ZERO),
    )


@dataclass(frozen=True, slots=True)
class Container:
    """A box: inside measures (mm), the volume to plan with (m³), prudent payload (kg).

    `relative_cost` compares ocean freight of the sizes; it only ranks mixes of boxes.
    """

    code: str
    inside_mm: tuple[int, int, int]
    nominal_cbm: Decimal
    plan_cbm: Decimal
    plate_kg: Decimal
    prudent_kg: Decimal
    relative_cost: Decimal


def _box(
    code: str,
    inside: tuple[int, int, int],
    volumes: tuple[str, str],
    loads: tuple[int, int],
    cost: str,
) -> Container:
    nominal, plan = volumes
    plate, prudent = loads
    return Container(
        code,
        inside,
        Decimal(nominal),
        Decimal(plan),
        Decimal(plate),
        Decimal(prudent),
        Decimal(cost),
    )


CONTAINERS = (
    _box("20GP", (5898, 2352, 2385), ("33.1", "28"), (21800, 17500), "1"),
    _box("40GP", (12032, 2352, 2385), ("67.5", "58"), (26500, 22000), "1.6"),
    _box("40HQ", (12032, 2352, 2690), ("76.2", "68"), (26500, 22000), "1.65"),
    _box("45HQ", (13556, 2352, 2698), ("86", "78"), (27700, 22000), "2.1"),
)
# 45HQ is not offered on every lane: the planner takes only what every line has.
PLANNED = CONTAINERS[:3]
LCL_BELOW_CBM = Decimal(15)


class Constraint(StrEnum):
    """What fills the box first."""

    VOLUME = "volume"
    WEIGHT = "weight"
    GRID = "grid"


@dataclass(frozen=True, slots=True)
class CartonFit:
    """How many equal cartons a box takes: by plan volume, by this-side-up grid, by weight."""

    container: str
    by_volume: int
    by_grid: int
    by_weight: int

    @property
    def cartons(self) -> int:
        """The number that really fits."""
        return min(self.by_volume, self.by_grid, self.by_weight)

    @property
    def binding(self) -> Constraint:
        """The limit reached first."""
        limits = (
            (self.by_volume, Constraint.VOLUME),
            (self.by_grid, Constraint.GRID),
            (self.by_weight, Constraint.WEIGHT),
        )
        return min(limits, key=lambda pair: pair[0])[1]


def fit_cartons(spec: CartonSpec, container: Container) -> CartonFit:
    """Return how many cartons of `spec` one `container` takes, standing this side up."""
    length, width, height = (side * 10 for side in (spec.length_cm, spec.width_cm, spec.height_cm))
    inside_l, inside_w, inside_h = container.inside_mm
    layers = int(inside_h // height)
    floor = max(
        int(inside_l // a) * int(inside_w // b) for a, b in ((length, width), (width, length))
    )
    by_weight = int(container.plate_kg // spec.gross_kg) if spec.gross_kg > 0 else 10**9
    return CartonFit(
        container.code, int(container.plan_cbm // spec.volume), floor * layers, by_weight
    )


@dataclass(frozen=True, slots=True)
class Load:
    """One kind of box in a plan: how many, and how full they are together."""

    container: str
    count: int


@dataclass(frozen=True, slots=True)
class ContainerPlan:
    """The cheapest way to ship: loads, per cent of the binding limit, what binds, room left.

    `lcl` means less than a container load; `chargeable_wm` is then max(m³, tonnes).
    """

    loads: tuple[Load, ...]
    percent_full: Decimal
    binding: Constraint
    capacity_cbm: Decimal
    capacity_kg: Decimal
    free_cbm: Decimal
    lcl: bool
    chargeable_wm: Decimal

    def label(self) -> str:
        """Return "1 × 20GP" or "2 × 40HQ + 1 × 20GP"; "LCL" below a container load."""
        if self.lcl:
            return "LCL"
        return " + ".join(f"{load.count} × {load.container}" for load in self.loads)


def plan_containers(volume_cbm: Decimal, gross_kg: Decimal) -> ContainerPlan | None:
    """Return the cheapest mix of boxes for goods of this volume and weight; None for no goods.

    Volume is planned with the usable figure of each box, weight with the prudent road load.
    """
    if volume_cbm <= 0 and gross_kg <= 0:
        return None
    counts = _cheapest(volume_cbm, gross_kg)
    boxes = [(box, n) for box, n in zip(PLANNED, counts, strict=True) if n]
    room = sum((box.plan_cbm * n for box, n in boxes), ZERO)
    load = sum((box.prudent_kg * n for box, n in boxes), ZERO)
    by_volume, by_weight = volume_cbm / room, gross_kg / load
    chargeable = max(volume_cbm, gross_kg / 1000)
    return ContainerPlan(
        loads=tuple(Load(box.code, n) for box, n in boxes),
        percent_full=round_to(max(by_volume, by_weight) * 100, 1),
        binding=Constraint.VOLUME if by_volume >= by_weight else Constraint.WEIGHT,
        capacity_cbm=room,
        capacity_kg=load,
        free_cbm=round_to(max(room - volume_cbm, ZERO), 3),
        lcl=chargeable < LCL_BELOW_CBM,
        chargeable_wm=round_to(chargeable, 3),
    )


def _cheapest(volume: Decimal, weight: Decimal) -> tuple[int, int, int]:
    """Return counts of 20GP, 40GP, 40HQ: the largest boxes in bulk, every mix for the rest."""
    small, middle, large = PLANNED
    bulk = max(int(min(volume / large.plan_cbm, weight / large.prudent_kg)) - 2, 0)
    rest_volume = max(volume - bulk * large.plan_cbm, ZERO)
    rest_weight = max(weight - bulk * large.prudent_kg, ZERO)
    most = min(1 + int(max(rest_volume / large.plan_cbm, rest_weight / large.prudent_kg)), 200)
    best: tuple[Decimal, int, tuple[int, int, int]] | None = None
    for n_large in range(most + 1):
        for n_middle in range(min(most, 3) + 1):
            room = n_large * large.plan_cbm + n_middle * middle.plan_cbm
            load = n_large * large.prudent_kg + n_middle * middle.prudent_kg
            n_small = max(
                _ceil((rest_volume - room) / small.plan_cbm),
                _ceil((rest_weight - load) / small.prudent_kg),
                0,
            )
            cost = (
                n_large * large.relative_cost
                + n_middle * middle.relative_cost
                + n_small * small.relative_cost
            )
            boxes = n_large + n_middle + n_small
            candidate = (cost, boxes, (n_small, n_middle, n_large))
            if boxes and (best is None or candidate < best):
                best = candidate
    counts = best[2] if best else (1, 0, 0)
    return counts[0], counts[1], counts[2] + bulk


def _ceil(value: Decimal) -> int:
    return math.ceil(value)
