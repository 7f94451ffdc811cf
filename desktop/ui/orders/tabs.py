"""The parts of an order's page: goods with packing and sums, shipment, payments, documents."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.runtime.errors import TradepostError
from desktop.runtime.i18n import _
from desktop.trade.money import Money
from desktop.trade.order_figures import OrderFigures
from desktop.trade.order_shipping import OrderShipping
from desktop.trade.quote_draft import QuoteDraft
from desktop.ui.orders.fields import ORDER_SECTIONS, order_values, with_order_values
from desktop.ui.orders.parts import OrderParts
from desktop.ui.products.rows_pane import RowsPane
from desktop.ui.records.record_form import RecordForm
from desktop.ui.records.table import Table
from desktop.ui.services import Services
from desktop.ui.theme import theme
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import link
from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.panes import ScrollPane

TABS = ("goods", "shipment", "payments", "milestones", "documents", "checks")


def tab_names(order: OrderFigures) -> tuple[str, ...]:
    """Return the titles of TABS for an order, in the user's language."""
    goods = sum(1 for line in order.draft.lines if line.is_goods)
    reached = sum(1 for one in order.steps if one.reached_on is not None)
    return (
        _("Goods") + f"  {goods}",
        _("Shipment"),
        _("Payments") + (f"  {len(order.payments.receipts)}" if order.payments.receipts else ""),
        _("Milestones") + f"  {reached}/{len(order.steps)}",
        _("Issued documents") + (f"  {len(order.documents)}" if order.documents else ""),
        _("L/C and checks"),
    )


class ShipmentTab(ScrollPane):
    """Parties, route, ship and papers as one form, the containers below it."""

    touched = Signal()

    def __init__(self, services: Services, parts: OrderParts) -> None:
        """Start empty."""
        super().__init__(margins=(0, 8, 0, 24))
        self.is_touched = False
        self.edition = 0
        self._order: OrderFigures | None = None
        held = QVBoxLayout()
        held.setContentsMargins(24, 8, 24, 0)
        self.problem = Banner()
        held.addWidget(self.problem)
        self.form = RecordForm(ORDER_SECTIONS, columns=4)
        self.form.changed.connect(self._touch)
        held.addWidget(self.form)
        self.box.addLayout(held)
        self.boxes = RowsPane(services, parts.boxes())
        self.box.addWidget(self.boxes)
        self.box.addStretch(1)

    def _touch(self) -> None:
        self.is_touched = True
        self.touched.emit()

    def forget(self) -> None:
        """Let what is stored take the place of what was typed."""
        self.is_touched = False
        self.problem.hide()

    def show_order(self, order: OrderFigures) -> None:
        """Show an order; what is being typed stays."""
        if not self.is_touched:
            self._order, self.edition = order, order.edition
            self.form.load(order_values(order))

    def wanted(self) -> tuple[QuoteDraft, OrderShipping] | None:
        """Return terms and shipping as typed; None when nothing was, or something is wrong."""
        values = self.form.values()
        if values is None or not self.is_touched or self._order is None:
            return None
        return with_order_values(self._order, values)

    def show_field(self, name: str) -> None:
        """Put the keyboard on the field that a finding names, else on the first one."""
        key = {"marks": "shipping_marks", "revision": "buyer_reference"}.get(name, name)
        known = {spec.key for section in ORDER_SECTIONS for spec in section.fields}
        editor = self.form.editor(key if key in known else "buyer_reference")
        editor.setFocus()
        self.ensureWidgetVisible(editor)

    def refuse(self, error: TradepostError) -> None:
        """Say why it was not written."""
        self.problem.say("red", error.message, error.hint)


class PaymentsTab(ScrollPane):
    """What is paid and open, the instalments, and what came in."""

    account_wanted = Signal()

    def __init__(self, services: Services, parts: OrderParts) -> None:
        """Start empty."""
        super().__init__(margins=(0, 16, 0, 16))
        head = QHBoxLayout()
        head.setContentsMargins(24, 0, 24, 8)
        head.setSpacing(24)
        figures = FlowLayout(40, line_gap=8)
        self.values = {}
        for key, text in (
            ("total", _("Total")),
            ("paid", _("Paid")),
            ("open", _("Unpaid")),
            ("overdue", _("Overdue")),
        ):
            holder = QWidget()
            held = QVBoxLayout(holder)
            held.setContentsMargins(0, 0, 0, 0)
            held.setSpacing(0)
            self.values[key] = label("", "metric")
            held.addWidget(self.values[key])
            held.addWidget(label(text, "caption", "text2"))
            figures.addWidget(holder)
        head.addLayout(figures, 1)
        account = link(_("Statement of account"), self.account_wanted.emit, icon_name="scale")
        head.addWidget(account, 0, Qt.AlignmentFlag.AlignTop)
        self.box.addLayout(head)
        title = label(_("Instalments"), "section")
        title.setContentsMargins(24, 0, 24, 0)
        self.box.addWidget(title)
        self.dues = Table(parts.due_columns())
        self.dues.setAccessibleName(_("Instalments"))
        self.box.addWidget(self.dues)
        self.receipts = RowsPane(services, parts.receipts())
        self.box.addWidget(self.receipts)
        self.box.addStretch(1)

    def show_order(self, order: OrderFigures) -> None:
        """Show the order's money."""
        paid = order.payments
        amounts = {"total": paid.total, "paid": paid.paid, "open": paid.open,
                   "overdue": paid.overdue}  # fmt: skip
        for key, amount in amounts.items():
            self.values[key].setText(Money(amount, paid.currency).format() if amount else "–")
        self.dues.load(paid.dues)
        row = self.dues.verticalHeader().defaultSectionSize()
        self.dues.setFixedHeight(theme().scaled(34) + row * max(len(paid.dues), 1))
        self.receipts.load(paid.receipts)
        self.receipts.fit()
