"""Handing over mail to a real SMTP server: what is known afterwards is exactly what happened."""

import pytest

from desktop.mail.account_test import run_account_test
from desktop.mail.login import Login
from desktop.mail.providers import Endpoint
from desktop.mail.smtp import OutcomeUnknown, SmtpConnection, Withdrawn
from desktop.runtime.errors import Retryable, UserFacing
from tests.fixtures.dovecot import free_port

MESSAGE = b"From: a@x.example\r\nSubject: hi\r\n\r\n.one\r\n..two\r\nlast"


def send(login, recipients=("b@y.example",), message=MESSAGE, **arguments):
    with SmtpConnection(login) as connection:
        connection.connect()
        connection.login()
        return connection.send("a@x.example", recipients, message, **arguments)


@pytest.mark.parametrize("security", ["plain", "starttls", "ssl"])
def test_the_message_arrives_byte_for_byte(make_smtp_server, security):
    server = make_smtp_server(security=security)
    assert send(server.login("a@x.example")).refused == {}
    (taken,) = server.taken
    assert (taken.sender, taken.recipients) == ("a@x.example", ["b@y.example"])
    assert taken.content == MESSAGE + b"\r\n"


def test_refused_recipients_are_named(smtp_server):
    smtp_server.refuse = {"gone@y.example"}
    with pytest.raises(UserFacing) as caught:
        send(smtp_server.login("a@x.example"), ("b@y.example", "gone@y.example"))
    assert "gone@y.example (550" in caught.value.message
    assert smtp_server.taken == []  # nobody gets a mail that not all get, unless the user says so
    everyone = ("b@y.example", "gone@y.example")
    accepted = send(smtp_server.login("a@x.example"), everyone, partial=True)
    assert list(accepted.refused) == ["gone@y.example"]
    assert "550" in accepted.refused["gone@y.example"]
    with pytest.raises(UserFacing) as caught:
        send(smtp_server.login("a@x.example"), ("gone@y.example",))
    assert caught.value.code == "smtp_refused"
    assert len(smtp_server.taken) == 1


def test_a_mail_that_is_too_large_is_not_even_begun(smtp_server):
    with pytest.raises(UserFacing) as caught:
        send(smtp_server.login("a@x.example"), message=b"Subject: x\r\n\r\n" + b"x" * 200_000_001)
    assert caught.value.code == "too_large"
    assert "200.0 MB" in caught.value.message


def test_reports_are_asked_for_where_the_server_gives_them(step_smtp, smtp_server):
    assert not send(smtp_server.login("a@x.example"), report_as="01a=2+b").reporting
    server = step_smtp()
    assert send(server.login("a@x.example"), report_as="01a=2+b").reporting
    assert server.arrived[0].options == [
        f"SIZE={len(MESSAGE)}",
        "RET=HDRS",
        "ENVID=01a+3D2+2Bb",
        "NOTIFY=SUCCESS,FAILURE,DELAY",
        "ORCPT=rfc822;b@y.example",
    ]


def test_letters_beyond_ascii_only_where_the_server_takes_them(step_smtp):
    server = step_smtp(offers=("8BITMIME", "SMTPUTF8"))
    send(server.login("a@x.example"), ("bücher@y.example",))
    send(server.login("a@x.example"))
    assert [a.options for a in server.arrived] == [["SMTPUTF8"], []]
    assert server.arrived[0].recipients == ["bücher@y.example"]
    plain = step_smtp()
    with pytest.raises(UserFacing) as caught:
        send(plain.login("a@x.example"), ("bücher@y.example",))
    assert caught.value.code == "no_smtputf8"
    assert plain.arrived == []


def test_taken_back_at_the_last_moment_is_not_sent(smtp_server):
    with pytest.raises(Withdrawn):
        send(smtp_server.login("a@x.example"), before_end=lambda: False)
    assert smtp_server.taken == []
    send(smtp_server.login("a@x.example"))
    assert len(smtp_server.taken) == 1


