"""Every way in which a connection can go wrong: nothing is lost, nothing comes twice, and the next sync puts it right."""

import contextlib
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from desktop.mail import actions, transport
from desktop.mail.sync import AccountSync
from desktop.mail.sync_report import Stopped
from desktop.runtime.errors import Retryable, TradepostError
from desktop.store.schema.mail import Folder, Message, Placement
from tests.mail.mail_samples import add_account, count, letter, no_links
from tests.mail.oracles import check, logged_in, run_actions, run_sync

FOLDERS = ["INBOX", "Sent"]


def small(n):
    return f"Message-ID: <{n}@a>\r\n\r\n{n}\r\n".encode()


@pytest.fixture
def line(mailbox, fault_proxy):
    return fault_proxy(mailbox.server.port)


def eventually(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


def what_is_here(store):
    """Everything that a sync commits, to see whether one did."""
    with store.read() as session:
        return (
            session.execute(
                sa.select(Message.id, Message.sha256, Message.body_state).order_by(Message.id)
            ).all(),
            session.execute(
                sa.select(Placement.folder_id, Placement.uid, Placement.flags).order_by(
                    Placement.folder_id, Placement.uid
                )
            ).all(),
        )


def cut_everywhere(store, account, proxy, *, step=1, judge=lambda: None):
    """Sync with a cut at the first byte, the second, ... of what is left to fetch; returns how many cuts it took.

    A sync that was cut before it committed anything leaves the same exchange to the next one, which is cut a byte
    later; when something was committed, the rest is a new exchange and is cut from its first byte again.
    """
    cuts, offset, before = 0, 1, what_is_here(store)
    while True:
        proxy.cut_after = offset
        try:
            run_sync(store, account, only=["INBOX"])
        except Retryable:
            cuts += 1
            here = what_is_here(store)
            if here == before:
                offset += step
            else:
                judge()
                offset, before = 1, here
            continue
        proxy.cut_after = None
        return cuts


def test_a_cut_at_every_byte_of_the_literals(store, mailbox, line):
    mailbox.deliver(small(0))
    account = add_account(store, mailbox, port=line.port)
    run_sync(store, account)
    mailbox.deliver(small(1))
    line.cut_from = b"BODY.PEEK["
    cuts = cut_everywhere(store, account, line, judge=lambda: once(store))
    assert cuts > 100
    run_sync(store, account)
    check(store, account, mailbox, folders=FOLDERS)
    assert count(store, Message) == 2


def once(store):
    assert count(store, Message) <= 2
    assert count(store, Placement) <= 2


def test_a_cut_anywhere_in_an_incremental_sync(store, mailbox, line):
    for n in range(6):
        mailbox.deliver(small(n))
    account = add_account(store, mailbox, port=line.port)
    run_sync(store, account)
    with mailbox.imap() as other:
        other.select("INBOX")
        other.store("1", "+FLAGS", "(\\Seen)")
        other.store("2:3", "+FLAGS", "(\\Deleted)")
        other.expunge()
    mailbox.deliver(small(6))
    line.cut_from = b"INBOX"
    assert cut_everywhere(store, account, line, step=37) > 5
    check(store, account, mailbox, folders=FOLDERS)
    assert count(store, Placement) == 5


def number(store, n):
    with store.read() as session:
        return session.scalar(sa.select(Message.id).where(Message.message_id == f"{n}@a"))


def test_a_cut_anywhere_in_the_replay_of_actions(store, mailbox, line):
    for n in range(4):
        mailbox.deliver(small(n))
    account = add_account(store, mailbox, port=line.port)
    run_sync(store, account)
    numbers = [number(store, n) for n in range(4)]
    actions.act(store, "read", numbers[:2])
    actions.act(store, "archive", numbers[1:3])
    actions.act(store, "delete", numbers[3:])
    line.cut_from = b"SELECT"
    offset = 1
    while True:
        line.cut_after = offset
        try:
            run_actions(store, account)
            break
        except Retryable:
            offset += 53
    line.cut_after = None
    run_sync(store, account)
    server = check(store, account, mailbox, folders=FOLDERS)
    assert {
        n: sorted(m.key for m in there.values()) for n, (_v, there) in server.items() if there
    } == {
        "INBOX": ["0"],
        "Archive": ["1", "2"],
        "Trash": ["3"],
    }
    seen = {m.key for _v, there in server.values() for m in there.values() if "\\Seen" in m.flags}
    assert seen == {"0", "1"}


# ---- one trouble each


@pytest.fixture
def ten(store, mailbox, line):
    """An account of ten messages behind the proxy, nothing fetched yet."""
    for n in range(10):
        mailbox.deliver(letter(n, size=300))
    return add_account(store, mailbox, port=line.port)


def settles(store, account, mailbox, expected=10):
    run_sync(store, account)
    check(store, account, mailbox, folders=FOLDERS)
    assert count(store, Message) == expected


@pytest.mark.parametrize("reset", [False, True])
def test_hung_up_in_a_body(store, mailbox, line, ten, reset):
    line.reset, line.cut_from, line.cut_after = reset, b"BODY.PEEK[", 2000
    with pytest.raises(Retryable) as caught:
        run_sync(store, ten)
    assert caught.value.message
    settles(store, ten, mailbox)


def test_a_slow_line_changes_nothing(store, mailbox, line, ten):
    line.round_trip = 0.05
    settles(store, ten, mailbox)


def test_a_half_open_line_is_given_up(store, mailbox, line, ten, monkeypatch):
    line.cut_from, line.swallow_after = b"BODY.PEEK[", 1500
    with monkeypatch.context() as impatient:
        impatient.setattr(transport, "READ_SECONDS", 0.5)
        with pytest.raises(Retryable) as caught:
            run_sync(store, ten)
    assert caught.value.code == "timeout"
    line.swallow_after = None
    settles(store, ten, mailbox)


def test_one_byte_a_second_can_be_broken_off(store, mailbox, line, ten):
    """Every byte keeps the line alive, so only the one who waits can end it."""
    outcome = []

    def crawl():
        try:
            AccountSync(store, ten, connection, after_batch=no_links).run()
        except (TradepostError, Stopped) as error:
            outcome.append(error)

    with logged_in(store, ten) as connection:
        line.trickle = 1.0
        passed = line.passed
        thread = threading.Thread(target=crawl)
        thread.start()
        assert eventually(lambda: line.passed > passed)
        connection.interrupt()
        thread.join(60)
        assert not thread.is_alive()
    assert isinstance(outcome[0], Retryable)
    line.trickle = None
    settles(store, ten, mailbox)


def test_goodbye_in_the_middle_of_a_command(store, mailbox, line, ten):
    line.bye_on = (b"BODY.PEEK[", b"Server shutting down")
    with pytest.raises(Retryable):
        run_sync(store, ten)
    line.bye_on = None
    settles(store, ten, mailbox)


GARBAGE = (
    b"* OK still here",
    b"* 3 EXISTS",
    b"* 0 RECENT",
    b"* GARBAGE (((",
    b"* ",
    b"*",
    b"",
    b"* 2 FETCH (FLAGS (\\Seen))",
    b"* 2 FETCH (UID abc FLAGS (\\Seen))",
    b"* 2 FETCH (UID",
    b"* FLAGS (\\Answered \\Flagged",
    b"* NO something is slow",
    b"* BAD what was that",
    b"\xff\xfe\x00 binary",
    b"* SEARCH x y",
    b"* VANISHED (EARLIER) abc",
    b"* 99999999999999999999 EXISTS",
    b"X9 OK nobody asked",
)


def test_garbage_between_responses(store, mailbox, line, ten):
    """Lines that no server should send make a sync fail at worst; they never make it wrong."""
    for at in range(len(GARBAGE)):
        line.inject = GARBAGE[at:] + GARBAGE[:at]
        with contextlib.suppress(TradepostError):
            run_sync(store, ten)
        assert count(store, Message) <= 10
    line.inject = ()
    settles(store, ten, mailbox)


@pytest.mark.parametrize(
    "line_put_in", [b"* 10 EXISTS", b"* 11 EXISTS", b"* OK [THROTTLED]", b"* 1 RECENT"]
)
def test_a_line_that_is_said_too_often_does_no_harm(store, mailbox, line, ten, line_put_in):
    line.inject = (line_put_in,)
    settles(store, ten, mailbox)


WAITS = ("throttled", "busy", "too_many_connections")
THROTTLES = (
    b"NO [LIMIT] Too many simultaneous connections",
    b"NO [OVERQUOTA] Account exceeded command or bandwidth limits",
    b"BAD Request is throttled. Suggested Backoff Time: 299961 milliseconds",
    b"NO [UNAVAILABLE] Temporary failure",
    b"NO [THROTTLED] slow down",
)


@pytest.mark.parametrize("reply", THROTTLES)
def test_a_server_that_asks_to_wait_is_waited_for(store, mailbox, line, ten, reply):
    line.refuse_on = (b"BODY.PEEK[", reply)
    with pytest.raises(Retryable) as caught:
        run_sync(store, ten)
    assert caught.value.code in WAITS
    if b"Backoff" in reply:
        ahead = caught.value.retry_at - datetime.now(UTC)
        assert timedelta(minutes=4) < ahead <= timedelta(minutes=5)
    line.refuse_on = None
    settles(store, ten, mailbox)


def test_a_backoff_said_as_goodbye_is_waited_for(store, mailbox, line, ten):
    line.bye_on = (
        b"BODY.PEEK[",
        b"Request is throttled. Suggested Backoff Time: 60000 milliseconds",
    )
    with pytest.raises(Retryable) as caught:
        run_sync(store, ten)
    assert caught.value.code == "throttled"
    assert caught.value.retry_at is not None
    line.bye_on = None
    settles(store, ten, mailbox)


def test_a_command_refused_for_good_is_an_error_and_not_an_empty_folder(store, mailbox, line, ten):
    line.refuse_on = (b"BODY.PEEK[", b"BAD UID parameters!")
    with contextlib.suppress(TradepostError):
        run_sync(store, ten)
    with store.read() as session:
        states = dict(session.execute(sa.select(Folder.wire_name, Folder.state)).all())
    assert states["INBOX"] != "complete"
    line.refuse_on = None
    settles(store, ten, mailbox)
