"""The clauses of a quote or order from the store: library, rules, template and its own choices together."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.customers import Customer
from desktop.store.workspace import Store
from desktop.trade import clause_library, document_templates, instalments
from desktop.trade.clause_choices import Choices, OfferedClause, offered
from desktop.trade.clauses import Clause, ClauseFacts
from desktop.trade.documents.document import Kind
from desktop.trade.documents.layout import Layout
from desktop.trade.documents.matrix import shows
from desktop.trade.quote_draft import QuoteDraft

KINDS = tuple(kind for kind in Kind if shows(kind, "clauses"))
"""Kinds of documents that print clauses of the library."""


def _facts_of(session: Session, draft: QuoteDraft, kind: Kind, *, has_credit: bool) -> ClauseFacts:
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


@dataclass(frozen=True, slots=True)
class Basis:
    """What decides on the clauses of one kind of document beside the quote's or order's own choices."""

    library: tuple[Clause, ...]
    facts: ClauseFacts
    added: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    def offered(self, choices: Choices) -> tuple[OfferedClause, ...]:
        """Return every clause with the decision about it."""
        return offered(
            self.library, self.facts, choices, added=self.added, left_out=self.left_out
        )  # fmt: skip


def basis_of(
    session: Session,
    draft: QuoteDraft,
    kind: Kind,
    *,
    has_credit: bool = False,
    layout: Layout | None = None,
) -> Basis:
    """Return what decides for documents of `kind`; `layout` stands for the template of the seller."""
    used = layout or document_templates.layout_for(session, kind, draft.seller_id)
    return Basis(
        clause_library.library(session),
        _facts_of(session, draft, kind, has_credit=has_credit),
        used.clauses_added,
        used.clauses_left_out,
    )


def clauses_of(
    session: Session,
    draft: QuoteDraft,
    kind: Kind,
    *,
    has_credit: bool = False,
    layout: Layout | None = None,
) -> tuple[OfferedClause, ...]:
    """Return every clause with the decision about it, () for a kind that prints none."""
    if not shows(kind, "clauses"):
        return ()
    found = basis_of(session, draft, kind, has_credit=has_credit, layout=layout)
    return found.offered(draft.clauses)


def bases(store: Store, draft: QuoteDraft, *, has_credit: bool = False) -> dict[Kind, Basis]:
    """Return what decides, for each of KINDS; the draft may not be stored yet."""
    with store.read() as session:
        return {kind: basis_of(session, draft, kind, has_credit=has_credit) for kind in KINDS}


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
