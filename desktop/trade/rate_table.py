"""Exchange rates as a table shows them: one line a pair and source, its kinds side by side."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from desktop.store.workspace import Store
from desktop.trade import company, exchange_rates
from desktop.trade.company import SellerRow
from desktop.trade.rate_rule import OLD_AFTER_DAYS, FoundRate, Rate, RateKind


@dataclass(frozen=True, slots=True)
class RateLine:
    """The newest rates of one pair from one source, all of the same day."""

    currency: str
    home_currency: str
    source: str
    on: date
    time: str
    rates: tuple[Rate, ...]

    @property
    def id(self) -> str:
        """What the line is known by while rates come and go."""
        return f"{self.currency} {self.home_currency} {self.source}"

    def rate(self, kind: RateKind) -> Decimal | None:
        """Return the rate of a kind, None when the source has none."""
        return next((rate.rate for rate in self.rates if rate.kind is kind), None)

    def age_days(self, today: date) -> int:
        """Return how old it is."""
        return (today - self.on).days

    def is_old(self, today: date) -> bool:
        """Tell whether it asks to be renewed."""
        return self.age_days(today) > OLD_AFTER_DAYS


@dataclass(frozen=True, slots=True)
class RateTable:
    """What the page of rates shows: lines, and the company whose home currency stands first."""

    lines: tuple[RateLine, ...]
    seller: SellerRow


@dataclass(frozen=True, slots=True)
class RateCourse:
    """How a pair went: what a quote of today uses, and its stored rates, newest first."""

    used: FoundRate | None
    rates: tuple[Rate, ...]

    def values(self) -> tuple[tuple[date, Decimal], ...]:
        """Return one value a day, oldest first, for a line: buying where there is one."""
        order = (RateKind.BUYING, RateKind.MIDDLE, RateKind.CASH_BUYING, RateKind.SELLING)
        kind = next((k for k in order if any(r.kind is k for r in self.rates)), order[0])
        days = {rate.on: rate.rate for rate in reversed(self.rates) if rate.kind is kind}
        return tuple(sorted(days.items()))


def table(store: Store, day: date) -> RateTable:
    """Return the newest rates on or before `day`; pairs into the home currency stand first."""
    with store.read() as session:
        seller = company.seller_row(session)
    lines = rate_lines(exchange_rates.latest(store, day))
    home = seller.home_currency
    return RateTable(tuple(sorted(lines, key=lambda line: place(line, home))), seller)


def place(line: RateLine, home: str) -> tuple[bool, bool, str, str, str]:
    """Return where a line stands: into the home currency first, of those the dollar."""
    away = line.home_currency != home
    return (away, line.currency != "USD", line.currency, line.home_currency, line.source)


def rate_lines(rates: Iterable[Rate]) -> list[RateLine]:
    """Return one line a pair and source with what it published on its newest day. Pure."""
    groups: dict[tuple[str, str, str], list[Rate]] = {}
    for rate in rates:
        groups.setdefault((rate.currency, rate.home_currency, rate.source), []).append(rate)
    found = []
    for (currency, home, source), group in groups.items():
        newest = max(rate.on for rate in group)
        own = tuple(rate for rate in group if rate.on == newest)
        clock = max(rate.time for rate in own)
        found.append(RateLine(currency, home, source, newest, clock, own))
    return found


def course(store: Store, currency: str, home_currency: str, day: date, *, days: int) -> RateCourse:
    """Return how a pair went in the last `days` before `day`."""
    with store.read() as session:
        seller = company.seller_row(session)
        used = exchange_rates.find(
            session, currency, home_currency, day, margin_percent=seller.rate_margin_percent
        )
    first = day - timedelta(days=days)
    rates = exchange_rates.history(store, currency, home_currency, limit=days * 5)
    return RateCourse(used, tuple(rate for rate in rates if rate.on >= first))
