"""Attachments leave the mail: saved where the user says, or opened as a read-only copy."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.mail.mime.parse import part_bytes
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.queries.messages import AttachmentRow, MessageRow, raw_bytes
from desktop.store.workspace import Store
from desktop.ui.mail.body_fetcher import BodyFetcher
from desktop.ui.mail.saved_files import safe_name, write_over, write_temporary
from desktop.ui.services import Services


class FileActions(QObject):
    """Does what an attachment card asks for; reading and writing are tasks."""

    def __init__(self, services: Services, window: QWidget, fetcher: BodyFetcher) -> None:
        """`window` is the parent of the file dialog; `fetcher` brings what is only on the server."""
        super().__init__(window)
        self._services, self._window, self._fetcher = services, window, fetcher

    def act(self, message: MessageRow, row: AttachmentRow, save: bool) -> None:
        """Save an attachment under a name the user chooses, or open it."""
        if save:
            self._ask_where(message, row)
        else:
            self._open(message, row)

    def _open(self, message: MessageRow, row: AttachmentRow) -> None:
        store = self._services.store
        self._services.tasks.submit(
            lambda: write_temporary(row.filename, file_bytes(store, message.id, row.part)),
            ok=open_path,
            err=lambda error: self._missing(message, error, lambda: self._open(message, row)),
            owner=self,
        )

    def _missing(
        self, message: MessageRow, error: BaseException, again: Callable[[], object]
    ) -> None:
        """What is only on the server, or damaged here, is fetched first, then done; anything else is shown."""
        if isinstance(error, UserFacing) and error.code in ("not_here", "raw_damaged"):
            self._fetcher.fetch(message.id, again)
        else:
            self._services.navigator.show_error(error)

    def _ask_where(self, message: MessageRow, row: AttachmentRow) -> None:
        folder = self._services.settings.get("mail.save_folder") or downloads()
        dialog = QFileDialog(self._window, _("Save attachment"), str(folder))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.selectFile(safe_name(row.filename))
        dialog.fileSelected.connect(lambda chosen: self.save_to(message, row, Path(chosen)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save_to(self, message: MessageRow, row: AttachmentRow, path: Path) -> None:
        """Write an attachment to `path`, and say so."""
        store, services = self._services.store, self._services
        services.settings.set("mail.save_folder", str(path.parent))
        services.tasks.submit(
            lambda: write_over(path, file_bytes(store, message.id, row.part)),
            ok=lambda saved: services.navigator.show_toast(
                _("Saved as {name}").format(name=saved.name), icon="download"
            ),
            err=lambda error: self._missing(
                message, error, lambda: self.save_to(message, row, path)
            ),
            owner=self,
        )


def file_bytes(store: Store, message_id: int, part: str) -> bytes:
    """Return an attachment's bytes. Raises UserFacing when the mail has no such part."""
    try:
        return part_bytes(raw_bytes(store, message_id), part)
    except KeyError as error:
        raise UserFacing(
            _("The attachment is not in the message."), code="no_attachment"
        ) from error


def downloads() -> str:
    """Return the user's download folder."""
    kind = QStandardPaths.StandardLocation.DownloadLocation
    return QStandardPaths.writableLocation(kind) or str(Path.home())


def open_path(path: Path) -> None:
    """Open a file by the program that the system has for it."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
