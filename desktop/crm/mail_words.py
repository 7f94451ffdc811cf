"""Sums and days as a mail writes them, in its language and not in that of the window."""

from datetime import date
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal, get_currency_precision

from desktop.crm.figures import Sum

_LOCALES = {"zh": "zh_CN", "pt": "pt_BR"}
_KNOWN = frozenset(
    ["en", "de", "es", "fr", "it", "ja", "ko", "nl", "pl", "ru", "tr", "vi", "ar", "zh", "pt"]
)


def _locale(language: str) -> str:
    short = language.replace("-", "_").split("_")[0].lower() or "en"
    return _LOCALES.get(short, short) if short in _KNOWN else "en"


def money_text(amount: Sum, language: str) -> str:
    """Return "USD 42,600.00" with the separators of the mail's language."""
    digits = get_currency_precision(amount.currency)
    value = amount.amount.quantize(Decimal(1).scaleb(-digits))
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return f"{amount.currency} {format_decimal(value, pattern, locale=_locale(language))}"


def day_text(day: date | None, language: str) -> str:
    """Return a day written out in the mail's language ("4 December 2026"), "" for none."""
    if day is None:
        return ""
    locale = _locale(language)
    if locale == "en":
        return f"{day.day} {format_date(day, 'MMMM y', locale='en')}"
    return str(format_date(day, "long", locale=locale))
