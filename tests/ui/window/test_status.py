"""Every state of an account in words, in both languages, and which of them stands at the foot."""

import json

import pytest

from desktop.runtime.i18n import set_language
from desktop.ui.engine_client import AccountState, EngineClient, EngineStatus, Progress
from desktop.ui.shell.status import account_line, clock_text, footer

RUNNING = EngineStatus("running")
SYNCED = "2026-11-20T09:41:00+00:00"
LATER = "2026-11-20T14:05:00+00:00"
STATES = {
    "syncing": ("text2", "Up to date"),
    "idle": ("text2", "Up to date"),
    "paused": ("text2", "Mail is paused"),
    "offline": ("text2", "Working offline"),
    "unreachable": ("amber", "A server does not answer"),
    "throttled": ("amber", "A provider asks to wait"),
    "captive": ("amber", "Sign in to this network"),
    "auth_failed": ("red", "An account asks you to sign in"),
    "certificate": ("red", "A server cannot prove itself"),
    "error": ("red", "An account needs you"),
}


def state(word, account="a", **more):
    return AccountState(
        account, word, "what happened", "what to do", SYNCED, LATER, synced_at=SYNCED, **more
    )


@pytest.mark.parametrize("word", STATES)
def test_each_state_has_its_words_and_tone(word):
    tone, title = STATES[word]
    shown = footer(RUNNING, {"a": state(word)}, {}, 0)
    assert (shown.tone, shown.title) == (tone, title)
    assert shown.detail
    line = account_line("a", "lin@bowei-led.example", state(word), None)
    assert line.tone == tone
    assert line.right
    assert "what happened" in line.tooltip
    assert "what to do" in line.tooltip


@pytest.mark.parametrize("word", [w for w in STATES if w not in ("idle", "syncing")])
def test_each_state_is_said_in_chinese(word):
    before = footer(RUNNING, {"a": state(word)}, {}, 0)
    short = account_line("a", "lin@bowei-led.example", state(word), None).right
    set_language("zh_CN")
    after = footer(RUNNING, {"a": state(word)}, {}, 0)
    assert after.title != before.title
    assert account_line("a", "lin@bowei-led.example", state(word), None).right != short


def test_a_wait_says_until_when():
    line = account_line("a", "a@b.example", state("throttled"), None)
    assert clock_text(LATER) in line.right
    shown = footer(RUNNING, {"a": state("throttled"), "b": state("idle", "b")}, {}, 2)
    assert clock_text(LATER) in shown.detail
    assert "2 queued" in shown.detail


def test_what_needs_the_user_comes_first():
    states = {word: state(word, word) for word in STATES}
    assert footer(RUNNING, states, {}, 0).title == "An account asks you to sign in"
    del states["auth_failed"]
    assert footer(RUNNING, states, {}, 0).title == "A server cannot prove itself"
    for word in ("certificate", "error"):
        del states[word]
    assert footer(RUNNING, states, {}, 0).title == "Sign in to this network"
    del states["captive"]
    assert footer(RUNNING, states, {}, 0).title == "A server does not answer"
    del states["unreachable"]
    assert footer(RUNNING, states, {}, 0).title == "A provider asks to wait"
    del states["throttled"]
    assert footer(RUNNING, states, {}, 0).title == "Up to date"


def test_the_time_of_the_last_sync_is_not_that_of_the_last_failure(qtbot):
    client = EngineClient()
    said = {"event": "state", "account_id": "a"}
    client.dispatch("state", {**said, "state": "idle", "at": SYNCED, "folders": []})
    client.dispatch("state", {**said, "state": "unreachable", "at": LATER, "code": "timeout"})
    found = client.states["a"]
    assert (found.state, found.code, found.synced_at) == ("unreachable", "timeout", SYNCED)
    assert clock_text(SYNCED) in footer(RUNNING, client.states, {}, 0).detail


def test_progress_ends_with_the_sync_and_tells_its_phase(qtbot):
    client = EngineClient()
    line = {"event": "progress", "account_id": "a", "done": 3, "total": 9, "phase": "headers"}
    client.dispatch("progress", json.loads(json.dumps(line)))
    syncing = {"a": AccountState("a", "syncing")}
    assert footer(RUNNING, syncing, client.progresses, 0).title == "Listing mail"
    client.dispatch("progress", {**line, "phase": "bodies"})
    assert footer(RUNNING, syncing, client.progresses, 0).title == "Bringing in mail"
    client.dispatch("state", {"event": "state", "account_id": "a", "state": "throttled"})
    assert client.progresses == {}


def test_a_first_look_is_not_called_up_to_date():
    shown = footer(RUNNING, {"a": AccountState("a", "syncing")}, {}, 0)
    assert shown.title == "Looking for mail"
    assert footer(RUNNING, {"a": AccountState("a", "syncing")}, {"a": Progress("a", 9, 9)}, 0)
