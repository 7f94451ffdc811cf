"""Fetching what a stranger's mail names: only from the public net, from the very address that was checked."""

import ipaddress
import socket
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection, HTTPMessage, HTTPResponse, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address
from time import monotonic
from typing import IO, TypeAlias
from urllib.parse import urlsplit
from urllib.request import (
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    Request,
    build_opener,
)

from desktop.runtime.hostnames import is_number

Address: TypeAlias = IPv4Address | IPv6Address
Resolver: TypeAlias = Callable[[str], Sequence[str]]
"""A host's addresses as numbers, in the order to try them; OSError where nobody knows it."""

WEB_PORTS = frozenset({80, 443})
_OWN_ENDINGS = (".local", ".internal", ".lan", ".localhost", ".home.arpa")
_STAND_INS = ipaddress.ip_network("198.18.0.0/15")
"""What proxies below the system answer for every name ("fake IP"); no network of anybody (RFC 2544)."""
_METADATA = frozenset({ipaddress.ip_address("168.63.129.16")})
"""A cloud's service for its own machines at an address that looks public (Azure)."""
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
"""IPv6 addresses that a translator turns into the IPv4 address in their last 32 bits (RFC 6052)."""
_PIECE = 65_536
_AGENT = "Mozilla/5.0"


def known_to_system(host: str) -> list[str]:
    """Return a host's addresses as the system knows them; OSError where it knows none."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise OSError("no name of a host") from error
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def is_public(address: str) -> bool:
    """Tell whether an address (a number) lies on the public net: not here, not in the house, not the cloud's own.

    An IPv4 address that is wrapped into an IPv6 one (mapped, 6to4, Teredo, translated) is judged itself.
    """
    try:
        whole = ipaddress.ip_address(address)
    except ValueError:
        return False
    return all(each.is_global and not _special(each) for each in _with_inner(whole))


def _special(address: Address) -> bool:
    return address.is_multicast or address in _METADATA


def _with_inner(address: Address) -> list[Address]:
    if isinstance(address, IPv4Address):
        return [address]
    if address.ipv4_mapped is not None:
        return [address.ipv4_mapped]
    if address in _TRANSLATED:
        return [IPv4Address(int(address) & 0xFFFFFFFF)]
    if address.sixtofour is not None:
        return [address.sixtofour]
    return [address, *(address.teredo or ())]


def may_be_asked(address: str) -> bool:
    """Tell whether an address may be connected to: a public one, or a stand-in of the user's own proxy."""
    if is_public(address):
        return True
    with suppress(ValueError):
        return ipaddress.ip_address(address) in _STAND_INS
    return False


