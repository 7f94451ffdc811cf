"""What a template's form shows beside it: a real quote or order by the layout being edited, or invented goods."""

from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.i18n import _
from desktop.store.schema.customers import Customer
from desktop.store.schema.orders import SalesOrder
from desktop.store.schema.quotes import Quote
from desktop.store.workspace import Store
from desktop.trade import clause_library, company
from desktop.trade.clause_choices import offered, printed
from desktop.trade.clauses import ClauseFacts
from desktop.trade.documents.assemble import assemble
from desktop.trade.documents.document import Clause, Kind, TradeDocument
from desktop.trade.documents.layout import Layout
from desktop.trade.documents.layout_rules import dressed
from desktop.trade.documents.matrix import shows
from desktop.trade.documents.sample import sample_document, sample_offer
from desktop.trade.issue_source import FROM_ORDER, FROM_QUOTE, read_source
from desktop.trade.offers import Place

MOST = 40
_LINES = 5


@dataclass(frozen=True, slots=True)
class PreviewSource:
    """A quote or order that a template can be looked at with; `seller_id` None is the default company."""

    id: str
    label: str
    seller_id: str | None
    changed_at: datetime


def sources(store: Store, kind: Kind, seller_id: str | None = None) -> tuple[PreviewSource, ...]:
    """Return the quotes and orders that `kind` is made from, of a company, the latest change first.

    `seller_id` None is for templates of every company: those of all.
    """
    found: list[PreviewSource] = []
    with store.read() as session:
        default = company.seller_row(session).id
        if kind in FROM_ORDER or kind is Kind.STATEMENT:
            found += _latest(session, SalesOrder, sa.true())
        if kind in FROM_QUOTE:
            found += _latest(session, Quote, Quote.is_current)
    if seller_id is not None:
        found = [one for one in found if (one.seller_id or default) == seller_id]
    return tuple(sorted(found, key=lambda one: one.changed_at, reverse=True)[:MOST])


def _latest(
    session: Session,
    model: type[SalesOrder] | type[Quote],
    which: sa.ColumnExpressionArgument[bool],
) -> list[PreviewSource]:
    rows = session.execute(
        sa.select(model.id, model.number, Customer.name, model.seller_id, model.updated_at)
        .join(Customer, Customer.id == model.customer_id)
        .where(model.deleted_at.is_(None), which)
        .order_by(model.updated_at.desc(), model.id.desc())
        .limit(MOST)
    )
    return [
        PreviewSource(
            key, _("{number} · {customer}").format(number=number, customer=name), seller, at
        )
        for key, number, name, seller, at in rows
    ]


def pdf(
    store: Store,
    kind: Kind,
    layout: Layout,
    languages: str,
    *,
    now: datetime,
    source_id: str = "",
    seller_id: str | None = None,
) -> bytes:
    """Return the document as the layout prints it; "" for invented goods of the company.

    Raises UserFacing: the quote or order cannot be printed (no bank account, no company name).
    """
    from desktop.trade.documents.render import render  # ReportLab is loaded when something is drawn

    with store.read() as session:
        if source_id:
            today = now.astimezone().date()
            source = read_source(session, source_id, kind, today)
            place = Place(source.usual_number, source.usual_revision, True, today)
            document = source.document(session, kind, languages, place, layout)
        else:
            document = dressed(_invented(session, kind, layout, languages, seller_id), layout)
    return render(document).pdf


def _invented(
    session: Session, kind: Kind, layout: Layout, languages: str, seller_id: str | None
) -> TradeDocument:
    row = company.seller_row(session, seller_id)
    seller = company.read_seller(session, seller_id) if row.label else None
    if kind is Kind.STATEMENT:
        return sample_document(_LINES, languages, kind, seller)
    offer = sample_offer(_LINES, seller)
    if shows(kind, "clauses"):
        facts = ClauseFacts(kind.value, offer.incoterm, frozenset({"tt"}), "DE")
        chosen = offered(
            clause_library.library(session),
            facts,
            added=layout.clauses_added,
            left_out=layout.clauses_left_out,
        )
        library = tuple(
            Clause(one.text, one.title, one.key, one.version, one.topic) for one in printed(chosen)
        )
        offer = replace(offer, library=library)
    return assemble(offer, kind, languages)
