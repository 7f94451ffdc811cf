"""Who an account writes as: the name and signature of its address, and further senders of the same mailbox."""

from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.mail.accounts import AccountSettings, Identity
from desktop.runtime.i18n import _
from desktop.ui.theme import theme
from desktop.ui.widgets.buttons import icon_button, link
from desktop.ui.widgets.cards import Card
from desktop.ui.widgets.fields import Field, line_edit
from desktop.ui.widgets.labels import label


@dataclass
class _Row:
    holder: QWidget
    name: QLineEdit
    email: QLineEdit
    signature: QPlainTextEdit


class SenderCard(Card):
    """Name and signature, then one block for each further sender."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__(_("Sender"))
        self.display_name = line_edit("", "Lin Wei")
        self._signature = _text_edit(_("Signature of this account"))
        self.box.addWidget(Field(_("Your name, as recipients see it"), self.display_name))
        self.box.addWidget(
            Field(
                _("Signature of this account"),
                self._signature,
                hint=_("Left empty, your signature from Settings, Company is used."),
            )
        )
        self._rows: list[_Row] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        self.box.addLayout(self._list)
        row = QHBoxLayout()
        self.add_button = link(_("Add another sender"), self.add_sender)
        row.addWidget(self.add_button)
        row.addStretch(1)
        self.box.addLayout(row)

    def show_settings(self, settings: AccountSettings) -> None:
        """Show what an account has."""
        self.display_name.setText(settings.display_name)
        self._signature.setPlainText(settings.signature)
        for identity in settings.identities:
            self._add(identity)

    def name(self) -> str:
        """Return the name entered."""
        return self.display_name.text().strip()

    def signature(self) -> str:
        """Return the signature entered."""
        return self._signature.toPlainText().strip()

    def identities(self) -> tuple[Identity, ...]:
        """Return the further senders; one without an address is left out."""
        return tuple(
            Identity(
                row.name.text().strip(),
                row.email.text().strip(),
                row.signature.toPlainText().strip(),
            )
            for row in self._rows
            if row.email.text().strip()
        )

    def add_sender(self) -> None:
        """Offer one sender more."""
        self._add(Identity("", ""))
        self._rows[-1].name.setFocus()

    def _add(self, identity: Identity) -> None:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        made = _Row(
            holder,
            line_edit(identity.name),
            line_edit(identity.email, "sales@example.com"),
            _text_edit(_("Signature of this sender")),
        )
        made.signature.setPlainText(identity.signature)
        head = QHBoxLayout()
        head.addWidget(label(_("Another sender"), "body_strong"), 1)
        head.addWidget(icon_button("trash-2", _("Remove this sender"), lambda: self._remove(made)))
        column.addLayout(head)
        fields = QHBoxLayout()
        fields.setSpacing(8)
        fields.addWidget(Field(_("Name"), made.name), 1)
        fields.addWidget(Field(_("Mail address"), made.email), 1)
        column.addLayout(fields)
        column.addWidget(Field(_("Signature"), made.signature))
        self._rows.append(made)
        self._list.addWidget(holder)

    def _remove(self, row: _Row) -> None:
        self._rows.remove(row)
        self._list.removeWidget(row.holder)
        row.holder.hide()
        row.holder.deleteLater()
        self.add_button.setFocus()


def _text_edit(name: str) -> QPlainTextEdit:
    made = QPlainTextEdit()
    made.setFixedHeight(theme().scaled(72))
    made.setTabChangesFocus(True)
    made.setAccessibleName(name)
    return made
