"""TLS as a mail client should speak it: which certificates are believed, and words for those that are not.

The system's store decides (truststore), with the account's own CA file beside it. A certificate that the user accepted by
hand on the account page is believed by its SHA-256 fingerprint, exactly that one and only for that account.
"""

import hashlib
import re
import ssl
from collections.abc import Callable
from typing import Any, TypeVar

import truststore

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _

Opened = TypeVar("Opened")

_EXPIRED = {
    10,
    0x800B0101,
    -67818,
}  # OpenSSL, Windows (CERT_E_EXPIRED), macOS (errSecCertificateExpired)
_NOT_YET = {9, -67819}
_WRONG_NAME = {62, 64, 0x800B010F, -67602}
_SELF_SIGNED = {18}


class NotThePinned(ssl.SSLError):
    """The server showed another certificate than the one that was accepted by hand."""


class _PinnedContext(ssl.SSLContext):
    """Believes the certificates with the given fingerprints, whoever signed them, and no other."""

    pins: frozenset[str] = frozenset()

    def wrap_socket(self, *args: Any, **kwargs: Any) -> ssl.SSLSocket:  # noqa: ANN401 - as the base has it
        """Shake hands, then look at the certificate before a byte is sent. Raises NotThePinned."""
        wrapped = super().wrap_socket(*args, **kwargs)
        if fingerprint(wrapped.getpeercert(binary_form=True) or b"") not in self.pins:
            wrapped.close()
            raise NotThePinned("another certificate than the one accepted by hand")
        return wrapped


def tls_context(ca_file: str = "") -> ssl.SSLContext:
    """A context that checks certificates and names by the system's store and `ca_file` (PEM); TLS 1.2 or newer.

    Raises UserFacing (`bad_ca_file`) when `ca_file` holds no certificate.
    """
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if ca_file:
        try:
            context.load_verify_locations(cafile=ca_file)
        except (OSError, ssl.SSLError) as error:
            raise UserFacing(
                _("The certificate file {path} cannot be used.").format(path=ca_file),
                hint=_("Choose a PEM file with the certificate of the server or of its issuer."),
                code="bad_ca_file",
            ) from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def unchecked_context() -> ssl.SSLContext:
    """A context that believes any certificate: only to look at it, never to send a secret."""
    return _open_to_all(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))


def open_checked(
    open_: Callable[[ssl.SSLContext], Opened], host: str, ca_file: str, trusted: str
) -> Opened:
    """Call `open_` with a context that proves the server; `trusted`: fingerprints accepted by hand, by comma.

    With a pin the pinned certificate is tried first; a server that has got a proper one since is believed too.
    Raises UserFacing (`tls_changed`) when the certificate is neither; else what `open_` raises.
    """
    pins = fingerprints(trusted)
    if not pins:
        return open_(tls_context(ca_file))
    context = _open_to_all(_PinnedContext(ssl.PROTOCOL_TLS_CLIENT))
    context.pins = pins
    try:
        return open_(context)
    except NotThePinned:
        pass
    try:
        return open_(tls_context(ca_file))
    except ssl.SSLCertVerificationError as error:
        raise UserFacing(
            _("{host} shows another certificate than the one you accepted.").format(host=host),
            safe=_("Your password was not sent."),
            hint=_(
                "Ask your provider whether it was renewed. If so, look at it on the account page and accept it there."
            ),
            code="tls_changed",
        ) from error


def fingerprint(der: bytes) -> str:
    """The SHA-256 fingerprint of a certificate, as 64 small hex digits."""
    return hashlib.sha256(der).hexdigest()


def fingerprints(text: str) -> frozenset[str]:
    """Fingerprints from a text with commas; colons, blanks and capitals do not matter.

    Raises UserFacing (`bad_fingerprint`) for anything that is no SHA-256.
    """
    found = set()
    for part in text.split(","):
        digits = re.sub(r"[\s:]", "", part).lower().removeprefix("sha256")
        if not digits:
            continue
        if not re.fullmatch(r"[0-9a-f]{64}", digits):
            raise UserFacing(
                _("“{value}” is no SHA-256 fingerprint.").format(value=part.strip()),
                hint=_("`tradepost account certificate` shows the one of the server."),
                code="bad_fingerprint",
            )
        found.add(digits)
    return frozenset(found)


def untrusted(error: ssl.SSLCertVerificationError, host: str) -> UserFacing:
    """Words for a certificate that is not believed: tls_name, tls_expired or tls_untrusted."""
    safe = _("Your password was not sent.")
    code = getattr(error, "verify_code", 0)
    if code in _WRONG_NAME:
        return UserFacing(
            _("The certificate of the server is not made out to {host}.").format(host=host),
            safe=safe,
            hint=_(
                "Use the server name that your provider gives; behind a proxy or in a hotel network, log in there first."
            ),
            code="tls_name",
        )
    if code in _EXPIRED | _NOT_YET:
        message = _("The certificate of {host} has expired.")
        if code in _NOT_YET:
            message = _("The certificate of {host} is not valid yet.")
        return UserFacing(
            message.format(host=host),
            safe=safe,
            hint=_(
                "Check the date of this computer, else ask your provider to renew the certificate."
            ),
            code="tls_expired",
        )
    message = _("The certificate of {host} is not signed by anyone this computer trusts.")
    if code in _SELF_SIGNED:
        message = _(
            "{host} has signed its certificate itself: this computer cannot tell who it is."
        )
    return UserFacing(
        message.format(host=host),
        safe=safe,
        hint=_(
            "If it is your company's own server, add its certificate file to the account, or look at the certificate "
            "on the account page and accept it there."
        ),
        code="tls_untrusted",
    )


def no_starttls(host: str, port: int, tls_port: int) -> UserFacing:
    """The error for a server that cannot encrypt on this port; `tls_port` is the one for TLS from the start."""
    return UserFacing(
        _("{host} does not offer STARTTLS on port {port}.").format(host=host, port=port),
        safe=_("Your password was not sent."),
        hint=_("Choose SSL/TLS with port {port}.").format(port=tls_port),
        code="no_starttls",
    )


_Context = TypeVar("_Context", bound=ssl.SSLContext)


def _open_to_all(context: _Context) -> _Context:
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
