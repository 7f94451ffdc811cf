"""The one way a message comes into the store: from the server, from a file, from our own outbox.

Bytes are prepared outside of the write unit (`prepare.py`), then a batch is written whole: bytes to the pack file,
rows, threads, index, placement, links. Taking the same message in again changes nothing.
"""

import errno
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from time import time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.mail.prepare import Prepared, Unreadable
from desktop.mail.thread_rows import Joined, chunks, join_threads, refresh_threads
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.mail import (
    Account,
    Attachment,
    Folder,
    MailAction,
    Message,
    MessageAddress,
    MessageText,
    Placement,
    Quarantine,
    RawPiece,
    Thread,
)
from desktop.store.search import Indexed, add_messages, remove_messages
from desktop.store.unit import Unit
from desktop.store.workspace import Store

BATCH_MESSAGES = 300
BATCH_BYTES = 16 * 1024 * 1024  # the bytes go to the pack file: only rows fill the transaction

AfterBatch = Callable[[Unit, set[int]], None]
"""Called inside the unit with the ids of the threads that got messages: links, clocks, automation."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a batch. `ids`: sha256 -> message id; `new` of them were not known before."""

    ids: dict[str, int] = field(default_factory=dict)
    new: int = 0
    known: int = 0
    put_aside: tuple[Unreadable, ...] = ()
    threads: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Sealed:
    """A prepared message with its bytes compressed and encrypted for the pack file."""

    prepared: Prepared
    chunk: bytes


def seal(store: Store, prepared: Sequence[Prepared | Unreadable]) -> list[Sealed | Unreadable]:
    """Compress and encrypt the bytes of a batch; outside of any unit, in any thread."""
    return [
        item
        if isinstance(item, Unreadable)
        else Sealed(item, store.raw.seal(item.sha256, item.incoming.raw))
        for item in prepared
    ]


def own_addresses(session: Session) -> frozenset[str]:
    """The addresses whose mail is outbound: those of all accounts."""
    rows = session.execute(sa.select(Account.email, Account.username)).all()
    return frozenset(text.casefold() for row in rows for text in row if "@" in text)


def take_in(
    store: Store,
    batch: Sequence[Sealed | Unreadable],
    after_batch: AfterBatch,
    *,
    cause: str = "sync",
) -> Taken:
    """Write a batch in one unit of its own. Raises UserFacing (`disk_full`): nothing of the batch is kept."""
    with store.write(cause) as unit:
        return write_batch(store, unit, batch, after_batch)


def write_batch(
    store: Store, unit: Unit, batch: Sequence[Sealed | Unreadable], after_batch: AfterBatch
) -> Taken:
    """Write a batch inside a unit that the caller holds."""
    aside = tuple(item for item in batch if isinstance(item, Unreadable))
    _put_aside(unit, aside)
    sealed = {item.prepared.sha256: item for item in batch if isinstance(item, Sealed)}
    prepared = [item.prepared for item in batch if isinstance(item, Sealed)]
    if not prepared:
        return Taken(put_aside=aside)
    own = own_addresses(unit.session)
    known = _known(unit.session, prepared, own)
    fresh = [item for sha, item in sealed.items() if sha not in known]
    joined = _insert(store, unit, fresh, own) if fresh else _Inserted({}, set())
    ids = {**known, **joined.ids}
    placed = _place(unit, prepared, ids)
    several = len(prepared) != len(sealed)  # one message in two folders within the batch
    refresh_flags(unit, placed if several else placed & set(known.values()), refresh=False)
    touched = joined.threads | _threads_of(unit.session, placed - set(joined.ids.values()))
    refresh_threads(unit, touched)
    if touched:
        unit.session.flush()
        after_batch(unit, touched)
    unit.touch("message", set(joined.ids.values()) | placed)
    return Taken(ids, len(fresh), len(prepared) - len(fresh), aside, frozenset(touched))


@dataclass(frozen=True, slots=True)
class _Inserted:
    ids: dict[str, int]
    threads: set[int]


