"""The clauses of a quote or order from the store: library, rules, template and its own choices together."""

from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.customers import Customer
from desktop.store.workspace import Store
from desktop.trade import clause_library, document_templates, instalments
from desktop.trade.clause_choices import OfferedClause, offered
from desktop.trade.clauses import ClauseFacts
from desktop.trade.documents.document import Kind
from desktop.trade.documents.layout import Layout
from desktop.trade.documents.matrix import shows
from desktop.trade.quote_draft import QuoteDraft

KINDS = tuple(kind for kind in Kind if shows(kind, "clauses"))
"""Kinds of documents that print clauses of the library."""


def facts_of(session: Session, draft: QuoteDraft, kind: Kind, *, has_credit: bool) -> ClauseFacts:
    """Return what the rules ask of a document of `kind` made from `draft`."""
    customer = session.get(Customer, draft.customer_id)
    terms = instalments.readable_terms(draft)
    return ClauseFacts(
        kind.value,
        draft.incoterm,
        frozenset(part.method.value for part in terms.instalments) if terms else frozenset(),
        customer.country if customer else "",
        has_credit=has_credit,
    )


def clauses_of(
    session: Session,
    draft: QuoteDraft,
    kind: Kind,
    *,
    has_credit: bool = False,
    layout: Layout | None = None,
) -> tuple[OfferedClause, ...]:
    """Return every clause with the decision about it, () for a kind that prints none.

    `layout` stands for the template of the seller.
    """
    if not shows(kind, "clauses"):
        return ()
    used = layout or document_templates.layout_for(session, kind, draft.seller_id)
    return offered(
        clause_library.library(session),
        facts_of(session, draft, kind, has_credit=has_credit),
        draft.clauses,
        added=used.clauses_added,
        left_out=used.clauses_left_out,
    )


def listing(
    store: Store, draft: QuoteDraft, kind: Kind, *, has_credit: bool = False
) -> tuple[OfferedClause, ...]:
    """Return the clauses of a draft that may not be stored yet."""
    with store.read() as session:
        return clauses_of(session, draft, kind, has_credit=has_credit)


def find(found: tuple[OfferedClause, ...], key: str) -> OfferedClause:
    """Return a clause by its key. Raises UserFacing when there is none."""
    hit = next((one for one in found if one.clause.key == key), None)
    if hit is None:
        raise UserFacing(_("There is no clause {key}.").format(key=key), code="unknown_clause")
    return hit
