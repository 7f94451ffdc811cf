"""The engine process with real servers: syncs, watches, sends once, survives kill -9, says what is wrong."""

import random
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from desktop.mail import accounts, actions, drafts
from desktop.mail.draft import Draft
from desktop.store.schema.mail import Message, OutboxMessage
from desktop.ui.outbox.load import read_items
from tests.mail.engine_run import EngineRun
from tests.mail.mail_samples import add_account, count, letter, message_number, placed


@pytest.fixture
def start(store):
    runs = []

    def begin(**how):
        runs.append(EngineRun(store, **how))
        return runs[-1]

    yield begin
    for run in runs:
        if run.process.poll() is None:
            run.kill()


def queue_mail(store, account, subject="Offer", **changes):
    draft = Draft(
        account_id=account,
        to=(("Buyer", "buyer@acme.example"),),
        subject=subject,
        text="Dear buyer",
    )
    return drafts.queue(store, replace(draft, **changes), now=datetime.now(UTC))


def state_of(store, row):
    return next(
        r.state
        for r in drafts.listing(
            store, states=("draft", "queued", "attempted", "accepted", "filed", "failed")
        )
        if r.id == row.id
    )


def eventually(condition, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return bool(condition())


def test_syncs_watches_and_ends_with_its_window(store, mailbox, start):
    for n in range(30):
        mailbox.deliver(letter(n))
    add_account(store, mailbox)
    engine = start(started=True)
    engine.wait("ready")
    engine.wait("progress", done=30, total=30)
    while not any("message" in e.get("tables", {}) for e in engine.events):
        engine.wait("changed")
    engine.told("state", state="idle")
    mailbox.deliver(letter(99))
    engine.wait("state", state="idle")
    assert eventually(lambda: "99" in placed(store))
    engine.send("pause")
    engine.wait("state", state="paused")
    mailbox.deliver(letter(100))
    engine.send("resume")
    assert eventually(lambda: "100" in placed(store))
    assert engine.end() == 0


def test_a_second_engine_is_refused(store, start):
    first = start()
    first.wait("ready")
    second = start()
    assert second.wait("error")["code"] == "engine_running"
    assert second.process.wait(60) != 0
    assert first.end() == 0
    third = start()
    third.wait("ready")


def test_sends_once_and_files_once(store, mailbox, smtp_server, start):
    account = add_account(store, mailbox, smtp_server)
    engine = start()
    engine.wait("state", state="idle")
    row = queue_mail(store, account)
    engine.send("flush_outbox")
    engine.wait("outbox", state="filed", item_id=row.id)
    assert len(smtp_server.taken) == 1
    assert len(mailbox.files("Sent")) == 1
    assert eventually(lambda: len(placed(store, "Sent")) == 1)
    assert state_of(store, row) == "filed"
    number = count(store, Message)
    engine.send("sync")
    engine.wait("state", state="idle")
    assert (count(store, Message), len(mailbox.files("Sent"))) == (number, 1)


def test_actions_reach_the_server(store, mailbox, start):
    for n in range(3):
        mailbox.deliver(letter(n))
    add_account(store, mailbox)
    engine = start()
    engine.wait("state", state="idle")
    actions.act(store, "archive", [message_number(store, 1)])
    engine.send("actions_changed")
    assert eventually(lambda: len(mailbox.files("Archive")) == 1)
    assert eventually(lambda: len(mailbox.files()) == 2)  # linked there before it goes here


def test_offline_waits_and_goes_when_there_is_a_network(
    store, mailbox, smtp_server, fault_proxy, start
):
    proxy, smtp_proxy = fault_proxy(mailbox.server.port), fault_proxy(smtp_server.port)
    proxy.down = smtp_proxy.down = True
    account = add_account(store, mailbox, smtp_server, port=proxy.port, smtp_port=smtp_proxy.port)
    row = queue_mail(store, account)
    engine = start()
    engine.wait("state", state="unreachable")
    assert state_of(store, row) == "queued"
    proxy.down = smtp_proxy.down = False
    engine.send("sync")
    engine.wait("outbox", state="filed")
    assert len(smtp_server.taken) == 1


def test_mail_goes_out_while_the_mailbox_cannot_be_reached_and_is_filed_later(
    store, mailbox, smtp_server, fault_proxy, start
):
    proxy = fault_proxy(mailbox.server.port)
    proxy.down = True
    account = add_account(store, mailbox, smtp_server, port=proxy.port)
    engine = start()
    engine.wait("state", state="unreachable")
    row = queue_mail(store, account)
    engine.send("flush_outbox")
    engine.wait("outbox", state="accepted", item_id=row.id)
    assert len(smtp_server.taken) == 1
    proxy.down = False
    engine.send("sync")
    engine.wait("outbox", state="filed", item_id=row.id)
    assert (len(smtp_server.taken), len(mailbox.files("Sent"))) == (1, 1)


def test_a_refused_login_for_sending_is_said_at_once_and_the_queue_is_kept(
    store, mailbox, smtp_server, start
):
    account = add_account(store, mailbox, smtp_server)
    right = accounts.load(store, account)
    accounts.save(store, account, replace(right, smtp_password="old"))
    row = queue_mail(store, account)
    engine = start()
    state = engine.wait("state", state="auth_failed")
    assert (state["code"], bool(state["message"]), bool(state["hint"])) == (
        "wrong_password",
        True,
        True,
    )
    (item,) = read_items(store, datetime.now(UTC))
    assert (item.kind, item.chip) == ("waiting", "Sign in again")
    assert "password" in item.detail
    mailbox.deliver(letter(1))
    assert eventually(lambda: "1" in placed(store))  # mail still comes in
    accounts.save(store, account, replace(right, smtp_password=right.password))
    engine.send("changed", tables={"account": [account]})
    engine.wait("outbox", state="filed", item_id=row.id)
    engine.wait("state", state="idle")
    assert len(smtp_server.taken) == 1
    assert all(not r.error for r in drafts.listing(store, states=("filed",)))


def test_a_refused_login_for_sending_is_not_tried_with_every_deed(store, mailbox, step_smtp, start):
    smtp = step_smtp()
    mailbox.deliver(letter(1))
    account = add_account(store, mailbox, smtp)
    settings = accounts.load(store, account)
    accounts.save(store, account, replace(settings, smtp_password="old"))
    row = queue_mail(store, account)
    engine = start()
    engine.wait("state", state="auth_failed")
    tried = smtp.logins
    for kind in ("read", "flag", "unflag"):
        actions.act(store, kind, [message_number(store, 1)])
        engine.send("changed", tables={"outbox": [row.id], "mail_action": ["1"]})
        engine.send("actions_changed")
        assert eventually(lambda: not actions.pending(store, account))
    assert smtp.logins == tried
    engine.send("flush_outbox")  # the user says so
    assert eventually(lambda: smtp.logins > tried)


def test_a_mail_for_later_waits_and_a_cancelled_one_never_goes(store, mailbox, smtp_server, start):
    account = add_account(store, mailbox, smtp_server)
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    later = queue_mail(store, account, "later", not_before=tomorrow)
    never = queue_mail(store, account, "never", not_before=tomorrow)
    engine = start()
    engine.wait("state", state="idle")
    engine.send("flush_outbox")
    engine.wait("reply")
    drafts.cancel(store, never.id)
    assert smtp_server.taken == []
    with store.write("user") as unit:  # the morning comes
        for row in (later, never):
            unit.session.get(OutboxMessage, row.id).not_before = datetime.now(UTC)
    engine.send("flush_outbox")
    engine.wait("outbox", state="filed", item_id=later.id)
    assert [b"later" in t.content for t in smtp_server.taken] == [True]


@pytest.mark.parametrize(("in_sent", "state"), [(True, "filed"), (False, "failed")])
def test_an_unknown_outcome_is_looked_up_and_never_repeated(
    store, mailbox, smtp_server, start, in_sent, state
):
    smtp_server.drop = "after_data"
    smtp_server.copy_to = mailbox if in_sent else None
    account = add_account(store, mailbox, smtp_server)
    row = queue_mail(store, account)
    engine = start()
    engine.wait("outbox", state=state, item_id=row.id)
    smtp_server.drop = ""
    engine.send("flush_outbox")
    engine.wait("reply")
    engine.send("sync")
    engine.wait("state", state="idle")
    assert len(smtp_server.taken) == 1
    assert len(mailbox.files("Sent")) == (1 if in_sent else 0)
    assert state_of(store, row) == state


def test_a_wrong_password_is_said_and_mended(store, mailbox, start):
    mailbox.deliver(letter(1))
    account = add_account(store, mailbox, password="wrong")
    engine = start()
    event = engine.wait("state", state="auth_failed")
    assert event["message"]
    assert event["hint"]
    accounts.save(store, account, replace(accounts.load(store, account), password="secret"))
    engine.send("changed", tables={"account": [account]})
    engine.wait("state", state="idle")
    assert "1" in placed(store)


def test_an_account_is_tested_step_by_step(store, mailbox, smtp_server, start):
    account = add_account(store, mailbox, smtp_server)
    engine = start()
    engine.wait("ready")
    engine.send("test_account", account_id=account)
    engine.wait("test_step", step="login", ok=True)
    steps = engine.wait("reply")["result"]["steps"]
    assert [s["step"] for s in steps][-1] == "smtp_login"
    engine.send("nonsense")
    assert engine.wait("reply", ok=False)["error"]["code"] == "unknown_command"


@pytest.mark.parametrize("seed", [1, 2])
def test_kill_at_any_moment_loses_nothing_and_doubles_nothing(
    store, mailbox, smtp_server, start, seed
):
    for n in range(900):
        mailbox.deliver(letter(n, size=3000))
    account = add_account(store, mailbox, smtp_server)
    chance = random.Random(seed)
    rows = [queue_mail(store, account, f"offer {n}") for n in range(3)]
    for _round in range(5):
        engine = start()
        engine.wait("ready")
        time.sleep(chance.uniform(0.05, 1.2))
        engine.kill()
    engine = start()
    engine.wait("state", timeout=60, state="idle")
    assert eventually(
        lambda: (
            not any(r.state in ("queued", "attempted", "accepted") for r in drafts.listing(store))
        )
    )
    assert eventually(lambda: len(placed(store)) == 900)
    assert store.problems() == []
    subjects = [
        t.content.partition(b"Subject: ")[2].partition(b"\r\n")[0] for t in smtp_server.taken
    ]
    assert len(subjects) == len(set(subjects))
    filed = [r for r in rows if state_of(store, r) == "filed"]
    failed = [r for r in rows if state_of(store, r) == "failed"]
    assert len(filed) + len(failed) == 3
    assert len(mailbox.files("Sent")) == len(filed)
    assert engine.end() == 0
