"""A list that is put in order by dragging or by Alt+Up and Alt+Down."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget


class MovableList(QListWidget):
    """`edited` after each change by the user."""

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
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def move_by(self, step: int) -> None:
        """Move the chosen row up (-1) or down (1)."""
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
        """Alt+Up and Alt+Down move the chosen row."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        step = steps.get(Qt.Key(event.key()))
        if step and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.move_by(step)
            event.accept()
            return
        super().keyPressEvent(event)
