"""What the user does to mail: applied here at once, owed to the server in a queue, replayed in order.

Each action is idempotent: after a crash or a lost answer it is simply done again (docs/sync.md).
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from time import time
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.mail.ingest import refresh_flags
from desktop.mail.thread_rows import refresh_threads
from desktop.mail.transport import ImapConnection
from desktop.runtime.errors import Retryable, UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.mail import Folder, MailAction, Message, Placement
from desktop.store.unit import Unit
from desktop.store.workspace import Store

log = logging.getLogger(__name__)

Kind = Literal["read", "unread", "flag", "unflag", "archive", "delete", "move"]

_UNDONE = ("new", "inflight", "unknown")
_FLAGS = {
    "read": ("\\Seen", True),
    "unread": ("\\Seen", False),
    "flag": ("\\Flagged", True),
    "unflag": ("\\Flagged", False),
}
_MAX_ATTEMPTS = 5


def act(
    store: Store, kind: Kind, message_ids: Iterable[int], *, folder_id: int | None = None
) -> int:
    """Do something to messages: shown at once, replayed to their servers later. Returns how many were changed.

    `folder_id` is the target of "move". Raises UserFacing (`no_archive_folder`) when the account has none.
    """
    ids = list(dict.fromkeys(message_ids))
    with store.write("user") as unit:
        return act_in(unit, kind, ids, folder_id=folder_id)


def act_in(unit: Unit, kind: Kind, message_ids: list[int], *, folder_id: int | None = None) -> int:
    """The same inside a unit that the caller holds."""
    changed = 0
    for message_id in message_ids:
        message = unit.session.get(Message, message_id)
        if message is None:
            continue
        if kind in _FLAGS:
            changed += _queue_flag(unit, kind, message)
        else:
            changed += _queue_move(unit, kind, message, folder_id)
    unit.session.flush()
    refresh_flags(unit, set(message_ids))
    unit.touch("mail_action", message_ids)
    return changed


def _queue_flag(unit: Unit, kind: Kind, message: Message) -> int:
    rows = _server_placements(unit.session, message.id)
    for account_id in {account_id for _p, account_id in rows}:
        # a newer wish about the same flag replaces one that has not gone out yet
        opposite = {"read": "unread", "unread": "read", "flag": "unflag", "unflag": "flag"}[kind]
        unit.session.execute(
            sa.delete(MailAction).where(
                MailAction.message_id == message.id,
                MailAction.kind.in_((kind, opposite)),
                MailAction.state == "new",
            )
        )
        unit.session.add(_action(account_id, message.id, kind, {}))
    if not rows:  # a message of a local folder: nobody to tell
        flag, value = _FLAGS[kind]
        for placement in unit.session.scalars(
            sa.select(Placement).where(Placement.message_id == message.id)
        ):
            words = set(placement.flags.split())
            placement.flags = " ".join(sorted(words | {flag} if value else words - {flag}))
    return 1


def _queue_move(unit: Unit, kind: Kind, message: Message, folder_id: int | None) -> int:
    session = unit.session
    moved = 0
    placements = session.scalars(
        sa.select(Placement).where(Placement.message_id == message.id)
    ).all()
    for placement in placements:
        source = session.get(Folder, placement.folder_id)
        if source is None or (kind == "archive" and source.role in ("archive", "sent", "trash")):
            continue
        target = _target(session, kind, source, folder_id)
        if target is not None and target.id == source.id:
            continue
        if source.account_id is not None and placement.uid > 0:
            args = {
                "folder_id": source.id,
                "uidvalidity": placement.uidvalidity,
                "uid": placement.uid,
                "to_folder_id": target.id if target else None,
                "flags": placement.flags,
            }
            action = _action(source.account_id, message.id, kind, args)
            session.add(action)
            session.flush()
            number = -action.id
        else:
            number = -int(time() * 1000)
        flags = placement.flags
        session.delete(placement)
        session.flush()
        if target is not None:
            session.add(
                Placement(
                    folder_id=target.id,
                    uidvalidity=target.uidvalidity or 1,
                    uid=number,
                    message_id=message.id,
                    flags=flags,
                )
            )
        moved = 1
    session.flush()
    refresh_threads(unit, [message.thread_id])
    return moved


def _target(session: Session, kind: Kind, source: Folder, folder_id: int | None) -> Folder | None:
    """The folder a message goes to; None: deleted for good (from the trash, or where there is no trash)."""
    if kind == "move":
        return session.get(Folder, folder_id)
    role = "archive" if kind == "archive" else "trash"
    roles = ("archive", "all") if kind == "archive" else ("trash",)
    found = None
    if source.role != role:
        for wanted in roles:
            found = found or session.scalar(
                sa.select(Folder).where(
                    Folder.account_id == source.account_id, Folder.role == wanted
                )
            )
    if found is None and kind == "archive":
        raise UserFacing(
            _("This account has no archive folder."),
            safe=_("Nothing was moved."),
            hint=_("Make a folder called Archive in the mailbox, then synchronise."),
            code="no_archive_folder",
        )
    return found


def _action(account_id: str, message_id: int, kind: str, args: dict[str, Any]) -> MailAction:
    return MailAction(
        account_id=account_id, message_id=message_id, kind=kind, args=args, created_at=int(time())
    )


def _server_placements(session: Session, message_id: int | None) -> list[tuple[Placement, str]]:
    query = (
        sa.select(Placement, Folder.account_id)
        .join(Folder, Folder.id == Placement.folder_id)
        .where(Placement.message_id == message_id, Folder.account_id.is_not(None))
    )
    return [
        (placement, account_id)
        for placement, account_id in session.execute(query)
        if account_id is not None
    ]


# ---- replay


@dataclass(frozen=True, slots=True)
class _Owed:
    id: int
    message_id: int | None
    kind: str
    args: dict[str, Any]
    attempts: int


def pending(store: Store, account_id: str) -> int:
    """How many actions the server has not been told of."""
    with store.read() as session:
        return (
            session.scalar(
                sa.select(sa.func.count())
                .select_from(MailAction)
                .where(MailAction.account_id == account_id, MailAction.state.in_(_UNDONE))
            )
            or 0
        )


def replay(store: Store, account_id: str, connection: ImapConnection) -> int:
    """Tell the server of everything owed, in order; returns how many were done.

    Raises Retryable when the connection breaks: the rest stays owed. An action that the server refuses five times is
    given up with its reason, and the server's state shows again.
    """
    done = 0
    with store.read() as session:
        rows = session.scalars(
            sa.select(MailAction)
            .where(MailAction.account_id == account_id, MailAction.state.in_(_UNDONE))
            .order_by(MailAction.id)
        ).all()
        owed = [_Owed(r.id, r.message_id, r.kind, dict(r.args), r.attempts) for r in rows]
    for action in owed:
        _set_state(store, action.id, "inflight", attempts=action.attempts + 1)
        try:
            _perform(store, account_id, connection, action)
        except Retryable as error:
            _set_state(store, action.id, "unknown", error=error.message)
            raise
        except UserFacing as error:
            gave_up = action.attempts + 1 >= _MAX_ATTEMPTS
            _set_state(store, action.id, "dead" if gave_up else "new", error=error.message)
            if gave_up:
                _give_up(store, action)
            log.warning("the server refused a mail action (%s): %s", action.kind, error.code)
            continue
        _done(store, action)
        done += 1
    return done


def _perform(store: Store, account_id: str, connection: ImapConnection, action: _Owed) -> None:
    if action.kind in _FLAGS:
        flag, value = _FLAGS[action.kind]
        with store.read() as session:
            places = session.execute(
                sa.select(Folder.wire_name, Placement.uidvalidity, Placement.uid)
                .join(Folder, Folder.id == Placement.folder_id)
                .where(
                    Placement.message_id == action.message_id,
                    Folder.account_id == account_id,
                    Placement.uid > 0,
                )
            ).all()
        for wire_name, uidvalidity, uid in places:
            if connection.select(wire_name, readonly=False).uidvalidity == uidvalidity:
                connection.store_flags([uid], [flag], add=value)
        return
    with store.read() as session:
        source = session.get(Folder, action.args.get("folder_id"))
        target = (
            session.get(Folder, action.args["to_folder_id"])
            if action.args.get("to_folder_id")
            else None
        )
        message = session.get(Message, action.message_id)
    if source is None:
        return
    selected = connection.select(source.wire_name, readonly=False)
    uids = [int(action.args["uid"])]
    if selected.uidvalidity != action.args.get(
        "uidvalidity"
    ):  # numbered anew since: find it by its name
        uids = (
            connection.find_message_id(message.message_id) if message and message.message_id else []
        )
    present = [uid for uid in uids if uid in set(connection.uids(f"UID {uid}"))]
    if not present:
        return  # done before, or by another program
    if target is None:
        connection.delete(present)
    else:
        connection.move(present, target.wire_name)


def _set_state(
    store: Store, action_id: int, state: str, *, attempts: int | None = None, error: str = ""
) -> None:
    with store.write("sync") as unit:
        row = unit.session.get(MailAction, action_id)
        if row is not None:
            row.state, row.error = state, error
            if attempts is not None:
                row.attempts = attempts


def _done(store: Store, action: _Owed) -> None:
    """The server has it: what it now says of the flags is kept as its own word."""
    with store.write("sync") as unit:
        row = unit.session.get(MailAction, action.id)
        if row is not None:
            unit.session.delete(row)
        if action.kind in _FLAGS:
            flag, value = _FLAGS[action.kind]
            for placement, _account in _server_placements(unit.session, action.message_id):
                words = set(placement.flags.split())
                placement.flags = " ".join(sorted(words | {flag} if value else words - {flag}))
        unit.session.flush()
        if action.message_id is not None:
            refresh_flags(unit, {action.message_id})


def _give_up(store: Store, action: _Owed) -> None:
    """Show again what the server has."""
    with store.write("sync") as unit:
        session = unit.session
        message = session.get(Message, action.message_id)
        if message is None:
            return
        if action.kind not in _FLAGS:
            session.execute(
                sa.delete(Placement).where(
                    Placement.message_id == message.id, Placement.uid == -action.id
                )
            )
            args = action.args
            key = (args["folder_id"], args["uidvalidity"], args["uid"])
            if (
                session.get(Folder, args["folder_id"]) is not None
                and session.get(Placement, key) is None
            ):
                session.add(
                    Placement(
                        folder_id=key[0],
                        uidvalidity=key[1],
                        uid=key[2],
                        message_id=message.id,
                        flags=args.get("flags", ""),
                    )
                )
            session.flush()
        refresh_flags(unit, {message.id})
