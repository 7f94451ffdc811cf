"""A tax rate as a row and as a form: on the article's page, and by customs heading on the Products screen."""

from datetime import date
from decimal import Decimal

from desktop.runtime.days import long_day
from desktop.runtime.i18n import N_, _
from desktop.trade.money import format_plain
from desktop.trade.tax_rates import TaxEntry
from desktop.ui.records.record_form import FieldSpec, Kind
from desktop.ui.records.table import DAY_WIDTH, Column

RATE_FIELDS = (
    FieldSpec("valid_from", N_("Valid from"), Kind.DATE),
    FieldSpec("vat_rate", N_("VAT, %"), Kind.SHARE),
    FieldSpec("rebate_rate", N_("Export rebate, %"), Kind.SHARE),
    FieldSpec("source", N_("Source"), wide=True),
)


def rate_columns(*, heading: bool) -> tuple[Column, ...]:
    """Return the columns of tax rates; `heading` shows the customs prefix too."""
    first = (Column(_("HS code"), lambda r: r.hs_code, 160, strong=True),) if heading else ()
    return (
        *first,
        Column(_("Valid from"), _since, DAY_WIDTH, strong=not heading,
               sort=lambda r: r.valid_from or date.min),
        Column(_("VAT"), lambda r: _percent(r.vat_rate), 90, right=True),
        Column(_("Rebate"), lambda r: _percent(r.rebate_rate), 90, right=True),
        Column(_("Source"), lambda r: r.source, tone=lambda _r: "text2"),
    )  # fmt: skip


def rate_values(row: TaxEntry | None) -> dict[str, object]:
    """Return a rate's values for its form."""
    if row is None:
        return {"valid_from": None, "vat_rate": Decimal("0.13"), "rebate_rate": None, "source": ""}
    return {
        name: getattr(row, name) for name in ("valid_from", "vat_rate", "rebate_rate", "source")
    }


def _since(row: TaxEntry) -> str:
    return long_day(row.valid_from) if row.valid_from else _("always")


def _percent(share: Decimal | None) -> str:
    return "–" if share is None else f"{format_plain(share * 100)}%"
