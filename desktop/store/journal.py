"""Reading the journal, and undo: what a unit did is taken back by a new unit, itself journaled."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.runtime.ids import new_id
from desktop.store import long_writes
from desktop.store.among import among
from desktop.store.long_writes import Hold
from desktop.store.schema.base import Base, Record
from desktop.store.schema.workspace import JournalEntry
from desktop.store.unit import Unit, plain
from desktop.store.workspace import Store

_UNDOABLE = ("user", "rule", "import")
_FINAL = ("bank",)
"""Causes of changes that are only made anew, with their own reason: where money goes."""
_PORTION, _PAUSE_S = 300, 0.06
"""Rows taken back in one go (a tenth of a second), and the pause after it: others write in between."""


@dataclass(frozen=True)
class Entry:
    """One journal row; `changes` is {field: [old, new]}."""

    id: str
    unit_id: str
    at: datetime
    actor: str
    device: str
    record_type: str
    record_id: str
    operation: str
    changes: dict[str, Any]
    cause: str
    undone: bool


def entries(
    store: Store, *, record: str | None = None, since: datetime | None = None, limit: int = 200
) -> list[Entry]:
    """Return journal rows, newest first, of one record or since a moment (aware)."""
    query = sa.select(JournalEntry).order_by(JournalEntry.hlc.desc()).limit(limit)
    if record is not None:
        query = query.where(JournalEntry.record_id == record)
    if since is not None:
        query = query.where(JournalEntry.at >= since)
    with store.read() as session:
        rows = list(session.scalars(query))
        units = {row.unit_id for row in rows}
        undone = set(
            session.scalars(
                sa.select(JournalEntry.undoes_unit).where(JournalEntry.undoes_unit.in_(units))
            )
        )
    return [
        Entry(
            row.id,
            row.unit_id,
            row.at,
            row.actor,
            row.device,
            row.record_type,
            row.record_id,
            row.operation,
            row.changes,
            row.cause,
            row.unit_id in undone,
        )
        for row in rows
    ]


def undo(store: Store, entry_id: str | None = None) -> list[Entry]:
    """Take back the whole unit that holds `entry_id`, or the user's newest one; return its rows.

    Raises UserFacing: nothing to undo, already undone, or a later change stands in the way
    (then nothing is changed). One that a process left half-way is gone on with.
    """
    with store.read() as session:
        rows = _rows_to_undo(session, entry_id)[::-1]
    unit_id = rows[0].unit_id
    if len(rows) > _PORTION:
        hold = Hold(store, unit_id)
        try:
            _undo_in_portions(store, unit_id, rows)
        finally:
            hold.release()
    else:
        with store.write("undo") as unit:
            _refuse_twice(unit.session, unit_id)
            unit.undoes = unit_id
            _take_all_back(unit, rows)
            long_writes.forget(unit.session, unit_id)
    return [entry for entry in entries(store, limit=1000) if entry.unit_id == unit_id]


def _undo_in_portions(store: Store, unit_id: str, rows: Sequence[JournalEntry]) -> None:
    with store.read() as session:
        _refuse_twice(session, unit_id)
        begun = long_writes.taken_back(session, unit_id)
        undoing = _undoing(session, unit_id) if begun else new_id()
    try:
        for start in range(begun, len(rows), _PORTION):
            done = start + _PORTION
            with store.write("undo", goes_on=undoing) as portion:
                portion.undoes = unit_id
                _take_all_back(portion, rows[start:done])
                long_writes.note_undo(portion.session, unit_id, done, len(rows))
            if done < len(rows):
                time.sleep(_PAUSE_S)
    except UserFacing:
        _as_it_was(store, unit_id, undoing)
        raise


def _as_it_was(store: Store, unit_id: str, undoing: str) -> None:
    """Somebody changed a later part meanwhile: what an undo has done so far is taken back itself."""
    with store.write("undo") as unit:
        long_writes.no_undo(unit.session, unit_id)
    with store.read() as session:
        is_begun = session.scalar(
            sa.select(JournalEntry.id).where(JournalEntry.unit_id == undoing).limit(1)
        )
    if is_begun is not None:
        undo(store, undoing)


def _undoing(session: Session, unit_id: str) -> str:
    """Return the id of the unit that takes `unit_id` back and was not taken back itself, "" for none."""
    undone = sa.select(JournalEntry.undoes_unit).where(JournalEntry.undoes_unit.is_not(None))
    query = sa.select(JournalEntry.unit_id).where(
        JournalEntry.undoes_unit == unit_id, JournalEntry.unit_id.not_in(undone)
    )
    return session.scalar(query.limit(1)) or ""


def is_undone(store: Store, unit_id: str) -> bool:
    """Tell whether a unit was taken back."""
    with store.read() as session:
        return bool(_undoing(session, unit_id))


def _rows_to_undo(session: Session, entry_id: str | None) -> list[JournalEntry]:
    undone = sa.select(JournalEntry.undoes_unit).where(JournalEntry.undoes_unit.is_not(None))
    if entry_id is None:
        unit_id = session.scalar(
            sa.select(JournalEntry.unit_id)
            .where(
                JournalEntry.cause.in_(_UNDOABLE),
                JournalEntry.unit_id.not_in(undone),
                JournalEntry.record_type.not_in(("outbox", "account")),
            )
            .order_by(JournalEntry.hlc.desc())
            .limit(1)
        )
    else:
        unit_id = session.scalar(
            sa.select(JournalEntry.unit_id).where(
                sa.or_(JournalEntry.id == entry_id, JournalEntry.unit_id == entry_id)
            )
        )
    if unit_id is None:
        raise UserFacing(_("There is nothing to undo."), code="nothing_to_undo")
    if session.scalar(
        sa.select(JournalEntry.id).where(
            JournalEntry.unit_id == unit_id, JournalEntry.cause.in_(_FINAL)
        )
    ):
        raise UserFacing(
            _("A change of bank details is not taken back."),
            hint=_("Change them again in Settings, under Company: the journal keeps both."),
            code="not_undoable",
        )
    _refuse_twice(session, unit_id)
    return list(
        session.scalars(
            sa.select(JournalEntry)
            .where(JournalEntry.unit_id == unit_id)
            .order_by(JournalEntry.hlc)
        )
    )


def _refuse_twice(session: Session, unit_id: str) -> None:
    if _undoing(session, unit_id) and not long_writes.taken_back(session, unit_id):
        raise UserFacing(_("That change has been undone already."), code="already_undone")


def _take_all_back(unit: Unit, rows: Sequence[JournalEntry]) -> None:
    ids: dict[str, set[str]] = {}
    for row in rows:
        ids.setdefault(row.record_type, set()).add(row.record_id)
    known: list[Record] = []  # what is looked up one by one below is here already
    for table, wanted in ids.items():
        model = model_of(table)
        known += unit.session.scalars(sa.select(model).where(among(model.id, wanted)))
    with unit.session.no_autoflush:
        for row in rows:
            _take_back(unit, row)


def _take_back(unit: Unit, row: JournalEntry) -> None:
    model = model_of(row.record_type)
    record = unit.session.get(model, row.record_id)
    if row.operation == "create":
        if record is not None and record.deleted_at is None:
            record.deleted_at = datetime.now(UTC)
        return
    if record is None:
        if row.operation != "delete":
            raise _conflict()
        record = model(id=row.record_id)
        for field, (old, _new) in row.changes.items():
            setattr(record, field, typed(model, field, old))
        unit.session.add(record)
        unit.session.flush()  # an earlier change of it is taken back next
        return
    for field, (old, new) in row.changes.items():
        if plain(getattr(record, field)) != new:
            raise _conflict()
        setattr(record, field, typed(model, field, old))


def _conflict() -> UserFacing:
    return UserFacing(
        _("This cannot be undone: the record was changed again later."),
        safe=_("Nothing was changed."),
        hint=_("Undo the later change first, or edit the record."),
        code="undo_conflict",
    )


def model_of(table: str) -> type[Record]:
    """Return the record class of a table name of the journal."""
    for mapper in Base.registry.mappers:
        if mapper.local_table.description == table and issubclass(mapper.class_, Record):
            return mapper.class_
    raise UserFacing(_("The journal names an unknown kind of record."), code="unknown_record")


def typed(model: type[Record], field: str, value: Any) -> Any:  # noqa: ANN401 - JSON in, column out
    """Turn a journal value back into what the column holds."""
    if value is None:
        return None
    kind = model.__mapper__.columns[field].type.python_type
    if kind is Decimal:
        return Decimal(value)
    if kind is datetime:
        return datetime.fromisoformat(value)
    if kind is date:
        return date.fromisoformat(value)
    return value
