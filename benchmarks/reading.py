"""Reading mail in the real window, offscreen: from selection to painted for the corpus, long conversations, memory, the web view."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.memory import family, pss, uss
from benchmarks.report import Figure

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
PASSPHRASE = "bench"
_PATIENCE_MS = 30_000
_LONG = 50


def figures() -> list[Figure]:
    """Measure in a process of its own: its memory is the window's and nothing else's."""
    with tempfile.TemporaryDirectory() as folder:
        for what in ("prepare", "measure"):
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.reading", what, folder],
                env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
                capture_output=True,
                text=True,
                check=False,
            )
    lines = [line for line in done.stdout.splitlines() if line.startswith("[")]
    if not lines:
        raise SystemExit(done.stderr[-3000:])
    return [Figure(name, value, unit) for name, value, unit in json.loads(lines[-1])]


def _corpus() -> list[bytes]:
    """Every message of the corpus, and each of its pages as the HTML of a message."""
    endings = ("", ".eml", ".raw", ".msg", ".txt", ".bin")
    files = sorted(p for p in (CORPUS / "mime").rglob("*") if p.is_file() and p.suffix in endings)
    found = [path.read_bytes() for path in files]
    head = b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    pages = sorted((CORPUS / "html").rglob("*.html"))
    return found + [head + page.read_text("utf-8", "replace").encode() for page in pages]


def _headed(at: int, raw: bytes) -> bytes:
    """A message that begins a conversation of its own, whatever its header says."""
    return b"X-Number: %d\r\n" % at + raw


def _simple() -> list[bytes]:
    """What buyers mostly write: some paragraphs, a small table, a signature."""
    return [
        raw.replace(b"<long-", b"<simple-")
        .replace(b"In-Reply-To", b"X-Was")
        .replace(b"Re: long", b"Simple %d" % at)
        for at, raw in enumerate(_long_conversation() * 4)
    ]


def _long_conversation() -> list[bytes]:
    mails = []
    for at in range(_LONG):
        answered = f"In-Reply-To: <long-{at - 1}@bench>\r\n" if at else ""
        quoted = "".join(f"<blockquote>line {n} of before</blockquote>" for n in range(at % 8))
        mails.append(
            f"From: Klaus <k@brenner.example>\r\nTo: me@bench.example\r\nSubject: Re: long\r\n"
            f"Message-ID: <long-{at}@bench>\r\n{answered}Date: Fri, 20 Nov 2026 10:{at:02}:00 +0000\r\n"
            "MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
            f"<p>Dear Lin,</p><p>{'Some words about the offer. ' * 30}</p><table border=1><tr><td>A</td>"
            f"<td>USD 3.10</td></tr></table><p>Klaus</p>{quoted}\r\n".encode()
        )
    return mails


class _Bench:
    """The program as it runs, its engine beside it, over a store that holds the corpus; opens conversations and waits until they are painted."""

    def __init__(self, root: Path) -> None:
        from PySide6.QtCore import QEventLoop, QTimer

        from desktop.bootstrap import window
        from desktop.runtime.clock import SystemClock
        from desktop.runtime.paths import Profile
        from desktop.ui.app import TradepostApp, make_qapplication
        from desktop.ui.shell.window import MainWindow

        self.event_loop, self.timer = QEventLoop, QTimer
        profile = Profile(root / "workspace")
        calls = window.calls(profile, SystemClock(), passphrase=PASSPHRASE)
        self.app = TradepostApp(make_qapplication(["bench"]), profile, calls)
        self.tasks = self.app.tasks
        self.app.settings.set("window.screen", "inbox")
        self.app.start()
        while not isinstance(self.app.window, MainWindow) or not self.app.engine.process_id:
            self.settle(20)
        self.window = self.app.window
        self.store = self.app.store
        self.window.resize(1440, 900)
        self.settle(500)
        self.view = self.window.current()
        self.pane = self.view.conversation

    def window_family(self) -> list[int]:
        """Return the window's process and those of its browser: without the engine."""
        engine = family(self.app.engine.process_id)
        return [pid for pid in family(os.getpid()) if pid not in engine]

    def settle(self, pause: int = 60) -> None:
        """Let the window work until nothing is under way."""
        for _round in range(2):
            loop = self.event_loop()
            self.timer.singleShot(pause, loop.quit)
            loop.exec()
            while self.tasks.busy:
                loop = self.event_loop()
                self.timer.singleShot(5, loop.quit)
                loop.exec()

    def open(self, thread_id: int, wanted: int = 1) -> float:
        """Select a conversation as the list does; return the milliseconds until its mail was painted."""
        loop, seen = self.event_loop(), []
        pane = self.pane

        def one(_id: int) -> None:
            seen.append(_id)
            if len(seen) >= wanted:
                loop.quit()

        pane.bodies.shown.connect(one)
        self.timer.singleShot(_PATIENCE_MS, loop.quit)
        begun = time.perf_counter()
        self.view.threads.chosen.emit(thread_id)
        if len(seen) < wanted:
            loop.exec()
        self.window.repaint()
        took = (time.perf_counter() - begun) * 1000
        pane.bodies.shown.disconnect(one)
        return took


