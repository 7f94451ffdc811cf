"""Folders changed here reach a real server, and what the server refuses is put back."""

import time

import pytest
import sqlalchemy as sa

from desktop.mail import accounts, actions, folder_changes, folder_wire
from desktop.mail.action_rows import UNDONE, owed
from desktop.mail.body_round import mark_complete
from desktop.mail.fetch_one import fetch_message
from desktop.mail.folder_rows import set_folder
from desktop.mail.sync_scope import scope_of
from desktop.mail.transport import ImapConnection
from desktop.runtime.errors import UserFacing
from desktop.store.queries import messages
from desktop.store.queries.folder_tree import folder_tree
from desktop.store.schema.mail import Account, Folder, MailAction, Message, Placement
from tests.mail.engine_run import EngineRun
from tests.mail.mail_samples import add_account, letter, no_links, placed, sync


@pytest.fixture(params=["rich", "poor"])
def any_mailbox(request, dovecot, poor_dovecot):
    return (dovecot if request.param == "rich" else poor_dovecot).mailbox()


@pytest.fixture
def account(store, mailbox):
    found = add_account(store, mailbox)
    sync(store, found)
    return found


def tell(store, account):
    """Tell the server of every folder change owed, as the replay of the queue does."""
    with store.read() as session:
        rows = session.scalars(
            sa.select(MailAction)
            .where(MailAction.message_id.is_(None), MailAction.state.in_(UNDONE))
            .order_by(MailAction.id)
        )
        todo = [owed(row) for row in rows]
    with ImapConnection(accounts.load(store, account).imap_login()) as connection:
        connection.connect()
        connection.login()
        for action in todo:
            folder_changes.perform(store, connection, action)
            with store.write("sync") as unit:
                unit.session.get(MailAction, action.id).state = "done"


def folder_id(store, name):
    with store.read() as session:
        return session.scalar(sa.select(Folder.id).where(Folder.name == name))


def on_server(mailbox, *, subscribed=False):
    """The folders another client sees."""
    with mailbox.imap() as connection:
        _ok, lines = connection.lsub() if subscribed else connection.list()
    return {line.decode().rpartition(' "/" ')[2].strip('"') for line in lines if line}


def shown(store):
    return {f.name for a in folder_tree(store) for f in a.folders}


@pytest.mark.parametrize(
    ("name", "wire"),
    [
        ("Orders 2026", "Orders 2026"),
        ("询盘", "&i+J22A-"),
        ("R&D", "R&-D"),
        ("Aufträge Köln", "Auftr&AOQ-ge K&APY-ln"),
        ('say "hi"', 'say "hi"'),
        ("عملاء", "&BjkGRQZEBicGIQ-"),
    ],
)
def test_a_folder_made_here_is_made_and_subscribed_on_the_server(
    store, mailbox, account, name, wire
):
    made = folder_changes.create(store, account, name)
    assert name in shown(store)
    tell(store, account)
    with mailbox.imap() as connection:
        seen = b"\n".join(line for line in connection.list()[1] if line)
        kept = b"\n".join(line for line in connection.lsub()[1] if line)
    assert wire.replace('"', '\\"').encode() in seen
    assert wire.replace('"', '\\"').encode() in kept
    sync(store, account)
    assert folder_id(store, name) == made


def test_telling_twice_is_as_good_as_once(store, mailbox, account):
    first = folder_changes.create(store, account, "Acme")
    tell(store, account)
    with store.write("test") as unit:  # the answer was lost
        unit.session.execute(sa.update(MailAction).values(state="unknown"))
    tell(store, account)
    folder_changes.rename(store, first, "Acme GmbH")
    tell(store, account)
    with store.write("test") as unit:
        last = unit.session.scalars(sa.select(MailAction).order_by(MailAction.id.desc())).first()
        last.state = "unknown"
    tell(store, account)
    folder_changes.delete(store, first)
    tell(store, account)
    with store.write("test") as unit:
        last = unit.session.scalars(sa.select(MailAction).order_by(MailAction.id.desc())).first()
        last.state = "unknown"
    tell(store, account)
    assert "Acme" not in on_server(mailbox)
    assert "Acme GmbH" not in on_server(mailbox)


