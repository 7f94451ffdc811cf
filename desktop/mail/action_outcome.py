"""What has become of mail actions: done, gone elsewhere, put off, or given up with a reason the user can read.

The rules are in docs/sync.md, "Flags and moves made here".
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from time import time

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.mail import folder_changes
from desktop.mail.action_rows import (
    FLAGS,
    MOVES,
    UNDONE,
    Owed,
    placed_in,
    placeholder,
    put_placement,
    step_back,
    with_flag,
)
from desktop.mail.folder_rows import await_placement
from desktop.mail.imap_changes import Reason, Refused
from desktop.mail.shown_flags import refresh_flags
from desktop.mail.thread_rows import chunks, refresh_threads
from desktop.runtime.i18n import _, ngettext
from desktop.store.schema.mail import Folder, MailAction, Message, Placement
from desktop.store.unit import Unit
from desktop.store.workspace import Store

_TRIES: dict[Reason, int] = {"folder_gone": 2, "refused": 5}
"""How often a refusal is tried; the reasons left out are final at once. A connection that breaks is no try."""
_WAIT_SECONDS: dict[Reason, int] = {"folder_gone": 60, "refused": 30}
_FOUND_SECONDS = 60  # until a sync has looked where a mail went that is not where it was
_SAID = 120


@dataclass(slots=True)
class Result:
    """What a batch came to. `numbers`: {row id: UID in the target}; `gone`: rows whose message is in neither folder;
    `later`: rows whose message is not where it was: once, they wait for a sync to find it elsewhere.
    """

    uidvalidity: int = 0
    numbers: dict[int, int] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    refused: dict[int, Refused] = field(default_factory=dict)
    later: set[int] = field(default_factory=set)

    def refuse(self, rows: Iterable[Owed], refused: Refused) -> None:
        """Note that the server will not do these."""
        self.refused.update((row.id, refused) for row in rows)


@dataclass(frozen=True, slots=True)
class GivenUp:
    """Actions of one kind that the server refused for the same reason. `why` in words."""

    kind: str
    why: str
    count: int

    def text(self) -> str:
        """Return it as a sentence."""
        return given_up_text(self.kind, self.why, self.count)


def kind_text(kind: str) -> str:
    """Return what an action does, as a noun at the start of a sentence."""
    names = {
        "read": _("Marking as read"),
        "unread": _("Marking as unread"),
        "flag": _("Starring"),
        "unflag": _("Removing the star"),
        "answered": _("Marking as answered"),
        "forwarded": _("Marking as forwarded"),
        "archive": _("Archiving"),
        "delete": _("Deleting"),
        "purge": _("Deleting for good"),
        "junk": _("Moving to junk"),
        "not_junk": _("Moving out of junk"),
        "undelete": _("Restoring"),
        "move": _("Moving"),
    }
    return names[kind]


def given_up_text(kind: str, why: str, count: int) -> str:
    """Return "Archiving 3 mails was not possible: ..."."""
    if kind not in MOVES and kind not in FLAGS:  # a change of folders says itself what it is about
        return why
    return ngettext(
        "{what} of {count} mail was not possible: {why}",
        "{what} of {count} mails was not possible: {why}",
        count,
    ).format(what=kind_text(kind), count=count, why=why)


class Outcome:
    """Writes results; gathers what was given up."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._given_up: Counter[tuple[str, str]] = Counter()

    def told(self) -> list[GivenUp]:
        """Return what was given up so far."""
        return [GivenUp(kind, why, n) for (kind, why), n in self._given_up.items()]

    def unknown(self, rows: list[Owed], reason: str) -> None:
        """The connection broke: whether the server did it will be looked up."""
        with self._store.write("sync") as unit:
            for row in _rows(unit.session, rows):
                row.state, row.error = "unknown", reason

    def settle(self, rows: list[Owed], result: Result) -> int:
        """Write what became of a batch; returns how many rows are done."""
        waits = {row.id for row in rows if row.id in result.later and row.attempts == 0}
        done = [row for row in rows if row.id not in result.refused and row.id not in waits]
        with self._store.write("sync") as unit:
            kept = {row.id: row for row in _rows(unit.session, rows)}
            for row in done:
                if row.id in kept:
                    kept[row.id].state, kept[row.id].error = "done", ""
            for number in waits & set(kept):
                kept[number].state, kept[number].not_before = "new", int(time()) + _FOUND_SECONDS
                kept[number].attempts += 1
            self._write_done(unit, done, kept, result)
            for row in rows:
                if row.id in result.refused and row.id in kept:
                    self._write_refusal(unit, row, kept[row.id], result.refused[row.id])
            unit.session.flush()
            touched = {row.message_id for row in rows if row.message_id is not None}
            refresh_flags(unit, touched)
            unit.touch("mail_action", touched)
        return len(done)

    def _write_done(
        self, unit: Unit, done: list[Owed], kept: dict[int, MailAction], result: Result
    ) -> None:
        session = unit.session
        if done and done[0].kind in FLAGS:
            flag, value = FLAGS[done[0].kind]
            for where in placed_in(session, {row.message_id or 0 for row in done}).values():
                for placement, folder in where:
                    if folder.account_id == done[0].account_id:
                        placement.flags = with_flag(placement.flags, flag, value)
            return
        doubles: set[int] = set()
        for row in done:
            if row.kind in MOVES and row.id in kept:
                doubles |= _arrive(session, row, kept[row.id], result)
        session.flush()
        away = [row for row in done if row.id in result.gone or _is_for_good(row)]
        gone = {row.message_id for row in away if row.message_id is not None}
        await_placement(unit, gone | doubles)
        refresh_threads(unit, _threads(session, away))

    def _write_refusal(self, unit: Unit, row: Owed, kept: MailAction, refused: Refused) -> None:
        tries = _TRIES.get(refused.reason, 1)
        why = _why(unit.session, row, refused)
        kept.error, kept.attempts = why, kept.attempts + 1
        if kept.attempts < tries:
            kept.state = "new"
            kept.not_before = int(time()) + _WAIT_SECONDS[refused.reason] * kept.attempts
            return
        kept.state = "dead"
        if row.kind in MOVES:
            step_back(unit.session, row)
        elif row.kind not in FLAGS:
            folder_changes.given_up(unit, row)
        self._given_up[row.kind, why] += 1


