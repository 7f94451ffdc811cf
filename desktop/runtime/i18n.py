"""The user's language: gettext catalogues made by Babel, switchable at run time."""

import gettext
import locale
import os

from babel import Locale, localedata
from babel.core import get_global

from desktop.runtime.paths import resource

DOMAIN = "tradepost"
LANGUAGES = {"en": "English", "zh_CN": "简体中文"}


class _Current:
    """The catalogue in use; one per process."""

    code = "en"
    catalogue: gettext.NullTranslations = gettext.NullTranslations()


def set_language(code: str) -> None:
    """Use the catalogue of `code` ("en" or "zh_CN"; anything else means English)."""
    code = code if code in LANGUAGES else "en"
    _Current.code = code
    _Current.catalogue = gettext.translation(
        DOMAIN, resource("locale"), languages=[code], fallback=True
    )


def language() -> str:
    """Return the code of the language in use."""
    return _Current.code


def system_language() -> str:
    """Return the best of our languages for this computer's settings."""
    names = [os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    name = next((n for n in names if n), None) or locale.getlocale()[0] or "en"
    return "zh_CN" if name.lower().startswith(("zh", "chinese")) else "en"


def _(message: str) -> str:
    """Return `message` in the language in use."""
    return _Current.catalogue.gettext(message) if message else ""


def ngettext(singular: str, plural: str, count: int) -> str:
    """Return the form of the message that fits `count`."""
    return _Current.catalogue.ngettext(singular, plural, count)


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "mark, translate later"
    """Mark a message for the catalogue; translate it where it is shown."""
    return message


_UNUSED_TABLES = (
    "territory_languages", "territory_currencies", "territory_zones", "meta_zones", "zone_aliases",
    "zone_territories", "windows_zone_mapping",
)  # fmt: skip
_UNUSED_NAMES = (
    "unit_patterns", "unit_display_names", "compound_unit_patterns", "currency_names_plural", "meta_zones", "time_zones",
    "languages", "scripts", "variants", "interval_formats", "compact_currency_formats", "compact_decimal_formats",
)  # fmt: skip


def load_language_data() -> None:
    """Read the names of months and days now: 30 ms that should not fall into a list's painting.

    Babel reads tables about the whole world with them. What only its functions about units, time zones' names and
    territories' languages ask for, and nothing here calls, would lie in the window as long as it lives: 4 MB.
    """
    spoken = Locale.parse(language())
    spoken.months  # noqa: B018 - Babel reads on first use
    for table in _UNUSED_TABLES:
        get_global(table).clear()  # type: ignore[arg-type, attr-defined]
    _forget_other_subtags()
    _forget_unused(spoken)


def _forget_other_subtags() -> None:
    """Keep of the 8,000 likely scripts and countries of languages those of ours: "zh_CN" is found by them."""
    likely = get_global("likely_subtags")
    ours = {code.partition("_")[0] for code in LANGUAGES}
    for tag in [tag for tag in likely if tag.partition("_")[0] not in ours]:
        del likely[tag]  # type: ignore[attr-defined]


def territory_names(code: str) -> dict[str, str]:
    """Return what a language calls countries and regions, by ISO 3166 code; the language's other tables are not kept."""
    spoken = Locale.parse(code)
    names = dict(spoken.territories)
    _forget_unused(spoken)
    return names


def _forget_unused(spoken: Locale) -> None:
    # what a language leaves out stands with the wider one: zh_Hans_CN, zh_Hans, zh, root
    name = str(spoken)
    while name:
        names = localedata.load(name)
        for key in _UNUSED_NAMES:
            names.pop(key, None)
        name = name.rpartition("_")[0] or ("root" if name != "root" else "")
