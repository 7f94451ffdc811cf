"""Read, star, archive: shown at once, kept in the queue of the server, taken back on request."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from desktop.mail import actions
from desktop.runtime.i18n import _
from desktop.store.queries.folders import inboxes_of
from desktop.store.workspace import Store
from desktop.ui.services import Services


class MailboxActions(QObject):
    """Writes in the background; errors are shown by the window."""

    def __init__(self, services: Services, parent: QObject) -> None:
        """Use the services of the screen."""
        super().__init__(parent)
        self._services = services

    def set_seen(self, message_ids: list[int], *, seen: bool) -> None:
        """Mark messages read or unread."""
        if message_ids:
            self._act("read" if seen else "unread", message_ids)

    def set_flagged(self, message_ids: list[int], *, flagged: bool) -> None:
        """Put a star on messages, or take it off."""
        self._act("flag" if flagged else "unflag", message_ids)

    def _act(self, kind: actions.Kind, message_ids: list[int]) -> None:
        store = self._services.store
        self._services.tasks.submit(
            lambda: actions.act(store, kind, message_ids),
            ok=lambda _count: self.wake(),
            owner=self,
            lane="write",
        )

    def archive(
        self, message_ids: list[int], *, undone: Callable[[], object], failed: Callable[[], object]
    ) -> None:
        """Take messages out of the inbox, with a way back; `failed` when they could not be."""
        store, services = self._services.store, self._services

        def undo(places: dict[int, list[int]]) -> None:
            services.tasks.submit(
                lambda: put_back(store, places),
                ok=lambda _none: self._taken_back(undone),
                owner=self,
                lane="write",
            )

        def refused(error: BaseException) -> None:
            failed()
            services.navigator.show_error(error)

        def done(places: dict[int, list[int]]) -> None:
            self.wake()
            services.navigator.show_toast(
                _("Conversation archived"), lambda: undo(places), icon="archive"
            )

        services.tasks.submit(
            lambda: archive(store, message_ids), ok=done, err=refused, owner=self, lane="write"
        )

    def _taken_back(self, undone: Callable[[], object]) -> None:
        undone()
        self.wake()

    def wake(self) -> None:
        """Let the engine tell the servers now, when it runs."""
        self._services.engine.send("actions_changed")

    def wake_outbox(self) -> None:
        """Let the engine look into the outbox."""
        self._services.engine.send("flush_outbox")


def archive(store: Store, message_ids: list[int]) -> dict[int, list[int]]:
    """Archive messages; return where they were. Raises UserFacing (`no_archive_folder`)."""
    places = inboxes_of(store, message_ids)
    inside = [i for ids in places.values() for i in ids]
    actions.act(store, "archive", inside)
    return places


def put_back(store: Store, places: dict[int, list[int]]) -> None:
    """Move archived messages back to the inboxes they were in."""
    for folder_id, message_ids in places.items():
        actions.act(store, "move", message_ids, folder_id=folder_id)
