"""Small dialogs of the quote editor: why a low margin is fine, and rows that were put aside."""

from collections.abc import Callable

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.runtime.i18n import _
from desktop.ui.widgets.buttons import primary, secondary
from desktop.ui.widgets.fields import Field
from desktop.ui.widgets.labels import label


class ReasonDialog(QDialog):
    """Asks for a reason in words; the button works once there is one."""

    def __init__(
        self,
        question: str,
        detail: str,
        verb: str,
        on_yes: Callable[[str], object],
        parent: QWidget,
    ) -> None:
        """Show it with `open()`; `on_yes` gets the reason."""
        super().__init__(parent)
        self.setWindowTitle(question)
        self.setMinimumWidth(440)
        self._on_yes = on_yes
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.addWidget(label(question, "lead", wrap=True))
        column.addWidget(label(detail, "body", "text2", wrap=True))
        self.reason = QPlainTextEdit()
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(72)
        self.reason.textChanged.connect(self._show_ready)
        column.addWidget(Field(_("Reason, kept in the journal"), self.reason))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(secondary(_("Cancel"), self.reject))
        self.yes = primary(verb, self._accept)
        row.addWidget(self.yes)
        column.addLayout(row)
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self._accept)
        self._show_ready()

    def _show_ready(self) -> None:
        self.yes.setEnabled(bool(self.reason.toPlainText().strip()))

    def _accept(self) -> None:
        reason = self.reason.toPlainText().strip()
        if reason:
            self.accept()
            self._on_yes(reason)


class ListDialog(QDialog):
    """Shows a list of lines to read and copy."""

    def __init__(self, title: str, fact: str, text: str, parent: QWidget) -> None:
        """Show it with `open()`."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumSize(520, 320)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.addWidget(label(fact, "lead", wrap=True))
        self.list = QPlainTextEdit(text)
        self.list.setTabChangesFocus(True)
        self.list.setReadOnly(True)
        column.addWidget(self.list, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(primary(_("Close"), self.accept))
        column.addLayout(row)
