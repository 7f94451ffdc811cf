"""Quotes: their revisions, lines, and the mails that carried them."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from desktop.store.schema.base import Record
from desktop.store.schema.documents import IssuedDocument
from desktop.store.schema.offers import GoodsColumns, OfferColumns


class Quote(OfferColumns, Record):
    """One revision of an offer; exactly one revision of a number is current."""

    __tablename__ = "quote"
    __table_args__ = (sa.UniqueConstraint("number", "revision"),)
    unjournaled = Record.unjournaled | {"edition"}

    number: Mapped[str] = mapped_column(index=True)
    revision: Mapped[int] = mapped_column(default=1)
    is_current: Mapped[bool] = mapped_column(default=True)
    revision_note: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="draft", index=True)
    state_note: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    edition: Mapped[int] = mapped_column(default=1)
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[str] = mapped_column(default="")
    approval_reason: Mapped[str] = mapped_column(default="")
    approval_asked_by: Mapped[str] = mapped_column(default="")
    lost_reason: Mapped[str] = mapped_column(default="")
    custom: Mapped[dict[str, Any]] = mapped_column(default=dict)


class QuoteLine(GoodsColumns, Record):
    """A line of a quote: a copy of the product at that moment, a section's title or a note.

    `line_key` stays the same from revision to revision: what is compared is the same line.
    """

    __tablename__ = "quote_line"

    quote_id: Mapped[str] = mapped_column(sa.ForeignKey("quote.id"), index=True)


class QuoteSending(Record):
    """A mail that carried a quote's revision, known by the SHA-256 of the file it carried."""

    __tablename__ = "quote_sending"

    quote_id: Mapped[str] = mapped_column(sa.ForeignKey("quote.id"), index=True)
    document_id: Mapped[str | None] = mapped_column(sa.ForeignKey(IssuedDocument.id))
    sha256: Mapped[str] = mapped_column(default="", index=True)
    message_header_id: Mapped[str] = mapped_column(default="", index=True)
    thread_id: Mapped[int | None]
    sent_to: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime]


class QuoteAnswer(Record):
    """A mail that seems to decide a quote, and what the user said to that.

    `kind`: accepted or declined; `reason`: why it is declined (a key of the list of reasons), as far as the mail says;
    `sentence`: the words that say so; `state`: open, confirmed or dismissed. `message_header_id` outlives the mail cache.
    """

    __tablename__ = "quote_answer"
    __table_args__ = (sa.UniqueConstraint("quote_id", "message_header_id"),)

    quote_id: Mapped[str] = mapped_column(sa.ForeignKey("quote.id"), index=True)
    message_header_id: Mapped[str] = mapped_column(index=True)
    message_id: Mapped[int | None]
    thread_id: Mapped[int | None] = mapped_column(index=True)
    kind: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    sentence: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="open", index=True)
