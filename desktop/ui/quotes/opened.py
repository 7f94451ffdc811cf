"""Everything the editor shows of a quote, read at once beside the window."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from desktop.crm import customer_list, customers
from desktop.crm.contacts import ContactRow
from desktop.store.workspace import Store
from desktop.trade import (
    approvals,
    company,
    issuing,
    orders,
    payment_terms,
    price_lists,
    quote_revisions,
    quotes,
)
from desktop.trade.approvals import Policy
from desktop.trade.company import SellerRow
from desktop.trade.documents.languages import printed_for
from desktop.trade.issuing import Issued
from desktop.trade.payment import PaymentTerms
from desktop.trade.quote_draft import QuoteDraft
from desktop.trade.quote_figures import QuoteFigures
from desktop.trade.totals import LineMemory
from desktop.ui.quotes.buyer_box import Buyer
from desktop.ui.services import Services

MOST_BUYERS = 5000


@dataclass(frozen=True, slots=True)
class Opened:
    """Everything the editor shows of a quote; `figures` is None for one not stored yet."""

    figures: QuoteFigures | None
    revisions: tuple[QuoteFigures, ...]
    issued: tuple[Issued, ...]
    buyers: tuple[Buyer, ...]
    contacts: tuple[tuple[str, str], ...]
    address: str = ""
    """Where a mail about this quote goes: the contact's address, else the first one known."""
    sellers: tuple[tuple[str, str], ...] = ()
    price_lists: tuple[tuple[str, str], ...] = ()
    memory: LineMemory | None = None
    """The figures of the lines as read, so that a long quote is not computed again on the GUI thread."""
    own_terms: tuple[PaymentTerms, ...] = ()
    policy: Policy = field(default_factory=Policy)
    may_approve: bool = True
    prints_in: str = ""
    """The languages that the selling company usually prints this customer's documents in."""
    order_number: str = ""
    """The order made from this quote, "" while there is none."""


def read_opened(services: Services, quote_id: str, today: date) -> Opened:
    """Return what the editor shows of a quote, or of a blank one for ""."""
    store, now = services.store, services.clock.now()
    rows = customer_list.list_customers(store, limit=MOST_BUYERS)
    buyers = tuple(Buyer(row.id, row.name, row.grade, row.name_zh, row.spelled) for row in rows)
    companies = company.sellers(store)
    sellers = tuple((one.id, one.label) for one in companies)
    if not quote_id:
        own_terms = payment_terms.own_terms(store)
        return Opened(
            None,
            (),
            (),
            buyers,
            (),
            "",
            sellers,
            own_terms=own_terms,
            prints_in=_prints_in(companies, None, ""),
        )
    figures = quotes.show(store, quote_id, today=today)
    card = customers.show(store, figures.draft.customer_id, now)
    people = tuple((person.id, person.name) for person in card.contacts)
    memory = LineMemory()
    figures.draft.totals(memory)
    return Opened(
        figures,
        quote_revisions.revisions(store, figures.number, today=today),
        issuing.listing(store, quote_id=figures.id),
        buyers,
        people,
        _address(card.contacts, figures.draft.contact_id),
        sellers,
        _price_lists(store, figures.draft),
        memory,
        payment_terms.own_terms(store),
        approvals.policy_of(store),
        approvals.may_approve(store),
        _prints_in(companies, figures.draft.seller_id, str(card.fields.get("language") or "")),
        _order_of(store, figures.id),
    )


def _order_of(store: Store, quote_id: str) -> str:
    with store.read() as session:
        return orders.of_quote(session, quote_id)


def _prints_in(companies: Sequence[SellerRow], seller_id: str | None, reads: str) -> str:
    """Return what the company prints for a customer who `reads` a language."""
    named = [one for one in companies if one.id == seller_id] or list(companies)
    return printed_for(named[0].languages, reads) if named else ""


def _price_lists(store: Store, draft: QuoteDraft) -> tuple[tuple[str, str], ...]:
    """Return the lists that may price the quote: in its currency, for everybody or its buyer."""
    return tuple(
        (row.id, row.info.name)
        for row in price_lists.listing(store)
        if row.info.currency == draft.currency and row.info.customer_id in (None, draft.customer_id)
    )


def _address(people: Sequence[ContactRow], contact_id: str | None) -> str:
    present = [person for person in people if person.email and person.left_on is None]
    present.sort(key=lambda person: person.id != contact_id)
    return present[0].email if present else ""
