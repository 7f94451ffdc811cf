"""Starts the engine process, watches it, and turns its JSON lines into signals."""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal, Slot

log = logging.getLogger(__name__)

_BACKOFF_MS = (500, 1_000, 2_000, 5_000, 15_000, 60_000)
_STABLE_MS = 30_000
_STOP_MS = 5_000


@dataclass(frozen=True)
class EngineCommandLine:
    """How to start the engine: `first_line` (with the key) goes to stdin, never on the command line."""

    program: str
    arguments: tuple[str, ...]
    first_line: Callable[[], str]
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Changed:
    """Rows that changed in the store: table -> ids as text."""

    tables: Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Progress:
    """How far the sync of one account is; `seconds_left` None when it cannot be told."""

    account_id: str
    done: int
    total: int
    seconds_left: float | None = None
    folder: str = ""
    phase: str = ""


@dataclass(frozen=True)
class AccountState:
    """State of one account, a word of docs/engine-protocol.md; `synced_at`: when it last was equal to its server."""

    account_id: str
    state: str
    message: str = ""
    hint: str = ""
    at: str = ""
    retry_at: str = ""
    code: str = ""
    synced_at: str = ""


@dataclass(frozen=True)
class OutboxState:
    """What became of an outgoing mail, and how many wait."""

    item_id: str
    state: str
    queued: int
    message: str = ""


@dataclass(frozen=True)
class EngineError:
    """Something the engine says went wrong."""

    code: str
    message: str
    hint: str = ""
    account_id: str = ""


@dataclass(frozen=True)
class EngineStatus:
    """The process itself: "off", "starting", "running", "restarting"; tries since it was well."""

    state: str
    tries: int = 0


