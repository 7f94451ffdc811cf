"""What went wrong on the way to a server, in words, with what to do about it."""

import ipaddress
import re
import socket
import ssl

from desktop.mail.asked_to_wait import wait_asked
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


def not_a_mail_server(host: str) -> Retryable:
    """The error for a place where something else than a mail server answers: a hotel's sign-in page, a proxy."""
    return Retryable(
        _("Something else than a mail server answers for {host}.").format(host=host),
        safe=_("Your password was not sent."),
        hint=_(
            "In a hotel or airport network, open a web page and sign in there first; else check server name and port."
        ),
        code="not_a_mail_server",
    )


def wrong_password(host: str, said: str) -> TradepostError:
    """The error for a refused login, with what the big providers mean by it; Retryable when it is no matter of passwords."""
    if "unsafe login" in said.lower():
        return refused(host, said)
    waiting = wait_asked(host, said)
    if isinstance(waiting, Retryable):
        return waiting
    hint = _("Check user name and password.")
    if re.search(
        r"qq\.com|163\.com|126\.com|yeah\.net|gmail|google|outlook|office365|icloud|me\.com|yahoo|aliyun",
        host,
    ):
        hint = _(
            "This provider wants an authorisation code or app password made in its web mail, not the normal password."
        )
    return UserFacing(
        _("{host} does not accept this user name and password.").format(host=host),
        hint=hint,
        code="wrong_password",
    )


def refused(host: str, said: str) -> TradepostError:
    """The error for a command that the server refuses; Retryable with `retry_at` when it only asks to wait."""
    if "unsafe login" in said.lower():
        return UserFacing(
            _("{host} refuses this program as unsafe.").format(host=host),
            hint=_(
                "Turn on IMAP for other programs in the provider's web mail, and use its authorisation code."
            ),
            code="unsafe_login",
        )
    return wait_asked(host, said) or UserFacing(
        _("{host} refused a command: {said}").format(
            host=host, said=re.sub(r"\s+", " ", said)[:200]
        ),
        hint=_("Try again; if it stays, report it with the log."),
        code="server_refused",
    )


def busy_or_closed(host: str, said: str) -> TradepostError:
    """The error for a server that says goodbye or hangs up."""
    if re.search(r"HTTP/1|<html", said, re.IGNORECASE):
        return not_a_mail_server(host)
    waiting = wait_asked(host, said)
    return waiting if isinstance(waiting, Retryable) else closed(host)
