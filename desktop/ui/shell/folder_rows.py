"""How accounts and folders look as rows of 24 px in the sidebar."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.store.queries.folder_tree import FolderItem
from desktop.ui.folder_names import folder_count, folder_icon, folder_name
from desktop.ui.icons import paint_icon
from desktop.ui.shell.status import AccountLine
from desktop.ui.theme import theme
from desktop.ui.widgets import paint

Index = QModelIndex | QPersistentModelIndex
LineRole = Qt.ItemDataRole.UserRole + 1
FolderRole = Qt.ItemDataRole.UserRole + 2
ROW = 24
_STEP = 12
_CHEVRON = 12


def depth_of(index: Index) -> int:
    """Return how deep a row lies: 0 for an account."""
    depth = 0
    while index.parent().isValid():
        index, depth = index.parent(), depth + 1
    return depth


def chevron_box(rect: QRect, depth: int) -> QRect:
    """Return where the sign to open or close a row is, in the row's rectangle."""
    x = rect.x() + 3 if depth == 0 else rect.x() + 20 + (depth - 1) * _STEP
    return QRect(x, rect.y(), _CHEVRON, rect.height())


class FolderDelegate(QStyledItemDelegate):
    """Account: ring or pie, address, time. Folder: icon, name, unread. In the rail only the ring."""

    rail = False
    by_keyboard = False
    target = QPersistentModelIndex()
    """The folder that would take what is dragged over it."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(40, theme().scaled(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        paint.smooth(painter)
        folder, line = index.data(FolderRole), index.data(LineRole)
        selected = bool(state & QStyle.StateFlag.State_Selected) and not self.rail
        self._frame(painter, rect, state, selected=selected)
        if index == self.target:
            self._target_frame(painter, rect)
        if not self.rail and index.model().hasChildren(index):
            opened = bool(state & QStyle.StateFlag.State_Open)
            sign = chevron_box(rect, depth_of(index)).adjusted(1, 0, -1, 0)
            paint_icon(painter, sign, "chevron-down" if opened else "chevron-right", "text3")
        if isinstance(folder, FolderItem):
            self._folder(painter, rect, folder, depth_of(index), selected=selected)
        elif isinstance(line, AccountLine):
            self._account(painter, rect, line)
        painter.restore()

    def _frame(
        self, painter: QPainter, rect: QRect, state: QStyle.StateFlag, *, selected: bool
    ) -> None:
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        box = QRectF(rect.adjusted(8, 0, -8, 0)) if not self.rail else QRectF(rect)
        if selected or hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().color("sel_inactive" if selected else "hover"))
            painter.drawRoundedRect(box, 6, 6)
        if self.by_keyboard and state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme().color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 6, 6)

    @staticmethod
    def _target_frame(painter: QPainter, rect: QRect) -> None:
        painter.setPen(QPen(theme().color("accent"), 2))
        painter.setBrush(theme().color("sel"))
        painter.drawRoundedRect(QRectF(rect.adjusted(9, 1, -9, -1)), 6, 6)

    def _account(self, painter: QPainter, rect: QRect, line: AccountLine) -> None:
        x = rect.center().x() - 4 if self.rail else rect.x() + 16
        paint.ring(painter, QRect(x, rect.center().y() - 3, 8, 8), line.share, line.tone)
        if self.rail:
            return
        width = paint.text_width(line.right, "small")
        box = QRect(rect.right() - 16 - width, rect.y(), width + 2, rect.height())
        paint.text(painter, box, line.right, style="small", color=line.tone)
        name = QRect(rect.x() + 32, rect.y(), box.x() - rect.x() - 40, rect.height())
        paint.text(painter, name, line.name, style="small", color="text2")

    def _folder(
        self, painter: QPainter, rect: QRect, folder: FolderItem, depth: int, *, selected: bool
    ) -> None:
        x = rect.x() + 32 + (depth - 1) * _STEP
        faint = not folder.synced or not folder.selectable
        color = "accent" if selected else "text3" if faint else "text2"
        paint_icon(painter, QRect(x, rect.center().y() - 6, 14, 14), folder_icon(folder), color)
        right = rect.right() - 16
        count = folder_count(folder)
        if folder.error:
            paint_icon(
                painter, QRect(right - 12, rect.center().y() - 5, 12, 12), "circle-alert", "amber"
            )
            right -= 18
        if count:
            shown = f"{count:,}"
            width = paint.text_width(shown, "small")
            box = QRect(right - width, rect.y(), width + 2, rect.height())
            paint.text(painter, box, shown, style="small", color="text2")
            right -= width + 8
        name = QRect(x + 20, rect.y(), right - x - 20, rect.height())
        weight = 600 if count else 0
        tone = "text" if selected or count else "text3" if faint else "text2"
        paint.text(painter, name, folder_name(folder), style="small", color=tone, weight=weight)
