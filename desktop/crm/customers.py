"""Customers in the store: adding, changing field by field, deleting, and the whole card."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.crm import business, contacts, custom_fields, domains, fields, followups, grading
from desktop.crm.alarms import recheck_for
from desktop.crm.assessment import assess, regrade
from desktop.crm.business import DealRow, OrderRow, QuoteRow
from desktop.crm.contacts import ContactRow, join_mail
from desktop.crm.figures import Figures
from desktop.crm.followups import FollowUpRow
from desktop.crm.grading import Grade
from desktop.crm.linking import link_threads, no_customer
from desktop.crm.linking_facts import own_addresses
from desktop.crm.local_time import LocalClock, local_clock
from desktop.crm.places import time_zone
from desktop.crm.stages import RelationshipStage
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.customers import Contact, Customer, CustomerDomain
from desktop.store.schema.mail import Thread
from desktop.store.schema.orders import SalesOrder
from desktop.store.schema.quotes import Quote
from desktop.store.schema.work import Deal, FollowUp
from desktop.store.schema.workspace import User
from desktop.store.unit import Unit
from desktop.store.workspace import Store


@dataclass(frozen=True)
class CustomerCard:
    """All of a customer (`customer show`). `fields` are the master record's typed values by key;
    `custom` the user's own fields, `facts` what was typed for the grade. Times aware UTC."""

    id: str
    name: str
    fields: Mapping[str, Any]
    custom: Mapping[str, Any]
    facts: Mapping[str, Any]
    domains: tuple[str, ...]
    owner: str
    contacts: tuple[ContactRow, ...]
    figures: Figures
    grade: Grade
    relationship: RelationshipStage
    clock: LocalClock | None
    next_follow_up: FollowUpRow | None
    open_quotes: tuple[QuoteRow, ...]
    open_orders: tuple[OrderRow, ...]
    deals: tuple[DealRow, ...]
    first_contact_at: datetime | None
    created_at: datetime
    updated_at: datetime


def add(
    store: Store,
    values: Mapping[str, object],
    now: datetime,
    *,
    people: Iterable[Mapping[str, object]] = (),
) -> str:
    """Add a customer and return its id; older mail of his people and domains joins him.

    `values`: keys of `fields.CUSTOMER_FIELDS`, `domains`, facts of the grade, `custom.KEY`.
    `people`: contacts, see `contacts.add`. Raises UserFacing for what does not fit.
    """
    with store.write("user") as unit:
        return create(unit, values, now, people=people)


def create(
    unit: Unit,
    values: Mapping[str, object],
    now: datetime,
    *,
    people: Iterable[Mapping[str, object]] = (),
) -> str:
    """Add a customer inside a unit; see `add`."""
    session = unit.session
    texts = {key: fields.as_text(value) for key, value in values.items()}
    texts.setdefault("name", "")
    customer = Customer(name=texts["name"].strip(), first_contact_at=now, custom={}, facts={})
    session.add(customer)
    _assign(session, customer, texts, now)
    session.flush()
    if "domains" not in texts:
        _mine, own = own_addresses(session)
        named = domains.company_domain(domains.host_of(customer.website), own)
        _put_domains(session, customer.id, [named] if named else [])
    for person in people:
        contacts.put(unit, customer, None, person)
    join_mail(unit, _addresses(session, customer.id), _domains(session, customer.id))
    _first_contact(session, customer)
    regrade(unit, [customer.id], now)
    return customer.id


def change(store: Store, customer_id: str, values: Mapping[str, object], now: datetime) -> None:
    """Set fields (`customer set ID key=value`); keys not given stay as they are.

    Raises UserFacing: no such customer or field, a value that does not fit, a grade set by hand
    without a reason. Nothing is written then.
    """
    texts = {key: fields.as_text(value) for key, value in values.items()}
    with store.write("user") as unit:
        session = unit.session
        customer = record(session, customer_id)
        before = _domains(session, customer_id)
        _assign(session, customer, texts, now)
        session.flush()
        if "domains" in texts:
            join_mail(unit, (), before | _domains(session, customer_id))
        regrade(unit, [customer_id], now)


