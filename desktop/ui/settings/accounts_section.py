"""The mail accounts: what is here of each, its test, change, removal, and a new one."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.mail import accounts
from desktop.mail.accounts import AccountSettings
from desktop.runtime.errors import TradepostError
from desktop.runtime.i18n import _, ngettext
from desktop.store.queries.threads import AccountRow, list_accounts
from desktop.ui.services import Services
from desktop.ui.settings.section import Section
from desktop.ui.welcome.account_form import SECURITY, AccountForm
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import danger, ghost, primary, secondary
from desktop.ui.widgets.cards import Card
from desktop.ui.widgets.chips import Chip
from desktop.ui.widgets.empty import EmptyState
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.panes import ScrollPane, clear_layout


class AccountDialog(QDialog):
    """Adds an account or changes one, with the test before it is stored."""

    def __init__(
        self,
        section: "AccountsSection",
        account_id: str = "",
        settings: AccountSettings | None = None,
    ) -> None:
        """Show `settings` of an existing account, or an empty form."""
        super().__init__(section)
        self._section, self._account_id = section, account_id
        self.setWindowTitle(_("Change account") if account_id else _("Add an account"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(600)
        self.banner = Banner()
        self.form = AccountForm(section.services.tasks)
        if settings is not None:
            self.form.show_settings(settings)
        pane = ScrollPane(margins=(24, 20, 24, 8))
        pane.setMinimumHeight(440)
        pane.box.addWidget(label(self.windowTitle(), "lead"))
        pane.box.addWidget(self.banner)
        pane.box.addWidget(self.form)
        pane.box.addStretch(1)
        self.anyway = secondary(_("Save without test"), self._save)
        self.go = primary(_("Test and save"), self._test)
        row = QHBoxLayout()
        row.setContentsMargins(24, 8, 24, 16)
        row.setSpacing(8)
        row.addWidget(ghost(_("Cancel"), self.reject))
        row.addStretch(1)
        row.addWidget(self.anyway)
        row.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(pane, 1)
        column.addLayout(row)

    def _read(self) -> AccountSettings | None:
        try:
            return self.form.settings()
        except TradepostError as error:
            self.banner.say("red", error.message, error.hint)
            return None

    def _test(self) -> None:
        settings = self._read()
        if settings is not None:
            self.banner.hide()
            self.go.setEnabled(False)
            self.form.test(settings, self._tested)

    def _tested(self, good: bool) -> None:
        self.go.setEnabled(True)
        if good:
            self._save()
        else:
            self.banner.say(
                "amber",
                _("The connection test did not go through."),
                _("The step marked red says why. Nothing has been stored yet."),
            )

    def _save(self) -> None:
        settings = self._read()
        if settings is None:
            return
        store, account_id = self._section.services.store, self._account_id
        self._section.services.tasks.submit(
            lambda: (
                accounts.save(store, account_id, settings)
                if account_id
                else accounts.add(store, settings)
            ),
            ok=self._saved,
            err=self._refused,
            owner=self,
            lane="write",
        )

    def _saved(self, _result: object) -> None:
        self._section.account_saved()
        self.accept()

    def _refused(self, error: BaseException) -> None:
        message = error.message if isinstance(error, TradepostError) else str(error)
        self.banner.say("red", message)


class AccountsSection(Section):
    """A card an account."""

    tables = frozenset({"account", "folder"})

    def __init__(self, services: Services) -> None:
        """Start empty."""
        super().__init__(services, _("Accounts"), "")
        self.header.add(primary(_("Add an account"), self.add, icon_name="plus"))
        self._cards = QVBoxLayout()
        self._cards.setSpacing(12)
        self.box.addLayout(self._cards)

    def load(self) -> None:
        """Read the accounts again."""
        store = self.services.store
        self.services.tasks.submit(
            lambda: list_accounts(store), ok=self._show, owner=self, key="accounts"
        )

    def _show(self, rows: list[AccountRow]) -> None:
        clear_layout(self._cards)
        if not rows:
            self._cards.addWidget(
                EmptyState(
                    "mail",
                    _("No account yet"),
                    _("Add your mailbox to bring in your mail."),
                    ((_("Add an account"), "plus", self.add),),
                )
            )
        for row in rows:
            self._cards.addWidget(self._card(row))

    def _card(self, row: AccountRow) -> QWidget:
        card = Card(row.email)
        if row.provider:
            card.head.addWidget(Chip(row.provider))
        for name, host, port, security in (
            (_("Incoming, IMAP"), row.imap_host, row.imap_port, row.imap_security),
            (_("Outgoing, SMTP"), row.smtp_host, row.smtp_port, row.smtp_security),
        ):
            tone = "amber" if security == "plain" else "green"
            chip = Chip(_(SECURITY.get(security, security)), tone, icon_name="lock")
            card.add_row(name, f"{host} : {port}", chip)
        stored = sum(folder.stored for folder in row.folders)
        folders = ngettext("{n} folder", "{n} folders", len(row.folders)).format(n=len(row.folders))
        mails = ngettext("{n} mail here", "{n} mails here", stored).format(n=f"{stored:,}")
        card.add_row(_("Folders"), f"{folders} · {mails}")
        state = self.services.engine.states.get(row.id)
        if state is not None and state.message:
            card.add_row(_("State"), f"{state.message} {state.hint}".strip())
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(
            secondary(_("Test and change"), lambda: self.edit(row.id), icon_name="pencil")
        )
        buttons.addStretch(1)
        buttons.addWidget(danger(_("Remove"), lambda: self._ask_remove(row), icon_name="trash-2"))
        card.box.addLayout(buttons)
        return card

    def add(self) -> None:
        """Open the form for a new account."""
        AccountDialog(self).open()

    def edit(self, account_id: str) -> None:
        """Open the form of an account."""
        store = self.services.store
        self.services.tasks.submit(
            lambda: accounts.load(store, account_id),
            ok=lambda settings: AccountDialog(self, account_id, settings).open(),
            owner=self,
        )

    def account_saved(self) -> None:
        """Tell the engine and show the list again."""
        start = self.services.calls.get("engine_wanted")
        if start is not None:
            start()
        self.load()

    def _ask_remove(self, row: AccountRow) -> None:
        self.services.navigator.confirm(
            _("Remove {email}?").format(email=row.email),
            _("Its password is forgotten and it is no longer synced. The mail here stays."),
            _("Remove"),
            lambda: self.remove(row.id),
            danger=True,
        )

    def remove(self, account_id: str) -> None:
        """Remove an account; its mail stays readable."""
        store = self.services.store
        self.services.tasks.submit(
            lambda: accounts.remove(store, account_id),
            ok=lambda _none: self.account_saved(),
            owner=self,
            lane="write",
        )

    def show_args(self, **args: object) -> None:
        """`add=True` opens the form."""
        if args.get("add"):
            self.add()
