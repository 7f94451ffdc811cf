"""Reminders that start and stop by themselves: waiting for an answer, and being waited for."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.crm import clocks, domains
from desktop.crm.clocks import Moment, Rule
from desktop.crm.linking_facts import own_addresses
from desktop.store.among import among
from desktop.store.schema.mail import Message, OutboxMessage, Thread
from desktop.store.schema.work import FollowUp
from desktop.store.unit import Unit

# Older unanswered mail starts no clock: it was dealt with elsewhere, or nobody will.
RECENT = timedelta(days=7)
_BATCH = 2_000

_ENDED_BY_ANSWER = ("no_answer", "quote_silent")
_ENDED_BY_REPLY = ("first_response",)


@dataclass(frozen=True)
class Arrived:
    """What new mail did to the reminders: how many it stopped, closed as answered, started."""

    stopped: int = 0
    answered: int = 0
    started: int = 0


class _Mail(NamedTuple):
    moment: Moment
    sender: str
    in_reply_to: str


def on_message_sent(
    unit: Unit,
    *,
    sent_at: datetime,
    thread_id: int | None,
    days: int | None,
    subject: str = "",
    customer_id: str | None = None,
    contact_id: str | None = None,
    quote_id: str | None = None,
    outbox_id: str | None = None,
) -> str | None:
    """Start "remind me if there is no answer in N days" for a mail that went out; return its id.

    `days` None means no reminder, except that a quote waits its 7 days. Our reply also closes the
    clock of a customer who waited for it. A conversation has one such reminder: a newer mail
    moves it. Called inside the unit that marks the mail as sent; aware UTC.
    """
    session = unit.session
    if thread_id is not None:
        _close_reply_clocks(session, thread_id, sent_at)
        thread = session.get(Thread, thread_id)
        if thread is not None:
            customer_id = customer_id or thread.customer_id
            contact_id = contact_id or thread.contact_id
    if days is None and quote_id is None:
        return None
    rule = Rule.QUOTE_SILENT if quote_id is not None else Rule.NO_ANSWER
    due = clocks.due_after(rule, sent_at, days)
    record = _running(session, thread_id, outbox_id)
    if record is None:
        record = FollowUp(kind=str(rule), rule=str(rule), due=due)
        session.add(record)
    record.kind = record.rule = str(rule)
    record.title, record.due, record.started_at = subject, due, sent_at
    record.customer_id, record.contact_id = customer_id, contact_id
    record.thread_id, record.quote_id, record.outbox_id = thread_id, quote_id, outbox_id
    session.flush()
    return record.id


def _running(session: Session, thread_id: int | None, outbox_id: str | None) -> FollowUp | None:
    """Return the wait that is already open for this conversation, or for this very mail."""
    same = [FollowUp.outbox_id == outbox_id] if outbox_id else []
    if thread_id is not None:
        same.append(FollowUp.thread_id == thread_id)
    if not same:
        return None
    query = sa.select(FollowUp).where(
        sa.or_(*same),
        FollowUp.kind.in_(_ENDED_BY_ANSWER),
        FollowUp.rule != Rule.MANUAL,
        FollowUp.state == "open",
        FollowUp.deleted_at.is_(None),
    )
    return session.scalars(query).first()


def _close_reply_clocks(session: Session, thread_id: int, sent_at: datetime) -> None:
    query = sa.select(FollowUp).where(
        FollowUp.thread_id == thread_id,
        FollowUp.kind.in_(_ENDED_BY_REPLY),
        FollowUp.state == "open",
        FollowUp.deleted_at.is_(None),
    )
    for record in session.scalars(query):
        if record.started_at is None or record.started_at <= sent_at:
            _close(record, "done", sent_at, "answered")


def on_messages_arrived(unit: Unit, thread_ids: Iterable[int], now: datetime) -> Arrived:
    """Look at conversations with new mail: an answer stops our reminder, our reply closes the
    customer's clock, an unanswered recent mail starts one (24 hours).

    Called by the mail ingest inside its unit, after `link_threads`, once a batch.
    """
    ids = sorted(set(thread_ids))
    total = Arrived()
    for start in range(0, len(ids), _BATCH):
        one = _arrived(unit.session, ids[start : start + _BATCH], now)
        total = Arrived(
            total.stopped + one.stopped,
            total.answered + one.answered,
            total.started + one.started,
        )
    return total


def _arrived(session: Session, ids: list[int], now: datetime) -> Arrived:
    session.flush()
    _adopt(session, ids)
    running = _open_clocks(session, ids)
    fresh = _fresh(session, ids, now)
    mails = _mails(session, {r.thread_id for r in running if r.thread_id} | set(fresh))
    sent_ids = _sent_ids(session, running)
    stopped = answered = 0
    for record in running:
        talk = mails.get(record.thread_id or 0, [])
        if record.kind in _ENDED_BY_ANSWER:
            stopped += _stop(record, talk, sent_ids.get(record.outbox_id or "", ""))
        else:
            answered += _answer(record, talk)
    started = _start_clocks(session, fresh, mails, now) if fresh else 0
    return Arrived(stopped, answered, started)


def _adopt(session: Session, ids: list[int]) -> None:
    """Give a reminder its conversation once the sent mail itself has one (a new conversation has
    none while it is on its way)."""
    orphans = {
        message_id.strip("<>"): record
        for record, message_id in session.execute(
            sa.select(FollowUp, OutboxMessage.message_id)
            .join(OutboxMessage, OutboxMessage.id == FollowUp.outbox_id)
            .where(
                FollowUp.thread_id.is_(None),
                FollowUp.state == "open",
                FollowUp.deleted_at.is_(None),
            )
        )
    }
    if not orphans:
        return
    rows = session.execute(
        sa.select(Message.message_id, Thread)
        .join(Thread, Thread.id == Message.thread_id)
        .where(Message.message_id.in_(list(orphans)), among(Thread.id, ids))
    )
    for message_id, thread in rows:
        record = orphans[message_id]
        record.thread_id = thread.id
        record.customer_id = record.customer_id or thread.customer_id
        record.contact_id = record.contact_id or thread.contact_id
    session.flush()


def _open_clocks(session: Session, ids: list[int]) -> list[FollowUp]:
    query = sa.select(FollowUp).where(
        among(FollowUp.thread_id, ids),
        FollowUp.state == "open",
        FollowUp.kind.in_((*_ENDED_BY_ANSWER, *_ENDED_BY_REPLY)),
        FollowUp.started_at.is_not(None),
        FollowUp.deleted_at.is_(None),
    )
    return list(session.scalars(query))


class _FreshThread(NamedTuple):
    id: int
    subject: str
    customer_id: str | None
    contact_id: str | None


def _fresh(session: Session, ids: list[int], now: datetime) -> dict[int, _FreshThread]:
    """Conversations of the inbox to which somebody wrote recently."""
    oldest = int((now - RECENT).timestamp())
    rows = session.execute(
        sa.select(Thread.id, Thread.subject, Thread.customer_id, Thread.contact_id).where(
            among(Thread.id, ids), Thread.in_inbox, Thread.last_time >= oldest
        )
    )
    return {row[0]: _FreshThread(*row) for row in rows}


def _mails(session: Session, ids: set[int]) -> dict[int, list[_Mail]]:
    found: dict[int, list[_Mail]] = defaultdict(list)
    if not ids:
        return found
    rows = session.execute(
        sa.select(
            Message.thread_id,
            Message.sort_time,
            Message.outbound,
            Message.kind,
            Message.from_address,
            Message.in_reply_to,
        ).where(among(Message.thread_id, ids), Message.kind != "draft")
    )
    for thread_id, seconds, outbound, kind, sender, in_reply_to in rows:
        moment = Moment(datetime.fromtimestamp(seconds, UTC), not outbound, kind)
        found[thread_id].append(_Mail(moment, sender, in_reply_to))
    return found


def _sent_ids(session: Session, records: list[FollowUp]) -> dict[str, str]:
    """Message-IDs of the mails whose answers are waited for: an answer that names one counts,
    even when its sender's clock is wrong."""
    ids = [r.outbox_id for r in records if r.outbox_id]
    if not ids:
        return {}
    query = sa.select(OutboxMessage.id, OutboxMessage.message_id).where(OutboxMessage.id.in_(ids))
    return dict(row for row in session.execute(query))