def test_a_rename_takes_all_below_along_and_keeps_the_mail(store, any_mailbox):
    mailbox = any_mailbox
    with mailbox.imap() as connection:
        for name in ("Customers", "Customers/Acme", "Customers/Acme/2025"):
            connection.create(f'"{name}"')
    mailbox.deliver(letter("deep"), "Customers.Acme.2025")
    account = add_account(store, mailbox)
    sync(store, account, only=("Customers/Acme/2025",))
    with store.read() as session:
        ids = set(session.scalars(sa.select(Message.id)))
    top = folder_id(store, "Customers")
    folder_changes.rename(store, top, "Kunden & Käufer")
    assert "Kunden & Käufer/Acme/2025" in shown(store)
    with store.read() as session:
        deep = session.scalar(sa.select(Folder).where(Folder.name.endswith("2025")))
        assert folder_wire.wire_now(session, deep.id) == "Customers/Acme/2025"
    tell(store, account)
    assert "Kunden &- K&AOQ-ufer/Acme/2025" in on_server(mailbox)
    assert not any(n.startswith("Customers") for n in on_server(mailbox))
    sync(store, account, only=("Kunden & Käufer/Acme/2025",))
    assert placed(store, "Kunden & Käufer/Acme/2025") == {"deep": ""}
    with store.read() as session:
        assert set(session.scalars(sa.select(Message.id))) == ids
        assert folder_wire.wire_now(session, deep.id) == "Kunden &- K&AOQ-ufer/Acme/2025"


def test_a_deleted_folder_s_mail_goes_to_the_trash_also_what_was_never_listed(store, any_mailbox):
    mailbox = any_mailbox
    with mailbox.imap() as connection:
        connection.create("Old")
        connection.create("Old/Older")
    for n in range(3):
        mailbox.deliver(letter(f"old{n}"), "Old")
    mailbox.deliver(letter("older"), "Old.Older")
    account = add_account(store, mailbox)
    sync(store, account, only=("Old",))
    mailbox.deliver(letter("unlisted"), "Old")
    number = folder_id(store, "Old")
    with pytest.raises(UserFacing) as refused:
        folder_changes.delete(store, number)
    assert refused.value.code == "folder_not_empty"
    folder_changes.delete(store, number, with_mail=True)
    assert not shown(store) & {"Old", "Old/Older"}
    with store.read() as session:
        trash = session.scalar(sa.select(Folder.id).where(Folder.role == "trash"))
        here = session.scalars(
            sa.select(Message.message_id)
            .join(Placement, Placement.message_id == Message.id)
            .where(Placement.folder_id == trash)
        ).all()
    assert sorted(here) == [f"old{n}@acme.example" for n in range(3)]
    tell(store, account)
    assert not on_server(mailbox) & {"Old", "Old/Older"}
    assert len(mailbox.files("Trash")) == 5
    with store.read() as session:
        assert session.scalar(sa.select(Folder).where(Folder.id == number)) is None


def numbers(store, folder):
    """{Message-ID: UID} of a folder."""
    with store.read() as session:
        rows = session.execute(
            sa.select(Message.message_id, Placement.uid)
            .join(Placement, Placement.message_id == Message.id)
            .join(Folder, Folder.id == Placement.folder_id)
            .where(Folder.name == folder)
        )
        return {key.partition("@")[0]: uid for key, uid in rows}


