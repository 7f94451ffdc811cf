"""The master data of a customer and of a contact as form fields (FEATURES.md sections B and C)."""

from collections.abc import Sequence

from desktop.crm import places
from desktop.crm.stages import RELATIONSHIPS
from desktop.runtime.i18n import N_, _
from desktop.trade.incoterms import RULES
from desktop.trade.payment_presets import PRESETS
from desktop.ui.records.currency_field import currency_field
from desktop.ui.records.record_form import FieldSpec, Kind, Section

LANGUAGES = (
    ("en", N_("English")),
    ("zh", N_("Chinese")),
    ("es", N_("Spanish")),
    ("de", N_("German")),
    ("fr", N_("French")),
    ("pt", N_("Portuguese")),
    ("it", N_("Italian")),
    ("ru", N_("Russian")),
    ("ar", N_("Arabic")),
    ("ja", N_("Japanese")),
    ("ko", N_("Korean")),
    ("tr", N_("Turkish")),
    ("nl", N_("Dutch")),
    ("pl", N_("Polish")),
    ("vi", N_("Vietnamese")),
    ("th", N_("Thai")),
    ("id", N_("Indonesian")),
)
SOURCES = (
    N_("Website"),
    "Alibaba.com",
    "Made-in-China.com",
    "Global Sources",
    N_("Trade show"),
    "Canton Fair",
    "LinkedIn",
    N_("Referral"),
    N_("E-mail"),
)
CHANNELS = (
    ("email", N_("E-mail")),
    ("phone", N_("Phone")),
    ("whatsapp", "WhatsApp"),
    ("wechat", "WeChat"),
    ("skype", "Skype"),
    ("linkedin", "LinkedIn"),
)
ROLES = (
    ("decides", N_("Decides")),
    ("influences", N_("Influences")),
    ("uses", N_("Uses the goods")),
    ("pays", N_("Pays")),
    ("gatekeeper", N_("Keeps the gate")),
)


def _translated(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(value, _(text)) for value, text in pairs]


def _plain(values: Sequence[str]) -> list[tuple[str, str]]:
    return [(value, value) for value in values]


def languages() -> list[tuple[str, str]]:
    """Return (code, name in the user's language) of the languages people write in."""
    return _translated(LANGUAGES)


def stage_choices() -> list[tuple[str, str]]:
    """Return the relationship stages with their names."""
    return [(stage.id, stage.text()) for stage in RELATIONSHIPS]


def channel_choices() -> list[tuple[str, str]]:
    """Return the channels of contact with their names."""
    return _translated(CHANNELS)


def _sources() -> list[tuple[str, str]]:
    return [(_(source), _(source)) for source in SOURCES]


def _field(key: str, label: str, kind: Kind = Kind.TEXT, *, wide: bool = False) -> FieldSpec:
    return FieldSpec(key, label, kind, wide=wide or kind is Kind.LINES)


COMPANY = Section(
    N_("Company"),
    (
        FieldSpec("name", N_("Company name"), required=True),
        _field("name_zh", N_("Chinese name")),
        _field("is_person", N_("A person buying alone"), Kind.FLAG),
        _field("industry", N_("Industry")),
        FieldSpec("country", N_("Country"), Kind.CHOICE, choices=places.countries),
        _field("city", N_("City")),
        _field("address", N_("Address"), wide=True),
        _field("website", N_("Website"), Kind.WEB),
        _field("domains", N_("Mail domains, separated by commas")),
        _field("tax_id", N_("Tax number")),
        FieldSpec("language", N_("Language"), Kind.CHOICE, choices=languages),
        _field("time_zone", N_("Time zone")),
        FieldSpec("source", N_("Source"), Kind.CHOICE, choices=_sources, editable_choice=True),
        _field("tags", N_("Tags"), Kind.TAGS),
        _field("founded_on", N_("Founded on"), Kind.DATE),
        _field("employees", N_("Employees"), Kind.INTEGER),
        _field("annual_turnover", N_("Yearly turnover"), Kind.NUMBER),
        currency_field("turnover_currency", N_("Turnover currency")),
        _field("background", N_("Background"), Kind.LINES),
    ),
)

