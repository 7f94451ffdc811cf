"""Everything the panel beside a conversation shows of its customer, by one function."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.crm import business, contacts, customers, followups, linking, timeline
from desktop.crm.business import DealRow, OrderRow, QuoteRow
from desktop.crm.contacts import ContactRow
from desktop.crm.figures import Sum, sums
from desktop.crm.followups import FollowUpRow
from desktop.crm.linking import Link
from desktop.crm.local_time import Holiday, LocalClock, local_clock, next_holidays
from desktop.crm.timeline import Event
from desktop.store.queries.mail_search import is_file
from desktop.store.schema.customers import Customer
from desktop.store.schema.mail import Attachment, Message, Thread
from desktop.store.schema.orders import Payment, SalesOrder
from desktop.store.schema.work import Deal
from desktop.store.workspace import Store

RECENT = 6
FILES = 8


@dataclass(frozen=True)
class FileRow:
    """A file exchanged with the customer. `at` aware UTC; `outbound`: we sent it."""

    attachment_id: int
    message_id: int
    thread_id: int
    part: str
    filename: str
    content_type: str
    size: int
    at: datetime
    outbound: bool


@dataclass(frozen=True)
class Suggestion:
    """A customer that an unlinked conversation may belong to."""

    customer_id: str
    name: str


@dataclass(frozen=True)
class PromisedDate:
    """A day somebody counts on: a quote's validity, a shipment, a payment."""

    day: date
    kind: str
    label: str


@dataclass(frozen=True)
class CustomerPanel:
    """The panel of a customer, ready to paint. `link` is None when no conversation was named."""

    customer_id: str
    name: str
    name_zh: str
    grade: str
    grade_by_hand: bool
    relationship: str
    tags: tuple[str, ...]
    industry: str
    country: str
    clock: LocalClock | None
    holidays: tuple[Holiday, ...]
    good_to_know: str
    next_action: str
    next_follow_ups: tuple[FollowUpRow, ...]
    deal: DealRow | None
    contacts: tuple[ContactRow, ...]
    open_quotes: tuple[QuoteRow, ...]
    orders: tuple[OrderRow, ...]
    unpaid: tuple[Sum, ...]
    promised: tuple[PromisedDate, ...]
    recent: tuple[Event, ...]
    files: tuple[FileRow, ...]
    link: Link | None


@dataclass(frozen=True)
class UnknownPanel:
    """The panel of a conversation that is nobody's: why, and who it might be. `message_id` is the
    message to make a customer from (the newest one that somebody outside wrote)."""

    link: Link
    message_id: int | None
    suggestions: tuple[Suggestion, ...]


def for_thread(store: Store, thread_id: int, now: datetime) -> CustomerPanel | UnknownPanel:
    """Return the panel beside a conversation as of `now` (aware). Raises UserFacing."""
    with store.read() as session:
        link = linking.read_link(session, thread_id)
        if link.customer_id is not None:
            customer = session.get(Customer, link.customer_id)
            if customer is not None and customer.deleted_at is None:
                return _panel(session, customer, link, now)
        return UnknownPanel(link, _newest(session, thread_id), _named(session, link.suggestions))


def for_customer(store: Store, customer_id: str, now: datetime) -> CustomerPanel:
    """Return the panel of a customer as of `now` (aware). Raises UserFacing (`no_customer`)."""
    with store.read() as session:
        return _panel(session, customers.record(session, customer_id), None, now)


def _newest(session: Session, thread_id: int) -> int | None:
    query = (
        sa.select(Message.id)
        .where(Message.thread_id == thread_id)
        .order_by(Message.outbound, Message.sort_time.desc())
    )
    return session.scalars(query).first()


def _named(session: Session, ids: tuple[str, ...]) -> tuple[Suggestion, ...]:
    query = (
        sa.select(Customer.id, Customer.name)
        .where(Customer.id.in_(ids), Customer.deleted_at.is_(None))
        .order_by(Customer.name)
    )
    return tuple(Suggestion(customer_id, name) for customer_id, name in session.execute(query))


