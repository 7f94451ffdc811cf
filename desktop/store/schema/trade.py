"""Goods, quotes, orders and issued documents."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from desktop.store.schema.base import Base, Record


class Product(Record):
    """An article of the catalogue; weights are per full carton, sizes in centimetres."""

    __tablename__ = "product"
    unjournaled = Record.unjournaled | {"picture"}

    sku: Mapped[str] = mapped_column(unique=True)
    name_en: Mapped[str] = mapped_column(default="")
    name_zh: Mapped[str] = mapped_column(default="")
    description_en: Mapped[str] = mapped_column(default="")
    description_zh: Mapped[str] = mapped_column(default="")
    unit: Mapped[str] = mapped_column(default="pcs")
    price: Mapped[Decimal | None]
    currency: Mapped[str] = mapped_column(default="USD")
    cost: Mapped[Decimal | None]
    cost_currency: Mapped[str] = mapped_column(default="CNY")
    vat_rate: Mapped[Decimal | None]
    rebate_rate: Mapped[Decimal | None]
    hs_code: Mapped[str] = mapped_column(default="")
    origin: Mapped[str] = mapped_column(default="")
    moq: Mapped[int | None]
    pcs_per_carton: Mapped[int | None]
    carton_length_cm: Mapped[Decimal | None]
    carton_width_cm: Mapped[Decimal | None]
    carton_height_cm: Mapped[Decimal | None]
    net_weight_kg: Mapped[Decimal | None]
    gross_weight_kg: Mapped[Decimal | None]
    lead_time_days: Mapped[int | None]
    barcode: Mapped[str] = mapped_column(default="")
    picture: Mapped[bytes | None]
    custom: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Quote(Record):
    """One revision of an offer; exactly one revision of a number is current."""

    __tablename__ = "quote"
    __table_args__ = (sa.UniqueConstraint("number", "revision"),)

    number: Mapped[str] = mapped_column(index=True)
    revision: Mapped[int] = mapped_column(default=1)
    is_current: Mapped[bool] = mapped_column(default=True)
    revision_note: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="draft", index=True)
    state_note: Mapped[str] = mapped_column(default="")
    customer_id: Mapped[str] = mapped_column(sa.ForeignKey("customer.id"), index=True)
    contact_id: Mapped[str | None] = mapped_column(sa.ForeignKey("contact.id"))
    thread_id: Mapped[int | None]
    deal_id: Mapped[str | None]
    currency: Mapped[str] = mapped_column(default="USD")
    rate: Mapped[Decimal | None]
    rate_currency: Mapped[str] = mapped_column(default="CNY")
    rate_on: Mapped[date | None]
    incoterm: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    port_of_loading: Mapped[str] = mapped_column(default="")
    transport_mode: Mapped[str] = mapped_column(default="sea")
    payment_terms: Mapped[str] = mapped_column(default="")
    lead_time: Mapped[str] = mapped_column(default="")
    valid_until: Mapped[date | None]
    buyer_reference: Mapped[str] = mapped_column(default="")
    freight: Mapped[Decimal | None]
    insurance: Mapped[Decimal | None]
    freight_included: Mapped[bool] = mapped_column(default=False)
    other_charges: Mapped[list[Any]] = mapped_column(default=list)
    discount: Mapped[Decimal | None]
    remarks: Mapped[str] = mapped_column(default="")
    internal_notes: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    custom: Mapped[dict[str, Any]] = mapped_column(default=dict)


class QuoteLine(Record):
    """A line of a quote: a copy of the product at that moment."""

    __tablename__ = "quote_line"

    quote_id: Mapped[str] = mapped_column(sa.ForeignKey("quote.id"), index=True)
    position: Mapped[int]
    product_id: Mapped[str | None] = mapped_column(sa.ForeignKey("product.id"))
    sku: Mapped[str] = mapped_column(default="")
    name_en: Mapped[str] = mapped_column(default="")
    name_zh: Mapped[str] = mapped_column(default="")
    description_en: Mapped[str] = mapped_column(default="")
    description_zh: Mapped[str] = mapped_column(default="")
    hs_code: Mapped[str] = mapped_column(default="")
    origin: Mapped[str] = mapped_column(default="")
    quantity: Mapped[Decimal]
    unit: Mapped[str] = mapped_column(default="pcs")
    unit_price: Mapped[Decimal]
    discount_percent: Mapped[Decimal] = mapped_column(default=Decimal(0))
    cost: Mapped[Decimal | None]
    cost_currency: Mapped[str] = mapped_column(default="CNY")
    vat_rate: Mapped[Decimal | None]
    rebate_rate: Mapped[Decimal | None]
    pcs_per_carton: Mapped[int | None]
    carton_length_cm: Mapped[Decimal | None]
    carton_width_cm: Mapped[Decimal | None]
    carton_height_cm: Mapped[Decimal | None]
    net_weight_kg: Mapped[Decimal | None]
    gross_weight_kg: Mapped[Decimal | None]


class SalesOrder(Record):
    """An order won, with its milestone (FEATURES.md decision 1)."""

    __tablename__ = "sales_order"

    number: Mapped[str] = mapped_column(unique=True)
    customer_id: Mapped[str] = mapped_column(sa.ForeignKey("customer.id"), index=True)
    quote_id: Mapped[str | None] = mapped_column(sa.ForeignKey("quote.id"))
    currency: Mapped[str] = mapped_column(default="USD")
    total: Mapped[Decimal]
    incoterm: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    milestone: Mapped[str] = mapped_column(default="contract_signed", index=True)
    progress_percent: Mapped[int] = mapped_column(default=0)
    ordered_at: Mapped[datetime]
    etd: Mapped[date | None]
    eta: Mapped[date | None]
    port_of_loading: Mapped[str] = mapped_column(default="")
    custom: Mapped[dict[str, Any]] = mapped_column(default=dict)


class OrderMilestone(Record):
    """When an order reached a milestone."""

    __tablename__ = "order_milestone"

    order_id: Mapped[str] = mapped_column(sa.ForeignKey("sales_order.id"), index=True)
    name: Mapped[str]
    reached_on: Mapped[date]
    note: Mapped[str] = mapped_column(default="")


class Payment(Record):
    """Money due or received on an order."""

    __tablename__ = "payment"

    order_id: Mapped[str] = mapped_column(sa.ForeignKey("sales_order.id"), index=True)
    kind: Mapped[str]
    amount: Mapped[Decimal]
    currency: Mapped[str]
    due_on: Mapped[date | None]
    received_on: Mapped[date | None]
    reference: Mapped[str] = mapped_column(default="")


class IssuedDocument(Record):
    """A document that left the house: its bytes never change."""

    __tablename__ = "issued_document"
    __table_args__ = (sa.UniqueConstraint("kind", "number", "revision", "language"),)

    kind: Mapped[str]
    number: Mapped[str]
    revision: Mapped[int] = mapped_column(default=1)
    language: Mapped[str]
    quote_id: Mapped[str | None] = mapped_column(sa.ForeignKey("quote.id"), index=True)
    order_id: Mapped[str | None] = mapped_column(sa.ForeignKey("sales_order.id"), index=True)
    customer_id: Mapped[str | None] = mapped_column(sa.ForeignKey("customer.id"), index=True)
    issued_at: Mapped[datetime]
    sha256: Mapped[str]
    file_name: Mapped[str]
    snapshot: Mapped[dict[str, Any]]


class NumberSequence(Base):
    """The last number given for a kind of document in a year: gap-free, never reused."""

    __tablename__ = "number_sequence"

    kind: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]
