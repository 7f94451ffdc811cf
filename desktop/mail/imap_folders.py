"""Reads what servers say about folders: LIST, XLIST, STATUS and the answers to SELECT, however they spell names."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from imapclient import imap_utf7

from desktop.mail.imap_reader import FetchedMessage, Response, UidRanges, fetched, vanished

_LIST = re.compile(
    rb'\* X?LIST \(([^)]*)\) (NIL|"(?:[^"\\]|\\.)*") ?(.*)$', re.IGNORECASE | re.DOTALL
)
_STATUS = re.compile(rb"\* STATUS (.*?) ?\(([^()]*)\)\s*$", re.IGNORECASE | re.DOTALL)
# numbers of more digits than RFC 3501 and 7162 know are garbage
_EXISTS = re.compile(rb"\* (\d{1,10}) EXISTS$", re.IGNORECASE)
_CODE = re.compile(rb"\[(UIDVALIDITY|UIDNEXT|HIGHESTMODSEQ) (\d{1,18})\]", re.IGNORECASE)
_NUMBERS = re.compile(rb"\b([A-Z]+) (\d{1,18})\b")


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed in a folder since a MODSEQ: flags of messages, and UIDs that are gone."""

    messages: tuple[FetchedMessage, ...] = ()
    vanished: UidRanges = field(default_factory=UidRanges)


def changes_of(responses: Iterable[Response]) -> Changes:
    """Gather FETCH and VANISHED responses."""
    messages: list[FetchedMessage] = []
    gone: list[tuple[int, int]] = []
    for response in responses:
        message = fetched(response)
        if message is not None:
            messages.append(message)
        elif found := vanished(response):
            gone.extend(found.pairs)
    return Changes(tuple(messages), UidRanges(tuple(gone)))


@dataclass(frozen=True, slots=True)
class Selected:
    """The state of a folder as STATUS or SELECT tells it; 0 where nothing was said.

    `unseen` counts unread messages and is known from STATUS only (-1 otherwise). `changes`: what a SELECT with
    QRESYNC told in the same breath.
    """

    uidvalidity: int
    uidnext: int
    exists: int
    highestmodseq: int
    unseen: int = -1
    changes: Changes | None = None


@dataclass(frozen=True, slots=True)
class RemoteFolder:
    """A folder as the server lists it: `wire_name` as spelled there, `name` as people read it.

    `status` is there when the listing brought it along (RFC 5819).
    """

    wire_name: str
    name: str
    role: str
    selectable: bool
    delimiter: str = "/"
    status: Selected | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """One LIST line: flags, delimiter, and the name's bytes."""

    flags: tuple[str, ...]
    delimiter: str
    wire: bytes

    @property
    def selectable(self) -> bool:
        """Whether mail can lie in it."""
        return not {"\\noselect", "\\nonexistent"} & {f.casefold() for f in self.flags}


def listed(response: Response) -> Listed | None:
    """Read a LIST or XLIST line; None for any other."""
    found = _LIST.match(response.text)
    if found is None:
        return None
    delimiter = "" if found[2].upper() == b"NIL" else _unquoted(found[2]).decode("latin-1")
    rest = found[3]
    name = _name(rest, response.literals)
    flags = tuple(found[1].decode("ascii", "replace").split())
    return Listed(flags, delimiter, name) if name else None


def status_of(response: Response) -> tuple[bytes, Selected] | None:
    """Read a STATUS line: whose it is, and the figures; None for any other."""
    found = _STATUS.match(response.text)
    if found is None:
        return None
    numbers = {key.upper(): int(value) for key, value in _NUMBERS.findall(found[2].upper())}
    return _name(found[1], response.literals), Selected(
        uidvalidity=numbers.get(b"UIDVALIDITY", 0) or 1,
        uidnext=numbers.get(b"UIDNEXT", 0),
        exists=numbers.get(b"MESSAGES", 0),
        highestmodseq=numbers.get(b"HIGHESTMODSEQ", 0),
        unseen=numbers.get(b"UNSEEN", -1),
    )


def selected_of(responses: Iterable[Response], status: str) -> Selected:
    """Put together what a SELECT or EXAMINE told, with the changes of RFC 7162 when there were any."""
    numbers: dict[bytes, int] = {}
    exists = 0
    told = list(responses)
    for response in told:
        if count := _EXISTS.match(response.text):
            exists = int(count[1])
            continue
        for key, value in _CODE.findall(response.text):
            numbers[key.upper()] = int(value)
    for key, value in _CODE.findall(status.encode("utf-8", "replace")):
        numbers[key.upper()] = int(value)
    return Selected(
        uidvalidity=numbers.get(b"UIDVALIDITY", 0) or 1,  # 0 is none (MAIL.md 2.18)
        uidnext=numbers.get(b"UIDNEXT", 0),
        exists=exists,
        highestmodseq=numbers.get(b"HIGHESTMODSEQ", 0),
        changes=changes_of(told),
    )


def readable(wire: bytes) -> str:
    """A folder's name as people read it."""
    try:
        return str(imap_utf7.decode(wire))
    except (ValueError, UnicodeError):
        return wire.decode("utf-8", "replace")  # servers that send raw UTF-8 (MAIL.md 2.20)


def _name(text: bytes, literals: tuple[bytes, ...]) -> bytes:
    text = text.strip()
    if not text and literals:
        return literals[-1]
    return _unquoted(text)


def _unquoted(text: bytes) -> bytes:
    if len(text) >= 2 and text[:1] == b'"' and text[-1:] == b'"':
        return re.sub(rb"\\(.)", rb"\1", text[1:-1])
    return text
