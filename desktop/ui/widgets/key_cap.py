"""A key in its small frame, as hints at the edge of a pane name it."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.ui.theme import theme
from desktop.ui.widgets import paint


class KeyCap(QWidget):
    """Shows `key` as it stands on the keyboard: "R", "↵", "Esc"."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        """Take the room of its letters."""
        super().__init__(parent)
        self._key = key
        width = max(16, paint.text_width(key, "caption") + 8)
        self.setFixedSize(width + 2, theme().scaled(20))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the key."""
        painter = QPainter(self)
        paint.key_cap(painter, self.width() - 1, self.height() // 2, self._key, "text2")