def test_mail_older_than_the_account_lists_gets_its_number_in_the_trash(store, any_mailbox):
    mailbox = any_mailbox
    for n in range(8):
        mailbox.deliver(letter(n), "Old", when=time.time() - 400 * 86_400)
    mailbox.deliver(letter("kept"), "Kept", when=time.time() - 400 * 86_400)
    account = add_account(store, mailbox)
    sync(store, account)
    with store.write("test") as unit:
        unit.session.get(Account, account).sync_months = 3
    folder_changes.delete(store, folder_id(store, "Old"), with_mail=True)
    tell(store, account)
    with store.read() as session:
        kept = session.scalar(
            sa.select(Message.id).where(Message.message_id == "kept@acme.example")
        )
    actions.act(store, "archive", [kept])
    with ImapConnection(accounts.load(store, account).imap_login()) as connection:
        connection.connect()
        connection.login()
        actions.replay(store, account, connection)
    sync(store, account)
    found = numbers(store, "Trash")
    assert (sorted(found), min(found.values())) == ([str(n) for n in range(8)], 1)
    assert numbers(store, "Archive") == {"kept": 1}


def test_a_mail_is_fetched_from_a_folder_whose_new_name_the_server_does_not_know(store, mailbox):
    mailbox.deliver(letter(1, size=500), "Orders")
    account = add_account(store, mailbox)
    with store.write("test") as unit:
        unit.session.get(Account, account).fetch_limit = 100
    sync(store, account)
    folder_changes.rename(store, folder_id(store, "Orders"), "Orders 2026")
    with store.read() as session:
        row = session.scalar(sa.select(Message))
        assert row.body_state == "headers"
    with ImapConnection(accounts.load(store, account).imap_login()) as connection:
        connection.connect()
        connection.login()
        fetch_message(store, account, connection, row.id, no_links)
    assert messages.raw_bytes(store, row.id) == letter(1, size=500)


def test_a_folder_that_the_server_does_not_open_is_not_deleted_with_its_mail(
    store, mailbox, account
):
    made = folder_changes.create(store, account, "Old")
    tell(store, account)
    mailbox.deliver(letter("kept"), "Old")
    sync(store, account)
    folder_changes.delete(store, made, with_mail=True)

    class Locked(ImapConnection):
        def command(self, text):
            if text.startswith("SELECT"):
                return [], "NO Mailbox is locked by another program"
            return super().command(text)

    with store.read() as session:
        action = owed(session.scalars(sa.select(MailAction).order_by(MailAction.id.desc())).first())
    with Locked(accounts.load(store, account).imap_login()) as connection:
        connection.connect()
        connection.login()
        with pytest.raises(UserFacing) as refused:
            folder_changes.perform(store, connection, action)
    assert refused.value.code == "folder_refused"
    assert len(mailbox.files("Old")) == 1


def test_a_sync_under_way_does_not_bring_a_deleted_folder_back(store, mailbox, account):
    made = folder_changes.create(store, account, "Old")
    tell(store, account)
    sync(store, account)
    folder_changes.delete(store, made)
    with store.write("sync") as unit:
        set_folder(unit, made, state="listed", total=3)
    mark_complete(store, [made], scope_of(store, account))
    assert "Old" not in shown(store)
    with store.read() as session:
        row = session.get(Folder, made)
        assert (row.state, row.total) == ("deleting", 3)


def test_folders_of_the_mailbox_itself_stay(store, account):
    for name in ("INBOX", "Sent", "Trash"):
        with pytest.raises(UserFacing) as refused:
            folder_changes.rename(store, folder_id(store, name), "Mine")
        assert refused.value.code == "system_folder"
        with pytest.raises(UserFacing):
            folder_changes.delete(store, folder_id(store, name), with_mail=True)


@pytest.mark.parametrize(
    ("name", "word"),
    [("", "name"), ("a/b", "separates"), ("a*", "meaning"), ("x\ny", "seen"), ("长" * 90, "long")],
)
def test_names_that_cannot_be_are_explained_before_anything_happens(store, account, name, word):
    with pytest.raises(UserFacing) as refused:
        folder_changes.create(store, account, name)
    assert refused.value.code == "bad_folder_name"
    assert word in refused.value.hint


def test_a_name_that_is_taken_is_refused(store, account):
    folder_changes.create(store, account, "Offers")
    with pytest.raises(UserFacing) as refused:
        folder_changes.create(store, account, "offers")
    assert refused.value.code == "folder_exists"


