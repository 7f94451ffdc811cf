"""A product's master data as form fields (DOMAIN.md A4, A5)."""

from collections.abc import Sequence

from desktop.crm import places
from desktop.runtime.i18n import N_
from desktop.ui.records.currency_field import currency_field
from desktop.ui.records.record_form import FieldSpec, Kind, Section

_UNITS = ("pcs", "pairs", "sets", "m", "kg", "rolls", "boxes")


def _units() -> Sequence[tuple[str, str]]:
    return [(unit, unit) for unit in _UNITS]


_ARTICLE = Section(
    N_("Article"),
    (
        FieldSpec("sku", N_("SKU"), required=True),
        FieldSpec("category", N_("Category")),
        FieldSpec("name_en", N_("Name, English"), required=True),
        FieldSpec("name_zh", N_("Name, Chinese")),
        FieldSpec("description_en", N_("Description, English"), Kind.LINES, wide=True),
        FieldSpec("description_zh", N_("Description, Chinese"), Kind.LINES, wide=True),
        FieldSpec("specification_en", N_("Specification, English"), Kind.LINES),
        FieldSpec("specification_zh", N_("Specification, Chinese"), Kind.LINES),
        FieldSpec("hs_code", N_("HS code")),
        FieldSpec("barcode", N_("Barcode")),
        FieldSpec("origin", N_("Origin"), Kind.CHOICE, choices=places.countries),
        FieldSpec("discontinued_on", N_("Discontinued on"), Kind.DATE),
    ),
)
_PRICE = (
    FieldSpec("price", N_("Price"), Kind.NUMBER),
    currency_field("currency", N_("Currency")),
    FieldSpec("floor_price", N_("Floor price"), Kind.NUMBER),
    FieldSpec("unit", N_("Unit"), Kind.CHOICE, choices=_units, editable_choice=True),
    FieldSpec("moq", N_("MOQ"), Kind.INTEGER),
    FieldSpec("lead_time_days", N_("Lead time, days"), Kind.INTEGER),
)
_COST = (
    FieldSpec("cost", N_("Cost incl. VAT"), Kind.NUMBER),
    currency_field("cost_currency", N_("Cost currency")),
    FieldSpec("vat_rate", N_("VAT, %"), Kind.SHARE),
    FieldSpec("rebate_rate", N_("Export rebate, %"), Kind.SHARE),
)
_PACKING = Section(
    N_("Packing"),
    (
        FieldSpec("pcs_per_carton", N_("Pieces a carton"), Kind.INTEGER),
        FieldSpec("inner_pieces", N_("Pieces an inner box"), Kind.INTEGER),
        FieldSpec("carton_length_cm", N_("Carton length, cm"), Kind.NUMBER),
        FieldSpec("carton_width_cm", N_("Carton width, cm"), Kind.NUMBER),
        FieldSpec("carton_height_cm", N_("Carton height, cm"), Kind.NUMBER),
        FieldSpec("net_weight_kg", N_("Net weight a carton, kg"), Kind.NUMBER),
        FieldSpec("gross_weight_kg", N_("Gross weight a carton, kg"), Kind.NUMBER),
    ),
)
NEW_SECTIONS = (_ARTICLE, Section(N_("Price and cost"), (*_PRICE, *_COST)), _PACKING)
"""A new article: with its first cost and rates, which get a history of their own."""
ARTICLE_SECTIONS = (_ARTICLE, Section(N_("Price"), _PRICE), _PACKING)
"""The article's page: costs and rates stand there by date."""
ARTICLE_FIELDS = tuple(spec.key for section in ARTICLE_SECTIONS for spec in section.fields)
