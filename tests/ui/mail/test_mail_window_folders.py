"""The whole window: a folder of the sidebar opens on the mail screen, keys lead there and back."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDrag, QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMenu

from desktop.mail import accounts
from desktop.store.queries import messages
from desktop.store.schema.mail import Folder
from desktop.ui.all_screens import all_screens
from desktop.ui.shell.window import MainWindow
from desktop.ui.thread_drag import to_mime


@pytest.fixture
def window(qtbot, sample_store, make_services):
    made = MainWindow(make_services(sample_store), all_screens())
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.open_screen("inbox")
    qtbot.waitUntil(lambda: bool(made.sidebar.accounts.folder_ids()), timeout=20_000)
    return made


def number(store, role):
    with store.read() as session:
        return session.query(Folder).filter_by(role=role).first().id


def click(qtbot, tree, folder_id):
    index = tree._items[f"f{folder_id}"].index()
    tree.scrollTo(index)
    qtbot.mouseClick(
        tree.viewport(), Qt.MouseButton.LeftButton, pos=tree.visualRect(index).center()
    )


def test_a_click_opens_a_folder_and_g_i_the_inbox_again(qtbot, window, sample_store):
    sent = number(sample_store, "sent")
    click(qtbot, window.sidebar.accounts, sent)
    view = window.current()
    assert view.folder_id() == sent
    qtbot.waitUntil(lambda: view.threads.header.title.text() == "Sent", timeout=10_000)
    assert window.sidebar.nav.selectionModel().selectedIndexes() == []
    window.open_screen("settings")
    click(qtbot, window.sidebar.accounts, sent)
    assert window.current() is view
    window.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_G)
    qtbot.keyClick(window, Qt.Key.Key_I)
    assert view.folder_id() == 0
    qtbot.waitUntil(lambda: view.threads.header.title.text() == "Inbox", timeout=10_000)
    assert not window.sidebar.accounts.selectionModel().selectedIndexes()
    qtbot.waitUntil(lambda: not window.services.tasks.busy, timeout=20_000)


def test_ctrl_y_reaches_the_folders_also_from_the_rail(qtbot, window, sample_store):
    archive = number(sample_store, "archive")
    window.choose_folder()
    tree = window.sidebar.accounts
    qtbot.waitUntil(tree.hasFocus, timeout=5_000)
    tree.setCurrentIndex(tree._items[f"f{archive}"].index())
    qtbot.keyClick(tree, Qt.Key.Key_Return)
    assert window.current().folder_id() == archive
    window.toggle_sidebar()
    window.choose_folder()
    menu = next(m for m in window.findChildren(QMenu) if m.isVisible())
    wanted = next(a for a in menu.actions() if a.text().startswith("Sent"))
    wanted.trigger()
    menu.close()
    assert window.current().folder_id() == number(sample_store, "sent")
    window.toggle_sidebar()
    qtbot.waitUntil(lambda: not window.services.tasks.busy, timeout=20_000)


def test_unread_figures_follow_what_is_read(qtbot, window, sample_store):
    inbox = number(sample_store, "inbox")
    tree = window.sidebar.accounts
    before = tree.folder(inbox).unread
    assert before > 0
    window.folders.read_all(inbox)
    qtbot.waitUntil(lambda: tree.folder(inbox).unread == 0, timeout=20_000)
    qtbot.waitUntil(lambda: not window.services.tasks.busy, timeout=20_000)


def test_the_palette_finds_a_folder_by_its_name(qtbot, window, sample_store):
    window.palette_box.open("arch")
    entry = next(e for e in window._finder.commands("archiv") if e.icon == "archive" and e.detail)
    entry.run()
    assert window.current().folder_id() == number(sample_store, "archive")
    window.palette_box.close_palette()
    qtbot.waitUntil(lambda: not window.services.tasks.busy, timeout=20_000)


def row_at(view, place):
    return view.threads.list.visualRect(view.threads.model.index(place)).center()


def ready(qtbot, window):
    view = window.current()
    qtbot.waitUntil(lambda: view.conversation.current is not None, timeout=20_000)
    qtbot.waitUntil(lambda: not window.services.tasks.busy, timeout=20_000)
    return view


def place_of(tree, folder_id):
    index = tree._items[f"f{folder_id}"].index()
    tree.scrollTo(index)
    return tree.visualRect(index).center()


def drag_to(tree, folder_id, mime):
    """What a drag sends to the sidebar on its way to a folder; returns whether the folder takes it, and shows so."""
    at = place_of(tree, folder_id)
    move, left = Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(tree.viewport(), QDragEnterEvent(at, move, mime, left, none))
    at = place_of(tree, folder_id)  # near an edge the tree has scrolled
    over = QDragMoveEvent(at, move, mime, left, none)
    over.ignore()
    QApplication.sendEvent(tree.viewport(), over)
    return over.isAccepted(), tree._delegate.target.isValid()


def drop_on(tree, folder_id, mime):
    event = QDropEvent(
        QPointF(place_of(tree, folder_id)),
        Qt.DropAction.MoveAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(tree.viewport(), event)
    return event.isAccepted()


def lies_in(store, thread_id):
    found = messages.conversation(store, thread_id)
    return {name for m in found if not m.outbound for name in m.folders}


def test_a_row_is_dragged_onto_a_folder_and_comes_back(qtbot, window, sample_store, monkeypatch):
    archive = number(sample_store, "archive")
    view, tree = ready(qtbot, window), window.sidebar.accounts
    dragged = []

    def carry(drag, _action):
        """Stands for the system's drag: the mouse goes to the folder and lets go."""
        mime = drag.mimeData()
        assert not drag.pixmap().isNull()
        dragged.append((*drag_to(tree, archive, mime), drop_on(tree, archive, mime)))

    monkeypatch.setattr(QDrag, "exec", carry)
    thread_id = view.threads.model.id_at(1)
    port, at = view.threads.list.viewport(), row_at(view, 1)
    qtbot.mousePress(port, Qt.MouseButton.LeftButton, pos=at)
    for step in range(1, 6):
        qtbot.mouseMove(port, at - QPoint(8 * step, 0))
    qtbot.mouseRelease(port, Qt.MouseButton.LeftButton, pos=at)
    qtbot.waitUntil(lambda: lies_in(sample_store, thread_id) == {"Archive"}, timeout=20_000)
    assert dragged == [(True, True, True)]
    assert not tree._delegate.target.isValid()
    qtbot.waitUntil(lambda: bool(window.toasts._visible()), timeout=20_000)
    assert view.threads.model.row_of(thread_id) < 0
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: lies_in(sample_store, thread_id) == {"INBOX"}, timeout=20_000)
    qtbot.waitUntil(lambda: view.threads.current_id() == thread_id, timeout=20_000)
    qtbot.waitUntil(lambda: not window.services.tasks.busy, timeout=20_000)


