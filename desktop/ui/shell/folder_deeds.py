"""What can be done to folders in the sidebar: made, renamed, deleted, chosen, read; by menu and by keys."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Qt, Slot
from PySide6.QtWidgets import QMenu, QWidget

from desktop.mail import actions, folder_choice
from desktop.runtime.i18n import _
from desktop.store.queries.folder_tree import FolderItem
from desktop.store.queries.folders import unread_in
from desktop.ui.folder_names import folder_name
from desktop.ui.services import Services
from desktop.ui.shell.folder_dialog import Answer, FolderDialog
from desktop.ui.shell.folder_tree import FolderTree


class FolderDeeds(QObject):
    """Listens to the tree; writes in the background, then wakes the engine."""

    def __init__(self, services: Services, tree: FolderTree, window: QWidget) -> None:
        """`window` is the parent of the dialogs."""
        super().__init__(tree)
        self._services, self._tree, self._window = services, tree, window
        tree.menu_wanted.connect(self.show_menu)
        tree.rename_wanted.connect(self.rename)
        tree.delete_wanted.connect(self.ask_delete)
        tree.create_wanted.connect(self._create_by_key)

    # ---- the menu

    @Slot(str, int, object)
    def show_menu(self, account_id: str, folder_id: int, at: QPoint) -> None:
        """Show what can be done to a row."""
        menu = self.menu(account_id, self._tree.folder(folder_id))
        if menu.actions():
            menu.popup(at)

    def menu(self, account_id: str, folder: FolderItem | None) -> QMenu:
        """Return the menu of an account (no folder) or of one of its folders."""
        menu = QMenu(self._tree)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if folder is None:
            if account_id:
                self._fill_account(menu, account_id)
            return menu
        if folder.unread:
            menu.addAction(_("Mark all as read"), lambda: self.read_all(folder.id))
            menu.addSeparator()
        if not account_id:
            return menu
        menu.addAction(
            _("New folder in “{name}”…").format(name=folder_name(folder).replace("&", "&&")),
            lambda: self.create(account_id, folder.id),
        )
        if not folder.role:
            menu.addAction(_("Rename…"), lambda: self.rename(folder.id))
            menu.addAction(_("Delete…"), lambda: self.ask_delete(folder.id))
        menu.addSeparator()
        if folder.selectable:
            synced = menu.addAction(_("Sync this folder"))
            synced.setCheckable(True)
            synced.setChecked(folder.synced)
            synced.toggled.connect(lambda on: self.choose(folder.id, synced=on))
        others = menu.addMenu(_("In other mail programs"))
        others.addAction(_("Show this folder"), lambda: self.subscribe(folder.id, on=True))
        others.addAction(_("Hide this folder"), lambda: self.subscribe(folder.id, on=False))
        self._add_settings(menu, account_id)
        return menu

    def _fill_account(self, menu: QMenu, account_id: str) -> None:
        menu.addAction(_("New folder…"), lambda: self.create(account_id, None))
        menu.addAction(
            _("Sync now"), lambda: self._services.engine.send("sync", account_id=account_id)
        )
        menu.addSeparator()
        self._add_settings(menu, account_id)
        menu.addAction(_("Account settings…"), lambda: self._settings(account_id))

    def _add_settings(self, menu: QMenu, account_id: str) -> None:
        menu.addAction(
            _("Folders and storage…"), lambda: self._settings(account_id, page="storage")
        )

    def _settings(self, account_id: str, **args: object) -> None:
        self._services.navigator.open_screen(
            "settings", section="accounts", account_id=account_id, **args
        )

    # ---- deeds

    def create(self, account_id: str, parent_id: int | None) -> FolderDialog:
        """Ask for a name and make a folder."""
        from desktop.mail import folder_changes  # it speaks with servers too: loaded when asked for

        store = self._services.store

        def submit(name: str, answer: Answer) -> None:
            self._write(
                lambda: folder_changes.create(store, account_id, name, parent_id=parent_id), answer
            )

        detail = _("It is made on the mail server too, when it can be reached.")
        dialog = FolderDialog(self._window, _("New folder"), detail, _("Make folder"), submit)
        dialog.open()
        return dialog

    @Slot(str, int)
    def _create_by_key(self, account_id: str, folder_id: int) -> None:
        if account_id:
            self.create(account_id, folder_id or None)

    @Slot(int)
    def rename(self, folder_id: int) -> FolderDialog | None:
        """Ask for another name of a folder of the user's own."""
        from desktop.mail import folder_changes  # it speaks with servers too: loaded when asked for

        folder = self._tree.folder(folder_id)
        if folder is None or not self._is_own(folder):
            return None
        store = self._services.store

        def submit(name: str, answer: Answer) -> None:
            self._write(lambda: folder_changes.rename(store, folder_id, name), answer)

        title = _("Rename “{name}”").format(name=folder_name(folder))
        leaf = folder.name.rpartition(folder.delimiter)[2] if folder.delimiter else folder.name
        dialog = FolderDialog(self._window, title, "", _("Rename"), submit, name=leaf)
        dialog.open()
        return dialog

    @Slot(int)
    def ask_delete(self, folder_id: int) -> None:
        """Ask before a folder is deleted; its mail goes to the trash."""
        from desktop.mail import folder_changes  # it speaks with servers too: loaded when asked for

        folder = self._tree.folder(folder_id)
        if folder is None or not self._is_own(folder):
            return
        store = self._services.store
        self._services.navigator.confirm(
            _("Delete the folder “{name}”?").format(name=folder_name(folder)),
            _("Its mail goes to the trash. Folders in it are deleted too."),
            _("Delete"),
            lambda: self._write(lambda: folder_changes.delete(store, folder_id, with_mail=True)),
            danger=True,
        )

    def _is_own(self, folder: FolderItem) -> bool:
        if folder.role or folder.account_id is None:
            words = _("“{name}” belongs to the mailbox itself and stays.")
            self._services.navigator.show_toast(
                words.format(name=folder_name(folder)), icon="info", seconds=5
            )
            return False
        return True

    def choose(self, folder_id: int, *, synced: bool) -> None:
        """Have a folder synced, or no longer."""
        store = self._services.store
        self._write(lambda: folder_choice.choose(store, folder_id, synced=synced))

    def subscribe(self, folder_id: int, *, on: bool) -> None:
        """Have the user's other mail programs show a folder, or no longer (SUBSCRIBE, RFC 9051 6.3.7)."""
        from desktop.mail import folder_changes  # it speaks with servers too: loaded when asked for

        folder, store = self._tree.folder(folder_id), self._services.store
        if folder is None:
            return
        words = (
            _("Other mail programs show “{name}”") if on else _("Other mail programs hide “{name}”")
        )

        def told() -> None:
            self._services.navigator.show_toast(
                words.format(name=folder_name(folder)),
                lambda: self._write(lambda: folder_changes.subscribe(store, folder_id, on=not on)),
                icon="folder-open",
            )

        self._do(lambda: folder_changes.subscribe(store, folder_id, on=on), told)

    def read_all(self, folder_id: int) -> None:
        """Mark all mail of a folder as read."""
        store = self._services.store
        self._write(lambda: actions.act(store, "read", unread_in(store, folder_id)))

    def _write(self, work: Callable[[], object], answer: Answer | None = None) -> None:
        """`answer` gets None when it is done, else the error."""
        self._do(work, lambda: answer(None) if answer is not None else None, answer)

    def _do(
        self,
        work: Callable[[], object],
        then: Callable[[], object],
        err: Callable[[BaseException], object] | None = None,
    ) -> None:
        def done(_result: object) -> None:
            self._services.engine.send("actions_changed")
            then()

        self._services.tasks.submit(work, ok=done, err=err, owner=self, lane="write")
