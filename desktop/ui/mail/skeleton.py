"""Grey rows of the real height while data is on its way (UI.md, states: nothing for 200 ms)."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.ui.widgets import paint


class SkeletonRows(QWidget):
    """Grey rows of the real height while data is on its way."""

    def __init__(self, row_height: Callable[[], int]) -> None:
        """`row_height` gives the height of a row in pixels."""
        super().__init__()
        self._row_height = row_height

    def sizeHint(self) -> QSize:
        """Ask for nothing."""
        return QSize(200, 200)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint as many rows as fit."""
        del event
        height = self._row_height()
        with QPainter(self) as painter:
            for top in range(0, self.height(), height):
                row = QRect(0, top, self.width(), height)
                paint.skeleton(painter, row)
                paint.hairline(painter, 0, row.bottom(), self.width(), row.bottom())
