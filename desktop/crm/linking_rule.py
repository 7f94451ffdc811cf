"""The rule that decides whose thread it is: hand, contact address, company domain, forwarded mail, thread."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from desktop.crm import domains
from desktop.crm.reasons import Why
from desktop.runtime.i18n import N_

UNDATED = datetime.max.replace(tzinfo=UTC)


class LinkReason(StrEnum):
    """Why a thread belongs to a customer (or to nobody)."""

    HAND = "hand"
    CONTACT = "contact_address"
    DOMAIN = "company_domain"
    FORWARDED = "forwarded"
    THREAD = "thread"
    AMBIGUOUS = "ambiguous"
    NONE = "none"


@dataclass(frozen=True)
class Person:
    """One outside address of a thread.

    `inbound`: he wrote to us (else we wrote to him, or he was copied). `since`: the date of the
    first message with him (aware UTC), by the message's own date, so that the order in which
    messages are fetched does not matter. `kind`: mail kind of CLI.md; list and bulk mail says
    nothing about a company. `via`: who forwarded his mail, "" for one who takes part himself.
    """

    address: str
    inbound: bool
    since: datetime = UNDATED
    kind: str = "personal"
    via: str = ""


@dataclass(frozen=True)
class HandChoice:
    """What the user decided: a customer, or None for "nobody's"."""

    customer_id: str | None


@dataclass(frozen=True)
class ThreadFacts:
    """All that the rule looks at. `earlier`: the customer that this thread, or a thread that its
    references name, was linked to before."""

    people: frozenset[Person]
    hand: HandChoice | None = None
    earlier: str | None = None


@dataclass(frozen=True)
class Directory:
    """Who is known: addresses of contacts, registrable domains of customers, and who we are."""

    contacts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    domains: Mapping[str, frozenset[str]] = field(default_factory=dict)
    own_addresses: frozenset[str] = frozenset()
    own_domains: frozenset[str] = frozenset()

    def is_own(self, address: str) -> bool:
        """Tell whether the address is one of ours or a colleague's."""
        return (
            address in self.own_addresses or domains.registrable_domain(address) in self.own_domains
        )


@dataclass(frozen=True)
class LinkDecision:
    """The answer. `detail` is the address or domain that decided; `suggestions` are customers that
    it might be when nobody was chosen. `confidence` is 0 to 1."""

    customer_id: str | None
    reason: LinkReason
    confidence: float = 0.0
    detail: str = ""
    suggestions: tuple[str, ...] = ()


_WORDS = {
    LinkReason.HAND: N_("You chose this customer"),
    LinkReason.CONTACT: N_("{detail} is a contact of this customer"),
    LinkReason.DOMAIN: N_("{detail} is the domain of this customer"),
    LinkReason.FORWARDED: N_("One of us forwarded a mail of {detail} here"),
    LinkReason.THREAD: N_("The conversation was already with this customer"),
    LinkReason.AMBIGUOUS: N_("{detail} fits more than one customer"),
    LinkReason.NONE: N_("Nobody in this conversation is known"),
}
_UNLINKED_BY_HAND = N_("You took this conversation off its customer")


def explain(reason: str, detail: str = "", *, linked: bool = True) -> Why:
    """Return in words why a thread is (or is not) linked."""
    if reason == LinkReason.HAND and not linked:
        return Why(_UNLINKED_BY_HAND)
    return Why(_WORDS[LinkReason(reason)], {"detail": detail})


def decide(thread: ThreadFacts, directory: Directory) -> LinkDecision:
    """Return whose thread it is: the user's hand, then address, domain, forwarded mail, then the thread.

    A mail that one of us forwards (a colleague, a second mailbox) speaks for whom it is from where
    nobody else of the conversation is known. A tie between customers is broken by who came first in the conversation; what cannot be
    told apart is not linked but suggested.
    """
    if thread.hand is not None:
        return LinkDecision(thread.hand.customer_id, LinkReason.HAND, 1.0)
    outside = [p for p in thread.people if p.address and not directory.is_own(p.address)]
    people = [p for p in outside if not p.via]
    by_address = _claims((p, p.address, directory.contacts.get(p.address)) for p in people)
    if by_address:
        return _choose(by_address, LinkReason.CONTACT, 0.99)
    told = [p for p in people if _tells_company(p)]
    named = [(p, domains.company_domain(p.address, directory.own_domains)) for p in told]
    known = [(p, name, directory.domains.get(name)) for p, name in named if name]
    by_domain = _claims(row for row in known if row[2] is not None and len(row[2]) == 1)
    if by_domain:
        return _choose(by_domain, LinkReason.DOMAIN, 0.85)
    by_forward = _forwarded([p for p in outside if p.via and directory.is_own(p.via)], directory)
    if by_forward:
        return _choose(by_forward, LinkReason.FORWARDED, 0.8)
    if thread.earlier is not None:
        return LinkDecision(thread.earlier, LinkReason.THREAD, 0.6)
    shared = sorted({(name, owner) for _person, name, owners in known for owner in owners or ()})
    if shared:
        owners = tuple(sorted({owner for _name, owner in shared}))
        return LinkDecision(None, LinkReason.AMBIGUOUS, 0.0, shared[0][0], owners)
    return LinkDecision(None, LinkReason.NONE)


def _forwarded(people: list[Person], directory: Directory) -> "list[_Claim]":
    """What speaks for those whose mails one of us forwarded: their address, else their domain."""
    claims = _claims((p, p.address, directory.contacts.get(p.address)) for p in people)
    if claims:
        return claims
    named = (
        (p, domains.company_domain(p.address, directory.own_domains))
        for p in people
        if _tells_company(p)
    )
    known = ((p, p.address, directory.domains.get(name)) for p, name in named if name)
    return _claims(row for row in known if row[2] is not None and len(row[2]) == 1)


def _tells_company(person: Person) -> bool:
    return person.kind not in {"list", "bulk"} and not domains.is_automated(person.address)


@dataclass(frozen=True)
class _Claim:
    """What speaks for one customer: how much, since when, by which address or domain."""

    customer_id: str
    weight: int
    since: datetime
    detail: str


def _claims(rows: Iterable[tuple[Person, str, frozenset[str] | None]]) -> list[_Claim]:
    """Add up, per customer, the people that speak for him (who wrote to us counts twice)."""
    found: dict[str, list[tuple[Person, str]]] = {}
    for person, detail, customers in rows:
        for customer_id in customers or ():
            found.setdefault(customer_id, []).append((person, detail))
    claims = []
    for customer_id, votes in found.items():
        weights = {p.address: 0 for p, _detail in votes}
        for person, _detail in votes:
            weights[person.address] = max(weights[person.address], 2 if person.inbound else 1)
        first = min(votes, key=lambda vote: (vote[0].since, not vote[0].inbound, vote[1]))
        claims.append(_Claim(customer_id, sum(weights.values()), first[0].since, first[1]))
    return claims


def _choose(claims: list[_Claim], reason: LinkReason, confidence: float) -> LinkDecision:
    if len(claims) == 1:
        only = claims[0]
        return LinkDecision(only.customer_id, reason, confidence, only.detail)
    ranked = sorted(claims, key=lambda c: (-c.weight, c.since, c.customer_id))
    best, second = ranked[0], ranked[1]
    others = tuple(sorted(c.customer_id for c in claims))
    if (best.weight, best.since) == (second.weight, second.since):
        return LinkDecision(None, LinkReason.AMBIGUOUS, 0.0, best.detail, others)
    rest = tuple(c for c in others if c != best.customer_id)
    return LinkDecision(best.customer_id, reason, confidence - 0.2, best.detail, rest)
