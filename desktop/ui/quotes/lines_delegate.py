"""How a quote line is drawn and typed into: picture, two lines of text, tabular figures, an accent frame."""

from collections.abc import Callable

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop.runtime.i18n import _
from desktop.trade.quote_draft import DraftLine, LineKind
from desktop.ui.icons import paint_icon
from desktop.ui.quotes.lines_model import LINE_ROLE, LOW_MARGIN_ROLE, Column, LinesModel, line_name
from desktop.ui.quotes.listed_field import ListedField
from desktop.ui.quotes.product_search import ProductSearch
from desktop.ui.quotes.unit_field import UnitField
from desktop.ui.theme import theme

Index = QModelIndex | QPersistentModelIndex
PADDING = 8
PICTURE = 36
LEFT = 20
RIGHT = 20
FRAME = 2
_KEYS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab})


class LinesDelegate(QStyledItemDelegate):
    """Draws and edits the cells of the lines table; `left_by` says which key ended the typing, and where."""

    left_by = Signal(int, int, int)

    def __init__(
        self,
        parent: QTableView,
        picture: Callable[[str | None], QPixmap | None],
        search: Callable[[QWidget], ProductSearch],
    ) -> None:
        """`picture` gives a product's small picture, `search` the field to type an article into."""
        super().__init__(parent)
        self._table = parent
        self._picture, self._search = picture, search

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Rows are 52 high, more when the text is larger."""
        return QSize(60, self.row_height())

    @staticmethod
    def text_left() -> int:
        """Return where the text of the first column starts: right of the picture."""
        return LEFT + PICTURE + 12

    @staticmethod
    def row_height() -> int:
        """Return the height of a row: 52, more when the text is larger."""
        text = theme().line("body_strong") + theme().line("small") + 14
        return max(theme().size.quote_row, text)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        colors = theme()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = index.data(LINE_ROLE)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, colors.color("sel"))
        elif isinstance(line, DraftLine) and line.kind is LineKind.SECTION:
            painter.fillRect(option.rect, colors.color("surface2"))
        column = Column(index.column())
        if not isinstance(line, DraftLine):
            if column is Column.ITEM:
                self._paint_entry(painter, option.rect)
        elif not line.is_goods:
            self._paint_text_line(painter, option.rect, index, line)
        elif column is Column.ITEM:
            self._paint_item(painter, option.rect, line)
        else:
            self._paint_figure(painter, option.rect, index, line)
        painter.setPen(QPen(colors.color("border"), 0))
        bottom = option.rect.bottomLeft()
        painter.drawLine(bottom, QPoint(option.rect.right(), bottom.y()))
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        if focused and index.flags() & Qt.ItemFlag.ItemIsEditable:
            self._paint_frame(painter, option.rect)
        painter.restore()

    @staticmethod
    def _paint_frame(painter: QPainter, rect: QRect) -> None:
        painter.setPen(QPen(theme().color("accent"), FRAME, j=Qt.PenJoinStyle.MiterJoin))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect.adjusted(1, 1, -1, -2))

    def _paint_entry(self, painter: QPainter, rect: QRect) -> None:
        tile = self._tile(rect)
        paint_icon(painter, tile.adjusted(10, 10, -10, -10), "plus", "text3")
        area = rect.adjusted(self.text_left(), 0, -PADDING, 0)
        self._line(painter, area, _("Type a SKU or a name"), "body", "text3")

    def _paint_text_line(
        self, painter: QPainter, rect: QRect, index: Index, line: DraftLine
    ) -> None:
        is_title = line.kind is LineKind.SECTION
        column = Column(index.column())
        if column < Column.AMOUNT:
            if column is Column.ITEM:
                sign = self._tile(rect).adjusted(10, 10, -10, -10)
                paint_icon(painter, sign, "heading" if is_title else "text-quote", "text3")
            # The words run over the empty cells; each cell draws its part of them.
            painter.setClipRect(rect)
            head = self._table.horizontalHeader()
            area = QRect(rect)
            area.setLeft(head.sectionViewportPosition(Column.ITEM) + self.text_left())
            area.setRight(head.sectionViewportPosition(Column.AMOUNT) - PADDING)
            words = line_name(line) or (_("Title of a section") if is_title else _("Note"))
            tone = "text" if line_name(line) else "text3"
            self._line(painter, area, words, "body_strong" if is_title else "small", tone)
            painter.setClipping(False)
        elif column is Column.AMOUNT:
            area = rect.adjusted(PADDING, 0, -PADDING, 0)
            painter.setFont(theme().font("body", tabular=True))
            painter.setPen(theme().color("text2"))
            shown = str(index.data(Qt.ItemDataRole.DisplayRole))
            painter.drawText(area, int(index.data(Qt.ItemDataRole.TextAlignmentRole)), shown)

    @staticmethod
    def _tile(rect: QRect) -> QRect:
        return QRect(rect.left() + LEFT, rect.center().y() - PICTURE // 2, PICTURE, PICTURE)

    def _paint_item(self, painter: QPainter, rect: QRect, line: DraftLine) -> None:
        colors = theme()
        tile = self._tile(rect)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.color("gray_tint"))
        painter.drawRoundedRect(tile, 4, 4)
        picture = self._picture(line.product_id)
        if picture is None:
            name = "lightbulb" if line.product_id else "square-pen"
            paint_icon(painter, tile.adjusted(10, 10, -10, -10), name, "text3")
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            inside = tile.adjusted(2, 2, -2, -2)
            size = picture.size().scaled(inside.size(), Qt.AspectRatioMode.KeepAspectRatio)
            area = QRect(QPoint(0, 0), size)
            area.moveCenter(inside.center())
            painter.drawPixmap(area, picture)
        strong, small = colors.font("body_strong"), colors.font("small")
        strong_height = QFontMetrics(strong).height()
        total = strong_height + QFontMetrics(small).height() + 2
        top = rect.center().y() - total // 2
        area = rect.adjusted(self.text_left(), 0, -PADDING, 0)
        area.setTop(top)
        first, second = _two_lines(line)
        upper = QRect(area.left(), top, area.width(), strong_height)
        self._line(painter, upper, first, "body_strong", "text")
        lower = QRect(area.left(), top + strong_height + 2, area.width(), total - strong_height)
        self._line(painter, lower, second, "small", "text2")

    @staticmethod
    def _line(painter: QPainter, area: QRect, words: str, style: str, tone: str) -> None:
        font = theme().font(style)
        painter.setFont(font)
        painter.setPen(theme().color(tone))
        shown = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, area.width())
        side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(area, int(side), shown)

    @staticmethod
    def _paint_figure(painter: QPainter, rect: QRect, index: Index, line: DraftLine) -> None:
        style, color = "body", "text"
        column = Column(index.column())
        shown = str(index.data(Qt.ItemDataRole.DisplayRole))
        if column in (Column.UNIT, Column.DISCOUNT):
            color = "text2"
        elif column is Column.AMOUNT:
            style = "body" if line.is_optional else "body_strong"
            color = "text2" if line.is_optional else "text"
        elif (column is Column.MARGIN and index.data(LOW_MARGIN_ROLE)) or (
            column is Column.QUANTITY and line.is_below_minimum
        ):
            color = "amber"
        painter.setFont(theme().font(style, tabular=True))
        painter.setPen(theme().color(color))
        right = RIGHT if column is Column.MARGIN else PADDING
        area = rect.adjusted(PADDING, 0, -right, 0)
        painter.drawText(area, int(index.data(Qt.ItemDataRole.TextAlignmentRole)), shown)

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return a bare field framed in the accent colour; for an article one that searches."""
        column = Column(index.column())
        line = index.data(LINE_ROLE)
        if column is Column.ITEM:
            is_words = isinstance(line, DraftLine) and not line.is_goods
            editor: QLineEdit = QLineEdit(parent) if is_words else self._search(parent)
        elif column is Column.UNIT and isinstance(line, DraftLine):
            editor = self._unit_field(line, index, parent)
        else:
            editor = QLineEdit(parent)
        if isinstance(editor, ListedField):
            editor.settled.connect(lambda: self._leave(editor, Qt.Key.Key_Return))
        left = column in (Column.ITEM, Column.UNIT)
        side = Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignRight
        editor.setFrame(False)
        editor.setFont(theme().font("body"))
        editor.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        colors = theme()
        editor.setStyleSheet(
            f"QLineEdit {{ border: {FRAME}px solid {colors.hex('accent')}; border-radius: 0;"
            f" background: {colors.hex('field')}; color: {colors.hex('text')}; padding: 0 4px; }}"
        )
        return editor

    @staticmethod
    def _unit_field(line: DraftLine, index: Index, parent: QWidget) -> UnitField:
        model = model_of(index)
        selling = model.sellings.get(line.product_id or "") if model is not None else None
        return UnitField(line, selling, model.currency if model is not None else "", parent)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Enter and Tab take what was typed at once, so that the next key finds the next cell."""
        is_key = event.type() == QEvent.Type.KeyPress
        if is_key and isinstance(event, QKeyEvent) and isinstance(editor, QLineEdit):
            key = event.key()
            plain = not event.modifiers() & ~(
                Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
            )
            if key in _KEYS and plain:
                if isinstance(editor, ListedField):
                    editor.use_best()
                self._leave(editor, key)
                return True
        return super().eventFilter(editor, event)

    def _leave(self, editor: QLineEdit, key: int) -> None:
        place = self._table.currentIndex()  # before a new line moves the last row down
        row, column = place.row(), place.column()
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
        self.left_by.emit(int(key), row, column)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Put the value in, all of it selected, so that typing replaces it; what was typed stays."""
        if isinstance(editor, QLineEdit) and not editor.isModified():
            value = index.data(Qt.ItemDataRole.EditRole)
            editor.setText("" if value is None else str(value))
            editor.selectAll()

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Cover the cell; of an article its text only, the picture stays."""
        left = self.text_left() - PADDING if index.column() == Column.ITEM else 0
        editor.setGeometry(option.rect.adjusted(left, 0, 0, -1))


def _two_lines(line: DraftLine) -> tuple[str, str]:
    """Return what stands in bold and what below it: number and name, and how the line counts."""
    name = line_name(line)
    first, rest = (line.sku, name) if line.sku else (name or "–", "")
    notes = []
    if line.is_optional:
        notes.append(_("optional"))
    if line.is_free:
        notes.append(_("free of charge"))
    if not line.product_id:
        notes.append(_("not in the catalogue"))
    return first, " · ".join(part for part in (*notes, rest) if part)


def model_of(index: Index) -> LinesModel | None:
    """Return the lines model behind an index."""
    model = index.model()
    return model if isinstance(model, LinesModel) else None
