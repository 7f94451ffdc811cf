"""What the day asks for: one query that gives the Today screen its sections and its aside."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.crm import business, clocks, followups
from desktop.crm.alarm_today import red_warnings
from desktop.crm.business import OrderRow
from desktop.crm.clocks import DueState, Rule
from desktop.crm.day_aside import DayNote, FirstResponses, Place, first_responses, notes, places
from desktop.crm.figures import Sum
from desktop.crm.followups import FollowUpRow
from desktop.crm.mail_words import money_text
from desktop.crm.stages import stage_text
from desktop.crm.today_quotes import quote_tasks
from desktop.runtime.i18n import N_, _, language, ngettext
from desktop.store.schema.customers import Contact, Customer
from desktop.store.schema.orders import Payment, SalesOrder
from desktop.store.schema.quotes import Quote
from desktop.store.schema.work import FollowUp, Sample
from desktop.store.workspace import Store

SAMPLE_ASK = timedelta(days=3)
MILESTONE_AGE = timedelta(days=3)
WARNING_AGE = timedelta(days=3)

TITLES = {
    "warnings": N_("Mail that may be fraud"),
    "overdue": N_("Overdue follow-ups"),
    "first_response": N_("First response, 24 h window"),
    "due_today": N_("Due today"),
    "answers": N_("Replies that decide a quote"),
    "approvals": N_("Quotes to approve"),
    "quotes_silent": N_("Quotes silent for 7 days"),
    "quotes_expiring": N_("Quotes expiring"),
    "samples": N_("Samples sent 3 days ago"),
    "milestones": N_("Order milestones to announce"),
    "payments": N_("Payments overdue"),
}


@dataclass(frozen=True)
class TodayRow:
    """One thing to do. `badge` is the words at the right, `level` their colour: ok, due, overdue,
    info, good. `share` is how much of a window is used (0 to 1), None without a window. The ids
    say what to open."""

    key: str
    section: str
    grade: str
    country: str
    contact_name: str
    company: str
    text: str
    badge: str
    level: str
    due: datetime | None
    share: float | None = None
    customer_id: str | None = None
    contact_id: str | None = None
    follow_up_id: str | None = None
    thread_id: int | None = None
    quote_id: str | None = None
    order_id: str | None = None
    sample_id: str | None = None


@dataclass(frozen=True)
class TodaySection:
    """A section with its rows, the most urgent first."""

    id: str
    rows: tuple[TodayRow, ...]

    def title(self) -> str:
        """Return the heading in the user's language."""
        return _(TITLES[self.id])


@dataclass(frozen=True)
class Today:
    """The Today screen. `done`: follow-ups closed since midnight."""

    sections: tuple[TodaySection, ...]
    done: int
    places: tuple[Place, ...]
    notes: tuple[DayNote, ...]
    responses: FirstResponses = field(default_factory=FirstResponses)

    @property
    def to_do(self) -> int:
        """How many rows there are."""
        return sum(len(section.rows) for section in self.sections)


def today(store: Store, now: datetime, *, zone: tzinfo = UTC) -> Today:
    """Return all that is due as of `now` (aware); the day ends at midnight in `zone`."""
    with store.read() as session:
        found: dict[str, list[TodayRow]] = {name: [] for name in TITLES}
        for row in (
            *_warnings(session, now),
            *_follow_ups(session, now, zone),
            *_quotes(session, now),
            *_samples(session, now),
            *_milestones(session, now),
            *_payments(session, now),
        ):
            found[row.section].append(row)
        return Today(
            sections=tuple(TodaySection(i, tuple(rows)) for i, rows in found.items() if rows),
            done=_done(session, now, zone),
            places=places(session),
            notes=notes(session, now.astimezone(zone).date()),
            responses=first_responses(session, now),
        )


def _warnings(session: Session, now: datetime) -> list[TodayRow]:
    """Conversations with a red warning of the last days that nobody has dismissed."""
    return [
        TodayRow(
            key=f"warning:{warned.thread_id}",
            section="warnings",
            grade="",
            country="",
            contact_name=warned.sender,
            company="",
            text=warned.fact,
            badge=_days(max((now - warned.at).days, 1)),
            level="overdue",
            due=None,
            thread_id=warned.thread_id,
        )
        for warned in red_warnings(session, now - WARNING_AGE)
    ]


