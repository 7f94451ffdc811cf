"""A folder under another UIDVALIDITY: its messages are found again by what they are, their bytes and rows stay.

While this goes on the folder's state is "renumbered" and no action is replayed in it (docs/sync.md).
"""

import logging
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.mail.folder_rows import (
    LocalFolder,
    await_placement,
    flag_text,
    owed_moves,
    set_folder,
)
from desktop.mail.imap_folders import Selected
from desktop.mail.imap_reader import FetchedMessage, newest_first
from desktop.mail.internal_date import internaldate_seconds
from desktop.mail.mime.headers import message_ids, parse_headers
from desktop.mail.prepare import head_digest
from desktop.mail.shown_flags import refresh_flags
from desktop.mail.transport import ImapConnection
from desktop.store.schema.mail import MailAction, Message, Placement, Quarantine
from desktop.store.unit import Unit
from desktop.store.workspace import Store

log = logging.getLogger(__name__)

_SET = 500
_LIGHT = "UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"
_HEAD = "UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER]"


@dataclass(frozen=True, slots=True)
class _Known:
    """A message that lay in the folder; `action` is the owed move that took it out here, 0 when it lies there."""

    id: int
    received_at: int
    action: int = 0


@dataclass(frozen=True, slots=True)
class _Found:
    """A message under its new number. `identity`: Message-ID and size, or header digest and size."""

    uid: int
    flags: str
    received_at: int
    identity: tuple[str, int]


def renumber(
    store: Store,
    account_id: str,
    connection: ImapConnection,
    folder: LocalFolder,
    selected: Selected,
    check: Callable[[], None],
) -> int:
    """Give a folder's messages the numbers of the open folder; returns how many were found again.

    All is swapped in one transaction. What is not found again is fetched like new mail.
    """
    log.warning("a folder was renumbered: matching its messages")
    with store.write("sync") as unit:
        set_folder(unit, folder.id, state="renumbered")
    with store.read() as session:
        known = _known(session, account_id, folder)
    uids = connection.uids() if selected.exists else []
    found = _look(connection, uids, known, check)
    matched = _match(found, known)
    with store.write("sync") as unit:
        _swap(unit, folder, selected, matched)
    return sum(1 for _found, known_one in matched if not known_one.action)


def _known(
    session: Session, account_id: str, folder: LocalFolder
) -> dict[tuple[str, int], list[_Known]]:
    """The folder's messages, and those that owed moves took out here, by both of their identities."""
    columns = (
        Message.id,
        Message.message_id,
        Message.size,
        Message.head_sha,
        Message.sort_time,
    )
    placed = (
        sa.select(*columns)
        .join(Placement, Placement.message_id == Message.id)
        .where(Placement.folder_id == folder.id, Placement.uid > 0)
    )
    known: dict[tuple[str, int], list[_Known]] = defaultdict(list)

    def add(row: tuple[int, str, int, str, int], action: int) -> None:
        number, message_id, size, head_sha, received_at = row
        for text in (message_id, head_sha):
            if text:
                known[text, size].append(_Known(number, received_at, action))

    for row in session.execute(placed).all():
        add(row, 0)
    for action in owed_moves(session, account_id, folder):
        if action.message_id is not None:
            query = sa.select(*columns).where(Message.id == action.message_id)
            moved = session.execute(query).first()
            if moved is not None:
                add(moved, action.id)
    return known


def _look(
    connection: ImapConnection,
    uids: list[int],
    known: dict[tuple[str, int], list[_Known]],
    check: Callable[[], None],
) -> list[_Found]:
    """What lies in the folder now: by Message-ID, and by the whole header where that says too little."""
    found: list[_Found] = []
    unclear: list[int] = []
    for item in connection.fetch_pipelined(newest_first(uids, _SET), _LIGHT):
        check()
        if not isinstance(item, FetchedMessage) or item.body is None:
            continue
        ids = message_ids(parse_headers(item.body).raw("message-id"))
        candidates = known.get((ids[0], item.size), []) if ids else []
        if not ids or len({c.id for c in candidates}) > 1:
            unclear.append(item.uid)
        elif candidates:
            found.append(_seen(item, (ids[0], item.size)))
    for item in connection.fetch_pipelined(newest_first(unclear, _SET), _HEAD):
        check()
        if isinstance(item, FetchedMessage) and item.body:
            found.append(_seen(item, (head_digest(item.body), item.size)))
    return found


def _seen(item: FetchedMessage, identity: tuple[str, int]) -> _Found:
    received_at = internaldate_seconds(item.internaldate) or 0
    return _Found(item.uid, flag_text(item.flags), received_at, identity)


def _match(
    found: list[_Found], known: dict[tuple[str, int], list[_Known]]
) -> list[tuple[_Found, _Known]]:
    """Each message of the folder with the one it was here; of equal ones that with the same time of arrival."""
    matched: list[tuple[_Found, _Known]] = []
    for item in found:
        candidates = known.get(item.identity)
        if not candidates:
            continue
        best = min(candidates, key=lambda c: (abs(c.received_at - item.received_at), c.id))
        candidates.remove(best)
        matched.append((item, best))
    return matched


def _swap(
    unit: Unit, folder: LocalFolder, selected: Selected, matched: list[tuple[_Found, _Known]]
) -> None:
    session = unit.session
    before = set(
        session.scalars(
            sa.select(Placement.message_id).where(
                Placement.folder_id == folder.id, Placement.uid > 0
            )
        )
    )
    session.execute(sa.delete(Placement).where(Placement.folder_id == folder.id, Placement.uid > 0))
    session.execute(sa.delete(Quarantine).where(Quarantine.folder_id == folder.id))
    rows = [
        {
            "folder_id": folder.id,
            "uidvalidity": selected.uidvalidity,
            "uid": item.uid,
            "message_id": known.id,
            "flags": item.flags,
            "modseq": 0,
        }
        for item, known in matched
        if not known.action
    ]
    unit.insert_many(Placement, rows, or_ignore=True)
    for item, known in matched:
        action = session.get(MailAction, known.action) if known.action else None
        if action is not None:
            action.args = {**action.args, "uidvalidity": selected.uidvalidity, "uid": item.uid}
    session.execute(
        sa.update(Placement)
        .where(Placement.folder_id == folder.id, Placement.uid < 0)
        .values(uidvalidity=selected.uidvalidity)
    )
    set_folder(
        unit,
        folder.id,
        uidvalidity=selected.uidvalidity,
        highestmodseq=0,
        uidnext=0,
        unlisted=0,
        state="syncing",
    )
    session.flush()
    await_placement(unit, before - {known.id for _item, known in matched})
    refresh_flags(unit, before)
