"""The goods of an order: lines typed and pasted as in a quote, below them packing and sums."""

from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desktop.runtime.errors import TradepostError
from desktop.runtime.i18n import _
from desktop.trade.order_figures import OrderFigures
from desktop.trade.orders import CHANGED
from desktop.trade.quote_draft import QuoteDraft
from desktop.trade.quote_merge import merge
from desktop.ui.orders.fields import LINE_NAMES, LINE_SECTIONS
from desktop.ui.quotes.lines_area import LinesArea
from desktop.ui.quotes.packing_pane import PackingPane
from desktop.ui.quotes.sums_pane import TotalsPane
from desktop.ui.records.form_dialog import FormDialog
from desktop.ui.services import Services
from desktop.ui.theme import theme
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import link
from desktop.ui.widgets.panes import ScrollPane

PAUSE_MS = 300


class GoodsTab(ScrollPane):
    """`wanted` carries the terms with the lines as typed, a moment after the last change."""

    wanted = Signal(object)

    def __init__(self, services: Services) -> None:
        """Start empty."""
        super().__init__(margins=(0, 0, 0, 16), spacing=12)
        self._services = services
        self._order: OrderFigures | None = None
        self._draft = self._stored = QuoteDraft("")
        self.is_dirty = self._is_refused = False
        self.problem = Banner()
        held = QVBoxLayout()
        held.setContentsMargins(24, 0, 24, 0)
        held.addWidget(self.problem)
        self.box.addLayout(held)
        details = link(_("Details of the line"), self.edit_details, icon_name="pencil")
        self.area = LinesArea(services, lambda: self._draft, lambda: "", beside=(details,))
        self.model, self.table = self.area.model, self.area.table
        self.table.setAccessibleName(_("Lines of the order"))
        self.table.row_shown.connect(self._bring_into_view)
        self.table.left.connect(self._leave_table)
        self.area.edited.connect(self._typed)
        self.box.addWidget(self.area)
        below = QHBoxLayout()
        below.setContentsMargins(24, 8, 24, 0)
        below.setSpacing(48)
        self.packing = PackingPane(services)
        self.packing.add.setText(_("Add to the order"))
        self.packing.add_pieces.connect(self.area.add_pieces)
        self.packing.row_wanted.connect(self.area.show_row)
        self.table.row_shown.connect(self.packing.select_row)
        below.addWidget(self.packing, 1)
        self.sums = TotalsPane()
        self.sums.setFixedWidth(theme().scaled(360))
        holder = QVBoxLayout()
        holder.addWidget(self.sums)
        holder.addStretch(1)
        below.addLayout(holder)
        self.box.addLayout(below)
        self.box.addStretch(1)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.flush)

    def show_order(self, order: OrderFigures) -> None:
        """Show goods, packing and sums; lines that are being typed stay, with what others changed."""
        is_other = self._order is None or self._order.id != order.id
        self._order = order
        if is_other:
            self.problem.hide()
        if self.is_dirty and not is_other:
            self._take_in(order.draft)
            return
        self.is_dirty = self._is_refused = False
        self._draft = self._stored = order.draft
        self.area.load(order.draft, editable=True)
        self._show_sums()

    def _take_in(self, stored: QuoteDraft) -> None:
        """Put what another window stored together with what is typed here and not stored yet."""
        typed = self.model.lines
        before, mine = (replace(stored, lines=lines) for lines in (self._stored.lines, typed))
        self._draft, self._stored = merge(before, mine, stored).draft, stored
        if self._draft.lines != typed:
            self.area.load(self._draft, editable=True)
            self._show_sums()
        if self._is_refused:
            self._is_refused = False
            text = _(
                "Changed in another window meanwhile: both are put together; where both changed "
                "one value, yours stands."
            )
            self._services.navigator.show_toast(text, icon="info")
            self._pause.start()

    def _show_sums(self) -> None:
        sums = self._draft.totals()
        self.model.show_sums(sums, self._draft.currency)
        self.area.show_count()
        self.packing.show_sums(sums, self._draft)
        self.sums.show_sums(sums, self._draft)

    def _typed(self) -> None:
        self.is_dirty = True
        self._draft = replace(self._draft, lines=self.model.lines)
        self._show_sums()
        self._pause.start()

    def flush(self) -> None:
        """Ask now for what was typed to be written."""
        self._pause.stop()
        if self.is_dirty:
            self.wanted.emit(self._draft)

    def written(self, draft: QuoteDraft) -> bool:
        """Take note that `draft` is stored; tell whether more was typed meanwhile."""
        self.problem.hide()
        self.is_dirty = self.model.lines != draft.lines
        return self.is_dirty

    def refuse(self, error: TradepostError) -> None:
        """Say why the lines were not written, and show those that are stored.

        What another window changed meanwhile (`order_changed`) waits for `show_order` instead:
        nothing typed is lost.
        """
        if error.code == CHANGED:
            self._is_refused = True
            return
        self.problem.say("red", error.message, error.hint)
        self.is_dirty = False
        if self._order is not None:
            self.show_order(self._order)

    def edit_details(self) -> FormDialog | None:
        """Ask for what the table has no column for: names, descriptions, HS code, origin."""
        rows = [row for row in self.table.rows() if self.model.lines[row].is_goods]
        if not rows:
            text = _("Choose a line of goods first.")
            self._services.navigator.show_toast(text, icon="info")
            return None
        line = self.model.lines[rows[0]]

        def take(typed: object) -> None:
            values = dict(typed) if isinstance(typed, dict) else {}
            values["discount_percent"] = values.get("discount_percent") or Decimal(0)
            row = self.model.row_of(line.key)
            self.model.change([row], lambda before: replace(before, **values))

        dialog = FormDialog(
            self._services,
            line.title(),
            LINE_SECTIONS,
            {name: getattr(line, name) for name in LINE_NAMES},
            lambda typed: typed,
            done=take,
            parent=self,
        )
        dialog.open()
        return dialog

    def _bring_into_view(self, row: int) -> None:
        height = self.table.verticalHeader().defaultSectionSize()
        top = self.area.y() + self.table.horizontalHeader().height() + row * height
        self.ensureVisible(0, top + height // 2, 0, height * 2)

    def _leave_table(self, forward: bool) -> None:
        if forward:
            self.area.links[0].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.focusPreviousChild()