def _prepare(root: Path) -> dict[str, list[int]]:
    """Fill the workspace; return the conversations by what is measured with them."""
    import sqlalchemy as sa

    from desktop.bootstrap.workspace import create_workspace
    from desktop.mail.ingest import seal, take_in
    from desktop.mail.prepare import Incoming, prepare_many
    from desktop.runtime.paths import Profile
    from desktop.store.queries import messages
    from desktop.store.schema.mail import Message
    from desktop.ui.mail.message_load import load_body

    profile = Profile(root / "workspace")
    store = create_workspace(profile, lambda: PASSPHRASE, name="R", email="me@bench.example")
    simple = [raw.replace(b"@bench>", b"-%d@bench>" % at) for at, raw in enumerate(_simple())]
    mails = [_headed(at, raw) for at, raw in enumerate(_corpus())] + _long_conversation() + simple
    for at in range(0, len(mails), 200):
        batch = prepare_many([Incoming(raw) for raw in mails[at : at + 200]])
        take_in(store, seal(store, batch), lambda _u, _t: None, cause="import")
    threads: dict[int, list[int]] = {}
    with store.read() as session:
        for thread, message in session.execute(sa.select(Message.thread_id, Message.id)):
            threads.setdefault(thread, []).append(message)
        plain = set(
            session.scalars(sa.select(Message.thread_id).where(Message.subject.like("Simple %")))
        )
    out: dict[str, list[int]] = {"long": [], "pages": [], "letters": [], "simple": list(plain)}
    for thread, ids in threads.items():
        if thread in plain:
            continue
        if len(ids) == _LONG:
            out["long"].append(thread)
        elif len(ids) == 1:
            page = load_body(store, messages.show(store, ids[0])).web is not None
            out["pages" if page else "letters"].append(thread)
    store.close()
    return out


def _measure(bench: _Bench, root: Path) -> list[tuple[str, float, str]]:
    sorts = json.loads((root / "threads.json").read_text())
    letters, pages, long = sorts["letters"], sorts["pages"], sorts["long"][0]
    before = pss(os.getpid())
    for _round in range(5):
        for thread in sorts["simple"]:
            bench.open(thread)
            bench.settle(1)
    reached, alone = pss(os.getpid()), uss(os.getpid())
    times = []
    for thread in letters:
        times.append(bench.open(thread))
        bench.settle(1)
    out = [
        ("messages of the corpus, as text", len(letters), ""),
        *_spread("selected to painted", times),
        ("window memory before reading", before / 1024, "MB"),
        (f"window memory after {5 * len(sorts['simple']):,} simple mails", reached / 1024, "MB"),
        ("of it in no other process (USS)", alone / 1024, "MB"),
        ("window memory after the corpus", pss(os.getpid()) / 1024, "MB"),
    ]
    out += _stalls(bench, letters[::4])
    out += _conversation(bench, long)
    out.append(("QtWebEngine loaded so far", float("PySide6.QtWebEngineCore" in sys.modules), ""))
    return out + _browser(bench, pages)


