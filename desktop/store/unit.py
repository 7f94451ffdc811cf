"""The write unit: the only way to write. It commits whole, journals by itself, and announces."""

import json
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstanceState, ORMExecuteState, Session, attributes
from sqlalchemy.orm.base import PASSIVE_NO_INITIALIZE

from desktop.runtime.errors import Bug
from desktop.runtime.ids import new_id
from desktop.runtime.spelling import spelled
from desktop.store.frozen import Frozen, may_be_frozen
from desktop.store.schema.base import Base, Record
from desktop.store.schema.workspace import JournalEntry

Changes = dict[str, set[str]]


class HybridClock:
    """A hybrid logical clock: sorts the journal of several laptops, never goes backwards."""

    def __init__(self, last: str = "") -> None:
        """Go on after `last`, the greatest stamp of the journal ("" when there is none)."""
        parts = last.split("-")
        self._millis = int(parts[0], 16) if last else 0
        self._count = int(parts[1], 16) if last else 0

    def stamp(self, device: str) -> str:
        """Return the next stamp: milliseconds, counter, device; text order is time order."""
        millis = time.time_ns() // 1_000_000
        if millis > self._millis:
            self._millis, self._count = millis, 0
        else:
            self._count += 1
        return f"{self._millis:012x}-{self._count:04x}-{device[-12:]}"


