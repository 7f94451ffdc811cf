"""Below the lines at the left: cartons, volume, weights, the containers they fill and room in them."""

from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.runtime.i18n import _, ngettext
from desktop.trade.container_plan import ContainerPlan
from desktop.trade.containers import air_kg, courier_kg
from desktop.trade.money import format_number, format_plain
from desktop.trade.quote_draft import QuoteDraft
from desktop.trade.shipment import Shipment, room_for_more
from desktop.trade.totals import Totals
from desktop.ui.quotes.container_bar import ContainerBar
from desktop.ui.quotes.container_choice import Mix, fit_words, free_words, mix_menu
from desktop.ui.quotes.packing_dialog import PackingDialog, with_packing_of
from desktop.ui.services import Services
from desktop.ui.widgets.buttons import link
from desktop.ui.widgets.labels import IconLabel, label, retone

MOST_NAMED = 3
GAP = 8
BY_AIR = ("air", "courier")


class _Sentence(QWidget):
    """A sentence with what can be done about it behind; it wraps when there is no room for both."""

    def __init__(self, text: QLabel, *behind: QWidget, before: QWidget | None = None) -> None:
        super().__init__()
        self._text, self._others = text, [*behind, *([before] if before else [])]
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(GAP)
        if before is not None:
            self._row.addWidget(before)
        self._place = self._row.count()
        self._row.addWidget(text)
        for widget in behind:
            self._row.addWidget(widget)
        self._gap = self._row.count()
        self._row.addStretch(1)

    def add_right(self, widget: QWidget) -> None:
        """Add what stands at the right edge."""
        self._others.append(widget)
        self._row.addWidget(widget)

    def fit(self) -> None:
        """Wrap the sentence or not, as the width allows."""
        shown = [widget for widget in self._others if not widget.isHidden()]
        needed = QFontMetrics(self._text.font()).horizontalAdvance(self._text.text()) + 2
        needed += sum(widget.sizeHint().width() + GAP for widget in shown) + GAP
        narrow = needed > self.width()
        self._text.setWordWrap(narrow)
        self._row.setStretch(self._place, 1 if narrow else 0)
        self._row.setStretch(self._gap, 0 if narrow else 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()


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
    """Cartons, volume, weights and containers; `edited` carries a draft changed here.

    `add_pieces(row, pieces)` asks for more of a line, `row_wanted(row)` for the line itself.
    """

    edited = Signal(object)
    add_pieces = Signal(int, object)
    row_wanted = Signal(int)

    def __init__(self, services: Services | None = None, parent: QWidget | None = None) -> None:
        """Build the pane; fill it with `show_sums`."""
        super().__init__(parent)
        self._services = services
        self._sums: Totals | None = None
        self._draft: QuoteDraft | None = None
        self._row = -1
        self._offer: tuple[int, Decimal] | None = None
        self._read_only = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(self._head())
        column.addLayout(self._figures())
        column.addWidget(self._containers())
        self.bar = ContainerBar()
        column.addWidget(self.bar)
        column.addWidget(self._room())
        column.addWidget(self._warnings())
        column.addStretch(1)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(label(_("Packing"), "section"))
        row.addStretch(1)
        self.details = link(_("Carton list"), lambda: self.open_details("lines"))
        self.mixed = link(_("Mixed cartons"), lambda: self.open_details("mixed"))
        self.marks = link(_("Marks"), lambda: self.open_details("marks"))
        for button in (self.details, self.mixed, self.marks):
            row.addWidget(button)
        return row

    def _figures(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(20)
        self._cartons = _Figure(_("cartons"))
        self._volume = _Figure(_("volume, CBM"))
        self._gross = _Figure(_("gross weight"))
        self._net = _Figure(_("net weight"))
        for figure in (self._cartons, self._volume, self._gross, self._net):
            row.addWidget(figure)
        row.addStretch(1)
        return row

    def _containers(self) -> QWidget:
        self._plan = label("", "body")
        self.change = link(_("Change"), self._show_menu)
        self._free = label("", "small", "text2")
        self._plan_row = _Sentence(self._plan, self.change)
        self._plan_row.add_right(self._free)
        return self._plan_row

    def _room(self) -> QWidget:
        self._room_text = label("", "small", "text2")
        self.add = link(_("Add to quote"), self._add)
        self._room_row = _Sentence(self._room_text, self.add, before=IconLabel("lightbulb", 14))
        return self._room_row

    def _warnings(self) -> QWidget:
        self._warning_row = QWidget()
        row = QHBoxLayout(self._warning_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self._warning = label("", "small", "amber", wrap=True)
        self.complete = link(_("Fill in"), self._complete)
        row.addWidget(IconLabel("triangle-alert", 14, "amber"))
        row.addWidget(self._warning, 1)
        row.addWidget(self.complete)
        return self._warning_row

    def set_read_only(self, read_only: bool) -> None:
        """Take away what changes the quote; figures and the carton list stay."""
        self._read_only = read_only
        self._show_room()
        self._show_change()

    def select_row(self, row: int) -> None:
        """Offer free room for the article of this line; -1 for the one with most cartons."""
        if row != self._row:
            self._row = row
            self._show_room()

    def show_sums(self, sums: Totals, draft: QuoteDraft) -> None:
        """Show the packing of a quote; lines without packing data are named."""
        self._sums, self._draft = sums, draft
        packed, plan = sums.packed, sums.containers
        self._cartons.value.setText(format_number(Decimal(packed.cartons), 0))
        self._volume.value.setText(f"{_volume_words(packed.volume_cbm)} m³")
        self._volume.value.setToolTip(f"{format_plain(packed.volume_cbm)} m³")
        self._gross.value.setText(f"{format_number(packed.gross_kg, 0)} kg")
        self._net.value.setText(f"{format_number(packed.net_kg, 0)} kg")
        by_air = draft.transport_mode in BY_AIR
        self.bar.show_plan(None if by_air else plan)
        self.bar.setVisible(not by_air)
        self._plan.setText(_air_words(sums, draft) if by_air else plan_words(plan))
        self._free.setText("" if by_air or plan is None else free_words(plan))
        self._free.setToolTip(fit_words(plan) if plan else "")
        retone(self._free, "red" if plan is not None and not plan.fits else "text2")
        self._plan.setToolTip(_limit_words(plan))
        self._show_change()
        self._show_room()
        self._show_warning(sums.shipment)

    def _show_change(self) -> None:
        sums, draft = self._sums, self._draft
        by_sea = draft is not None and draft.transport_mode not in BY_AIR
        planned = sums is not None and sums.containers is not None
        self.change.setVisible(planned and by_sea and not self._read_only)
        self._plan_row.fit()

    def _show_room(self) -> None:
        self._offer = None
        sums, draft = self._sums, self._draft
        by_sea = draft is not None and draft.transport_mode not in BY_AIR
        if sums is not None and by_sea and not self._read_only:
            self._offer = room_offer(sums.shipment, self._row)
        self._room_row.setVisible(self._offer is not None)
        if self._offer is not None and self._draft is not None:
            row, pieces = self._offer
            text = _("Room for {count} more {article} at the same freight.")
            article = self._draft.lines[row].title()
            self._room_text.setText(text.format(count=format_plain(pieces), article=article))
            self._room_row.fit()

    def _show_warning(self, shipment: Shipment) -> None:
        unpacked = [shipment.lines[i].name for i in shipment.unpacked]
        rows = []
        if unpacked:
            named = ", ".join(unpacked[:MOST_NAMED])
            if len(unpacked) > MOST_NAMED:
                rest = len(unpacked) - MOST_NAMED
                named = _("{items} and {count} more").format(items=named, count=rest)
            text = ngettext(
                "No packing data: {items}. It is not in these figures.",
                "No packing data: {items}. They are not in these figures.",
                len(unpacked),
            )
            rows.append(text.format(items=named))
        skipped = ("packing_missing", "container_overfull")
        rows += [f.message for f in shipment.findings() if f.code not in skipped]
        self._warning.setText("\n".join(rows))
        self._warning_row.setVisible(bool(rows))
        self.complete.setVisible(bool(shipment.unpacked or shipment.unweighed))

    def _show_menu(self) -> None:
        if self._sums is None:
            return
        menu = mix_menu(self._sums.shipment, self._choose_mix, self)
        menu.popup(self.change.mapToGlobal(self.change.rect().bottomLeft()))

    def _choose_mix(self, mix: Mix) -> None:
        if self._draft is not None and mix != self._draft.container_mix:
            self.edited.emit(replace(self._draft, container_mix=mix))

    def _add(self) -> None:
        if self._offer is not None:
            row, pieces = self._offer
            self.add_pieces.emit(row, pieces)

    def _complete(self) -> None:
        if self._sums is None:
            return
        shipment = self._sums.shipment
        row = (*shipment.unpacked, *shipment.unweighed)[0]
        self.row_wanted.emit(row)
        self.open_details("lines", row)

    def open_details(self, page: str, row: int = -1) -> PackingDialog | None:
        """Open the carton list ("lines"), the mixed cartons ("mixed") or the marks ("marks")."""
        if self._draft is None:
            return None
        dialog = PackingDialog(
            self._draft, self._services, page, row, read_only=self._read_only, parent=self
        )
        dialog.kept.connect(self._keep)
        dialog.open()
        return dialog

    def _keep(self, edited: QuoteDraft) -> None:
        if self._draft is None:
            return
        draft = with_packing_of(self._draft, edited)
        if draft != self._draft:
            self.edited.emit(draft)


def room_offer(shipment: Shipment, row: int) -> tuple[int, Decimal] | None:
    """Return the line and the pieces there is room for; None when no container has any.

    The line at `row`, or the one with most cartons when that is no article of the shipment.
    """
    count = len(shipment.lines)
    if not 0 <= row < count or not shipment.own[row].cartons:
        row = max(range(count), key=lambda i: shipment.own[i].cartons, default=-1)
    if row < 0:
        return None
    pieces = room_for_more(shipment, row)
    return (row, pieces) if pieces > 0 else None


def plan_words(plan: ContainerPlan | None) -> str:
    """Return the containers of a plan in words."""
    if plan is None:
        return _("No packing yet")
    if plan.lcl:
        return _("Less than a container load, {wm} W/M chargeable").format(
            wm=format_plain(plan.chargeable_wm)
        )
    text = _("{containers} container, {volume} m³ usable").format(
        containers=plan.label(), volume=format_plain(plan.capacity_cbm)
    )
    if plan.by_hand:
        text = _("{plan}, chosen by hand").format(plan=text)
    return text


def _volume_words(volume: Decimal) -> str:
    """Return a volume with the digits that matter: one from ten cubic metres on, else all three."""
    return format_number(volume, 1) if volume >= 10 else format_plain(volume)


def _limit_words(plan: ContainerPlan | None) -> str:
    if plan is None or not plan.lowered:
        return ""
    return _("Weight limited by the roads of {countries}").format(countries=", ".join(plan.lowered))


def _air_words(sums: Totals, draft: QuoteDraft) -> str:
    volume, weight = sums.packed.volume_cbm, sums.packed.gross_kg
    if not sums.packed.cartons:
        return _("No packing yet")
    if draft.transport_mode == "courier":
        text = _("By courier: {weight} kg chargeable")
        return text.format(weight=format_number(courier_kg(volume, weight), 1))
    text = _("By air: {weight} kg chargeable")
    return text.format(weight=format_number(air_kg(volume, weight), 1))
