"""Asks for the client id that an issuer gave this program: once, before the first sign-in there."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from desktop.mail.oauth_issuers import KNOWN
from desktop.runtime.errors import TradepostError
from desktop.runtime.i18n import _
from desktop.ui.widgets.buttons import primary, secondary
from desktop.ui.widgets.cards import Card
from desktop.ui.widgets.fields import Field, PasswordEdit, line_edit
from desktop.ui.widgets.labels import label

_SECRET_NEEDED = ("google",)


class ClientForm(Card):
    """Client id and, where the issuer gives one, its secret; for another issuer its address and scopes too."""

    def __init__(
        self, done: Callable[[str, str, str, str], object], cancel: Callable[[], object]
    ) -> None:
        """`done` gets issuer, client id, secret and scopes."""
        super().__init__(quiet=True)
        self._done, self._issuer = done, ""
        self._heading = label("", "body_strong", wrap=True)
        self._why = label("", "small", "text2", wrap=True)
        self.issuer, self.client_id = line_edit("", "https://login.example.com"), line_edit()
        self.secret, self.scopes = PasswordEdit(), line_edit("", "imap smtp offline_access")
        self._fields = {
            "issuer": Field(_("Address of the issuer"), self.issuer),
            "client_id": Field(_("Client id"), self.client_id),
            "secret": Field(_("Client secret, if there is one"), self.secret),
            "scopes": Field(_("Scopes"), self.scopes),
        }
        for part in (self._heading, self._why, *self._fields.values()):
            self.box.addWidget(part)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(secondary(_("Cancel"), cancel, size="control_small"))
        self.go = primary(_("Sign in"), self._submit, size="control_small")
        row.addWidget(self.go)
        self.box.addLayout(row)
        for edit in (self.issuer, self.client_id, self.secret, self.scopes):
            edit.returnPressed.connect(self._submit)

    def ask(self, issuer: str, hint: str) -> None:
        """Ask for the client id of `issuer`, "" for one whose address is entered too."""
        self._issuer = issuer
        known = KNOWN.get(issuer)
        name = known.name if known else issuer
        self._heading.setText(
            _("Signing in with {name} needs a client id of your own").format(name=name)
            if issuer
            else _("Sign in with another provider")
        )
        self._why.setText(
            hint or _("Your provider or administrator has these; docs/sign-in.md says how to ask.")
        )
        self._fields["issuer"].setVisible(known is None)
        self._fields["scopes"].setVisible(known is None)
        self._fields["secret"].setVisible(known is None or issuer in _SECRET_NEEDED)
        if known is None:
            self.issuer.setText(issuer)
        self._fields["client_id"].set_error("")
        self.go.setEnabled(True)

    def first_field(self) -> QLineEdit:
        """Return the input to begin with."""
        return self.client_id if self._issuer else self.issuer

    def _submit(self) -> None:
        client_id = self.client_id.text().strip()
        issuer = self._issuer if self._issuer in KNOWN else self.issuer.text().strip()
        missing = [
            self._fields[key]
            for key, value in (("issuer", issuer), ("client_id", client_id))
            if not value
        ]
        for field in self._fields.values():
            field.set_error(_("This is needed.") if field in missing else "")
        if missing:
            _focus(missing[0].editor)
            return
        self.go.setEnabled(False)
        self._done(issuer, client_id, self.secret.text().strip(), self.scopes.text().strip())

    def refused(self, error: BaseException) -> None:
        """Say below the field concerned why it was refused."""
        self.go.setEnabled(True)
        code = error.code if isinstance(error, TradepostError) else ""
        key = {"no_scopes": "scopes", "oauth_client": "client_id"}.get(code, "issuer")
        field = self._fields[key] if not self._fields[key].isHidden() else self._fields["client_id"]
        field.set_error(error.message if isinstance(error, TradepostError) else str(error))
        _focus(field.editor)


def _focus(widget: QWidget) -> None:
    widget.setFocus()
