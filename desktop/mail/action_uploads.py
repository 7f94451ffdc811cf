"""Mail of this computer's own folders put into a folder of a server: appended there, each message once.

Here it stands in the new folder at once. Where an earlier try was cut off, the target is searched for its Message-ID
and size (without one for its bytes) before it is appended again, as with mail that was sent (MAIL.md 5.8).
"""

import re
from collections.abc import Collection, Iterator, Sequence

import sqlalchemy as sa

from desktop.mail import imap_changes
from desktop.mail.action_outcome import Result
from desktop.mail.action_rows import Owed
from desktop.mail.imap_changes import Refused
from desktop.mail.imap_reader import FetchedMessage, newest_first
from desktop.mail.transport import ImapConnection
from desktop.runtime.errors import UserFacing
from desktop.store.queries import messages
from desktop.store.schema.mail import Message
from desktop.store.workspace import Store

_NEWEST = 200  # looked through by hand where there is no Message-ID to search for
_KEPT = ("\\Seen", "\\Flagged", "\\Answered")


def upload(store: Store, connection: ImapConnection, rows: list[Owed], target: str) -> Result:
    """Append the messages of some rows to the folder `target` (wire name). Raises Retryable."""
    result = Result()
    for row in rows:
        try:
            opened = imap_changes.open_folder(connection, target)
            if opened.readonly:
                raise Refused("read_only", "READ-ONLY")
            result.uidvalidity = opened.uidvalidity
            uid = _append(store, connection, row, target)
            if uid:
                result.numbers[row.id] = uid
        except Refused as refused:
            result.refuse([row], refused)
        except UserFacing as error:  # its bytes are lost, or the server's own words
            result.refuse([row], Refused("told", error.message))
    return result


def _append(store: Store, connection: ImapConnection, row: Owed, target: str) -> int:
    """Return the number of the message in the folder that is open, 0 when the server does not let us know."""
    with store.read() as session:
        name, at = session.execute(
            sa.select(Message.message_id, Message.sort_time).where(Message.id == row.message_id)
        ).one_or_none() or ("", 0)
    if not at:
        raise Refused("told", "")
    raw = re.sub(rb"\r\n|\r|\n", b"\r\n", messages.raw_bytes(store, row.message_id or 0))
    known = _standing(connection, name, raw) if row.doubtful else 0
    if known:
        return known
    before = set() if connection.can("UIDPLUS") else set(connection.uids())
    flags = [flag for flag in str(row.args.get("flags", "")).split() if flag in _KEPT]
    uid = connection.append(target, raw, flags=flags, received_at=at)
    if uid is None:
        imap_changes.open_folder(connection, target)
        came = set(connection.uids()) - before
        uid = came.pop() if len(came) == 1 else _standing(connection, name, raw, without=before)
    return uid or 0


def _standing(
    connection: ImapConnection, name: str, raw: bytes, without: Collection[int] = ()
) -> int:
    """The number under which a mail lies in the open folder, 0 when it does not: by Message-ID and size.

    Without a Message-ID: by its bytes, among the newest.
    """
    uids = connection.find_message_id(name) if name else connection.uids()[-_NEWEST:]
    left = [uid for uid in uids if uid not in without]
    same = [
        item.uid for item in _fetched(connection, left, "UID RFC822.SIZE") if item.size == len(raw)
    ]
    if not name:
        same = [i.uid for i in _fetched(connection, same, "UID BODY.PEEK[]") if i.body == raw]
    return max(same, default=0)


def _fetched(
    connection: ImapConnection, uids: Sequence[int], items: str
) -> Iterator[FetchedMessage]:
    for item in connection.fetch_pipelined(newest_first(uids, 500), items) if uids else ():
        if isinstance(item, FetchedMessage):
            yield item
