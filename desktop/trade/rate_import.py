"""Published exchange rates into the store: by file, by drop, by paste. Twice is the same as once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.exchange import ExchangeRate
from desktop.store.workspace import Store
from desktop.trade import rate_formats
from desktop.trade.exchange_rates import write
from desktop.trade.rate_formats import Published
from desktop.trade.rate_rule import Rate

# The history since 1999 has 200,000 rates; quotes look back a year. `since` takes more.
_KEPT_DAYS = 400
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class RateImport:
    """What an import did. `left_out` counts rates older than what is kept, `newest` is the last day."""

    source: str
    newest: date
    created: int
    updated: int
    unchanged: int
    left_out: int
    put_aside: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the command line's form."""
        found = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {**found, "newest": self.newest.isoformat(), "put_aside": list(self.put_aside)}


def import_file(store: Store, path: Path, *, today: date, since: date | None = None) -> RateImport:
    """Import a file of published rates; errors as `rate_formats.read`, and when it cannot be read."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UserFacing(
            _("The file {path} cannot be read.").format(path=path), code="file_unreadable"
        ) from error
    return _keep(store, rate_formats.read(content, path.name), today, since)


def import_text(store: Store, text: str, *, today: date, since: date | None = None) -> RateImport:
    """Import a table copied from a page or a sheet; errors as `rate_formats.read`."""
    return _keep(store, rate_formats.read_text(text), today, since)


def _keep(store: Store, found: Published, today: date, since: date | None) -> RateImport:
    ahead = [rate for rate in found.rates if rate.on > today + timedelta(days=1)]
    dated = [rate for rate in found.rates if rate.on <= today + timedelta(days=1)]
    if not dated:
        raise UserFacing(
            _("All rates of this file lie in the future: {day}.").format(day=ahead[0].on),
            hint=_("Check the date of this computer, or download the file again."),
            code="rate_in_future",
        )
    newest = max(rate.on for rate in dated)
    first = since or newest - timedelta(days=_KEPT_DAYS)
    wanted: dict[tuple[str, str, date, str], Rate] = {}
    for rate in dated:
        if rate.on >= first and rate.time >= wanted.get(_key(rate), rate).time:
            wanted[_key(rate)] = rate  # a page may list every publication of a day
    counts = {"created": 0, "updated": 0, "unchanged": 0}
    rates = sorted(wanted.values(), key=lambda rate: (rate.on, rate.currency, rate.home_currency))
    for at in range(0, len(rates), _BATCH):
        with store.write(cause="import") as unit:
            for outcome in _write(unit.session, rates[at : at + _BATCH]):
                counts[outcome] += 1
    left_out = sum(rate.on < first for rate in dated)
    aside = [*found.aside]
    if ahead:
        aside.append(_("{day} lies in the future.").format(day=ahead[0].on))
    return RateImport(found.source, newest, **counts, left_out=left_out, put_aside=tuple(aside))


def _write(session: Session, rates: Sequence[Rate]) -> Iterable[str]:
    stored = {
        (row.currency, row.home_currency, row.rate_on, row.kind): row
        for row in session.scalars(
            sa.select(ExchangeRate).where(
                ExchangeRate.source == rates[0].source,
                ExchangeRate.rate_on.between(rates[0].on, rates[-1].on),
            )
        )
    }
    for rate in rates:
        row = stored.get(_key(rate))
        if row is None:
            row = ExchangeRate()
            write(row, rate)
            session.add(row)
            yield "created"
        elif row.deleted_at is None and row.published_time > rate.time:
            # The bank published again later that day: the earlier page takes nothing back.
            yield "unchanged"
        else:
            yield "updated" if write(row, rate) else "unchanged"


def _key(rate: Rate) -> tuple[str, str, date, str]:
    return (rate.currency, rate.home_currency, rate.on, rate.kind.value)
