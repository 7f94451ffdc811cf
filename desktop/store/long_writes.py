"""Writes that take many units (an import of thousands of rows): what a process that died left half-way is known afterwards."""

import contextlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import Retryable
from desktop.runtime.i18n import _
from desktop.runtime.lock_file import lock
from desktop.store.schema.workspace import LongWrite
from desktop.store.workspace import Store


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A write that nobody is at work on any more: `written` of `total` rows are in the store.

    `unit_id` is what undo takes, `path` the file that was imported, `begun_at` aware. `is_undo`: the write
    itself is whole, but taking it back has stopped half-way.
    """

    unit_id: str
    path: Path
    written: int
    total: int
    begun_at: datetime
    is_undo: bool = False


class Hold:
    """Says that this process writes a unit; the system takes it back when the process dies."""

    def __init__(self, store: Store, unit_id: str) -> None:
        """Take hold. Raises Retryable (`store_busy`) when another process has it."""
        self._path = _lock_path(store, unit_id)
        self._file: IO[bytes] = self._path.open("ab")
        try:
            lock(self._file)
        except OSError as error:
            self._file.close()
            raise Retryable(
                _("This import is still being written."),
                hint=_("Wait until it is done."),
                code="store_busy",
            ) from error

    def release(self) -> None:
        """Let go; twice is the same as once."""
        self._file.close()
        with contextlib.suppress(OSError):  # Windows: somebody is looking whether it is held
            self._path.unlink(missing_ok=True)


def note(session: Session, unit_id: str, path: Path, written: int, total: int) -> None:
    """Say in a portion's own transaction how far the write is; it is forgotten with its last portion."""
    row = session.get(LongWrite, unit_id)
    if written >= total:
        forget(session, unit_id)
    elif row is None:
        session.add(
            LongWrite(
                unit_id=unit_id,
                path=str(path),
                written=written,
                total=total,
                begun_at=datetime.now(UTC),
            )
        )
    else:
        row.written, row.total = written, total


def note_undo(session: Session, unit_id: str, taken_back: int, total: int) -> None:
    """Say in a portion's own transaction how many changes of a unit are taken back; nothing is left with the last."""
    row = session.get(LongWrite, unit_id)
    if taken_back >= total:
        forget(session, unit_id)
        return
    if row is None:
        row = LongWrite(
            unit_id=unit_id, path="", written=total, total=total, begun_at=datetime.now(UTC)
        )
        session.add(row)
    row.taken_back = taken_back


def no_undo(session: Session, unit_id: str) -> None:
    """The undo of a unit was given up: an unfinished import is one again."""
    row = session.get(LongWrite, unit_id)
    if row is not None and row.written >= row.total:
        session.delete(row)
    elif row is not None:
        row.taken_back = 0


def taken_back(session: Session, unit_id: str) -> int:
    """Return how many changes of a unit an undo had taken back when it stopped, 0 for none."""
    row = session.get(LongWrite, unit_id)
    return row.taken_back if row is not None else 0


def forget(session: Session, unit_id: str) -> None:
    """The write is whole, or was taken back."""
    row = session.get(LongWrite, unit_id)
    if row is not None:
        session.delete(row)


def unfinished(store: Store) -> tuple[Unfinished, ...]:
    """Return what was begun and is not being written or taken back by anybody, the newest first."""
    with store.read() as session:
        rows = session.scalars(sa.select(LongWrite).order_by(LongWrite.begun_at.desc()))
        found = [
            Unfinished(
                row.unit_id,
                Path(row.path),
                row.written,
                row.total,
                row.begun_at,
                row.taken_back > 0,
            )
            for row in rows
        ]
    return tuple(one for one in found if not _is_held(store, one.unit_id))


def _is_held(store: Store, unit_id: str) -> bool:
    try:
        Hold(store, unit_id).release()
    except Retryable:
        return True
    return False


def _lock_path(store: Store, unit_id: str) -> Path:
    return store.profile.root / f"writing-{unit_id}.lock"
