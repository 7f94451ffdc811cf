"""A picture on a chequered ground, which shows where it is see-through."""

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.theme import theme
from desktop.ui.widgets import paint

_SQUARE = 8
_INSET = 6
# The ground stands for paper: it is light in both themes, as the paper will be.
_LIGHT, _DARK = "#FFFFFF", "#E9E9EC"


class Chequered(QWidget):
    """Shows a picture whole; words in its place while there is none."""

    def __init__(self, empty: str, height: int = 104) -> None:
        """`empty` is said without a picture; `height` in pixels at the usual text size."""
        super().__init__()
        self._empty = empty
        self._image = QImage()
        self.setFixedHeight(theme().scaled(height))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_picture(self, content: bytes | None) -> None:
        """Show a picture file of few pixels; None for none."""
        self._image = QImage()
        if content:
            self._image.loadFromData(QByteArray(content))
        self.update()

    def has_picture(self) -> bool:
        """Tell whether a picture is shown."""
        return not self._image.isNull()

    def sizeHint(self) -> QSize:
        """Room for a picture twice as wide as high."""
        return QSize(2 * self.height(), self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw ground, picture and hairline."""
        painter = QPainter(self)
        paint.smooth(painter)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        frame = QPainterPath()
        frame.addRoundedRect(area, 6, 6)
        if self.has_picture():
            painter.setClipPath(frame)
            self._draw_ground(painter)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self._place(), self._image)
            painter.setClipping(False)
        else:
            painter.setFont(theme().font("small"))
            painter.setPen(theme().color("text3"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._empty)
        painter.setPen(theme().color("border_strong"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(frame)

    def _draw_ground(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), QColor(_LIGHT))
        dark = QColor(_DARK)
        for row in range(0, self.height(), _SQUARE):
            for left in range(_SQUARE * (row // _SQUARE % 2), self.width(), 2 * _SQUARE):
                painter.fillRect(left, row, _SQUARE, _SQUARE, dark)

    def _place(self) -> QRectF:
        """Return where the picture goes: whole, in the middle, never larger than it is twice."""
        room = QRectF(self.rect()).adjusted(_INSET, _INSET, -_INSET, -_INSET)
        share = min(room.width() / self._image.width(), room.height() / self._image.height(), 2.0)
        width, height = self._image.width() * share, self._image.height() * share
        middle = room.center()
        return QRectF(middle.x() - width / 2, middle.y() - height / 2, width, height)
