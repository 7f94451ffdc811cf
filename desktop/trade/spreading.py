"""Costs of a whole shipment spread over its lines: by volume, weight, value or quantity.

Freight by the container is spread by what fills it, never by the number of lines (DOMAIN.md A4).
"""

from decimal import Decimal
from enum import StrEnum

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import N_, _
from desktop.trade.quote_draft import DraftLine
from desktop.trade.totals import LineTotals

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


def weight_of(line: DraftLine, figures: LineTotals, by: SpreadBy) -> Decimal | None:
    """Return what a line counts in the spreading; None when its packing data is missing."""
    if by is SpreadBy.VALUE:
        return line.quantity * line.unit_price * (HUNDRED - line.discount_percent) / HUNDRED
    if by is SpreadBy.QUANTITY:
        return line.quantity
    packed = figures.packing.packed
    found = packed.volume_cbm if by is SpreadBy.VOLUME else packed.gross_kg
    return found if found > 0 else None
