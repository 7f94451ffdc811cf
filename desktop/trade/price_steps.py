"""What lies between the prices EXW, FOB, CFR, CIF, DAP and DDP of a quote, upwards and downwards.

Formulas: DOMAIN.md A4. Every step up has an exact inverse, so a quote under any term tells the
value of its goods under all others. Amounts are of the whole shipment, in the quote's currency,
unrounded; what a quote does not say is named in `missing`, never guessed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade import pricing
from desktop.trade.landed import Arrival
from desktop.trade.quote_draft import QuoteDraft
from desktop.trade.totals import rate_of

ZERO = Decimal(0)
ONE = Decimal(1)


class Level(IntEnum):
    """How far a price goes; rules on one level differ in where and who loads, not in what they sum."""

    EXW = 0
    FOB = 1
    CFR = 2
    CIF = 3
    DAP = 4
    DDP = 5


LEVELS: Mapping[str, Level] = {
    "EXW": Level.EXW,
    "FCA": Level.FOB,
    "FAS": Level.FOB,
    "FOB": Level.FOB,
    "CFR": Level.CFR,
    "CPT": Level.CFR,
    "CIF": Level.CIF,
    "CIP": Level.CIF,
    "DAP": Level.DAP,
    "DPU": Level.DAP,
    "DDP": Level.DDP,
}
TERMS = tuple(LEVELS)


@dataclass(frozen=True, slots=True)
class Missing:
    """An input that a rung needs and the quote does not have: a stable code, and its words."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Steps:
    """The inputs of all steps. `domestic` already contains what bank and agent take of it.

    `own_domestic` is that per unit of each line by its index. None is not known: `missing` says
    by level what the step up to it lacks.
    """

    domestic: Decimal | None
    own_domestic: Mapping[int, Decimal]
    freight: Decimal | None
    premium_rate: Decimal | None
    insured_plus: Decimal
    insurance: Decimal | None
    arrival: Arrival
    missing: Mapping[Level, tuple[Missing, ...]]

    def values(self, at: Level, value: Decimal) -> dict[Level, Decimal]:
        """Return the value of the goods on every level that can be reached from `value` on `at`."""
        found = {at: value}
        for level in sorted(Level, reverse=True):
            if level in found and level > Level.EXW and (low := self._down(level, found)):
                found |= low
        for level in Level:
            below = Level(level - 1) if level > Level.EXW else None
            if level in found or below not in found:
                continue
            high = self._up(level, found)
            if high is not None:
                found[level] = high
        return found

    def _down(self, level: Level, found: Mapping[Level, Decimal]) -> dict[Level, Decimal]:
        """Return the value on the level below, {} when the step cannot be taken."""
        value = found[level]
        if self.missing.get(level):
            return {}
        if level is Level.DDP:
            cif = self.arrival.cif_inside(value)
            return {} if cif is None else {Level.DAP: cif + (self.arrival.destination or ZERO)}
        if level is Level.DAP:
            return {Level.CIF: value - (self.arrival.destination or ZERO)}
        if level is Level.CIF:
            if self.premium_rate is not None:
                rate, plus = self.premium_rate, self.insured_plus
                return {Level.CFR: pricing.fob_from_cif(value, ZERO, rate, plus)}
            return {Level.CFR: value - (self.insurance or ZERO)}
        if level is Level.CFR:
            return {Level.FOB: value - (self.freight or ZERO)}
        return {Level.EXW: value - (self.domestic or ZERO)}

    def _up(self, level: Level, found: Mapping[Level, Decimal]) -> Decimal | None:
        """Return the value on a level from those below it, None when something is missing."""
        if self.missing.get(level):
            return None
        value = found[Level(level - 1)]
        if level is Level.FOB:
            return value + (self.domestic or ZERO)
        if level is Level.CFR:
            return pricing.cfr(value, self.freight or ZERO)
        if level is Level.CIF:
            if self.premium_rate is not None:
                return pricing.cif(value, self.premium_rate, self.insured_plus)
            return value + (self.insurance or ZERO)
        if level is Level.DAP:
            return value + (self.arrival.destination or ZERO)
        duty = self.arrival.duty_and_vat(found[Level.CIF]) if Level.CIF in found else None
        return None if duty is None else value + duty + (self.arrival.clearance or ZERO)


