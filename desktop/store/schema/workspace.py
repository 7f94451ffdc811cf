"""The workspace itself: its company, its users, its own fields, and the journal."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from desktop.store.schema.base import Base, Record


class Workspace(Base):
    """One row: what this file is and which device writes it."""

    __tablename__ = "workspace"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    device_id: Mapped[str]
    created_at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(default=False)


class User(Record):
    """A person who works in this workspace."""

    __tablename__ = "user"

    name: Mapped[str]
    email: Mapped[str] = mapped_column(default="")
    title: Mapped[str] = mapped_column(default="")
    role: Mapped[str] = mapped_column(default="owner")
    signature: Mapped[str] = mapped_column(default="")


class CompanyProfile(Record):
    """A selling entity as printed on documents: letterhead, registration, defaults.

    A workspace has one or several; `is_default` is set for one. `number_format` is how amounts are
    written: "1,234.56", "1.234,56", "1 234,56", "1'234.56". The scans are stamp and signature as they
    were chosen, on their paper.
    """

    __tablename__ = "company_profile"
    unjournaled = Record.unjournaled | {
        "logo", "stamp", "signature_image", "stamp_scan", "signature_scan"
    }  # fmt: skip

    name: Mapped[str] = mapped_column(default="")
    name_zh: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    address_zh: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    website: Mapped[str] = mapped_column(default="")
    tax_id: Mapped[str] = mapped_column(default="")
    country: Mapped[str] = mapped_column(default="CN")
    short_name: Mapped[str] = mapped_column(default="")
    is_default: Mapped[bool] = mapped_column(default=False)
    number_prefix: Mapped[str] = mapped_column(default="")
    number_format: Mapped[str] = mapped_column(default="1,234.56")
    languages: Mapped[str] = mapped_column(default="en+zh")
    home_currency: Mapped[str] = mapped_column(default="CNY")
    logo: Mapped[bytes | None]
    stamp: Mapped[bytes | None]
    signature_image: Mapped[bytes | None]
    stamp_scan: Mapped[bytes | None]
    signature_scan: Mapped[bytes | None]
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)


class BankAccount(Record):
    """A bank profile of a selling entity for a currency (DOMAIN.md A3); "" pays any currency.

    Since `locked_at` nothing of it changes; `unlock_reason` is why it was opened last.
    """

    __tablename__ = "bank_account"

    seller_id: Mapped[str | None] = mapped_column(sa.ForeignKey("company_profile.id"), index=True)
    is_default: Mapped[bool] = mapped_column(default=True)
    currency: Mapped[str]
    beneficiary: Mapped[str]
    beneficiary_address: Mapped[str] = mapped_column(default="")
    bank: Mapped[str]
    bank_address: Mapped[str] = mapped_column(default="")
    swift: Mapped[str] = mapped_column(default="")
    account: Mapped[str] = mapped_column(default="")
    iban: Mapped[str] = mapped_column(default="")
    intermediary_bank: Mapped[str] = mapped_column(default="")
    intermediary_swift: Mapped[str] = mapped_column(default="")
    intermediary_account: Mapped[str] = mapped_column(default="")
    locked_at: Mapped[datetime | None]
    unlock_reason: Mapped[str] = mapped_column(default="")
    charges: Mapped[str] = mapped_column(default="SHA")


class OwnPaymentTerms(Record):
    """Payment terms that the user named himself, beside the presets; `instalments` as in quotes."""

    __tablename__ = "own_payment_terms"

    name: Mapped[str]
    instalments: Mapped[list[Any]] = mapped_column(default=list)
    position: Mapped[int] = mapped_column(default=0)


class CustomField(Record):
    """A field that the user added to a kind of record; values live in the record's `custom`."""

    __tablename__ = "custom_field"
    __table_args__ = (sa.UniqueConstraint("record_type", "key"),)

    record_type: Mapped[str]
    key: Mapped[str]
    label: Mapped[str]
    label_zh: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(default="text")
    required: Mapped[bool] = mapped_column(default=False)
    choices: Mapped[list[Any]] = mapped_column(default=list)
    position: Mapped[int] = mapped_column(default=0)


class LongWrite(Base):
    """A write of many portions that has not ended: `written` of `total` rows of the file at `path`.

    `taken_back`: so many changes of the unit undo has taken back so far, 0 while nobody undoes it.
    """

    __tablename__ = "long_write"

    unit_id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    path: Mapped[str]
    written: Mapped[int]
    total: Mapped[int]
    begun_at: Mapped[datetime]
    taken_back: Mapped[int] = mapped_column(default=0)


class JournalEntry(Base):
    """One change of one record: the audit trail, the undo, and later what teams exchange."""

    __tablename__ = "journal"
    __table_args__ = (sa.Index("ix_journal_record", "record_type", "record_id"),)

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    unit_id: Mapped[str] = mapped_column(sa.String(36), index=True)
    hlc: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    device: Mapped[str]
    record_type: Mapped[str]
    record_id: Mapped[str]
    operation: Mapped[str]
    changes: Mapped[dict[str, Any]]
    cause: Mapped[str]
    undoes_unit: Mapped[str | None]
