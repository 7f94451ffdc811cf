"""The messages of SASL to the letter, and the words for a login that is refused."""

import base64

import pytest

from desktop.mail import sasl
from desktop.mail.login import Login
from desktop.mail.login_errors import not_accepted
from desktop.mail.providers import Endpoint
from desktop.runtime.errors import Retryable
from desktop.runtime.i18n import set_language


def test_messages_are_those_of_the_specifications():
    assert sasl.first_message("PLAIN", "lin", "pä ss") == "\0lin\0pä ss".encode()
    # Google's own example of XOAUTH2
    assert base64.b64encode(
        sasl.first_message(
            "XOAUTH2", "someuser@example.com", "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg"
        )
    ) == (
        b"dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52YjNSbGNrQmhkSFJoZG1semRH"
        b"RXVZMjl0Q2cBAQ=="
    )
    # RFC 7628 section 4.1
    assert sasl.first_message(
        "OAUTHBEARER",
        "user@example.com",
        "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==",
        "server.example.com",
        143,
    ) == (
        b"n,a=user@example.com,\x01host=server.example.com\x01port=143\x01"
        b"auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\x01\x01"
    )
    assert sasl.first_message("OAUTHBEARER", "a=b,c@x", "t").startswith(b"n,a=a=3Db=2Cc@x,")
    assert base64.b64encode(sasl.last_message("OAUTHBEARER")) == b"AQ=="
    assert sasl.last_message("XOAUTH2") == b""
    assert sasl.encoded(b"") == b"="


def test_the_best_mechanism_of_the_kind_is_chosen():
    assert sasl.choose(["LOGIN", "plain", "XOAUTH2"], bearer=False) == "PLAIN"
    assert sasl.choose(["NTLM", "LOGIN"], bearer=False) == "LOGIN"
    assert sasl.choose(["NTLM", "GSSAPI"], bearer=False) is None
    assert sasl.choose(["PLAIN", "OAUTHBEARER", "XOAUTH2"], bearer=True) == "XOAUTH2"
    assert sasl.choose(["PLAIN", "OAUTHBEARER"], bearer=True) == "OAUTHBEARER"
    assert sasl.choose(["PLAIN"], bearer=True) is None


@pytest.mark.parametrize("said", [b"", b"no json", b"[1]", b"\xff\xfe", b"null"])
def test_a_challenge_that_cannot_be_read_is_none(said):
    assert sasl.refusal(said) == sasl.Refusal()


def test_a_refused_token_s_reason_is_read():
    said = b'{"status":"401","schemes":"bearer","scope":"https://mail.google.com/"}'
    assert sasl.refusal(said) == sasl.Refusal("401", "https://mail.google.com/")


def refused(host, said="[AUTHENTICATIONFAILED] no", method="password"):
    return not_accepted(Login(Endpoint(host, 993, "ssl"), "lin@x", "p", method=method), said)


def test_a_refused_password_is_told_what_the_provider_wants_instead():
    own = refused("imap.company.example")
    assert own.code == "wrong_password"
    hints = {host: refused(host).hint for host in ("imap.qq.com", "imap.163.com", "imap.gmail.com")}
    assert len({*hints.values(), own.hint}) == 4
    set_language("zh_CN")
    assert "授权码" in refused("imap.qq.com").hint


def test_what_is_no_wrong_password_is_not_called_one():
    assert isinstance(refused("imap.x.example", "[UNAVAILABLE] try again later"), Retryable)
    assert (
        refused("imap.163.com", "Unsafe Login. Please contact kefu@188.com").code == "unsafe_login"
    )
    login = Login(Endpoint("imap.gmail.com", 993, "ssl"), "lin@x", "t", method="oauth", renew=str)
    assert not_accepted(login, "no").code == "sign_in_again"
    assert isinstance(refused("imap.gmail.com", method="oauth"), Retryable)  # cannot renew it here
