"""What articles cost, by date: the history is the only truth, the present cost follows from it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.products import ProductCost
from desktop.store.workspace import Store
from desktop.trade import kept_rows
from desktop.trade.dated import begin_of, in_force, newest_first
from desktop.trade.money import check_currency


@dataclass(frozen=True, slots=True)
class CostEntry:
    """Purchase price of one unit including VAT from `valid_from` on (None: day not known)."""

    id: str
    valid_from: date | None
    cost: Decimal
    currency: str
    supplier: str = ""
    note: str = ""


def present(entries: Iterable[CostEntry], on: date | None) -> CostEntry | None:
    """Return the cost that counts on a day; None `on` asks for the newest. Pure.

    When every cost begins later, the earliest of them: a cost to come says more than none, and
    its date tells.
    """
    entries = tuple(entries)
    return in_force(entries, on) or min(entries, key=begin_of, default=None)


def to_note(
    entries: Sequence[CostEntry], values: Mapping[str, Any], on: date | None
) -> CostEntry | None:
    """Return the cost that `values` (cost, cost_currency, cost_on) add; None when it is known. Pure."""
    now = present(entries, on)
    cost = values.get("cost", now.cost if now else None)
    if cost is None:
        return None
    currency = values.get("cost_currency") or (now.currency if now else "CNY")
    day: date | None = values.get("cost_on")
    if day is None:
        if now is not None and (now.cost, now.currency) == (cost, currency):
            return None
        day = on
    same_day = next((entry for entry in entries if entry.valid_from == day), None)
    if same_day is not None and (same_day.cost, same_day.currency) == (cost, currency):
        return None
    return CostEntry("", day, cost, currency)


def history(session: Session, product_ids: Iterable[str]) -> Mapping[str, tuple[CostEntry, ...]]:
    """Return the costs of each article that has any, newest first."""
    rows = kept_rows.of_articles(session, ProductCost, product_ids)
    return {key: newest_first(_entry(row) for row in kept) for key, kept in rows.items()}


def _entry(row: ProductCost) -> CostEntry:
    return CostEntry(row.id, row.valid_from, row.cost, row.currency, row.supplier, row.note)


def put(
    session: Session, product_id: str, cost: Decimal, currency: str, valid_from: date | None
) -> bool:
    """Note a cost from a day on; tell whether that said anything new."""
    key = {"product_id": product_id, "valid_from": valid_from}
    return kept_rows.keep(session, ProductCost, key, {"cost": cost, "currency": currency})[1]


def save(
    store: Store,
    product_id: str,
    *,
    cost: Decimal,
    currency: str,
    valid_from: date | None,
    supplier: str = "",
    note: str = "",
    entry_id: str = "",
) -> None:
    """Add a cost, or change the entry `entry_id`. A second cost of the same day replaces the first.

    Raises UserFacing for a negative cost or an unknown currency.
    """
    values = {
        "cost": check_cost(cost),
        "currency": check_currency(currency),
        "supplier": supplier.strip(),
        "note": note.strip(),
    }
    with store.write(cause="user") as unit:
        session = unit.session
        if entry_id:
            entry = kept_rows.get(session, ProductCost, entry_id)
            if entry.valid_from == valid_from:
                kept_rows.assign(entry, values)
                return
            kept_rows.remove(session, ProductCost, entry_id)
            session.flush()
        key = {"product_id": product_id, "valid_from": valid_from}
        kept_rows.keep(session, ProductCost, key, values)


def remove(store: Store, entry_id: str) -> None:
    """Take a cost out of the history."""
    with store.write(cause="user") as unit:
        remove_in(unit.session, entry_id)


def remove_in(session: Session, entry_id: str) -> None:
    """Take a cost out inside a unit that is already open."""
    kept_rows.remove(session, ProductCost, entry_id)


def check_cost(cost: Decimal) -> Decimal:
    """Return `cost`; raises UserFacing when it is negative."""
    if cost < 0:
        raise UserFacing(
            _("{field}: {value} is out of range.").format(field=_("Cost"), value=cost),
            code="out_of_range",
        )
    return cost
