"""A list of names that is put in order by dragging or Alt+Up/Down, each shown or hidden by its tick."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from desktop.runtime.i18n import _
from desktop.ui.theme import theme

_KEY = Qt.ItemDataRole.UserRole


class TicksList(QListWidget):
    """`edited` after each change by the user; `fixed` names are always shown."""

    edited = Signal()

    def __init__(self, name: str, *, movable: bool = True) -> None:
        """Start empty; `name` is the accessible name."""
        super().__init__()
        self.setAccessibleName(name)
        self._movable = movable
        if movable:
            self.setDragDropMode(QListWidget.DragDropMode.InternalMove)
            self.setDefaultDropAction(Qt.DropAction.MoveAction)
            self.model().rowsMoved.connect(lambda *_moved: self.edited.emit())
        self.itemChanged.connect(lambda _item: self.edited.emit())
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_names(
        self, names: Sequence[tuple[str, str]], hidden: Collection[str], fixed: Collection[str] = ()
    ) -> None:
        """Show (key, words) in order; those in `fixed` cannot be unticked."""
        self.blockSignals(True)
        place = self.currentRow()
        self.clear()
        height = theme().scaled(26)
        for key, words in names:
            item = QListWidgetItem(words)
            item.setData(_KEY, key)
            item.setSizeHint(QSize(100, height))
            off = key in hidden and key not in fixed
            flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            if self._movable:
                flags |= Qt.ItemFlag.ItemIsDragEnabled
            if key in fixed:
                item.setText(_("{name} · always").format(name=words))
            else:
                flags |= Qt.ItemFlag.ItemIsUserCheckable
                item.setCheckState(Qt.CheckState.Unchecked if off else Qt.CheckState.Checked)
            item.setFlags(flags)
            self.addItem(item)
        self.setCurrentRow(min(max(place, 0), self.count() - 1))
        self.setFixedHeight(height * max(self.count(), 1) + 6)
        self.blockSignals(False)

    def order(self) -> tuple[str, ...]:
        """Return the keys from top to bottom."""
        return tuple(str(self.item(row).data(_KEY)) for row in range(self.count()))

    def current_key(self) -> str:
        """Return the key of the chosen name, "" for none."""
        row = self.currentRow()
        return str(self.item(row).data(_KEY)) if 0 <= row < self.count() else ""

    def hidden_names(self) -> tuple[str, ...]:
        """Return the keys without a tick."""
        return tuple(
            str(self.item(row).data(_KEY))
            for row in range(self.count())
            if self.item(row).flags() & Qt.ItemFlag.ItemIsUserCheckable
            and self.item(row).checkState() is Qt.CheckState.Unchecked
        )

    def move_by(self, step: int) -> None:
        """Move the chosen name up (-1) or down (1)."""
        row = self.currentRow()
        if not self._movable or not (0 <= row < self.count() and 0 <= row + step < self.count()):
            return
        self.blockSignals(True)
        item = self.takeItem(row)
        self.insertItem(row + step, item)
        self.setCurrentRow(row + step)
        self.blockSignals(False)
        self.edited.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt+Up and Alt+Down move the chosen name."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        step = steps.get(Qt.Key(event.key()))
        if step and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.move_by(step)
            event.accept()
            return
        super().keyPressEvent(event)
