"""Keeps the sidebar's accounts, figures and connection lines equal to what store and engine say."""

from collections.abc import Mapping, Set

from PySide6.QtCore import QObject, QTimer, Slot

from desktop.store.queries.folder_tree import AccountFolders, folder_tree
from desktop.store.queries.threads import AccountRow, list_accounts
from desktop.ui.engine_client import EngineError
from desktop.ui.services import Services
from desktop.ui.shell.counts import read_counts
from desktop.ui.shell.sidebar import Sidebar
from desktop.ui.shell.status import account_line, footer

_MINUTE_MS = 60_000
_UNREAD_TABLES = {"message", "placement", "thread", "mail_action"}
_UNREAD_MS = 700
_FOLDERS_MS = 250
_REFUSALS = ("folder_refused", "not_allowed", "refused", "action_refused")


class AccountsWatch(QObject):
    """Asks in the background, shows at once what the engine tells."""

    def __init__(self, sidebar: Sidebar, services: Services) -> None:
        """Start watching; the first answer comes soon."""
        super().__init__(sidebar)
        self._sidebar, self._services = sidebar, services
        self._accounts: list[AccountRow] = []
        self._folders: list[AccountFolders] = []
        self._queued = 0
        engine = services.engine
        for signal in (engine.progress, engine.account_state, engine.status):
            signal.connect(self._show)
        engine.outbox.connect(self._outbox)
        engine.error.connect(self._tell_error)
        self._told: set[tuple[str, str]] = set()
        self._minute = QTimer(self)
        self._minute.setInterval(_MINUTE_MS)
        self._minute.timeout.connect(self.reload_counts)
        self._minute.start()
        self._unread = QTimer(self)
        self._unread.setSingleShot(True)
        self._unread.setInterval(_UNREAD_MS)
        self._unread.timeout.connect(self.reload_folders)
        self._folders_soon = QTimer(self)
        self._folders_soon.setSingleShot(True)
        self._folders_soon.setInterval(_FOLDERS_MS)
        self._folders_soon.timeout.connect(self.reload)
        self.reload()

    def reload(self) -> None:
        """Read accounts and figures again."""
        store = self._services.store
        self._services.tasks.submit(
            lambda: list_accounts(store), ok=self._loaded, owner=self, key="accounts"
        )
        self.reload_folders()
        self.reload_counts()

    @Slot()
    def reload_folders(self) -> None:
        """Read the folders with their unread mail again."""
        store = self._services.store
        self._services.tasks.submit(
            lambda: folder_tree(store), ok=self._folders_loaded, owner=self, key="folders"
        )

    @Slot()
    def reload_counts(self) -> None:
        """Read the figures beside the screens again."""
        read = self._services.calls.get("counts")
        store = self._services.store
        clock = self._services.clock
        work = read if read is not None else lambda: read_counts(store, clock.now())
        self._services.tasks.submit(
            work, ok=self._counted, err=lambda _error: None, owner=self, key="counts"
        )
        queued = self._services.calls.get("queued")
        if queued is not None:
            self._services.tasks.submit(
                queued, ok=self._set_queued, err=lambda _error: None, owner=self, key="queued"
            )

    def changed(self, changes: Mapping[str, Set[str]]) -> None:
        """Read again what these changes touch."""
        if "account" in changes:
            self.reload()
        elif "folder" in changes:  # a sync writes its folders' rows often
            if not self._folders_soon.isActive():
                self._folders_soon.start()
        else:
            if changes.keys() & _UNREAD_TABLES and not self._unread.isActive():
                self._unread.start()
            self.reload_counts()

    def folders(self) -> list[AccountFolders]:
        """Return the accounts with their folders as last read."""
        return list(self._folders)

    def accounts(self) -> list[AccountRow]:
        """Return the accounts as last read."""
        return list(self._accounts)

    def _loaded(self, accounts: list[AccountRow]) -> None:
        self._accounts = accounts
        self._show()

    def _folders_loaded(self, folders: list[AccountFolders]) -> None:
        self._folders = folders
        self._sidebar.accounts.show_folders(folders)

    def _counted(self, figures: Mapping[str, int]) -> None:
        for screen_id, figure in figures.items():
            self._sidebar.nav.set_count(screen_id, figure)

    def _set_queued(self, queued: int) -> None:
        self._queued = queued
        self._show()

    @Slot(object)
    def _outbox(self, _state: object) -> None:
        self.reload_counts()

    @Slot(object)
    def _tell_error(self, error: EngineError) -> None:
        """Say once what the mail server refused; what lasts is the account's state and stands in its row."""
        said = (error.account_id, error.message)
        if error.code in _REFUSALS and said not in self._told:
            self._told.add(said)
            words = " ".join(part for part in (error.message, error.hint) if part)
            self._services.navigator.show_toast(words, icon="circle-alert", seconds=15)

    @Slot()
    @Slot(object)
    def _show(self, _event: object = None) -> None:
        engine = self._services.engine
        ids = {a.id for a in self._accounts}
        self._sidebar.accounts.show_lines(
            [
                account_line(a.id, a.email, engine.states.get(a.id), engine.progresses.get(a.id))
                for a in self._accounts
            ]
        )
        states = {k: s for k, s in engine.states.items() if k in ids}
        progresses = {k: p for k, p in engine.progresses.items() if k in ids}
        self._sidebar.foot.show_footer(footer(engine.state, states, progresses, self._queued))
