"""Pictures of a mail that lie on the net: fetched only when the reader asked for them, off the UI thread."""

import logging
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.client import HTTPException

from desktop.mail.outside import Outside

log = logging.getLogger(__name__)

MOST_BYTES = 5_000_000
MOST_PICTURES = 60
_AT_ONCE = 6


def fetch(urls: Iterable[str], outside: Outside | None = None) -> dict[str, bytes]:
    """Return the pictures that could be fetched, by address. Sends no cookies and no referrer.

    Each may have 5 MB and 10 seconds; what fails is left out. Run it in a task.
    """
    net = outside or public_net()
    wanted = [url for url in dict.fromkeys(urls) if net.may_ask(url)][:MOST_PICTURES]
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="picture") as pool:
        answers = list(pool.map(partial(_one, net), wanted))
    return {url: data for url, data in zip(wanted, answers, strict=True) if data is not None}


def public_net() -> Outside:
    """Return the net as pictures may reach it: never the user's own network."""
    return Outside()


def _one(net: Outside, url: str) -> bytes | None:
    try:
        return net.picture(url, MOST_BYTES)
    except (HTTPException, OSError, ValueError) as error:
        log.info("remote picture not loaded: %s", type(error).__name__)
        return None
