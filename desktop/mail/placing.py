"""Where messages lie: their places in the folders of the server and of this computer."""

from collections import defaultdict
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.mail.prepare import Incoming, IncomingHeader
from desktop.store.among import among
from desktop.store.schema.mail import Placement
from desktop.store.unit import Unit

Place = tuple[int, int, int]
"""folder, UIDVALIDITY, UID"""

_PLACEMENT_KEYS = ("folder_id", "uidvalidity", "uid", "message_id", "flags", "modseq")


def place_of(incoming: Incoming | IncomingHeader) -> Place:
    """Where a message that comes in lies."""
    return incoming.folder_id or 0, incoming.uidvalidity or 1, incoming.uid


def placed_at(session: Session, incoming: Sequence[Incoming | IncomingHeader]) -> dict[Place, int]:
    """The messages that lie in these places already, by place."""
    uids: dict[tuple[int, int], list[int]] = defaultdict(list)
    for folder_id, uidvalidity, uid in map(place_of, incoming):
        if folder_id and uid:
            uids[folder_id, uidvalidity].append(uid)
    found: dict[Place, int] = {}
    for (folder_id, uidvalidity), numbers in uids.items():
        rows = session.connection().execute(
            sa.select(Placement.uid, Placement.message_id).where(
                Placement.folder_id == folder_id,
                Placement.uidvalidity == uidvalidity,
                among(Placement.uid, numbers),
            )
        )
        found.update({(folder_id, uidvalidity, uid): number for uid, number in rows})
    return found


def place_messages(
    unit: Unit, wanted: Sequence[tuple[Incoming | IncomingHeader, int]]
) -> list[int]:
    """Put messages (by number) into their folders; returns the numbers, one for each placement."""
    rows: list[tuple[int, int, int, int, str, int]] = []
    placed: list[int] = []
    next_uid: dict[int, int] = {}
    for i, number in wanted:
        if i.folder_id is None:
            continue
        uid = i.uid or _next_local(unit.session, i.folder_id, number, next_uid)
        placed.append(number)
        if uid > 0:
            flags = " ".join(sorted(f for f in i.flags if f != "\\Recent"))
            rows.append((i.folder_id, i.uidvalidity or 1, uid, number, flags, i.modseq))
    unit.insert_rows(Placement, _PLACEMENT_KEYS, rows, or_ignore=True)
    return placed


def _next_local(session: Session, folder_id: int, message_id: int, counters: dict[int, int]) -> int:
    """A local folder's next number; -1 when the message lies there already."""
    there = session.scalar(
        sa.select(Placement.uid).where(
            Placement.folder_id == folder_id, Placement.message_id == message_id
        )
    )
    if there is not None:
        return -1
    if folder_id not in counters:
        counters[folder_id] = (
            session.scalar(
                sa.select(sa.func.max(Placement.uid)).where(Placement.folder_id == folder_id)
            )
            or 0
        )
    counters[folder_id] += 1
    return counters[folder_id]
