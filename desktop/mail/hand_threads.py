"""Conversations split and merged by hand: what is decided is kept, holds over the rule, and can be taken back.

A decision names every message of the conversations concerned (docs/reading.md, "Conversations"), so that it comes out
the same when the mail is fetched anew in any order.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.mail.hand_cuts import GROUP, digest_keys
from desktop.mail.hand_parts import answering, copy_link, move_messages, records_of, take_records
from desktop.mail.ingest import AfterBatch
from desktop.mail.thread_rows import hand_labels, merge_threads, refresh_threads
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.runtime.ids import new_id
from desktop.store.among import among
from desktop.store.schema.conversations import ConversationChoice, ConversationLabel
from desktop.store.schema.mail import Message, Thread, ThreadRef
from desktop.store.schema.workspace import JournalEntry
from desktop.store.unit import Unit
from desktop.store.workspace import Store

SplitKind = Literal["split", "single"]


@dataclass(frozen=True, slots=True)
class Decided:
    """What a decision did: its id for the way back, and the conversations it left, the one to show first."""

    choice_id: str
    threads: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Mail:
    id: int
    ref: str
    keys: tuple[str, ...]


def split(store: Store, message_id: int, kind: SplitKind, after: AfterBatch) -> Decided:
    """Let a message (`single`), or it and all that came after it (`split`), be a conversation of its own.

    Raises UserFacing (`no_message`, `nothing_to_split`); nothing is written then.
    """
    with store.write("user") as unit:
        session = unit.session
        thread_id = session.scalar(sa.select(Message.thread_id).where(Message.id == message_id))
        if thread_id is None:
            raise UserFacing(_("There is no such message."), code="no_message")
        mails = _mails(session, [thread_id])
        place = next(i for i, mail in enumerate(mails) if mail.id == message_id)
        moving = mails[place:] if kind == "split" else [mails[place]]
        same = {key for mail in moving for key in mail.keys}
        moving = [mail for mail in mails if not same.isdisjoint(mail.keys)]
        staying = [mail for mail in mails if mail not in moving]
        if not staying:
            raise UserFacing(
                _("There is nothing before this message to split it from."),
                code="nothing_to_split",
            )
        choice = _split(unit, kind, moving, staying)
        fresh = _next(session)
        _part(unit, thread_id, fresh, moving, {GROUP + _group_of(choice, moving)})
        copy_link(unit, thread_id, fresh)
        session.flush()
        _follow(unit, {thread_id, fresh}, after)
        return Decided(choice.id, (fresh, thread_id))


def _split(
    unit: Unit, kind: str, moving: Sequence[_Mail], staying: Sequence[_Mail]
) -> ConversationChoice:
    stay, away = new_id(), new_id()
    before = hand_labels(unit.session, [key for mail in staying for key in mail.keys])
    kept = {key: label.keeps for key, label in before.items()}
    labels = [[key, stay, kept.get(key, True)] for mail in staying for key in mail.keys]
    labels += [[key, away, False] for mail in moving for key in mail.keys]
    return _decide(unit, ConversationChoice(kind=kind, labels=labels, parts=[]))


def merge(store: Store, thread_ids: Sequence[int], after: AfterBatch) -> Decided:
    """Make one conversation of several. Raises UserFacing (`no_thread`, `nothing_to_merge`); nothing is written then."""
    wanted = sorted(set(thread_ids))
    with store.write("user") as unit:
        session = unit.session
        there = set(session.scalars(sa.select(Thread.id).where(among(Thread.id, wanted))))
        if there != set(wanted):
            raise UserFacing(
                _("There is no such conversation in this workspace."),
                hint=_("`tradepost mail list` shows the thread ids."),
                code="no_thread",
            )
        if len(wanted) < 2:
            raise UserFacing(
                _("Choose two or more conversations to merge."), code="nothing_to_merge"
            )
        keys = [key for mail in _mails(session, wanted) for key in mail.keys]
        before = hand_labels(session, keys)
        kept = {key: label.keeps for key, label in before.items()}
        group = new_id()
        parts = [
            {"thread": i, "refs": _refs(session, i), "records": records_of(session, i)}
            for i in wanted
        ]
        choice = _decide(
            unit,
            ConversationChoice(
                kind="merge",
                labels=[[key, group, kept.get(key, True)] for key in dict.fromkeys(keys)],
                parts=parts,
            ),
        )
        winner = wanted[0]
        merge_threads(unit, dict.fromkeys(wanted[1:], winner))
        _put_refs(session, {GROUP + group}, winner)
        _follow(unit, {winner}, after)
        return Decided(choice.id, (winner,))


def take_back(store: Store, choice_id: str, after: AfterBatch) -> tuple[int, ...]:
    """Undo a decision; returns the conversations as they are now, the one to show first.

    Messages that came meanwhile go with those that they answer. Raises UserFacing (`no_choice`).
    """
    with store.write("undo") as unit:
        choice = unit.session.get(ConversationChoice, choice_id)
        if choice is None or choice.deleted_at is not None:
            raise UserFacing(_("There is nothing to undo."), code="no_choice")
        unit.undoes = unit.session.scalar(
            sa.select(JournalEntry.unit_id)
            .where(JournalEntry.record_id == choice_id)
            .order_by(JournalEntry.hlc.desc())
            .limit(1)
        )
        choice.deleted_at = datetime.now(UTC)
        return _taken_back(unit, choice, after)


def follow_undo(store: Store, choice_ids: Iterable[str], after: AfterBatch) -> None:
    """Bring the conversations in line with decisions that the journal has taken back (or brought again)."""
    for choice_id in choice_ids:
        with store.write("undo") as unit:
            choice = unit.session.get(ConversationChoice, choice_id)
            if choice is not None and choice.deleted_at is not None:
                _taken_back(unit, choice, after)
            elif choice is not None:
                _again(unit, choice, after)


def _taken_back(unit: Unit, choice: ConversationChoice, after: AfterBatch) -> tuple[int, ...]:
    session = unit.session
    threads = _threads_of(session, [label[0] for label in choice.labels])
    _relabel(unit)
    if choice.kind == "merge":
        threads = _take_apart(unit, choice, threads)
    elif len(threads) > 1:
        winner = min(threads)
        merge_threads(unit, dict.fromkeys(sorted(threads - {winner}), winner))
        threads = {winner}
    _follow(unit, threads, after)
    return tuple(sorted(threads))


def _take_apart(unit: Unit, choice: ConversationChoice, threads: set[int]) -> set[int]:
    session = unit.session
    if len(threads) != 1:  # split anew since: the newer decision holds
        return threads
    whole = next(iter(threads))
    found = {whole}
    known = {ref for part in choice.parts for ref in part["refs"]}
    for part in choice.parts[1:]:
        refs, here = set(part["refs"]), _mails(session, [whole])
        moving = answering(session, whole, refs, known)
        mails = [mail for mail in here if mail.id in moving]
        if not mails or len(mails) == len(here):
            continue
        free = session.get(Thread, part["thread"]) is None
        fresh = part["thread"] if free else _next(session)
        _part(unit, whole, fresh, mails, refs)
        take_records(unit, part["records"], whole, fresh)
        found.add(fresh)
    return found


def _again(unit: Unit, choice: ConversationChoice, after: AfterBatch) -> None:
    session = unit.session
    _relabel(unit)
    by_group: dict[str, set[str]] = {}
    for key, group, _keeps in choice.labels:
        by_group.setdefault(group, set()).add(key)
    threads = _threads_of(session, [label[0] for label in choice.labels])
    if choice.kind == "merge" and len(threads) > 1:
        winner = min(threads)
        merge_threads(unit, dict.fromkeys(sorted(threads - {winner}), winner))
        threads = {winner}
    elif choice.kind != "merge" and len(threads) == 1:
        whole = next(iter(threads))
        away = list(by_group)[-1]
        moving = [m for m in _mails(session, [whole]) if by_group[away] & set(m.keys)]
        if moving:
            fresh = _next(session)
            _part(unit, whole, fresh, moving, {GROUP + away})
            copy_link(unit, whole, fresh)
            threads.add(fresh)
    _follow(unit, threads, after)


# ---- the rows


def _decide(unit: Unit, choice: ConversationChoice) -> ConversationChoice:
    unit.session.add(choice)
    unit.session.flush()
    _relabel(unit)
    return choice


def _relabel(unit: Unit) -> None:
    """Make the labels anew from all decisions that hold, the newest last."""
    session = unit.session
    session.flush()
    query = (
        sa.select(ConversationChoice.labels)
        .where(ConversationChoice.deleted_at.is_(None))
        .order_by(ConversationChoice.created_at, ConversationChoice.id)
    )
    holding = {
        key: (key, group, keeps) for rows in session.scalars(query) for key, group, keeps in rows
    }
    session.execute(sa.delete(ConversationLabel))
    unit.insert_rows(ConversationLabel, ("key", "group_id", "keeps"), list(holding.values()))


def _group_of(choice: ConversationChoice, mails: Sequence[_Mail]) -> str:
    first = mails[0].keys[0]
    return next(str(group) for key, group, _keeps in choice.labels if key == first)


def _mails(session: Session, thread_ids: Iterable[int]) -> list[_Mail]:
    """The messages of threads as the user sees them, oldest first."""
    rows = session.execute(
        sa.select(Message.id, Message.message_id, Message.sha256, Message.head_sha)
        .where(among(Message.thread_id, set(thread_ids)))
        .order_by(Message.sort_time, Message.id)
    )
    return [
        _Mail(number, named or f"sha256:{sha}", (named,) if named else digest_keys(sha, head))
        for number, named, sha, head in rows
    ]


def _refs(session: Session, thread_id: int) -> list[str]:
    query = sa.select(ThreadRef.message_id).where(ThreadRef.thread_id == thread_id)
    return sorted(session.scalars(query))


def _threads_of(session: Session, keys: Sequence[str]) -> set[int]:
    named = [key for key in keys if not key.startswith(("sha256:", "head:"))]
    shas = [key[7:] for key in keys if key.startswith("sha256:")]
    heads = [key[5:] for key in keys if key.startswith("head:")]
    query = sa.select(Message.thread_id).where(
        sa.or_(
            among(Message.message_id, named) & (Message.message_id != ""),
            among(Message.sha256, shas),
            among(Message.head_sha, heads) & (Message.message_id == ""),
        )
    )
    return set(session.scalars(query.distinct()))


def _put_refs(session: Session, refs: Iterable[str], thread_id: int) -> None:
    for ref in refs:
        row = session.get(ThreadRef, ref)
        if row is None:
            session.add(ThreadRef(message_id=ref, thread_id=thread_id))
        else:
            row.thread_id = thread_id
    session.flush()


def _next(session: Session) -> int:
    return (session.scalar(sa.select(sa.func.max(Thread.id))) or 0) + 1


def _part(unit: Unit, source: int, fresh: int, mails: Sequence[_Mail], refs: set[str]) -> None:
    """Give some messages of a thread, with the ids that lead to them, a thread of their own."""
    session = unit.session
    session.add(Thread(id=fresh, root_message_id=mails[0].ref))
    session.flush()
    move_messages(unit, source, fresh, [mail.id for mail in mails])
    own = {key for mail in mails for key in mail.keys} | {mail.ref for mail in mails}
    _put_refs(session, {ref for ref in own | refs if not ref.startswith("head:")}, fresh)
    root = session.get(Thread, source)
    if root is not None and root.root_message_id in own:
        first = _mails(session, [source])
        root.root_message_id = first[0].ref if first else root.root_message_id
        session.flush()


def _follow(unit: Unit, threads: set[int], after: AfterBatch) -> None:
    unit.session.flush()
    refresh_threads(unit, threads)
    unit.session.flush()
    unit.session.expire_all()
    after(unit, threads)
