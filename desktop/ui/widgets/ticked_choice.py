"""A button that opens a list to tick: any number of choices, found by typing where they are many."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStyle,
    QStyleOptionButton,
    QVBoxLayout,
    QWidget,
)

from desktop.runtime.i18n import _
from desktop.ui.icons import paint_icon
from desktop.ui.theme import theme
from desktop.ui.widgets.fields import line_edit
from desktop.ui.widgets.tips import plain_tip

_KEY = Qt.ItemDataRole.UserRole
_SEARCHED_FROM = 13
"""Choices from which on the list has a search field."""
_MOST_ROWS = 12


class _Ticks(QListWidget):
    """Return ticks too, as Space does."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick the row by Return."""
        item = self.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None:
            on = item.checkState() is Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)
            return
        super().keyPressEvent(event)


class TickedChoice(QPushButton):
    """Shows what is ticked, else `nothing`; `edited` after each change by the user."""

    edited = Signal()

    def __init__(
        self, choices: Sequence[tuple[str, str]], nothing: str, parent: QWidget | None = None
    ) -> None:
        """`choices` are (key, words)."""
        super().__init__(parent)
        self._names, self._nothing = dict(choices), nothing
        self._ticked: tuple[str, ...] = ()
        self._called = ""
        self.setProperty("kind", "secondary")
        self.setFixedHeight(theme().scaled(theme().size.field))
        self.setMinimumWidth(theme().scaled(96))
        self.clicked.connect(self.open_list)
        self._popup = QWidget(self, Qt.WindowType.Popup)
        column = QVBoxLayout(self._popup)
        column.setContentsMargins(6, 6, 6, 6)
        column.setSpacing(6)
        self.search = line_edit("", _("Search"))
        self.search.textEdited.connect(self._sift)
        self.search.returnPressed.connect(self._tick_first)
        column.addWidget(self.search)
        self.search.setVisible(len(self._names) >= _SEARCHED_FROM)
        self.list = _Ticks()
        self.list.itemChanged.connect(lambda _item: self._changed())
        column.addWidget(self.list)
        self.set_value(())

    def value(self) -> tuple[str, ...]:
        """Return the keys that are ticked, in the order they came."""
        return self._ticked

    def set_value(self, keys: Iterable[str]) -> None:
        """Tick these, without the signal; what is no choice yet becomes one by its own name."""
        wanted = tuple(keys)
        for key in wanted:
            self._names.setdefault(key, key)
        self._ticked = tuple(dict.fromkeys(wanted))
        self._show()

    def setAccessibleName(self, name: str) -> None:  # noqa: N802 - Qt's name
        """Keep the field's name in front of what is ticked."""
        self._called = name
        self._show()

    def _show(self) -> None:
        words = ", ".join(self._names[key] for key in self._ticked) or self._nothing
        self._words = words
        self.setToolTip(plain_tip(words) if self._ticked else "")
        super().setAccessibleName(f"{self._called}: {words}" if self._called else words)
        self.list.setAccessibleName(self._called or words)
        self.update()

    def words(self) -> str:
        """Return what the button says."""
        return self._words

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, option = QPainter(self), QStyleOptionButton()
        self.initStyleOption(option)
        self.style().drawControl(QStyle.ControlElement.CE_PushButtonBevel, option, painter, self)
        if not self.isEnabled():
            painter.setOpacity(0.45)
        sign = QRect(self.width() - 26, (self.height() - 16) // 2, 16, 16)
        paint_icon(painter, sign, "chevron-down", "text3")
        painter.setFont(self.font())
        painter.setPen(theme().color("text" if self._ticked else "text3"))
        room = QRect(11, 0, self.width() - 42, self.height())
        fitting = self.fontMetrics().elidedText(
            self._words, Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, fitting)

    def open_list(self) -> None:
        """Show the list below the button; what is ticked stands first."""
        self._fill()
        row = theme().scaled(26)
        self.list.setFixedHeight(row * min(max(len(self._names), 1), _MOST_ROWS) + 6)
        self._popup.setFixedWidth(max(self.width(), theme().scaled(240)))
        self._popup.adjustSize()
        self._popup.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
        self._popup.show()
        (self.list if self.search.isHidden() else self.search).setFocus()

    def close_list(self) -> None:
        """Hide the list."""
        self._popup.hide()

    def _fill(self) -> None:
        self.search.clear()
        self.list.blockSignals(True)
        self.list.clear()
        for key in sorted(self._names, key=lambda one: one not in self._ticked):
            item = QListWidgetItem(self._names[key])
            item.setData(_KEY, key)
            item.setFlags(
                Qt.ItemFlag.ItemIsEnabled
                | Qt.ItemFlag.ItemIsSelectable
                | Qt.ItemFlag.ItemIsUserCheckable
            )
            on = key in self._ticked
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.blockSignals(False)

    def _sift(self, text: str) -> None:
        wanted, first = text.strip().casefold(), True
        for place in range(self.list.count()):
            item = self.list.item(place)
            key = str(item.data(_KEY))
            fits = wanted in item.text().casefold() or wanted == key.casefold()
            item.setHidden(not fits)
            if fits and first:
                self.list.setCurrentRow(place)
                first = False

    def _tick_first(self) -> None:
        item = self.list.currentItem()
        if not item.isHidden():
            on = item.checkState() is Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)
            self.search.selectAll()

    def _changed(self) -> None:
        rows = (self.list.item(place) for place in range(self.list.count()))
        on = {str(r.data(_KEY)) for r in rows if r.checkState() is Qt.CheckState.Checked}
        kept = tuple(key for key in self._ticked if key in on)
        self._ticked = (*kept, *(key for key in self._names if key in on and key not in kept))
        self._show()
        self.edited.emit()
