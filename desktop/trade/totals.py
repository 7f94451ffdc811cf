"""Totals of a quote or document: rounded lines, charges, discount, margin and packing sums.

The total is the sum of the rounded lines, never the rounding of a sum (DOMAIN.md A4): a buyer who
adds up the printed column must reach the printed total.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from desktop.trade import packing, pricing
from desktop.trade.money import round_money, round_to
from desktop.trade.packing import CartonSpec, ContainerPlan, Packed

ZERO = Decimal(0)
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class LineCost:
    """What one unit of a line costs: purchase price in `currency`, VAT and rebate as shares."""

    purchase: Decimal
    currency: str
    vat_rate: Decimal = ZERO
    rebate_rate: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Line:
    """One line as priced: quantity, unit price, discount in per cent, cost and carton if known."""

    sku: str
    quantity: Decimal
    unit_price: Decimal
    discount_percent: Decimal = ZERO
    cost: LineCost | None = None
    carton: CartonSpec | None = None


class ChargeKind(StrEnum):
    """What a charge is for; `discount` lowers the total."""

    FREIGHT = "freight"
    INSURANCE = "insurance"
    BANK = "bank"
    DOCUMENTS = "documents"
    TOOLING = "tooling"
    DISCOUNT = "discount"
    OTHER = "other"


# Charges that are passed on at cost: they are no revenue on the goods.
PASSED_ON = frozenset({ChargeKind.FREIGHT, ChargeKind.INSURANCE})


@dataclass(frozen=True, slots=True)
class Charge:
    """An amount beside the lines, positive; `included` means the unit prices contain it already."""

    kind: ChargeKind
    amount: Decimal
    included: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True)
class LineTotals:
    """A line's rounded amount, its margin in per cent (None when cost is unknown) and packing."""

    amount: Decimal
    margin_percent: Decimal | None
    packed: Packed


@dataclass(frozen=True, slots=True)
class Totals:
    """Every sum of a document, in its currency (costs in the home currency)."""

    lines: tuple[LineTotals, ...]
    goods: Decimal
    discount: Decimal
    charges: Decimal
    grand: Decimal
    fob_value: Decimal
    freight: Decimal
    insurance: Decimal
    profit: pricing.Profit | None
    packed: Packed
    containers: ContainerPlan | None

    @property
    def margin_percent(self) -> Decimal | None:
        """Profit over FOB revenue in per cent, one decimal."""
        return _percent(self.profit.margin if self.profit else None)

    @property
    def markup_percent(self) -> Decimal | None:
        """Profit over net cost in per cent, one decimal."""
        return _percent(self.profit.markup if self.profit else None)


def line_amount(
    quantity: Decimal, unit_price: Decimal, discount_percent: Decimal, currency: str
) -> Decimal:
    """Return qty x price x (1 - discount), rounded half up to the currency's minor digits."""
    return round_money(quantity * unit_price * (HUNDRED - discount_percent) / HUNDRED, currency)


def compute(
    lines: Sequence[Line],
    charges: Sequence[Charge],
    currency: str,
    *,
    home_currency: str = "CNY",
    fx: Decimal | None = None,
) -> Totals:
    """Return all totals of `lines` and `charges` in `currency`.

    `fx` is home currency per unit of `currency` and is only needed for the margin; the margin is
    None while a line's cost or a needed rate is unknown, never a guess.
    """
    rate = Decimal(1) if currency == home_currency else fx
    line_totals = tuple(_line_totals(line, currency, home_currency, rate) for line in lines)
    goods = sum((line.amount for line in line_totals), ZERO)
    discount = _sum_charges(charges, currency, {ChargeKind.DISCOUNT}, included=False)
    added = _sum_charges(charges, currency, set(ChargeKind) - {ChargeKind.DISCOUNT}, included=False)
    grand = goods - discount + added
    freight = _sum_charges(charges, currency, {ChargeKind.FREIGHT})
    insurance = _sum_charges(charges, currency, {ChargeKind.INSURANCE})
    packed = packing.total(line.packed for line in line_totals)
    fob_value = grand - freight - insurance
    return Totals(
        lines=line_totals,
        goods=goods,
        discount=discount,
        charges=added,
        grand=grand,
        fob_value=fob_value,
        freight=freight,
        insurance=insurance,
        profit=_profit(lines, fob_value, currency, home_currency, rate),
        packed=packed,
        containers=packing.plan_containers(packed.volume_cbm, packed.gross_kg),
    )


def _line_totals(line: Line, currency: str, home: str, rate: Decimal | None) -> LineTotals:
    amount = line_amount(line.quantity, line.unit_price, line.discount_percent, currency)
    packed = packing.pack(line.quantity, line.carton) if line.carton else packing.EMPTY
    result = _profit([line], amount, currency, home, rate)
    return LineTotals(amount, _percent(result.margin if result else None), packed)


def _profit(
    lines: Sequence[Line], revenue: Decimal, currency: str, home: str, rate: Decimal | None
) -> pricing.Profit | None:
    if not lines or rate is None or rate <= 0:
        return None
    net = ZERO
    for line in lines:
        unit = _net_unit_cost(line, currency, home, rate)
        if unit is None:
            return None
        net += unit * line.quantity
    return pricing.profit(revenue, net, rate)


def _net_unit_cost(line: Line, currency: str, home: str, rate: Decimal) -> Decimal | None:
    """Return the line's net cost per unit in the home currency; None when it is not known."""
    if line.cost is None:
        return None
    if line.cost.currency == home:
        cost = line.cost
        return pricing.UnitCost(cost.purchase, cost.vat_rate, cost.rebate_rate).net()
    if line.cost.currency == currency:
        return line.cost.purchase * rate
    return None


def _sum_charges(
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


def _percent(share: Decimal | None) -> Decimal | None:
    return None if share is None else round_to(share * HUNDRED, 1)
