"""Red warnings of the last days, one a conversation, for the day's list."""

from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.crm.alarm_words import told
from desktop.store.queries.mail_warnings import standing, warnings_of
from desktop.store.schema.mail import Message, Thread
from desktop.store.schema.mail_warnings import MessageWarning


@dataclass(frozen=True)
class Warned:
    """A conversation with a red warning: who wrote, the worst fact in words, when (aware UTC)."""

    thread_id: int
    sender: str
    fact: str
    at: datetime


def red_warnings(session: Session, since: datetime) -> list[Warned]:
    """Return the conversations of the inbox with a red warning on a mail since a moment (aware), the newest first."""
    rows = session.execute(
        sa.select(
            Message.id,
            Message.thread_id,
            Message.from_name,
            Message.from_address,
            Message.sort_time,
        )
        .join(MessageWarning, MessageWarning.message_id == Message.id)
        .join(Thread, Thread.id == Message.thread_id)
        .where(
            MessageWarning.severity == "red",
            Message.sort_time >= int(since.timestamp()),
            Thread.in_inbox,
            standing(),
        )
        .distinct()
        .order_by(Message.sort_time.desc())
    ).all()
    words = warnings_of(session, [row[0] for row in rows])
    found: dict[int, Warned] = {}
    for number, thread_id, name, address, at in rows:
        fact = told(words[number][0]).fact
        moment = datetime.fromtimestamp(at, UTC)
        found.setdefault(thread_id, Warned(thread_id, name or address, fact, moment))
    return list(found.values())
