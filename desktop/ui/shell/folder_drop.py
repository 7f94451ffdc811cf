"""Conversations dropped on a folder of the sidebar: which folders take them, how the target looks, what opens on the way."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, Qt, QTimer
from PySide6.QtGui import QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QTreeView

from desktop.store.queries.folder_tree import FolderItem
from desktop.ui.shell.folder_rows import FolderDelegate, FolderRole
from desktop.ui.thread_drag import Dragged, from_mime

_OPEN_AFTER_MS = 700
_EDGE = 24


class FolderDrop(QObject):
    """Watches what is dragged over the tree; `dropped(folder, thread ids)` is called when a folder has taken it.

    A folder takes conversations of its own account. Rows that are closed open when the mouse rests on them.
    """

    def __init__(
        self,
        tree: QTreeView,
        delegate: FolderDelegate,
        dropped: Callable[[FolderItem, tuple[int, ...]], object],
    ) -> None:
        """Let `tree` take conversations; `delegate` shows where they would go."""
        super().__init__(tree)
        self._tree, self._delegate, self._dropped = tree, delegate, dropped
        self._resting = QPersistentModelIndex()
        self._opens = QTimer(self)
        self._opens.setSingleShot(True)
        self._opens.setInterval(_OPEN_AFTER_MS)
        self._opens.timeout.connect(self._open)
        tree.setAcceptDrops(True)
        tree.viewport().setAcceptDrops(True)
        tree.viewport().installEventFilter(self)

    def eventFilter(self, _viewport: QObject, event: QEvent) -> bool:
        """Take over everything about dragging; the view's own way moves rows."""
        kind = event.type()
        if kind == QEvent.Type.DragLeave:
            self._leave()
            return True
        if isinstance(event, QDragMoveEvent):  # entering is one too
            self._move(event)
            return True
        if kind == QEvent.Type.Drop and isinstance(event, QDropEvent):
            self._drop(event)
            return True
        return False

    def _move(self, event: QDragMoveEvent) -> None:
        dragged = from_mime(event.mimeData())
        if dragged is None:
            event.ignore()
            return
        at = event.position().toPoint()
        index = self._tree.indexAt(at)
        self._rest_on(index)
        self._scroll_near_edges(at)
        target = self._target(index, dragged)
        self._mark(index if target is not None else QModelIndex())
        # entering is always accepted: else no further move would be told
        if target is not None or event.type() == QEvent.Type.DragEnter:
            event.setDropAction(Qt.DropAction.MoveAction)
            event.accept()
        else:
            event.ignore()

    def _drop(self, event: QDropEvent) -> None:
        self._leave()
        dragged = from_mime(event.mimeData())
        index = self._tree.indexAt(event.position().toPoint())
        folder = self._target(index, dragged) if dragged is not None else None
        if dragged is None or folder is None:
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.MoveAction)
        event.accept()
        self._dropped(folder, dragged.thread_ids)

    def _target(self, index: QModelIndex, dragged: Dragged) -> FolderItem | None:
        folder = index.data(FolderRole) if index.isValid() else None
        if not isinstance(folder, FolderItem) or not folder.selectable:
            return None
        return folder if dragged.may_lie_in(folder.account_id or "") else None

    # ---- on the way

    def _rest_on(self, index: QModelIndex) -> None:
        if self._resting == index:
            return
        self._resting = QPersistentModelIndex(index)
        closed = index.isValid() and index.model().hasChildren(index)
        if closed and not self._tree.isExpanded(index):
            self._opens.start()
        else:
            self._opens.stop()

    def _open(self) -> None:
        if self._resting.isValid():
            model = self._tree.model()
            row = model.index(self._resting.row(), 0, self._resting.parent())
            self._tree.expand(row)

    def _scroll_near_edges(self, at: QPoint) -> None:
        bar = self._tree.verticalScrollBar()
        if at.y() < _EDGE:
            bar.setValue(bar.value() - _EDGE // 2)
        elif at.y() > self._tree.viewport().height() - _EDGE:
            bar.setValue(bar.value() + _EDGE // 2)

    def _mark(self, index: QModelIndex) -> None:
        if self._delegate.target != index:
            self._delegate.target = QPersistentModelIndex(index)
            self._tree.viewport().update()

    def _leave(self) -> None:
        self._opens.stop()
        self._resting = QPersistentModelIndex()
        self._mark(QModelIndex())
