"""Which folder the mail screen shows, kept true while folders are renamed, deleted or chosen."""

from PySide6.QtCore import QObject, Slot

from desktop.mail import folder_choice
from desktop.store.queries.folder_tree import AccountFolders, folder_tree
from desktop.ui.mail.thread_pane import ThreadPane
from desktop.ui.screen import Changes
from desktop.ui.services import Services


class FolderPlace(QObject):
    """Reads the folder in the background and gives it to the list of conversations."""

    def __init__(self, services: Services, threads: ThreadPane) -> None:
        """Start at the inbox of all accounts."""
        super().__init__(threads)
        self._services, self._threads = services, threads
        self.id = 0
        threads.sync_wanted.connect(self._sync)

    def show(self, folder_id: int) -> None:
        """Show a folder; 0 is the inbox of all accounts."""
        if folder_id == self.id:
            return
        self.id = folder_id
        if not folder_id:
            self._threads.show_folder(None)
            return
        self._read()

    def changed(self, changes: Changes) -> None:
        """Follow a folder that was renamed, deleted, or got other figures."""
        if self.id and "folder" in changes:
            self._read()

    def _read(self) -> None:
        store, folder_id = self._services.store, self.id
        self._services.tasks.submit(
            lambda: folder_tree(store),
            ok=lambda accounts: self._found(folder_id, accounts),
            owner=self,
            key="folder",
        )

    def _found(self, folder_id: int, accounts: list[AccountFolders]) -> None:
        if folder_id != self.id:
            return
        several = sum(1 for account in accounts if account.id) > 1
        for account in accounts:
            for folder in account.folders:
                if folder.id == folder_id:
                    place = account.email.removesuffix(".example") if several else ""
                    self._threads.show_folder(folder, place)
                    return
        self._services.navigator.open_screen("inbox", folder_id=0)  # it is gone

    @Slot(int)
    def _sync(self, folder_id: int) -> None:
        store, services = self._services.store, self._services
        services.tasks.submit(
            lambda: folder_choice.choose(store, folder_id, synced=True),
            ok=lambda _none: services.engine.send("sync"),
            owner=self,
            lane="write",
        )
