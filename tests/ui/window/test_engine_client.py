"""The engine process: its lines become signals; killed, it comes back and the window says so."""

import os
import signal
import sys
from pathlib import Path

import pytest

from desktop.ui import engine_client
from desktop.ui.engine_client import EngineClient, EngineCommandLine

FAKE = str(Path(__file__).with_name("fake_engine.py"))


@pytest.fixture
def client(qtbot, monkeypatch):
    monkeypatch.setattr(engine_client, "_BACKOFF_MS", (20, 40))
    made = EngineClient()
    yield made
    made.stop()


def start(qtbot, client):
    ready = []
    client.other.connect(lambda name, event: ready.append((name, event)))
    client.start(EngineCommandLine(sys.executable, (FAKE,), lambda: '{"key": "00ff"}'))
    qtbot.waitUntil(lambda: bool(ready), timeout=10_000)
    return ready


def test_key_goes_over_stdin_and_rubbish_is_survived(qtbot, client):
    ready = start(qtbot, client)
    assert ready[0] == ("ready", {"event": "ready", "key": "00ff"})
    assert client.running


def test_events_become_typed_signals(qtbot, client):
    start(qtbot, client)
    say = {"account_id": "a", "done": 5, "total": 10, "seconds_left": 3.5}
    with qtbot.waitSignal(client.progress, timeout=5_000) as heard:
        client.send("progress", say=say)
    assert heard.args[0] == engine_client.Progress("a", 5, 10, 3.5)
    with qtbot.waitSignal(client.changed, timeout=5_000) as heard:
        client.send("changed", say={"tables": {"thread": [1, 2]}})
    assert heard.args[0].tables == {"thread": frozenset({"1", "2"})}
    with qtbot.waitSignal(client.account_state, timeout=5_000) as heard:
        client.send("state", say={"account_id": "a", "state": "auth_failed", "hint": "Look"})
    assert (heard.args[0].state, heard.args[0].hint) == ("auth_failed", "Look")
    assert client.states["a"].state == "auth_failed"


def test_killed_engine_comes_back_and_says_so(qtbot, client):
    start(qtbot, client)
    states = []
    client.status.connect(lambda status: states.append(status.state))
    first = client.process_id
    os.kill(first, signal.SIGKILL)
    qtbot.waitUntil(lambda: client.running and client.process_id not in (0, first), timeout=10_000)
    assert states[0] == "restarting"
    assert states[-1] == "running"


def test_missing_program_is_tried_again_not_fatal(qtbot, client):
    client.start(EngineCommandLine("/no/such/program", (), lambda: ""))
    qtbot.waitUntil(lambda: client.state.tries >= 2, timeout=5_000)
    assert client.state.state == "restarting"
    assert not client.send("sync")


def test_stop_ends_the_process(qtbot, client):
    start(qtbot, client)
    pid = client.process_id
    client.stop()
    assert client.state.state == "off"
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
