"""Below the lines at the left: cartons, volume, weights, and the containers they fill."""

from decimal import Decimal

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.runtime.i18n import _, ngettext
from desktop.trade.money import format_number, format_plain
from desktop.trade.container_plan import ContainerPlan
from desktop.trade.containers import Constraint
from desktop.trade.quote_draft import QuoteDraft
from desktop.trade.totals import Totals
from desktop.ui.theme import theme
from desktop.ui.widgets.labels import label

BAR_HEIGHT = 20


class ContainerBar(QWidget):
    """How full the container is, with the share written in the bar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._percent: Decimal | None = None
        self._binding = Constraint.VOLUME
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_plan(self, plan: ContainerPlan | None) -> None:
        """Show how full `plan` is."""
        self._percent = plan.percent_full if plan else None
        self._binding = plan.binding if plan else Constraint.VOLUME
        self.setAccessibleName(self._words())
        self.update()

    def _words(self) -> str:
        if self._percent is None:
            return ""
        percent = format_number(self._percent, 0)
        if self._binding is Constraint.WEIGHT:
            return _("weight {percent}%").format(percent=percent)
        return _("volume {percent}%").format(percent=percent)

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
        painter.setBrush(theme().color("accent"))
        painter.drawRoundedRect(full, 4, 4)
        painter.setFont(theme().font("caption"))
        words = self._words()
        inside = QFontMetrics(theme().font("caption")).horizontalAdvance(words) + 16 <= full.width()
        painter.setPen(theme().color("on_accent" if inside else "text2"))
        area = self.rect() if inside else self.rect().adjusted(full.width(), 0, 0, 0)
        left = area.adjusted(8, 0, -8, 0)
        painter.drawText(left, int(Qt.AlignmentFlag.AlignVCenter), words)


class _Figure(QWidget):
    """A large number with its caption below."""

    def __init__(self, caption: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.value = label("", "metric")
        column.addWidget(self.value)
        column.addWidget(label(caption, "caption", "text2"))


class PackingPane(QWidget):
    """Cartons, volume, gross and net weight, and the containers they fill."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the pane; fill it with `show_sums`."""
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(label(_("Packing"), "section"))
        figures = QHBoxLayout()
        figures.setSpacing(28)
        self._cartons = _Figure(_("cartons"))
        self._volume = _Figure(_("volume, CBM"))
        self._gross = _Figure(_("gross weight"))
        self._net = _Figure(_("net weight"))
        for figure in (self._cartons, self._volume, self._gross, self._net):
            figures.addWidget(figure)
        figures.addStretch(1)
        column.addLayout(figures)
        line = QHBoxLayout()
        self._plan = label("", "body")
        self._free = label("", "small", "text2")
        line.addWidget(self._plan)
        line.addStretch(1)
        line.addWidget(self._free)
        column.addLayout(line)
        self.bar = ContainerBar()
        column.addWidget(self.bar)
        self._note = label("", "small", "text2")
        self._note.setWordWrap(True)
        column.addWidget(self._note)
        column.addStretch(1)

    def show_sums(self, sums: Totals, draft: QuoteDraft) -> None:
        """Show the packing of a quote; lines without packing data are named."""
        packed, plan = sums.packed, sums.containers
        self._cartons.value.setText(format_number(Decimal(packed.cartons), 0))
        self._volume.value.setText(f"{format_plain(packed.volume_cbm)} m³")
        self._gross.value.setText(f"{format_number(packed.gross_kg, 0)} kg")
        self._net.value.setText(f"{format_number(packed.net_kg, 0)} kg")
        self.bar.show_plan(plan)
        self._plan.setText(_plan_text(plan))
        self._free.setText(_free_text(plan))
        unpacked = [line.sku for line in draft.lines if line.carton() is None]
        text = ngettext(
            "No packing data: {items}. It is not in these figures.",
            "No packing data: {items}. They are not in these figures.",
            len(unpacked),
        )
        self._note.setText(text.format(items=", ".join(unpacked)) if unpacked else "")
        self._note.setVisible(bool(unpacked))


def _plan_text(plan: ContainerPlan | None) -> str:
    if plan is None:
        return _("No packing yet")
    if plan.lcl:
        return _("Less than a container load, {wm} W/M chargeable").format(
            wm=format_plain(plan.chargeable_wm)
        )
    return _("{containers} container, {volume} m³ usable").format(
        containers=plan.label(), volume=format_plain(plan.capacity_cbm)
    )


def _free_text(plan: ContainerPlan | None) -> str:
    if plan is None:
        return ""
    return _("{volume} m³ free").format(volume=format_number(plan.free_cbm, 1))
