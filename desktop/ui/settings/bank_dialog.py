"""One bank account, edited in a dialog that stays open until it is sound."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QGridLayout, QVBoxLayout, QWidget

from desktop.runtime.errors import TradepostError
from desktop.runtime.i18n import N_, _
from desktop.trade.documents.offer import Bank
from desktop.ui.settings.save_row import SaveRow
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.currency_box import CurrencyBox
from desktop.ui.widgets.dialogs import room
from desktop.ui.widgets.fields import Combo, Field, line_edit
from desktop.ui.widgets.labels import label

_FIELDS = (
    ("beneficiary", N_("Beneficiary")),
    ("beneficiary_address", N_("Address of the beneficiary")),
    ("bank", N_("Bank")),
    ("bank_address", N_("Address of the bank")),
    ("account", N_("Account number")),
    ("iban", N_("IBAN")),
    ("swift", N_("SWIFT code (BIC)")),
    ("intermediary_bank", N_("Intermediary bank")),
    ("intermediary_swift", N_("SWIFT code of the intermediary")),
    ("intermediary_account", N_("Account at the intermediary")),
)

Save = Callable[[Bank, Callable[[object], object], Callable[[BaseException], object]], object]


class BankDialog(QDialog):
    """Hands the account to `save`; closes when it was not refused. `is_default()` is the tick."""

    def __init__(self, parent: QWidget, bank: Bank, save: Save, *, is_default: bool = True) -> None:
        """Show `bank`."""
        super().__init__(parent)
        self._save = save
        self.setWindowTitle(_("Bank account"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(room(self, 700, 0).width())
        self.banner = Banner()
        self.currency = CurrencyBox(bank.currency, anything=_("Every currency"))
        self.editors = {key: line_edit(getattr(bank, key)) for key, _name in _FIELDS}
        self.charges = Combo(
            [
                ("SHA", _("SHA: shared")),
                ("OUR", _("OUR: the buyer pays all")),
                ("BEN", _("BEN: we pay all")),
            ],
            bank.charges,
        )
        self.default = QCheckBox(_("Print this one on documents in its currency"))
        self.default.setChecked(is_default)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(_("Bank account"), "lead"))
        column.addWidget(self.banner)
        column.addLayout(self._grid())
        column.addWidget(self.default)
        foot = SaveRow(self, self.submit)
        self.save_button = foot.button
        column.addLayout(foot)

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        fields = [Field(_("Currency"), self.currency), Field(_("Bank charges"), self.charges)]
        fields += [Field(_(name), self.editors[key]) for key, name in _FIELDS]
        for index, field in enumerate(fields):
            grid.addWidget(field, index // 3, index % 3)
        for at in range(3):
            grid.setColumnStretch(at, 1)
        return grid

    def is_default(self) -> bool:
        """Tell whether it is to be the default account of its currency."""
        return self.default.isChecked()

    def submit(self) -> None:
        """Hand over what is entered."""
        texts = {key: editor.text().strip() for key, editor in self.editors.items()}
        bank = Bank(
            currency=self.currency.code(), charges=str(self.charges.value() or "SHA"), **texts
        )
        self._save(bank, self._saved, self._refused)

    def _saved(self, _result: object) -> None:
        self.accept()

    def _refused(self, error: BaseException) -> None:
        message = error.message if isinstance(error, TradepostError) else str(error)
        hint = error.hint if isinstance(error, TradepostError) else ""
        self.banner.say("red", message, hint)
