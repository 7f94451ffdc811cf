"""The sidebar's list of screens, and how its rows are painted."""

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QHelpEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from desktop.runtime.i18n import _
from desktop.ui.icons import paint_icon
from desktop.ui.shell.screens_list import ScreenEntry
from desktop.ui.theme import theme
from desktop.ui.widgets import paint

Index = QModelIndex | QPersistentModelIndex
EntryRole = Qt.ItemDataRole.UserRole + 1
CountRole = Qt.ItemDataRole.UserRole + 2
_GAP = 12


class NavDelegate(QStyledItemDelegate):
    """A row of 28 px with icon, name and count; in the rail an icon of 40 x 36 with a dot."""

    rail = False

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        if index.data(EntryRole) is None:
            return QSize(40, _GAP)
        return QSize(40, 36 if self.rail else theme().scaled(theme().size.nav_row))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry = index.data(EntryRole)
        if not isinstance(entry, ScreenEntry):
            return
        painter.save()
        paint.smooth(painter)
        rect = _option_rect(option).adjusted(8, 0, -8, 0)
        selected = bool(_state(option) & QStyle.StateFlag.State_Selected)
        hovered = bool(_state(option) & QStyle.StateFlag.State_MouseOver)
        focused = bool(_state(option) & QStyle.StateFlag.State_HasFocus) and selected
        if selected or hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().color("sel_inactive" if selected else "hover"))
            painter.drawRoundedRect(QRectF(rect), 6, 6)
        if focused:
            self._focus(painter, rect, _view_of(option))
        self._content(
            painter, rect, entry, selected=selected, count=int(index.data(CountRole) or 0)
        )
        painter.restore()

    def _focus(self, painter: QPainter, rect: QRect, view: QWidget | None) -> None:
        if isinstance(view, NavView) and view.by_keyboard:
            pen = painter.pen()
            pen.setColor(theme().color("accent"))
            pen.setWidth(2)
            pen.setStyle(Qt.PenStyle.SolidLine)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), 6, 6)

    def _content(
        self, painter: QPainter, rect: QRect, entry: ScreenEntry, *, selected: bool, count: int
    ) -> None:
        color = "accent" if selected else "text2"
        if self.rail:
            sign = QRect(rect.center().x() - 8, rect.center().y() - 8, 18, 18)
            paint_icon(painter, sign, entry.icon, color)
            if count:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme().color("accent"))
                painter.drawEllipse(QPoint(rect.right() - 7, rect.y() + 8), 3, 3)
            return
        sign = QRect(rect.x() + 8, rect.center().y() - 7, 16, 16)
        paint_icon(painter, sign, entry.icon, color)
        right = rect.right() - 8
        if count:
            shown = f"{count:,}"
            width = paint.text_width(shown, "small")
            box = QRect(right - width, rect.y(), width + 2, rect.height())
            paint.text(painter, box, shown, style="small", color="text2")
            right -= width + 8
        name = QRect(rect.x() + 32, rect.y(), right - rect.x() - 32, rect.height())
        tone = "text" if selected else "text2"
        paint.text(painter, name, _(entry.name), style="body_strong", color=tone)

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        _option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        entry = index.data(EntryRole)
        if event.type() == QEvent.Type.ToolTip and self.rail and isinstance(entry, ScreenEntry):
            QToolTip.showText(event.globalPos(), _(entry.name), view)
            return True
        return False


class NavView(QListView):
    """The list of screens; `chosen` gives the id of the one the user goes to."""

    chosen = Signal(str)

    def __init__(self, entries: tuple[ScreenEntry, ...], parent: QWidget | None = None) -> None:
        """List `entries`, a gap between their groups."""
        super().__init__(parent)
        self.by_keyboard = False
        self.setProperty("plane", "bg")
        self.setAccessibleName(_("Screens"))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._delegate = NavDelegate(self)
        self.setItemDelegate(self._delegate)
        self._items: dict[str, QStandardItem] = {}
        self.setModel(self._build(entries))
        self.clicked.connect(self._go)
        self.activated.connect(self._go)

    def _build(self, entries: tuple[ScreenEntry, ...]) -> QAbstractItemModel:
        model = QStandardItemModel(self)
        group = entries[0].group if entries else 0
        for entry in entries:
            if entry.group != group:
                gap = QStandardItem()
                gap.setFlags(Qt.ItemFlag.NoItemFlags)
                model.appendRow(gap)
                group = entry.group
            item = QStandardItem(_(entry.name))
            item.setData(entry, EntryRole)
            item.setData(_(entry.name), Qt.ItemDataRole.AccessibleTextRole)
            model.appendRow(item)
            self._items[entry.id] = item
        return model

    def set_rail(self, on: bool) -> None:
        """Show only icons, or icons with names."""
        self._delegate.rail = on
        self.scheduleDelayedItemsLayout()
        self.updateGeometry()

    def select(self, screen_id: str) -> None:
        """Mark the screen shown; none when it is not in the list."""
        item = self._items.get(screen_id)
        if item is None:
            self.selectionModel().clear()
        else:
            self.setCurrentIndex(item.index())

    def set_count(self, screen_id: str, count: int) -> None:
        """Show a figure beside a screen; 0 hides it."""
        item = self._items.get(screen_id)
        if item is not None and item.data(CountRole) != count:
            item.setData(count, CountRole)
            name = item.text() if not count else f"{item.text()}, {count}"
            item.setData(name, Qt.ItemDataRole.AccessibleTextRole)

    def count(self, screen_id: str) -> int:
        """Return the figure beside a screen."""
        item = self._items.get(screen_id)
        return int(item.data(CountRole) or 0) if item is not None else 0

    def sizeHint(self) -> QSize:
        rows = range(self.model().rowCount())
        height = sum(self.sizeHintForRow(row) for row in rows)
        return QSize(56, height + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self.sizeHint().height())

    def focusInEvent(self, event) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
        keys = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.by_keyboard = event.reason() in (*keys, Qt.FocusReason.ShortcutFocusReason)
        super().focusInEvent(event)

    def _go(self, index: QModelIndex) -> None:
        entry = index.data(EntryRole)
        if isinstance(entry, ScreenEntry):
            self.chosen.emit(entry.id)


def _option_rect(option: QStyleOptionViewItem) -> QRect:
    rect: QRect = option.rect
    return rect


def _state(option: QStyleOptionViewItem) -> QStyle.StateFlag:
    state: QStyle.StateFlag = option.state
    return state


def _view_of(option: QStyleOptionViewItem) -> QWidget | None:
    view: QWidget | None = option.widget
    return view
