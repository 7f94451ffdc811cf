"""Every field of the customer's and the contact's master record: its name, kind and check."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from desktop.crm import places
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import N_, _

INCOTERMS = ("EXW", "FCA", "FAS", "FOB", "CFR", "CIF", "CPT", "CIP", "DAP", "DPU", "DDP")


@dataclass(frozen=True)
class Field:
    """One field: `key` is the column and the CLI's key, `label` an English msgid, `kind` decides
    how text becomes its value, `group` where the form shows it."""

    key: str
    label: str
    kind: str = "text"
    group: str = "basics"
    choices: tuple[str, ...] = ()

    def text(self) -> str:
        """Return the label in the user's language."""
        return _(self.label)


CUSTOMER_FIELDS = (
    Field("name", N_("Company name"), "required"),
    Field("name_zh", N_("Chinese name")),
    Field("is_person", N_("A person, not a company"), "bool"),
    Field("industry", N_("Industry")),
    Field("founded_on", N_("Founded"), "date"),
    Field("employees", N_("Employees"), "count"),
    Field("annual_turnover", N_("Annual turnover"), "amount"),
    Field("turnover_currency", N_("Currency of the turnover"), "currency"),
    Field("country", N_("Country"), "country"),
    Field("city", N_("City")),
    Field("address", N_("Address"), "lines"),
    Field("time_zone", N_("Time zone"), "zone"),
    Field("language", N_("Language"), "language"),
    Field("website", N_("Website")),
    Field("tax_id", N_("Tax number")),
    Field("background", N_("Background"), "lines"),
    Field("source", N_("Source")),
    Field("tags", N_("Tags"), "list"),
    Field("grade", N_("Grade"), "choice", "grading", ("", "A", "B", "C")),
    Field("grade_reason", N_("Reason of the grade"), "text", "grading"),
    Field(
        "relationship_stage",
        N_("Relationship"),
        "choice",
        "grading",
        ("", "prospect", "new_client", "established", "strategic"),
    ),
    Field("next_action", N_("Next action"), "text", "plan"),
    Field("primary_channel", N_("Agreed channel"), "text", "plan"),
    Field("incoterm", N_("Usual Incoterm"), "incoterm", "trade"),
    Field("incoterm_place", N_("Place of the Incoterm"), "text", "trade"),
    Field("currency", N_("Currency"), "currency", "trade"),
    Field("payment_terms", N_("Payment terms"), "text", "trade"),
    Field("deposit_percent", N_("Deposit (%)"), "percent", "trade"),
    Field("credit_rating", N_("Credit rating"), "text", "trade"),
    Field("shipping_mark", N_("Shipping mark"), "lines", "trade"),
    Field("port_of_destination", N_("Port of destination"), "text", "trade"),
    Field("explicit_needs", N_("Needs"), "lines", "needs"),
    Field("latent_needs", N_("Future needs"), "lines", "needs"),
    Field("preferences", N_("Preferences"), "lines", "needs"),
    Field("expansion_plan", N_("Expansion plans"), "lines", "needs"),
    Field("strategic_notes", N_("Strategic fit"), "lines", "risk"),
    Field("risk_points", N_("Risks"), "lines", "risk"),
    Field("risk_measures", N_("Measures against risks"), "lines", "risk"),
    Field("culture_memo", N_("Culture memo"), "lines", "risk"),
    Field("satisfaction", N_("Satisfaction (0 to 5)"), "score", "risk"),
)

# Facts the grade needs that only a person can know (see grading.GradeFacts).
FACT_FIELDS = (
    Field("product_fit", N_("Product fit (0 to 100)"), "percent", "grading"),
    Field("margin_percent", N_("Gross margin (%)"), "amount", "grading"),
    Field("expansion", N_("Expansion planned"), "bool", "grading"),
    Field("credit_record", N_("Credit record"), "choice", "grading", ("", "good", "late", "bad")),
    Field("country_risk", N_("Country risk"), "choice", "grading", ("", "low", "medium", "high")),
)

CONTACT_FIELDS = (
    Field("name", N_("Name"), "required"),
    Field("first_name", N_("Given name")),
    Field("last_name", N_("Family name")),
    Field("salutation", N_("Salutation")),
    Field("title", N_("Position")),
    Field("language", N_("Language"), "language"),
    Field("is_key", N_("Key contact"), "bool"),
    Field(
        "decision_role",
        N_("Role in decisions"),
        "choice",
        choices=("", "decides", "influences", "uses", "pays", "gatekeeper"),
    ),
    Field("birthday", N_("Birthday"), "date"),
    Field("left_on", N_("Left the company on"), "date"),
    Field("notes", N_("Notes"), "lines"),
)

Value = str | int | bool | Decimal | date | list[str] | None


