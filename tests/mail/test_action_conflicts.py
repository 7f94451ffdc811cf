"""Where here and there disagree about mail: other devices, broken connections, poor servers, undo at every moment."""

import contextlib

import pytest
import sqlalchemy as sa

from desktop.mail import accounts, actions, refused
from desktop.mail.action_rows import UNDONE
from desktop.mail.transport import ImapConnection
from desktop.runtime.errors import Retryable, UserFacing
from desktop.store.schema.mail import Folder, MailAction, Message
from tests.mail.mail_samples import add_account, letter, message_number, placed, sync
from tests.mail.test_actions import let_time_pass, on_server, replay

MANY = 60


@pytest.fixture
def account(store, mailbox):
    for n in range(6):
        mailbox.deliver(letter(n))
    account = add_account(store, mailbox)
    sync(store, account)
    return account


def number(store, n):
    return message_number(store, n)


def folder(store, name):
    with store.read() as session:
        return session.scalar(sa.select(Folder.id).where(Folder.name == name))


def owed(store):
    with store.read() as session:
        return session.scalars(
            sa.select(MailAction.kind).where(MailAction.state.in_(UNDONE)).order_by(MailAction.id)
        ).all()


def flags_on_server(mailbox, n, where="INBOX"):
    with mailbox.imap() as other:
        other.select(where, readonly=True)
        _ok, found = other.uid("SEARCH", None, f'HEADER Message-ID "{n}@acme.example"')
        _ok, data = other.uid("FETCH", found[0].decode(), "(FLAGS)")
    return data[0].decode()


def by_another_device(mailbox, n, command, *arguments):
    with mailbox.imap() as other:
        other.select("INBOX")
        _ok, found = other.uid("SEARCH", None, f'HEADER Message-ID "{n}@acme.example"')
        other.uid(command, found[0].decode(), *arguments)


class Counted(ImapConnection):
    """Counts what is said to the server."""

    def __init__(self, login):
        super().__init__(login)
        self.said = []

    def _send(self, command, *rest, **named):
        self.said.append(command if isinstance(command, str) else command.decode("latin-1"))
        return super()._send(command, *rest, **named)


# ---- round trips


def test_many_mails_take_few_commands(store, mailbox):
    for n in range(MANY):
        mailbox.deliver(letter(n))
    account = add_account(store, mailbox)
    sync(store, account)
    for n in range(MANY):  # one by one, each read and then archived, as the user does it offline
        actions.act(store, "read", [number(store, n)])
        actions.act(store, "archive", [number(store, n)])
    with Counted(accounts.load(store, account).imap_login()) as connection:
        connection.connect()
        connection.login()
        connection.said.clear()
        assert actions.replay(store, account, connection) == 2 * MANY
    assert [c.split()[0] + c.split()[1][:5] for c in connection.said] == [
        'SELECT"INBO',
        "UIDSTORE",
        'SELECT"INBO',
        "UIDMOVE",
    ]
    assert set(on_server(mailbox, "Archive").values()) == {True}
    with store.read() as session:  # the server's numbers are known at once
        numbers = session.scalars(
            sa.text("SELECT uid FROM placement WHERE folder_id = :f").bindparams(
                f=folder(store, "Archive")
            )
        ).all()
    assert sorted(numbers) == list(range(1, MANY + 1))


# ---- undo


@pytest.mark.parametrize("when", ["queued", "replayed"])
@pytest.mark.parametrize("kind", ["archive", "delete", "junk", "flag", "read"])
def test_undo_at_any_time(store, mailbox, account, kind, when):
    ids = [number(store, n) for n in (1, 3)]
    gesture = actions.perform(store, kind, ids)
    if when == "replayed":
        replay(store, account)
    actions.undo(store, gesture.id)
    assert sorted(placed(store)) == ["0", "1", "2", "3", "4", "5"]
    if when == "queued":
        assert owed(store) == []
    replay(store, account)
    assert on_server(mailbox) == dict.fromkeys("012345", False)
    assert "Flagged" not in flags_on_server(mailbox, 1)
    sync(store, account)
    assert sorted(placed(store)) == ["0", "1", "2", "3", "4", "5"]
    with store.read() as session:
        assert not any(session.scalars(sa.select(sa.or_(Message.seen, Message.flagged))))


