"""Content-Transfer-Encodings undone (RFC 2045 section 6), and the older ones that mail still carries. Nothing raises."""

import binascii
import re

_IDENTITY = frozenset(("", "7bit", "8bit", "binary", "7-bit", "8-bit", "8bits", "7bits"))
_SOFT_BREAK = re.compile(rb"=[ \t]+(?=\r?\n)")
_NOT_BASE64 = bytes(
    set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")
)
_BASE64_AND_ENDS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n"
_SAMPLE = 65_536
_TURN = 1_000_000  # bytes decoded at a time
_BASE64_LINES = re.compile(
    rb"\s*(?:[A-Za-z0-9+/]{40,}={0,2}[ \t]*\r?\n)*[A-Za-z0-9+/]{4,}={0,2}[ \t]*\r?\n"
)
_LONG_LINE = re.compile(rb"^[ \t]*[A-Za-z0-9+/]{60,}={0,2}[ \t\r]*$", re.MULTILINE)
_LEAST = 16  # letters of base64 before prose: a word of prose may look like it
_PADDING = re.compile(rb"=+")


def named(field: str) -> str:
    """The encoding that a Content-Transfer-Encoding field names, in lower case: "base64" of `"Base64" (comment);`."""
    return re.split(r"[;\s(]", field.strip().strip("\"'").lower(), maxsplit=1)[0] if field else ""


def decode(data: bytes, encoding: str) -> tuple[bytes, bool]:
    """The bytes meant by `data`, encoded as `encoding` (from `named`), and whether they were soundly encoded."""
    if encoding in _IDENTITY:
        return data, True
    if encoding in ("base64", "b", "base-64"):
        return base64(data)
    if encoding in ("quoted-printable", "q", "quotedprintable", "qp"):
        return quoted_printable(data), True
    if encoding in ("x-uuencode", "uuencode", "x-uue", "uue"):
        return _first_uuencoded(data)
    return data, False


def quoted_printable(data: bytes) -> bytes:
    """Undo quoted-printable; a soft break may have blanks behind it."""
    found = binascii.a2b_qp(data)
    if b"=" in found and _SOFT_BREAK.search(found):  # it stands where it was not undone
        return binascii.a2b_qp(_SOFT_BREAK.sub(b"=", data))
    return found


def base64(data: bytes) -> tuple[bytes, bool]:
    """Undo base64. Foreign characters are skipped; several padded pieces behind each other are all read.

    Prose behind it (`split_prose`) is left out; what is plainly no base64 is given back as it is.
    """
    try:  # what nearly all of it is
        return binascii.a2b_base64(data.translate(None, b"\r\n"), strict_mode=True), True
    except binascii.Error:
        letters = data.translate(None, _NOT_BASE64)
    sound = True
    foreign = len(data) - len(letters) - data.count(b"\n") - data.count(b"\r")
    if foreign:
        coded, _prose = split_prose(data)
        if coded:
            return base64(coded.translate(None, _NOT_BASE64))[0], False
        if foreign * 20 > len(letters):
            return data, False
    body, _sep, rest = letters.partition(b"=")
    if rest.strip(b"="):  # padding inside: pieces that were encoded each for itself
        pieces = [base64(piece)[0] for piece in _PADDING.split(letters) if piece]
        return b"".join(pieces), False
    if len(body) % 4 == 1:
        body, sound = body[:-1], False
    try:
        return binascii.a2b_base64(body + b"=" * (-len(body) % 4)), sound
    except binascii.Error:
        return data, False


def split_prose(data: bytes) -> tuple[bytes, bytes]:
    """The lines of base64 that `data` begins with, and the prose that a list or a gateway wrote behind them.

    (b"", data) where it is not so: no base64, or base64 that is damaged and goes on behind the damage.
    """
    found = _BASE64_LINES.match(data)
    if found is None or len(found[0]) < _LEAST or _LONG_LINE.search(data, found.end()):
        return b"", data
    return found[0], data[found.end() :]


def large_base64(data: bytes, start: int, end: int) -> bytes | None:
    """The content of base64 at data[start:end], without a copy of its letters; None when it must be read with patience."""
    sample = data[start : min(end, start + _SAMPLE)]
    behind = data[max(start, end - _SAMPLE) : end]
    if sample.translate(None, _BASE64_AND_ENDS) or behind.translate(None, _BASE64_AND_ENDS):
        return None
    view = memoryview(data)
    try:
        in_turns = _in_turns(data, view, start, end)
        return binascii.a2b_base64(view[start:end]) if in_turns is None else in_turns
    except binascii.Error:
        return None


