"""Follow-ups in the store: lists of what is due, and reminders kept, moved and closed by hand."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.crm import clocks
from desktop.crm.clocks import DueState, Rule
from desktop.crm.linking import no_customer
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import N_, _, ngettext
from desktop.store.schema.customers import Contact, Customer
from desktop.store.schema.mail import Message, Thread
from desktop.store.schema.work import FollowUp
from desktop.store.workspace import Store

KINDS = {
    "task": N_("Task"),
    "promise": N_("Promise"),
    "question": N_("Question"),
    "call": N_("Call"),
    "no_answer": N_("No answer"),
    "quote_silent": N_("Quote without an answer"),
    "quote_expiring": N_("Quote expires"),
    "approval": N_("Quote to approve"),
    "first_response": N_("Reply due"),
    "sample": N_("Sample"),
    "milestone": N_("Order milestone"),
    "payment": N_("Payment"),
    "birthday": N_("Birthday"),
}


@dataclass(frozen=True)
class FollowUpRow:
    """A follow-up as lists show it. Times are aware UTC; `text` and `reason` are for people."""

    id: str
    kind: str
    text: str
    due: datetime
    due_state: DueState
    state: str
    rule: str
    reason: str
    customer_id: str | None
    customer_name: str
    country: str
    grade: str
    contact_id: str | None
    contact_name: str
    thread_id: int | None
    quote_id: str | None
    started_at: datetime | None
    closed_at: datetime | None
    closed_reason: str


def list_followups(
    store: Store,
    now: datetime,
    *,
    due: str | None = None,
    customer_id: str | None = None,
    thread_id: int | None = None,
    closed: bool = False,
    zone: tzinfo = UTC,
    limit: int = 500,
) -> list[FollowUpRow]:
    """Return follow-ups as of `now` (aware), the most urgent first.

    `due`: "overdue", "today" (all that is due by midnight in `zone`, overdue ones too), "week"
    (by seven days from now), None for all. `closed`: those done or stopped instead, newest first.
    """
    query = _selection().where(
        FollowUp.state.in_(("done", "stopped")) if closed else FollowUp.state == "open"
    )
    if due is not None:
        query = query.where(FollowUp.due <= _until(due, now, zone))
    if customer_id is not None:
        query = query.where(FollowUp.customer_id == customer_id)
    if thread_id is not None:
        query = query.where(FollowUp.thread_id == thread_id)
    order = FollowUp.closed_at.desc() if closed else FollowUp.due
    with store.read() as session:
        return read_rows(session, query.order_by(order, FollowUp.id).limit(limit), now)


def _until(due: str, now: datetime, zone: tzinfo) -> datetime:
    if due == "overdue":
        return now
    if due == "today":
        return end_of_day(now, zone)
    if due == "week":
        return now + timedelta(days=7)
    raise UserFacing(
        _("“{word}” is not a range of follow-ups.").format(word=due),
        hint=_("Use today, overdue or week."),
        code="bad_range",
    )


def of_customer(
    session: Session, customer_id: str, now: datetime, *, limit: int = 20
) -> list[FollowUpRow]:
    """Return a customer's open follow-ups, the next one first, inside a session already open."""
    query = _selection().where(FollowUp.customer_id == customer_id, FollowUp.state == "open")
    return read_rows(session, query.order_by(FollowUp.due, FollowUp.id).limit(limit), now)


def open_until(session: Session, now: datetime, until: datetime) -> list[FollowUpRow]:
    """Return what is open and due by `until`, inside a session already open."""
    query = _selection().where(FollowUp.state == "open", FollowUp.due <= until)
    return read_rows(session, query.order_by(FollowUp.due, FollowUp.id), now)


def open_rule(session: Session, now: datetime, rule: Rule) -> list[FollowUpRow]:
    """Return all that is open and was started by one rule, inside a session already open."""
    query = _selection().where(FollowUp.state == "open", FollowUp.rule == rule)
    return read_rows(session, query.order_by(FollowUp.due, FollowUp.id), now)


