"""How full the containers of a quote are, as a bar with the words in it."""

from decimal import Decimal

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.runtime.i18n import _
from desktop.trade.container_plan import ContainerPlan
from desktop.trade.containers import Constraint
from desktop.trade.money import format_number
from desktop.ui.theme import theme

BAR_HEIGHT = 20


class ContainerBar(QWidget):
    """The share of the binding limit; red when a mix chosen by hand is too small."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._percent: Decimal | None = None
        self._words = ""
        self._overfull = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_plan(self, plan: ContainerPlan | None) -> None:
        """Show how full `plan` is."""
        self._percent = plan.percent_full if plan else None
        self._words = words_of(plan) if plan else ""
        self._overfull = plan is not None and not plan.fits
        self.setAccessibleName(self._words)
        self.setToolTip(_both_limits(plan) if plan else "")
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as it may be, one line of text high."""
        return QSize(200, max(BAR_HEIGHT, QFontMetrics(theme().font("caption")).height() + 4))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the track, the filled part and the words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("track"))
        painter.drawRoundedRect(self.rect(), 4, 4)
        if self._percent is None:
            return
        share = min(float(self._percent) / 100, 1.0)
        full = QRect(0, 0, max(round(self.width() * share), 8), self.height())
        painter.setBrush(theme().color("red" if self._overfull else "accent"))
        painter.drawRoundedRect(full, 4, 4)
        font = theme().font("caption")
        painter.setFont(font)
        inside = QFontMetrics(font).horizontalAdvance(self._words) + 16 <= full.width()
        painter.setPen(theme().color("on_accent" if inside else "text2"))
        area = self.rect() if inside else self.rect().adjusted(full.width(), 0, 0, 0)
        left = area.adjusted(8, 0, -8, 0)
        painter.drawText(left, int(Qt.AlignmentFlag.AlignVCenter), self._words)


def words_of(plan: ContainerPlan) -> str:
    """Return "79% of volume": the share of the limit that is reached first."""
    share = f"{format_number(plan.percent_full, 0)}%"
    if plan.binding is Constraint.WEIGHT:
        return _("{share} of weight").format(share=share)
    if plan.binding is Constraint.GRID:
        return _("{share} of the places for cartons").format(share=share)
    return _("{share} of volume").format(share=share)


def _both_limits(plan: ContainerPlan) -> str:
    return _("Volume {volume}%, weight {weight}%").format(
        volume=format_number(plan.percent_volume, 1), weight=format_number(plan.percent_weight, 1)
    )
