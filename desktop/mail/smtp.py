"""Hands a message to the submission server, and says what is known afterwards: sent, not sent, or unknown."""

import re
import smtplib
import ssl
from dataclasses import dataclass, field

from desktop.mail.net_errors import closed, explain, refuse_plain
from desktop.mail.smtp_auth import authenticate
from desktop.mail.tls import no_starttls, open_checked
from desktop.mail.transport import Login
from desktop.runtime.errors import Retryable, TradepostError, UserFacing
from desktop.runtime.i18n import _

CONNECT_SECONDS = 20.0
DATA_SECONDS = 300.0  # RFC 5321 section 4.5.3.2.6 allows ten minutes for the answer to DATA


class OutcomeUnknown(Retryable):
    """The connection broke after the message was handed over and before the answer: it may be on its way.

    It must not be sent again by itself (RFC 1047).
    """

    code = "outcome_unknown"


@dataclass(frozen=True, slots=True)
class Accepted:
    """The server took the message. `refused`: address -> what the server said about it."""

    refused: dict[str, str] = field(default_factory=dict)


class SmtpConnection:
    """Opened by `connect`, then `login`, then `send` any number of times; closed on leaving a `with` block."""

    def __init__(self, login: Login) -> None:
        self._login = login
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> "SmtpConnection":
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def connect(self) -> None:
        """Open the connection with its TLS. Raises UserFacing or Retryable in plain words."""
        host, port, security = (
            self._login.endpoint.host,
            self._login.endpoint.port,
            self._login.endpoint.security,
        )
        if security == "plain":
            refuse_plain(host)
        try:
            if security == "plain":
                self._begin(None)
            else:
                open_checked(self._begin, host, self._login.ca_file, self._login.trusted)
        except smtplib.SMTPNotSupportedError as error:
            raise no_starttls(host, port, 465) from error
        except smtplib.SMTPException as error:
            raise _connecting(error, host, port) from error
        except (OSError, EOFError) as error:
            raise explain(error, host, port) from error

    def _begin(self, context: ssl.SSLContext | None) -> None:
        host, port = self._login.endpoint.host, self._login.endpoint.port
        if self._login.endpoint.security == "ssl":
            self._smtp = smtplib.SMTP_SSL(host, port, timeout=CONNECT_SECONDS, context=context)
        else:
            self._smtp = smtplib.SMTP(host, port, timeout=CONNECT_SECONDS)
        self._smtp.ehlo()
        if self._login.endpoint.security == "starttls":
            try:
                self._smtp.starttls(context=context)
            except BaseException:
                self._smtp.close()
                raise
            self._smtp.ehlo()

    def login(self) -> None:
        """Log in; a server that offers no login is taken as it is. Raises UserFacing (`wrong_password` ...)."""
        authenticate(self._open(), self._login)

    def send(self, sender: str, recipients: tuple[str, ...], message: bytes) -> Accepted:
        """Send `message` (CRLF line ends). Raises when nobody gets it.

        UserFacing: refused for good, with the server's words. Retryable: not sent, may go later. OutcomeUnknown:
        broken off after the content was handed over.
        """
        smtp, host, port = self._open(), self._login.endpoint.host, self._login.endpoint.port
        try:
            refused = self._envelope(smtp, sender, recipients, len(message))
        except smtplib.SMTPServerDisconnected as error:
            raise closed(host) from error
        except (OSError, EOFError) as error:
            raise explain(error, host, port) from error
        return self._content(smtp, message, refused)

    def _envelope(
        self, smtp: smtplib.SMTP, sender: str, recipients: tuple[str, ...], size: int
    ) -> dict[str, str]:
        options = [f"SIZE={size}"] if smtp.has_extn("size") else []
        if smtp.has_extn("8bitmime"):
            options.append("BODY=8BITMIME")
        if not all(address.isascii() for address in (sender, *recipients)):
            if not smtp.has_extn("smtputf8"):
                raise UserFacing(
                    _(
                        "{host} cannot send to an address with letters beyond a-z before the @."
                    ).format(host=self._login.endpoint.host),
                    hint=_("Ask the recipient for another address."),
                    code="no_smtputf8",
                )
            options.append("SMTPUTF8")
            smtp.command_encoding = "utf-8"
        code, answer = smtp.mail(sender, options)
        if code != 250:
            smtp.rset()
            raise self._refusal(code, answer)
        refused: dict[str, str] = {}
        worst = (0, b"")
        for address in recipients:
            code, answer = smtp.rcpt(address)
            if code not in (250, 251):
                refused[address] = _said(code, answer)
                worst = max(worst, (code, answer))
            if code == 421:
                raise smtplib.SMTPServerDisconnected("421")
        if len(refused) == len(recipients):
            smtp.rset()
            raise self._refusal(*worst)
        return refused

    def _content(self, smtp: smtplib.SMTP, message: bytes, refused: dict[str, str]) -> Accepted:
        """Send the content; only the time between its last bytes and the answer is in doubt."""
        host, port = self._login.endpoint.host, self._login.endpoint.port
        try:
            code, answer = smtp.docmd("data")
            if code != 354:
                raise self._refusal(code, answer)
            smtp.send(_dot_stuffed(message))
        except smtplib.SMTPServerDisconnected as error:
            raise closed(host) from error
        except (OSError, EOFError) as error:
            raise explain(error, host, port) from error
        try:
            if smtp.sock is not None:
                smtp.sock.settimeout(DATA_SECONDS)
            smtp.send(b".\r\n")
            code, answer = smtp.getreply()
        except (smtplib.SMTPException, OSError, EOFError) as error:
            raise OutcomeUnknown(
                _("The connection to {host} broke while the message was being handed over.").format(
                    host=host
                ),
                safe=_("It is not sent again by itself, so that nobody gets it twice."),
            ) from error
        if code != 250:
            raise self._refusal(code, answer)
        return Accepted(refused)

    def _refusal(self, code: int, answer: bytes | str) -> TradepostError:
        said = _said(code, answer)
        if 400 <= code < 500:
            return Retryable(
                _("{host} does not take the message now: {said}").format(
                    host=self._login.endpoint.host, said=said
                ),
                code="smtp_later",
            )
        return UserFacing(
            _("{host} refused the message: {said}").format(
                host=self._login.endpoint.host, said=said
            ),
            safe=_("It was not sent to anybody."),
            hint=_("Correct the recipients or the message, then send again."),
            code="smtp_refused",
        )

    def _open(self) -> smtplib.SMTP:
        if self._smtp is None:
            raise closed(self._login.endpoint.host)
        return self._smtp

    def close(self) -> None:
        """Say goodbye and hang up. Never raises."""
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        try:
            smtp.quit()
        except (smtplib.SMTPException, OSError, ValueError):
            smtp.close()


def _dot_stuffed(message: bytes) -> bytes:
    """The content as DATA wants it (RFC 5321 section 4.5.2), ending in a line end, without the final dot."""
    data = re.sub(rb"\r\n|\r|\n", b"\r\n", message)
    data = re.sub(rb"(?m)^\.", b"..", data)
    return data if data.endswith(b"\r\n") else data + b"\r\n"


def _said(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
    return f"{code} {' '.join(text.split())}"[:300]


def _connecting(error: smtplib.SMTPException, host: str, port: int) -> TradepostError:
    if isinstance(error.__context__, ssl.SSLError | OSError):
        return explain(error.__context__, host, port)
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return closed(host)
    return Retryable(_("{host} cannot be talked to now.").format(host=host), code="smtp_later")
