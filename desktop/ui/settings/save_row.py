"""The foot of a dialog that keeps something: Cancel, and the button that everything else leads to."""

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton

from desktop.runtime.i18n import _
from desktop.ui.widgets.buttons import primary, secondary
from desktop.ui.widgets.dialogs import enter_presses


class SaveRow(QHBoxLayout):
    """Cancel closes `dialog`, `button` calls `submit`, and so do Enter in a field and Ctrl+Enter."""

    def __init__(self, dialog: QDialog, submit: Callable[[], object], key: str = "Return") -> None:
        """Put both at the right end; with another `key` than Enter, Enter is left to the fields."""
        super().__init__()
        self.setSpacing(8)
        self.addStretch(1)
        self.addWidget(secondary(_("Cancel"), dialog.reject))
        self.button: QPushButton = primary(_("Save"), submit, key=key)
        self.addWidget(self.button)
        if key == "Return":
            enter_presses(dialog, self.button, submit)
