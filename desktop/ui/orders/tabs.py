"""The parts of an order's page: goods with packing and sums, shipment, payments, documents."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.runtime.errors import TradepostError
from desktop.runtime.i18n import _
from desktop.trade.documents.document import LANGUAGES
from desktop.trade.money import Money
from desktop.trade.order_chain import FROM_ORDER, OrderDocument, kind_text, newest
from desktop.trade.order_figures import OrderFigures
from desktop.trade.order_shipping import OrderShipping
from desktop.trade.quote_draft import QuoteDraft
from desktop.ui.orders.fields import ORDER_SECTIONS, order_values, with_order_values
from desktop.ui.orders.papers import PaperDeeds, can_make
from desktop.ui.orders.parts import OrderParts
from desktop.ui.products.rows_pane import RowsPane
from desktop.ui.quotes.packing_pane import PackingPane
from desktop.ui.quotes.sums_pane import TotalsPane
from desktop.ui.records.record_form import RecordForm
from desktop.ui.records.table import Column, Table
from desktop.ui.services import Services
from desktop.ui.theme import theme
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import link, secondary
from desktop.ui.widgets.fields import Combo
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


class GoodsTab(ScrollPane):
    """The lines, below them packing and sums."""

    def __init__(self, services: Services, parts: OrderParts) -> None:
        """Start empty."""
        super().__init__(margins=(0, 0, 0, 16), spacing=12)
        self._parts = parts
        self.lines = RowsPane(services, parts.lines())
        self.box.addWidget(self.lines)
        below = QHBoxLayout()
        below.setContentsMargins(24, 8, 24, 0)
        below.setSpacing(48)
        self.packing = PackingPane(services)
        below.addWidget(self.packing, 1)
        self.sums = TotalsPane()
        self.sums.setFixedWidth(theme().scaled(360))
        holder = QVBoxLayout()
        holder.addWidget(self.sums)
        holder.addStretch(1)
        below.addLayout(holder)
        self.box.addLayout(below)
        self.box.addStretch(1)

    def show_order(self, order: OrderFigures) -> None:
        """Show goods, packing and sums."""
        self.lines.load(self._parts.line_rows())
        self.lines.fit()
        self.packing.show_sums(order.totals, order.draft)
        self.sums.show_sums(order.totals, order.draft)


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

    def refuse(self, error: TradepostError) -> None:
        """Say why it was not written."""
        self.problem.say("red", error.message, error.hint)


class PaymentsTab(ScrollPane):
    """What is paid and open, the instalments, and what came in."""

    account_wanted = Signal()

    def __init__(self, services: Services, parts: OrderParts) -> None:
        """Start empty."""
        super().__init__(margins=(0, 16, 0, 16))
        figures = QHBoxLayout()
        figures.setContentsMargins(24, 0, 24, 8)
        figures.setSpacing(40)
        self.values = {}
        for key, text in (
            ("total", _("Total")),
            ("paid", _("Paid")),
            ("open", _("Open")),
            ("overdue", _("Overdue")),
        ):
            held = QVBoxLayout()
            held.setSpacing(0)
            self.values[key] = label("", "metric")
            held.addWidget(self.values[key])
            held.addWidget(label(text, "caption", "text2"))
            figures.addLayout(held)
        figures.addStretch(1)
        figures.addWidget(
            link(_("Statement of account"), self.account_wanted.emit, icon_name="scale")
        )
        self.box.addLayout(figures)
        head = label(_("Instalments"), "section")
        head.setContentsMargins(24, 0, 24, 0)
        self.box.addWidget(head)
        self.dues = Table(parts.due_columns())
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


class DocumentsTab(QWidget):
    """What was issued, and what can be issued next."""

    clauses_wanted = Signal()

    def __init__(self, papers: PaperDeeds) -> None:
        """Start empty."""
        super().__init__()
        self._papers = papers
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(24, 12, 24, 8)
        head.setSpacing(8)
        head.addWidget(label(_("Issued documents"), "section"))
        head.addStretch(1)
        self.language = Combo([(key, key.upper()) for key in LANGUAGES], papers.language())
        self.language.setAccessibleName(_("Language of documents"))
        self.language.chosen.connect(papers.set_language)
        head.addWidget(self.language)
        self.makers = {
            kind: secondary(
                _("Issue {kind}").format(kind=_lower(kind_text(kind))),
                partial(papers.make, kind),
                icon_name="file-plus",
            )
            for kind in FROM_ORDER
        }
        self._deeds = (
            secondary(_("Open"), self.open, icon_name="external-link"),
            secondary(_("Show in folder"), self.folder, icon_name="folder-open"),
            secondary(_("Send by mail"), self.mail, icon_name="mail"),
        )
        for button in self._deeds:
            head.addWidget(button)
        column.addLayout(head)
        self.table = Table(_columns(), sort=0, descending=True)
        self.table.opened.connect(lambda row: papers.open(row.id))
        column.addWidget(self.table, 1)
        makers = QHBoxLayout()
        makers.setContentsMargins(24, 12, 24, 16)
        makers.setSpacing(8)
        for made in self.makers.values():
            makers.addWidget(made)
        makers.addStretch(1)
        self.clauses_button = link(
            _("Clauses of the contract"), self.clauses_wanted.emit, icon_name="book-open"
        )
        makers.addWidget(self.clauses_button)
        column.addLayout(makers)

    def show_order(self, order: OrderFigures) -> None:
        """Show the documents of an order."""
        self.table.load(order.documents)
        for button in self._deeds:
            button.setEnabled(bool(order.documents))
        for kind, button in self.makers.items():
            found = newest(order.documents, kind)
            is_open = found is None or bool(found.changes)
            button.setVisible(can_make(kind) and is_open)

    def _current(self) -> OrderDocument | None:
        row = self.table.current()
        return row if isinstance(row, OrderDocument) else None

    def open(self) -> None:
        """Show the file of the row."""
        row = self._current()
        if row is not None:
            self._papers.open(row.id)

    def folder(self) -> None:
        """Show where the file lies."""
        row = self._current()
        if row is not None:
            self._papers.folder(row.id)

    def mail(self) -> None:
        """Begin a mail with the file."""
        row = self._current()
        if row is not None:
            self._papers.mail(row)


def _lower(words: str) -> str:
    """Return words as they stand inside a sentence."""
    return words[:1].lower() + words[1:]


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("Issued"), lambda d: d.issued_on.isoformat(), 120, sort=lambda d: d.issued_on),
        Column(_("Document"), lambda d: d.text(), 180),
        Column(_("Number"), lambda d: d.label(), 200, strong=True),
        Column(_("Language"), lambda d: d.language.upper(), 100, tone=lambda _d: "text2"),
        Column(_("State"), _state, 170, sign="chip", tone=_tone),
        Column(_("Changed since"), lambda d: "; ".join(d.changes), tone=lambda _d: "amber"),
    )


def _state(document: OrderDocument) -> str:
    if document.is_superseded:
        return _("Superseded")
    return _("Order changed") if document.changes else _("Valid")


def _tone(document: OrderDocument) -> str:
    if document.is_superseded:
        return "neutral"
    return "amber" if document.changes else "green"
