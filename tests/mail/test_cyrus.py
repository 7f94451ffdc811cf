"""The same care with a Cyrus IMAP server: another QRESYNC, other flags, other words; skipped where Cyrus cannot be had."""

import pytest
import sqlalchemy as sa

from desktop.mail import actions
from desktop.runtime.errors import Retryable
from desktop.store.schema.mail import Message
from tests.mail.mail_samples import add_account, count, letter, message_number, placed
from tests.mail.oracles import check, choose_every_folder, run_actions, run_sync


@pytest.fixture
def box(cyrus):
    return cyrus.mailbox()


def change(mailbox, *commands, folder="INBOX"):
    with mailbox.imap() as other:
        other.select(f'"{folder}"')
        for command, *arguments in commands:
            assert other.uid(command, *arguments)[0] == "OK", command


def test_the_store_follows_a_mailbox_of_cyrus(store, box):
    for n in range(12):
        box.deliver(letter(n), flags="S" if n % 2 else "")
    box.deliver(letter("c"), "Orders")
    account = add_account(store, box)
    run_sync(store, account)
    choose_every_folder(store, account)

    def equal(*keys, folder="INBOX"):
        run_sync(store, account)
        check(store, account, box, folders=["INBOX", "Sent"])
        assert {str(k) for k in keys} == set(placed(store, folder))
        run_sync(store, account)
        check(store, account, box, folders=["INBOX", "Sent"])

    equal(*range(12))
    change(box, ("STORE", "1", "+FLAGS", "(\\Flagged)"), ("STORE", "2", "-FLAGS", "(\\Seen)"))
    equal(*range(12))
    # the highest message goes: `VANISHED` for 1:* leaves it out (cyrus-imapd#6071)
    change(box, ("STORE", "12", "+FLAGS", "(\\Deleted)"), ("EXPUNGE", "12"))
    equal(*range(11))
    change(box, ("STORE", "3:4", "+FLAGS", "(\\Deleted)"), ("EXPUNGE", "3:4"))
    box.deliver(letter("new"))
    equal(0, 1, *range(4, 11), "new")
    change(box, ("MOVE", "5", "Archive"))
    equal(0, 1, *range(5, 11), "new")
    equal(4, folder="Archive")
    with box.imap() as other:
        other.rename("Orders", "Clients")
        other.create("Empty")
    equal("c", folder="Clients")
    with box.imap() as other:
        other.delete("Clients")
        other.create("Clients")  # another folder of the same name
    equal(folder="Clients")
    box.deliver(letter("c2"), "Clients")
    equal("c2", folder="Clients")


def test_a_folder_made_anew_with_the_same_mail(store, box):
    for n in range(5):
        box.deliver(letter(n), "Orders")
    account = add_account(store, box)
    run_sync(store, account)
    choose_every_folder(store, account)
    run_sync(store, account)
    before = {message_number(store, n) for n in range(5)}
    with box.imap() as other:
        other.delete("Orders")
    for n in reversed(range(5)):
        box.deliver(letter(n), "Orders")
    run_sync(store, account)
    check(store, account, box, folders=["INBOX", "Orders"])
    assert {message_number(store, n) for n in range(5)} == before
    assert count(store, Message) == 5


def test_wishes_reach_cyrus_through_a_broken_line(store, box, fault_proxy):
    for n in range(6):
        box.deliver(letter(n))
    line = fault_proxy(box.server.port)
    account = add_account(store, box, port=line.port)
    run_sync(store, account)
    for n in range(6):
        actions.act(store, ("read", "archive", "delete")[n % 3], [message_number(store, n)])
    line.cut_from = b"SELECT"
    for offset in (1, 300, 700, 1100):
        line.cut_after = offset
        try:
            run_actions(store, account)
        except Retryable:
            continue
    line.cut_after = None
    run_actions(store, account)
    run_sync(store, account)
    server = check(store, account, box, folders=["INBOX", "Archive"])
    there = {m.key: name for name, (_v, f) in server.items() for m in f.values()}
    assert there == {
        "0": "INBOX",
        "3": "INBOX",
        "1": "Archive",
        "4": "Archive",
        "2": "Trash",
        "5": "Trash",
    }
    with store.read() as session:
        seen = session.scalars(sa.select(Message.message_id).where(Message.seen)).all()
    assert {key.partition("@")[0] for key in seen} == {"0", "3"}
