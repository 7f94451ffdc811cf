"""The account pages with real servers: signing in, a code instead of a browser, certificates, further senders."""

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication

from desktop.mail import accounts, oauth_clients
from desktop.mail.account_test import Step
from desktop.mail.accounts import AccountSettings, Identity
from desktop.mail.dns_lookup import Service
from desktop.mail.providers import Endpoint
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import set_language
from desktop.store.queries.threads import list_accounts
from desktop.ui.settings.account_dialog import AccountDialog
from desktop.ui.settings.accounts_section import AccountsSection
from desktop.ui.welcome.account_page import AccountPage
from desktop.ui.welcome.help_link import HelpLink
from desktop.ui.welcome.story import Story
from desktop.ui.widgets.buttons import Button
from tests.fixtures.dovecot import dovecot, mailbox
from tests.fixtures.oauth import CLIENT_ID, SCOPES, oauth_server
from tests.fixtures.smtp import make_smtp_server, smtp_server

__all__ = ["dovecot", "mailbox", "make_smtp_server", "oauth_server", "smtp_server"]


@pytest.fixture
def dialog(qtbot, services):
    """A dialog for a new or a stored account."""
    parents = []

    def make(settings=None, account_id=""):
        section = AccountsSection(services)
        parents.append(section)
        qtbot.addWidget(section)
        made = AccountDialog(
            services, section, lambda: None, account_id=account_id, settings=settings
        )
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        made.open()
        return made

    yield make
    qtbot.waitUntil(lambda: not services.tasks.busy, timeout=20_000)


def local_settings(mailbox, smtp, **more):
    """Settings of a mailbox on the test servers."""
    values = {
        "email": mailbox.email,
        "imap": mailbox.login("starttls").endpoint,
        "smtp": Endpoint("127.0.0.1", smtp.port, smtp.security),
        "username": mailbox.email,
        "password": "secret",
    }
    return AccountSettings(**{**values, **more})


def buttons(widget):
    return {b.text(): b for b in widget.findChildren(Button) if b.isVisible()}


def enter_client(box, server):
    box.other.click()
    box.client.issuer.setText(server.url)
    box.client.client_id.setText(CLIENT_ID)
    box.client.scopes.setText(SCOPES)
    box.client.go.click()


def test_signing_in_at_any_issuer_from_nothing_to_a_stored_account(
    qtbot, store, tasks, oauth_server, mailbox
):
    added = []
    oauth_server.user = mailbox.email
    page = AccountPage(
        store, tasks, email=mailbox.email, display_name="Lin", done=added.append, skip=lambda: None
    )
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: not tasks.busy, timeout=20_000)  # nothing is found for example.com
    form = page.form
    form.edit()
    form.ca_file.setText(oauth_server.ca_file)
    box = form.sign_in
    box.open_browser = oauth_server.browser
    enter_client(box, oauth_server)
    qtbot.waitUntil(box.done.isVisible, timeout=20_000)
    assert not form.password_field.isVisible()
    page._add_untested()
    qtbot.waitUntil(lambda: bool(added), timeout=10_000)
    kept = accounts.load(store, added[0])
    assert (kept.auth, kept.oauth_issuer, kept.display_name) == ("oauth2", oauth_server.url, "Lin")
    assert oauth_server.introspect({"token": kept.imap_login().password})[1]["active"]
    row = list_accounts(store)[0]
    assert (row.auth, row.oauth_issuer) == ("oauth2", oauth_server.url)


def test_a_long_form_scrolls_to_what_went_wrong(qtbot, store, tasks):
    page = AccountPage(
        store,
        tasks,
        email="lin@163.com",
        display_name="Lin",
        done=lambda _id: None,
        skip=lambda: None,
    )
    story = Story(["one"])
    qtbot.addWidget(story)
    story.resize(960, 560)
    story.show()
    story.show_page(page, 0)
    page.form.password.setText("code")
    page.form.edit()
    for server in (page.form.imap, page.form.smtp):
        server.host.setText("127.0.0.1")
        server.port.setText("1")
    page.submit()
    qtbot.waitUntil(page.anyway.isVisible, timeout=20_000)
    pane = story.pages.currentWidget()
    qtbot.waitUntil(lambda: pane.verticalScrollBar().value() > 0, timeout=10_000)
    assert pane.horizontalScrollBar().maximum() == 0


