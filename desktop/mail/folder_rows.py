"""What a sync reads and writes of the store's rows, apart from the talk with the server."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from time import time

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.mail.leaving import drop_messages
from desktop.mail.shown_flags import refresh_flags
from desktop.mail.thread_rows import chunks
from desktop.store.schema.mail import (
    Folder,
    MailAction,
    Message,
    Placement,
    Quarantine,
    Thread,
    Unplaced,
)
from desktop.store.unit import Unit

UNDONE = ("new", "inflight", "unknown")
DELETING = "deleting"
"""State of a folder that the user deleted and the server still has."""


@dataclass(slots=True)
class LocalFolder:
    """A folder's row, without anything of its messages."""

    id: int
    wire_name: str
    name: str
    role: str
    keep: str
    synced: bool
    uidvalidity: int
    uidnext: int
    highestmodseq: int
    total: int
    unseen: int
    unlisted: int
    state: str
    scope: str
    last_full_at: int | None


@dataclass(slots=True)
class Places:
    """What the store knows of a folder's UIDs: flags of those here, those put aside, those owed a move."""

    flags: dict[int, str] = field(default_factory=dict)
    aside: set[int] = field(default_factory=set)
    moving: set[int] = field(default_factory=set)

    @property
    def known(self) -> set[int]:
        """All UIDs that must not be fetched as new."""
        return set(self.flags) | self.aside | self.moving


def local_folder(row: Folder) -> LocalFolder:
    """A folder's row as values."""
    return LocalFolder(
        id=row.id,
        wire_name=row.wire_name,
        name=row.name,
        role=row.role,
        keep=row.keep,
        synced=bool(row.synced),
        uidvalidity=row.uidvalidity or 0,
        uidnext=row.uidnext or 0,
        highestmodseq=row.highestmodseq or 0,
        total=row.total or 0,
        unseen=row.unseen or 0,
        unlisted=row.unlisted or 0,
        state=row.state,
        scope=row.scope,
        last_full_at=row.last_full_at,
    )


def folders_of(session: Session, account_id: str) -> dict[str, LocalFolder]:
    """The account's folders by wire name."""
    rows = session.scalars(sa.select(Folder).where(Folder.account_id == account_id))
    return {row.wire_name: local_folder(row) for row in rows}


def set_folder(unit: Unit, folder_id: int, **values: object) -> None:
    """Set columns of a folder's row, when it still exists; one deleted here while it was read stays so."""
    folder = unit.session.get(Folder, folder_id)
    if folder is not None:
        if folder.state == DELETING:
            values.pop("state", None)
        for name, value in values.items():
            setattr(folder, name, value)


def _here(folder: LocalFolder) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Placement.folder_id == folder.id,
        Placement.uidvalidity == folder.uidvalidity,
        Placement.uid > 0,
    )


def all_places(session: Session, account_id: str, folder: LocalFolder) -> Places:
    """Every message of the folder: one row each, for a whole comparison."""
    places = few_places(session, account_id, folder, ())
    rows = session.execute(sa.select(Placement.uid, Placement.flags).where(*_here(folder)))
    places.flags = dict(rows.all())
    return places


def few_places(
    session: Session, account_id: str, folder: LocalFolder, uids: Iterable[int]
) -> Places:
    """The same for some UIDs only."""
    places = Places()
    for part in chunks(uids):
        rows = session.execute(
            sa.select(Placement.uid, Placement.flags).where(*_here(folder), Placement.uid.in_(part))
        )
        places.flags.update(dict(rows.all()))
    places.aside = set(
        session.scalars(
            sa.select(Quarantine.uid).where(
                Quarantine.folder_id == folder.id, Quarantine.uidvalidity == folder.uidvalidity
            )
        )
    )
    for action in owed_moves(session, account_id, folder):
        uid = int(action.args.get("uid") or 0)
        if uid > 0 and action.args.get("uidvalidity") == folder.uidvalidity:
            places.moving.add(uid)
    placed = chunks(places.aside | places.moving)
    for (
        part
    ) in placed:  # a mail whose header is here counts as placed, though its body was put aside
        there = set(
            session.scalars(sa.select(Placement.uid).where(*_here(folder), Placement.uid.in_(part)))
        )
        places.aside -= there
        places.moving -= there
    return places


def owed_moves(session: Session, account_id: str, folder: LocalFolder) -> list[MailAction]:
    """The account's unfinished actions that name a UID of this folder."""
    rows = session.scalars(
        sa.select(MailAction).where(
            MailAction.account_id == account_id, MailAction.state.in_(UNDONE)
        )
    )
    return [row for row in rows if row.args.get("folder_id") == folder.id]