def _known(session: Session, prepared: list[Prepared], own: frozenset[str]) -> dict[str, int]:
    """Messages of the batch that the store has: the same bytes, or our own sent mail as a server rewrote it."""
    found: dict[str, int] = {}
    for part in chunks({p.sha256 for p in prepared}):
        rows = session.execute(
            sa.select(Message.sha256, Message.id).where(Message.sha256.in_(part))
        )
        found.update({sha: number for sha, number in rows if sha is not None})
    ours = [
        p
        for p in prepared
        if p.sha256 not in found and p.ids.message_id and p.message["from_address"] in own
    ]
    for part in chunks(ours):
        same = session.execute(
            sa.select(Message.message_id, Message.subject, Message.id).where(
                Message.message_id.in_([p.ids.message_id for p in part]), Message.outbound
            )
        )
        sent = {(row[0], row[1]): row[2] for row in same}
        for p in part:
            number = sent.get((p.ids.message_id, p.message["subject"]))
            if number is not None:
                found[p.sha256] = number
    return found


def _insert(store: Store, unit: Unit, fresh: list[Sealed], own: frozenset[str]) -> _Inserted:
    _append(store, unit, fresh)
    joined: Joined = join_threads(unit, [item.prepared.ids for item in fresh])
    number = unit.session.scalar(sa.select(sa.func.max(Message.id))) or 0
    file_number = unit.session.scalar(sa.select(sa.func.max(Attachment.id))) or 0
    ids: dict[str, int] = {}
    messages: list[dict[str, Any]] = []
    texts: list[dict[str, Any]] = []
    people: list[dict[str, Any]] = []
    files: list[dict[str, Any]] = []
    index: list[Indexed] = []
    for item in fresh:
        p = item.prepared
        number += 1
        ids[p.sha256] = number
        messages.append(
            {
                **p.message,
                "id": number,
                "thread_id": joined.threads[p.ids.key],
                "outbound": p.message["from_address"] in own,
                "seen": "\\Seen" in p.incoming.flags,
                "flagged": "\\Flagged" in p.incoming.flags,
                "answered": "\\Answered" in p.incoming.flags,
            }
        )
        texts.append({**p.text, "message_id": number})
        people.extend({**row, "message_id": number} for row in p.addresses)
        for row in p.attachments:
            file_number += 1
            files.append({**row, "id": file_number, "message_id": number})
        index.append(Indexed(number, *p.index))
    unit.insert_many(Message, messages)
    unit.insert_many(MessageText, texts)
    unit.insert_many(MessageAddress, people)
    unit.insert_many(Attachment, files)
    add_messages(unit.session, index)
    return _Inserted(ids, joined.touched)


def _append(store: Store, unit: Unit, fresh: list[Sealed]) -> None:
    try:
        pieces = store.raw.append([item.chunk for item in fresh])
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise
        raise UserFacing(
            _("The disk is full: nothing of this step was written."),
            safe=_("Everything from before is safe; the work goes on where it stopped."),
            hint=_("Free some space, then try again."),
            code="disk_full",
        ) from error
    rows = [
        {
            "sha256": item.prepared.sha256,
            "pack": piece.pack,
            "offset": piece.offset,
            "length": piece.length,
        }
        for item, piece in zip(fresh, pieces, strict=True)
    ]
    unit.insert_many(RawPiece, rows, or_ignore=True)


# ---- placements


def _place(unit: Unit, prepared: list[Prepared], ids: dict[str, int]) -> set[int]:
    """Put messages into their folders; returns the messages placed."""
    rows: list[dict[str, Any]] = []
    next_uid: dict[int, int] = {}
    for p in prepared:
        i = p.incoming
        if i.folder_id is None:
            continue
        uid = i.uid
        if not uid:
            uid = _next_local(unit.session, i.folder_id, ids[p.sha256], next_uid)
        rows.append(
            {
                "folder_id": i.folder_id,
                "uidvalidity": i.uidvalidity or 1,
                "uid": uid,
                "message_id": ids[p.sha256],
                "flags": " ".join(sorted(f for f in i.flags if f != "\\Recent")),
                "modseq": i.modseq,
            }
        )
    unit.insert_many(Placement, [r for r in rows if r["uid"] > 0], or_ignore=True)
    return {r["message_id"] for r in rows}


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


def _put_aside(unit: Unit, items: Iterable[Unreadable]) -> None:
    rows = [
        {
            "folder_id": item.incoming.folder_id,
            "uidvalidity": item.incoming.uidvalidity,
            "uid": item.incoming.uid,
            "reason": item.reason,
            "tries": 1,
            "at": int(time()),
        }
        for item in items
        if item.incoming.folder_id is not None and item.incoming.uid
    ]
    unit.insert_many(Quarantine, rows, or_ignore=True)


def _threads_of(session: Session, message_ids: set[int]) -> set[int]:
    found: set[int] = set()
    for part in chunks(message_ids):
        found.update(
            session.scalars(sa.select(Message.thread_id).where(Message.id.in_(part)).distinct())
        )
    return found