def test_google_asks_for_a_client_id_first(qtbot, dialog, store):
    made = dialog()
    made.form.email.setText("lin@gmail.com")
    made.form.email.editingFinished.emit()
    box = made.form.sign_in
    shown = buttons(box)
    assert "Sign in with Google" in shown
    assert "Sign in with Microsoft" not in shown
    shown["Sign in with Google"].click()
    qtbot.waitUntil(box.client.isVisible, timeout=10_000)
    assert not box.client.issuer.isVisible()
    assert box.client.secret.isVisible()
    box.client.go.click()  # nothing entered
    assert box.client._fields["client_id"].error() == "This is needed."
    buttons(box.client)["Cancel"].click()
    assert box.buttons.isVisible()
    oauth_clients.register(store, "google", "an-id")
    box.open_browser = lambda _url: True
    box.start("google")
    qtbot.waitUntil(lambda: "accounts.google.com" in box._url, timeout=10_000)
    assert box.waiting.isVisible()
    assert not box.by_code.isVisible()  # Google has no codes for mail
    box.copy_url.click()
    assert "code_challenge=" in QGuiApplication.clipboard().text()
    made.reject()  # the waiting ends with the dialog
    qtbot.waitUntil(lambda: not made._services.tasks.busy, timeout=10_000)


def test_a_provider_with_app_passwords_does_not_offer_google(dialog):
    made = dialog()
    made.form.email.setText("lin@163.com")
    made.form.email.editingFinished.emit()
    assert set(buttons(made.form.sign_in)) == {"Other sign-in"}


class _Browser(QObject):
    """Stands for the system's browser."""

    def __init__(self):
        super().__init__()
        self.opened = []

    @Slot(QUrl)
    def open(self, url):
        self.opened.append(url.toString())


@pytest.fixture
def browser():
    made = _Browser()
    QDesktopServices.setUrlHandler("https", made, "open")
    yield made
    QDesktopServices.unsetUrlHandler("https")


def test_the_provider_s_help_stands_below_the_password_and_a_refused_login(dialog, browser):
    form = dialog().form
    form.email.setText("lin@163.com")
    form.email.editingFinished.emit()
    assert form.help.isVisible()
    assert "help.mail.163.com" in form.help.text()
    form.help.click()
    assert browser.opened == ["https://help.mail.163.com/"]
    form.steps.add(Step("connect", ok=False, detail="No answer"))
    assert not form.steps.findChildren(HelpLink)
    form.steps.add(Step("login", ok=False, detail="Refused", hint="Use the code", code="x"))
    (below,) = form.steps.findChildren(HelpLink)
    below.click()
    assert browser.opened == ["https://help.mail.163.com/"] * 2
    form.email.setText("lin@shop.example")
    form.email.editingFinished.emit()
    assert not form.help.isVisible()


def test_servers_that_only_the_network_names_are_looked_at_first(qtbot, dialog, network):
    network.records = {
        "_imaps._tcp.luz.example": [Service("imap.host.example", 993)],
        "_submissions._tcp.luz.example": [Service("smtp.host.example", 465)],
    }
    made = dialog()
    form = made.form
    form.email.setText("ana@luz.example")
    form.email.editingFinished.emit()
    qtbot.waitUntil(lambda: "imap.host.example" in form._lines["imap"][0].text(), timeout=20_000)
    assert "outside of luz.example" in form._found.text()
    form.password.setText("secret")
    made.anyway.click()
    assert "outside" in made.banner.text()
    form.edit()
    assert form.settings().imap.host == "imap.host.example"
    network.records = {}
    form.email.setText("ana@sol.example")
    form.email.editingFinished.emit()
    qtbot.waitUntil(lambda: not made._services.tasks.busy, timeout=20_000)
    assert form.settings().imap.host == "imap.sol.example"  # a usual name, of its own domain


def test_without_a_browser_a_code_is_shown_to_copy(
    qtbot, dialog, store, oauth_server, mailbox, smtp_server
):
    made = dialog(local_settings(mailbox, smtp_server, ca_file=oauth_server.ca_file))
    box = made.form.sign_in
    oauth_server.register(store)
    oauth_server.answers_before_yes = 1_000
    box.open_browser = lambda _url: False
    box.start(oauth_server.url)
    qtbot.waitUntil(box.code.isVisible, timeout=20_000)
    box.copy_code.click()
    assert QGuiApplication.clipboard().text() == "WDJB-MJHT"
    box.cancel_code.click()
    assert box.buttons.isVisible()
    assert made.form.password_field.isVisible()
    oauth_server.answers_before_yes = 0
    box.start(oauth_server.url)
    qtbot.waitUntil(box.done.isVisible, timeout=20_000)
    assert made.form.settings().auth == "oauth2"
    box.use_password.click()
    assert made.form.settings().auth == "password"


def test_what_went_wrong_is_said(qtbot, dialog, store, oauth_server, mailbox, smtp_server):
    made = dialog(local_settings(mailbox, smtp_server, ca_file=oauth_server.ca_file))
    box = made.form.sign_in
    box.open_browser = oauth_server.browser
    oauth_server.register(store)
    oauth_server.denied = True
    box.start(oauth_server.url)
    qtbot.waitUntil(lambda: "not allowed" in box.banner.text(), timeout=20_000)
    assert box.buttons.isVisible()
    box.other.click()
    box.client.issuer.setText("http://nowhere")
    box.client.client_id.setText("x")
    box.client.go.click()
    qtbot.waitUntil(lambda: bool(box.client._fields["issuer"].error()), timeout=10_000)
    assert box.client.go.isEnabled()


