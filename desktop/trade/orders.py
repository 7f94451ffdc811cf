"""Orders in the store: made from a quote, changed, read, listed.

An order is a copy of the quote's revision that was accepted, with the same keys of lines, and goes
on by itself: the quote stays what it was. What was issued from an order never changes either; the
order says what it says differently since (`changed_since_issue`).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.customers import Customer
from desktop.store.schema.orders import OrderMilestone, SalesOrder
from desktop.store.schema.quotes import Quote
from desktop.store.workspace import Store
from desktop.trade import company, numbering, order_templates, quote_moves, quote_revisions
from desktop.trade.customer_words import NOBODY, CustomerName, mentions
from desktop.trade.order_chain import ChainStep
from desktop.trade.order_figures import OrderFigures, figures_of
from desktop.trade.order_rows import (
    find,
    find_going,
    read_figures,
    records,
    settle_rows,
    write_draft,
    write_shipping,
)
from desktop.trade.order_shipping import OrderShipping
from desktop.trade.quote_draft import DraftLine, QuoteDraft
from desktop.trade.quote_figures import QuoteFigures
from desktop.trade.quote_rows import read_figures as read_quote
from desktop.trade.quote_states import LABELS, QuoteState

CHANGED = "order_changed"
"""The code of a refusal: another window wrote meanwhile."""
ORDERABLE = frozenset(
    {QuoteState.ACCEPTED, QuoteState.SENT, QuoteState.APPROVED, QuoteState.EXPIRED}
)
"""States of a quote that an order can be made from; the order accepts it."""


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order in a list: milestone, money and dates."""

    id: str
    number: str
    customer_id: str
    customer_name: str
    quote_label: str
    buyer_reference: str
    currency: str
    total: Decimal
    paid: Decimal
    open: Decimal
    overdue: Decimal
    next_due_on: date | None
    milestone: str
    milestone_text: str
    reached: int
    """How many milestones are behind it, of `milestones`."""
    milestones: int
    progress_percent: int
    ordered_on: date
    etd: date | None
    eta: date | None
    latest_shipment: date | None
    is_changed_since_issue: bool
    is_closed: bool
    is_cancelled: bool
    updated_at: datetime
    chain: tuple[ChainStep, ...] = ()
    called: CustomerName = NOBODY
    """What the customer is found by."""


def from_quote(
    store: Store,
    quote_id: str,
    *,
    now: datetime,
    options: Collection[str] = (),
    template: str = "",
    number: str = "",
    again: bool = False,
    cause: str = "user",
) -> OrderFigures:
    """Make an order from the current revision of a quote, by id or number; the quote is accepted.

    Lines keep their keys. Optional lines are left out, but for those whose key is in `options`.
    `template` names a list of milestones ("" for the default one), `number` is for orders that
    already have one (import). Raises UserFacing: a revision that is not the current one, a quote
    nobody has seen or that was declined, nothing ordered, an order made from it already (unless
    `again`).
    """
    with store.write(cause=cause) as unit:
        session = unit.session
        quote = quote_revisions.find(session, quote_id)
        figures = read_quote(session, quote, now.astimezone().date())
        _require_orderable(session, figures, again=again)
        lines = _ordered_lines(figures, options)
        if figures.state is not QuoteState.ACCEPTED:
            quote_moves.move_in(session, quote, QuoteState.ACCEPTED, actor=store.actor, now=now)
        order = add_row(session, figures.draft, now=now, quote_id=figures.id, number=number,
                        steps=order_templates.names(session, template))  # fmt: skip
        write_draft(session, order, replace(figures.draft, lines=lines))
        write_shipping(order, first_shipping(figures.draft))
        return settle_rows(session, order, now.astimezone().date())


