"""The table of lines with its keys: type an article, Enter, the quantity, Enter, and the next."""

from collections.abc import Callable

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableView, QWidget

from desktop.runtime.i18n import _
from desktop.ui.quotes.lines_delegate import LinesDelegate
from desktop.ui.quotes.lines_model import EDITABLE, Column, Index, LinesModel
from desktop.ui.quotes.product_search import ProductSearch
from desktop.ui.theme import theme
from desktop.ui.widgets import paint

# Width in the design, and what must fit at any text size.
WIDTHS = {
    Column.QUANTITY: (82, "000,000"),
    Column.UNIT: (58, "rolls"),
    Column.PRICE: (92, "0,000.00"),
    Column.DISCOUNT: (76, "00.00%"),
    Column.AMOUNT: (116, "0,000,000.00"),
    Column.MARGIN: (76, "-000.0%"),
}
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TABS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class _Head(QHeaderView):
    """Titles in the caption style, placed over the text of their columns."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:  # noqa: N802
        """Draw one title and the hairline."""
        column = Column(section)
        left = LinesDelegate.text_left() if column is Column.ITEM else 8
        right = 20 if column is Column.MARGIN else 8
        is_left = column in (Column.ITEM, Column.UNIT)
        side = Qt.AlignmentFlag.AlignLeft if is_left else Qt.AlignmentFlag.AlignRight
        title = str(self.model().headerData(section, Qt.Orientation.Horizontal))
        painter.fillRect(rect, theme().color("surface2"))
        area = rect.adjusted(left, 0, -right, 0)
        paint.text(painter, area, title, style="caption", color="text2", align=side)
        paint.hairline(painter, rect.left(), rect.bottom(), rect.right() + 1, rect.bottom())


class LinesTable(QTableView):
    """As high as its rows; scrolling is the editor's business (`shown` says what must be seen)."""

    delete_wanted = Signal()
    move_wanted = Signal(int)
    paste_wanted = Signal()
    copy_wanted = Signal()
    menu_wanted = Signal(QPoint)
    row_shown = Signal(int)
    left = Signal(bool)
    """The keyboard wants out of the table: forward (True) or back."""

    def __init__(
        self,
        model: LinesModel,
        picture: Callable[[str | None], QPixmap | None],
        search: Callable[[QWidget], ProductSearch],
        parent: QWidget | None = None,
    ) -> None:
        """Show `model`."""
        super().__init__(parent)
        self.setHorizontalHeader(_Head(self))
        self.setModel(model)
        self.lines = model
        delegate = LinesDelegate(self, picture, search)
        delegate.left_by.connect(self._go_on)
        self.setItemDelegate(delegate)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            triggers.DoubleClicked | triggers.AnyKeyPressed | triggers.EditKeyPressed
        )
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Lines of the quote"))
        self.verticalHeader().hide()
        self._set_columns()
        for signal in (model.rowsInserted, model.rowsRemoved, model.modelReset):
            signal.connect(self._fit)
        self._fit()

    def _set_columns(self) -> None:
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionResizeMode(Column.ITEM, QHeaderView.ResizeMode.Stretch)
        metrics = QFontMetrics(theme().font("body_strong"))
        for column, (width, longest) in WIDTHS.items():
            needed = metrics.horizontalAdvance(longest) + 20
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            head.resizeSection(column, max(width, needed))
        head.setFixedHeight(theme().scaled(32))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(LinesDelegate.row_height())

    def _fit(self, *_where: object) -> None:
        rows = self.lines.rowCount()
        row = LinesDelegate.row_height()
        self.setFixedHeight(self.horizontalHeader().height() + max(rows, 1) * row)

    def rows(self) -> list[int]:
        """Return the selected lines, else the one the keyboard is on."""
        count = self.lines.line_count
        return [row for row in self.selected_rows() if row < count]

    def selected_rows(self) -> list[int]:
        """Return every selected row, the one to type into with them; read by ranges, not by cells."""
        found = {
            row
            for part in self.selectionModel().selection().toList()
            for row in range(part.top(), part.bottom() + 1)
        }
        return sorted(found)

    def event(self, event: QEvent) -> bool:
        """Keep plain letters and the table's own keys from being shortcuts of the window."""
        is_key = event.type() == QEvent.Type.ShortcutOverride
        if is_key and isinstance(event, QKeyEvent) and self._is_ours(event):
            event.accept()
            return True
        return super().event(event)

    def _is_ours(self, event: QKeyEvent) -> bool:
        return self._is_typing(event) or self._deed(event) is not None

    def _is_typing(self, event: QKeyEvent) -> bool:
        text = event.text()
        if event.modifiers() & (_COMMANDS | Qt.KeyboardModifier.AltModifier):
            return False
        index = self.currentIndex()
        may_type = index.isValid() and self.lines.can_edit(index.row(), Column(index.column()))
        return may_type and bool(text) and text.isprintable()

    def _deed(self, event: QKeyEvent) -> Callable[[], object] | None:
        """Return what a key means in the table itself."""
        key, modifiers = event.key(), event.modifiers()
        if modifiers & Qt.KeyboardModifier.AltModifier:
            step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(key))
            return None if step is None else lambda: self.move_wanted.emit(step)
        if modifiers & _COMMANDS:
            plain = not modifiers & Qt.KeyboardModifier.ShiftModifier
            by_key = {Qt.Key.Key_V: self.paste_wanted, Qt.Key.Key_C: self.copy_wanted}
            found = by_key.get(Qt.Key(key)) if plain else None
            return found.emit if found is not None else None
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.rows():
            return self.delete_wanted.emit
        return None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete, move, copy and paste rows; Enter types into the cell, Tab goes along."""
        deed = self._deed(event)
        index = self.currentIndex()
        if deed is not None:
            deed()
        elif event.key() in _ENTER and not event.modifiers() & _COMMANDS:
            self.edit(index)
        elif event.key() in _TABS:
            self._go(index, 1 if event.key() == Qt.Key.Key_Tab else -1)
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 - Qt's name
        """Tab walks the cells; at the ends it leaves the table."""
        self._go(self.currentIndex(), 1 if forward else -1)
        return True

    def _go_on(self, key: int, row: int, column: int) -> None:
        """After typing: Enter from the article to its quantity, from a figure to the next line."""
        index = self.lines.index(row, column)
        if key == Qt.Key.Key_Tab:
            self._go(index, 1)
        elif key == Qt.Key.Key_Backtab:
            self._go(index, -1)
        elif index.column() == Column.ITEM and self.lines.can_edit(index.row(), Column.QUANTITY):
            self.select_cell(index.row(), Column.QUANTITY)
        else:
            row = index.row() + 1
            column = Column(index.column())
            fits = self.lines.can_edit(row, column)
            self.select_cell(row, column if fits else Column.ITEM)

    def _go(self, index: QModelIndex, step: int) -> None:
        row, column = index.row(), index.column()
        if not index.isValid():
            self.select_cell(0, Column.ITEM)
            return
        while True:
            column += step
            if not 0 <= column < len(Column):
                row, column = row + step, 0 if step > 0 else len(Column) - 1
            if not 0 <= row < self.lines.rowCount():
                self.left.emit(step > 0)
                return
            if Column(column) in EDITABLE and self.lines.can_edit(row, Column(column)):
                self.select_cell(row, Column(column))
                return

    def select_cell(self, row: int, column: Column) -> None:
        """Put the keyboard on a cell and its line into view."""
        if not 0 <= row < self.lines.rowCount():
            return
        flags = QItemSelectionModel.SelectionFlag
        target = self.lines.index(row, column)
        self.selectionModel().setCurrentIndex(target, flags.ClearAndSelect | flags.Rows)

    def select_rows(self, first: int, last: int) -> None:
        """Select neighbouring lines."""
        self.select_cell(first, Column(max(self.currentIndex().column(), 0)))
        flags = QItemSelectionModel.SelectionFlag
        if last > first:
            rest = QItemSelection(self.lines.index(first + 1, 0), self.lines.index(last, 0))
            self.selectionModel().select(rest, flags.Select | flags.Rows)

    def start_entry(self) -> None:
        """Put the keyboard into the last row, to type the next article."""
        self.setFocus()
        self.select_cell(self.lines.entry_row, Column.ITEM)

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802 - Qt's name
        """Tell which line must be seen."""
        super().currentChanged(current, previous)
        if current.isValid():
            self.row_shown.emit(current.row())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the lines, by mouse or by the menu key."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            area = self.visualRect(self.currentIndex())
            self.menu_wanted.emit(self.viewport().mapToGlobal(area.bottomLeft()))
        else:
            self.menu_wanted.emit(event.globalPos())
