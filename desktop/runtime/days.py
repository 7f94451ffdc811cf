"""Days as people write them in the window's language: 17 Nov, 11月17日, with the year where it says something."""

import re
from datetime import date

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _, language

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DIGITS = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$")
_WORDS = re.compile(r"^(\d{1,2})\.? ?([A-Za-z]{3,9})\.?,? ?(\d{4})$")


def short_day(day: date, today: date) -> str:
    """Return a day in the window's language; the year stands there unless it is that of `today`."""
    if day.year != today.year:
        return long_day(day)
    if language() == "zh_CN":
        return f"{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]}"


def long_day(day: date) -> str:
    """Return a day with its year in the window's language: 17 Nov 2026, 2026年11月17日."""
    if language() == "zh_CN":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def read_day(text: str) -> date | None:
    """Return the day written as 2026-12-04, 2026/12/4, 2026年12月4日, 4 Dec 2026 or 4 December 2026."""
    text = text.strip()
    if found := _DIGITS.match(text):
        year, month, day = (int(part) for part in found.groups())
    elif found := _WORDS.match(text):
        name = found.group(2)[:3].title()
        if name not in _MONTHS:
            return None
        day, month, year = int(found.group(1)), _MONTHS.index(name) + 1, int(found.group(3))
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def iso_day(text: str) -> date:
    """Return the day that a command or a file writes as 2026-11-22. Raises UserFacing (`bad_date`)."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UserFacing(
            _("“{value}” is not a date.").format(value=text),
            hint=_("Write it as 2026-11-22."),
            code="bad_date",
        ) from error


def typed_day(day: date) -> str:
    """Return a day as fields show it and `read_day` reads it: 17 Nov 2026, in Chinese 2026-11-17."""
    return day.isoformat() if language() == "zh_CN" else long_day(day)
