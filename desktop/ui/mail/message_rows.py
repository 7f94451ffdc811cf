"""The closed messages of a conversation: one line each, opened by a click or the keyboard."""

from datetime import datetime

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop.runtime.i18n import _, ngettext
from desktop.store.queries.messages import MessageRow
from desktop.ui.icons import paint_icon
from desktop.ui.mail.times import day, weekday_and_day
from desktop.ui.theme import theme
from desktop.ui.widgets import paint

ROW = 40
SIDE = 24
AVATAR = 24


class _LineButton(QAbstractButton):
    """A full-width row that acts as a button and ends in a hairline."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        """Ask for 40 px, more with a large font."""
        return QSize(300, theme().scaled(ROW))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground, the words, the hairline and the focus."""
        del event
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self.underMouse():
                painter.fillRect(self.rect(), theme().color("hover"))
            painter.fillRect(0, self.height() - 1, self.width(), 1, theme().color("border"))
            self.draw(painter, self.rect().adjusted(SIDE, 0, -SIDE, -1))
            if self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(theme().color("accent"), 2))
                painter.drawRoundedRect(self.rect().adjusted(2, 2, -2, -3), 6, 6)

    def draw(self, painter: QPainter, area: QRect) -> None:
        """Paint the words inside `area`."""
        raise NotImplementedError


class EarlierMessages(_LineButton):
    """ "3 earlier messages": stands for the older part of a long conversation."""

    def __init__(
        self, messages: list[MessageRow], now: datetime, parent: QWidget | None = None
    ) -> None:
        """`messages` are those it hides, oldest first; `now` is aware UTC."""
        super().__init__(parent)
        names = dict.fromkeys(short_name(message) for message in messages)
        self._title = ngettext(
            "{count} earlier message", "{count} earlier messages", len(messages)
        ).format(count=len(messages))
        self._detail = _("{names} · since {day}").format(
            names=", ".join(names), day=day(messages[0].date, now)
        )
        self.setAccessibleName(f"{self._title}, {self._detail}")

    def draw(self, painter: QPainter, area: QRect) -> None:
        """Paint a chevron, the count and who wrote."""
        mark = QRect(area.left(), area.center().y() - 7, 14, 14)
        paint_icon(painter, mark, "chevron-right", "text3")
        rest = area.adjusted(28, 0, 0, 0)
        rest.setLeft(rest.left() + paint.text(painter, rest, self._title, weight=500) + 12)
        paint.text(painter, rest, self._detail, style="small", color="text2")


class CollapsedMessage(_LineButton):
    """One message on one line: avatar, who, the beginning of the text, the day."""

    def __init__(self, message: MessageRow, now: datetime, parent: QWidget | None = None) -> None:
        """`now` (aware UTC) decides how the day is written."""
        super().__init__(parent)
        self.message = message
        self._day = weekday_and_day(message.date, now)
        self.setAccessibleName(f"{short_name(message)}, {message.snippet}, {self._day}")

    def draw(self, painter: QPainter, area: QRect) -> None:
        """Paint the line."""
        circle = QRect(area.left() + 4, area.center().y() - AVATAR // 2 + 1, AVATAR, AVATAR)
        paint.avatar(painter, circle, short_name(self.message))
        rest = area.adjusted(44, 0, 0, 0)
        right = Qt.AlignmentFlag.AlignRight
        width = paint.text(painter, rest, self._day, style="small", color="text2", align=right)
        rest.setRight(rest.right() - width - 12)
        who = QRect(rest)
        who.setWidth(int(rest.width() * 0.4))
        name = _("You") if self.message.outbound else short_name(self.message)
        read = self.message.seen or self.message.outbound
        used = paint.text(painter, who, name, weight=500 if read else 600)
        rest.setLeft(rest.left() + used + 12)
        snippet = " ".join(self.message.snippet.split())
        paint.text(painter, rest, snippet, style="small", color="text2")


def short_name(message: MessageRow) -> str:
    """Return the sender's name, else his address."""
    return message.sender.name or message.sender.address
