"""The folders in the sidebar: order, names, figures, opening, choosing, keys."""

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QMenu, QWidget

from desktop.mail import accounts
from desktop.runtime.i18n import set_language
from desktop.store.queries.folder_tree import folder_tree
from desktop.store.schema.mail import Folder, MailAction, Message, Placement, Thread
from desktop.ui.folder_names import folder_name
from desktop.ui.shell.folder_deeds import FolderDeeds
from desktop.ui.shell.folder_menu import folder_menu
from desktop.ui.shell.folder_tree import FolderTree
from desktop.ui.shell.status import account_line

FOLDERS = (
    ("Trash", "trash", "/"),
    ("INBOX", "inbox", "/"),
    ("Customers/Acme/2025", "", "/"),
    ("Customers", "", "/"),
    ("Customers/Acme", "", "/"),
    ("Junk", "junk", "/"),
    ("Sent", "sent", "/"),
    ("Archive", "archive", "/"),
    ("Archive/2024", "", "/"),
    ("Zebra", "", "/"),
    ("akkreditiv", "", "/"),
)


def add_folders(store, email="sales@bowei.example", folders=FOLDERS):
    account = accounts.add(store, accounts.suggest(email))
    with store.write("test") as unit:
        for name, role, delimiter in folders:
            unit.session.add(
                Folder(
                    account_id=account,
                    wire_name=name,
                    name=name,
                    role=role,
                    delimiter=delimiter,
                    synced=role != "junk",
                    state="complete",
                    uidvalidity=1,
                )
            )
    return account


def add_mail(store, folder, count, *, seen=False):
    with store.write("test") as unit:
        row = unit.session.query(Folder).filter_by(name=folder).one()
        for n in range(count):
            thread = Thread(root_message_id=f"{folder}{n}", last_time=n, message_count=1)
            unit.session.add(thread)
            unit.session.flush()
            message = Message(
                message_id=f"{folder}{n}", thread_id=thread.id, sort_time=n, seen=seen
            )
            unit.session.add(message)
            unit.session.flush()
            unit.session.add(
                Placement(folder_id=row.id, uidvalidity=1, uid=n + 1, message_id=message.id)
            )
    return row.id


def names(store):
    return [(f.leaf, f.parent is not None) for a in folder_tree(store) for f in a.folders]


def test_roles_come_first_then_the_user_s_own_as_a_tree(store):
    add_folders(store)
    assert names(store) == [
        ("INBOX", False),
        ("Sent", False),
        ("Archive", False),
        ("2024", True),
        ("Junk", False),
        ("Trash", False),
        ("akkreditiv", False),
        ("Customers", False),
        ("Acme", True),
        ("2025", True),
        ("Zebra", False),
    ]


def test_a_server_that_keeps_everything_below_the_inbox_shows_no_such_thing(store):
    inside = (("INBOX", "inbox", "."), ("INBOX.Sent", "sent", "."), ("INBOX.Kunden.Acme", "", "."))
    add_folders(store, folders=(*inside, ("INBOX.Kunden", "", ".")))
    assert names(store) == [("INBOX", False), ("Sent", False), ("Kunden", False), ("Acme", True)]


def test_unread_mail_is_counted_by_folder(store):
    add_folders(store)
    add_mail(store, "Customers/Acme", 3)
    add_mail(store, "Zebra", 2, seen=True)
    found = {f.name: f.unread for a in folder_tree(store) for f in a.folders}
    assert (found["Customers/Acme"], found["Zebra"], found["INBOX"]) == (3, 0, 0)


def test_a_shelf_without_folders_is_not_shown(store):
    account = add_folders(store)
    with store.write("test") as unit:
        for name in ("[Gmail]", "Shelf", "Shelf/Below"):
            unit.session.add(
                Folder(
                    account_id=account, wire_name=name, name=name, selectable=name == "Shelf/Below"
                )
            )
    shown = [f.name for a in folder_tree(store) for f in a.folders]
    assert "[Gmail]" not in shown
    assert {"Shelf", "Shelf/Below"} <= set(shown)


def test_roles_have_names_in_the_user_s_language(store):
    add_folders(store)
    folders = {f.role: f for a in folder_tree(store) for f in a.folders if f.role}
    assert folder_name(folders["trash"]) == "Trash"
    set_language("zh_CN")
    assert folder_name(folders["inbox"]) == "收件箱"