def count_placed(session: Session, folder: LocalFolder) -> int:
    """How many messages of the folder are here."""
    return (
        session.scalar(sa.select(sa.func.count()).select_from(Placement).where(*_here(folder))) or 0
    )


def flag_text(flags: Iterable[str]) -> str:
    """Flags as a placement keeps them."""
    return " ".join(sorted(flag for flag in flags if flag != "\\Recent"))


# ---- changes


def update_flags(unit: Unit, folder: LocalFolder, flags: Mapping[int, str]) -> None:
    """Write the server's flags of messages of a folder; what is shown follows."""
    table = Placement.__table__
    statement = (
        sa.update(table)  # type: ignore[arg-type]
        .where(
            table.c.folder_id == folder.id,
            table.c.uidvalidity == folder.uidvalidity,
            table.c.uid == sa.bindparam("b_uid"),
        )
        .values(flags=sa.bindparam("b_flags"))
    )
    unit.session.connection().execute(
        statement, [{"b_uid": u, "b_flags": f} for u, f in flags.items()]
    )
    refresh_flags(unit, _messages_at(unit.session, folder, flags))


def unplace(unit: Unit, folder: LocalFolder, uids: Iterable[int]) -> int:
    """Take messages out of a folder; those that lie nowhere now wait in `unplaced`. Returns how many went.

    Another program may be moving them: they are dropped by `drop_unplaced` when nothing found them again.
    """
    removed = 0
    for part in chunks(uids):
        ids = _messages_at(unit.session, folder, part)
        unit.session.execute(sa.delete(Placement).where(*_here(folder), Placement.uid.in_(part)))
        removed += len(ids)
        await_placement(unit, ids)
        refresh_flags(unit, ids)
    return removed


def await_placement(unit: Unit, message_ids: set[int]) -> None:
    """Note those of the messages that lie in no folder any more."""
    for part in chunks(message_ids):
        rows = unit.session.execute(
            sa.select(Message.id, Message.account_id).where(
                Message.id.in_(part), ~_is_placed(), Message.account_id.is_not(None)
            )
        ).all()
        now = int(time())
        waiting = [{"message_id": i, "account_id": account, "at": now} for i, account in rows]
        unit.insert_many(Unplaced, waiting, or_ignore=True)


def _messages_at(session: Session, folder: LocalFolder, uids: Iterable[int]) -> set[int]:
    found: set[int] = set()
    for part in chunks(uids):
        found.update(
            session.scalars(
                sa.select(Placement.message_id).where(*_here(folder), Placement.uid.in_(part))
            )
        )
    return found


def _is_placed() -> sa.Exists:
    return sa.select(Placement.message_id).where(Placement.message_id == Message.id).exists()


def any_unplaced(session: Session, account_id: str) -> bool:
    """Whether messages of the account lie in no folder for now."""
    query = sa.select(Unplaced.message_id).where(Unplaced.account_id == account_id).limit(1)
    return session.scalar(query) is not None


def drop_unplaced(unit: Unit, account_id: str, before: int) -> None:
    """Drop the messages that vanished before a moment and were found nowhere, but a customer's and owed ones."""
    session = unit.session
    waiting = set(
        session.scalars(
            sa.select(Unplaced.message_id).where(
                Unplaced.account_id == account_id, Unplaced.at <= before
            )
        )
    )
    owed = (
        sa.select(MailAction.id)
        .where(MailAction.message_id == Message.id, MailAction.state.in_(UNDONE))
        .exists()
    )
    for part in chunks(waiting):
        query = (
            sa.select(Message.id)
            .join(Thread, Thread.id == Message.thread_id)
            .where(Message.id.in_(part), Thread.customer_id.is_(None), ~_is_placed(), ~owed)
        )
        drop_messages(unit, set(session.scalars(query)))
        session.execute(sa.delete(Unplaced).where(Unplaced.message_id.in_(part)))


def drop_placeholders(unit: Unit, folder_id: int) -> None:
    """A moved message stands in its new folder under a negative number until the server's own number is known."""
    standing = set(
        unit.session.scalars(
            sa.select(Placement.message_id).where(
                Placement.folder_id == folder_id, Placement.uid < 0
            )
        )
    )
    for part in chunks(standing):
        real = set(
            unit.session.scalars(
                sa.select(Placement.message_id).where(
                    Placement.folder_id == folder_id,
                    Placement.uid > 0,
                    Placement.message_id.in_(part),
                )
            )
        )
        unit.session.execute(
            sa.delete(Placement).where(
                Placement.folder_id == folder_id, Placement.uid < 0, Placement.message_id.in_(real)
            )
        )
