"""The store stays equal to a real Dovecot, whatever happens on either side or in between."""

import errno
import random
import threading

import pytest
import sqlalchemy as sa

from desktop.mail import ingest as ingesting
from desktop.mail import prepare as preparing
from desktop.mail.header_round import FIRST_BATCH
from desktop.mail.sync_report import Stopped
from desktop.runtime.errors import Retryable, UserFacing
from desktop.store.queries import messages
from desktop.store.schema.customers import Customer
from desktop.store.schema.mail import (
    Attachment,
    Folder,
    Message,
    MessageText,
    Placement,
    Quarantine,
    RawPiece,
    Thread,
)
from desktop.store.search import matching_messages, query_text
from tests.mail.mail_samples import (
    add_account,
    count,
    letter,
    message_number,
    placed,
    sync,
    threads,
)


@pytest.fixture(params=["rich", "poor"])
def any_mailbox(request, dovecot, poor_dovecot):
    return (dovecot if request.param == "rich" else poor_dovecot).mailbox()


def test_a_mailbox_comes_in_whole(store, any_mailbox):
    mailbox = any_mailbox
    originals = {n: letter(n, reply_to=n - 1 if n % 3 else None, size=n * 50) for n in range(60)}
    for n, raw in originals.items():
        mailbox.deliver(raw, flags="S" if n % 2 else "")
    mailbox.deliver(letter("s1", sender=mailbox.email, reply_to=5), "Sent", flags="S")
    mailbox.deliver(letter("a1"), "Archive")
    mailbox.deliver(letter("t1"), "Trash")
    mailbox.deliver(letter("j1"), "Junk")
    account = add_account(store, mailbox)
    batches = []
    results = sync(store, account, after_batch=lambda unit, ids: batches.append(set(ids)))
    assert (results["INBOX"].new, results["INBOX"].total, results["Sent"].new) == (60, 60, 1)
    assert (results["Archive"].new, results["Trash"].new, results["Junk"].total) == (1, 1, 1)
    assert {name: r.role for name, r in results.items()}["Junk"] == "junk"
    assert placed(store) == {str(n): "\\Seen" if n % 2 else "" for n in originals}
    assert set(placed(store, "Archive")) == {"a1"}
    assert placed(store, "Junk") == {}  # nobody wants it; of the trash only headers
    with store.read() as session:
        for message in session.scalars(sa.select(Message)):
            key = message.message_id.partition("@")[0]
            assert message.outbound == (key == "s1")
            assert message.body_state == ("headers" if key == "t1" else "full")
            if key.isdigit():
                assert messages.raw_bytes(store, message.id) == originals[int(key)]
    assert len(threads(store)) == 22
    assert set().union(*batches) == {t.id for t in threads(store)}
    first = next(t for t in threads(store) if t.message_count == 4)
    assert (first.unread_count, first.in_inbox, first.last_out_time > 0) == (1, True, True)
    with store.read() as session:
        hits = session.execute(matching_messages(query_text("quote item 42"), 10)).all()
    assert [row.id for row in hits] == [message_number(store, 42)]
    again = sync(store, account)
    assert (again["INBOX"].new, again["INBOX"].updated, again["INBOX"].removed) == (0, 0, 0)


def test_changes_on_the_server_follow(store, any_mailbox):
    mailbox = any_mailbox
    for n in range(10):
        mailbox.deliver(letter(n))
    account = add_account(store, mailbox)
    sync(store, account)
    with mailbox.imap() as other:
        other.select("INBOX")
        other.store("1", "+FLAGS", "(\\Seen)")
        other.store("2", "+FLAGS", "(\\Flagged)")
        other.store("3", "+FLAGS", "(\\Deleted)")
        other.expunge()
    mailbox.deliver(letter(10))
    result = sync(store, account)["INBOX"]
    assert (result.new, result.updated, result.removed) == (1, 2, 1)
    assert placed(store) == {"0": "\\Seen", "1": "\\Flagged"} | {str(n): "" for n in range(3, 11)}
    assert count(store, Message) == 10
    assert message_number(store, 2) is None
    with store.read() as session:
        assert session.get(Message, message_number(store, 0)).seen
        assert session.get(Message, message_number(store, 1)).flagged
        assert not session.execute(matching_messages(query_text("item 2"), 10)).all()


