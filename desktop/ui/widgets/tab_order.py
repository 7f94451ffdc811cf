"""The way of the Tab key: as one reads, by layouts, whatever was made first.

Qt goes by the order in which widgets were made. What a screen fills later (a conversation's messages, a customer's panel) would come
after everything else, far from where it stands.
"""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QSplitter, QStackedWidget, QWidget


def after(root: QWidget, focus: QWidget | None, *, forward: bool) -> QWidget | None:
    """Return the widget in `root` that the Tab key leads to from `focus`; None when there is none."""
    stops = list(_stops(root))
    if not stops:
        return None
    while focus is not None and focus not in stops and focus is not root:
        focus = (
            focus.parentWidget()
        )  # a part of a field, such as the line of a list that can be typed into
    if focus not in stops:
        return stops[0 if forward else -1]
    return stops[(stops.index(focus) + (1 if forward else -1)) % len(stops)]


def _stops(widget: QWidget) -> Iterator[QWidget]:
    takes = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    if takes and widget.focusProxy() is None and widget.isEnabled() and widget.isVisible():
        yield widget
    for child in _children(widget):
        if child.isVisible() and child.isEnabled() and not child.isWindow():
            yield from _stops(child)


def _children(widget: QWidget) -> Iterator[QWidget]:
    """Give the widgets inside of one: as they are laid out, then what is in no layout."""
    if isinstance(widget, QSplitter):
        ordered = [widget.widget(place) for place in range(widget.count())]
    elif isinstance(widget, QStackedWidget):
        ordered = [widget.currentWidget()]
    elif isinstance(widget, QScrollArea):
        ordered = [widget.widget()]
    else:
        layout = widget.layout()
        ordered = list(_laid_out(layout)) if layout is not None else []
        ordered += [child for child in widget.children() if isinstance(child, QWidget)]
    yield from dict.fromkeys(child for child in ordered if child is not None)


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _laid_out(inner)
