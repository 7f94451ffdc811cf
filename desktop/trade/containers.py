"""Containers: what fits inside, by volume, by weight and by cartons standing this side up.

The house's figures are reference data (`resources/reference/containers.json`, DOMAIN.md A5); a
workspace can have its own (`own_containers`), which are then in use in the whole process.
"""

import json
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from desktop.runtime.paths import resource
from desktop.trade.packing import CartonSpec

NO_LIMIT = 10**9


@dataclass(frozen=True, slots=True)
class Container:
    """A box: inside measures (mm), the volume to plan with (m³), prudent payload (kg).

    `relative_cost` compares ocean freight of the sizes where no freight is known. `planned` is
    False for a size that is not offered on every lane: it is taken by hand or with a freight.
    """

    code: str
    feet: int
    inside_mm: tuple[int, int, int]
    nominal_cbm: Decimal
    plan_cbm: Decimal
    plate_kg: Decimal
    prudent_kg: Decimal
    relative_cost: Decimal
    planned: bool


@dataclass(frozen=True, slots=True)
class RoadLimit:
    """Countries whose roads carry less: kg of cargo by container length in feet.

    `places` are names, casefolded, that a named place begins or ends with.
    """

    countries: frozenset[str]
    kg: tuple[tuple[int, Decimal], ...]
    places: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reference:
    """What the file says: containers, less than what is loose cargo (m³ or t), air and courier."""

    containers: tuple[Container, ...]
    lcl_below: Decimal
    air_kg_per_cbm: Decimal
    courier_cm3_per_kg: Decimal
    road_limits: tuple[RoadLimit, ...]


@lru_cache(maxsize=1)
def reference() -> Reference:
    """Return the reference data, read once."""
    data = json.loads(resource("reference", "containers.json").read_text(encoding="utf-8"))
    return Reference(
        containers=tuple(
            Container(
                code=entry["code"],
                feet=int(entry["feet"]),
                inside_mm=(entry["inside_mm"][0], entry["inside_mm"][1], entry["inside_mm"][2]),
                nominal_cbm=Decimal(entry["nominal_cbm"]),
                plan_cbm=Decimal(entry["plan_cbm"]),
                plate_kg=Decimal(entry["plate_kg"]),
                prudent_kg=Decimal(entry["prudent_kg"]),
                relative_cost=Decimal(entry["relative_cost"]),
                planned=bool(entry["planned"]),
            )
            for entry in data["containers"]
        ),
        lcl_below=Decimal(data["lcl_below"]),
        air_kg_per_cbm=Decimal(data["air_kg_per_cbm"]),
        courier_cm3_per_kg=Decimal(data["courier_cm3_per_kg"]),
        road_limits=tuple(
            RoadLimit(
                frozenset(entry["countries"]),
                tuple((int(feet), Decimal(kg)) for feet, kg in entry["kg"].items()),
                frozenset(entry["places"]),
            )
            for entry in data["road_limits"]
        ),
    )


class _InUse:
    """The sizes of the workspace that is open: a process has one; () while they are the house's."""

    sizes: tuple[Container, ...] = ()


def use(sizes: tuple[Container, ...]) -> None:
    """Plan with these sizes, the smallest first; () for the house's."""
    _InUse.sizes = sizes


def containers() -> tuple[Container, ...]:
    """Return every size in use, the smallest first."""
    return _InUse.sizes or house_containers()


def house_containers() -> tuple[Container, ...]:
    """Return the sizes as they came with the program, the smallest first."""
    return reference().containers


def house_container(code: str) -> Container | None:
    """Return what came with the program under this code, None for nothing."""
    return next((box for box in house_containers() if box.code == code), None)


def container(code: str) -> Container | None:
    """Return the size with this code, None for one that is not known."""
    return next((box for box in containers() if box.code == code), None)


@lru_cache(maxsize=256)
def road_limit(country: str, place: str) -> RoadLimit | None:
    """Return the road limit of a destination, by ISO country or by the words of the place.

    "Los Angeles", "Port of Long Beach, CA" and "Chicago, USA" are known as well as "US".
    """
    words = [part.strip() for part in place.casefold().replace("port of ", "").split(",")]
    for limit in reference().road_limits:
        if country.upper() in limit.countries or limit.places.intersection(words):
            return limit
    return None


def payload_kg(box: Container, limit: RoadLimit | None) -> Decimal:
    """Return the weight to plan with: the prudent payload, less where the roads carry less."""
    lowest = dict(limit.kg).get(box.feet, box.prudent_kg) if limit else box.prudent_kg
    return min(box.prudent_kg, lowest)


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


@lru_cache(maxsize=4096)
def fit_cartons(spec: CartonSpec, box: Container, limit: RoadLimit | None = None) -> CartonFit:
    """Return how many cartons of `spec` one `box` takes, standing this side up.

    On the floor all cartons stand the same way round, the better of the two. A carton without
    measures fits nowhere.
    """
    if not spec.is_measured:
        return CartonFit(box.code, 0, 0, 0)
    length, width, height = (side * 10 for side in (spec.length_cm, spec.width_cm, spec.height_cm))
    inside_l, inside_w, inside_h = box.inside_mm
    layers = int(inside_h // height)
    floor = max(
        int(inside_l // a) * int(inside_w // b) for a, b in ((length, width), (width, length))
    )
    load = payload_kg(box, limit)
    by_weight = int(load // spec.gross_kg) if spec.gross_kg > 0 else NO_LIMIT
    return CartonFit(box.code, int(box.plan_cbm // spec.volume), floor * layers, by_weight)


def air_kg(volume_cbm: Decimal, gross_kg: Decimal) -> Decimal:
    """Return the chargeable kilograms by air: the weight, or 167 kg a cubic metre if more."""
    return max(gross_kg, volume_cbm * reference().air_kg_per_cbm)


def courier_kg(volume_cbm: Decimal, gross_kg: Decimal) -> Decimal:
    """Return the chargeable kilograms by courier: the weight, or cm³ ÷ 5000 if more."""
    return max(gross_kg, volume_cbm * 1_000_000 / reference().courier_cm3_per_kg)
