"""The person who writes: name, title, address and signature of the mails."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPlainTextEdit

from desktop.crm.company import UserRow
from desktop.runtime.i18n import _
from desktop.ui.widgets.buttons import secondary
from desktop.ui.widgets.cards import Card
from desktop.ui.widgets.fields import Field, line_edit


class UserCard(Card):
    """Hands the texts to `save` when the button is pressed."""

    def __init__(self, save: Callable[[], object]) -> None:
        """Start empty."""
        super().__init__(_("You"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(10)
        self.user_name, self.user_title, self.user_email = line_edit(), line_edit(), line_edit()
        self.signature = QPlainTextEdit()
        self.signature.setFixedHeight(96)
        for index, (name, editor) in enumerate(
            (
                (_("Your name"), self.user_name),
                (_("Job title"), self.user_title),
                (_("Your mail address"), self.user_email),
            )
        ):
            grid.addWidget(Field(name, editor), 0, index)
        self.box.addLayout(grid)
        self.box.addWidget(Field(_("Signature below your mails"), self.signature))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(secondary(_("Save"), save))
        self.box.addLayout(row)

    def show_user(self, user: UserRow) -> None:
        """Show a person."""
        self.user_name.setText(user.name)
        self.user_title.setText(user.title)
        self.user_email.setText(user.email)
        self.signature.setPlainText(user.signature)

    def values(self) -> Mapping[str, str]:
        """Return what is entered."""
        return {
            "name": self.user_name.text(),
            "title": self.user_title.text(),
            "email": self.user_email.text(),
            "signature": self.signature.toPlainText(),
        }
