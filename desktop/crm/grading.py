"""Grade A, B or C of a customer from three scores of visible facts, with every reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from desktop.crm.reasons import Why, Word
from desktop.crm.stages import Relationship
from desktop.runtime.i18n import N_, _

# Scores below or at these lines decide (FEATURES.md decision 2).
HIGH_POTENTIAL = 70
GOOD_FIT = 60
LOW = 40
# A score is only given when facts worth half of its weight are known.
KNOWN_SHARE = 0.5

POTENTIAL = ("amount_12m", "average_order", "repurchase_days", "expansion", "inquiry_amount")
FIT = ("product_fit", "margin_percent", "deposit_percent", "credit_record", "country_risk")
RELATIONSHIP = ("stage", "orders", "response_rate", "recency_days")

WEIGHTS: Mapping[str, int] = {
    "amount_12m": 35,
    "average_order": 20,
    "repurchase_days": 15,
    "expansion": 10,
    "inquiry_amount": 20,
    "product_fit": 25,
    "margin_percent": 30,
    "deposit_percent": 15,
    "credit_record": 20,
    "country_risk": 10,
    "stage": 35,
    "orders": 25,
    "response_rate": 20,
    "recency_days": 20,
}

_TITLES = {
    "amount_12m": N_("Purchases in 12 months"),
    "average_order": N_("Average order"),
    "repurchase_days": N_("Days between orders"),
    "expansion": N_("Expansion planned"),
    "inquiry_amount": N_("Size of the current inquiry"),
    "product_fit": N_("Product fit"),
    "margin_percent": N_("Gross margin"),
    "deposit_percent": N_("Deposit share"),
    "credit_record": N_("Credit record"),
    "country_risk": N_("Country risk"),
    "stage": N_("Relationship stage"),
    "orders": N_("Number of orders"),
    "response_rate": N_("Response rate"),
    "recency_days": N_("Days since the last contact"),
}

# Money in the workspace's base currency; 20 % is the healthy line of the margin: 70 points.
_CURVES: Mapping[str, tuple[tuple[float, float], ...]] = {
    "amount_12m": ((0, 0), (10_000, 30), (50_000, 65), (100_000, 80), (200_000, 100)),
    "average_order": ((0, 0), (5_000, 40), (20_000, 70), (50_000, 100)),
    "repurchase_days": ((45, 100), (90, 80), (180, 60), (365, 30), (730, 0)),
    "inquiry_amount": ((0, 0), (5_000, 40), (20_000, 70), (50_000, 100)),
    "product_fit": ((0, 0), (100, 100)),
    "margin_percent": ((0, 0), (10, 35), (20, 70), (30, 100)),
    "deposit_percent": ((0, 20), (30, 70), (50, 85), (100, 100)),
    "orders": ((0, 0), (1, 30), (2, 50), (5, 80), (10, 100)),
    "response_rate": ((0, 0), (100, 100)),
    "recency_days": ((7, 100), (30, 80), (90, 40), (180, 10), (365, 0)),
}
_WORDS: Mapping[str, Mapping[object, float]] = {
    "expansion": {True: 100, False: 30},
    "credit_record": {"good": 100, "late": 50, "bad": 0},
    "country_risk": {"low": 100, "medium": 60, "high": 15},
    "stage": {
        Relationship.PROSPECT: 10,
        Relationship.NEW_CLIENT: 40,
        Relationship.ESTABLISHED: 75,
        Relationship.STRATEGIC: 100,
    },
}


@dataclass(frozen=True)
class GradeFacts:
    """What is known of a customer; None is "not known" and is never guessed.

    Money in the base currency, percentages 0 to 100, spans in days. `credit_record`: good, late,
    bad. `country_risk`: low, medium, high. `stage`: see stages.Relationship.
    """

    amount_12m: Decimal | None = None
    average_order: Decimal | None = None
    repurchase_days: float | None = None
    expansion: bool | None = None
    inquiry_amount: Decimal | None = None
    product_fit: float | None = None
    margin_percent: Decimal | None = None
    deposit_percent: Decimal | None = None
    credit_record: str | None = None
    country_risk: str | None = None
    stage: Relationship | None = None
    orders: int | None = None
    response_rate: float | None = None
    recency_days: float | None = None
    overdue_days: int = 0


@dataclass(frozen=True)
class Part:
    """One fact of a score: its points 0 to 100 (None: the fact is not known) and its weight."""

    fact: str
    value: object
    points: int | None
    weight: int

    def title(self) -> str:
        """Return the fact's name in the user's language."""
        return _(_TITLES[self.fact])


@dataclass(frozen=True)
class Score:
    """A score of 0 to 100, None when too few facts are known, with its parts."""

    value: int | None
    parts: tuple[Part, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts that are not known."""
        return tuple(p.fact for p in self.parts if p.points is None)


@dataclass(frozen=True)
class HandGrade:
    """A grade that a person set, why, and until which day it holds."""

    grade: str
    reason: str
    until: date


@dataclass(frozen=True)
class Grade:
    """The answer: "A", "B", "C" or None, and always why. `computed` is what the facts alone say."""

    grade: str | None
    computed: str | None
    rising: bool
    by_hand: bool
    potential: Score
    fit: Score
    relationship: Score
    reasons: tuple[Why, ...] = field(default=())