def test_what_the_server_refuses_is_told_in_its_words_and_put_back(store, mailbox, account):
    # a dot parts folders on this server's disk, so it takes no name with one
    made = folder_changes.create(store, account, "a.b")
    with pytest.raises(UserFacing) as refused:
        tell(store, account)
    assert refused.value.code == "folder_refused"
    assert "a.b" in refused.value.message
    with store.write("sync") as unit:
        action = owed(unit.session.scalars(sa.select(MailAction)).one())
        folder_changes.given_up(unit, action)
    assert "a.b" not in shown(store)
    with store.read() as session:
        assert session.get(Folder, made) is None


def test_a_refused_rename_and_a_refused_deletion_show_what_was_before(store, mailbox, account):
    made = folder_changes.create(store, account, "Offers")
    tell(store, account)
    folder_changes.rename(store, made, "x.y")
    with pytest.raises(UserFacing):
        tell(store, account)
    with store.write("sync") as unit:
        newest = unit.session.scalars(sa.select(MailAction).order_by(MailAction.id.desc())).first()
        folder_changes.given_up(unit, owed(newest))
        unit.session.delete(newest)
    assert "Offers" in shown(store)
    mailbox.deliver(letter("kept"), "Offers")
    sync(store, account, only=("Offers",))
    folder_changes.delete(store, made, with_mail=True)
    with store.write("sync") as unit:
        newest = unit.session.scalars(sa.select(MailAction).order_by(MailAction.id.desc())).first()
        folder_changes.given_up(unit, owed(newest))
    assert "Offers" in shown(store)
    assert placed(store, "Offers") == {"kept": ""}
    assert placed(store, "Trash") == {}


def test_changes_by_another_client_are_followed(store, mailbox, account):
    with mailbox.imap() as connection:
        connection.create("&i+J22A-")
    mailbox.deliver(letter("q"), "&i+J22A-")
    sync(store, account, only=("询盘",))
    assert placed(store, "询盘") == {"q": ""}
    with mailbox.imap() as connection:
        connection.rename("&i+J22A-", "Inquiries")
    sync(store, account)
    assert "Inquiries" in shown(store)
    assert "询盘" not in shown(store)
    with mailbox.imap() as connection:
        connection.delete("Inquiries")
    sync(store, account)
    assert "Inquiries" not in shown(store)


def test_what_is_owed_to_the_server_is_left_alone_by_a_sync(store, mailbox, account):
    folder_changes.create(store, account, "Fairs")
    tell(store, account)
    sync(store, account)
    folder_changes.rename(store, folder_id(store, "Fairs"), "Trade fairs")
    waiting = folder_changes.create(store, account, "New here")
    with store.read() as session:
        left_alone = folder_wire.owed(session, account)
    assert left_alone.wire_names == {"Fairs", "Trade fairs", "New here"}
    assert waiting in left_alone.folder_ids
    sync(store, account)
    assert {"Trade fairs", "New here"} <= shown(store)
    assert "Fairs" not in shown(store)
    tell(store, account)
    sync(store, account)
    assert {"Trade fairs", "New here"} <= on_server(mailbox) & shown(store)


def test_the_engine_tells_the_server_and_says_what_it_refused(store, mailbox):
    account = add_account(store, mailbox)
    engine = EngineRun(store)
    try:
        engine.wait("state", account_id=account, state="idle")
        folder_changes.create(store, account, "Fairs")
        folder_changes.rename(store, folder_id(store, "Fairs"), "Trade fairs")
        engine.send("actions_changed")
        end = time.monotonic() + 60
        while "Trade fairs" not in on_server(mailbox):
            assert time.monotonic() < end
            time.sleep(0.1)
        folder_changes.create(store, account, "a.b")
        engine.send("actions_changed")
        told = engine.wait("error", account_id=account, code="action_refused")
        assert "a.b" in told["message"]
        assert "a.b" not in shown(store)
        assert "Trade fairs" in shown(store)
        assert engine.end() == 0
    finally:
        engine.kill()
