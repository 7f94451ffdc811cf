"""Conversations split and merged by hand: what the user decided (kept), and which message it puts where (rebuilt).

Messages are named by what outlives the mail cache: their Message-ID, or "sha256:..." and "head:..." for mail without one.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from desktop.store.schema.base import Base, Record

_CLUSTERED = {"sqlite_with_rowid": False}


class ConversationChoice(Record):
    """A conversation split or several merged by hand; of two decisions about a message the newer one holds.

    `kind`: split, single or merge. `labels`: [key, group, keeps] for every message of the conversations concerned.
    `parts`: what each of them held before a merge, so that it can be taken apart again:
    {"refs": [...], "records": [[table, id], ...]}.
    """

    __tablename__ = "conversation_choice"

    kind: Mapped[str]
    labels: Mapped[list[Any]] = mapped_column(default=list)
    parts: Mapped[list[Any]] = mapped_column(default=list)


class ConversationLabel(Base):
    """Which hand-made conversation a message belongs to: the sum of all choices, made from them alone.

    `keeps`: ids that were mentioned before this message stay with it; without it the thread is cut before the message.
    """

    __tablename__ = "conversation_label"
    __table_args__ = _CLUSTERED

    key: Mapped[str] = mapped_column(primary_key=True)
    group_id: Mapped[str]
    keeps: Mapped[bool] = mapped_column(default=True)


class InvitationAnswer(Record):
    """What the user answered to an invitation: `uid` and `recurrence` name the event (RFC 5546), `sequence` its version."""

    __tablename__ = "invitation_answer"
    __table_args__ = (sa.UniqueConstraint("uid", "recurrence"),)

    uid: Mapped[str]
    recurrence: Mapped[str] = mapped_column(default="")
    sequence: Mapped[int] = mapped_column(default=0)
    answer: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
