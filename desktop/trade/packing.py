"""Cartons, weights and volume of a packed quantity (DOMAIN.md A5).

Lengths are centimetres of the carton's outside, weights kilograms, volumes cubic metres.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

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
    def is_measured(self) -> bool:
        """Tell whether all three sides are known and above zero."""
        return self.length_cm > 0 and self.width_cm > 0 and self.height_cm > 0

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

    @property
    def is_usable(self) -> bool:
        """Tell whether there is at least one, measured, with pieces of something in it."""
        sides = (self.length_cm, self.width_cm, self.height_cm)
        return (
            self.count >= 1
            and all(side > 0 for side in sides)
            and bool(self.contents)
            and all(pieces > 0 for _key, pieces in self.contents)
        )

    def as_spec(self) -> CartonSpec:
        """Return one of these cartons as a carton of a single piece."""
        return CartonSpec(
            1, self.length_cm, self.width_cm, self.height_cm, self.net_kg, self.gross_kg
        )


@dataclass(frozen=True, slots=True)
class Packed:
    """What a quantity becomes: cartons, kg (2 decimals), m³ (3 decimals).

    `last_carton_pieces` is 0 where there is no single last carton (several boxes, a sum).
    """

    cartons: int
    last_carton_pieces: Decimal
    net_kg: Decimal
    gross_kg: Decimal
    volume_cbm: Decimal


EMPTY = Packed(0, ZERO, ZERO, ZERO, ZERO)


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
    return Packed(cartons, last, net, gross, round_to(spec.volume * cartons, 3))


def pack_boxes(quantity: Decimal, boxes: Sequence[CartonSpec]) -> Packed:
    """Return the packing of an article whose every piece is spread over these kinds of boxes.

    Each kind is counted by the pieces it holds itself; one kind of box is an ordinary carton.
    """
    if len(boxes) == 1:
        return pack(quantity, boxes[0])
    return total(pack(quantity, box) for box in boxes)


def total(parts: Iterable[Packed]) -> Packed:
    """Return the sums over the lines of a document."""
    parts = list(parts)
    return Packed(
        cartons=sum(p.cartons for p in parts),
        last_carton_pieces=ZERO,
        net_kg=sum((p.net_kg for p in parts), ZERO),
        gross_kg=sum((p.gross_kg for p in parts), ZERO),
        volume_cbm=sum((p.volume_cbm for p in parts), ZERO),
    )