def test_undo_leaves_what_was_so_before(store, mailbox, account):
    actions.act(store, "read", [number(store, 1)])
    replay(store, account)
    gesture = actions.perform(store, "read", [number(store, n) for n in (1, 2)])
    actions.undo(store, gesture.id)
    replay(store, account)
    assert (on_server(mailbox)["1"], on_server(mailbox)["2"]) == (True, False)


def test_a_deleted_mail_goes_back_to_where_it_was(store, mailbox, account):
    with mailbox.imap() as other:
        other.create("Orders")
    sync(store, account)
    actions.act(store, "move", [number(store, 2)], folder_id=folder(store, "Orders"))
    replay(store, account)
    actions.act(store, "delete", [number(store, 2)])
    replay(store, account)
    assert list(on_server(mailbox, "Trash")) == ["2"]
    actions.act(store, "undelete", [number(store, 2)])
    assert list(placed(store, "Orders")) == ["2"]
    replay(store, account)
    assert list(on_server(mailbox, "Orders")) == ["2"]
    assert list(on_server(mailbox, "Trash")) == []


def test_for_good_only_from_the_trash(store, mailbox, account):
    with pytest.raises(UserFacing) as caught:
        actions.act(store, "purge", [number(store, 2)])
    assert caught.value.code == "not_in_trash"
    actions.act(store, "delete", [number(store, 2)])
    actions.act(store, "delete", [number(store, 2)])  # once in the trash it stays there
    actions.act(store, "purge", [number(store, 2)])
    replay(store, account)
    assert list(on_server(mailbox, "Trash")) == []
    assert len(on_server(mailbox)) == 5
    sync(store, account)
    with store.read() as session:  # neither listed nor found by a search any more
        assert session.scalar(sa.select(sa.func.count()).select_from(Message)) == 5


def test_junk_and_back(store, mailbox, account):
    actions.act(store, "junk", [number(store, 2)])
    replay(store, account)
    assert list(on_server(mailbox, "Junk")) == ["2"]
    actions.act(store, "not_junk", [number(store, 2)])
    replay(store, account)
    assert "2" in on_server(mailbox)


# ---- one thing after another on the same mail, before the server hears of any


@pytest.mark.parametrize(
    "order", [("read", "archive"), ("archive", "read"), ("archive", "delete", "read")]
)
def test_what_follows_on_a_mail_that_was_moved(store, mailbox, account, order):
    for kind in order:
        actions.act(store, kind, [number(store, 2)])
    replay(store, account)
    where = "Trash" if "delete" in order else "Archive"
    assert on_server(mailbox, where) == {"2": True}
    assert "2" not in on_server(mailbox)
    assert owed(store) == []
    sync(store, account)
    sync(store, account, only=[where])
    assert list(placed(store, where)) == ["2"]
    assert "2" not in placed(store)


def test_undo_of_the_second_move_only(store, mailbox, account):
    actions.act(store, "archive", [number(store, 2)])
    second = actions.perform(store, "delete", [number(store, 2)])
    actions.undo(store, second.id)
    assert list(placed(store, "Archive")) == ["2"]
    replay(store, account)
    assert list(on_server(mailbox, "Archive")) == ["2"]
    assert list(on_server(mailbox, "Trash")) == []


# ---- another device was faster


def test_flags_of_another_device_stay(store, mailbox, account):
    actions.act(store, "read", [number(store, 2)])
    by_another_device(mailbox, 2, "STORE", "+FLAGS", "(\\Flagged)")
    replay(store, account)
    flags = flags_on_server(mailbox, 2)
    assert "\\Flagged" in flags
    assert "\\Seen" in flags


def test_what_another_device_moved_stays_there(store, mailbox, account):
    with mailbox.imap() as other:
        other.create("Orders")
    actions.act(store, "archive", [number(store, 2)])
    by_another_device(mailbox, 2, "MOVE", "Orders")
    replay(store, account)
    assert (owed(store), refused.given_up(store)) == ([], [])
    assert list(on_server(mailbox, "Orders")) == ["2"]
    assert "2" not in placed(store, "Archive")
    sync(store, account)
    sync(store, account, only=["Orders"])
    assert list(placed(store, "Orders")) == ["2"]


