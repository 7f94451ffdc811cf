"""Costs of a whole shipment spread over its lines: by volume, weight, value or quantity.

Freight by the container is spread by what fills it, never by the number of lines (DOMAIN.md A4).
"""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import N_, _
from desktop.trade.money import round_to
from desktop.trade.quote_draft import DraftLine
from desktop.trade.totals import LineTotals

ZERO = Decimal(0)
HUNDRED = Decimal(100)


class SpreadBy(StrEnum):
    """What decides how much of a cost a line bears."""

    VOLUME = "volume"
    WEIGHT = "weight"
    VALUE = "value"
    QUANTITY = "quantity"


SPREAD_LABELS = {
    SpreadBy.VOLUME: N_("by volume"),
    SpreadBy.WEIGHT: N_("by gross weight"),
    SpreadBy.VALUE: N_("by value"),
    SpreadBy.QUANTITY: N_("by quantity"),
}


def spread_by(name: str) -> SpreadBy:
    """Return the way of spreading that `name` says; raises UserFacing for another word."""
    try:
        return SpreadBy(name or SpreadBy.VOLUME.value)
    except ValueError as error:
        raise UserFacing(
            _("“{name}” is no way to spread costs.").format(name=name),
            hint=_("Use volume, weight, value or quantity."),
            code="unknown_spread",
        ) from error


def spread(amount: Decimal, weights: Sequence[Decimal], digits: int) -> tuple[Decimal, ...]:
    """Return `amount` (with at most `digits` decimals) in parts that sum to exactly it.

    Each part is the rounded running sum less what came before, so none is off by more than one
    last digit, none is negative, and the last line takes what is left. Raises UserFacing when there
    is nothing to go by: no weight above zero.
    """
    total = sum(weights, ZERO)
    if total <= 0 or any(weight < 0 for weight in weights):
        raise UserFacing(
            _("There is nothing to spread {amount} over.").format(amount=amount),
            hint=_("Add packing data, or spread by value."),
            code="nothing_to_spread_over",
        )
    last = max(index for index, weight in enumerate(weights) if weight > 0)
    parts, so_far, given = [], ZERO, ZERO
    for index, weight in enumerate(weights):
        so_far += weight
        reached = amount if index >= last else round_to(amount * so_far / total, digits)
        parts.append(reached - given)
        given = reached
    return tuple(parts)


def weight_of(line: DraftLine, figures: LineTotals, by: SpreadBy) -> Decimal | None:
    """Return what a line counts in the spreading; None when its packing data is missing."""
    if by is SpreadBy.VALUE:
        return line.quantity * line.unit_price * (HUNDRED - line.discount_percent) / HUNDRED
    if by is SpreadBy.QUANTITY:
        return line.quantity
    packed = figures.packing.packed
    found = packed.volume_cbm if by is SpreadBy.VOLUME else packed.gross_kg
    return found if found > 0 else None
