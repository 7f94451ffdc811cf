"""The selling companies of a workspace: letterhead, number format and defaults of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _, ngettext
from desktop.store.schema.quotes import Quote
from desktop.store.schema.workspace import BankAccount, CompanyProfile
from desktop.store.workspace import Store
from desktop.trade import company_pictures, company_rows
from desktop.trade.bilingual import Bilingual
from desktop.trade.company_checks import (
    APPROVAL_LINES,
    LETTERHEAD,
    USUAL_MARGIN,
    checked_settings,
    checked_texts,
    free_prefix,
)
from desktop.trade.company_pictures import Place
from desktop.trade.documents.offer import Seller
from desktop.trade.money import NumberFormat


@dataclass(frozen=True, slots=True)
class CompanySettings:
    """Defaults for new quotes, and the clauses printed on every document.

    The two lines of approval are None where the usual ones hold (`trade.approvals`).
    """

    payment_terms: str = ""
    port_of_loading: str = ""
    clauses: tuple[Bilingual, ...] = ()
    rate_margin_percent: Decimal = USUAL_MARGIN
    healthy_margin_percent: Decimal | None = None
    special_discount_percent: Decimal | None = None


@dataclass(frozen=True, slots=True)
class SellerRow:
    """A selling company as lists and forms need it; `id` is "" before any was entered.

    `currencies` are those of its bank accounts.
    """

    id: str
    name: str
    name_zh: str = ""
    short_name: str = ""
    is_default: bool = True
    country: str = "CN"
    home_currency: str = "CNY"
    number_format: str = NumberFormat.COMMA.value
    languages: str = "en+zh"
    number_prefix: str = ""
    payment_terms: str = ""
    port_of_loading: str = ""
    rate_margin_percent: Decimal = USUAL_MARGIN
    currencies: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """What lists call it."""
        return self.short_name or self.name or self.name_zh

    def as_json(self) -> dict[str, Any]:
        """Return the command line's form."""
        found = {name: getattr(self, name) for name in self.__dataclass_fields__}
        found["rate_margin_percent"] = f"{self.rate_margin_percent:f}"
        found["currencies"] = list(self.currencies)
        return found


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything of one company that can be edited."""

    row: SellerRow
    seller: Seller
    settings: CompanySettings


def sellers(store: Store) -> list[SellerRow]:
    """Return the selling companies, the default one first."""
    with store.read() as session:
        rows = list(session.scalars(_living()))
        return [_row(session, row, is_default=at == 0) for at, row in enumerate(rows)]


def seller_row(session: Session, seller_id: str | None = None) -> SellerRow:
    """Return a selling company, also a deleted one (its documents stay); None: the default one.

    Without any company yet: one without a name, with the usual defaults.
    """
    profile = _profile(session, seller_id)
    if profile is None:
        return SellerRow("", "")
    first = session.scalars(_living().limit(1)).first()
    return _row(session, profile, is_default=first is profile)


def get_profile(store: Store, seller_id: str | None = None) -> Profile | None:
    """Return a company with letterhead and settings; None when none was entered."""
    with store.read() as session:
        profile = _profile(session, seller_id)
        if profile is None:
            return None
        return Profile(
            seller_row(session, profile.id),
            _seller(profile),
            _settings(profile),
        )


def read_settings(session: Session, seller_id: str | None = None) -> CompanySettings:
    """Return a company's trade settings; the usual ones when nothing has been set."""
    profile = _profile(session, seller_id)
    return _settings(profile) if profile else CompanySettings()


def _settings(profile: CompanyProfile) -> CompanySettings:
    stored = dict(profile.settings or {})
    margin = stored.get("rate_margin_percent")
    return CompanySettings(
        payment_terms=str(stored.get("payment_terms", "")),
        port_of_loading=str(stored.get("port_of_loading", "")),
        clauses=tuple(_clause(entry) for entry in stored.get("clauses", [])),
        rate_margin_percent=USUAL_MARGIN if margin is None else Decimal(str(margin)),
        **{name: _line(stored.get(name)) for name in APPROVAL_LINES},
    )


def _line(value: object) -> Decimal | None:
    return None if value in ("", None) else Decimal(str(value))


def _clause(entry: str | Mapping[str, str]) -> Bilingual:
    if isinstance(entry, str):
        return Bilingual(entry)
    return Bilingual(entry.get("en", ""), entry.get("zh", ""))


def read_seller(session: Session, seller_id: str | None = None) -> Seller:
    """Return the letterhead. Raises UserFacing while the company has no name."""
    profile = _profile(session, seller_id)
    if profile is None or not (profile.name or profile.name_zh):
        raise UserFacing(
            _("The name of your company is missing."),
            hint=_("Fill in the company profile in Settings first."),
            code="no_company",
        )
    return _seller(profile)


def _seller(profile: CompanyProfile) -> Seller:
    texts = {name: getattr(profile, name) for name in LETTERHEAD}
    return Seller(
        **texts,
        logo=profile.logo,
        signature=profile.signature_image,
        stamp=profile.stamp,
        clauses=_settings(profile).clauses,
        number_format=profile.number_format or NumberFormat.COMMA.value,
    )