def _follow_ups(session: Session, now: datetime, zone: tzinfo) -> list[TodayRow]:
    """Open follow-ups by section. Kinds with a section of their own go there."""
    rows = followups.open_until(session, now, followups.end_of_day(now, zone))
    windows = followups.open_rule(session, now, Rule.FIRST_RESPONSE)
    promised = {row.thread_id for row in rows if row.kind != "first_response"}
    sent = _sent_quotes(session)
    # A conversation with a promise of its own is not named a second time as "reply due".
    rest = [
        row
        for row in rows
        if row.rule != Rule.FIRST_RESPONSE
        and not (row.rule == Rule.REPLY and row.thread_id in promised)
    ]
    return [_follow_up(row, now, sent) for row in (*windows, *rest)]


def _sent_quotes(session: Session) -> dict[str | int, datetime]:
    """When the quotes that wait for an answer were sent, by quote id and by conversation."""
    query = sa.select(Quote.id, Quote.thread_id, Quote.sent_at).where(
        Quote.state == "sent", Quote.sent_at.is_not(None), Quote.deleted_at.is_(None)
    )
    found: dict[str | int, datetime] = {}
    for quote_id, thread_id, sent_at in session.execute(query):
        if sent_at is not None:
            found[quote_id] = sent_at
            if thread_id is not None:
                found[thread_id] = sent_at
    return found


_OWN_SECTION = {
    "quote_silent": "quotes_silent",
    "quote_expiring": "quotes_expiring",
    "approval": "approvals",
    "sample": "samples",
    "milestone": "milestones",
    "payment": "payments",
}


def _follow_up(row: FollowUpRow, now: datetime, sent: dict[str | int, datetime]) -> TodayRow:
    section = _OWN_SECTION.get(row.kind, "")
    share, level = None, str(row.due_state)
    badge = clocks.due_text(row.due, now)
    if row.rule == Rule.FIRST_RESPONSE:
        section = "first_response" if row.due > now else "overdue"
        used = (now - (row.due - clocks.FIRST_RESPONSE)) / clocks.FIRST_RESPONSE
        share, badge = min(max(used, 0.0), 1.0), clocks.left_text(row.due, now)
    elif row.kind == "first_response":
        badge = clocks.reply_text(row.due, now)
    elif row.kind == "quote_silent":
        since = sent.get(row.quote_id or "") or sent.get(row.thread_id or 0) or row.started_at
        badge = _days((now - since).days) if since is not None else badge
        level = "due"
    if not section:
        section = "overdue" if row.due_state is DueState.OVERDUE else "due_today"
    return TodayRow(
        key=f"follow_up:{row.id}",
        section=section,
        grade=row.grade,
        country=row.country,
        contact_name=row.contact_name,
        company=row.customer_name,
        text=row.text,
        badge=badge,
        level=level,
        due=row.due,
        share=share,
        customer_id=row.customer_id,
        contact_id=row.contact_id,
        follow_up_id=row.id,
        thread_id=row.thread_id,
        quote_id=row.quote_id,
    )


def _days(count: int) -> str:
    return ngettext("{count} day", "{count} days", count).format(count=count)


@dataclass(frozen=True)
class _Who:
    """Whom a row is about."""

    customer_id: str
    company: str
    country: str
    grade: str
    contact_id: str | None
    contact_name: str


def _whom(session: Session, ids: Iterable[str]) -> dict[str, _Who]:
    wanted = set(ids)
    query = (
        sa.select(Customer.id, Customer.name, Customer.country, Customer.grade, Contact.id,
                  Contact.name)
        .outerjoin(
            Contact, sa.and_(Contact.customer_id == Customer.id, Contact.deleted_at.is_(None))
        )
        .where(Customer.id.in_(wanted), Customer.deleted_at.is_(None))
        .order_by(Contact.left_on.is_not(None), Contact.is_key.desc(), Contact.id)
    )  # fmt: skip
    found: dict[str, _Who] = {}
    for customer_id, name, country, grade, contact_id, contact in session.execute(query):
        found.setdefault(
            customer_id, _Who(customer_id, name, country, grade, contact_id, contact or "")
        )
    return found


def _quotes(session: Session, now: datetime) -> list[TodayRow]:
    tasks = quote_tasks(session, now)
    whom = _whom(session, (task.customer_id for task in tasks))
    return [
        _row(task.section, task.ref, whom[task.customer_id], task.text, task.badge, task.level,
             quote_id=task.quote_id, thread_id=task.thread_id)
        for task in tasks
        if task.customer_id in whom
    ]  # fmt: skip


