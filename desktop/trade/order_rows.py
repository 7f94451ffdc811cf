"""An order's rows: terms, lines and shipping written to them, and everything of an order read back."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.customers import Customer
from desktop.store.schema.documents import IssuedDocument
from desktop.store.schema.orders import OrderLine, OrderMilestone, Payment, SalesOrder
from desktop.store.schema.quotes import Quote
from desktop.trade import kept_files
from desktop.trade.customer_words import NAME_COLUMNS, NOBODY, CustomerName
from desktop.trade.goods_rows import assign, write_goods
from desktop.trade.kept_files import KeptFile
from desktop.trade.milestones import MilestoneStep, present, steps
from desktop.trade.order_chain import OrderDocument
from desktop.trade.order_figures import OrderFigures, OrderRecord, figures_of
from desktop.trade.order_payments import OrderPayments, Receipt, ReceiptKind
from desktop.trade.order_shipping import OrderShipping, shipping_columns, shipping_of
from desktop.trade.quote_columns import draft_of, header_columns
from desktop.trade.quote_draft import DraftLine, QuoteDraft

Child = TypeVar("Child", OrderLine, OrderMilestone, Payment)


def find(session: Session, order_id: str) -> SalesOrder:
    """Return an order by id or number. Raises UserFacing (`unknown_order`) when there is none."""
    order = session.get(SalesOrder, order_id) or session.scalar(
        sa.select(SalesOrder).where(SalesOrder.number == order_id, SalesOrder.deleted_at.is_(None))
    )
    if order is None or order.deleted_at is not None:
        raise UserFacing(_("There is no order {id}.").format(id=order_id), code="unknown_order")
    return order


def find_going(session: Session, order_id: str) -> SalesOrder:
    """Return an order that goes on. Raises UserFacing: unknown, or cancelled (`order_cancelled`)."""
    order = find(session, order_id)
    require_going(order.number, is_cancelled=order.cancelled_on is not None)
    return order


def require_going(number: str, *, is_cancelled: bool) -> None:
    """Raise UserFacing (`order_cancelled`) for an order that was cancelled."""
    if is_cancelled:
        raise UserFacing(
            _("Order {number} was cancelled.").format(number=number),
            safe=_("Nothing was changed."),
            hint=_("Take it up again first."),
            code="order_cancelled",
        )


def write_draft(session: Session, order: SalesOrder, draft: QuoteDraft) -> None:
    """Make terms and lines of a stored order equal to `draft`."""
    for column, value in header_columns(draft).items():
        assign(order, column, value)

    def make(line: DraftLine) -> OrderLine:
        return OrderLine(order_id=order.id, quantity=line.quantity, unit_price=line.unit_price)

    write_goods(session, children(session, OrderLine, [order.id])[order.id], draft.lines, make)


def write_shipping(order: SalesOrder, shipping: OrderShipping) -> None:
    """Make the shipping part of a stored order equal to `shipping`."""
    for column, value in shipping_columns(shipping).items():
        assign(order, column, value)


def settle_rows(session: Session, order: SalesOrder, today: date) -> OrderFigures:
    """Write what follows from an order's facts (total, milestone, what is due); return its figures.

    Total and open instalments are kept as rows because Today, the customer's figures and the panel
    ask for them in bulk.
    """
    session.flush()
    figures = read_figures(session, order, today)
    _reach_by_payments(session, order, figures)
    session.flush()
    figures = read_figures(session, order, today)
    assign(order, "total", figures.total.rounded().amount)
    reached = {one.name: one.by_hand for one in figures.steps if one.reached_on is not None}
    assign(order, "milestone", present(figures.record.own_milestones, reached))
    _write_dues(session, order.id, figures.payments)
    session.flush()
    return read_figures(session, order, today)


def _reach_by_payments(session: Session, order: SalesOrder, figures: OrderFigures) -> None:
    """Set and take back the milestones that payments reach; what a person said stays."""
    if order.cancelled_on is not None:
        return
    paid = figures.payments
    last = paid.receipts[-1].received_on if paid.receipts else None
    says = {"deposit_received": paid.is_deposit_in, "balance_received": paid.is_paid}
    names = {one.name for one in figures.steps}
    rows = {row.name: row for row in children(session, OrderMilestone, [order.id])[order.id]}
    for name, holds in says.items():
        row = rows.get(name)
        if holds and row is None and name in names and last is not None:
            day = _day_of(paid, name) or last
            session.add(OrderMilestone(order_id=order.id, name=name, reached_on=day, by_hand=False))
        elif not holds and row is not None and not row.by_hand:
            session.delete(row)


def _day_of(paid: OrderPayments, name: str) -> date | None:
    """Return the day on which the receipts had reached the first instalment, or the whole."""
    wanted = paid.dues[0].amount if name == "deposit_received" else paid.total
    came = Decimal(0)
    for one in paid.receipts:
        came += one.amount
        if came >= wanted:
            return one.received_on
    return None


def _write_dues(session: Session, order_id: str, paid: OrderPayments) -> None:
    """Make the rows of what is due equal to the open instalments, touching only what differs."""
    rows = [p for p in children(session, Payment, [order_id])[order_id] if p.received_on is None]
    dues = [one for one in paid.dues if one.open > 0]
    for place, due in enumerate(dues):
        if place < len(rows):
            row = rows[place]
        else:
            row = Payment(order_id=order_id, kind=due.kind, amount=due.open, currency=paid.currency)
            session.add(row)
        values = {"kind": due.kind, "amount": due.open, "currency": paid.currency,
                  "due_on": due.due_on}  # fmt: skip
        for name, value in values.items():
            assign(row, name, value)
    for row in rows[len(dues) :]:
        session.delete(row)


def read_figures(session: Session, order: SalesOrder, today: date) -> OrderFigures:
    """Return the figures of a stored order as of `today`."""
    return figures_of(records(session, [order])[0], today)


def children(
    session: Session, model: type[Child], order_ids: Iterable[str]
) -> dict[str, list[Child]]:
    """Return the living rows of each order, lines in their order."""
    ids = list(order_ids)
    query = sa.select(model).where(model.order_id.in_(ids), model.deleted_at.is_(None))
    by = getattr(model, "position", model.created_at)
    found: dict[str, list[Child]] = {key: [] for key in ids}
    for row in session.scalars(query.order_by(by, model.id)):
        found[row.order_id].append(row)
    return found


def records(session: Session, orders: Sequence[SalesOrder]) -> list[OrderRecord]:
    """Return what the store knows of these orders, with a few statements for all."""
    ids = [order.id for order in orders]
    lines = children(session, OrderLine, ids)
    marks = children(session, OrderMilestone, ids)
    money = children(session, Payment, ids)
    names = _customers(session, orders)
    quotes = _quotes(session, orders)
    papers = _documents(session, orders, quotes)
    files = kept_files.of_orders(session, ids)
    return [
        _record(
            order,
            lines[order.id],
            marks[order.id],
            money[order.id],
            names.get(order.customer_id, NOBODY),
            quotes.get(order.quote_id or ""),
            papers[order.id],
            files[order.id],
        )
        for order in orders
    ]


def _record(
    order: SalesOrder,
    lines: Sequence[OrderLine],
    marks: Sequence[OrderMilestone],
    money: Sequence[Payment],
    customer: CustomerName,
    quote: Quote | None,
    papers: Sequence[IssuedDocument],
    files: tuple[KeptFile, ...],
) -> OrderRecord:
    reached = {
        row.name: MilestoneStep(row.name, row.reached_on, row.note, row.by_hand) for row in marks
    }
    own = tuple(str(name) for name in order.milestones or ())
    quote_at = (quote.decided_at or quote.sent_at or quote.created_at) if quote else None
    return OrderRecord(
        id=order.id,
        number=order.number,
        quote_id=order.quote_id,
        quote_label=f"{quote.number} V{quote.revision}" if quote else "",
        quote_on=quote_at.astimezone().date() if quote_at else None,
        customer_name=customer.name,
        called=customer,
        draft=draft_of(order, lines),
        shipping=shipping_of(order),
        letter_of_credit=dict(order.letter_of_credit or {}),
        milestone=order.milestone,
        own_milestones=own,
        steps=steps(own, reached),
        progress_percent=order.progress_percent,
        receipts=tuple(_receipt(row) for row in money if row.received_on is not None),
        documents=tuple((document_of(row), row.source or {}) for row in papers),
        ordered_at=order.ordered_at,
        created_at=order.created_at,
        updated_at=order.updated_at,
        edition=order.edition,
        files=files,
        cancelled_on=order.cancelled_on,
        cancel_reason=order.cancel_reason,
    )


def _receipt(row: Payment) -> Receipt:
    kinds = {kind.value: kind for kind in ReceiptKind}
    kind = kinds.get(row.kind, ReceiptKind.RECEIPT)  # rows of an import name the instalment
    on = row.received_on or row.created_at.astimezone().date()
    return Receipt(row.id, kind, row.amount, on, row.reference)


def document_of(row: IssuedDocument) -> OrderDocument:
    """Return an issued document as the chain shows it."""
    return OrderDocument(
        row.id,
        row.kind,
        row.number,
        row.revision,
        row.language,
        row.issued_at.astimezone().date(),
        row.file_name,
        row.sha256,
        row.superseded_at is not None,
        (),
        row.change_reason,
    )


def _customers(session: Session, orders: Sequence[SalesOrder]) -> dict[str, CustomerName]:
    query = sa.select(Customer.id, *NAME_COLUMNS).where(
        Customer.id.in_({order.customer_id for order in orders})
    )
    return {key: CustomerName(*names) for key, *names in session.execute(query)}


def _quotes(session: Session, orders: Sequence[SalesOrder]) -> dict[str, Quote]:
    ids = {order.quote_id for order in orders if order.quote_id}
    return {row.id: row for row in session.scalars(sa.select(Quote).where(Quote.id.in_(ids)))}


def _documents(
    session: Session, orders: Sequence[SalesOrder], quotes: dict[str, Quote]
) -> dict[str, list[IssuedDocument]]:
    """Return the documents of each order and of the quote's number it came from, newest first."""
    numbers = {quote.number for quote in quotes.values()}
    of_number = dict(
        session.execute(
            sa.select(Quote.id, Quote.number).where(Quote.number.in_(numbers))
        ).all()
    )  # fmt: skip
    query = (
        sa.select(IssuedDocument)
        .where(
            IssuedDocument.deleted_at.is_(None),
            sa.or_(
                IssuedDocument.order_id.in_([order.id for order in orders]),
                IssuedDocument.quote_id.in_(of_number),
            ),
        )
        .order_by(IssuedDocument.issued_at.desc(), IssuedDocument.id.desc())
    )
    rows = list(session.scalars(query))
    by_order: dict[str, list[IssuedDocument]] = defaultdict(list)
    by_number: dict[str, list[IssuedDocument]] = defaultdict(list)
    for row in rows:
        if row.order_id:
            by_order[row.order_id].append(row)
        else:
            by_number[of_number.get(row.quote_id or "", "")].append(row)
    found: dict[str, list[IssuedDocument]] = {}
    for order in orders:
        quote = quotes.get(order.quote_id or "")
        own = [*by_order[order.id], *(by_number[quote.number] if quote else ())]
        found[order.id] = sorted(own, key=lambda row: (row.issued_at, row.id), reverse=True)
    return found


def milestone_row(session: Session, order_id: str, name: str) -> OrderMilestone | None:
    """Return the row of a milestone that was reached, None while it was not."""
    rows: Any = children(session, OrderMilestone, [order_id])[order_id]
    return next((row for row in rows if row.name == name), None)
