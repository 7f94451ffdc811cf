"""One bank account, edited in a dialog that stays open until it is sound."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.runtime.errors import TradepostError
from desktop.runtime.i18n import N_, _
from desktop.trade.documents.assemble import Bank
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import primary, secondary
from desktop.ui.widgets.fields import Combo, Field, line_edit
from desktop.ui.widgets.labels import label

_FIELDS = (
    ("currency", N_("Currency")),
    ("beneficiary", N_("Beneficiary")),
    ("bank", N_("Bank")),
    ("bank_address", N_("Address of the bank")),
    ("account", N_("Account number")),
    ("iban", N_("IBAN")),
    ("swift", N_("SWIFT code (BIC)")),
    ("beneficiary_address", N_("Address of the beneficiary")),
    ("intermediary_bank", N_("Intermediary bank")),
    ("intermediary_swift", N_("SWIFT code of the intermediary")),
)

Save = Callable[[Bank, Callable[[object], object], Callable[[BaseException], object]], object]


class BankDialog(QDialog):
    """Hands the account to `save`; closes when it was not refused."""

    def __init__(self, parent: QWidget, bank: Bank, save: Save) -> None:
        """Show `bank`."""
        super().__init__(parent)
        self._save = save
        self.setWindowTitle(_("Bank account"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(560)
        self.banner = Banner()
        self.editors = {key: line_edit(getattr(bank, key)) for key, _name in _FIELDS}
        self.charges = Combo(
            [("SHA", _("SHA: shared")), ("OUR", _("OUR: the buyer pays all")), ("BEN", "BEN")],
            bank.charges,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(_("Bank account"), "lead"))
        column.addWidget(self.banner)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        for index, (key, name) in enumerate(_FIELDS):
            grid.addWidget(Field(_(name), self.editors[key]), index // 2, index % 2)
        grid.addWidget(Field(_("Bank charges"), self.charges), len(_FIELDS) // 2, 0)
        column.addLayout(grid)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(secondary(_("Cancel"), self.reject))
        self.save_button = primary(_("Save"), self.submit)
        row.addWidget(self.save_button)
        column.addLayout(row)

    def submit(self) -> None:
        """Hand over what is entered."""
        texts = {key: editor.text().strip() for key, editor in self.editors.items()}
        texts["currency"] = texts["currency"].upper()
        bank = Bank(**texts, charges=str(self.charges.value()))
        self._save(bank, self._saved, self._refused)

    def _saved(self, _result: object) -> None:
        self.accept()

    def _refused(self, error: BaseException) -> None:
        message = error.message if isinstance(error, TradepostError) else str(error)
        hint = error.hint if isinstance(error, TradepostError) else ""
        self.banner.say("red", message, hint)