TERMS = Section(
    N_("Terms of trade"),
    (
        FieldSpec("incoterm", N_("Incoterm"), Kind.CHOICE, choices=lambda: _plain(list(RULES))),
        _field("incoterm_place", N_("Named place")),
        currency_field("currency", N_("Currency")),
        FieldSpec(
            "payment_terms",
            N_("Payment terms"),
            Kind.CHOICE,
            choices=lambda: _plain([terms.name for terms in PRESETS]),
            editable_choice=True,
        ),
        _field("deposit_percent", N_("Deposit, %"), Kind.NUMBER),
        _field("credit_rating", N_("Credit rating")),
        _field("port_of_destination", N_("Port of destination")),
        FieldSpec("primary_channel", N_("Agreed channel"), Kind.CHOICE, choices=channel_choices),
        _field("shipping_mark", N_("Shipping mark"), Kind.LINES),
    ),
)

KNOWLEDGE = Section(
    N_("What we know"),
    (
        _field("next_action", N_("Next action"), wide=True),
        _field("explicit_needs", N_("Stated needs"), Kind.LINES),
        _field("latent_needs", N_("Needs to come"), Kind.LINES),
        _field("preferences", N_("Preferences"), Kind.LINES),
        _field("strategic_notes", N_("Fit: product, margin, cooperation"), Kind.LINES),
        _field("expansion_plan", N_("Expansion plan"), Kind.LINES),
        _field("risk_points", N_("Risks"), Kind.LINES),
        _field("risk_measures", N_("What we do about them"), Kind.LINES),
        _field("culture_memo", N_("Culture memo"), Kind.LINES),
        _field("satisfaction", N_("Satisfaction, 0 to 5"), Kind.NUMBER),
    ),
)

CUSTOMER_SECTIONS = (COMPANY, TERMS, KNOWLEDGE)

NEW_CUSTOMER = Section(
    "",
    (
        FieldSpec("name", N_("Company name"), required=True, wide=True),
        FieldSpec("country", N_("Country"), Kind.CHOICE, choices=places.countries),
        _field("city", N_("City")),
        _field("website", N_("Website"), Kind.WEB),
        FieldSpec("source", N_("Source"), Kind.CHOICE, choices=_sources, editable_choice=True),
    ),
)

FIRST_CONTACT = Section(
    N_("First contact"),
    (
        _field("contact_name", N_("Name")),
        _field("contact_title", N_("Position")),
        _field("contact_email", N_("E-mail"), Kind.EMAIL),
        _field("contact_phone", N_("Phone")),
    ),
)

CONTACT = Section(
    "",
    (
        FieldSpec("name", N_("Name"), required=True),
        _field("title", N_("Position")),
        _field("email", N_("E-mail"), Kind.EMAIL),
        _field("phone", N_("Phone")),
        _field("whatsapp", "WhatsApp"),
        _field("wechat", "WeChat"),
        _field("salutation", N_("Salutation")),
        FieldSpec("language", N_("Language"), Kind.CHOICE, choices=languages),
        FieldSpec("decision_role", N_("Role"), Kind.CHOICE, choices=lambda: _translated(ROLES)),
        _field("birthday", N_("Birthday"), Kind.DATE),
        _field("left_on", N_("Left the company on"), Kind.DATE),
        _field("is_key", N_("Key contact"), Kind.FLAG),
        _field("notes", N_("Notes"), Kind.LINES),
    ),
)

_GRADES = [("A", "A"), ("B", "B"), ("C", "C")]
_CREDIT = (("good", N_("Good")), ("late", N_("Pays late")), ("bad", N_("Bad")))
_RISK = (("low", N_("Low")), ("medium", N_("Medium")), ("high", N_("High")))

GRADING = Section(
    "",
    (
        FieldSpec(
            "grade", N_("Grade, empty for the computed one"), Kind.CHOICE, choices=lambda: _GRADES
        ),
        FieldSpec(
            "relationship_stage",
            N_("Relationship, empty for the derived one"),
            Kind.CHOICE,
            choices=stage_choices,
        ),
        _field("grade_reason", N_("Reason of the grade"), wide=True),
        _field("product_fit", N_("Product fit, 0 to 100"), Kind.NUMBER),
        _field("margin_percent", N_("Gross margin, %"), Kind.NUMBER),
        FieldSpec(
            "credit_record", N_("Credit record"), Kind.CHOICE, choices=lambda: _translated(_CREDIT)
        ),
        FieldSpec(
            "country_risk", N_("Country risk"), Kind.CHOICE, choices=lambda: _translated(_RISK)
        ),
        _field("expansion", N_("Expansion planned"), Kind.FLAG),
    ),
)