def _stop(record: FollowUp, talk: list[_Mail], sent_id: str) -> int:
    assert record.started_at is not None
    # Mail servers tell whole seconds: an answer within the second of sending would seem the older one.
    started = record.started_at.replace(microsecond=0) - timedelta(seconds=1)
    for mail in sorted(talk, key=lambda m: m.moment.at):
        m = mail.moment
        names_it = bool(sent_id) and mail.in_reply_to.strip("<>") == sent_id.strip("<>")
        later = clocks.stops(started, m.at, m.kind, inbound=m.inbound)
        if later or (names_it and clocks.is_answer(m.kind, inbound=m.inbound)):
            _close(record, "stopped", m.at, "answered")
            return 1
    return 0


def _answer(record: FollowUp, talk: list[_Mail]) -> int:
    """Close the customer's clock if we have written since it started."""
    assert record.started_at is not None
    started = record.started_at.replace(microsecond=0)
    ours = [m.moment.at for m in talk if not m.moment.inbound and m.moment.at >= started]
    if not ours:
        return 0
    _close(record, "done", min(ours), "answered")
    return 1


def _close(record: FollowUp, state: str, at: datetime, reason: str) -> None:
    record.state, record.closed_at, record.closed_reason = state, at, reason


def _start_clocks(
    session: Session,
    fresh: Mapping[int, _FreshThread],
    mails: Mapping[int, list[_Mail]],
    now: datetime,
) -> int:
    addresses, own = own_addresses(session)
    query = sa.select(FollowUp.thread_id, FollowUp.started_at).where(
        among(FollowUp.thread_id, fresh), FollowUp.kind.in_(_ENDED_BY_REPLY)
    )
    known: dict[int, datetime] = {}
    for thread_id, started in session.execute(query):
        if thread_id is not None and started is not None:
            known[thread_id] = max(started, known.get(thread_id, started))
    started_now = 0
    for thread in fresh.values():
        talk = [m for m in mails.get(thread.id, []) if _is_outside(m, addresses, own)]
        since = clocks.waiting_since([m.moment for m in talk])
        if since is None or since < now - RECENT or known.get(thread.id, since) > since:
            continue
        if known.get(thread.id) == since:
            continue
        rule = _rule(talk, linked=thread.customer_id is not None)
        if rule is None:
            continue
        session.add(
            FollowUp(
                kind="first_response",
                rule=str(rule),
                title=thread.subject,
                due=clocks.due_after(Rule.FIRST_RESPONSE, since),
                customer_id=thread.customer_id,
                contact_id=thread.contact_id,
                thread_id=thread.id,
                started_at=since,
            )
        )
        started_now += 1
    return started_now


def _is_outside(mail: _Mail, addresses: frozenset[str], own: frozenset[str]) -> bool:
    """Leave out what machines write and what colleagues write to us; keep what we sent."""
    if not mail.moment.inbound:
        return True
    sender = domains.normalise_address(mail.sender)
    if sender in addresses or domains.registrable_domain(sender) in own:
        return False
    return mail.moment.kind == "platform_inquiry" or not domains.is_automated(sender)


def _rule(talk: list[_Mail], *, linked: bool) -> Rule | None:
    """An inquiry nobody has answered yet; or a customer who waits; strangers' chats start none."""
    if clocks.first_response([m.moment for m in talk]) is not None and all(
        m.moment.inbound for m in talk
    ):
        return Rule.FIRST_RESPONSE
    return Rule.REPLY if linked else None
