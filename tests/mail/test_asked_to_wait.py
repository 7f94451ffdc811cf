"""What providers say when an account asks for too much, in their own words, and what we make of it."""

from datetime import UTC, datetime, timedelta

import pytest

from desktop.mail.asked_to_wait import smtp_wait_asked
from desktop.mail.net_errors import busy_or_closed, refused, wrong_password
from desktop.runtime.errors import Retryable, UserFacing


def seconds_of(error):
    return (error.retry_at - datetime.now(UTC)).total_seconds()


@pytest.mark.parametrize(
    ("said", "code", "seconds"),
    [
        ("BAD Request is throttled. Suggested Backoff Time: 299961 milliseconds", "throttled", 300),
        (
            "NO [OVERQUOTA] Account exceeded command or bandwidth limits. (Failure)",
            "throttled",
            3600,
        ),
        ("NO [ALERT] Account exceeded bandwidth limits. (Failure)", "throttled", 3600),
        ("NO [THROTTLED] slow down", "throttled", 300),
        ("NO [LIMIT] Rate limit hit", "throttled", 300),
        ("NO Too many requests, please try again in 20 minutes", "throttled", 1200),
        ("NO [ALERT] Too many simultaneous connections. (Failure)", "too_many_connections", 60),
        (
            "NO [LIMIT] Maximum number of connections from user+IP exceeded (mail_max_userip_connections=1)",
            "too_many_connections",
            60,
        ),
        ("NO [UNAVAILABLE] Temporary authentication failure.", "busy", 60),
        ("NO Server Unavailable. 15", "busy", 60),
        ("BAD User is authenticated but not connected.", "busy", 60),
        ("NO [INUSE] Mailbox is locked", "busy", 15),
        ("NO System busy!", "busy", 60),
    ],
)
def test_waits_of_imap_servers(said, code, seconds):
    error = refused("imap.example", said)
    assert isinstance(error, Retryable)
    assert error.code == code
    assert error.message
    assert seconds_of(error) == pytest.approx(seconds, abs=5)
    assert (
        wrong_password("imap.example", said).code == code
    )  # said at login: the password is not to blame


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("Request is throttled. Suggested Backoff Time: 1000 milliseconds", "throttled"),
        ("Too many connections from your address", "too_many_connections"),
        ("[UNAVAILABLE] Server shutting down", "busy"),
        ("Autologout; idle for too long", "closed"),
        ("Session expired, please login again.", "closed"),
        ("", "closed"),
        ("HTTP/1.1 302 Found", "not_a_mail_server"),
    ],
)
def test_words_of_farewell(said, code):
    assert busy_or_closed("imap.example", said).code == code


def test_a_full_mailbox_is_not_a_wish_to_wait():
    error = refused("imap.example", "NO [OVERQUOTA] Quota exceeded (mailbox for user is full)")
    assert isinstance(error, UserFacing)
    assert error.code == "mailbox_full"


def test_other_refusals_stay_what_they_are():
    assert refused("imap.example", "NO Mailbox does not exist").code == "server_refused"
    assert (
        refused("imap.163.com", "NO SELECT Unsafe Login. Please contact kefu").code
        == "unsafe_login"
    )
    assert (
        wrong_password("imap.example", "NO [AUTHENTICATIONFAILED] failed").code == "wrong_password"
    )


@pytest.mark.parametrize(
    ("code", "said", "kind", "seconds"),
    [
        (421, "4.7.0 Try again later, closing connection.", "throttled", 300),
        (421, "Service not available", "busy", 60),
        (421, "too many connections from 1.2.3.4", "too_many_connections", 60),
        (450, "4.7.1 Client host rejected: greylisted, try again in 90 seconds", "throttled", 90),
        (451, "4.7.500 Server busy. Please try again later", "throttled", 300),
        (452, "4.7.28 rate limit exceeded", "throttled", 300),
    ],
)
def test_waits_of_submission_servers(code, said, kind, seconds):
    error = smtp_wait_asked("smtp.example", code, said)
    assert error.code == kind
    assert seconds_of(error) == pytest.approx(seconds, abs=5)


@pytest.mark.parametrize(
    "code_and_words", [(452, "4.2.2 mailbox full"), (550, "4.7.1 no"), (250, "ok")]
)
def test_other_answers_of_submission_servers_are_no_wish_to_wait(code_and_words):
    assert smtp_wait_asked("smtp.example", *code_and_words) is None


def test_no_wait_is_longer_than_a_day():
    error = refused("imap.example", "NO Suggested Backoff Time: 99999999999 milliseconds")
    assert error.retry_at <= datetime.now(UTC) + timedelta(days=1)
