"""The company profile: letterhead, your signature, bank accounts; what every document prints."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QLabel, QPlainTextEdit

from desktop.crm import company as people
from desktop.crm.company import UserRow
from desktop.runtime.i18n import N_, _
from desktop.trade import bank_accounts, company
from desktop.trade.documents.assemble import Bank, Seller
from desktop.ui.services import Services
from desktop.ui.settings.bank_dialog import BankDialog
from desktop.ui.settings.section import Section
from desktop.ui.widgets.buttons import icon_button, primary, secondary
from desktop.ui.widgets.cards import Card
from desktop.ui.widgets.fields import Field, line_edit
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.panes import clear_layout

_FIELDS = (
    ("name", N_("Company name")),
    ("name_zh", N_("Company name in Chinese")),
    ("address", N_("Address")),
    ("address_zh", N_("Address in Chinese")),
    ("phone", N_("Phone")),
    ("email", N_("E-mail")),
    ("website", N_("Website")),
    ("tax_id", N_("Tax or registration number")),
)


class CompanySection(Section):
    """Three cards: company, you, bank accounts."""

    tables = frozenset({"company_profile", "bank_account", "user"})

    def __init__(self, services: Services) -> None:
        """Build the cards, empty until loaded."""
        super().__init__(
            services, _("Company"), _("This is what quotations and invoices print as the seller.")
        )
        self.edits = {key: line_edit() for key, _name in _FIELDS}
        self._logo: bytes | None = None
        self._user: UserRow | None = None
        self._dirty = False
        self._company_card()
        self._user_card()
        self._bank_card()

    def _company_card(self) -> None:
        card = Card(_("Letterhead"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(10)
        for index, (key, name) in enumerate(_FIELDS):
            grid.addWidget(Field(_(name), self.edits[key]), index // 2, index % 2)
            self.edits[key].textEdited.connect(self._edited)
        card.box.addLayout(grid)
        row = QHBoxLayout()
        row.setSpacing(12)
        self.logo = QLabel()
        self.logo.setFixedHeight(48)
        self.logo.setAccessibleName(_("Logo"))
        row.addWidget(self.logo)
        row.addWidget(secondary(_("Choose logo"), self._choose_logo, icon_name="image"))
        row.addStretch(1)
        self.save_button = primary(_("Save"), self.save)
        row.addWidget(self.save_button)
        card.box.addLayout(row)
        self.box.addWidget(card)

    def _user_card(self) -> None:
        card = Card(_("You"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(10)
        self.user_name, self.user_title = line_edit(), line_edit()
        self.user_email = line_edit()
        self.signature = QPlainTextEdit()
        self.signature.setFixedHeight(96)
        for index, (name, editor) in enumerate(
            (
                (_("Your name"), self.user_name),
                (_("Title"), self.user_title),
                (_("Your mail address"), self.user_email),
            )
        ):
            grid.addWidget(Field(name, editor), 0, index)
        card.box.addLayout(grid)
        card.box.addWidget(Field(_("Signature below your mails"), self.signature))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(secondary(_("Save"), self.save_user))
        card.box.addLayout(row)
        self.box.addWidget(card)

    def _bank_card(self) -> None:
        card = Card(_("Bank accounts"))
        card.head.addWidget(secondary(_("Add"), self._add_bank, icon_name="plus"))
        self._banks_box = Card(quiet=True)
        card.box.addWidget(self._banks_box)
        words = _("One account for each currency; invoices print the one that fits.")
        card.box.addWidget(label(words, "small", "text2"))
        self.box.addWidget(card)

    def load(self) -> None:
        """Load profile, user and bank accounts."""
        store = self.services.store
        submit = self.services.tasks.submit
        submit(lambda: company.get_company(store), ok=self._show_company, owner=self, key="company")
        submit(lambda: people.users(store), ok=self._show_user, owner=self, key="user")
        submit(lambda: [row.bank for row in bank_accounts.accounts(store)], ok=self._show_banks, owner=self, key="banks")

    def _edited(self) -> None:
        self._dirty = True

    def _show_company(self, seller: Seller | None) -> None:
        if seller is None or self._dirty:
            return
        for key, edit in self.edits.items():
            edit.setText(getattr(seller, key))
        self._show_logo(seller.logo)

    def _show_logo(self, content: bytes | None) -> None:
        picture = QPixmap()
        if content:
            picture.loadFromData(QByteArray(content))
        if picture.isNull():
            self.logo.setText(_("No logo yet"))
        else:
            self.logo.setPixmap(
                picture.scaledToHeight(44, Qt.TransformationMode.SmoothTransformation)
            )

    def _show_user(self, users: list[UserRow]) -> None:
        if users:
            self._user = users[0]
            self.user_name.setText(users[0].name)
            self.user_title.setText(users[0].title)
            self.user_email.setText(users[0].email)
            self.signature.setPlainText(users[0].signature)

    def _show_banks(self, banks: list[Bank]) -> None:
        clear_layout(self._banks_box.box)
        if not banks:
            words = _("No bank account yet: invoices would print none.")
            self._banks_box.box.addWidget(label(words, "body", "text2"))
        for bank in banks:
            edit = icon_button("pencil", _("Edit"), partial(self._edit_bank, bank))
            number = bank.iban or bank.account
            text = " · ".join(part for part in (bank.bank, number, bank.swift) if part)
            self._banks_box.add_row(bank.currency, text, edit)

    def _choose_logo(self) -> None:
        dialog = QFileDialog(self, _("Choose logo"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(_("Pictures (*.png *.jpg *.jpeg *.webp)"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.take_logo)
        dialog.open()

    def take_logo(self, path: str) -> None:
        """Use a picture file as the logo, saved at once."""
        store = self.services.store
        self.services.tasks.submit(
            lambda: company.save_company(store, {}, logo=Path(path).read_bytes()),
            ok=lambda _none: self.load(),
            owner=self,
            lane="write",
        )

    def save(self) -> None:
        """Save the letterhead."""
        store = self.services.store
        texts = {key: edit.text().strip() for key, edit in self.edits.items()}
        self.services.tasks.submit(
            lambda: company.save_company(store, texts), ok=self._saved, owner=self, lane="write"
        )

    def _saved(self, _none: object) -> None:
        self._dirty = False
        self.services.navigator.show_toast(_("Saved"))

    def save_user(self) -> None:
        """Save name, title and signature of the user."""
        store, user = self.services.store, self._user
        values = {
            "name": self.user_name.text(),
            "title": self.user_title.text(),
            "email": self.user_email.text(),
            "signature": self.signature.toPlainText(),
        }
        self.services.tasks.submit(
            lambda: people.save_user(store, user.id if user else None, **values),
            ok=self._saved,
            owner=self,
            lane="write",
        )

    def _add_bank(self) -> None:
        self._edit_bank(Bank("USD", self.edits["name"].text(), ""))

    def _edit_bank(self, bank: Bank) -> None:
        BankDialog(self, replace(bank), self.save_bank).open()

    def save_bank(
        self,
        bank: Bank,
        done: Callable[[object], object],
        refused: Callable[[BaseException], object],
    ) -> None:
        """Save a bank account, then `done`; `refused(error)` is called when it is malformed."""

        def saved(result: object) -> None:
            done(result)
            self.load()
            self._saved(None)

        store = self.services.store
        self.services.tasks.submit(
            lambda: bank_accounts.save_bank(store, bank),
            ok=saved,
            err=refused,
            owner=self,
            lane="write",
        )
