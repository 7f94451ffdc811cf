"""One history of a customer: mail, alarms, calls, quotes, orders, samples, complaints, changes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.crm import activities, business, fields
from desktop.crm.customers import record
from desktop.crm.figures import Sum
from desktop.crm.mail_words import money_text
from desktop.crm.stages import stage_text
from desktop.crm.timeline_warnings import warned_mails
from desktop.runtime.i18n import N_, _, language
from desktop.store.schema.customers import Contact, ContactPoint, CustomerDomain
from desktop.store.schema.documents import IssuedDocument
from desktop.store.schema.mail import Message, Thread
from desktop.store.schema.orders import OrderMilestone, SalesOrder
from desktop.store.schema.quotes import Quote
from desktop.store.schema.work import Activity, Complaint, FollowUp, Sample
from desktop.store.schema.workspace import JournalEntry
from desktop.store.workspace import Store

KINDS = ("mail", "warning", "activity", "quote", "order", "sample", "complaint", "follow_up", "document",
         "change")  # fmt: skip


@dataclass(frozen=True)
class Event:
    """One thing that happened. `at` aware UTC; `kind` one of KINDS; `icon_hint` the finer kind
    (call, whatsapp, inbound, outbound, sent, milestone id...); `ref` is the record's id, `thread_id`
    where to read more."""

    at: datetime
    kind: str
    icon_hint: str
    title: str
    detail: str
    ref: str
    thread_id: int | None = None
    state: str = ""


def history(
    store: Store,
    customer_id: str,
    *,
    kinds: tuple[str, ...] = KINDS,
    before: datetime | None = None,
    limit: int = 100,
    changes: bool = True,
) -> list[Event]:
    """Return what happened with a customer, newest first; `before` starts the next page.

    `changes` False leaves out the journal's changes of fields. Raises UserFacing (`no_customer`).
    """
    with store.read() as session:
        record(session, customer_id)
        return read_history(
            session, customer_id, kinds=kinds, before=before, limit=limit, changes=changes
        )


def read_history(
    session: Session,
    customer_id: str,
    *,
    kinds: tuple[str, ...] = KINDS,
    before: datetime | None = None,
    limit: int = 100,
    changes: bool = True,
) -> list[Event]:
    """Return the history inside a session already open; see `history`."""
    found: list[Event] = []
    for kind, source in _SOURCES.items():
        if kind in kinds and (changes or kind != "change"):
            found.extend(source(session, customer_id, before, limit))
    if before is not None:
        found = [event for event in found if event.at < before]
    found.sort(key=lambda event: (event.at, event.ref), reverse=True)
    return found[:limit]


def _mail(
    session: Session, customer_id: str, before: datetime | None, limit: int
) -> Iterator[Event]:
    query = (
        sa.select(Message)
        .join(Thread, Thread.id == Message.thread_id)
        .where(Thread.customer_id == customer_id)
        .order_by(Message.sort_time.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(Message.sort_time < before.timestamp())
    for m in session.scalars(query):
        who = _("You") if m.outbound else m.from_name or m.from_address
        yield Event(
            at=datetime.fromtimestamp(m.sort_time, UTC),
            kind="mail",
            icon_hint="outbound" if m.outbound else "inbound",
            title=_("{who}: {subject}").format(who=who, subject=m.subject),
            detail=m.snippet,
            ref=str(m.id),
            thread_id=m.thread_id,
            state=m.kind,
        )


def _warnings(
    session: Session, customer_id: str, before: datetime | None, limit: int
) -> Iterator[Event]:
    for m in warned_mails(session, customer_id, before, limit):
        yield Event(
            at=m.at,
            kind="warning",
            icon_hint="warning",
            title=_("Warning: {fact}").format(fact=m.fact),
            detail=_("{who}: {subject}").format(who=m.sender, subject=m.subject),
            ref=str(m.message_id),
            thread_id=m.thread_id,
            state="dismissed" if m.dismissed else "",
        )


def _activities(
    session: Session, customer_id: str, _before: datetime | None, limit: int
) -> Iterator[Event]:
    query = (
        sa.select(Activity, Contact.name)
        .outerjoin(Contact, Contact.id == Activity.contact_id)
        .where(Activity.customer_id == customer_id, Activity.deleted_at.is_(None))
        .order_by(Activity.at.desc())
        .limit(limit)
    )
    for a, contact in session.execute(query):
        name = _(activities.KINDS.get(a.kind, a.kind))
        title = _("{what} with {who}").format(what=name, who=contact) if contact else name
        detail = " · ".join(part for part in (a.summary, a.solution, a.result) if part)
        state = "substantive" if a.is_substantive else ""
        yield Event(a.at, "activity", a.kind, title, detail, a.id, None, state)


def _quotes(
    session: Session, customer_id: str, _before: datetime | None, _limit: int
) -> Iterator[Event]:
    current = business.quotes_where(session, Quote.customer_id == customer_id)
    totals = {row.id: row.total for row in current}
    query = sa.select(Quote).where(Quote.customer_id == customer_id, Quote.deleted_at.is_(None))
    for q in session.scalars(query):
        label = f"{q.number} V{q.revision}"
        amount = f" · {_money(totals[q.id])}" if q.id in totals else ""
        title = (
            _("Quote {number} sent") if q.sent_at is not None else _("Quote {number} written")
        ).format(number=label)
        detail = f"{q.incoterm} {q.place}".strip()
        at = q.sent_at or q.created_at
        yield Event(at, "quote", q.state, title + amount, detail, q.id, q.thread_id, q.state)


def _orders(
    session: Session, customer_id: str, _before: datetime | None, _limit: int
) -> Iterator[Event]:
    orders = list(
        session.scalars(
            sa.select(SalesOrder).where(
                SalesOrder.customer_id == customer_id, SalesOrder.deleted_at.is_(None)
            )
        )
    )
    for o in orders:
        amount = _money(Sum(o.total, o.currency))
        title = _("Order {number} confirmed · {amount}").format(number=o.number, amount=amount)
        detail = f"{o.incoterm} {o.place}".strip()
        yield Event(o.ordered_at, "order", "confirmed", title, detail, o.id, None, o.milestone)
        if o.cancelled_on is not None:
            at = datetime.combine(o.cancelled_on, time(12), UTC)
            title = _("Order {number} cancelled").format(number=o.number)
            yield Event(at, "order", "cancelled", title, o.cancel_reason, o.id, None, o.milestone)
    numbers = {o.id: o.number for o in orders}
    query = sa.select(OrderMilestone).where(
        OrderMilestone.order_id.in_(numbers), OrderMilestone.deleted_at.is_(None)
    )
    for m in session.scalars(query):
        at = datetime.combine(m.reached_on, time(12), UTC)
        title = f"{numbers[m.order_id]} · {stage_text(m.name)}"
        yield Event(at, "order", m.name, title, m.note, m.order_id, None, m.name)


def _samples(
    session: Session, customer_id: str, _before: datetime | None, _limit: int
) -> Iterator[Event]:
    query = sa.select(Sample).where(Sample.customer_id == customer_id, Sample.deleted_at.is_(None))
    for s in session.scalars(query):
        carrier = " ".join(part for part in (s.courier, s.tracking_number) if part)
        detail = " · ".join(part for part in (carrier, s.feedback) if part)
        at = s.delivered_at or s.sent_at or s.created_at
        if s.delivered_at:
            title = _("Sample delivered: {what}")
        elif s.sent_at:
            title = _("Sample sent: {what}")
        else:
            title = _("Sample prepared: {what}")
        yield Event(at, "sample", s.state, title.format(what=s.title), detail, s.id, None, s.state)


def _complaints(
    session: Session, customer_id: str, _before: datetime | None, _limit: int
) -> Iterator[Event]:
    query = sa.select(Complaint).where(
        Complaint.customer_id == customer_id, Complaint.deleted_at.is_(None)
    )
    for c in session.scalars(query):
        title = _("Complaint: {what}").format(what=c.title)
        detail = " · ".join(part for part in (c.solution, c.prevention) if part)
        yield Event(c.received_at, "complaint", c.state, title, detail, c.id, c.thread_id, c.state)


def _follow_ups(
    session: Session, customer_id: str, _before: datetime | None, limit: int
) -> Iterator[Event]:
    query = (
        sa.select(FollowUp)
        .where(
            FollowUp.customer_id == customer_id,
            FollowUp.state != "open",
            FollowUp.kind != "first_response",
            FollowUp.deleted_at.is_(None),
            FollowUp.closed_at.is_not(None),
        )
        .order_by(FollowUp.closed_at.desc())
        .limit(limit)
    )
    for f in session.scalars(query):
        answered = f.closed_reason == "answered"
        title = _("Answered: {what}") if answered else _("Done: {what}")
        at = f.closed_at or f.due
        yield Event(
            at,
            "follow_up",
            f.kind,
            title.format(what=f.title),
            f.reason,
            f.id,
            f.thread_id,
            f.state,
        )


def _documents(
    session: Session, customer_id: str, _before: datetime | None, _limit: int
) -> Iterator[Event]:
    query = sa.select(IssuedDocument).where(
        IssuedDocument.customer_id == customer_id, IssuedDocument.deleted_at.is_(None)
    )
    for d in session.scalars(query):
        title = _("Issued {number}").format(number=d.number)
        yield Event(d.issued_at, "document", d.kind, title, d.file_name, d.id, None, d.kind)


def _changes(
    session: Session, customer_id: str, before: datetime | None, limit: int
) -> Iterator[Event]:
    ids = [customer_id, *_parts(session, customer_id)]
    query = (
        sa.select(JournalEntry)
        .where(JournalEntry.record_id.in_(ids))
        .order_by(JournalEntry.hlc.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(JournalEntry.at < before)
    units: dict[str, list[JournalEntry]] = {}
    for entry in session.scalars(query):
        units.setdefault(entry.unit_id, []).append(entry)
    for entries in units.values():
        first = min(entries, key=lambda e: (_WEIGHT.get(e.record_type, 9), e.operation != "create"))
        names = dict.fromkeys(name for e in entries for name in _named_change(e))
        title = _(_OPERATIONS.get(first.operation, "{what}")).format(what=_object(first))
        yield Event(
            max(e.at for e in entries), "change", first.operation, title, ", ".join(names), first.id
        )


_WEIGHT = {"customer": 0, "contact": 1, "contact_point": 2, "customer_domain": 3}
_OPERATIONS = {
    "create": N_("Added: {what}"),
    "update": N_("Changed: {what}"),
    "delete": N_("Deleted: {what}"),
    "restore": N_("Restored: {what}"),
}


def _object(entry: JournalEntry) -> str:
    """What a journal row is about, in words: a contact's name, an address, the master record."""
    if entry.record_type == "customer":
        return _("customer record")
    for key in ("name", "value", "domain"):
        if key in entry.changes:
            return str(entry.changes[key][1] or entry.changes[key][0])
    return _("contact")


