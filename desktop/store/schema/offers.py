"""What a quote and the order made from it both say: one set of columns, so that they cannot drift."""

from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from desktop.runtime.ids import new_id
from desktop.store.schema.freight import FreightTemplate
from desktop.store.schema.products import PriceList
from desktop.store.schema.workspace import CompanyProfile


class OfferColumns:
    """The terms: currency and rate, Incoterm, payment, charges, costs, packing by hand.

    `clauses` are those chosen or worded for this one alone (`trade/clause_choices.py`).
    """

    customer_id: Mapped[str] = mapped_column(sa.ForeignKey("customer.id"), index=True)
    contact_id: Mapped[str | None] = mapped_column(sa.ForeignKey("contact.id"))
    thread_id: Mapped[int | None]
    deal_id: Mapped[str | None]
    valid_until: Mapped[date | None]
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
    buyer_reference: Mapped[str] = mapped_column(default="")
    freight: Mapped[Decimal | None]
    insurance: Mapped[Decimal | None]
    freight_included: Mapped[bool] = mapped_column(default=False)
    other_charges: Mapped[list[Any]] = mapped_column(default=list)
    discount: Mapped[Decimal | None]
    discount_percent: Mapped[Decimal | None]
    remarks: Mapped[str] = mapped_column(default="")
    internal_notes: Mapped[str] = mapped_column(default="")
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
    container_rates: Mapped[list[Any]] = mapped_column(default=list)
    mixed_cartons: Mapped[list[Any]] = mapped_column(default=list)
    destination: Mapped[str] = mapped_column(default="")
    destination_country: Mapped[str] = mapped_column(default="")
    shipping_marks: Mapped[str] = mapped_column(default="")
    partial_shipment: Mapped[bool | None]
    transhipment: Mapped[bool | None]
    tolerance_percent: Mapped[Decimal | None]
    clauses: Mapped[list[Any]] = mapped_column(default=list)


class GoodsColumns:
    """A line: a copy of the product at that moment, a section's title or a note."""

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
    moq: Mapped[Decimal | None]
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