def last_inbound(session: Session, thread_ids: set[int]) -> dict[int, datetime]:
    """Return when somebody last wrote to us in each of these conversations."""
    query = sa.select(Thread.id, Thread.last_in_time).where(
        Thread.id.in_(thread_ids), Thread.last_in_time > 0
    )
    return {i: datetime.fromtimestamp(seconds, UTC) for i, seconds in session.execute(query)}


def end_of_day(now: datetime, zone: tzinfo) -> datetime:
    """Return the last moment of the day of `now` in `zone`, aware UTC."""
    local = now.astimezone(zone).replace(hour=23, minute=59, second=59, microsecond=999_999)
    return local.astimezone(UTC)


_Selection = sa.Select[FollowUp, Customer, Contact]


def _selection() -> _Selection:
    return (
        sa.select(FollowUp, Customer, Contact)
        .outerjoin(Customer, Customer.id == FollowUp.customer_id)
        .outerjoin(Contact, Contact.id == FollowUp.contact_id)
        .where(
            FollowUp.deleted_at.is_(None),
            sa.or_(Customer.id.is_(None), Customer.deleted_at.is_(None)),
        )
    )


def read_rows(session: Session, query: _Selection, now: datetime) -> list[FollowUpRow]:
    """Return the rows of a selection inside a session already open."""
    found: list[tuple[FollowUp, Customer | None, Contact | None]] = [
        (follow_up, customer, contact) for follow_up, customer, contact in session.execute(query)
    ]
    strangers = {
        f.thread_id for f, _c, contact in found if contact is None and f.thread_id is not None
    }
    writers = _writers(session, strangers)
    return [
        _row(f, customer, contact, now, writers.get(f.thread_id or 0, ""))
        for f, customer, contact in found
    ]


def _writers(session: Session, thread_ids: set[int]) -> dict[int, str]:
    """Who wrote to us last in conversations without a known contact: name, else address."""
    if not thread_ids:
        return {}
    query = (
        sa.select(Message.thread_id, Message.from_name, Message.from_address)
        .where(Message.thread_id.in_(thread_ids), Message.outbound.is_(False))
        .order_by(Message.sort_time)
    )
    return {thread_id: name or address for thread_id, name, address in session.execute(query)}


def _row(
    record: FollowUp,
    customer: Customer | None,
    contact: Contact | None,
    now: datetime,
    writer: str,
) -> FollowUpRow:
    return FollowUpRow(
        id=record.id,
        kind=record.kind,
        text=_text(record),
        due=record.due,
        due_state=clocks.due_state(record.due, now),
        state=record.state,
        rule=record.rule,
        reason=_reason(record),
        customer_id=record.customer_id,
        customer_name=customer.name if customer else "",
        country=customer.country if customer else "",
        grade=customer.grade if customer else "",
        contact_id=record.contact_id,
        contact_name=contact.name if contact else writer,
        thread_id=record.thread_id,
        quote_id=record.quote_id,
        started_at=record.started_at,
        closed_at=record.closed_at,
        closed_reason=record.closed_reason,
    )


def _text(record: FollowUp) -> str:
    """What is to be done; for those a rule started it is put into the user's language now."""
    subject = record.title or _(KINDS.get(record.kind, record.kind))
    if record.rule == Rule.NO_ANSWER:
        return _("No answer to “{subject}”").format(subject=subject)
    if record.rule == Rule.QUOTE_SILENT:
        return _("No answer to the quote: {subject}").format(subject=subject)
    if record.rule == Rule.QUOTE_EXPIRING:
        return _("{quote} is about to expire").format(quote=subject)
    if record.rule == Rule.APPROVAL:
        return _("Approve {quote}").format(quote=subject)
    return subject


def _reason(record: FollowUp) -> str:
    if record.reason or record.started_at is None:
        return record.reason
    days = max(round((record.due - record.started_at) / timedelta(days=1)), 1)
    if record.rule in {Rule.NO_ANSWER, Rule.QUOTE_SILENT}:
        text = ngettext("No answer in {count} day", "No answer in {count} days", days)
        return text.format(count=days)
    if record.rule == Rule.QUOTE_EXPIRING:
        return _("Its validity ends: extend it, or ask for the decision")
    if record.rule == Rule.FIRST_RESPONSE:
        return _("New inquiry: answer within 24 hours")
    if record.rule == Rule.REPLY:
        return _("The customer waits for an answer")
    return ""


