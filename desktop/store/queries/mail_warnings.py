"""Warnings about mail as lists and conversations show them: those that the user did not dismiss."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.store.among import among
from desktop.store.schema.mail import Message
from desktop.store.schema.mail_warnings import MessageWarning, WarningChoice


@dataclass(frozen=True)
class WarningRow:
    """One warning: `severity` red or amber; `seen` and `expected` are what was compared, `who` it is about.

    `party`: who wrote, as far as what the user dismisses holds for his next mail too.
    """

    message_id: int
    kind: str
    severity: str
    party: str
    seen: str
    expected: str
    who: str
    sentence: str


def warnings_of(session: Session, message_ids: Iterable[int]) -> dict[int, tuple[WarningRow, ...]]:
    """{message id: its warnings, the red ones first}; messages without are left out."""
    rows = session.execute(
        sa.select(
            MessageWarning.message_id,
            MessageWarning.kind,
            MessageWarning.severity,
            MessageWarning.party,
            MessageWarning.seen,
            MessageWarning.expected,
            MessageWarning.who,
            MessageWarning.sentence,
        )
        .where(among(MessageWarning.message_id, message_ids), standing())
        .order_by(MessageWarning.severity.desc(), MessageWarning.kind)
    )
    found: dict[int, tuple[WarningRow, ...]] = {}
    for row in rows:
        found[row[0]] = (*found.get(row[0], ()), WarningRow(*row))
    return found


def thread_severity(session: Session, thread_ids: Iterable[int]) -> dict[int, str]:
    """{thread id: "red" or "amber"} of the conversations that have a warning."""
    rows = session.execute(
        sa.select(Message.thread_id, sa.func.max(MessageWarning.severity))
        .join(MessageWarning, MessageWarning.message_id == Message.id)
        .where(among(Message.thread_id, thread_ids), standing())
        .group_by(Message.thread_id)
    )
    return dict(rows.all())


def standing() -> sa.ColumnElement[bool]:
    """The condition that a warning was not dismissed: neither this one nor its like from the same sender."""
    return ~(
        sa.select(WarningChoice.id)
        .where(
            WarningChoice.kind == MessageWarning.kind,
            WarningChoice.party == MessageWarning.party,
            WarningChoice.seen == MessageWarning.seen,
            WarningChoice.deleted_at.is_(None),
        )
        .exists()
    )
