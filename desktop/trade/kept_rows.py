"""Rows that belong to an article: one a key, revived when it was removed before.

A removed row stays in its table (undo brings it back), and several tables allow one row a key:
so what is written again must take up the removed row instead of adding a second.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.among import among
from desktop.store.schema.base import Record

R = TypeVar("R", bound=Record)
OrderBy = InstrumentedAttribute[Any]


def keep(
    session: Session, model: type[R], key: Mapping[str, Any], values: Mapping[str, Any]
) -> tuple[R, bool]:
    """Write `values` to the row with this `key`, adding or reviving it; tell whether it changed."""
    conditions = [
        getattr(model, name).is_(None) if value is None else getattr(model, name) == value
        for name, value in key.items()
    ]
    rows = session.scalars(sa.select(model).where(*conditions).limit(50)).all()
    row = next((r for r in rows if r.deleted_at is None), rows[0] if rows else None)
    if row is None:
        row = model(**key, **values)
        session.add(row)
        return row, True
    changed = row.deleted_at is not None
    if changed:
        row.deleted_at = None
    return row, assign(row, values) or changed


def assign(row: Record, values: Mapping[str, Any]) -> bool:
    """Set what differs, so that the journal holds real changes alone; tell whether any did."""
    changed = False
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
            changed = True
    return changed


def of_articles(
    session: Session, model: type[R], product_ids: Iterable[str], *order: OrderBy
) -> dict[str, list[R]]:
    """Return the living rows of each article in `order` (columns)."""
    column = model.product_id  # type: ignore[attr-defined]  # every table of this file has it
    rows = session.scalars(
        sa.select(model)
        .where(among(column, product_ids), model.deleted_at.is_(None))
        .order_by(*order)
    )
    found: dict[str, list[R]] = {}
    for row in rows:
        found.setdefault(row.product_id, []).append(row)  # type: ignore[attr-defined]
    return found


def get(session: Session, model: type[R], row_id: str) -> R:
    """Return a living row. Raises UserFacing when it is gone."""
    row = session.get(model, row_id)
    if row is None or row.deleted_at is not None:
        raise UserFacing(
            _("This entry is not there any more."),
            hint=_("Look at the list again."),
            code="unknown_entry",
        )
    return row


def remove(session: Session, model: type[R], row_id: str) -> None:
    """Take a row out; undo brings it back. Raises UserFacing when it is gone already."""
    get(session, model, row_id).deleted_at = datetime.now(UTC)