def test_signing_in_again_from_the_account_s_card(
    qtbot, services, store, oauth_server, mailbox, smtp_server
):
    oauth_server.register(store)
    kept = {"issuer": oauth_server.url, "access_token": "old", "refresh_token": "", "ended": True}
    settings = local_settings(
        mailbox,
        smtp_server,
        auth="oauth2",
        oauth_issuer=oauth_server.url,
        tokens=kept,
        ca_file=oauth_server.ca_file,
    )
    account = accounts.add(store, settings)
    section = AccountsSection(services)
    qtbot.addWidget(section)
    section.show()
    section.load()
    qtbot.waitUntil(lambda: "Test and change" in buttons(section), timeout=10_000)
    assert "Sign in again" not in buttons(section)
    event = {"account_id": account, "state": "auth_failed", "message": "Google asks again"}
    services.engine.dispatch("state", event)
    qtbot.waitUntil(lambda: "Sign in again" in buttons(section), timeout=10_000)
    section.edit(account)
    qtbot.waitUntil(lambda: bool(section.findChildren(AccountDialog)), timeout=10_000)
    made = section.findChildren(AccountDialog)[0]
    box = made.form.sign_in
    assert box.done.isVisible()
    assert not made.form.password_field.isVisible()
    with pytest.raises(UserFacing):
        accounts.load(store, account).imap_login()
    box.open_browser = oauth_server.browser
    box.again.click()
    qtbot.waitUntil(lambda: bool(box.tokens), timeout=20_000)
    with qtbot.waitSignal(made.accepted, timeout=10_000):
        made.anyway.click()
    assert accounts.load(store, account).imap_login().password == box.tokens["access_token"]


def test_a_certificate_is_looked_at_and_accepted_by_hand(
    qtbot, dialog, store, mailbox, make_smtp_server
):
    smtp = make_smtp_server(security="starttls")
    made = dialog(local_settings(mailbox, smtp))
    form = made.form
    made.go.click()
    qtbot.waitUntil(lambda: made.go.isEnabled() and len(form.steps.steps) > 3, timeout=30_000)
    assert {s.code for s in form.steps.steps if not s.ok} == {"tls_untrusted"}
    for number, server in enumerate(("imap", "smtp"), start=1):
        form.steps.look_wanted.emit(server)
        qtbot.waitUntil(form.certificate.card.isVisible, timeout=20_000)
        assert form.certificate.accept.isVisible()
        assert form.certificate.certificate.subject == "localhost"
        if number == 1:
            form.certificate.refuse.click()
            assert form.settings().trusted_certificate == ""
            form.steps.look_wanted.emit(server)
            qtbot.waitUntil(form.certificate.card.isVisible, timeout=20_000)
        form.certificate.accept.click()
        assert len(form.settings().trusted_certificate.split(",")) == number
    with qtbot.waitSignal(made.accepted, timeout=30_000):
        made.go.click()
    kept = accounts.load(store, mailbox.email)
    assert len(kept.trusted_certificate) == 64 * 2 + 1
    changed = dialog(kept, list_accounts(store)[0].id)
    for forget in [b for t, b in buttons(changed.form.certificate).items() if t == "Forget it"]:
        forget.click()
    assert len(changed.form.settings().trusted_certificate) <= 64


def test_name_signature_and_further_senders_are_kept(qtbot, dialog, store, mailbox, smtp_server):
    account = accounts.add(store, local_settings(mailbox, smtp_server))
    made = dialog(accounts.load(store, account), account)
    senders = made.senders
    senders.display_name.setText("Lin Wei")
    senders._signature.setPlainText("Best regards\nLin Wei")
    senders.add_button.click()
    senders.add_button.click()
    first = senders._rows[0]
    first.name.setText("Bowei Sales")
    first.email.setText("Sales@Bowei.Example")
    first.signature.setPlainText("The sales team")
    with qtbot.waitSignal(made.accepted, timeout=10_000):
        made.anyway.click()
    kept = accounts.load(store, account)
    assert (kept.display_name, kept.signature) == ("Lin Wei", "Best regards\nLin Wei")
    assert kept.identities == (
        Identity("Bowei Sales", "sales@bowei.example", "The sales team", account),
    )
    again = dialog(accounts.load(store, account), account)
    again.senders._remove(again.senders._rows[0])
    with qtbot.waitSignal(again.accepted, timeout=10_000):
        again.anyway.click()
    assert accounts.load(store, account).identities == ()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_part_fits_and_is_reached_by_keyboard(qtbot, dialog, mailbox, smtp_server, language):
    set_language(language)
    made = dialog(local_settings(mailbox, smtp_server))
    box = made.form.sign_in
    for part in (box.buttons, box.client, box.waiting, box.code, box.done):
        box._show_part(part)
        qtbot.wait(10)
        for widget in part.findChildren(Button):
            if widget.isVisible():
                assert widget.width() >= widget.sizeHint().width() - 1, widget.text()
                assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert part.width() <= made.width()
