"""A message as it came: what is broken in it, its header and its source, read in pieces so that 20 MB do not stall."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.mail.defect_words import defect_lines, protection_line
from desktop.runtime.i18n import _
from desktop.store.queries.messages import MessageRow, raw_bytes
from desktop.store.workspace import Store
from desktop.ui.services import Services
from desktop.ui.theme import theme
from desktop.ui.widgets import buttons
from desktop.ui.widgets.byte_size import size_text
from desktop.ui.widgets.labels import label

PIECE = 200_000
"""Characters put on the screen at a time."""
_LONGEST_LINE = 1_000


class SourceDialog(QDialog):
    """Opens at once; the source comes from a task, the next piece when the reader scrolls to the end of what is there."""

    def __init__(self, services: Services, message: MessageRow, parent: QWidget) -> None:
        """Show the source of one message."""
        super().__init__(parent)
        self._text, self._shown = "", 0
        self.setWindowTitle(_("Source of the message"))
        self.resize(900, 640)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(10)
        column.addWidget(label(message.subject or _("(no subject)"), "section"))
        lines = [protection_line(message.protection), *defect_lines(message.defects)]
        self.defects = label("\n".join(line for line in lines if line), "small", "amber", wrap=True)
        self.defects.setVisible(any(lines))
        column.addWidget(self.defects)
        self.view = QPlainTextEdit()
        self.view.setReadOnly(True)
        self.view.setUndoRedoEnabled(False)
        self.view.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.view.setStyleSheet("font-family: 'DejaVu Sans Mono', Menlo, Consolas, monospace;")
        self.view.setAccessibleName(_("Source of the message"))
        self.view.verticalScrollBar().valueChanged.connect(self._scrolled)
        column.addWidget(self.view, 1)
        row = QHBoxLayout()
        self.size_words = label("", "small", "text2")
        row.addWidget(self.size_words)
        row.addStretch(1)
        close = buttons.secondary(_("Close"), self.accept)
        row.addWidget(close)
        column.addLayout(row)
        self.view.setFont(theme().font("body"))
        services.tasks.submit(
            lambda: source_of(services.store, message),
            ok=self._read,
            err=services.navigator.show_error,
            owner=self,
        )

    @property
    def complete(self) -> bool:
        """Tell whether all of it is on the screen."""
        return self._shown >= len(self._text)

    def _read(self, text: str) -> None:
        self._text = text
        self._more()

    def _more(self) -> None:
        piece = self._text[self._shown : self._shown + PIECE]
        if not piece:
            return
        self._shown += len(piece)
        cursor = QTextCursor(self.view.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(piece)
        whole, there = size_text(len(self._text)), size_text(self._shown)
        self.size_words.setText(
            whole if self.complete else _("{shown} of {size}").format(shown=there, size=whole)
        )

    @Slot(int)
    def _scrolled(self, value: int) -> None:
        if not self.complete and value >= self.view.verticalScrollBar().maximum() - 20:
            self._more()


def source_of(store: Store, message: MessageRow) -> str:
    """Return a message's bytes as text; endless lines are broken for the screen. Raises UserFacing."""
    raw = raw_bytes(store, message.id)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "␀")
    if max((len(line) for line in text.split("\n")), default=0) <= _LONGEST_LINE:
        return text
    return "\n".join(
        line[at : at + _LONGEST_LINE]
        for line in text.split("\n")
        for at in range(0, max(len(line), 1), _LONGEST_LINE)
    )