def _require_orderable(session: Session, figures: QuoteFigures, *, again: bool) -> None:
    label = f"{figures.number} V{figures.revision}"
    if not figures.is_current or figures.state is QuoteState.SUPERSEDED:
        current = quote_revisions.current(session, figures.number)
        raise UserFacing(
            _("{quote} is not the current revision.").format(quote=label),
            safe=_("No order was made."),
            hint=_("Orders are made from the current one only: V{revision}.").format(
                revision=current.revision
            ),
            code="not_current",
        )
    if figures.state not in ORDERABLE:
        raise UserFacing(
            _("No order can be made from a quote that is “{state}”.").format(
                state=_(LABELS[figures.state])
            ),
            safe=_("No order was made."),
            hint=_("Send or approve it first; a declined one is marked as accepted first."),
            code="quote_state",
        )
    made = session.scalar(
        sa.select(SalesOrder.number)
        .join(Quote, Quote.id == SalesOrder.quote_id)
        .where(
            Quote.number == figures.number,
            SalesOrder.deleted_at.is_(None),
            SalesOrder.cancelled_on.is_(None),
        )
        .limit(1)
    )
    if made is not None and not again:
        raise UserFacing(
            _("Order {order} was made from quote {quote} already.").format(
                order=made, quote=figures.number
            ),
            safe=_("No order was made."),
            hint=_("Ask for a repeat order when the customer orders the same again."),
            code="order_exists",
        )


def _ordered_lines(figures: QuoteFigures, options: Collection[str]) -> tuple[DraftLine, ...]:
    known = {line.key for line in figures.draft.lines if line.is_optional}
    wrong = [key for key in options if key not in known]
    if wrong:
        raise UserFacing(
            _("There is no optional line {name}.").format(name=wrong[0]), code="unknown_line"
        )
    lines = tuple(
        replace(line, is_optional=False)
        for line in figures.draft.lines
        if not line.is_optional or line.key in options
    )
    if not any(line.counts for line in lines):
        raise UserFacing(
            _("Nothing is ordered: every line is optional or a text."),
            safe=_("No order was made."),
            code="only_optional",
        )
    return lines


def add_row(
    session: Session,
    draft: QuoteDraft,
    *,
    now: datetime,
    steps: tuple[str, ...],
    quote_id: str | None = None,
    number: str = "",
) -> SalesOrder:
    """Add the row of a new order with its number, without lines; the contract counts as signed."""
    today = now.astimezone().date()
    series = company.seller_row(session, draft.seller_id).number_prefix
    order = SalesOrder(
        number=number or numbering.take(session, "order", today.year, series),
        quote_id=quote_id,
        customer_id=draft.customer_id,
        total=Decimal(0),
        ordered_at=now,
        milestones=list(steps),
    )
    session.add(order)
    session.flush()
    if not steps or steps[0] == "contract_signed":
        session.add(OrderMilestone(order_id=order.id, name="contract_signed", reached_on=today))
    return order


def first_shipping(draft: QuoteDraft) -> OrderShipping:
    """Return what the quote already says: where a sea rule names the port of discharge."""
    by_sea = draft.transport_mode == "sea"
    port = draft.destination or (draft.place if draft.incoterm in ("CFR", "CIF") else "")
    return OrderShipping(
        port_of_discharge=port if by_sea else "", final_destination=draft.final_place()
    )


def update(
    store: Store,
    order_id: str,
    *,
    today: date,
    draft: QuoteDraft | None = None,
    shipping: OrderShipping | None = None,
    edition: int | None = None,
) -> OrderFigures:
    """Replace terms and lines (`draft`), or parties, ship and papers (`shipping`), or both.

    What differs is written; total and what is due follow. `edition` says which state the change was
    made from. Raises UserFacing (`order_changed`) when another window wrote meanwhile.
    """
    with store.write(cause="user") as unit:
        session = unit.session
        order = find_going(session, order_id)
        before = read_figures(session, order, today)
        wanted = (draft or before.draft, shipping or before.shipping)
        if wanted == (before.draft, before.shipping):
            return before
        _require_seen(order, edition)
        if draft is not None:
            require_lines(draft)
            write_draft(session, order, draft)
        if shipping is not None:
            write_shipping(order, shipping)
        order.edition += 1
        return settle_rows(session, order, today)


def set_letter_of_credit(
    store: Store, order_id: str, fields: Mapping[str, Any], *, today: date
) -> OrderFigures:
    """Replace the fields of the order's L/C (MT700 tags); {} for an order without one."""
    with store.write(cause="user") as unit:
        order = find_going(unit.session, order_id)
        if dict(order.letter_of_credit or {}) != dict(fields):
            order.letter_of_credit = dict(fields)
            order.edition += 1
        unit.session.flush()
        return read_figures(unit.session, order, today)


