"""winmail.dat opened: Outlook's wrapping (TNEF) that hides words and files from everybody else.

Read as MS-OXTNEF and MS-OXCDATA say. Decoders of this format had denial-of-service holes (MAIL.md section 2, point
23): every length is checked against what is there, nothing is unpacked twice, and depth, size and count have limits.
"""

import mimetypes
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from desktop.mail.mime import rtf
from desktop.mail.mime.build import OutgoingFile, entity, field_lines
from desktop.mail.mime.charset import clean, codec_of, decode
from desktop.mail.mime.message import Attachment

_SIGNATURE = 0x223E9F78
_MAX = 40 * 1024 * 1024
_MAX_RTF = 1_500_000  # bytes of the body as RTF that are unpacked
_MAX_ATTRIBUTES = 50_000
_MAX_PROPERTIES = 20_000
_MAX_VALUES = 5_000
_MAX_DEPTH = 5

# MS-OXTNEF 2.1.3.2 numbers the attributes:
_BODY, _SUBJECT, _MESSAGE_PROPERTIES = 0x800C, 0x8004, 0x9003
_RENDERING, _TITLE, _DATA, _FILE_PROPERTIES, _CODEPAGE = 0x9002, 0x8010, 0x800F, 0x9005, 0x9007
# MS-OXPROPS numbers the properties:
_P_SUBJECT, _P_BODY, _P_HTML, _P_RTF = 0x0037, 0x1000, 0x1013, 0x1009
_P_DATA, _P_LONG_NAME, _P_NAME, _P_TYPE, _P_CONTENT_ID, _P_DISPLAY = (
    0x3701,
    0x3707,
    0x3704,
    0x370E,
    0x3712,
    0x3001,
)
_FIXED = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_VARIABLE = (0x0D, 0x1E, 0x1F, 0x102)
_INTERFACE = bytes.fromhex("c000000000000046")
_EMBEDDED_MESSAGE = bytes.fromhex("0703020000000000") + _INTERFACE


class _Broken(ValueError):
    """The stream ends inside something, or is none."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a winmail.dat holds."""

    attachments: tuple[Attachment, ...]
    text: str | None
    html: str | None


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    content_type: str
    content_id: str
    data: bytes


@dataclass(frozen=True, slots=True)
class _Stream:
    subject: str
    text: str
    html: str | None
    files: tuple[_File, ...]


def read(data: bytes, path: str) -> Opened | None:
    """Open a TNEF stream; attachments are numbered `path#0`, `path#1`, ... None when it cannot be read."""
    stream = _open(data)
    if stream is None:
        return None
    files = tuple(
        Attachment(
            f"{path}#{number}", f.name, f.content_type, len(f.data), f.content_id, inline=False
        )
        for number, f in enumerate(stream.files)
    )
    return Opened(files, stream.text or None, stream.html)


def file_bytes(data: bytes, number: int) -> bytes:
    """The content of one file of a TNEF stream. Raises KeyError when it is not there."""
    stream = _open(data)
    if stream is None or not 0 <= number < len(stream.files):
        raise KeyError(number)
    return stream.files[number].data


def _open(data: bytes) -> _Stream | None:
    if len(data) > _MAX:
        return None
    try:
        return _stream(data, 0)
    except _Broken:
        return None


