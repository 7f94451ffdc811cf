"""Access tokens at a real Dovecot and a real SMTP server: both mechanisms, a refused token, a withdrawn permission."""

import pickle
import threading
from dataclasses import replace

import pytest

from desktop.mail import accounts, oauth_flow, oauth_tokens
from desktop.mail.account_test import run_settings_test
from desktop.mail.accounts import AccountSettings
from desktop.mail.providers import Endpoint
from desktop.mail.smtp import SmtpConnection
from desktop.mail.transport import ImapConnection
from desktop.runtime.errors import UserFacing
from tests.fixtures.dovecot import Dovecot
from tests.mail.engine_run import EngineRun
from tests.mail.mail_samples import letter
from tests.mail.test_engine import eventually, queue_mail, state_of


@pytest.fixture
def make_dovecot(oauth_server):
    made = []

    def make(mechanisms="plain login xoauth2 oauthbearer", **more):
        server = Dovecot(
            introspect_url=oauth_server.introspect_url, mechanisms=mechanisms, **more
        ).start()
        made.append(server)
        return server

    yield make
    for server in made:
        server.remove()


@pytest.fixture
def sign_in(store, oauth_server):
    """Sign in for a mailbox at a Dovecot (and an SMTP server) and store the account."""

    def make(mailbox, smtp=None):
        registration = oauth_server.register(store)
        oauth_server.user = mailbox.email
        tokens = oauth_flow.by_browser(
            registration, open_browser=oauth_server.browser, ca_file=oauth_server.ca_file
        )
        settings = AccountSettings(
            email=mailbox.email,
            imap=Endpoint("127.0.0.1", mailbox.server.port, "plain"),
            smtp=Endpoint("127.0.0.1", smtp.port if smtp else 1, "plain"),
            username=mailbox.email,
            ca_file=oauth_server.ca_file,
            auth="oauth2",
            oauth_issuer=oauth_server.url,
            tokens=oauth_tokens.as_kept(tokens, oauth_server.url),
        )
        return accounts.add(store, settings)

    return make


def inbox_size(login):
    with ImapConnection(login) as connection:
        connection.connect()
        connection.login()
        return connection.select("INBOX").exists


def sends(login):
    with SmtpConnection(login) as connection:
        connection.connect()
        connection.login()
        return connection.send(login.username, ("b@y.example",), b"Subject: hi\r\n\r\nhello\r\n")


def code_of(call, *arguments):
    with pytest.raises(UserFacing) as caught:
        call(*arguments)
    assert caught.value.hint
    return caught.value.code


@pytest.mark.parametrize("mechanism", ["xoauth2", "oauthbearer"])
@pytest.mark.parametrize("hide", [(), ("SASL-IR",)])
def test_imap_by_either_mechanism(store, oauth_server, make_dovecot, sign_in, mechanism, hide):
    mailbox = make_dovecot(f"plain {mechanism}", hide=hide).mailbox()
    mailbox.deliver(letter(1))
    account = sign_in(mailbox)
    assert inbox_size(accounts.load(store, account).imap_login()) == 1
    oauth_server.forget_tokens()  # refused though it has not run out: renewed within the same connection
    assert inbox_size(accounts.load(store, account).imap_login()) == 1
    assert oauth_server.count("refresh_token") == 1
    assert inbox_size(accounts.load(store, account).imap_login()) == 1
    assert oauth_server.count("refresh_token") == 1
    oauth_server.forget_tokens()
    oauth_server.end_grants(mailbox.email)
    login = accounts.load(store, account).imap_login()
    assert code_of(inbox_size, login) == "sign_in_again"
    assert code_of(accounts.load(store, account).imap_login) == "sign_in_again"


@pytest.mark.parametrize("mechanism", ["XOAUTH2", "OAUTHBEARER"])
@pytest.mark.parametrize(("size", "how"), [(40, "at once"), (400, "asked")])
def test_smtp_by_either_mechanism(
    store, oauth_server, mailbox, make_smtp_server, sign_in, mechanism, size, how
):
    oauth_server.token_size = size
    smtp = make_smtp_server(oauth=oauth_server, mechanisms=("PLAIN", mechanism))
    account = sign_in(mailbox, smtp)
    sends(accounts.load(store, account).smtp_login())
    assert smtp.auth_seen == [(mechanism, how)]
    oauth_server.forget_tokens()
    sends(accounts.load(store, account).smtp_login())
    answer = b"\x01" if mechanism == "OAUTHBEARER" else b""
    assert smtp.auth_seen[1:] == [(mechanism, how), ("error answered", answer), (mechanism, how)]
    assert len(smtp.taken) == 2
    oauth_server.forget_tokens()
    oauth_server.end_grants(mailbox.email)
    assert code_of(sends, accounts.load(store, account).smtp_login()) == "sign_in_again"


def test_a_sign_in_for_another_mailbox_or_a_server_without_it(
    store, oauth_server, make_dovecot, sign_in, mailbox, smtp_server
):
    server = make_dovecot()
    account = sign_in(server.mailbox())
    login = accounts.load(store, account).imap_login()
    assert code_of(inbox_size, replace(login, username="boss@example.com")) == "sign_in_again"
    new = replace(
        accounts.load(store, account), token=None, tokens={"access_token": login.password}
    )
    assert inbox_size(new.imap_login()) == 0
    new = replace(new, username="boss@example.com")  # signed in, but as somebody else
    assert next(s.code for s in run_settings_test(new) if not s.ok) == "sign_in_again"
    plain = replace(login, endpoint=mailbox.login().endpoint)
    assert code_of(inbox_size, plain) == "no_oauth"
    plain = replace(login, endpoint=smtp_server.login("x").endpoint)
    assert code_of(sends, plain) == "no_oauth"


def test_sync_and_sending_go_on_after_signing_in_again(
    store, oauth_server, make_dovecot, make_smtp_server, sign_in
):
    """The engine says so, keeps what waits to be sent, and goes on by itself once the user has signed in."""
    mailbox = make_dovecot().mailbox()
    smtp = make_smtp_server(oauth=oauth_server)
    mailbox.deliver(letter(1))
    account = sign_in(mailbox, smtp)
    oauth_server.forget_tokens()
    oauth_server.end_grants(mailbox.email)
    row = queue_mail(store, account)
    engine = EngineRun(store)
    try:
        state = engine.wait("state", state="auth_failed", code="sign_in_again")
        assert state["hint"]
        assert state_of(store, row) == "queued"
        assert oauth_server.count("refresh_token") == 1  # nobody hammers the issuer
        registration = oauth_server.register(store)
        tokens = oauth_flow.by_browser(
            registration, open_browser=oauth_server.browser, ca_file=oauth_server.ca_file
        )
        oauth_tokens.keep(store, account, oauth_tokens.as_kept(tokens, oauth_server.url))
        engine.send("changed", tables={"account": [account]})
        engine.wait("state", state="idle")
        assert eventually(lambda: state_of(store, row) == "filed", seconds=60)
        assert len(smtp.taken) == 1
    finally:
        engine.kill()


def test_a_login_handed_to_another_process_holds_a_token_and_nothing_else(
    store, make_dovecot, sign_in
):
    mailbox = make_dovecot().mailbox()
    login = accounts.load(store, sign_in(mailbox)).imap_login()
    travelled = pickle.loads(pickle.dumps(replace(login, renew=None)))
    done = []
    thread = threading.Thread(target=lambda: done.append(inbox_size(travelled)))
    thread.start()
    thread.join(30)
    assert done == [0]