def test_what_another_device_archived_too_is_found_there(store, mailbox, account):
    actions.act(store, "archive", [number(store, 2)])
    by_another_device(mailbox, 2, "MOVE", "Archive")
    replay(store, account)
    assert list(on_server(mailbox, "Archive")) == ["2"]
    assert list(placed(store, "Archive")) == ["2"]


def test_a_mail_that_is_gone_is_no_error(store, mailbox, account):
    actions.act(store, "read", [number(store, 2)])
    actions.act(store, "flag", [number(store, 3)])
    mailbox.files()[2].unlink()
    replay(store, account)
    assert owed(store) == ["read"]  # it may lie elsewhere: a sync will tell
    sync(store, account)
    let_time_pass(store)
    replay(store, account)
    assert (owed(store), refused.given_up(store)) == ([], [])
    assert "\\Flagged" in flags_on_server(mailbox, 3)


def test_flags_follow_a_mail_that_another_device_moved(store, mailbox, account):
    actions.act(store, "flag", [number(store, 2)])
    by_another_device(mailbox, 2, "MOVE", "Archive")
    replay(store, account)
    assert owed(store) == ["flag"]
    sync(store, account, only=["INBOX", "Archive"])
    let_time_pass(store)
    replay(store, account)
    assert owed(store) == []
    assert "\\Flagged" in flags_on_server(mailbox, 2, "Archive")


def test_flags_find_their_mail_in_a_renumbered_folder(store, mailbox, account):
    actions.act(store, "flag", [number(store, 5)])
    mailbox.files()[0].unlink()
    mailbox.bump_uidvalidity()
    replay(store, account)
    assert "\\Flagged" in flags_on_server(mailbox, 5)
    with mailbox.imap() as other:
        other.select("INBOX", readonly=True)
        assert len(other.search(None, "FLAGGED")[1][0].split()) == 1


# ---- the server will not


def test_a_target_that_is_gone_is_never_a_deletion(store, mailbox, account):
    with mailbox.imap() as other:
        other.create("Orders")
    sync(store, account)
    actions.act(store, "move", [number(store, 2)], folder_id=folder(store, "Orders"))
    with store.write() as unit:  # the list of folders was read anew, and it is not in it
        unit.session.execute(sa.text("DELETE FROM placement WHERE uid < 0"))
        unit.session.execute(sa.delete(Folder).where(Folder.name == "Orders"))
    for _try in range(2):
        let_time_pass(store)
        replay(store, account)
    assert "2" in on_server(mailbox)
    assert len(refused.given_up(store)) == 1


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("NO [OVERQUOTA] Quota exceeded", "full"),
        ("NO [NOPERM] Permission denied", "allow"),
        ("NO [CANNOT] Not into this one", "allow"),
    ],
)
def test_a_final_refusal_is_shown_and_the_mail_comes_back(store, mailbox, account, answer, words):
    class Refusing(ImapConnection):
        def run_all(self, commands, *, patient=False):
            if commands[0].startswith(b"UID MOVE"):
                commands = [b"X-REFUSE"]
            (found, *rest) = super().run_all(commands, patient=patient)
            if commands[0] == b"X-REFUSE":
                return [type(found)(answer, ())]
            return [found, *rest]

    ids = [number(store, n) for n in (1, 2)]
    actions.act(store, "archive", ids)
    with Refusing(accounts.load(store, account).imap_login()) as connection:
        connection.connect()
        connection.login()
        assert actions.replay(store, account, connection) == 0
    (row,) = refused.given_up(store)
    assert words in row.text
    assert "2 mails" in row.text
    assert sorted(placed(store)) == ["0", "1", "2", "3", "4", "5"]
    assert owed(store) == []


