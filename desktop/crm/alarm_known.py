"""Whom the workspace knows, made ready for the alarm rule; read once and kept until somebody changes a record."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Lock
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.crm import domains
from desktop.crm.alarm_facts import Known, Partners, firm_words, is_telling, name_key
from desktop.crm.bank_details import Detail, normalised
from desktop.crm.linking_facts import own_addresses
from desktop.runtime.hostnames import KnownNames
from desktop.store.schema.customers import Contact, ContactPoint, Customer, CustomerDomain
from desktop.store.schema.mail import Account, Message, MessageAddress
from desktop.store.schema.mail_warnings import WarningChoice
from desktop.store.schema.workspace import BankAccount, CompanyProfile, User
from desktop.store.workspace import Store

_TABLES = (
    Customer,
    CustomerDomain,
    Contact,
    ContactPoint,
    User,
    Account,
    CompanyProfile,
    BankAccount,
    WarningChoice,
)


@dataclass(frozen=True)
class KnownPeople:
    """`known` for the rule, and which parties are one customer: his domains and his people's private addresses."""

    known: Known
    customer_names: dict[str, str] = field(default_factory=dict)
    of_party: dict[str, str] = field(default_factory=dict)
    parties: dict[str, frozenset[str]] = field(default_factory=dict)

    def parties_with(self, party: str) -> frozenset[str]:
        """All parties of the customer that this one belongs to, at least itself."""
        return self.parties.get(self.of_party.get(party, ""), frozenset()) | {party}

    def customer_of(self, address: str, at: int) -> str:
        """The name of the customer whose address or domain it is, the domain of a partner of long standing, else ""."""
        owner = domains.registrable_domain(address)
        customer = self.of_party.get(address) or self.of_party.get(owner)
        if customer:
            return self.customer_names.get(customer, "")
        return owner if self.known.partners.is_old(owner, at) else ""


@dataclass
class _Kept:
    """What was read of one store. `last`: the newest message whose receivers are among the partners."""

    stamp: tuple[object, ...] = ()
    people: KnownPeople | None = None
    partners: Partners = field(default_factory=Partners)
    last: int = 0
    names: KnownNames = field(default_factory=KnownNames)
    names_of: tuple[object, int] = ((), -1)


_kept: WeakKeyDictionary[object, _Kept] = WeakKeyDictionary()
_lock = Lock()


def known_people(session: Session) -> KnownPeople:
    """Return who is known; from memory when no record of them changed since."""
    with _lock:
        kept = _kept.setdefault(session.get_bind().engine, _Kept())
        _meet(session, kept)
        return _current(session, kept)


def _current(session: Session, kept: _Kept) -> KnownPeople:
    stamp = _stamp(session)
    if kept.people is None or kept.stamp != stamp:
        kept.people, kept.stamp = _read(session, kept.partners), stamp
    return kept.people


def _meet(session: Session, kept: _Kept) -> None:
    """Learn whom we wrote to since the last look: only the new messages are read."""
    newest = session.scalar(sa.select(sa.func.max(Message.id))) or 0
    if newest <= kept.last:
        return
    rows = session.execute(
        sa.select(MessageAddress.address, sa.func.min(Message.sort_time))
        .join(Message, Message.id == MessageAddress.message_id)
        .where(
            Message.id > kept.last,
            Message.outbound,
            Message.kind != "draft",
            MessageAddress.role == "to",
        )
        .group_by(MessageAddress.address)
    )
    since, fresh = kept.partners.since, set()
    for raw, at in rows:
        address = domains.normalise_address(raw)
        company = domains.company_domain(address)
        if not company:
            continue
        kept.partners.addresses.add(address)
        if company not in since:
            fresh.add(company)
        since[company] = min(at, since.get(company, at))
    kept.partners.names.add(fresh)
    kept.last = newest


def known_names(store: Store) -> KnownNames:
    """The registrable domains of customers and ourselves, to compare links with; a millisecond.

    Firms that we only write to are among them once `known_people` was asked in this process (`meet`): reading them
    takes a second on a mailbox of many years.
    """
    with store.read() as session, _lock:
        kept = _kept.setdefault(session.get_bind().engine, _Kept())
        owners, since = _current(session, kept).known.owners, kept.partners.since
        if kept.names_of != (kept.stamp, len(since)):
            kept.names, kept.names_of = KnownNames({*owners, *since}), (kept.stamp, len(since))
        return kept.names


def meet(store: Store) -> None:
    """Read whom we wrote to, before anybody waits for it."""
    with store.read() as session:
        known_people(session)


def _stamp(session: Session) -> tuple[object, ...]:
    parts = [
        sa.select(sa.func.count()).select_from(model).scalar_subquery() for model in _TABLES
    ] + [sa.select(sa.func.max(model.updated_at)).scalar_subquery() for model in _TABLES]
    return tuple(session.execute(sa.select(*parts)).one())


