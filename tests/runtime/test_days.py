"""Days as people write them, in both languages, with the year only where it says something."""

from datetime import date

import pytest

from desktop.runtime.days import long_day, read_day, short_day, typed_day
from desktop.runtime.i18n import set_language

DAY = date(2026, 11, 4)


@pytest.mark.parametrize(
    ("code", "short", "long"),
    [("en", "4 Nov", "4 Nov 2026"), ("zh_CN", "11月4日", "2026年11月4日")],
)
def test_a_day_has_its_year_only_in_another_one(code, short, long):
    set_language(code)
    try:
        assert short_day(DAY, date(2026, 1, 1)) == short
        assert short_day(DAY, date(2027, 1, 1)) == long_day(DAY) == long
        assert read_day(typed_day(DAY)) == read_day(long) == DAY
    finally:
        set_language("en")


@pytest.mark.parametrize("text", ["2026-11-4", "2026/11/04", "4 November 2026", "4. Nov 2026"])
def test_a_day_is_read_as_people_type_it(text):
    assert read_day(text) == DAY


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-13-01", "31 Feb 2026", "4 Foo 2026"])
def test_what_is_no_day_is_not_read(text):
    assert read_day(text) is None
