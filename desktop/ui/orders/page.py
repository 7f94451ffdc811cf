"""The page of one order: head, document chain, and tabs over goods, shipment, payments, milestones, documents."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from desktop.runtime.errors import TradepostError
from desktop.runtime.i18n import N_, _
from desktop.trade import chosen_clauses, order_course, orders
from desktop.trade.chosen_clauses import Basis
from desktop.trade.clause_choices import Choices
from desktop.trade.documents.document import Kind
from desktop.trade.milestones import BY_PAYMENTS, MilestoneStep, milestone_text
from desktop.trade.order_figures import OrderFigures
from desktop.trade.orders import CHANGED
from desktop.trade.quote_draft import QuoteDraft
from desktop.ui.orders.chain_bar import ChainBar
from desktop.ui.orders.checks_pane import ChecksPane
from desktop.ui.orders.documents_tab import DocumentsTab
from desktop.ui.orders.ending import OrderEnding
from desktop.ui.orders.goods_tab import GoodsTab
from desktop.ui.orders.head import OrderHead, findings_words
from desktop.ui.orders.papers import PaperDeeds
from desktop.ui.orders.parts import BoxRow, OrderParts
from desktop.ui.orders.statement_dialog import StatementDialog
from desktop.ui.orders.tabs import TABS, PaymentsTab, ShipmentTab, tab_names
from desktop.ui.orders.ways import OrderWays
from desktop.ui.products.deeds import Deeds
from desktop.ui.products.rows_pane import RowsPane
from desktop.ui.quotes.clauses_dialog import ClausesDialog
from desktop.ui.quotes.lines_deeds import ONLY_OFFERS, LinesDeeds
from desktop.ui.screen import Changes
from desktop.ui.services import Services
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.labels import hline
from desktop.ui.widgets.part_tabs import PartTabs

TABLES = {
    "sales_order", "order_line", "order_milestone", "payment", "issued_document", "quote",
    "customer", "order_file",
}  # fmt: skip


class OrderPage(QWidget):
    """Everything about one order."""

    back_wanted = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        """Build the page; `open` shows an order."""
        super().__init__(parent)
        self._services = services
        self._deeds = Deeds(services, self)
        self.order_id = ""
        self.order: OrderFigures | None = None
        self._writing_lines = False
        self.parts = OrderParts(services.store, self.today)
        self.papers = PaperDeeds(services, self)
        self.ways = OrderWays(services, self)
        self.papers.jump = self.ways.jump
        self.ending = OrderEnding(services, self, lambda: self.order, self._leave)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.head = OrderHead(
            self.back_wanted.emit, self.add_payment, self.primary_deed, self.ways.open_link,
            self.show_menu,
        )  # fmt: skip
        column.addWidget(self.head)
        column.addWidget(hline())
        self.chain = ChainBar()
        self.chain.chosen.connect(self.ways.follow)
        column.addWidget(self.chain)
        column.addWidget(hline())
        self.tabs = PartTabs(TABS)
        self.tabs.currentChanged.connect(self._show_tab)
        column.addLayout(self.tabs.row())
        column.addWidget(hline())
        self.finding = Banner()
        space = QVBoxLayout()
        space.setContentsMargins(24, 8, 24, 0)
        space.addWidget(self.finding)
        column.addLayout(space)
        self._stack = QStackedWidget()
        column.addWidget(self._stack, 1)
        self._fill()

    def _fill(self) -> None:
        services, parts = self._services, self.parts
        self.goods = GoodsTab(services)
        self.goods.wanted.connect(self._keep_lines)
        self.line_deeds = LinesDeeds(
            services, self.goods.area, self.goods.isVisible, "orders", N_("Orders"), ONLY_OFFERS
        )
        self.goods.packing.edited.connect(self._keep_draft)
        self.shipment = ShipmentTab(services, parts)
        self.shipment.touched.connect(self._show_primary)
        self.payments = PaymentsTab(services, parts)
        self.payments.account_wanted.connect(self.show_account)
        self.milestones = RowsPane(services, parts.steps())
        self.milestones.add_button.hide()
        self.documents = DocumentsTab(services, self.papers)
        self.documents.clauses_wanted.connect(self.show_clauses)
        self.checks = ChecksPane(services)
        self.checks.jump.connect(self.ways.jump)
        for pane in (self.goods, self.shipment, self.payments, self.milestones, self.documents,
                     self.checks):  # fmt: skip
            self._stack.addWidget(pane)

    def today(self) -> date:
        """Return the local day."""
        return self._services.clock.now().astimezone().date()

    # ---- reading

    def open(self, order_id: str, tab: str = "") -> None:
        """Show an order, at one of TABS."""
        if order_id != self.order_id:
            self.goods.flush()
            self.shipment.forget()
            self.tabs.setCurrentIndex(0)
        self.tabs.show_part(tab)
        self.order_id = order_id
        self.refresh(None)

    def refresh(self, changes: Changes | None) -> None:
        """Read the order again when something of it may have changed."""
        if not self.order_id or (changes is not None and not TABLES & set(changes)):
            return
        store, key, today = self._services.store, self.order_id, self.today()
        self._services.tasks.submit(
            lambda: orders.show(store, key, today=today),
            ok=self._loaded,
            err=self._gone,
            owner=self,
            key="page",
        )

    def _gone(self, error: BaseException) -> None:
        if isinstance(error, TradepostError) and error.code == "unknown_order":
            self.order_id = ""
            self.back_wanted.emit()
        else:
            self._services.navigator.show_error(error)

    def _loaded(self, order: OrderFigures) -> None:
        if self.order_id not in (order.id, order.number):
            return
        self.order_id = order.id
        self.order = self.parts.order = self.papers.order = order
        self.head.show_order(order, self.today())
        self.chain.show_steps(order.chain)
        self._show_finding(order)
        self.goods.show_order(order)
        self.shipment.show_order(order)
        self.shipment.boxes.load([BoxRow(i, box) for i, box in enumerate(order.shipping.boxes)])
        self.shipment.boxes.fit()
        self.payments.show_order(order)
        self.milestones.load(order.steps)
        self.documents.show_order(order)
        if self.tabs.key == "checks":
            self.checks.open(order.id)
        self.tabs.show_names(tab_names(order))
        self._show_primary()

    def _leave(self) -> None:
        self.order_id, self.order = "", None
        self.back_wanted.emit()

    def show_menu(self) -> None:
        """Show what is done with an order now and then."""
        menu = QMenu(self)
        menu.addAction(_("Statement of account"), self.show_account)
        menu.addAction(_("Clauses of the contract"), self.show_clauses)
        menu.addSeparator()
        self.ending.fill(menu)
        button = self.head.more
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def cancel_order(self) -> None:
        """Cancel the order with a reason."""
        self.ending.cancel()

    def delete_order(self) -> None:
        """Delete the order, which is refused once something was issued from it."""
        self.ending.delete()

    def _show_finding(self, order: OrderFigures) -> None:
        """Say what is wrong first; what became untrue by a change can be issued anew from here."""
        words = findings_words(order)
        if words is None:
            self.finding.hide()
            return
        kind = words.kind
        self.finding.say(
            words.tone,
            words.fact,
            words.more,
            action=_("Issue a new revision") if kind else "",
            handler=lambda: self.papers.make(kind),
        )

    # ---- the keyboard's way

    def _show_tab(self, place: int) -> None:
        self._stack.setCurrentIndex(place)
        if TABS[place] == "checks" and self.order is not None:
            self.checks.open(self.order.id)
        self._show_primary()

    def next_tab(self) -> None:
        """Show the next part."""
        self._step_tab(1)

    def previous_tab(self) -> None:
        """Show the part before."""
        self._step_tab(-1)

    def _step_tab(self, steps: int) -> None:
        self.tabs.step(steps)
        self.focus_first()

    def focus_first(self) -> None:
        """Put the keyboard where the shown part begins."""
        key = self.tabs.key
        places = {
            "goods": self.goods.table,
            "shipment": self.shipment.form.editor("buyer_reference"),
            "payments": self.payments.receipts.add_button,
            "milestones": self.milestones.table,
            "documents": self.documents.first_widget(),
            "checks": self.checks.paste_button,
        }
        places[key].setFocus()

    def focus_chain(self) -> None:
        """Put the keyboard on the document chain."""
        self.chain.focus_first()

    def add_here(self) -> None:
        """Add what the shown part holds."""
        key = self.tabs.key
        if key == "goods":
            self.goods.table.start_entry()
        elif key == "shipment":
            self.shipment.boxes.add()
        elif key == "payments":
            self.add_payment()
        elif key == "documents":
            self.documents.kept.choose()

    # ---- deeds

    def _next_step(self) -> MilestoneStep | None:
        """Return the first open milestone after the last one reached that no payment reaches."""
        steps = self.order.steps if self.order is not None else ()
        reached = [i for i, one in enumerate(steps) if one.reached_on is not None]
        after = steps[(reached[-1] + 1 if reached else 0) :]
        own = (one for one in after if one.reached_on is None and one.name not in BY_PAYMENTS)
        return next(own, None)

    def _show_primary(self) -> None:
        if self.tabs.key == "shipment":
            self.head.show_primary(_("Save"), enabled=self.shipment.is_touched)
            return
        step = None if self.order is None or self.order.is_cancelled else self._next_step()
        text = _("Mark “{milestone}”").format(milestone=step.text()) if step else ""
        self.head.show_primary(text, enabled=step is not None)

    def primary_deed(self) -> None:
        """Save what was typed, or mark the next milestone as reached today."""
        if self.tabs.key == "shipment":
            self._save_shipment()
            return
        step, order = self._next_step(), self.order
        if step is None or order is None:
            return
        store, today, name = self._services.store, self.today(), step.name
        self._deeds.do(
            lambda: order_course.reach(store, order.id, name, on=today, today=today),
            _("{number}: {milestone}").format(number=order.number, milestone=milestone_text(name)),
        )

    def add_payment(self) -> None:
        """Ask for a payment received."""
        self.tabs.show_part("payments")
        self.payments.receipts.add()

    def show_account(self) -> StatementDialog | None:
        """Show the customer's statement of account in the order's currency."""
        if self.order is None:
            return None
        draft = self.order.draft
        dialog = StatementDialog(
            self._services,
            draft.customer_id,
            draft.currency,
            self,
            self.papers,
            draft.seller_id or "",
        )
        dialog.open()
        return dialog

    def show_clauses(self) -> None:
        """Show which clauses the order's documents print, and why; choose others for it alone."""
        order = self.order
        if order is None:
            return
        store, has_credit = self._services.store, bool(order.letter_of_credit)

        def show(bases: dict[Kind, Basis]) -> None:
            ClausesDialog(self, order.number, bases, order.draft.clauses, keep).open()

        def keep(choices: Choices, dialog: ClausesDialog) -> None:
            now = self.order or order  # what came in meanwhile stays
            self._keep_draft(
                replace(now.draft, clauses=choices), lambda _done: dialog.accept(), dialog.refused
            )

        self._services.tasks.submit(
            lambda: chosen_clauses.bases(store, order.draft, has_credit=has_credit),
            ok=show,
            owner=self,
        )

    def _save_shipment(self) -> None:
        order, wanted = self.order, self.shipment.wanted()
        if order is None or wanted is None:
            return
        store, today, edition = self._services.store, self.today(), self.shipment.edition
        draft, shipping = wanted
        self._deeds.do(
            lambda: orders.update(
                store, order.id, today=today, draft=draft, shipping=shipping, edition=edition
            ),
            _("Saved"),
            ok=self._saved,
            err=self.shipment.refuse,
        )

    def _saved(self, _result: object) -> None:
        self.shipment.forget()
        self.refresh(None)

    def _keep_draft(
        self,
        draft: QuoteDraft,
        ok: Callable[[object], object] | None = None,
        err: Callable[[TradepostError], object] | None = None,
    ) -> None:
        order = self.order
        if order is None or draft == order.draft:
            if ok is not None:
                ok(order)
            return
        store, today = self._services.store, self.today()
        self._deeds.do(
            lambda: orders.update(store, order.id, today=today, draft=draft, edition=order.edition),
            _("Saved"),
            ok=ok,
            err=err,
        )

    def _keep_lines(self, draft: QuoteDraft) -> None:
        """Write lines as typed; what is typed while they are written follows them."""
        order = self.order
        if order is None or self._writing_lines:
            return
        self._writing_lines = True
        store, today, edition = self._services.store, self.today(), order.edition

        def written(made: object) -> None:
            self._writing_lines = False
            more = self.goods.written(draft)
            if isinstance(made, OrderFigures):
                self._loaded(made)
            if more:
                self.goods.flush()

        def refused(error: TradepostError) -> None:
            self._writing_lines = False
            self.goods.refuse(error)
            if error.code == CHANGED:
                self.refresh(None)

        self._deeds.do(
            lambda: orders.update(store, order.id, today=today, draft=draft, edition=edition),
            _("Saved"),
            ok=written,
            err=refused,
        )
