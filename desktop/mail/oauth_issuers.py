"""Who signs users in for mail: the big ones with their addresses, and any other by its metadata document.

Client ids are never here: they are each user's own (docs/sign-in.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from desktop.mail import oauth_http
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _

_WELL_KNOWN = "/.well-known/"


@dataclass(frozen=True, slots=True)
class Issuer:
    """An authorization server. `id` is a short name or its issuer URL; endpoints it does not have are "".

    `extra`: more parameters of its authorization request. `redirect_host`: how it wants this computer spelled.
    """

    id: str
    name: str
    authorize: str
    token: str
    device: str = ""
    revoke: str = ""
    scopes: tuple[str, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)
    redirect_host: str = "127.0.0.1"


_MICROSOFT = "https://login.microsoftonline.com/common/oauth2/v2.0"

KNOWN: Mapping[str, Issuer] = {
    issuer.id: issuer
    for issuer in (
        Issuer(
            "google",
            "Google",
            "https://accounts.google.com/o/oauth2/v2/auth",
            "https://oauth2.googleapis.com/token",
            # no device endpoint: Google does not give its mail scope to devices
            revoke="https://oauth2.googleapis.com/revoke",
            scopes=("https://mail.google.com/",),
            extra={"access_type": "offline", "prompt": "consent"},
        ),
        Issuer(
            "microsoft",
            "Microsoft",
            f"{_MICROSOFT}/authorize",
            f"{_MICROSOFT}/token",
            f"{_MICROSOFT}/devicecode",
            scopes=(
                "https://outlook.office.com/IMAP.AccessAsUser.All",
                "https://outlook.office.com/SMTP.Send",
                "offline_access",
            ),
            extra={"prompt": "select_account"},
            redirect_host="localhost",  # for 127.0.0.1 it compares the port too
        ),
        Issuer(
            "yandex",
            "Yandex",
            "https://oauth.yandex.com/authorize",
            "https://oauth.yandex.com/token",
            scopes=("mail:imap_full", "mail:smtp"),
        ),
        Issuer(
            "mail.ru",
            "Mail.ru",
            "https://o2.mail.ru/login",
            "https://o2.mail.ru/token",
            scopes=("mail.imap",),
        ),
        Issuer(
            "yahoo",
            "Yahoo",
            "https://api.login.yahoo.com/oauth2/request_auth",
            "https://api.login.yahoo.com/oauth2/get_token",
            scopes=("mail-w",),
        ),
    )
}


def discover(url: str, ca_file: str = "") -> Issuer:
    """Ask an issuer for its endpoints: RFC 8414, else OpenID Connect Discovery; `url` may be the document itself.

    Raises UserFacing (`bad_issuer`) when it has no such document or the document speaks for another issuer; Retryable.
    """
    url = oauth_http.require_https(url.strip().rstrip("/"))
    found: dict[str, Any] = {}
    for place in _places(url):
        found = oauth_http.get_if_there(place, ca_file)
        if found.get("token_endpoint"):
            break
    issuer = str(found.get("issuer", "")).rstrip("/")
    expected = url.partition(_WELL_KNOWN)[0] if _WELL_KNOWN in url else url
    same = issuer == expected or (_WELL_KNOWN in url and issuer.startswith(f"{expected}/"))
    if not found.get("token_endpoint") or not same:
        raise UserFacing(
            _("{url} does not say how to sign in there.").format(url=url),
            hint=_("Ask your provider or administrator for the issuer's address."),
            code="bad_issuer",
        )
    return from_metadata(issuer, found)


def from_metadata(issuer: str, said: Mapping[str, Any]) -> Issuer:
    """An issuer from its metadata (RFC 8414 section 2), as kept in the store. Raises UserFacing (`bad_issuer`)."""

    def endpoint(name: str, *, needed: bool = False) -> str:
        value = str(said.get(name) or "")
        return oauth_http.require_https(value) if value or needed else ""

    return Issuer(
        issuer,
        urlsplit(issuer).hostname or issuer,
        endpoint("authorization_endpoint", needed=True),
        endpoint("token_endpoint", needed=True),
        endpoint("device_authorization_endpoint"),
        endpoint("revocation_endpoint"),
    )


def metadata(issuer: Issuer) -> dict[str, str]:
    """The reverse of `from_metadata`: what the store keeps, so that a refresh needs no second request."""
    return {
        "authorization_endpoint": issuer.authorize,
        "token_endpoint": issuer.token,
        "device_authorization_endpoint": issuer.device,
        "revocation_endpoint": issuer.revoke,
    }


def _places(url: str) -> list[str]:
    if _WELL_KNOWN in url:
        return [url]
    parts = urlsplit(url)
    root = f"{parts.scheme}://{parts.netloc}"
    return [
        f"{root}{_WELL_KNOWN}oauth-authorization-server{parts.path}",
        f"{url}{_WELL_KNOWN}openid-configuration",
    ]
