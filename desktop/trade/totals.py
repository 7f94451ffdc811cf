"""Totals of a quote or document: rounded lines, charges, discount, margin and packing sums.

The total is the sum of the rounded lines, never the rounding of a sum (DOMAIN.md A4): a buyer who
adds up the printed column must reach the printed total.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from desktop.trade import packing, pricing, shipment
from desktop.trade.charges import PASSED_ON, Charge, ChargeKind, sum_of
from desktop.trade.container_plan import NO_ORDER, ContainerPlan, PlanOrder
from desktop.trade.money import round_money, round_to
from desktop.trade.packing import CartonSpec, MixedCarton, Packed
from desktop.trade.shipment import PackLine, Shipment

ZERO = Decimal(0)
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class LineCost:
    """What one unit of a line costs: purchase price in `currency`, VAT and rebate as shares.

    `domestic` is haulage, port and documents of one unit, in the home currency.
    """

    purchase: Decimal
    currency: str
    vat_rate: Decimal = ZERO
    rebate_rate: Decimal = ZERO
    domestic: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Line:
    """One line as priced: quantity, unit price, discount in per cent, cost and boxes if known.

    `boxes` are all the boxes an article is packed in, each with the pieces it holds. An optional
    line is offered beside the quote: it has an amount and counts in no sum. A free line is packed
    and costs what it costs; its amount is zero. `is_text` is a section's title or a note: no
    figures at all; with `is_section` it gets the subtotal of what follows it.
    """

    sku: str
    quantity: Decimal
    unit_price: Decimal
    discount_percent: Decimal = ZERO
    cost: LineCost | None = None
    boxes: tuple[CartonSpec, ...] = ()
    is_optional: bool = False
    is_free: bool = False
    is_text: bool = False
    is_section: bool = False
    key: str = ""
    inner_pieces: int | None = None

    @property
    def counts(self) -> bool:
        """Tell whether the line is part of what is sold."""
        return not self.is_text and not self.is_optional


# What a title or a note is to the packing: nothing.
NOT_PACKED = PackLine("", ZERO, counts=False)


@dataclass(frozen=True, slots=True)
class LineTotals:
    """A line's rounded amount, its margin on FOB in per cent (None when cost is unknown) and packing.

    `counts` is False for what is in no sum. `value` is what the goods are worth: the amount, for a
    free line what it would have cost (the customs ask). `net_cost` is of the whole quantity in the
    home currency, None when unknown; `unrefunded` is the part of the amount that a manufacturer's
    refund leaves as cost besides. `subtotal` is only a section's. `packed` are the cartons of
    the line's own, without what is in mixed cartons; `packing` is what that was computed from.
    """

    amount: Decimal
    margin_percent: Decimal | None
    packed: Packed
    counts: bool = True
    value: Decimal = ZERO
    net_cost: Decimal | None = None
    unrefunded: Decimal = ZERO
    subtotal: Decimal | None = None
    packing: PackLine = NOT_PACKED


@dataclass(frozen=True, slots=True)
class Totals:
    """Every sum of a document, in its currency (costs in the home currency).

    `optional` is what the optional lines would add, `free_value` what the free ones are worth.
    `packed` and `containers` are those of `shipment`, which knows everything about packing.
    """

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
    shipment: Shipment
    optional: Decimal = ZERO
    free_value: Decimal = ZERO

    @property
    def margin_percent(self) -> Decimal | None:
        """Profit over FOB revenue in per cent, one decimal."""
        return _percent(self.profit.margin if self.profit else None)

    @property
    def markup_percent(self) -> Decimal | None:
        """Profit over net cost in per cent, one decimal."""
        return _percent(self.profit.markup if self.profit else None)


@dataclass(frozen=True, slots=True)
class Shares:
    """What the bank and an agent take of the revenue, and costs of the shipment at home.

    `bank` and `commission` are shares (0.002); `domestic` is in the home currency. With
    `ex_works` the buyer pays the way from the factory: domestic costs of the lines count nothing.
    """

    bank: Decimal = ZERO
    commission: Decimal = ZERO
    domestic: Decimal = ZERO
    ex_works: bool = False
    refund_mode: pricing.RefundMode = pricing.RefundMode.TRADING


NO_SHARES = Shares()


@dataclass(slots=True)
class LineMemory:
    """Figures of lines already computed, so that typing in one of 5,000 computes that one.

    Valid for one currency, rate and set of shares; it forgets everything when they change.
    """

    terms: tuple[object, ...] = ()
    known: dict[int, tuple[object, LineTotals]] = field(default_factory=dict)

    def of(self, lines: Sequence[object], terms: tuple[object, ...]) -> list[LineTotals | None]:
        """Return the figures of each line object, None for one that is new or terms that differ."""
        if terms != self.terms:
            self.terms, self.known = terms, {}
        found = (self.known.get(id(line)) for line in lines)
        return [pair[1] if pair else None for pair in found]

    def keep(self, lines: Sequence[object], figures: Sequence[LineTotals]) -> None:
        """Remember the figures of exactly these line objects, each held so that its id stays its."""
        pairs = zip(lines, figures, strict=True)
        self.known = {id(line): (line, figure) for line, figure in pairs}


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
    shares: Shares = NO_SHARES,
) -> Totals:
    """Return all totals of `lines` and `charges` in `currency`.

    `fx` is home currency per unit of `currency` and is only needed for the margin; the margin is
    None while a line's cost or a needed rate is unknown, never a guess.
    """
    rate = rate_of(currency, home_currency, fx)
    figures = [line_totals(line, currency, home_currency, rate, shares) for line in lines]
    sections = [line.is_section for line in lines]
    return total(figures, sections, charges, currency, rate=rate, shares=shares)


def rate_of(currency: str, home_currency: str, fx: Decimal | None) -> Decimal | None:
    """Return the rate that margins are computed with: 1 at home, None while it is unknown."""
    return Decimal(1) if currency == home_currency else fx


def total(
    figures: Sequence[LineTotals],
    sections: Sequence[bool],
    charges: Sequence[Charge],
    currency: str,
    *,
    rate: Decimal | None,
    shares: Shares = NO_SHARES,
    mixed: Sequence[MixedCarton] = (),
    order: PlanOrder = NO_ORDER,
) -> Totals:
    """Return the totals of lines whose figures are known; `sections` says which are titles.

    `mixed` are cartons that hold several lines, `order` what the containers have to respect.
    """
    packing_of_all = shipment.ship([line.packing for line in figures], mixed, order)
    if packing_of_all.mixed:
        owned = zip(figures, packing_of_all.own, strict=True)
        figures = [replace(line, packed=own) if line.counts else line for line, own in owned]
    counted = [line for line in figures if line.counts]
    goods = sum((line.amount for line in counted), ZERO)
    discount = sum_of(charges, currency, {ChargeKind.DISCOUNT}, included=False)
    added = sum_of(charges, currency, set(ChargeKind) - {ChargeKind.DISCOUNT}, included=False)
    grand = goods - discount + added
    fob_value = grand - sum_of(charges, currency, set(PASSED_ON))
    left_as_cost = sum((line.unrefunded for line in counted), ZERO)
    inside = sum_of(charges, currency, set(PASSED_ON), included=True)
    if goods > 0 and inside + discount:
        own = (goods - discount - inside) / goods
        figures = [_with_margin(line, own, rate, shares) for line in figures]
    unrefunded = left_as_cost / goods if goods else ZERO
    return Totals(
        lines=tuple(_with_subtotals(figures, sections)),
        goods=goods,
        discount=discount,
        charges=added,
        grand=grand,
        fob_value=fob_value,
        freight=sum_of(charges, currency, {ChargeKind.FREIGHT}),
        insurance=sum_of(charges, currency, {ChargeKind.INSURANCE}),
        profit=_profit([line.net_cost for line in counted], fob_value, rate, shares, unrefunded),
        packed=packing_of_all.packed,
        containers=packing_of_all.plan,
        shipment=packing_of_all,
        optional=sum((line.amount for line in figures if not line.counts), ZERO),
        free_value=sum((line.value - line.amount for line in counted), ZERO),
    )


def line_totals(
    line: Line, currency: str, home: str, rate: Decimal | None, shares: Shares = NO_SHARES
) -> LineTotals:
    """Return the figures of one line."""
    if line.is_text:
        return TEXT_LINE
    value = line_amount(line.quantity, line.unit_price, line.discount_percent, currency)
    amount = ZERO if line.is_free else value
    net = None
    unit = unit_cost(line, currency, home, rate, shares)
    if unit is not None:
        net = unit.net() * line.quantity
    unrefunded = unit.unrefunded_share() if unit else ZERO
    of_line = Shares(shares.bank, shares.commission)
    result = _profit([net], amount, rate, of_line, unrefunded)
    margin = _percent(result.margin if result else None)
    packed = shipment.pack_line(
        line.sku,
        line.quantity,
        line.boxes,
        key=line.key,
        inner_pieces=line.inner_pieces,
        counts=line.counts,
    )
    return LineTotals(
        amount,
        margin,
        packed.packed,
        line.counts,
        value,
        net,
        amount * unrefunded,
        packing=packed,
    )


def _with_margin(
    line: LineTotals, own: Decimal, rate: Decimal | None, shares: Shares
) -> LineTotals:
    """Return a line with the margin on its FOB value: `own` is the share of its amount that is that.

    The rest is the line's part, by value, of freight and the like inside the prices, and of the discount.
    """
    if line.net_cost is None or not line.amount or not rate:
        return line
    if own <= 0:
        return replace(line, margin_percent=None)
    # As `pricing.profit` on the FOB value, in one step: this is done for every line at every key.
    spent = (line.net_cost / (own * rate) + line.unrefunded) / line.amount
    margin = 1 - shares.bank - shares.commission - spent
    return replace(line, margin_percent=_percent(margin))


# What a title or a note is in the sums: nothing.
TEXT_LINE = LineTotals(ZERO, None, packing.EMPTY, counts=False)


def _with_subtotals(
    figures: Sequence[LineTotals], sections: Sequence[bool]
) -> Iterator[LineTotals]:
    """Yield the lines; a section's title with the sum of what counts up to the next title."""
    if not any(sections):
        yield from figures
        return
    sums: dict[int, Decimal] = {}
    title = -1
    for index, figure in enumerate(figures):
        if sections[index]:
            title = index
            sums[title] = ZERO
        elif title >= 0 and figure.counts:
            sums[title] += figure.amount
    for index, figure in enumerate(figures):
        if sections[index]:
            yield LineTotals(ZERO, None, packing.EMPTY, counts=False, subtotal=sums[index])
        else:
            yield figure


