"""Search over mail and records: words in any script, and the operators of CLI.md."""

import time
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.store.pinyin_match import sounds
from desktop.store.queries.mail_search import conditions, in_own_words, named_file
from desktop.store.queries.threads import moment
from desktop.store.schema.customers import Contact, ContactPoint, Customer
from desktop.store.schema.mail import (
    Attachment,
    Message,
    MessageText,
)
from desktop.store.schema.orders import SalesOrder
from desktop.store.schema.quotes import Quote
from desktop.store.schema.work import Activity
from desktop.store.search import Query, parse_query
from desktop.store.workspace import Store

PLACES = ("mail", "customers", "all")
_SNIPPET = 160


@dataclass(frozen=True)
class Hit:
    """One thing found: `kind` is mail, customer, contact, quote, order or activity (a note; `id` is its customer's); `date` is aware UTC."""

    kind: str
    id: str
    title: str
    snippet: str
    date: datetime | None
    thread_id: int | None = None


@dataclass(frozen=True)
class Found:
    """The result of a search; `total` counts every hit, `hits` holds at most the limit."""

    seconds: float
    total: int
    hits: tuple[Hit, ...]


def search(store: Store, typed: str, *, place: str = "all", limit: int = 50) -> Found:
    """Search `typed` in mail, customers, or all. Newest first; mails that only quote the words behind all others.

    Raises UserFacing (`bad_query`) for an operator value that cannot be read.
    """
    started = time.perf_counter()
    query = parse_query(typed)
    hits: list[Hit] = []
    total = 0
    with store.read() as session:
        if place in ("customers", "all") and not query.operators:
            records = _records(session, query.words, limit)
            hits += records
            total += len(records)
        if place in ("mail", "all"):
            mails, count = _mail(session, query, limit)
            hits += mails
            total += count
    return Found(time.perf_counter() - started, total, tuple(hits[:limit]))


def _mail(session: Session, query: Query, limit: int) -> tuple[list[Hit], int]:
    found = conditions(query)
    if not found:
        return [], 0
    total = session.scalar(sa.select(sa.func.count()).select_from(Message).where(*found)) or 0
    own = in_own_words(query)
    by_words = [] if own is None else [own.desc()]
    rows = session.scalars(
        sa.select(Message)
        .where(*found)
        .order_by(*by_words, Message.sort_time.desc(), Message.id.desc())
        .limit(limit)
    ).all()
    texts = dict(
        session.execute(
            sa.select(MessageText.message_id, MessageText.text).where(
                MessageText.message_id.in_([m.id for m in rows])
            )
        ).all()
    )
    files = _files_named(session, query, [m.id for m in rows])
    return [
        Hit(
            "mail",
            str(m.id),
            m.subject,
            files.get(m.id) or snippet_around(texts.get(m.id, m.snippet), query.words),
            moment(m.sort_time),
            m.thread_id,
        )
        for m in rows
    ], total


def _files_named(session: Session, query: Query, ids: list[int]) -> dict[int, str]:
    """The names of the files that were searched for, by the mail that holds them."""
    wanted = [value for name, value in query.operators if name == "filename"]
    if not wanted:
        return {}
    found: dict[int, list[str]] = {}
    for message_id, name in session.execute(
        sa.select(Attachment.message_id, Attachment.filename)
        .where(Attachment.message_id.in_(ids), *(named_file(value) for value in wanted))
        .order_by(Attachment.id)
    ):
        found.setdefault(message_id, []).append(name)
    return {message_id: ", ".join(names) for message_id, names in found.items()}


def _records(session: Session, words: str, limit: int) -> list[Hit]:
    plain = words.replace('"', "").strip()
    if not plain:
        return []
    kinds = (_customers, _contacts, _quotes, _orders, _notes)
    return [hit for find in kinds for hit in find(session, plain, limit)]


def _customers(session: Session, plain: str, limit: int) -> list[Hit]:
    found = session.scalars(
        sa.select(Customer)
        .where(
            Customer.deleted_at.is_(None),
            sa.or_(
                Customer.name.icontains(plain, autoescape=True),
                Customer.name_zh.contains(plain, autoescape=True),
                sounds(Customer.spelled, plain),
                Customer.city.icontains(plain, autoescape=True),
                Customer.background.icontains(plain, autoescape=True),
                Customer.preferences.icontains(plain, autoescape=True),
            ),
        )
        .order_by(Customer.name)
        .limit(limit)
    )
    return [
        Hit(
            "customer", c.id, c.name, " · ".join(filter(None, (c.name_zh, c.city, c.country))), None
        )
        for c in found
    ]


def _contacts(session: Session, plain: str, limit: int) -> list[Hit]:
    """People by their name or by one of their addresses and numbers."""
    reached = sa.select(ContactPoint.contact_id).where(
        ContactPoint.normalized.contains(plain.casefold(), autoescape=True)
    )
    found = session.execute(
        sa.select(Contact, Customer.name)
        .join(Customer, Customer.id == Contact.customer_id)
        .where(
            Contact.deleted_at.is_(None),
            sa.or_(
                Contact.name.icontains(plain, autoescape=True),
                sounds(Contact.spelled, plain),
                Contact.id.in_(reached),
            ),
        )
        .limit(limit)
    )
    return [Hit("contact", c.customer_id, c.name, company, None) for c, company in found]


def _quotes(session: Session, plain: str, limit: int) -> list[Hit]:
    found = session.execute(
        sa.select(Quote, Customer.name)
        .join(Customer, Customer.id == Quote.customer_id)
        .where(
            Quote.deleted_at.is_(None),
            Quote.is_current,
            Quote.number.icontains(plain, autoescape=True),
        )
        .limit(limit)
    )
    return [Hit("quote", q.id, q.number, company, q.updated_at) for q, company in found]


def _notes(session: Session, plain: str, limit: int) -> list[Hit]:
    found = session.execute(
        sa.select(Activity, Customer.name)
        .join(Customer, Customer.id == Activity.customer_id)
        .where(Activity.deleted_at.is_(None), Activity.summary.icontains(plain, autoescape=True))
        .order_by(Activity.at.desc())
        .limit(limit)
    )
    return [
        Hit("activity", a.customer_id, company, snippet_around(a.summary, plain), a.at)
        for a, company in found
    ]


def _orders(session: Session, plain: str, limit: int) -> list[Hit]:
    """Orders by their number, the buyer's PO, the contract or the bill of lading."""
    told = (
        SalesOrder.number,
        SalesOrder.buyer_reference,
        SalesOrder.contract_number,
        SalesOrder.bl_number,
    )
    found = session.execute(
        sa.select(SalesOrder, Customer.name)
        .join(Customer, Customer.id == SalesOrder.customer_id)
        .where(
            SalesOrder.deleted_at.is_(None),
            sa.or_(*(column.icontains(plain, autoescape=True) for column in told)),
        )
        .limit(limit)
    )
    return [Hit("order", o.id, o.number, company, o.updated_at) for o, company in found]


def snippet_around(text: str, words: str) -> str:
    """Return about 160 characters of `text` around the first of `words` that stands in it."""
    flat = " ".join(text.split())
    low = flat.casefold()
    places = [low.find(w.strip('"').casefold()) for w in words.split() if w.strip('"')]
    first = min((p for p in places if p >= 0), default=0)
    start = max(0, first - _SNIPPET // 3)
    piece = flat[start : start + _SNIPPET]
    return ("…" if start else "") + piece + ("…" if start + _SNIPPET < len(flat) else "")
