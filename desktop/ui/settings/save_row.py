"""The foot of a dialog that keeps something: Cancel, and the button that everything else leads to."""

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton

from desktop.runtime.i18n import _
from desktop.ui.widgets.buttons import primary, secondary


class SaveRow(QHBoxLayout):
    """Cancel closes `dialog`, `button` calls `submit`; `key` stands on the button."""

    def __init__(self, dialog: QDialog, submit: Callable[[], object], key: str = "") -> None:
        """Put both at the right end."""
        super().__init__()
        self.setSpacing(8)
        self.addStretch(1)
        self.addWidget(secondary(_("Cancel"), dialog.reject))
        self.button: QPushButton = primary(_("Save"), submit, key=key)
        self.addWidget(self.button)
