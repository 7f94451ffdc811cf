"""From cost to price and back: VAT rebate, FOB, CFR, CIF, margin and mark-up (DOMAIN.md A4, A8).

Margin is profit over revenue, mark-up is profit over cost; both are always shown, because mixing
them up is the commonest error in this trade. Rates are shares (0.13 for 13 %). Results are exact;
round them where they are shown.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _

ZERO = Decimal(0)
ONE = Decimal(1)
# UCP 600 art. 28f: insurance covers at least 110 % of the CIF or CIP value.
INSURED_PLUS = Decimal("0.10")
# Below this margin a quote asks for a second thought (FEATURES.md decision 7, item 41).
HEALTHY_MARGIN_PERCENT = Decimal(20)


class RefundMode(StrEnum):
    """Who exports: a trading company (refund of the VAT paid) or a manufacturer (免抵退)."""

    TRADING = "trading"
    MANUFACTURER = "manufacturer"


@dataclass(frozen=True, slots=True)
class UnitCost:
    """What one unit costs in the home currency: purchase incl. VAT, VAT and rebate rates, inland.

    `domestic` is inland haulage, port, documents, inspection and bank charges per unit. Of a
    manufacturer `purchase` is the cost of production without the input VAT, which he deducts.
    """

    purchase: Decimal
    vat_rate: Decimal = ZERO
    rebate_rate: Decimal = ZERO
    domestic: Decimal = ZERO
    refund_mode: RefundMode = RefundMode.TRADING

    def rebate(self) -> Decimal:
        """Return the export VAT refund: cost without VAT x rebate rate; a manufacturer's is 0.

        What a manufacturer is not refunded is a share of his price instead: `unrefunded_share`.
        """
        if self.refund_mode is RefundMode.MANUFACTURER:
            return ZERO
        return self.purchase / (ONE + self.vat_rate) * self.rebate_rate

    def unrefunded_share(self) -> Decimal:
        """Return the share of FOB x fx that a manufacturer's 免抵退 leaves as cost: VAT - rebate."""
        if self.refund_mode is RefundMode.MANUFACTURER:
            return max(self.vat_rate - self.rebate_rate, ZERO)
        return ZERO

    def net(self) -> Decimal:
        """Return purchase minus refund plus domestic costs, without `unrefunded_share`."""
        return self.purchase - self.rebate() + self.domestic

    def ex_works(self) -> "UnitCost":
        """Return the cost up to the factory gate: what EXW is priced from."""
        return replace(self, domestic=ZERO)


def fob_by_margin(
    cost: UnitCost,
    fx: Decimal,
    margin: Decimal,
    *,
    bank: Decimal = ZERO,
    commission: Decimal = ZERO,
) -> Decimal:
    """Return the FOB price whose profit is `margin` of revenue.

    `fx` is home currency per unit of foreign currency (the bank's buying rate); `bank` and
    `commission` are shares of the FOB revenue. Raises UserFacing when nothing is left.
    """
    taken = margin + bank + commission + cost.unrefunded_share()
    return cost.net() / _positive(fx) / _share_left(taken)


def fob_by_markup(
    cost: UnitCost,
    fx: Decimal,
    markup: Decimal,
    *,
    bank: Decimal = ZERO,
    commission: Decimal = ZERO,
) -> Decimal:
    """Return the FOB price whose profit is `markup` of net cost; the rest as `fob_by_margin`."""
    # The part of the price that is not refunded is cost, too: it bears the mark-up as well.
    taken = bank + commission + cost.unrefunded_share() * (ONE + markup)
    return cost.net() * (ONE + markup) / _positive(fx) / _share_left(taken)


def cfr(fob: Decimal, freight: Decimal) -> Decimal:
    """Return CFR = FOB + freight."""
    return fob + freight


def cif(cfr_price: Decimal, premium_rate: Decimal, plus: Decimal = INSURED_PLUS) -> Decimal:
    """Return CIF = CFR / (1 - (1 + plus) x rate): the premium is charged on CIF itself."""
    return cfr_price / _share_left((ONE + plus) * premium_rate)


def fob_from_cif(
    cif_price: Decimal, freight: Decimal, premium_rate: Decimal, plus: Decimal = INSURED_PLUS
) -> Decimal:
    """Return the FOB value inside a CIF price: the inverse of `cif(cfr(fob, freight), rate)`."""
    return cif_price * (ONE - (ONE + plus) * premium_rate) - freight


@dataclass(frozen=True, slots=True)
class Profit:
    """What is earned, in home currency, with margin and mark-up as shares.

    `swap_cost` is 换汇成本: home currency spent per unit of foreign currency earned.
    """

    revenue: Decimal
    net_cost: Decimal
    profit: Decimal
    margin: Decimal | None
    markup: Decimal | None
    swap_cost: Decimal | None


def profit(
    fob_revenue: Decimal,
    net_cost: Decimal,
    fx: Decimal,
    *,
    bank: Decimal = ZERO,
    commission: Decimal = ZERO,
    unrefunded: Decimal = ZERO,
) -> Profit:
    """Return the profit of selling for `fob_revenue` (foreign) what costs `net_cost` (home).

    Works per unit or for a whole quote. `unrefunded` is the share of the revenue that a
    manufacturer's refund leaves as cost. Shares are None where their base is zero.
    """
    gross = fob_revenue * _positive(fx)
    net_cost += gross * unrefunded
    revenue = gross * (ONE - bank - commission)
    earned = revenue - net_cost
    return Profit(
        revenue=revenue,
        net_cost=net_cost,
        profit=earned,
        margin=earned / gross if gross else None,
        markup=earned / net_cost if net_cost else None,
        swap_cost=net_cost / fob_revenue if fob_revenue else None,
    )


def _share_left(taken: Decimal) -> Decimal:
    if taken >= ONE:
        raise UserFacing(
            _("Margin, commission and bank charges together reach the whole price (100%)."),
            hint=_("Lower one of them."),
            code="no_share_left",
        )
    return ONE - taken


def _positive(fx: Decimal) -> Decimal:
    if fx <= 0:
        raise UserFacing(
            _("The exchange rate must be above zero."), code="exchange_rate_not_positive"
        )
    return fx
