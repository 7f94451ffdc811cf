"""How the Inbox writes moments: short in lists, with the customer's own clock in a conversation."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from babel.dates import format_datetime

from desktop.crm.local_time import next_morning
from desktop.runtime.clock import zone_of
from desktop.runtime.i18n import _, language


def list_time(at: datetime, now: datetime) -> str:
    """Return an aware moment as lists show it: "17:31" today, "Thu" this week, then "9 Nov"."""
    local, today = at.astimezone(), now.astimezone()
    if local.date() == today.date():
        return local.strftime("%H:%M")
    if timedelta(0) <= today.date() - local.date() < timedelta(days=7):
        return _formatted(local, "E")
    return day(at, now)


def day(at: datetime, now: datetime) -> str:
    """Return the day of an aware moment: "9 Nov" this year, else "9 Nov 2025"."""
    local = at.astimezone()
    chinese = language() == "zh_CN"
    if local.year == now.astimezone().year:
        return _formatted(local, "M月d日" if chinese else "d MMM")
    return _formatted(local, "y年M月d日" if chinese else "d MMM y")


def weekday_and_day(at: datetime, now: datetime) -> str:
    """Return "Tue 17 Nov" this year, else the day with its year."""
    local = at.astimezone()
    if local.year != now.astimezone().year:
        return day(at, now)
    return _formatted(local, "M月d日 E" if language() == "zh_CN" else "E d MMM")


def message_time(at: datetime, now: datetime, zone: str = "", place: str = "") -> str:
    """Return the time of an open message: "17:31 · 10:31 in Hamburg", with the day when not today.

    `zone` is the customer's IANA zone; without it, or when both clocks agree, ours stands alone.
    """
    local = at.astimezone()
    clock = local.strftime("%H:%M")
    if local.date() != now.astimezone().date():
        clock = f"{weekday_and_day(at, now)} {clock}"
    theirs = zone_of(zone)
    if theirs is None:
        return clock
    there = at.astimezone(theirs)
    if there.utcoffset() == local.utcoffset():
        return clock
    if not place:
        return _("{time} · {there} there").format(time=clock, there=there.strftime("%H:%M"))
    return _("{time} · {there} in {place}").format(
        time=clock, there=there.strftime("%H:%M"), place=place
    )


def moment_text(at: datetime, zone: tzinfo | None = None) -> str:
    """Return a moment in full, as a reminder's due time: "Mon 23 Nov, 16:00"."""
    local = at.astimezone(zone)
    return _formatted(local, "M月d日 E HH:mm" if language() == "zh_CN" else "E d MMM, HH:mm")


@dataclass(frozen=True)
class LaterChoice:
    """One line of the "Send later" menu: which one it is, what it says, and the moment it means (aware)."""

    key: str
    text: str
    at: datetime


def later_choices(now: datetime, zone: str = "", country: str = "") -> list[LaterChoice]:
    """Return sensible moments to send: soon, tomorrow morning, Monday; the buyer's morning too.

    `now` is aware; `zone` and `country` are the customer's ("" when unknown): then each line says what his clock
    shows. Past moments never appear, and his weekend and holidays are left out of his mornings.
    """
    local = now.astimezone()
    tomorrow = (local + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)
    monday = tomorrow + timedelta(days=(7 - tomorrow.weekday()) % 7)
    there = next_morning(now, country=country, zone=zone)
    lines = [
        ("in_1_hour", _("In 1 hour"), now + timedelta(hours=1)),
        ("tomorrow", _("Tomorrow 9:00"), tomorrow),
        ("monday", _("Monday 9:00"), monday),
    ]
    if monday == tomorrow:
        lines.pop()
    if there is not None:
        lines.insert(1, ("recipient", _("At 9:00 his time"), there))
    return [LaterChoice(key, f"{text} · {both_times(at, zone)}", at) for key, text, at in lines]


def both_times(at: datetime, zone: str = "") -> str:
    """Return a moment on our clock, and on the buyer's where it is another one: "Mon 23 Nov, 16:00, 09:00 there"."""
    theirs = zone_of(zone)
    ours = moment_text(at)
    if theirs is None or at.astimezone(theirs).utcoffset() == at.astimezone().utcoffset():
        return ours
    there = at.astimezone(theirs)
    if there.date() == at.astimezone().date():
        return _("{time}, {there} there").format(time=ours, there=there.strftime("%H:%M"))
    return _("{time}, {there} there").format(time=ours, there=moment_text(at, theirs))


def _formatted(local: datetime, pattern: str) -> str:
    return str(format_datetime(local, pattern, locale=language()))
