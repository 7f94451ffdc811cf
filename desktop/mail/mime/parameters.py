"""Fields with parameters: Content-Type and Content-Disposition (RFC 2045 section 5.1, RFC 2231)."""

import re
import urllib.parse
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from desktop.mail.mime.charset import decode
from desktop.mail.mime.headers import FOLD, decode_header

_REMEMBERED = 300  # characters of a field whose reading is kept: charsets and types come again
_NO_PARAMETERS: Mapping[str, str] = MappingProxyType({})
_PARAM = re.compile(r';\s*([^\s=;"]+)\s*=\s*("(?:[^"\\]|\\.)*"?|[^;]*)', re.DOTALL)


# a multipart as nearly all programs write it
_SEVERAL = re.compile(
    r'(multipart/[A-Za-z-]+);(?:\n[ \t]| )[ \t]*boundary="([\w \'()+,./:=-]+)"', re.ASCII
)


def parameters(raw: str) -> tuple[str, Mapping[str, str]]:
    """The value of a structured field in lower case, and its parameters by lower-case name, decoded."""
    if not raw:
        return "", _NO_PARAMETERS
    return _few_parameters(raw) if len(raw) < _REMEMBERED else _parameters(raw)


@lru_cache(maxsize=1024)
def _few_parameters(raw: str) -> tuple[str, Mapping[str, str]]:
    return _parameters(raw)


def _parameters(raw: str) -> tuple[str, Mapping[str, str]]:
    several = _SEVERAL.fullmatch(raw)
    if several is not None:
        return several[1].lower(), {"boundary": several[2]}
    raw = FOLD.sub(" ", raw) if "\n" in raw or "\r" in raw else raw
    usual = _usual_parameters(raw)
    if usual is not None:
        return usual
    value = raw.partition(";")[0].strip().lower()
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for name, text in _PARAM.findall(raw):
        name, text = name.lower(), _parameter_text(text)
        if "*" not in name:
            plain.setdefault(name, text)
            continue
        base, _star, rest = name.partition("*")
        number = re.match(r"\d+", rest)
        pieces.setdefault(base, {})[int(number[0]) if number and len(rest) < 6 else 0] = (
            text,
            name.endswith("*"),
        )
    result = {name: decode_header(text) for name, text in plain.items()}
    if "boundary" in plain:  # to the letter, blanks at its end too
        result["boundary"] = plain["boundary"]
    result.update({base: _continued(parts) for base, parts in pieces.items()})
    return value, result


def _usual_parameters(raw: str) -> tuple[str, Mapping[str, str]] | None:
    """The plain form that most fields have, without the general reading's cost; None where it is another one."""
    if "*" in raw or "\\" in raw or "=?" in raw or not raw.isascii() or not raw.isprintable():
        return None
    first, *pieces = raw.split(";")
    found: dict[str, str] = {}
    for piece in pieces:
        name, equals, text = piece.partition("=")
        name, text = name.strip().lower(), text.strip()
        if text[:1] == '"':
            if len(text) < 2 or text.find('"', 1) != len(text) - 1:
                return None
            text = text[1:-1] if name == "boundary" else text[1:-1].strip()
        elif '"' in text or "(" in text:
            return None
        if not equals or not name or " " in name:
            if piece.strip():
                return None
            continue
        found.setdefault(name, text)
    return first.strip().lower(), found


def _parameter_text(text: str) -> str:
    text = text.strip()
    if text.startswith('"'):
        text = text[1:-1] if len(text) > 1 and text.endswith('"') else text[1:]
        return re.sub(r'\\(["\\])', r"\1", text)
    return re.sub(r"\s*\([^()]*\)\s*$", "", text)


def _continued(parts: dict[int, tuple[str, bool]]) -> str:
    data = b""
    charset = ""
    for number in sorted(parts):
        text, encoded = parts[number]
        if encoded:
            if number == min(parts) and text.count("'") >= 2:
                charset, _language, text = text.split("'", 2)
            data += urllib.parse.unquote_to_bytes(text.encode("utf-8", "surrogateescape"))
        else:
            data += text.encode("utf-8", "surrogateescape")
    return decode_header(decode(data, charset)[0])
