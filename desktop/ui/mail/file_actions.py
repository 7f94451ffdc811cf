"""Files leave a mail: looked at here, opened by their program, saved, dragged away; never started by themselves."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import shiboken6
from PySide6.QtCore import QObject, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices, QImage
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from desktop.mail.attachments.danger_words import sentence, sentences
from desktop.mail.attachments.names import safe_name
from desktop.mail.attachments.saving import OpenedCopies, write_new, write_over
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _, ngettext
from desktop.ui.mail.body_fetcher import BodyFetcher
from desktop.ui.mail.file_drag import Dragged, begin_drag, picture_of
from desktop.ui.mail.mail_file import LoadedFile, MailFile, load_file
from desktop.ui.services import Services
from desktop.ui.web_links import host_of, is_web, open_link

Verb = Literal["preview", "open", "save", "save_all", "drag", "keep"]
_MEND = ("not_here", "raw_damaged")


class FileActions(QObject):
    """Does what is asked of the files of mails; reading and writing are tasks, what is not here is fetched first."""

    def __init__(self, services: Services, window: QWidget, fetcher: BodyFetcher) -> None:
        """`window` is the parent of dialogs; `fetcher` brings what is only on the server."""
        super().__init__(window)
        self._services, self._window, self._fetcher = services, window, fetcher
        self._copies = OpenedCopies(services.profile.opened)
        self._preview: QDialog | None = None

    def act(self, verb: Verb, files: Sequence[MailFile], at: int = 0) -> None:
        """Do `verb` with the file at `at`; "save_all" and "drag" are done with all of `files`."""
        if verb == "preview":
            self.preview(files, at)
        elif verb == "open":
            self.open(files[at])
        elif verb == "save":
            self.save(files[at])
        elif verb == "save_all":
            self.save_all(files)
        elif verb == "keep":
            self.keep(files[at])
        else:
            self.drag(files)

    # ---- looking

    def preview(self, files: Sequence[MailFile], at: int = 0) -> None:
        """Show a file over the window; the arrow keys go on to the others."""
        from desktop.ui.mail.file_preview import FilePreview  # QtPdf: most sessions see no file

        preview = FilePreview(self._services, self._fetcher, files, at, self._window.window())
        preview.wanted.connect(self.act)
        preview.link_clicked.connect(self._ask_link)
        before, self._preview = self._preview, preview
        if before is not None and shiboken6.isValid(before):
            before.close()
        preview.show()

    def _ask_link(self, url: str) -> None:
        if is_web(url):
            self._services.navigator.confirm(
                _("Open {host} in the browser?").format(host=host_of(url)),
                url[:500],
                _("Open"),
                lambda: open_link(url),
            )

    # ---- opening

    def open(self, file: MailFile) -> None:
        """Open a copy by its program; a mail opens here. What can act is asked about first, or not opened."""
        if file.is_mail:
            self.preview((file,))
        else:
            self._load(file, self._judged, lambda: self.open(file))

    def _judged(self, loaded: LoadedFile) -> None:
        name, danger = loaded.file.name, loaded.danger
        if danger.severity == "stop":
            self._services.navigator.confirm(
                _("“{name}” is not opened").format(name=name),
                sentences(danger),
                _("Save anyway…"),
                lambda: self._ask_where(loaded),
                danger=True,
            )
        elif danger.severity == "ask":
            self._services.navigator.confirm(
                _("Open “{name}”?").format(name=name),
                sentences(danger),
                _("Open anyway"),
                lambda: self._open_copy(loaded),
                danger=True,
            )
        else:
            self._open_copy(loaded)

    def _open_copy(self, loaded: LoadedFile) -> None:
        self._services.tasks.submit(
            lambda: self._copies.write(loaded.file.filename, loaded.data),
            ok=self._open_path,
            owner=self,
        )

    def _open_path(self, path: Path) -> None:
        if not open_path(path):
            self._services.navigator.show_error(
                UserFacing(
                    _("No program on this computer opens “{name}”.").format(name=path.name),
                    safe=_("The attachment is still in the mail."),
                    hint=_("Save it, and open it with a program of your choice."),
                    code="no_program",
                )
            )

    # ---- saving

    def save(self, file: MailFile) -> None:
        """Save a file under a name that the user chooses; a program only after a question."""
        self._load(file, self._may_save, lambda: self.save(file))

    def _may_save(self, loaded: LoadedFile) -> None:
        if loaded.danger.severity != "stop":
            self._ask_where(loaded)
            return
        self._services.navigator.confirm(
            _("Save “{name}”?").format(name=loaded.file.name),
            sentences(loaded.danger),
            _("Save anyway…"),
            lambda: self._ask_where(loaded),
            danger=True,
        )

    def _ask_where(self, loaded: LoadedFile) -> None:
        dialog = self._dialog(_("Save attachment"), QFileDialog.FileMode.AnyFile)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(safe_name(loaded.file.filename))
        dialog.fileSelected.connect(lambda chosen: self.save_to(loaded, Path(chosen)))
        dialog.open()

    def save_to(self, loaded: LoadedFile, path: Path) -> None:
        """Write a file to `path`, and say so."""
        services = self._services
        services.settings.set("mail.save_folder", str(path.parent))
        services.tasks.submit(
            lambda: write_over(path, loaded.data),
            ok=lambda saved: services.navigator.show_toast(
                _("Saved as {name}").format(name=saved.name), icon="download"
            ),
            owner=self,
        )

    def save_all(self, files: Sequence[MailFile]) -> None:
        """Save files under their own names into a folder that the user chooses."""
        dialog = self._dialog(_("Save all attachments"), QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda chosen: self.save_into(files, Path(chosen)))
        dialog.open()

    def save_into(self, files: Sequence[MailFile], folder: Path) -> None:
        """Write files into `folder`; existing ones stay, equal names are numbered, programs are asked about."""
        self._services.settings.set("mail.save_folder", str(folder))
        self._save_rest(_Saving(folder, list(files)))

    def _save_rest(self, saving: "_Saving") -> None:
        store = self._services.store
        self._services.tasks.submit(
            lambda: saving.run(lambda file: load_file(store, file)),
            ok=lambda _none: self._all_saved(saving),
            err=lambda error: self._missing(
                saving.left[0].message_id if saving.left else 0,
                error,
                lambda: self._save_rest(saving),
            ),
            owner=self,
        )

    def _all_saved(self, saving: "_Saving") -> None:
        if saving.saved:
            words = ngettext(
                "{count} file saved in {folder}", "{count} files saved in {folder}", saving.saved
            )
            self._services.navigator.show_toast(
                words.format(count=saving.saved, folder=saving.folder.name), icon="download"
            )
        held = saving.held
        if held:
            words = ngettext(
                "{count} file was not saved", "{count} files were not saved", len(held)
            )
            self._services.navigator.confirm(
                words.format(count=len(held)),
                "\n".join(f"{one.file.name}: {sentence(one.danger.reasons[0])}" for one in held),
                _("Save anyway"),
                lambda: self._save_held(saving),
                danger=True,
            )

    def _save_held(self, saving: "_Saving") -> None:
        self._services.tasks.submit(
            saving.write_held, ok=lambda _none: self._all_saved(saving), owner=self
        )

    def _dialog(self, title: str, mode: QFileDialog.FileMode) -> QFileDialog:
        folder = self._services.settings.get("mail.save_folder") or downloads()
        dialog = QFileDialog(self._window, title, str(folder))
        dialog.setFileMode(mode)
        dialog.finished.connect(dialog.deleteLater)
        return dialog

    # ---- keeping

    def keep(self, file: MailFile) -> None:
        """Keep a file with an order: a B/L copy, a certificate, the customer's own order."""
        self._load(file, self._keep_loaded, lambda: self.keep(file))

    def _keep_loaded(self, loaded: LoadedFile) -> None:
        from desktop.ui.orders.keep_dialog import ask  # the orders' code: loaded when asked for

        name = safe_name(loaded.file.filename)
        ask(self._services, self._window, loaded.file.message_id, name, loaded.data)

    # ---- dragging

    def drag(self, files: Sequence[MailFile]) -> None:
        """Let files be dragged into a folder or another program, when they are ready while the button is down."""
        store, copies = self._services.store, self._copies

        def work() -> Dragged:
            loaded = [load_file(store, file) for file in files]
            safe = [one for one in loaded if one.danger.severity != "stop"]
            paths = [copies.write(o.file.filename, o.data, for_drag=True) for o in safe]
            picture = picture_of(paths[0]) if len(paths) == 1 else QImage()
            return Dragged(tuple(paths), len(loaded) - len(safe), picture)

        self._services.tasks.submit(
            work,
            ok=self._dragged,
            err=lambda error: self._missing(files[0].message_id, error, _nothing),
            owner=self,
            key="drag",
        )

    def _dragged(self, dragged: Dragged) -> None:
        if dragged.kept_back:
            self._services.navigator.show_toast(
                _("A program is not dragged out of a mail. Save it, if you are sure."),
                icon="shield-alert",
            )
        if dragged.paths:
            begin_drag(self._window, dragged)

    # ---- what is not here

    def _load(
        self, file: MailFile, ok: Callable[[LoadedFile], object], again: Callable[[], object]
    ) -> None:
        store = self._services.store
        self._services.tasks.submit(
            lambda: load_file(store, file),
            ok=ok,
            err=lambda error: self._missing(file.message_id, error, again),
            owner=self,
        )

    def _missing(self, message_id: int, error: BaseException, again: Callable[[], object]) -> None:
        """What is only on the server, or damaged here, is fetched first, then done; anything else is shown."""
        navigator = self._services.navigator
        if isinstance(error, UserFacing) and error.code in _MEND:
            navigator.show_toast(_("Fetching the mail with this file…"), icon="cloud-download")
            self._fetcher.fetch(message_id, again, self._sorry)
        else:
            navigator.show_error(error)

    def _sorry(self, words: str, hint: str) -> None:
        self._services.navigator.show_error(
            UserFacing(
                words, safe=_("The file is in the mail on the server."), hint=hint, code="not_here"
            )
        )


class _Saving:
    """Files on their way into a folder: what is left to do stays here when the mail must be fetched first."""

    def __init__(self, folder: Path, files: list[MailFile]) -> None:
        self.folder, self.left = folder, files
        self.held: list[LoadedFile] = []
        self.saved = 0

    def run(self, load: Callable[[MailFile], LoadedFile]) -> None:
        """Write what is left; programs are held back. Runs in a task."""
        while self.left:
            loaded = load(self.left[0])
            if loaded.danger.severity == "stop":
                self.held.append(loaded)
            else:
                write_new(self.folder, loaded.file.filename, loaded.data)
                self.saved += 1
            del self.left[0]

    def write_held(self) -> None:
        """Write what was held back, as the user wants it. Runs in a task."""
        self.saved = 0
        while self.held:
            write_new(self.folder, self.held[0].file.filename, self.held[0].data)
            self.saved += 1
            del self.held[0]


def _nothing() -> None:
    return None


def downloads() -> str:
    """Return the user's download folder."""
    kind = QStandardPaths.StandardLocation.DownloadLocation
    return QStandardPaths.writableLocation(kind) or str(Path.home())


def open_path(path: Path) -> bool:
    """Open a file by the program that the system has for it; whether there is one."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
