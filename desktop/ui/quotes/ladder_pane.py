"""The quote's prices side by side by Incoterms rule, and what it earns: margin, mark-up, 换汇成本, floor."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _, ngettext
from desktop.trade.money import Money, format_number, format_plain, minor_digits
from desktop.trade.price_ladder import Rung
from desktop.trade.quote_draft import QuoteDraft
from desktop.trade.repricing import priced_by_margin, priced_by_markup, switch
from desktop.trade.totals import Totals, rate_of
from desktop.ui.quotes.ladder_costs import CostsDialog
from desktop.ui.quotes.ladder_lines import LadderLinesDialog
from desktop.ui.quotes.ladder_work import LadderView, look
from desktop.ui.records.numbers import read_number
from desktop.ui.services import Services
from desktop.ui.theme import theme
from desktop.ui.widgets.buttons import link, secondary
from desktop.ui.widgets.fields import Combo, line_edit
from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.widgets.labels import label, retone
from desktop.ui.widgets.panes import clear_layout

PAUSE_MS = 120
# Of a long quote the page is drawn first, on the same lane.
LONG_PAUSE_MS = 2500
LONG_LINES = 300
_GAP = 16
_RUNG_ROWS = 4


class LadderPane(QWidget):
    """Below packing and totals; `edited` gives a whole draft with other prices, term or freight."""

    edited = Signal(object)
    followed = Signal(object)
    """A draft whose freight or insurance follows its tariff or rate; its lines are the same."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        """Build the pane; `show_sums` fills it after a short pause."""
        super().__init__(parent)
        self._services = services
        self._draft: QuoteDraft | None = None
        self._sums: Totals | None = None
        self._rows: tuple[int, ...] = ()
        self._read_only = False
        self.view: LadderView | None = None
        self._abreast = 1
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._look)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._head())
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(_GAP)
        self._grid.setVerticalSpacing(2)
        column.addLayout(self._grid)
        self._note = label("", "small", "text2", wrap=True)
        column.addWidget(self._note)
        self._facts = FlowLayout(24, line_gap=8)
        column.addLayout(self._facts)
        unknown = _("Margin and floor appear when every line has a cost and there is a rate.")
        self._unknown = label(unknown, "small", "text2", wrap=True)
        column.addWidget(self._unknown)
        self._below = label("", "small", "red", wrap=True)
        column.addWidget(self._below)
        column.addLayout(self._wanted())

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(label(_("Prices by term"), "section"))
        row.addStretch(1)
        self.lines_link = link(_("By line"), self.show_lines)
        self.tariff_link = link(_("Tariff"), self._choose_tariff, icon_name="ship")
        self.costs_link = link(_("Costs of the way"), self.show_costs)
        for made in (self.lines_link, self.tariff_link, self.costs_link):
            row.addWidget(made)
        return row

    def _wanted(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.kind = Combo([("margin", _("Margin %")), ("markup", _("Mark-up %"))], "margin")
        self.kind.setAccessibleName(_("Margin or mark-up"))
        self.wanted = line_edit("", "25")
        self.wanted.setFixedWidth(theme().scaled(72))
        self.wanted.setAccessibleName(_("Per cent wanted"))
        self.wanted.returnPressed.connect(self.price_from_cost)
        self.apply = secondary(_("Price from cost"), self.price_from_cost)
        self._scope = label("", "small", "text2")
        row.addWidget(self.kind)
        row.addWidget(self.wanted)
        row.addWidget(self.apply)
        row.addWidget(self._scope, 1)
        return row

    def show_sums(self, sums: Totals, draft: QuoteDraft) -> None:
        """Show a draft; computed after a pause, not in the time of a key press."""
        self._draft, self._sums = draft, sums
        self._pause.start(PAUSE_MS if len(draft.lines) <= LONG_LINES else LONG_PAUSE_MS)

    def select_rows(self, rows: Sequence[int]) -> None:
        """Say which lines “price from cost” is for; none means all."""
        self._rows = tuple(rows)
        self._show_scope()

    def set_read_only(self, read_only: bool) -> None:
        """Show only: a quote that has left the house stays as it is."""
        self._read_only = read_only
        for made in (self.tariff_link, self.costs_link, self.kind, self.wanted, self.apply):
            made.setEnabled(not read_only)

    def _look(self) -> None:
        draft, sums = self._draft, self._sums
        if draft is None or sums is None:
            return
        store, today = self._services.store, self._services.clock.now().astimezone().date()
        self._services.tasks.submit(
            lambda: look(store, draft, sums, today),
            ok=self._show,
            owner=self,
            lane="cpu",
            key="ladder",
        )

    def _show(self, view: LadderView) -> None:
        if view.draft is not self._draft:
            return
        self.view = view
        self._show_rungs(view)
        self._show_profit(view)
        self._show_scope()
        after = view.applied.draft
        if not self._read_only and after != view.draft:
            self.followed.emit(after)

    def _show_rungs(self, view: LadderView) -> None:
        while self._grid.count():
            item = self._grid.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._abreast = self._room_for(view)
        for place, rung in enumerate(view.rungs):
            self._show_rung(view, *divmod(place, self._abreast), rung)
            self._grid.setColumnStretch(place, int(place < self._abreast))
        notes = [view.problem, view.applied.problem]
        if view.applied.cost is not None and view.freight.tariff is not None:
            how = _("Freight by {tariff}: {how}.")
            notes.append(how.format(tariff=view.freight.tariff.name, how=view.applied.cost.how))
        self._note.setText(" ".join(note for note in notes if note))
        retone(self._note, "amber" if view.problem or view.applied.problem else "text2")
        self._note.setVisible(bool(self._note.text()))
        self.lines_link.setEnabled(bool(view.lines))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put as many rungs side by side as there is room for."""
        super().resizeEvent(event)
        if self.view is not None and self._room_for(self.view) != self._abreast:
            self._show_rungs(self.view)

    def _room_for(self, view: LadderView) -> int:
        """Return how many rungs stand side by side, each with its total in full."""
        totals = [one.total for one in view.rungs if one.total is not None]
        texts = [Money(total, view.draft.currency).format() for total in totals]
        metrics = QFontMetrics(theme().font("section"))
        widest = max((metrics.horizontalAdvance(text) for text in texts), default=0)
        margins = self.contentsMargins()
        room = self.width() - margins.left() - margins.right() + _GAP
        return max(1, min(len(view.rungs), room // (max(widest, theme().scaled(72)) + _GAP + 4)))

    def _show_rung(self, view: LadderView, line: int, column: int, rung: Rung) -> None:
        currency, top = view.draft.currency, line * _RUNG_ROWS
        name = label(rung.term, "caption", "text2")
        name.setContentsMargins(0, 8 if line else 0, 0, 0)
        self._grid.addWidget(name, top, column)
        if rung.total is not None:
            text = Money(rung.total, currency).format()
            total = label(text, "section" if rung.is_current else "body")
            total.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(total, top + 1, column)
            digits = minor_digits(currency)
            adds = f"+ {format_number(rung.adds, digits)}" if rung.adds else ""
            self._grid.addWidget(label(adds, "small", "text2"), top + 2, column)
        else:
            lacking = ", ".join(dict.fromkeys(one.message for one in rung.missing[:3]))
            words = label(_("Missing: {names}").format(names=lacking), "small", "text2", wrap=True)
            words.setToolTip("\n".join(one.message for one in rung.missing))
            self._grid.addWidget(words, top + 1, column, 3, 1, Qt.AlignmentFlag.AlignTop)
        if rung.is_current:
            self._grid.addWidget(label(_("this quote"), "small", "text2"), top + 3, column)
        elif rung.total is not None and not self._read_only:
            made = link(_("Switch"), partial(self.switch_to, rung.term))
            made.setAccessibleName(_("Switch to {term}").format(term=rung.term))
            self._grid.addWidget(made, top + 3, column, Qt.AlignmentFlag.AlignLeft)

    def _show_profit(self, view: LadderView) -> None:
        clear_layout(self._facts)
        profit, draft = view.sums.profit, view.draft
        self._unknown.setVisible(profit is None)
        below = [one.sku for one in view.lines if one.is_below_floor]
        if profit is not None:
            self._show_facts(view, profit.profit)
            swap, rate = profit.swap_cost, rate_of(draft.currency, draft.rate_currency, draft.rate)
            if swap is not None and rate is not None and draft.currency != draft.rate_currency:
                text = f"{format_number(swap, 4 if rate >= 1 else 6)} / {format_plain(rate)}"
                tone = "red" if swap >= rate else "text"
                self._fact(_("Swap cost / rate"), text, tone)
        shown = ", ".join(below[:6])
        count = ngettext(
            "{count} line is below its floor price: {names}",
            "{count} lines are below their floor price: {names}",
            len(below),
        )
        self._below.setText(count.format(count=len(below), names=shown) if below else "")
        self._below.setVisible(bool(below))

    def _show_facts(self, view: LadderView, earned: Decimal) -> None:
        sums = view.sums
        low = sums.margin_percent is not None and sums.margin_percent < view.healthy_percent
        self._fact(_("Margin on revenue"), f"{sums.margin_percent}%", "amber" if low else "text")
        self._fact(_("Mark-up on cost"), f"{sums.markup_percent}%")
        money = Money(earned, view.draft.rate_currency).rounded().format()
        self._fact(_("Profit"), money, "red" if earned < 0 else "text")

    def _fact(self, name: str, value: str, tone: str = "text") -> None:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(label(value, "section", tone))
        column.addWidget(label(name, "small", "text2"))
        self._facts.addWidget(holder)

    def _show_scope(self) -> None:
        if len(self._rows) > 1:
            words = ngettext("for {count} line", "for {count} lines", len(self._rows))
            self._scope.setText(words.format(count=len(self._rows)))
        else:
            self._scope.setText(_("for all lines"))

    def switch_to(self, term: str) -> None:
        """Reprice the quote for another rule; the toast gives the former prices back."""
        before = self._draft
        if before is None or self._read_only:
            return
        try:
            after = switch(before, term)
        except UserFacing as problem:
            self._tell(problem)
            return
        self._give(before, after, _("Prices are {term} now").format(term=term))

    def price_from_cost(self) -> None:
        """Price the selected lines from their cost by the margin or mark-up entered."""
        before = self._draft
        if before is None or self._read_only:
            return
        rows = self._rows if len(self._rows) > 1 else ()
        try:
            share = read_number(self.wanted.text(), what=_("Margin or mark-up")) / 100
            price = priced_by_margin if self.kind.value() == "margin" else priced_by_markup
            done = price(before, share, rows)
        except UserFacing as problem:
            self._tell(problem)
            return
        words = _("Prices set from cost")
        if done.unknown:
            words += ". " + _("Without cost: {names}").format(names=", ".join(done.unknown[:5]))
        self._give(before, done.draft, words)

    def show_costs(self) -> None:
        """Open the costs that the rungs are made of."""
        if self._draft is not None:
            view = self.view
            offered = view.freight.fitting if view else ()
            CostsDialog(self, self._draft, offered, self.edited.emit).open()

    def show_lines(self) -> None:
        """Show every line's price on every rung, with its margin and floor."""
        if self.view is not None and self.view.lines:
            LadderLinesDialog(self, self.view).open()

    def _choose_tariff(self) -> None:
        draft, view = self._draft, self.view
        if draft is None:
            return
        menu = QMenu(self)
        by_hand = menu.addAction(_("Freight by hand"))
        by_hand.setCheckable(True)
        by_hand.setChecked(draft.freight_by_hand)
        by_hand.triggered.connect(
            lambda _on=False: self.edited.emit(replace(draft, freight_by_hand=True))
        )
        menu.addSeparator()
        today = self._services.clock.now().astimezone().date()
        for tariff in view.freight.fitting if view else ():
            ended = tariff.validity_problem(today)
            made = menu.addAction(ended or tariff.name)
            made.setEnabled(not ended)
            made.setCheckable(True)
            made.setChecked(not draft.freight_by_hand and draft.freight_template_id == tariff.id)
            followed = replace(draft, freight_by_hand=False, freight_template_id=tariff.id)
            made.triggered.connect(lambda _on=False, d=followed: self.edited.emit(d))
        if view is None or not view.freight.fitting:
            menu.addAction(_("No tariff for these ports")).setEnabled(False)
        menu.addSeparator()
        menu.addAction(_("All tariffs")).triggered.connect(
            lambda _on=False: self._services.navigator.open_screen("settings", section="freight")
        )
        menu.popup(self.tariff_link.mapToGlobal(self.tariff_link.rect().bottomLeft()))

    def _give(self, before: QuoteDraft, after: QuoteDraft, words: str) -> None:
        self.edited.emit(after)
        self._services.navigator.show_toast(
            words, undo=lambda: self.edited.emit(before), icon="calculator"
        )

    def _tell(self, problem: UserFacing) -> None:
        words = " ".join(part for part in (problem.message, problem.hint) if part)
        self._services.navigator.show_toast(words, icon="info")
