"""A date as mail programs write it into a quoted header, in any of the languages; never a guess between two days."""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import lru_cache

from babel.dates import get_month_names

_LOCALES = (
    "en", "de", "fr", "es", "pt", "it", "ru", "ar", "tr", "pl", "nl", "vi", "uk", "sv", "da", "nb", "fi", "cs", "ro",
    "hu", "el", "he", "th", "id",
)  # fmt: skip
_BIG_FIRST = re.compile(r"(?<!\d)(\d{4})\s?[-/.年년]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})(?!\d)")
_SMALL_FIRST = re.compile(r"(?<!\d)(\d{1,2})([./-])\s?(\d{1,2})[./-]\s?(\d{4}|\d{2})(?!\d)")
_CLOCK = re.compile(
    r"(?<!\d)(\d{1,2})\s?[:.h時点시]\s?(\d{2})(?:\s?[:.分분]\s?(\d{2}))?(?!\d|[./-]\d)"
)
_ZONE = re.compile(r"(?:GMT|UTC|\s)([+-])(\d{1,2}):?(\d{2})?(?!\d)")
_AFTERNOON = re.compile(r"\d\s?[Pp]\.?\s?[Mm]\b|下午|晚上|오후|午後|\d\s?م(?!\w)|\bCH\b|\d\s?μ\.?μ")
_MORNING = re.compile(
    r"\d\s?[Aa]\.?\s?[Mm]\b|上午|凌晨|早上|오전|午前|\d\s?ص(?!\w)|\bSA\b|\d\s?π\.?μ"
)
_WORD = re.compile(r"[^\W\d_]{3,}")
_VIETNAMESE = re.compile(r"\b(?:thg|tháng)\s(\d{1,2})")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_DAY = re.compile(r"(?<![\d:.])(\d{1,2})(?![\d:]|\.\d)")
_LONGEST = 160


def read_date(text: str) -> datetime | None:
    """Return the moment that a text names: aware where it names a zone, else the clock as written (naive).

    None when there is no date, no year, or when day and month could change places ("02/03/2026").
    """
    text = text[:_LONGEST].strip()
    if not text:
        return None
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        found = None
    if found is not None and re.search(r"[+-]\d{4}|GMT|UTC", text):
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    day = _day(text)
    if day is None:
        return None
    try:
        return datetime(*day, *_clock(text), tzinfo=_zone(text))
    except ValueError:
        return None


def _day(text: str) -> tuple[int, int, int] | None:
    if found := _BIG_FIRST.search(text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _SMALL_FIRST.search(text):
        return _small_first(found, text)
    years = _YEAR.search(text)
    if years is None:
        return None
    month = _month(text)
    rest = text[: years.start()] + " " * 4 + text[years.end() :]
    rest = _VIETNAMESE.sub(" ", _CLOCK.sub(" ", rest))
    days = [int(value) for value in _DAY.findall(rest) if 1 <= int(value) <= 31]
    return (int(years[1]), month, days[0]) if month and days else None


def _small_first(found: re.Match[str], text: str) -> tuple[int, int, int] | None:
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    year += 2000 if year < 100 else 0
    if first > 12 or found[2] == "." or first == second:
        return year, second, first
    if second > 12 or _MORNING.search(text) or _AFTERNOON.search(text):
        return year, first, second
    return None


def _month(text: str) -> int:
    if found := _VIETNAMESE.search(text):
        return int(found[1])
    names = _months()
    for word in _WORD.findall(text.casefold()):
        if word in names:
            return names[word]
    return 0


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    """Every name and abbreviation of a month that means the same month in all the languages."""
    found: dict[str, int] = {}
    doubtful: set[str] = set()
    for locale in _LOCALES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, locale).items():
                    word = next(iter(_WORD.findall(name.casefold())), "")
                    if word and found.setdefault(word, number) != number:
                        doubtful.add(word)
    return {word: number for word, number in found.items() if word not in doubtful}


def _clock(text: str) -> tuple[int, int, int]:
    without_day = _SMALL_FIRST.sub(" ", _BIG_FIRST.sub(" ", text))
    found = _CLOCK.search(without_day)
    if found is None:
        return 0, 0, 0
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if _AFTERNOON.search(text) and hour < 12:
        hour += 12
    elif _MORNING.search(text) and hour == 12:
        hour = 0
    return hour, minute, second


def _zone(text: str) -> timezone | None:
    found = _ZONE.search(text)
    if found is None:
        return UTC if re.search(r"\b(?:GMT|UTC)\b", text) else None
    shift = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return timezone(-shift if found[1] == "-" else shift) if shift < timedelta(hours=15) else None