def _in_turns(data: bytes, view: memoryview, start: int, end: int) -> bytes | None:
    """Even lines decoded a megabyte at a time, so that other threads have theirs between; None for uneven ones."""
    line = data.find(b"\n", start, end) + 1 - start
    letters = line - (2 if data[start + line - 2 : start + line - 1] == b"\r" else 1)
    if line <= 1 or letters % 4:
        return None
    step = line * max(1, _TURN // line)
    pieces: list[bytes] = []
    for at in range(start, end, step):
        stop = at + step
        try:
            pieces.append(binascii.a2b_base64(view[at : min(stop, end)]))
        except binascii.Error:
            return None
        whole = len(pieces[-1]) * 4 == step // line * letters * 3 and data[stop - 1 : stop] == b"\n"
        if stop < end and not whole:
            return None
    return b"".join(pieces)


def base64_size(data: bytes, start: int, end: int) -> int:
    """How many bytes the base64 in data[start:end] gives, told from its lines without decoding it.

    Decoding all attachments of a mailbox only to know their sizes takes longer than all other parsing of it.
    -1 when it must be decoded to know: it is not made of whole quadruples.
    """
    tail = data[max(start, end - 80) : end]
    end -= len(tail) - len(tail.rstrip(b"\r\n \t-"))
    tail = data[max(start, end - 4) : end]
    padding = len(tail) - len(tail.rstrip(b"="))
    letters = _letters(data, start, end)
    return -1 if letters % 4 or padding > 2 else letters // 4 * 3 - padding


def _letters(data: bytes, start: int, end: int) -> int:
    """The number of letters, lines apart. Lines as long as the first one up to the last are taken as even."""
    first = data.find(b"\n", start, end)
    if first < 0:
        return end - start
    whole = first + 1 - start
    line = whole - (2 if data[first - 1 : first] == b"\r" else 1)
    count, rest = divmod(end - start, whole)
    places = (start + (count // 2) * whole, start + count * whole)
    if all(data[place - 1] == 10 for place in places) and b"\n" not in data[places[1] : end]:
        return count * line + rest
    return end - start - data.count(b"\n", start, end) - data.count(b"\r", start, end)


def _first_uuencoded(data: bytes) -> tuple[bytes, bool]:
    found = _UU_BEGIN.search(data)
    if found is None:
        return data, False
    content, _end, sound = uudecode(data, found.end())
    return content or data, sound and bool(content)


_UU_BEGIN = re.compile(rb"^begin(?:-base64)? ([0-7]{3,4}) ([^\r\n]*)\r?\n", re.MULTILINE)


def uudecode(data: bytes, at: int) -> tuple[bytes, int, bool]:
    """Read uuencoded lines from `at` on: the content, where the lines end, whether an `end` closed them."""
    out: list[bytes] = []
    size = len(data)
    while at < size:
        stop = data.find(b"\n", at)
        stop = size if stop < 0 else stop
        line = data[at:stop].rstrip(b"\r\n")
        at = stop + 1
        if line == b"end":
            return b"".join(out), min(at, size), True
        if not line.strip(b" `"):
            continue
        decoded = _uu_line(line)
        if decoded is None:
            return b"".join(out), at - len(line) - 1, False
        out.append(decoded)
    return b"".join(out), size, False


def _uu_line(line: bytes) -> bytes | None:
    if not 32 <= line[0] <= 96:
        return None
    length = (
        ((line[0] - 32) & 63) * 4 + 5
    ) // 3  # writers pad the last line wrongly, or cut its blanks
    if len(line) > length + 4:
        return None
    try:
        return binascii.a2b_uu(line[:length].ljust(length))
    except binascii.Error:
        return None


def ydecode(data: bytes) -> bytes:
    """Undo yEnc (yEncode draft 1.3): line breaks fall away, `=` escapes, every byte is 42 too high."""
    data = data.translate(None, b"\r\n")
    pieces = data.split(b"=")
    rest = (bytes(((piece[0] - 64) % 256,)) + piece[1:] for piece in pieces[1:] if piece)
    return b"".join((pieces[0], *rest)).translate(_MINUS_42)


_MINUS_42 = bytes((byte - 42) % 256 for byte in range(256))
