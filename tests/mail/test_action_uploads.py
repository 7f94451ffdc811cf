"""Imported mail is moved to a mailbox: appended there once, whatever breaks; taken back while it is queued."""

import contextlib

import pytest
import sqlalchemy as sa

from desktop.mail import accounts, actions, mail_files, refused
from desktop.mail.transport import ImapConnection
from desktop.runtime.errors import Retryable, UserFacing
from desktop.store.schema.mail import Folder, Message, Placement
from tests.mail.mail_samples import add_account, count, letter, message_number, no_links, sync
from tests.mail.test_action_conflicts import owed
from tests.mail.test_actions import let_time_pass, on_server, replay


@pytest.fixture(params=["dovecot", "poor_dovecot"])
def imported(request, store, tmp_path):
    """(mailbox, account, ids): three imported mails beside an account."""
    mailbox = request.getfixturevalue(request.param).mailbox()
    account = add_account(store, mailbox)
    sync(store, account)
    for n in range(3):
        ends = b"\n" if n == 2 else b"\r\n"
        (tmp_path / f"{n}.eml").write_bytes(letter(n).replace(b"\r\n", ends))
    mail_files.import_paths(store, [tmp_path], no_links)
    return mailbox, account, [message_number(store, n) for n in range(3)]


def folder(store, name):
    with store.read() as session:
        return session.scalar(
            sa.select(Folder.id).where(Folder.name == name, Folder.account_id.is_not(None))
        )


def places(store, message_id):
    """[(folder, number)] of a message."""
    with store.read() as session:
        return session.execute(
            sa.select(Folder.name, Placement.uid)
            .join(Folder, Folder.id == Placement.folder_id)
            .where(Placement.message_id == message_id)
        ).all()


def test_imported_mail_goes_to_a_folder_of_a_server(store, imported):
    mailbox, account, ids = imported
    actions.act(store, "unread", ids[1:2])
    actions.act(store, "move", ids, folder_id=folder(store, "Archive"))
    assert [name for i in ids for name, _uid in places(store, i)] == ["Archive"] * 3
    replay(store, account)
    assert on_server(mailbox, "Archive") == {"0": True, "1": False, "2": True}
    assert all(uid > 0 for i in ids for _name, uid in places(store, i))
    sync(store, account)
    assert count(store, Message) == 3
    raw = [path.read_bytes().replace(b"\r\n", b"\n") for path in mailbox.files("Archive")]
    assert sorted(raw) == sorted(letter(n).replace(b"\r\n", b"\n") for n in range(3))


def test_a_sync_that_sees_it_first_makes_no_double(store, imported):
    _mailbox, account, ids = imported

    class Watched(ImapConnection):
        def append(self, *arguments, **named):
            found = super().append(*arguments, **named)
            sync(store, account)  # the other thread is woken by the news
            return found

    actions.act(store, "move", ids, folder_id=folder(store, "Archive"))
    with Watched(accounts.load(store, account).imap_login()) as connection:
        connection.connect()
        connection.login()
        actions.replay(store, account, connection)
    for _round in range(2):
        sync(store, account)
    assert sorted(uid for i in ids for _name, uid in places(store, i)) == [1, 2, 3]
    assert count(store, Message) == 3


def test_taken_back_while_it_is_queued(store, imported):
    mailbox, account, ids = imported
    before = [places(store, i) for i in ids]
    gesture = actions.perform(store, "move", ids, folder_id=folder(store, "Archive"))
    actions.undo(store, gesture.id)
    assert [places(store, i) for i in ids] == before
    replay(store, account)
    assert on_server(mailbox, "Archive") == {}