def test_a_line_left_in_the_middle_of_a_content_carries_nothing_else(step_smtp):
    server = step_smtp()

    def disk_full():
        raise OSError("no space")

    with SmtpConnection(server.login("a@x.example")) as connection:
        connection.connect()
        connection.login()
        with pytest.raises(OSError, match="no space"):
            connection.send("a@x.example", ("b@y.example",), MESSAGE, before_end=disk_full)
        assert not connection.is_open
    assert server.arrived == []


def test_a_content_that_is_refused_before_it_is_sent_does_not_harm_the_next_mail(step_smtp):
    server = step_smtp()
    server.no_data = "451 4.3.2 not now"
    with SmtpConnection(server.login("a@x.example")) as connection:
        connection.connect()
        connection.login()
        for _mail in range(2):
            with pytest.raises(Retryable):
                connection.send("a@x.example", ("b@y.example",), MESSAGE)


@pytest.mark.parametrize(
    ("drop", "error"),
    [
        ("connect", Retryable),
        ("mail", Retryable),
        ("data", OutcomeUnknown),
        ("after_data", OutcomeUnknown),
    ],
)
def test_never_sent_is_told_from_unknown(smtp_server, drop, error):
    smtp_server.drop = drop
    with pytest.raises(Retryable) as caught:
        send(smtp_server.login("a@x.example"))
    assert isinstance(caught.value, OutcomeUnknown) == (error is OutcomeUnknown)


def test_a_greylisting_server_is_asked_later(smtp_server):
    smtp_server.reply = "451 4.7.1 try again later"
    with pytest.raises(Retryable) as caught:
        send(smtp_server.login("a@x.example"))
    assert not isinstance(caught.value, OutcomeUnknown)
    smtp_server.reply = "554 5.7.1 looks like spam"
    with pytest.raises(UserFacing):
        send(smtp_server.login("a@x.example"))


def test_wrong_settings_say_what_is_wrong(smtp_server, make_smtp_server, scripted_server):
    def code(login):
        with pytest.raises((UserFacing, Retryable)) as caught:
            send(login)
        return caught.value.code

    assert code(smtp_server.login("a@x.example", password="wrong")) == "wrong_password"
    assert code(smtp_server.login("a@x.example", port=free_port())) == "refused"
    assert (
        code(Login(Endpoint("127.0.0.1", smtp_server.port, "starttls"), "a", "secret"))
        == "no_starttls"
    )
    assert (
        code(Login(Endpoint("127.0.0.1", smtp_server.port, "ssl"), "a", "secret")) == "tls_failed"
    )
    tls = make_smtp_server(security="ssl")
    assert code(Login(Endpoint("127.0.0.1", tls.port, "ssl"), "a", "secret")) == "tls_untrusted"
    assert (
        code(Login(Endpoint("127.0.0.1", scripted_server(b"").port, "plain"), "a", "b")) == "closed"
    )


def test_the_account_test_shows_each_step(mailbox, poor_dovecot, smtp_server):
    seen = []
    steps = run_account_test(
        mailbox.login("ssl"), smtp_server.login(mailbox.email), on_step=seen.append
    )
    assert [(s.step, s.ok) for s in steps] == [
        (n, True) for n in ("dns", "connect", "tls", "login", "list", "append", "smtp_login")
    ]
    assert seen == steps
    assert "removed again" in steps[5].detail
    assert mailbox.files("Trash") == mailbox.files("Drafts") == []
    steps = run_account_test(
        mailbox.login(password="x"), smtp_server.login(mailbox.email, password="x")
    )
    assert [(s.step, s.ok) for s in steps][-2:] == [("login", False), ("smtp_login", False)]
    assert all(s.hint for s in steps if not s.ok)
    poor = poor_dovecot.mailbox()
    steps = run_account_test(poor.login(), smtp_server.login(poor.email))
    assert "Not tried" in steps[5].detail  # one message could not be removed alone
    assert poor.files("Trash") == poor.files("Drafts") == []
    steps = run_account_test(mailbox.login(port=free_port()), smtp_server.login(mailbox.email))
    assert [(s.step, s.ok) for s in steps] == [
        ("dns", True),
        ("connect", False),
        ("smtp_login", True),
    ]
