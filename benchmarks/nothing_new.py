"""Nothing new in 50 folders: ours beside mbsync on the same mailbox, few and many messages, near and far.

Round trips are not counted on the wire but taken from the difference that a line of 100 ms makes.
"""

import shutil
import statistics
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from benchmarks.far_line import far
from benchmarks.report import Figure
from desktop.bootstrap.workspace import create_workspace
from desktop.mail import accounts
from desktop.mail.providers import Endpoint
from desktop.mail.sync import AccountSync
from desktop.mail.transport import ImapConnection
from desktop.runtime.paths import Profile
from desktop.store.schema.mail import Folder
from tests.fixtures.dovecot import PASSWORD, Dovecot

FOLDERS = 50
FAR = 0.1
_REPEAT = 9


def figures(few: int = 40, many: int = 400) -> list[Figure]:
    """Measure with `few` and with `many` messages a folder; all over TLS on loopback."""
    found: list[Figure] = []
    for kind, hide in (
        ("QRESYNC", ()),
        ("no CONDSTORE", ("CONDSTORE", "QRESYNC", "ENABLE", "LIST-STATUS", "ESEARCH")),
    ):
        server = Dovecot(hide=hide).start()
        try:
            found += _measure(server, kind, few, many if kind == "QRESYNC" else few)
        finally:
            server.remove()
    return found


def _measure(server: Dovecot, kind: str, few: int, many: int) -> list[Figure]:
    figures = []
    for count in dict.fromkeys((few, many)):
        box = _filled(server, count)
        with _synced(box) as near_and_far:
            near, away = near_and_far
        other = _mbsync(box)
        name = f"nothing new, {FOLDERS} folders of {count}, {kind}"
        if other is None:
            figures.append(Figure(name, near * 1000, "ms"))
        else:
            figures.append(Figure(f"mbsync, {FOLDERS} folders of {count}", other * 1000, "ms"))
            figures.append(Figure(name, near * 1000, "ms", "mbsync", near / other))
        figures.append(
            Figure(f"round trips, folders of {count}, {kind}", (away - near) / FAR, "round trips")
        )
    return figures


def _filled(server: Dovecot, count: int):
    box = server.mailbox()
    for folder in ("INBOX", *(f"Folder {n}" for n in range(FOLDERS - 6))):
        for n in range(count):
            head = f"From: a@x.example\r\nMessage-ID: <{n}.{folder.replace(' ', '')}@x.example>"
            box.deliver(f"{head}\r\nSubject: {n}\r\n\r\nhi\r\n".encode(), folder, flags="S")
    return box


@contextmanager
def _synced(box):
    """Give the seconds that a sync with nothing to do takes after login, near and over a line of 100 ms."""
    with tempfile.TemporaryDirectory() as root:
        store = create_workspace(
            Profile(Path(root) / "workspace"), lambda: "bench", name="Rep", email=box.email
        )
        login = box.login("ssl")
        account = accounts.add(
            store,
            accounts.AccountSettings(
                email=box.email,
                imap=login.endpoint,
                smtp=login.endpoint,
                username=box.email,
                password=PASSWORD,
                ca_file=login.ca_file,
            ),
        )
        _run(store, account)
        with store.write() as unit:
            for folder in unit.session.scalars(sa.select(Folder)):
                folder.chosen = True
        _run(store, account)
        near = statistics.median(_run(store, account) for _ in range(_REPEAT))
        with far(box.server.tls_port, FAR) as port:
            settings = accounts.load(store, account)
            there = Endpoint(settings.imap.host, port, "ssl")
            accounts.save(
                store, account, accounts.changed(settings, {"imap_port": str(there.port)})
            )
            away = statistics.median(_run(store, account) for _ in range(3))
        yield near, away
        store.close()


def _run(store, account: str) -> float:
    with ImapConnection(accounts.load(store, account).imap_login()) as connection:
        connection.connect()
        connection.login()
        started = time.perf_counter()
        AccountSync(store, account, connection, after_batch=lambda _u, _t: None).run()
        return time.perf_counter() - started


def _mbsync(box) -> float | None:
    """Seconds of mbsync's run with nothing to do, login included (it has no other); None without mbsync."""
    if shutil.which("mbsync") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "mail").mkdir()
        config = root / "mbsyncrc"
        config.write_text(
            f"""FSync no
IMAPAccount a
Host localhost
Port {box.server.tls_port}
User {box.email}
Pass {PASSWORD}
SSLType IMAPS
CertificateFile {box.server.ca_file}

IMAPStore far
Account a

MaildirStore near
Path {root}/mail/
Inbox {root}/mail/INBOX
SubFolders Verbatim

Channel c
Far :far:
Near :near:
Patterns *
Create Near
SyncState *
"""
        )
        times = []
        for _run_number in range(4):
            started = time.perf_counter()
            subprocess.run(["mbsync", "-q", "-c", config, "c"], check=True)
            times.append(time.perf_counter() - started)
    return min(times[1:])