def _named_change(entry: JournalEntry) -> Iterator[str]:
    """The labels of the changed fields; what was typed into a new record is not listed."""
    if entry.operation != "update":
        return
    known = {f.key: f for f in (*fields.CUSTOMER_FIELDS, *fields.CONTACT_FIELDS)}
    for key in entry.changes:
        if key in known:
            yield known[key].text()


def _parts(session: Session, customer_id: str) -> list[str]:
    """Ids of everything that belongs to the master record."""
    people = sa.select(Contact.id).where(Contact.customer_id == customer_id)
    points = sa.select(ContactPoint.id).where(ContactPoint.contact_id.in_(people))
    names = sa.select(CustomerDomain.id).where(CustomerDomain.customer_id == customer_id)
    return [*session.scalars(people), *session.scalars(points), *session.scalars(names)]


def _money(amount: Sum) -> str:
    return money_text(amount, language())


_Source = Callable[[Session, str, datetime | None, int], Iterator[Event]]
_SOURCES: dict[str, _Source] = {
    "mail": _mail,
    "warning": _warnings,
    "activity": _activities,
    "quote": _quotes,
    "order": _orders,
    "sample": _samples,
    "complaint": _complaints,
    "follow_up": _follow_ups,
    "document": _documents,
    "change": _changes,
}
