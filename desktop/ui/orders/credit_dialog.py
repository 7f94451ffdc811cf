"""The L/C as text by its MT700 fields: paste a message or change the lines; what is read stands beside."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.runtime.errors import TradepostError, UserFacing
from desktop.runtime.i18n import _
from desktop.trade import order_credit
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import primary, secondary
from desktop.ui.widgets.dialogs import enter_presses, fit
from desktop.ui.widgets.labels import label
from desktop.ui.widgets.panes import ScrollPane

Save = Callable[[dict[str, str], "CreditDialog"], object]
_VERBATIM = "print_45A"


class CreditDialog(QDialog):
    """Hands the fields to `save`; stays open while they are refused."""

    def __init__(self, parent: QWidget, fields: dict[str, str], save: Save, tag: str = "") -> None:
        """Show `fields` as the lines of a message, the cursor at field `tag`."""
        super().__init__(parent)
        self._save = save
        self._fields: dict[str, str] = {}
        self.setWindowTitle(_("Letter of credit"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, 920, 620)
        self.banner = Banner()
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(_("Text of the MT700"))
        self.text.setPlaceholderText(":20:LC26-0815\n:31C:261101\n:32B:USD43520,00\n...")
        self.verbatim = QCheckBox(_("Print field 45A word for word on the invoice"))
        self.verbatim.setChecked(fields.get(_VERBATIM) == "1")
        self.found = ScrollPane(margins=(12, 0, 12, 0), spacing=6)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(_("Letter of credit"), "lead"))
        words = _("Paste the message as the bank sent it: SWIFT text or a printed form.")
        column.addWidget(label(words, "body", "text2", wrap=True))
        column.addWidget(self.banner)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addWidget(self.text, 1)
        middle.addWidget(self.found, 1)
        column.addLayout(middle, 1)
        column.addWidget(self.verbatim)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(secondary(_("Cancel"), self.reject))
        self.save_button = primary(_("Save"), self.submit, key="Ctrl+Return")
        row.addWidget(self.save_button)
        column.addLayout(row)
        enter_presses(self, self.save_button, self.submit)
        self.text.textChanged.connect(self._read)
        shown = {name: words for name, words in fields.items() if name != _VERBATIM}
        self.text.setPlainText("\n".join(f":{name}:{words}" for name, words in shown.items()))
        self._read()
        self._go_to(tag)

    def _go_to(self, tag: str) -> None:
        at = self.text.toPlainText().find(f":{tag}:") if tag else -1
        if at >= 0:
            cursor = self.text.textCursor()
            cursor.setPosition(at)
            cursor.movePosition(
                QTextCursor.MoveOperation.EndOfLine, QTextCursor.MoveMode.KeepAnchor
            )
            self.text.setTextCursor(cursor)
        self.text.setFocus()

    def _read(self) -> None:
        self.found.clear()
        self._fields = {}
        try:
            found = order_credit.preview(self.text.toPlainText())
        except UserFacing as problem:
            self.found.box.addWidget(label(problem.hint, "body", "text2", wrap=True))
            self.save_button.setEnabled(False)
            return
        self._fields = found.fields
        for odd in found.credit.problems:
            self.found.box.addWidget(label(odd.message, "small", "amber", wrap=True))
        for note in found.notes:
            self.found.box.addWidget(label(note, "small", "amber", wrap=True))
        for tag, name, words in found.rows():
            self.found.box.addWidget(label(f"{tag}  {name}".strip(), "caption", "text3"))
            self.found.box.addWidget(label(words, "body", wrap=True))
        self.found.box.addStretch(1)
        self.save_button.setEnabled(True)

    def submit(self) -> None:
        """Hand over what was read."""
        extra = {_VERBATIM: "1"} if self.verbatim.isChecked() else {}
        self._save({**self._fields, **extra}, self)

    def refused(self, error: BaseException) -> None:
        """Say why nothing was kept."""
        message = error.message if isinstance(error, TradepostError) else str(error)
        hint = error.hint if isinstance(error, TradepostError) else ""
        self.banner.say("red", message, hint)
