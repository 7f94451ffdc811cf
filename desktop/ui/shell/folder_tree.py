"""The sidebar's accounts with their folders: opened and closed, chosen, reached by the keyboard."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QSizePolicy, QTreeView, QWidget

from desktop.runtime.i18n import _, ngettext
from desktop.runtime.settings import Settings
from desktop.store.queries.folder_tree import AccountFolders, FolderItem
from desktop.ui.folder_names import folder_count, folder_name
from desktop.ui.shell.folder_drop import FolderDrop
from desktop.ui.shell.folder_rows import (
    ROW,
    FolderDelegate,
    FolderRole,
    LineRole,
    chevron_box,
    depth_of,
)
from desktop.ui.shell.status import AccountLine
from desktop.ui.theme import theme
from desktop.ui.widgets.tips import plain_tip

OPEN_KEY = "sidebar.folders_open"
LOCAL = "local"
_LEAST_ROWS = 3


class FolderTree(QTreeView):
    """`folder_chosen(folder id)`; `account_chosen(account id)`: its settings are wanted.

    `menu_wanted(account id, folder id or 0, global position)`; `rename_wanted` and `delete_wanted(folder id)` by F2
    and Del, `create_wanted(account id, folder id or 0)` by Ins. `threads_dropped(folder, thread ids)`: conversations were
    dragged there. What stands open is kept in the settings; with one account its folders are open at first.
    """

    folder_chosen = Signal(int)
    account_chosen = Signal(str)
    menu_wanted = Signal(str, int, object)
    rename_wanted = Signal(int)
    delete_wanted = Signal(int)
    create_wanted = Signal(str, int)
    threads_dropped = Signal(object, object)

    def __init__(self, settings: Settings | None = None, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._settings = settings
        self._lines: list[AccountLine] = []
        self._accounts: dict[str, AccountFolders] = {}
        self._items: dict[str, QStandardItem] = {}
        self._shape: object = None
        self._rail = False
        self._current = 0
        self._opened: dict[str, bool] = self._kept()
        self._model = QStandardItemModel(self)
        self._delegate = FolderDelegate(self)
        self._look()
        self.setModel(self._model)
        FolderDrop(self, self._delegate, self.threads_dropped.emit)
        self.expanded.connect(lambda index: self._remember(index, opened=True))
        self.collapsed.connect(lambda index: self._remember(index, opened=False))

    def _look(self) -> None:
        self.setProperty("plane", "bg")
        self.setAccessibleName(_("Accounts and folders"))
        self.setItemDelegate(self._delegate)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        # By default as wide as the widest letter, which the rail has no room for; hidden it never shrinks.
        self.header().setMinimumSectionSize(24)
        self.header().setStretchLastSection(False)
        self.setUniformRowHeights(True)
        self.setExpandsOnDoubleClick(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setAnimated(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    # ---- what it is given

    def show_lines(self, lines: Sequence[AccountLine]) -> None:
        """Show the accounts' names and states."""
        self._lines = list(lines)
        self._show()

    def show_folders(self, accounts: Sequence[AccountFolders]) -> None:
        """Show the accounts' folders; "" is what lies on this computer only."""
        self._accounts = {account.id: account for account in accounts}
        self._show()

    def lines(self) -> list[AccountLine]:
        """Return the accounts shown."""
        return list(self._lines)

    def set_rail(self, on: bool) -> None:
        """Show only the accounts' signs, or everything."""
        if on == self._rail:
            return
        self._rail = self._delegate.rail = on
        self._restore_open()
        self.select_folder(self._current)
        self.viewport().update()
        self.updateGeometry()

    def select_folder(self, folder_id: int) -> None:
        """Mark a folder as the one shown; 0 for none."""
        self._current = folder_id
        item = self._items.get(f"f{folder_id}")
        if item is None:
            self.selectionModel().clearSelection()
            return
        if self._rail:  # Qt opens what a current row lies in, and the rail has no room for folders
            self.setCurrentIndex(_account_index(item.index()))
            return
        above = item.index().parent()
        while above.isValid():
            self.expand(above)
            above = above.parent()
        self.setCurrentIndex(item.index())

    def focus_folders(self) -> None:
        """Give the keyboard to the tree, at the folder shown or its first row."""
        if not self.currentIndex().isValid() and self._model.rowCount():
            first = self._model.index(0, 0)
            self.selectionModel().setCurrentIndex(
                first, self.selectionModel().SelectionFlag.NoUpdate
            )
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def folder(self, folder_id: int) -> FolderItem | None:
        """Return a folder shown."""
        item = self._items.get(f"f{folder_id}")
        found = item.data(FolderRole) if item is not None else None
        return found if isinstance(found, FolderItem) else None

    def folder_ids(self) -> list[int]:
        """Return the folders in sight, from the top: what is closed leaves out what is in it."""
        found = []
        index = self._model.index(0, 0)
        while index.isValid():
            folder = index.data(FolderRole)
            if isinstance(folder, FolderItem):
                found.append(folder.id)
            index = self.indexBelow(index)
        return found

    # ---- the rows

    def _show(self) -> None:
        lines = [*self._lines]
        if "" in self._accounts:
            lines.append(AccountLine("", _("On this computer"), 1.0, "", "text2", ""))
        shape = [(line.id, [(f.id, f.parent) for f in self._folders(line.id)]) for line in lines]
        if shape != self._shape:
            self._shape = shape
            self._build(lines)
            return
        for line in lines:
            _fill_account(self._items[f"a{line.id}"], line)
            for folder in self._folders(line.id):
                _fill_folder(self._items[f"f{folder.id}"], folder)

    def _folders(self, account_id: str) -> tuple[FolderItem, ...]:
        account = self._accounts.get(account_id)
        return account.folders if account is not None else ()

    def _build(self, lines: Sequence[AccountLine]) -> None:
        self._model.clear()
        self._items = {}
        for line in lines:
            top = QStandardItem()
            _fill_account(top, line)
            self._items[f"a{line.id}"] = top
            self._model.appendRow(top)
            for folder in self._folders(line.id):
                item = QStandardItem()
                _fill_folder(item, folder)
                parent = self._items.get(f"f{folder.parent}") if folder.parent else None
                (parent or top).appendRow(item)
                self._items[f"f{folder.id}"] = item
        self._fill_width()
        self._restore_open()
        if self._current:
            self.select_folder(self._current)
        self.updateGeometry()

    def _restore_open(self) -> None:
        for key, item in self._items.items():
            if item.hasChildren():
                wanted = self._opened.get(_place(key, item), key == self._open_at_first())
                self.blockSignals(True)
                self.setExpanded(item.index(), wanted and not self._rail)
                self.blockSignals(False)
        self.scheduleDelayedItemsLayout()

    def _open_at_first(self) -> str:
        return f"a{self._lines[0].id}" if len(self._lines) == 1 else ""

    def _remember(self, index: QModelIndex, *, opened: bool) -> None:
        self.updateGeometry()
        if self._rail:
            return
        item = self._model.itemFromIndex(index)
        key = next((k for k, i in self._items.items() if i is item), "")
        self._opened[_place(key, item)] = opened
        if self._settings is not None:
            self._settings.set(OPEN_KEY, dict(self._opened))

    def _kept(self) -> dict[str, bool]:
        kept = self._settings.get(OPEN_KEY) if self._settings is not None else None
        return {str(k): bool(v) for k, v in kept.items()} if isinstance(kept, Mapping) else {}

    # ---- room

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fill_width()

    def _fill_width(self) -> None:
        self.header().resizeSection(0, self.viewport().width())

    def sizeHint(self) -> QSize:
        return QSize(56, self._rows_in_sight() * theme().scaled(ROW))

    def minimumSizeHint(self) -> QSize:
        return QSize(40, min(_LEAST_ROWS, self._rows_in_sight()) * theme().scaled(ROW))

    def _rows_in_sight(self) -> int:
        rows, index = 0, self._model.index(0, 0)
        while index.isValid():
            rows += 1
            index = self.indexBelow(index)
        return rows

    # ---- mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the sign opens or closes, one on an account too; a folder is shown."""
        index = self.indexAt(event.position().toPoint())
        if not index.isValid() or event.button() != Qt.MouseButton.LeftButton:
            return
        self._delegate.by_keyboard = False
        box = chevron_box(self.visualRect(index), depth_of(index))
        on_sign = self._model.hasChildren(index) and box.contains(event.position().toPoint())
        if on_sign and not self._rail:
            self.setExpanded(index, not self.isExpanded(index))
        else:
            self._act(index)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second click counts as a click of its own."""
        self.mousePressEvent(event)

    def _act(self, index: QModelIndex) -> None:
        folder = index.data(FolderRole)
        if isinstance(folder, FolderItem):
            if folder.selectable:
                self.select_folder(folder.id)
                self.folder_chosen.emit(folder.id)
            else:
                self.setExpanded(index, not self.isExpanded(index))
        elif self._rail or not self._model.hasChildren(index):
            self.account_chosen.emit(str(index.data(LineRole).id))
        else:
            self.setExpanded(index, not self.isExpanded(index))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter shows a folder, arrows move and open; F2 renames, Del deletes; letters belong to the window."""
        index = self.currentIndex()
        folder = index.data(FolderRole) if index.isValid() else None
        key = event.key()
        self._delegate.by_keyboard = True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and index.isValid():
            self._act(index)
        elif key == Qt.Key.Key_F2 and isinstance(folder, FolderItem):
            self.rename_wanted.emit(folder.id)
        elif key == Qt.Key.Key_Delete and isinstance(folder, FolderItem):
            self.delete_wanted.emit(folder.id)
        elif key == Qt.Key.Key_Insert and index.isValid():
            self.create_wanted.emit(
                _account_of(index), folder.id if isinstance(folder, FolderItem) else 0
            )
        elif event.text() and event.text().isprintable():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the frame only to who came by the keyboard."""
        self._delegate.by_keyboard = event.reason() != Qt.FocusReason.MouseFocusReason
        super().focusInEvent(event)
        self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the row, by mouse or by the menu key."""
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if by_mouse else self.currentIndex()
        if not index.isValid():
            return
        at = event.globalPos() if by_mouse else self._below(index)
        folder = index.data(FolderRole)
        number = folder.id if isinstance(folder, FolderItem) else 0
        self.menu_wanted.emit(_account_of(index), number, at)

    def _below(self, index: QModelIndex) -> QPoint:
        return self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())


