"""The field of a currency in the forms of customers and articles: found by code or name, in English and Chinese."""

from desktop.ui.records.record_form import FieldSpec, Kind


def currency_field(key: str, label: str, *, required: bool = False) -> FieldSpec:
    """Return the field; `label` is an English msgid."""
    return FieldSpec(key, label, Kind.CURRENCY, required=required)
