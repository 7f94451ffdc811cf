"""Save a copy of an issued document as PDF, PDF/A, Excel workbook or Word file."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from desktop.runtime.i18n import _
from desktop.trade import document_copies
from desktop.trade.document_copies import FORM_NAMES, Form
from desktop.ui.services import Services

FOLDER_KEY = "documents.copy_folder"


class CopyDeed:
    """Asks for the form, then for the file; makes the copy beside the window."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        """Dialogs and errors belong to `parent`."""
        self._services, self._parent = services, parent
        self.ask_path: Callable[[str, str], str] = self._ask_path

    def choose(self, button: QWidget, document_id: str, file_name: str) -> QMenu:
        """Show the forms below a button; `file_name` is the issued file's."""
        menu = QMenu(self._parent)
        for form in Form:
            menu.addAction(_(FORM_NAMES[form]), partial(self.save, document_id, file_name, form))
        menu.setActiveAction(menu.actions()[0])
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
        return menu

    def save(self, document_id: str, file_name: str, form: Form) -> None:
        """Ask where to, then save a copy in a form."""
        kept = self._services.settings.get(FOLDER_KEY)
        folder = Path(kept) if isinstance(kept, str) and kept else Path.home()
        proposed = str(folder / document_copies.proposed_name(file_name, form))
        chosen = self.ask_path(proposed, f"{_(FORM_NAMES[form])} (*{form.suffix})")
        if not chosen:
            return
        path = Path(chosen)
        if path.suffix.lower() != form.suffix:
            path = path.with_name(path.name + form.suffix)
        self._services.settings.set(FOLDER_KEY, str(path.parent))
        store = self._services.store
        self._services.tasks.submit(
            lambda: document_copies.save(store, document_id, form, path),
            ok=self._saved,
            err=self._services.navigator.show_error,
            owner=self._parent,
            lane="cpu",
        )

    def _ask_path(self, proposed: str, kinds: str) -> str:
        path, _kind = QFileDialog.getSaveFileName(self._parent, _("Save a copy"), proposed, kinds)
        return path

    def _saved(self, path: Path) -> None:
        self._services.navigator.show_toast(_("{file} saved").format(file=path.name))
