"""What the engine's threads have in common: a wish to stop, a connection, waits that end on news.

Each account has two: one keeps it equal to its server (`sync_worker.py`), one does errands (`errands.py`). They share
nothing but the store and what `Surroundings` holds; each owns its connections.
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from desktop.mail import accounts
from desktop.mail.account_lines import AccountLines
from desktop.mail.account_use import SERVER, Hold, UseRecord
from desktop.mail.fairness import Lanes
from desktop.mail.ingest import AfterBatch
from desktop.mail.net_errors import is_loopback
from desktop.mail.network_watch import NetworkNews
from desktop.mail.outbox import SentHook
from desktop.mail.pace import BACKOFF
from desktop.mail.providers import habits_of
from desktop.mail.transport import ImapConnection
from desktop.runtime.clock import Clock
from desktop.runtime.errors import Retryable, UserFacing
from desktop.runtime.i18n import _
from desktop.store.workspace import Store

log = logging.getLogger(__name__)

POLL_SECONDS = 60.0
STEP_SECONDS = 0.5
WAITING_CODES = ("throttled", "busy", "too_many_connections")


@dataclass(frozen=True)
class Surroundings:
    """What workers need from the engine. `emit` takes an event as a dictionary and may be called by any thread."""

    store: Store
    clock: Clock
    after_batch: AfterBatch
    on_sent: SentHook
    emit: Callable[[dict[str, Any]], None]
    pool: Callable[[], AbstractContextManager[Executor | None]]
    poll_seconds: float = POLL_SECONDS
    lanes: Lanes = field(default_factory=Lanes)
    _accounts: dict[str, "Shared"] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def now(self) -> float:
        """Seconds since 1970."""
        return self.clock.now().timestamp()

    def shared(self, account_id: str) -> "Shared":
        """What the threads of an account have in common. Raises UserFacing (`no_account`)."""
        with self._lock:
            if account_id not in self._accounts:
                self._accounts[account_id] = shared_by(self.store, account_id, self.now)
            return self._accounts[account_id]

    def forget(self, account_id: str) -> None:
        """The account's settings changed: its habits are looked up anew, its waits are over."""
        with self._lock:
            shared = self._accounts.pop(account_id, None)
        if shared is not None:
            shared.use.release()


class Sending:
    """Why an account's mail cannot go out, as long as only the user can mend that.

    Noted by the thread that sends; the one that tells the account's state sets `on_change` and shows it.
    """

    def __init__(self) -> None:
        self.fault: UserFacing | None = None
        self.on_change: Callable[[], None] = lambda: None

    def note(self, fault: UserFacing | None) -> None:
        """Mail goes out (None), or does not for this reason."""
        before, self.fault = self.fault, fault
        if (before is None) != (fault is None) or (
            before is not None and fault is not None and before.code != fault.code
        ):
            self.on_change()


@dataclass(frozen=True, slots=True)
class Shared:
    """One account's use of its server, its connections, and what keeps its mail from going out.

    `daily_bytes` (0: no limit) is the provider's, unless the account's `settings` name another one.
    """

    use: UseRecord
    lines: AccountLines
    daily_bytes: int
    sending: Sending = field(default_factory=Sending)


def shared_by(store: Store, account_id: str, now: Callable[[], float]) -> Shared:
    """Look up an account's habits and its use so far. Raises UserFacing (`no_account`)."""
    with store.read() as session:
        row = accounts.find(session, account_id)
        habits = habits_of(row.provider, row.imap_host)
        own = row.settings.get("daily_bytes")
    use = UseRecord(store, account_id, now)
    lines = AccountLines(use, habits.connections if habits else 0)
    usual = habits.daily_bytes if habits else 0
    return Shared(use, lines, usual if own is None else int(own))


def note_wait(use: UseRecord, error: Retryable) -> None:
    """Keep in mind that a server asked to be left alone, when that is what an error says."""
    asked = error.code in WAITING_CODES and error.code != "too_many_connections"
    if asked and error.retry_at is not None and use.held(SERVER) is None:
        use.hold(SERVER, error.retry_at, error.code)


class Worker(threading.Thread):
    """A thread with a wish to stop, a wake-up, and waits that end on either."""

    def __init__(self, around: Surroundings, account_id: str, name: str) -> None:
        super().__init__(name=f"{name}-{account_id[:8]}", daemon=True)
        self.around, self.account_id = around, account_id
        self.stopping = threading.Event()
        self.wakeup = threading.Event()
        self._connection: ImapConnection | None = None
        self._lines: AccountLines | None = None
        self._failures = 0
        self._line_was_cut = False

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

    def network_changed(self, news: NetworkNews) -> None:
        """The computer slept or is in another network: a line that cannot live any more is cut, waits end."""
        connection = self._connection
        if connection is not None:
            address = connection.local_address
            gone = bool(address) and not is_loopback(address) and address not in news.addresses
            if news.slept or gone:
                self._line_was_cut = True
                connection.interrupt()
        self.wake()

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
                self.disconnect()
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
        """The open connection, made when there is none.

        Raises Retryable also when the server asked to be left alone for now.
        """
        if self._connection is None:
            shared = self.around.shared(self.account_id)
            held = shared.use.held(SERVER)
            if held is not None:
                raise left_alone(held)
            login = accounts.load(self.around.store, self.account_id).imap_login()
            connection = ImapConnection(login)
            self._connection = connection
            try:
                connection.connect()
                connection.login()
            except BaseException as error:
                self._connection = None
                connection.close()
                if getattr(error, "code", "") == "too_many_connections":
                    shared.lines.refused()
                raise
            self._lines = shared.lines
            self._lines.opened(roomy=connection.condstore)
        return self._connection

    def disconnect_soon(self) -> None:
        """From another thread: the connection is not to be used any more."""
        connection = self._connection
        if connection is not None:
            self._line_was_cut = True
            connection.interrupt()

    def disconnect(self) -> None:
        """Hang up."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
        lines, self._lines = self._lines, None
        if lines is not None:
            lines.closed()

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


def left_alone(held: Hold) -> Retryable:
    """The reason not to connect: the server named the time itself."""
    return Retryable(
        _("The server asked to wait before going on."),
        hint=_("Nothing is lost; it goes on by itself."),
        code=held.code or "throttled",
        retry_at=held.until,
    )
