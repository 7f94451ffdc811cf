"""What the rule of links looks at, read from the store: who takes part, who is known, who owned it before."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.crm import domains
from desktop.crm.linking_rule import Directory, Person
from desktop.store.among import among
from desktop.store.schema.customers import Contact, ContactPoint, Customer, CustomerDomain
from desktop.store.schema.mail import Account, Message, MessageAddress, Thread, ThreadRef
from desktop.store.schema.workspace import User

_INBOUND_ROLES = frozenset({"from", "reply_to", "sender"})


def own_addresses(session: Session) -> tuple[frozenset[str], frozenset[str]]:
    """Return our own addresses and our registrable domains (accounts and users)."""
    rows = session.execute(sa.select(Account.email, Account.username)).all()
    further = [
        str(item.get("email", ""))
        for senders in session.scalars(sa.select(Account.identities))
        for item in senders or ()
    ]
    users = session.scalars(sa.select(User.email).where(User.deleted_at.is_(None)))
    found = [text for row in rows for text in row] + further + list(users)
    addresses = frozenset(a for a in map(domains.normalise_address, found) if a)
    return addresses, domains.own_domains(addresses)


Owners = dict[str, dict[str, str]]
"""address -> {customer: contact}"""


def people_of(session: Session, ids: list[int]) -> tuple[dict[int, set[Person]], Directory, Owners]:
    """Return those people of each thread who may belong to a customer, and what is known about their addresses."""
    first = sa.func.min(Message.sort_time).label("since")
    via = sa.case((MessageAddress.role == "original", Message.from_address), else_="").label("via")
    query = (
        sa.select(
            Message.thread_id,
            MessageAddress.address,
            MessageAddress.role,
            Message.outbound,
            Message.kind,
            via,
            first,
        )
        .join(MessageAddress, MessageAddress.message_id == Message.id)
        .where(among(Message.thread_id, ids))
        .group_by(
            Message.thread_id,
            MessageAddress.address,
            MessageAddress.role,
            Message.outbound,
            Message.kind,
            via,
        )
    )
    rows = session.connection().execute(query).all()
    addresses = {raw: domains.normalise_address(raw) for raw in {row[1] for row in rows}}
    directory, owners = _directory(session, set(addresses.values()) - {""})
    known = {raw for raw, address in addresses.items() if _may_tell(address, directory)}
    found: dict[int, set[Person]] = defaultdict(set)
    for thread_id, raw, role, outbound, kind, by, since in rows:
        if raw in known:
            inbound = not outbound and role in _INBOUND_ROLES
            when = datetime.fromtimestamp(since, UTC)
            found[thread_id].add(
                Person(addresses[raw], inbound, when, kind, domains.normalise_address(by))
            )
    return found, directory, owners


def _may_tell(address: str, directory: Directory) -> bool:
    name = domains.company_domain(address, directory.own_domains) if address else ""
    return address in directory.contacts or name in directory.domains


def _directory(session: Session, addresses: set[str]) -> tuple[Directory, Owners]:
    """Return what is known about these addresses, and {address: {customer: contact}}."""
    owners: Owners = defaultdict(dict)
    for chunk in _chunks(sorted(addresses)):
        rows = session.execute(
            sa.select(ContactPoint.normalized, Contact.customer_id, Contact.id)
            .join(Contact, Contact.id == ContactPoint.contact_id)
            .join(Customer, Customer.id == Contact.customer_id)
            .where(
                ContactPoint.kind == "email",
                among(ContactPoint.normalized, chunk),
                ContactPoint.deleted_at.is_(None),
                Contact.deleted_at.is_(None),
                Customer.deleted_at.is_(None),
            )
            .order_by(Contact.id.desc())
        )
        for address, customer_id, contact_id in rows:
            owners[address][customer_id] = contact_id
    mine, my_domains = own_addresses(session)
    names = {domains.company_domain(a, my_domains) for a in addresses} - {""}
    by_domain: dict[str, set[str]] = defaultdict(set)
    for chunk in _chunks(sorted(names)):
        rows_of_domains = session.execute(
            sa.select(CustomerDomain.domain, CustomerDomain.customer_id)
            .join(Customer, Customer.id == CustomerDomain.customer_id)
            .where(
                among(CustomerDomain.domain, chunk),
                CustomerDomain.deleted_at.is_(None),
                Customer.deleted_at.is_(None),
            )
        )
        for domain, customer_id in rows_of_domains:
            by_domain[domain].add(customer_id)
    directory = Directory(
        contacts={address: frozenset(whose) for address, whose in owners.items()},
        domains={domain: frozenset(whose) for domain, whose in by_domain.items()},
        own_addresses=mine,
        own_domains=my_domains,
    )
    return directory, owners


def _chunks(values: Sequence[str], size: int = 2000) -> Iterable[Sequence[str]]:
    return (values[i : i + size] for i in range(0, len(values), size))


def alive(session: Session, ids: set[str]) -> set[str]:
    """Return those customers that were not deleted."""
    query = sa.select(Customer.id).where(among(Customer.id, ids), Customer.deleted_at.is_(None))
    return set(session.scalars(query)) if ids else set()


def siblings(session: Session, ids: list[int]) -> dict[int, str]:
    """Return the customer of another thread that a message of this one answers."""
    if not ids:
        return {}
    other = sa.orm.aliased(Thread)
    rows = session.execute(
        sa.select(Message.thread_id, sa.func.min(other.customer_id))
        .join(ThreadRef, ThreadRef.message_id == Message.in_reply_to)
        .join(other, other.id == ThreadRef.thread_id)
        .join(Customer, Customer.id == other.customer_id)
        .where(
            among(Message.thread_id, ids),
            Message.in_reply_to != "",
            other.id != Message.thread_id,
            Customer.deleted_at.is_(None),
        )
        .group_by(Message.thread_id)
    )
    return {thread_id: customer for thread_id, customer in rows if customer}
