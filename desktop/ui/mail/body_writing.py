"""Writing an endless mail into its document slice by slice, so that the window answers in between."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QTextBlockFormat, QTextCursor, QTextDocument, QTextDocumentFragment

from desktop.ui.mail.body_slices import Slice

LINE_PX = 20
"""Height of a line at least (tokens.json, body): pictures may be taller."""


class BodyWriting(QObject):
    """The first slice stands at once; the others follow, one each time the window has nothing else to do."""

    def __init__(self, document: QTextDocument, parent: QObject) -> None:
        """Nothing is written yet."""
        super().__init__(parent)
        self._document = document
        self._waiting: list[Slice] = []
        self._goes_on = False
        self._idle = QTimer(self)
        self._idle.timeout.connect(self._next)

    def begin(self, slices: Sequence[Slice]) -> None:
        """Write this, and nothing any more of what was written before."""
        self._idle.stop()
        first, *others = slices
        self._write(lambda _cursor: self._document.setHtml(first.markup), 0)
        self._goes_on = first.goes_on
        self._waiting = others[::-1]
        if others:
            self._idle.start(0)

    @property
    def waiting(self) -> int:
        """How many slices are still to be written."""
        return len(self._waiting)

    @Slot()
    def _next(self) -> None:
        piece = self._waiting.pop()
        self._write(lambda cursor: self._append(cursor, piece), self._document.characterCount() - 1)
        self._goes_on = piece.goes_on
        if not self._waiting:
            self._idle.stop()

    def _append(self, cursor: QTextCursor, piece: Slice) -> None:
        cursor.movePosition(QTextCursor.MoveOperation.End)
        if self._goes_on:
            close = QTextBlockFormat()
            close.setBottomMargin(0)
            cursor.mergeBlockFormat(close)
        beside = QTextDocument()  # put in directly, a first paragraph would lose its own format
        beside.setDefaultFont(self._document.defaultFont())
        beside.setDefaultStyleSheet(self._document.defaultStyleSheet())
        beside.setHtml(piece.markup)
        cursor.insertBlock(beside.begin().blockFormat())
        cursor.insertFragment(QTextDocumentFragment(beside))

    def _write(self, write: Callable[[QTextCursor], None], start: int) -> None:
        """Write as one edit, laid out once when all is said, with the height of its lines from `start` on."""
        cursor = QTextCursor(self._document)
        cursor.beginEditBlock()
        write(cursor)
        cursor.setPosition(start)
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        calm = QTextBlockFormat()
        calm.setLineHeight(LINE_PX, QTextBlockFormat.LineHeightTypes.MinimumHeight.value)
        cursor.mergeBlockFormat(calm)
        cursor.endEditBlock()
