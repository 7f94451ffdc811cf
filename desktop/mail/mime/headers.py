"""Header fields as they really come: split, unfolded, decoded, read as addresses, dates, ids, parameters.

The standard library's structured parser raises on real mail and joins split characters wrongly (LIBRARIES B6),
so the bytes are read here: RFC 5322 for structure, RFC 2047 and 2231 for words, with every bend that mail needs.
"""

import binascii
import quopri
import re
import unicodedata
import urllib.parse
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz
from functools import lru_cache
from itertools import islice
from types import MappingProxyType

from desktop.mail.mime.charset import decode

_END = re.compile(rb"\r*\n[ \t]*\r*\n|\r[ \t]*\r(?!\n)")
_WORD = re.compile(r"=\?([^?*\s]+)(?:\*[^?]*)?\?([bBqQ])\?([^?]*(?:\?(?!=)[^?]*)*)(?:\?=|\Z)")
_FOLD = re.compile(r"(?:\r?\n[ \t]+|\r[ \t]+)+")
_BETWEEN = re.compile(r"(\?=)\s+(?==\?)")
_SURROGATE = re.compile("[\udc80-\udcff]")
# control characters, line separators, and what turns the direction of the words behind it; joiners are letters' glue
_UNSHOWN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_PLAIN_ID = re.compile(r"<[!-';*-;=?-~]+>")
_MSGID = re.compile(r"<\s*([^<>]+?)\s*>")
_MAX_ADDRESSES = 20_000
_MAX_NAMES = 4_000
_MAX_REFERENCES = 100
_REMEMBERED = 300  # characters of a field whose reading is kept: people, charsets, dates come again


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox as a message names it: `name` decoded and NFC (may be empty), `address` as written, NFC."""

    name: str
    address: str


class Headers:
    """The fields of one header block, by lower-case name, in order, as raw text (surrogate escapes kept)."""

    __slots__ = ("_fields", "defects")

    def __init__(self, fields: dict[str, list[str]], defects: tuple[str, ...] = ()) -> None:
        self._fields = fields
        self.defects = defects

    def __bool__(self) -> bool:
        return bool(self._fields)

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    @property
    def names(self) -> Set[str]:
        """The names of the fields that are there."""
        return self._fields.keys()

    def raw(self, name: str) -> str:
        """The first field of that lower-case name as it stands, "" when there is none."""
        values = self._fields.get(name)
        return values[0] if values else ""

    def all(self, name: str) -> list[str]:
        """All fields of that name as they stand."""
        return self._fields.get(name, [])

    def text(self, name: str, hint: str = "") -> str:
        """The first field of that name, unfolded, decoded (8-bit bytes as `hint` says), without control characters."""
        values = self._fields.get(name)
        return decode_header(values[0], hint) if values else ""


def split_message(raw: bytes) -> tuple[bytes, int]:
    """The header block of a message and the offset at which its body begins."""
    end, body = head_end(raw, 0, len(raw))
    return raw[:end], body


def head_end(source: bytes, start: int, end: int) -> tuple[int, int]:
    """Where the header block at source[start:end] ends, and where the body begins: behind the first empty line."""
    if source.startswith(b"\n", start, end):
        return start, start + 1
    if source.startswith(b"\r\n", start, end):
        return start, start + 2
    first = source.find(b"\n", start, end)
    marks = (b"\n\r\n", b"\n\n") if source[first - 1 : first] == b"\r" else (b"\n\n", b"\n\r\n")
    at = source.find(marks[0], start, end)
    other = source.find(marks[1], start, end if at < 0 else at)
    mark = marks[0] if other < 0 else marks[1]
    at = at if other < 0 else other
    if at < 0:
        found = _END.search(source, start, end)
        return (end, end) if found is None else (found.start(), found.end())
    return (at - 1 if source[at - 1 : at] == b"\r" else at), at + len(mark)


def parse_headers(block: bytes) -> Headers:
    """Read a header block. Lines that are no field are skipped and named in `defects`; nothing raises."""
    text = block.decode("ascii", "surrogateescape")
    if (
        text.startswith((">From ", "From ")) and text[5:].lstrip(" \t>")[:1] != ":"
    ):  # line of an mbox file
        text = text.partition("\n")[2]
    fields: dict[str, list[str]] = {}
    defects: list[str] = []
    current: list[str] | None = None
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    for line in text.split("\n"):
        first = line[:1]
        if first == " " or first == "\t":
            if current is not None:
                current[-1] += "\n" + line
                continue
            if line.strip():
                defects.append("header_starts_with_space")
            line = line.lstrip(" \t")
        name, colon, value = line.partition(":")
        known = _NAMES.get(name) if colon else None
        if known is None:
            known = _field_name(name) if colon else ""
            if not known:
                if line.strip():
                    defects.append("header_line_without_name")
                continue
        current = fields.get(known)
        if current is None:
            current = fields[known] = []
        current.append(value.strip(" \t"))
    return Headers(fields, tuple(dict.fromkeys(defects)))


_NAMES: dict[str, str] = {}
"""Names of fields as they are written, to how they are kept: there are few, and each comes a million times."""


def _field_name(name: str) -> str:
    """The lower-case name of a field, "" when it is none."""
    kept = name.rstrip(" \t").lower()
    if not kept or " " in kept or "\t" in kept:
        return ""
    if len(_NAMES) < _MAX_NAMES:
        _NAMES[name] = kept
    return kept


def decode_header(raw: str, hint: str = "") -> str:
    """A header value as people read it: unfolded, encoded words decoded (RFC 2047), 8-bit bytes guessed, NFC.

    `hint`: the charset of the rest of the message, tried on bytes that say nothing of themselves.
    """
    if "\n" in raw or "\r" in raw:
        raw = _FOLD.sub(" ", raw)
    if "=?" in raw:
        raw = _decode_words(raw)
    if not raw.isascii():
        if _SURROGATE.search(raw):
            raw = decode(raw.encode("utf-8", "surrogateescape"), None, hint)[0]
        raw = unicodedata.normalize("NFC", raw)
    if not raw.isprintable():
        raw = _UNSHOWN.sub(" ", raw)
    return raw.strip()


def _decode_words(raw: str) -> str:
    raw = _BETWEEN.sub(r"\1", raw)
    out: list[str] = []
    pending: tuple[str, bytes] | None = None
    at = 0
    for word in _WORD.finditer(raw):
        charset, data = word[1].lower(), _word_bytes(word[2], word[3])
        if word.start() > at or (pending and pending[0] != charset):
            if pending:
                out.append(decode(pending[1], pending[0])[0])
                pending = None
            out.append(raw[at : word.start()])
        # a character may be split over two words: join their bytes before decoding
        pending = (charset, pending[1] + data if pending else data)
        at = word.end()
    if pending:
        out.append(decode(pending[1], pending[0])[0])
    out.append(raw[at:])
    return "".join(out)


def _word_bytes(encoding: str, text: str) -> bytes:
    data = text.encode("utf-8", "surrogateescape")
    if encoding in "qQ":
        return quopri.decodestring(data.replace(b"_", b"=20"))
    data = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
    if len(data) % 4 == 1:
        data = data[:-1]
    try:
        return binascii.a2b_base64(data + b"=" * (-len(data) % 4))
    except binascii.Error:
        return text.encode("utf-8", "surrogateescape")


# ---- addresses (RFC 5322 section 3.4, groups flattened)

_TOKEN = re.compile(
    r'"(?:[^"\\]|\\.)*"?|\((?:[^()\\]|\\.)*\)?|<(?:[^<>"]|"(?:[^"\\]|\\.)*")*>|<[^<>]*>?|[,;:]|[^",;:()<>]+|[()>]',
    re.DOTALL,
)


_SURNAME = re.compile(r"(?:[^\s@\"]+\s+){0,2}[^\s@\"]+")


def addresses(values: Sequence[str], hint: str = "") -> tuple[Address, ...]:
    """All mailboxes named in the raw header values, in order; what is no address is left out."""
    if not values:
        return ()
    if len(values) == 1 and len(values[0]) < _REMEMBERED:
        return _few_mailboxes(values[0], "" if values[0].isascii() else hint)
    found = (address for value in values for address in _mailboxes(value, hint))
    return tuple(islice(found, _MAX_ADDRESSES))


@lru_cache(maxsize=8192)
def _few_mailboxes(value: str, hint: str) -> tuple[Address, ...]:
    """A short field: the same people write again and again."""
    return tuple(_mailboxes(value, hint))


def _mailboxes(value: str, hint: str) -> Iterator[Address]:
    if "\n" in value or "\r" in value:
        value = _FOLD.sub(" ", value)
    if not value.isascii() and _SURROGATE.search(value):
        value = decode(value.encode("utf-8", "surrogateescape"), None, hint)[0]
    if "=?" in value:
        value = _quote_words(value)
    words: list[str] = []
    angle = comment = surname = ""
    named = 0  # words before the brackets
    for token in _TOKEN.findall(value):
        first = token[0]
        if first in ",;":
            yield from _mailbox(words, angle, comment)
            # "Doe, John <j@x>" without the quotes that it should have
            before = words[0].strip() if first == "," and not angle and len(words) == 1 else ""
            surname = before if _SURNAME.fullmatch(before) else ""
            words, angle, comment = [], "", ""
        elif first == ":":
            # the name of a group, or a colon inside a careless display name
            words = [] if not angle and not any("@" in w for w in words) else [*words, token]
        elif first == "<":
            if "@" in angle and "@" in token:  # two mailboxes without a comma between them
                yield from _mailbox(words[:named], angle, comment)
                words, angle, comment = words[named:], "", ""
            if surname and words and not angle:
                words = [f"{surname}, {words[0].strip()}", *words[1:]]
            surname = ""
            angle, named = angle or token.strip("<> \t"), len(words)
        elif first == "(" and len(token) > 1:
            comment = comment or token[1:].rstrip(")")
        else:
            words.append(token)
    yield from _mailbox(words, angle, comment)


def _quote_words(value: str) -> str:
    """Encoded words may hold commas once decoded: keep each one a single token while splitting."""
    return _WORD.sub(lambda m: m[0].replace(",", "=2C") if m[2] in "qQ" else m[0], value)


def _mailbox(words: list[str], angle: str, comment: str) -> Iterator[Address]:
    name = " ".join(_unquote(w) for w in words).strip() if words else ""
    if not angle:
        bare = "".join(words).strip()
        if "@" not in bare:
            return
        angle, name = _bare_address(bare)
    name = decode_header(name or comment)
    if len(name) > 1 and name[0] == name[-1] and name[0] in "'\"":
        name = name[1:-1].strip()
    address = clean_address(decode_header(angle))
    if "@" not in address:  # the wrong one of the two stands in the brackets
        named = _ADDRESS_IN_NAME.search(name)
        if named is not None:
            address, name = clean_address(named[0]), ""
    if address.startswith("@") or not address or not (name or "@" in address):
        return
    yield Address("" if name.casefold() == address.casefold() else name, address)


_ADDRESS_IN_NAME = re.compile(r"[^\s<>\"'(),;:@]+@[^\s<>\"'(),;:@]+")
_BARE_ADDRESS = re.compile(r"[^\s\"]*(?:\"[^\"]*\")?[^\s\"]*@[^\s\"]+")
_LOOSE_DOT = re.compile(r"(?<=[\w\"-])\s+([.@])\s*|(?<=[\w-]@)\s+")
_COMMENT = re.compile(r"\([^()]*\)")
_ROUTE = re.compile(r"[^@\"]*:(?!//)|@[^:\"]*:")


def _bare_address(bare: str) -> tuple[str, str]:
    """An address without brackets and the words beside it; blanks around its dots and @ fall away (RFC 5322 4.4)."""
    if " " in bare:
        bare = _LOOSE_DOT.sub(r"\1", bare)
    found = _BARE_ADDRESS.search(bare)
    if found is None:
        return bare, ""
    return found[0], (bare[: found.start()] + bare[found.end() :]).strip()


def _unquote(word: str) -> str:
    word = word.strip()
    if word.startswith('"'):
        word = word[1:-1] if len(word) > 1 and word.endswith('"') else word[1:]
        return re.sub(r"\\(.)", r"\1", word)
    return word


_QUOTED_LOCAL = re.compile(r'"((?:[^"\\]|\\.)*)"\s*@\s*([^\s"@]+)')
_ATOMS = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*")


def clean_address(address: str) -> str:
    """An address without brackets, spaces, comments, route and `mailto:`; NFC; its case as written."""
    quoted = _QUOTED_LOCAL.fullmatch(address.strip(" \t<>"))
    if quoted is not None:
        local = quoted[1] if _ATOMS.fullmatch(quoted[1]) else f'"{quoted[1]}"'
        return unicodedata.normalize("NFC", f"{local}@{quoted[2]}")
    address = "".join(address.split()).strip("<>'\",;")
    if "(" in address and not address.startswith('"'):
        address = _COMMENT.sub("", address)
    if ":" in address and not address.startswith(
        '"'
    ):  # mailto:, the name of a group, or a route (RFC 5322 4.4)
        found = _ROUTE.match(address)
        address = address[found.end() :] if found is not None else address
    return unicodedata.normalize("NFC", address)


# ---- identifiers


def message_ids(raw: str) -> tuple[str, ...]:
    """The ids in a Message-ID, In-Reply-To or References field, without angle brackets, no id twice.

    Of a very long list the first and the last fifty are kept (the root and the near ancestors).
    """
    if not raw:
        return ()
    if raw[0] == "<" and raw.find(">") == len(raw) - 1 and _PLAIN_ID.fullmatch(raw):
        return (raw[1:-1],)
    raw = _FOLD.sub(" ", raw) if "\n" in raw or "\r" in raw else raw
    if not raw.isascii() and _SURROGATE.search(raw):
        raw = raw.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    found = ["".join(m.split()) for m in _MSGID.findall(raw)]
    if not found:
        found = [w.strip("<>,;\"'") for w in raw.split() if "@" in w and "=?" not in w]
    if "(" in raw:  # comments (RFC 5322 section 3.2.2)
        found = [_COMMENT.sub("", i) for i in found]
    ids = list(dict.fromkeys(i for i in found if i))
    if len(ids) > _MAX_REFERENCES:
        ids = ids[: _MAX_REFERENCES // 2] + ids[-_MAX_REFERENCES // 2 :]
    return tuple(ids)


# ---- dates

_MONTHS = {
    name: number
    for number, name in enumerate(
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], 1
    )
}
_USUAL_DATE = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)",
    re.ASCII,
)


def parse_date(raw: str) -> datetime | None:
    """A Date field as aware UTC, None when it is missing, impossible or no date of a message."""
    if not raw:
        return None
    usual = _USUAL_DATE.fullmatch(raw)
    if usual is not None and usual[2] in _MONTHS:
        return _usual_date(usual)
    text = _FOLD.sub(" ", raw)
    found = _standard_date(text)
    if found is None:
        even = _COMMENT.sub(" ", text)
        even = re.sub(r"\s*:\s*", ":", re.sub(r"\bat\b", " ", even))
        even = re.sub(r"\b(?:GMT|UTC)\s*([+-])(\d{1,2})(?::?(\d{2}))?\b", _offset, even)
        found = (_standard_date(even) if even != text else None) or _other_date(even)
    return None if found is None else _plausible(found)


def _offset(found: "re.Match[str]") -> str:
    return f"{found[1]}{int(found[2]):02}{found[3] or '00'}"


def _standard_date(text: str) -> datetime | None:
    try:
        parts = parsedate_tz(text)
        if parts is None:
            return None
        year, month, day, hour, minute, second = parts[:6]
        moment = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
        return moment - timedelta(seconds=parts[9] or 0)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _plausible(moment: datetime) -> datetime | None:
    """A moment that can stand on a message; a clock that was never set says 1970-01-01 (RFC 2822 has 1969)."""
    sane = 1960 < moment.year < 2100 and not 0 <= moment.timestamp() < 86400
    return moment if sane else None


def _usual_date(found: re.Match[str]) -> datetime | None:
    """What nearly all programs write, "Mon, 07 Feb 2022 21:36:47 +0100", without the general reading's cost."""
    day, month, year, hour, minute, second, sign, hours, minutes = found.groups()
    try:
        moment = datetime(
            int(year), _MONTHS[month], int(day), int(hour), int(minute), int(second), tzinfo=UTC
        )
        shift = timedelta(hours=int(hours), minutes=int(minutes))
        moment += shift if sign == "-" else -shift
    except (ValueError, OverflowError):
        leap = _standard_date(found[0])
        return None if leap is None else _plausible(leap)
    return _plausible(moment)


