"""`sync` without an engine keeps to the day's bytes and to the waits that servers asked for, as the engine does."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from desktop.mail.account_use import SERVER, UseRecord
from desktop.runtime.paths import Profile
from desktop.runtime.secrets import open_key
from desktop.store.schema.mail import Account, AccountUse
from desktop.store.workspace import Store
from tests.cli.test_folders import dovecot, mailbox, run
from tests.mail.mail_samples import letter

__all__ = ["dovecot", "mailbox", "run"]


@pytest.fixture
def store(run, tmp_path):
    profile = Profile(tmp_path / "w")
    opened = Store.open(profile, open_key(profile, None))
    yield opened
    opened.close()


def account(store):
    with store.read() as session:
        return session.scalar(sa.select(Account.id))


def use(store):
    return UseRecord(store, account(store), lambda: datetime.now(UTC).timestamp())


def test_the_day_s_bytes_are_counted_and_not_exceeded(run, mailbox, store):
    for n in range(6):
        mailbox.deliver(letter(n, size=900_000))
    with store.write() as unit:
        unit.session.get(Account, account(store)).settings = {"daily_bytes": 1_500_000}
    (first,) = run("sync", code=75)["accounts"]
    assert (first["state"], bool(first["message"]), bool(first["retry_at"])) == (
        "throttled",
        True,
        True,
    )
    inbox = next(f for f in first["folders"] if f["role"] == "inbox")
    assert inbox["new"] == 6
    states = [m["body_state"] for m in run("mail", "list")["messages"]]
    assert {"full", "headers"} == set(states)
    assert use(store).bytes_today >= 1_500_000
    run("sync", code=75)
    assert [m["body_state"] for m in run("mail", "list")["messages"]] == states


def test_a_wait_that_was_asked_for_is_kept(run, mailbox, store):
    mailbox.deliver(letter(1))
    until = datetime.now(UTC) + timedelta(hours=1)
    use(store).hold(SERVER, until, "throttled")
    (found,) = run("sync", code=75)["accounts"]
    assert (found["state"], found["folders"]) == ("throttled", [])
    use(store).release()
    (found,) = run("sync")["accounts"]
    assert found["state"] == "done"


def test_two_processes_count_together(run, store):
    one, other = use(store), use(store)
    one.took(1_000)
    other.took(500)
    one.flush()
    other.hold(SERVER, datetime.now(UTC) + timedelta(hours=1), "throttled")
    one.flush()
    assert one.held(SERVER).code == "throttled"
    with store.read() as session:
        assert session.get(AccountUse, account(store)).bytes == 1_500
