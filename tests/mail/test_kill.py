"""SIGKILL at every commit: what was begun is finished by the next run, once, and nothing is lost or sent twice."""

import json
import re
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.mail import actions, drafts
from desktop.mail.drafts import Draft
from desktop.runtime.paths import Profile
from desktop.store.schema.mail import OutboxMessage
from tests.fixtures.nursery import ROOT
from tests.fixtures.stores import KEY, blank_store
from tests.mail.engine_run import EngineRun
from tests.mail.kill_launcher import work
from tests.mail.mail_samples import add_account, letter, message_number
from tests.mail.oracles import check, copies, run_sync

KILLED = -9


@pytest.fixture(scope="module")
def nursery():
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "tests.mail.kill_launcher", "nursery"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        text=True,
    )
    yield process
    process.stdin.close()
    process.wait(20)


class Case:
    """A workspace in the middle of things: mail here, mail to come, wishes owed, a mail to send."""

    def __init__(self, folder: Path, mailbox, smtp, *, mails: int = 6) -> None:
        self.profile, self.mailbox, self.smtp = Profile(folder), mailbox, smtp
        self.store = blank_store(folder)
        for n in range(mails):
            mailbox.deliver(letter(n))
        self.account = add_account(self.store, mailbox, smtp)
        run_sync(self.store, self.account)
        actions.act(self.store, "archive", [message_number(self.store, 0)])
        actions.act(self.store, "read", [message_number(self.store, n) for n in (1, 2)])
        actions.act(self.store, "delete", [message_number(self.store, 3)])
        self.subject = f"offer {mailbox.email}"
        self.row = drafts.queue(
            self.store,
            Draft(
                account_id=self.account,
                to=(("", "buyer@acme.example"),),
                subject=self.subject,
                text="Hi",
            ),
            now=datetime.now(UTC),
        )
        for n in range(mails, mails + 3):
            mailbox.deliver(letter(n), "INBOX" if n % 2 else "Archive")
        self.keys = {str(n): 1 for n in range(mails + 3)}

    def run_and_die(self, nursery, commit: int, *, after: bool, hours: int = 0) -> int:
        line = {
            "profile": str(self.profile.root),
            "key": KEY.hex(),
            "account": self.account,
            "commit": commit,
            "after": after,
            "hours": hours,
        }
        nursery.stdin.write(json.dumps(line) + "\n")
        nursery.stdin.flush()
        return int(nursery.stdout.readline())

    def state(self) -> str:
        with self.store.read() as session:
            return session.get(OutboxMessage, self.row.id).state

    def is_settled(self) -> bool:
        return self.state() in ("filed", "failed") and not actions.pending(self.store, self.account)

    def finish(self) -> None:
        for hours in (2, 4, 6):
            work(self.store, self.account, hours)
            if self.state() in ("filed", "failed") and not actions.pending(
                self.store, self.account
            ):
                break
        run_sync(self.store, self.account)

    def judge(self) -> None:
        server = check(self.store, self.account, self.mailbox, folders=["INBOX", "Archive", "Sent"])
        there = copies(server)
        assert {key: there[key] for key in self.keys} == self.keys
        folders = {m.key: name for name, (_v, f) in server.items() for m in f.values()}
        assert (folders["0"], folders["3"]) == ("Archive", "Trash")
        seen = {m.key for _v, f in server.values() for m in f.values() if "\\Seen" in m.flags}
        assert {"1", "2"} <= seen
        taken = Counter(
            re.search(rb"^Subject: (.*?)\r?$", t.content, re.MULTILINE)[1].decode()
            for t in self.smtp.taken
        )[self.subject]
        filed = there[self.row.message_id.partition("@")[0]]
        state = self.state()
        assert (state, taken, filed) in {("filed", 1, 1), ("failed", 0, 0), ("failed", 1, 0)}


@pytest.mark.parametrize("first", [1, 2, 3])
def test_dead_at_every_commit(tmp_path, dovecot, smtp_server, nursery, first):
    """Every third commit in each of three tests, for the sake of several workers."""
    commit, died = first, True
    while died:
        case = Case(tmp_path / f"w{commit}", dovecot.mailbox(), smtp_server)
        try:
            died = case.run_and_die(nursery, commit, after=False) == KILLED
            case.finish()
            case.judge()
        finally:
            case.store.close()
        commit += 3
    assert commit > 10


def test_dead_again_and_again_a_little_later_each_time(tmp_path, dovecot, smtp_server, nursery):
    case = Case(tmp_path / "w", dovecot.mailbox(), smtp_server, mails=20)
    try:
        commit = 1
        while case.run_and_die(nursery, commit, after=True, hours=2 * commit) == KILLED:
            commit += 1
        assert commit > 3
        case.finish()
        case.judge()
    finally:
        case.store.close()


@pytest.mark.parametrize("commit", [2, 6, 11])
def test_the_engine_dies_and_a_new_one_finishes(tmp_path, dovecot, smtp_server, commit):
    case = Case(tmp_path / "w", dovecot.mailbox(), smtp_server, mails=200)
    engine = None
    try:
        dying = EngineRun(case.store, die_at=commit)
        assert eventually(lambda: dying.process.poll() is not None or case.is_settled())
        if dying.process.poll() is None:  # it had less to commit
            dying.end()
        engine = EngineRun(case.store)
        engine.wait("state", state="idle")
        assert eventually(case.is_settled)
        engine.end()
        engine = None
        case.finish()
        case.judge()
    finally:
        if engine is not None:
            engine.kill()
        case.store.close()


def eventually(condition, seconds=90):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.1)
    return condition()
