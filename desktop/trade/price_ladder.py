"""A quote's prices under every Incoterms rule, from EXW to DDP, and the quote under another one.

The seller's net stays: freight, insurance and the costs before and behind are passed on at cost.
The way back gives the same prices, because a line keeps the exact FOB price that was rounded
(`base_price`); without it the way there and back is good to half of the last digit.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade import incoterms, totals
from desktop.trade.charges import ChargeKind
from desktop.trade.money import round_money, round_to
from desktop.trade.price_steps import Level, Missing, Steps, level_of, steps_of
from desktop.trade.priced_lines import BY_VALUE, PricedLines
from desktop.trade.quote_draft import QuoteDraft
from desktop.trade.spreading import spread_by
from desktop.trade.totals import Totals

ZERO = Decimal(0)
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class RungLine:
    """A line on a rung: its row in the quote, the unit price as quoted and exactly."""

    row: int
    sku: str
    unit_price: Decimal
    exact: Decimal


@dataclass(frozen=True, slots=True)
class Rung:
    """A rule with what the quote costs under it.

    `value` is what the goods cost there, exact; `total` what the quote would say, None while
    `missing` names something. `adds` is the step from the level below, exact. `lines` are empty
    when the prices of the lines cannot be told (`missing` of the packing, say).
    """

    term: str
    level: Level
    value: Decimal | None
    total: Decimal | None
    adds: Decimal | None
    missing: tuple[Missing, ...]
    lines: tuple[RungLine, ...]
    is_current: bool


class Ladder:
    """The prices of one draft on every rung; built by `ladder`."""

    def __init__(self, draft: QuoteDraft, sums: Totals, steps: Steps) -> None:
        """Take the draft as it stands; nothing is computed yet that nobody asks for."""
        self.draft = draft
        self.steps = steps
        self.by = spread_by(draft.spread_by)
        self.level = level_of(draft.incoterm)
        self._lines = PricedLines(draft, sums, self.by, steps.own_domestic)
        self._goods = self._lines.goods
        self._by_row = {goods.row: goods for goods in self._goods}

    @property
    def contained(self) -> bool:
        """Tell whether the unit prices contain freight and what else the term includes."""
        return self.draft.charges_included

    def price_level(self, level: Level) -> Level:
        """Return how far the unit prices go under a rule: with charges beside them, to FOB."""
        return level if self.contained else min(level, Level.FOB)

    @cached_property
    def unpacked(self) -> tuple[Missing, ...]:
        """The lines without the data that the spreading goes by."""
        return tuple(
            Missing("packing", _("Packing of {sku}").format(sku=goods.sku))
            for goods in self._goods
            if goods.weight is None
        )

    @cached_property
    def exact(self) -> dict[int, Decimal]:
        """The unit prices by row before rounding: as they were reached, else as they are written."""
        at = self.price_level(self.level)
        written = {goods.row: goods.price for goods in self._goods}
        bases = {g.row: g.base if g.base is not None else g.price for g in self._goods}
        if all(g.base is None for g in self._goods):
            return written
        if at is Level.FOB:
            reached: Mapping[int, Decimal] = bases
        else:
            if any(g.base is None for g in self._lines.sold):
                values = self.steps.values(at, self._lines.value(written))
            else:
                values = self.steps.values(Level.FOB, self._lines.value(bases))
            reached = self._lines.moved(bases, Level.FOB, at, values) or {}
        return {
            g.row: reached[g.row]
            if g.base is not None
            and g.row in reached
            and round_to(reached[g.row], g.digits) == g.price
            else g.price
            for g in self._goods
        }

    @cached_property
    def values(self) -> dict[Level, Decimal]:
        """The value of the goods on every level that can be reached from the quote."""
        return self.steps.values(self.price_level(self.level), self._lines.value(self.exact))

    def missing(self, level: Level) -> tuple[Missing, ...]:
        """Return what keeps the quote from being priced on a level."""
        start = self.price_level(self.level)
        low, high = sorted((start, level))
        found = [
            m for step in Level if low < step <= high for m in self.steps.missing.get(step, ())
        ]
        if level is Level.DDP and start > Level.CIF and Level.CIF not in self.values:
            found += self.steps.missing.get(Level.DAP, ())
        if self._needs_spreading(level):
            found += self.unpacked
        if not self._lines.sold:
            found.append(Missing("lines", _("A line with quantity and price")))
        return tuple(dict.fromkeys(found))

    def _needs_spreading(self, level: Level) -> bool:
        low, high = sorted((self.price_level(self.level), self.price_level(level)))
        return any(low < step <= high and step not in BY_VALUE for step in Level)

    def rung(self, term: str) -> Rung:
        """Return the quote under a rule. Raises UserFacing for a word that is no rule."""
        level = level_of(term)
        missing = self.missing(level)
        value = self.values.get(level)
        below = self.values.get(Level(level - 1)) if level > Level.EXW else None
        adds = value - below if value is not None and below is not None else None
        total: Decimal | None = None
        lines: tuple[RungLine, ...] = ()
        if not missing and value is not None:
            try:
                moved = self.under(term)
            except UserFacing as problem:
                missing = (Missing(problem.code, problem.message),)
            else:
                total, lines = grand_of(moved), self._rung_lines(moved, level)
        current = term.upper() == self.draft.incoterm
        return Rung(term.upper(), level, value, total, adds, missing, lines, current)

    def _rung_lines(self, moved: QuoteDraft, level: Level) -> tuple[RungLine, ...]:
        exact = self._exact_at(level)
        return tuple(
            RungLine(g.row, g.sku, moved.lines[g.row].unit_price, exact[g.row]) for g in self._goods
        )

    def under(self, term: str) -> QuoteDraft:
        """Return the quote under another rule, its lines repriced so that the seller's net stays.

        Raises UserFacing naming what is missing.
        """
        level = level_of(term)
        missing = self.missing(level)
        if missing:
            raise UserFacing(
                _("The quote cannot be priced {term} yet.").format(term=term.upper()),
                hint=_("Missing: {names}.").format(names=", ".join(m.message for m in missing)),
                safe=_("Nothing was changed."),
                code="price_inputs_missing",
            )
        draft = self._charged(_with_term(self.draft, term.upper()), level)
        if self.price_level(level) == self.price_level(self.level):
            return draft
        return self._with_prices(draft, self._exact_at(level), self._exact_at(Level.FOB))

    def _with_prices(
        self, draft: QuoteDraft, exact: Mapping[int, Decimal], bases: Mapping[int, Decimal]
    ) -> QuoteDraft:
        lines = list(draft.lines)
        for goods in self._goods:
            price = round_to(exact[goods.row], goods.digits)
            if price < 0:
                raise UserFacing(
                    _("{sku} would cost less than nothing.").format(sku=goods.sku),
                    hint=_("Look at freight and domestic costs, or spread them by value."),
                    safe=_("Nothing was changed."),
                    code="price_below_zero",
                )
            lines[goods.row] = replace(
                lines[goods.row], unit_price=price, base_price=bases.get(goods.row)
            )
        return replace(draft, lines=tuple(lines))

    def with_bases(self, bases: Mapping[int, Decimal]) -> QuoteDraft:
        """Return the quote with other FOB prices in some rows, under the term it has.

        Raises UserFacing when the way from FOB to the term lacks something.
        """
        at = self.price_level(self.level)
        known = {**self._exact_at(Level.FOB), **bases}
        changed = {g.row for g in self._goods if g.row in bases}
        values = self.steps.values(Level.FOB, self._lines.value(known))
        exact = self._lines.moved(known, Level.FOB, at, values)
        if exact is None or len(known) < len(self._goods):
            names = [m.message for m in (*self.missing(Level.FOB), *self.missing(self.level))]
            raise UserFacing(
                _("Prices cannot be computed yet."),
                hint=_("Missing: {names}.").format(names=", ".join(dict.fromkeys(names))),
                code="price_inputs_missing",
            )
        lines = list(self.draft.lines)
        for goods in self._goods:
            if goods.row in changed:
                lines[goods.row] = replace(
                    lines[goods.row],
                    unit_price=round_to(exact[goods.row], goods.digits),
                    base_price=known[goods.row],
                    price_source="formula",
                )
        return replace(self.draft, lines=tuple(lines))

    def exact_from_bases(self, bases: Mapping[int, Decimal]) -> Mapping[int, Decimal]:
        """Return the unit prices under the quote's term of other FOB prices by row; {} if not known."""
        at = self.price_level(self.level)
        return self._lines.moved(bases, Level.FOB, at, self.values) or {}

    def fob_prices(self) -> dict[int, Decimal]:
        """Return the exact FOB unit prices by row; {} while they are not known."""
        return self._exact_at(Level.FOB)

    def shipment_domestic(self, row: int) -> Decimal | None:
        """Return one unit's share of the quote's own domestic costs, in the home currency."""
        costs = self.draft.domestic_costs
        if not costs:
            return ZERO
        goods = self._by_row.get(row)
        return self._lines.share(costs, goods) if goods is not None else None

    def keep(self, row: int) -> Decimal:
        """Return the share of a row's price that is paid after all discounts."""
        goods = self._by_row.get(row)
        return goods.keep if goods is not None else ONE

    @property
    def rows(self) -> tuple[int, ...]:
        """The rows that carry prices."""
        return tuple(goods.row for goods in self._goods)

    def _exact_at(self, level: Level) -> dict[int, Decimal]:
        start = self.price_level(self.level)
        return self._lines.moved(self.exact, start, self.price_level(level), self.values) or {}

    def _charged(self, draft: QuoteDraft, level: Level) -> QuoteDraft:
        """Return the draft with freight and insurance as it has them on a level."""
        freight, insurance = self.steps.freight, self.steps.insurance
        by_rate = draft.premium_rate is not None
        if by_rate:
            low, high = self.values.get(Level.CFR), self.values.get(Level.CIF)
            insurance = None
            if low is not None and high is not None:
                insurance = round_money(high - low, draft.currency)
        with_freight, insured = level >= Level.CFR, level >= Level.CIF
        return replace(
            draft,
            freight=freight if with_freight else None,
            known_freight=None if with_freight else freight,
            insurance=insurance if insured else None,
            known_insurance=None if insured or by_rate else insurance,
        )


