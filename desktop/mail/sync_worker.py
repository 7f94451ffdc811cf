"""The engine's thread that keeps one account equal to its server: syncs, then waits for news, and says how it stands."""

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from desktop.mail import accounts
from desktop.mail.account_use import SERVER
from desktop.mail.captive import CERTIFICATE_CODES, captive, in_the_way
from desktop.mail.fairness import AccountGate, BodiesWait, bodies_wait
from desktop.mail.login_errors import SIGN_IN_CODES
from desktop.mail.network_watch import own_addresses
from desktop.mail.pace import BACKOFF
from desktop.mail.push import REISSUE_SECONDS, News, Watch
from desktop.mail.sync import AccountSync
from desktop.mail.sync_report import Progress, Stopped
from desktop.mail.transport import ImapConnection
from desktop.mail.workers import WAITING_CODES, Surroundings, Worker, left_alone
from desktop.runtime.errors import Retryable, TradepostError
from desktop.store.schema.mail import Folder

_PROGRESS_SECONDS = 0.1
_SHORT_WATCH = (
    5.0  # a line that dies sooner than this is a failure, one that dies later is only made anew
)
_OFFLINE_CODES = ("host_not_found",)
_NETWORK_CODES = ("host_not_found", "unreachable", "timeout")
_ROOM_SECONDS = 60.0
_CERTIFICATE_SECONDS = 900.0
_CAPTIVE_SECONDS = 60.0


def _nothing() -> None:
    """What is to be done after a sync that did not come to fetch anything."""


