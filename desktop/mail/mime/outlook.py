"""Outlook's .msg files as RFC 5322 messages: properties read as MS-OXMSG says, from a compound file (olefile, BSD).

The same file gives the same bytes each time, so that importing it twice is importing it once. extract-msg would do this
too, but is GPL; python-oxmsg (MIT) reads neither RTF bodies nor embedded messages.
"""

import io
import re
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

from desktop.mail.mime import rtf
from desktop.mail.mime.build import OutgoingFile, entity, field_lines
from desktop.mail.mime.headers import Address

if TYPE_CHECKING:
    import olefile

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAX_DEPTH = 8
_DIGITS = re.compile(r"^[\x21-\x39\x3b-\x7e]+:")
_OURS = re.compile(r"^(content-|mime-version)", re.IGNORECASE)
_NOT_MAIL = {
    "IPM.CONTACT": "contact",
    "IPM.APPOINTMENT": "appointment",
    "IPM.TASK": "task",
    "IPM.STICKYNOTE": "note",
    "IPM.ACTIVITY": "journal entry",
    "IPM.DISTLIST": "distribution list",
}
_ENTITY = re.compile(rb"\s*(mime-version|content-)", re.IGNORECASE)
_EMBEDDED = 5


class NotMail(ValueError):
    """The file holds something of Outlook's that is no mail; the text says what."""


class Broken(ValueError):
    """The file cannot be read; the text says why."""


@dataclass(frozen=True, slots=True)
class OutlookMessage:
    """A message out of a .msg file: its bytes, and whether Outlook called it read."""

    raw: bytes
    read: bool


def is_outlook(head: bytes) -> bool:
    """Tell whether a file begins as a compound file does."""
    return head.startswith(MAGIC)


def read(data: bytes) -> OutlookMessage:
    """Turn a .msg file into a message. Raises NotMail or Broken."""
    import olefile  # for the few who get such files

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            return _Storage(file, (), header=32).message()
    except (NotMail, Broken):
        raise
    except (OSError, ValueError, KeyError, IndexError, TypeError, struct.error) as error:
        raise Broken(f"{type(error).__name__}: {error}"[:200]) from error


