"""Days as the design writes them beside a quote: 17 Nov, 11月17日, with the year when it is another one."""

from datetime import date

from PySide6.QtCore import QDate, QLocale

from desktop.runtime.i18n import language


def short_day(day: date, today: date | None = None) -> str:
    """Return a day in the window's language; the year stands there unless it is that of `today`."""
    chinese = language() == "zh_CN"
    pattern = "M月d日" if chinese else "d MMM"
    if today is not None and day.year != today.year:
        pattern = "yyyy年M月d日" if chinese else "d MMM yyyy"
    locale = QLocale("zh_CN" if chinese else "en_GB")
    return locale.toString(QDate(day.year, day.month, day.day), pattern)
