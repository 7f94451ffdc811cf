"""Initial sync of the 20,000-message mailbox: ours beside mbsync and the raw FETCH limit of the same run."""

import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from benchmarks import mailbox, references
from benchmarks.memory import family, pss
from benchmarks.report import Figure
from desktop.bootstrap.workspace import create_workspace
from desktop.mail import accounts
from desktop.mail.providers import Endpoint
from desktop.runtime.paths import Profile
from desktop.store.queries import health

FIRST_ROWS = 200


def figures(count: int = 20_000) -> list[Figure]:
    """Measure; every contestant talks TLS to the same warm server."""
    with mailbox.served(count) as server:
        raw, size = references.raw_fetch(server)
        other = references.mbsync(server)
        first, whole, memory, stored = _ours(server)
    ours = count / whole
    found = [
        Figure("raw FETCH over TLS", count / raw, "messages/s"),
        Figure("mailbox", size / 1e6, "MB"),
    ]
    if other is not None:
        found.append(Figure("mbsync", count / other, "messages/s"))
    found += [
        Figure("sync into the store", ours, "messages/s", "raw FETCH", ours / (count / raw)),
        Figure("sync into the store, whole", whole, "s"),
        Figure("newest 200 in the store after login", first, "s"),
        Figure("engine memory, peak", memory, "MB"),
        Figure("messages stored", stored, "messages", "mailbox", stored / count),
    ]
    if other is not None:
        found.append(Figure("against mbsync", ours, "messages/s", "mbsync", other / whole))
    return found


def _ours(server) -> tuple[float, float, float, int]:
    """Sync by the real engine process; (seconds to 200 rows, seconds in all, peak MB, messages)."""
    with tempfile.TemporaryDirectory() as folder:
        profile = Profile(Path(folder) / "workspace")
        store = create_workspace(profile, lambda: "bench", name="Rep", email=references.USER)
        endpoint = Endpoint("localhost", server.tls_port, "ssl")
        accounts.add(
            store,
            accounts.AccountSettings(
                email=references.USER,
                imap=endpoint,
                smtp=Endpoint("localhost", 25, "plain"),
                username=references.USER,
                password=references.PASSWORD,
                ca_file=str(server.cert),
            ),
        )
        result = _drive(profile, store.key)
        stored = health.figures(store).messages
        store.close()
        return (*result, stored)


def _drive(profile: Profile, key: bytes) -> tuple[float, float, float]:
    process = subprocess.Popen(
        [sys.executable, "-m", "desktop", "--engine"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    line = {"profile": str(profile.root), "key": key.hex()}
    started = time.perf_counter()
    process.stdin.write(json.dumps(line).encode() + b"\n")
    process.stdin.flush()
    peak = _Peak(process.pid)
    first = whole = login = 0.0
    for raw in process.stdout:
        event = json.loads(raw)
        now = time.perf_counter() - started
        if event["event"] == "state" and event["state"] == "syncing" and not login:
            login = now
        if event["event"] == "progress" and not first and event["done"] >= FIRST_ROWS:
            first = now - login
        if event["event"] == "state" and event["state"] == "idle":
            whole = now
            break
        if event["event"] == "error":
            raise RuntimeError(event["message"])
    process.stdin.close()
    process.wait(20)
    return first, whole, peak.stop()


class _Peak(threading.Thread):
    """Watches the proportional memory of a process and its children."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid, self._most, self._end = pid, 0, threading.Event()
        self.start()

    def run(self) -> None:
        while not self._end.wait(0.25):
            self._most = max(self._most, sum(pss(pid) for pid in family(self._pid)))

    def stop(self) -> float:
        self._end.set()
        return self._most / 1024
