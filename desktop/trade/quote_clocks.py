"""What waits on a quote that was sent: its answer within seven days, and the end of its validity (G118, G130).

Follow-ups are rows that the customer side shows and closes; here they are only begun and ended with the quote.
"""

from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.store.schema.quotes import Quote
from desktop.store.schema.work import FollowUp

SILENT = "quote_silent"
EXPIRING = "quote_expiring"
APPROVAL = "approval"
SILENT_DAYS = 7
EXPIRES_IN = timedelta(days=2)
_MORNING = time(9)


def start(
    session: Session, quote: Quote, sent_at: datetime, *, thread_id: int | None = None
) -> None:
    """Begin both waits of a quote sent at `sent_at` (aware); what waits already for it is moved."""
    thread_id = thread_id if thread_id is not None else quote.thread_id
    if _open(session, quote, SILENT, thread_id) is None:
        due = sent_at + timedelta(days=SILENT_DAYS)
        session.add(_follow_up(quote, SILENT, due, sent_at, thread_id))
    due_on = remind_of_validity(quote.valid_until, sent_at)
    expiring = _open(session, quote, EXPIRING, None)
    if due_on is None:
        return
    if expiring is None:
        session.add(_follow_up(quote, EXPIRING, due_on, sent_at, thread_id))
    else:
        expiring.due, expiring.started_at = due_on, sent_at
    session.flush()


def remind_of_validity(valid_until: date | None, sent_at: datetime) -> datetime | None:
    """Return when to think of the end of the validity: 9:00 two days before, or that very morning.

    None without a validity, or when it ends before anybody could act. Local time of this computer, returned in UTC.
    """
    if valid_until is None:
        return None
    last = datetime.combine(valid_until, _MORNING).astimezone(UTC)
    for due in (last - EXPIRES_IN, last):
        if due > sent_at:
            return due
    return None


def stop(session: Session, quote_id: str, now: datetime, reason: str, *kinds: str) -> None:
    """End what waits on a revision (of these kinds, by default all): `reason` says why."""
    wanted = kinds or (SILENT, EXPIRING, APPROVAL)
    query = sa.select(FollowUp).where(
        FollowUp.quote_id == quote_id,
        FollowUp.kind.in_(wanted),
        FollowUp.state == "open",
        FollowUp.deleted_at.is_(None),
    )
    for record in session.scalars(query):
        record.state, record.closed_at, record.closed_reason = "stopped", now, reason


def label(quote: Quote) -> str:
    """Return number and revision as people write them."""
    return f"{quote.number} V{quote.revision}"


def _open(session: Session, quote: Quote, kind: str, thread_id: int | None) -> FollowUp | None:
    """The wait of this quote, or of its conversation, that is open."""
    same = [FollowUp.quote_id == quote.id]
    if thread_id is not None:
        same.append(FollowUp.thread_id == thread_id)
    query = sa.select(FollowUp).where(
        sa.or_(*same),
        FollowUp.kind == kind,
        FollowUp.state == "open",
        FollowUp.deleted_at.is_(None),
    )
    return session.scalars(query).first()


def _follow_up(
    quote: Quote, kind: str, due: datetime, started_at: datetime, thread_id: int | None
) -> FollowUp:
    return FollowUp(
        kind=kind,
        rule=kind,
        title=label(quote),
        due=due,
        started_at=started_at,
        customer_id=quote.customer_id,
        contact_id=quote.contact_id,
        thread_id=thread_id,
        quote_id=quote.id,
    )
