"""Waiting for news on real and scripted servers: who is heard, what is no news, and lines that are dead."""

import time

import pytest

from desktop.mail.network_watch import NetworkNews, NetworkWatch, own_addresses
from desktop.mail.push import News, Watch
from desktop.mail.transport import ImapConnection
from desktop.runtime.errors import Retryable
from tests.mail.mail_samples import letter

LONG = 30.0


@pytest.fixture
def watched():
    """Logs in, opens the inbox and begins to wait; gives connection and watch."""
    made = []

    def begin(login):
        connection = ImapConnection(login)
        made.append(connection)
        connection.connect()
        connection.login()
        watch = Watch(connection)
        watch.begin(connection.select("INBOX"))
        return connection, watch

    yield begin
    for connection in made:
        connection.close()


def heard(watch, seconds=LONG):
    return watch.wait(seconds, lambda: False)


def settled(watch):
    """Past the figures that NOTIFY begins with."""
    watch.wait(LONG, lambda: watch._notify_tag == b"")


@pytest.mark.parametrize("security", ["plain", "ssl"])
def test_new_mail_is_heard_and_the_line_can_be_used_again(mailbox, watched, security):
    mailbox.deliver(letter(1))
    connection, watch = watched(mailbox.login(security))
    mailbox.deliver(letter(2))
    assert "" in heard(watch).folders
    watch.end()
    selected = connection.select("INBOX")
    assert selected.exists == 2
    watch.begin(selected)
    mailbox.deliver(letter(3))
    assert "" in heard(watch).folders
    watch.end()
    assert len(connection.uids()) == 3


def test_another_server_and_a_compressed_line(cyrus, watched):
    mailbox = cyrus.mailbox()
    mailbox.deliver(letter(1))
    connection, watch = watched(mailbox.login())
    watch.end()
    assert connection.compress_now()
    watch.begin(connection.select("INBOX"))
    mailbox.deliver(letter(2))
    assert "" in heard(watch).folders
    watch.end()
    assert len(connection.uids()) == 2


def test_other_folders_are_watched_by_notify(mailbox, watched):
    connection, watch = watched(mailbox.login())
    assert watch.notifies
    settled(watch)
    with mailbox.imap() as other:
        other.append("Sent", None, None, letter(1))
    assert heard(watch).folders == {"Sent"}
    watch.end()
    watch.begin(connection.select("INBOX"))
    settled(watch)
    with mailbox.imap() as other:
        other.create("Orders")
    assert heard(watch).listing


def test_what_happened_while_nobody_waited_is_told_at_the_next_begin(mailbox, watched):
    connection, watch = watched(mailbox.login())
    settled(watch)
    watch.end()
    with mailbox.imap() as other:
        other.append("Sent", None, None, letter(1))
    watch.begin(connection.select("INBOX"))
    assert heard(watch).folders == {"Sent"}


def test_a_server_that_refuses_its_own_notify_is_watched_by_idle(mailbox, watched, interpreter):
    proxy = interpreter(mailbox.server.port)
    proxy.on_command = lambda line, _s: b"TAG BAD no\r\n" if b"NOTIFY SET" in line else None
    _connection, watch = watched(mailbox.login(port=proxy.port))
    mailbox.deliver(letter(1))
    assert "" in heard(watch).folders
    assert not watch.notifies
    watch.end()


@pytest.fixture
def told(mailbox, watched, interpreter):
    """A watch over an inbox of five, on a server without NOTIFY that says in IDLE what a test wants."""

    def begin(said, *, ending=False):
        for n in range(5):
            mailbox.deliver(letter(n))
        proxy = interpreter(mailbox.server.port)

        def answer(line, session):
            if b"NOTIFY SET" in line:
                return b"TAG BAD no\r\n"
            if b"IDLE" not in line:
                return None
            session.ending = ending
            return b"+ idling\r\n" + said

        proxy.on_command = answer
        return watched(mailbox.login(port=proxy.port))[1]

    return begin


@pytest.mark.parametrize(
    ("said", "folders"),
    [
        (b"* 6 EXISTS\r\n", {""}),
        (b"* OK still here\r\n* 5 EXISTS\r\n* 0 RECENT\r\n* 6 EXISTS\r\n", {""}),
        (b"* 3 EXPUNGE\r\n", {""}),
        (b"* VANISHED 4\r\n", {""}),
        (b"* 2 FETCH (FLAGS (\\Seen))\r\n", {""}),
        (b'* STATUS "Sent" (MESSAGES 4)\r\n', {"Sent"}),
    ],
)
def test_what_is_news(told, said, folders):
    assert heard(told(said)).folders == folders


def test_the_same_number_again_is_no_news(told):
    assert not heard(told(b"* 5 EXISTS\r\n* OK still here\r\n"), 1.0)


@pytest.mark.parametrize("said", [b"", b"* BYE Autologout; idle for too long\r\n", b"* 6 EXI"])
def test_a_server_that_hangs_up_is_noticed_at_once(told, said):
    watch = told(said, ending=True)
    began = time.process_time()
    with pytest.raises(Retryable):
        heard(watch)
    assert time.process_time() - began < 2  # and not by asking in a circle


def test_a_line_on_which_nobody_answers_any_more_is_dead(
    mailbox, watched, fault_proxy, monkeypatch
):
    monkeypatch.setattr("desktop.mail.push.ANSWER_SECONDS", 1.0)
    proxy = fault_proxy(mailbox.server.port)
    _connection, watch = watched(mailbox.login(port=proxy.port))
    settled(watch)
    proxy.cut_from = b"DONE"
    proxy.swallow_after = 0
    with pytest.raises(Retryable):
        watch.end()


def test_news_add_up():
    news = News({"a"})
    news.add(News({"b"}, listing=True))
    assert news.folders == {"a", "b"}
    assert news.listing
    assert not News()


# ---- the computer itself


class Clock:
    def __init__(self):
        self.at = 1000.0
        self.addresses = frozenset({"192.168.1.5"})
        self.told: list[NetworkNews] = []
        self.watch = NetworkWatch(
            self.told.append, addresses=lambda: self.addresses, wall=lambda: self.at
        )

    def look(self, seconds=2.0):
        self.at += seconds
        self.watch.look()


def test_nothing_is_told_while_nothing_changes():
    clock = Clock()
    for _n in range(5):
        clock.look()
    clock.look(10)  # a slow computer is not a sleeping one
    assert clock.told == []


def test_sleep_shows_as_a_tick_that_came_far_too_late():
    clock = Clock()
    clock.look(3600)
    assert clock.told == [NetworkNews(clock.addresses, slept=True)]
    clock.look()
    assert len(clock.told) == 1


def test_another_network_and_none_at_all():
    clock = Clock()
    clock.addresses = frozenset()
    clock.look()
    clock.addresses = frozenset({"10.0.0.7"})
    clock.look()
    assert [n.addresses for n in clock.told] == [frozenset(), frozenset({"10.0.0.7"})]
    assert not any(n.slept for n in clock.told)


def test_asking_for_the_own_addresses_sends_nothing_and_always_answers():
    assert isinstance(own_addresses(), frozenset)
