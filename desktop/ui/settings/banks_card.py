"""The bank accounts of a selling company: one line each, the default of a currency marked."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.runtime.i18n import _
from desktop.trade.bank_accounts import BankRow
from desktop.ui.widgets.buttons import icon_button, secondary
from desktop.ui.widgets.cards import Card
from desktop.ui.widgets.chips import Chip
from desktop.ui.widgets.labels import ElidedLabel, label
from desktop.ui.widgets.panes import clear_layout


class BanksCard(Card):
    """`edit_asked` gives an account (None for a new one), `delete_asked` one to take out.

    `lock_asked` gives one to lock, or to unlock when it is locked: a locked one only shows that.
    """

    edit_asked = Signal(object)
    delete_asked = Signal(object)
    lock_asked = Signal(object)

    def __init__(self) -> None:
        """Start empty."""
        super().__init__(_("Bank accounts"))
        self.head.addWidget(
            secondary(_("Add"), lambda: self.edit_asked.emit(None), icon_name="plus")
        )
        self._list = Card(quiet=True)
        self.box.addWidget(self._list)
        words = _("Invoices print the default account of their currency.")
        self.box.addWidget(label(words, "small", "text2", wrap=True))

    def show_accounts(self, rows: Sequence[BankRow]) -> None:
        """List these accounts."""
        clear_layout(self._list.box)
        if not rows:
            words = _("No bank account yet: invoices would print none.")
            self._list.box.addWidget(label(words, "body", "text2"))
        several = {row.bank.currency for row in rows if not row.is_default}
        for row in rows:
            bank = row.bank
            number = bank.iban or bank.account
            text = " · ".join(part for part in (bank.bank, number, bank.swift) if part)
            marked = row.is_default and bank.currency in several
            name = bank.currency or _("Every currency")
            self._list.add_row(name, ElidedLabel(text, "body"), self._end(row, marked))

    def _end(self, row: BankRow, marked: bool) -> QWidget:
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        if marked:
            line.addWidget(Chip(_("default"), "accent"))
        locked = row.locked_at is not None
        words = _("Unlock the bank details") if locked else _("Lock the bank details")
        sign = "lock" if locked else "lock-open"
        edit = icon_button("pencil", _("Edit"), partial(self.edit_asked.emit, row))
        delete = icon_button("trash-2", _("Delete"), partial(self.delete_asked.emit, row))
        for button in (edit, delete):
            button.setEnabled(not locked)
        line.addWidget(icon_button(sign, words, partial(self.lock_asked.emit, row)))
        line.addWidget(edit)
        line.addWidget(delete)
        return holder
