"""The user's own payment terms: a list, and a dialog that shows what the words mean as they are typed."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _, language
from desktop.trade.payment import Instalment, PaymentTerms, describe
from desktop.trade.payment_parse import parse_terms
from desktop.ui.settings.save_row import SaveRow
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import icon_button, secondary
from desktop.ui.widgets.cards import Card
from desktop.ui.widgets.dialogs import room
from desktop.ui.widgets.fields import Field, line_edit
from desktop.ui.widgets.labels import ElidedLabel, label
from desktop.ui.widgets.panes import clear_layout


class TermsCard(Card):
    """`edit_asked` gives terms (or None for new ones), `delete_asked` a name."""

    edit_asked = Signal(object)
    delete_asked = Signal(str)

    def __init__(self) -> None:
        """Start empty."""
        super().__init__(_("Own payment terms"))
        add = secondary(_("Add"), lambda: self.edit_asked.emit(None), icon_name="plus")
        self.head.addWidget(add)
        self._list = Card(quiet=True)
        self.box.addWidget(self._list)
        words = _("Offered in every quote before the usual ones (T/T, L/C, D/P, D/A, O/A).")
        self.box.addWidget(label(words, "small", "text2", wrap=True))

    def show_terms(self, rows: Sequence[PaymentTerms]) -> None:
        """List these terms."""
        clear_layout(self._list.box)
        if not rows:
            self._list.box.addWidget(label(_("No terms of your own yet."), "body", "text2"))
        for terms in rows:
            said = describe(terms.instalments)
            words = said.zh if language() == "zh_CN" else said.en
            self._list.add_row(terms.name, ElidedLabel(words, "body"), self._buttons(terms))

    def _buttons(self, terms: PaymentTerms) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        edit = icon_button("pencil", _("Edit"), partial(self.edit_asked.emit, terms))
        delete = icon_button("trash-2", _("Delete"), partial(self.delete_asked.emit, terms.name))
        for button in (edit, delete):
            row.addWidget(button)
        return holder


Save = Callable[
    [str, Sequence[Instalment], str, Callable[[object], object], Callable[[BaseException], object]],
    object,
]


class TermsDialog(QDialog):
    """Name and words; what they mean stands below while they are typed."""

    def __init__(self, parent: QWidget, terms: PaymentTerms | None, save: Save) -> None:
        """Show `terms`, or nothing for new ones."""
        super().__init__(parent)
        self._save, self._before = save, terms.name if terms else ""
        self._parts: Sequence[Instalment] = terms.instalments if terms else ()
        self.setWindowTitle(_("Payment terms"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(room(self, 520, 0).width())
        self.banner = Banner()
        self.name = line_edit(self._before, _("How you call them"))
        self.words = line_edit(
            describe(self._parts).en if self._parts else "", "30% deposit, 70% before shipment"
        )
        self.meaning = label("", "small", "text2", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(_("Payment terms"), "lead"))
        column.addWidget(self.banner)
        column.addWidget(Field(_("Terms"), self.name))
        self._field = Field(_("Instalments in words"), self.words)
        column.addWidget(self._field)
        column.addWidget(self.meaning)
        foot = SaveRow(self, self.submit)
        self.save_button = foot.button
        column.addLayout(foot)
        self.words.textEdited.connect(self._read)
        self._show_meaning()

    def _read(self, text: str) -> None:
        try:
            self._parts = parse_terms(text).instalments
        except UserFacing as problem:
            self._parts = ()
            self._field.set_error(problem.hint or problem.message)
        else:
            self._field.set_error("")
        self._show_meaning()

    def _show_meaning(self) -> None:
        said = describe(self._parts)
        self.meaning.setText(f"{said.en}\n{said.zh}" if self._parts else "")
        self.save_button.setEnabled(bool(self._parts))

    def submit(self) -> None:
        """Hand over what is entered."""
        if self._parts:
            self._save(
                self.name.text().strip(), self._parts, self._before, self._saved, self._refused
            )

    def _saved(self, _result: object) -> None:
        self.accept()

    def _refused(self, error: BaseException) -> None:
        message = error.message if isinstance(error, UserFacing) else str(error)
        self.banner.say("red", message)
