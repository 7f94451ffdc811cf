"""Logging in to a submission server: by password or by access token (RFC 4954)."""

import base64
import binascii
import logging
import smtplib

from desktop.mail import sasl
from desktop.mail.login import Login
from desktop.mail.login_errors import no_oauth, not_accepted
from desktop.mail.net_errors import closed, explain
from desktop.runtime.errors import Retryable
from desktop.runtime.i18n import _

log = logging.getLogger(__name__)

_LONGEST_COMMAND = 512  # RFC 5321 4.5.3.1.4; a longer first message waits for the server's "334" (RFC 4954 section 4)
_CONTINUE, _DONE, _ALREADY = 334, 235, 503


class _Refused(Exception):
    def __init__(self, code: int, said: str) -> None:
        super().__init__(said)
        self.code, self.said = code, said


def authenticate(smtp: smtplib.SMTP, login: Login) -> None:
    """Log in; a server that offers no login is taken as it is, unless a token was to prove who we are.

    A token that the server refuses is renewed once. Raises UserFacing (wrong_password, sign_in_again, no_oauth ...) or
    Retryable (busy, hung up).
    """
    host = login.endpoint.host
    bearer = login.method == "oauth"
    if not smtp.has_extn("auth") and not bearer:
        return
    offered = smtp.esmtp_features.get("auth", "").split()
    mechanism = sasl.choose(offered, bearer=bearer)
    if mechanism is None:
        raise no_oauth(host) if bearer else not_accepted(login, " ".join(offered))
    try:
        try:
            _converse(smtp, login, mechanism, login.password)
        except _Refused as error:
            if not bearer or login.renew is None or error.code < 500:
                raise
            log.info("the server refused an access token: it is renewed")
            _converse(smtp, login, mechanism, login.renew(login.password))
    except _Refused as error:
        if 400 <= error.code < 500:
            raise Retryable(
                _("{host} asks to wait before logging in.").format(host=host), code="throttled"
            ) from error
        raise not_accepted(login, error.said) from error
    except smtplib.SMTPServerDisconnected as error:
        raise closed(host) from error
    except smtplib.SMTPException as error:
        raise not_accepted(login, str(error)) from error
    except (OSError, EOFError) as error:
        raise explain(error, host, login.endpoint.port) from error


def _converse(smtp: smtplib.SMTP, login: Login, mechanism: sasl.Mechanism, secret: str) -> None:
    endpoint = login.endpoint
    first = sasl.first_message(mechanism, login.username, secret, endpoint.host, endpoint.port)
    answers = [first, secret.encode() if mechanism == "LOGIN" else sasl.last_message(mechanism)]
    command = f"{mechanism} {sasl.encoded(first).decode('ascii')}"
    if mechanism != "LOGIN" and len(f"AUTH {command}\r\n") <= _LONGEST_COMMAND:
        del answers[0]
        code, said = smtp.docmd("AUTH", command)
    else:
        code, said = smtp.docmd("AUTH", mechanism)
    while code == _CONTINUE:
        _note(said)
        answer = base64.b64encode(answers.pop(0)).decode("ascii") if answers else "*"
        code, said = smtp.docmd(answer)
    if code not in (_DONE, _ALREADY):
        raise _Refused(code, said.decode("utf-8", "replace"))


def _note(challenge: bytes) -> None:
    try:
        status = sasl.refusal(base64.b64decode(challenge)).status
    except (binascii.Error, ValueError):
        return
    if status:
        log.info("access token refused: %s", status[:40])
