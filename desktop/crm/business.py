"""A customer's quotes, orders and deals as the panel, the card and Today show them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import sqlalchemy as sa
from babel.numbers import get_currency_precision
from sqlalchemy.orm import Session

from desktop.crm.figures import Sum
from desktop.crm.stages import DEAL_STAGES, stage_text
from desktop.store.schema.orders import OrderMilestone, Payment, SalesOrder
from desktop.store.schema.quotes import Quote, QuoteLine
from desktop.store.schema.work import Deal

OPEN_QUOTES = ("draft", "waiting_for_approval", "approved", "sent")

# The five segments of the progress strip (UI.md) and the milestones that fill them.
STRIP = (
    ("contract_signed", "deposit_received"),
    ("production_started", "mid_inspection", "packing"),
    ("shipped", "documents_sent"),
    ("balance_received", "delivered"),
    ("closed",),
)


@dataclass(frozen=True)
class QuoteRow:
    """A quote's line in a list. `sent_at` aware UTC."""

    id: str
    number: str
    revision: int
    state: str
    customer_id: str
    contact_id: str | None
    thread_id: int | None
    incoterm: str
    place: str
    total: Sum
    valid_until: date | None
    sent_at: datetime | None

    @property
    def label(self) -> str:
        """Number with revision: "Q-2417 V2"."""
        return f"{self.number} V{self.revision}"

    @property
    def term(self) -> str:
        """Incoterm with place: "CIF Hamburg"."""
        return f"{self.incoterm} {self.place}".strip()


@dataclass(frozen=True)
class OrderRow:
    """An order with its progress. `segments` are five shares (0 to 1) of the milestone strip."""

    id: str
    number: str
    customer_id: str
    total: Sum
    milestone: str
    progress_percent: int
    segments: tuple[float, ...]
    ordered_at: datetime
    etd: date | None
    eta: date | None
    port_of_loading: str
    reached: tuple[tuple[str, date], ...]
    unpaid: tuple[Sum, ...]
    balance_due_on: date | None

    @property
    def is_open(self) -> bool:
        """Tell whether something is still to be done."""
        return self.milestone != "closed"

    def milestone_text(self) -> str:
        """Return the milestone in the user's language."""
        return stage_text(self.milestone)


@dataclass(frozen=True)
class DealRow:
    """A deal. `stage_since` aware UTC."""

    id: str
    title: str
    stage: str
    customer_id: str
    amount: Sum | None
    thread_id: int | None
    stage_since: datetime
    expected_on: date | None

    def stage_text(self) -> str:
        """Return the stage in the user's language."""
        return stage_text(self.stage)


def quotes_where(session: Session, *conditions: sa.ColumnElement[bool]) -> list[QuoteRow]:
    """Return current quotes with their totals, newest first."""
    query = (
        sa.select(Quote)
        .where(Quote.deleted_at.is_(None), Quote.is_current, *conditions)
        .order_by(Quote.created_at.desc(), Quote.id.desc())
    )
    quotes = list(session.scalars(query))
    lines: dict[str, list[QuoteLine]] = defaultdict(list)
    of_these = sa.select(QuoteLine).where(
        QuoteLine.quote_id.in_([q.id for q in quotes]), QuoteLine.deleted_at.is_(None)
    )
    for line in session.scalars(of_these):
        lines[line.quote_id].append(line)
    return [_quote(quote, lines[quote.id]) for quote in quotes]


def _quote(quote: Quote, lines: Sequence[QuoteLine]) -> QuoteRow:
    return QuoteRow(
        id=quote.id,
        number=quote.number,
        revision=quote.revision,
        state=quote.state,
        customer_id=quote.customer_id,
        contact_id=quote.contact_id,
        thread_id=quote.thread_id,
        incoterm=quote.incoterm,
        place=quote.place,
        total=Sum(_total(quote, lines), quote.currency),
        valid_until=quote.valid_until,
        sent_at=quote.sent_at,
    )


