"""Servers that lie, forget, refuse and throttle in their own ways: mail stays whole and both sides end equal."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from desktop.mail import actions
from desktop.runtime.errors import Retryable, TradepostError
from desktop.store.schema.mail import Folder, Message, Quarantine
from tests.fixtures import manners
from tests.mail.mail_samples import add_account, count, letter, message_number, placed
from tests.mail.oracles import (
    check,
    choose_every_folder,
    copies,
    logged_in,
    read_server,
    run_actions,
    run_sync,
)


def a_quarter_later(store):
    """Where changes cannot be asked for, flags of old mail are compared four times an hour."""
    with store.write() as unit:
        for folder in unit.session.scalars(sa.select(Folder)):
            folder.last_full_at = 0


def meddle(mailbox):
    """Another program reads, flags and expunges; one mail comes and one more in Archive."""
    with mailbox.imap() as other:
        other.select("INBOX")
        other.store("1", "+FLAGS", "(\\Seen)")
        other.store("2", "+FLAGS", "(\\Flagged)")
        other.store("5:6", "+FLAGS", "(\\Deleted)")
        other.expunge()
    mailbox.deliver(letter("new"))
    mailbox.deliver(letter("archived"), "Archive")


@pytest.fixture
def played(store, mailbox, impersonate):
    """(account, proxy) of a mailbox with twelve letters on a server with these manners."""

    def begin(kind, size=100):
        for n in range(12):
            mailbox.deliver(letter(n, size=size))
        proxy = impersonate(mailbox, kind)
        return add_account(store, mailbox, port=proxy.port), proxy

    return begin


def synced(store, account, mailbox, **arguments):
    run_sync(store, account)
    return check(store, account, mailbox, folders=["INBOX", "Sent"], **arguments)


KINDS = [
    manners.Polite,
    manners.QQ,
    manners.NetEase,
    manners.NetEaseBefore,
    manners.Aliyun,
    manners.Exchange,
    manners.Gmail,
    manners.ICloud,
    manners.James,
    manners.ZeroModseq,
    manners.NoModseq,
    manners.CondstoreRefused,
    manners.NoUidNext,
    manners.NoAnswerOfMoves,
    manners.RawNames,
]


@pytest.mark.parametrize("kind", KINDS)
def test_both_sides_stay_equal(store, mailbox, played, kind):
    account, proxy = played(kind)
    synced(store, account, mailbox)
    before = {n: message_number(store, n) for n in range(12)}
    meddle(mailbox)
    a_quarter_later(store)
    synced(store, account, mailbox)
    assert set(placed(store)) == {"new", *(str(n) for n in range(12) if n not in (4, 5))}
    actions.act(store, "archive", [message_number(store, 0)])
    actions.act(store, "delete", [message_number(store, 1)])
    actions.act(store, "read", [message_number(store, 2)])
    run_actions(store, account)
    server = synced(store, account, mailbox)
    assert not actions.pending(store, account)
    there = {
        m.key: (name, "\\Seen" in m.flags)
        for name, (_v, folder) in server.items()
        for m in folder.values()
        if "\\Deleted" not in m.flags
    }
    assert (there["0"][0], there["1"][0], there["2"]) == ("Archive", "Trash", ("INBOX", True))
    assert set(copies(server).values()) == {1}
    mailbox.bump_uidvalidity()
    synced(store, account, mailbox)
    for n in (0, 1, 2, 3, 11):
        assert message_number(store, n) == before[n], f"{n} became another message"
    run_sync(store, account)
    assert proxy.notebook.sins == []


def test_a_lie_about_everything_is_not_believed(store, mailbox, played):
    account, proxy = played(manners.James)
    for n in range(12, 80):
        mailbox.deliver(letter(n))
    synced(store, account, mailbox)
    proxy.notebook.moods["far"] = True
    mailbox.deliver(letter("another"))
    synced(store, account, mailbox)
    assert count(store, Message) == 81


def test_the_same_mail_under_two_labels_is_one_message(store, mailbox, impersonate):
    for n in range(6):
        mailbox.deliver(letter(n))
        mailbox.deliver(letter(n), "[Gmail]/All Mail")
    mailbox.deliver(letter("archived"), "[Gmail]/All Mail")
    mailbox.deliver(letter(1), "Orders")
    proxy = impersonate(mailbox, manners.Gmail)
    account = add_account(store, mailbox, port=proxy.port)
    run_sync(store, account)
    choose_every_folder(store, account)
    synced(store, account, mailbox)
    run_sync(store, account)
    assert count(store, Message) == 7
    bodies = [c for c in proxy.notebook.commands if b"BODY.PEEK[]" in c]
    fetched = sum(_set_size(c.split(b" ")[2]) for c in bodies)
    assert fetched <= 8, bodies


def _set_size(text):
    total = 0
    for part in text.split(b","):
        low, _colon, high = part.partition(b":")
        total += int(high or low) - int(low) + 1
    return total


def test_answers_without_a_uid_are_asked_for_again(store, mailbox, played):
    account, _proxy = played(manners.NoUid)
    run_sync(store, account)
    run_sync(store, account)
    check(store, account, mailbox, folders=["INBOX"])
    with store.read() as session:
        whole = set(session.scalars(sa.select(Message.id).where(Message.body_state == "full")))
    assert len(whole) + count(store, Quarantine) >= 12


@pytest.mark.parametrize("what", ["header", "body"])
def test_a_message_left_out_once_is_asked_for_again(store, mailbox, played, what):
    account, proxy = played(manners.Forgetful)
    proxy.notebook.moods |= {(3, what): 1, (12, what): 1, (7, what): 1}
    run_sync(store, account)
    synced(store, account, mailbox)
    assert count(store, Quarantine) == 0
    with store.read() as session:
        assert set(session.scalars(sa.select(Message.body_state))) == {"full"}


@pytest.mark.parametrize("what", ["header", "body"])
def test_a_message_that_never_comes_is_put_aside_and_the_others_come(store, mailbox, played, what):
    account, proxy = played(manners.Forgetful)
    proxy.notebook.moods |= {(3, what): 99, (12, what): 99}
    run_sync(store, account)
    run_sync(store, account)
    check(store, account, mailbox, folders=["INBOX"])
    with store.read() as session:
        full = session.scalar(
            sa.select(sa.func.count()).select_from(Message).where(Message.body_state == "full")
        )
    assert full == 10
    proxy.notebook.moods.clear()
    asked = len(proxy.notebook.commands)
    run_sync(store, account)
    assert len(proxy.notebook.commands) - asked < 20, "it asks for them again and again"


def test_nothing_where_a_message_should_be(store, mailbox, played):
    account, proxy = played(manners.NilBody)
    proxy.notebook.moods["nil"] = {4}
    run_sync(store, account)
    run_sync(store, account)
    check(store, account, mailbox, folders=["INBOX"])
    assert len(placed(store)) >= 11


def test_a_folder_that_cannot_be_read_does_not_keep_the_others(store, mailbox, played):
    mailbox.deliver(letter("p"), "Poison")
    account, _proxy = played(manners.PoisonFolder)
    run_sync(store, account)
    choose_every_folder(store, account)
    for _again in range(2):
        run_sync(store, account)
    check(store, account, mailbox, folders=["INBOX", "Sent"])
    with store.read() as session:
        folder = session.scalar(sa.select(Folder).where(Folder.name == "Poison"))
        assert folder.state != "complete"


def test_a_throttled_account_waits_as_long_as_it_was_told(store, mailbox, played):
    account, proxy = played(manners.Exchange)
    proxy.notebook.moods["throttle"] = True
    with pytest.raises(Retryable) as caught:
        run_sync(store, account)
    assert caught.value.code == "throttled"
    ahead = caught.value.retry_at - datetime.now(UTC)
    assert timedelta(minutes=4) < ahead <= timedelta(minutes=5)
    proxy.notebook.moods.clear()
    synced(store, account, mailbox)


def test_a_throttled_ok_slows_down(store, mailbox, played):
    account, _proxy = played(manners.Gmail)
    with logged_in(store, account) as connection:
        connection.select("INBOX")
        list(connection.fetch_pipelined([[1, 2]]))
        assert connection.throttled


def test_long_commands_are_never_sent(store, mailbox, impersonate):
    """Every second number is free: the worst set there is."""
    for n in range(1500):
        mailbox.deliver(b"Message-ID: <%d@a>\r\n\r\n.\r\n" % n)
    with mailbox.imap() as other:
        other.select("INBOX")
        for start in range(1, 1500, 300):
            some = ",".join(str(n) for n in range(start, start + 300, 2))
            other.uid("STORE", some, "+FLAGS.SILENT", "(\\Deleted)")
        other.expunge()
    proxy = impersonate(mailbox, manners.Exchange)
    account = add_account(store, mailbox, port=proxy.port)
    run_sync(store, account)
    assert proxy.notebook.sins == []
    assert len(placed(store)) == len(read_server(mailbox)["INBOX"][1]) == 750


def test_unsafe_login_is_said_in_words(store, mailbox, impersonate):
    class Hostile(manners.NetEase):
        when = "never"

        def on_command(self, tag, text):
            self.known = False
            return super().on_command(tag, text)

    mailbox.deliver(letter(1))
    proxy = impersonate(mailbox, Hostile)
    account = add_account(store, mailbox, port=proxy.port)
    with pytest.raises(TradepostError) as caught:
        run_sync(store, account)
    assert caught.value.code == "unsafe_login"
    assert caught.value.hint
    assert placed(store) == {}
