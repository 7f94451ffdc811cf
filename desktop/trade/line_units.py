"""A quote's line counted in another of its article's units: quantity, price, cost and cartons agree. Pure."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import ceil
from typing import Any

from desktop.trade.packing import CartonSpec
from desktop.trade.quote_draft import DraftLine
from desktop.trade.selling_units import Selling
from desktop.trade.unit_words import canonical

PRICE_PLACES = 4
"""Decimal places that a price or cost of a smaller unit is rounded to."""
_MONEY = ("unit_price", "list_price", "base_price", "floor_price", "cost", "domestic_cost")


def in_unit(line: DraftLine, unit: str, selling: Selling) -> DraftLine:
    """Return the line sold by `unit`: the number stays, prices and costs become those of that unit.

    Fifty pieces at 14.20 become fifty cartons of 24 at 340.80, each of them one carton to the packing. Where the boxes do
    not hold whole units (a dozen in a carton of 30) the line is counted in the article's own unit instead: fifty dozen
    are 600 pieces. A unit of which nobody said what it holds is only a word: it replaces the word.
    """
    name = canonical(unit)
    held, wanted = selling.contains(line.unit), selling.contains(name)
    if held is None or wanted is None or not line.product_id:
        return replace(line, unit=name)
    ratio = Fraction(wanted) / Fraction(held)
    packed = _packed(line, ratio)
    if packed is not None:
        return replace(packed, unit=name, moq=_least(line.moq, ratio), **_money(line, ratio))
    own = in_unit(line, selling.unit, selling)
    return replace(own, quantity=line.quantity * wanted)


def fits_cartons(unit: str, selling: Selling) -> bool:
    """Tell whether a carton of the article holds whole ones of `unit`, or no carton is known."""
    holds = selling.contains(unit)
    if holds is None or not selling.pcs_per_carton:
        return True
    return (Fraction(selling.pcs_per_carton) / Fraction(holds)).denominator == 1


def _money(line: DraftLine, ratio: Fraction) -> dict[str, Any]:
    values = {name: getattr(line, name) for name in _MONEY}
    return {
        name: None if value is None else _scaled(value, ratio) for name, value in values.items()
    }


def _least(moq: Decimal | None, ratio: Fraction) -> Decimal | None:
    """Return the least quantity in the other unit: a whole number of them."""
    return None if moq is None else Decimal(ceil(Fraction(moq) / ratio))


def _scaled(value: Decimal, ratio: Fraction) -> Decimal:
    """Return the value times `ratio`, to the places it had, more where they are needed."""
    exact, had = Fraction(value) * ratio, _places(value)
    for places in range(had, max(had, PRICE_PLACES) + 1):
        rounded = _rounded(exact, places)
        if Fraction(rounded) == exact:
            return rounded
    return _rounded(exact, max(had, PRICE_PLACES))


def _rounded(exact: Fraction, places: int) -> Decimal:
    found = Decimal(exact.numerator) / Decimal(exact.denominator)
    return found.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _places(value: Decimal) -> int:
    """Return how many decimal places a number is written with."""
    exponent = value.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _packed(line: DraftLine, ratio: Fraction) -> DraftLine | None:
    """Return the line with what its boxes hold counted by `ratio` of its unit, None when that is no whole number."""
    carton = _whole(line.pcs_per_carton, ratio)
    boxes = [_box(box, ratio) for box in line.more_boxes]
    if (line.pcs_per_carton and carton is None) or None in boxes:
        return None
    return replace(
        line,
        pcs_per_carton=carton,
        inner_pieces=_whole(line.inner_pieces, ratio),
        more_boxes=tuple(box for box in boxes if box is not None),
    )


def _box(box: CartonSpec, ratio: Fraction) -> CartonSpec | None:
    pieces = _whole(box.pieces, ratio)
    return None if pieces is None else replace(box, pieces=pieces)


def _whole(pieces: int | None, ratio: Fraction) -> int | None:
    if not pieces:
        return None
    found = Fraction(pieces) / ratio
    return int(found) if found.denominator == 1 and found >= 1 else None
