"""Orders won, their milestones and payments."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from desktop.store.schema.base import Record


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
