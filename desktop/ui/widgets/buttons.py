"""Buttons of the design: one primary a pane, secondary, ghost, link, icon with a name."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from desktop.ui.actions import key_text
from desktop.ui.icons import icon
from desktop.ui.theme import theme
from desktop.ui.widgets import paint

Handler = Callable[[], object]
_ICON_COLORS = {"primary": "on_accent", "danger": "red", "link": "accent_text"}


class _KeyButton(QPushButton):
    """A button that shows its key in a small frame at its right end."""

    def __init__(self, text: str, key: str) -> None:
        super().__init__(text)
        self._key = key_text(key)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return hint + QSize(max(16, paint.text_width(self._key, "caption") + 8) + 10, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        color = "on_accent" if self.property("kind") == "primary" else "text3"
        paint.key_cap(painter, self.width() - 9, self.height() // 2, self._key, color)


def _button(
    kind: str, text: str, handler: Handler | None, icon_name: str, size: str, key: str
) -> QPushButton:
    made = _KeyButton(text, key) if key else QPushButton(text)
    made.setProperty("kind", kind)
    made.setFont(theme().font("body_strong"))
    made.setFixedHeight(theme().scaled(getattr(theme().size, size)))
    made.setIconSize(QSize(16, 16))
    made.setAutoDefault(False)
    if key and kind == "primary":
        made.setStyleSheet("text-align: left; padding-left: 12px;")
    if icon_name:
        made.setIcon(icon(icon_name, _ICON_COLORS.get(kind, "text")))
    if handler is not None:
        made.clicked.connect(lambda _checked=False: handler())
    return made


def primary(
    text: str,
    handler: Handler | None = None,
    *,
    icon_name: str = "",
    size: str = "control",
    key: str = "",
) -> QPushButton:
    """Return the one filled button of a pane; `size`: control_small, control, control_large."""
    return _button("primary", text, handler, icon_name, size, key)


def secondary(
    text: str,
    handler: Handler | None = None,
    *,
    icon_name: str = "",
    size: str = "control",
    key: str = "",
) -> QPushButton:
    """Return a framed button."""
    return _button("secondary", text, handler, icon_name, size, key)


def ghost(
    text: str, handler: Handler | None = None, *, icon_name: str = "", size: str = "control"
) -> QPushButton:
    """Return a button without frame."""
    return _button("ghost", text, handler, icon_name, size, "")


def danger(
    text: str, handler: Handler | None = None, *, icon_name: str = "", size: str = "control"
) -> QPushButton:
    """Return the button of something that cannot be taken back."""
    return _button("danger", text, handler, icon_name, size, "")


def link(text: str, handler: Handler | None = None) -> QPushButton:
    """Return a button that looks like a link."""
    made = _button("link", text, handler, "", "control_small", "")
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    return made


def icon_button(
    name: str,
    tooltip: str,
    handler: Handler | None = None,
    *,
    size: int = 28,
    icon_size: int = 16,
    shortcut: str = "",
    checkable: bool = False,
    color: str = "text2",
) -> QToolButton:
    """Return a button with only an icon: `tooltip` is its accessible name too."""
    made = QToolButton()
    made.setProperty("kind", "icon")
    made.setIcon(icon(name, color, on="accent_text" if checkable else color))
    made.setIconSize(QSize(icon_size, icon_size))
    made.setFixedSize(size, size)
    made.setCheckable(checkable)
    made.setToolTip(f"{tooltip}  {key_text(shortcut)}" if shortcut else tooltip)
    made.setAccessibleName(tooltip)
    if handler is not None:
        made.clicked.connect(lambda _checked=False: handler())
    return made


class FocusRing(QObject):
    """Draws the 2-px accent ring around what the keyboard has reached; the mouse shows none."""

    def __init__(self, window: QWidget) -> None:
        """Watch the focus inside `window`."""
        super().__init__(window)
        self._window = window
        self._overlay = _Ring(window)
        self._target: QWidget | None = None
        window.installEventFilter(self)

    def follow(self, target: QWidget | None, *, by_keyboard: bool) -> None:
        """Show the ring around `target`, or hide it."""
        if self._target is not None:
            self._target.removeEventFilter(self)
        wanted = by_keyboard and isinstance(target, QPushButton | QToolButton)
        self._target = target if wanted else None
        if self._target is not None:
            self._target.installEventFilter(self)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        moved = (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Hide, QEvent.Type.Show)
        if event.type() in moved:
            self._place()
        elif event.type() == QEvent.Type.FocusOut and watched is self._target:
            self.follow(None, by_keyboard=False)
        return False

    def _place(self) -> None:
        target, window = self._target, self._window
        if target is None or not target.isVisible() or not window.isAncestorOf(target):
            self._overlay.hide()
            return
        corner = target.mapTo(window, target.rect().topLeft())
        self._overlay.setGeometry(QRect(corner, target.size()).adjusted(-4, -4, 4, 4))
        self._overlay.raise_()
        self._overlay.show()


class _Ring(QWidget):
    """The ring itself; clicks go through it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.smooth(painter)
        pen = painter.pen()
        pen.setColor(theme().color("accent"))
        pen.setWidth(theme().size.focus_ring)
        painter.setPen(pen)
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 8, 8)
