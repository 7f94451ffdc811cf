"""A table of frozen rows: columns as data, sorted by their values, one row of cells painted plainly."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop.ui.icons import paint_icon
from desktop.ui.theme import theme
from desktop.ui.widgets import paint
from desktop.ui.widgets.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 1
SORT_ROLE = int(Qt.ItemDataRole.UserRole) + 2
COLUMN_ROLE = int(Qt.ItemDataRole.UserRole) + 3
_ROOT = QModelIndex()
_LEAST_REST = 150
"""What the column without a width keeps, so that names can be told apart."""
_MEASURED_ROWS = 100


def _plain_tone(_row: Any) -> str:  # noqa: ANN401 - any row dataclass
    return "text"


DAY_WIDTH = 140
"""The width of a column of days with their year, in either language."""


@dataclass(frozen=True)
class Column:
    """One column. `text` gives what is shown, `sort` what it is ordered by (the text by default).

    `sign`: "" for text, "grade" for a grade tile, "chip" for a chip in the colour of `tone`,
    "picture" for what `picture` gives, else an icon tile named by the text, "strip" for a strip of
    milestones filled by `shares` (0 to 1 each).
    `width` 0 takes what is left.
    """

    title: str
    text: Callable[[Any], str]
    width: int = 0
    right: bool = False
    sort: Callable[[Any], Any] | None = None
    tone: Callable[[Any], str] = field(default=_plain_tone)
    strong: bool = False
    sign: str = ""
    picture: Callable[[Any], QPixmap | None] | None = None
    shares: Callable[[Any], Sequence[float]] | None = None


class RowsModel(QAbstractTableModel):
    """The rows behind a table."""

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.columns = tuple(columns)
        self._rows: list[Any] = []

    def load(self, rows: Sequence[Any]) -> None:
        """Show these rows."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def row(self, place: int) -> Any:  # noqa: ANN401 - any row dataclass
        """Return the row at `place`."""
        return self._rows[place]

    def rows(self) -> list[Any]:
        """Return all rows."""
        return list(self._rows)

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return a column's title and alignment."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text, sort value, or the row itself."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row, column = self._rows[index.row()], self.columns[index.column()]
        if role == ROW_ROLE:
            return row
        if role == COLUMN_ROLE:
            return column
        if role == SORT_ROLE:
            return column.sort(row) if column.sort is not None else column.text(row).casefold()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            text = column.text(row) if column.sign != "picture" else ""
            return plain_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.title}: {column.text(row)}"
        return None


class _Sorted(QSortFilterProxyModel):
    """Sorts by Python values, empty ones always last."""

    def lessThan(self, left: Index, right: Index) -> bool:
        a, b = left.data(SORT_ROLE), right.data(SORT_ROLE)
        descending = self.sortOrder() == Qt.SortOrder.DescendingOrder
        if a is None or b is None:
            return (a is not None) != descending if (a is None) != (b is None) else False
        return bool(a < b)


