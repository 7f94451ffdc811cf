"""Reads the autoconfiguration document that providers publish (the format of the thunderbird/autoconfig repository)."""

from dataclasses import dataclass
from xml.etree import ElementTree

from desktop.mail.providers import Endpoint, Security

_SOCKET: dict[str, Security] = {"ssl": "ssl", "starttls": "starttls"}
_PREFERENCE = ("ssl", "starttls")


@dataclass(frozen=True, slots=True)
class Documented:
    """What the document says: servers, user names, and whether OAuth is offered."""

    imap: Endpoint
    smtp: Endpoint
    username: str
    smtp_username: str
    name: str
    oauth: bool


def parse(data: bytes, email: str) -> Documented | None:
    """The settings for an address, None when the document is no such thing or offers no encrypted IMAP and SMTP.

    Documents with a DTD are refused: nothing in this format needs one, and entities are how XML does harm.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        return None
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - no DTD comes this far
    except (ElementTree.ParseError, ValueError):
        return None
    provider = root.find("emailProvider")
    if root.tag != "clientConfig" or provider is None:
        return None
    imap = _best(provider.findall("incomingServer[@type='imap']"), email)
    smtp = _best(provider.findall("outgoingServer[@type='smtp']"), email)
    if imap is None or smtp is None:
        return None
    return Documented(
        imap[0],
        smtp[0],
        imap[1] or email,
        smtp[1] or imap[1] or email,
        _filled((provider.findtext("displayName") or "").strip(), email),
        any((node.text or "").strip() == "OAuth2" for node in provider.iter("authentication")),
    )


def _best(servers: list[ElementTree.Element], email: str) -> tuple[Endpoint, str] | None:
    """The first server with TLS from the start, else with STARTTLS; never one in the clear."""
    found: dict[str, tuple[Endpoint, str]] = {}
    for server in servers:
        endpoint = _endpoint(server, email)
        if endpoint is not None:
            username = _filled((server.findtext("username") or "").strip(), email)
            found.setdefault(endpoint.security, (endpoint, username))
    return next((found[security] for security in _PREFERENCE if security in found), None)


def _endpoint(server: ElementTree.Element, email: str) -> Endpoint | None:
    host = _filled((server.findtext("hostname") or "").strip(), email).casefold().rstrip(".")
    port = (server.findtext("port") or "").strip()
    security = _SOCKET.get((server.findtext("socketType") or "").strip().casefold())
    good = host and not set(host) & set(" /@:\\") and port.isascii() and port.isdigit()
    if not good or security is None or not 0 < int(port) < 65536:
        return None
    return Endpoint(host, int(port), security)


def _filled(text: str, email: str) -> str:
    local, _at, domain = email.rpartition("@")
    for name, value in (
        ("%EMAILADDRESS%", email),
        ("%EMAILLOCALPART%", local),
        ("%EMAILDOMAIN%", domain),
    ):
        text = text.replace(name, value)
    return text
