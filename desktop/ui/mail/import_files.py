"""Mail files brought into the window: chosen in a dialog, or dropped on the Inbox."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QMimeData, QObject
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.runtime.i18n import _, ngettext
from desktop.ui.records.dialogs import ListDialog
from desktop.ui.services import Services

SUFFIXES = (".eml", ".msg", ".mbox", ".mbx")


def mail_paths(data: QMimeData) -> list[Path]:
    """Return the dropped files and folders that may hold mail."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return [p for p in paths if p.is_dir() or p.suffix.lower() in SUFFIXES]


class MailImport(QObject):
    """Imports in the background by `services.calls["import_mail"]`, and says what came in and what did not."""

    def __init__(self, services: Services, window: QWidget) -> None:
        """`window` is the parent of the dialogs."""
        super().__init__(window)
        self._services, self._window = services, window
        if self.possible:
            window.setAcceptDrops(True)
            window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take mail files that are dropped on the window."""
        if not isinstance(event, QDropEvent):
            return False
        paths = mail_paths(event.mimeData())
        if not paths:
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            self.run(paths)
        return True

    @property
    def possible(self) -> bool:
        """Tell whether this window can import."""
        return "import_mail" in self._services.calls

    def ask(self) -> None:
        """Let the user choose files."""
        dialog = QFileDialog(self._window, _("Import mail"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        names = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        dialog.setNameFilters([f"{_('Mail files')} ({names})", f"{_('All files')} (*)"])
        dialog.filesSelected.connect(lambda chosen: self.run([Path(p) for p in chosen]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def run(self, paths: Sequence[Path]) -> None:
        """Import files and folders."""
        work = self._services.calls.get("import_mail")
        if work is None or not paths:
            return
        store = self._services.store
        self._services.tasks.submit(
            lambda: work(store, list(paths)), ok=self._done, owner=self, lane="write"
        )

    def _done(self, result: Any) -> None:  # noqa: ANN401 - what the import returns
        words = ngettext("{count} mail imported", "{count} mails imported", result.new).format(
            count=result.new
        )
        if result.known:
            words += " · " + _("{count} were here already").format(count=result.known)
        self._services.navigator.show_toast(words, icon="download")
        if result.put_aside:
            fact = ngettext(
                "{count} file was not imported",
                "{count} files were not imported",
                len(result.put_aside),
            ).format(count=len(result.put_aside))
            lines = "\n".join(f"{a.source}: {a.reason}" for a in result.put_aside)
            ListDialog(_("Import mail"), fact, lines, self._window).open()