def parse(field: Field, text: str) -> Value:
    """Return the value that `text` means for `field`; empty text clears it.

    Raises UserFacing (`bad_value`) that names the field and what would fit.
    """
    text = text.strip()
    return _PARSERS[field.kind](field, text)


def refused(field: Field, text: str, hint: str) -> UserFacing:
    """Build the error for a value that does not fit its field."""
    return UserFacing(
        _("“{value}” does not fit the field “{field}”.").format(value=text, field=field.text()),
        hint=hint,
        code="bad_value",
    )


def _text(field: Field, text: str) -> Value:
    if len(text) > 20_000:
        raise refused(field, text[:40] + "…", _("The text is too long."))
    return text


def _required(field: Field, text: str) -> Value:
    if not text:
        raise refused(field, text, _("It cannot be empty."))
    return _text(field, text)


def _bool(field: Field, text: str) -> Value:
    word = text.casefold()
    if word in {"1", "true", "yes", "y", "是", "on"}:
        return True
    if word in {"", "0", "false", "no", "n", "否", "off"}:
        return False
    raise refused(field, text, _("Use yes or no."))


def _date(field: Field, text: str) -> Value:
    if not text:
        return None
    try:
        return date.fromisoformat(text.replace("/", "-"))
    except ValueError as error:
        raise refused(field, text, _("Write it as 2026-11-22.")) from error


def _number(field: Field, text: str) -> Decimal | None:
    if not text:
        return None
    try:
        value = Decimal(text.replace(",", "").removesuffix("%").strip())
    except InvalidOperation as error:
        raise refused(field, text, _("Write a number.")) from error
    if not value.is_finite() or abs(value) >= Decimal(10) ** 15:
        raise refused(field, text, _("Write a number."))
    return value


def _within(least: int, most: int) -> Callable[[Field, str], Value]:
    def check(field: Field, text: str) -> Value:
        value = _number(field, text)
        if value is not None and not least <= value <= most:
            hint = _("Between {least} and {most}.").format(least=least, most=most)
            raise refused(field, text, hint)
        return value

    return check


def _count(field: Field, text: str) -> Value:
    value = _number(field, text)
    if value is None:
        return None
    if value < 0 or value != int(value):
        raise refused(field, text, _("Write a whole number."))
    return int(value)


def _country(field: Field, text: str) -> Value:
    if not text:
        return ""
    code = places.country_code(text)
    if not code:
        raise refused(field, text, _("Use a country's name or its two letters, like DE."))
    return code


def _zone(field: Field, text: str) -> Value:
    if not text:
        return ""
    try:
        return ZoneInfo(text).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise refused(field, text, _("Use a zone like Europe/Berlin.")) from error


def _letters(least: int, most: int, hint: str, *, upper: bool) -> Callable[[Field, str], Value]:
    def check(field: Field, text: str) -> Value:
        bare = text.replace("-", "").replace("_", "")
        if text and not (least <= len(text) <= most and bare.isascii() and bare.isalpha()):
            raise refused(field, text, _(hint))
        return text.upper() if upper else text

    return check


def _incoterm(field: Field, text: str) -> Value:
    if text and text.upper() not in INCOTERMS:
        raise refused(field, text, ", ".join(INCOTERMS))
    return text.upper()


def _choice(field: Field, text: str) -> Value:
    for choice in field.choices:
        if text.casefold() == choice.casefold():
            return choice
    raise refused(field, text, ", ".join(c for c in field.choices if c))


def _list(_field: Field, text: str) -> Value:
    parts = [part.strip() for part in text.replace("，", ",").replace(";", ",").split(",")]
    return list(dict.fromkeys(part for part in parts if part))


_PARSERS: dict[str, Callable[[Field, str], Value]] = {
    "text": _text,
    "lines": _text,
    "required": _required,
    "bool": _bool,
    "date": _date,
    "count": _count,
    "amount": _number,
    "percent": _within(0, 100),
    "score": _within(0, 5),
    "country": _country,
    "zone": _zone,
    "currency": _letters(3, 3, N_("Use a three-letter code such as USD, EUR or CNY."), upper=True),
    "language": _letters(2, 8, N_("Use a language code like en, de or zh."), upper=False),
    "incoterm": _incoterm,
    "choice": _choice,
    "list": _list,
}


def by_key(fields: tuple[Field, ...], key: str) -> Field:
    """Return the field called `key`. Raises UserFacing (`no_field`) listing those that exist."""
    for field in fields:
        if field.key == key:
            return field
    raise UserFacing(
        _("There is no field “{key}”.").format(key=key),
        hint=", ".join(field.key for field in fields),
        code="no_field",
    )


def as_text(value: object) -> str:
    """Return a form's typed value as the text that `parse` reads; None clears the field."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(str(part) for part in value)
    if isinstance(value, date):
        return value.isoformat()[:10]
    return str(value)
