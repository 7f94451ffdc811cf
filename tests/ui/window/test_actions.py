"""One list of actions behind keys, menus and palette."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.runtime.errors import Bug
from desktop.runtime.i18n import N_
from desktop.ui.actions import Action, ActionRegistry, key_text


@pytest.fixture
def window(qtbot):
    made = QWidget()
    QVBoxLayout(made)
    made.field, made.other = QLineEdit(), QWidget()
    made.other.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    made.layout().addWidget(made.field)
    made.layout().addWidget(made.other)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    return made


@pytest.fixture
def done(window):
    done = []
    window.registry = ActionRegistry(window)
    window.registry.bind(window, lambda: "inbox")
    window.registry.register(
        Action("archive", N_("Archive"), lambda: done.append("archive"), "E", screen="inbox"),
        Action("edit", N_("Edit"), lambda: done.append("edit"), "E", screen="customers"),
        Action("go.today", N_("Today"), lambda: done.append("today"), "G, T"),
        Action("palette", N_("Palette"), lambda: done.append("palette"), "Ctrl+K"),
        Action("off", N_("Off"), lambda: done.append("off"), "X", enabled=lambda: False),
    )
    return done


def test_single_letter_works_outside_text_fields_only(qtbot, window, done):
    window.other.setFocus()
    qtbot.keyClick(window.other, Qt.Key.Key_E)
    assert done == ["archive"]
    window.field.setFocus()
    qtbot.keyClicks(window.field, "eg")
    assert window.field.text() == "eg"
    assert done == ["archive"]


def test_control_keys_work_in_text_fields(qtbot, window, done):
    window.field.setFocus()
    qtbot.keyClick(window.field, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert done == ["palette"]


def test_two_strokes(qtbot, window, done):
    window.other.setFocus()
    qtbot.keyClick(window.other, Qt.Key.Key_G)
    qtbot.keyClick(window.other, Qt.Key.Key_T)
    assert done == ["today"]


def test_what_does_not_count_is_not_done(qtbot, window, done):
    window.other.setFocus()
    qtbot.keyClick(window.other, Qt.Key.Key_X)
    assert not window.registry.trigger("off")
    assert done == []
    assert {a.id for a in window.registry.available()} == {"archive", "go.today", "palette"}


def test_menu_greys_what_does_not_count(window, done):
    menu = window.registry.menu(["archive", "-", "off"], window)
    assert [a.isEnabled() for a in menu.actions() if not a.isSeparator()] == [True, False]
    menu.actions()[0].trigger()
    assert done == ["archive"]


def test_unknown_action_is_a_bug(window, done):
    with pytest.raises(Bug):
        window.registry.get("nothing")


def test_keys_are_written_as_people_read_them():
    assert key_text("Ctrl+K") in ("Ctrl K", "⌘K")
    assert key_text("G, T") == "G then T"
    assert key_text("Return") == "↵"
