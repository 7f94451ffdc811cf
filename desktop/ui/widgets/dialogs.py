"""What every dialog does alike: no larger than the window it stands over, and a button for Enter."""

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QPushButton

from desktop.ui.theme import theme

_AROUND = 32


def room(dialog: QDialog, width: int, height: int) -> QSize:
    """Return this size, grown with the text, as far as the window below `dialog` or the display has it."""
    parent = dialog.parentWidget()
    display = QGuiApplication.primaryScreen()
    there = parent.window().size() if parent is not None else display.availableSize()
    wanted = QSize(theme().scaled(width), theme().scaled(height))
    return wanted.boundedTo(there - QSize(_AROUND, _AROUND))


def fit(dialog: QDialog, width: int, height: int) -> None:
    """Give `dialog` this size, but never more than there is room for: what is in it scrolls or shrinks."""
    dialog.resize(room(dialog, width, height))


def enter_presses(dialog: QDialog, button: QPushButton, submit: Callable[[], object]) -> None:
    """Let Enter in a field of one line press `button`, and Ctrl+Enter from everywhere.

    Not for dialogs with a table or a list to type in: there Enter ends the cell.
    """
    button.setDefault(True)

    def pressed() -> None:
        if button.isEnabled():
            submit()

    QShortcut(QKeySequence("Ctrl+Return"), dialog).activated.connect(pressed)
