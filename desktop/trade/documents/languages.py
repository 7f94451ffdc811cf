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


def wanted_by(language: str, usual: str) -> str:
    """Return the languages for a customer who reads `language` ("" when not known).

    Further languages print beside English, which banks and customs read; English and Chinese
    customers get what the house `usual`ly prints, as it holds both.
    """
    code = language.strip().lower().partition("-")[0]
    return f"{code}+en" if code in FURTHER else usual
