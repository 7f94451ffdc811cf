"""What PDF and text files of a message say, read when the message has been open for a moment.

Files are read in tasks; the words of a PDF are taken out on the GUI thread, a page at a time while it is idle: a
document of Qt in a worker could stop the window (see `pictures`).
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QTimer, Slot

from desktop.crm.alarm_files import look_into_files
from desktop.mail.mime.charset import decode
from desktop.mail.mime.parse import part_bytes
from desktop.runtime.errors import UserFacing
from desktop.store.queries.messages import AttachmentRow, MessageRow, raw_bytes
from desktop.store.workspace import Store
from desktop.ui.services import Services

WAIT_MS = 1_500  # who passes through the list with the arrow keys reads no files
MOST_FILES = 3
MOST_BYTES = 5_000_000
MOST_PAGES = 5


@dataclass(frozen=True, slots=True)
class FilesRead:
    """The files of a message as they were found: PDFs in bytes, the words of the others."""

    message_id: int
    pdfs: tuple[bytes, ...] = ()
    texts: tuple[str, ...] = ()


class FileCheck(QObject):
    """Looks for bank details in the files of the messages that are read, each once."""

    def __init__(self, services: Services, parent: QObject) -> None:
        """Work for one conversation pane, its parent."""
        super().__init__(parent)
        self._services = services
        self._wanted: list[MessageRow] = []
        self._looked: set[int] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self.look)

    def opened(self, messages: Sequence[MessageRow]) -> None:
        """These messages are shown now, those of before no more."""
        self._wanted = [m for m in messages if m.id not in self._looked and files_of(m)]
        if self._wanted:
            self._timer.start()
        else:
            self._timer.stop()

    def look(self) -> None:
        """Read the files of what is shown."""
        store = self._services.store
        for message in self._wanted:
            self._looked.add(message.id)
            self._services.tasks.submit(
                partial(read_files, store, message), ok=self._take_words, owner=self
            )
        self._wanted = []

    def _take_words(self, files: FilesRead) -> None:
        if files.pdfs:
            PdfWords(files.pdfs, partial(self._judge, files), self)
        else:
            self._judge(files, ())

    def _judge(self, files: FilesRead, words: Sequence[str]) -> None:
        store, text = self._services.store, "\n\n".join((*words, *files.texts))
        if text.strip():
            self._services.tasks.submit(
                lambda: look_into_files(store, files.message_id, text), owner=self
            )


class PdfWords(QObject):
    """Takes the words out of PDFs, a page a turn of the event loop; then tells them and is gone."""

    def __init__(
        self, pdfs: Sequence[bytes], tell: Callable[[Sequence[str]], object], parent: QObject
    ) -> None:
        """`tell` gets the words of each file's first pages, "" for one that is locked or no PDF."""
        super().__init__(parent)
        from PySide6.QtPdf import QPdfDocument  # loaded by who opens a mail with a PDF

        self._left = deque(pdfs)
        self._tell = tell
        self._words: list[str] = []
        self._pages: deque[int] = deque()
        self._buffer = QBuffer(self)
        self._document = QPdfDocument(self)
        self._idle = QTimer(self)
        self._idle.timeout.connect(self._go_on)
        self._idle.start(0)

    @Slot()
    def _go_on(self) -> None:
        if self._pages:
            words = self._document.getAllText(self._pages.popleft()).text()
            self._words[-1] += words.replace("\r\n", "\n") + "\n"
        elif self._left:
            self._open(self._left.popleft())
        else:
            self._idle.stop()
            self._document.close()
            self._tell(self._words)
            self.deleteLater()

    def _open(self, pdf: bytes) -> None:
        self._document.close()
        self._buffer.close()
        self._buffer.setData(QByteArray(pdf))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document.load(self._buffer)
        self._words.append("")
        self._pages = deque(range(min(self._document.pageCount(), MOST_PAGES)))


def files_of(message: MessageRow) -> list[AttachmentRow]:
    """Return the files of a message from elsewhere that may name an account."""
    if message.outbound or message.kind != "personal" or message.body_state != "full":
        return []
    found = [a for a in message.attachments if not a.inline and 0 < a.size <= MOST_BYTES]
    return [a for a in found if _is_pdf(a) or a.content_type in ("text/plain", "text/csv")][
        :MOST_FILES
    ]


def read_files(store: Store, message: MessageRow) -> FilesRead:
    """Return the files of a message that may name an account. In a task."""
    try:
        raw = raw_bytes(store, message.id)
    except UserFacing:  # not here any more: nothing to look into
        return FilesRead(message.id)
    pdfs, texts = [], []
    for file in files_of(message):
        try:
            data = part_bytes(raw, file.part)
        except KeyError:
            continue
        if _is_pdf(file):
            pdfs.append(data)
        else:
            texts.append(decode(data)[0])
    return FilesRead(message.id, tuple(pdfs), tuple(texts))


def _is_pdf(file: AttachmentRow) -> bool:
    return file.content_type == "application/pdf" or file.filename.casefold().endswith(".pdf")
