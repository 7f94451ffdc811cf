"""The process that lists the mails of a first sync: reads headers over a connection of its own and prepares their rows.

The engine's one writer shares its interpreter with nobody who reads then. It loads no database library.
"""

import contextlib
import gc
import marshal
from dataclasses import dataclass
from multiprocessing.connection import Connection

from desktop.mail.imap_bulk import FetchSet, Opened, SetDone
from desktop.mail.imap_reader import FetchedMessage
from desktop.mail.internal_date import internaldate_seconds
from desktop.mail.login import Login
from desktop.mail.prepare import (
    IncomingHeader,
    MessageValues,
    PreparedHeader,
    Unreadable,
    prepare_header,
)
from desktop.mail.preparing import end_with_parent
from desktop.mail.threading import Ids
from desktop.mail.transport import ImapConnection
from desktop.runtime.errors import TradepostError


@dataclass(frozen=True, slots=True)
class Start:
    """The first word to the process: log in, and say so. `folders`: wire name -> (folder id, UIDVALIDITY)."""

    login: Login
    account_id: str
    items: str
    folders: dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """Its first answer; the sets to fetch may come now."""


@dataclass(frozen=True, slots=True)
class HeadRows:
    """Headers of the folder opened last: `rows` as `rows_of` reads them, and the bytes they took on the wire."""

    rows: bytes
    unreadable: tuple[Unreadable, ...]
    wire_bytes: int


@dataclass(frozen=True, slots=True)
class SlowDown:
    """The server asked to go slower."""


@dataclass(frozen=True, slots=True)
class Failed:
    """What stopped the process."""

    error: TradepostError


@dataclass(frozen=True, slots=True)
class Ended:
    """All sets were asked for."""


Answer = LoggedIn | Opened | HeadRows | SetDone | SlowDown | Failed | Ended
"""What the process says."""


def main(pipe: Connection) -> None:
    """The process's whole life: a Start comes, then the sets to fetch (a tuple of FetchSet); answers go back."""
    end_with_parent()
    gc.freeze()
    gc.disable()  # nothing here makes cycles that matter
    with contextlib.suppress(EOFError, OSError):
        start: Start = pipe.recv()
        with ImapConnection(start.login) as connection:
            try:
                connection.connect()
                connection.login()
                connection.compress()
                pipe.send(LoggedIn())
                _fetch(pipe, start, connection, pipe.recv())
                answer: Answer = Ended()
            except TradepostError as error:
                answer = Failed(error)
            pipe.send(answer)


def _fetch(
    pipe: Connection, start: Start, connection: ImapConnection, steps: tuple[FetchSet, ...]
) -> None:
    place = (0, 0)
    found: list[PreparedHeader | Unreadable] = []
    size = 0
    slowed = False
    for item in connection.fetch_across(steps, start.items):
        if isinstance(item, FetchedMessage):
            if item.body:
                size += len(item.body)
                found.append(_prepared(item, item.body, place, start.account_id))
            continue
        if found:
            pipe.send(_packed(found, size))
            found, size = [], 0
        if isinstance(item, Opened):
            place = start.folders[item.wire_name]
        pipe.send(item)
        if connection.throttled and not slowed:
            slowed = True
            pipe.send(SlowDown())


def _prepared(
    item: FetchedMessage, head: bytes, place: tuple[int, int], account_id: str
) -> PreparedHeader | Unreadable:
    incoming = incoming_header(item, head, place, account_id)
    return prepare_header(incoming)._replace(incoming=incoming._replace(head=b""))


def incoming_header(
    item: FetchedMessage, head: bytes, place: tuple[int, int], account_id: str
) -> IncomingHeader:
    """A fetched header as the pipeline takes it. `place`: (folder id, UIDVALIDITY)."""
    return IncomingHeader(
        head=head,
        size=item.size,
        folder_id=place[0],
        uidvalidity=place[1],
        uid=item.uid,
        flags=item.flags,
        received_at=internaldate_seconds(item.internaldate),
        modseq=item.modseq,
        account_id=account_id,
        provider_thread=item.thread,
    )


def _packed(found: list[PreparedHeader | Unreadable], size: int) -> HeadRows:
    plain = [
        (tuple(p.incoming), tuple(p.ids), tuple(p.message), p.addresses, p.words)
        for p in found
        if isinstance(p, PreparedHeader)
    ]
    bad = tuple(p for p in found if isinstance(p, Unreadable))
    return HeadRows(marshal.dumps(plain), bad, size)


def rows_of(item: HeadRows) -> list[PreparedHeader | Unreadable]:
    """What the process prepared, without the header blocks themselves."""
    rows: list[PreparedHeader | Unreadable] = [
        PreparedHeader(
            IncomingHeader._make(incoming),
            Ids._make(ids),
            MessageValues._make(message),
            addresses,
            words,
        )
        for incoming, ids, message, addresses, words in marshal.loads(item.rows)  # noqa: S302 - our own process
    ]
    return [*rows, *item.unreadable]
