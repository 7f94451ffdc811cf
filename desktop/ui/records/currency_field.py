"""The field of a currency in the forms of customers and articles: the common ones are offered, any other is typed."""

from desktop.trade.currencies import COMMON
from desktop.ui.records.record_form import FieldSpec, Kind


def currency_field(key: str, label: str, *, required: bool = False) -> FieldSpec:
    """Return the field; `label` is an English msgid."""
    return FieldSpec(
        key, label, Kind.CHOICE, required=required, choices=_common, editable_choice=True
    )


def _common() -> list[tuple[str, str]]:
    return [(code, code) for code in COMMON]