class CellDelegate(QStyledItemDelegate):
    """Paints a cell by its column."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Rows are 32 high, more when the text is larger."""
        return QSize(40, max(theme().size.table_row, theme().line("body") + 10))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw background, value and hairline."""
        painter.save()
        paint.smooth(painter)
        rect = option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            active = bool(option.state & QStyle.StateFlag.State_Active)
            paint.selection(painter, rect, active=active, bar=index.column() == 0)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme().color("hover"))
        column: Column = index.data(COLUMN_ROLE)
        row = index.data(ROW_ROLE)
        left = 16 if index.column() == 0 else 8
        self._value(painter, rect.adjusted(left, 0, -8, -1), column, row)
        paint.hairline(painter, rect.left(), rect.bottom(), rect.right() + 1, rect.bottom())
        painter.restore()

    @staticmethod
    def _value(painter: QPainter, rect: QRect, column: Column, row: Any) -> None:  # noqa: ANN401
        text = column.text(row)
        middle = rect.center().y()
        if column.sign == "grade":
            side = theme().size.grade
            paint.grade(painter, QRect(rect.left(), middle - side // 2, side, side), text)
        elif column.sign == "picture":
            tile = QRect(rect.left(), middle - 12, 24, 24)
            found = column.picture(row) if column.picture is not None else None
            if found is not None and not found.isNull():
                fitted = found.size().scaled(tile.size(), Qt.AspectRatioMode.KeepAspectRatio)
                area = QRect(tile.topLeft(), fitted)
                area.moveCenter(tile.center())
                painter.drawPixmap(area, found)
                return
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().color("gray_tint"))
            painter.drawRoundedRect(tile, 4, 4)
            paint_icon(painter, tile.adjusted(5, 5, -5, -5), text, "text3")
        elif column.sign == "strip":
            done = column.shares(row) if column.shares is not None else ()
            paint.milestones(painter, QRect(rect.left(), middle - 2, rect.width() - 8, 4), done)
        elif column.sign == "chip":
            if text:
                size = paint.chip_size(text)
                width = min(size.width(), rect.width())
                area = QRect(rect.left(), middle - size.height() // 2, width, size.height())
                paint.chip(painter, area, text, column.tone(row))
        else:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            style = "body_strong" if column.strong else "body"
            paint.text(painter, rect, text, style=style, color=column.tone(row), align=side)


class _Head(QHeaderView):
    """Titles in the caption style over the text of their columns, with the order's arrow."""

    def __init__(self, columns: Sequence[Column], parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._columns = tuple(columns)
        self.setSectionsClickable(True)
        self.setFixedHeight(theme().scaled(32))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:  # noqa: N802
        """Draw one title, the arrow when it orders the table, and the hairline."""
        column = self._columns[section]
        painter.fillRect(rect, theme().color("surface"))
        area = rect.adjusted(16 if section == 0 else 8, 0, -8, 0)
        side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
        ordered = self.sortIndicatorSection() == section and self.isSortIndicatorShown()
        color = "text" if ordered else "text2"
        title = column.title
        if ordered and title:
            down = self.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
            title += " ↓" if down else " ↑"
        paint.text(painter, area, title, style="caption", color=color, align=side)
        paint.hairline(painter, rect.left(), rect.bottom(), rect.right() + 1, rect.bottom())


class Table(QTableView):
    """A sortable table of whole rows; `opened` gives the row, `J` and `K` move."""

    opened = Signal(object)

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        sort: int = 0,
        descending: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Build the table, ordered by column `sort`."""
        super().__init__(parent)
        self._by_hand: set[int] = set()
        self._fitting = False
        self.rows = RowsModel(columns, self)
        self._sorted = _Sorted(self)
        self._sorted.setSourceModel(self.rows)
        self.setHorizontalHeader(_Head(columns, self))
        self.setModel(self._sorted)
        self.setItemDelegate(CellDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        height = max(theme().size.table_row, theme().line("body") + 10)
        self.verticalHeader().setDefaultSectionSize(height)
        self._set_columns(columns)
        self.setSortingEnabled(True)
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.sortByColumn(sort, order)
        self.activated.connect(self._open)

    def _set_columns(self, columns: Sequence[Column]) -> None:
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSortIndicatorClearable(False)
        for place, column in enumerate(columns):
            if column.width:
                head.setSectionResizeMode(place, QHeaderView.ResizeMode.Interactive)
                head.resizeSection(place, theme().scaled(column.width))
            else:
                head.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
        head.sectionResized.connect(self._note_width)

    def _note_width(self, place: int, _old: int, _new: int) -> None:
        """Remember a width that the user has drawn: it is never changed again."""
        if not self._fitting and self.rows.columns[place].width and self.isVisible():
            self._by_hand.add(place)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the columns their room anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where not all fits, columns become as narrow as their contents before names are cut."""
        columns, head = self.rows.columns, self.horizontalHeader()
        fixed = {p: theme().scaled(c.width) for p, c in enumerate(columns) if c.width}
        rest = theme().scaled(_LEAST_REST) * (len(columns) - len(fixed))
        missing = sum(fixed.values()) + rest - self.viewport().width()
        wanted = fixed
        if missing > 0:
            needed = {p: min(self._needed(p), width) for p, width in fixed.items()}
            spare = sum(fixed.values()) - sum(needed.values())
            share = min(1.0, missing / spare) if spare > 0 else 0.0
            wanted = {p: w - round((w - needed[p]) * share) for p, w in fixed.items()}
        self._fitting = True
        for place, width in wanted.items():
            if place not in self._by_hand and head.sectionSize(place) != width:
                head.resizeSection(place, width)
        self._fitting = False

    def _needed(self, place: int) -> int:
        """Return the width that a column's title and first rows take, in pixels."""
        column = self.rows.columns[place]
        if column.sign in ("picture", "grade", "strip"):
            return theme().scaled(column.width)
        title = QFontMetrics(theme().font("caption")).horizontalAdvance(f"{column.title} ↓")
        style = "caption" if column.sign == "chip" else "body_strong" if column.strong else "body"
        metrics = QFontMetrics(theme().font(style, tabular=column.right))
        texts = (column.text(row) for row in self.rows.rows()[:_MEASURED_ROWS])
        longest = max((metrics.horizontalAdvance(text) for text in texts), default=0)
        around = 16 if column.sign == "chip" else 0
        return max(title, longest + around) + (26 if place == 0 else 18)

    def load(self, rows: Sequence[Any]) -> None:
        """Show these rows; the selection stays on the same record."""
        chosen = getattr(self.current(), "id", "")
        self.rows.load(rows)
        self._fit()
        self.select_id(chosen)

    def select_id(self, record_id: str) -> None:
        """Select the row of a record, else the first."""
        for place in range(self._sorted.rowCount()):
            index = self._sorted.index(place, 0)
            if getattr(index.data(ROW_ROLE), "id", None) == record_id:
                self.setCurrentIndex(index)
                return
        if self._sorted.rowCount():
            self.setCurrentIndex(self._sorted.index(0, 0))

    def current(self) -> Any:  # noqa: ANN401 - any row dataclass
        """Return the row that the keyboard is on, None when there is none."""
        return self.currentIndex().data(ROW_ROLE)

    def _open(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if row is not None:
            self.opened.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by J and K, open by Enter."""
        step = {Qt.Key.Key_J: 1, Qt.Key.Key_K: -1}.get(Qt.Key(event.key()))
        if step is not None and not event.modifiers():
            place = min(max(self.currentIndex().row() + step, 0), self._sorted.rowCount() - 1)
            self.setCurrentIndex(self._sorted.index(place, 0))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._open(self.currentIndex())
        elif event.text() and len(event.text()) == 1 and not event.modifiers():
            event.ignore()
        else:
            super().keyPressEvent(event)