def _is_for_good(row: Owed) -> bool:
    return row.kind in MOVES and row.args.get("to_folder_id") is None


def _rows(session: Session, rows: list[Owed]) -> list[MailAction]:
    found: list[MailAction] = []
    for part in chunks([row.id for row in rows]):
        found.extend(session.scalars(sa.select(MailAction).where(MailAction.id.in_(part))))
    return found


def _arrive(session: Session, row: Owed, kept: MailAction, result: Result) -> set[int]:
    """Let a moved message stand under the server's number, when that is known.

    Returns what a sync made meanwhile of a mail that was uploaded: it is the same one.
    """
    standing = placeholder(session, row)
    if row.id in result.gone:
        if standing is not None:
            session.delete(standing)
        return set()
    uid = result.numbers.get(row.id)
    target = session.get(Folder, row.args.get("to_folder_id") or 0)
    if not uid or target is None or target.uidvalidity not in (0, result.uidvalidity):
        return set()
    kept.args = {**row.args, "to_uid": uid, "to_uidvalidity": result.uidvalidity}
    if standing is None:
        _tell_next(session, row, uid, result.uidvalidity)
        return set()
    flags = standing.flags
    session.delete(standing)
    session.flush()
    there = session.get(Placement, (target.id, result.uidvalidity, uid))
    if there is not None and row.args.get("upload") and there.message_id != row.message_id:
        double, there.message_id = there.message_id, row.message_id or 0
        return {double}
    put_placement(session, target.id, result.uidvalidity, uid, row.message_id or 0, flags)
    return set()


def _tell_next(session: Session, row: Owed, uid: int, uidvalidity: int) -> None:
    """The message has been moved on meanwhile: its next action learns the number."""
    for later in session.scalars(
        sa.select(MailAction).where(
            MailAction.message_id == row.message_id,
            MailAction.id > row.id,
            MailAction.state.in_(UNDONE),
        )
    ):
        if later.args.get("was") == -row.id:
            later.args = {**later.args, "uid": uid, "uidvalidity": uidvalidity}


def _threads(session: Session, rows: list[Owed]) -> set[int]:
    found: set[int] = set()
    for part in chunks({row.message_id for row in rows}):
        found.update(session.scalars(sa.select(Message.thread_id).where(Message.id.in_(part))))
    return found


def _why(session: Session, row: Owed, refused: Refused) -> str:
    said = re.sub(r"\s+", " ", refused.said).strip()[:_SAID]
    if refused.reason == "told":
        return refused.said
    if refused.reason == "full":
        return _("the mailbox on the server is full")
    if refused.reason == "refused":
        return _("the server refused it ({said})").format(said=said)
    if refused.reason == "not_allowed":
        return _("the server does not allow it ({said})").format(said=said)
    gone = refused.reason == "folder_gone"
    folder = session.get(Folder, row.args.get("to_folder_id" if gone else "folder_id") or 0)
    name = folder.name if folder is not None else ""
    if gone and not name:
        return _("the folder is no longer there")
    if gone:
        return _("the folder “{folder}” is no longer on the server").format(folder=name)
    if not name:
        return _("the folder can only be read")
    return _("the folder “{folder}” can only be read").format(folder=name)
