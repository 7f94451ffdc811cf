"""The mail of a folder that is deleted: shown in the trash at once, moved there on the server, then under its numbers."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import sqlalchemy as sa

from desktop.mail import imap_changes
from desktop.mail.action_rows import put_placement
from desktop.mail.folder_rows import await_placement
from desktop.mail.folder_wire import wire_now
from desktop.mail.imap_changes import Moved, Refused
from desktop.mail.thread_rows import chunks, refresh_threads
from desktop.mail.transport import ImapConnection
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.mail import Folder, MailAction, Message, Placement
from desktop.store.unit import Unit
from desktop.store.workspace import Store

_PLACEHOLDER = 10**12
_PER_ACTION = 10**6
_ROUNDS = 3

_Numbered = tuple[int, int, int]
"""message, UIDVALIDITY, UID"""


class Action(Protocol):
    """What `perform` needs of a row of the queue."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def args(self) -> dict[str, Any]: ...


def show_in_trash(unit: Unit, folder: Folder, trash: Folder, action: MailAction) -> None:
    """The mail stands in the trash at once; its places in the folder go with the folder's row when it is done."""
    session = unit.session
    rows = session.execute(
        sa.select(Placement.message_id, Placement.flags).where(Placement.folder_id == folder.id)
    ).all()
    first = _first(action.id)
    unit.insert_many(
        Placement,
        [
            {
                "folder_id": trash.id,
                "uidvalidity": trash.uidvalidity or 1,
                "uid": first - n,
                "message_id": row.message_id,
                "flags": row.flags,
            }
            for n, row in enumerate(rows[:_PER_ACTION])
        ],
    )
    refresh(unit, [row.message_id for row in rows])


def placeholders(action_id: int) -> sa.ColumnElement[bool]:
    """Where mail of a deleted folder stands in the trash until its number there is known."""
    first = _first(action_id)
    return Placement.uid.between(first - _PER_ACTION + 1, first)


def _first(action_id: int) -> int:
    return -_PLACEHOLDER - action_id * _PER_ACTION


def empty(store: Store, connection: ImapConnection, action: Action) -> None:
    """Move all mail of a folder to the trash, also what was never listed here.

    Raises Refused when the server does not open it: nobody knows what is in it, and DELETE would take that along.
    """
    for _round in range(_ROUNDS):  # mail may come in meanwhile
        try:
            opened = imap_changes.open_folder(connection, str(action.args["wire_name"]))
        except Refused as refused:
            if refused.reason == "folder_gone":  # Dovecot lists it for the sake of those below it
                return
            raise
        if not opened.exists:
            break
        with store.read() as session:
            target = wire_now(session, int(action.args.get("trash_id") or 0))
        if not target:
            raise no_trash()
        moved = imap_changes.move(connection, connection.uids(), target)
        _number(store, action, _by_copyuid(store, action, opened.uidvalidity, moved))
    else:
        raise Refused("refused", _("mail keeps coming in"))
    _find_the_rest(store, connection, action)
    imap_changes.open_folder(connection, "INBOX")  # some servers do not delete the open folder


def _by_copyuid(store: Store, action: Action, uidvalidity: int, moved: Moved) -> list[_Numbered]:
    """Where the mail went, as far as the server told."""
    if not moved.numbers:
        return []
    query = sa.select(Placement.uid, Placement.message_id).where(
        Placement.folder_id == int(action.args["folder_id"]), Placement.uidvalidity == uidvalidity
    )
    with store.read() as session:
        rows = session.execute(query).all()
    return [(m, moved.uidvalidity, moved.numbers[uid]) for uid, m in rows if uid in moved.numbers]


def _find_the_rest(store: Store, connection: ImapConnection, action: Action) -> None:
    """What no server told (no UIDPLUS, an answer that was lost) is found in the trash by its Message-ID.

    A sync finds it too, but only what is not older than the account lists.
    """
    query = (
        sa.select(Message.id, Message.message_id, Message.size)
        .join(Placement, Placement.message_id == Message.id)
        .where(placeholders(action.id), Message.message_id != "")
    )
    with store.read() as session:
        rows = session.execute(query).all()
        trash = wire_now(session, int(action.args.get("trash_id") or 0))
    if not rows or not trash:
        return
    opened = imap_changes.open_folder(connection, trash)
    found = imap_changes.find(connection, {row.message_id: row.size for row in rows})
    numbered = [
        (row.id, opened.uidvalidity, found[row.message_id])
        for row in rows
        if row.message_id in found
    ]
    _number(store, action, numbered)


def _number(store: Store, action: Action, numbered: Iterable[_Numbered]) -> None:
    """Let mail stand in the trash under the server's numbers."""
    wanted = {message: (uidvalidity, uid) for message, uidvalidity, uid in numbered}
    for part in chunks(wanted):
        with store.write("sync") as unit:
            trash = unit.session.get(Folder, int(action.args.get("trash_id") or 0))
            standing = unit.session.scalars(
                sa.select(Placement).where(placeholders(action.id), Placement.message_id.in_(part))
            ).all()
            for place in standing:
                uidvalidity, uid = wanted[place.message_id]
                if trash is None or trash.uidvalidity not in (0, uidvalidity):
                    continue
                unit.session.delete(place)
                unit.session.flush()
                put_placement(
                    unit.session, trash.id, uidvalidity, uid, place.message_id, place.flags
                )


def take_out_of_trash(store: Store, action: Action) -> None:
    """Another program deleted the folder first: its mail never came to the trash, and may lie elsewhere."""
    where = placeholders(action.id)
    with store.write("sync") as unit:
        ids = list(unit.session.scalars(sa.select(Placement.message_id).where(where)))
        unit.session.execute(sa.delete(Placement).where(where))
        unit.session.flush()
        await_placement(unit, set(ids))
        refresh(unit, ids)


def refresh(unit: Unit, message_ids: Sequence[int]) -> None:
    """Show the conversations of these messages as they lie now."""
    threads: set[int] = set()
    for part in chunks(message_ids):
        threads.update(
            unit.session.scalars(sa.select(Message.thread_id).where(Message.id.in_(part)))
        )
    refresh_threads(unit, threads)


def no_trash() -> UserFacing:
    """The error for an account without a folder for what is deleted."""
    return UserFacing(
        _("This account has no trash for the mail of the folder."),
        safe=_("Nothing was changed."),
        hint=_("Move its mail to another folder first."),
        code="no_trash",
    )
