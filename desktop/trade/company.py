"""The seller's own data for documents: letterhead, bank accounts, defaults, exchange rates."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.quotes import Quote
from desktop.store.schema.workspace import BankAccount, CompanyProfile
from desktop.store.workspace import Store
from desktop.trade import pictures
from desktop.trade.banking import check_account, check_iban, check_swift
from desktop.trade.bilingual import Bilingual
from desktop.trade.documents.assemble import Bank, Seller
from desktop.trade.money import check_currency

_PROFILE_TEXTS = (
    "name",
    "name_zh",
    "address",
    "address_zh",
    "phone",
    "email",
    "website",
    "tax_id",
    "country",
)
_BANK_FIELDS = tuple(Bank.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class CompanySettings:
    """Defaults for new quotes, and the clauses printed on every document."""

    payment_terms: str = ""
    port_of_loading: str = ""
    clauses: tuple[Bilingual, ...] = ()
    exchange_rates: Mapping[str, Any] = field(default_factory=dict)


def read_settings(session: Session) -> CompanySettings:
    """Return the company's trade settings; empty ones when nothing has been set."""
    profile = _profile(session)
    stored = dict(profile.settings or {}) if profile else {}
    return CompanySettings(
        payment_terms=str(stored.get("payment_terms", "")),
        port_of_loading=str(stored.get("port_of_loading", "")),
        clauses=tuple(_clause(entry) for entry in stored.get("clauses", [])),
        exchange_rates=dict(stored.get("exchange_rates", {})),
    )


def _clause(entry: str | Mapping[str, str]) -> Bilingual:
    if isinstance(entry, str):
        return Bilingual(entry)
    return Bilingual(entry.get("en", ""), entry.get("zh", ""))


def exchange_rate(session: Session, currency: str) -> tuple[Decimal | None, date | None]:
    """Return home currency per unit of `currency` and its date.

    The rate set in the company's settings ({"USD": {"rate": "7.11", "on": "2026-11-17"}}), else
    the one of the latest quote in that currency, else (None, None).
    """
    entry = read_settings(session).exchange_rates.get(currency)
    if isinstance(entry, Mapping) and entry.get("rate"):
        on = date.fromisoformat(entry["on"]) if entry.get("on") else None
        return Decimal(str(entry["rate"])), on
    if entry:
        return Decimal(str(entry)), None
    last = session.execute(
        sa.select(Quote.rate, Quote.rate_on)
        .where(Quote.currency == currency, Quote.rate.is_not(None), Quote.deleted_at.is_(None))
        .order_by(Quote.created_at.desc())
        .limit(1)
    ).first()
    return (last[0], last[1]) if last else (None, None)


def read_seller(session: Session) -> Seller:
    """Return the letterhead. Raises UserFacing while the company has no name."""
    profile = _profile(session)
    if profile is None or not (profile.name or profile.name_zh):
        raise UserFacing(
            _("The name of your company is missing."),
            hint=_("Fill in the company profile in Settings first."),
            code="no_company",
        )
    texts = {name: getattr(profile, name) for name in _PROFILE_TEXTS if name != "country"}
    return Seller(**texts, logo=profile.logo, clauses=read_settings(session).clauses)


def read_bank(session: Session, currency: str) -> Bank | None:
    """Return the account for `currency`; None when there is none."""
    row = session.scalar(
        sa.select(BankAccount)
        .where(BankAccount.currency == currency, BankAccount.deleted_at.is_(None))
        .order_by(BankAccount.created_at.desc())
        .limit(1)
    )
    if row is None:
        return None
    return Bank(**{name: getattr(row, name) for name in _BANK_FIELDS})


def list_banks(store: Store) -> list[Bank]:
    """Return the bank accounts, by currency."""
    with store.read() as session:
        rows = session.scalars(
            sa.select(BankAccount)
            .where(BankAccount.deleted_at.is_(None))
            .order_by(BankAccount.currency)
        )
        return [Bank(**{name: getattr(row, name) for name in _BANK_FIELDS}) for row in rows]


def get_company(store: Store) -> Seller | None:
    """Return the company profile as stored; None when nothing has been entered."""
    with store.read() as session:
        profile = _profile(session)
        return read_seller(session) if profile and (profile.name or profile.name_zh) else None


def save_company(
    store: Store,
    texts: Mapping[str, str],
    *,
    logo: bytes | None = None,
    settings: Mapping[str, Any] | None = None,
) -> None:
    """Set fields of the company profile; keys not given stay as they are.

    `logo` is any picture file's bytes; `settings` entries are merged over the stored ones. Raises
    UserFacing for an unknown field or a file that is no picture.
    """
    if logo is not None:
        logo = pictures.prepare(logo, most=pictures.LOGO_PIXELS)
    unknown = set(texts) - set(_PROFILE_TEXTS)
    if unknown:
        raise UserFacing(
            _("The company profile has no field “{name}”.").format(name=min(unknown)),
            code="unknown_field",
        )
    with store.write(cause="user") as unit:
        profile = _profile(unit.session)
        if profile is None:
            profile = CompanyProfile()
            unit.session.add(profile)
        for name, value in texts.items():
            if getattr(profile, name) != value:
                setattr(profile, name, value)
        if logo is not None:
            profile.logo = logo
        if settings:
            profile.settings = {**(profile.settings or {}), **settings}


def save_bank(store: Store, bank: Bank) -> None:
    """Store the account for its currency, replacing the one there.

    Raises UserFacing for a malformed SWIFT code, IBAN or currency, or without beneficiary or bank.
    """
    values = {name: getattr(bank, name).strip() for name in _BANK_FIELDS}
    values["currency"] = check_currency(bank.currency)
    if not values["beneficiary"] or not values["bank"]:
        raise UserFacing(
            _("A bank account needs a beneficiary and a bank."), code="bank_incomplete"
        )
    if not values["account"] and not values["iban"]:
        raise UserFacing(_("A bank account needs a number or an IBAN."), code="bank_incomplete")
    if values["swift"]:
        values["swift"] = check_swift(values["swift"])
    if values["intermediary_swift"]:
        values["intermediary_swift"] = check_swift(values["intermediary_swift"])
    if values["iban"]:
        values["iban"] = check_iban(values["iban"])
    if values["account"]:
        values["account"] = check_account(values["account"])
    with store.write(cause="user") as unit:
        row = unit.session.scalar(
            sa.select(BankAccount).where(
                BankAccount.currency == values["currency"], BankAccount.deleted_at.is_(None)
            )
        )
        if row is None:
            unit.session.add(BankAccount(**values))
            return
        for name, value in values.items():
            if getattr(row, name) != value:
                setattr(row, name, value)


def _profile(session: Session) -> CompanyProfile | None:
    return session.scalar(
        sa.select(CompanyProfile).where(CompanyProfile.deleted_at.is_(None)).limit(1)
    )
