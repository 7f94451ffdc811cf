"""Times to put a promise off to: one, three or seven days, or Monday at nine where he is."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from desktop.runtime.clock import zone_of
from desktop.runtime.i18n import _, language

MONDAY = 0
NINE = time(9)


@dataclass(frozen=True, slots=True)
class Preset:
    """A choice of the menu: its words, and the moment (aware UTC)."""

    text: str
    until: datetime


def presets(now: datetime, zone: str = "") -> tuple[Preset, ...]:
    """Return the choices counted from `now` (aware); `zone` is the customer's IANA zone."""
    home = now.astimezone()
    in_days = [
        (_("In 1 day"), _morning(home, 1)),
        (_("In 3 days"), _morning(home, 3)),
        (_("In 7 days"), _morning(home, 7)),
    ]
    found = [Preset(f"{text} · {moment_text(until)}", until) for text, until in in_days]
    theirs = zone_of(zone)
    monday = next_monday(now, theirs)
    text = _("Monday 9:00 his time") if theirs is not None else _("Monday 9:00")
    return (*found, Preset(f"{text} · {moment_text(monday)}", monday))


def _morning(home: datetime, days: int) -> datetime:
    """Return nine o'clock here, `days` days on."""
    day = home.date() + timedelta(days=days)
    return datetime.combine(day, NINE, home.tzinfo).astimezone(UTC)


def next_monday(now: datetime, zone: ZoneInfo | None) -> datetime:
    """Return the next Monday 9:00 in `zone` (None: here) as aware UTC."""
    local = now.astimezone(zone)
    ahead = (MONDAY - local.weekday()) % 7
    moment = datetime.combine(local.date() + timedelta(days=ahead), NINE, local.tzinfo)
    if moment <= local:
        moment += timedelta(days=7)
    return moment.astimezone(UTC)


def moment_text(until: datetime) -> str:
    """Return the moment on this computer's clock: "Mon 23 Nov 09:00"."""
    pattern = "M月d日 E HH:mm" if language() == "zh_CN" else "E d MMM HH:mm"
    return str(format_datetime(until.astimezone(), pattern, locale=language()))