@pytest.fixture
def tree(qtbot, store, services):
    made = FolderTree(services.settings)
    qtbot.addWidget(made)
    made.resize(207, 400)
    made.show()

    def load():
        found = folder_tree(store)
        made.show_lines([account_line(a.id, a.email, None, None) for a in found if a.id])
        made.show_folders(found)

    made.load = load
    return made


def number(store, name):
    return next(f.id for a in folder_tree(store) for f in a.folders if f.name == name)


def row(tree, folder_id):
    return tree.visualRect(tree._items[f"f{folder_id}"].index()).center()


def test_one_account_stands_open_several_are_closed_and_it_is_remembered(
    qtbot, store, tree, services
):
    add_folders(store)
    tree.load()
    inbox, deep = number(store, "INBOX"), number(store, "Customers/Acme/2025")
    assert inbox in tree.folder_ids()
    assert deep not in tree.folder_ids()
    tree.expand(tree._items[f"f{number(store, 'Customers')}"].index())
    tree.expand(tree._items[f"f{number(store, 'Customers/Acme')}"].index())
    assert deep in tree.folder_ids()
    again = FolderTree(services.settings)
    qtbot.addWidget(again)
    found = folder_tree(store)
    again.show_lines([account_line(found[0].id, found[0].email, None, None)])
    again.show_folders(found)
    assert deep in again.folder_ids()

    add_folders(store, "export@bowei.example")
    third = FolderTree()
    qtbot.addWidget(third)
    found = folder_tree(store)
    third.show_lines([account_line(a.id, a.email, None, None) for a in found])
    third.show_folders(found)
    assert third.folder_ids() == []


def test_a_click_shows_a_folder_and_figures_follow_without_closing_it(qtbot, store, tree):
    add_folders(store)
    tree.load()
    zebra = number(store, "Zebra")
    with qtbot.waitSignal(tree.folder_chosen) as chosen:
        qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=row(tree, zebra))
    assert chosen.args == [zebra]
    add_mail(store, "Zebra", 4)
    tree.load()
    assert tree.folder(zebra).unread == 4
    item = tree._items[f"f{zebra}"]
    assert item.data(Qt.ItemDataRole.AccessibleTextRole) == "Zebra, 4 unread"
    assert tree.selectionModel().isSelected(item.index())


def test_keys_move_open_choose_rename_and_delete(qtbot, store, tree):
    add_folders(store)
    tree.load()
    tree.focus_folders()
    customers = tree._items[f"f{number(store, 'Customers')}"]
    tree.setCurrentIndex(customers.index())
    qtbot.keyClick(tree, Qt.Key.Key_Right)
    qtbot.keyClick(tree, Qt.Key.Key_Down)
    acme = number(store, "Customers/Acme")
    with qtbot.waitSignal(tree.folder_chosen) as chosen:
        qtbot.keyClick(tree, Qt.Key.Key_Return)
    assert chosen.args == [acme]
    with qtbot.waitSignal(tree.rename_wanted) as renamed:
        qtbot.keyClick(tree, Qt.Key.Key_F2)
    with qtbot.waitSignal(tree.delete_wanted) as deleted:
        qtbot.keyClick(tree, Qt.Key.Key_Delete)
    with qtbot.waitSignal(tree.create_wanted) as created:
        qtbot.keyClick(tree, Qt.Key.Key_Insert)
    assert renamed.args == deleted.args == [acme]
    assert created.args == [folder_tree(store)[0].id, acme]


def test_the_rail_shows_accounts_only_and_their_folders_as_a_menu(qtbot, store, tree):
    add_folders(store)
    tree.load()
    tree.set_rail(True)
    assert tree.folder_ids() == []
    tree.select_folder(number(store, "Customers/Acme/2025"))
    assert tree.folder_ids() == []
    tree.resize(56, 60)
    assert tree.visualRect(tree.model().index(0, 0)).width() == tree.viewport().width()
    chosen = []
    menu = folder_menu(tree, folder_tree(store), chosen.append, current=0)
    assert isinstance(menu, QMenu)
    texts = [a.text() for a in menu.actions() if not a.isSeparator()]
    assert texts[0] == "Inbox of all accounts"
    assert "        2025" in texts
    menu.actions()[texts.index("        2025") + 1].trigger()
    assert chosen == [number(store, "Customers/Acme/2025")]
    tree.set_rail(False)
    assert number(store, "Customers/Acme/2025") in tree.folder_ids()


