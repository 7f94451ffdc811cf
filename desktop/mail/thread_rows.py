"""Threads in the store: which thread a batch's messages join, what joins what, and what lists show of each."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.mail.hand_cuts import GROUP, PROVIDER, Label
from desktop.mail.threading import Ids, place
from desktop.store.among import among
from desktop.store.schema.base import Base, Record
from desktop.store.schema.conversations import ConversationLabel
from desktop.store.schema.mail import Folder, Message, Placement, Thread, ThreadRef
from desktop.store.unit import Unit

_CHUNK = 5_000
_PEOPLE = 4


@dataclass(frozen=True, slots=True)
class Joined:
    """Where a batch's messages belong: key -> thread id, and all threads whose rows must be made anew."""

    threads: dict[str, int]
    touched: set[int]


def chunks(values: Iterable[Any], size: int = _CHUNK) -> Iterator[list[Any]]:
    """Cut values into lists that one statement can bind."""
    found = list(values)
    for start in range(0, len(found), size):
        yield found[start : start + size]


def any_decision(session: Session) -> bool:
    """Tell whether the user has split or merged anything."""
    return session.scalar(sa.select(ConversationLabel.key).limit(1)) is not None


def hand_labels(session: Session, keys: Iterable[str]) -> dict[str, Label]:
    """Return what the user decided about these keys."""
    query = sa.select(
        ConversationLabel.key, ConversationLabel.group_id, ConversationLabel.keeps
    ).where(among(ConversationLabel.key, set(keys)))
    return {key: Label(group, keeps) for key, group, keeps in session.execute(query)}


def known_threads(session: Session, ids: Iterable[str]) -> dict[str, int]:
    """Return {id: thread} of those ids that the store knows."""
    there = sa.select(ThreadRef.message_id, ThreadRef.thread_id).where(
        among(ThreadRef.message_id, set(ids))
    )
    return dict(session.execute(there).all())


def join_threads(unit: Unit, batch: Sequence[Ids]) -> Joined:
    """Give each message of the batch its thread: known, new, or several joined into the oldest."""
    session = unit.session
    known = known_threads(session, {i for ids in batch for i in ids.all})
    placed = place(batch, known)
    last = session.scalar(sa.select(sa.func.max(Thread.id))) or 0
    numbers: dict[int, int] = {}
    rows = []
    for ids in batch:
        thread = placed.threads[ids.key]
        if thread < 0 and thread not in numbers:
            last += 1
            numbers[thread] = last
            named_roots = (i for i in ids.references if not i.startswith((PROVIDER, GROUP)))
            root = next(named_roots, ids.message_id or ids.key)
            rows.append((last, root))
    unit.insert_rows(Thread, ("id", "root_message_id"), rows)
    if placed.merged:
        merge_threads(unit, dict(placed.merged))
    fresh = [(i, numbers.get(t, t)) for i, t in placed.refs.items() if i not in known]
    unit.insert_rows(ThreadRef, ("message_id", "thread_id"), fresh)
    threads = {key: numbers.get(t, t) for key, t in placed.threads.items()}
    return Joined(threads, set(threads.values()) | set(placed.merged.values()))


def merge_threads(unit: Unit, merged: dict[int, int]) -> None:
    """Let threads join others: messages, references and business records follow; the empty rows go."""
    if not merged:
        return
    session = unit.session
    rows = {
        t.id: t
        for t in session.scalars(
            sa.select(Thread).where(Thread.id.in_({*merged, *merged.values()}))
        )
    }
    for old, new in merged.items():
        loser, winner = rows.get(old), rows.get(new)
        if (
            loser is not None
            and winner is not None
            and loser.link_reason == "hand"
            and winner.link_reason != "hand"
        ):
            winner.root_message_id = loser.root_message_id  # the user's choice hangs on this id
    session.flush()
    for old, new in merged.items():
        for model in (Message, ThreadRef):
            session.execute(sa.update(model).where(model.thread_id == old).values(thread_id=new))
        for record_class in records_about_threads():
            column = record_class.__mapper__.columns["thread_id"]
            for record in session.scalars(sa.select(record_class).where(column == old)):
                record.thread_id = new  # type: ignore[attr-defined]
        session.execute(sa.delete(Thread).where(Thread.id == old))
    session.flush()
    unit.touch("thread", merged)


