"""Documents that left the house, and the numbers they took."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from desktop.store.schema.base import Base, Record
from desktop.store.schema.workspace import CompanyProfile


class IssuedDocument(Record):
    """A document that left the house: its bytes never change.

    `source` is what it was made from, field by field (`trade/order_source.py`): what of the order
    has changed since is said by comparing.
    """

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
    seller_id: Mapped[str | None] = mapped_column(sa.ForeignKey(CompanyProfile.id))
    template_id: Mapped[str] = mapped_column(default="")
    change_reason: Mapped[str] = mapped_column(default="")
    source: Mapped[dict[str, Any]] = mapped_column(default=dict)
    superseded_at: Mapped[datetime | None]


class PrintedPicture(Base):
    """A picture on issued documents, by the SHA-256 that their snapshots name it with.

    Kept once and for good: logos and photos change, a copy of an old document shows what it showed.
    """

    __tablename__ = "printed_picture"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes]


class NumberSequence(Base):
    """The last number given for a kind of document in a year: gap-free, never reused.

    `series` is the number prefix of the selling company; each company has a sequence of its own.
    """

    __tablename__ = "number_sequence"

    kind: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    series: Mapped[str] = mapped_column(primary_key=True, default="")
    last: Mapped[int]


class Clause(Record):
    """A clause of the library in one of its versions; the newest that is not retired is used.

    `topic`: payment, packing, inspection, claims, force_majeure, arbitration, letter_of_credit ...
    `rule`: when it is chosen by itself (kinds of documents, Incoterms, methods of payment).
    """

    __tablename__ = "clause"
    __table_args__ = (sa.UniqueConstraint("key", "version"),)

    key: Mapped[str] = mapped_column(index=True)
    version: Mapped[int] = mapped_column(default=1)
    topic: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    title_en: Mapped[str] = mapped_column(default="")
    title_zh: Mapped[str] = mapped_column(default="")
    text_en: Mapped[str] = mapped_column(default="")
    text_zh: Mapped[str] = mapped_column(default="")
    rule: Mapped[dict[str, Any]] = mapped_column(default=dict)
    retired_at: Mapped[datetime | None]


class DocumentTemplate(Record):
    """How a company prints a kind of document: order of blocks, columns, colours, texts, clauses.

    `layout` is checked by `trade/documents`; `version` counts its changes and stands on what is issued.
    """

    __tablename__ = "document_template"

    name: Mapped[str]
    kind: Mapped[str] = mapped_column(index=True)
    seller_id: Mapped[str | None] = mapped_column(sa.ForeignKey(CompanyProfile.id))
    version: Mapped[int] = mapped_column(default=1)
    is_default: Mapped[bool] = mapped_column(default=False)
    layout: Mapped[dict[str, Any]] = mapped_column(default=dict)
