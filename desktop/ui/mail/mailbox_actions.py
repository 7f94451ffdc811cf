"""What is done to mail in lists and conversations: shown at once, owed to the server, taken back on request."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject

from desktop.mail import actions
from desktop.mail.actions import Gesture, Kind
from desktop.runtime.i18n import _
from desktop.store.queries.folders import beside, lying_in, of_threads
from desktop.ui.services import Services


def _nothing() -> None:
    """Do nothing."""


@dataclass(frozen=True)
class Deed:
    """What to do with messages, and with those of conversations (`thread_ids`).

    `inside`: only with those that lie in this folder (0: in an inbox; None: all); of a conversation of which none
    does, with all. `said` is what the toast says; `undone` and `failed` are called when it is taken back or refused.
    """

    kind: Kind
    message_ids: tuple[int, ...]
    said: str
    icon: str
    inside: int | None = None
    thread_ids: tuple[int, ...] = ()
    folder_id: int | None = None
    undone: Callable[[], object] = _nothing
    failed: Callable[[], object] = _nothing


class MailboxActions(QObject):
    """Writes in the background; errors are shown by the window."""

    def __init__(self, services: Services, parent: QObject) -> None:
        """Use the services of the screen."""
        super().__init__(parent)
        self._services = services

    def set_seen(self, message_ids: list[int], *, seen: bool) -> None:
        """Mark messages read or unread, without a word."""
        if message_ids:
            self._act("read" if seen else "unread", message_ids)

    def set_flagged(self, message_ids: list[int], *, flagged: bool) -> None:
        """Put a star on messages, or take it off."""
        self._act("flag" if flagged else "unflag", message_ids)

    def _act(self, kind: Kind, message_ids: list[int]) -> None:
        store = self._services.store
        self._services.tasks.submit(
            lambda: actions.act(store, kind, message_ids),
            ok=lambda _count: self.wake(),
            owner=self,
            lane="write",
        )

    def do(self, deed: Deed) -> None:
        """Do it, and offer the way back."""
        store, services = self._services.store, self._services

        def work() -> Gesture:
            ids = list(deed.message_ids)
            if deed.inside is not None:
                ids = lying_in(store, ids, deed.inside) if ids else []
                ids += of_threads(store, deed.thread_ids, deed.inside)
            if deed.folder_id is not None:
                ids = beside(store, ids, deed.folder_id)
            return actions.perform(store, deed.kind, ids, folder_id=deed.folder_id)

        def done(gesture: Gesture) -> None:
            self.wake()
            if not gesture.count:
                deed.failed()
                return
            undo = None if deed.kind == "purge" else lambda: self._undo(gesture, deed)
            services.navigator.show_toast(deed.said, undo, icon=deed.icon)

        def refused(error: BaseException) -> None:
            deed.failed()
            services.navigator.show_error(error)

        services.tasks.submit(work, ok=done, err=refused, owner=self, lane="write")

    def _undo(self, gesture: Gesture, deed: Deed) -> None:
        store, services = self._services.store, self._services

        def taken_back(back: Gesture) -> None:
            self.wake()
            deed.undone()
            if not back.count:
                services.navigator.show_toast(_("It has been moved on since."), icon="undo-2")

        services.tasks.submit(
            lambda: actions.undo(store, gesture.id), ok=taken_back, owner=self, lane="write"
        )

    def wake(self) -> None:
        """Let the engine tell the servers now, when it runs."""
        self._services.engine.send("actions_changed")

    def wake_outbox(self) -> None:
        """Let the engine look into the outbox."""
        self._services.engine.send("flush_outbox")