def _require_seen(order: SalesOrder, edition: int | None) -> None:
    if edition is not None and edition != order.edition:
        raise UserFacing(
            _("Order {number} was changed in another window meanwhile.").format(
                number=order.number
            ),
            safe=_("Nothing was overwritten."),
            hint=_("Look at the other changes, then make yours again."),
            code=CHANGED,
        )


def require_lines(draft: QuoteDraft) -> None:
    """Raise UserFacing (`no_lines`) when nothing is ordered."""
    if not any(line.counts for line in draft.lines):
        raise UserFacing(
            _("An order has at least one line of goods."),
            safe=_("Nothing was changed."),
            code="no_lines",
        )


def show(store: Store, order_id: str, *, today: date) -> OrderFigures:
    """Return the figures of an order by id or number. Raises UserFacing when there is none."""
    with store.read() as session:
        return show_in(session, order_id, today=today)


def show_in(session: Session, order_id: str, *, today: date) -> OrderFigures:
    """Return what `show` returns, inside a session that is already open."""
    return read_figures(session, find(session, order_id), today)


def of_quote(session: Session, quote_id: str) -> str:
    """Return the number of the order made from a quote (any revision of its number), "" for none."""
    number = sa.select(Quote.number).where(Quote.id == quote_id).scalar_subquery()
    found = session.scalar(
        sa.select(SalesOrder.number)
        .join(Quote, Quote.id == SalesOrder.quote_id)
        .where(Quote.number == number, SalesOrder.deleted_at.is_(None))
        .order_by(SalesOrder.cancelled_on.is_not(None), SalesOrder.ordered_at.desc())
        .limit(1)
    )
    return found or ""


def listing(
    store: Store,
    *,
    today: date,
    customer_id: str = "",
    milestone: str = "",
    open_only: bool = False,
    text: str = "",
    limit: int = 500,
) -> tuple[OrderRow, ...]:
    """Return orders, the newest first; with `open_only` neither closed nor cancelled ones.

    Each word of `text` is in the number, the buyer's reference or the quote's number, or names the customer.
    """
    query = (
        sa.select(SalesOrder)
        .where(SalesOrder.deleted_at.is_(None))
        .order_by(SalesOrder.ordered_at.desc(), SalesOrder.id.desc())
        .limit(limit)
    )
    if customer_id:
        query = query.where(SalesOrder.customer_id == customer_id)
    if milestone:
        query = query.where(SalesOrder.milestone == milestone)
    if open_only:
        query = query.where(SalesOrder.milestone != "closed", SalesOrder.cancelled_on.is_(None))
    if text:
        places = (SalesOrder.number, SalesOrder.buyer_reference, Quote.number)
        query = (
            query.join(Customer, Customer.id == SalesOrder.customer_id)
            .outerjoin(Quote, Quote.id == SalesOrder.quote_id)
            .where(mentions(text, places))
        )
    with store.read() as session:
        found = records(session, list(session.scalars(query)))
        return tuple(_row(figures_of(record, today, brief=True)) for record in found)


def _row(figures: OrderFigures) -> OrderRow:
    record, paid = figures.record, figures.payments
    following = paid.next_due
    at = next((i for i, one in enumerate(figures.steps) if one.name == record.milestone), 0)
    step = figures.steps[at]
    return OrderRow(
        id=record.id,
        number=record.number,
        customer_id=record.draft.customer_id,
        customer_name=record.customer_name,
        quote_label=record.quote_label,
        buyer_reference=record.draft.buyer_reference,
        currency=paid.currency,
        total=figures.total.rounded().amount,
        paid=paid.paid,
        open=max(paid.open, Decimal(0)) if figures.is_cancelled else paid.open,
        overdue=paid.overdue,
        next_due_on=(following.due_on or following.expected_on) if following else None,
        milestone=record.milestone,
        milestone_text=_("Cancelled") if figures.is_cancelled else step.text(),
        reached=at + 1 if step.reached_on is not None else at,
        milestones=len(figures.steps),
        progress_percent=record.progress_percent,
        ordered_on=figures.ordered_on,
        etd=figures.shipping.etd,
        eta=figures.shipping.eta,
        latest_shipment=figures.shipping.latest_shipment,
        is_cancelled=figures.is_cancelled,
        is_changed_since_issue=any(one.changes for one in figures.documents),
        is_closed=at == len(figures.steps) - 1 and step.reached_on is not None,
        updated_at=record.updated_at,
        chain=figures.chain,
        called=record.called,
    )
