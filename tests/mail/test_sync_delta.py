"""Deltas that are cut, moves between two looks, actions owed in a renumbered folder, and how little is asked when nothing is new."""

import threading

import pytest
import sqlalchemy as sa

from desktop.mail import actions, folder_compare
from desktop.mail.imap_folders import RemoteFolder
from desktop.mail.imap_reader import Response as Line
from desktop.mail.imap_reader import UidRanges, vanished
from desktop.mail.imap_wire import ImapWire
from desktop.mail.sync import AccountSync
from desktop.mail.sync_report import Stopped
from desktop.mail.sync_scope import follow
from desktop.store.schema.mail import Folder, MailAction, Message, Placement, RawPiece, Unplaced
from tests.mail.mail_samples import (
    add_account,
    count,
    letter,
    message_number,
    no_links,
    placed,
    sync,
)
from tests.mail.oracles import logged_in, run_actions


def folder_row(store, name):
    with store.read() as session:
        return session.scalar(sa.select(Folder).where(Folder.name == name))


@pytest.fixture
def asked(monkeypatch):
    """What is sent over any connection."""
    sent = []
    honest = ImapWire._send

    def send(self, command, **arguments):
        sent.append(command if isinstance(command, bytes) else command.encode())
        return honest(self, command, **arguments)

    monkeypatch.setattr(ImapWire, "_send", send)
    return sent


def test_nothing_new_asks_once_and_opens_nothing(store, dovecot, poor_dovecot, asked):
    for server, most in ((dovecot, 1), (poor_dovecot, 1 + 12)):
        mailbox = server.mailbox()
        for n in range(5):
            mailbox.deliver(letter(n), f"Folder{n}")
        account = add_account(store, mailbox)
        sync(store, account)
        with logged_in(store, account) as connection:
            asked.clear()
            results = AccountSync(store, account, connection, after_batch=no_links).run()
        assert len(results) == 11
        assert len(asked) <= most
        assert not [c for c in asked if c.startswith((b"EXAMINE", b"UID"))]


def test_a_cut_delta_goes_on_from_the_modseq_it_reached(store, mailbox, monkeypatch, asked):
    monkeypatch.setattr(folder_compare, "_PART", 5)
    for n in range(20):
        mailbox.deliver(letter(n))
    account = add_account(store, mailbox)
    sync(store, account)
    before = folder_row(store, "INBOX").highestmodseq
    with mailbox.imap() as other:
        other.select("INBOX")
        for n in range(1, 21):  # each flag a MODSEQ of its own
            other.store(str(n), "+FLAGS", "(\\Flagged)")
    stop = threading.Event()
    written = []
    honest = folder_compare.update_flags

    def stopping(unit, folder, flags):
        honest(unit, folder, flags)
        written.append(len(flags))
        if len(written) == 2:
            stop.set()

    monkeypatch.setattr(folder_compare, "update_flags", stopping)
    with pytest.raises(Stopped):
        sync(store, account, stop=stop)
    assert written == [5, 5]
    reached = folder_row(store, "INBOX").highestmodseq
    assert reached > before
    asked.clear()
    assert sync(store, account)["INBOX"].updated == 10
    since = b"(QRESYNC (%d %d))" % (folder_row(store, "INBOX").uidvalidity, reached)
    assert any(since in command for command in asked)
    assert set(placed(store).values()) == {"\\Flagged"}


def test_a_message_moved_behind_our_back_is_not_dropped(store, mailbox):
    """It leaves a folder that is looked at later for one that was looked at before."""
    for n in range(3):
        mailbox.deliver(letter(n), "Archive")
    mailbox.deliver(letter("i"))
    account = add_account(store, mailbox)
    sync(store, account)
    number = message_number(store, 1)
    mailbox.deliver(letter("new"))  # so that INBOX is compared too

    def move(unit, _threads):
        if moved:
            return
        moved.append(1)
        with mailbox.imap() as other:
            other.select("Archive")
            other.copy("2", "INBOX")
            other.store("2", "+FLAGS", "(\\Deleted)")
            other.expunge()

    moved = []
    result = sync(store, account, after_batch=move)
    assert moved
    if result["Archive"].removed:
        assert message_number(store, 1) == number
    sync(store, account)
    assert message_number(store, 1) == number
    assert "1" in placed(store)
    assert count(store, Unplaced) == 0
    assert count(store, RawPiece) == 5


def test_owed_actions_follow_a_renumbered_folder(store, mailbox):
    for n in range(6):
        mailbox.deliver(letter(n))
    account = add_account(store, mailbox)
    sync(store, account)
    actions.act(store, "archive", [message_number(store, 2)])
    actions.act(store, "flag", [message_number(store, 3)])
    mailbox.files()[0].unlink()
    mailbox.bump_uidvalidity()
    sync(store, account)
    with store.read() as session:
        moves = [
            a.args
            for a in session.scalars(sa.select(MailAction).where(MailAction.state == "new"))
            if a.args.get("uid")
        ]
        validity = folder_row(store, "INBOX").uidvalidity
    assert [m["uidvalidity"] for m in moves] == [validity]
    assert "2" not in placed(store)
    run_actions(store, account)
    sync(store, account)
    assert set(placed(store, "Archive")) == {"2"}
    assert placed(store)["3"] == "\\Flagged"
    assert len(placed(store)) == 4


def test_two_messages_with_one_message_id_survive_a_renumbering(store, mailbox):
    for text in ("one", "two"):  # same size, same Message-ID
        mailbox.deliver(letter(7, subject=text))
    mailbox.deliver(b"From: a@b.example\r\nSubject: no id\r\n\r\ntext\r\n")
    account = add_account(store, mailbox)
    sync(store, account)
    with store.read() as session:
        before = set(session.scalars(sa.select(Message.id)))
    mailbox.bump_uidvalidity()
    sync(store, account)
    with store.read() as session:
        assert set(session.scalars(sa.select(Message.id))) == before
        assert set(session.scalars(sa.select(Placement.message_id))) == before
    assert count(store, Placement) == count(store, RawPiece) == 3


def test_a_list_without_an_inbox_takes_nothing_away(store, mailbox):
    mailbox.deliver(letter(1), "Customers")
    account = add_account(store, mailbox)
    sync(store, account)
    with logged_in(store, account) as connection:
        rows = follow(store, account, connection, [RemoteFolder("Sent", "Sent", "sent", True)])
    assert "Customers" in rows
    assert set(placed(store, "Customers")) == {"1"}


def test_ranges_of_uids_are_never_written_out():
    gone = vanished(Line(b"* VANISHED (EARLIER) 1:4294967295,7", ()))
    assert gone.among([5, 6, 9_000_000]) == {5, 6, 9_000_000}
    assert UidRanges(((3, 5), (9, 9))).among(range(20)) == {3, 4, 5, 9}
    assert 4 in UidRanges(((3, 5),))
    assert 6 not in UidRanges(((3, 5),))
    assert vanished(Line(b"* VANISHED (EARLIER) abc", ())) is None
