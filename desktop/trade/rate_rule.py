"""Which exchange rate holds on a day, and how one follows from others: pure rules.

A rate is so much of `home_currency` for one unit of `currency`. A price is worked out with the
bank's buying rate (DOMAIN.md A4): what the bank pays for the currency that the buyer sends. So a
leg that is turned round (the currency has to be bought) takes the selling rate.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from typing import Any

from desktop.runtime.i18n import N_, _
from desktop.trade.money import format_plain


class RateKind(StrEnum):
    """What a published rate is for: 现汇买入价, 现钞买入价, 现汇卖出价, 中间价."""

    BUYING = "buying"
    CASH_BUYING = "cash_buying"
    SELLING = "selling"
    MIDDLE = "middle"


KIND_NAMES = {
    RateKind.BUYING: N_("buying"),
    RateKind.CASH_BUYING: N_("cash buying"),
    RateKind.SELLING: N_("selling"),
    RateKind.MIDDLE: N_("middle"),
}
# A rate that is older asks to be renewed; another kind that is younger goes before it.
OLD_AFTER_DAYS = 7
PIVOTS = ("CNY", "EUR", "USD")
PUBLISHERS = (
    N_("European Central Bank"),
    N_("Bank of China"),
    N_("China Foreign Exchange Trade System"),
)
_FIRST_KINDS = {
    RateKind.BUYING: (
        RateKind.BUYING,
        RateKind.MIDDLE,
        RateKind.CASH_BUYING,
        RateKind.SELLING,
    ),
    RateKind.SELLING: (
        RateKind.SELLING,
        RateKind.MIDDLE,
        RateKind.BUYING,
        RateKind.CASH_BUYING,
    ),
    RateKind.MIDDLE: (
        RateKind.MIDDLE,
        RateKind.BUYING,
        RateKind.SELLING,
        RateKind.CASH_BUYING,
    ),
    RateKind.CASH_BUYING: (
        RateKind.CASH_BUYING,
        RateKind.BUYING,
        RateKind.MIDDLE,
        RateKind.SELLING,
    ),
}
_TURNED = {RateKind.BUYING: RateKind.SELLING, RateKind.CASH_BUYING: RateKind.SELLING}
_EXACT = Context(prec=34, rounding=ROUND_HALF_UP)
_CROSS_DIGITS = Context(prec=8, rounding=ROUND_HALF_UP)
_APPLIED_DIGITS = Context(prec=6, rounding=ROUND_HALF_UP)
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Rate:
    """One rate as published or entered: `rate` of `home_currency` for one `currency`.

    `time` is the publisher's clock ("16:55:33", "" unknown), `id` the stored row's.
    """

    currency: str
    home_currency: str
    on: date
    kind: RateKind
    rate: Decimal
    source: str = ""
    time: str = ""
    id: str = ""

    @property
    def by_hand(self) -> bool:
        """True when somebody typed it; such a rate goes before a published one of the same day."""
        return self.source not in PUBLISHERS

    def words(self) -> str:
        """Return "1 USD = 7.1120 CNY"."""
        return f"1 {self.currency} = {rate_text(self.rate)} {self.home_currency}"


@dataclass(frozen=True, slots=True)
class Leg:
    """A stored rate used as it is, or turned round."""

    rate: Rate
    inverted: bool

    @property
    def value(self) -> Decimal:
        """The factor this leg multiplies by."""
        return _EXACT.divide(Decimal(1), self.rate.rate) if self.inverted else self.rate.rate


@dataclass(frozen=True, slots=True)
class FoundRate:
    """The rate to use for a pair on a day, with where it comes from.

    `rate` is as published (a cross: 8 significant digits), `applied` is `rate` less the safety
    margin, what a quote calculates with. `on` is the day of the oldest rate that it rests on.
    """

    currency: str
    home_currency: str
    rate: Decimal
    on: date
    kind: RateKind
    source: str
    legs: tuple[Leg, ...]
    margin_percent: Decimal = Decimal(0)

    @property
    def applied(self) -> Decimal:
        """The rate less the safety margin, to six significant digits when a margin is taken."""
        if not self.margin_percent:
            return self.rate
        less = _EXACT.multiply(self.rate, 1 - self.margin_percent / _HUNDRED)
        return _plainly(_APPLIED_DIGITS.plus(less))

    @property
    def way(self) -> str:
        """How a turned or crossed rate came about: "1 EUR = 7.8245 CNY, 1 EUR = 1.1 USD"."""
        if len(self.legs) == 1 and not self.legs[0].inverted:
            return ""
        return ", ".join(leg.rate.words() for leg in self.legs)

    def age_days(self, today: date) -> int:
        """Return how many days old it is."""
        return (today - self.on).days

    def is_old(self, today: date, days: int = OLD_AFTER_DAYS) -> bool:
        """Tell whether it is older than `days`."""
        return self.age_days(today) > days

    def words(self) -> str:
        """Return "Bank of China, buying 7.1120", with the way of a cross behind it."""
        text = _("{source}, {kind} {rate}").format(
            source=source_name(self.source),
            kind=_(KIND_NAMES[self.kind]),
            rate=rate_text(self.rate),
        )
        return f"{text} ({self.way})" if self.way else text

    def draft_fields(self) -> dict[str, Any]:
        """Return the fields of a quote's draft that keep this rate; `rate` is the applied one."""
        return {
            "rate": self.applied,
            "rate_currency": self.home_currency,
            "rate_on": self.on,
            "rate_source": self.words(),
            "rate_margin_percent": self.margin_percent,
        }

    def as_json(self, today: date) -> dict[str, Any]:
        """Return the command line's form."""
        return {
            "currency": self.currency,
            "home_currency": self.home_currency,
            "rate": f"{self.rate:f}",
            "applied": f"{self.applied:f}",
            "margin_percent": f"{self.margin_percent:f}",
            "on": self.on.isoformat(),
            "kind": self.kind.value,
            "source": self.source,
            "way": self.way,
            "age_days": self.age_days(today),
            "is_old": self.is_old(today),
        }


