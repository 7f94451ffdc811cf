"""The mail screen shows the folder that was chosen, its filters, and what comes and goes in it."""

import pytest
import sqlalchemy as sa

from desktop.mail import actions, folder_changes, folder_choice
from desktop.store.queries.thread_scope import folder_scope
from desktop.store.queries.threads import list_threads
from desktop.store.schema.mail import Folder, Message, Placement
from tests.ui.mail.conftest import settle


def folder(store, **values):
    with store.read() as session:
        return session.query(Folder).filter_by(**values).first()


@pytest.fixture
def offers(sample_store):
    """A folder of the user's own with two mails of the inbox in it."""
    inbox = folder(sample_store, role="inbox")
    with sample_store.write("test") as unit:
        own = Folder(
            account_id=inbox.account_id,
            wire_name="Offers",
            name="Offers",
            uidvalidity=1,
            synced=True,
            state="complete",
        )
        unit.session.add(own)
        unit.session.flush()
        ids = unit.session.scalars(
            sa.select(Message.id)
            .join(Placement, Placement.message_id == Message.id)
            .where(Placement.folder_id == inbox.id)
            .group_by(Message.thread_id)
            .order_by(Message.id)
            .limit(2)
        ).all()
        for n, message_id in enumerate(ids):
            unit.session.add(
                Placement(folder_id=own.id, uidvalidity=1, uid=n + 1, message_id=message_id)
            )
    return own.id


def shown(view):
    return view.threads.model.ids_between(0, 99)


def test_a_folder_shows_its_conversations_and_the_inbox_comes_back(
    qtbot, inbox, sample_store, offers
):
    before = shown(inbox)
    inbox.show_args(folder_id=offers)
    settle(qtbot, inbox)
    assert inbox.folder_id() == offers
    assert inbox.threads.header.title.text() == "Offers"
    assert len(shown(inbox)) == 2
    assert inbox.conversation.current.row.id == shown(inbox)[0]
    inbox.show_args(folder_id=0)
    settle(qtbot, inbox)
    assert inbox.threads.header.title.text() == "Inbox"
    assert shown(inbox) == before


def test_the_filter_of_the_inbox_is_not_that_of_a_folder(qtbot, inbox, offers):
    inbox.threads.show_filter("unread")
    settle(qtbot, inbox)
    inbox.show_args(folder_id=offers)
    settle(qtbot, inbox)
    assert inbox.threads.filters.value() == "all"
    assert not inbox.threads.filters._buttons["reply_due"].isVisible()
    inbox.threads.show_filter("unread")
    settle(qtbot, inbox)
    rows = [inbox.threads.model.held(i) for i in shown(inbox)]
    assert all(row.unread_count for row in rows)
    inbox.show_args(folder_id=0)
    settle(qtbot, inbox)
    assert inbox.threads.filters.value() == "unread"
    assert inbox.services.settings.get("inbox.filter") == "unread"


def test_mail_moved_into_a_folder_appears_and_mail_moved_out_goes(
    qtbot, inbox, sample_store, offers
):
    inbox.show_args(folder_id=offers)
    settle(qtbot, inbox)
    first, second = shown(inbox)
    source = folder(sample_store, role="inbox")
    with sample_store.read() as session:
        third, thread = session.execute(
            sa.select(Message.id, Message.thread_id)
            .join(Placement, Placement.message_id == Message.id)
            .where(Placement.folder_id == source.id, Message.thread_id.not_in((first, second)))
            .limit(1)
        ).one()
        going = session.scalars(
            sa.select(Message.id)
            .join(Placement, Placement.message_id == Message.id)
            .where(Placement.folder_id == offers, Message.thread_id == second)
        ).all()
    actions.act(sample_store, "move", [third], folder_id=offers)
    qtbot.waitUntil(lambda: thread in shown(inbox), timeout=10_000)
    actions.act(sample_store, "move", going, folder_id=folder(sample_store, role="archive").id)
    qtbot.waitUntil(lambda: second not in shown(inbox), timeout=10_000)


def test_a_folder_renamed_is_followed_and_one_deleted_leads_back(
    qtbot, inbox, sample_store, offers
):
    inbox.show_args(folder_id=offers)
    settle(qtbot, inbox)
    folder_changes.rename(sample_store, offers, "Quotations")
    qtbot.waitUntil(lambda: inbox.threads.header.title.text() == "Quotations", timeout=10_000)
    with sample_store.write("test") as unit:
        unit.session.execute(sa.delete(Placement).where(Placement.folder_id == offers))
        unit.session.get(Folder, offers).state = "deleting"
    qtbot.waitUntil(
        lambda: ("inbox", {"folder_id": 0}) in inbox.services.navigator.opened, timeout=10_000
    )


def test_an_empty_folder_and_one_that_is_not_synced_say_so(qtbot, inbox, sample_store, offers):
    with sample_store.write("test") as unit:
        unit.session.execute(sa.delete(Placement).where(Placement.folder_id == offers))
    inbox.show_args(folder_id=offers)
    settle(qtbot, inbox)
    assert inbox.threads._empty is not None
    folder_choice.choose(sample_store, offers, synced=False)
    qtbot.waitUntil(lambda: not inbox.threads.folder.synced, timeout=10_000)
    inbox.threads.sync_wanted.emit(offers)
    qtbot.waitUntil(lambda: folder(sample_store, id=offers).chosen is True, timeout=10_000)


def test_a_large_folder_is_read_from_its_newest_end(sample_store, offers, monkeypatch):
    small = [row.id for row in list_threads(sample_store, only=folder_scope(offers))]
    monkeypatch.setattr("desktop.store.queries.thread_scope._FEW", 1)
    assert [row.id for row in list_threads(sample_store, only=folder_scope(offers))] == small
    one = list_threads(sample_store, only=folder_scope(offers), limit=1)
    assert [row.id for row in one] == small[:1]
