"""The fields of an article as people and files write them: read, checked, typed. Pure."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade.money import check_currency, parse_decimal

COLUMN_TEXTS = (
    "sku",
    "name_en",
    "name_zh",
    "description_en",
    "description_zh",
    "specification_en",
    "specification_zh",
    "unit",
    "currency",
    "hs_code",
    "origin",
    "barcode",
    "category",
)
TEXT_FIELDS = (*COLUMN_TEXTS, "cost_currency")
INTEGER_FIELDS = ("moq", "pcs_per_carton", "lead_time_days", "inner_pieces")
RATE_FIELDS = ("vat_rate", "rebate_rate")
MEASURES = (
    "carton_length_cm",
    "carton_width_cm",
    "carton_height_cm",
    "net_weight_kg",
    "gross_weight_kg",
)
DECIMAL_FIELDS = ("price", "floor_price", "cost", *MEASURES)
DATE_FIELDS = ("cost_on", "discontinued_on")
FIELDS = (*TEXT_FIELDS, *INTEGER_FIELDS, *RATE_FIELDS, *DECIMAL_FIELDS, *DATE_FIELDS)
DATED_FIELDS = ("cost", "cost_currency", "cost_on", "vat_rate", "rebate_rate")
"""What changes by date and so has a table of its own."""

# Excel counts days from here (its 1900 leap year included); only plausible days are believed.
_EXCEL_ZERO = date(1899, 12, 30)
_EXCEL_DAYS = range(20_000, 80_000)
_DATE = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ].*)?$")
# "500 pcs", "35 days", "12.5 kg", "64 cm": what people write behind a number that needs no unit.
_UNITS = re.compile(
    r"(?<=[\d.])\s*(?:pcs?|pieces?|sets?|pairs?|days?|kgs?|cm|个|只|件|套|双|支|台|天|公斤|千克|厘米)\.?$",
    re.IGNORECASE,
)
_RMB = {"RMB": "CNY", "人民币": "CNY", "美元": "USD", "美金": "USD", "欧元": "EUR", "英镑": "GBP"}


def read_value(name: str, text: str) -> str | int | Decimal | date:
    """Return the typed value of a field written as `text` (never empty).

    "13%" and "13" both mean a rate of 0.13; currency signs before a price are ignored; a date may
    be a day number of Excel. Raises UserFacing naming the field.
    """
    text = unicodedata.normalize("NFC", text).strip()
    if name in ("currency", "cost_currency"):
        return check_currency(currency_of(text))
    if name in TEXT_FIELDS:
        return text
    if name in RATE_FIELDS:
        return _read_rate(name, text)
    if name in DATE_FIELDS:
        return read_day(text, what=name)
    value = parse_decimal(_UNITS.sub("", text.lstrip("$€£¥￥ ")), what=name)
    if value < 0 or (name in (*MEASURES, *INTEGER_FIELDS) and value == 0):
        raise UserFacing(
            _("{field}: {value} is out of range.").format(field=name, value=text),
            code="out_of_range",
        )
    if name in INTEGER_FIELDS:
        if value != value.to_integral_value():
            raise UserFacing(
                _("{field}: {value} is not a whole number.").format(field=name, value=text),
                code="not_whole",
            )
        return int(value)
    return value


_SIZE = re.compile(
    r"^\s*([\d.,]+)\s*(?:cm)?\s*[x×*＊X]\s*([\d.,]+)\s*(?:cm)?\s*[x×*＊X]\s*([\d.,]+)\s*(?:cm|厘米)?\s*$"
)


def read_size(text: str, *, what: str) -> tuple[Decimal, Decimal, Decimal]:
    """Return length, width and height of "52×35×38 cm". Raises UserFacing naming the field."""
    found = _SIZE.match(text)
    if found is None:
        raise UserFacing(
            _("{field}: “{text}” is not length × width × height.").format(field=what, text=text),
            hint=_("Write it like 52×35×38."),
            code="bad_size",
        )
    length, width, height = (parse_decimal(part, what=what) for part in found.groups())
    if min(length, width, height) <= 0:
        raise UserFacing(
            _("{field}: {value} is out of range.").format(field=what, value=text),
            code="out_of_range",
        )
    return length, width, height


def currency_of(text: str) -> str:
    """Return the ISO code of a currency as people write it (RMB, 美元), else the text itself."""
    return _RMB.get(text.strip().upper(), text.strip().upper())


def read_day(text: str, *, what: str) -> date:
    """Return the day written as 2026-12-04, 2026/12/4, 2026年12月4日 or Excel's day number.

    Raises UserFacing naming the field.
    """
    found = _DATE.match(text)
    try:
        if found:
            return date(int(found.group(1)), int(found.group(2)), int(found.group(3)))
        whole = int(float(text))
        if whole in _EXCEL_DAYS:
            return _EXCEL_ZERO + timedelta(days=whole)
    except (ValueError, OverflowError):
        pass
    raise UserFacing(
        _("{field}: “{text}” is not a date.").format(field=what, text=text),
        hint=_("Write it like 2026-12-04."),
        code="bad_date",
    )


def _read_rate(name: str, text: str) -> Decimal:
    value = parse_decimal(text.rstrip("%％ "), what=name)
    if text.endswith(("%", "％")) or value > 1:
        value /= 100
    if not 0 <= value < 1:
        raise UserFacing(
            _("{field}: {value} is not a rate.").format(field=name, value=text), code="bad_rate"
        )
    return value


def check_product(values: Mapping[str, Any]) -> None:
    """Raise UserFacing when a product's fields do not fit together."""
    net, gross = values.get("net_weight_kg"), values.get("gross_weight_kg")
    if net is not None and gross is not None and gross < net:
        raise UserFacing(
            _("The gross weight {gross} kg is below the net weight {net} kg.").format(
                gross=gross, net=net
            ),
            code="gross_below_net",
        )
    check_rates(values.get("vat_rate"), values.get("rebate_rate"))
    inner, carton = values.get("inner_pieces"), values.get("pcs_per_carton")
    if inner and carton and carton % inner:
        raise UserFacing(
            _("A carton of {carton} pieces cannot hold whole inner boxes of {inner}.").format(
                carton=carton, inner=inner
            ),
            code="inner_does_not_fit",
        )


def check_rates(vat_rate: Decimal | None, rebate_rate: Decimal | None) -> None:
    """Raise UserFacing when more is refunded than was paid."""
    if vat_rate is not None and rebate_rate is not None and rebate_rate > vat_rate:
        raise UserFacing(
            _("The rebate of {rebate} is above the VAT of {vat}.").format(
                rebate=f"{(rebate_rate * 100).normalize():f}%",
                vat=f"{(vat_rate * 100).normalize():f}%",
            ),
            code="rebate_above_vat",
        )
