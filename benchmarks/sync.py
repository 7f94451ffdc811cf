"""Initial sync of the 20,000-message mailbox: ours beside mbsync and the raw FETCH limit of the same run.

`python -m benchmarks sync --messages 100000 --attach 0` does the same with more mail and without attachments.
`--profile` adds the processor seconds of each process and of each phase, which tell where the time goes and who waits;
`--no-notmuch` leaves out the indexing after mbsync.
"""

import json
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import zstandard

from benchmarks import mailbox, references
from benchmarks.memory import cpu, family, named, pss
from benchmarks.report import Figure
from desktop.bootstrap.workspace import create_workspace
from desktop.mail import accounts
from desktop.mail.providers import Endpoint
from desktop.runtime.paths import Profile
from desktop.store.queries import health
from desktop.store.workspace import Store

FIRST_ROWS = 200
_SAMPLE = 40  # every so-manieth mail tells how far the mailbox can be compressed
_LOOK_SECONDS = 0.4  # to add up the memory of three processes takes 15 ms: ten times a second slowed the sync by 7 %
_CALM = 0.02  # processor seconds in a look below which the engine is at rest


@dataclass
class Ours:
    """What our sync took: seconds from the start of the engine, megabytes, rows, processor seconds by process."""

    login: float = 0.0
    first: float = 0.0
    headers: float = 0.0
    whole: float = 0.0
    memory: float = 0.0
    messages: int = 0
    database: float = 0.0
    raw: float = 0.0
    processors: dict[str, float] = field(default_factory=dict)
    phases: dict[str, dict[str, float]] = field(default_factory=dict)


def figures(
    count: int = 20_000,
    *,
    attach: float | None = None,
    profile: bool = False,
    notmuch: bool = True,
) -> list[Figure]:
    """Measure; every contestant talks TLS to the same warm server."""
    with mailbox.served(count, attach=attach) as server:
        raw, size = references.raw_fetch(server)
        other, indexed = references.mbsync(server, notmuch=notmuch)
        ours = _ours(server)
        packed = _compressed(server)
    rate = count / ours.whole
    found = [
        Figure("mailbox", size / 1e6, "MB"),
        Figure("raw FETCH over TLS", count / raw, "messages/s"),
        Figure("sync into the store", rate, "messages/s", "raw FETCH", rate / (count / raw)),
        Figure("sync into the store, whole", ours.whole, "s", "raw FETCH", ours.whole / raw),
        Figure("newest 200 in the store after login", ours.first - ours.login, "s"),
        Figure("all headers listed after login", ours.headers - ours.login, "s"),
        Figure("engine memory, peak of all its processes", ours.memory, "MB"),
        Figure("messages stored", ours.messages, "messages", "mailbox", ours.messages / count),
        Figure("raw store", ours.raw, "MB", "zstd of the mail", ours.raw / packed),
        Figure("database with index", ours.database, "MB"),
        Figure(
            "stores", ours.raw + ours.database, "MB", "zstd", (ours.raw + ours.database) / packed
        ),
    ]
    if other is not None:
        found.append(Figure("mbsync", count / other, "messages/s"))
        found.append(Figure("against mbsync", rate, "messages/s", "mbsync", other / ours.whole))
    if other is not None and indexed is not None:
        both = other + indexed
        found.append(Figure("mbsync, then notmuch new", count / both, "messages/s"))
        found.append(Figure("against both", rate, "messages/s", "both", both / ours.whole))
    if profile:
        found += [Figure(f"processor, {k}", v, "s") for k, v in ours.processors.items()]
        for phase, used in ours.phases.items():
            found += [Figure(f"{phase}: {name}", seconds, "s") for name, seconds in used.items()]
    return found