@pytest.mark.parametrize("lost", ["command", "answer"])
def test_a_line_that_breaks_makes_no_second_copy(store, imported, fault_proxy, lost):
    mailbox, account, ids = imported
    actions.act(store, "move", ids, folder_id=folder(store, "Archive"))
    proxy = fault_proxy(mailbox.server.port)
    if lost == "command":
        proxy.cut_on = b"APPEND"
    else:  # the literal's "+" comes through, the answer does not
        proxy.cut_from, proxy.cut_after = b"APPEND", 20
    with ImapConnection(mailbox.login(port=proxy.port)) as connection:
        connection.connect()
        connection.login()
        with contextlib.suppress(Retryable):
            actions.replay(store, account, connection)
    replay(store, account)
    assert owed(store) == []
    assert sorted(on_server(mailbox, "Archive")) == ["0", "1", "2"]
    assert len(mailbox.files("Archive")) == 3
    sync(store, account)
    assert count(store, Message) == 3


def test_what_the_server_refuses_is_here_again_and_said(store, imported):
    mailbox, account, ids = imported
    with mailbox.imap() as other:
        other.create("Gone")
    sync(store, account)
    actions.act(store, "move", ids[:1], folder_id=folder(store, "Gone"))
    with mailbox.imap() as other:
        other.delete("Gone")
    for _try in range(2):
        let_time_pass(store)
        replay(store, account)
    assert len(refused.given_up(store)) == 1
    ((name, uid),) = places(store, ids[0])
    assert (name, uid > 0) == ("Imported", True)


def test_mail_of_a_server_stays_in_its_mailbox(store, imported):
    mailbox, account, _ids = imported
    mailbox.deliver(letter(9))
    sync(store, account)
    with store.read() as session:
        local = session.scalar(sa.select(Folder.id).where(Folder.account_id.is_(None)))
    with pytest.raises(UserFacing) as error:
        actions.act(store, "move", [message_number(store, 9)], folder_id=local)
    assert error.value.code == "other_mailbox"


def test_mail_that_comes_at_the_same_moment_confuses_nobody(store, imported):
    mailbox, account, ids = imported

    class Busy(ImapConnection):
        def append(self, *arguments, **named):
            mailbox.deliver(letter(f"other{len(mailbox.files('Archive'))}"), "Archive")
            super().append(*arguments, **named)  # and the server does not say where

        def can(self, capability):
            return capability != "UIDPLUS" and super().can(capability)

    actions.act(store, "move", ids, folder_id=folder(store, "Archive"))
    with Busy(accounts.load(store, account).imap_login()) as connection:
        connection.connect()
        connection.login()
        actions.replay(store, account, connection)
    assert all(uid > 0 for i in ids for _name, uid in places(store, i))
    sync(store, account)
    assert (count(store, Message), len(mailbox.files("Archive"))) == (6, 6)
    assert [len(places(store, i)) for i in ids] == [1, 1, 1]


def test_mail_without_a_message_id_is_not_appended_twice(store, dovecot, fault_proxy, tmp_path):
    mailbox = dovecot.mailbox()
    account = add_account(store, mailbox)
    sync(store, account)
    raw = letter("x").replace(b"Message-ID: <x@acme.example>\r\n", b"")
    (tmp_path / "x.eml").write_bytes(raw)
    mail_files.import_paths(store, [tmp_path], no_links)
    mailbox.deliver(raw.replace(b"quote item", b"quota item"), "Archive")  # of the same size
    with store.read() as session:
        number = session.scalar(sa.select(Message.id))
    actions.act(store, "move", [number], folder_id=folder(store, "Archive"))
    proxy = fault_proxy(mailbox.server.port)
    proxy.cut_from, proxy.cut_after = b"APPEND", 20
    with ImapConnection(mailbox.login(port=proxy.port)) as connection:
        connection.connect()
        connection.login()
        with contextlib.suppress(Retryable):
            actions.replay(store, account, connection)
    assert len(mailbox.files("Archive")) == 2  # it had arrived
    replay(store, account)
    assert len(mailbox.files("Archive")) == 2
    sync(store, account)
    assert (count(store, Message), len(places(store, number))) == (2, 1)
