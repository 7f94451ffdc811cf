"""First start, step one: who you are, and how the workspace is locked; later, unlocking it."""

from collections.abc import Callable

from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from desktop.runtime.i18n import _
from desktop.ui.theme import theme
from desktop.ui.welcome.calls import NewWorkspace
from desktop.ui.welcome.page import Page
from desktop.ui.welcome.passphrase import strength
from desktop.ui.widgets.buttons import primary
from desktop.ui.widgets.fields import Field, PasswordEdit, line_edit
from desktop.ui.widgets.labels import label


class WorkspacePage(Page):
    """Name, company, mail address; keyring or passphrase."""

    def __init__(self, *, keyring: bool, done: Callable[[NewWorkspace], object]) -> None:
        """`keyring` tells whether the system keeps secrets; `done` gets what was entered."""
        super().__init__(
            _("Create your workspace"),
            _(
                "It holds your mail, customers, quotes and documents, in one folder on this computer."
            ),
        )
        self._done = done
        self.name, self.company, self.email = line_edit(), line_edit(), line_edit()
        self.name_field = Field(_("Your name"), self.name)
        self.company_field = Field(_("Company"), self.company)
        self.email_field = Field(_("Your mail address"), self.email)
        for field in (self.name_field, self.company_field, self.email_field):
            self.box.addWidget(field)
        self.by_keyring = QRadioButton(_("Keep the key in this computer’s keyring"))
        self.by_passphrase = QRadioButton(_("Ask me for a passphrase at each start"))
        self._choice = QButtonGroup(self)
        self.box.addWidget(label(_("How it is locked"), "caption", "text2"))
        for button in (self.by_keyring, self.by_passphrase):
            self._choice.addButton(button)
            button.setFont(theme().font("body"))
            self.box.addWidget(button)
        self.first, self.second = PasswordEdit(), PasswordEdit()
        hint = _("Nobody can recover it for you: write it down and keep it apart.")
        self.first_field = Field(_("Passphrase"), self.first, hint=hint)
        self.second_field = Field(_("The same passphrase again"), self.second)
        self.box.addWidget(self.first_field)
        self.box.addWidget(self.second_field)
        self.go = primary(
            _("Create workspace"),
            self.submit,
            icon_name="arrow-right",
            size="control_large",
            key="Return",
        )
        self.end_row(None, self.go)
        self._start(keyring)

    def _start(self, keyring: bool) -> None:
        self.by_keyring.setVisible(keyring)
        self.by_keyring.setChecked(keyring)
        self.by_passphrase.setChecked(not keyring)
        if not keyring:
            words = _("This computer has no keyring: the workspace is locked with a passphrase.")
            self.by_passphrase.setText(words)
        self.by_passphrase.toggled.connect(self._show_fields)
        self.first.textChanged.connect(self._show_strength)
        for editor in (self.name, self.company, self.email, self.first, self.second):
            editor.returnPressed.connect(self.submit)
        self._show_fields(not keyring)

    def _show_fields(self, on: bool) -> None:
        self.first_field.setVisible(on)
        self.second_field.setVisible(on)

    def _show_strength(self, text: str) -> None:
        found = strength(text)
        if found.words:
            self.first_field.set_hint(found.words, found.tone)

    def submit(self) -> None:
        """Check what was entered; hand it over when it is complete."""
        name, email = self.name.text().strip(), self.email.text().strip()
        self.name_field.set_error(
            "" if name else _("Your name stands below your mails and quotes.")
        )
        good = not email or ("@" in email and "." in email.rpartition("@")[2])
        self.email_field.set_error("" if good else _("That is no mail address."))
        if name and good and self._passphrase_is_good():
            passphrase = self.first.text() if self.by_passphrase.isChecked() else None
            self.go.setEnabled(False)
            self._done(NewWorkspace(name, self.company.text().strip(), email, passphrase))

    def _passphrase_is_good(self) -> bool:
        if not self.by_passphrase.isChecked():
            return True
        found = strength(self.first.text())
        short = found.level < 2
        self.first_field.set_error(found.words or _("Enter a passphrase.") if short else "")
        differs = self.first.text() != self.second.text()
        self.second_field.set_error(_("The two are not the same.") if differs else "")
        return not short and not differs

    def show_error(self, error: BaseException) -> None:
        """Show why the workspace could not be made; the entries stay."""
        self.go.setEnabled(True)
        super().show_error(error)


class UnlockPage(Page):
    """Asks for the passphrase of an existing workspace."""

    def __init__(self, done: Callable[[str], object]) -> None:
        """`done` gets what was typed."""
        super().__init__(_("Unlock your workspace"), _("Your mail and records are encrypted."))
        self._done = done
        self.passphrase = PasswordEdit()
        self.passphrase.returnPressed.connect(self.submit)
        self.field = Field(_("Passphrase"), self.passphrase)
        self.box.addWidget(self.field)
        self.go = primary(
            _("Unlock"), self.submit, icon_name="lock-open", size="control_large", key="Return"
        )
        self.end_row(None, self.go)

    def submit(self) -> None:
        """Hand over what was typed."""
        if not self.passphrase.text():
            self.field.set_error(_("Enter a passphrase."))
            return
        self.go.setEnabled(False)
        self.field.set_error("")
        self._done(self.passphrase.text())

    def show_error(self, error: BaseException) -> None:
        """Say that it did not fit; the field is selected for another try."""
        self.go.setEnabled(True)
        if getattr(error, "code", "") == "wrong_passphrase":
            self.field.set_error(str(error))
        else:
            super().show_error(error)
        self.passphrase.setFocus()
        self.passphrase.selectAll()


def focus_of(page: QWidget) -> QWidget | None:
    """Return the input of a page that the cursor belongs into."""
    for name in ("name", "passphrase", "email"):
        widget = getattr(page, name, None)
        if isinstance(widget, QWidget):
            return widget
    return None
