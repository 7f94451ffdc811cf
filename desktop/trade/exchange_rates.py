"""Exchange rates in the store: entered, looked up for a day, listed, taken out.

Publishers' files come in by `rate_import`; which rate holds is decided by `rate_rule`.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.exchange import ExchangeRate
from desktop.store.schema.workspace import CompanyProfile
from desktop.store.workspace import Store
from desktop.trade import company
from desktop.trade.money import check_currency
from desktop.trade.rate_rule import PIVOTS, FoundRate, Rate, RateKind, choose, rate_text

# A typed rate that is this far from the last one is a slip of the hand until confirmed.
_JUMP = Decimal("0.15")
_ZERO = Decimal(0)


def rate_for(session: Session, currency: str, seller_id: str | None, day: date) -> FoundRate | None:
    """Return the rate that a quote of a seller in `currency` uses on `day`, None without any.

    The home currency and the safety margin are the selling company's (None: the default one). A
    quote in the home currency needs no rate: None.
    """
    seller = company.seller_row(session, seller_id)
    return find(
        session, currency, seller.home_currency, day, margin_percent=seller.rate_margin_percent
    )


def look_up(store: Store, currency: str, seller_id: str | None, day: date) -> FoundRate | None:
    """Return what `rate_for` returns, from a store."""
    with store.read() as session:
        return rate_for(session, currency, seller_id, day)


def find(
    session: Session,
    currency: str,
    home_currency: str,
    day: date,
    *,
    kind: RateKind = RateKind.BUYING,
    margin_percent: Decimal = _ZERO,
) -> FoundRate | None:
    """Return the latest rate of a pair on or before `day`, direct, turned round or crossed.

    None when nothing leads there, or for one currency twice.
    """
    if currency == home_currency:
        return None
    homes = session.scalars(
        sa.select(CompanyProfile.home_currency).where(CompanyProfile.deleted_at.is_(None))
    )
    pivots = tuple(dict.fromkeys((*homes, *PIVOTS)))
    rates = _newest(session, day, {currency, home_currency, *pivots})
    found = choose(rates, currency, home_currency, day, kind=kind, pivots=pivots)
    if found is None:
        return None
    return FoundRate(
        found.currency,
        found.home_currency,
        found.rate,
        found.on,
        found.kind,
        found.source,
        found.legs,
        margin_percent,
    )


def convert(
    session: Session, amount: Decimal, currency: str, into: str, day: date
) -> Decimal | None:
    """Return `amount` in another currency at the middle rate of `day`, unrounded; None without one."""
    if currency == into:
        return amount
    found = find(session, currency, into, day, kind=RateKind.MIDDLE)
    return amount * found.rate if found else None


def latest(store: Store, day: date) -> tuple[Rate, ...]:
    """Return the newest rate of each pair, kind and source on or before `day`, by currency."""
    with store.read() as session:
        rates = _newest(session, day)
    return tuple(sorted(rates, key=lambda r: (r.currency, r.home_currency, r.kind, r.source)))


def history(
    store: Store, currency: str, home_currency: str = "", *, limit: int = 400
) -> tuple[Rate, ...]:
    """Return a currency's rates, newest first; with a home currency, those of the pair only."""
    query = (
        _living()
        .where(ExchangeRate.currency == currency)
        .order_by(ExchangeRate.rate_on.desc(), ExchangeRate.kind, ExchangeRate.source)
        .limit(limit)
    )
    if home_currency:
        query = query.where(ExchangeRate.home_currency == home_currency)
    with store.read() as session:
        return tuple(as_rate(row) for row in session.scalars(query))


def set_rate(store: Store, rate: Rate, *, today: date, sure: bool = False) -> Rate:
    """Store a rate entered by hand, replacing the one of the same pair, day, kind and source.

    Raises UserFacing: unknown currency, one currency twice, a rate that is not above zero, a day
    in the future (`rate_in_future`); far from the last one without `sure` (`rate_jump`).
    """
    rate = checked(rate)
    if rate.on > today + timedelta(days=1):
        raise UserFacing(
            _("{day} lies in the future: no bank has that rate yet.").format(day=rate.on),
            code="rate_in_future",
        )
    with store.write(cause="user") as unit:
        if not sure:
            _refuse_jump(unit.session, rate)
        row = _same(unit.session, rate)
        if row is None:
            row = ExchangeRate()
            unit.session.add(row)
        write(row, rate)
        unit.session.flush()
        return as_rate(row)


