"""One mail's bytes from the server: whole, or in pieces that go on where a broken connection left off."""

import io
import logging
import re
import threading
from collections.abc import Callable, Sequence

from desktop.mail.imap_reader import fetched
from desktop.mail.transport import ImapConnection

log = logging.getLogger(__name__)

LARGE = 8 * 1024 * 1024
_PIECE = 1024 * 1024
_AT_ONCE = 4
_ORIGIN = re.compile(rb"BODY\[\]<(\d+)>")

Key = tuple[str, str, int, int]
"""Account, folder, UIDVALIDITY, UID."""

Told = Callable[[int, int], None]
"""Told after each round of pieces: bytes that are here, bytes of the whole mail."""


class _Begun:
    """The one large mail whose fetching broke off last: its first bytes wait here for the next try."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._key: Key | None = None
        self._bytes = io.BytesIO()

    def take(self, key: Key) -> io.BytesIO:
        with self._lock:
            if self._key != key:
                return io.BytesIO()
            found, self._key, self._bytes = self._bytes, None, io.BytesIO()
            return found

    def keep(self, key: Key, content: io.BytesIO) -> None:
        with self._lock:
            self._key, self._bytes = key, content


_begun = _Begun()


def fetch_whole(
    connection: ImapConnection, key: Key, size: int, told: Told | None = None
) -> bytes | None:
    """The bytes of a mail of the open folder; None when the server does not give them.

    Large ones come in pieces; what came stays for the next call when the connection breaks (Retryable).
    """
    if size > LARGE:
        found = _in_pieces(connection, key, size, told)
        if found is not None:
            return found
    for response in connection.run(f"UID FETCH {key[3]} (UID BODY.PEEK[])"):
        message = fetched(response)
        if message is not None and message.uid == key[3] and message.body:
            return message.body
    return None


def _in_pieces(connection: ImapConnection, key: Key, size: int, told: Told | None) -> bytes | None:
    """None when the server cannot give pieces as they were asked for."""
    content = _begun.take(key)
    content.seek(0, io.SEEK_END)
    try:
        while True:
            start = content.tell()
            offsets = range(start, max(size, start + 1), _PIECE)[:_AT_ONCE]
            pieces = _pieces(connection, key[3], offsets)
            for at in offsets:
                piece = pieces.get(at)
                if piece is None or len(piece) > _PIECE:
                    log.warning("a piece of a large mail is not what was asked for")
                    return None
                content.write(piece)
                if len(piece) < _PIECE:
                    ends = _is_end(connection, key[3], at + len(piece), size)
                    return content.getvalue() if ends else None
            if told is not None:
                told(content.tell(), size)
    except BaseException:
        _begun.keep(key, content)
        raise


def _pieces(connection: ImapConnection, uid: int, offsets: Sequence[int]) -> dict[int, bytes]:
    """Pieces by their offset; a server may mix the answers of commands that it got together."""
    answers = connection.run_all(
        [f"UID FETCH {uid} (UID BODY.PEEK[]<{at}.{_PIECE}>)".encode() for at in offsets]
    )
    found: dict[int, bytes] = {}
    for response in (r for answer in answers for r in answer.responses):
        message = fetched(response)
        origin = _ORIGIN.search(response.text)
        if message is not None and message.uid == uid and origin is not None:
            found[int(origin[1])] = message.body or b""
    return found


def _is_end(connection: ImapConnection, uid: int, length: int, size: int) -> bool:
    """Whether a short piece is the last one: RFC822.SIZE of some servers is a guess, so what follows is asked for."""
    return length == size or _pieces(connection, uid, [length]) == {length: b""}
