"""The engine is killed at each step of sending and filing: nobody gets a mail twice, and Sent has it once."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from desktop.bootstrap import mail_out
from desktop.mail import accounts, drafts
from desktop.mail.draft import Draft
from desktop.mail.mime.parse import parse
from desktop.runtime.clock import SystemClock
from desktop.runtime.errors import Retryable, UserFacing
from desktop.store.schema.mail import Message, OutboxMessage
from tests.mail.engine_run import EngineRun
from tests.mail.mail_samples import add_account, letter, message_number, sync
from tests.mail.test_actions import replay

LIMIT = 60
"""Seconds that any awaited thing may take on a slow machine."""


def queue_mail(store, account, subject="Offer", **changes):
    draft = Draft(
        account, to=(("Buyer", "buyer@acme.example"),), subject=subject, text="Dear buyer"
    )
    return drafts.queue(store, replace(draft, **changes), now=datetime.now(UTC))


def state_of(store, row):
    with store.read() as session:
        return session.get(OutboxMessage, row.id).state


def settle(store):
    """Go on as a later start of the program does, until nothing is left to do."""
    for _round in range(5):
        results = mail_out.flush(store, SystemClock())
        if not any(r.state in ("queued", "attempted", "accepted") for r in results):
            return


@pytest.fixture
def engine(store):
    runs = []

    def start():
        runs.append(EngineRun(store))
        return runs[-1]

    yield start
    for run in runs:
        if run.process.poll() is None:
            run.kill()


BEFORE_THE_DOT = ("connect", "ehlo", "auth", "mail", "rcpt", "data", "content")


@pytest.mark.parametrize("step", [*BEFORE_THE_DOT, "dot", "delivered"])
def test_killed_while_sending(store, mailbox, dovecot, step_smtp, engine, step):
    buyer = dovecot.mailbox()
    smtp = step_smtp(buyer)
    account = add_account(store, mailbox, smtp)
    row = queue_mail(store, account)
    smtp.hold = step
    run = engine()
    assert smtp.reached.wait(LIMIT)
    run.kill()
    smtp.let_go()
    settle(store)
    sent, got = len(mailbox.files("Sent")), len(buyer.files())
    if step in BEFORE_THE_DOT:
        assert (state_of(store, row), got, sent) == ("filed", 1, 1)
    else:  # nobody can know: it is never sent again by itself, and the user is asked
        assert (state_of(store, row), sent) == ("failed", 0)
        assert got <= 1
        drafts.settle_as_sent(store, row.id)
        settle(store)
        assert (state_of(store, row), len(mailbox.files("Sent"))) == ("filed", 1)
        assert len(buyer.files()) <= 1


@pytest.mark.parametrize(
    ("command", "forward"),
    [("EXAMINE", False), ("SEARCH", False), ("APPEND", False), ("APPEND", True)],
)
def test_killed_while_filing(
    store, mailbox, dovecot, step_smtp, imap_gate, engine, command, forward
):
    buyer = dovecot.mailbox()
    gate = imap_gate(mailbox.server.port)
    account = add_account(store, mailbox, step_smtp(buyer), port=gate.port)
    sync(store, account)
    row = queue_mail(store, account)
    with store.write() as unit:  # what the server's yes leaves behind
        found = unit.session.get(OutboxMessage, row.id)
        found.state, found.accepted_at = "accepted", datetime.now(UTC)
    gate.hold, gate.forward = command, forward
    run = engine()
    assert gate.reached.wait(LIMIT)
    run.kill()
    gate.let_go()
    settle(store)
    assert state_of(store, row) == "filed"
    assert len(mailbox.files("Sent")) == 1


def test_a_line_that_breaks_while_filing_is_made_anew(
    store, mailbox, smtp_server, interpreter, engine
):
    cut = threading.Event()
    proxy = interpreter(mailbox.server.port)

    def once(line, session):
        if b" APPEND " not in line or cut.is_set():
            return None
        cut.set()
        session.ending = True
        return b""

    proxy.on_command = once
    account = add_account(store, mailbox, smtp_server, port=proxy.port)
    row = queue_mail(store, account)
    engine().wait("outbox", item_id=row.id, state="filed")
    assert cut.is_set()
    assert (len(smtp_server.taken), len(mailbox.files("Sent"))) == (1, 1)


def test_a_full_mailbox_is_told_and_not_sent_the_copy_again_and_again(
    store, mailbox, smtp_server, interpreter, engine
):
    proxy = interpreter(mailbox.server.port)
    proxy.on_command = lambda line, _session: (
        b"TAG NO [OVERQUOTA] Quota exceeded\r\n" if b" APPEND " in line else None
    )
    account = add_account(store, mailbox, smtp_server, port=proxy.port)
    row = queue_mail(store, account)
    run = engine()
    event = run.wait("error", code="mailbox_full")
    assert event["message"]
    proxy.on_command = lambda _line, _session: None
    run.send("flush_outbox")
    run.wait("outbox", item_id=row.id, state="filed")
    assert len(mailbox.files("Sent")) == 1


def test_a_provider_that_files_by_itself_is_waited_for_and_never_appended_to(
    store, mailbox, step_smtp
):
    smtp = step_smtp()
    account = add_account(store, mailbox, smtp)
    accounts.save(store, account, replace(accounts.load(store, account), saves_sent=True))
    sync(store, account)
    clock = Moving()
    row = queue_mail(store, account)
    mail_out.flush(store, clock)
    assert (state_of(store, row), len(mailbox.files("Sent"))) == ("accepted", 0)
    mailbox.deliver(smtp.arrived[0].content, "Sent", flags="S")
    mail_out.flush(store, clock)
    assert (state_of(store, row), len(mailbox.files("Sent"))) == ("filed", 1)
    late = queue_mail(store, account, "late")
    mail_out.flush(store, clock)
    clock.ahead += timedelta(seconds=61)
    mail_out.flush(store, clock)  # it never came: that is the provider's affair
    assert (state_of(store, late), len(mailbox.files("Sent"))) == ("filed", 1)


def test_a_provider_that_rewrites_the_message_id_is_understood(store, mailbox, step_smtp):
    smtp = step_smtp()
    account = add_account(store, mailbox, smtp)
    sync(store, account)
    row = queue_mail(store, account)
    smtp.saves_to = Rewriting(mailbox)
    settle(store)
    assert (state_of(store, row), len(mailbox.files("Sent"))) == ("filed", 1)


class Rewriting:
    """Files what it delivers, under a Message-ID of its own."""

    def __init__(self, mailbox):
        self.mailbox = mailbox

    def deliver(self, content, folder, *, flags):
        head, _blank, body = content.partition(b"\r\n\r\n")
        lines = [
            b"Message-ID: <another@provider.example>" if ln.startswith(b"Message-ID") else ln
            for ln in head.split(b"\r\n")
        ]
        self.mailbox.deliver(b"\r\n".join(lines) + b"\r\n\r\n" + body, folder, flags=flags)


class Moving(SystemClock):
    """The system's clock, some time ahead."""

    ahead = timedelta()

    def now(self):
        return super().now() + self.ahead


