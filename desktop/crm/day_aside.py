"""The aside of Today: who is at work, birthdays and holidays ahead, how fast we answered."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import median

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.crm.clocks import Moment, first_response
from desktop.crm.local_time import next_holidays
from desktop.store.schema.customers import Contact, Customer
from desktop.store.schema.mail import Message, Thread

DATES_AHEAD = 14


@dataclass(frozen=True)
class Place:
    """Where customers are at work: country, IANA zone and how many of them."""

    country: str
    zone: str
    customers: int


@dataclass(frozen=True)
class DayNote:
    """A birthday or a holiday ahead. `customers`: how many it concerns."""

    day: date
    kind: str
    title: str
    country: str
    customers: int
    contact_id: str | None = None
    customer_id: str | None = None


@dataclass(frozen=True)
class FirstResponses:
    """First responses of the last 7 days: median hours until the answer, share within 24
    hours, and how many were answered or are late."""

    count: int = 0
    median_hours: float | None = None
    on_time_percent: int | None = None


def places(session: Session) -> tuple[Place, ...]:
    """Countries with customers, those with most first."""
    query = (
        sa.select(Customer.country, sa.func.max(Customer.time_zone), sa.func.count())
        .where(Customer.deleted_at.is_(None), Customer.country != "")
        .group_by(Customer.country)
        .order_by(sa.func.count().desc(), Customer.country)
    )
    return tuple(Place(country, zone, many) for country, zone, many in session.execute(query))


def notes(session: Session, day: date) -> tuple[DayNote, ...]:
    """Birthdays and public holidays in the two weeks from `day` on, in order."""
    found = list(_birthdays(session, day))
    countries = Counter(
        session.scalars(
            sa.select(Customer.country).where(Customer.deleted_at.is_(None), Customer.country != "")
        )
    )
    for country, many in countries.items():
        found += [
            DayNote(holiday.day, "holiday", holiday.name, country, many)
            for holiday in next_holidays(country, day, days=DATES_AHEAD)
        ]
    return tuple(sorted(found, key=lambda n: (n.day, n.kind, -n.customers, n.title)))


def _birthdays(session: Session, day: date) -> Iterable[DayNote]:
    query = (
        sa.select(Contact, Customer.country)
        .join(Customer, Customer.id == Contact.customer_id)
        .where(
            Contact.birthday.is_not(None),
            Contact.left_on.is_(None),
            Contact.deleted_at.is_(None),
            Customer.deleted_at.is_(None),
        )
    )
    for contact, country in session.execute(query):
        assert contact.birthday is not None
        for ahead in range(DATES_AHEAD + 1):
            that = day + timedelta(days=ahead)
            if _is_birthday(contact.birthday, that):
                yield DayNote(
                    that, "birthday", contact.name, country, 1, contact.id, contact.customer_id
                )


def _is_birthday(born: date, day: date) -> bool:
    """29 February is kept on 1 March in other years."""
    if (born.month, born.day) == (2, 29) and day.year % 4:
        return (day.month, day.day) == (3, 1)
    return (born.month, born.day) == (day.month, day.day)


def first_responses(session: Session, now: datetime, *, days: int = 7) -> FirstResponses:
    """Return how fast conversations begun by somebody outside in the last `days` days got their
    first answer; those whose 24 hours passed without one count as late."""
    since = int((now - timedelta(days=days)).timestamp())
    query = (
        sa.select(Message.thread_id, Message.sort_time, Message.outbound, Message.kind)
        .join(Thread, Thread.id == Message.thread_id)
        .where(
            Thread.first_time >= since,
            Thread.in_inbox,
            sa.or_(Thread.customer_id.is_not(None), Thread.last_out_time > 0),
            Message.sort_time <= now.timestamp(),
        )
    )
    talks: dict[int, list[Moment]] = defaultdict(list)
    for thread_id, seconds, outbound, kind in session.execute(query):
        talks[thread_id].append(Moment(datetime.fromtimestamp(seconds, UTC), not outbound, kind))
    found = [clock for talk in talks.values() if (clock := first_response(talk)) is not None]
    waits = [
        (clock.answered_at - clock.asked_at).total_seconds() / 3600
        for clock in found
        if clock.answered_at is not None
    ]
    late = sum(clock.answered_at is None and clock.due <= now for clock in found)
    if not waits and not late:
        return FirstResponses()
    on_time = sum(clock.on_time is True for clock in found)
    count = len(waits) + late
    return FirstResponses(count, median(waits) if waits else None, round(100 * on_time / count))
