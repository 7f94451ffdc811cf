"""An account's settings and their test, for the first start and for the settings page."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.mail import accounts
from desktop.mail.account_test import Step
from desktop.mail.accounts import AccountSettings
from desktop.mail.autoconfig import Found
from desktop.mail.providers import Endpoint, Provider, provider_for
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import N_, _
from desktop.store.workspace import Store
from desktop.ui.tasks import TaskRunner
from desktop.ui.welcome.account_certificate import CertificateBox
from desktop.ui.welcome.account_sign_in import SignInBox
from desktop.ui.welcome.account_steps import LAST_STEP, AccountTester, StepList
from desktop.ui.welcome.help_link import HelpLink, HelpPage
from desktop.ui.welcome.server_search import ServerSearch
from desktop.ui.widgets.buttons import link
from desktop.ui.widgets.cards import Card
from desktop.ui.widgets.chips import Chip
from desktop.ui.widgets.fields import Combo, Field, PasswordEdit, line_edit
from desktop.ui.widgets.labels import ElidedLabel, IconLabel, hline

SECURITY = {"ssl": N_("TLS"), "starttls": N_("STARTTLS"), "plain": N_("none (this computer)")}


class _Server(QWidget):
    """Host, port and protection of one server."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.host, self.port = line_edit(), line_edit()
        self.security = Combo([(key, _(text)) for key, text in SECURITY.items()])
        self.port.setFixedWidth(72)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        grid.addWidget(Field(name, self.host), 0, 0)
        grid.addWidget(Field(_("Port"), self.port), 0, 1)
        grid.addWidget(Field(_("Encryption"), self.security), 0, 2)
        grid.setColumnStretch(0, 1)

    def show_endpoint(self, endpoint: Endpoint) -> None:
        self.host.setText(endpoint.host)
        self.port.setText(str(endpoint.port))
        self.security.set_value(endpoint.security)

    def endpoint(self) -> Endpoint:
        """Return what is entered. Raises UserFacing for a port that is no number."""
        try:
            port = int(self.port.text())
        except ValueError as error:
            raise UserFacing(_("A port is a number from 1 to 65535."), code="bad_port") from error
        security = self.security.value()
        kind = security if security in SECURITY else "ssl"
        return Endpoint(self.host.text().strip(), port, kind)  # type: ignore[arg-type]