def delete(store: Store, customer_id: str, now: datetime) -> None:
    """Delete a customer with his contacts (undo brings all back); his threads lose their link."""
    with store.write("user") as unit:
        session = unit.session
        customer = record(session, customer_id)
        addresses = _addresses(session, customer_id)
        customer.deleted_at = now
        living = sa.select(Contact).where(
            Contact.customer_id == customer_id, Contact.deleted_at.is_(None)
        )
        for contact in session.scalars(living):
            contact.deleted_at = now
        waits = sa.select(FollowUp).where(
            FollowUp.customer_id == customer_id,
            FollowUp.state == "open",
            FollowUp.deleted_at.is_(None),
        )
        for follow_up in session.scalars(waits):
            follow_up.deleted_at = now
        threads = session.scalars(sa.select(Thread.id).where(Thread.customer_id == customer_id))
        link_threads(unit, list(threads))
        recheck_for(unit, addresses, _domains(session, customer_id))


def record(session: Session, customer_id: str) -> Customer:
    """Return a living customer's row. Raises UserFacing (`no_customer`)."""
    customer = session.get(Customer, customer_id)
    if customer is None or customer.deleted_at is not None:
        raise no_customer()
    return customer


def _assign(session: Session, customer: Customer, texts: Mapping[str, str], now: datetime) -> None:
    facts, custom = dict(customer.facts or {}), dict(customer.custom or {})
    old_zone = time_zone(customer.country or "")
    fact_keys = {field.key for field in fields.FACT_FIELDS}
    for key, text in texts.items():
        bare = key.removeprefix("facts.")
        if key == "domains":
            session.flush()
            _put_domains(session, customer.id, _checked_domains(session, text))
        elif key.startswith("custom."):
            name = key.removeprefix("custom.")
            custom_fields.put(session, "customer", custom, name, text)
        elif bare in fact_keys:
            value = fields.parse(fields.by_key(fields.FACT_FIELDS, bare), text)
            _set_fact(facts, bare, None if text.strip() == "" else value)
        else:
            field = fields.by_key(fields.CUSTOMER_FIELDS, key)
            _set(customer, key, fields.parse(field, text))
    _set(customer, "custom", custom)
    _by_hand(customer, texts, facts, now)
    _set(customer, "facts", facts)
    if (
        "country" in texts
        and "time_zone" not in texts
        and customer.time_zone in {"", old_zone, None}
    ):
        _set(customer, "time_zone", time_zone(customer.country))


def _set(customer: Customer, key: str, value: object) -> None:
    if getattr(customer, key) != value:
        setattr(customer, key, value)


def _set_fact(facts: dict[str, Any], key: str, value: object) -> None:
    if value is None:
        facts.pop(key, None)
    elif isinstance(value, bool | str):
        facts[key] = value
    else:
        facts[key] = str(value)


def _by_hand(
    customer: Customer, texts: Mapping[str, str], facts: dict[str, Any], now: datetime
) -> None:
    """A grade or stage that a person sets is marked as such; cleared, the rules decide again."""
    if "grade" in texts:
        _set(customer, "grade_by_hand", bool(customer.grade))
        if customer.grade:
            if not (customer.grade_reason or "").strip():
                raise UserFacing(
                    _("A grade set by hand needs a reason."),
                    hint=_("Add grade_reason=…"),
                    code="no_reason",
                )
            facts["grade_until"] = grading.next_review(now.date()).isoformat()
        else:
            facts.pop("grade_until", None)
            _set(customer, "grade_reason", texts.get("grade_reason", ""))
    if "relationship_stage" in texts:
        _set(customer, "relationship_by_hand", bool(customer.relationship_stage))