def show(store: Store, follow_up_id: str, now: datetime) -> FollowUpRow:
    """Return one follow-up. Raises UserFacing (`no_followup`)."""
    with store.read() as session:
        rows = read_rows(session, _selection().where(FollowUp.id == follow_up_id), now)
    if not rows:
        raise _unknown()
    return rows[0]


def add(
    store: Store,
    *,
    title: str,
    due: datetime,
    now: datetime,
    kind: str = "task",
    customer_id: str | None = None,
    contact_id: str | None = None,
    thread_id: int | None = None,
    quote_id: str | None = None,
    reason: str = "",
) -> FollowUpRow:
    """Promise something for `due` (aware). Raises UserFacing when something does not fit."""
    _check(title, due, kind)
    with store.write() as unit:
        session = unit.session
        if thread_id is not None:
            thread = session.get(Thread, thread_id)
            if thread is None:
                raise UserFacing(_("There is no such conversation."), code="no_thread")
            customer_id = customer_id or thread.customer_id
            contact_id = contact_id or thread.contact_id
        if customer_id is not None:
            customer = session.get(Customer, customer_id)
            if customer is None or customer.deleted_at is not None:
                raise no_customer()
        record = FollowUp(
            kind=kind,
            title=title.strip(),
            due=due.astimezone(UTC),
            rule=Rule.MANUAL,
            reason=reason,
            customer_id=customer_id,
            contact_id=contact_id,
            thread_id=thread_id,
            quote_id=quote_id,
            started_at=now,
        )
        session.add(record)
        session.flush()
        new_id = record.id
    return show(store, new_id, now)


def _check(title: str, due: datetime, kind: str) -> None:
    if due.tzinfo is None:
        raise UserFacing(_("The time needs a zone."), code="bad_time")
    if kind not in KINDS:
        raise UserFacing(
            _("“{word}” is not a kind of follow-up.").format(word=kind),
            hint=", ".join(KINDS),
            code="bad_kind",
        )
    if not title.strip() and kind == "task":
        raise UserFacing(_("Say what is to be done."), code="no_title")


def done(store: Store, follow_up_id: str, now: datetime) -> FollowUpRow:
    """Close a follow-up as kept. Done twice is done once. Raises UserFacing (`no_followup`)."""
    with store.write() as unit:
        record = _open_record(unit.session, follow_up_id)
        if record.state == "open":
            record.state, record.closed_at, record.closed_reason = "done", now, "done"
    return show(store, follow_up_id, now)


def snooze(
    store: Store, follow_up_id: str, until: datetime, now: datetime, *, reason: str = ""
) -> FollowUpRow:
    """Put a follow-up off to `until` (aware, in the future); it comes back with its reason.

    A closed one is opened again. Raises UserFacing (`no_followup`, `bad_time`).
    """
    due = clocks.snoozed(until, now)
    with store.write() as unit:
        record = _open_record(unit.session, follow_up_id)
        record.due, record.state = due, "open"
        record.closed_at, record.closed_reason = None, ""
        if reason:
            record.reason = reason
    return show(store, follow_up_id, now)


def remove(store: Store, follow_up_id: str, now: datetime) -> None:
    """Delete a follow-up (undo brings it back). Raises UserFacing (`no_followup`)."""
    with store.write() as unit:
        _open_record(unit.session, follow_up_id).deleted_at = now


def _open_record(session: Session, follow_up_id: str) -> FollowUp:
    record = session.get(FollowUp, follow_up_id)
    if record is None or record.deleted_at is not None:
        raise _unknown()
    return record


def _unknown() -> UserFacing:
    return UserFacing(
        _("There is no such follow-up in this workspace."),
        hint=_("`tradepost followup list` shows the ids."),
        code="no_followup",
    )
