"""Tracking pixels: pictures that are there to tell the sender that, when and where his mail was opened."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from desktop.mail.style_rules import declarations
from desktop.runtime.hostnames import registrable
from desktop.runtime.paths import resource

_SMALL = 3
"""Pixels up to which a picture shows nothing."""
_LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(px|pt)?\s*(?:!important)?\s*", re.IGNORECASE)
_HIDING = {"display": ("none",), "visibility": ("hidden", "collapse"), "opacity": ("0", "0.0")}


@dataclass(frozen=True, slots=True)
class _Known:
    hosts: Mapping[str, str]
    paths: tuple[tuple[re.Pattern[str], str], ...]


@lru_cache(maxsize=1)
def _known() -> _Known:
    """The rules of resources/reference/trackers.json."""
    raw = json.loads(resource("reference", "trackers.json").read_text(encoding="utf-8"))
    hosts = {
        host: name for name, entry in raw["services"].items() for host in entry.get("hosts", ())
    }
    paths = tuple(
        (re.compile(path), name)
        for name, entry in raw["services"].items()
        for path in entry.get("addresses", ())
    )
    return _Known(hosts, paths)


def tracker(url: str, attributes: Mapping[str, str | None]) -> str:
    """Name whose tracking pixel an `img` is (a service, or the domain that it reports to), "" for a real picture.

    A known service's address; or a picture that nobody can see: hidden, or at most 3 by 3 pixels. What is small in one
    direction only is a line, and no tracker.
    """
    named = service(url)
    if named:
        return named
    style = dict(declarations(attributes.get("style") or ""))
    if not _is_hidden(style) and not _is_dot(attributes, style):
        return ""
    return _owner(url)


def service(url: str) -> str:
    """Name the known tracking service behind an address, "" for none."""
    try:
        parts = urlsplit(url if not url.startswith("//") else f"https:{url}")
        host = (parts.hostname or "").casefold()
    except ValueError:
        return ""
    known = _known()
    labels = host.split(".")
    for at in range(len(labels) - 1):
        name = known.hosts.get(".".join(labels[at:]))
        if name:
            return name
    whole = f"{host}{parts.path}?{parts.query}"
    return next((name for pattern, name in known.paths if pattern.search(whole)), "")


def _owner(url: str) -> str:
    try:
        host = (
            urlsplit(url if not url.startswith("//") else f"https:{url}").hostname or ""
        ).casefold()
    except ValueError:
        return ""
    return registrable(host) or host


def _is_hidden(style: Mapping[str, str]) -> bool:
    return any(
        style.get(name, "").lower().removesuffix("!important").strip() in values
        for name, values in _HIDING.items()
    )


def _is_dot(attributes: Mapping[str, str | None], style: Mapping[str, str]) -> bool:
    wide = _pixels(style.get("width") or attributes.get("width"))
    high = _pixels(style.get("height") or attributes.get("height"))
    if wide is None:
        wide = _pixels(style.get("max-width"))
    if high is None:
        high = _pixels(style.get("max-height"))
    return wide is not None and high is not None and wide <= _SMALL and high <= _SMALL


def _pixels(value: str | None) -> float | None:
    found = _LENGTH.fullmatch(value or "")
    return float(found[1]) if found else None
