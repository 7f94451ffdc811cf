"""Which template a quotation goes out with: the customer's language, and where he came from."""

from collections.abc import Iterable

from desktop.crm import templates
from desktop.crm.contacts import ContactRow
from desktop.crm.templates import TemplateRow
from desktop.store.schema.customers import Customer
from desktop.store.workspace import Store

KIND = "quotation"


def choose(rows: Iterable[TemplateRow], language: str, source: str = "") -> TemplateRow | None:
    """Return the quotation template for a language (ISO 639-1) and a source; None when there is none. Pure.

    The language counts before the source: a letter he cannot read helps nobody. English stands in for a language
    without a template. Of several, the one named after the source ("Quotation: trade show"), else the first by key.
    """
    wanted = language.replace("_", "-").split("-")[0].lower() or "en"
    found = [row for row in rows if row.kind == KIND]
    for code in dict.fromkeys((wanted, "en")):
        same = sorted((row for row in found if _language(row) == code), key=lambda row: row.key)
        if same:
            return _of_source(same, source) or same[0]
    return None


def _language(row: TemplateRow) -> str:
    return row.language.replace("_", "-").split("-")[0].lower()


def _of_source(rows: Iterable[TemplateRow], source: str) -> TemplateRow | None:
    word = source.casefold().strip()
    if not word:
        return None
    named = (row for row in rows if word in f"{row.key} {row.name}".casefold())
    return next(named, None)


def language_of(store: Store, person: ContactRow | None, customer_id: str) -> str:
    """Return the language to write in: the contact's, else the customer's, else English."""
    if person is not None and person.language:
        return person.language
    with store.read() as session:
        customer = session.get(Customer, customer_id)
        return (customer.language if customer else "") or "en"


def for_customer(store: Store, person: ContactRow | None, customer_id: str) -> TemplateRow | None:
    """Return the template for a quotation to this contact of the customer."""
    with store.read() as session:
        customer = session.get(Customer, customer_id)
        source = customer.source if customer else ""
    rows = templates.list_templates(store, kind=KIND)
    return choose(rows, language_of(store, person, customer_id), source)
