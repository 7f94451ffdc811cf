"""The first start's frame: the story and the steps at the left, one page at the right."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSpacerItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.runtime.i18n import _
from desktop.ui.icons import paint_icon, paint_mark
from desktop.ui.theme import theme
from desktop.ui.widgets import paint
from desktop.ui.widgets.labels import IconLabel, label, vline
from desktop.ui.widgets.panes import plane

_STORY, _ROW = 420, 52
_BESIDE = 24
_ROOMY = 760
"""The height, at the usual text size, from which the story has the air of the design."""


class Steps(QWidget):
    """The numbered steps, joined by a hairline: done, current, to come."""

    def __init__(self, names: Sequence[str], parent: QWidget | None = None) -> None:
        """Show `names`; the first is current."""
        super().__init__(parent)
        self._names = tuple(names)
        self.current = 0
        self.setFixedHeight(theme().scaled(_ROW) * len(names))

    def set_current(self, index: int) -> None:
        """Mark a step as the current one; those before it are done."""
        self.current = index
        self.setAccessibleName(
            _("Step {n} of {total}: {name}").format(
                n=index + 1, total=len(self._names), name=self._names[index]
            )
        )
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.smooth(painter)
        row = theme().scaled(_ROW)
        for index, name in enumerate(self._names):
            disc = QRect(0, index * row + 4, 24, 24)
            if index < len(self._names) - 1:
                x = disc.center().x()
                paint.hairline(painter, x, disc.bottom() + 1, x, disc.y() + row, "border_strong")
            self._disc(painter, disc, index)
            now = index == self.current
            words = QRect(36, disc.y(), self.width() - 36, disc.height())
            weight, tone = (600, "text") if now else (400, "text2")
            paint.text(painter, words, name, weight=weight, color=tone)

    def _disc(self, painter: QPainter, disc: QRect, index: int) -> None:
        done, now = index < self.current, index == self.current
        painter.setPen(
            Qt.PenStyle.NoPen
            if now
            else QPen(theme().color("green" if done else "border_strong"), 1.2)
        )
        painter.setBrush(theme().color("accent") if now else theme().color("bg"))
        painter.drawEllipse(disc.adjusted(0, 0, -1, -1))
        if done:
            paint_icon(painter, disc.adjusted(5, 5, -5, -5), "check", "green")
            return
        align = Qt.AlignmentFlag.AlignHCenter
        color = "on_accent" if now else "text2"
        paint.text(painter, disc, str(index + 1), style="small", color=color, align=align)


class _Mark(QWidget):
    """The program's sign and name."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(24)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.smooth(painter)
        paint_mark(painter, QRect(QPoint(0, 2), QSize(20, 20)))
        paint.text(painter, QRect(30, 0, 200, 24), _("Tradepost"), style="title")


class Story(QWidget):
    """The whole first-start window: `show_page` puts a page at the right, centred."""

    def __init__(self, steps: Sequence[str], parent: QWidget | None = None) -> None:
        """Show the steps named."""
        super().__init__(parent)
        plane(self, "surface")
        self._page: QWidget | None = None
        self._page_width = 520
        self._airs = (QSpacerItem(0, 44), QSpacerItem(0, 44))
        self.steps = Steps(steps)
        self.foot = label("", "small", "text2", wrap=True)
        self.pages = QStackedWidget()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._left())
        row.addWidget(vline())
        row.addWidget(self.pages, 1)

    def _left(self) -> QWidget:
        left = plane(QWidget(), "bg")
        left.setFixedWidth(_STORY)
        self._story = left
        column = QVBoxLayout(left)
        self._column = column
        column.setSpacing(0)
        column.addWidget(_Mark())
        column.addItem(self._airs[0])
        title = label(_("Your trade mail,\non your own computer"), "display", wrap=True)
        column.addWidget(title)
        column.addSpacing(14)
        words = _(
            "Mail, customers and quotes are stored here first. Everything works without a connection."
        )
        column.addWidget(label(words, "body", "text2", wrap=True))
        column.addItem(self._airs[1])
        column.addWidget(self.steps)
        column.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(IconLabel("lock", 14, "text2"), 0, Qt.AlignmentFlag.AlignTop)
        foot.addWidget(self.foot, 1)
        self.foot.setText(_("Everything is encrypted on this computer, passwords too."))
        column.addLayout(foot)
        return left

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The page gives way where large text or a small window leave it less room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        is_roomy = self.height() >= theme().scaled(_ROOMY)
        self._column.setContentsMargins(*((56, 70, 40, 56) if is_roomy else (56, 24, 40, 16)))
        for air in self._airs:
            air.changeSize(0, 44 if is_roomy else 20)
        self._column.invalidate()
        if self._page is not None:
            room = self.width() - self._story.width() - 2 * _BESIDE
            self._page.setFixedWidth(min(theme().scaled(self._page_width), max(room, 320)))

    def show_page(self, page: QWidget, step: int, width: int = 520) -> None:
        """Show `page` in a centred column of `width`, and `step` as current."""
        holder = QWidget()
        plane(holder, "surface")
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        self._page, self._page_width = page, width
        self._fit()
        row.addWidget(page, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        pane = QScrollArea()  # a form with everything open is taller than a small screen
        pane.setWidgetResizable(True)
        pane.setFrameShape(QFrame.Shape.NoFrame)
        pane.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        pane.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        pane.setWidget(holder)
        old = self.pages.currentWidget()
        self.pages.addWidget(pane)
        self.pages.setCurrentWidget(pane)
        if old is not None:
            self.pages.removeWidget(old)
            old.deleteLater()
        self.steps.set_current(step)