def _profit(
    net_costs: Iterable[Decimal | None],
    revenue: Decimal,
    rate: Decimal | None,
    shares: Shares,
    unrefunded: Decimal = ZERO,
) -> pricing.Profit | None:
    if rate is None or rate <= 0:
        return None
    net, lines = shares.domestic, 0
    for cost in net_costs:
        if cost is None:
            return None
        net += cost
        lines += 1
    if not lines:
        return None
    return pricing.profit(
        revenue,
        net,
        rate,
        bank=shares.bank,
        commission=shares.commission,
        unrefunded=unrefunded,
    )


def unit_cost(
    line: Line, currency: str, home: str, rate: Decimal | None, shares: Shares = NO_SHARES
) -> pricing.UnitCost | None:
    """Return what one unit of a line costs in the home currency; None when it is not known."""
    cost = line.cost
    if cost is None or rate is None or rate <= 0:
        return None
    domestic = ZERO if shares.ex_works else cost.domestic
    if cost.currency == home:
        rates = (cost.vat_rate, cost.rebate_rate)
        return pricing.UnitCost(cost.purchase, *rates, domestic, shares.refund_mode)
    if cost.currency == currency:
        # Bought abroad: there is no VAT of the home country in it to be refunded.
        return pricing.UnitCost(cost.purchase * rate, domestic=domestic)
    return None


def _percent(share: Decimal | None) -> Decimal | None:
    return None if share is None else round_to(share * HUNDRED, 1)
