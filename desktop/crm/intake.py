"""A stranger's mail becomes a customer in one step: proposal, creation, his older mail joins."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.crm import contacts, customers, domains, places
from desktop.crm.guessing import Guess, MailFacts, guess, own_words
from desktop.crm.linking import threads_with
from desktop.crm.linking_facts import own_addresses
from desktop.crm.platform_buyer import buyer_of, is_relay
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.customers import Contact, Customer, CustomerDomain
from desktop.store.schema.mail import Message, MessageAddress, MessageText, Thread
from desktop.store.workspace import Store


@dataclass(frozen=True)
class Known:
    """A customer that the writer may belong to: same domain, or he is a contact already."""

    customer_id: str
    name: str


@dataclass(frozen=True)
class Proposal:
    """What the form is filled with. `values` are keys of `customers.add`, `person` those of
    `contacts.add`; `known` offers "a new colleague at ..." instead. `threads`: how many
    conversations would join."""

    message_id: int
    thread_id: int
    values: Mapping[str, str]
    person: Mapping[str, str]
    country_from: str
    known: tuple[Known, ...] = ()
    threads: int = 0


@dataclass(frozen=True)
class Created:
    """A customer made from a mail, and the conversations that are his now."""

    customer_id: str
    contact_id: str | None
    threads: tuple[int, ...] = field(default=())


def from_message(store: Store, message_id: int) -> Proposal:
    """Return what a mail tells about its writer (or, for our own mail, its first recipient).

    Raises UserFacing: no such message, or nobody outside in it.
    """
    with store.read() as session:
        message, address, name = _counterpart(session, message_id)
        text = session.get(MessageText, message_id)
        mine, own = own_addresses(session)
        said = "" if message.outbound or text is None else text.text
        if not _is_ours(message.from_address, mine, own):
            said = own_words(said)  # a colleague's forward says everything in what it forwards
        mail = MailFacts(name=name, address=address, text=said, subject=message.subject)
        found = guess(mail, own)
        if message.kind == "platform_inquiry" and text is not None:
            found = _behind_platform(found, message, text.text, own)
        names = [found.domain] if found.domain else []
        joining = _joining(session, found.contact_address, names)
        known = _known(session, found)
    return Proposal(
        message_id=message_id,
        thread_id=message.thread_id,
        values=_values(found, message),
        person=_person(found),
        country_from=found.country_from,
        known=known,
        threads=len(joining),
    )


def _behind_platform(found: Guess, message: Message, text: str, own: frozenset[str]) -> Guess:
    """Let the proposal speak of the buyer whom a platform's notification names, never of the platform."""
    buyer = buyer_of(text, message.subject, message.from_address, own)
    address = buyer.address or found.contact_address
    relay = is_relay(address, message.from_address)
    domain = "" if relay else domains.company_domain(address, own)
    reachable = not (relay and domains.is_automated(address))
    named = buyer.name or ("" if relay else found.contact_name)
    company = buyer.company or ("" if relay else found.company)
    country = buyer.country or ("" if relay else found.country)
    return replace(
        found,
        company=company or named or address,
        is_person=not company,
        domain=domain,
        website=buyer.website or (f"https://www.{domain}" if domain else ""),
        country=country,
        country_from="text" if buyer.country else found.country_from if country else "",
        time_zone=places.time_zone(country),
        contact_name=named,
        contact_title=buyer.title or ("" if relay else found.contact_title),
        contact_phone=buyer.phone or ("" if relay else found.contact_phone),
        contact_address=address if reachable else "",
    )


def _joining(session: Session, address: str, names: list[str]) -> list[int]:
    """Return the threads with this address or these domains that are nobody's by hand."""
    from_rules = set(threads_with(session, [address] if address else [], names))
    by_hand = sa.select(Thread.id).where(Thread.id.in_(from_rules), Thread.link_reason == "hand")
    return sorted(from_rules - set(session.scalars(by_hand)))


def _values(found: Guess, message: Message) -> dict[str, str]:
    values = {
        "name": found.company,
        "is_person": "yes" if found.is_person else "no",
        "domains": found.domain,
        "website": found.website,
        "country": found.country,
        "time_zone": found.time_zone,
        "language": found.language,
        "source": _source(message, found),
    }
    return {key: value for key, value in values.items() if value}