def test_several_are_dragged_at_once_also_by_keyboard(qtbot, window, sample_store):
    archive, trash = number(sample_store, "archive"), number(sample_store, "trash")
    view, tree = ready(qtbot, window), window.sidebar.accounts
    some = [view.threads.model.id_at(i) for i in (0, 1, 2)]
    port, left = view.threads.list.viewport(), Qt.MouseButton.LeftButton
    qtbot.mouseClick(port, left, pos=row_at(view, 0))
    qtbot.mouseClick(port, left, Qt.KeyboardModifier.ShiftModifier, row_at(view, 2))
    assert view.threads.list.chosen_ids() == some
    mime = view.threads.list.drag_data()
    assert drag_to(tree, archive, mime) == (True, True)
    assert drop_on(tree, archive, mime)
    qtbot.waitUntil(
        lambda: all(lies_in(sample_store, i) == {"Archive"} for i in some), timeout=20_000
    )
    assert not set(some) & {view.threads.model.id_at(i) for i in range(5)}
    two = [view.threads.model.id_at(i) for i in (0, 1)]
    qtbot.mouseClick(port, left, pos=row_at(view, 0))
    qtbot.keyClick(view.threads.list, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert view.threads.list.chosen_ids() == two
    view.deeds.move_to(tree.folder(trash))
    qtbot.waitUntil(lambda: all(lies_in(sample_store, i) == {"Trash"} for i in two), timeout=20_000)
    qtbot.waitUntil(lambda: not window.services.tasks.busy, timeout=20_000)


def test_a_folder_of_another_account_takes_nothing(qtbot, window, sample_store):
    other = accounts.add(sample_store, accounts.suggest("second@bowei.example"))
    with sample_store.write("test") as unit:
        folder = Folder(account_id=other, wire_name="Offers", name="Offers", uidvalidity=1)
        unit.session.add(folder)
        unit.session.flush()
        offers = folder.id
        unit.touch("folder", [offers])
    view, tree = ready(qtbot, window), window.sidebar.accounts
    qtbot.waitUntil(lambda: tree.folder(offers) is not None, timeout=20_000)
    tree.expandAll()
    thread_id = view.threads.model.id_at(0)
    qtbot.mouseClick(view.threads.list.viewport(), Qt.MouseButton.LeftButton, pos=row_at(view, 0))
    qtbot.waitUntil(lambda: thread_id in view.threads.list.accounts, timeout=20_000)
    mime = view.threads.list.drag_data()
    assert drag_to(tree, offers, mime) == (False, False)
    assert not drop_on(tree, offers, mime)
    unsure = to_mime([thread_id], None)  # where they lie was not known yet: the mailbox says no
    assert drag_to(tree, offers, unsure) == (True, True)
    assert drop_on(tree, offers, unsure)
    qtbot.waitUntil(lambda: not window.services.tasks.busy, timeout=20_000)
    qtbot.waitUntil(lambda: view.threads.model.row_of(thread_id) >= 0, timeout=20_000)
    assert lies_in(sample_store, thread_id) == {"INBOX"}
