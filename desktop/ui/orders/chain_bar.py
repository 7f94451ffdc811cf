"""The document chain of an order as a bar of dots: each opens its file, or makes it."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from desktop.runtime.days import long_day
from desktop.runtime.i18n import _
from desktop.trade.order_chain import ChainStep
from desktop.ui.icons import paint_icon
from desktop.ui.theme import theme
from desktop.ui.widgets import paint
from desktop.ui.widgets.panes import clear_layout, plane

DOT = 22
HEIGHT = 84
_TOP = 14


def step_words(step: ChainStep) -> str:
    """Return what a step is and what a click on it does, for tooltip and screen reader."""
    parts = [step.title(), step.detail]
    if step.on is not None:
        parts.append(long_day(step.on))
    if step.is_stale:
        parts.append(_("The order has changed since."))
    elif not step.is_done and not step.detail:
        parts.append(_("Not there yet"))
    return ", ".join(part for part in parts if part)


class ChainDot(QAbstractButton):
    """One step: a filled dot with a tick, a pie, or an empty ring; its name and number below."""

    def __init__(self, step: ChainStep, *, first: bool, last: bool, before: bool) -> None:
        """`before` says that the step before it is done: the line to it is coloured."""
        super().__init__()
        self.step = step
        self._first, self._last, self._before = first, last, before
        words = step_words(step)
        self.setToolTip(words)
        self.setAccessibleName(words)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme().scaled(96), theme().scaled(HEIGHT))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the neighbour by arrow, press by Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() == Qt.Key.Key_Left:
            self.focusPreviousChild()
        elif event.key() == Qt.Key.Key_Right:
            self.focusNextChild()
        else:
            super().keyPressEvent(event)

    def _tone(self) -> str:
        if self.step.is_stale:
            return "amber"
        if self.step.is_done:
            return "green"
        return "accent" if self.step.share > 0 else "text3"

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.smooth(painter)
        if self.underMouse():
            painter.fillRect(self.rect(), theme().color("hover"))
        side, top = theme().scaled(DOT), theme().scaled(_TOP)
        middle = self.width() // 2
        dot = QRect(middle - side // 2, top, side, side)
        self._lines(painter, dot)
        self._dot(painter, dot)
        if self.hasFocus():
            painter.setPen(QPen(theme().color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QRectF(dot).adjusted(-3, -3, 3, 3))
        line = theme().line("small")
        words = QRect(4, dot.bottom() + 6, self.width() - 8, line)
        centre = Qt.AlignmentFlag.AlignHCenter
        color = "text" if self.step.share > 0 else "text2"
        paint.text(
            painter, words, self.step.text(), style="small", color=color, weight=500, align=centre
        )
        detail = self.step.detail or (long_day(self.step.on) if self.step.on else "")
        below = words.translated(0, line)
        paint.text(painter, below, detail, style="caption", color="text2", align=centre)

    def _lines(self, painter: QPainter, dot: QRect) -> None:
        y = dot.center().y()
        for shown, start, end, done in (
            (not self._first, 0, dot.left() - 3, self._before),
            (not self._last, dot.right() + 4, self.width(), self.step.is_done),
        ):
            if shown:
                painter.setPen(QPen(theme().color("green" if done else "track"), 2))
                painter.drawLine(QPointF(start, y), QPointF(end, y))

    def _dot(self, painter: QPainter, dot: QRect) -> None:
        color = theme().color(self._tone())
        box = QRectF(dot).adjusted(1, 1, -1, -1)
        if self.step.is_done:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            painter.drawEllipse(QRectF(dot))
            name = "triangle-alert" if self.step.is_stale else "check"
            paint_icon(painter, dot.adjusted(4, 4, -4, -4), name, "surface")
            return
        painter.setBrush(theme().color("surface"))
        painter.setPen(QPen(color, 2))
        painter.drawEllipse(box)
        if self.step.share > 0:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            painter.drawPie(box.adjusted(3, 3, -3, -3), 90 * 16, -round(self.step.share * 5760))


class ChainBar(QWidget):
    """All steps of an order side by side; `chosen` carries the step that was pressed."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        plane(self, "surface2")
        self.setFixedHeight(theme().scaled(HEIGHT))
        self.setAccessibleName(_("Document chain"))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 0, 16, 0)
        self._row.setSpacing(0)
        self.dots: dict[str, ChainDot] = {}
        self._shown: tuple[ChainStep, ...] = ()

    def show_steps(self, steps: Sequence[ChainStep]) -> None:
        """Show the chain; what is the same already stays, with its focus."""
        if tuple(steps) == self._shown:
            return
        focused = next((key for key, dot in self.dots.items() if dot.hasFocus()), "")
        self._shown = tuple(steps)
        clear_layout(self._row)
        self.dots = {}
        before = False
        for place, step in enumerate(steps):
            dot = ChainDot(step, first=place == 0, last=place == len(steps) - 1, before=before)
            dot.clicked.connect(lambda _on=False, step=step: self.chosen.emit(step))
            self._row.addWidget(dot)
            self.dots[step.key] = dot
            before = step.is_done
        if focused in self.dots:
            self.dots[focused].setFocus()

    def focus_first(self) -> None:
        """Put the keyboard on the first step that is not done."""
        open_ones = [dot for dot in self.dots.values() if not dot.step.is_done]
        for dot in (*open_ones, *self.dots.values()):
            dot.setFocus()
            return
