"""What Qt says by itself is in the user's language too."""

from PySide6.QtWidgets import QLineEdit

from desktop.ui.qt_words import speak


def _names(qtbot):
    edit = QLineEdit("words")
    qtbot.addWidget(edit)
    menu = edit.createStandardContextMenu()
    qtbot.addWidget(menu)
    return " ".join(action.text() for action in menu.actions())


def test_the_menu_of_a_field_speaks_chinese_and_english_again(qtbot):
    try:
        speak("zh_CN")
        assert "复制" in _names(qtbot)
        speak("en")
        assert "Copy" in _names(qtbot)
    finally:
        speak("en")