class _Storage:
    """A message, attachment or recipient inside the compound file, with its properties."""

    def __init__(
        self, file: "olefile.OleFileIO", path: tuple[str, ...], *, header: int, depth: int = 0
    ) -> None:
        self._file, self._path, self._depth = file, path, depth
        self._fixed = self._read_fixed(header)
        self._codec = "cp1252"

    # ---- properties

    def _read_fixed(self, header: int) -> dict[int, bytes]:
        name = [*self._path, "__properties_version1.0"]
        if not self._file.exists(name):
            raise Broken("no properties")
        data = self._file.openstream(name).read()[header:]
        found = {}
        for at in range(0, len(data) - 15, 16):
            tag, _flags = struct.unpack_from("<II", data, at)
            found[tag >> 16] = data[at + 8 : at + 16]
        return found

    def _stream(self, number: int, kind: int) -> bytes | None:
        name = [*self._path, f"__substg1.0_{number:04X}{kind:04X}"]
        return self._file.openstream(name).read() if self._file.exists(name) else None

    def text(self, number: int) -> str:
        """A string property, "" when it is not there."""
        wide = self._stream(number, 0x001F)
        if wide is not None:
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        narrow = self._stream(number, 0x001E)
        return narrow.decode(self._codec, "replace").rstrip("\0") if narrow is not None else ""

    def data(self, number: int) -> bytes:
        """A binary property, b"" when it is not there."""
        return self._stream(number, 0x0102) or b""

    def number(self, number: int) -> int:
        """A 32-bit property, 0 when it is not there."""
        value = self._fixed.get(number)
        return int(struct.unpack_from("<i", value)[0]) if value else 0

    def moment(self, number: int) -> datetime | None:
        """A time property: 100 nanoseconds since 1601, UTC."""
        value = self._fixed.get(number)
        ticks = int(struct.unpack("<Q", value)[0]) if value else 0
        if not ticks:
            return None
        try:
            return datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=ticks // 10)
        except OverflowError:
            return None

    def _children(self, prefix: str, header: int) -> "list[_Storage]":
        length = len(self._path)
        names = sorted(
            {
                entry[length]
                for entry in self._file.listdir(streams=True, storages=True)
                if len(entry) > length
                and tuple(entry[:length]) == self._path
                and entry[length].startswith(prefix)
            }
        )
        found = []
        for name in names:
            child = _Storage(self._file, (*self._path, name), header=header, depth=self._depth)
            child._codec = self._codec
            found.append(child)
        return found

    # ---- the message

    def message(self) -> OutlookMessage:
        kind = self.text(0x001A).upper()
        for start, name in _NOT_MAIL.items():
            if kind.startswith(start):
                raise NotMail(name)
        self._codec = _codec(self.number(0x3FFD) or self.number(0x3FDE))
        text, html = self._bodies()
        files = [file for child in self._attachments() if (file := child.file())]
        head = self._head()
        signed = self._signed(kind, head)
        if signed is not None:
            return OutlookMessage(signed, self._is_read())
        body = entity(text, html, tuple(files))
        return OutlookMessage(head + b"MIME-Version: 1.0\r\n" + body, self._is_read())

    def _is_read(self) -> bool:
        return bool(self.number(0x0E07) & 1)

    def _attachments(self) -> "list[_Storage]":
        return self._children("__attach_version1.0_#", 8)

    def _bodies(self) -> tuple[str, str | None]:
        text, html = self.text(0x1000), None
        coded = self.data(0x1013)
        if coded:
            html = coded.decode(_codec(self.number(0x3FDE)) or self._codec, "replace").rstrip("\0")
        else:
            html = self.text(0x1013) or None
        packed = self.data(0x1009)
        if packed and not html:
            try:
                plain, html = rtf.read(rtf.unpack(packed))
            except ValueError:
                plain, html = "", None
            text = text or plain
        return _lines(text), _lines(html) if html else None

    def _signed(self, kind: str, head: bytes) -> bytes | None:
        """A signed mail is kept by Outlook whole, as its one attachment."""
        if "MULTIPARTSIGNED" not in kind:
            return None
        inside = [child.data(0x3701) for child in self._attachments()]
        if len(inside) != 1 or not _ENTITY.match(inside[0]):
            return None
        return head + inside[0].lstrip()

    # ---- header fields

    def _head(self) -> bytes:
        kept = _transport(self.text(0x007D))
        there = {name.casefold() for name, _value in kept}
        made = [(n, v) for n, v in self._made() if v and n.casefold() not in there]
        lines = "".join(f"{name}: {value}\r\n" for name, value in kept)
        return lines.encode("utf-8", "replace") + "".join(
            f"{name}: {value}\r\n" for name, value in made
        ).encode("utf-8", "replace")

    def _made(self) -> list[tuple[str, str]]:
        people: dict[int, list[Address]] = {1: [], 2: [], 3: []}
        for child in self._children("__recip_version1.0_#", 8):
            person = Address(child.text(0x3001), child.address(0x39FE, 0x3003, 0x3002))
            role = child.number(0x0C15) & 0xF
            known = people.get(role)
            if known is not None and person not in known and (person.name or person.address):
                known.append(person)
        sender = Address(
            self.text(0x0042) or self.text(0x0C1A),
            self.address(0x5D02, 0x0065, 0x0064) or self.address(0x5D01, 0x0C1F, 0x0C1E),
        )
        sent = self.moment(0x0039) or self.moment(0x0E06) or self.moment(0x3007)
        named = field_lines(
            from_=(sender,) if sender.name or sender.address else (),
            to=tuple(people[1]),
            cc=tuple(people[2]),
            bcc=tuple(people[3]),
            subject=self.text(0x0037) or self.text(0x0070),
        )
        return [
            *named,
            ("Date", format_datetime(sent) if sent else ""),
            ("Message-ID", self.text(0x1035).strip()),
            ("In-Reply-To", self.text(0x1042).strip()),
            ("References", " ".join(self.text(0x1039).split())),
        ]

    def address(self, smtp: int, other: int, kind: int) -> str:
        """A mail address; one of Exchange's own form ("/o=.../cn=name") shows who it was and cannot be written to."""
        found = self.text(smtp).strip()
        if found:
            return found
        found = self.text(other).strip()
        if self.text(kind).upper() == "EX" or found.startswith("/"):
            name = re.sub(r"[^\w.-]+", "", found.lower().rpartition("cn=")[2])
            return f"{name}@exchange.invalid" if name else ""
        return found if "@" in found else ""

    # ---- attachments

    def file(self) -> OutgoingFile | None:
        """An attachment's name, kind and bytes; an embedded message becomes one of message/rfc822."""
        name = self.text(0x3707) or self.text(0x3704) or self.text(0x3001)
        if self.number(0x3705) == _EMBEDDED:
            return self._embedded(name)
        content = self._stream(0x3701, 0x0102)
        if content is None:
            return None
        content_id = self.text(0x3712).strip("<> ")
        kind = self.text(0x370E)
        whole = kind.startswith("message/")
        return OutgoingFile(name or "attachment", content, kind, content_id, whole=whole)

    def _embedded(self, name: str) -> OutgoingFile | None:
        path = (*self._path, "__substg1.0_3701000D")
        if self._depth >= _MAX_DEPTH or not self._file.exists([*path, "__properties_version1.0"]):
            return None
        inner = _Storage(self._file, path, header=24, depth=self._depth + 1)
        title = re.sub(r"[\\/:*?\"<>|\x00-\x1f]+", " ", name or inner.text(0x0037)).strip()
        try:
            raw = inner.message().raw
        except NotMail:
            return None
        return OutgoingFile(f"{title or 'message'}.eml", raw, "message/rfc822", whole=True)


def _transport(text: str) -> list[tuple[str, str]]:
    """The header that the message came with, without what describes a body that Outlook has taken apart."""
    fields: list[list[str]] = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if not line.strip():
            if fields:
                break
            continue
        if line[0] in " \t" and fields:
            fields[-1].append(line.strip())
        elif _DIGITS.match(line):
            fields.append([line])
    pairs = []
    for lines in fields:
        name, _colon, first = lines[0].partition(":")
        value = "\r\n ".join(part for part in (first.strip(), *lines[1:]) if part)
        if value and not _OURS.match(name):
            pairs.append((name, value))
    return pairs


def _codec(page: int) -> str:
    name = {936: "gb18030", 54936: "gb18030", 950: "cp950", 65001: "utf-8", 20127: "ascii",
            28591: "cp1252", 50220: "iso2022_jp", 51949: "euc_kr", 20866: "koi8_r"}.get(page)  # fmt: skip
    if name is None and page:
        name = f"cp{page}"
    try:
        "".encode(name or "cp1252")
    except LookupError:
        return "cp1252"
    return name or "cp1252"


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