def delete(store: Store, ids: Iterable[str]) -> int:
    """Take rates out; quotes that used them keep theirs. Return how many there were."""
    with store.write(cause="user") as unit:
        rows = list(
            unit.session.scalars(
                _living().where(ExchangeRate.id.in_(list(ids)))
            )
        )  # fmt: skip
        for row in rows:
            row.deleted_at = datetime.now(UTC)
    return len(rows)


def checked(rate: Rate) -> Rate:
    """Return the rate with its currencies in capitals; errors as `set_rate`."""
    currency, home = check_currency(rate.currency), check_currency(rate.home_currency)
    if currency == home:
        raise UserFacing(
            _("A rate needs two different currencies, not {code} twice.").format(code=currency),
            code="rate_same_currency",
        )
    if rate.rate <= 0:
        raise UserFacing(_("The exchange rate must be above zero."), code="rate_not_positive")
    return Rate(currency, home, rate.on, rate.kind, rate.rate, rate.source.strip(), rate.time)


def write(row: ExchangeRate, rate: Rate) -> bool:
    """Make a row say what `rate` says; return whether that changed it."""
    values = {
        "currency": rate.currency,
        "home_currency": rate.home_currency,
        "rate_on": rate.on,
        "kind": rate.kind.value,
        "rate": rate.rate,
        "source": rate.source,
        "published_time": rate.time,
        "deleted_at": None,
    }
    changed = False
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
            changed = True
    return changed


def as_rate(row: ExchangeRate) -> Rate:
    """Return what a row holds."""
    return Rate(
        row.currency,
        row.home_currency,
        row.rate_on,
        RateKind(row.kind),
        row.rate,
        row.source,
        row.published_time,
        row.id,
    )


def _living() -> sa.Select[ExchangeRate]:
    return sa.select(ExchangeRate).where(ExchangeRate.deleted_at.is_(None))


def _newest(session: Session, day: date, currencies: set[str] | None = None) -> list[Rate]:
    """Return the newest rows of each pair, kind and source on or before `day`."""
    table = ExchangeRate
    keys = (table.currency, table.home_currency, table.kind, table.source)
    limits: list[sa.ColumnElement[bool]] = [table.rate_on <= day, table.deleted_at.is_(None)]
    if currencies is not None:
        limits += [table.currency.in_(currencies), table.home_currency.in_(currencies)]
    newest = (
        sa.select(*keys, sa.func.max(table.rate_on).label("day"))
        .where(*limits)
        .group_by(*keys)
        .subquery()
    )
    query = _living().join(
        newest,
        sa.and_(
            *(key == newest.c[key.key] for key in keys),
            table.rate_on == newest.c.day,
        ),
    )
    return [as_rate(row) for row in session.scalars(query)]


def _same(session: Session, rate: Rate) -> ExchangeRate | None:
    return session.scalar(
        sa.select(ExchangeRate)
        .where(
            ExchangeRate.currency == rate.currency,
            ExchangeRate.home_currency == rate.home_currency,
            ExchangeRate.rate_on == rate.on,
            ExchangeRate.kind == rate.kind.value,
            ExchangeRate.source == rate.source,
        )
        .limit(1)
    )


def _refuse_jump(session: Session, rate: Rate) -> None:
    before = find(session, rate.currency, rate.home_currency, rate.on, kind=rate.kind)
    if before is None or abs(rate.rate / before.rate - 1) <= _JUMP:
        return
    raise UserFacing(
        _("{rate} is far from the last rate, {last} of {day}.").format(
            rate=rate_text(rate.rate), last=rate_text(before.rate), day=before.on
        ),
        safe=_("Nothing was saved."),
        hint=_("Look at the point; banks write rates for 100 units. Confirm it if it is right."),
        code="rate_jump",
    )
