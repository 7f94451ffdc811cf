"""Who is at work now: a day's strip from six to six, with each customer's office hours on it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from desktop.crm import places as places_of
from desktop.crm.day_aside import Place
from desktop.runtime.clock import zone_of
from desktop.runtime.i18n import language
from desktop.runtime.paths import resource

DAY = timedelta(hours=24)
STARTS_AT = 6
FRIDAY = 5


@dataclass(frozen=True, slots=True)
class Strip:
    """One row: its office hours as shares (0 to 1) of the window, and whether they run now."""

    country: str
    city: str
    spans: tuple[tuple[float, float], ...]
    is_open: bool


def window_start(now: datetime, home: tzinfo | None = None) -> datetime:
    """Return the last six o'clock in the user's own zone (`home`; None: this computer's)."""
    local = now.astimezone(home)
    start = local.replace(hour=STARTS_AT, minute=0, second=0, microsecond=0)
    return start if start <= local else start - DAY


def now_share(now: datetime, home: tzinfo | None = None) -> float:
    """Return where the now-line stands in the window, 0 to 1."""
    return (now - window_start(now, home)) / DAY


def strips(places: Iterable[Place], now: datetime, home: tzinfo | None = None) -> list[Strip]:
    """Return a strip a place, from the far east to the far west; unknown zones are left out."""
    start = window_start(now, home)
    found: list[tuple[timedelta, Strip]] = []
    for place in places:
        zone = zone_of(place.zone or places_of.time_zone(place.country))
        if zone is None:
            continue
        offset = now.astimezone(zone).utcoffset() or timedelta(0)
        found.append((offset, _strip(place, zone, start, now)))
    found.sort(key=lambda pair: (-pair[0], pair[1].city))
    return [strip for _offset, strip in found]


def _strip(place: Place, zone: ZoneInfo, start: datetime, now: datetime) -> Strip:
    spans: list[tuple[float, float]] = []
    is_open = False
    first = start.astimezone(zone).date() - timedelta(days=1)
    for day in (first + timedelta(days=n) for n in range(4)):
        hours = _office_hours(place.country, day)
        if hours is None:
            continue
        opens, closes = (datetime.combine(day, clock, zone) for clock in hours)
        is_open = is_open or opens <= now < closes
        left, right = (opens - start) / DAY, (closes - start) / DAY
        if right > 0 and left < 1:
            spans.append((max(left, 0.0), min(right, 1.0)))
    return Strip(place.country, city_of(place.country, zone.key), tuple(spans), is_open)


def _office_hours(country: str, day: date) -> tuple[time, time] | None:
    """Return when offices open and close on this day; None on the weekend."""
    week = places_of.working_week(country)
    if day.isoweekday() in week.weekend:
        return None
    closes = week.friday_closes if day.isoweekday() == FRIDAY else week.closes
    return time.fromisoformat(week.opens), time.fromisoformat(closes)


@cache
def _cities() -> dict[str, dict[str, str]]:
    data = json.loads(resource("reference", "timezones.json").read_text(encoding="utf-8"))
    return {row["zone"]: row for row in data["timezones"]}


def city_of(country: str, zone: str) -> str:
    """Return the city that names a zone in the user's language."""
    row = _cities().get(zone)
    if row is None:
        return zone.rsplit("/", 1)[-1].replace("_", " ") or places_of.trading_city(country)
    return row["city_zh"] if language() == "zh_CN" and row.get("city_zh") else row["city"]