def test_a_refused_mail_comes_back_and_goes_out_once_when_mended(store, mailbox, smtp_server):
    account = add_account(store, mailbox, smtp_server)
    sync(store, account)
    smtp_server.refuse = {"gone@acme.example"}
    row = queue_mail(store, account, to=(("", "buyer@acme.example"), ("", "gone@acme.example")))
    settle(store)
    (failed,) = drafts.drafts_of(store)
    assert failed.state == "failed"
    assert "gone@acme.example" in failed.error
    assert smtp_server.taken == []
    draft = drafts.load(store, row.id)
    mended = replace(draft, to=draft.to[:1], text="Dear buyer, again")
    drafts.save(store, mended, row.id)
    drafts.queue(store, mended, now=datetime.now(UTC), draft_id=row.id)
    settle(store)
    assert state_of(store, row) == "filed"
    assert [t.recipients for t in smtp_server.taken] == [["buyer@acme.example"]]
    assert b"again" in smtp_server.taken[0].content
    assert len(mailbox.files("Sent")) == 1


def test_a_server_that_says_how_long_and_hangs_up_is_left_alone_so_long(store, mailbox, step_smtp):
    smtp = step_smtp()
    account = add_account(store, mailbox, smtp)
    smtp.no_data = "421 4.7.0 too much mail, try again in 20 minutes"
    smtp.breaks = "other"  # it does not wait for the RSET
    row = queue_mail(store, account)
    (result,) = mail_out.flush(store, SystemClock())
    assert (result.state, smtp.arrived) == ("queued", [])
    with store.read() as session:
        found = session.get(OutboxMessage, row.id)
    assert found.error_code == "throttled"
    assert found.not_before > datetime.now(UTC) + timedelta(minutes=15)


def test_the_answered_mail_says_so_here_and_there(store, mailbox, smtp_server):
    mailbox.deliver(letter(1))
    account = add_account(store, mailbox, smtp_server)
    sync(store, account)
    answered = message_number(store, 1)
    queue_mail(store, account, in_reply_to=answered)
    queue_mail(store, account, "Fwd", extra={"forwards": answered})
    settle(store)
    with store.read() as session:
        assert session.get(Message, answered).answered
    replay(store, account)
    with mailbox.imap() as other:
        other.select("INBOX", readonly=True)
        flags = other.fetch("1", "(FLAGS)")[1][0]
    assert b"\\Answered" in flags
    assert b"$Forwarded" in flags


def test_what_the_user_says_has_arrived_counts_as_sent(store, mailbox, smtp_server):
    mailbox.deliver(letter(1))
    account = add_account(store, mailbox, smtp_server)
    sync(store, account)
    answered = message_number(store, 1)
    smtp_server.reply = "554 5.7.1 looks like spam"
    refused = queue_mail(store, account, "Refused")
    settle(store)
    with pytest.raises(UserFacing) as caught:
        drafts.settle_as_sent(store, refused.id)
    assert caught.value.code == "not_attempted"
    smtp_server.reply, smtp_server.drop = "", "data"
    row = queue_mail(store, account, in_reply_to=answered, follow_up_days=3)
    settle(store)
    assert drafts.listing(store, states=("failed",))[0].unknown
    drafts.settle_as_sent(store, row.id)
    settle(store)
    settle(store)
    assert state_of(store, row) == "filed"
    with store.read() as session:
        assert session.get(Message, answered).answered


