"""Hands a message to the submission server, and says what is known afterwards: sent, not sent, or unknown."""

import re
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field

from desktop.mail.asked_to_wait import smtp_wait_asked
from desktop.mail.login import Login
from desktop.mail.net_errors import closed, explain, refuse_plain
from desktop.mail.smtp_auth import authenticate
from desktop.mail.tls import no_starttls, open_checked
from desktop.runtime.errors import Retryable, TradepostError, UserFacing
from desktop.runtime.i18n import _, ngettext

CONNECT_SECONDS = 20.0
PIECE_SECONDS = 60.0
DATA_SECONDS = 300.0  # RFC 5321 section 4.5.3.2.6 allows ten minutes for the answer to DATA

_PIECE = 1 << 16


class OutcomeUnknown(Retryable):
    """The connection broke after the message was handed over and before the answer: it may be on its way.

    It must not be sent again by itself (RFC 1047).
    """

    code = "outcome_unknown"


class Withdrawn(Exception):
    """The message was taken back at the last moment: it has not been sent."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The server took the message. `refused`: address -> what the server said about it; `reporting`: it will report."""

    refused: dict[str, str] = field(default_factory=dict)
    reporting: bool = False


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

    def send(
        self,
        sender: str,
        recipients: tuple[str, ...],
        message: bytes,
        *,
        report_as: str = "",
        partial: bool = False,
        before_end: Callable[[], bool] = lambda: True,
    ) -> Accepted:
        """Send `message` (CRLF line ends) to all recipients, or to nobody.

        `report_as`: ask for delivery reports that name this id (RFC 3461). `partial`: go to the others when the server
        refuses some. `before_end` is called when the content has been handed over and only the final dot is missing:
        without that dot no server delivers, so what it commits tells for sure whether this can have gone out. When it
        returns False, or raises, the message is withdrawn.

        Raises UserFacing: refused for good, with the server's words. Retryable: not sent, may go later.
        OutcomeUnknown: broken off after the final dot. Withdrawn.
        """
        smtp, host, port = self._open(), self._login.endpoint.host, self._login.endpoint.port
        try:
            options = self._options(smtp, (sender, *recipients), message)
            reporting = bool(report_as) and smtp.has_extn("dsn")
            if reporting:
                options += ["RET=HDRS", f"ENVID={_xtext(report_as)}"]
            refused = self._envelope(smtp, sender, recipients, options, reporting=reporting)
            if refused and not partial:
                self._take_back(smtp)
                raise self._refused_recipients(refused)
            self._hand_over(smtp, message)
        except smtplib.SMTPServerDisconnected as error:
            self.close()
            raise closed(host) from error
        except (OSError, EOFError) as error:
            self.close()
            raise explain(error, host, port) from error
        try:
            goes = before_end()
        except (
            BaseException
        ):  # in the middle of the content nothing else can be said over this line
            self._drop()
            raise
        if not goes:
            self._drop()
            raise Withdrawn
        self._end(smtp)
        return Accepted({address: said for address, (_code, said) in refused.items()}, reporting)

    @property
    def is_open(self) -> bool:
        """Tell whether another message can be sent over it."""
        return self._smtp is not None and self._smtp.sock is not None

    def _options(self, smtp: smtplib.SMTP, addresses: tuple[str, ...], message: bytes) -> list[str]:
        """What MAIL FROM says about the message. Raises UserFacing: too large, or letters the server cannot take."""
        host = self._login.endpoint.host
        options = []
        if smtp.has_extn("size"):
            limit = int(re.sub(r"\D", "", smtp.esmtp_features.get("size", "")) or 0)
            if 0 < limit < len(message):
                raise _too_large(host, len(message), limit)
            options.append(f"SIZE={len(message)}")
        if smtp.has_extn("8bitmime") and not message.isascii():
            options.append("BODY=8BITMIME")
        head = message[: message.find(b"\r\n\r\n") + 2]
        if not (all(address.isascii() for address in addresses) and head.isascii()):
            if not smtp.has_extn("smtputf8"):
                raise UserFacing(
                    _(
                        "{host} cannot send to an address with letters beyond a-z before the @."
                    ).format(host=host),
                    safe=_("It was not sent to anybody."),
                    hint=_("Ask the recipient for another address."),
                    code="no_smtputf8",
                )
            options.append("SMTPUTF8")
            smtp.command_encoding = "utf-8"
        return options

    def _envelope(
        self,
        smtp: smtplib.SMTP,
        sender: str,
        recipients: tuple[str, ...],
        options: list[str],
        *,
        reporting: bool,
    ) -> dict[str, tuple[int, str]]:
        """Say from and to whom; returns the refused recipients: address -> code and words."""
        code, answer = smtp.mail(sender, options)
        if code != 250:
            self._take_back(smtp)
            raise self._refusal(code, answer)
        refused: dict[str, tuple[int, str]] = {}
        for address in recipients:
            wishes = ["NOTIFY=SUCCESS,FAILURE,DELAY"] if reporting else []
            if reporting and address.isascii():
                wishes.append(f"ORCPT=rfc822;{_xtext(address)}")
            code, answer = smtp.rcpt(address, wishes)
            if code == 421:
                self._take_back(smtp)
                raise self._refusal(code, answer)
            if code not in (250, 251):
                refused[address] = (code, _said(code, answer))
        if len(refused) == len(recipients):
            self._take_back(smtp)
            raise self._refused_recipients(refused)
        return refused

    def _take_back(self, smtp: smtplib.SMTP) -> None:
        """Forget the envelope; a server that hung up with its refusal has done so."""
        try:
            smtp.rset()
        except (smtplib.SMTPException, OSError):
            self._drop()

    def _hand_over(self, smtp: smtplib.SMTP, message: bytes) -> None:
        """Send the content up to its final dot."""
        code, answer = smtp.docmd("data")
        if code != 354:
            self._take_back(
                smtp
            )  # the envelope still stands: the next message would be refused for it
            raise self._refusal(code, answer)
        data = _dot_stuffed(message)
        if smtp.sock is not None:
            smtp.sock.settimeout(PIECE_SECONDS)
        for start in range(0, len(data), _PIECE):  # a socket's timeout counts for a whole sendall
            smtp.send(data[start : start + _PIECE])

    def _end(self, smtp: smtplib.SMTP) -> None:
        """Send the final dot; only the time between it and the answer is in doubt."""
        try:
            if smtp.sock is not None:
                smtp.sock.settimeout(DATA_SECONDS)
            smtp.send(b".\r\n")
            code, answer = smtp.getreply()
        except (smtplib.SMTPException, OSError, EOFError) as error:
            self._drop()
            raise OutcomeUnknown(
                _("The connection to {host} broke while the message was being handed over.").format(
                    host=self._login.endpoint.host
                ),
                safe=_("It is not sent again by itself, so that nobody gets it twice."),
            ) from error
        if code != 250:
            raise self._refusal(code, answer)

    def _refusal(self, code: int, answer: bytes | str) -> TradepostError:
        host, said = self._login.endpoint.host, _said(code, answer)
        if 400 <= code < 500:
            return smtp_wait_asked(host, code, said) or Retryable(
                _("{host} does not take the message now: {said}").format(host=host, said=said),
                code="smtp_later",
            )
        return UserFacing(
            _("{host} refused the message: {said}").format(host=host, said=said),
            safe=_("It was not sent to anybody."),
            hint=_("Correct the recipients or the message, then send again."),
            code="smtp_refused",
        )

    def _refused_recipients(self, refused: dict[str, tuple[int, str]]) -> TradepostError:
        """The error for recipients that the server will not take; nobody gets the message then."""
        final = {address: said for address, (code, said) in refused.items() if code >= 500}
        if not final:
            _address, (code, said) = next(iter(refused.items()))
            return self._refusal(code, said.removeprefix(f"{code} "))
        words = "; ".join(f"{address} ({said})" for address, said in final.items())
        return UserFacing(
            ngettext(
                "The server refused this recipient: {addresses}",
                "The server refused these recipients: {addresses}",
                len(final),
            ).format(addresses=words),
            safe=_("It was not sent to anybody."),
            hint=_("Correct or remove the address, then send again."),
            code="smtp_refused",
        )

    def _drop(self) -> None:
        """Hang up in the middle of what is being said."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()

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


def _xtext(text: str) -> str:
    """RFC 3461 section 4: what is not printable, "+" and "=" as +XX."""
    return "".join(
        chr(b) if 33 <= b <= 126 and b not in (43, 61) else f"+{b:02X}" for b in text.encode()
    )


def _too_large(host: str, size: int, limit: int) -> UserFacing:
    return UserFacing(
        _("The mail has {size} MB, and {host} takes {limit} MB at most.").format(
            size=f"{size / 1e6:.1f}", host=host, limit=f"{limit / 1e6:.1f}"
        ),
        safe=_("It was not sent to anybody."),
        hint=_("Leave out or shrink an attachment; files grow by a third in a mail."),
        code="too_large",
    )


def _said(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
    return f"{code} {' '.join(text.split())}"[:300]


def _connecting(error: smtplib.SMTPException, host: str, port: int) -> TradepostError:
    if isinstance(error.__context__, ssl.SSLError | OSError):
        return explain(error.__context__, host, port)
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return closed(host)
    return Retryable(_("{host} cannot be talked to now.").format(host=host), code="smtp_later")
