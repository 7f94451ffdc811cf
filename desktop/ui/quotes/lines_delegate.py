"""How a quote line is drawn: picture, two lines of text, tabular figures, an accent frame to type in."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.trade.quote_draft import DraftLine
from desktop.ui.icons import paint_icon
from desktop.ui.quotes.lines_model import LINE_ROLE, LOW_MARGIN_ROLE, Column, line_name
from desktop.ui.theme import theme

Index = QModelIndex | QPersistentModelIndex
PADDING = 8
PICTURE = 36
LEFT = 20
RIGHT = 20
FRAME = 2


class LinesDelegate(QStyledItemDelegate):
    """Draws and edits the cells of the lines table."""

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
        row_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if row_selected:
            painter.fillRect(option.rect, colors.color("sel"))
        column = Column(index.column())
        if column is Column.ITEM:
            self._paint_item(painter, option.rect, index.data(LINE_ROLE))
        else:
            self._paint_figure(painter, option.rect, index, column)
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

    @staticmethod
    def _paint_item(painter: QPainter, rect: QRect, line: DraftLine) -> None:
        colors = theme()
        tile = QRect(rect.left() + LEFT, rect.center().y() - PICTURE // 2, PICTURE, PICTURE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.color("gray_tint"))
        painter.drawRoundedRect(tile, 4, 4)
        paint_icon(painter, tile.adjusted(10, 10, -10, -10), "lightbulb", "text3")
        left = tile.right() + 13
        width = rect.right() - left - PADDING
        strong, small = colors.font("body_strong"), colors.font("small")
        strong_height = QFontMetrics(strong).height()
        total = strong_height + QFontMetrics(small).height() + 2
        top = rect.center().y() - total // 2
        painter.setFont(strong)
        painter.setPen(colors.color("text"))
        upper = QRect(left, top, width, strong_height)
        elided = QFontMetrics(strong).elidedText(line.sku, Qt.TextElideMode.ElideRight, width)
        painter.drawText(upper, int(Qt.AlignmentFlag.AlignLeft), elided)
        painter.setFont(small)
        painter.setPen(colors.color("text2"))
        lower = QRect(left, top + strong_height + 2, width, total - strong_height)
        name = line_name(line)
        elided = QFontMetrics(small).elidedText(name, Qt.TextElideMode.ElideRight, width)
        painter.drawText(lower, int(Qt.AlignmentFlag.AlignLeft), elided)

    @staticmethod
    def _paint_figure(painter: QPainter, rect: QRect, index: Index, column: Column) -> None:
        style, color = "body", "text"
        if column in (Column.UNIT, Column.DISCOUNT):
            color = "text2"
        elif column is Column.AMOUNT:
            style = "body_strong"
        elif column is Column.MARGIN and index.data(LOW_MARGIN_ROLE):
            color = "amber"
        painter.setFont(theme().font(style))
        painter.setPen(theme().color(color))
        right = RIGHT if column is Column.MARGIN else PADDING
        area = rect.adjusted(PADDING, 0, -right, 0)
        alignment = index.data(Qt.ItemDataRole.TextAlignmentRole)
        painter.drawText(area, int(alignment), str(index.data(Qt.ItemDataRole.DisplayRole)))

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, _index: Index
    ) -> QWidget:
        """Return a bare field, right-aligned, framed in the accent colour."""
        editor = QLineEdit(parent)
        editor.setFrame(False)
        editor.setFont(theme().font("body"))
        editor.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        colors = theme()
        editor.setStyleSheet(
            f"QLineEdit {{ border: {FRAME}px solid {colors.hex('accent')}; border-radius: 0;"
            f" background: {colors.hex('field')}; color: {colors.hex('text')}; padding: 0 4px; }}"
        )
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Put the number in, all of it selected, so that typing replaces it."""
        if isinstance(editor, QLineEdit):
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))
            editor.selectAll()

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, _index: Index
    ) -> None:
        """Cover the whole cell."""
        editor.setGeometry(option.rect.adjusted(0, 0, 0, -1))
