from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.crm import clocks
from desktop.crm.clocks import DueState, Moment, Rule
from desktop.runtime.errors import UserFacing

NOW = datetime(2026, 11, 20, 9, 41, tzinfo=UTC)
H = timedelta(hours=1)


def test_default_days():
    assert clocks.due_after(Rule.NO_ANSWER, NOW) == NOW + timedelta(days=3)
    assert clocks.due_after(Rule.QUOTE_SILENT, NOW) == NOW + timedelta(days=7)
    assert clocks.due_after(Rule.SAMPLE_ASK, NOW) == NOW + timedelta(days=3)
    assert clocks.due_after(Rule.FIRST_RESPONSE, NOW) == NOW + 24 * H
    assert clocks.due_after(Rule.NO_ANSWER, NOW, 5) == NOW + timedelta(days=5)
    with pytest.raises(UserFacing):
        clocks.due_after(Rule.NO_ANSWER, NOW, 0)


@pytest.mark.parametrize(
    ("hours", "state"), [(-1, "overdue"), (0, "overdue"), (3, "due"), (8, "due"), (9, "ok")]
)
def test_due_state(hours, state):
    assert clocks.due_state(NOW + hours * H, NOW) is DueState(state)


@pytest.mark.parametrize(
    ("due", "text"),
    [
        (NOW + 3 * H + timedelta(minutes=20), "reply in 3 h"),
        (NOW + timedelta(minutes=20), "reply in 20 min"),
        (NOW - 5 * H, "overdue 5 h"),
        (NOW - timedelta(days=2), "overdue 2 d"),
        (NOW + timedelta(days=3), "reply by Mon 10:41"),
        (NOW + timedelta(days=19), "reply by 9 Dec"),
        (None, "no reply due"),
    ],
)
def test_words_of_the_badge(due, text):
    assert clocks.reply_text(due, NOW, "Europe/Berlin") == text


@pytest.mark.parametrize("kind", ["auto_reply", "bounce", "bulk", "list", "receipt"])
def test_a_machine_does_not_stop_a_reminder(kind):
    assert not clocks.stops(NOW, NOW + H, kind, inbound=True)
    assert clocks.stops(NOW, NOW + H, "personal", inbound=True)
    assert not clocks.stops(NOW, NOW - H, "personal", inbound=True)
    assert not clocks.stops(NOW, NOW + H, "personal", inbound=False)


def test_snooze_only_into_the_future():
    assert clocks.snoozed(NOW + H, NOW) == NOW + H
    with pytest.raises(UserFacing):
        clocks.snoozed(NOW, NOW)


moments = st.lists(
    st.builds(
        Moment,
        at=st.integers(0, 200).map(lambda h: NOW + h * H),
        inbound=st.booleans(),
        kind=st.sampled_from(["personal", "auto_reply", "bounce", "platform_inquiry"]),
    ),
    max_size=8,
)


@given(moments, st.randoms())
def test_clocks_do_not_depend_on_arrival(messages, random):
    shuffled = list(messages)
    random.shuffle(shuffled)
    assert clocks.first_response(messages) == clocks.first_response(shuffled)
    assert clocks.waiting_since(messages) == clocks.waiting_since(shuffled)


def test_first_response_clock():
    asked = Moment(NOW, True)
    clock = clocks.first_response([asked, Moment(NOW + H, True), Moment(NOW + 25 * H, False)])
    assert clock.due == NOW + 24 * H
    assert clock.on_time is False
    assert clocks.first_response([Moment(NOW, False), Moment(NOW + H, True)]) is None
    assert clocks.first_response([Moment(NOW, True, "bounce")]) is None


def test_waiting_since_first_unanswered_word():
    talk = [Moment(NOW, True), Moment(NOW + H, False), Moment(NOW + 2 * H, True)]
    assert clocks.waiting_since([*talk, Moment(NOW + 5 * H, True)]) == NOW + 2 * H
    assert clocks.waiting_since([*talk, Moment(NOW + 5 * H, False)]) is None
    assert clocks.waiting_since([Moment(NOW, False), Moment(NOW + H, True, "auto_reply")]) is None
