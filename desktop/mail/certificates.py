"""Looks at a server's certificate without believing it, so that the user can decide about it on the account page."""

import imaplib
import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from cryptography import x509
from cryptography.x509.oid import NameOID
from imapclient import IMAPClient, SocketTimeout

from desktop.mail.net_errors import explain
from desktop.mail.providers import Endpoint
from desktop.mail.tls import fingerprint, fingerprints, tls_context, unchecked_context, untrusted
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _

_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate as people compare it. Times are aware UTC; `sha256` is 64 hex digits.

    `problem` says in words why it is not believed ("" when it is), with `code` tls_name, tls_expired or tls_untrusted;
    `accepted`: it is one of those that the user accepted by hand.
    """

    host: str
    subject: str
    issuer: str
    names: tuple[str, ...]
    valid_from: datetime
    valid_until: datetime
    sha256: str
    problem: str = ""
    code: str = ""
    accepted: bool = False

    @property
    def fingerprint(self) -> str:
        """The fingerprint as people compare it: pairs of capitals with colons."""
        digits = self.sha256.upper()
        return ":".join(digits[i : i + 2] for i in range(0, len(digits), 2))


class _Seen(Exception):
    def __init__(self, der: bytes) -> None:
        super().__init__("a certificate was seen")
        self.der = der


class _Look(ssl.SSLContext):
    """Breaks off as soon as the certificate is there: nothing is said over such a connection."""

    inner: ssl.SSLContext

    def wrap_socket(self, *args: Any, **kwargs: Any) -> ssl.SSLSocket:  # noqa: ANN401 - as the base has it
        wrapped = self.inner.wrap_socket(*args, **kwargs)
        der = wrapped.getpeercert(binary_form=True) or b""
        wrapped.close()
        raise _Seen(der)


def look(
    endpoint: Endpoint, protocol: Literal["imap", "smtp"], *, ca_file: str = "", trusted: str = ""
) -> Certificate:
    """Return the certificate that a server shows, and whether the system believes it. No secret is sent.

    Raises UserFacing when the server speaks no TLS there, Retryable when it cannot be reached.
    """
    if endpoint.security == "plain":
        raise UserFacing(
            _("An unencrypted connection has no certificate."),
            hint=_("Choose TLS or STARTTLS."),
            code="no_certificate",
        )
    try:
        der, problem = _shown(endpoint, protocol, tls_context(ca_file)), None
    except ssl.SSLCertVerificationError as error:
        problem = untrusted(error, endpoint.host)
        try:
            der = _shown(endpoint, protocol, unchecked_context())
        except OSError as again:
            raise explain(again, endpoint.host, endpoint.port) from again
    except OSError as error:
        raise explain(error, endpoint.host, endpoint.port) from error
    sha256 = fingerprint(der)
    found = x509.load_der_x509_certificate(der)
    return Certificate(
        host=endpoint.host,
        subject=_name(found.subject),
        issuer=_name(found.issuer),
        names=_names(found),
        valid_from=found.not_valid_before_utc,
        valid_until=found.not_valid_after_utc,
        sha256=sha256,
        problem=problem.message if problem else "",
        code=problem.code if problem else "",
        accepted=sha256 in fingerprints(trusted),
    )


def _shown(endpoint: Endpoint, protocol: str, inner: ssl.SSLContext) -> bytes:
    context = _Look(ssl.PROTOCOL_TLS_CLIENT)
    context.inner = inner
    try:
        if protocol == "imap":
            _open_imap(endpoint, context)
        else:
            _open_smtp(endpoint, context)
    except _Seen as seen:
        return seen.der
    raise ConnectionError("no certificate was shown")


def _open_imap(endpoint: Endpoint, context: ssl.SSLContext) -> None:
    at_once = endpoint.security == "ssl"
    try:
        client = IMAPClient(
            endpoint.host,
            endpoint.port,
            ssl=at_once,
            ssl_context=context if at_once else None,
            timeout=SocketTimeout(_SECONDS, _SECONDS),
        )
        try:
            client.starttls(context)
        finally:
            client.socket().close()
    except imaplib.IMAP4.error as error:
        raise ssl.SSLError(str(error)) from error


def _open_smtp(endpoint: Endpoint, context: ssl.SSLContext) -> None:
    try:
        if endpoint.security == "ssl":
            smtplib.SMTP_SSL(endpoint.host, endpoint.port, timeout=_SECONDS, context=context)
            return
        with smtplib.SMTP(endpoint.host, endpoint.port, timeout=_SECONDS) as smtp:
            smtp.starttls(context=context)
    except smtplib.SMTPException as error:
        raise ssl.SSLError(str(error)) from error


def _name(name: x509.Name) -> str:
    """The parts that people know: common name, organisation, country."""
    wanted = (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME, NameOID.COUNTRY_NAME)
    parts = [str(a.value) for oid in wanted for a in name.get_attributes_for_oid(oid)]
    return ", ".join(parts) or name.rfc4514_string()


def _names(found: x509.Certificate) -> tuple[str, ...]:
    try:
        names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return ()
    return tuple(str(n.value) for n in names if isinstance(n, x509.DNSName | x509.IPAddress))
