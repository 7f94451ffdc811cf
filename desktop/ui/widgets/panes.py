"""Panes: the 52-px header, and splitters with a hairline that remember where they were put."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QScrollArea,
    QScrollBar,
    QSplitter,
    QSplitterHandle,
    QVBoxLayout,
    QWidget,
)

from desktop.runtime.settings import Settings
from desktop.ui.theme import theme
from desktop.ui.widgets import tab_order
from desktop.ui.widgets.labels import ElidedLabel, hline, label


class PaneHeader(QWidget):
    """The 52-px header: title, count, then actions at the right; a hairline below."""

    def __init__(self, title: str, count: str = "", parent: QWidget | None = None) -> None:
        """Show `title` and, small beside it, `count` ("12 need a reply")."""
        super().__init__(parent)
        self.setFixedHeight(theme().scaled(theme().size.pane_header))
        self.title = ElidedLabel(title, "title")
        self.count: QLabel = label(count, "small", "text2")
        self.title.setSizePolicy(
            self.title.sizePolicy().horizontalPolicy().Maximum,
            self.title.sizePolicy().verticalPolicy(),
        )
        # In a widget of its own: a nested layout of fixed-height buttons would limit the header.
        holder = QWidget()
        self.tools = QHBoxLayout(holder)
        self.tools.setContentsMargins(0, 0, 0, 0)
        self.tools.setSpacing(8)
        row = QHBoxLayout()
        row.setContentsMargins(16, 0, 12, 0)
        row.setSpacing(8)
        row.addWidget(self.title)
        row.addWidget(self.count)
        row.addStretch(1)
        row.addWidget(holder)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row, 1)
        column.addWidget(hline())

    def set(self, title: str, count: str = "") -> None:
        """Show another title and count."""
        self.title.setText(title)
        self.title.updateGeometry()
        self.count.setText(count)

    def add(self, *widgets: QWidget) -> None:
        """Add actions at the right end."""
        for widget in widgets:
            self.tools.addWidget(widget)


class _Handle(QSplitterHandle):
    """One pixel to see, five to grab."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        line = theme().color("border")
        if self.orientation() == Qt.Orientation.Horizontal:
            painter.fillRect(QRect(self.width() // 2, 0, 1, self.height()), line)
        else:
            painter.fillRect(QRect(0, self.height() // 2, self.width(), 1), line)


class Panes(QSplitter):
    """Panes side by side whose widths are kept under `name` in the settings."""

    def __init__(
        self,
        name: str,
        settings: Settings,
        sizes: Sequence[int],
        *,
        stretch: int = -1,
        vertical: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`sizes` are the first widths; pane number `stretch` takes what is left."""
        super().__init__(Qt.Orientation.Vertical if vertical else Qt.Orientation.Horizontal, parent)
        self._key = f"panes.{name}"
        self._settings, self._first, self._stretch = settings, list(sizes), stretch
        self._restored = False
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self._save_soon = QTimer(self)
        self._save_soon.setSingleShot(True)
        self._save_soon.setInterval(400)
        self._save_soon.timeout.connect(self._save)
        self.splitterMoved.connect(lambda _at, _index: self._save_soon.start())

    def createHandle(self) -> QSplitterHandle:  # noqa: N802 - Qt's name
        return _Handle(self.orientation(), self)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and not self._restored:
            self._restored = True
            self._restore()
        return super().event(event)

    def _restore(self) -> None:
        if 0 <= self._stretch < self.count():
            for index in range(self.count()):
                self.setStretchFactor(index, 1 if index == self._stretch else 0)
        kept = self._settings.get(self._key)
        sizes = kept if isinstance(kept, list) and len(kept) == self.count() else self._first
        if len(sizes) == self.count():
            self.setSizes([int(size) for size in sizes])

    def _save(self) -> None:
        self._settings.set(self._key, self.sizes())


class _GutterBar(QScrollBar):
    """Keeps its room and shows nothing while there is nothing to scroll."""

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.maximum() > self.minimum():
            super().paintEvent(event)


class ScrollPane(QScrollArea):
    """A scrolling column: fill `box`; nothing scrolls sideways.

    With `gutter` it keeps room for its scroll bar: a column of long texts would else be laid out up to three times, with
    the bar and without, until it has found out that it needs one.
    """

    def __init__(
        self,
        *,
        margins: tuple[int, int, int, int] = (20, 16, 20, 20),
        spacing: int = 12,
        plane: str = "surface",
        gutter: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Make an empty column on `plane` (surface, surface2, bg)."""
        super().__init__(parent)
        if gutter:
            self.setVerticalScrollBar(_GutterBar(Qt.Orientation.Vertical))
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.body = QWidget()
        self.body.setProperty("plane", plane)
        self.body.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.box = QVBoxLayout(self.body)
        self.box.setContentsMargins(*margins)
        self.box.setSpacing(spacing)
        self.setWidget(self.body)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the column as wide as what is seen of it, wider and narrower."""
        self.body.setMaximumWidth(self.viewport().width())
        super().resizeEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand the keyboard on to what is inside; a column of words alone keeps it, to scroll."""
        super().focusInEvent(event)
        inside = tab_order.after(self.body, None, forward=True)
        if inside is not None and event.reason() is Qt.FocusReason.TabFocusReason:
            inside.setFocus(event.reason())
        elif inside is not None and event.reason() is Qt.FocusReason.BacktabFocusReason:
            self.focusPreviousChild()

    def stand_at(self, top: int) -> None:
        """Scroll to `top` and stay there while what is below comes and goes; `let_go` ends it."""
        self.body.setMinimumHeight(top + self.viewport().height())
        self.verticalScrollBar().setValue(top)

    def let_go(self) -> None:
        """Be no higher than what is in the column."""
        self.body.setMinimumHeight(0)

    def clear(self) -> None:
        """Take everything out of the column."""
        self.let_go()
        clear_layout(self.box)


def clear_layout(layout: QLayout) -> None:
    """Remove and delete everything in a layout."""
    while layout.count():
        item = layout.takeAt(0)
        if item is None:
            return
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear_layout(inner)


def plane(widget: QWidget, name: str) -> QWidget:
    """Give a plain widget the background of a plane: bg, surface, surface2, desk."""
    widget.setProperty("plane", name)
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return widget
