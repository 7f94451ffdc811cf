"""The table of lines with its keys: type to edit, Enter goes down, Delete takes a line out."""

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelectionModel,
    QModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QTableView,
    QWidget,
)

from desktop.runtime.i18n import _
from desktop.ui.quotes.lines_delegate import LinesDelegate
from desktop.ui.quotes.lines_model import EDITABLE, Column, LinesModel
from desktop.ui.theme import theme
from desktop.ui.widgets import paint

WIDTHS = {
    Column.QUANTITY: 82,
    Column.UNIT: 58,
    Column.PRICE: 92,
    Column.DISCOUNT: 84,
    Column.AMOUNT: 116,
    Column.MARGIN: 82,
}


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
    """As high as its rows; scrolling is the editor's business."""

    delete_wanted = Signal(int)
    paste_wanted = Signal()

    def __init__(self, model: LinesModel, parent: QWidget | None = None) -> None:
        """Show `model`."""
        super().__init__(parent)
        self.setHorizontalHeader(_Head(self))
        self.setModel(model)
        self.setItemDelegate(LinesDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            triggers.DoubleClicked | triggers.AnyKeyPressed | triggers.EditKeyPressed
        )
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
        for column, width in WIDTHS.items():
            needed = metrics.horizontalAdvance("0,000,000.00") if column is Column.AMOUNT else 0
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            head.resizeSection(column, max(theme().scaled(width), needed + 20))
        head.setFixedHeight(theme().scaled(32))
        row = LinesDelegate.row_height()
        self.verticalHeader().setDefaultSectionSize(row)

    def _fit(self, *_where: object) -> None:
        rows = self._rows()
        row = LinesDelegate.row_height()
        self.setFixedHeight(self.horizontalHeader().height() + max(rows, 1) * row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete removes the row, Ctrl+V pastes rows, Enter edits or goes down."""
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and index.isValid():
            self.delete_wanted.emit(index.row())
        elif _is_paste(event):
            self.paste_wanted.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.edit(index)
        else:
            super().keyPressEvent(event)

    def closeEditor(  # noqa: N802 - Qt's name
        self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint
    ) -> None:
        """Go down after Enter, along the editable cells after Tab."""
        index = self.currentIndex()
        super().closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        steps = QAbstractItemDelegate.EndEditHint
        if hint == steps.EditNextItem:
            self._go(index, 1)
        elif hint == steps.EditPreviousItem:
            self._go(index, -1)
        elif hint == steps.SubmitModelCache:
            self._select(index.row() + 1, index.column())

    def _go(self, index: QModelIndex, step: int) -> None:
        cells = [(row, int(c)) for row in range(self._rows()) for c in EDITABLE]
        here = (index.row(), index.column())
        place = cells.index(here) + step if here in cells else 0
        if 0 <= place < len(cells):
            self._select(*cells[place])
            self.edit(self.currentIndex())

    def _select(self, row: int, column: int) -> None:
        if row < self._rows():
            flags = QItemSelectionModel.SelectionFlag
            target = self._model().index(row, column)
            self.selectionModel().setCurrentIndex(target, flags.ClearAndSelect | flags.Rows)

    def select_cell(self, row: int, column: Column) -> None:
        """Put the keyboard on a cell."""
        self._select(row, column)

    def _rows(self) -> int:
        return self._model().rowCount()

    def _model(self) -> QAbstractItemModel:
        return self.model()


def _is_paste(event: QKeyEvent) -> bool:
    ctrl = event.modifiers() & Qt.KeyboardModifier.ControlModifier
    return bool(ctrl) and event.key() == Qt.Key.Key_V
