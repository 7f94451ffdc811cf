"""One batch of moves on the server: from one folder to another, or away for good, each message once.

A message that is not in the source any more was moved by an earlier try (then it stands in the target), or by another
device (then its place there holds).
"""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.mail import imap_changes
from desktop.mail.action_outcome import Result
from desktop.mail.action_rows import UNDONE, Owed
from desktop.mail.action_uploads import upload
from desktop.mail.folder_wire import wire_now
from desktop.mail.imap_changes import Refused
from desktop.mail.thread_rows import chunks
from desktop.mail.transport import ImapConnection
from desktop.store.schema.mail import Account, Folder, MailAction, Message, Placement
from desktop.store.workspace import Store


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message stands on the server, as far as is known: `uid` 0 is to be found by its Message-ID."""

    wire_name: str
    uidvalidity: int
    uid: int


@dataclass(frozen=True, slots=True)
class Name:
    """What a message is found by."""

    message_id: str
    size: int


def on_server(session: Session, placement: Placement) -> Place | None:
    """Return where the server has a message that stands at `placement` here; None when nobody knows.

    Under a negative number it was moved here: until that is told, the server has it where it was.
    """
    folder_id, uidvalidity, uid = placement.folder_id, placement.uidvalidity, placement.uid
    while uid < 0:
        row = session.get(MailAction, -uid)
        if row is None or row.state not in UNDONE:
            uid = 0
            break
        folder_id, uidvalidity = int(row.args["folder_id"]), int(row.args["uidvalidity"])
        uid = int(row.args["uid"]) or int(row.args.get("was", 0))
    folder = session.get(Folder, folder_id)
    return Place(wire_now(session, folder.id), uidvalidity, uid) if folder is not None else None


def names_of(store: Store, rows: Iterable[Owed]) -> dict[int, Name]:
    """Return {message id: what it is found by}."""
    names: dict[int, Name] = {}
    with store.read() as session:
        for part in chunks({row.message_id for row in rows}):
            for number, message_id, size in session.execute(
                sa.select(Message.id, Message.message_id, Message.size).where(Message.id.in_(part))
            ):
                names[number] = Name(message_id, size)
    return names


def move_batch(store: Store, connection: ImapConnection, rows: list[Owed]) -> Result:
    """Move the messages of rows that name the same source and target. Raises Retryable."""
    result = Result()
    args = rows[0].args
    with store.read() as session:
        leaves = session.get(Folder, args["folder_id"])
        source = wire_now(session, leaves.id) if leaves is not None else ""
        goes = session.get(Folder, args["to_folder_id"] or 0)
        target = wire_now(session, goes.id) if goes is not None else ""
        account = session.get(Account, rows[0].account_id)
        local = leaves is not None and leaves.account_id is None
        limited = account is not None and account.sync_months > 0
    if leaves is None:  # its folder is gone, and the message with it
        result.gone.update(row.id for row in rows)
        return result
    if local and target:
        return upload(store, connection, rows, target)
    if args["to_folder_id"] and not target:  # never to be taken for "delete for good"
        result.refuse(rows, Refused("folder_gone", ""))
        return result
    try:
        move = _Move(connection, rows, names_of(store, rows), source, target, result)
        move.run(name_all=limited)
    except Refused as refused:
        result.refuse([r for r in rows if r.id not in result.numbers], refused)
    return result


class _Move:
    def __init__(
        self,
        connection: ImapConnection,
        rows: list[Owed],
        names: dict[int, Name],
        source: str,
        target: str,
        result: Result,
    ) -> None:
        self._connection, self._rows, self._names = connection, rows, names
        self._source, self._target, self._result = source, target, result

    def run(self, *, name_all: bool) -> None:
        """`name_all`: find every number now, because no sync lists the older mail of this account."""
        uids = self._uids()
        if any(row.doubtful for row in self._rows) or not self._connection.can("UIDPLUS"):
            here = imap_changes.present(self._connection, sorted(set(uids.values())))
            uids = {row_id: uid for row_id, uid in uids.items() if uid in here}
        if not self._target:
            if uids:
                imap_changes.expunge(self._connection, sorted(set(uids.values())))
            return
        copied = self._copied_before(uids)
        if copied:
            imap_changes.expunge(self._connection, sorted({uids[r] for r in copied}))
        fresh = {row_id: uid for row_id, uid in uids.items() if row_id not in copied}
        silent = self._tell(fresh)
        missing = [r for r in self._rows if r.id not in uids or r.id in silent]
        if name_all:
            untold = [r for r in self._rows if r.id in fresh and r.id not in self._result.numbers]
            self._result.numbers.update(
                self._found_in_target([r for r in untold if r.id not in silent])
            )
        found = self._found_in_target([r for r in missing if r.id not in copied])
        self._result.numbers.update(found)
        self._result.gone.update(r.id for r in missing if r.id not in found)

    def _uids(self) -> dict[int, int]:
        """{row id: UID} of what may be in the source, which is opened; by Message-ID where no number is valid."""
        opened = imap_changes.open_folder(self._connection, self._source)
        if opened.readonly:
            raise Refused("read_only", "READ-ONLY")
        found = {
            row.id: int(row.args["uid"])
            for row in self._rows
            if row.args["uid"] and row.args["uidvalidity"] == opened.uidvalidity
        }
        found.update(self._by_name([row for row in self._rows if row.id not in found]))
        return found

    def _by_name(self, rows: list[Owed], *, exact: bool = False) -> dict[int, int]:
        """{row id: UID} in the folder that is open."""
        names = {r.id: n for r in rows if (n := self._names.get(r.message_id or 0))}
        wanted = {n.message_id: n.size for n in names.values()}
        uids = imap_changes.find(self._connection, wanted, exact=exact)
        return {i: uids[n.message_id] for i, n in names.items() if n.message_id in uids}

    def _copied_before(self, uids: dict[int, int]) -> dict[int, int]:
        """Rows whose copy an earlier try left in the target: without MOVE it may have been cut off in between.

        Their originals are deleted next, so the size must agree too: a Message-ID is not always one message's.
        """
        doubtful = [r for r in self._rows if r.doubtful and r.id in uids]
        if self._connection.can("MOVE") or not doubtful:
            return {}
        found = self._found_in_target(doubtful, exact=True)
        imap_changes.open_folder(self._connection, self._source)
        self._result.numbers.update(found)
        return found

    def _tell(self, uids: dict[int, int]) -> set[int]:
        """Move; returns the rows that a server which tells numbers told nothing of: they were not there."""
        if not uids:
            return set()
        moved = imap_changes.move(self._connection, sorted(set(uids.values())), self._target)
        self._result.uidvalidity = moved.uidvalidity or self._result.uidvalidity
        told = {r: moved.numbers[uid] for r, uid in uids.items() if uid in moved.numbers}
        self._result.numbers.update(told)
        return set(uids) - set(told) if self._connection.can("UIDPLUS") else set()

    def _found_in_target(self, rows: list[Owed], *, exact: bool = False) -> dict[int, int]:
        if not any(self._names.get(r.message_id or 0, Name("", 0)).message_id for r in rows):
            return {}
        opened = imap_changes.open_folder(self._connection, self._target)
        self._result.uidvalidity = opened.uidvalidity
        return self._by_name(rows, exact=exact)
