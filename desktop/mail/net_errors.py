"""What went wrong on the way to a server, in words, with what to do about it."""

import ipaddress
import re
import socket
import ssl
from datetime import UTC, datetime, timedelta

from desktop.mail.tls import untrusted
from desktop.runtime.errors import Retryable, TradepostError, UserFacing
from desktop.runtime.i18n import _


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this computer itself."""
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def refuse_plain(host: str) -> None:
    """Raise UserFacing (`plain_refused`) unless `host` is this computer: passwords never travel in the clear."""
    if not is_loopback(host):
        raise UserFacing(
            _("Without encryption your password could be read on the way to {host}.").format(
                host=host
            ),
            hint=_(
                "Choose SSL/TLS or STARTTLS. Plain connections are only made to this computer itself."
            ),
            code="plain_refused",
        )


def explain(error: Exception, host: str, port: int) -> TradepostError:
    """Turn a connection's failure into UserFacing (the settings are wrong) or Retryable (it may pass)."""
    place = f"{host}:{port}"
    if isinstance(error, TradepostError):
        return error
    if isinstance(error, ssl.SSLCertVerificationError):
        return untrusted(error, host)
    if isinstance(error, ssl.SSLError):
        return UserFacing(
            _("{place} does not speak TLS in the way that was expected.").format(place=place),
            hint=_(
                "Check port and security: 993 and 465 go with SSL/TLS, 143 and 587 with STARTTLS."
            ),
            code="tls_failed",
        )
    if isinstance(error, socket.gaierror):
        return Retryable(
            _("The name {host} is not found.").format(host=host),
            hint=_("Check the spelling of the server's name, and whether this computer is online."),
            code="host_not_found",
        )
    if isinstance(error, ConnectionRefusedError):
        return Retryable(
            _("{place} refuses the connection: nothing listens there.").format(place=place),
            hint=_("Check the port: usually 993 for IMAP and 465 or 587 for SMTP."),
            code="refused",
        )
    if isinstance(error, TimeoutError):
        return Retryable(
            _("{place} does not answer.").format(place=place),
            hint=_("Check server name, port and firewall, or try again later."),
            code="timeout",
        )
    if isinstance(error, ConnectionError | EOFError):
        return closed(host)
    return Retryable(
        _("{place} cannot be reached.").format(place=place),
        hint=_("Check whether this computer is online, and the server's name and port."),
        code="unreachable",
    )


def closed(host: str) -> Retryable:
    """The error for a server that hangs up."""
    return Retryable(
        _("{host} closed the connection.").format(host=host),
        hint=_("It may be busy or limit connections; it is tried again by itself."),
        code="closed",
    )


def wrong_password(host: str, said: str) -> UserFacing:
    """The error for a refused login, with what the big providers mean by it."""
    hint = _("Check user name and password.")
    if re.search(
        r"qq\.com|163\.com|126\.com|yeah\.net|gmail|google|outlook|office365|icloud|me\.com|yahoo|aliyun",
        host,
    ):
        hint = _(
            "This provider wants an authorisation code or app password made in its web mail, not the normal password."
        )
    elif re.search(r"too many|try again later|\[LIMIT\]|UNAVAILABLE", said, re.IGNORECASE):
        hint = _("The server is busy or limits logins. Try again in some minutes.")
    return UserFacing(
        _("{host} does not accept this user name and password.").format(host=host),
        hint=hint,
        code="wrong_password",
    )


def refused(host: str, said: str) -> TradepostError:
    """The error for a command that the server refuses."""
    later = re.search(r"suggested backoff time:\s*(\d+)", said, re.IGNORECASE)
    if later:
        return Retryable(
            _("{host} asks to wait before going on.").format(host=host),
            code="throttled",
            retry_at=datetime.now(UTC) + timedelta(milliseconds=int(later[1])),
        )
    if re.search(r"\[(OVERQUOTA|THROTTLED|LIMIT|UNAVAILABLE|INUSE)\]", said, re.IGNORECASE):
        return Retryable(
            _("{host} asks to wait before going on.").format(host=host), code="throttled"
        )
    if "unsafe login" in said.lower():
        return UserFacing(
            _("{host} refuses this program as unsafe.").format(host=host),
            hint=_(
                "Turn on IMAP for other programs in the provider's web mail, and use its authorisation code."
            ),
            code="unsafe_login",
        )
    return UserFacing(
        _("{host} refused a command: {said}").format(
            host=host, said=re.sub(r"\s+", " ", said)[:200]
        ),
        hint=_("Try again; if it stays, report it with the log."),
        code="server_refused",
    )


def busy_or_closed(host: str, said: str) -> TradepostError:
    """The error for a server that says goodbye or hangs up."""
    return (
        refused(host, said)
        if re.search(r"backoff time|\[(OVERQUOTA|THROTTLED|LIMIT)\]", said, re.IGNORECASE)
        else closed(host)
    )