def source_name(source: str) -> str:
    """Return a source in the user's language; what he typed himself as it is."""
    if not source:
        return _("Entered by hand")
    parts = source.split(" / ")
    return " / ".join(_(part) if part in PUBLISHERS else part for part in parts)


def rate_text(rate: Decimal) -> str:
    """Return a rate with all its digits, at least four behind the point."""
    return format_plain(rate, 4)


def choose(
    rates: Iterable[Rate],
    currency: str,
    home_currency: str,
    day: date,
    *,
    kind: RateKind = RateKind.BUYING,
    pivots: Iterable[str] = PIVOTS,
) -> FoundRate | None:
    """Return the rate of a pair on `day` out of `rates`; None when nothing leads there.

    Rates after `day` are no use. What is not older than a week goes first, then the shortest way
    (direct, turned round, through one other currency), then the wanted kind, then the newest.
    """
    known: dict[tuple[str, str], list[Rate]] = {}
    for rate in rates:
        if rate.on <= day:
            known.setdefault((rate.currency, rate.home_currency), []).append(rate)
    ways = [(leg,) for leg in _legs(known, currency, home_currency, day, kind)]
    crossed: list[tuple[Leg, ...]] = []
    for pivot in dict.fromkeys(pivots):
        if pivot not in (currency, home_currency):
            crossed += [
                (first, second)
                for first in _legs(known, currency, pivot, day, kind)
                for second in _legs(known, pivot, home_currency, day, kind)
            ]
    found = [_found(way, currency, home_currency, kind) for way in (*ways, *crossed)]
    return min(found, key=lambda one: _order(one, kind, day), default=None)


def _legs(
    known: dict[tuple[str, str], list[Rate]], currency: str, home: str, day: date, kind: RateKind
) -> Iterator[Leg]:
    """Yield the best rate of the pair as it stands, and the best one turned round."""
    for pair, inverted in (((currency, home), False), ((home, currency), True)):
        wanted = _FIRST_KINDS[_TURNED.get(kind, kind) if inverted else kind]
        if rates := known.get(pair):
            best = min(rates, key=lambda rate: _rank(rate, wanted, day))
            yield Leg(best, inverted)


def _rank(rate: Rate, wanted: tuple[RateKind, ...], day: date) -> tuple[int, int, int, int]:
    age, place = (day - rate.on).days, wanted.index(rate.kind)
    hand = 0 if rate.by_hand else 1
    clock = -int("".join(c for c in rate.time if c.isdigit()) or 0)
    fresh = age <= OLD_AFTER_DAYS
    return (0, place, age * 2 + hand, clock) if fresh else (1, age, place * 2 + hand, clock)


def _order(found: FoundRate, kind: RateKind, day: date) -> tuple[bool, int, int, int]:
    steps = sum(2 if leg.inverted else 1 for leg in found.legs) + 2 * (len(found.legs) - 1)
    return (found.is_old(day), steps, int(found.kind is not kind), found.age_days(day))


def _found(legs: tuple[Leg, ...], currency: str, home: str, kind: RateKind) -> FoundRate:
    value = legs[0].value
    for leg in legs[1:]:
        value = _EXACT.multiply(value, leg.value)
    plain = len(legs) == 1 and not legs[0].inverted
    return FoundRate(
        currency,
        home,
        legs[0].rate.rate if plain else _plainly(_CROSS_DIGITS.plus(value)),
        min(leg.rate.on for leg in legs),
        legs[0].rate.kind if plain else _kind_of(legs, kind),
        " / ".join(dict.fromkeys(leg.rate.source for leg in legs if leg.rate.source)),
        legs,
    )


def _kind_of(legs: tuple[Leg, ...], kind: RateKind) -> RateKind:
    """Return `kind` when each leg is of the kind that it takes, else the middle rate."""
    honest = all(
        leg.rate.kind is (_TURNED.get(kind, kind) if leg.inverted else kind) for leg in legs
    )
    return kind if honest else RateKind.MIDDLE


def _plainly(value: Decimal) -> Decimal:
    """Return the number without an exponent: 1E+2 becomes 100."""
    return Decimal(format(value, "f"))