class EngineClient(QObject):
    """One engine process. The window works without it; its death is shown and repaired."""

    changed = Signal(object)
    progress = Signal(object)
    account_state = Signal(object)
    outbox = Signal(object)
    error = Signal(object)
    status = Signal(object)
    other = Signal(str, object)
    """Any other event: its name and its JSON object."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Make a client that is off until `start`."""
        super().__init__(parent)
        self._command: EngineCommandLine | None = None
        self._process: QProcess | None = None
        self._buffer = b""
        self._tries = 0
        self._wanted = False
        self._next_request = 0
        self._asked: dict[int, Callable[[Mapping[str, Any]], object]] = {}
        self.state = EngineStatus("off")
        self.states: dict[str, AccountState] = {}
        self.progresses: dict[str, Progress] = {}
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.timeout.connect(self._launch)
        self._stable = QTimer(self)
        self._stable.setSingleShot(True)
        self._stable.timeout.connect(self._proved_stable)

    @property
    def running(self) -> bool:
        """Tell whether the process is up."""
        return self.state.state == "running"

    @property
    def process_id(self) -> int:
        """Return the process id, 0 when there is none."""
        return int(self._process.processId()) if self._process is not None else 0

    def start(self, command: EngineCommandLine) -> None:
        """Start the engine and keep it running until `stop`."""
        self._command, self._wanted, self._tries = command, True, 0
        self._launch()

    def send(self, command: str, **args: object) -> bool:
        """Send `{"cmd": command, "id": n, ...}`; False when no engine listens."""
        if self._process is None or not self.running:
            return False
        self._next_request += 1
        line = json.dumps({"cmd": command, "id": self._next_request, **args}, ensure_ascii=False)
        self._process.write(line.encode("utf-8") + b"\n")
        return True

    def ask(
        self, command: str, on_reply: Callable[[Mapping[str, Any]], object], **args: object
    ) -> bool:
        """Send a command whose answer matters; False when no engine listens.

        `on_reply` gets the reply event ({"ok": bool, "result" or "error": ...}); {"ok": False} when the engine ends
        before it answers.
        """
        if not self.send(command, **args):
            return False
        self._asked[self._next_request] = on_reply
        return True

    def stop(self) -> None:
        """Ask the engine to end, wait a little, then end it; nothing it wrote is lost."""
        self._wanted = False
        self._retry.stop()
        self._stable.stop()
        process, self._process = self._process, None
        self._set_status(EngineStatus("off"))
        if process is None or process.state() == QProcess.ProcessState.NotRunning:
            return
        process.readyReadStandardOutput.disconnect(self._read)
        process.finished.disconnect(self._ended)
        process.write(b'{"cmd": "stop", "id": 0}\n')
        process.closeWriteChannel()
        if not process.waitForFinished(_STOP_MS):
            process.kill()
            process.waitForFinished(1_000)

    @Slot()
    def _launch(self) -> None:
        if self._command is None or not self._wanted:
            return
        self._buffer = b""
        self._set_status(EngineStatus("starting" if not self._tries else "restarting", self._tries))
        process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        for name, value in self._command.environment.items():
            environment.insert(name, value)
        process.setProcessEnvironment(environment)
        process.setProcessChannelMode(QProcess.ProcessChannelMode.SeparateChannels)
        process.readyReadStandardOutput.connect(self._read)
        process.readyReadStandardError.connect(self._read_errors)
        process.started.connect(self._started)
        process.finished.connect(self._ended)
        process.errorOccurred.connect(self._could_not)
        self._process = process
        process.start(self._command.program, list(self._command.arguments))

    @Slot()
    def _started(self) -> None:
        if self._process is None or self._command is None:
            return
        self._process.write(self._command.first_line().encode("utf-8") + b"\n")
        self._set_status(EngineStatus("running", self._tries))
        self._stable.start(_STABLE_MS)

    @Slot()
    def _proved_stable(self) -> None:
        self._tries = 0

    @Slot(QProcess.ProcessError)
    def _could_not(self, problem: QProcess.ProcessError) -> None:
        if problem == QProcess.ProcessError.FailedToStart:
            log.error("the engine did not start")
            self._restart_later()

    @Slot(int, QProcess.ExitStatus)
    def _ended(self, code: int, how: QProcess.ExitStatus) -> None:
        log.warning("the engine ended: code %s, %s", code, how.name)
        self._restart_later()

    def _restart_later(self) -> None:
        self._stable.stop()
        if self._process is not None:
            self._process.deleteLater()
            self._process = None
        self.progresses.clear()
        self._drop_asked()
        if not self._wanted:
            return
        wait = _BACKOFF_MS[min(self._tries, len(_BACKOFF_MS) - 1)]
        self._tries += 1
        self._set_status(EngineStatus("restarting", self._tries))
        self._retry.start(wait)

    def _drop_asked(self) -> None:
        asked, self._asked = self._asked, {}
        for on_reply in asked.values():
            on_reply({"ok": False})

    def _set_status(self, status: EngineStatus) -> None:
        self.state = status
        self.status.emit(status)

    @Slot()
    def _read_errors(self) -> None:
        if self._process is not None:
            for line in bytes(self._process.readAllStandardError().data()).splitlines()[-20:]:
                log.info("engine: %s", line.decode("utf-8", "replace"))

    @Slot()
    def _read(self) -> None:
        if self._process is None:
            return
        self._buffer += bytes(self._process.readAllStandardOutput().data())
        *lines, self._buffer = self._buffer.split(b"\n")
        for line in lines:
            if line.strip():
                self._line(line)

    def _line(self, line: bytes) -> None:
        try:
            message = json.loads(line)
            name = message["event"]
        except (ValueError, KeyError, TypeError):
            log.warning("the engine said something that is no event")
            return
        self.dispatch(str(name), message)

    def dispatch(self, name: str, message: Mapping[str, Any]) -> None:
        """Turn one event of the engine into its signal."""
        if name == "changed":
            self.changed.emit(_changed(message))
        elif name == "progress":
            progress = _progress(message)
            self.progresses[progress.account_id] = progress
            self.progress.emit(progress)
        elif name == "state":
            state = _state(message)
            before = self.states.get(state.account_id)
            if not state.synced_at and before is not None:
                state = replace(state, synced_at=before.synced_at)
            if state.state != "syncing":
                self.progresses.pop(state.account_id, None)
            self.states[state.account_id] = state
            self.account_state.emit(state)
        elif name == "outbox":
            self.outbox.emit(_outbox(message))
        elif name == "error":
            self.error.emit(_error(message))
        elif name == "reply" and message.get("id") in self._asked:
            self._asked.pop(int(message["id"]))(message)
        else:
            self.other.emit(name, message)


def _changed(message: Mapping[str, Any]) -> Changed:
    tables = message.get("tables") or message.get("changes") or {}
    return Changed({str(t): frozenset(map(str, ids)) for t, ids in dict(tables).items()})


def _account(message: Mapping[str, Any]) -> str:
    return str(message.get("account_id", message.get("account", "")))


def _progress(message: Mapping[str, Any]) -> Progress:
    left = message.get("seconds_left", message.get("eta_s"))
    return Progress(
        _account(message),
        int(message.get("done", 0)),
        int(message.get("total", 0)),
        float(left) if left is not None else None,
        str(message.get("folder") or ""),
        str(message.get("phase") or ""),
    )


def _state(message: Mapping[str, Any]) -> AccountState:
    names = ("state", "message", "hint", "at", "retry_at", "code")
    text = {key: str(message.get(key) or "") for key in names}
    synced_at = text["at"] if "folders" in message else ""
    return AccountState(_account(message), **text, synced_at=synced_at)


def _outbox(message: Mapping[str, Any]) -> OutboxState:
    return OutboxState(
        str(message.get("item_id", "")),
        str(message.get("state", "")),
        int(message.get("queued", 0)),
        str(message.get("message") or ""),
    )


def _error(message: Mapping[str, Any]) -> EngineError:
    return EngineError(
        str(message.get("code", "error")),
        str(message.get("message") or ""),
        str(message.get("hint") or ""),
        _account(message),
    )
