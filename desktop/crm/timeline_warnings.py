"""Red alarms in a customer's history: on mail of his conversations, and on mail in his name from elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby, islice

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.crm.alarm_facts import AlarmKind
from desktop.crm.alarm_words import told
from desktop.store.queries.mail_warnings import WarningRow, standing
from desktop.store.schema.customers import Contact, ContactPoint, CustomerDomain
from desktop.store.schema.mail import Message, Thread
from desktop.store.schema.mail_warnings import MessageWarning

_KINDS = [str(kind) for kind in AlarmKind]


@dataclass(frozen=True)
class WarnedMail:
    """A mail with its worst alarm. `at` aware UTC; `fact` in the user's words.

    `dismissed`: the user asked and took its alarms away; that it came stays in the history.
    """

    message_id: int
    thread_id: int
    at: datetime
    sender: str
    subject: str
    fact: str
    dismissed: bool


def warned_mails(
    session: Session, customer_id: str, before: datetime | None, limit: int
) -> Iterator[WarnedMail]:
    """Yield the mails with a red alarm that concern a customer, the newest first; one entry a mail.

    They are those of his conversations, and those whose alarm names one of his domains or addresses as the expected.
    """
    his = sa.union(
        sa.select(CustomerDomain.domain).where(
            CustomerDomain.customer_id == customer_id, CustomerDomain.deleted_at.is_(None)
        ),
        sa.select(ContactPoint.normalized)
        .join(Contact, Contact.id == ContactPoint.contact_id)
        .where(
            Contact.customer_id == customer_id,
            Contact.deleted_at.is_(None),
            ContactPoint.kind == "email",
            ContactPoint.deleted_at.is_(None),
        ),
    )
    query = (
        sa.select(Message, MessageWarning, standing().label("stands"))
        .join(MessageWarning, MessageWarning.message_id == Message.id)
        .join(Thread, Thread.id == Message.thread_id)
        .where(
            MessageWarning.severity == "red",
            sa.or_(Thread.customer_id == customer_id, MessageWarning.expected.in_(his)),
        )
        .order_by(Message.sort_time.desc(), Message.id, sa.desc("stands"))
    )
    if before is not None:
        query = query.where(Message.sort_time < before.timestamp())
    rows = session.execute(query)
    mails = (list(found) for _id, found in groupby(rows, key=lambda row: row[0].id))
    for found in islice(mails, limit):
        message, _warning, stands = found[0]
        alarms = [row[1] for row in found if row[2] == stands]
        worst = min(alarms, key=lambda row: _KINDS.index(row.kind))
        yield WarnedMail(
            message_id=message.id,
            thread_id=message.thread_id,
            at=datetime.fromtimestamp(message.sort_time, UTC),
            sender=message.from_name or message.from_address,
            subject=message.subject,
            fact=told(_row(worst)).fact,
            dismissed=not stands,
        )


def _row(warning: MessageWarning) -> WarningRow:
    return WarningRow(
        warning.message_id,
        warning.kind,
        warning.severity,
        warning.party,
        warning.seen,
        warning.expected,
        warning.who,
        warning.sentence,
    )
