"""A field with its matches below, Enter takes one: for customers, for conversations."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.ui.services import Services
from desktop.ui.theme import theme
from desktop.ui.widgets.fields import line_edit
from desktop.ui.widgets.labels import label

_ID = Qt.ItemDataRole.UserRole
PAUSE_MS = 120


class SearchPopup(QFrame):
    """A popup when `pop_up` shows it, else part of a pane. What it looks for and what is taken is up to who derives."""

    def __init__(
        self,
        services: Services,
        prompt: str,
        matches: str,
        nothing: str,
        parent: QWidget | None = None,
    ) -> None:
        """`prompt` names the field, `matches` the list; `nothing` is said when there is no match."""
        super().__init__(parent)
        self._services = services
        self.setProperty("card", "true")
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        column.setSpacing(8)
        self.field = line_edit("", prompt)
        self.field.setAccessibleName(prompt)
        self.field.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(matches)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setMinimumHeight(176)
        self.list.itemActivated.connect(self._take)
        self.list.itemClicked.connect(self._take)
        self._nothing = label(nothing, "small", "text2")
        column.addWidget(self.field)
        column.addWidget(self.list)
        column.addWidget(self._nothing)
        self._nothing.hide()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.search)
        self.field.textEdited.connect(lambda _text: self._pause.start())

    def pop_up(self, anchor: QWidget, width: int = 268) -> None:
        """Show it below `anchor` until something is chosen or Esc is pressed."""
        self.setWindowFlags(Qt.WindowType.Popup)
        self.setFixedWidth(max(anchor.width(), width))
        self.adjustSize()
        corner = anchor.mapToGlobal(anchor.rect().bottomLeft())
        self.move(corner)
        self.show()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)
        self.search()

    @Slot()
    def search(self) -> None:
        """Look for what the field says."""
        raise NotImplementedError

    def take(self, key: str) -> None:
        """Use what was chosen."""
        raise NotImplementedError

    def show_matches(self, rows: Iterable[tuple[str, str, str]]) -> None:
        """Show matches: (id, first line, second line)."""
        self.list.clear()
        for key, first, second in rows:
            item = QListWidgetItem(f"{first}\n{second}" if second else first)
            item.setData(_ID, key)
            item.setFont(theme().font("small"))
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        found = self.list.count() > 0
        self.list.setVisible(found)
        self._nothing.setVisible(not found)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows and Enter of the field work on the list."""
        if watched is self.field and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.KeyPress and event.key() in (
                Qt.Key.Key_Down,
                Qt.Key.Key_Up,
            ):
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                self.list.setCurrentRow(
                    min(max(self.list.currentRow() + step, 0), self.list.count() - 1)
                )
                return True
            if event.type() == QEvent.Type.KeyPress and event.key() in (
                Qt.Key.Key_Return,
                Qt.Key.Key_Enter,
            ):
                item = self.list.currentItem()
                if item is not None:
                    self._take(item)
                return True
        return super().eventFilter(watched, event)

    @Slot(QListWidgetItem)
    def _take(self, item: QListWidgetItem) -> None:
        self.hide()
        self.take(str(item.data(_ID)))
