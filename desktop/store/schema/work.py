"""The rep's work: inquiries, deals, promises, templates, and what happened outside the mail."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from desktop.store.schema.base import Record


class Inquiry(Record):
    """What somebody asked for, first in a thread."""

    __tablename__ = "inquiry"

    customer_id: Mapped[str | None] = mapped_column(sa.ForeignKey("customer.id"), index=True)
    thread_id: Mapped[int | None]
    channel: Mapped[str] = mapped_column(default="email")
    platform: Mapped[str] = mapped_column(default="")
    product: Mapped[str] = mapped_column(default="")
    quantity: Mapped[str] = mapped_column(default="")
    requirements: Mapped[str] = mapped_column(default="")
    received_at: Mapped[datetime]
    is_valid: Mapped[bool | None]
    stage: Mapped[str] = mapped_column(default="new")


class Deal(Record):
    """A chance to sell, with its stage (FEATURES.md decision 1)."""

    __tablename__ = "deal"

    customer_id: Mapped[str] = mapped_column(sa.ForeignKey("customer.id"), index=True)
    title: Mapped[str]
    stage: Mapped[str] = mapped_column(default="new", index=True)
    amount: Mapped[Decimal | None]
    currency: Mapped[str] = mapped_column(default="USD")
    thread_id: Mapped[int | None] = mapped_column(index=True)
    stage_since: Mapped[datetime]
    expected_on: Mapped[date | None]
    lost_reason: Mapped[str] = mapped_column(default="")
    custom: Mapped[dict[str, Any]] = mapped_column(default=dict)


class FollowUp(Record):
    """A promise with a time: to be kept, stopped by an answer, or moved."""

    __tablename__ = "follow_up"
    __table_args__ = (sa.Index("ix_follow_up_state_due", "state", "due"),)

    kind: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    due: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="open")
    rule: Mapped[str] = mapped_column(default="by_hand")
    reason: Mapped[str] = mapped_column(default="")
    customer_id: Mapped[str | None] = mapped_column(sa.ForeignKey("customer.id"), index=True)
    contact_id: Mapped[str | None] = mapped_column(sa.ForeignKey("contact.id"))
    thread_id: Mapped[int | None] = mapped_column(index=True)
    quote_id: Mapped[str | None]
    outbox_id: Mapped[str | None]
    started_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_reason: Mapped[str] = mapped_column(default="")


class Template(Record):
    """A mail text with slots."""

    __tablename__ = "template"

    key: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(default="reply")
    language: Mapped[str] = mapped_column(default="en")
    subject: Mapped[str] = mapped_column(default="")
    body: Mapped[str]


class Activity(Record):
    """A contact outside the mail: call, meeting, chat, note."""

    __tablename__ = "activity"

    customer_id: Mapped[str] = mapped_column(sa.ForeignKey("customer.id"), index=True)
    contact_id: Mapped[str | None] = mapped_column(sa.ForeignKey("contact.id"))
    kind: Mapped[str]
    summary: Mapped[str]
    solution: Mapped[str] = mapped_column(default="")
    result: Mapped[str] = mapped_column(default="")
    is_substantive: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]


class Sample(Record):
    """A sample on its way or with the customer."""

    __tablename__ = "sample"

    customer_id: Mapped[str] = mapped_column(sa.ForeignKey("customer.id"), index=True)
    title: Mapped[str]
    courier: Mapped[str] = mapped_column(default="")
    tracking_number: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="prepared")
    sent_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    feedback: Mapped[str] = mapped_column(default="")


class Complaint(Record):
    """A complaint case with its clocks."""

    __tablename__ = "complaint"

    customer_id: Mapped[str] = mapped_column(sa.ForeignKey("customer.id"), index=True)
    title: Mapped[str]
    thread_id: Mapped[int | None]
    order_id: Mapped[str | None]
    received_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    solved_at: Mapped[datetime | None]
    solution: Mapped[str] = mapped_column(default="")
    cause: Mapped[str] = mapped_column(default="")
    prevention: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="open")
