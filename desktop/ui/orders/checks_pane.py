"""The L/C of an order and the checks of its documents: red, amber, green, each with its two places."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.runtime.days import long_day
from desktop.runtime.errors import TradepostError
from desktop.runtime.i18n import _, ngettext
from desktop.trade import check_list, document_check_rows, order_credit
from desktop.trade.check_facts import Spot
from desktop.trade.check_list import CheckResult, State
from desktop.trade.document_check_rows import CheckReport
from desktop.trade.letter_of_credit import LetterOfCredit
from desktop.trade.money import Money
from desktop.ui.orders.credit_dialog import CreditDialog
from desktop.ui.orders.finding_rows import finding_row, sign_line
from desktop.ui.services import Services
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import secondary
from desktop.ui.widgets.cards import Card
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.panes import ScrollPane, clear_layout

_SIGNS = {
    State.PASSED: ("circle-check", "green"),
    State.WARNING: ("triangle-alert", "amber"),
    State.FAILED: ("circle-alert", "red"),
    State.NOTHING: ("circle", "text3"),
}


class ChecksPane(ScrollPane):
    """`open` shows an order; `jump` gives the place that a finding is about."""

    jump = Signal(object)

    def __init__(self, services: Services) -> None:
        """Start empty."""
        super().__init__(margins=(24, 16, 24, 24), spacing=14)
        self._services = services
        self.order_id = ""
        self.report: CheckReport | None = None
        self._wanted = ""
        self.banner = Banner()
        self.box.addWidget(self.banner)
        self._credit_card()
        self.checks = Card(_("Checks"))
        self.summary = label("", "small", "text2")
        self.checks.head.addWidget(self.summary)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        self.checks.box.addLayout(self._rows)
        self.box.addWidget(self.checks)
        self.box.addStretch(1)

    def _credit_card(self) -> None:
        self.credit = Card(_("Letter of credit"))
        self.paste_button = secondary(_("Paste MT700"), self.edit, icon_name="clipboard-paste")
        self.remove_button = secondary(_("Remove"), self.remove, icon_name="trash-2")
        for button in (self.paste_button, self.remove_button):
            self.credit.head.addWidget(button)
        self._facts = QVBoxLayout()
        self._facts.setSpacing(6)
        self.credit.box.addLayout(self._facts)
        self.box.addWidget(self.credit)

    def today(self) -> date:
        """Return the local day."""
        return self._services.clock.now().astimezone().date()

    def open(self, order_id: str) -> None:
        """Read and check the documents of an order."""
        self.order_id = order_id
        store, today = self._services.store, self.today()
        self._services.tasks.submit(
            lambda: document_check_rows.of_order(store, order_id, today=today),
            ok=self._show,
            err=self._failed,
            owner=self,
            key="checks",
        )

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, TradepostError):
            self.banner.say("red", error.message, error.hint)
        else:
            self._services.navigator.show_error(error)

    def _show(self, report: CheckReport) -> None:
        self.report = report
        tag, self._wanted = self._wanted, ""
        if tag:
            self.edit(tag)
        self.banner.hide()
        self._show_credit(report.credit, report.latest_presentation)
        clear_layout(self._rows)
        self.summary.setText(check_list.summary(report.findings))
        compared = [one for one in report.results if one.reason or one.state is not State.NOTHING]
        for result in compared:
            self._rows.addWidget(self._check(result))
        waiting = len(report.results) - len(compared)
        if waiting:
            words = ngettext(
                "{count} check has nothing to compare yet.",
                "{count} checks have nothing to compare yet.",
                waiting,
            )
            sign, tone = _SIGNS[State.NOTHING]
            self._rows.addWidget(sign_line(sign, tone, words.format(count=waiting), "text3"))

    def _show_credit(self, credit: LetterOfCredit | None, last: date | None) -> None:
        clear_layout(self._facts)
        self.remove_button.setVisible(credit is not None)
        self.paste_button.setText(_("Edit") if credit else _("Paste MT700"))
        if credit is None:
            words = _("No letter of credit: contradictions are warnings, not errors.")
            self._facts.addWidget(label(words, "body", "text2", wrap=True))
            return
        amount = Money(credit.amount, credit.currency).format() if credit.amount else "?"
        if credit.plus_percent or credit.minus_percent:
            amount += f"  +{credit.plus_percent:f} / −{credit.minus_percent:f}%"
        days = {
            _("Latest shipment"): credit.latest_shipment,
            _("Latest presentation"): last,
            _("Expiry"): credit.expires_on,
        }
        facts = [(_("L/C no."), credit.number), (_("Amount"), amount)]
        facts += [(name, long_day(day)) for name, day in days.items() if day]
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(2)
        for column, (name, value) in enumerate(facts):
            grid.addWidget(label(name, "caption", "text3"), 0, column)
            grid.addWidget(label(value, "body_strong"), 1, column)
        grid.setColumnStretch(len(facts), 1)
        holder = QWidget()
        holder.setLayout(grid)
        grid.setContentsMargins(0, 0, 0, 0)
        self._facts.addWidget(holder)
        for problem in credit.problems:
            self._facts.addWidget(sign_line("triangle-alert", "amber", problem.message))

    def _check(self, result: CheckResult) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(4)
        sign, tone = _SIGNS[result.state]
        column.addWidget(sign_line(sign, tone, result.title))
        if result.reason:
            row = label(result.reason, "small", "text2", wrap=True)
            row.setContentsMargins(28, 0, 0, 4)
            column.addWidget(row)
        for finding in result.findings:
            column.addWidget(finding_row(finding, self._jump))
        return made

    def _jump(self, spot: Spot) -> None:
        if spot.kind == "letter_of_credit":
            self.edit(spot.field)
        else:
            self.jump.emit(spot)

    # ---- the letter of credit

    def edit_once_read(self, order_id: str, tag: str) -> None:
        """Open the dialog at a field when the order's credit has been read anew."""
        self._wanted = tag
        self.open(order_id)

    def edit(self, tag: str = "") -> None:
        """Open the dialog of the L/C, at field `tag`."""
        credit = self.report.credit if self.report else None
        dialog = CreditDialog(self, dict(credit.fields) if credit else {}, self._save, tag)
        dialog.open()

    def _save(self, fields: dict[str, str], dialog: CreditDialog) -> None:
        store, key, today = self._services.store, self.order_id, self.today()
        self._services.tasks.submit(
            lambda: order_credit.keep(store, key, fields, today=today),
            ok=lambda _result: self._saved(dialog),
            err=dialog.refused,
            owner=self,
            lane="write",
        )

    def _saved(self, dialog: CreditDialog) -> None:
        dialog.accept()
        self.open(self.order_id)

    def remove(self) -> None:
        """Take the L/C away; it can be taken back with Ctrl Z."""
        store, key, today = self._services.store, self.order_id, self.today()
        self._services.tasks.submit(
            lambda: order_credit.remove(store, key, today=today),
            ok=lambda _result: self.open(key),
            err=self._failed,
            owner=self,
            lane="write",
        )
