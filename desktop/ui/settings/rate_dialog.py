"""One exchange rate entered by hand: what a bank said, on which day, from whom."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from desktop.runtime.errors import TradepostError
from desktop.runtime.i18n import N_, _
from desktop.trade.rate_rule import Rate, RateKind
from desktop.ui.settings.save_row import SaveRow
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.currency_box import CurrencyBox
from desktop.ui.widgets.dialogs import room
from desktop.ui.widgets.fields import Combo, DateEdit, Field, line_edit, read_decimal
from desktop.ui.widgets.labels import label

KIND_TITLES = {
    RateKind.BUYING: N_("Buying"),
    RateKind.CASH_BUYING: N_("Cash buying"),
    RateKind.SELLING: N_("Selling"),
    RateKind.MIDDLE: N_("Middle"),
}
Save = Callable[[Rate, bool, Callable[[object], object], Callable[[BaseException], object]], object]


class RateDialog(QDialog):
    """Hands the rate to `save(rate, sure, done, refused)`; closes when it was not refused."""

    def __init__(self, parent: QWidget, currency: str, home: str, today: date, save: Save) -> None:
        """Start with a pair and today's date."""
        super().__init__(parent)
        self._save = save
        self._sure = False
        self.setWindowTitle(_("Exchange rate"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(room(self, 520, 0).width())
        self.banner = Banner()
        self.currency, self.home = CurrencyBox(currency), CurrencyBox(home)
        self.rate = line_edit("", "7.1120")
        self.day = DateEdit(today)
        self.kind = Combo(
            [(kind.value, _(name)) for kind, name in KIND_TITLES.items()], RateKind.BUYING.value
        )
        self.source = line_edit("", _("Bank, branch or who said it"))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(_("Exchange rate"), "lead"))
        column.addWidget(self.banner)
        column.addLayout(self._grid())
        foot = SaveRow(self, self.submit)
        self.save_button = foot.button
        column.addLayout(foot)
        self.rate.setFocus()

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        self._rate_field = Field(_("Rate for one unit"), self.rate)
        places = (
            (Field(_("One unit of"), self.currency), 0, 0),
            (Field(_("is so much"), self.home), 0, 1),
            (self._rate_field, 1, 0),
            (Field(_("Kind"), self.kind), 1, 1),
            (Field(_("Day"), self.day), 2, 0),
            (Field(_("Source"), self.source), 2, 1),
        )
        for field, line, column in places:
            grid.addWidget(field, line, column)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.rate.textEdited.connect(self._changed)
        return grid

    def _changed(self, _text: str) -> None:
        self._sure = False
        self._rate_field.set_error("")
        self.save_button.setText(_("Save"))

    def submit(self) -> None:
        """Hand over what is entered."""
        value = read_decimal(self.rate.text())
        if value is None:
            self._rate_field.set_error(_("Enter a number such as 7.1120."))
            return
        rate = Rate(
            self.currency.code(),
            self.home.code(),
            self.day.value(),
            RateKind(str(self.kind.value())),
            value,
            self.source.text().strip(),
        )
        self._save(rate, self._sure, self._saved, self._refused)

    def _saved(self, _result: object) -> None:
        self.accept()

    def _refused(self, error: BaseException) -> None:
        if not isinstance(error, TradepostError):
            self.banner.say("red", str(error))
            return
        self._sure = error.code == "rate_jump"
        if self._sure:
            self.save_button.setText(_("Save all the same"))
        self.banner.say("amber" if self._sure else "red", error.message, error.hint)