def steps_of(draft: QuoteDraft) -> Steps:
    """Return the steps of a quote, with what is missing for each."""
    missing: dict[Level, tuple[Missing, ...]] = {}
    domestic, own = _domestic(draft, missing)
    freight = draft.freight if draft.freight is not None else draft.known_freight
    insurance = draft.insurance if draft.insurance is not None else draft.known_insurance
    if freight is None or freight < 0:
        missing[Level.CFR] = (Missing("freight", _("Freight")),)
    if draft.premium_rate is None and (insurance is None or insurance < 0):
        missing[Level.CIF] = (Missing("insurance", _("Insurance: premium rate or amount")),)
    elif draft.premium_rate is not None and not _usable(draft.premium_rate, draft.insured_plus):
        missing[Level.CIF] = (Missing("premium_rate", _("A premium rate between 0 and 50%")),)
    arrival = Arrival(
        draft.destination_costs, draft.clearance_costs, draft.duty_rate, draft.import_vat_rate
    )
    if arrival.destination is None or arrival.destination < 0:
        missing[Level.DAP] = (Missing("destination_costs", _("Costs at the destination")),)
    lacking = [
        Missing(code, words)
        for code, words, given in (
            ("duty_rate", _("Duty rate"), arrival.duty_rate),
            ("import_vat_rate", _("Import VAT rate"), arrival.vat_rate),
            ("clearance_costs", _("Clearance costs"), arrival.clearance),
        )
        if given is None or given < 0
    ]
    if lacking:
        missing[Level.DDP] = tuple(lacking)
    return Steps(
        domestic,
        own,
        freight,
        draft.premium_rate,
        draft.insured_plus,
        insurance,
        arrival,
        missing,
    )


def _usable(rate: Decimal, plus: Decimal) -> bool:
    return ZERO <= rate <= Decimal("0.5") and ZERO <= plus <= ONE


def _domestic(
    draft: QuoteDraft, missing: dict[Level, tuple[Missing, ...]]
) -> tuple[Decimal | None, dict[int, Decimal]]:
    """Return what the way to the ship costs in the price, and of it each line's own per unit.

    What the seller must get is grossed up by what bank and agent take of it, so that his net stays.
    """
    counted = [(i, ln) for i, ln in enumerate(draft.lines) if ln.is_goods]
    own = {i: ln.domestic_cost for i, ln in counted if ln.domestic_cost is not None}
    if draft.domestic_costs is None and not any(i in own for i, ln in counted if ln.counts):
        missing[Level.FOB] = (Missing("domestic_costs", _("Domestic costs")),)
        return None, {}
    rate = rate_of(draft.currency, draft.rate_currency, draft.rate)
    if rate is None or rate <= 0:
        missing[Level.FOB] = (Missing("rate", _("Exchange rate")),)
        return None, {}
    left = ONE - draft.bank_share - draft.commission_share
    if left <= 0:
        missing[Level.FOB] = (Missing("shares", _("Bank and commission shares below 100%")),)
        return None, {}
    each = {i: cost / rate / left for i, cost in own.items()}
    shipment = (draft.domestic_costs or ZERO) / rate / left
    lines = sum((each[i] * ln.quantity for i, ln in counted if ln.counts and i in each), ZERO)
    return shipment + lines, each


def level_of(term: str) -> Level:
    """Return the level of a rule; raises UserFacing for a word that is none."""
    level = LEVELS.get(term.strip().upper())
    if level is None:
        raise UserFacing(
            _("{code} is not an Incoterms rule.").format(code=term or "?"),
            hint=_("Choose one of {codes}.").format(codes=", ".join(LEVELS)),
            code="unknown_incoterm",
        )
    return level
