"""Keeps the mail being written as a draft: saved at each pause, one save behind the other, off the UI thread."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.mail import drafts
from desktop.mail.draft import Draft
from desktop.runtime.ids import new_id
from desktop.ui.services import Services

SAVE_MS = 700


class DraftKeeping(QObject):
    """Of one composer, its parent. `saved()`: what stands there is stored."""

    saved = Signal()

    def __init__(
        self,
        services: Services,
        read: Callable[[], Draft],
        is_empty: Callable[[Draft], bool],
        parent: QObject,
    ) -> None:
        """`read` gives the mail as it stands; one that `is_empty` and was never stored is not kept."""
        super().__init__(parent)
        self._services, self._read, self._is_empty = services, read, is_empty
        self.key = ""
        """The draft's id, also before it is stored."""
        self.generation = 0
        """Counts the mails written here: what comes back for an earlier one is not of this one."""
        self.is_kept = self.is_dirty = False
        self.is_sending = False
        """While the mail is being queued nothing is saved."""
        self._is_open = self._saving = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVE_MS)
        self._timer.timeout.connect(self.save)

    @property
    def is_stored(self) -> bool:
        """Tell whether the store knows the draft, or will in a moment."""
        return self.is_kept or self._saving

    def begin(self, draft_id: str | None) -> None:
        """Keep another mail: the draft with this id, or one that is not stored yet."""
        self.generation += 1
        self.key, self.is_kept = draft_id or new_id(), draft_id is not None
        self.is_dirty = self.is_sending = False
        self._is_open = True

    def end(self) -> None:
        """Keep nothing more: the mail was sent, put away or thrown away."""
        self.generation += 1
        self._is_open = self._saving = self.is_kept = self.is_dirty = False
        self._timer.stop()

    def touch(self) -> None:
        """Something was typed: it is saved after a pause."""
        self.is_dirty = True
        self._timer.start()

    @Slot()
    def save(self, *, closed: bool = False) -> None:
        """Save, in the background; typing goes on meanwhile.

        `closed`: the mail is put away, and goes into the server's folder of drafts too.
        """
        if closed and self._is_open and self.is_kept:
            self.is_dirty = True
        if not self._is_open or not self.is_dirty or self.is_sending:
            return
        if self._saving:
            self._timer.start()
            return
        draft = self._read()
        self.is_dirty = False
        if not self.is_kept and self._is_empty(draft):
            return
        self._saving = True
        store, key, generation = self._services.store, self.key, self.generation
        self._services.tasks.submit(
            lambda: drafts.save(store, draft, key, closed=closed),
            ok=lambda _kept: self._on_saved(generation),
            err=lambda error: self._on_failed(generation, error),
            owner=self,
            lane="write",
        )

    def save_last(self) -> None:
        """Save what stands there now, as the mail is put away."""
        self._timer.stop()
        if self._saving:  # the save under way has no answer yet: this one comes behind it
            self.save_behind(self._read(), self.key)
        else:
            self.save(closed=True)

    def save_behind(self, draft: Draft, key: str) -> None:
        """Save a mail that is no longer written here, behind the saves under way."""
        store = self._services.store
        self._services.tasks.submit(
            lambda: drafts.save(store, draft, key, closed=True), lane="write"
        )

    def hold(self) -> None:
        """The mail is being queued: save nothing until `go_on`, `end` or another mail."""
        self.is_sending = True
        self._timer.stop()

    def go_on(self) -> None:
        """It could not be queued: it stays a draft."""
        self.is_sending, self.is_dirty = False, True
        self.save()

    def _on_saved(self, generation: int) -> None:
        if generation == self.generation:
            self._saving, self.is_kept = False, True
            self.saved.emit()

    def _on_failed(self, generation: int, error: BaseException) -> None:
        if generation == self.generation:
            self._saving, self.is_dirty = False, True
        self._services.navigator.show_error(error)
