"""The list of customers: filters, order, keyset pages, with the figures of a row."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.crm.business import OPEN_QUOTES
from desktop.crm.figures import Sum, sums
from desktop.store.pinyin_match import sounds
from desktop.store.schema.customers import Contact, ContactPoint, Customer, CustomerDomain
from desktop.store.schema.mail import Thread
from desktop.store.schema.orders import SalesOrder
from desktop.store.schema.quotes import Quote
from desktop.store.schema.work import Deal, FollowUp
from desktop.store.workspace import Store


@dataclass(frozen=True)
class CustomerRow:
    """A customer in the list. Times aware UTC; `total` is the sum of all orders by currency."""

    id: str
    name: str
    name_zh: str
    country: str
    city: str
    grade: str
    grade_by_hand: bool
    relationship: str
    deal_stage: str
    tags: tuple[str, ...]
    source: str
    industry: str
    contact_name: str
    contact_email: str
    orders: int
    total: tuple[Sum, ...]
    last_order_at: datetime | None
    last_mail_at: datetime | None
    last_in_at: datetime | None
    open_quotes: int
    next_follow_up_at: datetime | None
    next_follow_up: str
    spelled: str = ""
    """The Chinese names as they are typed in pinyin."""


@dataclass(frozen=True)
class Filter:
    """Which customers: `text` in names, city, people and addresses; the others exactly."""

    text: str = ""
    country: str = ""
    grade: str = ""
    relationship: str = ""
    tag: str = ""
    source: str = ""


@dataclass(frozen=True)
class Page:
    """Where the next page starts: name and id of the last row shown."""

    name: str
    id: str


def list_customers(
    store: Store,
    *,
    where: Filter | None = None,
    after: Page | None = None,
    limit: int = 200,
) -> list[CustomerRow]:
    """Return customers by name, a keyset page at a time."""
    key = sa.func.lower(Customer.name)
    query = _selected(where or Filter()).order_by(key, Customer.id).limit(limit)
    if after is not None:
        query = query.where(sa.tuple_(key, Customer.id) > sa.tuple_(after.name.lower(), after.id))
    with store.read() as session:
        return _rows(session, list(session.scalars(query)))


def _selected(where: Filter) -> sa.Select[Customer]:
    query = sa.select(Customer).where(Customer.deleted_at.is_(None))
    if where.country:
        query = query.where(Customer.country == where.country.upper())
    if where.grade:
        query = query.where(Customer.grade == ("" if where.grade == "?" else where.grade))
    if where.relationship:
        query = query.where(Customer.relationship_stage == where.relationship)
    if where.source:
        query = query.where(Customer.source == where.source)
    if where.tag:
        tags = sa.func.json_each(Customer.tags).table_valued("value").alias("one_tag")
        query = query.where(sa.exists().select_from(tags).where(tags.c.value == where.tag))
    for word in where.text.split():
        query = query.where(_mentions(word))
    return query


def _mentions(word: str) -> sa.ColumnElement[bool]:
    people = (
        sa.select(Contact.customer_id)
        .outerjoin(ContactPoint, ContactPoint.contact_id == Contact.id)
        .where(
            Contact.deleted_at.is_(None),
            sa.or_(
                Contact.name.icontains(word, autoescape=True),
                sounds(Contact.spelled, word),
                ContactPoint.value.icontains(word, autoescape=True),
            ),
        )
    )
    names = sa.select(CustomerDomain.customer_id).where(
        CustomerDomain.domain.icontains(word, autoescape=True),
        CustomerDomain.deleted_at.is_(None),
    )
    return sa.or_(
        Customer.name.icontains(word, autoescape=True),
        Customer.name_zh.icontains(word, autoescape=True),
        sounds(Customer.spelled, word),
        Customer.city.icontains(word, autoescape=True),
        Customer.id == word,
        Customer.id.in_(people),
        Customer.id.in_(names),
    )


def _rows(session: Session, customers: list[Customer]) -> list[CustomerRow]:
    ids = [customer.id for customer in customers]
    people = _people(session, ids)
    orders = _orders(session, ids)
    mails = _mails(session, ids)
    quotes = _quotes(session, ids)
    stages = _stages(session, ids)
    waits = _next(session, ids)
    rows = []
    for c in customers:
        name, email = people.get(c.id, ("", ""))
        bought = orders.get(c.id, [])
        last, last_in = mails.get(c.id, (None, None))
        due, title = waits.get(c.id, (None, ""))
        rows.append(
            CustomerRow(
                id=c.id,
                name=c.name,
                name_zh=c.name_zh,
                country=c.country,
                city=c.city,
                grade=c.grade,
                grade_by_hand=c.grade_by_hand,
                relationship=c.relationship_stage,
                deal_stage=stages.get(c.id, ""),
                tags=tuple(str(tag) for tag in c.tags or ()),
                source=c.source,
                industry=c.industry,
                contact_name=name,
                contact_email=email,
                orders=len(bought),
                total=sums((amount, currency) for amount, currency, _at in bought),
                last_order_at=max((at for _a, _c, at in bought), default=None),
                last_mail_at=last,
                last_in_at=last_in,
                open_quotes=quotes.get(c.id, 0),
                next_follow_up_at=due,
                next_follow_up=title,
                spelled=c.spelled,
            )
        )
    return rows


def _people(session: Session, ids: list[str]) -> dict[str, tuple[str, str]]:
    """The first contact of each customer with his address: the key contact if there is one."""
    query = (
        sa.select(Contact.customer_id, Contact.name, ContactPoint.value)
        .outerjoin(
            ContactPoint,
            sa.and_(
                ContactPoint.contact_id == Contact.id,
                ContactPoint.kind == "email",
                ContactPoint.deleted_at.is_(None),
            ),
        )
        .where(Contact.customer_id.in_(ids), Contact.deleted_at.is_(None))
        .order_by(Contact.left_on.is_not(None), Contact.is_key.desc(), Contact.id)
    )
    found: dict[str, tuple[str, str]] = {}
    for customer_id, name, email in session.execute(query):
        found.setdefault(customer_id, (name, email or ""))
    return found


def _orders(session: Session, ids: list[str]) -> dict[str, list[tuple[Decimal, str, datetime]]]:
    query = sa.select(
        SalesOrder.customer_id, SalesOrder.total, SalesOrder.currency, SalesOrder.ordered_at
    ).where(
        SalesOrder.customer_id.in_(ids),
        SalesOrder.deleted_at.is_(None),
        SalesOrder.cancelled_on.is_(None),
    )
    found: dict[str, list[tuple[Decimal, str, datetime]]] = defaultdict(list)
    for customer_id, total, currency, at in session.execute(query):
        found[customer_id].append((total, currency, at))
    return found


def _mails(session: Session, ids: list[str]) -> dict[str, tuple[datetime | None, datetime | None]]:
    query = (
        sa.select(
            Thread.customer_id,
            sa.func.max(sa.func.max(Thread.last_in_time, Thread.last_out_time)),
            sa.func.max(Thread.last_in_time),
        )
        .where(Thread.customer_id.in_(ids))
        .group_by(Thread.customer_id)
    )
    return {
        customer_id or "": (_moment(last), _moment(last_in))
        for customer_id, last, last_in in session.execute(query)
    }


def _moment(seconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def _quotes(session: Session, ids: list[str]) -> dict[str, int]:
    query = (
        sa.select(Quote.customer_id, sa.func.count())
        .where(
            Quote.customer_id.in_(ids),
            Quote.is_current,
            Quote.state.in_(OPEN_QUOTES),
            Quote.deleted_at.is_(None),
        )
        .group_by(Quote.customer_id)
    )
    return dict(session.execute(query).all())


def _stages(session: Session, ids: list[str]) -> dict[str, str]:
    """The stage of the deal that moved last."""
    query = (
        sa.select(Deal.customer_id, Deal.stage)
        .where(Deal.customer_id.in_(ids), Deal.deleted_at.is_(None))
        .order_by(Deal.stage_since)
    )
    return dict(session.execute(query).all())


def _next(session: Session, ids: list[str]) -> dict[str, tuple[datetime | None, str]]:
    query = (
        sa.select(FollowUp.customer_id, FollowUp.due, FollowUp.title)
        .where(
            FollowUp.customer_id.in_(ids),
            FollowUp.state == "open",
            FollowUp.deleted_at.is_(None),
        )
        .order_by(FollowUp.due)
    )
    found: dict[str, tuple[datetime | None, str]] = {}
    for customer_id, due, title in session.execute(query):
        found.setdefault(customer_id or "", (due, title))
    return found