def _read(session: Session, partners: Partners) -> KnownPeople:
    mine, my_domains = own_addresses(session)
    customers = _customers(session, my_domains)
    addresses = customers.addresses
    private = [address for address in addresses if domains.is_free_mail(address)]
    own_people, own_name = _own_people(session)
    known = Known(
        names=KnownNames({*customers.owners, *my_domains}),
        owners={**dict.fromkeys(my_domains, own_name), **customers.owners},
        people={key: frozenset(found) for key, found in customers.people.items()},
        addresses=addresses,
        own_people=own_people,
        own_firms=_own_firms(session),
        own_addresses=mine,
        own_domains=my_domains,
        own_details=frozenset(_own_details(session)),
        accepted=_accepted(session),
        free_hosts=KnownNames({domains.domain_of(address) for address in private}),
        by_local=_by_local(private),
        partners=partners,
    )
    parties: dict[str, set[str]] = defaultdict(set)
    for party, customer_id in customers.of_party.items():
        parties[customer_id].add(party)
    joined = {customer_id: frozenset(found) for customer_id, found in parties.items()}
    return KnownPeople(known, customers.names, customers.of_party, joined)


@dataclass(frozen=True, slots=True)
class _Customers:
    """Customers by id, by domain, by name of their people, by address; `of_party`: domain or address -> id."""

    names: dict[str, str]
    owners: dict[str, str] = field(default_factory=dict)
    people: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    addresses: dict[str, str] = field(default_factory=dict)
    of_party: dict[str, str] = field(default_factory=dict)


def _customers(session: Session, my_domains: frozenset[str]) -> _Customers:
    living = sa.select(Customer.id, Customer.name).where(Customer.deleted_at.is_(None))
    found = _Customers(dict(session.execute(living).all()))
    names = found.names
    for domain, customer_id in session.execute(
        sa.select(CustomerDomain.domain, CustomerDomain.customer_id).where(
            CustomerDomain.deleted_at.is_(None), CustomerDomain.customer_id.in_(names)
        )
    ):
        found.owners[domain] = names[customer_id]
        found.of_party[domain] = customer_id
    for name, customer_id, address in session.execute(
        sa.select(Contact.name, Contact.customer_id, ContactPoint.normalized)
        .join(ContactPoint, ContactPoint.contact_id == Contact.id)
        .where(
            ContactPoint.kind == "email",
            ContactPoint.deleted_at.is_(None),
            Contact.deleted_at.is_(None),
        )
    ):
        if customer_id not in names:
            continue
        found.addresses[address] = name
        found.of_party[address] = customer_id
        company = domains.company_domain(address, my_domains)
        if company:
            found.owners.setdefault(company, names[customer_id])
            found.of_party.setdefault(company, customer_id)
        if is_telling(key := name_key(name)):
            found.people[key].add(address)
    return found


def _by_local(addresses: Iterable[str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for address in addresses:
        found[address.partition("@")[0]].add(address)
    return {local: frozenset(same) for local, same in found.items()}


def _own_people(session: Session) -> tuple[dict[str, str], str]:
    """Our colleagues and companies by name, each with the address that is theirs; and our company's name."""
    found: dict[str, str] = {}
    for name, email in session.execute(
        sa.select(User.name, User.email).where(User.deleted_at.is_(None))
    ):
        found[name_key(name)] = email
    for name, email in session.execute(
        sa.select(Account.display_name, Account.email).where(Account.deleted_at.is_(None))
    ):
        found.setdefault(name_key(name), email)
    own_name = ""
    for company in session.scalars(sa.select(CompanyProfile)):
        own_name = own_name or company.name or company.name_zh
        for name in (company.name, company.name_zh):
            found.setdefault(name_key(name), company.email)
    return {key: email for key, email in found.items() if is_telling(key)}, own_name


def _own_firms(session: Session) -> frozenset[frozenset[str]]:
    names = session.execute(sa.select(CompanyProfile.name, CompanyProfile.name_zh))
    found = {firm_words(name) for row in names for name in row}
    return frozenset(found - {frozenset()})


def _own_details(session: Session) -> Iterable[Detail]:
    for bank in session.scalars(sa.select(BankAccount).where(BankAccount.deleted_at.is_(None))):
        for detail in (
            normalised("iban", bank.iban),
            normalised("account", bank.account),
            normalised("swift", bank.swift),
        ):
            if detail is not None:
                yield detail


def _accepted(session: Session) -> frozenset[tuple[str, str, str]]:
    rows = session.execute(
        sa.select(WarningChoice.kind, WarningChoice.party, WarningChoice.seen).where(
            WarningChoice.deleted_at.is_(None)
        )
    )
    return frozenset((kind, party, seen) for kind, party, seen in rows)
