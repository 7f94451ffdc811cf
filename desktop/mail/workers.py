"""The engine's threads: what all have in common, and the one that keeps an account equal to its server.

The other one of each account does errands (`errands.py`). They share nothing but the store and two events; each
owns its connections.
"""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from desktop.mail import accounts
from desktop.mail.ingest import AfterBatch
from desktop.mail.outbox import SentHook
from desktop.mail.sync import AccountSync, Progress, Stopped
from desktop.mail.transport import ImapConnection
from desktop.runtime.clock import Clock
from desktop.runtime.errors import Retryable, TradepostError
from desktop.store.schema.mail import Folder
from desktop.store.workspace import Store

log = logging.getLogger(__name__)

BACKOFF = (3.0, 10.0, 30.0, 60.0, 300.0)
_IDLE_SECONDS = 9 * 60.0  # routers and servers forget a silent connection after ten (MAIL.md 2.25)
_POLL_SECONDS = 60.0
STEP_SECONDS = 0.5
_PROGRESS_SECONDS = 0.1
_SLEPT_SECONDS = 30.0
_OFFLINE_CODES = ("host_not_found",)


@dataclass(frozen=True)
class Surroundings:
    """What workers need from the engine. `emit` takes an event as a dictionary and may be called by any thread."""

    store: Store
    clock: Clock
    after_batch: AfterBatch
    on_sent: SentHook
    emit: Callable[[dict[str, Any]], None]
    pool: Callable[[], AbstractContextManager[Executor | None]]
    poll_seconds: float = _POLL_SECONDS


