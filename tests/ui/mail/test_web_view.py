"""The browser view: no request leaves the program, it starts at first need and is given back. Each in a process of its own."""

import json
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpus"
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def listener():
    """A port to which every request and every name of the browser is led; remembers what came."""
    server = socket.create_server(("127.0.0.1", 0))
    came = []

    def listen():
        while True:
            try:
                peer, _address = server.accept()
            except OSError:
                return
            with peer:
                peer.settimeout(5)
                try:
                    came.append(peer.recv(300))
                except OSError:
                    came.append(b"?")

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    yield server.getsockname()[1], came
    server.close()


def run(what, port, seconds=280):
    done = subprocess.run(
        [sys.executable, "-m", "tests.ui.mail.web_view_run", what, str(port)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=seconds,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    assert lines, done.stderr[-2000:]
    return json.loads(lines[-1])


@pytest.mark.skipif(not CORPUS.is_dir(), reason="no corpus beside the checkout")
def test_all_hostile_mail_is_drawn_both_ways_and_nothing_leaves(listener):
    port, came = listener
    told = run("corpus", port)
    assert told["pages"] > 200
    assert told["failed"] == 0
    assert told["clicked"] == []
    assert came == []


@pytest.mark.parametrize("what", ["walls", "two-walls"])
def test_the_walls_behind_the_sanitiser_hold_by_themselves(listener, what):
    """HTML that nobody cleaned: nothing is asked for, with all walls, and with a resolver that knows every host."""
    port, came = listener
    told = run(what, port)
    assert told["shown"]
    assert told["title"] != "ran"
    assert told["address"].startswith("tradepost-mail://")
    assert told["off_the_record"]
    assert came == []


def test_the_browser_starts_at_first_need_and_is_given_back(listener):
    port, came = listener
    told = run("life", port)
    assert told["loaded_before"] == []
    assert not told["running_before"]
    assert told["first"]
    assert told["tall"] > 2000 > told["low"]
    assert told["wide"]
    assert (
        told["wide_rests_at"] > 300
    )  # the sizes that a page tells late once chased each other for ever
    assert told["short"]
    assert told["idle_runs"]
    assert not told["running_after_idle"]
    assert told["again"]
    assert came == []


def test_the_listener_would_notice(listener):
    """What proves that nothing came must be able to see something come."""
    port, came = listener
    with socket.create_connection(("127.0.0.1", port), timeout=10) as peer:
        peer.sendall(b"GET / HTTP/1.0\r\n\r\n")
        while peer.recv(10):
            pass
    assert came == [b"GET / HTTP/1.0\r\n\r\n"]
