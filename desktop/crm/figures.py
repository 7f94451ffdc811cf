"""A customer's figures from orders, quotes and mail: what the card, the list and the grade show."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import median

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.crm import clocks
from desktop.store.schema.mail import Message, Thread
from desktop.store.schema.orders import Payment, SalesOrder
from desktop.store.schema.work import Activity

YEAR = timedelta(days=365)
ANSWER_WITHIN = timedelta(days=14)


@dataclass(frozen=True)
class Sum:
    """An amount with its currency (ISO 4217)."""

    amount: Decimal
    currency: str


@dataclass(frozen=True)
class ResponseRate:
    """FEATURES.md decision 3: of our `turns` to the customer, those `answered` within 14 days."""

    answered: int
    turns: int

    @property
    def percent(self) -> float | None:
        """The share in percent, None without a turn."""
        return None if not self.turns else 100 * self.answered / self.turns


@dataclass(frozen=True)
class Figures:
    """All figures of one customer. Sums are by currency, the largest first; times aware UTC.

    `main` is the currency with most orders; `average_order` and the 12-month sum are in it.
    """

    orders: int = 0
    paid_orders: int = 0
    total: tuple[Sum, ...] = ()
    last_12_months: tuple[Sum, ...] = ()
    before_12_months: tuple[Sum, ...] = ()
    average_order: Sum | None = None
    first_order_at: datetime | None = None
    last_order_at: datetime | None = None
    last_order_number: str = ""
    repurchase_days: float | None = None
    overdue: tuple[Sum, ...] = ()
    overdue_days: int = 0
    mails_in: int = 0
    mails_out: int = 0
    first_mail_at: datetime | None = None
    last_in_at: datetime | None = None
    last_out_at: datetime | None = None
    last_interaction_at: datetime | None = None
    response: ResponseRate = field(default_factory=lambda: ResponseRate(0, 0))
    answer_hours: float | None = None


def response_rate(talk: Iterable[tuple[datetime, bool, str]], now: datetime) -> ResponseRate:
    """Return the rate of answered turns of (time, inbound, kind) in any order.

    Consecutive mails of ours are one turn; a turn younger than 14 days that has no answer yet is
    not counted, because it may still get one.
    """
    answered = turns = 0
    turn_end: datetime | None = None
    for at, inbound, kind in sorted(talk, key=lambda m: (m[0], m[1])):
        if not inbound:
            turn_end = at
        elif clocks.is_answer(kind, inbound=True) and turn_end is not None:
            turns += 1
            answered += at - turn_end <= ANSWER_WITHIN
            turn_end = None
    if turn_end is not None and now - turn_end > ANSWER_WITHIN:
        turns += 1
    return ResponseRate(answered, turns)


def answer_hours(talk: Iterable[tuple[datetime, bool, str]]) -> float | None:
    """Return the median hours until the customer answers a turn of ours, None without answers."""
    waits: list[float] = []
    turn_end: datetime | None = None
    for at, inbound, kind in sorted(talk, key=lambda m: (m[0], m[1])):
        if not inbound:
            turn_end = at
        elif clocks.is_answer(kind, inbound=True) and turn_end is not None:
            waits.append((at - turn_end).total_seconds() / 3600)
            turn_end = None
    return median(waits) if waits else None


def figures_of(session: Session, customer_ids: list[str], now: datetime) -> dict[str, Figures]:
    """Return the figures of some customers as of `now` (aware), a few statements for all."""
    orders = _orders(session, customer_ids)
    payments = _payments(session, customer_ids)
    talks = _talks(session, customer_ids)
    active = _activities(session, customer_ids)
    return {
        i: _figures(orders.get(i, []), payments.get(i, []), talks.get(i, []), active.get(i), now)
        for i in customer_ids
    }


def _orders(session: Session, ids: list[str]) -> dict[str, list[SalesOrder]]:
    query = (
        sa.select(SalesOrder)
        .where(
            SalesOrder.customer_id.in_(ids),
            SalesOrder.deleted_at.is_(None),
            SalesOrder.cancelled_on.is_(None),
        )
        .order_by(SalesOrder.ordered_at)
    )
    found: dict[str, list[SalesOrder]] = defaultdict(list)
    for order in session.scalars(query):
        found[order.customer_id].append(order)
    return found


def _payments(session: Session, ids: list[str]) -> dict[str, list[Payment]]:
    query = (
        sa.select(SalesOrder.customer_id, Payment)
        .join(Payment, Payment.order_id == SalesOrder.id)
        .where(
            SalesOrder.customer_id.in_(ids),
            SalesOrder.deleted_at.is_(None),
            Payment.deleted_at.is_(None),
        )
    )
    found: dict[str, list[Payment]] = defaultdict(list)
    for customer_id, payment in session.execute(query):
        found[customer_id].append(payment)
    return found


_Talk = list[tuple[datetime, bool, str]]


def _talks(session: Session, ids: list[str]) -> dict[str, _Talk]:
    query = (
        sa.select(Thread.customer_id, Message.sort_time, Message.outbound, Message.kind)
        .join(Message, Message.thread_id == Thread.id)
        .where(Thread.customer_id.in_(ids))
    )
    found: dict[str, _Talk] = defaultdict(list)
    for customer_id, seconds, outbound, kind in session.execute(query):
        found[customer_id or ""].append((datetime.fromtimestamp(seconds, UTC), not outbound, kind))
    return found


def _activities(session: Session, ids: list[str]) -> dict[str, datetime]:
    query = (
        sa.select(Activity.customer_id, sa.func.max(Activity.at))
        .where(Activity.customer_id.in_(ids), Activity.deleted_at.is_(None))
        .group_by(Activity.customer_id)
    )
    return dict(session.execute(query).all())


def _figures(
    orders: list[SalesOrder],
    payments: list[Payment],
    talk: _Talk,
    active_at: datetime | None,
    now: datetime,
) -> Figures:
    recent = [o for o in orders if now - YEAR < o.ordered_at <= now]
    earlier = [o for o in orders if now - 2 * YEAR < o.ordered_at <= now - YEAR]
    total = sums((o.total, o.currency) for o in orders)
    gaps = [(b.ordered_at - a.ordered_at) / timedelta(days=1) for a, b in pairwise(orders)]
    late = [p for p in payments if _is_late(p, now)]
    days = [(now.date() - p.due_on).days for p in late if p.due_on is not None]
    ins = [at for at, inbound, kind in talk if clocks.is_answer(kind, inbound=inbound)]
    outs = [at for at, inbound, _kind in talk if not inbound]
    latest = [at for at in (max(ins, default=None), max(outs, default=None), active_at) if at]
    return Figures(
        orders=len(orders),
        paid_orders=sum(_is_paid(o, payments) for o in orders),
        total=total,
        last_12_months=sums((o.total, o.currency) for o in recent),
        before_12_months=sums((o.total, o.currency) for o in earlier),
        average_order=_average(orders, total),
        first_order_at=orders[0].ordered_at if orders else None,
        last_order_at=orders[-1].ordered_at if orders else None,
        last_order_number=orders[-1].number if orders else "",
        repurchase_days=median(gaps) if gaps else None,
        overdue=sums((p.amount, p.currency) for p in late),
        overdue_days=max(days, default=0),
        mails_in=len(ins),
        mails_out=len(outs),
        first_mail_at=min((at for at, *_rest in talk), default=None),
        last_in_at=max(ins, default=None),
        last_out_at=max(outs, default=None),
        last_interaction_at=max(latest, default=None),
        response=response_rate(talk, now),
        answer_hours=answer_hours(talk),
    )


def _is_late(payment: Payment, now: datetime) -> bool:
    return (
        payment.received_on is None and payment.due_on is not None and payment.due_on < now.date()
    )


def _is_paid(order: SalesOrder, payments: list[Payment]) -> bool:
    """An order is paid when its balance came in, by its milestones or by its payments."""
    if order.milestone in {"balance_received", "closed"}:
        return True
    own = [p for p in payments if p.order_id == order.id]
    return bool(own) and all(p.received_on is not None for p in own)


def sums(parts: Iterable[tuple[Decimal, str]]) -> tuple[Sum, ...]:
    """Add amounts by currency; the currency with the largest sum first."""
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for amount, currency in parts:
        totals[currency] += amount
    return tuple(
        Sum(amount, currency)
        for currency, amount in sorted(totals.items(), key=lambda item: (-item[1], item[0]))
    )


def _average(orders: list[SalesOrder], total: tuple[Sum, ...]) -> Sum | None:
    """The mean order in the currency most orders are in, to whole units of that currency."""
    if not orders:
        return None
    counts: dict[str, int] = defaultdict(int)
    for order in orders:
        counts[order.currency] += 1
    currency = max(counts, key=lambda code: (counts[code], code))
    amount = next(s.amount for s in total if s.currency == currency)
    return Sum((amount / counts[currency]).quantize(Decimal("0.01")), currency)


def days_since(moment: datetime | date | None, now: datetime) -> int | None:
    """Return whole days from `moment` to `now`, None for never."""
    if moment is None:
        return None
    day = moment.date() if isinstance(moment, datetime) else moment
    return (now.date() - day).days
