"""What goods cost from the port of destination to the buyer's door: haulage, duty, import VAT.

DOMAIN.md A4: DAP = CIP + destination haulage; DDP = DAP + duty (rate x customs value) + import VAT
+ clearance. Customs value is the CIF value, VAT is on customs value and duty. Amounts are of the
whole shipment in the quote's currency, rates are shares (0.05 for 5 %).
"""

from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)
ONE = Decimal(1)
# The rules under which the seller pays beyond the main carriage.
TO_THE_DOOR = frozenset({"DAP", "DPU", "DDP"})


@dataclass(frozen=True, slots=True)
class Arrival:
    """The costs at the destination; None is not known."""

    destination: Decimal | None = None
    clearance: Decimal | None = None
    duty_rate: Decimal | None = None
    vat_rate: Decimal | None = None

    def duty_and_vat(self, cif: Decimal) -> Decimal | None:
        """Return duty and import VAT of a CIF value; None while a rate is not known."""
        if self.duty_rate is None or self.vat_rate is None:
            return None
        return cif * self._factor() - cif

    def cif_inside(self, ddp: Decimal) -> Decimal | None:
        """Return the CIF value inside a DDP value: the inverse; None while something is missing."""
        if self.destination is None or self.clearance is None:
            return None
        if self.duty_rate is None or self.vat_rate is None:
            return None
        return (ddp - self.destination - self.clearance) / self._factor()

    def duty_of(
        self, paid: Decimal, *, delivered_duty_paid: bool, contained: bool
    ) -> Decimal | None:
        """Return duty, VAT and clearance of a quote, None under another rule than DDP.

        `paid` is the value of the goods as quoted: with the costs of arrival inside (`contained`)
        or CIF. What is not known counts nothing here; the price ladder and the checks name it.
        """
        if not delivered_duty_paid:
            return None
        known = Arrival(*(amount or ZERO for amount in self._all()))
        cif = known.cif_inside(paid) if contained else paid
        if cif is None:
            return None
        return (known.duty_and_vat(cif) or ZERO) + (known.clearance or ZERO)

    def _all(self) -> tuple[Decimal | None, ...]:
        return self.destination, self.clearance, self.duty_rate, self.vat_rate

    def _factor(self) -> Decimal:
        return (ONE + (self.duty_rate or ZERO)) * (ONE + (self.vat_rate or ZERO))
