"""Messages that open by themselves but do not fit on the screen yet: one line each, opened while the window has nothing to do."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout

from desktop.store.queries.messages import MessageRow
from desktop.ui.mail.message_rows import CollapsedMessage
from desktop.ui.mail.open_message import OpenMessage

OPENED_FIRST = 2
"""Messages laid out before the conversation is painted: they fill most of the pane."""


class OpenLater(QObject):
    """Opens the waiting lines from top to bottom, each after the body of the one before is on the screen.

    All of them stand below what is being read, so nothing that is seen moves. `all_open`: the last body is shown.
    """

    all_open = Signal()

    def __init__(
        self, box: QVBoxLayout, open_one: Callable[[MessageRow], OpenMessage], parent: QObject
    ) -> None:
        """`box` holds the lines; `open_one` makes the open message."""
        super().__init__(parent)
        self._box, self._open_one = box, open_one
        self._rows: list[CollapsedMessage] = []
        self._begun = False
        self._idle = QTimer(self)  # of no duration: after what is to be painted
        self._idle.setSingleShot(True)
        self._idle.timeout.connect(self._open_next)

    @property
    def waiting(self) -> int:
        """How many lines are still to be opened."""
        return len(self._rows)

    def wait(self, row: CollapsedMessage) -> None:
        """Open this line after those that wait already."""
        self._rows.append(row)

    def forget(self) -> None:
        """Open none of them: the column is built anew."""
        self._idle.stop()
        self._rows, self._begun = [], False

    def begin(self) -> None:
        """What is read stands in its place now: open the lines below it."""
        self._begun = True
        self.go_on()

    @Slot()
    def go_on(self) -> None:
        """A body has been shown: open the next one, soon."""
        if not self._begun:
            return
        if self._rows:
            self._idle.start(0)
        else:
            self.all_open.emit()

    @Slot()
    def _open_next(self) -> None:
        row = self._rows.pop(0)
        focused = row.hasFocus()
        place = self._box.indexOf(row)
        self._box.removeWidget(row)
        row.hide()
        row.deleteLater()
        widget = self._open_one(row.message)
        self._box.insertWidget(place, widget)
        if focused:
            widget.text.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)
