"""The customer's history on a rail: months, discs with icons, one line of detail, the time right."""

from collections.abc import Sequence
from datetime import datetime

from babel.dates import format_date, format_datetime
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.crm.stages import stage_text
from desktop.crm.timeline import Event
from desktop.runtime.i18n import _, language
from desktop.trade.quote_states import LABELS, QuoteState
from desktop.ui.icons import paint_icon
from desktop.ui.theme import theme
from desktop.ui.widgets import paint

Index = QModelIndex | QPersistentModelIndex
ITEM_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_ROOT = QModelIndex()
DISC = 28
LEFT = 24
_ICONS = {
    "mail": ("mail", "accent"),
    "warning": ("triangle-alert", "red"),
    "activity": ("notebook-pen", "text2"),
    "quote": ("file-text", "violet"),
    "order": ("package-check", "text2"),
    "sample": ("package", "text2"),
    "complaint": ("message-square-warning", "red"),
    "follow_up": ("alarm-clock", "text2"),
    "document": ("file-check", "slate"),
    "change": ("history", "text3"),
}
_FINER = {
    "call": "phone",
    "whatsapp": "message-circle",
    "wechat": "message-circle",
    "meeting": "users",
    "video": "video",
    "fair": "id-card",
    "outbound": "send-horizontal",
    "shipped": "ship",
    "balance_received": "banknote",
    "deposit_received": "banknote",
}
_TONES = {
    "sent": "violet",
    "accepted": "green",
    "draft": "amber",
    "declined": "neutral",
    "expired": "red",
    "open": "red",
    "closed": "green",
    "delivered": "green",
}


class TimelineModel(QAbstractListModel):
    """Events newest first, a heading before each month."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._items: list[str | Event] = []

    def load(self, events: Sequence[Event]) -> None:
        """Show these events."""
        items: list[str | Event] = []
        month = ""
        for event in events:
            name = month_name(event.at)
            if name != month:
                items.append(name)
                month = name
            items.append(event)
        self.beginResetModel()
        self._items = items
        self.endResetModel()

    def events(self) -> list[Event]:
        """Return the events shown."""
        return [item for item in self._items if isinstance(item, Event)]

    def is_last_of_month(self, row: int) -> bool:
        """Tell whether the rail ends at this row."""
        return row + 1 >= len(self._items) or isinstance(self._items[row + 1], str)

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return the number of rows, headings included."""
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the item, or its words."""
        if not index.isValid() or index.row() >= len(self._items):
            return None
        item = self._items[index.row()]
        if role == ITEM_ROLE:
            return item
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            if isinstance(item, Event):
                return ", ".join(p for p in (item.title, item.detail, time_text(item.at)) if p)
            return item
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings cannot be selected."""
        if index.isValid() and isinstance(self._items[index.row()], str):
            return Qt.ItemFlag.ItemIsEnabled
        return super().flags(index)


def month_name(at: datetime) -> str:
    """Return "November 2026" on this computer's calendar."""
    pattern = "y年M月" if language() == "zh_CN" else "MMMM y"
    return str(format_date(at.astimezone(), pattern, locale=language()))


def time_text(at: datetime) -> str:
    """Return "Fri 20, 17:31" on this computer's clock."""
    pattern = "d日 E HH:mm" if language() == "zh_CN" else "E d, HH:mm"
    return str(format_datetime(at.astimezone(), pattern, locale=language()))


def state_words(event: Event) -> tuple[str, str]:
    """Return a chip's text and tone for an event's state, ("", "") for none."""
    if event.kind == "quote" and event.state in set(QuoteState):
        return _(LABELS[QuoteState(event.state)]), _TONES.get(event.state, "neutral")
    if event.kind == "order" and event.icon_hint == "confirmed":
        return stage_text(event.state), "slate"
    if event.kind == "complaint":
        return (_("Closed"), "green") if event.state == "closed" else (_("Still open"), "red")
    if event.kind == "sample" and event.state == "delivered":
        return _("Delivered"), "green"
    if event.kind == "warning" and event.state == "dismissed":
        return _("Dismissed"), "neutral"
    if event.kind == "activity" and event.state == "substantive":
        return _("Progress"), "green"
    return "", ""


class _Delegate(QStyledItemDelegate):
    """Draws months and events."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """Events are 60 high, months 34."""
        if isinstance(index.data(ITEM_ROLE), str):
            return QSize(100, theme().line("caption") + 18)
        return QSize(100, max(58, theme().line("body_strong") + theme().line("small") + 20))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        item = index.data(ITEM_ROLE)
        painter.save()
        paint.smooth(painter)
        rect = option.rect
        if isinstance(item, str):
            area = rect.adjusted(LEFT, 8, -LEFT, 0)
            paint.text(painter, area, item, style="caption", color="text2")
        elif isinstance(item, Event):
            if option.state & QStyle.StateFlag.State_Selected:
                painter.fillRect(rect, theme().color("sel_inactive"))
            elif option.state & QStyle.StateFlag.State_MouseOver:
                painter.fillRect(rect, theme().color("hover"))
            model = index.model()
            last = isinstance(model, TimelineModel) and model.is_last_of_month(index.row())
            self._event(painter, rect, item, last=last)
        painter.restore()

    @staticmethod
    def _event(painter: QPainter, rect: QRect, event: Event, *, last: bool) -> None:
        disc = QRect(rect.left() + LEFT, rect.top() + 6, DISC, DISC)
        painter.setPen(QPen(theme().color("border"), 1))
        if not last:
            x = disc.center().x() + 0.5
            painter.drawLine(round(x), disc.bottom() + 2, round(x), rect.bottom() + 6)
        painter.setBrush(theme().color("surface"))
        painter.drawEllipse(QRectF(disc).adjusted(0.5, 0.5, -0.5, -0.5))
        name, color = _ICONS.get(event.kind, ("circle", "text2"))
        name = _FINER.get(event.icon_hint, name)
        paint_icon(painter, disc.adjusted(7, 7, -7, -7), name, color)
        left = disc.right() + 12
        time_width = 110
        right = rect.right() - LEFT
        line = theme().line("body_strong")
        title = QRect(left, rect.top() + 5, right - time_width - left, line)
        words, tone = state_words(event)
        if words:
            title.setWidth(title.width() - paint.chip_size(words).width() - 10)
        width = paint.text(painter, title, event.title, style="body_strong")
        if words:
            size = paint.chip_size(words)
            top = title.center().y() - size.height() // 2
            area = QRect(title.left() + width + 8, top, size.width(), size.height())
            paint.chip(painter, area, words, tone)
        detail = QRect(left, title.bottom() + 1, right - left, theme().line("small"))
        paint.text(painter, detail, event.detail, style="small", color="text2")
        when = QRect(right - time_width, title.top(), time_width, line)
        paint.text(
            painter,
            when,
            time_text(event.at),
            style="small",
            color="text2",
            align=Qt.AlignmentFlag.AlignRight,
        )


class Timeline(QListView):
    """The history; `opened` gives the event that was activated."""

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.events = TimelineModel(self)
        self.setModel(self.events)
        self.setItemDelegate(_Delegate(self))
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Timeline"))
        self.activated.connect(self._open)

    def _open(self, index: QModelIndex) -> None:
        item = index.data(ITEM_ROLE)
        if isinstance(item, Event):
            self.opened.emit(item)