def _source(message: Message, found: Guess) -> str:
    if message.kind == "platform_inquiry":
        return domains.registrable_domain(message.from_address)
    return _("E-mail") if found.source == "email" else found.source


def _person(found: Guess) -> dict[str, str]:
    values = {
        "name": found.contact_name or found.contact_address.partition("@")[0],
        "title": found.contact_title,
        "email": found.contact_address,
        "phone": found.contact_phone,
        "language": found.language,
    }
    return {key: value for key, value in values.items() if value}


def _is_ours(address: str, mine: frozenset[str], own: frozenset[str]) -> bool:
    return address in mine or domains.registrable_domain(address) in own


def _counterpart(session: Session, message_id: int) -> tuple[Message, str, str]:
    """Return the message with the outside person it is about: address and display name."""
    message = session.get(Message, message_id)
    if message is None:
        raise UserFacing(_("There is no such message in this workspace."), code="no_message")
    mine, own = own_addresses(session)
    people = session.execute(
        sa.select(MessageAddress.role, MessageAddress.address, MessageAddress.name)
        .where(MessageAddress.message_id == message_id)
        .order_by(MessageAddress.position)
    )
    # of a colleague's forward, nobody but the writer of the forwarded mail is outside
    wanted = ("to", "cc") if message.outbound else ("reply_to", "from", "original")
    candidates: list[tuple[bool, int, str, str]] = []
    for role, raw, name in people:
        address = domains.normalise_address(raw)
        if role in wanted and address and not _is_ours(address, mine, own):
            # A platform or a machine speaks for somebody else: his own address comes first.
            spokesman = domains.is_platform(address) or domains.is_automated(address)
            order = wanted.index(role) if role != "reply_to" else 3
            candidates.append((spokesman, order, address, name))
    if not candidates:
        raise UserFacing(
            _("There is nobody outside your company in this message."), code="nobody_outside"
        )
    _spokesman, _order, address, name = min(candidates, key=lambda c: c[:2])
    theirs = not message.outbound and not _is_ours(message.from_address, mine, own)
    return message, address, name or (message.from_name if theirs else "")


def _known(session: Session, found: Guess) -> tuple[Known, ...]:
    query = (
        sa.select(Customer.id, Customer.name)
        .outerjoin(CustomerDomain, CustomerDomain.customer_id == Customer.id)
        .where(
            Customer.deleted_at.is_(None),
            sa.or_(
                sa.and_(
                    CustomerDomain.domain == (found.domain or None),
                    CustomerDomain.deleted_at.is_(None),
                ),
                sa.func.lower(Customer.name) == found.company.lower(),
            ),
        )
        .distinct()
        .order_by(Customer.name)
    )
    return tuple(Known(customer_id, name) for customer_id, name in session.execute(query))


def create_from_message(
    store: Store,
    message_id: int,
    now: datetime,
    *,
    values: Mapping[str, object] | None = None,
    person: Mapping[str, object] | None = None,
) -> Created:
    """Make the writer of a mail a customer with one contact, in one step and one undo.

    `values` and `person` are what the user changed in the proposal; what he left is taken from
    it. His older mail joins by address and company domain. Raises UserFacing.
    """
    proposal = from_message(store, message_id)
    with store.write("user") as unit:
        customer_id = customers.create(
            unit,
            {**proposal.values, **(values or {})},
            now,
            people=[{**proposal.person, **(person or {}), "is_key": True}],
        )
        session = unit.session
        contact = session.scalars(
            sa.select(Contact.id).where(Contact.customer_id == customer_id).order_by(Contact.id)
        ).first()
        threads = session.scalars(sa.select(Thread.id).where(Thread.customer_id == customer_id))
        return Created(customer_id, contact, tuple(sorted(threads)))


def add_contact_from_message(
    store: Store,
    message_id: int,
    customer_id: str,
    *,
    person: Mapping[str, object] | None = None,
) -> Created:
    """Make the writer of a mail a contact of an existing customer ("new colleague at ...")."""
    proposal = from_message(store, message_id)
    row = contacts.add(store, customer_id, {**proposal.person, **(person or {})})
    with store.read() as session:
        query = sa.select(Thread.id).where(Thread.customer_id == customer_id)
        threads = tuple(sorted(session.scalars(query)))
    return Created(customer_id, row.id, threads)