def save_company(
    store: Store,
    texts: Mapping[str, str],
    *,
    seller_id: str | None = None,
    logo: bytes | None = None,
    stamp: bytes | None = None,
    signature: bytes | None = None,
    keep_paper: bool = False,
    settings: Mapping[str, Any] | None = None,
) -> str:
    """Set fields of a company and return its id; keys not given stay as they are.

    `seller_id` None is the default company (made when there is none yet), "" makes a further one.
    `logo`, `stamp` and `signature` are any picture file's bytes, empty ones take it away; the paper of a stamp or
    signature is made see-through unless `keep_paper`; `settings` entries are merged over the stored ones. Raises UserFacing for an unknown field or company, a file that is no picture,
    a currency, number format or prefix that cannot be, a further company without a name.
    """
    given = {Place.LOGO: logo, Place.STAMP: stamp, Place.SIGNATURE: signature}
    small = [
        company_pictures.prepared(place, content, clear=False if keep_paper else None)
        for place, content in given.items()
        if content is not None
    ]
    values = checked_texts(texts)
    kept = checked_settings(settings or {})
    with store.write(cause="user") as unit:
        session = unit.session
        profile = _target(session, seller_id, values)
        if profile not in session:
            session.add(profile)
        _check_prefix(session, profile, values)
        for name, value in values.items():
            if getattr(profile, name) != value:
                setattr(profile, name, value)
        for picture in small:
            for name, content in company_pictures.columns(picture).items():
                setattr(profile, name, content)
        if kept:
            profile.settings = {**(profile.settings or {}), **kept}
        session.flush()
        return profile.id


def set_default(store: Store, seller_id: str) -> None:
    """Make a company the one that new quotes are written by. Raises UserFacing: unknown."""
    with store.write(cause="user") as unit:
        chosen = company_rows.known(unit.session, seller_id)
        for row in unit.session.scalars(_living()):
            if row.is_default != (row is chosen):
                row.is_default = row is chosen


def delete_company(store: Store, seller_id: str) -> None:
    """Take a company and its bank accounts out of the lists.

    Raises UserFacing: unknown; the default one (`company_is_default`); one that quotes were
    written by (`company_in_use`).
    """
    with store.write(cause="user") as unit:
        session = unit.session
        profile = company_rows.known(session, seller_id)
        name = profile.short_name or profile.name or profile.name_zh
        if session.scalars(_living().limit(1)).first() is profile:
            raise UserFacing(
                _("{company} is the default company.").format(company=name),
                hint=_("Make another one the default first."),
                code="company_is_default",
            )
        used = session.scalar(
            sa.select(sa.func.count())
            .select_from(Quote)
            .where(Quote.seller_id == profile.id, Quote.deleted_at.is_(None))
        )
        if used:
            raise UserFacing(
                ngettext(
                    "{count} quote was written by {company}.",
                    "{count} quotes were written by {company}.",
                    used,
                ).format(count=used, company=name),
                safe=_("Nothing was deleted."),
                code="company_in_use",
            )
        profile.deleted_at = datetime.now(UTC)
        accounts = sa.select(BankAccount).where(
            BankAccount.seller_id == profile.id, BankAccount.deleted_at.is_(None)
        )
        for account in session.scalars(accounts):
            account.deleted_at = profile.deleted_at


def _target(session: Session, seller_id: str | None, values: Mapping[str, str]) -> CompanyProfile:
    if seller_id:
        return company_rows.known(session, seller_id)
    first = session.scalars(_living().limit(1)).first()
    if seller_id is None and first is not None:
        return first
    if seller_id == "" and not (values.get("name") or values.get("name_zh")):
        raise UserFacing(_("A company needs a name."), code="company_without_name")
    return CompanyProfile(is_default=first is None)


def _check_prefix(session: Session, profile: CompanyProfile, values: dict[str, str]) -> None:
    """See to it that no two companies count with one prefix: their numbers would be the same."""
    others = [row for row in session.scalars(_living()) if row is not profile]
    taken = {row.number_prefix for row in others}
    wanted = values.get("number_prefix", profile.number_prefix or "")
    if wanted not in taken:
        return
    if wanted:
        raise UserFacing(
            _("Another company numbers its documents with {prefix} already.").format(prefix=wanted),
            code="prefix_taken",
        )
    name = values.get("short_name") or values.get("name") or profile.name or ""
    values["number_prefix"] = free_prefix(name, taken)


def _living() -> sa.Select[CompanyProfile]:
    """The companies, the default one first; the oldest when none was chosen."""
    return (
        sa.select(CompanyProfile)
        .where(CompanyProfile.deleted_at.is_(None))
        .order_by(CompanyProfile.is_default.desc(), CompanyProfile.created_at, CompanyProfile.id)
    )


def _profile(session: Session, seller_id: str | None) -> CompanyProfile | None:
    if seller_id:
        return session.get(CompanyProfile, seller_id)
    return session.scalars(_living().limit(1)).first()


def _row(session: Session, profile: CompanyProfile, *, is_default: bool) -> SellerRow:
    own: sa.ColumnElement[bool] = BankAccount.seller_id == profile.id
    if is_default:
        own = sa.or_(own, BankAccount.seller_id.is_(None))
    currencies = session.scalars(
        sa.select(BankAccount.currency)
        .where(own, BankAccount.deleted_at.is_(None), BankAccount.currency != "")
        .distinct()
        .order_by(BankAccount.currency)
    )
    settings = _settings(profile)
    return SellerRow(
        id=profile.id,
        name=profile.name,
        name_zh=profile.name_zh,
        short_name=profile.short_name,
        is_default=is_default,
        country=profile.country,
        home_currency=profile.home_currency or "CNY",
        number_format=profile.number_format or NumberFormat.COMMA.value,
        languages=profile.languages or "en+zh",
        number_prefix=profile.number_prefix,
        payment_terms=settings.payment_terms,
        port_of_loading=settings.port_of_loading,
        rate_margin_percent=settings.rate_margin_percent,
        currencies=tuple(currencies),
    )
