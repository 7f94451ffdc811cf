"""What a selling company's fields may hold: pure checks before anything is stored."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade.documents.languages import CUSTOMERS, require_known
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


def checked_texts(texts: Mapping[str, str]) -> dict[str, str]:
    """Return fields in their stored form; UserFacing for an unknown one or an impossible value."""
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
    if values.get("languages", CUSTOMERS) != CUSTOMERS:
        require_known(values["languages"])
    return values


def checked_settings(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings in their stored form; errors as `checked_texts`."""
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
            _("The safety margin lies between 0 and {most}.").format(most=f"{_MOST_MARGIN}%"),
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


def free_prefix(name: str, taken: set[str]) -> str:
    """Return initials that no other company uses: "Bowei Hong Kong" -> BHK, then BHK2."""
    initials = "".join(word[0] for word in re.findall(r"[A-Za-z0-9]+", name))[:3].upper() or "B"
    prefix, number = initials, 1
    while prefix in taken:
        number += 1
        prefix = f"{initials}{number}"
    return prefix
