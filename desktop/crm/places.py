"""Countries as the CRM needs them: their names, their time zone, their working week."""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from desktop.runtime.i18n import language, territory_names
from desktop.runtime.paths import resource

# Names that people write and that Babel's lists lack.
_ALIASES = {
    "uk": "GB", "england": "GB", "scotland": "GB", "great britain": "GB", "usa": "US",
    "u.s.a.": "US", "united states of america": "US", "america": "US", "uae": "AE", "u.a.e.": "AE",
    "turkey": "TR", "türkiye": "TR", "turkiye": "TR", "korea": "KR", "south korea": "KR",
    "republic of korea": "KR", "viet nam": "VN", "vietnam": "VN", "ivory coast": "CI",
    "czech republic": "CZ", "macedonia": "MK", "holland": "NL", "the netherlands": "NL",
    "deutschland": "DE", "españa": "ES", "italia": "IT", "brasil": "BR", "méxico": "MX",
    "perú": "PE", "polska": "PL", "österreich": "AT", "schweiz": "CH", "suisse": "CH",
    "belgique": "BE", "россия": "RU", "日本": "JP", "대한민국": "KR", "中国": "CN", "p.r. china": "CN",
    "pr china": "CN", "hong kong": "HK", "ksa": "SA", "saudi arabia": "SA", "中國": "CN",
    "الإمارات": "AE", "السعودية": "SA", "مصر": "EG",
}  # fmt: skip


@lru_cache(maxsize=8)
def _table(name: str, key: str) -> dict[str, dict[str, Any]]:
    """Return a reference file's rows by country; an absent file is an empty table."""
    path = resource("reference", f"{name}.json")
    if not path.exists():
        return {}
    rows = json.loads(path.read_text(encoding="utf-8"))[key]
    return {row["country"]: row for row in rows}


@lru_cache(maxsize=4)
def _territories(code: str) -> dict[str, str]:
    names = territory_names(code)
    return {key: name for key, name in names.items() if len(key) == 2 and key.isalpha()}


def country_name(code: str) -> str:
    """Return a country's name in the user's language, the code itself when it is not known."""
    return str(_territories(language()).get(code.upper(), code.upper()))


def countries() -> tuple[tuple[str, str], ...]:
    """Return (code, name in the user's language) of every country, sorted by name."""
    skip = {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"}
    pairs = [(c, n) for c, n in _territories(language()).items() if c not in skip]
    return tuple(sorted(pairs, key=lambda pair: pair[1]))


@lru_cache(maxsize=1)
def _by_name() -> dict[str, str]:
    found = {name.casefold(): code for code, name in _territories("zh_CN").items()}
    found |= {name.casefold(): code for code, name in _territories("en").items()}
    return found | _ALIASES


def country_code(text: str) -> str:
    """Return the ISO 3166 code of a country written as code or name (en, zh, common own names)."""
    text = text.strip()
    if len(text) == 2 and text.upper() in _territories("en"):
        return {"UK": "GB"}.get(text.upper(), text.upper())
    return _by_name().get(text.casefold(), "")


def time_zone(country: str) -> str:
    """Return the IANA zone of a country's trading city, "" when the country is not known."""
    return str(_table("timezones", "timezones").get(country.upper(), {}).get("zone", ""))


def trading_city(country: str) -> str:
    """Return the city that stands for a country's clock, in the user's language."""
    row = _table("timezones", "timezones").get(country.upper(), {})
    return str(row.get("city_zh" if language() == "zh_CN" else "city", ""))


@dataclass(frozen=True)
class Week:
    """A working week: ISO weekdays off (Monday 1 to Sunday 7), hours as "09:00" local time."""

    weekend: frozenset[int]
    opens: str
    closes: str
    friday_closes: str


@lru_cache(maxsize=512)
def working_week(country: str) -> Week:
    """Return the usual working week of a country; Monday to Friday 9:00 to 17:30 by default."""
    row = _table("working_hours", "countries").get(country.upper(), {})
    closes = str(row.get("closes", "17:30"))
    return Week(
        frozenset(row.get("weekend", (6, 7))),
        str(row.get("opens", "09:00")),
        closes,
        str(row.get("friday_closes", closes)),
    )
