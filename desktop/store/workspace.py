"""The store: one workspace's encrypted files, opened once a process, read and written through it."""

import logging
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker
from sqlcipher3 import dbapi2

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.runtime.ids import new_id
from desktop.runtime.paths import Profile
from desktop.store import schema_version
from desktop.store.connection import BULK, Caches, make_engine
from desktop.store.raw import RawStore
from desktop.store.schema.workspace import JournalEntry, Workspace
from desktop.store.storage_errors import storage_error
from desktop.store.unit import Changes, HybridClock, Unit

log = logging.getLogger(__name__)

Listener = Callable[[Changes], None]


class Store:
    """Opened by `Store.create` or `Store.open`; shared by all threads of a process."""

    def __init__(self, profile: Profile, key: bytes, caches: Caches = BULK) -> None:
        """Connect to existing files; use `create` or `open` instead."""
        self.profile = profile
        self.key = key
        self.raw = RawStore(profile.raw, key)
        self.actor = "user"
        self._writer = make_engine(profile.database, key, write=True, caches=caches)
        self._reader = make_engine(profile.database, key, write=False, caches=caches)
        self._write_session = sessionmaker(self._writer, expire_on_commit=False)
        self._read_session = sessionmaker(self._reader, expire_on_commit=False)
        self._write_lock = threading.RLock()
        self._listeners: list[Listener] = []
        self.device = ""
        self._clock = HybridClock()

    @classmethod
    def create(cls, profile: Profile, key: bytes, *, name: str, caches: Caches = BULK) -> "Store":
        """Make a new workspace in `profile`. Raises UserFacing when there is one already."""
        if profile.exists():
            raise UserFacing(
                _("There is already a workspace in this folder."),
                safe=_("It was not changed."),
                hint=_("Open it, or choose another folder with --profile."),
                code="workspace_exists",
            )
        profile.make()
        schema_version.upgrade(profile.database, key)
        store = cls(profile, key, caches)
        with store._write_session.begin() as session:
            session.add(
                Workspace(id=1, name=name, device_id=new_id(), created_at=datetime.now(UTC))
            )
        store._introduce()
        return store

    @classmethod
    def open(cls, profile: Profile, key: bytes, *, caches: Caches = BULK) -> "Store":
        """Open an existing workspace, bringing its schema up to date (after a copy of the file).

        Raises UserFacing: no workspace here, key does not fit, made by a newer Tradepost.
        """
        if not profile.exists():
            raise UserFacing(
                _("There is no workspace in this folder yet."),
                hint=_("Create one with `tradepost profile create`, or start the window."),
                code="no_workspace",
            )
        if schema_version.is_behind(profile.database, key):
            _copy_before_migration(profile)
            schema_version.upgrade(profile.database, key)
        store = cls(profile, key, caches)
        store._introduce()
        return store

    def _introduce(self) -> None:
        with self.read() as session:
            workspace = session.get(Workspace, 1)
            last = session.scalar(sa.select(sa.func.max(JournalEntry.hlc)))
        if workspace is None:
            raise UserFacing(_("The workspace is incomplete: its first row is missing."))
        self.device = workspace.device_id
        self._clock = HybridClock(last or "")

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session that sees one consistent state and cannot write."""
        with self._read_session() as session:
            yield session

    @contextmanager
    def write(
        self, cause: str = "user", *, actor: str = "", durable: bool = False, goes_on: str = ""
    ) -> Iterator[Unit]:
        """Give a unit: commits whole on leaving, rolls back on any exception.

        `cause` says why (user action, "rule:...", "sync", "import", "undo"). Keep it short: no
        network, no user input inside. Units do not nest. `durable`: on the disk before this returns,
        for what must survive a power cut (WAL with synchronous=NORMAL may lose the last moments;
        a killed process loses nothing either way). `goes_on` is the id of an earlier unit that this one
        belongs to: thousands of rows are written in portions, and one undo takes all of them back. Raises Retryable when another process
        holds the store for too long, UserFacing when the disk is full (nothing was written).
        """
        with self._write_lock, self._synced(durable):
            session = self._write_session()
            unit = Unit(
                session,
                self._clock,
                actor=actor or self.actor,
                device=self.device,
                cause=cause,
                goes_on=goes_on,
            )
            try:
                session.connection()
                yield unit
                session.commit()
            except sa.exc.OperationalError as error:
                session.rollback()
                raise storage_error(error) from error
            except BaseException:
                session.rollback()
                raise
            finally:
                session.close()
        self._announce(unit.changes)

    @contextmanager
    def _synced(self, durable: bool) -> Iterator[None]:
        if not durable:
            yield
            return
        self._set_synchronous("FULL")
        try:
            yield
        finally:
            self._set_synchronous("NORMAL")

    def _set_synchronous(self, how: str) -> None:
        connection = self._writer.raw_connection()
        try:
            connection.cursor().execute(f"PRAGMA synchronous={how}")
        finally:
            connection.close()

    def on_change(self, listener: Listener) -> None:
        """Call `listener` (in the writing thread) with {table: ids} after every commit."""
        self._listeners.append(listener)

    def announce_foreign(self, changes: Changes) -> None:
        """Tell this process's listeners what another process committed."""
        if changes:
            for listener in list(self._listeners):
                listener(changes)

    def _announce(self, changes: Changes) -> None:
        if changes:
            self.announce_foreign({table: set(ids) for table, ids in changes.items()})

    def problems(self) -> list[str]:
        """Return what `PRAGMA integrity_check` and the foreign keys complain of (usually nothing)."""
        with self._reader.connect() as connection:
            found = [
                str(row[0]) for row in connection.exec_driver_sql("PRAGMA cipher_integrity_check")
            ]
            found += [
                str(row[0])
                for row in connection.exec_driver_sql("PRAGMA integrity_check(20)")
                if row[0] != "ok"
            ]
            found += [
                f"{row[0]} {row[1]}: no {row[2]}"
                for row in connection.exec_driver_sql("PRAGMA foreign_key_check")
            ]
        return found

    def close(self) -> None:
        """Close every connection; the write-ahead log is folded into the file."""
        self._reader.dispose()
        with self._write_lock:
            try:
                with self._writer.connect() as connection:
                    connection.connection.dbapi_connection.execute(  # type: ignore[union-attr]
                        "PRAGMA optimize"
                    )
            except (sa.exc.OperationalError, dbapi2.OperationalError) as error:
                log.info("optimize on close skipped: %s", type(error).__name__)
            self._writer.dispose()


def _copy_before_migration(profile: Profile) -> Path:
    profile.backups.mkdir(exist_ok=True, mode=0o700)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    target = profile.backups / f"before-upgrade-{stamp}.db"
    shutil.copy2(profile.database, target)
    return target
