"""A conversation's row in the list: who, what, and by when, painted from one ThreadRow."""

from collections import OrderedDict
from datetime import datetime

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.crm.stages import stage_text
from desktop.runtime.clock import Clock
from desktop.runtime.i18n import _, language
from desktop.store.queries.threads import ThreadRow
from desktop.ui.icons import paint_icon
from desktop.ui.mail.sla import sla_of
from desktop.ui.mail.thread_model import RowRole
from desktop.ui.mail.times import list_time
from desktop.ui.theme import theme
from desktop.ui.widgets import paint

LEFT = 24
RIGHT = 16
GAP = 8
MARK = 14
HELD_PICTURES = 40  # four screens of them; each takes 125 KB, four times that on a dense display

AnyIndex = QModelIndex | QPersistentModelIndex


class ThreadDelegate(QStyledItemDelegate):
    """Paints rows of 88 px, or of 56 when `compact`; both grow with the font."""

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        """`clock` tells how much time a reply has left."""
        super().__init__(parent)
        self._clock = clock
        self.compact = False
        self._pictures: OrderedDict[tuple[object, ...], QPixmap] = OrderedDict()

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """Return the same size for every row: the list relies on it."""
        del option, index
        size = theme().size
        height = size.thread_row_compact if self.compact else size.thread_row
        return QSize(200, theme().scaled(height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Paint one row; a row whose contents are on their way is a skeleton."""
        row = index.data(RowRole)
        rect = option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            paint.selection(painter, rect, active=option.widget.hasFocus())
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme().color("hover"))
        paint.hairline(painter, rect.left(), rect.bottom(), rect.right(), rect.bottom())
        if isinstance(row, ThreadRow):
            painter.drawPixmap(rect.topLeft(), self._picture(painter, rect.size(), row))
        else:
            paint.skeleton(painter, rect)
        painter.restore()

    def _picture(self, painter: QPainter, size: QSize, row: ThreadRow) -> QPixmap:
        """Return the row's words and signs on nothing: while mail streams in, the same rows are painted often."""
        ratio = painter.device().devicePixelRatio()
        now = self._clock.now()
        minute = int(now.timestamp()) // 60
        look = (id(theme()), language(), self.compact, size.width(), size.height(), ratio, minute)
        picture = self._pictures.get((row, *look))
        if picture is None:
            picture = QPixmap(size * ratio)
            picture.setDevicePixelRatio(ratio)
            picture.fill(Qt.GlobalColor.transparent)
            own = QPainter(picture)
            paint.smooth(own)
            self._row(own, QRect(0, 0, size.width(), size.height()), row, now)
            own.end()
            self._pictures[(row, *look)] = picture
            while len(self._pictures) > HELD_PICTURES:
                self._pictures.popitem(last=False)
        else:
            self._pictures.move_to_end((row, *look))
        return picture

    def _row(self, painter: QPainter, rect: QRect, row: ThreadRow, now: datetime) -> None:
        heights = [20, 20] if self.compact else [20, 19, 17, 20]
        inner = rect.adjusted(LEFT, 0, -RIGHT, 0)
        top = rect.top() + max((rect.height() - 1 - theme().scaled(sum(heights))) // 2, 1)
        lines = []
        for height in heights:
            lines.append(QRect(inner.left(), top, inner.width(), theme().scaled(height)))
            top += theme().scaled(height)
        self._people(painter, lines[0], row, now)
        if self.compact:
            self._subject(
                painter, self._stage_and_sla(painter, lines[1], row, now, short=True), row
            )
        else:
            self._subject(painter, lines[1], row)
            snippet = " ".join(row.snippet.split())
            paint.text(painter, lines[2], snippet, style="small", color="text2")
            self._stage_and_sla(painter, lines[3], row, now)

    def _people(self, painter: QPainter, line: QRect, row: ThreadRow, now: datetime) -> None:
        unread = row.unread_count > 0
        middle = line.center().y() + 1
        if unread:
            paint.unread_dot(painter, QPointF(line.left() - 10, middle))
        paint.grade(painter, QRect(line.left(), middle - 9, 18, 18), row.grade)
        rest = line.adjusted(18 + GAP, 0, 0, 0)
        time = list_time(row.last_at, now)
        colour = "accent_text" if unread else "text2"
        width = paint.text(
            painter, rest, time, style="small", color=colour, align=Qt.AlignmentFlag.AlignRight
        )
        rest.setRight(rest.right() - width - GAP)
        company = row.customer_name if row.customer_name != row.sender else ""
        name = QRect(rest)
        if company:
            name.setWidth(int(rest.width() * 0.66))
        used = paint.text(painter, name, row.sender, weight=600 if unread else 500)
        rest.setLeft(rest.left() + used + GAP)
        if company and rest.width() > 24:
            paint.text(painter, rest, company, style="small", color="text2")

    def _subject(self, painter: QPainter, line: QRect, row: ThreadRow) -> None:
        rest = QRect(line)
        marks = (
            (bool(row.warning), "shield-alert", row.warning),
            (row.has_quote, "file-text", "text3"),
            (row.has_attachments, "paperclip", "text3"),
        )
        for shown, name, tone in marks:
            if shown:
                mark = QRect(rest.right() - MARK + 1, rest.center().y() - 6, MARK, MARK)
                paint_icon(painter, mark, name, tone)
                rest.setRight(mark.left() - 5)
        unread = row.unread_count > 0
        subject = " ".join(row.subject.split()) or _("(no subject)")
        colour = "text" if unread else "text2"
        paint.text(painter, rest, subject, color=colour, weight=500 if unread else 400)

    def _stage_and_sla(
        self,
        painter: QPainter,
        line: QRect,
        row: ThreadRow,
        now: datetime,
        *,
        short: bool = False,
    ) -> QRect:
        """Paint country, stage and badge (a compact row: no words but the badge's).

        Return the rectangle that is left between them.
        """
        sla = sla_of(row, now)
        middle = line.center().y() + 1
        left = paint.sla_badge(painter, line.right() + 1, middle, sla.kind, sla.text)
        rest = QRect(line)
        rest.setRight(left - GAP)
        if not short and row.country:
            used = paint.text(painter, rest, row.country, style="small", color="text2")
            rest.setLeft(rest.left() + used + GAP)
        if row.stage:
            paint.stage_glyph(painter, QRect(rest.left(), middle - 7, 14, 14), glyph_of(row.stage))
            rest.setLeft(rest.left() + 14 + GAP)
            if not short:
                paint.text(painter, rest, stage_text(row.stage), style="small", color="text2")
        return rest


def glyph_of(stage: str) -> str:
    """Return the painter's name of a deal stage."""
    return "new" if stage == "new_inquiry" else stage
