"""Runs the product in a process that kills itself at a chosen commit: nothing in the product knows of it.

`python -m tests.mail.kill_launcher engine K`: the engine, dead at its K-th commit. `... nursery`: reads one JSON line a
scenario, forks, and lets the child run and die; forking spares a second of imports a death.
"""

import json
import os
import signal
import sys
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desktop.bootstrap import engine
from desktop.mail import accounts, actions
from desktop.mail.outbox import Outbox
from desktop.mail.smtp import SmtpConnection
from desktop.mail.sync import AccountSync
from desktop.mail.transport import ImapConnection
from desktop.runtime.errors import TradepostError
from desktop.runtime.paths import Profile
from desktop.store.workspace import Store


def die_at(commit: int, *, after: bool) -> None:
    """SIGKILL this process when it is about to commit for the `commit`-th time, or has just done so."""
    honest = Store.write
    lock, count = threading.Lock(), [0]

    @contextmanager
    def write(self, *arguments, **more):
        with honest(self, *arguments, **more) as unit:
            yield unit
            with lock:
                count[0] += 1
                number = count[0]
            if number == commit and not after:
                os.kill(os.getpid(), signal.SIGKILL)
        if number == commit and after:
            os.kill(os.getpid(), signal.SIGKILL)

    Store.write = write


class Soon:
    """A clock two hours ahead for each round, so that what was put off is tried."""

    def __init__(self, hours: int) -> None:
        self.hours = hours

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(hours=self.hours)


def work(store: Store, account: str, hours: int = 0) -> None:
    """What the engine does for an account: replays, sends, syncs; each over connections of its own."""
    settings = accounts.load(store, account)
    with ImapConnection(settings.imap_login()) as connection:
        connection.connect()
        connection.login()
        actions.replay(store, account, connection)
        outbox = Outbox(store, account, Soon(hours), lambda _unit, _sent: None)

        def open_smtp() -> SmtpConnection:
            smtp = SmtpConnection(settings.smtp_login())
            smtp.connect()
            smtp.login()
            return smtp

        if outbox.waiting():
            outbox.send_queued(open_smtp)
            outbox.settle(connection)
    with ImapConnection(settings.imap_login()) as connection:
        connection.connect()
        connection.login()
        AccountSync(store, account, connection, after_batch=lambda _unit, _threads: None).run()


def nursery() -> None:
    for line in sys.stdin:
        wanted = json.loads(line)
        child = os.fork()
        if child == 0:
            store = Store.open(Profile(Path(wanted["profile"])), bytes.fromhex(wanted["key"]))
            die_at(wanted["commit"], after=wanted["after"])
            try:
                work(store, wanted["account"], wanted["hours"])
            except TradepostError:
                os._exit(3)
            os._exit(0)
        _pid, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "nursery":
        nursery()
    else:
        die_at(int(sys.argv[2]), after=False)
        sys.exit(engine.run())
