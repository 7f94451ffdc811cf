"""Buttons of the design: one primary a pane, secondary, ghost, link, icon with a name."""

from collections.abc import Callable, Iterable

import shiboken6
from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QPushButton,
    QStyle,
    QStyleOptionButton,
    QTabBar,
    QToolButton,
    QWidget,
)

from desktop.ui.actions import key_text
from desktop.ui.icons import icon, paint_icon
from desktop.ui.theme import theme
from desktop.ui.widgets import paint

Handler = Callable[[], object]
RING = "ring"
"""A widget of another kind with this property set gets the ring of the keyboard too."""


class Button(QPushButton):
    """A button with 8 px between icon and text, and its key in a small frame at the right end."""

    def __init__(self, text: str, kind: str, *, icon_name: str = "", key: str = "") -> None:
        """`kind` is primary, secondary, ghost, danger or link."""
        super().__init__(text)
        self._kind, self._icon_name = kind, icon_name
        self._key = key_text(key)
        self._compact = False
        self.setProperty("kind", kind)
        self.setFont(theme().font("body_strong"))
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_icon(self, name: str) -> None:
        """Show another icon."""
        self._icon_name = name
        self.updateGeometry()
        self.update()

    def set_compact(self, compact: bool) -> None:
        """Show the icon alone where words have no room; they stay as tooltip and accessible name."""
        if compact != self._compact and self._icon_name:
            self._compact = compact
            self.setToolTip(self.text() if compact else "")
            self.updateGeometry()
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, as Space does, on every system."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(
            self.full_width() if not self._compact else self._room_around() + 16,
            max(self.minimumHeight(), self.fontMetrics().height() + 6),
        )

    def full_width(self) -> int:
        """Return the width with icon, words and key."""
        width = self._room_around() + self.fontMetrics().horizontalAdvance(self.text())
        width += (16 + (8 if self.text() else 0)) if self._icon_name else 0
        return width + ((self._key_width() + 10) if self._key else 0)

    def _room_around(self) -> int:
        return 4 if self._kind == "link" else 22

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _key_width(self) -> int:
        return max(16, paint.text_width(self._key, "caption") + 8)

    def _color(self) -> str:
        hovered = self.underMouse() and self.isEnabled()
        return {
            "primary": "on_accent",
            "danger": "red",
            "link": "accent_text",
            "ghost": "text" if hovered or self.isChecked() else "text2",
        }.get(self._kind, "text")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        self.style().drawControl(QStyle.ControlElement.CE_PushButtonBevel, option, painter, self)
        color = self._color()
        if not self.isEnabled():
            painter.setOpacity(0.45)
            color = "text" if self._kind == "primary" else color
        natural = self.sizeHint().width() - self._room_around()
        left = self._kind == "link" or (bool(self._key) and not self._compact)
        margin = 2 if self._kind == "link" else 11
        x = margin if left else max(margin, (self.width() - natural) // 2)
        if self._icon_name:
            box = QRect(x, (self.height() - 16) // 2, 16, 16)
            paint_icon(painter, box, self._icon_name, color)
            x += 24
        if self._compact:
            return
        painter.setFont(self.font())
        painter.setPen(theme().color(color))
        words = QRect(x, 0, self.width() - x - 2, self.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())
        if self._key:
            right = self.width() - (margin - 2)
            paint.key_cap(painter, right, self.height() // 2, self._key, color)


def say_less(buttons: Iterable[Button], missing: int) -> None:
    """Show the first ones as signs until `missing` pixels are won, the others in words."""
    for made in buttons:
        made.set_compact(missing > 0)
        missing -= made.full_width() - made.sizeHint().width()


def _button(
    kind: str, text: str, handler: Handler | None, icon_name: str, size: str, key: str
) -> Button:
    made = Button(text, kind, icon_name=icon_name, key=key)
    made.setFixedHeight(theme().scaled(getattr(theme().size, size)))
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
) -> Button:
    """Return the one filled button of a pane; `size`: control_small, control, control_large."""
    return _button("primary", text, handler, icon_name, size, key)


def secondary(
    text: str,
    handler: Handler | None = None,
    *,
    icon_name: str = "",
    size: str = "control",
    key: str = "",
) -> Button:
    """Return a framed button."""
    return _button("secondary", text, handler, icon_name, size, key)


def ghost(
    text: str, handler: Handler | None = None, *, icon_name: str = "", size: str = "control"
) -> Button:
    """Return a button without frame."""
    return _button("ghost", text, handler, icon_name, size, "")


def danger(
    text: str, handler: Handler | None = None, *, icon_name: str = "", size: str = "control"
) -> Button:
    """Return the button of something that cannot be taken back."""
    return _button("danger", text, handler, icon_name, size, "")


def link(text: str, handler: Handler | None = None, *, icon_name: str = "") -> Button:
    """Return a button that looks like a link."""
    made = _button("link", text, handler, icon_name, "control_small", "")
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


def _takes_ring(target: QWidget) -> bool:
    """Fields and lists show the focus themselves; buttons, ticks and tabs do not."""
    return isinstance(target, QAbstractButton | QTabBar) or bool(target.property(RING))


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
        if self._target is not None and shiboken6.isValid(self._target):
            self._target.removeEventFilter(self)
        wanted = by_keyboard and target is not None and _takes_ring(target)
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
        if target is not None and not shiboken6.isValid(target):
            self._target = target = None
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
