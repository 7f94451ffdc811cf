"""A customer's statement of account: movements with the balance, and how old the open invoices are."""

from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.runtime.days import long_day
from desktop.runtime.i18n import _
from desktop.trade import statement_rows
from desktop.trade.money import Money
from desktop.trade.statement_rows import Account
from desktop.trade.statements import Statement, StatementLine
from desktop.ui.orders.papers import PaperDeeds
from desktop.ui.records.table import DAY_WIDTH, Column, Table
from desktop.ui.services import Services
from desktop.ui.widgets.buttons import primary, secondary
from desktop.ui.widgets.dialogs import fit
from desktop.ui.widgets.fields import Combo
from desktop.ui.widgets.labels import hline, label, retone
from desktop.ui.widgets.panes import clear_layout


@dataclass(frozen=True, slots=True)
class _Row:
    """A movement with its place: those of one day keep their order."""

    place: int
    line: StatementLine


class StatementDialog(QDialog):
    """Reads and shows the account of a customer in a currency, as of today."""

    def __init__(
        self,
        services: Services,
        customer_id: str,
        currency: str,
        parent: QWidget | None = None,
        papers: PaperDeeds | None = None,
        seller_id: str | None = None,
    ) -> None:
        """Start reading; currency and company are those of the order it is opened from, `papers` issue it."""
        super().__init__(parent)
        self._papers = papers
        self._services = services
        self._customer_id = customer_id
        self._currency = currency
        self._account: Account | None = None
        self.setWindowTitle(_("Statement of account"))
        fit(self, 920, 560)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head())
        column.addWidget(hline())
        self._ages = QHBoxLayout()
        self._ages.setContentsMargins(20, 12, 20, 12)
        self._ages.setSpacing(32)
        column.addLayout(self._ages)
        self.table = Table(self._columns())
        self.table.setAccessibleName(self.windowTitle())
        column.addWidget(self.table, 1)
        column.addWidget(hline())
        column.addLayout(self._below())
        store = services.store
        services.tasks.submit(
            lambda: statement_rows.accounts(store, customer_id),
            ok=lambda found: self._offer(found, seller_id, currency),
            err=services.navigator.show_error,
            owner=self,
        )
        self._read(currency, seller_id)

    def _read(self, currency: str, seller_id: str | None) -> None:
        store, customer_id = self._services.store, self._customer_id
        today = self._services.clock.now().astimezone().date()
        self._services.tasks.submit(
            lambda: statement_rows.statement(
                store, customer_id, currency, end=today, seller_id=seller_id
            ),
            ok=self.show_statement,
            err=self._services.navigator.show_error,
            owner=self,
            key="statement",
        )

    def _offer(self, found: tuple[Account, ...], seller_id: str | None, currency: str) -> None:
        """Offer the customer's accounts where he has several."""
        usual = next((one for one in found if one.currency == currency), None)
        shown = next(
            (one for one in found if (one.seller_id, one.currency) == (seller_id, currency)), usual
        )
        self.accounts.set_choices([(one, one.label()) for one in found], shown)
        self.accounts.setVisible(len(found) > 1)

    def choose(self, account: object) -> None:
        """Show another account of the customer."""
        if isinstance(account, Account):
            self._account = account
            self._read(account.currency, account.seller_id)

    def _head(self) -> QVBoxLayout:
        head = QVBoxLayout()
        head.setContentsMargins(20, 16, 20, 12)
        self.name = label("", "heading")
        self.span = label("", "small", "text2")
        self.accounts = Combo()
        self.accounts.setAccessibleName(_("Account with"))
        self.accounts.hide()
        self.accounts.chosen.connect(self.choose)
        top = QHBoxLayout()
        top.addWidget(self.name, 1)
        top.addWidget(self.accounts)
        head.addLayout(top)
        head.addWidget(self.span)
        return head

    def _below(self) -> QHBoxLayout:
        below = QHBoxLayout()
        below.setContentsMargins(20, 12, 20, 12)
        self.closing = label("", "title")
        below.addWidget(self.closing)
        below.addStretch(1)
        below.setSpacing(8)
        self.deeds = (
            secondary(_("Issue and open"), self.open_issued, icon_name="file-check"),
            secondary(_("Issue and mail"), self.mail_issued, icon_name="mail"),
        )
        for button in self.deeds:
            button.setVisible(self._papers is not None)
            below.addWidget(button)
        below.addWidget(primary(_("Close"), self.accept))
        return below

    def open_issued(self) -> None:
        """Issue the statement and show its PDF."""
        papers = self._papers
        if papers is not None:
            papers.statement(lambda issued: papers.open(issued.id), self._order_id())

    def mail_issued(self) -> None:
        """Issue the statement and begin the mail that carries it."""
        papers = self._papers
        if papers is not None:
            self.accept()
            papers.statement(papers.mail, self._order_id())

    def _order_id(self) -> str:
        return self._account.order_id if self._account else ""

    def _money(self, amount: Decimal) -> str:
        return Money(amount, self._currency).format() if amount else ""

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column(_("Date"), lambda r: long_day(r.line.on), DAY_WIDTH, strong=True,
                   sort=lambda r: r.place),
            Column(_("Movement"), lambda r: r.line.text(), 200),
            Column(_("Document no."), lambda r: r.line.number),
            Column(_("Order"), lambda r: r.line.order_number, 120, tone=lambda _r: "text2"),
            Column(_("Debit"), lambda r: self._money(r.line.debit), 120, right=True,
                   sort=lambda r: r.line.debit),
            Column(_("Credit"), lambda r: self._money(r.line.credit), 120, right=True,
                   sort=lambda r: r.line.credit),
            Column(_("Account balance"), lambda r: Money(r.line.balance, self._currency).format(), 136,
                   right=True, sort=lambda r: r.line.balance),
        )  # fmt: skip

    def show_statement(self, found: Statement) -> None:
        """Show it."""
        self._currency = found.currency
        self.name.setText(found.customer_name)
        self.span.setText(
            _("{begin} to {end}, {currency}").format(
                begin=long_day(found.begin), end=long_day(found.end), currency=found.currency
            )
        )
        self.table.load([_Row(place, line) for place, line in enumerate(found.lines)])
        clear_layout(self._ages)
        names = (_("0–30 days"), _("31–60 days"), _("61–90 days"), _("over 90 days"))
        for place, (name, amount) in enumerate(zip(names, found.ageing, strict=True)):
            self._figure(name, amount, "red" if place == 3 and amount else "text")
        self._figure(_("paid in advance"), found.unapplied, "text")
        self._ages.addStretch(1)
        closing = Money(found.closing, found.currency).format()
        self.closing.setText(_("Closing balance {amount}").format(amount=closing))

    def _figure(self, name: str, amount: Decimal, tone: str) -> None:
        held = QVBoxLayout()
        held.setSpacing(0)
        value = label(self._money(amount) or "–", "metric")
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        retone(value, tone)
        held.addWidget(value)
        held.addWidget(label(name, "caption", "text2"))
        self._ages.addLayout(held)