def test_mail_of_a_customer_stays_when_the_mailbox_is_tidied(store, mailbox):
    mailbox.deliver(letter(1))
    account = add_account(store, mailbox)

    def link(unit, _ids):
        customer = Customer(name="ACME")
        unit.session.add(customer)
        unit.session.flush()
        for thread in unit.session.scalars(sa.select(Thread)):
            thread.customer_id = customer.id

    sync(store, account, after_batch=link)
    with mailbox.imap() as other:
        other.select("INBOX")
        other.store("1", "+FLAGS", "(\\Deleted)")
        other.expunge()
    sync(store, account)
    assert placed(store) == {}
    assert message_number(store, 1) is not None
    assert not threads(store)[0].in_inbox


def test_one_message_in_two_folders_is_one_message(store, mailbox):
    mailbox.deliver(letter(1))
    mailbox.deliver(letter(1), "Sent")
    account = add_account(store, mailbox)
    sync(store, account)
    assert (count(store, Message), count(store, Placement), count(store, RawPiece)) == (1, 2, 1)


def test_newest_come_first_and_soon(store, mailbox):
    for n in range(FIRST_BATCH + 150):
        mailbox.deliver(letter(n), when=1_700_000_000 + n)
    account = add_account(store, mailbox)
    seen = []
    sync(
        store,
        account,
        on_progress=seen.append,
        after_batch=lambda unit, ids: seen.append(
            unit.session.scalar(sa.select(sa.func.min(Message.sort_time)))
        ),
    )
    first = next(i for i in seen if isinstance(i, int))
    assert first >= 1_700_000_000 + 100
    progress = [p for p in seen if not isinstance(p, int)]
    assert (progress[-1].done, progress[-1].total) == (FIRST_BATCH + 150, FIRST_BATCH + 150)


def test_a_renumbered_folder_keeps_its_messages(store, any_mailbox):
    mailbox = any_mailbox
    for n in range(20):
        mailbox.deliver(letter(n), flags="S")
    account = add_account(store, mailbox)
    sync(store, account)
    before = {n: message_number(store, n) for n in range(20)}
    mailbox.files()[3].unlink()
    mailbox.bump_uidvalidity()
    mailbox.deliver(letter(20))
    result = sync(store, account)["INBOX"]
    assert result.new == 1
    kept = placed(store)
    assert len(kept) == 20
    assert {n: message_number(store, n) for n in range(20) if str(n) in kept} == {
        n: i for n, i in before.items() if str(n) in kept
    }
    assert count(store, Message) == 20
    assert sync(store, account)["INBOX"].new == 0


def test_stop_and_go_on(store, mailbox):
    for n in range(700):
        mailbox.deliver(letter(n))
    account = add_account(store, mailbox)
    stop = threading.Event()

    def stop_soon(progress):
        if progress.done:
            stop.set()

    with pytest.raises(Stopped):
        sync(store, account, stop=stop, on_progress=stop_soon)
    some = len(placed(store))
    assert some >= FIRST_BATCH
    stop.clear()
    with pytest.raises(Stopped):
        sync(
            store,
            account,
            stop=stop,
            on_progress=lambda p: p.phase == "bodies" and p.done and stop.set(),
        )
    assert len(placed(store)) == count(store, Message) == 700
    whole = count(store, RawPiece)
    assert whole > 0
    assert sync(store, account)["INBOX"].new == 0
    assert count(store, RawPiece) == count(store, Message) == 700


@pytest.mark.parametrize("seed", range(3))
def test_cut_connections_lose_nothing_and_double_nothing(store, mailbox, fault_proxy, seed):
    for n in range(250):
        mailbox.deliver(letter(n, size=2000))
    proxy = fault_proxy(mailbox.server.port)
    account = add_account(store, mailbox, port=proxy.port)
    chance = random.Random(seed)
    cuts = 0
    for _round in range(12):
        proxy.cut_after = chance.randrange(500, 300_000)
        proxy.reset = chance.random() < 0.5
        try:
            sync(store, account)
        except Retryable:
            cuts += 1
    assert cuts
    proxy.cut_after = None
    sync(store, account)
    assert len(placed(store)) == count(store, Message) == 250


