"""In which languages a customer's documents are printed when nobody chooses any."""

from datetime import date

from sqlalchemy.orm import Session

from desktop.store.schema.customers import Customer
from desktop.store.workspace import Store
from desktop.trade import company
from desktop.trade.documents.document import Kind
from desktop.trade.documents.languages import CUSTOMERS, printed_for
from desktop.trade.issue_source import read_source


def usual_languages(store: Store, seller_id: str | None, customer_id: str | None) -> str:
    """Return what the selling company prints for a customer, by the setting of the company."""
    with store.read() as session:
        return printed_for(
            company.seller_row(session, seller_id).languages, _language(session, customer_id)
        )


def customers_languages(store: Store, source_id: str, kind: Kind, *, today: date) -> str:
    """Return the languages of the customer whom a quote, order or account belongs to.

    Raises UserFacing when there is no such source.
    """
    with store.read() as session:
        source = read_source(session, source_id, kind, today)
        return printed_for(CUSTOMERS, _language(session, source.customer_id))


def _language(session: Session, customer_id: str | None) -> str:
    customer = session.get(Customer, customer_id) if customer_id else None
    return customer.language if customer else ""