def _checked_domains(session: Session, text: str) -> list[str]:
    """Return registrable domains as typed, refusing what can never mean one company."""
    _mine, own = own_addresses(session)
    found: list[str] = []
    for part in text.replace("，", ",").replace(";", ",").split(","):
        if not part.strip():
            continue
        name = domains.company_domain(domains.host_of(part.strip().rpartition("@")[2]), own)
        if not name:
            raise UserFacing(
                _("“{name}” cannot stand for one company.").format(name=part.strip()),
                hint=_("Free-mail providers, marketplaces and your own domain are left out."),
                code="bad_domain",
            )
        found.append(name)
    return list(dict.fromkeys(found))


def _put_domains(session: Session, customer_id: str, wanted: list[str]) -> None:
    query = sa.select(CustomerDomain).where(
        CustomerDomain.customer_id == customer_id, CustomerDomain.deleted_at.is_(None)
    )
    kept = {row.domain: row for row in session.scalars(query)}
    for name, row in kept.items():
        if name not in wanted:
            row.deleted_at = datetime.now(UTC)
    for name in wanted:
        if name not in kept:
            session.add(CustomerDomain(customer_id=customer_id, domain=name))
    session.flush()


def _domains(session: Session, customer_id: str) -> set[str]:
    query = sa.select(CustomerDomain.domain).where(
        CustomerDomain.customer_id == customer_id, CustomerDomain.deleted_at.is_(None)
    )
    return set(session.scalars(query))


def _addresses(session: Session, customer_id: str) -> set[str]:
    rows = contacts.contacts_of(session, [customer_id]).get(customer_id, [])
    found = {domains.normalise_address(a) for row in rows for a in row.values("email")}
    return found - {""}


def _first_contact(session: Session, customer: Customer) -> None:
    """The first contact is the oldest mail that joined him, when there is one."""
    oldest = session.scalar(
        sa.select(sa.func.min(Thread.first_time)).where(
            Thread.customer_id == customer.id, Thread.first_time > 0
        )
    )
    if oldest:
        moment = datetime.fromtimestamp(oldest, UTC)
        if customer.first_contact_at is None or moment < customer.first_contact_at:
            customer.first_contact_at = moment


def show(store: Store, customer_id: str, now: datetime) -> CustomerCard:
    """Return the whole card as of `now` (aware). Raises UserFacing (`no_customer`)."""
    with store.read() as session:
        return read_card(session, record(session, customer_id), now)


def read_card(session: Session, customer: Customer, now: datetime) -> CustomerCard:
    """Return the card inside a session already open."""
    found = assess(session, [customer], now)[customer.id]
    owner = session.get(User, customer.owner_id) if customer.owner_id else None
    followed = followups.of_customer(session, customer.id, now, limit=1)
    return CustomerCard(
        id=customer.id,
        name=customer.name,
        fields={f.key: getattr(customer, f.key) for f in fields.CUSTOMER_FIELDS},
        custom=dict(customer.custom or {}),
        facts=dict(customer.facts or {}),
        domains=tuple(sorted(_domains(session, customer.id))),
        owner=owner.name if owner else "",
        contacts=tuple(contacts.contacts_of(session, [customer.id]).get(customer.id, [])),
        figures=found.figures,
        grade=found.grade,
        relationship=found.relationship,
        clock=local_clock(
            now, country=customer.country, zone=customer.time_zone, city=customer.city
        ),
        next_follow_up=followed[0] if followed else None,
        open_quotes=tuple(open_quotes(session, customer.id)),
        open_orders=tuple(open_orders(session, customer.id)),
        deals=tuple(business.deals_where(session, Deal.customer_id == customer.id)),
        first_contact_at=customer.first_contact_at,
        created_at=customer.created_at,
        updated_at=customer.updated_at,
    )


def open_quotes(session: Session, customer_id: str) -> list[QuoteRow]:
    """Return a customer's current quotes that are not decided, newest first."""
    return business.quotes_where(
        session, Quote.customer_id == customer_id, Quote.state.in_(business.OPEN_QUOTES)
    )


def open_orders(session: Session, customer_id: str) -> list[OrderRow]:
    """Return a customer's orders that are not closed, newest first."""
    return business.orders_where(
        session, SalesOrder.customer_id == customer_id, SalesOrder.milestone != "closed"
    )
