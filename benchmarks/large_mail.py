"""Memory of the engine and its children while a mail of 60 MB comes in, in the first sync and when it is opened."""

import base64
import secrets
import tempfile
from pathlib import Path

import sqlalchemy as sa

from benchmarks.memory import Peak
from benchmarks.report import Figure
from desktop.bootstrap.workspace import create_workspace
from desktop.mail import accounts
from desktop.runtime.paths import Profile
from desktop.store.schema.mail import Account, Message
from tests.fixtures.dovecot import PASSWORD, Dovecot
from tests.mail.engine_run import EngineRun
from tests.mail.mail_samples import letter

_MEGABYTES = 60


def figures(megabytes: int = _MEGABYTES) -> list[Figure]:
    """Measure with a workspace each."""
    server = Dovecot().start()
    try:
        quiet = _peak(server, 0, opened=False)
        whole = _peak(server, megabytes, opened=False)
        later = _peak(server, megabytes, opened=True)
    finally:
        server.remove()
    return [
        Figure("engine, 300 small mails, peak", quiet, "MB"),
        Figure(
            f"engine, a mail of {megabytes} MB in the sync, peak",
            whole,
            "MB",
            "limit 250 MB",
            whole / 250,
        ),
        Figure(
            f"engine, a mail of {megabytes} MB opened, peak",
            later,
            "MB",
            "limit 250 MB",
            later / 250,
        ),
        Figure("for each megabyte of the mail, in the sync", (whole - quiet) / megabytes, "MB"),
    ]


def _large(megabytes: int) -> bytes:
    """A mail of so many megabytes with one attachment of random bytes."""
    content = base64.encodebytes(secrets.token_bytes(megabytes * 1_000_000 * 3 // 4))
    return (
        b"From: a@x.example\r\nTo: b@x.example\r\nSubject: drawings\r\nMessage-ID: <large@x.example>\r\n"
        b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee the file.\r\n--b\r\n"
        b"Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
        b"Content-Disposition: attachment; filename=drawings.zip\r\n\r\n"
        + content.replace(b"\n", b"\r\n")
        + b"--b--\r\n"
    )


def _peak(server: Dovecot, megabytes: int, *, opened: bool) -> float:
    """Peak of the proportional memory in MB of the engine and its children."""
    box = server.mailbox()
    for n in range(300):
        box.deliver(letter(n, size=3000))
    if megabytes:
        box.deliver(_large(megabytes))
    with tempfile.TemporaryDirectory() as folder:
        store = create_workspace(
            Profile(Path(folder) / "workspace"), lambda: "bench", name="Rep", email=box.email
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
        if not opened:
            with store.write() as unit:
                unit.session.get(Account, account).fetch_limit = 10**9
        engine = EngineRun(store)
        peak = Peak(engine.process.pid)
        engine.wait("state", state="idle", timeout=300)
        if opened:
            with store.read() as session:
                number = session.scalar(
                    sa.select(Message.id).where(Message.message_id == "large@x.example")
                )
            engine.send("fetch_message", account_id=account, message_id=number)
            engine.wait("reply", timeout=300, ok=True)
        found = peak.stop()
        engine.end(60)
        with store.read() as session:
            states = session.scalars(sa.select(Message.body_state)).all()
        assert set(states) == {"full"}, "the large mail did not come"
        store.close()
    return found
