"""Days as documents print them, in the language of the document."""

from collections.abc import Sequence
from datetime import date

from desktop.trade.bilingual import FURTHER, Bilingual, Language

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def format_date(day: date, language: Language) -> str:
    """Return "20 November 2026", "2026年11月20日", "20 de noviembre de 2026" (CLDR, long form)."""
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    if language != "en":
        # Babel's locale data costs 40 ms to load: only for the languages that need it.
        from babel.dates import format_date as by_locale

        return by_locale(day, "long", locale=language)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def dated(day: date, languages: Sequence[Language]) -> Bilingual:
    """Return a day in English, Chinese and the languages of a document."""
    more = tuple((code, format_date(day, code)) for code in languages if code in FURTHER)
    return Bilingual(format_date(day, "en"), format_date(day, "zh"), more)
