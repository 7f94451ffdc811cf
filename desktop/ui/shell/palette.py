"""The command palette: screens, commands, customers, quotes and mails from one input (Ctrl K)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QGraphicsDropShadowEffect,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.runtime.i18n import _
from desktop.ui.icons import paint_icon
from desktop.ui.theme import theme
from desktop.ui.widgets import paint
from desktop.ui.widgets.key_cap import KeyCap
from desktop.ui.widgets.labels import IconLabel, hline, label

Index = QModelIndex | QPersistentModelIndex
EntryRole = Qt.ItemDataRole.UserRole + 1
_WIDTH, _TOP, _ROWS = 640, 112, 11
_MODES = {">": "commands", "@": "people", "#": "quotes"}


@dataclass(frozen=True)
class Entry:
    """One line of the palette; a `section` line has no `run`."""

    title: str
    run: Callable[[], object] | None = None
    detail: str = ""
    icon: str = ""
    grade: str | None = None
    key: str = ""

    @property
    def section(self) -> bool:
        """Tell whether this is a heading."""
        return self.run is None


def split_mode(typed: str) -> tuple[str, str]:
    """Return ("commands" | "people" | "quotes" | "all", the words) of what was typed."""
    typed = typed.strip()
    if typed[:1] in _MODES:
        return _MODES[typed[0]], typed[1:].strip()
    return "all", typed


class EntryModel(QAbstractListModel):
    """The lines shown."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._entries: list[Entry] = []

    def show(self, entries: Sequence[Entry]) -> None:
        """Show these lines."""
        self.beginResetModel()
        self._entries = list(entries)
        self.endResetModel()

    def entries(self) -> list[Entry]:
        """Return the lines."""
        return list(self._entries)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        if role == EntryRole:
            return entry
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return ", ".join(part for part in (entry.title, entry.detail) if part)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and self._entries[index.row()].section:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class EntryDelegate(QStyledItemDelegate):
    """Rows of 36 px; what matches the words is bold and underlined in the accent."""

    words = ""

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        entry: Entry = index.data(EntryRole)
        return QSize(100, theme().scaled(30 if entry.section else theme().size.palette_row))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: Entry = index.data(EntryRole)
        painter.save()
        paint.smooth(painter)
        rect: QRect = option.rect
        if entry.section:
            box = rect.adjusted(16, 6, -16, 0)
            paint.text(painter, box, entry.title, style="caption", color="text2")
        else:
            selected = bool(option.state & QStyle.StateFlag.State_Selected)
            self._row(painter, rect.adjusted(8, 0, -8, 0), entry, selected=selected)
        painter.restore()

    def _row(self, painter: QPainter, rect: QRect, entry: Entry, *, selected: bool) -> None:
        if selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().color("sel"))
            painter.drawRoundedRect(QRectF(rect), 6, 6)
        sign = QRect(rect.x() + 10, rect.center().y() - 8, 18, 18)
        if entry.grade is not None:
            paint.grade(painter, sign, entry.grade)
        elif entry.icon:
            color = "accent" if selected else "text2"
            paint_icon(painter, sign.adjusted(1, 1, -1, -1), entry.icon, color)
        right = rect.right() - 10
        if entry.key:
            right = paint.key_cap(painter, right, rect.center().y(), entry.key) - 8
        if entry.detail:
            width = min(paint.text_width(entry.detail, "small"), rect.width() // 2)
            box = QRect(right - width, rect.y(), width + 2, rect.height())
            paint.text(painter, box, entry.detail, style="small", color="text2")
            right = box.x() - 8
        self._title(
            painter, QRect(rect.x() + 38, rect.y(), right - rect.x() - 38, rect.height()), entry
        )

    def _title(self, painter: QPainter, rect: QRect, entry: Entry) -> None:
        at = entry.title.casefold().find(self.words.casefold()) if self.words else -1
        plain, strong = theme().font("body"), theme().font("body", weight=600)
        if at < 0 or QFontMetrics(strong).horizontalAdvance(entry.title) > rect.width():
            paint.text(painter, rect, entry.title)
            return
        end = at + len(self.words)
        x = rect.x()
        for part, font in (
            (entry.title[:at], plain),
            (entry.title[at:end], strong),
            (entry.title[end:], plain),
        ):
            width = QFontMetrics(font).horizontalAdvance(part)
            painter.setFont(font)
            painter.setPen(theme().color("text"))
            painter.drawText(
                QRect(x, rect.y(), width + 4, rect.height()), Qt.AlignmentFlag.AlignVCenter, part
            )
            if font is strong:
                line = QRect(x, rect.center().y() + 9, width, 2)
                painter.fillRect(line, theme().color("accent"))
            x += width


class Palette(QWidget):
    """A scrim over the window and, on it, the input with its results."""

    asked = Signal(str)
    """What was typed, after each key: whoever searches answers with `show_entries`."""
    closed = Signal()

    def __init__(self, window: QWidget) -> None:
        """Lie over `window`, hidden."""
        super().__init__(window)
        self._window = window
        self._frame = QFrame(self)
        self._frame.setObjectName("palette")
        self._input = QLineEdit()
        self._input.setProperty("kind", "bare")
        self._input.setFont(theme().font("title", weight=400))
        self._input.setAccessibleName(_("Search or jump to"))
        self._input.setPlaceholderText(_("Search or jump to"))
        self._input.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._input.installEventFilter(self)
        self._input.textEdited.connect(self._typed)
        self.model = EntryModel(self)
        self._delegate = EntryDelegate(self)
        self._list = QListView()
        self._list.setModel(self.model)
        self._list.setItemDelegate(self._delegate)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setAccessibleName(_("Results"))
        self._list.clicked.connect(self._run)
        self._lay_out()
        window.installEventFilter(self)
        self.hide()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(18, 0, 16, 0)
        head.setSpacing(12)
        head.addWidget(IconLabel("search", 18, "text2"))
        head.addWidget(self._input, 1)
        self._input.setFixedHeight(theme().scaled(56))
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 0, 16, 0)
        foot.setSpacing(6)
        for keys, text in (("↑↓", _("move")), ("↵", _("open")), (("Esc",), _("close"))):
            for key in keys:
                foot.addWidget(KeyCap(key))
            foot.addWidget(label(text, "small", "text2"))
            foot.addSpacing(10)
        foot.addStretch(1)
        foot.addWidget(label(_("Type > commands  @ people  # quotes"), "small", "text2"))
        bottom = QWidget()
        bottom.setLayout(foot)
        bottom.setFixedHeight(theme().scaled(40))
        column = QVBoxLayout(self._frame)
        column.setContentsMargins(1, 0, 1, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(hline())
        column.addSpacing(6)
        column.addWidget(self._list, 1)
        column.addSpacing(6)
        column.addWidget(hline())
        column.addWidget(bottom)
        shadow = QGraphicsDropShadowEffect(self._frame)
        shadow.setBlurRadius(40)
        shadow.setOffset(0, 12)
        shadow.setColor(QColor(0, 0, 0, 70))
        self._frame.setGraphicsEffect(shadow)

    def open(self, typed: str = "") -> None:
        """Show it with `typed` in the input."""
        self.setGeometry(self._window.rect())
        self._input.setText(typed)
        self.show()
        self.raise_()
        self._input.setFocus(Qt.FocusReason.PopupFocusReason)
        self._typed(typed)

    def close_palette(self) -> None:
        """Hide it and give the focus back."""
        if self.isVisible():
            self.hide()
            self.closed.emit()

    def typed(self) -> str:
        """Return what stands in the input."""
        return self._input.text()

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show results; the first that can be run is chosen."""
        self._delegate.words = split_mode(self.typed())[1]
        self.model.show(entries)
        first = next((row for row, e in enumerate(entries) if not e.section), -1)
        if first >= 0:
            self._list.setCurrentIndex(self.model.index(first))
        self._place()
        self._list.scrollToTop()

    def current(self) -> Entry | None:
        """Return the chosen line."""
        entry = self._list.currentIndex().data(EntryRole)
        return entry if isinstance(entry, Entry) else None

    def _typed(self, text: str) -> None:
        self.asked.emit(text)

    def _place(self) -> None:
        entries = self.model.entries()
        rows = sum(30 if e.section else theme().size.palette_row for e in entries)
        most = min(self.height() - _TOP - 40, 56 + 42 + 14 + theme().size.palette_row * _ROWS)
        height = min(most, theme().scaled(56 + 40 + 14 + max(rows, 36)))
        width = min(_WIDTH, self.width() - 32)
        self._frame.setGeometry((self.width() - width) // 2, _TOP, width, height)

    def _move(self, step: int) -> None:
        entries = self.model.entries()
        row = self._list.currentIndex().row() + step
        while 0 <= row < len(entries) and entries[row].section:
            row += step
        if 0 <= row < len(entries):
            self._list.setCurrentIndex(self.model.index(row))

    def _run(self, index: QModelIndex) -> None:
        entry = index.data(EntryRole)
        if isinstance(entry, Entry) and entry.run is not None:
            self.close_palette()
            entry.run()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._window.rect())
            self._place()
        if watched is self._input and isinstance(event, QKeyEvent):
            return event.type() == QEvent.Type.KeyPress and self._key(event)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._move(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(self._list.currentIndex())
        elif key == Qt.Key.Key_Escape:
            self.close_palette()
        else:
            return False
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._frame.geometry().contains(event.position().toPoint()):
            self.close_palette()

    def paintEvent(self, _event: QPaintEvent) -> None:
        alpha = 0.5 if theme().dark else 0.28
        QPainter(self).fillRect(self.rect(), theme().color("scrim", alpha))
