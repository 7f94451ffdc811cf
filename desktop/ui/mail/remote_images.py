"""Pictures of a mail that lie on the net: fetched only when the reader asked for them, off the UI thread."""

import ipaddress
import logging
import urllib.error
import urllib.request
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException, HTTPMessage
from typing import IO
from urllib.parse import urlsplit

from desktop.runtime.hostnames import is_number

log = logging.getLogger(__name__)

MOST_BYTES = 5_000_000
MOST_PICTURES = 60
TIMEOUT_S = 10.0
_AT_ONCE = 6
_AGENT = "Mozilla/5.0"


class _NoSurprises(urllib.request.HTTPRedirectHandler):
    """Follow redirects to web addresses only (never file:, ftp: or the reader's own network)."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        """Refuse a target that could not have been asked for directly."""
        if not is_fetchable(newurl):
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def is_fetchable(url: str) -> bool:
    """Tell whether a picture may be fetched from here: http(s), a host that is not on our own network."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = parts.port
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or port not in (None, 80, 443):
        return False
    host = host.rstrip(".")
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        named = "." in host and not is_number(
            host
        )  # "127.1" and "0x7f.1" are 127.0.0.1 to a system
        return named and not host.endswith(
            (".local", ".internal", ".lan", ".localhost", ".home.arpa")
        )


def fetch(urls: Iterable[str]) -> dict[str, bytes]:
    """Return the pictures that could be fetched, by address. Sends no cookies and no referrer.

    Each may have 5 MB and 10 seconds; what fails is left out. Run it in a task.
    """
    opener = urllib.request.build_opener(_NoSurprises)
    opener.addheaders = [("User-Agent", _AGENT), ("Accept", "image/*")]
    wanted = [url for url in dict.fromkeys(urls) if is_fetchable(url)][:MOST_PICTURES]
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="picture") as pool:
        answers = list(pool.map(lambda url: _one(opener, url), wanted))
    return {url: data for url, data in zip(wanted, answers, strict=True) if data is not None}


def _one(opener: urllib.request.OpenerDirector, url: str) -> bytes | None:
    try:
        with opener.open(url, timeout=TIMEOUT_S) as answer:
            data: bytes = answer.read(MOST_BYTES + 1)
            kind = answer.headers.get_content_type()
    except (urllib.error.URLError, HTTPException, OSError, ValueError) as error:
        log.info("remote picture not loaded: %s", type(error).__name__)
        return None
    return data if len(data) <= MOST_BYTES and kind.startswith("image/") else None
