"""A new order as the customer wrote it: buyer, his order number, terms, and lines typed or pasted."""

from dataclasses import replace
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.crm import customer_list
from desktop.runtime.errors import TradepostError
from desktop.runtime.i18n import _
from desktop.trade import order_entry
from desktop.trade.incoterms import RULES
from desktop.trade.order_figures import OrderFigures
from desktop.trade.payment_presets import PRESETS
from desktop.trade.quote_draft import QuoteDraft
from desktop.ui.orders.milestones_choice import MilestonesChoice
from desktop.ui.quotes.buyer_box import Buyer, BuyerBox
from desktop.ui.quotes.form_fields import pair
from desktop.ui.quotes.lines_area import LinesArea
from desktop.ui.quotes.sums_pane import TotalsPane
from desktop.ui.services import Services
from desktop.ui.theme import theme
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import primary, secondary
from desktop.ui.widgets.currency_box import search_by_name
from desktop.ui.widgets.dialogs import fit
from desktop.ui.widgets.fields import Combo, DateEdit, Field, line_edit
from desktop.ui.widgets.labels import hline
from desktop.ui.widgets.panes import ScrollPane

MOST_BUYERS = 5000
CURRENCIES = ("USD", "EUR", "GBP", "CNY", "JPY", "AUD", "CAD", "HKD", "SGD", "AED")


