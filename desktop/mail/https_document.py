"""Fetches a small document over HTTPS, and only so: size, time and number of redirects are limited."""

import http.client
import socket
import ssl
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

from desktop.mail.tls import tls_context

FETCH_SECONDS = 5.0
MAX_BYTES = 128 * 1024
_MAX_REDIRECTS = 3
_MOVED = (301, 302, 303, 307, 308)

AddressOf = Callable[[str, int], tuple[str, int]]
"""Where to connect for a host and port: itself in the programme, a test server in the tests."""


def _itself(host: str, port: int) -> tuple[str, int]:
    return host, port


class _Connection(http.client.HTTPSConnection):
    """HTTPS that connects to where `address_of` says and checks the certificate for the name that was asked for."""

    def __init__(
        self, host: str, port: int, context: ssl.SSLContext, address_of: AddressOf
    ) -> None:
        super().__init__(host, port, timeout=FETCH_SECONDS, context=context)
        self._checked, self._address_of = context, address_of

    def connect(self) -> None:
        plain = socket.create_connection(self._address_of(self.host, self.port), FETCH_SECONDS)
        self.sock = self._checked.wrap_socket(plain, server_hostname=self.host)


class Https:
    """GET with verified certificates; `ca_file` adds an issuer."""

    def __init__(self, ca_file: str = "", address_of: AddressOf = _itself) -> None:
        self._ca_file, self._address_of = ca_file, address_of

    def get(self, url: str) -> bytes | None:
        """The document, or None: not there, not reachable, not safe, or larger than MAX_BYTES."""
        for _redirect in range(_MAX_REDIRECTS + 1):
            parts = urlsplit(url)
            if parts.scheme != "https" or not parts.hostname:
                return None
            try:
                status, body, where = self._once(parts.hostname, parts.port or 443, url)
            except (OSError, http.client.HTTPException, ValueError):
                return None
            if status in _MOVED and where:
                url = urljoin(url, where)
                continue
            return body if status == 200 and len(body) <= MAX_BYTES else None
        return None

    def _once(self, host: str, port: int, url: str) -> tuple[int, bytes, str]:
        parts = urlsplit(url)
        connection = _Connection(host, port, tls_context(self._ca_file), self._address_of)
        try:
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("GET", target, headers={"Accept": "text/xml, application/xml"})
            answer = connection.getresponse()
            return answer.status, answer.read(MAX_BYTES + 1), answer.getheader("Location") or ""
        finally:
            connection.close()
