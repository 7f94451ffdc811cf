"""Freight tariffs: what a shipment costs by volume, container, weight, or by a table of ports; container sizes."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from desktop.store.schema.base import Record


class FreightTemplate(Record):
    """A tariff in one currency; `basis` says what its amounts count."""

    __tablename__ = "freight_template"

    name: Mapped[str]
    mode: Mapped[str] = mapped_column(default="sea")
    basis: Mapped[str]
    currency: Mapped[str] = mapped_column(default="USD")
    port_of_loading: Mapped[str] = mapped_column(default="")
    carrier: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    minimum: Mapped[Decimal | None]
    premium_rate: Mapped[Decimal | None]
    note: Mapped[str] = mapped_column(default="")


class FreightRate(Record):
    """One amount of a tariff: for a port (or "" for all), a container type or a weight step."""

    __tablename__ = "freight_rate"

    template_id: Mapped[str] = mapped_column(sa.ForeignKey("freight_template.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    port: Mapped[str] = mapped_column(default="")
    container: Mapped[str] = mapped_column(default="")
    from_quantity: Mapped[Decimal] = mapped_column(default=Decimal(0))
    amount: Mapped[Decimal]
    destination_costs: Mapped[Decimal | None]
    transit_days: Mapped[int | None]


class ContainerSize(Record):
    """Figures of one container type where they are not the house's, or a type of one's own."""

    __tablename__ = "container_size"

    code: Mapped[str] = mapped_column(index=True)
    length_mm: Mapped[int]
    width_mm: Mapped[int]
    height_mm: Mapped[int]
    plan_cbm: Mapped[Decimal]
    prudent_kg: Mapped[Decimal]
    relative_cost: Mapped[Decimal]
    planned: Mapped[bool] = mapped_column(default=False)