@dataclass(frozen=True)
class _Insert:
    """An INSERT ready for the driver: made once, because a sync runs it for every batch."""

    text: str
    keys: tuple[str, ...]
    json_at: tuple[int, ...]
    constants: tuple[Any, ...]

    @staticmethod
    @cache
    def of(model: type[Base], keys: tuple[str, ...], or_ignore: bool) -> "_Insert":
        """Return the statement for rows with these keys; other columns get their default."""
        columns = model.__mapper__.columns
        left = [c for c in columns if c.name not in keys and c.default is not None]
        names = [*keys, *(c.name for c in left)]
        places = ", ".join("?" for _name in names)
        listed = ", ".join(f'"{name}"' for name in names)
        verb = "INSERT OR IGNORE INTO" if or_ignore else "INSERT INTO"
        return _Insert(
            f'{verb} "{model.__tablename__}" ({listed}) VALUES ({places})',
            keys,
            tuple(at for at, key in enumerate(keys) if isinstance(columns[key].type, sa.JSON)),
            tuple(_constant(c) for c in left),
        )

    def values(self, rows: Sequence[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
        """Return the rows as the driver wants them."""
        keys, json_at, constants = self.keys, self.json_at, self.constants
        found = []
        for row in rows:
            values = [row[key] for key in keys]
            for at in json_at:
                values[at] = json.dumps(values[at], ensure_ascii=False)
            found.append((*values, *constants))
        return found


@cache
def _update(model: type[Base], keys: tuple[str, ...]) -> str:
    columns = model.__mapper__.columns
    sets = ", ".join(f'"{columns[key].name}" = ?' for key in keys)
    return f'UPDATE "{model.__tablename__}" SET {sets} WHERE "id" = ?'  # noqa: S608 - names of our own schema


def _constant(column: sa.Column[Any]) -> object:
    default = column.default
    if isinstance(default, sa.ColumnDefault) and default.is_scalar:
        return default.arg
    if isinstance(column.type, sa.JSON):
        return "{}"
    raise Bug(f"no plain default for {column}")


class Unit:
    """What a writer holds inside `with store.write(...) as unit:`."""

    def __init__(
        self,
        session: Session,
        clock: HybridClock,
        *,
        actor: str,
        device: str,
        cause: str,
        goes_on: str = "",
    ) -> None:
        """Wrap `session`; the store makes units, nobody else does. `goes_on`: see `Store.write`."""
        self.session = session
        self.id = goes_on or new_id()
        self.changes: Changes = defaultdict(set)
        self.undoes: str | None = None
        self._frozen = Frozen()
        self._clock, self._actor, self._device, self._cause = clock, actor, device, cause
        sa.event.listen(session, "before_flush", self._before_flush)
        sa.event.listen(session, "do_orm_execute", self._refuse_bulk)

    def touch(self, table: str, ids: Iterable[object]) -> None:
        """Announce rows of a mail table that were written by a bulk statement."""
        self.changes[table].update(str(i) for i in ids)

    def insert_many(
        self, model: type[Base], rows: Sequence[Mapping[str, Any]], *, or_ignore: bool = False
    ) -> None:
        """Insert rows of a mail table in one driver call; every row has the same plain keys.

        Values go to the driver as they are (int, str, bytes). For business records, which must
        be journaled, use the session; this raises Bug for them.
        """
        if not rows:
            return
        if issubclass(model, Record):
            raise Bug(f"{model.__name__} is journaled: add it through the session")
        statement = _Insert.of(model, tuple(rows[0]), or_ignore)
        self.session.connection().exec_driver_sql(statement.text, statement.values(rows))

    def insert_rows(
        self,
        model: type[Base],
        keys: tuple[str, ...],
        rows: Sequence[tuple[Any, ...]],
        *,
        or_ignore: bool = False,
    ) -> None:
        """Insert rows of a mail table given as tuples in the order of `keys`: the way for thousands.

        Values go to the driver as they are; a JSON column gets its text. Bug for business records.
        """
        if not rows:
            return
        if issubclass(model, Record):
            raise Bug(f"{model.__name__} is journaled: add it through the session")
        statement = _Insert.of(model, keys, or_ignore)
        constants = statement.constants
        values = [(*row, *constants) for row in rows] if constants else rows
        self.session.connection().exec_driver_sql(statement.text, list(values))

    def update_rows(
        self, model: type[Base], keys: tuple[str, ...], rows: Sequence[tuple[Any, ...]]
    ) -> None:
        """Set columns `keys` of rows of a mail table: each tuple holds their values, then the row's id.

        Values go to the driver as they are; Bug for business records.
        """
        if not rows:
            return
        if issubclass(model, Record):
            raise Bug(f"{model.__name__} is journaled: change it through the session")
        self.session.connection().exec_driver_sql(_update(model, keys), list(rows))

    def _before_flush(self, session: Session, _context: object, _instances: object) -> None:
        entries: list[JournalEntry] = []
        for obj in session.new:
            self._note(obj, "create", entries)
        for obj in session.dirty:
            if session.is_modified(obj):
                self._note(obj, "update", entries)
        for obj in session.deleted:
            self._note(obj, "delete", entries)
        session.add_all(entries)

    def _note(self, obj: object, operation: str, entries: list[JournalEntry]) -> None:
        if isinstance(obj, JournalEntry):
            return
        state: InstanceState[Any] = attributes.instance_state(obj)
        table = state.mapper.local_table.description
        if not isinstance(obj, Record):
            if state.identity:
                self.changes[table].add("/".join(str(part) for part in state.identity))
            return
        obj.id = getattr(obj, "id", None) or new_id()
        if obj.spelled_from and operation != "delete":
            _spell(obj)
        self.changes[table].add(obj.id)
        changes = _changes(obj, operation)
        if not changes and operation == "update":
            return
        if may_be_frozen(obj):
            self._frozen.check(self.session, obj, operation, changes)
        if operation == "update" and "deleted_at" in changes:
            operation = "delete" if changes["deleted_at"][1] else "restore"
        entries.append(
            JournalEntry(
                id=new_id(),
                unit_id=self.id,
                hlc=self._clock.stamp(self._device),
                at=datetime.now(UTC),
                actor=self._actor,
                device=self._device,
                record_type=table,
                record_id=obj.id,
                operation=operation,
                changes=changes,
                cause=self._cause,
                undoes_unit=self.undoes,
            )
        )

    @staticmethod
    def _refuse_bulk(state: ORMExecuteState) -> None:
        """Stop a bulk UPDATE, DELETE or INSERT that would slip past the journal."""
        if not (state.is_update or state.is_delete or state.is_insert):
            return
        mapper = state.bind_mapper
        if mapper is not None and issubclass(mapper.class_, Record):
            raise Bug(f"bulk statement on journaled records: {mapper.class_.__name__}")


def _spell(obj: Record) -> None:
    """Keep how the names are typed beside them: a search need not know any pinyin."""
    words = spelled(*(getattr(obj, name) or "" for name in obj.spelled_from))
    if (getattr(obj, "spelled", None) or "") != words:
        setattr(obj, "spelled", words)  # noqa: B010 - only records with `spelled_from` have it


def _changes(obj: Record, operation: str) -> dict[str, Any]:
    state: InstanceState[Any] = attributes.instance_state(obj)
    found: dict[str, Any] = {}
    for attribute in state.mapper.column_attrs:
        name = attribute.key
        if name in obj.unjournaled:
            continue
        if operation == "create":
            value = getattr(obj, name)
            if value is not None and name != "id":
                found[name] = [None, plain(value)]
        elif operation == "delete":
            found[name] = [plain(getattr(obj, name)), None]
        elif (history := _history(state, name)).has_changes():
            old = plain(history.deleted[0]) if history.deleted else None
            new = plain(history.added[0]) if history.added else None
            if old != new:
                found[name] = [old, new]
    return found


def _history(state: InstanceState[Any], name: str) -> attributes.History:
    """Return what happened to a column; `state.attrs` would leave a cycle for the collector each time."""
    return state.get_history(name, PASSIVE_NO_INITIALIZE)


def plain(value: object) -> Any:  # noqa: ANN401 - a JSON value
    """Return a column's value as JSON keeps it."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return None
    return value
