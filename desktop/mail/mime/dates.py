"""Date fields as they really come: the standard's form, with comments and blanks in odd places, or another form."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz
from functools import lru_cache

from desktop.mail.mime.headers import COMMENT, FOLD

_MONTHS = {
    name: number
    for number, name in enumerate(
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], 1
    )
}
_LONGEST = 400
"""Characters of a field that are looked at: a moment with all its comments is shorter."""
_ODD_ZONE = re.compile(
    r"\b(?:GMT|UTC?)\s*([+-])(\d{1,2})(?::?(\d{2}))?\b|(?<=[\d\s])([+-])(\d\d):(\d\d)(?![\d:])",
    re.IGNORECASE,
)
_ZONES = {
    "WEST": "+0100", "BST": "+0100", "CET": "+0100", "MEZ": "+0100", "CEST": "+0200", "MESZ": "+0200", "EET": "+0200", "EEST": "+0300",
    "MSK": "+0300", "TRT": "+0300", "PKT": "+0500", "IST": "+0530", "ICT": "+0700", "WIB": "+0700", "HKT": "+0800", "SGT": "+0800",
    "JST": "+0900", "KST": "+0900", "AEST": "+1000", "AEDT": "+1100", "NZST": "+1200", "NZDT": "+1300",
}  # fmt: skip
"""Names of zones outside of America, which the standard has no room for. CST is America's there, whatever China means by it."""
_NAMED_ZONE = re.compile(rf"(?<=:\d\d )(?:{'|'.join(_ZONES)})(?![\w)])", re.IGNORECASE)
_USUAL_DATE = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)",
    re.ASCII,
)


def parse_date(raw: str) -> datetime | None:
    """A Date field as aware UTC, None when it is missing, impossible or no date of a message."""
    if not raw:
        return None
    raw = raw[:_LONGEST]
    usual = _USUAL_DATE.fullmatch(raw)
    if usual is not None and usual[2] in _MONTHS:
        return _usual_date(usual)
    text = _with_offset(FOLD.sub(" ", raw))
    found = _standard_date(text)
    if found is None:
        even = COMMENT.sub(" ", text)
        even = re.sub(r"\s*:\s*", ":", re.sub(r"\bat\b", " ", even))
        found = (_standard_date(even) if even != text else None) or _other_date(even)
    return None if found is None else _plausible(found)


def _with_offset(text: str) -> str:
    """Zones in the form that the standard has: the library takes any other for UTC and is hours off."""
    if '"' in text:
        text = text.replace('"', "")
    text = _ODD_ZONE.sub(_offset, text)
    return _NAMED_ZONE.sub(lambda found: _ZONES[found[0].upper()], text, count=1)


def _offset(found: "re.Match[str]") -> str:
    return f"{found[1] or found[4]}{int(found[2] or found[5]):02}{found[3] or found[6] or '00'}"


def _standard_date(text: str) -> datetime | None:
    try:
        parts = parsedate_tz(text)
        if parts is None:
            return None
        year, month, day, hour, minute, second = parts[:6]
        moment = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
        return moment - timedelta(seconds=parts[9] or 0)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _plausible(moment: datetime) -> datetime | None:
    """A moment that can stand on a message; a clock that was never set says 1970-01-01 (RFC 2822 has 1969)."""
    sane = 1960 < moment.year < 2100 and not 0 <= moment.timestamp() < 86400
    return moment if sane else None


@lru_cache(maxsize=256)
def _shift(sign: str, hours: str, minutes: str) -> timedelta:
    shift = timedelta(hours=int(hours), minutes=int(minutes))
    return shift if sign == "+" else -shift


def _usual_date(found: re.Match[str]) -> datetime | None:
    """What nearly all programs write, "Mon, 07 Feb 2022 21:36:47 +0100", without the general reading's cost."""
    day, month, year, hour, minute, second, sign, hours, minutes = found.groups()
    try:
        moment = datetime(
            int(year), _MONTHS[month], int(day), int(hour), int(minute), int(second), 0, UTC
        )
        if hours != "00" or minutes != "00":
            moment -= _shift(sign, hours, minutes)
    except (ValueError, OverflowError):
        leap = _standard_date(found[0])
        return None if leap is None else _plausible(leap)
    return moment if 1970 < moment.year < 2100 else _plausible(moment)


def _other_date(text: str) -> datetime | None:
    found = re.search(
        r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(Z|[+-]\d{2}:?\d{2})?",
        text,
    )
    if found is None:
        return None
    try:
        year, month, day, hour, minute, second = (int(g or 0) for g in found.groups()[:6])
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    zone = found[7]
    if zone and zone != "Z":
        shift = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
        moment += shift if zone[0] == "-" else -shift
    return moment
