"""The queue of mail actions as rows: their kinds, which are owed, and where their messages stand meanwhile."""

from collections.abc import Iterable
from dataclasses import dataclass
from time import time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.mail.thread_rows import chunks
from desktop.store.schema.mail import Folder, MailAction, Message, Placement
from desktop.store.unit import Unit

UNDONE = ("new", "inflight", "unknown")
FLAGS = {
    "read": ("\\Seen", True),
    "unread": ("\\Seen", False),
    "flag": ("\\Flagged", True),
    "unflag": ("\\Flagged", False),
    "answered": ("\\Answered", True),
    "forwarded": ("$Forwarded", True),
}
MOVES = ("archive", "delete", "move", "junk", "not_junk", "undelete", "purge")
FLAGS_KEPT = 86_400
MOVES_KEPT = 30 * 86_400
"""Seconds that a row stays after it was done: for undo, and so that a deleted mail finds its way back."""


@dataclass(frozen=True, slots=True)
class Owed:
    """A row of the queue. `state`: new, or inflight and unknown when an earlier try was cut off."""

    id: int
    account_id: str
    message_id: int | None
    kind: str
    args: dict[str, Any]
    state: str
    attempts: int
    gesture: str
    created_at: int

    @property
    def doubtful(self) -> bool:
        """Tell whether the server may have done it already."""
        return self.state != "new"


def owed(row: MailAction) -> Owed:
    """Return a row as a value."""
    return Owed(
        row.id,
        row.account_id,
        row.message_id,
        row.kind,
        dict(row.args),
        row.state,
        row.attempts,
        row.gesture,
        row.created_at,
    )


def new_row(
    account_id: str, message_id: int, kind: str, gesture: str, args: dict[str, Any]
) -> MailAction:
    """Return a fresh row, not yet in a session."""
    return MailAction(
        account_id=account_id,
        message_id=message_id,
        kind=kind,
        gesture=gesture,
        args=args,
        created_at=int(time()),
    )


def placed_in(
    session: Session, message_ids: Iterable[int]
) -> dict[int, list[tuple[Placement, Folder]]]:
    """Return {message id: its placements with their folders}."""
    found: dict[int, list[tuple[Placement, Folder]]] = {}
    for part in chunks(message_ids):
        rows = session.execute(
            sa.select(Placement, Folder)
            .join(Folder, Folder.id == Placement.folder_id)
            .where(Placement.message_id.in_(part))
        )
        for placement, folder in rows:
            found.setdefault(placement.message_id, []).append((placement, folder))
    return found


def put_placement(
    session: Session, folder_id: int, uidvalidity: int, uid: int, message_id: int, flags: str
) -> None:
    """Put a message into a folder under a number; one that is there already stays."""
    if session.get(Placement, (folder_id, uidvalidity, uid)) is None:
        session.add(
            Placement(
                folder_id=folder_id,
                uidvalidity=uidvalidity,
                uid=uid,
                message_id=message_id,
                flags=flags,
            )
        )


def with_flag(flags: str, flag: str, value: bool) -> str:
    """Return a placement's flags with one of them set or cleared."""
    words = set(flags.split())
    return " ".join(sorted(words | {flag} if value else words - {flag}))


def placeholder(session: Session, action: Owed) -> Placement | None:
    """Return where the message of a move stands while the server's number for it is not known."""
    return session.scalar(
        sa.select(Placement).where(
            Placement.message_id == action.message_id, Placement.uid == -action.id
        )
    )


def step_back(session: Session, action: Owed) -> bool:
    """Put the message of a move back where it was; False when it has been moved on since."""
    args = action.args
    standing = placeholder(session, action)
    if standing is None and args.get("to_folder_id") is not None:
        return False
    if standing is not None:
        session.delete(standing)
    source = session.get(Folder, args["folder_id"])
    message = session.get(Message, action.message_id)
    if source is None or message is None:
        return True
    uidvalidity, uid = int(args["uidvalidity"]), int(args["uid"])
    if not uid:
        uidvalidity, uid = _known_since(session, args)
    if source.uidvalidity and uid > 0 and source.uidvalidity != uidvalidity:
        uidvalidity, uid = source.uidvalidity, -action.id  # numbered anew: the next sync tells
    session.flush()
    put_placement(session, source.id, uidvalidity, uid, message.id, str(args.get("flags", "")))
    session.flush()
    return True


def _known_since(session: Session, args: dict[str, Any]) -> tuple[int, int]:
    """The number of a message that was moved again before its first move was done."""
    before = session.get(MailAction, -int(args.get("was", 0)))
    if before is not None and before.args.get("to_uid"):
        return int(before.args["to_uidvalidity"]), int(before.args["to_uid"])
    return int(args["uidvalidity"]), int(args.get("was", 0))


def prune(unit: Unit, now: int) -> None:
    """Forget what was done long ago."""
    moves = MailAction.kind.in_(MOVES)
    for which, seconds in ((~moves, FLAGS_KEPT), (moves, MOVES_KEPT)):
        unit.session.execute(
            sa.delete(MailAction).where(
                MailAction.state == "done", which, MailAction.created_at < now - seconds
            )
        )
