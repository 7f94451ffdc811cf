"""Header fields as they really come: split, unfolded, decoded, read as addresses and ids.

The standard library's structured parser raises on real mail and joins split characters wrongly (LIBRARIES B6),
so the bytes are read here: RFC 5322 for structure, RFC 2047 and 2231 for words, with every bend that mail needs.
"""

import binascii
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from desktop.mail.mime.charset import codec_of, decode

_END = re.compile(rb"\r*\n[ \t]*\r*\n|\r[ \t]*\r(?!\n)")
_WORD = re.compile(r"=\?([^?*\s]+)(?:\*[^?]*)?\?([bBqQ])\?([^?]*(?:\?(?!=)[^?]*)*)(?:\?=|\Z)")
_WHOLE_WORD = re.compile(r"\s*=\?[^?\s]+\?[bBqQ]\?[^?\s]+\?=\s*")
FOLD = re.compile(r"(?:\r?\n[ \t]+|\r[ \t]+)+")
_BETWEEN = re.compile(r"(\?=)\s+(?==\?)")
_SURROGATE = re.compile("[\udc80-\udcff]")
# control characters, line separators, and what turns the direction of the words behind it; joiners are letters' glue
_UNSHOWN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_PLAIN_ID = re.compile(r"<([!-';*-;=?-~]+)>")
_PLAIN_IDS = re.compile(r"(?:<[!-';*-;=?-~]+>[ \t\r\n]*)+")
_MSGID = re.compile(r"<([^<>]+)>")
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
        name, colon, value = line.partition(":")
        known = _NAMES.get(name)
        if known is None or not colon:
            if line[:1] in (" ", "\t"):
                if current is not None:
                    current[-1] += "\n" + line
                    continue
                if line.strip():
                    defects.append("header_starts_with_space")
                line = line.lstrip(" \t")
                name, colon, value = line.partition(":")
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
        raw = FOLD.sub(" ", raw)
    if "=?" in raw:
        raw = _decode_words(raw)
        if "=?" in raw and _WHOLE_WORD.fullmatch(raw):  # some programs do it twice
            raw = _decode_words(raw)
    if not raw.isascii():
        if _SURROGATE.search(raw):
            raw = decode(raw.encode("utf-8", "surrogateescape"), None, hint)[0]
        raw = unicodedata.normalize("NFC", raw)
    if not raw.isprintable():
        if "\x1b" in raw:  # ISO 2022 as it stands
            raw = decode(raw.encode("utf-8", "surrogateescape"), None, hint)[0]
        raw = _UNSHOWN.sub(" ", raw)
    return raw.strip()


def _decode_words(raw: str) -> str:
    if raw.count("=?") > 1:
        raw = _BETWEEN.sub(r"\1", raw)
    out: list[str] = []
    pending: tuple[str, bytes] | None = None
    at = 0
    for word in _WORD.finditer(raw):
        charset, data = codec_of(word[1]) or word[1].lower(), _word_bytes(word[2], word[3])
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
        return binascii.a2b_qp(data.replace(b"_", b"=20"))
    try:  # what nearly all of it is
        return binascii.a2b_base64(data, strict_mode=True)
    except binascii.Error:
        pass
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
        value = FOLD.sub(" ", value)
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
    name = " ".join(_unquote(w) for w in words if w != ">").strip() if words else ""
    if not angle:
        bare = "".join(words).strip()
        if "@" not in bare and "=?" in bare:  # name and address in one encoded word
            bare = decode_header(bare)
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
    same = name.strip("<>'\" ").casefold() == address.casefold()
    yield Address("" if same else name, address)


# both are tried at the beginning of a word only: at each letter of an endless one they would take the square of its length
_ADDRESS_IN_NAME = re.compile(r"(?<![^\s<>\"'(),;:@])[^\s<>\"'(),;:@]++@[^\s<>\"'(),;:@]+")
_BARE_ADDRESS = re.compile(r"(?<![^\s\"])[^\s\"]*(?:\"[^\"]*\"[^\s\"]*)?@[^\s\"]+")
_LOOSE_DOT = re.compile(r"(?<=[\w\"-])\s+([.@])\s*|(?<=[\w-]@)\s+")
COMMENT = re.compile(r"\([^()]*\)")
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
        address = COMMENT.sub("", address)
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
    if _PLAIN_ID.fullmatch(raw):
        return (raw[1:-1],)
    if _PLAIN_IDS.fullmatch(raw):
        return _few(dict.fromkeys(_PLAIN_ID.findall(raw)))
    raw = FOLD.sub(" ", raw) if "\n" in raw or "\r" in raw else raw
    if not raw.isascii() and _SURROGATE.search(raw):
        raw = raw.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    found = ["".join(m.split()) for m in _MSGID.findall(raw)]
    if not found:
        found = [w.strip("<>,;\"'") for w in raw.split() if "@" in w and "=?" not in w]
    if "(" in raw:  # comments (RFC 5322 section 3.2.2)
        found = [COMMENT.sub("", i) for i in found]
    return _few(dict.fromkeys(i for i in found if i))


def _few(found: Iterable[str]) -> tuple[str, ...]:
    ids = tuple(found)
    if len(ids) > _MAX_REFERENCES:
        ids = ids[: _MAX_REFERENCES // 2] + ids[-_MAX_REFERENCES // 2 :]
    return ids