def _account_index(index: QModelIndex) -> QModelIndex:
    while index.parent().isValid():
        index = index.parent()
    return index


def _account_of(index: QModelIndex) -> str:
    return str(_account_index(index).data(LineRole).id)


def _place(key: str, item: QStandardItem) -> str:
    """Return the name under which a row's being open is kept: ids of folders may change, addresses do not."""
    folder = item.data(FolderRole)
    if isinstance(folder, FolderItem):
        return f"{folder.account_id or LOCAL}/{folder.name}"
    return key


def _fill_account(item: QStandardItem, line: AccountLine) -> None:
    if item.data(LineRole) == line:
        return
    item.setText(line.name)
    item.setData(line, LineRole)
    item.setToolTip(plain_tip(line.tooltip))
    item.setData(f"{line.name}, {line.right}", Qt.ItemDataRole.AccessibleTextRole)


def _fill_folder(item: QStandardItem, folder: FolderItem) -> None:
    if item.data(FolderRole) == folder:
        return
    name, count = folder_name(folder), folder_count(folder)
    item.setText(name)
    item.setData(folder, FolderRole)
    unread = ngettext("{n} unread", "{n} unread", count).format(n=count) if count else ""
    item.setData(", ".join(p for p in (name, unread) if p), Qt.ItemDataRole.AccessibleTextRole)
    tip = [folder.name, unread, folder.error]
    if not folder.synced and folder.selectable:
        tip.append(_("Not synced"))
    item.setToolTip(plain_tip("\n".join(part for part in tip if part)))