def _row(
    section: str, ref: str, who: _Who, text: str, badge: str, level: str, **ids: str | int | None
) -> TodayRow:
    return TodayRow(
        key=f"{section}:{ref}",
        section=section,
        grade=who.grade,
        country=who.country,
        contact_name=who.contact_name,
        company=who.company,
        text=text,
        badge=badge,
        level=level,
        due=None,
        customer_id=who.customer_id,
        contact_id=who.contact_id,
        **ids,  # type: ignore[arg-type]
    )


def _samples(session: Session, now: datetime) -> list[TodayRow]:
    """Samples on their way for three days or delivered, without feedback and without a task."""
    query = sa.select(Sample).where(
        Sample.deleted_at.is_(None),
        Sample.sent_at.is_not(None),
        Sample.sent_at <= now - SAMPLE_ASK,
        Sample.sent_at > now - timedelta(days=30),
        Sample.feedback == "",
    )
    samples = list(session.scalars(query))
    asked = _customers_with(session, "sample")
    whom = _whom(session, (s.customer_id for s in samples))
    words = {"delivered": (_("delivered"), "good"), "sent": (_("in transit"), "info")}
    return [
        _row("samples", s.id, whom[s.customer_id],
             " · ".join(part for part in (s.title, s.courier) if part),
             *words.get(s.state, (_("in transit"), "info")), sample_id=s.id)
        for s in samples
        if s.customer_id in whom and s.customer_id not in asked
    ]  # fmt: skip


def _customers_with(session: Session, kind: str) -> set[str]:
    query = sa.select(FollowUp.customer_id).where(
        FollowUp.kind == kind, FollowUp.state == "open", FollowUp.deleted_at.is_(None)
    )
    return {customer for customer in session.scalars(query) if customer}


def _milestones(session: Session, now: datetime) -> list[TodayRow]:
    """Milestones that orders reached in the last days and nobody has a task to announce."""
    orders = business.orders_where(session, SalesOrder.milestone != "closed")
    since = (now - MILESTONE_AGE).date()
    fresh = [o for o in orders if o.reached and o.reached[-1][1] >= since]
    announced = _customers_with(session, "milestone")
    whom = _whom(session, (o.customer_id for o in fresh))
    return [
        _row("milestones", o.id, whom[o.customer_id], _announcement(o), stage_text(o.milestone),
             "info", order_id=o.id)
        for o in fresh
        if o.customer_id in whom and o.customer_id not in announced
    ]  # fmt: skip


def _announcement(order: OrderRow) -> str:
    values = {"number": order.number, "milestone": stage_text(order.reached[-1][0])}
    return _("{number}: tell the customer “{milestone}”").format(**values)


def _payments(session: Session, now: datetime) -> list[TodayRow]:
    query = (
        sa.select(Payment, SalesOrder.number, SalesOrder.customer_id)
        .join(SalesOrder, SalesOrder.id == Payment.order_id)
        .where(
            Payment.deleted_at.is_(None),
            SalesOrder.deleted_at.is_(None),
            Payment.received_on.is_(None),
            Payment.due_on < now.date(),
        )
        .order_by(Payment.due_on)
    )
    found = list(session.execute(query))
    asked = _customers_with(session, "payment")
    whom = _whom(session, (customer_id for _payment, _number, customer_id in found))
    rows = []
    for payment, number, customer_id in found:
        if customer_id not in whom or customer_id in asked or payment.due_on is None:
            continue
        amount = money_text(Sum(payment.amount, payment.currency), language())
        names = {
            "deposit": _("deposit"),
            "instalment": _("instalment"),
            "balance": _("balance"),
            "retention": _("retention"),
        }
        kind = names.get(payment.kind, payment.kind)
        late = (now.date() - payment.due_on).days
        badge = ngettext("{count} day late", "{count} days late", late).format(count=late)
        text = f"{number} · {kind} {amount}"
        rows.append(
            _row("payments", payment.id, whom[customer_id], text, badge, "overdue",
                 order_id=payment.order_id)
        )  # fmt: skip
    return rows


def _done(session: Session, now: datetime, zone: tzinfo) -> int:
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    query = sa.select(sa.func.count()).where(
        FollowUp.state == "done",
        FollowUp.closed_at >= midnight.astimezone(UTC),
        FollowUp.closed_at <= now,
        FollowUp.deleted_at.is_(None),
    )
    return session.scalar(query) or 0