def test_a_poison_message_is_put_aside_and_the_others_come_in(store, mailbox, monkeypatch):
    for n in range(30):
        mailbox.deliver(letter(n))
    honest = preparing.parse

    def choking(raw):
        if b"number 7\r\n" in raw:
            raise RuntimeError("poison")
        return honest(raw)

    monkeypatch.setattr(preparing, "parse", choking)
    account = add_account(store, mailbox)
    result = sync(store, account)["INBOX"]
    assert result.put_aside == 1
    assert (len(placed(store)), count(store, RawPiece)) == (30, 29)  # it is listed
    with store.read() as session:
        (aside,) = session.scalars(sa.select(Quarantine)).all()
    assert "poison" in aside.reason
    assert sync(store, account)["INBOX"].new == 0


def test_a_message_that_breaks_the_writer_is_found_and_put_aside(store, mailbox, monkeypatch):
    for n in range(40):
        mailbox.deliver(letter(n))
    honest = ingesting.insert_new

    def choking(unit, fresh, own):
        if any(p.ids.message_id.startswith("13@") for p in fresh):
            raise ValueError("cannot be written")
        return honest(unit, fresh, own)

    monkeypatch.setattr(ingesting, "insert_new", choking)
    account = add_account(store, mailbox)
    assert sync(store, account)["INBOX"].put_aside == 1
    assert len(placed(store)) == 39


def test_a_full_disk_stops_the_sync_and_keeps_what_was_there(store, mailbox, monkeypatch):
    for n in range(50):
        mailbox.deliver(letter(n))
    account = add_account(store, mailbox)

    def full(chunks):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(store.raw, "append", full)
    with pytest.raises(UserFacing) as caught:
        sync(store, account)
    assert caught.value.code == "disk_full"
    assert count(store, RawPiece) == 0
    assert count(store, Message) == 50  # by their headers
    monkeypatch.undo()
    sync(store, account)
    assert len(placed(store)) == count(store, RawPiece) == 50
    assert not store.problems()


def test_odd_messages_come_in(store, mailbox):
    mailbox.deliver(b"\r\nno headers at all\r\n")
    mailbox.deliver(b"Subject: =?gb2312?B?1uznPg==?=\r\n\r\n\xff\xfe broken \x00\r\n")
    mailbox.deliver(
        b"From: a@b.example\r\nTo: "
        + b", ".join(b"p%d@x.example" % n for n in range(10_000))
        + b"\r\n\r\nhi\r\n"
    )
    mailbox.deliver(
        b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n--b\r\n"
        b"Content-Disposition: attachment; filename=big.bin\r\n\r\n"
        + b"0123456789abcdef\r\n" * 600_000
        + b"--b--\r\n"
    )
    account = add_account(store, mailbox)
    assert sync(store, account)["INBOX"].new == 4
    assert count(store, Message) == count(store, MessageText) == 4
    with store.read() as session:
        assert session.scalar(sa.select(sa.func.max(Attachment.size))) > 10_000_000


def test_since_and_named_folders(store, mailbox):
    mailbox.deliver(letter(1), when=1_600_000_000)
    mailbox.deliver(letter(2))
    mailbox.deliver(letter(3), "Archive")
    account = add_account(store, mailbox)
    sync(store, account, since=1_700_000_000)
    assert set(placed(store)) == {"2"}
    sync(store, account, only=["Archive"])
    assert set(placed(store, "Archive")) == {"3"}
    sync(store, account)
    assert set(placed(store)) == {"1", "2"}


def test_folders_come_and_go(store, mailbox):
    mailbox.deliver(letter(1), "Customers")
    account = add_account(store, mailbox)
    sync(store, account, only=["Customers"])
    assert set(placed(store, "Customers")) == {"1"}
    with mailbox.imap() as other:
        other.delete("Customers")
    sync(store, account)
    with store.read() as session:
        assert "Customers" not in session.scalars(sa.select(Folder.name)).all()
    assert count(store, Message) == 0


def test_threads_join_when_the_missing_link_comes(store, mailbox):
    mailbox.deliver(letter(1))
    mailbox.deliver(letter(3, reply_to=2))
    account = add_account(store, mailbox)
    sync(store, account)
    assert len(threads(store)) == 2
    mailbox.deliver(letter(2, reply_to=1))
    sync(store, account)
    (thread,) = threads(store)
    assert thread.message_count == 3
