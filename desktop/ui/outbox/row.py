"""One line of the Outbox, with what can be done about it; reached by mouse, Tab, arrows and J/K."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.outbox.load import Item
from desktop.ui.theme import theme
from desktop.ui.widgets.buttons import ghost
from desktop.ui.widgets.chips import Chip
from desktop.ui.widgets.labels import ElidedLabel, hline, label

Deed = tuple[str, str, Callable[[Item], object]]
"""What a button says, its icon, and what it does."""


class OutboxLine(QWidget):
    """`opened(Item)`: Enter or a double click. `moved(±1)`: to the next or previous line. `removed(Item)`: Delete."""

    opened = Signal(object)
    moved = Signal(int)
    removed = Signal(object)

    def __init__(self, item: Item, deeds: Sequence[Deed]) -> None:
        """Show one item with its deeds."""
        super().__init__()
        self.item = item
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        words = " ".join(p for p in (item.title, item.subject, item.chip, item.detail) if p)
        self.setAccessibleName(words)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        inside = QVBoxLayout()
        inside.setContentsMargins(16, 10, 12, 10)
        inside.setSpacing(2)
        inside.addLayout(self._first())
        inside.addLayout(self._second(deeds))
        if item.detail:
            tone = "red" if item.kind in ("failed", "returned") else "text2"
            inside.addWidget(label(item.detail, "small", tone, wrap=True))
        column.addLayout(inside)
        column.addWidget(hline())

    def _first(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(ElidedLabel(self.item.title, "body_strong"), 1)
        row.addWidget(Chip(self.item.chip, self.item.tone))
        if self.item.when:
            row.addWidget(label(self.item.when, "small", "text2"))
        return row

    def _second(self, deeds: Sequence[Deed]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(ElidedLabel(self.item.subject, "body", "text2"), 1)
        self.buttons = []
        for text, icon, deed in deeds:
            button = ghost(text, partial(deed, self.item), icon_name=icon)
            row.addWidget(button)
            self.buttons.append(button)
        return row

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrows and J/K, open with Enter, take away with Delete."""
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_J):
            self.moved.emit(1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_K):
            self.moved.emit(-1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self.item)
        elif key == Qt.Key.Key_Delete:
            self.removed.emit(self.item)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open."""
        del event
        self.opened.emit(self.item)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Show which line has the keyboard."""
        del event
        if self.hasFocus():
            with QPainter(self) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(QPen(theme().color("accent"), 2))
                painter.drawRoundedRect(self.rect().adjusted(2, 2, -2, -3), 6, 6)
