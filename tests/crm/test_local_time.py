from datetime import UTC, date, datetime

import pytest

from desktop.crm import places
from desktop.crm.local_time import local_clock, next_holidays

FRIDAY = datetime(2026, 11, 20, 9, 58, tzinfo=UTC)


def test_hamburg_is_at_work():
    clock = local_clock(FRIDAY, country="DE", city="Hamburg")
    assert (clock.time_text(), clock.place, clock.at_work) == ("10:58", "Hamburg, Germany", True)
    assert clock.change_text() == "until 17:00"
    assert clock.state_text() == "In business hours"


def test_night_weekend_and_holiday():
    night = local_clock(FRIDAY, country="US")
    assert (night.at_work, night.change_text()) == (False, "from 09:00")
    evening = local_clock(datetime(2026, 11, 20, 20, tzinfo=UTC), country="DE")
    assert evening.change_text() == "from Mon 08:00"
    riyadh = local_clock(FRIDAY, country="SA")
    assert not riyadh.at_work
    thanksgiving = local_clock(datetime(2026, 11, 26, 16, tzinfo=UTC), country="US")
    assert not thanksgiving.at_work
    assert "Thanksgiving" in thanksgiving.state_text()


def test_zone_wins_over_country_and_nonsense_falls_back():
    west = local_clock(FRIDAY, country="US", zone="America/Los_Angeles")
    assert west.time_text() == "01:58"
    assert local_clock(FRIDAY, country="DE", zone="Mars/Base").zone == "Europe/Berlin"
    assert local_clock(FRIDAY) is None


def test_next_holidays():
    found = next_holidays("JP", date(2026, 11, 20), days=14)
    assert [h.day for h in found] == [date(2026, 11, 23)]
    new_year = next_holidays("DE", date(2026, 12, 20), days=20)
    assert date(2027, 1, 1) in [h.day for h in new_year]
    assert next_holidays("XX", date(2026, 1, 1)) == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [("de", "DE"), ("Germany", "DE"), ("德国", "DE"), ("UK", "GB"),
     ("Türkiye", "TR"), ("nowhere", ""), ("美国", "US")],
)  # fmt: skip
def test_country_code(text, code):
    assert places.country_code(text) == code
