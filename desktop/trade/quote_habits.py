"""A new quote for a known customer: what his last one and his record say, so that little is typed."""

from dataclasses import replace
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.store.schema.customers import Contact, Customer
from desktop.store.schema.quotes import Quote
from desktop.store.workspace import Store
from desktop.trade.line_finding import FoundLine, Wanted, find_lines
from desktop.trade.money import CURRENCIES
from desktop.trade.quote_columns import draft_of
from desktop.trade.quote_draft import DraftLine, QuoteDraft
from desktop.trade.quote_rows import lines_of

USUAL_DAYS = 14
MOST_DAYS = 180
# What a customer's next quote or order takes over from his last; prices, costs and freight are of its own day.
TAKEN = (
    "contact_id",
    "currency",
    "incoterm",
    "place",
    "port_of_loading",
    "transport_mode",
    "payment_terms",
    "instalments",
    "lead_time",
    "charges_included",
    "seller_id",
    "price_list_id",
    "spread_by",
    "premium_rate",
    "insured_plus",
    "bank_share",
    "commission_share",
    "refund_mode",
    "partial_shipment",
    "transhipment",
    "tolerance_percent",
    "destination",
    "destination_country",
    "shipping_marks",
)


def begin(
    store: Store, customer_id: str, *, today: date, thread_id: int | None = None
) -> QuoteDraft:
    """Return the head of a new quote for a customer, from his last quote, else from his record.

    It has no lines and no rate; an unknown customer gives a bare draft.
    """
    with store.read() as session:
        customer = session.get(Customer, customer_id)
        last = _last(session, customer_id)
        draft = QuoteDraft(customer_id, thread_id=thread_id)
        draft = replace(draft, valid_until=today + timedelta(days=USUAL_DAYS))
        if last is not None:
            before = draft_of(last, ())
            taken = {name: getattr(before, name) for name in TAKEN}
            taken["valid_until"] = today + timedelta(days=_usual_days(last))
            draft = replace(draft, **taken)
        elif customer is not None and customer.currency in CURRENCIES:
            draft = replace(draft, currency=customer.currency)
        if not draft.contact_id:
            draft = replace(draft, contact_id=_key_contact(session, customer_id))
        return draft


def for_buyer(draft: QuoteDraft, customer_id: str) -> QuoteDraft:
    """Return a draft offered to another customer: nothing of the former one's mail and order stays."""
    if customer_id == draft.customer_id:
        return draft
    return replace(
        draft,
        customer_id=customer_id,
        contact_id=None,
        thread_id=None,
        deal_id=None,
        buyer_reference="",
        lines=tuple(replace(line, buyer_item_code="") for line in draft.lines),
    )


def last_lines(
    store: Store, customer_id: str, draft: QuoteDraft, *, today: date, but: str = ""
) -> tuple[str, tuple[DraftLine, ...]]:
    """Return the number of the customer's last quote and its lines, at today's list prices.

    Goods that the catalogue still has take today's price and cost; a price that was agreed by hand
    stays when the currency is the same. Titles, notes and free text come along. `but` is the id of
    the quote that is being made, its own revisions do not count either.
    """
    with store.read() as session:
        last = _last(session, customer_id, but)
        if last is None:
            return "", ()
        before = draft_of(last, lines_of(session, [last.id]).get(last.id, []))
    keep_price = before.currency == draft.currency
    wanted = [
        Wanted(
            line.sku,
            line.quantity,
            line.unit_price if keep_price and line.price_source == "hand" else None,
            line.discount_percent,
            unit=line.unit,
        )
        for line in before.lines
    ]
    found = find_lines(store, wanted, draft, today=today)
    lines = [
        _again(line, one) if line.is_goods and one.line is not None else replace(line, key="")
        for line, one in zip(before.lines, found, strict=True)
    ]
    return last.number, tuple(lines)


def _again(before: DraftLine, found: FoundLine) -> DraftLine:
    """Return the line as before at today's figures; a unit that was only a word stays one."""
    now = found.line or before
    is_word = found.selling is None or found.selling.contains(before.unit) is None
    unit = before.unit if is_word else now.unit
    return replace(now, is_optional=before.is_optional, is_free=before.is_free, unit=unit)


def _last(session: Session, customer_id: str, but: str = "") -> Quote | None:
    own = session.get(Quote, but) if but else None
    return session.scalar(
        sa.select(Quote)
        .where(
            Quote.customer_id == customer_id,
            Quote.is_current,
            Quote.deleted_at.is_(None),
            Quote.number != (own.number if own else ""),
        )
        .order_by(Quote.created_at.desc(), Quote.id.desc())
        .limit(1)
    )


def _usual_days(last: Quote) -> int:
    """Return how long the last quote held, in days: the next one holds as long."""
    if last.valid_until is None:
        return USUAL_DAYS
    days = (last.valid_until - last.created_at.date()).days
    return days if 1 <= days <= MOST_DAYS else USUAL_DAYS


def _key_contact(session: Session, customer_id: str) -> str | None:
    return session.scalar(
        sa.select(Contact.id)
        .where(
            Contact.customer_id == customer_id,
            Contact.deleted_at.is_(None),
            Contact.left_on.is_(None),
        )
        .order_by(Contact.is_key.desc(), Contact.created_at)
        .limit(1)
    )