def records_about_threads() -> list[type[Record]]:
    """Return the classes of business records that hang on a thread."""
    return [
        mapper.class_
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, Record) and "thread_id" in mapper.columns
    ]


# ---- what lists show


def refresh_threads(unit: Unit, thread_ids: Iterable[int]) -> None:
    """Make the rows of threads anew from their messages; a thread without messages is removed."""
    wanted = sorted(set(thread_ids))
    for part in chunks(wanted, 2_000):
        _refresh(unit, part)
    unit.touch("thread", wanted)


def _refresh(unit: Unit, ids: list[int]) -> None:
    session = unit.session
    columns = (
        Message.thread_id, Message.id, Message.sort_time, Message.subject, Message.snippet, Message.from_name,
        Message.from_address, Message.outbound, Message.seen, Message.kind, Message.attachment_count,
    )  # fmt: skip
    by_thread: dict[int, list[Any]] = defaultdict(list)
    query = (
        sa.select(*columns)
        .where(among(Message.thread_id, ids))
        .order_by(Message.sort_time, Message.id)
    )
    session.flush()
    # by the connection: the session would look at each of thousands of rows for objects
    for row in session.connection().execute(query):
        by_thread[row[0]].append(row)
    inbox = _in_inbox(session, ids)
    unit.update_rows(
        Thread,
        _SUMMARY,
        [_summary(i, _sent_only(by_thread[i]), i in inbox) for i in ids if i in by_thread],
    )
    empty = [i for i in ids if i not in by_thread]
    if empty:
        session.execute(sa.delete(Thread).where(among(Thread.id, empty)))
        session.execute(sa.delete(ThreadRef).where(among(ThreadRef.thread_id, empty)))


def _in_inbox(session: Session, ids: list[int]) -> set[int]:
    query = (
        sa.select(Message.thread_id)
        .join(Placement, Placement.message_id == Message.id)
        .join(Folder, Folder.id == Placement.folder_id)
        .where(
            among(Message.thread_id, ids),
            Folder.role == "inbox",
            # what a server without UIDPLUS keeps although it was moved or deleted
            Placement.flags.not_like("%\\Deleted%"),
        )
        .distinct()
    )
    return set(session.connection().execute(query).scalars())


def _sent_only(rows: list[Any]) -> list[Any]:
    """Leave out drafts, unless there is nothing else."""
    return [row for row in rows if row.kind != "draft"] or rows


_SUMMARY = (
    "subject", "snippet", "people", "message_count", "unread_count", "has_attachments", "first_time", "last_time",
    "last_in_time", "last_out_time", "last_message_id", "in_inbox", "kind",
)  # fmt: skip


_REPORTS = ("bounce", "receipt")
_NO_ANSWERS = frozenset({"auto_reply", "bounce", "list", "bulk", "receipt"})
"""What a machine sent: it is shown, and nobody has written to us by it."""


def _summary(thread_id: int, rows: list[Any], in_inbox: bool) -> tuple[Any, ...]:
    """The values of _SUMMARY and the thread's id, from its messages in order of time."""
    first, last = rows[0], rows[-1]
    incoming = [r for r in rows if not r.outbound]
    answers = [r for r in incoming if r.kind not in _NO_ANSWERS]
    outgoing = [r for r in rows if r.outbound]
    names = dict.fromkeys(r.from_name or r.from_address for r in reversed(rows))
    # a person's mail makes a conversation personal, whatever receipts and reports hang on it
    only_reports = outgoing and all(r.kind in _REPORTS for r in incoming)
    personal = only_reports or any(r.kind == "personal" for r in incoming)
    kind = "personal" if personal else (incoming or rows)[-1].kind
    return (
        first.subject,
        last.snippet,
        ", ".join(list(names)[:_PEOPLE]),
        len(rows),
        sum(1 for r in incoming if not r.seen),
        any(r.attachment_count for r in rows),
        first.sort_time,
        last.sort_time,
        answers[-1].sort_time if answers else 0,
        outgoing[-1].sort_time if outgoing else 0,
        last.id,
        in_inbox,
        kind,
        thread_id,
    )