@pytest.fixture
def deeds(qtbot, store, services, tree):
    window = QWidget()
    qtbot.addWidget(window)
    store.on_change(lambda _changes: QTimer.singleShot(0, tree, tree.load))
    return FolderDeeds(services, tree, window)


def test_a_folder_is_made_by_the_menu_and_a_bad_name_is_said_in_the_dialog(
    qtbot, store, tree, deeds, services
):
    account = add_folders(store)
    tree.load()
    menu = deeds.menu(account, tree.folder(number(store, "Customers")))
    qtbot.addWidget(menu)
    assert "New folder in “Customers”…" in [a.text() for a in menu.actions()]
    dialog = deeds.create(account, number(store, "Customers"))
    dialog.name.setText("a/b")
    dialog.submit()
    qtbot.waitUntil(lambda: "separates" in dialog.field.error(), timeout=5_000)
    dialog.name.setText("Zürich")
    with qtbot.waitSignal(dialog.accepted, timeout=5_000):
        dialog.submit()
    qtbot.waitUntil(
        lambda: tree.folder(number(store, "Customers/Zürich")) is not None, timeout=5_000
    )
    qtbot.waitUntil(lambda: not services.tasks.busy)


def test_folders_are_renamed_and_deleted_after_a_question(qtbot, store, tree, deeds, services):
    add_folders(store)
    tree.load()
    zebra = number(store, "Zebra")
    dialog = deeds.rename(zebra)
    assert dialog.name.text() == "Zebra"
    dialog.name.setText("Archive")
    dialog.submit()
    qtbot.waitUntil(lambda: "already" in dialog.field.error(), timeout=5_000)
    dialog.name.setText("Zoo")
    with qtbot.waitSignal(dialog.accepted, timeout=5_000):
        dialog.submit()
    qtbot.waitUntil(lambda: tree.folder(zebra).name == "Zoo", timeout=5_000)
    deeds.ask_delete(zebra)
    qtbot.waitUntil(lambda: tree.folder(zebra) is None, timeout=5_000)
    assert deeds.rename(number(store, "Sent")) is None
    qtbot.waitUntil(lambda: not services.tasks.busy)


def test_other_programs_are_told_which_folders_to_show(qtbot, store, tree, deeds, services):
    account = add_folders(store)
    zebra = number(store, "Zebra")
    tree.load()
    menu = deeds.menu(account, tree.folder(zebra))
    qtbot.addWidget(menu)
    others = next(a.menu() for a in menu.actions() if a.text() == "In other mail programs")
    next(a for a in others.actions() if a.text() == "Hide this folder").trigger()

    def told():
        with store.read() as session:
            rows = session.query(MailAction).filter_by(kind="folder_subscribe")
            return [(row.args["wire_name"], row.args["on"]) for row in rows]

    qtbot.waitUntil(lambda: told() == [("Zebra", False)], timeout=10_000)
    qtbot.waitUntil(lambda: not services.tasks.busy, timeout=10_000)
    assert services.navigator.toasts[-1] == "Other mail programs hide “Zebra”"
    deeds.subscribe(zebra, on=True)
    qtbot.waitUntil(lambda: told()[-1] == ("Zebra", True), timeout=10_000)
    qtbot.waitUntil(lambda: not services.tasks.busy, timeout=10_000)


def test_a_folder_is_chosen_and_read_by_its_menu(qtbot, store, tree, deeds, services):
    account = add_folders(store)
    junk = number(store, "Junk")
    add_mail(store, "Junk", 2)
    tree.load()
    menu = deeds.menu(account, tree.folder(junk))
    qtbot.addWidget(menu)
    texts = {a.text(): a for a in menu.actions()}
    assert not texts["Sync this folder"].isChecked()
    texts["Sync this folder"].setChecked(True)
    texts["Mark all as read"].trigger()
    qtbot.waitUntil(lambda: tree.folder(junk).synced, timeout=5_000)
    qtbot.waitUntil(lambda: tree.folder(junk).unread == 0, timeout=5_000)
    qtbot.waitUntil(lambda: not services.tasks.busy)