def _spread(name: str, times: list[float]) -> list[tuple[str, float, str]]:
    times = sorted(times)
    return [
        (f"{name}, p50", times[len(times) // 2], "ms"),
        (f"{name}, p95", times[int(len(times) * 0.95)], "ms"),
        (f"{name}, longest", times[-1], "ms"),
    ]


def _stalls(bench: _Bench, letters: list[int]) -> list[tuple[str, float, str]]:
    """Arrow keys held down: 30 selections a second; how long the window does not answer."""
    from PySide6.QtCore import QTimer

    gaps: list[float] = []
    last = [time.perf_counter()]

    def beat() -> None:
        now = time.perf_counter()
        gaps.append((now - last[0]) * 1000 - 5)
        last[0] = now

    timer = QTimer()
    timer.setInterval(5)
    timer.timeout.connect(beat)
    timer.start()
    waiting = iter(letters)
    loop = bench.event_loop()

    def press() -> None:
        thread = next(waiting, None)
        if thread is None:
            loop.quit()
        else:
            bench.view.threads.chosen.emit(thread)

    keys = QTimer()
    keys.setInterval(33)
    keys.timeout.connect(press)
    keys.start()
    last[0] = time.perf_counter()
    loop.exec()
    keys.stop()
    timer.stop()
    bench.settle()
    return _spread("window busy while an arrow key is held", gaps)[1:]


def _conversation(bench: _Bench, long: int) -> list[tuple[str, float, str]]:
    import sqlalchemy as sa

    from desktop.store.schema.mail import Message
    from desktop.ui.mail.open_later import OPENED_FIRST

    unread = bench.open(long, OPENED_FIRST)  # they fill the pane; the others open below it
    bench.settle()
    with bench.store.write("bench") as unit:
        unit.session.execute(sa.update(Message).values(seen=True))
    times = []
    for _round in range(9):
        bench.view.threads.chosen.emit(None)
        bench.settle(1)
        times.append(bench.open(long))
        bench.settle(1)
    return [
        (f"conversation of {_LONG} mails, read ones folded", sorted(times)[4], "ms"),
        (f"conversation of {_LONG} unread mails, what is seen of the newest", unread, "ms"),
    ]


def _browser(bench: _Bench, pages: list[int]) -> list[tuple[str, float, str]]:
    """What the browser costs: bodies tell when they were handed over, views when they were drawn."""
    me = os.getpid()
    before = pss(me)
    times, first = [], 0.0
    for at, thread in enumerate(pages):
        begun = time.perf_counter()
        bench.open(thread)
        web = next((w.text.web for w in bench.pane.widgets() if w.text.web), None)
        if web is None:
            continue
        loop = bench.event_loop()
        web.shown.connect(loop.quit)
        bench.timer.singleShot(_PATIENCE_MS, loop.quit)
        loop.exec()
        took = (time.perf_counter() - begun) * 1000
        first = first or took
        if at:
            times.append(took)
        bench.settle(1)
    everybody = bench.window_family()
    held = sum(pss(pid) for pid in everybody)
    bench.view.threads.chosen.emit(None)
    bench.settle()
    bench.pane.bodies.views.release()
    bench.settle(1500)
    after = bench.window_family()
    return [
        ("mails that need the browser", len(pages), ""),
        ("first of them, selected to drawn", first, "ms"),
        *_spread("later ones, selected to drawn", times or [0.0]),
        ("memory that the browser adds, all processes", (held - before) / 1024, "MB"),
        ("processes with the browser", len(everybody), ""),
        ("of it left when it was given back", (sum(map(pss, after)) - before) / 1024, "MB"),
        ("processes then", len(after), ""),
    ]


if __name__ == "__main__":
    place = Path(sys.argv[2])
    if sys.argv[1] == "prepare":
        (place / "threads.json").write_text(json.dumps(_prepare(place)))
    else:
        from desktop.ui.quick_imports import keep_sources_unread

        keep_sources_unread()  # as the program does, before anything else
        bench = _Bench(place)
        print(json.dumps(_measure(bench, place)), flush=True)
        bench.app.engine.stop()
        os._exit(0)
