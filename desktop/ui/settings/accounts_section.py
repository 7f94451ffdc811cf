"""The mail accounts: what is here of each, its test, change, removal, and a new one."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.mail import accounts, oauth_tokens
from desktop.mail.accounts import AccountSettings
from desktop.mail.oauth_issuers import KNOWN
from desktop.mail.providers import provider_for
from desktop.runtime.i18n import _, ngettext
from desktop.store.queries.aside import count_aside
from desktop.store.queries.threads import AccountRow, list_accounts
from desktop.ui.engine_client import AccountState
from desktop.ui.services import Services
from desktop.ui.settings.account_dialog import AccountDialog
from desktop.ui.settings.mailbox_dialog import open_mailbox
from desktop.ui.settings.section import Section
from desktop.ui.welcome.account_form import SECURITY
from desktop.ui.welcome.help_link import HelpLink, HelpPage
from desktop.ui.widgets.buttons import danger, link, primary, secondary
from desktop.ui.widgets.cards import Card
from desktop.ui.widgets.chips import Chip
from desktop.ui.widgets.empty import EmptyState
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.panes import clear_layout

_SIGN_IN = "auth_failed"


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
        self._told: dict[str, tuple[bool, str]] = {}
        services.engine.account_state.connect(self._state_changed)

    @Slot(object)
    def _state_changed(self, state: AccountState) -> None:
        """Show it when an account begins or ends to need its user; the rest of its states come and go too often."""
        told = (state.state == _SIGN_IN, state.message)
        if self._told.get(state.account_id, (False, "")) != told:
            self._told[state.account_id] = told
            self.load()

    def load(self) -> None:
        """Read the accounts again."""
        store = self.services.store
        self.services.tasks.submit(
            lambda: (list_accounts(store), count_aside(store)),
            ok=lambda found: self._show(*found),
            owner=self,
            key="accounts",
        )

    def _show(self, rows: list[AccountRow], aside: Mapping[str, int]) -> None:
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
            self._cards.addWidget(self._card(row, aside.get(row.id, 0)))

    def _card(self, row: AccountRow, aside: int) -> QWidget:
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
        self._tell_stored(card, row, aside)
        if row.auth == "oauth2":
            known = KNOWN.get(row.oauth_issuer)
            name = known.name if known else row.oauth_issuer
            card.add_row(_("Sign-in"), _("Signed in with {name}").format(name=name))
        self._tell_state(card, row)
        card.box.addLayout(self._buttons(row))
        return card

    def _tell_stored(self, card: Card, row: AccountRow, aside: int) -> None:
        stored = sum(folder.stored for folder in row.folders)
        folders = ngettext("{n} folder", "{n} folders", len(row.folders)).format(n=len(row.folders))
        mails = ngettext("{n} mail here", "{n} mails here", stored).format(n=f"{stored:,}")
        card.add_row(_("Folders"), f"{folders} · {mails}")
        if aside:
            words = ngettext("{n} mail was put aside", "{n} mails were put aside", aside)
            show = link(_("Show"), lambda: open_mailbox(self, row.id))
            card.add_row(_("Not taken in"), words.format(n=f"{aside:,}"), show)

    def _tell_state(self, card: Card, row: AccountRow) -> None:
        state = self.services.engine.states.get(row.id)
        if state is not None and state.message:
            card.add_row(_("State"), label(f"{state.message} {state.hint}".strip(), wrap=True))
            if state.state == _SIGN_IN and row.auth != "oauth2":
                provider = provider_for(row.email)
                helped = HelpLink(card)
                card.box.addWidget(helped, 0, Qt.AlignmentFlag.AlignLeft)
                helped.show_page(HelpPage(provider.help_url, provider.app_password))

    def _buttons(self, row: AccountRow) -> QHBoxLayout:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        state = self.services.engine.states.get(row.id)
        if row.auth == "oauth2" and state is not None and state.state == _SIGN_IN:
            buttons.addWidget(
                primary(
                    _("Sign in again"), lambda: self.edit(row.id, sign_in=True), icon_name="log-in"
                )
            )
        buttons.addWidget(
            secondary(_("Test and change"), lambda: self.edit(row.id), icon_name="pencil")
        )
        buttons.addWidget(
            secondary(
                _("Folders and storage"), lambda: open_mailbox(self, row.id), icon_name="folder"
            )
        )
        buttons.addStretch(1)
        buttons.addWidget(danger(_("Remove"), lambda: self._ask_remove(row), icon_name="trash-2"))
        return buttons

    def add(self) -> None:
        """Open the form for a new account."""
        AccountDialog(self.services, self, self.account_saved).open()

    def edit(self, account_id: str, *, sign_in: bool = False) -> None:
        """Open the form of an account; `sign_in` begins a new sign-in there."""
        store = self.services.store

        def show(settings: AccountSettings) -> None:
            dialog = AccountDialog(
                self.services, self, self.account_saved, account_id=account_id, settings=settings
            )
            dialog.open()
            if sign_in:
                dialog.form.sign_in.start(settings.oauth_issuer)

        self.services.tasks.submit(lambda: accounts.load(store, account_id), ok=show, owner=self)

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
        store, tasks = self.services.store, self.services.tasks

        def work() -> oauth_tokens.Stored:
            kept = oauth_tokens.stored(store, account_id)
            accounts.remove(store, account_id)
            return kept

        def removed(kept: oauth_tokens.Stored) -> None:
            self.account_saved()
            tasks.submit(lambda: oauth_tokens.give_back(store, kept), lane="net")

        tasks.submit(work, ok=removed, owner=self, lane="write")

    def show_args(self, **args: object) -> None:
        """`add=True` opens the form; with `account_id=`: `page="storage"` its folders, "account" its form, "sign_in" too."""
        account_id, page = str(args.get("account_id", "")), args.get("page")
        if args.get("add"):
            self.add()
        elif page == "storage":
            open_mailbox(self, account_id)
        elif page in ("account", "sign_in"):
            self.edit(account_id, sign_in=page == "sign_in")
