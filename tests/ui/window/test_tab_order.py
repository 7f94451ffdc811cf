"""The Tab key goes as one reads, also through what was made later."""

from PySide6.QtWidgets import (
    QComboBox,
    QGroupBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.widgets.panes import ScrollPane
from desktop.ui.widgets.tab_order import after


def way(root, start):
    found, focus = [start], after(root, start, forward=True)
    while focus is not start:
        found.append(focus)
        focus = after(root, focus, forward=True)
    return found


def test_layouts_decide_not_what_was_made_first(qtbot):
    root = QWidget()
    qtbot.addWidget(root)
    last, first = QPushButton("last"), QPushButton("first")
    scrolled, panes, stack = ScrollPane(), QSplitter(), QStackedWidget()
    shown, hidden = QPushButton("shown"), QPushButton("hidden")
    stack.addWidget(hidden)
    stack.addWidget(shown)
    stack.setCurrentWidget(shown)
    panes.addWidget(scrolled)
    panes.addWidget(stack)
    tools = QHBoxLayout()
    tools.addWidget(first)
    column = QVBoxLayout(root)
    column.addLayout(tools)
    column.addWidget(panes)
    column.addWidget(last)
    later = QLineEdit()  # as a conversation fills its column
    scrolled.box.addWidget(later)
    root.show()
    stops = [w for w in way(root, first) if w is not scrolled]
    assert stops == [first, later, shown, last]
    assert after(root, first, forward=False) is last


def test_parts_of_a_field_and_what_cannot_be_used_are_no_stops(qtbot):
    root = QGroupBox()
    qtbot.addWidget(root)
    column = QVBoxLayout(root)
    typed = QComboBox()
    typed.setEditable(True)
    off, end = QPushButton("off"), QPushButton("end")
    off.setEnabled(False)
    for one in (typed, off, end):
        column.addWidget(one)
    root.show()
    assert way(root, typed) == [typed, end]
    assert after(root, typed.lineEdit(), forward=True) is end


def test_nothing_to_go_to_is_said(qtbot):
    root = QWidget()
    qtbot.addWidget(root)
    root.show()
    assert after(root, None, forward=True) is None
