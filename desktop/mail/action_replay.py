"""Tells the server what is owed to it: in order for each message, many messages in one command, each thing once.

What has become of rows is written by `action_outcome.py`. Consecutive rows that say the same of one folder make one
batch; rows about other messages in between do not part them, rows about the same message do. A batch is marked
`inflight` before the server hears of it; found so after a crash or a broken connection, it is looked up first.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from time import time

import sqlalchemy as sa

from desktop.mail import folder_changes, imap_changes, server_drafts
from desktop.mail.action_moves import Name, Place, move_batch, names_of, on_server
from desktop.mail.action_outcome import GivenUp, Outcome, Result
from desktop.mail.action_rows import FLAGS, MOVES, UNDONE, Owed, owed, placed_in, prune
from desktop.mail.draft_removal import REMOVE
from desktop.mail.imap_changes import Refused
from desktop.mail.thread_rows import chunks
from desktop.mail.transport import ImapConnection
from desktop.runtime.errors import Retryable, UserFacing
from desktop.store.schema.mail import Folder, MailAction
from desktop.store.workspace import Store

log = logging.getLogger(__name__)

_Key = tuple[object, ...]


@dataclass(slots=True)
class Batch:
    """Rows that one command can tell of."""

    key: _Key
    rows: list[Owed] = field(default_factory=list)


def batches(rows: Iterable[Owed]) -> list[Batch]:
    """Cut the queue into batches, in the order they must be told in."""
    made: list[Batch] = []
    last: dict[int | None, int] = {}  # message id -> its last batch; None: of a folder change
    open_at: dict[_Key, int] = {}
    for row in rows:
        key = _key(row)
        after = len(made) if row.message_id is None else last.get(row.message_id, -1)
        after = max(after, last.get(None, -1))
        at = open_at.get(key, -1)
        if at <= after:
            made.append(Batch(key))
            at = open_at[key] = len(made) - 1
        made[at].rows.append(row)
        last[row.message_id] = at
    return made


def _key(row: Owed) -> _Key:
    if row.kind in FLAGS:
        return ("flag", row.kind)
    if row.kind in MOVES:
        args = row.args
        if args.get("upload"):  # one by one: each stands under its number before the next one goes
            return ("upload", row.id)
        return ("move", args["folder_id"], args["uidvalidity"], args.get("to_folder_id"))
    return ("folder", row.id)


class Replay:
    """One run over the queue of one account, on a connection that is logged in."""

    def __init__(self, store: Store, account_id: str, connection: ImapConnection) -> None:
        self._store, self._account_id, self._connection = store, account_id, connection
        self._outcome = Outcome(store)
        self.sync_wanted = False

    @property
    def given_up(self) -> list[GivenUp]:
        """What was refused for good in this run, gathered by kind and reason."""
        return self._outcome.told()

    def run(self) -> int:
        """Tell everything that is owed and due; returns how many rows are done."""
        done = 0
        for batch in batches(self._load()):
            rows = self._take(batch.rows)
            if not rows:
                continue
            try:
                result = self._perform(rows)
            except Retryable as error:
                self._outcome.unknown(rows, error.message)
                raise
            done += self._outcome.settle(rows, result)
            gone = any(r.reason == "folder_gone" for r in result.refused.values())
            self.sync_wanted |= gone or bool(result.later)
        if done:
            with self._store.write("sync") as unit:
                prune(unit, int(time()))
        return done

    def _load(self) -> list[Owed]:
        """What is owed and due. What a message still waits for holds back what comes after it."""
        found, held = [], set[int | None]()
        with self._store.read() as session:
            numbering = set(
                session.scalars(sa.select(Folder.id).where(Folder.state == "renumbered"))
            )
            for row in session.scalars(
                sa.select(MailAction)
                .where(MailAction.account_id == self._account_id, MailAction.state.in_(UNDONE))
                .order_by(MailAction.id)
            ):
                waits = row.not_before > time() or row.args.get("folder_id") in numbering
                if waits or row.message_id in held or None in held:
                    held.add(row.message_id)
                else:
                    found.append(owed(row))
        return found

    def _take(self, rows: list[Owed]) -> list[Owed]:
        """Mark rows as on their way, for good; those withdrawn meanwhile are left out."""
        taken = []
        with self._store.write("sync") as unit:
            for part in chunks([row.id for row in rows]):
                for row in unit.session.scalars(
                    sa.select(MailAction)
                    .where(MailAction.id.in_(part), MailAction.state.in_(UNDONE))
                    .order_by(MailAction.id)
                ):
                    taken.append(owed(row))
                    row.state = "inflight"
        return taken

    def _perform(self, rows: list[Owed]) -> Result:
        if rows[0].kind in FLAGS:
            return self._flag(rows)
        if rows[0].kind in MOVES:
            return move_batch(self._store, self._connection, rows)
        return self._other(rows)

    def _other(self, rows: list[Owed]) -> Result:
        """Do what concerns no message of a list: a change of folders, a draft that goes."""
        result, row = Result(), rows[0]
        try:
            if row.kind == REMOVE:
                server_drafts.remove(self._store, self._connection, self._account_id, row.args)
            else:
                folder_changes.perform(self._store, self._connection, row)
        except Refused as refused:  # a draft that stays is no matter for the user
            log.warning("a draft stays on the server: %s", refused.reason)
        except UserFacing as error:
            result.refuse(rows, Refused("told", error.message))
        return result

    def _flag(self, rows: list[Owed]) -> Result:
        flag, value = FLAGS[rows[0].kind]
        result = Result()
        names = names_of(self._store, rows)
        told: set[int | None] = set()
        for wire_name, places in self._places(rows).items():
            here = [row for row in rows if row.message_id in places]
            try:
                uids = self._numbers(wire_name, places, names)
                there = imap_changes.store_flag(
                    self._connection, sorted(uids.values()), flag, add=value
                )
                silent = sorted(set(uids.values()) - there)  # had the flag before, or are gone
                there |= imap_changes.present(self._connection, silent)
                told.update(i for i, uid in uids.items() if uid in there)
            except Refused as refused:
                told.update(row.message_id for row in here)
                if rows[0].kind != "forwarded":  # a keyword that few servers keep
                    result.refuse(here, refused)
        result.later.update(row.id for row in rows if row.message_id not in told)
        return result

    def _numbers(
        self, wire_name: str, places: dict[int, Place], names: dict[int, Name]
    ) -> dict[int, int]:
        """{message id: UID} in a folder that is opened for it, found anew where no number is valid."""
        opened = imap_changes.open_folder(self._connection, wire_name)
        if opened.readonly:
            raise Refused("read_only", "READ-ONLY")
        valid = {i: p.uid for i, p in places.items() if p.uidvalidity == opened.uidvalidity}
        lost = [i for i in places if not valid.get(i)]
        found = imap_changes.find(
            self._connection, {names[i].message_id: names[i].size for i in lost if i in names}
        )
        uids = {i: uid for i, uid in valid.items() if uid}
        for i in lost:
            if i in names and names[i].message_id in found:
                uids[i] = found[names[i].message_id]
        return uids

    def _places(self, rows: list[Owed]) -> dict[str, dict[int, Place]]:
        """{folder: {message id: its number there}} of the messages of some rows, as the server has them now."""
        found: dict[str, dict[int, Place]] = {}
        ids = {row.message_id for row in rows if row.message_id is not None}
        with self._store.read() as session:
            for message_id, where in placed_in(session, ids).items():
                for placement, folder in where:
                    if folder.account_id != self._account_id:
                        continue
                    place = on_server(session, placement)
                    if place is not None:
                        found.setdefault(place.wire_name, {})[message_id] = place
        return found
