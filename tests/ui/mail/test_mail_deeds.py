"""Delete, junk, move and their way back; other senders, other times; files dropped on the Inbox."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from desktop.bootstrap.mail_in import import_files
from desktop.mail import actions, drafts
from desktop.mail.identities import senders
from desktop.mail.mime.parse import parse
from desktop.store.queries import messages
from desktop.store.queries.folder_tree import folder_tree
from desktop.store.schema.mail import Account, OutboxMessage
from desktop.ui.mail import composition
from desktop.ui.mail.send_later_dialog import SendLaterDialog
from desktop.ui.mail.times import both_times, later_choices
from desktop.ui.mail.view import InboxView
from tests.ui.mail.conftest import NOW, settle

DATA = Path(__file__).parents[2] / "data" / "outlook"


def folders_of(view, thread_id):
    found = messages.conversation(view.services.store, thread_id)
    return {name for m in found if not m.outbound for name in m.folders}


@pytest.mark.parametrize(("key", "folder"), [("delete", "Trash"), ("archive", "Archive")])
def test_a_conversation_goes_and_comes_back(qtbot, inbox, key, folder):
    thread_id = inbox.conversation.current.row.id
    getattr(inbox.deeds, key)()
    settle(qtbot, inbox)
    assert folders_of(inbox, thread_id) == {folder}
    assert inbox.conversation.current.row.id != thread_id
    text, undo = inbox.services.navigator.toasts[-1]
    assert text
    undo()
    settle(qtbot, inbox)
    assert folders_of(inbox, thread_id) == {"INBOX"}
    assert inbox.conversation.current.row.id == thread_id


def test_without_a_junk_folder_it_says_so_and_stays(qtbot, inbox):
    thread_id = inbox.conversation.current.row.id
    inbox.deeds.junk()
    settle(qtbot, inbox)
    assert inbox.services.navigator.errors[-1].code == "no_junk_folder"
    assert folders_of(inbox, thread_id) == {"INBOX"}
    assert thread_id in [
        inbox.threads.model.id_at(i) for i in range(inbox.threads.model.rowCount())
    ]


def test_in_the_trash_delete_asks_and_is_for_good(qtbot, inbox):
    store = inbox.services.store
    thread_id = inbox.conversation.current.row.id
    inbox.deeds.delete()
    settle(qtbot, inbox)
    trash = next(f for a in folder_tree(store) for f in a.folders if f.role == "trash")
    inbox.show_args(folder_id=trash.id)
    settle(qtbot, inbox)
    assert inbox.conversation.current.row.id == thread_id
    inbox.deeds.restore()
    settle(qtbot, inbox)
    assert folders_of(inbox, thread_id) == {"INBOX"}
    actions.act(store, "delete", [m.id for m in messages.conversation(store, thread_id)])
    inbox.refresh(None)
    settle(qtbot, inbox)
    inbox.threads.want(thread_id)
    settle(qtbot, inbox)
    inbox.deeds.delete()
    settle(qtbot, inbox)
    assert folders_of(inbox, thread_id) == set()
    assert inbox.services.navigator.toasts[-1][1] is None


def two_senders(store):
    with store.write() as unit:
        account = unit.session.query(Account).first()
        account.signature = "Lin Wei\nBowei LED"
        account.identities = [
            {"name": "Bowei Info", "email": "info@bowei-led.example", "signature": "The office"}
        ]
        return account.id


def test_an_answer_comes_from_the_address_that_was_written_to(qtbot, inbox):
    store = inbox.services.store
    two_senders(store)
    current = inbox.conversation.current
    message = replace(current.newest_inbound(), to=(messages.Person("", "info@bowei-led.example"),))
    people = senders(store)
    start = composition.start_reply(message, "reply", people, None)
    assert start.draft.from_address == "info@bowei-led.example"
    assert start.draft.text.strip() == "The office"


def test_another_sender_signs_with_his_own_name(qtbot, inbox):
    store = inbox.services.store
    two_senders(store)
    inbox.answer("reply")
    settle(qtbot, inbox)
    composer = inbox.composer
    composer.show_fields(True)
    assert composer.account.count() == 2
    composer.text.setPlainText("Dear Klaus,\n\nyes.\n\nLin Wei\nBowei LED\n")
    composer.account.setCurrentIndex(1)
    composer.account.activated.emit(1)
    assert composer.text.toPlainText() == "Dear Klaus,\n\nyes.\n\nThe office\n"
    composer.report.setChecked(True)
    composer.send()
    settle(qtbot, inbox)
    (row,) = drafts.listing(store, states=("queued",))
    with store.read() as session:
        found = session.get(OutboxMessage, row.id)
        sent = parse(found.mime)
    assert (sent.from_[0].name, sent.from_[0].address) == ("Bowei Info", "info@bowei-led.example")
    assert found.dsn


def test_the_time_to_take_back_is_the_users(qtbot, inbox):
    inbox.services.settings.set("mail.undo_seconds", 30)
    inbox.answer("reply")
    settle(qtbot, inbox)
    inbox.composer.text.setPlainText("Yes")
    inbox.composer.send()
    settle(qtbot, inbox)
    (row,) = drafts.listing(inbox.services.store, states=("queued",))
    assert row.not_before == NOW + timedelta(seconds=30)


def test_times_to_send_at_with_the_buyers_clock():
    friday = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
    found = {c.key: c for c in later_choices(friday, "America/New_York", "US")}
    assert list(found) == ["in_1_hour", "recipient", "tomorrow", "monday"]
    assert found["recipient"].at == datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
    thursday = datetime(2026, 11, 25, 20, 0, tzinfo=UTC)  # Thanksgiving is the day after
    found = {c.key: c for c in later_choices(thursday, "America/New_York", "US")}
    assert found["recipient"].at == datetime(2026, 11, 27, 14, 0, tzinfo=UTC)
    assert "there" in both_times(friday, "America/New_York")
    assert "recipient" not in {c.key for c in later_choices(friday)}


def test_own_time_shows_the_buyers_clock(qtbot, inbox):
    dialog = SendLaterDialog(NOW, "America/New_York", inbox)
    chosen = []
    dialog.chosen.connect(chosen.append)
    dialog.open()
    assert "buyer" in dialog.there.text()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert len(chosen) == 1
    assert chosen[0] > NOW
    assert chosen[0].utcoffset() is not None


def test_files_dropped_on_the_inbox_are_imported(qtbot, sample_store, make_services):
    services = make_services(sample_store)
    clock = services.clock
    services = replace(
        services,
        calls={"import_mail": lambda store, paths: import_files(store, paths, clock)},
    )
    view = InboxView(services)
    qtbot.addWidget(view)
    view.show()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(DATA / name)) for name in ("sent.msg", "contact.msg")])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    assert view.acceptDrops()
    assert view.importing.eventFilter(view, event)  # Qt sends a drop only after a drag of its own
    settle(qtbot, view)
    assert "1 mail imported" in services.navigator.toasts[-1][0]
    found = messages.list_messages(sample_store, folder="Imported")
    assert [m.subject for m in found] == ["BitDaddys Software"]
