"""The one way a message comes into the store: from the server, from a file, from our own outbox.

Bytes are prepared outside of the write unit (`prepare.py`), then a batch is written whole: bytes to the pack file,
rows, threads, index, placement, links. Taking the same message in again changes nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from time import time
from typing import Protocol, runtime_checkable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.mail.ingest_known import Known, body_states, header_row_of
from desktop.mail.ingest_rows import fill, header_rows, insert_new, join_rows
from desktop.mail.placing import Place, place_messages, place_of, placed_at
from desktop.mail.prepare import (
    BODY_ROLES,
    Incoming,
    IncomingHeader,
    Prepared,
    PreparedHeader,
    Ready,
    Unreadable,
)
from desktop.mail.reports import join_reports
from desktop.mail.shown_flags import refresh_flags, threads_of
from desktop.mail.thread_rows import refresh_threads
from desktop.store.among import among
from desktop.store.raw import Piece, disk_full, is_disk_full
from desktop.store.schema.mail import (
    Account,
    Folder,
    Message,
    Quarantine,
    RawPiece,
    Thread,
)
from desktop.store.unit import Unit
from desktop.store.workspace import Store

BATCH_MESSAGES = 300
BATCH_HEADERS = 4_000
BATCH_BYTES = 16 * 1024 * 1024  # the bytes go to the pack file: only rows fill the transaction

AfterBatch = Callable[[Unit, set[int]], None]
"""Called inside the unit with the ids of the threads that got messages: links, clocks, automation."""


@runtime_checkable
class HearsOfMessages(Protocol):
    """An AfterBatch that is told, in the same unit, which messages are new and of which the body came: alarms."""

    def messages_arrived(self, unit: Unit, message_ids: set[int]) -> None:
        """Look at these messages; of some only the header is here: they are named again when the body comes."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a batch. `ids`: sha256 -> message id of whole messages; `new` of them were not known before.

    `headers`: rows made of headers alone; `filled`: header rows that got their body; `dropped`: bodies that came
    for a place that is empty meanwhile.
    """

    ids: dict[str, int] = field(default_factory=dict)
    new: int = 0
    known: int = 0
    put_aside: tuple[Unreadable, ...] = ()
    threads: frozenset[int] = frozenset()
    headers: int = 0
    filled: int = 0
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class Sealed:
    """A prepared message with its bytes compressed and encrypted, or the place in a pack file where they are."""

    prepared: Prepared
    chunk: bytes | bytearray | Piece


Item = Sealed | PreparedHeader | Unreadable


def seal(store: Store, prepared: Sequence[Ready]) -> list[Item]:
    """Compress and encrypt the bytes of a batch; outside of any unit, in any thread."""
    return [
        Sealed(item, store.raw.seal(item.sha256, item.incoming.raw))
        if isinstance(item, Prepared)
        else item
        for item in prepared
    ]


def own_addresses(session: Session) -> frozenset[str]:
    """The addresses whose mail is outbound: those of all accounts, and the further senders set up in them."""
    rows = session.execute(sa.select(Account.email, Account.username, Account.identities)).all()
    further = [str(item.get("email", "")) for row in rows for item in row[2] or ()]
    own = [text for row in rows for text in row[:2]]
    return frozenset(text.casefold() for text in (*own, *further) if "@" in text)


def take_in(
    store: Store, batch: Sequence[Item], after_batch: AfterBatch, *, cause: str = "sync"
) -> Taken:
    """Write a batch in one unit of its own. Raises UserFacing (`disk_full`): nothing of the batch is kept."""
    with store.write(cause) as unit:
        return write_batch(store, unit, batch, after_batch)


def write_batch(store: Store, unit: Unit, batch: Sequence[Item], after_batch: AfterBatch) -> Taken:
    """Write a batch inside a unit that the caller holds."""
    aside = tuple(item for item in batch if isinstance(item, Unreadable))
    _put_aside(unit, aside)
    headers = [item for item in batch if isinstance(item, PreparedHeader)]
    bodies = [item for item in batch if isinstance(item, Sealed)]
    if not headers and not bodies:
        return Taken(put_aside=aside)
    writing = _Writing(store, unit)
    made = writing.headers(headers) if headers else 0
    outcome = writing.bodies(bodies) if bodies else Taken()
    touched = writing.finish(after_batch)
    return replace(outcome, put_aside=aside, threads=frozenset(touched), headers=made)


@dataclass(slots=True)
class _Todo:
    """What is to be done with a batch of whole messages. `ids`: sha256 -> message id, as far as it has one.

    `fresh`, by sha256, get rows; `filling`, by message id, are bodies of header rows; `joining`: a header row ->
    the sha256 of the message that it turns out to be; `placing` get a placement; `dropped` are wanted no more.
    """

    ids: dict[str, int]
    fresh: dict[str, Sealed] = field(default_factory=dict)
    filling: dict[int, Sealed] = field(default_factory=dict)
    joining: dict[int, str] = field(default_factory=dict)
    placing: list[Prepared] = field(default_factory=list)
    dropped: int = 0


class _Writing:
    """One batch on its way into the rows; what it changed is gathered and followed up once, by `finish`."""

    def __init__(self, store: Store, unit: Unit) -> None:
        self._store, self._unit, self._session = store, unit, unit.session
        self._own = own_addresses(unit.session)
        self._draft_folders = frozenset(
            unit.session.scalars(sa.select(Folder.id).where(Folder.role == "drafts"))
        )
        self._known = Known(unit.session, self._own, self._draft_folders)
        self._drafts: set[int] = set()  # messages of this batch that were not sent yet
        self._fresh: set[int] = set()  # made by this batch: their flags are right as they are
        self._told: set[int] = set()  # messages that are new, or whose body came
        self._flags: set[int] = set()  # messages whose shown flags must be made anew
        self._changed: set[int] = set()
        self._threads: set[int] = set()  # threads whose rows must be made anew
        self._reports: set[int] = set()  # delivery reports that came in whole
        self._link: set[int] = set()  # threads whose people or kinds may tell something new

    def headers(self, items: Sequence[PreparedHeader]) -> int:
        """Give headers their rows, or their placement when the message is known. Returns the rows made."""
        here = placed_at(self._session, [p.incoming for p in items])
        absent = [p for p in items if place_of(p.incoming) not in here]
        known = self._known.headers(absent)
        first: dict[tuple[str, int], str] = {}
        inside: dict[str, set[int]] = defaultdict(set)  # the folders in which a new message lies
        fresh: list[PreparedHeader] = []
        same_as: dict[str, str] = {}
        for p in absent:
            if p.ids.key in known or p.ids.key in same_as:
                continue
            key = (p.message.head_sha, p.message.size)
            folder_id = p.incoming.folder_id
            if (
                p.message.message_id
                and key in first
                and folder_id not in inside[first[key]] | self._draft_folders
            ):
                same_as[p.ids.key] = first[key]
                inside[first[key]].add(folder_id)
                continue
            first.setdefault(key, p.ids.key)
            inside[p.ids.key].add(folder_id)
            fresh.append(p)
        made = self._insert(fresh)
        ids = {**known, **made}
        ids.update({key: ids[other] for key, other in same_as.items()})
        unique = {p.ids.key: p for p in absent}
        self._place([(p.incoming, ids[key]) for key, p in unique.items()])
        return len(made)

    def bodies(self, items: Sequence[Sealed]) -> Taken:
        """Give whole messages their rows: new, filled, joined, or only another placement."""
        here = placed_at(self._session, [s.prepared.incoming for s in items])
        known = self._known.bodies([s.prepared for s in items], here)
        todo = self._sort(items, here, dict(known.ids))
        restored = {s.prepared.sha256: s for s in items if s.prepared.sha256 in known.without_bytes}
        append_raw(
            self._store,
            self._unit,
            [*todo.fresh.values(), *todo.filling.values(), *restored.values()],
        )
        self._restore({known.ids[sha] for sha in restored})
        made = self._insert([s.prepared for s in todo.fresh.values()])
        ids = todo.ids
        ids.update({sha: made[s.prepared.ids.key] for sha, s in todo.fresh.items()})
        self._fill({number: s.prepared for number, s in todo.filling.items()})
        self._join({gone: ids[sha] for gone, sha in todo.joining.items()})
        self._place([(p.incoming, ids[p.sha256]) for p in todo.placing])
        return Taken(
            ids=ids,
            new=len(todo.fresh),
            known=len(items) - len(todo.fresh) - len(todo.filling) - todo.dropped,
            filled=len(todo.filling),
            dropped=todo.dropped,
        )

    def _sort(
        self, items: Sequence[Sealed], here: Mapping[Place, int], ids: dict[str, int]
    ) -> _Todo:
        """Tell what is to be done with each message; `here`: place -> message, `ids`: sha256 -> message."""
        states = body_states(self._session, set(here.values()))
        digests = {s.prepared.message.head_sha for s in items if not s.prepared.incoming.only_fill}
        heads = header_rows(self._session, digests) if digests else {}
        todo = _Todo(ids)
        fresh, filling = todo.fresh, todo.filling
        for item in items:
            p = item.prepared
            there = here.get(place_of(p.incoming))
            if there is not None and p.incoming.folder_id in self._draft_folders:
                self._drafts.add(there)
            if there is None and p.incoming.only_fill:
                todo.dropped += 1
            elif there is not None and states[there] != "headers":
                ids.setdefault(p.sha256, there)
            elif there is not None and (p.sha256 in ids or p.sha256 in fresh):
                if there != ids.get(p.sha256):
                    todo.joining[there] = p.sha256
            else:
                if there is None:
                    todo.placing.append(p)
                    if p.sha256 not in ids and p.sha256 not in fresh:
                        there = header_row_of(p, heads, filling)
                if there is not None:
                    filling[there] = item
                    ids[p.sha256] = there
                elif p.sha256 not in ids:
                    fresh.setdefault(p.sha256, item)
        return todo

    def finish(self, after_batch: AfterBatch) -> set[int]:
        """Make flags, thread rows and links follow; returns the threads that changed."""
        if self._drafts:  # they must not look like mail that went out
            self._session.execute(
                sa.update(Message).where(among(Message.id, self._drafts)).values(kind="draft")
            )
        self._join_reports()
        refresh_flags(self._unit, self._flags, refresh=False)
        flagged = threads_of(self._session, self._flags)
        threads = self._threads | flagged
        refresh_threads(self._unit, threads)
        linking = self._link | flagged
        if linking:
            self._session.flush()
            after_batch(self._unit, linking)
        hearer: object = after_batch
        if self._told and isinstance(hearer, HearsOfMessages):
            hearer.messages_arrived(self._unit, self._told)
        self._unit.touch("message", self._changed)
        return threads

    # ---- writing

    def _insert(self, fresh: Sequence[Prepared | PreparedHeader]) -> dict[str, int]:
        if not fresh:
            return {}
        inserted = insert_new(self._unit, fresh, self._own)
        self._fresh.update(inserted.ids)
        self._changed.update(inserted.ids)
        self._threads |= inserted.threads
        self._link |= inserted.threads
        made = {p.ids.key: n for p, n in zip(fresh, inserted.ids, strict=True)}
        self._reports.update(made[p.ids.key] for p in fresh if _is_report(p))
        self._told.update(made.values())
        return made

    def _fill(self, filling: Mapping[int, Prepared]) -> None:
        if not filling:
            return
        rows = self._session.execute(
            sa.select(Message.id, Message.thread_id, Message.kind, Thread.last_message_id)
            .join(Thread, Thread.id == Message.thread_id)
            .where(among(Message.id, filling))
        ).all()
        fill(self._unit, list(filling.items()))
        self._changed.update(filling)
        self._told.update(filling)
        self._reports.update(number for number, p in filling.items() if _is_report(p))
        for number, thread, kind, last in rows:
            told = filling[number].message
            if told.kind != kind or any(p[1] in BODY_ROLES for p in filling[number].addresses):
                self._link.add(thread)
            if told.kind != kind or told.attachment_count or number == last:
                self._threads.add(thread)  # of the others, a thread's row shows nothing

    def _join(self, same: dict[int, int]) -> None:
        if not same:
            return
        threads = join_rows(self._unit, same)
        self._threads |= threads
        self._link |= threads
        self._changed -= set(same)
        self._changed.update(same.values())
        self._flags.update(same.values())

    def _join_reports(self) -> None:
        if not self._reports:
            return
        changed, gone = join_reports(self._store, self._unit, self._reports)
        self._threads = (self._threads | changed) - gone
        self._link = (self._link | changed) - gone

    def _restore(self, message_ids: set[int]) -> None:
        """Messages whose bytes had been dropped to save space are whole again."""
        if message_ids:
            self._session.execute(
                sa.update(Message).where(among(Message.id, message_ids)).values(body_state="full")
            )
            self._changed |= message_ids

    def _place(self, wanted: Sequence[tuple[Incoming | IncomingHeader, int]]) -> None:
        placed = place_messages(self._unit, wanted)
        self._drafts.update(n for i, n in wanted if i.folder_id in self._draft_folders)
        seen: set[int] = set()
        for number in placed:
            if number not in self._fresh or number in seen:
                self._flags.add(number)
            seen.add(number)
        self._changed |= seen


def _is_report(p: Prepared | PreparedHeader) -> bool:
    return p.message.kind in ("bounce", "receipt") and p.message.body_state == "full"


def append_raw(store: Store, unit: Unit, items: Sequence[Sealed]) -> None:
    """Write the chunks that are not in a pack file yet, and note where all of them lie."""
    chunks_here = [item.chunk for item in items if not isinstance(item.chunk, Piece)]
    try:
        pieces = iter(store.raw.append(chunks_here) if chunks_here else ())
    except OSError as error:
        if not is_disk_full(error):
            raise
        raise disk_full() from error
    rows = []
    for item in items:
        piece = item.chunk if isinstance(item.chunk, Piece) else next(pieces)
        rows.append((item.prepared.sha256, piece.pack, piece.offset, piece.length))
    unit.insert_rows(RawPiece, ("sha256", "pack", "offset", "length"), rows, or_ignore=True)


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
