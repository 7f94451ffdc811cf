"""The folders as a menu: for the rail, where the sidebar has no room for them, and to choose a folder elsewhere."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from desktop.runtime.i18n import _
from desktop.store.queries.folder_tree import AccountFolders, FolderItem
from desktop.ui.folder_names import folder_count, folder_icon, folder_name
from desktop.ui.icons import icon

_INDENT = "    "


def folder_menu(
    parent: QWidget,
    accounts: Sequence[AccountFolders],
    on_chosen: Callable[[int], object],
    *,
    current: int = 0,
    everything: bool = True,
) -> QMenu:
    """Return a menu of the folders that can be shown; it deletes itself.

    `everything` puts the inbox of all accounts (id 0) first; `current` is marked.
    """
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setAccessibleName(_("Folders"))
    if everything:
        first = menu.addAction(icon("inbox", "text2"), _("Inbox of all accounts"))
        first.triggered.connect(lambda _on=False: on_chosen(0))
        _mark(menu, first, marked=current == 0)
    for account in accounts:
        if not account.folders:
            continue
        if len(accounts) > 1 or everything:
            menu.addSection(account.email or _("On this computer"))
        depths: dict[int, int] = {}
        for folder in account.folders:
            depth = depths[folder.id] = depths.get(folder.parent or 0, -1) + 1
            action = _entry(menu, folder, depth)
            action.triggered.connect(lambda _on=False, i=folder.id: on_chosen(i))
            _mark(menu, action, marked=folder.id == current)
    return menu


def _entry(menu: QMenu, folder: FolderItem, depth: int) -> QAction:
    name = folder_name(folder).replace("&", "&&")
    count = folder_count(folder)
    words = _INDENT * depth + name + (f"\t{count:,}" if count else "")
    action = menu.addAction(icon(folder_icon(folder), "text2"), words)
    action.setEnabled(folder.selectable)
    return action


def _mark(menu: QMenu, action: QAction, *, marked: bool) -> None:
    if marked:
        menu.setDefaultAction(action)
        menu.setActiveAction(action)
