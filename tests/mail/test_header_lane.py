"""A first sync lists its mail by a process of its own: everything once, whatever happens to that process."""

import threading

import pytest

from desktop.mail import header_round
from desktop.mail.header_lane import HeaderLane
from desktop.mail.sync_report import Stopped
from desktop.store.queries import health
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
