"""One account's worker by itself: what it does when the computer slept, came elsewhere, or the line died."""

import contextlib
import queue
import time

import pytest

from desktop.mail.network_watch import NetworkNews
from desktop.mail.push import Watch
from desktop.mail.sync_worker import SyncWorker
from desktop.mail.workers import Surroundings
from desktop.runtime.clock import SystemClock
from tests.mail.mail_samples import add_account, letter, no_links, placed


class Told:
    """The worker's events, in order."""

    def __init__(self):
        self._events = queue.SimpleQueue()
        self.states = []

    def __call__(self, event):
        if event["event"] == "state":
            self._events.put(event)

    def wait(self, state, seconds=60):
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            with contextlib.suppress(queue.Empty):
                event = self._events.get(timeout=left)
                self.states.append(event["state"])
                if event["state"] == state:
                    return event
        raise AssertionError(f"no {state}, but {self.states}")


@pytest.fixture
def work(store):
    made = []

    def start(mailbox, port=0, **arguments):
        account = add_account(store, mailbox, port=port)
        told = Told()
        around = Surroundings(
            store,
            SystemClock(),
            no_links,
            lambda _unit, _sent: None,
            told,
            lambda: contextlib.nullcontext(None),
            **arguments,
        )
        worker = SyncWorker(around, account)
        made.append(worker)
        worker.start()
        told.wait("idle")
        return worker, told

    yield start
    for worker in made:
        worker.stop()
        worker.join(60)


def waiting(worker):
    """Until the worker waits for news."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        watched = worker._watch_of
        if watched is not None and watched[1]._tag:
            return
        time.sleep(0.02)


def test_after_sleep_the_line_is_made_anew_without_a_wait(store, mailbox, interpreter, work):
    proxy = interpreter(mailbox.server.port)
    worker, told = work(mailbox, proxy.port)
    waiting(worker)
    worker.network_changed(NetworkNews(frozenset({"192.168.1.5"}), slept=True))
    told.wait("idle")
    assert proxy.connections == 2
    assert "unreachable" not in told.states
    mailbox.deliver(letter(1))
    while "1" not in placed(store):
        told.wait("idle")


def test_in_another_network_a_living_line_is_kept_and_looked_at(store, mailbox, interpreter, work):
    proxy = interpreter(mailbox.server.port)
    worker, told = work(mailbox, proxy.port)
    waiting(worker)
    worker.network_changed(NetworkNews(frozenset({"10.0.0.7"}), slept=False))
    told.wait("idle")  # asked for news over the same line: loopback does not go away
    assert proxy.connections == 1


def test_a_dead_line_is_noticed_when_the_network_changes(
    store, mailbox, fault_proxy, work, monkeypatch
):
    monkeypatch.setattr("desktop.mail.push.ANSWER_SECONDS", 1.0)
    monkeypatch.setattr("desktop.mail.sync_worker._SHORT_WATCH", 0.0)
    proxy = fault_proxy(mailbox.server.port)
    worker, told = work(mailbox, proxy.port)
    waiting(worker)
    proxy.cut_from = b"DONE"
    proxy.swallow_after = 0
    worker.network_changed(NetworkNews(frozenset({"10.0.0.7"}), slept=False))
    told.wait("idle")
    assert proxy.connections >= 2
    assert "unreachable" not in told.states


def test_a_wait_ends_when_the_network_changes(store, mailbox, fault_proxy, work):
    proxy = fault_proxy(mailbox.server.port)
    worker, told = work(mailbox, proxy.port)
    waiting(worker)
    proxy.down = True
    proxy.cut_now()
    told.wait("unreachable")
    worker._failures = 4  # five minutes to wait
    worker.network_changed(NetworkNews(frozenset(), slept=False))
    proxy.down = False
    worker.network_changed(NetworkNews(frozenset({"10.0.0.7"}), slept=False))
    told.wait("idle")


def test_without_idle_and_notify_folders_are_asked_in_turn(store, mailbox, interpreter, work):
    proxy = interpreter(mailbox.server.port)
    proxy.on_answer = lambda data, _session: data.replace(b" IDLE", b"").replace(b" NOTIFY", b"")
    _worker, told = work(mailbox, proxy.port, poll_seconds=0.3)
    for folder, n in (("INBOX", 1), ("Sent", 2)):
        mailbox.deliver(letter(n), folder)
        while str(n) not in placed(store, folder):
            told.wait("idle")
    assert proxy.said(b"IDLE") == 0


def test_without_notify_other_folders_are_asked_for_beside_idle(store, mailbox, interpreter, work):
    proxy = interpreter(mailbox.server.port)
    proxy.on_answer = lambda data, _session: data.replace(b" NOTIFY", b"")
    _worker, told = work(mailbox, proxy.port, poll_seconds=0.5)
    mailbox.deliver(letter(2), "Sent")
    while "2" not in placed(store, "Sent"):
        told.wait("idle")
    assert proxy.said(b"IDLE") >= 1
    assert proxy.connections == 1


def test_news_of_one_folder_asks_for_nothing_else(store, mailbox, interpreter, work):
    proxy = interpreter(mailbox.server.port)
    worker, told = work(mailbox, proxy.port)
    waiting(worker)
    before = proxy.said(b"LIST")
    mailbox.deliver(letter(1))
    while "1" not in placed(store):
        told.wait("idle")
    assert proxy.said(b"LIST") == before


def test_idle_is_said_anew_before_routers_forget_the_line(
    store, mailbox, interpreter, work, monkeypatch
):
    monkeypatch.setattr("desktop.mail.sync_worker.REISSUE_SECONDS", 0.5)
    proxy = interpreter(mailbox.server.port)
    _worker, told = work(mailbox, proxy.port, poll_seconds=0.5)
    for _n in range(3):
        told.wait("idle")
    assert proxy.said(b"DONE") >= 2
    assert proxy.connections == 1


def test_figures_that_never_agree_do_not_make_it_run_in_circles(store, mailbox, interpreter, work):
    mailbox.deliver(letter(1))
    proxy = interpreter(mailbox.server.port)
    proxy.on_answer = lambda data, _session: data.replace(b"[UIDNEXT 2]", b"[UIDNEXT 7]")
    worker, _told = work(mailbox, proxy.port)
    waiting(worker)
    assert isinstance(worker._watch_of[1], Watch)


def test_a_wish_to_pause_or_stop_just_before_a_round_is_not_forgotten(store, mailbox):
    account = add_account(store, mailbox)
    told = []
    around = Surroundings(
        store,
        SystemClock(),
        no_links,
        lambda _unit, _sent: None,
        told.append,
        lambda: contextlib.nullcontext(None),
    )
    worker = SyncWorker(around, account)

    class Late(type(worker._interrupt)):
        def clear(self):
            worker.pause()
            super().clear()

    worker._interrupt = Late()
    worker.turn()
    assert (told, worker._connection) == ([], None)
    worker.paused.clear()
    worker._interrupt = type(worker.stopping)()
    worker.stopping.set()
    worker.turn()
    assert (told, worker._connection) == ([], None)
