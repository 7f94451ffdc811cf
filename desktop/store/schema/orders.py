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
    `milestones` are the steps of this order by id or own words, [] for the usual ten. Nothing is due
    from one that was cancelled; its papers and receipts stay.
    """

    __tablename__ = "sales_order"
    unjournaled = Record.unjournaled | {"edition"}

    number: Mapped[str] = mapped_column(unique=True)
    quote_id: Mapped[str | None] = mapped_column(sa.ForeignKey("quote.id"))
    total: Mapped[Decimal]
    milestone: Mapped[str] = mapped_column(default="contract_signed", index=True)
    progress_percent: Mapped[int] = mapped_column(default=0)
    milestones: Mapped[list[Any]] = mapped_column(default=list)
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
    cancelled_on: Mapped[date | None]
    cancel_reason: Mapped[str] = mapped_column(default="")
    custom: Mapped[dict[str, Any]] = mapped_column(default=dict)


class OrderLine(GoodsColumns, Record):
    """A line of an order; `line_key` is that of the quote's line it was made from."""

    __tablename__ = "order_line"

    order_id: Mapped[str] = mapped_column(sa.ForeignKey("sales_order.id"), index=True)


class OrderTemplate(Record):
    """The milestones of a kind of order, by id or own words: copied into each order made from it."""

    __tablename__ = "order_template"

    name: Mapped[str]
    milestones: Mapped[list[Any]] = mapped_column(default=list)
    is_default: Mapped[bool] = mapped_column(default=False)


class OrderMilestone(Record):
    """When an order reached a milestone; not `by_hand` when its payments said so."""

    __tablename__ = "order_milestone"

    order_id: Mapped[str] = mapped_column(sa.ForeignKey("sales_order.id"), index=True)
    name: Mapped[str]
    reached_on: Mapped[date]
    note: Mapped[str] = mapped_column(default="")
    by_hand: Mapped[bool] = mapped_column(default=True)


class Payment(Record):
    """Money of an order: received (`received_on` is set), or still due.

    What is due follows from terms, events and receipts and is written anew with each of them; a
    receipt is one transfer, whole: kind receipt, credit, bank_charges or refund (negative).
    """

    __tablename__ = "payment"

    order_id: Mapped[str] = mapped_column(sa.ForeignKey("sales_order.id"), index=True)
    kind: Mapped[str]
    amount: Mapped[Decimal]
    currency: Mapped[str]
    due_on: Mapped[date | None]
    received_on: Mapped[date | None]
    reference: Mapped[str] = mapped_column(default="")


class OrderFile(Record):
    """A paper that others made, kept with an order: B/L copy, certificate, the customer's own order.

    Its bytes lie in the profile under `file_name` and never change; `name` is what it was called.
    """

    __tablename__ = "order_file"

    order_id: Mapped[str] = mapped_column(sa.ForeignKey("sales_order.id"), index=True)
    kind: Mapped[str]
    name: Mapped[str]
    file_name: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    filed_on: Mapped[date]
