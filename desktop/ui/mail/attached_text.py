"""What PDF and text files of a message say, read in a task when the message has been open for a moment."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QTimer

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
            self._services.tasks.submit(partial(look_into, store, message), owner=self)
        self._wanted = []


def files_of(message: MessageRow) -> list[AttachmentRow]:
    """Return the files of a message from elsewhere that may name an account."""
    if message.outbound or message.kind != "personal" or message.body_state != "full":
        return []
    found = [a for a in message.attachments if not a.inline and 0 < a.size <= MOST_BYTES]
    return [a for a in found if _is_pdf(a) or a.content_type in ("text/plain", "text/csv")][
        :MOST_FILES
    ]


def look_into(store: Store, message: MessageRow) -> bool:
    """Read the files and let the rule see them; return whether they name a new account. In a task."""
    try:
        raw = raw_bytes(store, message.id)
    except UserFacing:  # not here any more: nothing to look into
        return False
    texts = []
    for file in files_of(message):
        try:
            data = part_bytes(raw, file.part)
        except KeyError:
            continue
        texts.append(pdf_text(data) if _is_pdf(file) else decode(data)[0])
    text = "\n\n".join(texts)
    return look_into_files(store, message.id, text) if text.strip() else False


def pdf_text(data: bytes) -> str:
    """Return the words of a PDF's first pages, "" when it cannot be read or wants a password."""
    from PySide6.QtPdf import QPdfDocument

    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    pages = []
    if document.status() == QPdfDocument.Status.Ready:
        pages = [
            document.getAllText(page).text()
            for page in range(min(document.pageCount(), MOST_PAGES))
        ]
    document.close()
    return "\n".join(pages).replace("\r\n", "\n")


def _is_pdf(file: AttachmentRow) -> bool:
    return file.content_type == "application/pdf" or file.filename.casefold().endswith(".pdf")