def _ours(server) -> Ours:
    """Sync by the real engine process."""
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
        key = store.key
        store.close()  # the log is folded into the file by whoever closes it last
        result = _drive(profile, key)
        store = Store.open(profile, key)
        figures = health.figures(store)
        result.messages = figures.messages
        result.database, result.raw = figures.database_bytes / 1e6, figures.raw_bytes / 1e6
        store.close()
        return result


def _drive(profile: Profile, key: bytes) -> Ours:
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
    watch = _Watch(process.pid)
    ours = Ours()
    for text in process.stdout:
        event = json.loads(text)
        now = time.perf_counter() - started
        if event["event"] == "state" and event["state"] == "syncing" and not ours.login:
            ours.login = now
            watch.phase("headers")
        if event["event"] == "progress":
            if not ours.first and event["done"] >= FIRST_ROWS:
                ours.first = now
            if event["phase"] == "headers" and event["done"] >= event["total"] > 0:
                ours.headers = ours.headers or now
                watch.phase("bodies")
        if event["event"] == "state" and event["state"] == "idle":
            ours.whole = now
            break
        if event["event"] == "error":
            raise RuntimeError(event["message"])
    ours.memory, ours.processors = watch.stop()
    ours.phases = watch.phases
    _await_rest(process.pid)
    process.stdin.close()
    process.wait(20)
    return ours


def _await_rest(pid: int) -> None:
    """Wait until the engine has tidied up behind the sync (merged its index): only then its files have their size."""
    before = -1.0
    while (now := cpu(pid)) - before > _CALM:
        before = now
        time.sleep(_LOOK_SECONDS)


class _Watch(threading.Thread):
    """Watches the proportional memory and the processor time of a process, its children, and the mail server.

    `phases`: what each used between two calls of `phase`, and the seconds that passed.
    """

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid, self._most, self._end = pid, 0, threading.Event()
        self._used: dict[int, tuple[str, float]] = {}
        self._before = {p: cpu(p) for p in named("imap")}
        self.phases: dict[str, dict[str, float]] = {}
        self._phase, self._since, self._then = "start", time.perf_counter(), dict[str, float]()
        self.start()

    def run(self) -> None:
        while not self._end.wait(_LOOK_SECONDS):
            self._most = max(self._most, sum(pss(pid) for pid in family(self._pid)))
            self._look()

    def _look(self) -> None:
        for pid in family(self._pid):
            name = "engine" if pid == self._pid else "its children"
            self._used[pid] = (name, max(cpu(pid), self._used.get(pid, ("", 0.0))[1]))
        for pid in named("imap"):
            used = cpu(pid) - self._before.get(pid, 0.0)
            self._used[pid] = ("server", max(used, self._used.get(pid, ("", 0.0))[1]))

    def phase(self, name: str) -> None:
        """Another phase begins; called again for the same one, nothing happens."""
        if name == self._phase:
            return
        self._look()
        total, now = self._total(), time.perf_counter()
        used = {who: seconds - self._then.get(who, 0.0) for who, seconds in total.items()}
        self.phases[self._phase] = {"on the clock": now - self._since, **used}
        self._phase, self._since, self._then = name, now, total

    def stop(self) -> tuple[float, dict[str, float]]:
        self._end.set()
        self.join()
        self.phase("")
        return self._most / 1024, self._total()

    def _total(self) -> dict[str, float]:
        total: dict[str, float] = {}
        for name, seconds in list(self._used.values()):
            total[name] = total.get(name, 0.0) + seconds
        return total


def _compressed(server) -> float:
    """The megabytes that the mail takes when each message is compressed by zstd's usual level 3, from a sample."""
    packer = zstandard.ZstdCompressor(level=3)
    paths = sorted(p for p in (server.root / "mail").rglob("*") if p.parent.name in ("cur", "new"))
    whole = sum(p.stat().st_size for p in paths)
    sample = [p.read_bytes() for p in paths[::_SAMPLE]]
    share = sum(len(packer.compress(raw)) for raw in sample) / sum(len(raw) for raw in sample)
    return whole * share / 1e6
