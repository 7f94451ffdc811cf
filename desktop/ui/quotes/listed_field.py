"""A field in a cell of a quote's line with a list below it that the arrows walk through while typing goes on."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

WIDEST = 560


class ListedField(QLineEdit):
    """Offers choices as (what is shown, what is put in); `settled` when one was taken."""

    settled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty, without a list."""
        super().__init__(parent)
        self._list = QListWidget(self)
        self._list.setWindowFlags(Qt.WindowType.ToolTip)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.itemClicked.connect(self._take)

    @property
    def list_shown(self) -> bool:
        """Tell whether choices are offered."""
        return self._list.isVisible()

    def offered(self) -> tuple[str, ...]:
        """Return the words of the choices that are shown."""
        return tuple(self._list.item(row).text() for row in range(self._list.count()))

    def offer(
        self, choices: Sequence[tuple[str, str]], marked: int = 0, widest: int = WIDEST
    ) -> None:
        """Show choices, one of them marked (-1: none); no choices hide the list."""
        self._list.clear()
        for text, value in choices:
            item = QListWidgetItem(text)
            item.setData(Qt.ItemDataRole.UserRole, value)
            self._list.addItem(item)
        if not choices:
            self._list.hide()
            return
        self._list.setCurrentRow(marked)
        height = self._list.sizeHintForRow(0) * self._list.count() + 10
        corner = self.mapToGlobal(QPoint(0, self.height() + 2))
        words = min(self._list.sizeHintForColumn(0) + 24, WIDEST)
        width = max(self.width(), widest, words)
        self._list.setGeometry(corner.x(), corner.y(), width, height)
        self._list.show()

    def hide_list(self) -> None:
        """Offer nothing."""
        self._list.hide()

    def _take(self, item: QListWidgetItem | None = None) -> None:
        self.use_best(item)
        self.settled.emit()

    def use_best(self, item: QListWidgetItem | None = None) -> None:
        """Put what is marked in the list into the field, if the list is shown."""
        if not self.list_shown:
            return
        chosen = item if item is not None else self._list.currentItem()
        self._list.hide()
        if chosen is not None:
            self.setText(str(chosen.data(Qt.ItemDataRole.UserRole)))
            self.setModified(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the arrows and Esc work on the list while typing goes on."""
        action = self._actions().get(event.key())
        if action is not None and self.list_shown:
            action()
            event.accept()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep Esc for the list while it is shown: the editor below it stays open."""
        is_key = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if is_key and self.list_shown and event.key() == Qt.Key.Key_Escape:  # type: ignore[attr-defined]  # is_key says it
            event.accept()
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Close the list with the field."""
        self._list.hide()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Close the list with the field."""
        self._list.hide()
        super().hideEvent(event)

    def _actions(self) -> dict[int, Callable[[], None]]:
        return {
            Qt.Key.Key_Down: lambda: self._move(1),
            Qt.Key.Key_Up: lambda: self._move(-1),
            Qt.Key.Key_Escape: self._list.hide,
        }

    def _move(self, step: int) -> None:
        row = min(max(self._list.currentRow() + step, 0), self._list.count() - 1)
        self._list.setCurrentRow(row)