def _panel(session: Session, customer: Customer, link: Link | None, now: datetime) -> CustomerPanel:
    quotes = customers.open_quotes(session, customer.id)
    orders = customers.open_orders(session, customer.id)
    follow_ups = followups.of_customer(session, customer.id, now, limit=5)
    people = contacts.contacts_of(session, [customer.id]).get(customer.id, [])
    recent = timeline.read_history(session, customer.id, limit=RECENT, changes=False)
    clock = local_clock(now, country=customer.country, zone=customer.time_zone, city=customer.city)
    today = (clock.now if clock else now).date()
    return CustomerPanel(
        customer_id=customer.id,
        name=customer.name,
        name_zh=customer.name_zh,
        grade=customer.grade,
        grade_by_hand=customer.grade_by_hand,
        relationship=customer.relationship_stage,
        tags=tuple(str(tag) for tag in customer.tags or ()),
        industry=customer.industry,
        country=customer.country,
        clock=clock,
        holidays=next_holidays(customer.country, today, days=21) if customer.country else (),
        good_to_know=_good_to_know(customer),
        next_action=customer.next_action,
        next_follow_ups=tuple(follow_ups),
        deal=_deal(session, customer.id, link),
        contacts=tuple(people),
        open_quotes=tuple(quotes),
        orders=tuple(orders),
        unpaid=_unpaid(session, customer.id, now),
        promised=_promised(quotes, orders, now.date()),
        recent=tuple(recent),
        files=tuple(_files(session, customer.id)),
        link=link,
    )


def _good_to_know(customer: Customer) -> str:
    """Preferences and culture memo, one line each, without repeats."""
    lines = re.split(r"\n+", f"{customer.preferences}\n{customer.culture_memo}")
    return "\n".join(dict.fromkeys(line.strip() for line in lines if line.strip()))


def _deal(session: Session, customer_id: str, link: Link | None) -> DealRow | None:
    """The deal of this conversation, else the open one that moved last, else the last one."""
    deals = business.deals_where(session, Deal.customer_id == customer_id)
    here = [d for d in deals if link is not None and d.thread_id == link.thread_id]
    running = [d for d in deals if d.stage not in business.closed_deal_stages()]
    return next(iter([*here, *running, *deals]), None)


def _unpaid(session: Session, customer_id: str, now: datetime) -> tuple[Sum, ...]:
    query = (
        sa.select(Payment.amount, Payment.currency)
        .join(SalesOrder, SalesOrder.id == Payment.order_id)
        .where(
            SalesOrder.customer_id == customer_id,
            SalesOrder.deleted_at.is_(None),
            Payment.deleted_at.is_(None),
            Payment.received_on.is_(None),
            Payment.due_on < now.date(),
        )
    )
    return sums((amount, currency) for amount, currency in session.execute(query))


def _promised(
    quotes: list[QuoteRow], orders: list[OrderRow], today: date
) -> tuple[PromisedDate, ...]:
    found = [
        PromisedDate(q.valid_until, "quote_valid_until", q.label)
        for q in quotes
        if q.valid_until is not None
    ]
    for order in orders:
        days = (("etd", order.etd), ("eta", order.eta), ("payment", order.balance_due_on))
        found += [PromisedDate(day, kind, order.number) for kind, day in days if day is not None]
    ahead = [promise for promise in found if promise.day >= today]
    return tuple(sorted(ahead, key=lambda p: (p.day, p.label, p.kind)))


def _files(session: Session, customer_id: str) -> list[FileRow]:
    query = (
        sa.select(Attachment, Message.thread_id, Message.sort_time, Message.outbound)
        .join(Message, Message.id == Attachment.message_id)
        .join(Thread, Thread.id == Message.thread_id)
        .where(Thread.customer_id == customer_id, is_file())
        .order_by(Message.sort_time.desc(), Attachment.id)
        .limit(FILES)
    )
    return [
        FileRow(
            attachment_id=a.id,
            message_id=a.message_id,
            thread_id=thread_id,
            part=a.part,
            filename=a.filename,
            content_type=a.content_type,
            size=a.size,
            at=datetime.fromtimestamp(seconds, UTC),
            outbound=outbound,
        )
        for a, thread_id, seconds, outbound in session.execute(query)
    ]
