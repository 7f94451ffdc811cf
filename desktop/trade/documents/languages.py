"""The choice of a document's languages: what it is called, what may be chosen, what a customer wants."""

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade.bilingual import FURTHER, Language
from desktop.trade.documents.document import LANGUAGES

NAMES: dict[Language, str] = {
    "en": "English",
    "zh": "中文",
    "es": "Español",
    "fr": "Français",
    "de": "Deutsch",
    "pt": "Português",
    "ru": "Русский",
    "ar": "العربية",
    "it": "Italiano",
    "tr": "Türkçe",
    "vi": "Tiếng Việt",
    "th": "ไทย",
    "ja": "日本語",
    "ko": "한국어",
}
"""Each language in itself: who reads it finds it, whatever language the window has."""


CUSTOMERS = "customer"
"""A company's choice to print for each customer in his language."""
USUAL = "en+zh"


def offered() -> tuple[str, ...]:
    """Return the choices for a list: the usual ones, then each further language with English first."""
    pairs = (key for code in FURTHER for key in (f"{code}+en", code, f"{code}+zh"))
    return (USUAL, "en", "zh", *pairs)


def named(languages: str) -> str:
    """Return "English + 中文" for a key of LANGUAGES."""
    return " + ".join(NAMES[code] for code in LANGUAGES[languages])


def problem_with(languages: str) -> str:
    """Return what is wrong with a choice of languages in words, "" when nothing is."""
    if languages in LANGUAGES:
        return ""
    return _(
        "Documents are printed in {choices}, alone or together with en or zh (en+ar, es+zh)."
    ).format(choices=", ".join(NAMES))


def require_known(languages: str) -> None:
    """Raise UserFacing (`unknown_language`) for what no document is printed in."""
    problem = problem_with(languages)
    if problem:
        raise UserFacing(problem, code="unknown_language")


def printed_for(chosen: str, customer_language: str) -> str:
    """Return the languages that a company with the setting `chosen` prints for a customer.

    CUSTOMERS takes what the customer reads ("" when not known), further languages beside English,
    which banks and customs read.
    """
    if chosen != CUSTOMERS:
        return chosen or USUAL
    code = customer_language.strip().lower().partition("-")[0]
    if code in FURTHER:
        return f"{code}+en"
    return {"en": "en", "zh": "zh"}.get(code, USUAL)
