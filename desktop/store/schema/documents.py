"""Documents that left the house, and the numbers they took."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from desktop.store.schema.base import Base, Record


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
    """The last number given for a kind of document in a year: gap-free, never reused.

    `series` is the number prefix of the selling company; each company has a sequence of its own.
    """

    __tablename__ = "number_sequence"

    kind: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    series: Mapped[str] = mapped_column(primary_key=True, default="")
    last: Mapped[int]