@dataclass(frozen=True)
class Outside:
    """The public net as pictures of a mail may reach it: no cookies, no referrer, no way into the user's own network.

    Each connection, also after a redirect, resolves its host once and is made to an address that was checked, so a
    name cannot mean the public net while it is looked at and the user's router when it is connected to.
    """

    resolve: Resolver = known_to_system
    allowed: Callable[[str], bool] = may_be_asked
    ports: frozenset[int] = WEB_PORTS
    timeout_s: float = 10.0
    _tls: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False)

    def may_ask(self, url: str) -> bool:
        """Tell from the address alone whether it may be asked: http(s), its usual port, no host of our own network."""
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").rstrip("."), parts.port
        except ValueError:
            return False
        if parts.scheme not in ("http", "https") or (port is not None and port not in self.ports):
            return False
        with suppress(ValueError):
            ipaddress.ip_address(host)
            return self.allowed(host)
        # "127.1" and "0x7f.1" are 127.0.0.1 to a system, though they are no addresses here.
        return "." in host and not is_number(host) and not host.endswith(_OWN_ENDINGS)

    def picture(self, url: str, most_bytes: int) -> bytes | None:
        """Return the picture at an address; None when it is none, too large or too slow.

        OSError or http.client.HTTPException when it cannot be had, ValueError when the address is nonsense.
        """
        if not self.may_ask(url):
            return None
        request = Request(url, headers={"User-Agent": _AGENT, "Accept": "image/*"})  # noqa: S310 - checked
        end = monotonic() + self.timeout_s
        with self._opener().open(request, timeout=self.timeout_s) as answer:
            if not answer.headers.get_content_type().startswith("image/"):
                return None
            data = bytearray()
            while piece := answer.read1(_PIECE):
                data += piece
                if len(data) > most_bytes or monotonic() > end:
                    return None
        return bytes(data)

    def connected(self, host: str, port: int) -> socket.socket:
        """Return a connection to the host at an address that may be asked; OSError when it has none."""
        failure = OSError(f"no public address for port {port}")
        for address in self.checked(host):
            try:
                return socket.create_connection((address, port), self.timeout_s)
            except OSError as error:
                failure = error
        raise failure

    def checked(self, host: str) -> list[str]:
        """Return those of the host's addresses that may be asked; OSError when nobody knows the host."""
        return [address for address in self.resolve(host.strip("[]")) if self.allowed(address)]

    def secured(self, host: str, port: int) -> ssl.SSLSocket:
        """Return such a connection with TLS, the certificate checked for the host's name."""
        return self._tls.wrap_socket(self.connected(host, port), server_hostname=host)

    def let_through(self, request: Request) -> bool:
        """Tell whether a request goes by the system's proxy; OSError when its host is known to be on our own network.

        The proxy makes the connection. A name that only the proxy knows is left to it.
        """
        target = urlsplit(request.full_url)
        if request.host == target.netloc:
            return False
        try:
            found = self.resolve(target.hostname or "")
        except OSError:
            return True
        if not any(map(self.allowed, found)):
            raise OSError("a host of our own network, behind a proxy")
        return True

    def _opener(self) -> OpenerDirector:
        return build_opener(_Redirects(self), _Http(self), _Https(self))


class _Plain(HTTPConnection):
    """A connection without TLS to a checked address."""

    def __init__(self, host: str, *, outside: Outside, timeout: float) -> None:
        """Prepare it; nothing is connected yet."""
        super().__init__(host, timeout=timeout)
        self._outside = outside

    def connect(self) -> None:
        """Connect to the host at an address that was checked."""
        self.sock = self._outside.connected(self.host, self.port)


class _Secure(HTTPSConnection):
    """A connection with TLS to a checked address."""

    def __init__(self, host: str, *, outside: Outside, timeout: float) -> None:
        """Prepare it; nothing is connected yet."""
        super().__init__(host, timeout=timeout)
        self._outside = outside

    def connect(self) -> None:
        """Connect to the host at an address that was checked."""
        self.sock = self._outside.secured(self.host, self.port)


class _Http(HTTPHandler):
    """Opens http: addresses."""

    def __init__(self, outside: Outside) -> None:
        """Ask the net only by way of `outside`."""
        super().__init__()
        self._outside = outside

    def http_open(self, req: Request) -> HTTPResponse:
        """Open it at a checked address, or by the system's proxy."""
        if self._outside.let_through(req):
            return super().http_open(req)
        return self.do_open(partial(_Plain, outside=self._outside), req)


class _Https(HTTPSHandler):
    """Opens https: addresses."""

    def __init__(self, outside: Outside) -> None:
        """Ask the net only by way of `outside`."""
        super().__init__()
        self._outside = outside

    def https_open(self, req: Request) -> HTTPResponse:
        """Open it at a checked address, or by the system's proxy."""
        if self._outside.let_through(req):
            return super().https_open(req)
        return self.do_open(partial(_Secure, outside=self._outside), req)


class _Redirects(HTTPRedirectHandler):
    """Follows redirects to what could have been asked for directly."""

    def __init__(self, outside: Outside) -> None:
        """Judge targets as `outside` does."""
        self._outside = outside

    def redirect_request(
        self,
        req: Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> Request | None:
        """Refuse a target that may not be asked."""
        if not self._outside.may_ask(newurl):
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)
