"""The window beside a first sync: event-loop stalls, start with 20,000 messages, memory of both processes."""

import itertools
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import mailbox, references
from benchmarks.memory import family, pss
from benchmarks.report import Figure
from desktop.bootstrap.workspace import create_workspace
from desktop.mail import accounts
from desktop.mail.providers import Endpoint
from desktop.runtime.paths import Profile

PASSPHRASE = "bench"


def figures(count: int = 20_000) -> list[Figure]:
    """Measure a first sync and a later start, each in a process of its own, offscreen."""
    with tempfile.TemporaryDirectory() as folder, mailbox.served(count) as server:
        profile = Profile(Path(folder) / "workspace")
        _prepare(profile, server)
        first = _child("sync", profile)
        again = _child("start", profile)
    return [
        Figure("longest stall during the sync", first["stall_max_ms"], "ms"),
        Figure("stall during the sync, p99", first["stall_p99_ms"], "ms"),
        Figure("sync with the window open", first["seconds"], "s"),
        Figure("window memory after the sync", first["window_mb"], "MB"),
        Figure("engine memory after the sync", first["engine_mb"], "MB"),
        Figure(f"start to rows on screen, {count:,} messages", again["seconds"], "s"),
        Figure("window memory after the start", again["window_mb"], "MB"),
    ]


def _prepare(profile: Profile, server) -> None:
    store = create_workspace(profile, lambda: PASSPHRASE, name="Rep", email=references.USER)
    accounts.add(
        store,
        accounts.AccountSettings(
            email=references.USER,
            imap=Endpoint("localhost", server.tls_port, "ssl"),
            smtp=Endpoint("localhost", 25, "plain"),
            username=references.USER,
            password=references.PASSWORD,
            ca_file=str(server.cert),
        ),
    )
    store.close()


def _child(what: str, profile: Profile) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.window", what, str(profile.root), str(time.time())],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "TRADEPOST_PASSPHRASE": PASSPHRASE},
        capture_output=True,
        text=True,
        check=True,
    )
    pairs = (line.split("=") for line in done.stdout.splitlines() if "=" in line)
    return {name: float(value) for name, value in pairs}


def _run(what: str, root: Path, spawned: float) -> None:
    """Open the real window in this process and print what was measured."""
    from desktop.ui.quick_imports import keep_sources_unread

    keep_sources_unread()  # as the program does, before anything else
    from PySide6.QtCore import QEventLoop, Qt, QTimer

    from desktop.bootstrap import window
    from desktop.runtime.clock import SystemClock
    from desktop.ui.app import TradepostApp, make_qapplication
    from desktop.ui.shell.window import MainWindow

    app = TradepostApp(
        make_qapplication(["bench"]), Profile(root), window.calls(Profile(root), SystemClock())
    )
    loop = QEventLoop()
    beats: list[float] = []
    beat = QTimer()
    beat.setTimerType(Qt.TimerType.PreciseTimer)
    beat.setInterval(1)
    beat.timeout.connect(lambda: beats.append(time.perf_counter()))

    def watch() -> None:
        view = app.window.current() if isinstance(app.window, MainWindow) else None
        if view is None:
            return
        if not beats:
            view.threads.show_filter("all")
            beat.start()
            beats.append(time.perf_counter())
        if what == "start" and view.threads.model.rowCount() > 0:
            print(f"seconds={time.time() - spawned}")
            loop.quit()
        states = [state.state for state in app.engine.states.values()]
        if what == "sync" and states and all(state == "idle" for state in states):
            loop.quit()

    look = QTimer()
    look.setInterval(10 if what == "start" else 200)
    look.timeout.connect(watch)
    look.start()
    started = time.perf_counter()
    app.settings.set("window.screen", "inbox")
    app.start()
    loop.exec()
    if what == "sync":
        _print_sync(beats, time.perf_counter() - started, app.engine.process_id)
    print(f"window_mb={pss(os.getpid()) / 1024}")
    sys.stdout.flush()
    app.engine.stop()
    os._exit(0)


def _print_sync(beats: list[float], seconds: float, engine: int) -> None:
    gaps = sorted((b - a) * 1000 for a, b in itertools.pairwise(beats))
    print(f"seconds={seconds}")
    print(f"stall_max_ms={gaps[-1]}")
    print(f"stall_p99_ms={gaps[int(len(gaps) * 0.99)]}")
    print(f"engine_mb={sum(pss(pid) for pid in family(engine)) / 1024}")


if __name__ == "__main__":
    _run(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]))
