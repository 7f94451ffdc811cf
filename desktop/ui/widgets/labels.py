"""Text on screen in the type scale and colours of the design."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from desktop.ui.icons import pixmap
from desktop.ui.theme import theme, theme_switch
from desktop.ui.widgets.tips import plain_tip


def label(text: str = "", style: str = "body", tone: str = "text", *, wrap: bool = False) -> QLabel:
    """Return a label in a type style ("caption" ... "display") and tone ("text2", "red" ...)."""
    made = QLabel(text)
    made.setFont(theme().font(style, tabular=style in ("metric", "display")))
    made.setTextFormat(Qt.TextFormat.PlainText)
    if tone != "text":
        made.setProperty("tone", tone)
    if wrap:
        made.setWordWrap(True)
    return made


def retone(widget: QLabel, tone: str) -> None:
    """Give a label another tone."""
    if widget.property("tone") != tone:
        widget.setProperty("tone", tone)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class ElidedLabel(QLabel):
    """One line that ends in "…" where the room ends, with the whole text as tooltip."""

    def __init__(
        self,
        text: str = "",
        style: str = "body",
        tone: str = "text",
        parent: QWidget | None = None,
    ) -> None:
        """Make the label; it takes what width it gets."""
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme().font(style))
        self._tone = tone
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(24)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        return QSize(metrics.horizontalAdvance(self.text()) + 2, metrics.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(theme().color(self._tone))
        metrics = QFontMetrics(self.font())
        shown = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        self.setToolTip(plain_tip(self.text()) if shown != self.text() else "")
        painter.drawText(self.rect(), self.alignment() | Qt.AlignmentFlag.AlignVCenter, shown)


class IconLabel(QLabel):
    """An icon that stands by itself and follows the theme."""

    def __init__(
        self, name: str, size: int = 16, color: str = "text2", parent: QWidget | None = None
    ) -> None:
        """Show Lucide outline `name`."""
        super().__init__(parent)
        self._name, self._size, self._color = name, size, color
        self.setFixedSize(size, size)
        theme_switch().changed.connect(self._draw)
        self._draw()

    def set(self, name: str, color: str) -> None:
        """Show another icon."""
        self._name, self._color = name, color
        self._draw()

    def _draw(self) -> None:
        self.setPixmap(pixmap(self._name, self._size, self._color, self.devicePixelRatioF()))


def hline(parent: QWidget | None = None) -> QFrame:
    """Return a horizontal hairline."""
    line = QFrame(parent)
    line.setProperty("line", "h")
    line.setFixedHeight(1)
    return line


def vline(parent: QWidget | None = None) -> QFrame:
    """Return a vertical hairline."""
    line = QFrame(parent)
    line.setProperty("line", "v")
    line.setFixedWidth(1)
    return line