def _stream(data: bytes, depth: int) -> _Stream:
    codec = "cp1252"
    subject = text = ""
    properties: dict[int, bytes | str] = {}
    files: list[tuple[dict[int, bytes | str], list[bytes]]] = []
    for name, value in _attributes(data):
        if name == _CODEPAGE and len(value) >= 4:
            codec = codec_of(f"cp{struct.unpack_from('<I', value)[0]}") or codec
        elif name == _SUBJECT:
            subject = _words(value, codec)
        elif name == _BODY:
            text = _words(value, codec)
        elif name == _MESSAGE_PROPERTIES:
            properties |= _properties(value, codec)
        elif name == _RENDERING:
            files.append(({}, []))
        elif name == _TITLE and files:
            files[-1][0].setdefault(_P_NAME, _words(value, codec))
        elif name == _DATA and files:
            files[-1][1].append(value)
        elif name == _FILE_PROPERTIES and files:
            files[-1][0].update(_properties(value, codec))
    text = _string(properties, _P_BODY) or text
    html = _html(properties)
    if html is None and not text.strip() and isinstance(properties.get(_P_RTF), bytes):
        text, html = _from_rtf(properties[_P_RTF])
    return _Stream(
        _string(properties, _P_SUBJECT) or subject,
        clean(text),
        clean(html) if html else None,
        tuple(_file(about, pieces, depth) for about, pieces in files),
    )


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The attributes of a stream: number and content. What is cut off at the end is given as far as it goes."""
    if len(data) < 6 or struct.unpack_from("<I", data)[0] != _SIGNATURE:
        raise _Broken
    at = 6
    for _ in range(_MAX_ATTRIBUTES):
        if at + 9 > len(data) or data[at] not in (1, 2):
            return
        name, length = struct.unpack_from("<II", data, at + 1)
        at += 9
        if length > len(data) - at:
            if at == 15:
                raise _Broken
            return
        yield name & 0xFFFF, data[at : at + length]
        at += length + 2


def _properties(data: bytes, codec: str) -> dict[int, bytes | str]:
    """The strings and bytes among encapsulated properties (MS-OXTNEF 2.1.3.4), by their number."""
    found: dict[int, bytes | str] = {}
    if len(data) < 4:
        return found
    at = 4
    for _ in range(min(struct.unpack_from("<I", data)[0], _MAX_PROPERTIES)):
        try:
            number, kind, at = _tag(data, at)
            values, at = _values(data, at, kind)
        except (struct.error, _Broken):
            break
        if values and number < 0x8000:
            found[number] = _value(values[0], kind, codec)
    return found


def _tag(data: bytes, at: int) -> tuple[int, int, int]:
    kind, number = struct.unpack_from("<HH", data, at)
    at += 4
    if number >= 0x8000:  # a named property: a GUID, then a number or a name
        (by_name,) = struct.unpack_from("<I", data, at + 16)
        at += 20
        if by_name:
            (length,) = struct.unpack_from("<I", data, at)
            at += length + (-length % 4)
        at += 4
    return number, kind, at


def _values(data: bytes, at: int, kind: int) -> tuple[list[bytes], int]:
    base = kind & 0x0FFF
    if base in _FIXED:
        count = 1
        if kind & 0x1000:
            (count,) = struct.unpack_from("<I", data, at)
            at += 4
        end = at + _FIXED[base] * count
        if end > len(data):
            raise _Broken
        return [], end
    if base not in _VARIABLE:
        raise _Broken
    (count,) = struct.unpack_from("<I", data, at)
    at += 4
    values = []
    for _ in range(min(count, _MAX_VALUES)):
        (length,) = struct.unpack_from("<I", data, at)
        at += 4
        if length > len(data) - at:
            raise _Broken
        values.append(data[at : at + length])
        at += length + (-length % 4)
    return values, at


def _value(value: bytes, kind: int, codec: str) -> bytes | str:
    base = kind & 0x0FFF
    if base == 0x1F:
        return value.decode("utf-16-le", "replace").rstrip("\0")
    return _words(value, codec) if base == 0x1E else value


def _words(data: bytes, codec: str) -> str:
    return decode(data.split(b"\0", 1)[0], codec)[0]


def _string(properties: dict[int, bytes | str], number: int) -> str:
    value = properties.get(number, "")
    return value if isinstance(value, str) else ""


def _html(properties: dict[int, bytes | str]) -> str | None:
    value = properties.get(_P_HTML)
    if isinstance(value, bytes):
        return decode(value.rstrip(b"\0"))[0] or None
    return value or None


def _from_rtf(packed: bytes | str) -> tuple[str, str | None]:
    if isinstance(packed, str):
        return "", None
    try:
        return rtf.read(rtf.unpack(packed, _MAX_RTF))
    except ValueError:
        return "", None


def _file(about: dict[int, bytes | str], pieces: list[bytes], depth: int) -> _File:
    name = _string(about, _P_LONG_NAME) or _string(about, _P_NAME) or _string(about, _P_DISPLAY)
    name = clean(name.replace("\\", "/").rpartition("/")[2]).strip().strip("\0")
    held = about.get(_P_DATA)
    data = b"".join(pieces)
    if isinstance(held, bytes) and held.startswith(_EMBEDDED_MESSAGE) and depth < _MAX_DEPTH:
        try:
            return _letter(_stream(held[16:], depth + 1), name)
        except _Broken:
            data = data or held[16:]
    elif isinstance(held, bytes) and not data:
        data = (
            held[16:] if held[8:16] == _INTERFACE else held
        )  # an object says first how it is to be opened
    kind = _string(about, _P_TYPE).strip().lower()
    if "/" not in kind:
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return _File(name, kind, _string(about, _P_CONTENT_ID).strip("<> "), data)


def _letter(stream: _Stream, name: str) -> _File:
    """A message inside the stream, written out so that it opens like any other."""
    fields = field_lines(from_=(), to=(), cc=(), bcc=(), subject=stream.subject)
    head = "".join(f"{field}: {value}\r\n" for field, value in fields if value).encode()
    files = tuple(OutgoingFile(f.name or "file", f.data, f.content_type) for f in stream.files)
    title = (name or stream.subject or "message").removesuffix(".msg").strip()
    raw = head + b"MIME-Version: 1.0\r\n" + entity(stream.text, stream.html, files)
    return _File(f"{title}.eml", "message/rfc822", "", raw)