class NewOrderDialog(QDialog):
    """`made` carries the order once it is stored; nothing is kept before, so no number is lost."""

    made = Signal(object)

    def __init__(
        self,
        services: Services,
        customer_id: str = "",
        thread_id: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Begin with a buyer's terms when one is named; show it with `open()`."""
        super().__init__(parent)
        self._services, self._thread_id = services, thread_id
        self.draft = QuoteDraft("")
        self.setWindowTitle(_("New order"))
        fit(self, 980, 640)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._form())
        column.addWidget(hline())
        scroll = ScrollPane(margins=(0, 0, 0, 12), spacing=8)
        self.area = LinesArea(services, lambda: self.draft, lambda: "")
        self.model, self.table = self.area.model, self.area.table
        self.table.setAccessibleName(_("Lines of the order"))
        self.area.edited.connect(self._typed)
        scroll.box.addWidget(self.area)
        scroll.box.addStretch(1)
        column.addWidget(scroll, 1)
        column.addWidget(hline())
        column.addLayout(self._foot())
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self.save)
        self.area.load(self.draft, editable=True)
        self._show_sums()
        self._offer_buyers(customer_id)

    def _form(self) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(20, 14, 20, 12)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        self.buyer = BuyerBox()
        self.buyer.chosen.connect(self._buyer_chosen)
        self.reference = line_edit(placeholder=_("As the customer wrote it"))
        self.ordered_on = DateEdit(self._today())
        self.currency = Combo([(c, c) for c in CURRENCIES], editable=True)
        search_by_name(self.currency)
        self.incoterm = Combo([("", "–"), *((code, code) for code in RULES)])
        self.place = line_edit(placeholder=_("Named place"))
        self.terms = Combo([(t.name, t.name) for t in PRESETS], editable=True)
        for place, (name, editor) in enumerate(
            (
                (_("Buyer"), self.buyer),
                (_("Buyer's PO"), self.reference),
                (_("Ordered"), self.ordered_on),
                (_("Incoterm and place"), pair(self.incoterm, self.place, 78)),
                (_("Payment terms"), self.terms),
                (_("Currency"), self.currency),
            )
        ):
            grid.addWidget(Field(name, editor), place // 3, place % 3)
        for at, share in enumerate((5, 4, 2)):
            grid.setColumnStretch(at, share)
        return holder

    def _foot(self) -> QVBoxLayout:
        foot = QVBoxLayout()
        foot.setContentsMargins(20, 12, 20, 12)
        foot.setSpacing(8)
        self.problem = Banner()
        foot.addWidget(self.problem)
        row = QHBoxLayout()
        self.sums = TotalsPane()
        self.sums.setFixedWidth(theme().scaled(340))
        row.addWidget(self.sums)
        self.milestones = MilestonesChoice(self._services)
        row.addSpacing(24)
        row.addWidget(self.milestones)
        row.addStretch(1)
        self.save_button = primary(_("Make the order"), self.save, key="Ctrl+Return")
        held = QVBoxLayout()
        held.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(secondary(_("Cancel"), self.reject))
        buttons.addWidget(self.save_button)
        held.addLayout(buttons)
        row.addLayout(held)
        foot.addLayout(row)
        return foot

    def _today(self) -> date:
        return self._services.clock.now().astimezone().date()

    # ---- the buyer and his terms

    def _offer_buyers(self, chosen: str) -> None:
        store = self._services.store

        def ready(found: list[Buyer]) -> None:
            self.buyer.offer(found, chosen)
            if chosen:
                self._buyer_chosen(chosen)
            else:
                self.buyer.setFocus()

        self._services.tasks.submit(
            lambda: [
                Buyer(row.id, row.name, row.grade, row.name_zh, row.spelled)
                for row in customer_list.list_customers(store, limit=MOST_BUYERS)
            ],
            ok=ready,
            owner=self,
            key="buyers",
        )

    def _buyer_chosen(self, customer_id: object) -> None:
        store, today, thread = self._services.store, self._today(), self._thread_id
        self._services.tasks.submit(
            lambda: order_entry.begin(store, str(customer_id), today=today, thread_id=thread),
            ok=self._take_terms,
            owner=self,
            key="terms",
        )

    def _take_terms(self, draft: QuoteDraft) -> None:
        """Show the terms that the buyer usually has; what was typed into the lines stays."""
        self.draft = replace(draft, lines=self.model.lines)
        self.currency.set_value(draft.currency)
        self.incoterm.set_value(draft.incoterm)
        self.place.setText(draft.place)
        self.terms.set_value(draft.payment_terms)
        if self.terms.value() != draft.payment_terms:
            self.terms.setEditText(draft.payment_terms)
        self._show_sums()
        if not self.reference.text():
            self.reference.setFocus()

    # ---- lines

    def _typed(self) -> None:
        self._show_sums()

    def _show_sums(self) -> None:
        self.draft = self._said()
        sums = self.draft.totals()
        self.model.show_sums(sums, self.draft.currency)
        self.area.show_count()
        self.sums.show_sums(sums, self.draft)

    def _said(self) -> QuoteDraft:
        """Return terms and lines as typed."""
        terms = str(self.terms.value() or "").strip()
        kept = self.draft.instalments if terms == self.draft.payment_terms else ()
        return replace(
            self.draft,
            customer_id=str(self.buyer.currentData() or ""),
            buyer_reference=self.reference.text().strip(),
            currency=str(self.currency.value() or "USD").upper(),
            incoterm=str(self.incoterm.value() or ""),
            place=self.place.text().strip(),
            payment_terms=terms,
            instalments=kept,
            lines=self.model.lines,
        )

    # ---- keeping

    def save(self) -> None:
        """Store the order; what is missing is said, and the keyboard put there."""
        draft = self._said()
        if not draft.customer_id:
            self.problem.say("amber", _("Choose a buyer first."))
            self.buyer.setFocus()
            return
        if not any(line.counts for line in draft.lines):
            self.problem.say("amber", _("An order has at least one line of goods."))
            self.table.start_entry()
            return
        self.save_button.setEnabled(False)
        store, moment = self._services.store, self._services.clock.now()
        on, template = self.ordered_on.value(), self.milestones.template()
        if on != self._today():
            local = moment.astimezone()
            moment = local.replace(year=on.year, month=on.month, day=on.day)
        self._services.tasks.submit(
            lambda: order_entry.create(store, draft, now=moment, template=template),
            ok=self._made,
            err=self._refused,
            owner=self,
            lane="write",
        )

    def _made(self, order: OrderFigures) -> None:
        self.accept()
        self._services.navigator.show_toast(_("Order {number}").format(number=order.number))
        self.made.emit(order)

    def _refused(self, error: BaseException) -> None:
        self.save_button.setEnabled(True)
        if isinstance(error, TradepostError):
            self.problem.say("red", error.message, error.hint)
        else:
            self._services.navigator.show_error(error)
