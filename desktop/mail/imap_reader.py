"""Reads IMAP responses in bulk: literals are cut out of large buffers, nothing is lexed byte by byte.

IMAPClient's reader is a lexer in Python and bound to one core; this one is ten times faster (MAIL.md, finding 2)
and keeps several commands in flight.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

_LITERAL_END = re.compile(rb"\{(\d+)\+?\}$")
_CHUNK = 1 << 18
_MAX_SET = 3500  # characters: some servers cut or refuse longer commands (MAIL.md, finding 5)
_NUMBER = {
    name: re.compile(rb"\b" + name + rb" \(?(\d+)")
    for name in (b"UID", b"RFC822\\.SIZE", b"MODSEQ")
}
_FLAGS = re.compile(rb"\bFLAGS \(([^)]*)\)")
_DATE = re.compile(rb'\bINTERNALDATE "([^"]*)"')


@dataclass(frozen=True, slots=True)
class Response:
    """One response: its text with literals left out, and the literals."""

    text: bytes
    literals: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class FetchedMessage:
    """What a FETCH response tells of one message; `body` None when it was not asked for or not given."""

    uid: int
    flags: tuple[str, ...]
    internaldate: str
    size: int
    modseq: int
    body: bytes | None


class ResponseReader:
    """Cuts the byte stream of a connection into responses. `read` gives some bytes, b"" at the end."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read
        self._buffer = b""
        self._at = 0

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

    def _more(self) -> bytes:
        data = self._read(_CHUNK)
        if not data:
            raise EOFError("connection closed")
        return data

    def _line(self) -> bytes:
        while (end := self._buffer.find(b"\r\n", self._at)) < 0:
            self._buffer = self._buffer[self._at :] + self._more()
            self._at = 0
        line = self._buffer[self._at : end]
        self._at = end + 2
        return line

    def _exactly(self, size: int) -> bytes:
        have = len(self._buffer) - self._at
        if have >= size:
            data = self._buffer[self._at : self._at + size]
            self._at += size
            return data
        parts = [self._buffer[self._at :]]
        while have < size:
            parts.append(self._more())
            have += len(parts[-1])
        last = parts[-1]
        surplus = have - size
        if surplus:
            parts[-1] = last[:-surplus]
        self._buffer, self._at = (last[-surplus:] if surplus else b""), 0
        return b"".join(parts)


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
    if body is None and b'BODY[] "' in text:
        quoted = re.search(rb'BODY\[\] "((?:[^"\\]|\\.)*)"', text)
        body = re.sub(rb"\\(.)", rb"\1", quoted[1]) if quoted else None
    return FetchedMessage(
        uid=int(uid[1]),
        flags=tuple(flags[1].decode("ascii", "replace").split()) if flags else (),
        internaldate=date[1].decode("ascii", "replace") if date else "",
        size=int(size[1]) if size else (len(body) if body else 0),
        modseq=int(modseq[1]) if modseq else 0,
        body=body,
    )


def vanished(response: Response) -> list[int] | None:
    """The UIDs of a VANISHED response (RFC 7162), None for any other."""
    found = re.match(rb"\* VANISHED (?:\(EARLIER\) )?([\d:,]+)$", response.text, re.IGNORECASE)
    return None if found is None else list(expand(found[1].decode()))


# ---- UID sets


def expand(text: str) -> Iterator[int]:
    """The numbers of a sequence set like "3:5,9"."""
    for part in text.split(","):
        low, colon, high = part.partition(":")
        if not colon:
            yield int(low)
        else:
            first, last = sorted((int(low), int(high)))
            yield from range(first, last + 1)


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
