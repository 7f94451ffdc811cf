"""Grades in the store: facts gathered from the record and its figures, the letter kept for lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.crm import grading
from desktop.crm.figures import Figures, Sum, days_since, figures_of
from desktop.crm.grading import Grade, GradeFacts, HandGrade
from desktop.crm.stages import RelationshipStage, relationship_stage
from desktop.store.schema.customers import Customer
from desktop.store.schema.exchange import ExchangeRate
from desktop.store.schema.work import Deal
from desktop.store.unit import Unit
from desktop.store.workspace import Store

# Close enough to each other for the steps of a score; every other currency needs its rate.
_HARD = frozenset({"USD", "EUR", "GBP", "CHF"})


@dataclass(frozen=True)
class Assessment:
    """A customer's grade and relationship stage with the figures they come from."""

    grade: Grade
    relationship: RelationshipStage
    figures: Figures


def assess(session: Session, customers: list[Customer], now: datetime) -> dict[str, Assessment]:
    """Return the assessments of some customers as of `now`, a few statements for all."""
    ids = [customer.id for customer in customers]
    figures = figures_of(session, ids, now)
    wanted = _open_inquiries(session, ids)
    rates = _rates(session)
    found = {}
    for customer in customers:
        numbers = figures[customer.id]
        by_hand = customer.relationship_stage if customer.relationship_by_hand else None
        stage = relationship_stage(numbers.orders, numbers.paid_orders, by_hand)
        facts = grade_facts(customer, numbers, stage, wanted.get(customer.id), rates, now)
        grade = grading.grade(facts, today=now.date(), by_hand=_hand(customer, now.date()))
        found[customer.id] = Assessment(grade, stage, numbers)
    return found


def _hand(customer: Customer, today: date) -> HandGrade | None:
    if not customer.grade_by_hand or not customer.grade:
        return None
    until = (customer.facts or {}).get("grade_until")
    day = date.fromisoformat(until) if until else grading.next_review(today)
    return HandGrade(customer.grade, customer.grade_reason, day)


def grade_facts(
    customer: Customer,
    figures: Figures,
    stage: RelationshipStage,
    inquiry: Sum | None,
    rates: dict[str, Decimal],
    now: datetime,
) -> GradeFacts:
    """Return what is known for the grade. A customer without orders has unknown purchases, not
    none: how much he could buy cannot be seen yet."""
    typed = customer.facts or {}
    has_orders = figures.orders > 0
    return GradeFacts(
        amount_12m=_in_base(figures.last_12_months, rates) if has_orders else None,
        average_order=_one_in_base(figures.average_order, rates),
        repurchase_days=figures.repurchase_days,
        expansion=typed.get("expansion"),
        inquiry_amount=_one_in_base(inquiry, rates),
        product_fit=_number(typed.get("product_fit")),
        margin_percent=_decimal(typed.get("margin_percent")),
        deposit_percent=customer.deposit_percent,
        credit_record=typed.get("credit_record") or _credit(figures),
        country_risk=typed.get("country_risk"),
        stage=stage.stage,
        orders=figures.orders,
        response_rate=figures.response.percent,
        recency_days=days_since(figures.last_interaction_at, now),
        overdue_days=figures.overdue_days,
    )


def _credit(figures: Figures) -> str | None:
    """What the payments say: late since 30 days is bad; nothing bought says nothing."""
    if figures.overdue_days >= 30:
        return "bad"
    if figures.overdue_days > 0:
        return "late"
    return "good" if figures.paid_orders else None


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))


def _decimal(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _in_base(parts: Iterable[Sum], rates: dict[str, Decimal]) -> Decimal | None:
    amounts = [_one_in_base(part, rates) for part in parts]
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if len(known) == len(amounts) else None


def _one_in_base(part: Sum | None, rates: dict[str, Decimal]) -> Decimal | None:
    """Return an amount in US dollars or their like, None without a rate."""
    if part is None:
        return None
    if part.currency in _HARD:
        return part.amount
    dollar, own = rates.get("USD"), rates.get(part.currency)
    return part.amount * own / dollar if dollar and own else None


def _rates(session: Session) -> dict[str, Decimal]:
    """What a unit of each currency is worth in one measure, by the newest rates: CNY, else EUR."""
    query = (
        sa.select(ExchangeRate.currency, ExchangeRate.home_currency, ExchangeRate.rate)
        .where(ExchangeRate.deleted_at.is_(None))
        .order_by(ExchangeRate.rate_on, ExchangeRate.kind.desc())
    )
    in_yuan, in_euro = {"CNY": Decimal(1)}, {"EUR": Decimal(1)}
    for currency, home, rate in session.execute(query):
        if home == "CNY":
            in_yuan[currency] = rate
        if currency == "EUR":
            in_euro[home] = 1 / rate
    return in_yuan if "USD" in in_yuan else in_euro


def _open_inquiries(session: Session, ids: list[str]) -> dict[str, Sum]:
    """Return the largest open deal of each customer: the size of what he asks for now."""
    query = sa.select(Deal.customer_id, Deal.amount, Deal.currency).where(
        Deal.customer_id.in_(ids),
        Deal.stage.not_in(("won", "lost")),
        Deal.amount.is_not(None),
        Deal.deleted_at.is_(None),
    )
    found: dict[str, Sum] = {}
    for customer_id, amount, currency in session.execute(query):
        if amount is not None and (customer_id not in found or amount > found[customer_id].amount):
            found[customer_id] = Sum(amount, currency)
    return found


def regrade(unit: Unit, customer_ids: list[str], now: datetime) -> int:
    """Keep grade and derived stage of some customers in their rows; return how many changed."""
    query = sa.select(Customer).where(Customer.id.in_(customer_ids), Customer.deleted_at.is_(None))
    customers = list(unit.session.scalars(query))
    changed = 0
    for customer_id, found in assess(unit.session, customers, now).items():
        customer = next(c for c in customers if c.id == customer_id)
        grade, stage = found.grade.grade or "", str(found.relationship.stage)
        lapsed = customer.grade_by_hand and not found.grade.by_hand
        if (customer.grade, customer.relationship_stage) != (grade, stage) or lapsed:
            customer.grade, customer.relationship_stage = grade, stage
            customer.grade_by_hand = found.grade.by_hand
            changed += 1
    return changed


def review_grades(store: Store, now: datetime) -> int:
    """Look at every customer's grade (quarterly review, start of the program); return changes."""
    last, changed = "", 0
    while True:
        with store.write("rule:grade") as unit:
            query = (
                sa.select(Customer.id)
                .where(Customer.id > last, Customer.deleted_at.is_(None))
                .order_by(Customer.id)
                .limit(100)
            )
            ids = list(unit.session.scalars(query))
            if not ids:
                return changed
            changed += regrade(unit, ids, now)
            last = ids[-1]