class AccountForm(QWidget):
    """Address, sign-in or password, the settings found, and - on Edit - every one of them."""

    changed = Signal()

    def __init__(self, tasks: TaskRunner, store: Store, parent: QWidget | None = None) -> None:
        """Start empty. `store` keeps the client ids of sign-ins."""
        super().__init__(parent)
        self._tasks = tasks
        self._settings: AccountSettings | None = None
        self._edited = False
        self.email, self.password = line_edit("", "lin.wei@example.com"), PasswordEdit()
        self.email_field = Field(_("Mail address"), self.email)
        self.password_field = Field(_("Password or app password"), self.password)
        self.sign_in = SignInBox(
            tasks, store, lambda: (self.email.text().strip(), self.ca_file.text().strip())
        )
        self.card = self._make_card()
        self.editor = self._make_editor()
        self.certificate = CertificateBox(tasks)
        self.steps = StepList()
        self.help = HelpLink(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        for part in (
            self.email_field,
            self.password_field,
            self.help,
            self.sign_in,
            self.card,
            self.editor,
            self.steps,
            self.certificate,
        ):
            column.addWidget(part)
        self.card.hide()
        self.editor.hide()
        self.tester = AccountTester(tasks, self)
        self.tester.step.connect(self.steps.add)
        self.steps.look_wanted.connect(self.look)
        self.sign_in.changed.connect(self._method_changed)
        self.certificate.changed.connect(self.changed)
        self._search = ServerSearch(tasks, self)
        self._search.found.connect(self._servers_found)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(250)
        self._pause.timeout.connect(self._find)
        self.email.textEdited.connect(lambda _text: self._pause.start())
        self.email.editingFinished.connect(self._find)
        self.email.editingFinished.connect(self._search_servers)

    def _make_card(self) -> Card:
        card = Card(quiet=True)
        head = QHBoxLayout()
        self._found_icon = IconLabel("circle-check", 16, "green")
        self._found = ElidedLabel("", "body_strong")
        head.addWidget(self._found_icon)
        head.addWidget(self._found, 1)
        head.addWidget(link(_("Edit"), self.edit))
        card.box.addLayout(head)
        self._lines: dict[str, tuple[ElidedLabel, Chip]] = {}
        for key, name in (("imap", _("Incoming, IMAP")), ("smtp", _("Outgoing, SMTP"))):
            card.box.addWidget(hline())
            value, chip = ElidedLabel("", "body"), Chip("TLS", "green", icon_name="lock")
            card.add_row(name, value, chip)
            self._lines[key] = (value, chip)
        return card

    def _make_editor(self) -> Card:
        card = Card(_("Server settings"))
        self.imap, self.smtp = _Server(_("Incoming, IMAP")), _Server(_("Outgoing, SMTP"))
        self.username = line_edit()
        self.ca_file = line_edit("", _("only for a server of your own"))
        card.box.addWidget(self.imap)
        card.box.addWidget(self.smtp)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Field(_("User name"), self.username), 1)
        row.addWidget(Field(_("Certificate file (CA)"), self.ca_file), 1)
        card.box.addLayout(row)
        return card

    def show_settings(self, settings: AccountSettings) -> None:
        """Show an existing account; an empty password keeps the stored one."""
        self._settings = settings
        self.email.setText(settings.email)
        self.email.setReadOnly(True)
        self.password.setPlaceholderText(_("unchanged"))
        self._show_found(settings)
        self.certificate.show_trusted(settings.trusted_certificate)
        if settings.auth == "oauth2":
            self.sign_in.show_kept(settings.oauth_issuer)
            self._method_changed()
        self.edit()

    def _method_changed(self) -> None:
        by_browser = self.sign_in.chosen
        self.password_field.setVisible(not by_browser)
        self.help.show_page(HelpPage() if by_browser else self.steps.help)
        self.changed.emit()

    def _show_help(self, found: Provider | Found) -> None:
        """Say below the password what this provider wants there, and where it explains it."""
        self.password_field.set_hint(found.hint)
        page = HelpPage(found.help_url, found.app_password)
        self.steps.help = page
        self.help.show_page(HelpPage() if self.sign_in.chosen else page)

    @Slot(str)
    def look(self, server: str) -> None:
        """Show the certificate of the "imap" or "smtp" server that is entered."""
        try:
            settings = self._entered()
        except UserFacing:
            return
        self.certificate.look(settings, "smtp" if server == "smtp" else "imap")

    def edit(self) -> None:
        """Open every setting for editing."""
        if self._settings is None or self._edited:
            return
        self.imap.show_endpoint(self._settings.imap)
        self.smtp.show_endpoint(self._settings.smtp)
        self.username.setText(self._settings.username)
        self.ca_file.setText(self._settings.ca_file)
        self._edited = True
        self.card.hide()
        self.editor.show()

    def _find(self) -> None:
        text = self.email.text().strip()
        if self.email.isReadOnly() or "." not in text.rpartition("@")[2] or "@" not in text:
            return
        if self._settings is not None and self._settings.email == text.casefold():
            return
        try:
            found = accounts.suggest(text)
        except UserFacing as error:
            self.email_field.set_error(error.message)
            return
        self.email_field.set_error("")
        self._settings, self._edited = found, False
        self.editor.hide()
        self._show_found(found)
        self.card.show()
        self.changed.emit()

    def _show_found(self, settings: AccountSettings) -> None:
        domain = settings.email.rpartition("@")[2]
        provider = provider_for(settings.email)
        if provider.known:
            words = _("Settings found for {name}").format(name=provider.name)
            self._found_icon.set("circle-check", "green")
        else:
            words = _("Usual settings for {domain}").format(domain=domain)
            self._found_icon.set("info", "text2")
        self._found.setText(words)
        self._show_help(provider)
        self.sign_in.propose(
            provider.oauth_issuer, only=provider.known and not provider.oauth_issuer
        )
        for key, endpoint in (("imap", settings.imap), ("smtp", settings.smtp)):
            value, chip = self._lines[key]
            value.setText(f"{endpoint.host} : {endpoint.port}")
            tone = "amber" if endpoint.security == "plain" else "green"
            chip.set(_(SECURITY[endpoint.security]), tone)

    def settings(self, display_name: str = "") -> AccountSettings:
        """Return what is entered.

        Raises UserFacing: no address, no password, a port that is no number, plain text outside.
        """
        self._find()
        if self._settings is None:
            message = _("Enter your mail address first.")
            self.email_field.set_error(message)
            raise UserFacing(message, code="bad_address")
        if self._search.unsure and not self._edited:
            raise UserFacing(
                _("The servers found lie outside of the address's own domain."),
                safe=_("The password was not sent."),
                hint=_("Open them with Edit and check them before you go on."),
                code="ask_servers",
            )
        made = replace(self._entered(), display_name=display_name or self._settings.display_name)
        if self.sign_in.chosen:
            return accounts.check(made)
        if not made.password:
            message = _("Enter the password.")
            self.password_field.set_error(message)
            raise UserFacing(message, code="no_password")
        self.password_field.set_error("")
        return accounts.check(made)

    def _entered(self) -> AccountSettings:
        """What the fields hold now. Raises UserFacing for a port that is no number, or without an address."""
        kept = self._settings
        if kept is None:
            raise UserFacing(_("Enter your mail address first."), code="bad_address")
        by_browser = self.sign_in.chosen
        made = replace(
            kept,
            password="" if by_browser else self.password.text() or kept.password,
            auth="oauth2" if by_browser else "password",
            oauth_issuer=self.sign_in.issuer,
            tokens=self.sign_in.tokens,
            token=None if self.sign_in.tokens or not by_browser else kept.token,
            trusted_certificate=self.certificate.trusted(),
        )
        if not self._edited:
            return made
        return replace(
            made,
            imap=self.imap.endpoint(),
            smtp=self.smtp.endpoint(),
            username=self.username.text().strip() or made.username,
            ca_file=self.ca_file.text().strip(),
        )

    def _search_servers(self) -> None:
        known = self._settings is not None and self._settings.provider
        if self._settings is not None and not known and not self._edited:
            self._search.start(self._settings.email)

    @Slot(object)
    def _servers_found(self, found: Found) -> None:
        kept = self._settings
        if kept is None or self._edited or kept.email != found.email or not found.source:
            return
        self._settings = replace(
            kept,
            imap=found.imap,
            smtp=found.smtp,
            username=found.username,
            provider=found.provider,
            saves_sent=found.saves_sent,
        )
        self._show_found(self._settings)
        self._found.setText(
            _("Check these servers: they lie outside of {domain}").format(
                domain=found.email.rpartition("@")[2]
            )
            if found.ask
            else _("Settings found for {name}").format(name=found.name or found.imap.host)
        )
        self._found_icon.set(
            *(("triangle-alert", "amber") if found.ask else ("circle-check", "green"))
        )
        self._show_help(found)
        self.sign_in.propose(found.oauth_issuer, only=False)
        self.changed.emit()

    def test(self, settings: AccountSettings, done: Callable[[bool], object]) -> None:
        """Test `settings`, showing each step; `done(True)` when all of them went well."""
        self.steps.clear()

        def finish(steps: list[Step]) -> None:
            self.tester.done.disconnect(finish)
            done(all(s.ok for s in steps) and any(s.step == LAST_STEP for s in steps))

        self.tester.done.connect(finish)
        self.tester.run(settings)
