"""The selling companies of a workspace: letterhead, number format and defaults of each."""

import re
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
from desktop.trade import pictures
from desktop.trade.bilingual import Bilingual
from desktop.trade.documents.assemble import Seller
from desktop.trade.documents.document import LANGUAGES
from desktop.trade.money import NumberFormat, check_currency, parse_decimal

LETTERHEAD = (
    "name",
    "name_zh",
    "address",
    "address_zh",
    "phone",
    "email",
    "website",
    "tax_id",
)
CHOICES = ("country", "short_name", "number_prefix", "number_format", "languages", "home_currency")
FIELDS = (*LETTERHEAD, *CHOICES)
# Below these lines a quote needs approval: margin and line discount in per cent (trade.approvals).
APPROVAL_LINES = ("healthy_margin_percent", "special_discount_percent")
SETTINGS = (
    "payment_terms",
    "port_of_loading",
    "clauses",
    "rate_margin_percent",
    *APPROVAL_LINES,
)
# What the bank's rate is lowered by before it prices anything (DOMAIN.md A4).
USUAL_MARGIN = Decimal(1)
_MOST_MARGIN = Decimal(20)
_PREFIX = re.compile(r"^[A-Z0-9]{1,8}$")


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
        clauses=_settings(profile).clauses,
        number_format=profile.number_format or NumberFormat.COMMA.value,
    )


def get_company(store: Store) -> Seller | None:
    """Return the default company's letterhead; None when nothing has been entered."""
    with store.read() as session:
        profile = _profile(session, None)
        return _seller(profile) if profile and (profile.name or profile.name_zh) else None


def save_company(
    store: Store,
    texts: Mapping[str, str],
    *,
    seller_id: str | None = None,
    logo: bytes | None = None,
    settings: Mapping[str, Any] | None = None,
) -> str:
    """Set fields of a company and return its id; keys not given stay as they are.

    `seller_id` None is the default company (made when there is none yet), "" makes a further one.
    `logo` is any picture file's bytes, empty ones take it away; `settings` entries are merged over
    the stored ones. Raises UserFacing for an unknown field or company, a file that is no picture,
    a currency, number format or prefix that cannot be, a further company without a name.
    """
    if logo:
        logo = pictures.prepare(logo, most=pictures.LOGO_PIXELS)
    values = _checked(texts)
    kept = _checked_settings(settings or {})
    with store.write(cause="user") as unit:
        session = unit.session
        profile = _target(session, seller_id, values)
        if profile not in session:
            session.add(profile)
        _check_prefix(session, profile, values)
        for name, value in values.items():
            if getattr(profile, name) != value:
                setattr(profile, name, value)
        if logo is not None:
            profile.logo = logo or None
        if kept:
            profile.settings = {**(profile.settings or {}), **kept}
        session.flush()
        return profile.id


def set_default(store: Store, seller_id: str) -> None:
    """Make a company the one that new quotes are written by. Raises UserFacing: unknown."""
    with store.write(cause="user") as unit:
        chosen = _known(unit.session, seller_id)
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
        profile = _known(session, seller_id)
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


def _checked(texts: Mapping[str, str]) -> dict[str, str]:
    unknown = set(texts) - set(FIELDS)
    if unknown:
        raise UserFacing(
            _("The company profile has no field “{name}”.").format(name=min(unknown)),
            code="unknown_field",
        )
    values = {name: value.strip() for name, value in texts.items()}
    if "home_currency" in values:
        values["home_currency"] = check_currency(values["home_currency"])
    if "country" in values:
        values["country"] = values["country"].upper()
    if values.get("number_prefix"):
        values["number_prefix"] = values["number_prefix"].upper()
        _refuse_unless(
            bool(_PREFIX.match(values["number_prefix"])),
            _("“{value}” is no prefix of numbers.").format(value=values["number_prefix"]),
            _("It has up to 8 letters and digits, such as HK."),
        )
    formats = [style.value for style in NumberFormat]
    if "number_format" in values:
        _refuse_unless(
            values["number_format"] in formats,
            _("“{value}” is no number format.").format(value=values["number_format"]),
            _("Choose one of {choices}.").format(choices="  ".join(formats)),
        )
    if "languages" in values:
        _refuse_unless(
            values["languages"] in LANGUAGES,
            _("Documents are printed in {choices}.").format(choices=", ".join(LANGUAGES)),
        )
    return values


def _checked_settings(settings: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(settings) - set(SETTINGS)
    if unknown:
        raise UserFacing(
            _("The company profile has no field “{name}”.").format(name=min(unknown)),
            code="unknown_field",
        )
    found = dict(settings)
    if "rate_margin_percent" in found:
        margin = parse_decimal(str(found["rate_margin_percent"]) or "0", what=_("Safety margin"))
        _refuse_unless(
            0 <= margin <= _MOST_MARGIN,
            _("The safety margin lies between 0 and {most} %.").format(most=_MOST_MARGIN),
        )
        found["rate_margin_percent"] = f"{margin:f}"
    for name in set(APPROVAL_LINES) & set(found):
        if found[name] in ("", None):
            found[name] = None
            continue
        percent = parse_decimal(str(found[name]), what=_("Per cent"))
        _refuse_unless(0 <= percent <= 100, _("A percentage lies between 0 and 100."))
        found[name] = f"{percent:f}"
    return found


def _refuse_unless(good: bool, message: str, hint: str = "") -> None:
    if not good:
        raise UserFacing(message, hint=hint, code="bad_company_field")


def _target(session: Session, seller_id: str | None, values: Mapping[str, str]) -> CompanyProfile:
    if seller_id:
        return _known(session, seller_id)
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
    values["number_prefix"] = _free_prefix(values, profile, taken)


def _free_prefix(values: Mapping[str, str], profile: CompanyProfile, taken: set[str]) -> str:
    """Return initials that no other company uses: "Bowei Hong Kong" -> BHK, then BHK2."""
    name = values.get("short_name") or values.get("name") or profile.name or ""
    initials = "".join(word[0] for word in re.findall(r"[A-Za-z0-9]+", name))[:3].upper() or "B"
    return next(
        prefix
        for n in range(1, 1000)
        if (prefix := initials if n == 1 else f"{initials}{n}") not in taken
    )


def _known(session: Session, seller_id: str) -> CompanyProfile:
    profile = session.get(CompanyProfile, seller_id)
    if profile is None or profile.deleted_at is not None:
        raise UserFacing(
            _("There is no company {id}.").format(id=seller_id), code="unknown_company"
        )
    return profile


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
