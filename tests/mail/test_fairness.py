"""Who may use the line when: turns between accounts, errands first, and nobody is locked out by one that stands still."""

import threading
import time

import pytest

from desktop.mail import fairness
from desktop.mail.account_use import BODIES, UseRecord
from desktop.mail.fairness import FREE, AccountGate, BodiesWait, Lanes
from desktop.mail.on_demand import OnDemand
from desktop.runtime.errors import Retryable
from tests.mail.mail_samples import add_account


def never():
    return False


class Transfer(threading.Thread):
    """Moves so many batches, noting each in the common order."""

    def __init__(self, lanes, name, batches, order, *, leave=True):
        super().__init__(daemon=True)
        self.args = lanes, name, batches, order, leave

    def run(self):
        lanes, name, batches, order, leave = self.args
        for _n in range(batches):
            lanes.turn(name, never)
            order.append(name)
        if leave:
            lanes.leave(name)


def eventually(condition):
    end = time.monotonic() + 30
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    assert condition()


def test_accounts_take_turns(monkeypatch):
    monkeypatch.setattr(fairness, "_PATIENCE", 3600.0)
    lanes, order = Lanes(at_a_time=1), []
    lanes.turn("a", never)
    second = Transfer(lanes, "b", 1, order, leave=False)
    second.start()
    eventually(lambda: "b" in lanes._queue)
    first = Transfer(lanes, "a", 1, order, leave=False)  # a's next batch: b has waited
    first.start()
    eventually(lambda: order == ["b"] and "a" in lanes._queue)
    lanes.leave("b")
    eventually(lambda: order == ["b", "a"])


def test_one_alone_is_not_held_up():
    lanes, order = Lanes(), []
    transfer = Transfer(lanes, "a", 100, order)
    transfer.start()
    transfer.join(30)
    assert len(order) == 100


def test_one_that_stands_still_does_not_hold_the_others_up(monkeypatch):
    monkeypatch.setattr(fairness, "_PATIENCE", 0.3)
    lanes, order = Lanes(at_a_time=1), []
    lanes.turn("dead", never)  # got its place, and its server never answers again
    transfer = Transfer(lanes, "alive", 5, order)
    transfer.start()
    transfer.join(30)
    assert order == ["alive"] * 5


def test_a_stopped_transfer_does_not_wait(monkeypatch):
    monkeypatch.setattr(fairness, "_PATIENCE", 3600.0)  # else it would get its place in the end
    lanes = Lanes(at_a_time=1)
    lanes.turn("a", never)
    lanes.turn("b", lambda: True)


def test_an_errand_goes_first_and_is_not_waited_for_without_end(monkeypatch):
    monkeypatch.setattr(fairness, "_OWN_ERRAND", 3600.0)
    lanes, order = Lanes(), []
    with lanes.errand("a"):
        transfer = Transfer(lanes, "a", 1, order)
        transfer.start()
        transfer.join(0.5)
        order.append("errand done")
    transfer.join(30)
    assert order == ["errand done", "a"]
    monkeypatch.setattr(fairness, "_OWN_ERRAND", 0.2)
    with lanes.errand("a"):  # one that hangs
        lanes.turn("a", never)


def test_an_errand_of_another_account_holds_up_only_for_a_moment(monkeypatch):
    monkeypatch.setattr(fairness, "_OTHER_ERRAND", 0.1)
    monkeypatch.setattr(fairness, "_OWN_ERRAND", 3600.0)
    lanes = Lanes()
    with lanes.errand("a"):
        lanes.turn("b", never)


class World:
    def __init__(self, store, mailbox):
        self.moment = 1_800_000_000.0
        self.throttled = False
        self.use = UseRecord(store, add_account(store, mailbox), lambda: self.moment)

    def gate(self, daily_bytes=0):
        return AccountGate(
            "a",
            Lanes(),
            self.use,
            daily_bytes=daily_bytes,
            bulk_connection=True,
            now=lambda: self.moment,
            stopping=never,
            throttled=lambda: self.throttled,
        )


@pytest.fixture
def world(store, mailbox):
    return World(store, mailbox)


def test_the_day_s_bytes_stop_whole_mails_and_never_headers(world):
    gate = world.gate(daily_bytes=1000)
    gate.between(600)
    gate.between(600, headers=True)
    with pytest.raises(BodiesWait) as error:
        gate.between(1)
    assert error.value.retry_at == world.use.tomorrow()
    assert gate.bodies_wait() == world.use.tomorrow()
    gate.between(600, headers=True)
    world.moment += 86_400
    assert gate.bodies_wait() is None
    gate.between(600)


def test_a_wish_to_slow_down_is_kept_for_a_while(world):
    gate = world.gate()
    gate.between(1)
    world.throttled = True
    with pytest.raises(BodiesWait):
        gate.between(1)
    assert world.use.held(BODIES).code == "slow_down"
    world.moment += 121
    gate.between(1)
    gate.close()


def test_without_a_limit_nothing_waits(world):
    gate = world.gate()
    gate.between(10**12)
    assert gate.bodies_wait() is None
    assert FREE.bodies_wait() is None
    FREE.between(1)


# ---- mails asked for


def test_two_wishes_for_one_mail_are_one_fetch_and_the_newest_wish_is_first():
    wanted, fetched, told = OnDemand(), [], []
    for number in (1, 2, 1):
        wanted.ask(number, lambda error, n=number: told.append((n, error)))
    wanted.serve(fetched.append)
    assert fetched == [2, 1]
    assert sorted(told) == [(1, None), (1, None), (2, None)]
    assert not wanted.waiting


def test_without_a_line_every_wish_is_answered():
    wanted, told = OnDemand(), []
    for number in (1, 2):
        wanted.ask(number, told.append)

    def fetch(_number):
        raise Retryable("no network", code="offline")

    with pytest.raises(Retryable):
        wanted.serve(fetch)
    assert [error.code for error in told] == ["offline", "offline"]
