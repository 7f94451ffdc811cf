"""What the user does to mail shows at once and reaches the server once, in order, whatever happens in between."""

import pytest
import sqlalchemy as sa

from desktop.mail import accounts, actions, refused
from desktop.mail.transport import ImapConnection
from desktop.runtime.errors import Retryable
from desktop.store.schema.mail import Folder, MailAction, Message
from tests.mail.mail_samples import (
    add_account,
    count,
    letter,
    message_number,
    placed,
    sync,
    threads,
)


@pytest.fixture
def account(store, mailbox):
    for n in range(6):
        mailbox.deliver(letter(n))
    account = add_account(store, mailbox)
    sync(store, account)
    return account


def replay(store, account):
    with ImapConnection(accounts.load(store, account).imap_login()) as connection:
        connection.connect()
        connection.login()
        return actions.replay(store, account, connection)


def on_server(mailbox, folder="INBOX"):
    """{Message-ID: flags} as another program sees the folder."""
    found = {}
    with mailbox.imap() as other:
        other.select(folder, readonly=True)
        _ok, numbers = other.search(None, "ALL")
        for number in numbers[0].split():
            _ok, data = other.fetch(number, "(FLAGS BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])")
            key = data[0][1].partition(b"<")[2].partition(b"@")[0].decode()
            found[key] = b"\\Seen" in data[0][0] + data[1]
    return found


def test_reading_shows_at_once_and_reaches_the_server(store, mailbox, account):
    number = message_number(store, 2)
    assert actions.act(store, "read", [number]) == 1
    with store.read() as session:
        assert session.get(Message, number).seen
    assert next(t for t in threads(store) if t.last_message_id == number).unread_count == 0
    assert not on_server(mailbox)["2"]
    sync(store, account)  # the server still says unread: what is owed counts
    with store.read() as session:
        assert session.get(Message, number).seen
    assert replay(store, account) == 1
    assert on_server(mailbox)["2"]
    sync(store, account)
    assert (placed(store)["2"], actions.pending(store, account)) == ("\\Seen", 0)


def test_the_last_wish_counts(store, mailbox, account):
    number = message_number(store, 1)
    for kind in ("read", "unread", "read", "unread"):
        actions.act(store, kind, [number])
    assert count(store, MailAction) == 1
    replay(store, account)
    assert not on_server(mailbox)["1"]


@pytest.mark.parametrize(("kind", "folder"), [("archive", "Archive"), ("delete", "Trash")])
def test_moves_show_at_once_and_happen_once(store, mailbox, account, kind, folder):
    number = message_number(store, 3)
    actions.act(store, kind, [number])
    assert "3" not in placed(store)
    assert "3" in placed(store, folder)
    sync(store, account)  # before the server knows: it must not come back
    assert "3" not in placed(store)
    replay(store, account)
    replay(store, account)
    assert "3" not in on_server(mailbox)
    assert list(on_server(mailbox, folder)) == ["3"]
    sync(store, account)
    sync(store, account, only=[folder])
    assert list(placed(store, folder)) == ["3"]
    assert message_number(store, 3) == number
    assert count(store, Message) == 6


def test_a_broken_connection_keeps_actions_owed(store, mailbox, fault_proxy):
    for n in range(6):
        mailbox.deliver(letter(n))
    proxy = fault_proxy(mailbox.server.port)
    account = add_account(store, mailbox, port=proxy.port)
    sync(store, account)
    for n in range(6):
        actions.act(store, "archive" if n % 2 else "read", [message_number(store, n)])
    for cut in (400, 700, 1000, 1300):
        proxy.cut_after = cut
        with pytest.raises(Retryable):
            replay(store, account)
    proxy.cut_after = None
    replay(store, account)
    assert on_server(mailbox) == {"0": True, "2": True, "4": True}
    assert sorted(on_server(mailbox, "Archive")) == ["1", "3", "5"]
    assert actions.pending(store, account) == 0


def test_a_renumbered_folder_does_not_move_the_wrong_message(store, mailbox, account):
    actions.act(store, "archive", [message_number(store, 5)])
    mailbox.files()[0].unlink()
    mailbox.bump_uidvalidity()
    replay(store, account)
    assert list(on_server(mailbox, "Archive")) == ["5"]
    assert len(on_server(mailbox)) == 4


def let_time_pass(store):
    """As if the waits between tries were over."""
    with store.write() as unit:
        for row in unit.session.scalars(sa.select(MailAction)):
            row.not_before = 0


def states(store):
    with store.read() as session:
        return session.scalars(sa.select(MailAction.state).order_by(MailAction.id)).all()


def rename_here_only(store, name, wire_name):
    with store.write() as unit:
        target = unit.session.scalar(sa.select(Folder).where(Folder.name == name))
        target.wire_name = wire_name


def test_a_folder_that_is_gone_is_asked_for_again_then_given_up_and_shown_again(
    store, mailbox, account
):
    rename_here_only(store, "Archive", "No such folder")
    actions.act(store, "archive", [message_number(store, 4)])
    assert replay(store, account) == 0
    assert (states(store), "4" in placed(store)) == (["new"], False)
    assert replay(store, account) == 0  # it waits for the list of folders to be read
    let_time_pass(store)
    assert replay(store, account) == 0
    assert (states(store), "4" in placed(store)) == (["dead"], True)
    (row,) = refused.given_up(store)
    assert "Archive" in row.text
    refused.forget(store, [row.id])
    assert refused.given_up(store) == []