def _total(quote: Quote, lines: Sequence[QuoteLine]) -> Decimal:
    """The printed total: rounded lines, less discount, plus charges (DOMAIN.md A4)."""
    unit = Decimal(1).scaleb(-get_currency_precision(quote.currency))

    def rounded(value: Decimal | None) -> Decimal:
        return (value or Decimal(0)).quantize(unit, ROUND_HALF_UP)

    total = sum(
        (rounded(x.quantity * x.unit_price * (100 - x.discount_percent) / 100) for x in lines),
        Decimal(0),
    )
    if not quote.freight_included:
        total += rounded(quote.freight) + rounded(quote.insurance)
    for charge in quote.other_charges or []:
        if not charge.get("included"):
            amount = rounded(Decimal(str(charge.get("amount", 0))))
            total += -amount if charge.get("kind") == "discount" else amount
    return total - rounded(quote.discount)


def orders_where(session: Session, *conditions: sa.ColumnElement[bool]) -> list[OrderRow]:
    """Return orders that were not cancelled, with milestones and what is unpaid, newest first."""
    query = (
        sa.select(SalesOrder)
        .where(SalesOrder.deleted_at.is_(None), SalesOrder.cancelled_on.is_(None), *conditions)
        .order_by(SalesOrder.ordered_at.desc(), SalesOrder.id.desc())
    )
    orders = list(session.scalars(query))
    ids = [order.id for order in orders]
    reached = _by_order(session, OrderMilestone, ids)
    payments = _by_order(session, Payment, ids)
    return [_order(o, reached.get(o.id, []), payments.get(o.id, [])) for o in orders]


def _by_order(session: Session, model: Any, ids: list[str]) -> dict[str, list[Any]]:  # noqa: ANN401
    found: dict[str, list[Any]] = defaultdict(list)
    query = sa.select(model).where(model.order_id.in_(ids), model.deleted_at.is_(None))
    for row in session.scalars(query):
        found[row.order_id].append(row)
    return found


def _order(
    order: SalesOrder, reached: Sequence[OrderMilestone], payments: Sequence[Payment]
) -> OrderRow:
    owed: dict[str, Decimal] = defaultdict(Decimal)
    for payment in payments:
        if payment.received_on is None:
            owed[payment.currency] += payment.amount
    due = [p.due_on for p in payments if p.received_on is None and p.due_on is not None]
    passed = sorted(((m.name, m.reached_on) for m in reached), key=lambda m: (m[1], m[0]))
    return OrderRow(
        id=order.id,
        number=order.number,
        customer_id=order.customer_id,
        total=Sum(order.total, order.currency),
        milestone=order.milestone,
        progress_percent=order.progress_percent,
        segments=segments(order.milestone, order.progress_percent),
        ordered_at=order.ordered_at,
        etd=order.etd,
        eta=order.eta,
        port_of_loading=order.port_of_loading,
        reached=tuple(passed),
        unpaid=tuple(Sum(amount, currency) for currency, amount in sorted(owed.items())),
        balance_due_on=min(due, default=None),
    )


def segments(milestone: str, progress_percent: int = 0) -> tuple[float, ...]:
    """Return the five shares (0 to 1) of the strip; production fills by its own percentage."""
    found: list[float] = []
    at = next((i for i, group in enumerate(STRIP) if milestone in group), 0)
    for index, group in enumerate(STRIP):
        if index < at:
            found.append(1.0)
        elif index > at or milestone not in group:
            found.append(0.0)
        elif milestone == "production_started" and progress_percent:
            found.append(min(max(progress_percent / 100, 0.0), 1.0))
        else:
            found.append((group.index(milestone) + 1) / len(group))
    return tuple(found)


def deals_where(session: Session, *conditions: sa.ColumnElement[bool]) -> list[DealRow]:
    """Return deals, those that moved last first."""
    query = (
        sa.select(Deal)
        .where(Deal.deleted_at.is_(None), *conditions)
        .order_by(Deal.stage_since.desc(), Deal.id.desc())
    )
    return [
        DealRow(
            id=d.id,
            title=d.title,
            stage=d.stage,
            customer_id=d.customer_id,
            amount=Sum(d.amount, d.currency) if d.amount is not None else None,
            thread_id=d.thread_id,
            stage_since=d.stage_since,
            expected_on=d.expected_on,
        )
        for d in session.scalars(query)
    ]


def closed_deal_stages() -> tuple[str, ...]:
    """Return the stages that end a deal: won, lost."""
    return tuple(stage.id for stage in DEAL_STAGES if stage.closed)