class SyncWorker(Worker):
    """Keeps one account equal to its server: syncs, then waits for news by IDLE or by asking again."""

    def __init__(self, around: Surroundings, account_id: str) -> None:
        super().__init__(around, account_id, "sync")
        self.paused = threading.Event()
        self._interrupt = threading.Event()
        self._state: dict[str, Any] = {}
        self._told_progress = 0.0
        self._watch_of: tuple[ImapConnection, Watch] | None = None
        self._only: tuple[str, ...] = ()
        self._afterwards: Callable[[], None] = _nothing
        self._mismatch: tuple[int, int] | None = None

    # ---- orders from other threads

    def stop(self) -> None:
        """End soon; what was fetched is committed."""
        super().stop()
        self._interrupt.set()

    def pause(self) -> None:
        """Stop syncing until `resume`; what was fetched is committed."""
        self.paused.set()
        self._break_off()

    def resume(self) -> None:
        """Go on."""
        self.paused.clear()
        self.wake()

    def settings_changed(self) -> None:
        """The account is another one now: connect anew."""
        self.disconnect_soon()
        self.wake()

    def _break_off(self) -> None:
        self._interrupt.set()
        self.wakeup.set()

    # ---- one round

    def turn(self) -> None:
        """Sync once, then wait for news."""
        if self.paused.is_set():
            self.state("paused")
            self.disconnect()
            self.rest(3600)
            return
        self._interrupt.clear()
        if self.stopping.is_set() or self.paused.is_set():  # wished for just before it was cleared
            return
        try:
            self._make_room()
            self.state("syncing")
            connection = self.connect()
            results, waiting = self._sync(connection)
            self._failures = 0
            self._line_was_cut = False
            self._calm(results, waiting)
            self._afterwards()
            self._await_news(connection, waiting)
        except Stopped:
            self.disconnect()
        except TradepostError as error:
            self.disconnect()
            self._only = ()
            if not self.stopping.is_set() and not self.paused.is_set():
                self._away(error)

    def _make_room(self) -> None:
        """Hang up while an errand needs the only connection. Raises Retryable while the server wants to be left alone."""
        shared = self.around.shared(self.account_id)
        held = shared.use.held(SERVER)
        if held is not None:
            raise left_alone(held)
        shared.lines.on_wanted = self._break_off
        shared.sending.on_change = self.wake
        if shared.lines.wanted:
            self.disconnect()
            shared.lines.wait_until_given_back(_ROOM_SECONDS)

    def _sync(self, connection: ImapConnection) -> tuple[list[dict[str, Any]], BodiesWait | None]:
        """Sync all folders, or those that there is news of; and why whole mails wait, when they do."""
        shared = self.around.shared(self.account_id)
        gate = AccountGate(
            self.account_id,
            self.around.lanes,
            shared.use,
            daily_bytes=shared.daily_bytes,
            bulk_connection=shared.lines.limit > 2,
            now=self.around.now,
            stopping=self._interrupt.is_set,
            throttled=lambda: connection.throttled,
            on_refused=shared.lines.bulk_refused,
        )
        only, self._only = self._only, ()
        results: Sequence[Any] = ()
        try:
            much = self._is_first() and gate.bodies_wait() is None
            with ExitStack() as lent:
                pool = lent.enter_context(self.around.pool()) if much else None
                run = AccountSync(
                    self.around.store,
                    self.account_id,
                    connection,
                    after_batch=self.around.after_batch,
                    pool=pool,
                    pool_done=lent.close,
                    stop=self._interrupt,
                    on_progress=self._progress,
                    gate=gate,
                )
                self._afterwards = run.settle
                results = run.run_known(only) if only else run.run()
        except BodiesWait:
            pass
        finally:
            gate.close()
        until = gate.bodies_wait()
        return [asdict(r) for r in results], bodies_wait(until) if until is not None else None

    def _is_first(self) -> bool:
        """Whether much is to be fetched: only then are worker processes worth their memory."""
        with self.around.store.read() as session:
            rows = session.scalars(
                sa.select(Folder.state).where(Folder.account_id == self.account_id, Folder.synced)
            ).all()
        return not rows or any(state != "complete" for state in rows)

    def _calm(self, results: list[dict[str, Any]], waiting: BodiesWait | None) -> None:
        fault = self.around.shared(self.account_id).sending.fault
        if fault is not None:  # mail comes in, and none goes out
            sign_in = fault.code in SIGN_IN_CODES
            certificate = "certificate" if fault.code in CERTIFICATE_CODES else "error"
            self.state(
                "auth_failed" if sign_in else certificate,
                code=fault.code,
                message=fault.message,
                hint=" ".join(part for part in (fault.safe, fault.hint) if part),
                folders=results,
            )
            return
        if waiting is None or waiting.retry_at is None:
            self.state("idle", folders=results)
            return
        self.state(
            "throttled",
            code=waiting.code,
            message=waiting.message,
            hint=waiting.hint,
            retry_at=waiting.retry_at.isoformat(),
            folders=results,
        )

    # ---- waiting for news

    def _await_news(self, connection: ImapConnection, waiting: BodiesWait | None) -> None:
        """Wait until there is news, somebody wakes us, or it is time to ask again."""
        seconds = self.around.poll_seconds
        if waiting is not None and waiting.retry_at is not None:
            left = waiting.retry_at.timestamp() - self.around.now()
            seconds = max(1.0, min(seconds, left))
        inbox, others = self._folders()
        if inbox is None or not connection.can("IDLE"):
            self.rest(seconds)
            return
        if self._watch_of is None or self._watch_of[0] is not connection:
            self._watch_of = connection, Watch(connection)
        watch = self._watch_of[1]
        selected = connection.select(inbox.wire_name)
        here, now = (inbox.total, inbox.uidnext), (selected.exists, selected.uidnext)
        if here != now and self._mismatch != now:  # came between the sync and now: never told of
            self._mismatch = now
            self._only = (inbox.wire_name,)
            return
        if waiting is None and (watch.notifies or not others):
            seconds = max(seconds, REISSUE_SECONDS)
        began = time.monotonic()
        try:
            watch.begin(selected)
            news = watch.wait(min(seconds, REISSUE_SECONDS), self.wakeup.is_set)
            woken = self.wakeup.is_set()
            self.wakeup.clear()
            news.add(watch.end())
        except Retryable as error:
            if error.retry_at is not None or time.monotonic() - began < _SHORT_WATCH:
                raise
            self.disconnect()  # a line that was good and died: made anew at once
            return
        if news and not woken:
            self._only = self._names(news, inbox, others)

    def _folders(self) -> tuple[Folder | None, list[Folder]]:
        """The inbox and the other folders that are synced."""
        with self.around.store.read() as session:
            rows = session.scalars(
                sa.select(Folder).where(Folder.account_id == self.account_id, Folder.selectable)
            ).all()
            session.expunge_all()
        inbox = next((row for row in rows if row.role == "inbox"), None)
        return inbox, [row for row in rows if row.synced and row is not inbox]

    @staticmethod
    def _names(news: News, inbox: Folder, others: Sequence[Folder]) -> tuple[str, ...]:
        """The folders to look at; none: all of them."""
        known = {"": inbox.name, inbox.wire_name: inbox.name} | {
            f.wire_name: f.name for f in others
        }
        if news.listing or not news.folders <= known.keys():
            return ()
        return tuple(sorted({known[name] for name in news.folders}))

    # ---- when nothing comes in

    def _away(self, error: TradepostError) -> None:
        """Say why nothing comes in, and wait: longer each time, not at all when woken or when the line was cut here."""
        if error.code == "no_account":
            self.stopping.set()
            return
        if self._line_was_cut:
            self._line_was_cut = False
            return
        backoff = BACKOFF[min(self._failures, len(BACKOFF) - 1)]
        self._failures += 1
        state, wait, error = self._judge(error, backoff)
        until = self.around.clock.now() + timedelta(seconds=wait)
        if state == "throttled":
            held = self.around.shared(self.account_id).use
            if held.held(SERVER) is None:
                held.hold(SERVER, until, error.code)
        hint = " ".join(part for part in (error.safe, error.hint) if part)
        self.state(
            state, code=error.code, message=error.message, hint=hint, retry_at=until.isoformat()
        )
        self.rest(wait)

    def _judge(self, error: TradepostError, backoff: float) -> tuple[str, float, TradepostError]:
        """The state an error means, the seconds to wait, and the error in the words to be shown."""
        code = error.code
        if code in SIGN_IN_CODES:
            return "auth_failed", 24 * 3600.0, error
        if code in CERTIFICATE_CODES or code in ("not_a_mail_server", "tls_failed"):
            return self._judge_certificate(error)
        asked = error.retry_at if isinstance(error, Retryable) else None
        if asked is not None and code in WAITING_CODES:
            return "throttled", max(1.0, asked.timestamp() - self.around.now()), error
        if isinstance(error, Retryable):
            if code in _OFFLINE_CODES or (code in _NETWORK_CODES and not own_addresses()):
                return "offline", backoff, error
            return "unreachable", backoff, error
        return "error", 60.0 if code == "disk_full" else max(backoff, 300.0), error

    def _judge_certificate(self, error: TradepostError) -> tuple[str, float, TradepostError]:
        """A server that worked before and now cannot prove itself: more often the network's doing than its own."""
        endpoint = accounts.load(self.around.store, self.account_id).imap
        if self._has_worked() and in_the_way(error, endpoint):
            return "captive", _CAPTIVE_SECONDS, captive(endpoint.host)
        state = "certificate" if error.code in CERTIFICATE_CODES else "error"
        return state, _CERTIFICATE_SECONDS, error

    def _has_worked(self) -> bool:
        with self.around.store.read() as session:
            return (
                session.scalar(
                    sa.select(sa.func.count())
                    .select_from(Folder)
                    .where(Folder.account_id == self.account_id, Folder.uidvalidity > 0)
                )
                or 0
            ) > 0

    # ---- telling

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
                "phase": progress.phase,
            }
        )
