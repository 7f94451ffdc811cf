"""The background process of mail: commands as JSON lines on stdin, events as JSON lines on stdout.

docs/engine-protocol.md has the words. The engine ends when stdin ends, so it never outlives its window.
"""

import contextlib
import json
import threading
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor
from typing import IO, Any

from desktop.mail.announcer import Announcer
from desktop.mail.crew import Crew
from desktop.mail.engine_commands import LATER, PROTOCOL, Commands
from desktop.mail.ingest import AfterBatch
from desktop.mail.network_watch import NetworkWatch
from desktop.mail.outbox import SentHook
from desktop.mail.preparing import worker_pool
from desktop.mail.workers import POLL_SECONDS, Surroundings
from desktop.runtime.clock import Clock
from desktop.runtime.errors import TradepostError
from desktop.store.bulk_writing import set_bulk
from desktop.store.workspace import Store


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
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        self._store, self._output = store, output
        self._output_lock = threading.Lock()
        self._broken = threading.Event()
        self._announcer = Announcer(self.emit)
        store.on_change(self._announcer.add)
        self._pool: Executor | None = None
        self._pool_users = 0
        self._pool_lock = threading.Lock()
        around = Surroundings(
            store,
            clock,
            after_batch,
            on_sent,
            self.emit,
            self._lend_pool,
            poll_seconds=poll_seconds,
        )
        self._crew = Crew(around)
        self._commands = Commands(store, self._crew, self.emit, self._reply)
        self._network = NetworkWatch(self._crew.network_changed)

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

    def _reply(self, command: Mapping[str, Any], result: object) -> None:
        if "id" not in command or result is LATER:
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

    # ---- life

    def run(self, lines: Iterable[bytes]) -> None:
        """Serve until `shutdown`, `stop` or the end of `lines`."""
        self._announcer.start()
        with self._store.write("sync") as unit:
            set_bulk(unit, False)  # an engine that was killed in the middle of much mail left it on
        self._crew.reload()
        self._network.start()
        self.emit({"event": "ready", "protocol": PROTOCOL, "accounts": self._crew.accounts})
        try:
            for line in lines:
                if self._broken.is_set() or not self._serve(line):
                    break
        finally:
            self._network.stop()
            self._crew.end()
            self._announcer.stop()

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
        try:
            self._reply(command, self._commands.run(name, command))
        except TradepostError as error:
            self._reply(command, error)
        return True

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
