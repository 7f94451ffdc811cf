"""What every dialog does alike: it fits its window, and Enter presses the button meant."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.ui.settings.save_row import SaveRow
from desktop.ui.shell import dialogs
from desktop.ui.widgets.buttons import secondary
from desktop.ui.widgets.chips import Chip
from desktop.ui.widgets.dialogs import fit
from desktop.ui.widgets.facts_row import FactsRow
from desktop.ui.widgets.fields import line_edit
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.panes import ScrollPane


@pytest.fixture
def window(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(960, 620)
    made.show()
    return made


def test_a_dialog_is_never_larger_than_its_window(window):
    dialog = QDialog(window)
    fit(dialog, 1240, 840)
    assert dialog.width() < window.width()
    assert dialog.height() < window.height()
    fit(dialog, 400, 300)
    assert (dialog.width(), dialog.height()) == (400, 300)


class _Saving(QDialog):
    def __init__(self, parent, key):
        super().__init__(parent)
        self.saved = 0
        self.field, self.text = line_edit("a"), QPlainTextEdit()
        column = QVBoxLayout(self)
        for one in (self.field, self.text):
            column.addWidget(one)
        self.foot = SaveRow(self, self.submit, *([key] if key else []))
        column.addLayout(self.foot)
        self.open()

    def submit(self):
        self.saved += 1


def test_enter_in_a_field_saves_and_in_a_text_begins_a_line(qtbot, window):
    dialog = _Saving(window, "")
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert dialog.saved == 1
    qtbot.keyClick(dialog.text, Qt.Key.Key_Return)
    assert (dialog.saved, dialog.text.toPlainText()) == (1, "\n")
    dialog.foot.button.setEnabled(False)
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert dialog.saved == 1


def test_a_dialog_with_a_list_leaves_enter_to_its_fields(qtbot, window):
    dialog = _Saving(window, "Ctrl+Return")
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert dialog.saved == 0


def test_enter_presses_the_button_that_has_the_focus(qtbot, window):
    done = []
    dialog = dialogs.ask(
        window, "Delete?", "It is gone then.", "Delete", lambda: done.append(1), is_danger=True
    )
    focused = dialog.focusWidget()
    assert focused.text() != "Delete"
    qtbot.keyClick(focused, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert not done


def test_facts_go_by_rank_where_there_is_no_room(window):
    row = FactsRow(parent=window)
    stays, first, last = label("Established customer"), Chip("Wholesaler"), Chip("Panels")
    row.add(stays)
    row.add(first, rank=1)
    row.add(last, rank=2)
    row.done()
    row.resize(row.sizeHint().width() + 4, 24)
    row.show()
    assert all(one.isVisible() for one in (stays, first, last))
    row.resize(row.width() - 20, 24)
    assert (stays.isVisible(), first.isVisible(), last.isVisible()) == (True, True, False)
    row.resize(60, 24)
    assert (stays.isVisible(), first.isVisible(), last.isVisible()) == (True, False, False)


def test_a_sign_is_pressed_by_space_and_enter(qtbot, window):
    pressed = []
    made = secondary("Do it", lambda: pressed.append(1))
    made.setParent(window)
    made.show()
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
        qtbot.keyClick(made, key)
    assert len(pressed) == 3


def test_the_tab_key_goes_through_a_scrolling_pane_to_what_is_inside(qtbot, window):
    pane, words, field = ScrollPane(parent=window), ScrollPane(parent=window), line_edit()
    pane.box.addWidget(field)
    words.box.addWidget(label("Nothing to type here"))
    for one in (pane, words):
        one.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    pane.setFocus(Qt.FocusReason.TabFocusReason)
    assert field.hasFocus()
    words.setFocus(Qt.FocusReason.TabFocusReason)
    assert words.hasFocus()  # to scroll by the arrow keys
