"""Progress as a bar, and the words for the time that is left."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.runtime.i18n import _, ngettext
from desktop.ui.theme import theme


class ProgressLine(QWidget):
    """A rounded bar of 4 or 8 px, filled by a share from 0 to 1."""

    def __init__(self, height: int = 4, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._share, self._color = 0.0, "accent"
        self.setFixedHeight(height)

    def set(self, share: float, color: str = "accent") -> None:
        """Fill to `share` in the colour role `color`."""
        self._share, self._color = min(1.0, max(0.0, share)), color
        self.setAccessibleName(f"{round(self._share * 100)} %")
        self.update()

    def share(self) -> float:
        """Return the share shown."""
        return self._share

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        bar = QRectF(self.rect())
        painter.setBrush(theme().color("track"))
        painter.drawRoundedRect(bar, 2, 2)
        if self._share > 0:
            bar.setWidth(max(4.0, bar.width() * self._share))
            painter.setBrush(theme().color(self._color))
            painter.drawRoundedRect(bar, 2, 2)


def time_left(seconds: float | None) -> str:
    """Return "about 9 minutes left"; "" when it cannot be told."""
    if seconds is None:
        return ""
    if seconds < 60:
        return _("less than a minute left")
    minutes = round(seconds / 60)
    if minutes < 90:
        return ngettext("about {n} minute left", "about {n} minutes left", minutes).format(
            n=minutes
        )
    hours = round(minutes / 60)
    return ngettext("about {n} hour left", "about {n} hours left", hours).format(n=hours)
