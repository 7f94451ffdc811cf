"""The shipping mark of a quote: the one written on it, else built from its buyer."""

from sqlalchemy.orm import Session

from desktop.store.schema.customers import Customer
from desktop.store.workspace import Store
from desktop.trade.marks import MarkFacts, main_mark
from desktop.trade.quote_draft import QuoteDraft


def usual_mark(customer: Customer | None, draft: QuoteDraft, cartons: int = 0) -> str:
    """Return the main mark that follows from buyer and quote, without regard to one by hand."""
    origins = frozenset(line.origin for line in draft.lines if line.counts and line.origin)
    destination = draft.final_place()
    if customer is not None and not destination:
        destination = customer.port_of_destination
    return main_mark(
        MarkFacts(
            consignee=customer.name if customer else "",
            own=customer.shipping_mark if customer else "",
            order_number=draft.buyer_reference,
            destination=destination,
            cartons=cartons,
            origins=origins,
        )
    )


def asked_mark(customer: Customer, draft: QuoteDraft, cartons: int = 0) -> str:
    """Return the mark by hand or the one the buyer asked for; "" when only the usual one is left.

    Contracts and packing lists print the usual mark too, a proforma invoice prints this one.
    """
    by_hand = draft.shipping_marks.strip()
    if by_hand or not customer.shipping_mark.strip():
        return by_hand
    return usual_mark(customer, draft, cartons)


def mark_of(session: Session, draft: QuoteDraft, cartons: int = 0) -> str:
    """Return the main mark of a quote: by hand, else the usual one of its buyer."""
    if draft.shipping_marks.strip():
        return draft.shipping_marks.strip()
    return usual_mark(session.get(Customer, draft.customer_id), draft, cartons)


def read_usual_mark(store: Store, draft: QuoteDraft, cartons: int = 0) -> str:
    """Return the main mark that the quote has while nobody writes another."""
    with store.read() as session:
        return usual_mark(session.get(Customer, draft.customer_id), draft, cartons)


def read_mark(store: Store, draft: QuoteDraft, cartons: int = 0) -> str:
    """Return the main mark of a quote as `mark_of` does."""
    with store.read() as session:
        return mark_of(session, draft, cartons)
