"""What the user does to mail: shown here at once, owed to the server in a queue, taken back on request.

The rows are replayed by `action_replay.py`; docs/sync.md has the rules for what happens when the server disagrees.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from time import time
from typing import TYPE_CHECKING, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.mail.action_rows import (
    FLAGS,
    UNDONE,
    Owed,
    new_row,
    owed,
    placed_in,
    step_back,
    with_flag,
)
from desktop.mail.action_targets import Targets, chosen
from desktop.mail.leaving import drop_messages
from desktop.mail.shown_flags import refresh_flags
from desktop.mail.thread_rows import chunks, refresh_threads
from desktop.runtime.ids import new_id
from desktop.store.schema.mail import Folder, MailAction, Message, Placement
from desktop.store.unit import Unit
from desktop.store.workspace import Store

if TYPE_CHECKING:
    from desktop.mail.transport import ImapConnection

Kind = Literal[
    "read",
    "unread",
    "flag",
    "unflag",
    "answered",
    "forwarded",
    "archive",
    "delete",
    "move",
    "junk",
    "not_junk",
    "undelete",
    "purge",
]
"""`delete` moves to the trash, `purge` deletes for good what lies there; `undelete` puts it back where it was."""

_OPPOSITE: dict[str, Kind] = {
    "read": "unread",
    "unread": "read",
    "flag": "unflag",
    "unflag": "flag",
}
_SHOWN: dict[str, Callable[[Message], bool]] = {
    "read": lambda m: m.seen,
    "unread": lambda m: not m.seen,
    "flag": lambda m: m.flagged,
    "unflag": lambda m: not m.flagged,
    "answered": lambda m: m.answered,
}


@dataclass(frozen=True, slots=True)
class Gesture:
    """What was done in one go, by its id for `undo`, and how many messages it changed."""

    id: str
    kind: str
    count: int


def perform(
    store: Store, kind: Kind, message_ids: Iterable[int], *, folder_id: int | None = None
) -> Gesture:
    """Do something to messages: shown at once, replayed to their servers later.

    `folder_id` is the target of "move". Raises UserFacing, and nothing is changed: the account has no archive,
    trash or junk folder (`no_archive_folder`, ...); the target is in another mailbox (`other_mailbox`); "purge" of a
    message that is not in the trash (`not_in_trash`).
    """
    gesture = new_id()
    with store.write("user") as unit:
        ids = list(dict.fromkeys(message_ids))
        return Gesture(gesture, kind, act_in(unit, kind, ids, folder_id=folder_id, gesture=gesture))


def act(
    store: Store, kind: Kind, message_ids: Iterable[int], *, folder_id: int | None = None
) -> int:
    """The same, for who needs no way back. Returns how many messages were changed."""
    return perform(store, kind, message_ids, folder_id=folder_id).count


def act_in(
    unit: Unit,
    kind: Kind,
    message_ids: Sequence[int],
    *,
    folder_id: int | None = None,
    gesture: str = "",
) -> int:
    """The same inside a unit that the caller holds."""
    gesture = gesture or new_id()
    ids = list(dict.fromkeys(message_ids))
    if kind in FLAGS:
        changed = _queue_flags(unit, kind, ids, gesture)
    else:
        changed = _queue_moves(unit, kind, ids, folder_id, gesture)
    unit.session.flush()
    refresh_flags(unit, set(ids))
    unit.touch("mail_action", ids)
    return changed


def undo(store: Store, gesture: str) -> Gesture:
    """Take a gesture back: what is still queued is withdrawn, of what the server has the contrary is queued.

    Returns the contrary as a gesture of its own. What was deleted for good, and what has been moved on since, stays.
    """
    back = new_id()
    with store.write("undo") as unit:
        session = unit.session
        rows = [
            owed(row)
            for row in session.scalars(
                sa.select(MailAction)
                .where(MailAction.gesture == gesture, MailAction.message_id.is_not(None))
                .order_by(MailAction.id.desc())
            )
        ]
        touched = {r.message_id for r in rows if r.message_id is not None}
        moved = [r for r in rows if r.kind not in FLAGS]
        count = sum(_withdraw(session, row) for row in rows if row.state == "new")
        count += _move_back(unit, [r for r in moved if r.state in ("done", *UNDONE[1:])], back)
        session.flush()
        refresh_flags(unit, touched)
        count += _flag_back(unit, [r for r in rows if r.kind in FLAGS], back)
        refresh_threads(unit, _threads(session, touched))
        unit.touch("mail_action", touched)
    return Gesture(back, "undo", count)


def pending(store: Store, account_id: str) -> int:
    """How many actions the server has not been told of."""
    with store.read() as session:
        return (
            session.scalar(
                sa.select(sa.func.count())
                .select_from(MailAction)
                .where(MailAction.account_id == account_id, MailAction.state.in_(UNDONE))
            )
            or 0
        )


def due(store: Store, account_id: str) -> bool:
    """Tell whether the server can be told of something now."""
    with store.read() as session:
        return (
            session.scalar(
                sa.select(MailAction.id)
                .where(
                    MailAction.account_id == account_id,
                    MailAction.state.in_(UNDONE),
                    MailAction.not_before <= int(time()),
                )
                .limit(1)
            )
            is not None
        )


def replay(store: Store, account_id: str, connection: "ImapConnection") -> int:
    """Tell the server of everything owed, in order; returns how many were done.

    Raises Retryable when the connection breaks: the rest stays owed. What the server refuses for good is given up
    with its reason, and the server's state shows again.
    """
    from desktop.mail.action_replay import Replay  # the engine's: the window only queues

    return Replay(store, account_id, connection).run()


# ---- flags


def _queue_flags(unit: Unit, kind: Kind, ids: list[int], gesture: str) -> int:
    session = unit.session
    placed = placed_in(session, ids)
    flag, value = FLAGS[kind]
    changed = 0
    for part in chunks(ids):
        _forget_wishes(session, part, kind)
        for message in session.scalars(sa.select(Message).where(Message.id.in_(part))):
            where = placed.get(message.id, [])
            accounts = {folder.account_id for _p, folder in where if folder.account_id}
            before = _SHOWN[kind](message) if kind in _SHOWN else False
            for account_id in sorted(accounts):
                session.add(new_row(account_id, message.id, kind, gesture, {"before": before}))
            if not accounts:  # a message of a local folder: nobody to tell
                for placement, _folder in where:
                    placement.flags = with_flag(placement.flags, flag, value)
            changed += 1
    return changed


def _forget_wishes(session: Session, ids: list[int], kind: Kind) -> None:
    """A newer wish about the same flag replaces one that has not gone out yet."""
    session.execute(
        sa.delete(MailAction).where(
            MailAction.message_id.in_(ids),
            MailAction.kind.in_((kind, _OPPOSITE.get(kind, kind))),
            MailAction.state == "new",
        )
    )


def _flag_back(unit: Unit, rows: list[Owed], gesture: str) -> int:
    """Queue the contrary of flags that do not show again what they showed before."""
    wrong: dict[Kind, list[int]] = {}
    for row in rows:
        opposite = _OPPOSITE.get(row.kind)
        message = unit.session.get(Message, row.message_id)
        if opposite is None or message is None or row.args.get("before"):
            continue
        unit.session.refresh(message)
        if _SHOWN[row.kind](message):
            wrong.setdefault(opposite, []).append(message.id)
    return sum(
        act_in(unit, kind, list(dict.fromkeys(ids)), gesture=gesture) for kind, ids in wrong.items()
    )


# ---- moves


@dataclass(slots=True)
class _Step:
    """A placement that goes to another folder (None: away for good)."""

    placement: Placement
    source: Folder
    target: Folder | None


def _queue_moves(
    unit: Unit, kind: Kind, ids: list[int], folder_id: int | None, gesture: str
) -> int:
    session = unit.session
    targets = Targets(unit, kind, folder_id)
    steps = []
    for message_id, where in placed_in(session, ids).items():
        places = chosen(kind, where)
        on_servers = {folder.account_id for _placement, folder in places if folder.account_id}
        for placement, source in places:
            target = targets.of(message_id, source)
            up = target is not None and target.account_id and not source.account_id
            if up and target is not None and target.account_id in on_servers:
                continue  # its copy on that server moves: there is nothing to bring there
            if target is None or target.id != source.id:
                steps.append(_Step(placement, source, target))
    _take(unit, steps, kind, gesture)
    return len({step.placement.message_id for step in steps})


def _take(unit: Unit, steps: list[_Step], kind: str, gesture: str) -> None:
    """Queue the steps and move their messages here at once."""
    session = unit.session
    rows = [_row(step, kind, gesture) if _is_owed(step) else None for step in steps]
    session.add_all(row for row in rows if row is not None)
    session.flush()
    messages = [step.placement.message_id for step in steps]
    for step, row in zip(steps, rows, strict=True):
        message_id, flags = step.placement.message_id, step.placement.flags
        session.delete(step.placement)
        if step.target is None:
            continue
        number = -row.id if row is not None else _next_number(session, step.target.id)
        session.add(
            Placement(
                folder_id=step.target.id,
                uidvalidity=step.target.uidvalidity or 1,
                uid=number,
                message_id=message_id,
                flags=flags,
            )
        )
        if row is None:
            session.flush()
    session.flush()
    refresh_threads(unit, _threads(session, messages))
    away = {s.placement.message_id for s in steps if s.target is None and not s.source.account_id}
    drop_messages(unit, away - set(placed_in(session, away)))


def _is_owed(step: _Step) -> bool:
    """Whether a server has to hear of it: not of mail that stays on this computer."""
    return bool(step.source.account_id or (step.target is not None and step.target.account_id))


def _row(step: _Step, kind: str, gesture: str) -> MailAction:
    placement, source = step.placement, step.source
    account_id = source.account_id or (step.target.account_id if step.target else None)
    args = {
        "folder_id": source.id,
        "uidvalidity": placement.uidvalidity,
        "uid": max(placement.uid, 0),
        "to_folder_id": step.target.id if step.target else None,
        "flags": placement.flags,
    }
    if source.account_id is None:
        args["upload"] = True
    if placement.uid < 0:  # moved before, and the server has not given its number yet
        args["was"] = placement.uid
    return new_row(str(account_id), placement.message_id, kind, gesture, args)


def _next_number(session: Session, folder_id: int) -> int:
    last = session.scalar(
        sa.select(sa.func.max(Placement.uid)).where(Placement.folder_id == folder_id)
    )
    return max(last or 0, 0) + 1


def _withdraw(session: Session, row: Owed) -> int:
    """Take a row out of the queue before the server hears of it."""
    if row.kind not in FLAGS and not step_back(session, row):
        return 0
    session.execute(sa.delete(MailAction).where(MailAction.id == row.id))
    return 1


def _move_back(unit: Unit, rows: list[Owed], gesture: str) -> int:
    """Queue the way back of moves that the server has, or may have."""
    session = unit.session
    placed = placed_in(session, {r.message_id for r in rows if r.message_id is not None})
    steps = []
    for row in rows:
        source = session.get(Folder, row.args.get("to_folder_id") or 0)
        target = session.get(Folder, row.args["folder_id"])
        here = [p for p, f in placed.get(row.message_id or 0, []) if source and f.id == source.id]
        if source is not None and target is not None and target.account_id and here:
            steps.append(_Step(here[0], source, target))
    _take(unit, steps, "move", gesture)
    return len(steps)


def _threads(session: Session, message_ids: Iterable[int]) -> set[int]:
    found: set[int] = set()
    for part in chunks(set(message_ids)):
        found.update(session.scalars(sa.select(Message.thread_id).where(Message.id.in_(part))))
    return found
