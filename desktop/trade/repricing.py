"""A quote's prices made anew: under another Incoterms rule, from cost by margin or mark-up, at the floor."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_UP, Decimal

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade import pricing, totals
from desktop.trade.money import minor_digits, round_money
from desktop.trade.price_ladder import Ladder, Rung, ladder
from desktop.trade.price_steps import LEVELS, TERMS, Level
from desktop.trade.priced_lines import digits_of
from desktop.trade.pricing import UnitCost
from desktop.trade.quote_draft import QuoteDraft
from desktop.trade.totals import Totals

ZERO, ONE = Decimal(0), Decimal(1)


def rungs(draft: QuoteDraft, terms: Iterable[str] = TERMS) -> tuple[Rung, ...]:
    """Return the rungs of the rules asked for, in their order; errors as `price_ladder.ladder`."""
    found = ladder(draft)
    return tuple(found.rung(term) for term in terms)


def switch(draft: QuoteDraft, term: str) -> QuoteDraft:
    """Return the quote under another rule; errors as `Ladder.under`."""
    return ladder(draft).under(term)


def settled(draft: QuoteDraft, sums: Totals | None = None) -> QuoteDraft:
    """Return the draft with the insurance that follows its premium rate (1.1 x CIF x rate).

    Only under a term that contains it, and only while all it needs is known; doing it twice
    changes nothing. An amount typed by hand (no premium rate) stays.
    """
    level = LEVELS.get(draft.incoterm)
    if level is None or draft.premium_rate is None:
        return draft
    if level < Level.CIF:
        return draft if draft.insurance is None else replace(draft, insurance=None)
    values = ladder(draft, sums).values
    low, high = values.get(Level.CFR), values.get(Level.CIF)
    if low is None or high is None:
        return draft
    amount = round_money(high - low, draft.currency)
    return draft if draft.insurance == amount else replace(draft, insurance=amount)


@dataclass(frozen=True, slots=True)
class Priced:
    """A draft with new prices, and the lines whose cost is not known: they kept theirs."""

    draft: QuoteDraft
    unknown: tuple[str, ...]


def priced_by_margin(draft: QuoteDraft, margin: Decimal, rows: Sequence[int] = ()) -> Priced:
    """Return the draft with rows (none: all) priced from cost so that `margin` of FOB is profit.

    `margin` is a share (0.25). Raises UserFacing: no exchange rate, shares of 100 %, or inputs of
    the price's term missing.
    """
    return _priced(draft, rows, margin=margin)


def priced_by_markup(draft: QuoteDraft, markup: Decimal, rows: Sequence[int] = ()) -> Priced:
    """Return the draft with rows (none: all) priced from cost plus `markup` (a share) of it."""
    return _priced(draft, rows, markup=markup)


def _priced(
    draft: QuoteDraft,
    rows: Sequence[int],
    *,
    margin: Decimal | None = None,
    markup: Decimal | None = None,
) -> Priced:
    draft, found, fx = _ready(draft)
    bases: dict[int, Decimal] = {}
    unknown = []
    priced = frozenset(found.rows)
    for row in rows or found.rows:
        if row not in priced:
            continue
        cost = _unit_cost(draft, found, row, fx)
        if cost is None:
            unknown.append(draft.lines[row].title())
            continue
        bases[row] = _fob(draft, cost, fx, margin, markup) / found.keep(row)
    if not bases:
        return Priced(draft, tuple(unknown))
    return Priced(settled(found.with_bases(bases)), tuple(unknown))


def _ready(draft: QuoteDraft) -> tuple[QuoteDraft, Ladder, Decimal]:
    """Return the draft with its ladder and rate; a line without a price yet gets one to start from."""
    fx = totals.rate_of(draft.currency, draft.rate_currency, draft.rate)
    if fx is None:
        raise UserFacing(
            _("The quote has no exchange rate."),
            hint=_("Enter one: cost and price are in different currencies."),
            code="no_rate",
        )
    step = Decimal(1).scaleb(-minor_digits(draft.currency))
    lines = tuple(
        replace(line, unit_price=step) if line.is_goods and line.unit_price == 0 else line
        for line in draft.lines
    )
    draft = replace(draft, lines=lines)
    return draft, ladder(draft), fx


def _unit_cost(draft: QuoteDraft, found: Ladder, row: int, fx: Decimal) -> UnitCost | None:
    """Return a unit's cost on board, with its share of the shipment's own domestic costs."""
    shares = replace(draft.shares(), ex_works=False)
    line = draft.lines[row].priced()
    cost = totals.unit_cost(line, draft.currency, draft.rate_currency, fx, shares)
    shared = found.shipment_domestic(row)
    if cost is None or shared is None:
        return None
    return replace(cost, domestic=cost.domestic + shared)


def _fob(
    draft: QuoteDraft,
    cost: UnitCost,
    fx: Decimal,
    margin: Decimal | None,
    markup: Decimal | None = None,
) -> Decimal:
    bank, agent = draft.bank_share, draft.commission_share
    if markup is not None:
        return pricing.fob_by_markup(cost, fx, markup, bank=bank, commission=agent)
    return pricing.fob_by_margin(cost, fx, margin or ZERO, bank=bank, commission=agent)


@dataclass(frozen=True, slots=True)
class LineProfit:
    """What a line earns: FOB price, profit of one unit (home currency), shares, lowest prices.

    `floor` is the lowest unit price under the quote's term that still has the floor margin, rounded
    up; `product_floor` the product's own, which is compared with what is `kept` of the price after
    all discounts. None is not known.
    """

    row: int
    sku: str
    unit_price: Decimal
    fob_price: Decimal | None
    profit: pricing.Profit | None
    floor: Decimal | None
    product_floor: Decimal | None
    kept: Decimal = ONE

    @property
    def is_below_floor(self) -> bool:
        """Tell whether the price is under one of its floors."""
        own = self.product_floor
        if self.floor is not None and self.unit_price < self.floor:
            return True
        return own is not None and self.unit_price * self.kept < own


def line_profits(
    draft: QuoteDraft, floor_margin: Decimal, sums: Totals | None = None
) -> tuple[LineProfit, ...]:
    """Return what each priced line earns; `floor_margin` is the share that must be left.

    Errors as `price_ladder.ladder`.
    """
    found = ladder(draft, sums)
    fx = totals.rate_of(draft.currency, draft.rate_currency, draft.rate)
    if fx is not None and fx <= 0:
        fx = None
    costs = {row: _unit_cost(draft, found, row, fx) for row in found.rows} if fx else {}
    floors = _floors(draft, found, costs, fx, floor_margin) if fx else {}
    bases = found.fob_prices()
    return tuple(
        LineProfit(
            row,
            draft.lines[row].title(),
            draft.lines[row].unit_price,
            bases.get(row),
            _line_profit(draft, found, row, costs.get(row), fx, bases.get(row)),
            floors.get(row),
            draft.lines[row].floor_price,
            found.keep(row),
        )
        for row in found.rows
    )


def _line_profit(
    draft: QuoteDraft,
    found: Ladder,
    row: int,
    cost: UnitCost | None,
    fx: Decimal | None,
    fob: Decimal | None,
) -> pricing.Profit | None:
    if cost is None or fob is None or fx is None:
        return None
    return pricing.profit(
        fob * found.keep(row),
        cost.net(),
        fx,
        bank=draft.bank_share,
        commission=draft.commission_share,
        unrefunded=cost.unrefunded_share(),
    )


def _floors(
    draft: QuoteDraft,
    found: Ladder,
    costs: Mapping[int, UnitCost | None],
    fx: Decimal,
    margin: Decimal,
) -> dict[int, Decimal]:
    """Return the lowest price of each row that leaves `margin`, rounded up.

    All rows are moved to the quote's term at once: one by one would take the square of their number.
    """
    lowest: dict[int, Decimal] = {}
    for row, cost in costs.items():
        if cost is None:
            continue
        try:
            lowest[row] = _fob(draft, cost, fx, margin) / found.keep(row)
        except UserFacing:
            continue  # the shares leave nothing: no price is high enough
    return {
        row: exact.quantize(
            Decimal(1).scaleb(-digits_of(draft.lines[row].unit_price, draft.currency)),
            rounding=ROUND_UP,
        )
        for row, exact in found.exact_from_bases(lowest).items()
    }
