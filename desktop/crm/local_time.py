"""The customer's clock: his time, whether he is at work, and the holidays ahead of him."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from babel.dates import format_datetime

from desktop.crm import places
from desktop.runtime.clock import zone_of
from desktop.runtime.i18n import _, language


@dataclass(frozen=True)
class LocalClock:
    """A customer's moment. `now`: aware, in his zone. `changes_at`: when `at_work` changes next,
    aware in his zone. `place`: city and country as shown."""

    zone: str
    place: str
    now: datetime
    at_work: bool
    changes_at: datetime
    holiday: str

    def time_text(self) -> str:
        """Return his time of day: "10:58"."""
        return self.now.strftime("%H:%M")

    def state_text(self) -> str:
        """Return "In business hours", or why not: the holiday's name, weekend or night."""
        if self.at_work:
            return _("In business hours")
        return self.holiday or _("Out of business hours")

    def change_text(self) -> str:
        """Return "until 17:00" while he is at work, else "from Mon 08:00"."""
        if self.at_work:
            return _("until {time}").format(time=self.changes_at.strftime("%H:%M"))
        same_day = self.changes_at.date() == self.now.date()
        pattern = "HH:mm" if same_day else "E HH:mm"
        text = format_datetime(self.changes_at, pattern, locale=language())
        return _("from {time}").format(time=text)


@dataclass(frozen=True)
class Holiday:
    """A public holiday of a country."""

    day: date
    name: str
    country: str


def local_clock(
    now: datetime, *, country: str = "", zone: str = "", city: str = ""
) -> LocalClock | None:
    """Return the clock of a customer; None when neither zone nor country tells one.

    `now` is aware. An unknown zone name falls back to the country's.
    """
    info = zone_of(zone) or zone_of(places.time_zone(country))
    if info is None:
        return None
    local = now.astimezone(info)
    holiday = _holidays(country, local.year, language()).get(local.date(), "")
    at_work, changes = _at_work(local, country)
    name = places.country_name(country) if country else ""
    where = city or (places.trading_city(country) if country else info.key.rsplit("/", 1)[-1])
    place = ", ".join(part for part in (where, name) if part)
    return LocalClock(info.key, place, local, at_work, changes, holiday)


def _at_work(local: datetime, country: str) -> tuple[bool, datetime]:
    """Tell whether it is working time, and when that changes."""
    week = places.working_week(country)
    for days in range(15):
        day = local.date() + timedelta(days=days)
        if not _is_workday(day, country):
            continue
        closes = week.friday_closes if day.isoweekday() == 5 else week.closes
        start = datetime.combine(day, time.fromisoformat(week.opens), local.tzinfo)
        end = datetime.combine(day, time.fromisoformat(closes), local.tzinfo)
        if start <= local < end:
            return True, end
        if local < start:
            return False, start
    return False, local + timedelta(days=15)


def _is_workday(day: date, country: str) -> bool:
    if day.isoweekday() in places.working_week(country).weekend:
        return False
    return day not in _holidays(country, day.year, language())


def next_morning(now: datetime, *, country: str = "", zone: str = "") -> datetime | None:
    """Return the next nine o'clock of a working day where somebody is; None when nobody knows where.

    Weekend and public holidays are his country's (Monday to Friday when it is unknown). `now` and the answer are aware.
    """
    info = zone_of(zone) or zone_of(places.time_zone(country))
    if info is None:
        return None
    morning = now.astimezone(info).replace(hour=9, minute=0, second=0, microsecond=0)
    for _day in range(30):
        if morning > now and _is_workday(morning.date(), country):
            return morning
        morning += timedelta(days=1)
    return morning


def next_holidays(country: str, today: date, *, days: int = 30) -> tuple[Holiday, ...]:
    """Return the public holidays of a country from `today` on, `days` days ahead, in order."""
    last = today + timedelta(days=days)
    found: dict[date, str] = {}
    for year in range(today.year, last.year + 1):
        found |= _holidays(country, year, language())
    return tuple(
        Holiday(day, name, country) for day, name in sorted(found.items()) if today <= day <= last
    )


@lru_cache(maxsize=512)
def _holidays(country: str, year: int, tongue: str) -> dict[date, str]:
    """Return a year's holidays with names in the user's language where the package has them."""
    # Imported here: the package takes a while to load and only people with customers need it.
    import holidays

    code = country.upper()
    supported = holidays.list_supported_countries(include_aliases=False)
    if code not in supported:
        return {}
    languages = holidays.list_localized_countries().get(code, [])
    wanted = ("zh_CN",) if tongue == "zh_CN" else ()
    chosen = next((name for name in (*wanted, "en_US", "en") if name in languages), None)
    calendar = holidays.country_holidays(code, years=year, language=chosen)
    return {day: str(name) for day, name in calendar.items()}
