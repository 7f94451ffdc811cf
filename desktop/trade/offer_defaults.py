"""What a new offer or order takes from the customer, the company and the catalogue; its texts in order."""

import unicodedata
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date

from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.customers import Customer
from desktop.trade import company, exchange_rates, incoterms, payment_terms
from desktop.trade.money import check_currency
from desktop.trade.quote_draft import DraftLine, QuoteDraft
from desktop.trade.quote_lines import LineRequest, resolve_line


def filled(session: Session, draft: QuoteDraft, customer: Customer, today: date) -> QuoteDraft:
    """Fill what the draft leaves open from the customer's habits and the company's settings."""
    home = company.seller_row(session, draft.seller_id)
    draft = replace(draft, seller_id=home.id or None)
    if draft.rate is None:
        found = exchange_rates.rate_for(session, draft.currency, home.id, today)
        kept = found.draft_fields() if found else {"rate_currency": home.home_currency}
        draft = replace(draft, **kept)
    same_term = not draft.incoterm or draft.incoterm == customer.incoterm
    terms = draft.payment_terms or customer.payment_terms or home.payment_terms
    return replace(
        draft,
        incoterm=draft.incoterm or customer.incoterm,
        place=draft.place or (customer.incoterm_place if same_term else ""),
        payment_terms=terms,
        instalments=draft.instalments or payment_terms.instalments_of(session, terms),
        port_of_loading=draft.port_of_loading or home.port_of_loading,
        destination=draft.destination or customer.port_of_destination,
        destination_country=draft.destination_country or customer.country,
    )


def checked(draft: QuoteDraft) -> QuoteDraft:
    """Return the draft with checked currency and Incoterm, its texts in NFC."""
    texts = {
        field.name: unicodedata.normalize("NFC", value).strip()
        for field in fields(draft)
        if isinstance(value := getattr(draft, field.name), str)
    }
    texts["currency"] = check_currency(draft.currency)
    if draft.incoterm:
        texts["incoterm"] = incoterms.rule(draft.incoterm).code
    return replace(draft, **texts)  # type: ignore[arg-type]  # only text fields are in it


def customer(session: Session, customer_id: str) -> Customer:
    """Return a living customer. Raises UserFacing (`unknown_customer`) when there is none."""
    found = session.get(Customer, customer_id)
    if found is None or found.deleted_at is not None:
        raise UserFacing(
            _("There is no customer {id}.").format(id=customer_id or "?"), code="unknown_customer"
        )
    return found


def resolved(
    session: Session, draft: QuoteDraft, lines: Sequence[LineRequest], today: date
) -> tuple[DraftLine, ...]:
    """Return articles as lines: priced for the draft's buyer by its list, as of `today`."""
    return tuple(
        resolve_line(
            session,
            line,
            draft.currency,
            on=today,
            customer_id=draft.customer_id or None,
            price_list_id=draft.price_list_id,
        )
        for line in lines
    )
