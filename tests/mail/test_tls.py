"""Certificates at real servers: each fault in its own words, a pin only for exactly the certificate that was accepted."""

from dataclasses import replace

import pytest

from desktop.mail import certificates, tls
from desktop.mail.login import Login
from desktop.mail.providers import Endpoint
from desktop.mail.smtp import SmtpConnection
from desktop.mail.transport import ImapConnection
from desktop.runtime.errors import UserFacing
from tests.fixtures.dovecot import Dovecot


@pytest.fixture
def make_dovecot():
    made = []

    def make(**more):
        made.append(Dovecot(**more).start())
        return made[-1]

    yield make
    for server in made:
        server.remove()


def tries(login, kind=ImapConnection):
    with kind(login) as connection:
        connection.connect()
        connection.login()


def refusal(login, kind=ImapConnection):
    with pytest.raises(UserFacing) as caught:
        tries(login, kind)
    assert "not sent" in caught.value.safe
    assert caught.value.hint
    return caught.value.code, caught.value.message


def test_each_fault_has_its_own_words(dovecot, make_dovecot):
    mailbox = dovecot.mailbox()
    strange = replace(mailbox.login("ssl"), ca_file="")
    said = {"self-signed": refusal(strange)}
    old = make_dovecot(days=-2)
    said["expired"] = refusal(old.mailbox().login("ssl"))
    other = make_dovecot(names=("mail.other.example",), addresses=())
    said["name"] = refusal(other.mailbox().login("ssl"))
    said["changed"] = refusal(replace(strange, trusted="ab" * 32))
    assert {name: code for name, (code, _words) in said.items()} == {
        "self-signed": "tls_untrusted",
        "expired": "tls_expired",
        "name": "tls_name",
        "changed": "tls_changed",
    }
    assert len({words for _code, words in said.values()}) == 4


@pytest.mark.parametrize("security", ["ssl", "starttls"])
def test_an_accepted_certificate_is_believed_and_no_other(dovecot, make_dovecot, security):
    mailbox = dovecot.mailbox()
    login = replace(mailbox.login(security), ca_file="")
    shown = certificates.look(login.endpoint, "imap")
    assert (shown.code, shown.accepted) == ("tls_untrusted", False)
    assert shown.subject == shown.issuer == "localhost"
    assert "127.0.0.1" in shown.names
    assert shown.valid_from < shown.valid_until
    assert tls.fingerprints(shown.fingerprint) == {shown.sha256}
    pinned = replace(login, trusted=shown.sha256)
    tries(pinned)
    assert certificates.look(login.endpoint, "imap", trusted=shown.sha256).accepted
    assert refusal(replace(login, trusted="0" * 64))[0] == "tls_changed"
    tries(replace(login, trusted=f"{'0' * 64},{shown.sha256}"))
    # expired and with a wrong name: accepted by hand all the same, but only for the server that shows it
    odd = make_dovecot(days=-2, names=("mail.other.example",), addresses=()).mailbox()
    odd_login = replace(odd.login(security), ca_file="")
    assert refusal(replace(odd_login, trusted=shown.sha256))[0] == "tls_changed"
    tries(replace(odd_login, trusted=certificates.look(odd_login.endpoint, "imap").sha256))


def test_a_server_that_got_a_proper_certificate_is_believed_again(dovecot):
    login = dovecot.mailbox().login("ssl")  # with its CA file it can be checked
    tries(replace(login, trusted="0" * 64))
    assert certificates.look(login.endpoint, "imap", ca_file=login.ca_file).code == ""


@pytest.mark.parametrize("security", ["ssl", "starttls"])
def test_submission_too(make_smtp_server, security):
    server = make_smtp_server(security=security)
    login = replace(server.login("a@x.example"), ca_file="")
    assert refusal(login, SmtpConnection)[0] == "tls_untrusted"
    shown = certificates.look(login.endpoint, "smtp")
    tries(replace(login, trusted=shown.sha256), SmtpConnection)
    assert refusal(replace(login, trusted="1" * 64), SmtpConnection)[0] == "tls_changed"


def test_what_is_no_certificate_says_so(mailbox, smtp_server):
    def code(endpoint, protocol="imap"):
        with pytest.raises(UserFacing) as caught:
            certificates.look(endpoint, protocol)
        return caught.value.code

    assert code(mailbox.login().endpoint) == "no_certificate"
    assert code(Endpoint("127.0.0.1", mailbox.server.port, "ssl")) == "tls_failed"
    assert code(Endpoint("127.0.0.1", smtp_server.port, "starttls"), "smtp") == "tls_failed"
    with pytest.raises(UserFacing) as caught:
        tls.fingerprints("not a fingerprint")
    assert caught.value.code == "bad_fingerprint"
    with pytest.raises(UserFacing):
        tries(Login(mailbox.login("ssl").endpoint, "a", "b", __file__))


def test_the_wrong_ca_file_vouches_for_nobody(dovecot, make_smtp_server):
    other = make_smtp_server(security="ssl")
    login = replace(dovecot.mailbox().login("ssl"), ca_file=other.ca_file)
    assert refusal(login)[0] == "tls_untrusted"