def test_connections_that_break_do_not_count_as_tries(store, mailbox, account, fault_proxy):
    class Refusing(ImapConnection):
        def run_all(self, commands, *, patient=False):
            found = super().run_all(commands, patient=patient)
            refused = commands[0].startswith(b"UID MOVE")
            return [type(found[0])("NO Not now", ()), *found[1:]] if refused else found

    proxy = fault_proxy(mailbox.server.port)
    actions.act(store, "archive", [number(store, 1)])
    proxy.cut_on = b"UID MOVE"
    for _try in range(7):
        with ImapConnection(mailbox.login(port=proxy.port)) as connection:
            connection.connect()
            connection.login()
            with pytest.raises(Retryable):
                actions.replay(store, account, connection)
    with mailbox.imap() as other:
        other.delete("Archive")  # so that the refusal below is true
    with Refusing(accounts.load(store, account).imap_login()) as connection:
        connection.connect()
        connection.login()
        actions.replay(store, account, connection)
    assert refused.given_up(store) == []
    assert owed(store) == ["archive"]
    with mailbox.imap() as other:
        other.create("Archive")
    let_time_pass(store)
    replay(store, account)
    assert list(on_server(mailbox, "Archive")) == ["1"]


# ---- a server that offers nothing


@pytest.fixture
def poor_account(store, poor_dovecot):
    mailbox = poor_dovecot.mailbox()
    for n in range(6):
        mailbox.deliver(letter(n))
    account = add_account(store, mailbox)
    sync(store, account)
    return mailbox, account


def test_without_move_and_uidplus(store, poor_account):
    mailbox, account = poor_account
    actions.act(store, "archive", [number(store, n) for n in (1, 3)])
    actions.act(store, "delete", [number(store, 2)])
    replay(store, account)
    assert sorted(on_server(mailbox)) == ["0", "4", "5"]
    assert sorted(on_server(mailbox, "Archive")) == ["1", "3"]
    sync(store, account)
    sync(store, account, only=["Archive"])
    assert sorted(placed(store, "Archive")) == ["1", "3"]


def test_without_uidplus_other_programs_marks_are_not_carried_out(store, poor_account):
    mailbox, account = poor_account
    by_another_device(mailbox, 4, "STORE", "+FLAGS", "(\\Deleted)")
    actions.act(store, "archive", [number(store, 1)])
    replay(store, account)
    assert "4" in on_server(mailbox)
    assert "1" in on_server(mailbox)  # marked, and left for who may expunge
    assert "\\Deleted" in flags_on_server(mailbox, 1)
    assert list(on_server(mailbox, "Archive")) == ["1"]


@pytest.mark.parametrize("step", [b"UID STORE", b"UID EXPUNGE", b"EXPUNGE", b"UID COPY"])
def test_a_cut_between_copy_and_expunge_makes_no_second_copy(
    store, poor_account, fault_proxy, step
):
    mailbox, account = poor_account
    proxy = fault_proxy(mailbox.server.port)
    login = mailbox.login(port=proxy.port)
    actions.act(store, "archive", [number(store, n) for n in (1, 3)])
    proxy.cut_on = step
    with ImapConnection(login) as connection:
        connection.connect()
        connection.login()
        with contextlib.suppress(Retryable):
            actions.replay(store, account, connection)
    proxy.cut_on = b""
    replay(store, account)
    assert sorted(on_server(mailbox, "Archive")) == ["1", "3"]
    assert len(mailbox.files("Archive")) == 2
    assert sorted(on_server(mailbox)) == ["0", "2", "4", "5"]


def test_a_cut_at_any_byte_of_the_answers(store, mailbox, account, fault_proxy):
    """Wherever the server's answers are cut off: each mail ends in one place, none twice."""
    proxy = fault_proxy(mailbox.server.port)
    login = mailbox.login(port=proxy.port)
    ids = [number(store, n) for n in (1, 3)]
    for round_, after in enumerate(range(20, 700, 45)):
        gesture = actions.perform(store, "delete" if round_ % 2 else "archive", ids)
        actions.act(store, "unread" if round_ % 2 else "read", ids)
        with ImapConnection(login) as connection:
            connection.connect()
            connection.login()
            proxy.cut_after = after
            with contextlib.suppress(Retryable):
                actions.replay(store, account, connection)
        proxy.cut_after = None
        replay(store, account)
        where = "Trash" if round_ % 2 else "Archive"
        assert sorted(on_server(mailbox, where)) == ["1", "3"]
        assert len(mailbox.files(where)) == 2
        assert set(on_server(mailbox, where).values()) == {not round_ % 2}
        actions.undo(store, gesture.id)
        replay(store, account)
        assert sorted(on_server(mailbox)) == ["0", "1", "2", "3", "4", "5"]
