"""A new mail: from SMTP acceptance to the row in the store, linked to its customer, beside a bare IDLE client of the same run.

The window reads that row when the `changed` event comes. Dovecot itself tells an idling client of a new file only
after some hundred milliseconds: the reference shows how much of the time is the server's.
"""

import json
import smtplib
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from benchmarks.report import Figure
from desktop.bootstrap.workspace import create_workspace
from desktop.crm import customers
from desktop.mail import accounts
from desktop.mail.push import Watch
from desktop.mail.transport import ImapConnection
from desktop.runtime.paths import Profile
from desktop.store.schema.mail import Message, Thread
from desktop.store.workspace import Store
from tests.fixtures.dovecot import PASSWORD, Dovecot
from tests.fixtures.smtp import SmtpServer

MAILS = 20
OLD_MAILS = 300
_SECONDS = 20.0


def figures(mails: int = MAILS) -> list[Figure]:
    """Measure one mail after the other."""
    server = Dovecot().start()
    smtp = SmtpServer().start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            bare, ours = _measure(server, smtp, Path(folder), mails)
    finally:
        smtp.stop()
        server.remove()
    median, worst = statistics.median(ours), max(ours)
    reference = statistics.median(bare)
    return [
        Figure("bare IDLE client hears of a mail, median", reference, "s"),
        Figure("linked row, median", median, "s", "bare IDLE", median / reference),
        Figure("linked row, slowest", worst, "s", "bare IDLE", worst / reference),
        Figure("our share, median", median - reference, "s"),
        Figure("mails", mails, "mails"),
    ]


def _measure(
    server: Dovecot, smtp: SmtpServer, folder: Path, mails: int
) -> tuple[list[float], list[float]]:
    mailbox = server.mailbox()
    for n in range(OLD_MAILS):
        mailbox.deliver(_letter(-n - 1), flags="S")
    smtp.copy_to = _Inbox(mailbox)
    profile = Profile(folder / "workspace")
    store = create_workspace(profile, lambda: "bench", name="Rep", email=mailbox.email)
    login = mailbox.login("ssl")
    accounts.add(
        store,
        accounts.AccountSettings(
            email=mailbox.email,
            imap=login.endpoint,
            smtp=smtp.login(mailbox.email).endpoint,
            username=mailbox.email,
            password=PASSWORD,
            ca_file=login.ca_file,
        ),
    )
    customers.add(store, {"name": "Acme", "domains": "acme.example"}, datetime.now(UTC))
    engine = _Engine(profile, store.key)
    engine.wait(lambda event: event["event"] == "state" and event["state"] == "idle")
    bare, ours = [], []
    for n in range(mails):
        time.sleep(1.2)  # past Dovecot's own pause, each mail by itself
        listener = _Bare(mailbox)
        sent = _send(smtp, mailbox.email, n)
        engine.wait(lambda _event, n=n: _is_linked(store, n))
        ours.append(time.perf_counter() - sent)
        bare.append(listener.heard_at() - sent)
    engine.end()
    store.close()
    return bare, ours


def _letter(n: int) -> bytes:
    return (
        f"From: Buyer <buyer@acme.example>\r\nTo: rep@example.com\r\nSubject: Inquiry {n}\r\n"
        f"Message-ID: <push{n}@acme.example>\r\nDate: Fri, 20 Nov 2026 08:00:00 +0000\r\n\r\n"
        f"Please quote item {n}.\r\n"
    ).encode()


class _Inbox:
    """Puts what the SMTP server accepts into the inbox, before it says so."""

    def __init__(self, mailbox) -> None:
        self._mailbox = mailbox

    def deliver(self, raw: bytes, *_place, **_flags) -> None:
        self._mailbox.deliver(raw)


def _send(smtp: SmtpServer, to: str, n: int) -> float:
    """Hand a mail to the server; the moment of its 250."""
    with smtplib.SMTP("127.0.0.1", smtp.port) as client:
        client.login("sender", PASSWORD)
        client.sendmail("buyer@acme.example", [to], _letter(n))
        return time.perf_counter()


def _is_linked(store: Store, n: int) -> bool:
    with store.read() as session:
        return (
            session.scalar(
                sa.select(Thread.customer_id)
                .join(Message, Message.thread_id == Thread.id)
                .where(Message.message_id == f"push{n}@acme.example")
            )
            is not None
        )


class _Bare(threading.Thread):
    """An IDLE client that does nothing but listen once."""

    def __init__(self, mailbox) -> None:
        super().__init__(daemon=True)
        self._connection = ImapConnection(mailbox.login("ssl"))
        self._connection.connect()
        self._connection.login()
        self._watch = Watch(self._connection)
        self._watch.notifies = False
        self._watch.begin(self._connection.select("INBOX"))
        self._at = 0.0
        self.start()

    def run(self) -> None:
        while "" not in self._watch.wait(_SECONDS, lambda: False).folders:
            pass
        self._at = time.perf_counter()

    def heard_at(self) -> float:
        self.join(_SECONDS)
        self._connection.close()
        return self._at


class _Engine:
    """The real engine process."""

    def __init__(self, profile: Profile, key: bytes) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "desktop", "--engine"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._process.stdin.write(
            json.dumps({"profile": str(profile.root), "key": key.hex()}).encode() + b"\n"
        )
        self._process.stdin.flush()

    def wait(self, good) -> None:
        """Read events until `good` says so."""
        for raw in self._process.stdout:
            event = json.loads(raw)
            if event["event"] == "error":
                raise RuntimeError(event["message"])
            if good(event):
                return
        raise RuntimeError("the engine ended")

    def end(self) -> None:
        self._process.stdin.close()
        self._process.wait(20)
