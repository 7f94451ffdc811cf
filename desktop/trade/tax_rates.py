"""VAT and export rebate by customs heading and date; an article's own rates come first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.among import among
from desktop.store.schema.products import ExportTaxRate
from desktop.store.workspace import Store
from desktop.trade import kept_rows
from desktop.trade.dated import begin_of, in_force
from desktop.trade.product_fields import check_rates


@dataclass(frozen=True, slots=True)
class TaxEntry:
    """Rates (shares, 0.13 for 13 %) from a day on (None: always), of an article or an HS prefix."""

    id: str
    hs_code: str
    product_id: str | None
    valid_from: date | None
    vat_rate: Decimal | None
    rebate_rate: Decimal | None
    source: str = ""


def digits(hs_code: str) -> str:
    """Return a customs code without the dots and spaces people put into it."""
    return "".join(c for c in hs_code if c.isdigit())


def rate_for(
    entries: Iterable[TaxEntry], product_id: str | None, hs_code: str, on: date | None
) -> TaxEntry | None:
    """Return the rates that count for an article on a day, None when there are none. Pure.

    Its own rates come first, then those of the longest prefix of its customs code; within one
    prefix the one begun last.
    """
    entries = tuple(entries)
    own = in_force((e for e in entries if product_id and e.product_id == product_id), on)
    if own is not None:
        return own
    code = digits(hs_code)
    fitting = [
        e
        for e in entries
        if e.product_id is None
        and code.startswith(digits(e.hs_code))
        and (on is None or begin_of(e) <= on)
    ]
    return max(fitting, key=lambda e: (len(digits(e.hs_code)), begin_of(e)), default=None)


def to_note(
    entries: Iterable[TaxEntry],
    product_id: str | None,
    hs_code: str,
    values: Mapping[str, Any],
    on: date | None,
) -> TaxEntry | None:
    """Return the article's own rates that `values` (vat_rate, rebate_rate) add; None when known. Pure.

    The first rates of an article hold as long as it is known; later ones begin on their day.
    """
    if not {"vat_rate", "rebate_rate"} & set(values):
        return None
    entries = tuple(entries)
    now = rate_for(entries, product_id, hs_code, on)
    before = (now.vat_rate, now.rebate_rate) if now else (None, None)
    after = (values.get("vat_rate", before[0]), values.get("rebate_rate", before[1]))
    if after == before:
        return None
    has_own = any(product_id and entry.product_id == product_id for entry in entries)
    return TaxEntry("", "", product_id, on if has_own else None, *after)


def entries_for(session: Session, product_ids: Iterable[str]) -> tuple[TaxEntry, ...]:
    """Return the rates of all customs headings and those of these articles."""
    column = ExportTaxRate.product_id
    rows = session.scalars(
        sa.select(ExportTaxRate).where(
            ExportTaxRate.deleted_at.is_(None),
            sa.or_(column.is_(None), among(column, product_ids)),
        )
    )
    return tuple(_entry(row) for row in rows)


def listing(store: Store) -> tuple[TaxEntry, ...]:
    """Return the rates of customs headings, by heading, newest first."""
    with store.read() as session:
        found = entries_for(session, ())
    by_date = sorted(found, key=begin_of, reverse=True)
    return tuple(sorted(by_date, key=lambda e: digits(e.hs_code)))


def _entry(row: ExportTaxRate) -> TaxEntry:
    return TaxEntry(
        row.id,
        row.hs_code,
        row.product_id,
        row.valid_from,
        row.vat_rate,
        row.rebate_rate,
        row.source,
    )


def put(
    session: Session,
    product_id: str,
    vat_rate: Decimal | None,
    rebate_rate: Decimal | None,
    valid_from: date | None,
) -> bool:
    """Note an article's own rates from a day on; tell whether that said anything new."""
    key = {"product_id": product_id, "valid_from": valid_from}
    values = {"vat_rate": vat_rate, "rebate_rate": rebate_rate}
    return kept_rows.keep(session, ExportTaxRate, key, values)[1]


def save(
    store: Store,
    *,
    hs_code: str = "",
    product_id: str | None = None,
    valid_from: date | None,
    vat_rate: Decimal | None,
    rebate_rate: Decimal | None,
    source: str = "",
    entry_id: str = "",
) -> None:
    """Add rates of a customs prefix or of one article, or change the entry `entry_id`.

    Raises UserFacing: neither prefix nor article, a rate out of range, a rebate above the VAT.
    """
    code = digits(hs_code)
    if not code and not product_id:
        raise UserFacing(
            _("Rates belong to an HS code or to one article."),
            hint=_("Give the first digits of the code, such as 9405."),
            code="no_hs_code",
        )
    for rate in (vat_rate, rebate_rate):
        if rate is not None and not 0 <= rate < 1:
            raise UserFacing(
                _("{field}: {value} is not a rate.").format(
                    field=_("VAT and rebate"), value=f"{rate * 100:f}%"
                ),
                code="bad_rate",
            )
    check_rates(vat_rate, rebate_rate)
    key = {"hs_code": code, "product_id": product_id, "valid_from": valid_from}
    values = {"vat_rate": vat_rate, "rebate_rate": rebate_rate, "source": source.strip()}
    with store.write(cause="user") as unit:
        session = unit.session
        if entry_id:
            entry = kept_rows.get(session, ExportTaxRate, entry_id)
            kept_rows.assign(entry, {**key, **values})
            return
        kept_rows.keep(session, ExportTaxRate, key, values)


def remove(store: Store, entry_id: str) -> None:
    """Take rates out."""
    with store.write(cause="user") as unit:
        kept_rows.remove(unit.session, ExportTaxRate, entry_id)