def points(fact: str, value: object) -> int | None:
    """Return the 0 to 100 points of one fact's value; None when it is not known."""
    if value is None:
        return None
    if fact in _WORDS:
        found = _WORDS[fact].get(value)
        return None if found is None else round(found)
    return round(_on_curve(_CURVES[fact], float(str(value))))


def _on_curve(curve: tuple[tuple[float, float], ...], x: float) -> float:
    if x <= curve[0][0]:
        return curve[0][1]
    for (x0, y0), (x1, y1) in pairwise(curve):
        if x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return curve[-1][1]


def score(facts: GradeFacts, names: tuple[str, ...], weights: Mapping[str, int] = WEIGHTS) -> Score:
    """Return the weighted mean of the known facts, or no value when they weigh too little."""
    parts = tuple(
        Part(name, getattr(facts, name), points(name, getattr(facts, name)), weights[name])
        for name in names
    )
    known = [(p.points, p.weight) for p in parts if p.points is not None]
    weight = sum(w for _points, w in known)
    total = sum(p.weight for p in parts)
    if weight == 0 or weight < total * KNOWN_SHARE:
        return Score(None, parts)
    return Score(round(sum(p * w for p, w in known) / weight), parts)


def grade(
    facts: GradeFacts,
    *,
    today: date,
    by_hand: HandGrade | None = None,
    weights: Mapping[str, int] = WEIGHTS,
) -> Grade:
    """Return the grade by FEATURES.md decision 2; a hand-set one holds until its review day.

    A computed grade follows its facts at once. Under a hand-set one stands what calls for a review
    before that day: the user decides.
    """
    potential = score(facts, POTENTIAL, weights)
    fit = score(facts, FIT, weights)
    relationship = score(facts, RELATIONSHIP, weights)
    letter, rising, reasons = _letter(potential, fit, facts.stage)
    shown, hand = letter, False
    if by_hand is not None and by_hand.grade:
        if today <= by_hand.until:
            shown, hand, rising = by_hand.grade, True, False
            reasons = (_set_by_hand(by_hand), *review_triggers(facts), *reasons)
        else:
            lapsed = Why(N_("The grade set by hand lapsed on {date}"), {"date": by_hand.until})
            reasons = (*reasons, lapsed)
    return Grade(shown, letter, rising, hand, potential, fit, relationship, reasons)


def _set_by_hand(by_hand: HandGrade) -> Why:
    values = {"reason": by_hand.reason, "date": by_hand.until}
    return Why(N_("Set by hand: {reason} (until {date})"), values)


def _letter(
    potential: Score, fit: Score, stage: Relationship | None
) -> tuple[str | None, bool, tuple[Why, ...]]:
    if potential.value is None or fit.value is None:
        return None, False, _unknown(potential, fit)
    why: list[Why] = []
    if potential.value < LOW or fit.value < LOW:
        if fit.value < LOW:
            why.append(Why(N_("Fit {value} is below {line}"), {"value": fit.value, "line": LOW}))
        if potential.value < LOW:
            values = {"value": potential.value, "line": LOW}
            why.append(Why(N_("Potential {value} is below {line}"), values))
        elif potential.value >= HIGH_POTENTIAL:
            why.append(Why(N_("Volume without margin")))
        return "C", False, tuple(why)
    scores = {"potential": potential.value, "fit": fit.value}
    why.append(Why(N_("Potential {potential}, fit {fit}"), scores))
    strong = potential.value >= HIGH_POTENTIAL and fit.value >= GOOD_FIT
    close = stage in (Relationship.ESTABLISHED, Relationship.STRATEGIC)
    if strong and close:
        return "A", False, (*why, Why(N_("An established customer")))
    if strong:
        return "B", True, (*why, Why(N_("Rising: would be A once established")))
    return "B", False, tuple(why)


def _unknown(potential: Score, fit: Score) -> tuple[Why, ...]:
    """Say which facts would be needed."""
    reasons = []
    for name, one in ((N_("Potential"), potential), (N_("Fit"), fit)):
        if one.value is None:
            facts = tuple(Word(_TITLES[fact]) for fact in one.missing)
            values = {"score": Word(name), "facts": facts}
            reasons.append(Why(N_("{score} is not known yet: {facts}"), values))
    return tuple(reasons)


def next_review(today: date) -> date:
    """Return the last day of the quarter: a hand-set grade holds until then."""
    month = (today.month - 1) // 3 * 3 + 3
    first_after = date(today.year + month // 12, month % 12 + 1, 1)
    return first_after - timedelta(days=1)


def review_triggers(facts: GradeFacts) -> tuple[Why, ...]:
    """Return what calls for a review at once (FEATURES.md decision 2), as far as the store knows it."""
    found = []
    usual = facts.average_order
    if usual and facts.inquiry_amount and facts.inquiry_amount > 3 * usual:
        found.append(Why(N_("Review it now: an inquiry larger than three times the usual order")))
    if facts.orders == 2:
        found.append(Why(N_("Review it now: a second order")))
    if facts.overdue_days >= 30:
        days = {"days": facts.overdue_days}
        found.append(Why(N_("Review it now: a payment is overdue by {days} days"), days))
    return tuple(found)
