"""What a document is issued from: a quote, an order or a customer's account, and what must hold first."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.customers import Customer
from desktop.store.schema.documents import IssuedDocument
from desktop.store.schema.orders import SalesOrder
from desktop.store.schema.quotes import Quote
from desktop.trade import (
    approvals,
    document_checks_before,
    offers,
    orders,
    quote_checks,
    quotes,
    statement_rows,
)
from desktop.trade.documents.document import Kind, TradeDocument
from desktop.trade.documents.layout import Layout
from desktop.trade.offers import Place
from desktop.trade.order_chain import kind_text
from desktop.trade.order_figures import OrderFigures
from desktop.trade.order_rows import require_going
from desktop.trade.quote_figures import QuoteFigures
from desktop.trade.quote_states import ISSUABLE, LABELS, QuoteState
from desktop.trade.statements import Statement

FROM_QUOTE = (Kind.QUOTATION, Kind.PROFORMA, Kind.CONTRACT, Kind.ORDER_CONFIRMATION)
FROM_ORDER = (
    Kind.PROFORMA, Kind.CONTRACT, Kind.ORDER_CONFIRMATION, Kind.COMMERCIAL_INVOICE,
    Kind.PACKING_LIST,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """A quote, an order or an account as of a day, with the keys that its documents keep."""

    said: QuoteFigures | OrderFigures | Statement
    customer_id: str
    quote_id: str | None = None
    order_id: str | None = None
    seller_id: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def usual_number(self) -> str:
        """The number that a preview shows: the quote's or order's own."""
        return "" if isinstance(self.said, Statement) else self.said.number

    @property
    def usual_revision(self) -> int:
        """The revision that a preview shows."""
        return self.said.revision if isinstance(self.said, QuoteFigures) else 1

    def document(
        self,
        session: Session,
        kind: Kind,
        languages: str,
        place: Place,
        layout: Layout | None = None,
    ) -> TradeDocument:
        """Return what is printed under the number of `place`; `layout` stands for the template."""
        if isinstance(self.said, Statement):
            return offers.statement_of(session, self.said, languages, place, layout)
        return offers.document_of(session, self.said, kind, languages, place, layout)


def read_source(session: Session, source_id: str, kind: Kind, today: date) -> Source:
    """Return the quote or order of an id or number; for a statement, the account of a customer.

    Raises UserFacing: unknown, or one that the kind is not made from (`wrong_source`).
    """
    if kind is Kind.STATEMENT:
        return _account(session, source_id, today)
    if session.get(SalesOrder, source_id) or _order_by_number(session, source_id):
        order = orders.show_in(session, source_id, today=today)
        _require_kind(kind, FROM_ORDER, _("an order"))
        return Source(
            order,
            order.draft.customer_id,
            order.record.quote_id,
            order.id,
            order.draft.seller_id,
            order.source,
        )
    quote = quotes.show_in(session, source_id, today=today)
    _require_kind(kind, FROM_QUOTE, _("a quote"))
    return Source(quote, quote.draft.customer_id, quote.id, None, quote.draft.seller_id)


def _order_by_number(session: Session, number: str) -> str | None:
    return session.scalar(
        sa.select(SalesOrder.id).where(SalesOrder.number == number, SalesOrder.deleted_at.is_(None))
    )


def _account(session: Session, source_id: str, today: date) -> Source:
    """Return the account of a customer, or of the customer and currency of an order."""
    order = session.get(SalesOrder, source_id)
    if order is None and (found := _order_by_number(session, source_id)):
        order = session.get(SalesOrder, found)
    customer_id, currency = (order.customer_id, order.currency) if order else (source_id, "")
    seller_id = (order.seller_id or "") if order else None
    if session.get(Customer, customer_id) is None:
        raise UserFacing(
            _("There is no customer {id}.").format(id=customer_id), code="unknown_customer"
        )
    account = statement_rows.statement_in(
        session, customer_id, currency, end=today, seller_id=seller_id
    )
    return Source(
        account, customer_id, None, order.id if order else None, account.seller_id or None
    )


def _require_kind(kind: Kind, allowed: Collection[Kind], origin: str) -> None:
    if kind not in allowed:
        raise UserFacing(
            _("“{document}” is not made from {origin}.").format(
                document=kind_text(kind.value), origin=origin
            ),
            hint=_("From a quote: {quote}. From an order: {order}.").format(
                quote=", ".join(kind_text(k.value) for k in FROM_QUOTE),
                order=", ".join(kind_text(k.value) for k in FROM_ORDER),
            ),
            code="wrong_source",
        )


def require_ready(
    session: Session, source: Source, kind: Kind, today: date, accepted: Collection[str]
) -> None:
    """Raise UserFacing while anything stops the document; `accepted` are findings let pass."""
    if isinstance(source.said, OrderFigures):
        require_going(source.said.number, is_cancelled=source.said.is_cancelled)
        document_checks_before.require_consistent(
            session, source.said, kind.value, today=today, accepted=accepted
        )
    elif isinstance(source.said, QuoteFigures):
        approvals.require_approved(session, source.said)
        _require_issuable(source.said, today)


def _require_issuable(figures: QuoteFigures, today: date) -> None:
    if not figures.is_current or figures.state is QuoteState.SUPERSEDED:
        raise UserFacing(
            _("Quote {number} rev. {revision} is not the current revision.").format(
                number=figures.number, revision=figures.revision
            ),
            hint=_("Documents are issued from the current one only."),
            code="not_current",
        )
    quote_checks.require_issuable(figures.draft, today)
    if figures.state not in ISSUABLE:
        raise UserFacing(
            _("Nothing can be issued from a quote that is “{state}”.").format(
                state=_(LABELS[figures.state])
            ),
            code="quote_state",
        )


def earlier_documents(session: Session, source: Source, kind: Kind) -> list[IssuedDocument]:
    """Return what was issued of this kind from the same quote number or order, newest first.

    For a statement: the latest one of the customer, since every day has a statement of its own.
    """
    query = sa.select(IssuedDocument).where(IssuedDocument.kind == kind.value)
    if isinstance(source.said, Statement):
        query = query.where(IssuedDocument.customer_id == source.customer_id)
        latest = query.order_by(IssuedDocument.issued_at.desc(), IssuedDocument.id.desc())
        return list(session.scalars(latest.limit(1)))
    number = session.scalar(sa.select(Quote.number).where(Quote.id == source.quote_id))
    same_quote = IssuedDocument.quote_id.in_(sa.select(Quote.id).where(Quote.number == number))
    if source.order_id:
        # One quote may be made into two orders: the other one's papers are not this one's.
        mine = IssuedDocument.order_id == source.order_id
        query = query.where(sa.or_(mine, sa.and_(IssuedDocument.order_id.is_(None), same_quote)))
    else:
        query = query.where(same_quote)
    return list(
        session.scalars(
            query.order_by(IssuedDocument.revision.desc(), IssuedDocument.issued_at.desc())
        )
    )
