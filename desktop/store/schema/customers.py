"""Customers and their people: the master record of FEATURES.md sections B and C."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from desktop.store.schema.base import Record


class Customer(Record):
    """A company (or a person buying alone) that buys, or may buy."""

    __tablename__ = "customer"
    unjournaled = Record.unjournaled | {"spelled"}
    spelled_from = ("name", "name_zh", "city")

    name: Mapped[str] = mapped_column(index=True)
    name_zh: Mapped[str] = mapped_column(default="")
    spelled: Mapped[str] = mapped_column(default="")
    is_person: Mapped[bool] = mapped_column(default=False)
    industry: Mapped[str] = mapped_column(default="")
    founded_on: Mapped[date | None]
    employees: Mapped[int | None]
    annual_turnover: Mapped[Decimal | None]
    turnover_currency: Mapped[str] = mapped_column(default="")
    country: Mapped[str] = mapped_column(default="", index=True)
    city: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    time_zone: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="")
    website: Mapped[str] = mapped_column(default="")
    tax_id: Mapped[str] = mapped_column(default="")
    background: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(default="")
    tags: Mapped[list[Any]] = mapped_column(default=list)
    owner_id: Mapped[str | None] = mapped_column(sa.ForeignKey("user.id"))
    grade: Mapped[str] = mapped_column(default="")
    grade_by_hand: Mapped[bool] = mapped_column(default=False)
    grade_reason: Mapped[str] = mapped_column(default="")
    relationship_stage: Mapped[str] = mapped_column(default="prospect")
    relationship_by_hand: Mapped[bool] = mapped_column(default=False)
    first_contact_at: Mapped[datetime | None]
    next_action: Mapped[str] = mapped_column(default="")
    incoterm: Mapped[str] = mapped_column(default="")
    incoterm_place: Mapped[str] = mapped_column(default="")
    currency: Mapped[str] = mapped_column(default="USD")
    payment_terms: Mapped[str] = mapped_column(default="")
    deposit_percent: Mapped[Decimal | None]
    credit_rating: Mapped[str] = mapped_column(default="")
    explicit_needs: Mapped[str] = mapped_column(default="")
    latent_needs: Mapped[str] = mapped_column(default="")
    preferences: Mapped[str] = mapped_column(default="")
    strategic_notes: Mapped[str] = mapped_column(default="")
    expansion_plan: Mapped[str] = mapped_column(default="")
    risk_points: Mapped[str] = mapped_column(default="")
    risk_measures: Mapped[str] = mapped_column(default="")
    culture_memo: Mapped[str] = mapped_column(default="")
    shipping_mark: Mapped[str] = mapped_column(default="")
    port_of_destination: Mapped[str] = mapped_column(default="")
    primary_channel: Mapped[str] = mapped_column(default="")
    satisfaction: Mapped[Decimal | None]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    custom: Mapped[dict[str, Any]] = mapped_column(default=dict)


class CustomerDomain(Record):
    """A registrable domain whose mail belongs to the customer."""

    __tablename__ = "customer_domain"

    customer_id: Mapped[str] = mapped_column(sa.ForeignKey("customer.id"), index=True)
    domain: Mapped[str] = mapped_column(index=True)


class Contact(Record):
    """A person at a customer."""

    __tablename__ = "contact"
    unjournaled = Record.unjournaled | {"spelled"}
    spelled_from = ("name",)

    customer_id: Mapped[str] = mapped_column(sa.ForeignKey("customer.id"), index=True)
    name: Mapped[str]
    spelled: Mapped[str] = mapped_column(default="")
    first_name: Mapped[str] = mapped_column(default="")
    last_name: Mapped[str] = mapped_column(default="")
    salutation: Mapped[str] = mapped_column(default="")
    title: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="")
    is_key: Mapped[bool] = mapped_column(default=False)
    decision_role: Mapped[str] = mapped_column(default="")
    birthday: Mapped[date | None]
    left_on: Mapped[date | None]
    notes: Mapped[str] = mapped_column(default="")
    custom: Mapped[dict[str, Any]] = mapped_column(default=dict)


class ContactPoint(Record):
    """An address of a contact: e-mail, phone, WhatsApp, WeChat, Skype, LinkedIn.

    `normalized` is what is compared: a case-folded address, or an E.164 number.
    """

    __tablename__ = "contact_point"
    __table_args__ = (sa.Index("ix_contact_point_kind_normalized", "kind", "normalized"),)

    contact_id: Mapped[str] = mapped_column(sa.ForeignKey("contact.id"), index=True)
    kind: Mapped[str]
    value: Mapped[str]
    normalized: Mapped[str]
    is_primary: Mapped[bool] = mapped_column(default=False)


class ThreadLinkChoice(Record):
    """A link made or removed by hand: it wins for ever over what the rules say.

    Keyed by the thread's root Message-ID, so that it outlives a rebuilt mail cache.
    `customer_id` NULL means: nobody's.
    """

    __tablename__ = "thread_link_choice"

    root_message_id: Mapped[str] = mapped_column(unique=True)
    customer_id: Mapped[str | None] = mapped_column(sa.ForeignKey("customer.id"))