def _other_date(text: str) -> datetime | None:
    found = re.search(
        r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(Z|[+-]\d{2}:?\d{2})?",
        text,
    )
    if found is None:
        return None
    try:
        year, month, day, hour, minute, second = (int(g or 0) for g in found.groups()[:6])
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    zone = found[7]
    if zone and zone != "Z":
        shift = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
        moment += shift if zone[0] == "-" else -shift
    return moment


# ---- parameters (RFC 2045 section 5.1, RFC 2231)

_NO_PARAMETERS: Mapping[str, str] = MappingProxyType({})
_PARAM = re.compile(r';\s*([^\s=;"]+)\s*=\s*("(?:[^"\\]|\\.)*"?|[^;]*)', re.DOTALL)


def parameters(raw: str) -> tuple[str, Mapping[str, str]]:
    """The value of a structured field in lower case, and its parameters by lower-case name, decoded."""
    if not raw:
        return "", _NO_PARAMETERS
    return _few_parameters(raw) if len(raw) < _REMEMBERED else _parameters(raw)


@lru_cache(maxsize=1024)
def _few_parameters(raw: str) -> tuple[str, Mapping[str, str]]:
    return _parameters(raw)


def _parameters(raw: str) -> tuple[str, Mapping[str, str]]:
    raw = _FOLD.sub(" ", raw) if "\n" in raw or "\r" in raw else raw
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
