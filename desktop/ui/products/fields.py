"""A product's master data as form fields (DOMAIN.md A4, A5)."""

from desktop.crm import places
from desktop.runtime.i18n import N_
from desktop.ui.customers.fields import currencies
from desktop.ui.records.record_form import FieldSpec, Kind, Section

_UNITS = ("pcs", "pairs", "sets", "m", "kg", "rolls", "boxes")

PRODUCT_SECTIONS = (
    Section(
        N_("Article"),
        (
            FieldSpec("sku", N_("SKU"), required=True),
            FieldSpec(
                "unit",
                N_("Unit"),
                Kind.CHOICE,
                choices=lambda: [(unit, unit) for unit in _UNITS],
                editable_choice=True,
            ),
            FieldSpec("name_en", N_("Name, English"), required=True),
            FieldSpec("name_zh", N_("Name, Chinese")),
            FieldSpec("description_en", N_("Description, English"), Kind.LINES, wide=True),
            FieldSpec("description_zh", N_("Description, Chinese"), Kind.LINES, wide=True),
            FieldSpec("hs_code", N_("HS code")),
            FieldSpec("barcode", N_("Barcode")),
            FieldSpec("origin", N_("Origin"), Kind.CHOICE, choices=places.countries),
            FieldSpec("lead_time_days", N_("Lead time, days"), Kind.INTEGER),
        ),
    ),
    Section(
        N_("Price and cost"),
        (
            FieldSpec("price", N_("Price"), Kind.NUMBER),
            FieldSpec(
                "currency", N_("Currency"), Kind.CHOICE, choices=currencies, editable_choice=True
            ),
            FieldSpec("cost", N_("Cost incl. VAT"), Kind.NUMBER),
            FieldSpec(
                "cost_currency",
                N_("Cost currency"),
                Kind.CHOICE,
                choices=currencies,
                editable_choice=True,
            ),
            FieldSpec("vat_rate", N_("VAT, %"), Kind.SHARE),
            FieldSpec("rebate_rate", N_("Export rebate, %"), Kind.SHARE),
            FieldSpec("moq", N_("MOQ"), Kind.INTEGER),
        ),
    ),
    Section(
        N_("Packing"),
        (
            FieldSpec("pcs_per_carton", N_("Pieces a carton"), Kind.INTEGER),
            FieldSpec("carton_length_cm", N_("Carton length, cm"), Kind.NUMBER),
            FieldSpec("carton_width_cm", N_("Carton width, cm"), Kind.NUMBER),
            FieldSpec("carton_height_cm", N_("Carton height, cm"), Kind.NUMBER),
            FieldSpec("net_weight_kg", N_("Net weight a carton, kg"), Kind.NUMBER),
            FieldSpec("gross_weight_kg", N_("Gross weight a carton, kg"), Kind.NUMBER),
        ),
    ),
)
