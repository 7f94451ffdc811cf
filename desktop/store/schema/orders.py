"""Orders won, their milestones and payments."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from desktop.store.schema.base import Record
from desktop.store.schema.offers import GoodsColumns, OfferColumns


class SalesOrder(OfferColumns, Record):
    """An order won: the terms agreed, where its goods go, its milestone (FEATURES.md decision 1).

    `consignee` and `notify_party` are names with addresses, line by line; `letter_of_credit` the
    fields of the MT700 by tag; `boxes` the containers really loaded: number, seal, type, VGM.
    """

    __tablename__ = "sales_order"
    unjournaled = Record.unjournaled | {"edition"}

    number: Mapped[str] = mapped_column(unique=True)
    quote_id: Mapped[str | None] = mapped_column(sa.ForeignKey("quote.id"))
    total: Mapped[Decimal]
    milestone: Mapped[str] = mapped_column(default="contract_signed", index=True)
    progress_percent: Mapped[int] = mapped_column(default=0)
    ordered_at: Mapped[datetime]
    edition: Mapped[int] = mapped_column(default=1)
    contract_number: Mapped[str] = mapped_column(default="")
    signed_at_place: Mapped[str] = mapped_column(default="")
    consignee: Mapped[str] = mapped_column(default="")
    notify_party: Mapped[str] = mapped_column(default="")
    place_of_receipt: Mapped[str] = mapped_column(default="")
    pre_carriage: Mapped[str] = mapped_column(default="")
    port_of_discharge: Mapped[str] = mapped_column(default="")
    final_destination: Mapped[str] = mapped_column(default="")
    vessel: Mapped[str] = mapped_column(default="")
    voyage: Mapped[str] = mapped_column(default="")
    bl_number: Mapped[str] = mapped_column(default="")
    bl_date: Mapped[date | None]
    latest_shipment: Mapped[date | None]
    etd: Mapped[date | None]
    eta: Mapped[date | None]
    boxes: Mapped[list[Any]] = mapped_column(default=list)
    insured_amount: Mapped[Decimal | None]
    insured_on: Mapped[date | None]
    letter_of_credit: Mapped[dict[str, Any]] = mapped_column(default=dict)
    originals: Mapped[int | None]
    custom: Mapped[dict[str, Any]] = mapped_column(default=dict)


class OrderLine(GoodsColumns, Record):
    """A line of an order; `line_key` is that of the quote's line it was made from."""

    __tablename__ = "order_line"

    order_id: Mapped[str] = mapped_column(sa.ForeignKey("sales_order.id"), index=True)


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
