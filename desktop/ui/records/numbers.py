"""Numbers as people type and paste them: read tolerantly, always into an exact Decimal."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade.money import CURRENCIES, format_number, format_plain

_NOISE = re.compile(r"[\s'’_$€£¥￥%]|US\$|元")
_WORDS = re.compile(r"^([A-Za-z]{3})\s*(?=[-+\d.])|(?<=\d)\s*([A-Za-z]{3})$")
_NUMBER = re.compile(r"^[-+]?\d*(?:\.\d+)?\.?$")
# More digits than this on either side of the point is a slip of the hand, not a price.
_MOST_DIGITS = 15


def read_number(text: str, *, what: str) -> Decimal:
    """Return the number written in `text`: "1,234.50", "1.234,50", "1 234,5", "USD 14.20", "３００".

    A single comma followed by exactly three digits groups thousands (as we print them); any other
    lone comma is a decimal comma. `what` names the field. Raises UserFacing when it is no number.
    """
    plain = _plain(text)
    try:
        value = Decimal(plain) if _NUMBER.match(plain) else None
    except InvalidOperation:
        value = None
    if value is None or not _has_sane_size(value):
        raise UserFacing(
            _("{field}: “{text}” is not a number.").format(field=what, text=text.strip()),
            code="not_a_number",
        )
    return value


def read_optional(text: str, *, what: str) -> Decimal | None:
    """Return the number in `text`, None for an empty field; raises UserFacing for anything else."""
    return read_number(text, what=what) if text.strip() else None


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).strip().replace("−", "-").replace("，", ",")
    found = _WORDS.search(text)
    if found and (found.group(1) or found.group(2)).upper() in CURRENCIES:
        text = _WORDS.sub("", text)
    text = _NOISE.sub("", text)
    comma, point = text.rfind(","), text.rfind(".")
    if comma >= 0 and point >= 0:
        group, decimal = (",", ".") if point > comma else (".", ",")
        text = text.replace(group, "").replace(decimal, ".")
    elif text.count(",") > 1:
        text = text.replace(",", "")
    elif comma >= 0:
        grouped = re.fullmatch(r"[-+]?[1-9]\d{0,2},\d{3}", text)
        text = text.replace(",", "" if grouped else ".")
    elif text.count(".") > 1 and re.fullmatch(r"[-+]?\d{1,3}(\.\d{3})+", text):
        text = text.replace(".", "")
    return text


def _has_sane_size(value: Decimal) -> bool:
    exponent = value.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) else _MOST_DIGITS + 1
    return value.adjusted() <= _MOST_DIGITS and decimals <= _MOST_DIGITS


def show_quantity(value: Decimal) -> str:
    """Return a quantity grouped, without trailing zeros: "2,000", "12.5"."""
    return format_plain(value)


def show_price(value: Decimal, digits: int) -> str:
    """Return a unit price with at least the currency's digits: "14.20", "0.4636"."""
    return format_plain(value, digits)


def show_percent(value: Decimal) -> str:
    """Return "7.3%" or "0%"."""
    return f"{format_plain(value)}%"


def show_amount(value: Decimal, digits: int) -> str:
    """Return an amount with exactly the currency's digits: "28,400.00"."""
    return format_number(value, digits)
