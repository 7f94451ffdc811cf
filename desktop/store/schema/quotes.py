"""Quotes: their revisions, lines, and the mails that carried them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from desktop.runtime.ids import new_id
from desktop.store.schema.base import Record
from desktop.store.schema.documents import IssuedDocument
from desktop.store.schema.freight import FreightTemplate
from desktop.store.schema.products import PriceList
from desktop.store.schema.workspace import CompanyProfile


class Quote(Record):
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
    discount_percent: Mapped[Decimal | None]
    remarks: Mapped[str] = mapped_column(default="")
    internal_notes: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    edition: Mapped[int] = mapped_column(default=1)
    seller_id: Mapped[str | None] = mapped_column(sa.ForeignKey(CompanyProfile.id))
    price_list_id: Mapped[str | None] = mapped_column(sa.ForeignKey(PriceList.id))
    rate_source: Mapped[str] = mapped_column(default="")
    rate_margin_percent: Mapped[Decimal] = mapped_column(default=Decimal(0))
    instalments: Mapped[list[Any]] = mapped_column(default=list)
    known_freight: Mapped[Decimal | None]
    known_insurance: Mapped[Decimal | None]
    known_place: Mapped[str] = mapped_column(default="")
    freight_template_id: Mapped[str | None] = mapped_column(sa.ForeignKey(FreightTemplate.id))
    freight_by_hand: Mapped[bool] = mapped_column(default=True)
    spread_by: Mapped[str] = mapped_column(default="volume")
    premium_rate: Mapped[Decimal | None]
    insured_plus: Mapped[Decimal] = mapped_column(default=Decimal("0.10"))
    domestic_costs: Mapped[Decimal | None]
    destination_costs: Mapped[Decimal | None]
    duty_rate: Mapped[Decimal | None]
    import_vat_rate: Mapped[Decimal | None]
    clearance_costs: Mapped[Decimal | None]
    bank_share: Mapped[Decimal] = mapped_column(default=Decimal(0))
    commission_share: Mapped[Decimal] = mapped_column(default=Decimal(0))
    refund_mode: Mapped[str] = mapped_column(default="trading")
    container_mix: Mapped[list[Any]] = mapped_column(default=list)
    mixed_cartons: Mapped[list[Any]] = mapped_column(default=list)
    destination: Mapped[str] = mapped_column(default="")
    destination_country: Mapped[str] = mapped_column(default="")
    shipping_marks: Mapped[str] = mapped_column(default="")
    partial_shipment: Mapped[bool | None]
    transhipment: Mapped[bool | None]
    tolerance_percent: Mapped[Decimal | None]
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[str] = mapped_column(default="")
    approval_reason: Mapped[str] = mapped_column(default="")
    approval_asked_by: Mapped[str] = mapped_column(default="")
    lost_reason: Mapped[str] = mapped_column(default="")
    custom: Mapped[dict[str, Any]] = mapped_column(default=dict)


class QuoteLine(Record):
    """A line of a quote: a copy of the product at that moment, a section's title or a note.

    `line_key` stays the same from revision to revision: what is compared is the same line.
    """

    __tablename__ = "quote_line"

    quote_id: Mapped[str] = mapped_column(sa.ForeignKey("quote.id"), index=True)
    position: Mapped[int]
    line_key: Mapped[str] = mapped_column(default=new_id)
    kind: Mapped[str] = mapped_column(default="item")
    is_optional: Mapped[bool] = mapped_column(default=False)
    is_free: Mapped[bool] = mapped_column(default=False)
    buyer_item_code: Mapped[str] = mapped_column(default="")
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
    list_price: Mapped[Decimal | None]
    base_price: Mapped[Decimal | None]
    floor_price: Mapped[Decimal | None]
    price_source: Mapped[str] = mapped_column(default="")
    discount_percent: Mapped[Decimal] = mapped_column(default=Decimal(0))
    cost: Mapped[Decimal | None]
    cost_currency: Mapped[str] = mapped_column(default="CNY")
    cost_on: Mapped[date | None]
    domestic_cost: Mapped[Decimal | None]
    vat_rate: Mapped[Decimal | None]
    rebate_rate: Mapped[Decimal | None]
    pcs_per_carton: Mapped[int | None]
    carton_length_cm: Mapped[Decimal | None]
    carton_width_cm: Mapped[Decimal | None]
    carton_height_cm: Mapped[Decimal | None]
    net_weight_kg: Mapped[Decimal | None]
    gross_weight_kg: Mapped[Decimal | None]
    inner_pieces: Mapped[int | None]
    more_boxes: Mapped[list[Any]] = mapped_column(default=list)
    texts: Mapped[dict[str, Any]] = mapped_column(default=dict)


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
