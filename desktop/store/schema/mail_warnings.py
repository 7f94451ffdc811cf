"""Warnings about mail: what the rule found (rebuilt at any time), and what the user decided about it (kept).

Times are whole seconds since 1970 (UTC), as in the mail rows.
"""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from desktop.store.schema.base import Base, Record

_CLUSTERED = {"sqlite_with_rowid": False}


class MessageWarning(Base):
    """An alarm about a message (`crm.alarm_rule`). `seen` and `expected` are the two strings that were compared.

    `party`: who wrote, his company's domain or his address; `who`: the customer or person that it is about;
    `sentence`: the words of the mail that raised it.
    """

    __tablename__ = "message_warning"
    __table_args__ = (
        sa.Index("ix_message_warning_party", "party"),
        _CLUSTERED,
    )

    message_id: Mapped[int] = mapped_column(
        sa.ForeignKey("message.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(primary_key=True)
    severity: Mapped[str]
    party: Mapped[str]
    seen: Mapped[str] = mapped_column(default="")
    expected: Mapped[str] = mapped_column(default="")
    who: Mapped[str] = mapped_column(default="")
    sentence: Mapped[str] = mapped_column(default="")


class BankSighting(Base):
    """A bank detail that a message names: `kind` iban, account, swift, or "talk" for words about payment alone.

    `party` is "own" for mail of ours: what we told a customer is no news from him. `attached`: it stands in a file of
    the message, which was read when the message was opened.
    """

    __tablename__ = "bank_sighting"
    __table_args__ = (
        sa.Index("ix_bank_sighting_party", "party", "at"),
        _CLUSTERED,
    )

    message_id: Mapped[int] = mapped_column(
        sa.ForeignKey("message.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    party: Mapped[str]
    at: Mapped[int]
    attached: Mapped[bool] = mapped_column(default=False)


class WarningChoice(Record):
    """A warning that the user dismissed: it does not come again for the same sender and the same thing.

    Keyed by what was compared, not by the message, so that it holds for the next mail and outlives a rebuilt cache.
    """

    __tablename__ = "warning_choice"
    __table_args__ = (sa.UniqueConstraint("kind", "party", "seen"),)

    kind: Mapped[str]
    party: Mapped[str]
    seen: Mapped[str]
