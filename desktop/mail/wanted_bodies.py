"""Which mails are still to be fetched whole, and in which order: the newest first, inbox and sent mail before others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from desktop.mail.sync_scope import Scope
from desktop.store.schema.mail import Folder, Message, Placement, Quarantine
from desktop.store.workspace import Store

FIRST_ROLES = ("inbox", "sent")
AT_A_TIME = 20_000  # what is wanted is listed in memory twice, here and in the process that fetches
SMALL = 1_000_000  # larger ones come when all smaller ones are here: bodies before attachments
_WINDOW = 1_000  # messages of several folders that are fetched folder by folder: a SELECT costs a round trip


@dataclass(frozen=True, slots=True)
class Wanted:
    """A mail whose header is here and whose body is wanted. `received_at` in seconds (UTC), `flags` as stored."""

    folder_id: int
    wire_name: str
    uidvalidity: int
    uid: int
    size: int
    flags: tuple[str, ...]
    received_at: int
    message_id: int


def count_wanted(
    store: Store, account_id: str, scope: Scope, *, folder_ids: Sequence[int] = ()
) -> int:
    """How many mails of an account (or of some folders) are to be fetched whole."""
    query = _query(account_id, scope, folder_ids).with_only_columns(
        sa.func.count(Message.id.distinct())
    )
    with store.read() as session:
        return session.scalar(query) or 0


def wanted_bodies(
    store: Store,
    account_id: str,
    scope: Scope,
    *,
    folder_ids: Sequence[int] = (),
    most: int = AT_A_TIME,
) -> list[Wanted]:
    """The first of the mails of an account (or of some folders) to be fetched whole, in the order of fetching."""
    query = (
        _query(account_id, scope, folder_ids)
        .order_by(
            Message.size > SMALL,
            Folder.role.not_in(FIRST_ROLES),
            Message.sort_time.desc(),
            Placement.uid.desc(),
        )
        .limit(most)
    )
    with store.read() as session:
        rows = session.execute(query).all()
    found: dict[int, tuple[bool, Wanted]] = {}
    for folder_id, wire, role, validity, uid, flags, size, at, number in rows:
        first = role in FIRST_ROLES
        if number in found and not (first and not found[number][0]):
            continue  # it lies in several folders: one body will do
        found[number] = (
            first,
            Wanted(folder_id, wire, validity, uid, size, tuple(flags.split()), at, number),
        )
    return list(_ordered(list(found.values())))


_Row = sa.Select[int, str, str, int, int, str, int, int, int]


def _query(account_id: str, scope: Scope, folder_ids: Sequence[int]) -> _Row:
    query = (
        sa.select(
            Folder.id,
            Folder.wire_name,
            Folder.role,
            Placement.uidvalidity,
            Placement.uid,
            Placement.flags,
            Message.size,
            Message.sort_time,
            Message.id,
        )
        .select_from(Message)
        .join(Placement, Placement.message_id == Message.id)
        .join(Folder, Folder.id == Placement.folder_id)
        .where(
            Message.account_id == account_id,
            Message.body_state
            != sa.literal_column("'full'"),  # a bound value would miss the partial index
            Folder.account_id == account_id,
            Folder.synced,
            Folder.keep == "mail",
            Folder.uidvalidity == Placement.uidvalidity,
            Placement.uid > 0,
            ~_put_aside(),
        )
    )
    if folder_ids:
        query = query.where(Folder.id.in_(folder_ids))
    since = scope.whole_since()
    if since is not None:
        query = query.where(Message.sort_time >= since)
    if scope.fetch_limit:
        query = query.where(Message.size <= scope.fetch_limit)
    return query


def _put_aside() -> sa.Exists:
    return (
        sa.select(Quarantine.uid)
        .where(
            Quarantine.folder_id == Placement.folder_id,
            Quarantine.uidvalidity == Placement.uidvalidity,
            Quarantine.uid == Placement.uid,
        )
        .exists()
    )


def _ordered(found: list[tuple[bool, Wanted]]) -> Iterator[Wanted]:
    for large in (False, True):
        for first in (True, False):
            part = [w for f, w in found if f is first and (w.size > SMALL) is large]
            part.sort(key=lambda w: (-w.received_at, -w.uid))
            for start in range(0, len(part), _WINDOW):
                yield from _by_folder(part[start : start + _WINDOW])


def _by_folder(window: list[Wanted]) -> list[Wanted]:
    """A window of time, folder by folder; the folder with the newest mail first, newest first inside."""
    places: dict[int, int] = {}
    for wanted in window:
        places.setdefault(wanted.folder_id, len(places))
    return sorted(window, key=lambda w: places[w.folder_id])
