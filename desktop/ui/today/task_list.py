"""The list of things to do: J and K move, a click on the circle ticks off, buttons on the row."""

from datetime import datetime

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QListView, QMenu, QWidget

from desktop.runtime.i18n import _
from desktop.ui.today.snooze import presets
from desktop.ui.today.task_delegate import LEFT, RIGHT, TaskDelegate
from desktop.ui.today.task_model import Index, Task, TaskModel
from desktop.ui.widgets.buttons import icon_button, primary


class TaskList(QListView):
    """Shows a TaskModel; the signals carry the task meant."""

    reply_wanted = Signal(object)
    done_wanted = Signal(object)
    snooze_wanted = Signal(object, object)
    opened = Signal(object)

    def __init__(self, model: TaskModel, now: datetime, parent: QWidget | None = None) -> None:
        """Show `model`; `now` (aware) is where the snooze times count from."""
        super().__init__(parent)
        self.now = now
        self._model = model
        self._delegate = TaskDelegate(self)
        self._hovered = -1
        self._buttons = _RowButtons(self)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAccessibleName(_("To do"))
        self.activated.connect(self._open)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._place_buttons())
        model.modelReset.connect(self._forget_hover)

    def current(self) -> Task | None:
        """Return the task that the keyboard is on."""
        return self._model.task(self.currentIndex().row())

    def move(self, step: int) -> None:  # type: ignore[override]  # a row, not a widget position
        """Go to the next task (1) or the one before (-1)."""
        row = self._model.next_task(self.currentIndex().row(), step)
        self.setCurrentIndex(self._model.index(row))

    def select_key(self, key: str, fallback: int) -> None:
        """Select the task with this key, else the one nearest to row `fallback`."""
        row = self._model.row_of(key)
        if row < 0:
            row = self._model.next_task(min(fallback, self._model.rowCount()) - 1, 1)
            if self._model.task(row) is None:
                row = self._model.next_task(self._model.rowCount(), -1)
        if self._model.task(row) is not None:
            self.setCurrentIndex(self._model.index(row))

    def target(self) -> Task | None:
        """Return the task whose buttons are shown."""
        return self._model.task(self._shown_row())

    def _shown_row(self) -> int:
        return self._hovered if self._hovered >= 0 else self.currentIndex().row()

    def _open(self, index: QModelIndex) -> None:
        task = self._model.task(index.row())
        if task is not None:
            self.opened.emit(task)

    def show_snooze(self, task: Task, at: QPoint | None = None) -> None:
        """Offer the snooze times for a task."""
        menu = QMenu(self)
        for preset in presets(self.now, task.zone):
            action = menu.addAction(preset.text)
            action.triggered.connect(
                lambda _checked=False, until=preset.until: self.snooze_wanted.emit(task, until)
            )
        menu.popup(at or self.mapToGlobal(self.visualRect(self.currentIndex()).bottomRight()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by J and K; leave other letters to the actions of the screen."""
        step = {Qt.Key.Key_J: 1, Qt.Key.Key_K: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        found = step.get(Qt.Key(event.key()))
        if found is not None and not event.modifiers():
            self.move(found)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._open(self.currentIndex())
        elif event.text().isalpha():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show the buttons on the row under the mouse."""
        row = self.indexAt(event.position().toPoint()).row()
        self._hovered = row if self._model.task(row) is not None else -1
        self._place_buttons()
        super().mouseMoveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tick off by a click on the circle."""
        place = event.position().toPoint()
        index = self.indexAt(place)
        task = self._model.task(index.row())
        circle = QRect(LEFT - 6, self.visualRect(index).top(), 28, self.visualRect(index).height())
        if task is not None and circle.contains(place):
            self.setCurrentIndex(index)
            self.done_wanted.emit(task)
            return
        super().mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Go back to the selected row's buttons."""
        self._hovered = -1
        self._place_buttons()
        super().leaveEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the buttons at the right end."""
        super().resizeEvent(event)
        self._place_buttons()

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802
        """Show the buttons on the selected row."""
        super().currentChanged(current, previous)
        self._place_buttons()

    def _forget_hover(self) -> None:
        self._hovered = -1
        self._place_buttons()

    def _place_buttons(self) -> None:
        row = self._shown_row()
        task = self._model.task(row)
        self._buttons.setVisible(task is not None)
        old, self._delegate.hovered_row = self._delegate.hovered_row, row if task else -1
        if task is not None:
            self._buttons.show_for(task)
            rect = self.visualRect(self._model.index(row))
            size = self._buttons.sizeHint()
            self._delegate.covered = size.width() + 8
            left = rect.right() - RIGHT - size.width()
            top = rect.center().y() - size.height() // 2
            self._buttons.setGeometry(left, top, size.width(), size.height())
        if old != self._delegate.hovered_row:
            self.viewport().update()


class _RowButtons(QWidget):
    """Reply, snooze and done on the row that is meant."""

    def __init__(self, view: TaskList) -> None:
        super().__init__(view.viewport())
        self._view = view
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self._reply = primary(_("Reply"), self._do_reply, icon_name="reply", size="control_small")
        self._snooze = icon_button("alarm-clock", _("Snooze"), self._do_snooze, size=24)
        self._done = icon_button("check", _("Done"), self._do_done, size=24)
        for made in (self._reply, self._snooze, self._done):
            row.addWidget(made)
        self.hide()

    def show_for(self, task: Task) -> None:
        """Say on the button what opening this task does."""
        self._reply.setText(_("Reply") if task.thread_id else _("Open"))
        self._snooze.setVisible(bool(task.follow_up_id))

    def _do_reply(self) -> None:
        task = self._view.target()
        if task is not None:
            self._view.reply_wanted.emit(task)

    def _do_snooze(self) -> None:
        task = self._view.target()
        if task is not None:
            corner = self._snooze.mapToGlobal(self._snooze.rect().bottomLeft())
            self._view.show_snooze(task, corner)

    def _do_done(self) -> None:
        task = self._view.target()
        if task is not None:
            self._view.done_wanted.emit(task)