def ladder(draft: QuoteDraft, sums: Totals | None = None) -> Ladder:
    """Return the ladder of a draft; `sums` are its totals when they are known already.

    Raises UserFacing while the quote has no Incoterms rule, or for an unknown `spread_by`.
    """
    return Ladder(draft, sums if sums is not None else draft.totals(), steps_of(draft))


def grand_of(draft: QuoteDraft) -> Decimal:
    """Return the total of a draft as its document says it, without packing and margin."""
    goods = sum(
        (
            totals.line_amount(ln.quantity, ln.unit_price, ln.discount_percent, draft.currency)
            for ln in draft.lines
            if ln.counts and not ln.is_free
        ),
        ZERO,
    )
    for charge in draft.charges():
        amount = round_money(charge.amount, draft.currency)
        if charge.kind is ChargeKind.DISCOUNT:
            goods -= amount
        elif not charge.included:
            goods += amount
    return goods


def _with_term(draft: QuoteDraft, term: str) -> QuoteDraft:
    """Return the draft with another rule, and the place that this rule names."""
    if not draft.incoterm or term == draft.incoterm:
        return replace(draft, incoterm=term)
    was, now = incoterms.rule(draft.incoterm), incoterms.rule(term)
    if was.place_is_destination == now.place_is_destination:
        return replace(draft, incoterm=term)
    usual = draft.final_place() if now.place_is_destination else draft.port_of_loading
    place = draft.known_place or usual
    return replace(draft, incoterm=term, place=place, known_place=draft.place)
