"""Names of attached files: one that every system takes, and the tricks that a name can play on its reader."""

import re
import unicodedata
from typing import Literal

Trick = Literal["overridden", "turned", "hidden_ending", "double_ending"]

_TURNS = re.compile(r"[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200d\u2060\ufeff\u115f\u1160\u3164\uffa0]")
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u2028\u2029]')
_RESERVED = re.compile(
    r"^(con|prn|aux|nul|clock\$|conin\$|conout\$|com[\d¹²³]|lpt[\d¹²³])\s*(\.|$)", re.IGNORECASE
)
_WIDE_GAP = re.compile(r"[\s\u2800\u3000]{3,}\.?\w+$|\.\s+\w+$|[\s.\u2800]+$")
_MOST_BYTES = 180
"""Below the 255 bytes that file systems allow: room for a number and for the folder's own path on Windows."""


def safe_name(filename: str) -> str:
    """Return a file name that every system takes: NFC, no path, no control or direction marks, not too long."""
    name = unicodedata.normalize("NFC", filename).replace("\\", "/").rpartition("/")[2]
    name = _UNSEEN.sub("", name)
    name = _FORBIDDEN.sub("_", _TURNS.sub("_", name))
    name = re.sub(r"\s+", " ", _surrogates(name)).strip(" .")
    if not name or _RESERVED.match(name):
        name = f"_{name}" if name else "attachment"
    stem, dot, last = name.rpartition(".")
    if dot and stem and len(last) <= 10:
        return f"{_cut(stem, _MOST_BYTES - len(last.encode()) - 1)}.{last}"
    return _cut(name, _MOST_BYTES)


def ending(filename: str) -> str:
    """Return the ending that systems go by, lower case, "" for none: "exe" of `Invoice.pdf .EXE. `."""
    name = _TURNS.sub("", _UNSEEN.sub("", unicodedata.normalize("NFKC", filename)))
    name = name.rstrip(" .\x00\t\r\n\u2800")
    stem, dot, last = name.rpartition(".")
    del stem
    return last.strip().casefold() if dot else ""


def tricks(filename: str, posing_as: frozenset[str]) -> tuple[Trick, ...]:
    """Return how a name deceives: written backwards, its ending pushed out of sight, or a harmless ending before it."""
    found: list[Trick] = []
    if re.search("[\u202d\u202e]", filename):  # Arabic and Hebrew names need no override
        found.append("overridden")
    elif re.search("[\u202a-\u202c\u2066-\u2069]", filename):
        found.append("turned")
    if _WIDE_GAP.search(filename):
        found.append("hidden_ending")
    plain = _TURNS.sub("", _UNSEEN.sub("", unicodedata.normalize("NFKC", filename))).rstrip(" .")
    parts = [part.strip().casefold() for part in plain.split(".")]
    if len(parts) > 2 and parts[-2] in posing_as and parts[-1] not in posing_as:
        found.append("double_ending")
    return tuple(found)


def numbered(name: str, number: int) -> str:
    """Return `name` for its `number`-th use in a folder: "PO.pdf", "PO (2).pdf"."""
    if number < 2:
        return name
    stem, dot, last = name.rpartition(".")
    return f"{stem} ({number}).{last}" if dot else f"{name} ({number})"


def _cut(text: str, most: int) -> str:
    """The beginning of a text in at most so many bytes of UTF-8, no character cut in two."""
    return text.encode()[:most].decode("utf-8", "ignore").rstrip(" .") or "attachment"


def _surrogates(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