class Worker(threading.Thread):
    """A thread with a wish to stop, a wake-up, and waits that end on either."""

    def __init__(self, around: Surroundings, account_id: str, name: str) -> None:
        super().__init__(name=f"{name}-{account_id[:8]}", daemon=True)
        self.around, self.account_id = around, account_id
        self.stopping = threading.Event()
        self.wakeup = threading.Event()
        self._connection: ImapConnection | None = None
        self._failures = 0

    def stop(self) -> None:
        """End soon: whatever waits on the network is broken off."""
        self.stopping.set()
        self.wakeup.set()
        connection = self._connection
        if connection is not None:
            connection.interrupt()

    def wake(self) -> None:
        """There is something to do now; a back-off ends."""
        self._failures = 0
        self.wakeup.set()

    def run(self) -> None:
        """Work until stopped; an unforeseen error is told and does not end the thread."""
        while not self.stopping.is_set():
            try:
                self.turn()
            except Exception as error:
                if self.stopping.is_set():
                    break
                log.exception("a mail worker met a bug")
                self.error(getattr(error, "code", "bug"), type(error).__name__, "")
                self.rest(BACKOFF[min(self._failures, len(BACKOFF) - 1)])
                self._failures += 1
        self.disconnect()

    def turn(self) -> None:
        """Do one round of work."""
        raise NotImplementedError

    def rest(self, seconds: float) -> None:
        """Wait so long, or until woken or stopped."""
        self.wakeup.wait(seconds)
        self.wakeup.clear()

    def connect(self) -> ImapConnection:
        """The open connection, made when there is none."""
        if self._connection is None:
            login = accounts.load(self.around.store, self.account_id).imap_login()
            connection = ImapConnection(login)
            self._connection = connection
            try:
                connection.connect()
                connection.login()
            except BaseException:
                self.disconnect()
                raise
        return self._connection

    def disconnect(self) -> None:
        """Hang up."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def error(self, code: str, message: str, hint: str) -> None:
        """Tell the window that something went wrong."""
        self.around.emit(
            {
                "event": "error",
                "account_id": self.account_id,
                "code": code,
                "message": message,
                "hint": hint,
            }
        )


class SyncWorker(Worker):
    """Keeps one account equal to its server: syncs, then waits for news by IDLE or by asking again."""

    def __init__(self, around: Surroundings, account_id: str) -> None:
        super().__init__(around, account_id, "sync")
        self.paused = threading.Event()
        self._interrupt = threading.Event()
        self._state: dict[str, Any] = {}
        self._told_progress = 0.0

    def stop(self) -> None:
        """End soon; what was fetched is committed."""
        self._interrupt.set()
        super().stop()

    def pause(self) -> None:
        """Stop syncing until `resume`; what was fetched is committed."""
        self.paused.set()
        self._interrupt.set()
        self.wakeup.set()

    def resume(self) -> None:
        """Go on."""
        self.paused.clear()
        self.wake()

    def turn(self) -> None:
        """Sync once, then wait for news."""
        if self.paused.is_set():
            self.state("paused")
            self.disconnect()
            self.rest(3600)
            return
        self._interrupt.clear()
        try:
            self.state("syncing")
            connection = self.connect()
            results = self._sync(connection)
            self._failures = 0
            self.state("idle", folders=results)
            self._watch(connection)
        except Stopped:
            self.disconnect()
        except TradepostError as error:
            self.disconnect()
            if not self.stopping.is_set() and not self.paused.is_set():
                self._away(error)

    def _sync(self, connection: ImapConnection) -> list[dict[str, Any]]:
        with self.around.pool() if self._is_first() else nullcontext(None) as pool:
            results = AccountSync(
                self.around.store,
                self.account_id,
                connection,
                after_batch=self.around.after_batch,
                pool=pool,
                stop=self._interrupt,
                on_progress=self._progress,
            ).run()
        return [
            {
                "name": r.name,
                "role": r.role,
                "new": r.new,
                "updated": r.updated,
                "removed": r.removed,
                "put_aside": r.put_aside,
                "total": r.total,
            }
            for r in results
        ]

    def _is_first(self) -> bool:
        """Whether much is to be fetched: only then are worker processes worth their memory."""
        with self.around.store.read() as session:
            rows = session.scalars(
                sa.select(Folder.state).where(Folder.account_id == self.account_id, Folder.synced)
            ).all()
        return not rows or any(state != "complete" for state in rows)

    def _watch(self, connection: ImapConnection) -> None:
        """Wait until there is news, somebody wakes us, or the connection should be refreshed."""
        if not connection.can("IDLE"):
            self.rest(self.around.poll_seconds)
            return
        with self.around.store.read() as session:
            inbox = session.scalar(
                sa.select(Folder).where(
                    Folder.account_id == self.account_id, Folder.role == "inbox"
                )
            )
        if inbox is None:
            self.rest(self.around.poll_seconds)
            return
        selected = connection.select(inbox.wire_name)
        if (selected.exists, selected.uidnext) != (inbox.total, inbox.uidnext):
            return  # something came between the sync and now: IDLE would never tell of it
        connection.idle_start()
        began, wall = time.monotonic(), time.time()
        while not self.wakeup.is_set():
            if connection.idle_wait(STEP_SECONDS):
                break
            elapsed = time.monotonic() - began
            if (
                abs(time.time() - wall - elapsed) > _SLEPT_SECONDS
            ):  # the computer slept: the line is dead
                self.disconnect()
                return
            if elapsed > _IDLE_SECONDS:
                break
        self.wakeup.clear()
        connection.idle_stop()

    def _away(self, error: TradepostError) -> None:
        """Say why nothing comes in, and wait: longer each time, not at all when woken."""
        wait = BACKOFF[min(self._failures, len(BACKOFF) - 1)]
        self._failures += 1
        state = "error"
        if error.code in ("wrong_password", "unsafe_login"):
            state, wait = "auth_failed", 24 * 3600.0
        elif error.code == "no_account":
            self.stopping.set()
            return
        elif isinstance(error, Retryable):
            state = "offline" if error.code in _OFFLINE_CODES else "unreachable"
            if error.retry_at is not None:
                wait = max(wait, (error.retry_at - datetime.now(UTC)).total_seconds())
        elif error.code == "disk_full":
            wait = 60.0
        else:
            wait = max(wait, 300.0)
        retry_at = datetime.fromtimestamp(time.time() + wait, UTC).isoformat()
        hint = " ".join(part for part in (error.safe, error.hint) if part)
        self.state(state, code=error.code, message=error.message, hint=hint, retry_at=retry_at)
        self.rest(wait)

    def state(self, state: str, **details: object) -> None:
        """Tell the window the account's state when it is another one."""
        event = {"event": "state", "account_id": self.account_id, "state": state, **details}
        if event != self._state or "folders" in details:
            self._state = event
            self.around.emit({**event, "at": datetime.now(UTC).isoformat()})

    def _progress(self, progress: Progress) -> None:
        now = time.monotonic()
        if now - self._told_progress < _PROGRESS_SECONDS and progress.done < progress.total:
            return
        self._told_progress = now
        self.around.emit(
            {
                "event": "progress",
                "account_id": self.account_id,
                "done": progress.done,
                "total": progress.total,
                "seconds_left": progress.seconds_left,
                "folder": progress.folder,
            }
        )
