"""How a thing to do is drawn: circle, grade, country, person, company, text, badge."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.ui.icons import paint_icon
from desktop.ui.theme import theme
from desktop.ui.today.task_model import ITEM_ROLE, Heading, Task, Tone
from desktop.ui.widgets import paint

Index = QModelIndex | QPersistentModelIndex
LEFT = 24
RIGHT = 24
WHO_WIDTH = 248
BAR = 72
_CHIPS = {
    Tone.AMBER: "amber",
    Tone.RED: "red",
    Tone.GREEN: "green",
    Tone.INFO: "accent",
    Tone.PLAIN: "neutral",
}


class TaskDelegate(QStyledItemDelegate):
    """Draws headings of 36 px and tasks of 36 px; `covered` is the width the row's buttons take."""

    covered = 0
    hovered_row = -1

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """Rows grow with the text."""
        line = theme().line("body")
        if isinstance(index.data(ITEM_ROLE), Heading):
            return QSize(100, max(38, line + 18))
        return QSize(100, max(theme().size.today_row, line + 14))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a heading or a task."""
        item = index.data(ITEM_ROLE)
        painter.save()
        paint.smooth(painter)
        if isinstance(item, Heading):
            self._heading(painter, option.rect, item)
        elif isinstance(item, Task):
            self._task(painter, option, index, item)
        painter.restore()

    @staticmethod
    def _heading(painter: QPainter, rect: QRect, item: Heading) -> None:
        middle = rect.center().y() + 4
        sign = QRect(rect.left() + LEFT, middle - 8, 16, 16)
        if item.grade:
            paint.grade(painter, sign.adjusted(0, 0, 2, 2), item.grade)
        else:
            paint_icon(painter, sign, item.icon, "red" if item.alarm else "text2")
        area = QRect(sign.right() + 9, middle - 12, rect.width() - 80, 24)
        width = paint.text(painter, area, item.title, style="section")
        count = area.adjusted(width + 8, 0, 0, 0)
        paint.text(painter, count, str(item.count), style="small", color="text2")

    def _task(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, task: Task
    ) -> None:
        rect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            active = bool(option.state & QStyle.StateFlag.State_Active)
            paint.selection(painter, rect, active=active)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme().color("hover"))
        middle = rect.center().y()
        self._circle(painter, rect.left() + LEFT, middle, done=task.is_done)
        side = theme().size.grade
        left = rect.left() + LEFT + 28
        paint.grade(painter, QRect(left, middle - side // 2, side, side), task.grade)
        country = QRect(left + 30, rect.top(), 28, rect.height())
        paint.text(painter, country, task.country, style="caption", color="text2")
        who = QRect(left + 66, rect.top(), WHO_WIDTH, rect.height())
        self._who(painter, who, task)
        right = rect.right() - RIGHT
        if index.row() == self.hovered_row:
            right -= self.covered
        right = self._badge(painter, right, middle, task)
        text = QRect(who.right() + 12, rect.top(), right - who.right() - 24, rect.height())
        color = "text3" if task.is_done else "text2"
        paint.text(painter, text, task.text, color=color)
        paint.hairline(painter, rect.left(), rect.bottom(), rect.right() + 1, rect.bottom())

    @staticmethod
    def _circle(painter: QPainter, left: int, middle: int, *, done: bool) -> None:
        circle = QRectF(left, middle - 7.5, 16, 16)
        if done:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().color("green"))
            painter.drawEllipse(circle)
            paint_icon(painter, circle.toRect().adjusted(3, 3, -3, -3), "check", "surface")
            return
        painter.setPen(QPen(theme().color("border_strong"), 1.25))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(circle)

    @staticmethod
    def _who(painter: QPainter, rect: QRect, task: Task) -> None:
        color = "text3" if task.is_done else "text"
        width = paint.text(painter, rect, task.contact, style="body_strong", color=color)
        left = rect.adjusted(width + 8, 0, 0, 0)
        if task.company and left.width() > 36:
            paint.text(painter, left, task.company, style="small", color="text2")

    @staticmethod
    def _badge(painter: QPainter, right: int, middle: int, task: Task) -> int:
        """Draw badge and progress; return where they begin."""
        if task.progress is not None and task.progress < 1:
            return _window(painter, right, middle, task)
        if not task.badge:
            return right
        icon_name = "clock-alert" if task.tone is Tone.RED and task.due else ""
        size = paint.chip_size(task.badge, icon_name)
        area = QRect(
            right - size.width() + 1, middle - size.height() // 2 + 1, size.width(), size.height()
        )
        if task.tone is Tone.PLAIN:
            paint.text(
                painter,
                area,
                task.badge,
                style="small",
                color="text2",
                align=Qt.AlignmentFlag.AlignRight,
            )
        else:
            paint.chip(painter, area, task.badge, _CHIPS[task.tone], icon_name=icon_name)
        return area.left()


def _window(painter: QPainter, right: int, middle: int, task: Task) -> int:
    """Draw the used part of the 24 hours, and how much is left."""
    color = {Tone.AMBER: "amber", Tone.RED: "red"}.get(task.tone, "accent")
    width = max(64, paint.text_width(task.badge, "small") + 4)
    words = QRect(right - width, middle - 10, width, 20)
    tone = color if color != "accent" else "text2"
    paint.text(
        painter, words, task.badge, style="small", color=tone, align=Qt.AlignmentFlag.AlignRight
    )
    track = QRectF(words.left() - 12 - BAR, middle - 1.5, BAR, 4)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().color("track"))
    painter.drawRoundedRect(track, 2, 2)
    used = track.adjusted(0, 0, -track.width() * (1 - (task.progress or 0)), 0)
    if used.width() >= 2:
        painter.setBrush(theme().color(color))
        painter.drawRoundedRect(used, 2, 2)
    return round(track.left())
