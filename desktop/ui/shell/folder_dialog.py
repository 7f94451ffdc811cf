"""Asks for a folder's name; what is wrong with it is said below the field."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.runtime.errors import TradepostError
from desktop.runtime.i18n import _
from desktop.ui.widgets.buttons import primary, secondary
from desktop.ui.widgets.fields import Field
from desktop.ui.widgets.labels import label

Answer = Callable[[BaseException | None], None]


class FolderDialog(QDialog):
    """`submit(name, answer)` does the work; `answer(None)` closes the dialog, an error is shown in it."""

    def __init__(
        self,
        window: QWidget,
        title: str,
        detail: str,
        verb: str,
        submit: Callable[[str, Answer], object],
        *,
        name: str = "",
    ) -> None:
        """Show it with `open()`; `name` is what stands in the field at first."""
        super().__init__(window)
        self._submit = submit
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(420)
        self.name = QLineEdit(name)
        self.name.selectAll()
        self.field = Field(_("Folder name"), self.name)
        self.go = primary(verb, self.submit)
        self.go.setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        column.addWidget(label(title, "lead", wrap=True))
        if detail:
            column.addWidget(label(detail, "body", "text2", wrap=True))
        column.addWidget(self.field)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(secondary(_("Cancel"), self.reject))
        row.addWidget(self.go)
        column.addSpacing(8)
        column.addLayout(row)
        self.name.textEdited.connect(lambda _text: self.field.set_error(""))
        self.name.setFocus()

    def submit(self) -> None:
        """Do it, once."""
        if not self.name.text().strip():
            self.field.set_error(_("A folder needs a name."))
            return
        self.go.setEnabled(False)
        self._submit(self.name.text(), self._answer)

    def _answer(self, error: BaseException | None) -> None:
        self.go.setEnabled(True)
        if error is None:
            self.accept()
        elif isinstance(error, TradepostError):
            own = error.code == "bad_folder_name"
            self.field.set_error(error.hint if own else error.message)
        else:
            self.field.set_error(_("That did not work."))
