"""What the alarm rule looks at: a mail, who is known, and the forms in which names and addresses are compared."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Literal

from desktop.crm import domains
from desktop.crm.bank_details import BankTalk, Detail
from desktop.runtime.hostnames import KnownNames, Likeness

_PATIENCE = 60 * 86_400
_TITLES = frozenset("mr mrs ms dr ing dipl prof sr sra herr frau mme via".split())  # noqa: SIM905
_LEGAL_FORMS = "ag bv co company corp gmbh group inc kg limited llc ltd sa sarl spa srl"
_LEGAL = frozenset(_LEGAL_FORMS.split())

Severity = Literal["red", "amber"]
Sender = Literal["confirmed", "unconfirmed", "forged", "unchecked"]


class AlarmKind(StrEnum):
    """What is wrong, the worst first."""

    FORGED = "forged"
    LOOKALIKE = "lookalike_domain"
    ADDRESS = "lookalike_address"
    BANK_NEW = "new_bank_details"
    BANK_CHANGE = "bank_change"
    OWN_NAME = "own_name"
    CONTACT_NAME = "contact_name"
    OTHER_ADDRESS = "name_shows_other_address"
    REPLY_TO = "reply_to"
    BANK_ASKED = "bank_change_asked"
    FIRST_PAYMENT = "first_payment_request"


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm. `seen` and `expected`: the two strings that were compared; `who`: the customer, contact or colleague
    that it is about; `sentence`: the words of the mail that raised it."""

    kind: AlarmKind
    severity: Severity
    seen: str
    expected: str = ""
    who: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class MailFacts:
    """What the rule looks at. Addresses in the form of `domains.normalise_address`; `kind` as in CLI.md.

    `at`: seconds since 1970;
    `sender`: what our own server found; `first`: nobody wrote from or to this sender before; `customer`: his name
    when the sender's address or domain is a customer's; `seen_before`: his earlier bank details.
    """

    name: str
    address: str
    reply_to: tuple[str, ...] = ()
    kind: str = "personal"
    talk: BankTalk = field(default_factory=BankTalk)
    sender: Sender = "unchecked"
    first: bool = False
    at: int = 0
    customer: str = ""
    seen_before: tuple[Detail, ...] = ()


@dataclass
class Partners:
    """Firms that we wrote to: suppliers, forwarders, buyers who are no customers yet. It grows with the mail.

    `since`: domain -> when we first wrote there (seconds since 1970); `addresses`: whom we wrote to.
    """

    since: dict[str, int] = field(default_factory=dict)
    addresses: set[str] = field(default_factory=set)
    names: KnownNames = field(default_factory=KnownNames)

    def is_old(self, domain: str, at: int) -> bool:
        """Tell whether the correspondence had lasted for two months: no fraudster waits that long."""
        return domain in self.since and self.since[domain] < at - _PATIENCE

    def like(self, domain: str) -> list[Likeness]:
        """Whom `domain` resembles: firms that we wrote to while we never wrote to it, or wrote to it later."""
        mine = self.since.get(domain)
        return [
            like
            for like in self.names.near(domain)
            if mine is None or self.since[plain(like.known)] < mine
        ]


@dataclass(frozen=True)
class Known:
    """Who is known. Keys are names in the form of `name_key`, addresses normalised, domains registrable.

    `owners`: domain -> name of the customer (or our own company); `people`: name of a contact -> his addresses;
    `addresses`: every contact's address -> his name; `own_people`: our colleagues and our company's names;
    `own_firms`: the words of these names.
    `own_details`: our own bank details; `accepted`: (kind, party, seen) that the user dismissed.
    """

    names: KnownNames
    owners: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, frozenset[str]] = field(default_factory=dict)
    addresses: Mapping[str, str] = field(default_factory=dict)
    own_people: Mapping[str, str] = field(default_factory=dict)
    own_firms: frozenset[frozenset[str]] = frozenset()
    own_addresses: frozenset[str] = frozenset()
    own_domains: frozenset[str] = frozenset()
    own_details: frozenset[Detail] = frozenset()
    accepted: frozenset[tuple[str, str, str]] = frozenset()
    free_hosts: KnownNames = field(default_factory=KnownNames)
    by_local: Mapping[str, frozenset[str]] = field(default_factory=dict)
    partners: Partners = field(default_factory=Partners)

    def is_own(self, address: str) -> bool:
        """Tell whether the address is one of ours or a colleague's."""
        return address in self.own_addresses or owner_of(address) in self.own_domains

    def is_met(self, address: str) -> bool:
        """Tell whether he is known, or somebody whose firm we wrote to."""
        return self.is_known(address) or owner_of(address) in self.partners.since

    def is_known(self, address: str) -> bool:
        """Tell whether the address or its company domain is a customer's, a contact's or ours."""
        return address in self.addresses or owner_of(address) in self.names or self.is_own(address)


def owner_of(address: str) -> str:
    """The registrable domain of an address."""
    return domains.registrable_domain(address)


def party_of(address: str) -> str:
    """Who writes, for comparing bank details and for what the user dismissed: his company's domain, else his address."""
    return domains.company_domain(address) or address


@lru_cache(maxsize=16384)
def name_key(name: str) -> str:
    """A person's or company's name in the form in which names are compared: "Brenner, Klaus" is "Klaus Brenner"."""
    text = unicodedata.normalize("NFKD", name).casefold()
    text = "".join(c for c in text if not unicodedata.combining(c))
    words = [w for w in re.split(r"[\W_]+", re.sub(r"[(\[（].*?[)\]）]", " ", text)) if w]
    return " ".join(sorted(w for w in words if w not in _TITLES))


def is_telling(key: str) -> bool:
    """Tell whether a name (by `name_key`) is enough to mean one person: two words, or three characters without an alphabet."""
    return len(key.split()) > 1 or (not key.isascii() and len(key) > 2)


def firm_words(name: str) -> frozenset[str]:
    """The words of a company's name without its legal form; none when no word of it is telling."""
    words = frozenset(name_key(name).split()) - _LEGAL
    return words if any(len(word) > 3 or not word.isascii() for word in words) else frozenset()


def plain(shown: str) -> str:
    """A domain as a likeness shows it, in the form of our keys."""
    return domains.normalise_domain(shown)
