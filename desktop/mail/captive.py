"""Tells a network that answers in the mail server's place (hotel, airport, train) from a server whose certificate is bad."""

import ipaddress
import socket
import ssl

from cryptography import x509

from desktop.mail.providers import Endpoint
from desktop.mail.tls import unchecked_context
from desktop.runtime.errors import Retryable, TradepostError
from desktop.runtime.i18n import _

CERTIFICATE_CODES = ("tls_name", "tls_untrusted", "tls_expired", "tls_changed")
_LOOK_SECONDS = 8.0


def in_the_way(error: TradepostError, endpoint: Endpoint) -> bool:
    """Whether `error`, met at a server that has worked before, is a network's doing and not the server's.

    A certificate that does not even name the server, or an answer that is no mail server's, comes from something in
    between. Asks the network once more without sending anything about the account.
    """
    if error.code in ("not_a_mail_server", "tls_failed"):
        return True
    if error.code == "tls_name":
        return True
    if error.code not in ("tls_untrusted", "tls_changed"):
        return False
    certificate = _shown(endpoint) if endpoint.security == "ssl" else None
    return certificate is not None and not _names(certificate, endpoint.host)


def captive(host: str) -> Retryable:
    """The state's words."""
    return Retryable(
        _("This network answers in place of {host}.").format(host=host),
        safe=_("Your password was not sent."),
        hint=_("Open a web page and sign in to the network; mail goes on by itself."),
        code="captive",
    )


def _shown(endpoint: Endpoint) -> x509.Certificate | None:
    try:
        with (
            socket.create_connection((endpoint.host, endpoint.port), _LOOK_SECONDS) as plain,
            unchecked_context().wrap_socket(plain, server_hostname=endpoint.host) as wrapped,
        ):
            return x509.load_der_x509_certificate(wrapped.getpeercert(binary_form=True) or b"")
    except (OSError, ssl.SSLError, ValueError):
        return None


def _names(certificate: x509.Certificate, host: str) -> bool:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    with_address = {str(a) for a in names.get_values_for_type(x509.IPAddress)}
    try:
        return str(ipaddress.ip_address(host.strip("[]"))) in with_address
    except ValueError:
        return any(
            _matches(pattern.casefold(), host.casefold().rstrip("."))
            for pattern in names.get_values_for_type(x509.DNSName)
        )


def _matches(pattern: str, host: str) -> bool:
    if pattern.startswith("*."):
        return host.partition(".")[2] == pattern[2:]
    return pattern == host
