"""The background process of mail: commands as JSON lines on stdin, events as JSON lines on stdout.

docs/engine-protocol.md has the words. The engine ends when stdin ends, so it never outlives its window.
"""

import contextlib
import json
import logging
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import asdict
from typing import IO, Any

import sqlalchemy as sa

from desktop.mail import accounts
from desktop.mail.account_test import Step, run_account_test
from desktop.mail.errands import ErrandWorker
from desktop.mail.ingest import AfterBatch
from desktop.mail.outbox import SentHook
from desktop.mail.pipeline import worker_pool
from desktop.mail.workers import Surroundings, SyncWorker
from desktop.runtime.clock import Clock
from desktop.runtime.errors import TradepostError, UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.mail import Account
from desktop.store.workspace import Store

log = logging.getLogger(__name__)

PROTOCOL = 1
_ANNOUNCE_SECONDS = 0.1
_END_SECONDS = 6.0


class Engine:
    """All accounts' workers, the commands that steer them, and the events that tell of them.

    `after_batch` and `on_sent` come from the composition root: mail knows nothing of customers.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        after_batch: AfterBatch,
        on_sent: SentHook,
        output: IO[bytes],
        poll_seconds: float = 60.0,
    ) -> None:
        self._store = store
        self._output = output
        self._output_lock = threading.Lock()
        self._broken = threading.Event()
        self._announcer = _Announcer(self.emit)
        store.on_change(self._announcer.add)
        self._pool: Executor | None = None
        self._pool_users = 0
        self._pool_lock = threading.Lock()
        self._around = Surroundings(
            store,
            clock,
            after_batch,
            on_sent,
            self.emit,
            self._lend_pool,
            poll_seconds=poll_seconds,
        )
        self._sync: dict[str, SyncWorker] = {}
        self._errands: dict[str, ErrandWorker] = {}
        self._paused = False
        self._commands: dict[str, Callable[[Mapping[str, Any]], object]] = {
            "sync": self._cmd_sync,
            "pause": self._cmd_pause,
            "resume": self._cmd_resume,
            "flush_outbox": self._cmd_errands,
            "actions_changed": self._cmd_errands,
            "changed": self._cmd_changed,
            "test_account": self._cmd_test,
            "ping": lambda _command: {"protocol": PROTOCOL},
        }

    # ---- events

    def emit(self, event: Mapping[str, Any]) -> None:
        """Write one event. When nobody reads any more, the engine ends."""
        line = json.dumps(event, ensure_ascii=False, default=str).encode("utf-8") + b"\n"
        try:
            with self._output_lock:
                self._output.write(line)
                self._output.flush()
        except (OSError, ValueError):
            self._broken.set()

    # ---- life

    def run(self, lines: Iterable[bytes]) -> None:
        """Serve until `shutdown`, `stop` or the end of `lines`."""
        self._announcer.start()
        self._reload_accounts()
        self.emit({"event": "ready", "protocol": PROTOCOL, "accounts": sorted(self._sync)})
        try:
            for line in lines:
                if self._broken.is_set() or not self._serve(line):
                    break
        finally:
            self._end()

    def _serve(self, line: bytes) -> bool:
        if not line.strip():
            return True
        try:
            command = json.loads(line)
            name = str(command["cmd"])
        except (ValueError, KeyError, TypeError):
            self.emit(
                {"event": "error", "code": "bad_command", "message": "not a command", "hint": ""}
            )
            return True
        if name in ("shutdown", "stop"):
            return False
        handler = self._commands.get(name)
        if handler is None:
            self._reply(
                command,
                UserFacing(_("The engine does not know this command."), code="unknown_command"),
            )
            return True
        try:
            self._reply(command, handler(command))
        except TradepostError as error:
            self._reply(command, error)
        return True

    def _reply(self, command: Mapping[str, Any], result: object) -> None:
        if "id" not in command or result is _LATER:
            return
        event: dict[str, Any] = {
            "event": "reply",
            "id": command["id"],
            "ok": not isinstance(result, TradepostError),
        }
        if isinstance(result, TradepostError):
            event["error"] = result.as_dict()
        elif result is not None:
            event["result"] = result
        self.emit(event)

    def _end(self) -> None:
        workers = [*self._sync.values(), *self._errands.values()]
        for worker in workers:
            worker.stop()
        for worker in workers:
            worker.join(_END_SECONDS)
        self._announcer.stop()

    @contextlib.contextmanager
    def _lend_pool(self) -> Iterator[Executor | None]:
        """Worker processes for a first sync; the last one to give them back ends them, for their memory."""
        with self._pool_lock:
            if self._pool is None:
                self._pool = worker_pool()
            pool, self._pool_users = self._pool, self._pool_users + 1
        try:
            yield pool
        finally:
            with self._pool_lock:
                self._pool_users -= 1
                if not self._pool_users and self._pool is not None:
                    self._pool.shutdown(wait=False, cancel_futures=True)
                    self._pool = None

    # ---- commands

    def _reload_accounts(self) -> None:
        with self._store.read() as session:
            wanted = set(
                session.scalars(
                    sa.select(Account.id).where(Account.enabled, Account.deleted_at.is_(None))
                )
            )
        for account_id in set(self._sync) - wanted:
            for worker in (self._sync.pop(account_id), self._errands.pop(account_id)):
                worker.stop()
        for account_id in sorted(wanted - set(self._sync)):
            sync = SyncWorker(self._around, account_id)
            errands = ErrandWorker(self._around, account_id, sync.wake)
            self._sync[account_id], self._errands[account_id] = sync, errands
            if self._paused:
                sync.paused.set()
            sync.start()
            errands.start()

    def _chosen(self, command: Mapping[str, Any]) -> list[str]:
        wanted = command.get("account_id") or command.get("account")
        if not wanted:
            return list(self._sync)
        with self._store.read() as session:
            return [accounts.find(session, str(wanted)).id]

    def _cmd_sync(self, command: Mapping[str, Any]) -> None:
        self._reload_accounts()
        for account_id in self._chosen(command):
            if account_id in self._sync:
                self._sync[account_id].wake()
                self._errands[account_id].wake()

    def _cmd_pause(self, command: Mapping[str, Any]) -> None:
        chosen = self._chosen(command)
        self._paused = len(chosen) == len(self._sync)
        for account_id in chosen:
            self._sync[account_id].pause()

    def _cmd_resume(self, command: Mapping[str, Any]) -> None:
        self._paused = False
        for account_id in self._chosen(command):
            self._sync[account_id].resume()

    def _cmd_errands(self, _command: Mapping[str, Any]) -> None:
        for worker in self._errands.values():
            worker.wake()

    def _cmd_changed(self, command: Mapping[str, Any]) -> None:
        """The window committed something: new accounts, mail to send, actions to replay."""
        tables = set(command.get("tables") or ())
        if tables & {"account", "account_secret"}:
            ids = {str(i) for i in dict(command["tables"]).get("account", ())}
            self._reload_accounts()
            for account_id in ids & set(self._sync):
                self._sync[account_id].wake()
        if tables & {"outbox", "mail_action", "account"}:
            self._cmd_errands(command)

    def _cmd_test(self, command: Mapping[str, Any]) -> object:
        """Test an account's stored settings step by step; the answer comes when all steps are known."""
        settings = accounts.load(
            self._store, str(command.get("account_id") or command.get("account") or "")
        )

        def told(step: Step) -> None:
            self.emit({"event": "test_step", "id": command.get("id"), **asdict(step)})

        def run() -> None:
            steps = run_account_test(settings.imap_login(), settings.smtp_login(), on_step=told)
            self._reply(command, {"steps": [asdict(step) for step in steps]})

        threading.Thread(target=run, name="account-test", daemon=True).start()
        return _LATER


_LATER = object()


class _Announcer(threading.Thread):
    """Gathers what was committed and tells it ten times a second at most."""

    def __init__(self, emit: Callable[[Mapping[str, Any]], None]) -> None:
        super().__init__(name="announcer", daemon=True)
        self._emit = emit
        self._lock = threading.Lock()
        self._tables: dict[str, set[str]] = defaultdict(set)
        self._something = threading.Event()
        self._stopping = threading.Event()

    def add(self, changes: Mapping[str, set[str]]) -> None:
        """Note what a unit changed."""
        with self._lock:
            for table, ids in changes.items():
                self._tables[table] |= ids
        self._something.set()

    def run(self) -> None:
        """Tell until stopped."""
        while not self._stopping.is_set():
            self._something.wait()
            self._something.clear()
            self._tell()
            self._stopping.wait(_ANNOUNCE_SECONDS)

    def _tell(self) -> None:
        with self._lock:
            tables, self._tables = self._tables, defaultdict(set)
        if tables:
            self._emit(
                {"event": "changed", "tables": {name: sorted(ids) for name, ids in tables.items()}}
            )

    def stop(self) -> None:
        """Tell what is left, then end."""
        self._stopping.set()
        self._something.set()
        self.join(1.0)
        self._tell()
