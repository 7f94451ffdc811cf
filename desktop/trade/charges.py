"""What is billed beside the goods: freight, insurance, the bank's and other charges, and the discount."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from desktop.trade.money import round_money

ZERO = Decimal(0)


class ChargeKind(StrEnum):
    """What a charge is for; `discount` lowers the total."""

    FREIGHT = "freight"
    INSURANCE = "insurance"
    BANK = "bank"
    DOCUMENTS = "documents"
    TOOLING = "tooling"
    DESTINATION = "destination"
    DUTY = "duty"
    DISCOUNT = "discount"
    OTHER = "other"


# Charges that are passed on at cost: they are no revenue on the goods.
PASSED_ON = frozenset(
    {ChargeKind.FREIGHT, ChargeKind.INSURANCE, ChargeKind.DESTINATION, ChargeKind.DUTY}
)


@dataclass(frozen=True, slots=True)
class Charge:
    """An amount beside the lines, positive; `included` means the unit prices contain it already.

    `percent` says which share of the goods the amount is, when that is how it was agreed.
    """

    kind: ChargeKind
    amount: Decimal
    included: bool = False
    label: str = ""
    percent: Decimal | None = None


def sum_of(
    charges: Sequence[Charge],
    currency: str,
    kinds: set[ChargeKind],
    *,
    included: bool | None = None,
) -> Decimal:
    """Return the rounded sum of the charges of these kinds; `included` None counts both sorts."""
    return sum(
        (
            round_money(charge.amount, currency)
            for charge in charges
            if charge.kind in kinds and included in (None, charge.included)
        ),
        ZERO,
    )
