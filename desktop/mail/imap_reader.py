"""Reads IMAP responses in bulk: literals are cut out of large buffers, nothing is lexed byte by byte.

IMAPClient's reader is a lexer in Python and bound to one core; this one is ten times faster (MAIL.md, finding 2)
and is shared with IMAPClient, so that no byte is read past either of them.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from time import gmtime, monotonic

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _

_LITERAL_END = re.compile(rb"\{(\d+)\+?\}$")
_CHUNK = 1 << 18
_ROOM = 1 << 20  # bytes kept for reading literals into
_MOST_UIDS = 5_000_000
_MAX_SET = 3500  # characters: some servers cut or refuse longer commands (MAIL.md, finding 5)
_NUMBER = {
    name: re.compile(rb"\b" + name + rb" \(?(\d{1,18})\b")
    for name in (b"UID", b"RFC822\\.SIZE", b"MODSEQ")
}
_FLAGS = re.compile(rb"\bFLAGS \(([^)]*)\)")
_QUOTED_BODY = re.compile(rb'BODY\[[^\]]*\](?:<\d+>)? "((?:[^"\\]|\\.)*)"')
_THREAD = re.compile(rb"X-GM-THRID (\d+)")
_DATE = re.compile(rb'\bINTERNALDATE "([^"]*)"')


@dataclass(frozen=True, slots=True)
class Response:
    """One response: its text with literals left out, and the literals."""

    text: bytes
    literals: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class FetchedMessage:
    """What a FETCH response tells of one message; `body` None when it was not asked for or not given.

    `thread`: Gmail's own number of the conversation (X-GM-THRID).
    """

    uid: int
    flags: tuple[str, ...]
    internaldate: str
    size: int
    modseq: int
    body: bytes | None
    thread: str = ""


class ResponseReader:
    """Cuts the byte stream of a connection into responses. `read` gives some bytes, b"" at the end.

    It is also the file that `imaplib` reads from (`readline`, `read`), so that both see every byte once.
    `answered` is told the seconds between `asked_at` and the first bytes after it.
    """

    def __init__(
        self,
        read: Callable[[int], bytes],
        *,
        close: Callable[[], None] = lambda: None,
        answered: Callable[[float], None] = lambda _seconds: None,
    ) -> None:
        self._read, self.close, self._answered = read, close, answered
        self._buffer = b""
        self._at = 0
        self.asked_at = 0.0
        self._plain = True
        self._into: Callable[[memoryview], int] | None = None
        self._room = memoryview(b"")

    def response(self) -> Response:
        """The next response, however many literals it holds. Raises EOFError when the server hangs up."""
        text = b""
        literals: list[bytes] = []
        while True:
            line = self._line()
            found = _LITERAL_END.search(line) if line.endswith(b"}") else None
            if found is None:
                return Response(text + line, tuple(literals))
            text += line[: found.start()]
            literals.append(self._exactly(int(found[1])))

    @property
    def drained(self) -> bool:
        """Whether nothing was read ahead."""
        return self._at >= len(self._buffer)

    def through(self, change: Callable[[bytes], bytes]) -> None:
        """From here on every byte passes `change` (decompression), also what was read ahead."""
        below = self._read
        self._plain, self._into = False, None

        def read(size: int) -> bytes:
            while data := below(size):
                changed = change(data)
                if changed:
                    return changed
            return b""

        ahead, self._buffer, self._at = self._buffer[self._at :], b"", 0
        self._buffer = change(ahead) if ahead else b""
        self._read = read

    def read_into(self, into: Callable[[memoryview], int]) -> None:
        """From here on read literals by `into` (gives the bytes it wrote, 0 at the end) when nothing changes them."""
        if self._plain:
            self._into = into

    # ---- as a file

    def readline(self, _limit: int = -1) -> bytes:
        """A line with its end; b"" when the stream ends, or has no whole line yet and does not block."""
        try:
            while (end := self._buffer.find(b"\n", self._at)) < 0:
                self._fill()
        except EOFError:
            return b""
        line = self._buffer[self._at : end + 1]
        self._at = end + 1
        return line

    def read(self, size: int) -> bytes:
        """Exactly `size` bytes; fewer when the stream ends."""
        try:
            return self._exactly(size)
        except EOFError:
            return b""

    def _more(self) -> bytes:
        data = self._read(_CHUNK)
        if not data:
            raise EOFError("connection closed")
        if self.asked_at:
            self._answered(monotonic() - self.asked_at)
            self.asked_at = 0.0
        return data

    def _fill(self) -> None:
        data = self._more()
        self._buffer = self._buffer[self._at :] + data
        self._at = 0

    def _line(self) -> bytes:
        while (end := self._buffer.find(b"\r\n", self._at)) < 0:
            self._fill()
        line = self._buffer[self._at : end]
        self._at = end + 2
        return line

    def _exactly(self, size: int) -> bytes:
        have = len(self._buffer) - self._at
        if have >= size:
            data = self._buffer[self._at : self._at + size]
            self._at += size
            return data
        if self._into is not None:
            return self._read_literal(self._into, have, size)
        parts = [self._buffer[self._at :]]
        while have < size:
            try:
                parts.append(self._more())
            except (EOFError, OSError):  # not yet there on a socket that does not block
                self._buffer, self._at = b"".join(parts), 0
                raise
            have += len(parts[-1])
        last = parts[-1]
        surplus = have - size
        if surplus:
            parts[-1] = last[:-surplus]
        self._buffer, self._at = (last[-surplus:] if surplus else b""), 0
        return b"".join(parts)

    def _read_literal(self, into: Callable[[memoryview], int], have: int, size: int) -> bytes:
        """The rest of a literal into one room that is kept: no piece is kept, nothing is joined.

        Memory that is asked for anew for each mail costs as much as its decryption.
        """
        if size > len(self._room):
            self._room = memoryview(bytearray(max(size, _ROOM)))
        room = self._room
        room[:have] = memoryview(self._buffer)[self._at :]
        self._buffer, self._at = b"", 0
        while have < size:
            count = into(room[have:size])
            if not count:
                raise EOFError("connection closed")
            have += count
        literal = bytes(room[:size])
        if size > _ROOM:
            self._room = memoryview(b"")
        return literal


def fetched(response: Response) -> FetchedMessage | None:
    """Read an untagged FETCH response; None for any other response, and for one without a UID."""
    text = response.text
    if b" FETCH (" not in text[:40]:
        return None
    uid = _NUMBER[b"UID"].search(text)
    if uid is None:
        return None
    size, modseq = _NUMBER[b"RFC822\\.SIZE"].search(text), _NUMBER[b"MODSEQ"].search(text)
    flags, date = _FLAGS.search(text), _DATE.search(text)
    body = response.literals[0] if response.literals and b"BODY[" in text else None
    if body is None and (quoted := _QUOTED_BODY.search(text)):
        body = re.sub(rb"\\(.)", rb"\1", quoted[1])
    return FetchedMessage(
        uid=int(uid[1]),
        flags=tuple(flags[1].decode("ascii", "replace").split()) if flags else (),
        internaldate=date[1].decode("ascii", "replace") if date else "",
        size=int(size[1]) if size else (len(body) if body else 0),
        modseq=int(modseq[1]) if modseq else 0,
        body=body,
        thread=_thread(text),
    )


def _thread(text: bytes) -> str:
    found = _THREAD.search(text) if b"X-GM-THRID" in text else None
    return found[1].decode() if found else ""


@dataclass(frozen=True, slots=True)
class UidRanges:
    """A set of UIDs as a server says it, never written out: it may be 1:4294967295. Pairs of first and last."""

    pairs: tuple[tuple[int, int], ...] = ()

    def __contains__(self, uid: object) -> bool:
        return isinstance(uid, int) and any(low <= uid <= high for low, high in self.pairs)

    @property
    def span(self) -> int:
        """How many numbers it stands for."""
        return sum(high - low + 1 for low, high in self.pairs)

    def among(self, uids: Iterable[int]) -> set[int]:
        """Those of `uids` that it holds."""
        known = sorted(uids)
        found: set[int] = set()
        for low, high in self.pairs:
            found.update(known[bisect_left(known, low) : bisect_right(known, high)])
        return found


def vanished(response: Response) -> UidRanges | None:
    """The UIDs of a VANISHED response (RFC 7162), None for any other."""
    found = re.match(rb"\* VANISHED (?:\(EARLIER\) )?([\d:,]+)$", response.text, re.IGNORECASE)
    if found is None:
        return None
    pairs = []
    for part in found[1].decode().split(","):
        ends = [int(end) for end in part.split(":") if end]
        if ends:
            pairs.append((min(ends), max(ends)))
    return UidRanges(tuple(pairs))


def searched(response: Response) -> list[int]:
    """The UIDs of a SEARCH or ESEARCH (RFC 4731) response; none for any other."""
    text = response.text
    if text[:9].upper() == b"* ESEARCH":
        found = re.search(rb" ALL ([\d:,]+)", text, re.IGNORECASE)
        return list(expand(found[1].decode())) if found else []
    if text[:8].upper() != b"* SEARCH":
        return []
    return [int(word) for word in text[8:].split(b"(")[0].split() if word.isdigit()]


# ---- UID sets


def expand(text: str) -> Iterator[int]:
    """The numbers of a sequence set like "3:5,9".

    Raises UserFacing (`server_refused`) for more than can lie in a mailbox: some servers say 1:4294967295.
    """
    _check_span(text)
    for part in text.split(","):
        low, colon, high = part.partition(":")
        if not colon:
            yield int(low)
        else:
            first, last = sorted((int(low), int(high)))
            yield from range(first, last + 1)


def _check_span(text: str) -> None:
    span = 0
    for part in text.split(","):
        low, colon, high = part.partition(":")
        span += abs(int(high) - int(low)) + 1 if colon else 1
    if span > _MOST_UIDS:
        raise UserFacing(
            _("The mail server gave an answer that makes no sense."),
            hint=_("Try again; if it stays, report it with the log."),
            code="server_refused",
        )


def compress(uids: Sequence[int]) -> str:
    """UIDs as an ascending set with ranges; QQ answers a descending one with an error (MAIL.md, finding 5)."""
    ranges: list[list[int]] = []
    for uid in sorted(set(uids)):
        if ranges and uid == ranges[-1][1] + 1:
            ranges[-1][1] = uid
        else:
            ranges.append([uid, uid])
    return ",".join(str(a) if a == b else f"{a}:{b}" for a, b in ranges)


def newest_first(uids: Sequence[int], size: int, *, first: int = 0) -> list[list[int]]:
    """Cut UIDs into sets of up to `size` (the first one `first`), newest set first, ascending inside.

    No set is longer as text than a careful server accepts.
    """
    rest = sorted(set(uids))
    sets: list[list[int]] = []
    while rest:
        count = first if first and not sets else size
        part = rest[-count:]
        while len(compress(part)) > _MAX_SET:
            part = part[len(part) // 2 :]
        sets.append(part)
        del rest[-len(part) :]
    return sets


def imap_day(seconds: int) -> str:
    """A moment as IMAP writes days in a search."""
    day = gmtime(seconds)
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    return f"{day.tm_mday:02d}-{months[day.tm_mon - 1]}-{day.tm_year}"
