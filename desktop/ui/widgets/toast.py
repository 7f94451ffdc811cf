"""Toasts: what was just done, with the way back, at the bottom left of the work area."""

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QEasingCurve, QEvent, QObject, QPoint, QPropertyAnimation, QTimer, Signal
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from desktop.runtime.i18n import _
from desktop.ui.theme import theme
from desktop.ui.widgets.labels import IconLabel, label

_MOST = 3
_MARGIN, _GAP = 16, 8


class Toast(QFrame):
    """One message of 44 px; stays `seconds`, longer while the pointer rests on it."""

    closed = Signal()

    def __init__(
        self,
        host: QWidget,
        text: str,
        undo: Callable[[], object] | None,
        icon_name: str,
        seconds: float,
    ) -> None:
        """Make it, hidden; the stack places it."""
        super().__init__(host)
        self.setObjectName("toast")
        self._undo = undo
        self.gone = False
        self.motion: QPropertyAnimation | None = None
        self.words = label(text)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 8, 0)
        row.setSpacing(12)
        row.addWidget(IconLabel(icon_name, 16, "toast_text"))
        row.addWidget(self.words, 1)
        if undo is not None:
            self.button = QPushButton(_("Undo"))
            self.button.setFont(theme().font("body_strong"))
            self.button.clicked.connect(self._take_back)
            row.addWidget(self.button)
        self.setFixedHeight(theme().scaled(44))
        self.setMinimumWidth(min(400, max(280, host.width() - 2 * _MARGIN)))
        self.setMaximumWidth(max(280, host.width() - 2 * _MARGIN))
        self.adjustSize()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.close_now)
        self._timer.start(round(seconds * 1000))

    def take_back(self) -> bool:
        """Undo, as by Ctrl Z; False when this toast offers none."""
        if self._undo is None:
            return False
        self._take_back()
        return True

    def close_now(self) -> None:
        """Go away."""
        self.gone = True
        self._timer.stop()
        self.hide()
        self.deleteLater()
        self.closed.emit()

    def enterEvent(self, event: QEnterEvent) -> None:
        left = self._timer.remainingTime()
        self._timer.stop()
        self._timer.setInterval(max(2_000, left))
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._timer.start()
        super().leaveEvent(event)

    def _take_back(self) -> None:
        undo, self._undo = self._undo, None
        self.close_now()
        if undo is not None:
            undo()


class ToastStack(QObject):
    """Keeps up to three toasts at the bottom left of its host."""

    def __init__(self, host: QWidget) -> None:
        """Watch the size of `host`."""
        super().__init__(host)
        self._host = host
        self._toasts: list[Toast] = []
        host.installEventFilter(self)

    def show(
        self,
        text: str,
        undo: Callable[[], object] | None = None,
        icon_name: str = "check",
        seconds: float = 8.0,
    ) -> Toast:
        """Show one more; the oldest goes when there are more than three."""
        toast = Toast(self._host, text, undo, icon_name, seconds)
        toast.closed.connect(self._place)
        self._toasts.append(toast)
        for old in self._visible()[:-_MOST]:
            old.close_now()
        self._place()
        toast.show()
        toast.raise_()
        self._slide_in(toast)
        return toast

    def clear(self) -> None:
        """Take all away at once."""
        for toast in self._visible():
            toast.close_now()

    def undo_last(self) -> bool:
        """Take back what the newest toast offers to."""
        return any(toast.take_back() for toast in reversed(self._visible()))

    def _visible(self) -> list[Toast]:
        self._toasts = [t for t in self._toasts if shiboken6.isValid(t) and not t.gone]
        return self._toasts

    def _place(self) -> None:
        bottom = self._host.height() - _MARGIN
        for toast in reversed(self._visible()):
            if toast.motion is not None:
                toast.motion.stop()
            toast.move(_MARGIN, bottom - toast.height())
            bottom -= toast.height() + _GAP

    def _slide_in(self, toast: Toast) -> None:
        motion = QPropertyAnimation(toast, b"pos", toast)
        motion.setDuration(120)
        motion.setStartValue(toast.pos() + QPoint(0, 16))
        motion.setEndValue(toast.pos())
        motion.setEasingCurve(QEasingCurve.Type.OutCubic)
        toast.motion = motion
        motion.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._host and event.type() == QEvent.Type.Resize:
            self._place()
        return False
