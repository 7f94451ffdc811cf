"""Conversations split and merged on screen: keys, menus, the toast that takes it back."""

from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QMenu

from desktop.store.queries import messages
from tests.ui.mail.conftest import settle


def open_long(qtbot, inbox):
    """Show a conversation of several messages; return its thread and its messages."""
    inbox.threads.show_filter("all")
    settle(qtbot, inbox)
    model = inbox.threads.model
    ids = [model.id_at(i) for i in range(model.rowCount())]
    thread_id = next(i for i in ids if model.held(i) and model.held(i).message_count > 2)
    inbox.threads.want(thread_id)
    settle(qtbot, inbox)
    return thread_id, inbox.conversation.current.messages


def count(inbox, thread_id):
    return len(messages.conversation(inbox.services.store, thread_id))


def test_split_by_key_opens_the_new_conversation_and_can_be_taken_back(qtbot, inbox):
    thread_id, before = open_long(qtbot, inbox)
    assert inbox.services.actions.trigger("inbox.split")
    settle(qtbot, inbox)
    shown = inbox.conversation.current
    assert [m.id for m in shown.messages] == [before[-1].id]
    assert shown.row.customer_id == inbox.threads.model.held(thread_id).customer_id
    assert count(inbox, thread_id) == len(before) - 1
    _text, undo = inbox.services.navigator.toasts[-1]
    undo()
    settle(qtbot, inbox)
    assert [m.id for m in inbox.conversation.current.messages] == [m.id for m in before]
    assert inbox.threads.current_id() == thread_id


def test_the_menu_of_a_message_acts_on_that_message(qtbot, inbox):
    thread_id, before = open_long(qtbot, inbox)
    inbox.conversation.unfold()
    settle(qtbot, inbox)
    holder = inbox.conversation.messages.widget()
    row = next(
        w
        for w in holder.children()
        if getattr(getattr(w, "message", None), "id", 0) == before[1].id
    )
    at = row.geometry().center() if row.height() < 60 else row.pos() + QPoint(60, 20)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, holder.mapToGlobal(at))
    QApplication.sendEvent(holder, event)
    menu = next(m for m in holder.findChildren(QMenu) if m.isVisible())
    assert len(menu.actions()) == 2
    menu.actions()[1].trigger()
    menu.close()
    settle(qtbot, inbox)
    assert [m.id for m in inbox.conversation.current.messages] == [before[1].id]
    assert count(inbox, thread_id) == len(before) - 1


def test_two_chosen_rows_become_one_and_come_apart_again(qtbot, inbox):
    inbox.threads.show_filter("all")
    settle(qtbot, inbox)
    rows, model = inbox.threads.list, inbox.threads.model
    ids = [model.id_at(0), model.id_at(1)]
    sizes = [count(inbox, i) for i in ids]
    assert not inbox.hand.can_merge()
    rows.selectionModel().select(model.index(1), QItemSelectionModel.SelectionFlag.Select)
    assert inbox.services.actions.trigger("inbox.merge")
    settle(qtbot, inbox)
    assert len(inbox.conversation.current.messages) == sum(sizes)
    _text, undo = inbox.services.navigator.toasts[-1]
    undo()
    settle(qtbot, inbox)
    assert [count(inbox, i) for i in ids] == sizes


def test_a_conversation_is_merged_with_one_that_is_looked_for(qtbot, inbox):
    thread_id, before = open_long(qtbot, inbox)
    inbox.hand.merge_with()
    settle(qtbot, inbox)
    popup = inbox.hand.popup
    assert popup.list.count() > 0  # the customer's other conversations, before a word is typed
    popup.field.setText("Thornbury")
    popup.search()
    settle(qtbot, inbox)
    assert popup.list.count() > 0
    popup.eventFilter(
        popup.field,
        QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier),
    )
    settle(qtbot, inbox)
    shown = inbox.conversation.current
    assert len(shown.messages) > len(before)
    assert {m.id for m in before} < {m.id for m in shown.messages}
    inbox.services.navigator.toasts[-1][1]()
    settle(qtbot, inbox)
    assert count(inbox, thread_id) == len(before)


def test_what_cannot_be_split_is_not_offered(qtbot, inbox):
    inbox.threads.show_filter("all")
    settle(qtbot, inbox)
    model = inbox.threads.model
    ids = [model.id_at(i) for i in range(model.rowCount())]
    single = next(i for i in ids if model.held(i) and model.held(i).message_count == 1)
    inbox.threads.want(single)
    settle(qtbot, inbox)
    assert not inbox.hand.can_split()
    menu = QMenu()
    inbox.hand.add_to(menu)
    assert [action.text() for action in menu.actions()] == ["Merge with another conversation…"]
