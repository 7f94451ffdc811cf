"""A first sync lists its mail by a process of its own: everything once, whatever happens to that process."""

import contextlib
import threading
import time

import pytest
import sqlalchemy as sa

from desktop.mail import account_bodies, header_round
from desktop.mail.account_lines import AccountLines
from desktop.mail.account_use import BODIES, UseRecord
from desktop.mail.fairness import AccountGate, BodiesWait, Lanes
from desktop.mail.header_lane import HeaderLane
from desktop.mail.sync_report import Stopped
from desktop.runtime.errors import Retryable
from desktop.store.queries import health
from desktop.store.schema.mail import Account, Message
from tests.mail.mail_samples import add_account, letter, placed, sync

_INBOX = 120
_SENT = 40


@pytest.fixture
def lanes(monkeypatch):
    """Every header but the first set comes by the process; gives the lanes that were started."""
    monkeypatch.setattr(header_round, "_MANY", 50)
    monkeypatch.setattr(header_round, "_SET", 10)
    started: list[HeaderLane] = []
    start, is_there = HeaderLane.start.__func__, HeaderLane._is_there

    def noted(cls, word):
        started.append(start(cls, word))
        return started[-1]

    def patient(lane):
        lane._pipe.poll(60)
        return is_there(lane)

    monkeypatch.setattr(HeaderLane, "start", classmethod(noted))
    monkeypatch.setattr(HeaderLane, "_is_there", patient)
    return started


@pytest.fixture
def account(store, mailbox):
    """An account whose INBOX and Sent have a first sync before them."""
    for n in range(_INBOX):
        mailbox.deliver(letter(n, reply_to=n - 1 if n % 3 else None), flags="S" if n % 2 else "")
    for n in range(_SENT):
        mailbox.deliver(letter(f"s{n}", sender=mailbox.email, reply_to=n), "Sent", flags="S")
    return add_account(store, mailbox)


def _check(store):
    assert placed(store) == {str(n): "\\Seen" if n % 2 else "" for n in range(_INBOX)}
    assert set(placed(store, "Sent")) == {f"s{n}" for n in range(_SENT)}
    assert health.check(store) == []


def test_headers_by_a_process_of_its_own(store, account, lanes):
    results = sync(store, account)
    assert (results["INBOX"].new, results["Sent"].new) == (_INBOX, _SENT)
    assert len(lanes) == 1
    assert not lanes[0]._process.is_alive()
    _check(store)


def test_a_process_that_is_killed_leaves_the_rest_to_the_connection_at_hand(
    store, account, lanes, monkeypatch
):
    take = header_round.HeaderRound._take_rows
    taken = []

    def take_and_kill(self, listing, item):
        take(self, listing, item)
        taken.append(item)
        lanes[0]._process.kill()

    monkeypatch.setattr(header_round.HeaderRound, "_take_rows", take_and_kill)
    sync(store, account)
    assert taken
    _check(store)


def test_a_process_that_cannot_log_in_is_done_without(store, account, lanes, monkeypatch):
    start = HeaderLane.start.__func__

    def killed(cls, word):
        lane = start(cls, word)
        lane._process.kill()
        return lane

    monkeypatch.setattr(HeaderLane, "start", classmethod(killed))
    sync(store, account)
    _check(store)


def test_stop_ends_the_process_and_the_next_run_goes_on(store, account, lanes, monkeypatch):
    stop = threading.Event()
    take = header_round.HeaderRound._take_rows

    def take_and_stop(self, listing, item):
        take(self, listing, item)
        stop.set()

    with monkeypatch.context() as patch:
        patch.setattr(header_round.HeaderRound, "_take_rows", take_and_stop)
        with pytest.raises(Stopped):
            sync(store, account, stop=stop)
    assert not lanes[0]._process.is_alive()
    sync(store, account)
    _check(store)


# ---- what the server says to the process is meant for the account


def others_hear(proxy, word, answer):
    """Let all connections but the first hear `answer` when they say `word`."""

    def answered(line, session):
        said = line.partition(b" ")[2].upper()
        return answer if session.number > 1 and said.startswith(word) else None

    proxy.on_command = answered


@pytest.fixture
def gated(store, mailbox, interpreter, account):
    """(proxy, gate, use) of the account, whose connections go through a proxy."""
    proxy = interpreter(mailbox.server.port)
    with store.write("user") as unit:
        unit.session.get(Account, account).imap_port = proxy.port
    use = UseRecord(store, account, time.time)
    lines = AccountLines(use, 0)
    lines.opened(roomy=True)
    gate = AccountGate(
        account,
        Lanes(),
        use,
        daily_bytes=0,
        bulk_connection=True,
        now=time.time,
        stopping=lambda: False,
        throttled=lambda: False,
        on_refused=lines.bulk_refused,
    )
    return proxy, gate, use


@pytest.mark.parametrize("word", [(b"LOGIN", b"AUTHENTICATE")])
def test_without_a_further_connection_all_comes_over_the_one_at_hand(
    store, account, lanes, gated, monkeypatch, word
):
    monkeypatch.setattr(account_bodies, "_FEW", 10)
    proxy, gate, use = gated
    others_hear(proxy, word, b"TAG NO [LIMIT] Maximum number of connections exceeded\r\n")
    sync(store, account, gate=gate)
    _check(store)
    assert (use.connections, gate.own_connection_for_bulk()) == (2, False)
    assert health.check(store) == []
    assert proxy.connections == 2  # the process for bodies was not even tried


def test_bodies_come_over_the_connection_at_hand_when_no_other_is_allowed(
    store, account, gated, monkeypatch
):
    proxy, gate, use = gated
    others_hear(
        proxy, (b"LOGIN", b"AUTHENTICATE"), b"TAG NO [LIMIT] Maximum number of connections\r\n"
    )
    results = sync(store, account, gate=gate)
    assert results["INBOX"].new == _INBOX
    with store.read() as session:
        states = set(session.scalars(sa.select(Message.body_state)))
    assert (states, use.connections) == ({"full"}, 2)


def test_a_wish_to_be_left_alone_ends_the_run(store, account, lanes, gated):
    proxy, gate, _use = gated
    others_hear(
        proxy, b"UID FETCH", b"TAG BAD Request is throttled. Suggested Backoff Time: 299961 ms\r\n"
    )
    with pytest.raises(Retryable) as caught:
        sync(store, account, gate=gate)
    assert caught.value.code == "throttled"
    proxy.on_command = lambda _line, _session: None
    sync(store, account, gate=gate)
    _check(store)


@pytest.mark.parametrize("through", ["headers", "bodies"])
def test_a_wish_to_slow_down_is_heard_by_the_account(
    store, account, lanes, gated, monkeypatch, through
):
    proxy, gate, use = gated

    def slower(data, session):
        return (
            data.replace(b" OK Fetch completed", b" OK [THROTTLED] Fetch")
            if session.number > 1
            else data
        )

    proxy.on_answer = slower
    if through == "bodies":
        monkeypatch.setattr(header_round, "_MANY", 10_000)
    with contextlib.suppress(BodiesWait):
        sync(store, account, gate=gate)
    _check(store)
    assert use.held(BODIES).code == "slow_down"
