"""An import that stopped half-way, because the program ended in its middle: finish it, or take it back."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.runtime.i18n import _
from desktop.store import journal, long_writes
from desktop.store.long_writes import Unfinished
from desktop.ui.products.deeds import Deeds
from desktop.ui.services import Services
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import secondary


class UnfinishedBar(QWidget):
    """Hidden until `look` finds one; `wanted(Path)` asks for the rest of a file, `changed` after one was taken back."""

    wanted = Signal(object)
    changed = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        """Errors go to the window."""
        super().__init__(parent)
        self._services = services
        self._deeds = Deeds(services, self)
        self._left: Unfinished | None = None
        self.banner = Banner()
        self.take_back = secondary(_("Take it back"), self._take_back, size="control_small")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 0, 16, 8)
        column.addWidget(self.banner)
        line = self.banner.layout()
        if line is not None:
            line.addWidget(self.take_back)
        self.hide()

    def look(self) -> None:
        """Find out whether something was left half-way."""
        store = self._services.store
        self._services.tasks.submit(
            lambda: long_writes.unfinished(store), ok=self._found, owner=self, key="left"
        )

    def _found(self, found: tuple[Unfinished, ...]) -> None:
        self._left = left = found[0] if found else None
        if left is None:
            self.hide()
            return
        if left.is_undo:
            fact = _("An import was being taken back when the program ended: a part of it is left.")
            self.banner.say("amber", fact)
        else:
            self._say_import(left)
        self.show()

    def _say_import(self, left: Unfinished) -> None:
        if left.path.is_file():
            more = _("Finish it with the same file, or take back what was written.")
            self.banner.say(
                "amber", stopped_words(left), more, action=_("Finish it"), handler=self._finish
            )
        else:
            more = _("The file is no longer there: {path}").format(path=left.path)
            self.banner.say("amber", stopped_words(left), more)

    def _finish(self) -> None:
        if self._left is not None:
            self.wanted.emit(Path(self._left.path))

    def _take_back(self) -> None:
        left, store = self._left, self._services.store
        if left is None:
            return
        self.hide()
        self._deeds.do(
            lambda: journal.undo(store, left.unit_id),
            ok=lambda _rows: self._taken_back(),
            err=self._failed,
        )

    def _taken_back(self) -> None:
        self._services.navigator.show_toast(_("What the import had written is taken back."))
        self.changed.emit()

    def _failed(self, error: BaseException) -> None:
        self._services.navigator.show_error(error)
        self.look()


def stopped_words(left: Unfinished) -> str:
    """Return which import stopped, and how far it was."""
    return _(
        "The import of {name} stopped half-way: {count} of {total} products are written."
    ).format(name=left.path.name, count=f"{left.written:,}", total=f"{left.total:,}")
