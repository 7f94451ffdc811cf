"""Logging in to an IMAP server: by password or by access token, in one round trip where the server allows it."""

import base64
import binascii
import imaplib
import logging
import re

from imapclient import IMAPClient

from desktop.mail import sasl
from desktop.mail.login import Login
from desktop.mail.login_errors import no_oauth, not_accepted
from desktop.mail.net_errors import closed

log = logging.getLogger(__name__)


class _Refused(Exception):
    def __init__(self, status: str, said: str) -> None:
        super().__init__(said)
        self.status, self.said = status, said


def authenticate(client: IMAPClient, login: Login) -> None:
    """Log in over an open connection.

    A token that the server refuses is renewed once and tried again. Raises UserFacing (wrong_password, sign_in_again,
    no_oauth ...) or Retryable (the server asks to wait, or hung up).
    """
    offered = frozenset(  # asked for once: after STARTTLS every look is a round trip
        name.decode("ascii", "replace").upper() for name in client.capabilities()
    )
    bearer = login.method == "oauth"
    mechanism = sasl.choose(
        (name[5:] for name in offered if name.startswith("AUTH=")), bearer=bearer
    )
    try:
        if not bearer:
            _by_password(client, login, mechanism, offered)
        elif mechanism is None:
            raise no_oauth(login.endpoint.host)
        else:
            _by_token(client, login, mechanism, offered)
    except _Refused as error:
        raise not_accepted(login, error.said) from error


def _by_token(
    client: IMAPClient, login: Login, mechanism: sasl.Mechanism, offered: frozenset[str]
) -> None:
    try:
        _by_sasl(client, login, mechanism, login.password, offered)
    except _Refused:
        if login.renew is None:
            raise
        log.info("the server refused an access token: it is renewed")
        _by_sasl(client, login, mechanism, login.renew(login.password), offered)


def _by_password(
    client: IMAPClient,
    login: Login,
    mechanism: sasl.Mechanism | None,
    offered: frozenset[str],
) -> None:
    """AUTHENTICATE PLAIN where it is offered, else the LOGIN command; LOGIN also when the server cannot after all."""
    ascii_only = login.username.isascii() and login.password.isascii()
    can_login = ascii_only and "LOGINDISABLED" not in offered
    if mechanism == "PLAIN" or not can_login:
        try:
            _by_sasl(client, login, "PLAIN", login.password, offered)
        except _Refused as error:
            if error.status != "BAD" or not can_login:
                raise
        else:
            return
    imap = _imap(client)
    name = login.username
    if not re.fullmatch(r"[\w.@+=&'~!$^|?/-]+", name):
        name = '"' + re.sub(r'(["\\])', r"\\\1", name) + '"'
    try:
        imap.login(name, login.password)
    except imaplib.IMAP4.abort as error:
        raise closed(login.endpoint.host) from error
    except imaplib.IMAP4.error as error:
        raise _Refused("NO", _text(error.args[0] if error.args else "")) from error


def _by_sasl(
    client: IMAPClient,
    login: Login,
    mechanism: sasl.Mechanism,
    secret: str,
    offered: frozenset[str],
) -> None:
    """One AUTHENTICATE command (RFC 3501 6.2.2), with the initial response of RFC 4959 where it is offered."""
    imap, endpoint = _imap(client), login.endpoint
    first = sasl.first_message(mechanism, login.username, secret, endpoint.host, endpoint.port)
    arguments: list[str] = [mechanism]
    at_once = "SASL-IR" in offered
    if at_once:
        arguments.append(sasl.encoded(first).decode("ascii"))
    answers = [sasl.last_message(mechanism)] if at_once else [first, sasl.last_message(mechanism)]
    conversation = _Conversation(answers)
    imap.literal = conversation.answer  # type: ignore[assignment]  # imaplib calls it at every "+"
    try:
        status, said = imap._simple_command("AUTHENTICATE", *arguments)  # noqa: SLF001 - imaplib's own way takes no initial response
    except imaplib.IMAP4.abort as error:
        raise closed(endpoint.host) from error
    except imaplib.IMAP4.error as error:  # BAD
        raise _Refused("BAD", _text(error.args[0] if error.args else "")) from error
    if status != "OK":
        raise _Refused(status, _text(said[-1] if said else b""))
    imap.state = "AUTH"


class _Conversation:
    """Answers each challenge in turn, in base64; an error's JSON is noted for the log, never shown."""

    def __init__(self, answers: list[bytes]) -> None:
        self._answers = answers

    def answer(self, challenge: bytes) -> bytes:
        try:
            said = sasl.refusal(base64.b64decode(challenge or b""))
        except (binascii.Error, ValueError):
            said = sasl.Refusal()
        if said.status:
            log.info("access token refused: %s", said.status[:40])
        if not self._answers:
            return b"*"
        return base64.b64encode(self._answers.pop(0))


def _imap(client: IMAPClient) -> imaplib.IMAP4:
    connection: imaplib.IMAP4 = client._imap  # noqa: SLF001 - the connection under the conversation
    return connection


def _text(said: object) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
