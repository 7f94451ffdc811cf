"""Mails of which only the header is here: asked of the engine when they are opened, each once at a time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.runtime.i18n import _
from desktop.store.queries.messages import MessageRow
from desktop.ui.services import Services
from desktop.ui.widgets.byte_size import size_text

BY_ITSELF = 10_000_000
"""Bytes up to which a mail is fetched when it is opened; a larger one waits for a click."""
_PAUSE_MS = 250
_ANSWER_MS = 180_000
_AT_ONCE = 2

Phase = Literal["waiting", "fetching", "large", "failed"]


@dataclass(frozen=True)
class Fetching:
    """How far a mail is: what to say about it, and whether there is something to click."""

    phase: Phase
    words: str
    hint: str = ""

    @property
    def verb(self) -> str:
        """What the button says, "" for none."""
        return {"large": _("Fetch"), "failed": _("Try again")}.get(self.phase, "")


class BodyFetcher(QObject):
    """`changed(message id)`: another state. `arrived(message id)`: the whole mail is in the store."""

    changed = Signal(int)
    arrived = Signal(int)

    def __init__(self, services: Services, parent: QObject) -> None:
        """Ask by the engine of `services`."""
        super().__init__(parent)
        self._services = services
        self._states: dict[int, Fetching] = {}
        self._queue: list[int] = []
        self._under_way: dict[int, QTimer] = {}
        self._then: dict[int, list[Callable[[], object]]] = {}
        self._sorry: dict[int, list[Callable[[str, str], object]]] = {}
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._send)
        services.engine.other.connect(self._told)

    def state(self, message_id: int) -> Fetching | None:
        """Return how far a mail is, None when nothing was asked."""
        return self._states.get(message_id)

    def opened(self, message: MessageRow) -> None:
        """A mail is on the screen: fetch what lacks, soon, unless it is large or failed before."""
        if not message.lacks or message.id in self._states:
            return
        if message.size > BY_ITSELF:
            words = _("This mail of {size} is on the server.")
            self._set(message.id, Fetching("large", words.format(size=size_text(message.size))))
            return
        self._set(message.id, _waiting())
        self._queue.append(message.id)
        self._pause.start()

    def fetch(
        self,
        message_id: int,
        then: Callable[[], object] | None = None,
        sorry: Callable[[str, str], object] | None = None,
    ) -> None:
        """Fetch a mail now, because somebody asked; `then` is called when it is here, else `sorry(reason, hint)`."""
        if then is not None:
            self._then.setdefault(message_id, []).append(then)
        if sorry is not None:
            self._sorry.setdefault(message_id, []).append(sorry)
        if message_id in self._under_way:
            return
        if message_id not in self._queue:
            self._queue.insert(0, message_id)
        self._set(message_id, _waiting())
        self._send()

    def leave(self) -> None:
        """Another conversation is shown: what was not asked for yet is not asked for."""
        self._pause.stop()
        for message_id in self._queue:
            self._states.pop(message_id, None)
        self._queue.clear()
        for message_id, state in list(self._states.items()):
            if state.phase in ("failed", "large"):
                del self._states[message_id]

    @Slot()
    def _send(self) -> None:
        while self._queue and len(self._under_way) < _AT_ONCE:
            message_id = self._queue.pop(0)
            self._ask(message_id)

    def _ask(self, message_id: int) -> None:
        sent = self._services.engine.ask(
            "fetch_message",
            lambda reply: self._answered(message_id, reply),
            message_id=message_id,
        )
        if not sent:
            self._failed(message_id, _("Tradepost is not connected to the mail server now."))
            return
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(_ANSWER_MS)
        timer.timeout.connect(lambda: self._answered(message_id, {"ok": False}))
        timer.start()
        self._under_way[message_id] = timer
        self._set(message_id, Fetching("fetching", _("Fetching the mail…")))

    @Slot(str, object)
    def _told(self, name: str, event: Mapping[str, Any]) -> None:
        """A large mail comes in pieces: the engine tells how far it is."""
        message_id = int(event.get("message_id") or 0) if name == "fetching" else 0
        timer = self._under_way.get(message_id)
        if timer is None:
            return
        timer.start()
        words = _("Fetching the mail: {done} of {total}…").format(
            done=size_text(int(event.get("done") or 0)),
            total=size_text(int(event.get("total") or 0)),
        )
        self._set(message_id, Fetching("fetching", words))

    def _answered(self, message_id: int, reply: Mapping[str, Any]) -> None:
        timer = self._under_way.pop(message_id, None)
        if timer is None:
            return
        timer.stop()
        timer.deleteLater()
        if reply.get("ok"):
            self._states.pop(message_id, None)
            self._sorry.pop(message_id, None)
            self.arrived.emit(message_id)
            for then in self._then.pop(message_id, []):
                then()
        else:
            error = reply.get("error") or {}
            self._failed(message_id, str(error.get("message") or ""), str(error.get("hint") or ""))
        self._send()

    def _failed(self, message_id: int, reason: str, hint: str = "") -> None:
        self._then.pop(message_id, None)
        reason = reason or _("The mail server did not answer.")
        words = _("Only the header is here. {reason}").format(reason=reason)
        self._set(message_id, Fetching("failed", words, hint))
        for sorry in self._sorry.pop(message_id, []):
            sorry(words, hint)

    def _set(self, message_id: int, state: Fetching) -> None:
        self._states[message_id] = state
        self.changed.emit(message_id)


def _waiting() -> Fetching:
    return Fetching("waiting", _("Fetching the mail…"))
