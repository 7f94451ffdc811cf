"""The whole window: a folder of the sidebar opens on the mail screen, keys lead there and back."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from desktop.store.schema.mail import Folder
from desktop.ui.all_screens import all_screens
from desktop.ui.shell.window import MainWindow


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