# ---- flags: what the server has, overlaid by what is still owed to it

_SETS = {
    "read": ("seen", True),
    "unread": ("seen", False),
    "flag": ("flagged", True),
    "unflag": ("flagged", False),
}


def refresh_flags(unit: Unit, message_ids: set[int], *, refresh: bool = True) -> None:
    """Set the shown flags of messages from their placements and the actions not yet replayed.

    With `refresh` the rows of their threads follow.
    """
    session = unit.session
    for part in chunks(sorted(message_ids)):
        flags: dict[int, set[str]] = defaultdict(set)
        for message_id, text in session.execute(
            sa.select(Placement.message_id, Placement.flags).where(Placement.message_id.in_(part))
        ):
            flags[message_id].update(text.lower().split())
        shown = {
            i: {"seen": "\\seen" in f, "flagged": "\\flagged" in f, "answered": "\\answered" in f}
            for i, f in flags.items()
        }
        pending = session.execute(
            sa.select(MailAction.message_id, MailAction.kind)
            .where(
                MailAction.message_id.in_(part),
                MailAction.state.in_(("new", "inflight", "unknown")),
            )
            .order_by(MailAction.id)
        )
        for wanted, kind in pending:
            if wanted is not None and kind in _SETS and wanted in shown:
                name, value = _SETS[kind]
                shown[wanted][name] = value
        _write_flags(unit, shown)
    if refresh:
        unit.touch("message", message_ids)
        refresh_threads(unit, _threads_of(session, message_ids))


def _write_flags(unit: Unit, shown: dict[int, dict[str, bool]]) -> None:
    if not shown:
        return
    table = Message.__table__
    statement = (
        sa.update(table)  # type: ignore[arg-type]
        .where(table.c.id == sa.bindparam("b_id"))
        .values({name: sa.bindparam(f"b_{name}") for name in ("seen", "flagged", "answered")})
    )
    rows = [{"b_id": i, **{f"b_{n}": v for n, v in values.items()}} for i, values in shown.items()]
    unit.session.connection().execute(statement, rows)


# ---- leaving


def remove_placements(unit: Unit, folder_id: int, uidvalidity: int, uids: Iterable[int]) -> int:
    """Take messages out of a folder; a message that lies nowhere any more goes with its rows. Returns how many went."""
    session = unit.session
    removed = 0
    for part in chunks(uids):
        where = (
            Placement.folder_id == folder_id,
            Placement.uidvalidity == uidvalidity,
            Placement.uid.in_(part),
        )
        ids = set(session.scalars(sa.select(Placement.message_id).where(*where)))
        session.execute(sa.delete(Placement).where(*where))
        removed += len(ids)
        left = set(
            session.scalars(sa.select(Placement.message_id).where(Placement.message_id.in_(ids)))
        )
        gone = ids - left
        kept = _of_customers(session, gone)
        drop_messages(unit, gone - kept)
        refresh_flags(unit, left | kept)
    return removed


def _of_customers(session: Session, message_ids: set[int]) -> set[int]:
    """Messages of a customer's conversation: they stay in his history when the mailbox is tidied."""
    query = (
        sa.select(Message.id)
        .join(Thread, Thread.id == Message.thread_id)
        .where(Message.id.in_(message_ids), Thread.customer_id.is_not(None))
    )
    return set(session.scalars(query)) if message_ids else set()


def drop_messages(unit: Unit, message_ids: set[int]) -> None:
    """Remove messages that lie in no folder any more, with text, index and thread rows."""
    if not message_ids:
        return
    session = unit.session
    threads = _threads_of(session, message_ids)
    for part in chunks(message_ids):
        remove_messages(session, part)
        for model in (MessageText, MessageAddress, Attachment):
            session.execute(sa.delete(model).where(model.message_id.in_(part)))
        session.execute(sa.delete(Message).where(Message.id.in_(part)))
    refresh_threads(unit, threads)
    unit.touch("message", message_ids)


def local_folder(unit: Unit, name: str, *, role: str = "") -> int:
    """The id of a folder that exists only here ("Imported"), made when it is missing."""
    session = unit.session
    found = session.scalar(
        sa.select(Folder.id).where(Folder.account_id.is_(None), Folder.wire_name == name)
    )
    if found is not None:
        return found
    folder = Folder(
        account_id=None, wire_name=name, name=name, role=role, uidvalidity=1, state="local"
    )
    session.add(folder)
    session.flush()
    return folder.id
