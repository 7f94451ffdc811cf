"""A small line of values over days: the course of a rate, with its lowest and highest."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from desktop.trade.money import format_plain
from desktop.ui.theme import theme

_LABEL_WIDTH = 72


class RateLine(QWidget):
    """Draws the values; a single one is a dot, none nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._values: tuple[tuple[date, Decimal], ...] = ()
        self.setFixedHeight(theme().scaled(72))

    def set_values(self, values: Sequence[tuple[date, Decimal]], name: str) -> None:
        """Show these values, oldest first; `name` is read out."""
        self._values = tuple(values)
        self.setAccessibleName(name)
        self.setVisible(bool(values))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._values:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        numbers = [float(value) for _day, value in self._values]
        low, high = min(numbers), max(numbers)
        area = QRectF(self.rect()).adjusted(4, 10, -_LABEL_WIDTH, -10)
        points = self._points(area, numbers, low, high)
        painter.setPen(QPen(theme().color("border"), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.setPen(QPen(theme().color("accent"), 1.6))
        painter.drawPolyline(QPolygonF(points))
        painter.setBrush(theme().color("accent"))
        painter.drawEllipse(points[-1], 2.5, 2.5)
        self._labels(painter, area, low, high)

    def _points(
        self, area: QRectF, numbers: Sequence[float], low: float, high: float
    ) -> list[QPointF]:
        first, last = self._values[0][0], self._values[-1][0]
        days = (last - first).days or 1
        spread = (high - low) or 1.0
        return [
            QPointF(
                area.left() + area.width() * (day - first).days / days,
                area.bottom() - area.height() * (number - low) / spread,
            )
            for (day, _value), number in zip(self._values, numbers, strict=True)
        ]

    def _labels(self, painter: QPainter, area: QRectF, low: float, high: float) -> None:
        painter.setFont(theme().font("caption", tabular=True))
        painter.setPen(theme().color("text2"))
        values = sorted(value for _day, value in self._values)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for value, middle in ((values[-1], area.top()), (values[0], area.bottom())):
            if value is values[0] and low == high:
                break
            place = QRectF(area.right() + 4, middle - 9, _LABEL_WIDTH - 6, 18)
            painter.drawText(place, int(right), format_plain(value, 4))
