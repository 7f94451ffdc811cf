"""The strip of office hours follows each country's week and zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.crm.day_aside import Place
from desktop.ui.today.hours import now_share, strips, window_start

NINGBO = ZoneInfo("Asia/Shanghai")
FRIDAY_EVENING = datetime(2026, 11, 20, 9, 58, tzinfo=UTC)  # 17:58 in Ningbo


def only(country, zone, now):
    return strips([Place(country, zone, 1)], now, NINGBO)[0]


def test_the_window_runs_from_six_to_six():
    assert window_start(FRIDAY_EVENING, NINGBO).hour == 6
    assert now_share(FRIDAY_EVENING, NINGBO) == pytest.approx((17 + 58 / 60 - 6) / 24)
    before_six = datetime(2026, 11, 20, 21, 0, tzinfo=UTC)  # 05:00 the next day
    assert window_start(before_six, NINGBO).date().isoformat() == "2026-11-20"


def test_hamburg_is_at_work_and_tokyo_has_gone_home():
    assert only("DE", "Europe/Berlin", FRIDAY_EVENING).is_open
    assert not only("JP", "Asia/Tokyo", FRIDAY_EVENING).is_open


def test_riyadh_rests_on_friday_and_works_on_sunday():
    assert not only("SA", "Asia/Riyadh", FRIDAY_EVENING).is_open
    assert only("SA", "Asia/Riyadh", FRIDAY_EVENING + timedelta(days=2)).is_open


def test_rows_run_from_east_to_west_and_unknown_zones_are_left_out():
    places = [
        Place("US", "America/New_York", 1),
        Place("AU", "Australia/Sydney", 1),
        Place("XX", "Nowhere/Atlantis", 1),
        Place("DE", "Europe/Berlin", 1),
    ]
    assert [s.country for s in strips(places, FRIDAY_EVENING, NINGBO)] == ["AU", "DE", "US"]


@given(st.integers(0, 2 * 365 * 24 * 60))
@settings(max_examples=50)
def test_spans_stay_inside_the_window_and_hold_the_now_line_when_open(minutes):
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    share = now_share(now, NINGBO)
    assert 0 <= share < 1
    for strip in strips([Place("BR", "America/Sao_Paulo", 1), Place("IN", "Asia/Kolkata", 1)], now):
        assert all(0 <= a < b <= 1 for a, b in strip.spans)
    strip = only("BR", "America/Sao_Paulo", now)
    assert strip.is_open == any(a <= share < b for a, b in strip.spans)