def test_cancelled_while_it_is_being_handed_over(store, mailbox, step_smtp):
    smtp = step_smtp()
    account = add_account(store, mailbox, smtp)
    row = queue_mail(store, account)
    smtp.hold = "data"
    sending = threading.Thread(target=settle, args=(store,))
    sending.start()
    assert smtp.reached.wait(LIMIT)
    drafts.cancel(store, row.id)
    smtp.let_go()
    sending.join(LIMIT)
    assert (state_of(store, row), smtp.arrived) == ("draft", [])


def test_written_anew_while_the_old_text_is_being_handed_over(store, mailbox, step_smtp):
    smtp = step_smtp()
    account = add_account(store, mailbox, smtp)
    row = queue_mail(store, account, subject="Old price")
    smtp.hold = "data"
    sending = threading.Thread(target=settle, args=(store,))
    sending.start()
    assert smtp.reached.wait(LIMIT)
    drafts.cancel(store, row.id)
    later = datetime.now(UTC) + timedelta(hours=1)
    anew = replace(drafts.load(store, row.id), subject="New price", not_before=later)
    drafts.queue(store, anew, now=datetime.now(UTC), draft_id=row.id)
    smtp.let_go()
    sending.join(LIMIT)
    assert (state_of(store, row), smtp.arrived) == ("queued", [])
    drafts.send_now(store, row.id, datetime.now(UTC))
    settle(store)
    assert state_of(store, row) == "filed"
    assert [b"New price" in mail.content for mail in smtp.arrived] == [True]


def test_taken_back_while_the_line_breaks_it_stays_a_draft(store, mailbox, step_smtp):
    smtp = step_smtp()
    account = add_account(store, mailbox, smtp)
    row = queue_mail(store, account)
    smtp.hold = "data"
    sending = threading.Thread(target=settle, args=(store,))
    sending.start()
    assert smtp.reached.wait(LIMIT)
    drafts.cancel(store, row.id)
    smtp.breaks = "data"
    smtp.let_go()
    sending.join(LIMIT)
    assert (state_of(store, row), smtp.arrived) == ("draft", [])


def test_flush_sends_while_the_mailbox_is_away_and_files_later(
    store, mailbox, smtp_server, fault_proxy
):
    proxy = fault_proxy(mailbox.server.port)
    proxy.down = True
    account = add_account(store, mailbox, smtp_server, port=proxy.port)
    row = queue_mail(store, account)
    (told,) = mail_out.flush(store, SystemClock())
    assert (told.state, state_of(store, row), len(smtp_server.taken)) == ("accepted", "accepted", 1)
    with pytest.raises(Retryable):  # nothing could be done: that is said
        mail_out.flush(store, SystemClock())
    proxy.down = False
    mail_out.flush(store, SystemClock())
    assert state_of(store, row) == "filed"
    assert (len(smtp_server.taken), len(mailbox.files("Sent"))) == (1, 1)


def test_flush_goes_on_with_other_accounts_and_says_why_a_mail_waits(store, dovecot, smtp_server):
    boxes = [dovecot.mailbox() for _n in range(2)]
    keys = [add_account(store, box, smtp_server) for box in boxes]
    accounts.save(store, keys[0], replace(accounts.load(store, keys[0]), smtp_password="old"))
    waits, goes = [queue_mail(store, key) for key in keys]
    told = {item.outbox_id: item for item in mail_out.flush(store, SystemClock())}
    assert (told[waits.id].state, told[goes.id].state) == ("queued", "filed")
    assert "password" in told[waits.id].message
    (row,) = drafts.listing(store)
    assert (row.id, row.state, row.sign_in) == (waits.id, "queued", True)
    assert not drafts.cancel(store, waits.id).error


def test_blind_copies_are_named_in_sent_and_nowhere_else(store, mailbox, smtp_server):
    account = add_account(store, mailbox, smtp_server)
    queue_mail(store, account, bcc=(("李总", "boss@bowei.example"), ("", "k@x.example")))
    mail_out.flush(store, SystemClock())
    (taken,) = smtp_server.taken
    assert sorted(taken.recipients) == ["boss@bowei.example", "buyer@acme.example", "k@x.example"]
    assert b"boss@" not in taken.content
    assert b"Bcc" not in taken.content
    (path,) = mailbox.files("Sent")
    kept = parse(path.read_bytes())
    assert [(p.name, p.address) for p in kept.bcc] == [
        ("李总", "boss@bowei.example"),
        ("", "k@x.example"),
    ]
    assert [p.address for p in kept.to] == ["buyer@acme.example"]
    sync(store, account)
    sync(store, account, only=["Sent"])
    with store.read() as session:
        assert len(session.query(Message).all()) == 1
