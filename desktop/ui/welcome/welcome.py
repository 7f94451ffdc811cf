"""The first start from nothing to a working window, and the unlocking of a later one."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QMainWindow, QWidget

from desktop.runtime.i18n import _
from desktop.store.workspace import Store
from desktop.ui.engine_client import EngineClient
from desktop.ui.icons import app_icon
from desktop.ui.tasks import TaskRunner
from desktop.ui.welcome.account_page import AccountPage
from desktop.ui.welcome.calls import NewWorkspace, WelcomeCalls
from desktop.ui.welcome.choose_page import ChoosePage
from desktop.ui.welcome.story import Story
from desktop.ui.welcome.sync_page import SyncPage
from desktop.ui.welcome.workspace_page import UnlockPage, WorkspacePage, focus_of


class WelcomeWindow(QMainWindow):
    """Shows the pages one after the other; `ready` hands over the open store."""

    ready = Signal(object)
    engine_wanted = Signal(object)
    """The first account was added: whoever owns the engine starts it on this store."""
    _sample_step = Signal(str)

    def __init__(
        self,
        calls: WelcomeCalls,
        tasks: TaskRunner,
        engine: EngineClient,
        parent: QWidget | None = None,
    ) -> None:
        """Build the frame; `start_new` or `start_locked` shows the first page."""
        super().__init__(parent)
        self._calls, self._tasks, self._engine = calls, tasks, engine
        self._store: Store | None = None
        self._entered = NewWorkspace("", "", "", None)
        self._handed_over = False
        self.setWindowTitle(_("Tradepost"))
        self.setWindowIcon(app_icon())
        self.resize(1440, 900)
        self.setMinimumSize(960, 620)
        self.story = Story([_("Your workspace"), _("Your account"), _("First sync"), _("Ready")])
        self.setCentralWidget(self.story)
        self._page: QWidget | None = None
        self._sample_step.connect(self._show_sample_step)

    def page(self) -> QWidget | None:
        """Return the page shown."""
        return self._page

    def _show(self, page: QWidget, step: int, width: int = 520) -> None:
        self._page = page
        self.story.show_page(page, step, width)
        target = focus_of(page)
        if target is not None:
            target.setFocus()

    def start_new(self) -> None:
        """Begin with a new workspace; whether a keyring works is asked off the GUI thread."""
        self._tasks.submit(self._calls.keyring_works, ok=self._ask_workspace, owner=self)

    def _ask_workspace(self, keyring: bool) -> None:
        self._show(WorkspacePage(keyring=keyring, done=self._create), 0)

    def start_locked(self) -> None:
        """Ask for the passphrase of the existing workspace."""
        self._show(UnlockPage(self._open), 0)

    def start_with(self, store: Store, name: str = "", email: str = "") -> None:
        """Go on with an open but empty workspace."""
        self._entered = NewWorkspace(name, "", email, None)
        self._created(store)

    def _create(self, entered: NewWorkspace) -> None:
        self._entered = entered
        self._tasks.submit(
            lambda: self._calls.create(entered),
            ok=self._created,
            err=self._refused,
            owner=self,
            lane="write",
        )

    def _open(self, passphrase: str) -> None:
        self._tasks.submit(
            lambda: self._calls.open(passphrase),
            ok=self._hand_over,
            err=self._refused,
            owner=self,
            lane="write",
        )

    def _refused(self, error: BaseException) -> None:
        page = self._page
        if isinstance(page, WorkspacePage | UnlockPage | ChoosePage | AccountPage):
            page.show_error(error)

    def _created(self, store: Store) -> None:
        self._store = store
        self._show(ChoosePage(self._ask_account, self._explore, self._finish), 1)

    def _ask_account(self) -> None:
        if self._store is not None:
            page = AccountPage(
                self._store,
                self._tasks,
                email=self._entered.email,
                display_name=self._entered.name,
                done=self._account_added,
                skip=self._finish,
            )
            self._show(page, 1)

    def _account_added(self, _account_id: str) -> None:
        if self._store is not None:
            self.engine_wanted.emit(self._store)
            self.show_sync()

    def show_sync(self) -> None:
        """Show how far the mail is."""
        if self._store is not None:
            page = SyncPage(self._store, self._tasks, self._engine, self._finish)
            self._show(page, 2, 600)

    def _explore(self) -> None:
        store = self._store
        if store is not None:
            self._show_sample_step(_("Preparing the sample company"))
            self._tasks.submit(
                lambda: self._calls.fill_sample(store, self._sample_step.emit),
                ok=lambda _made: self._finish(),
                err=self._refused,
                owner=self,
                lane="write",
            )

    @Slot(str)
    def _show_sample_step(self, words: str) -> None:
        if isinstance(self._page, ChoosePage):
            self._page.busy(words)

    def _finish(self) -> None:
        if self._store is not None:
            self._hand_over(self._store)

    def _hand_over(self, store: Store) -> None:
        if not self._handed_over:
            self._handed_over = True
            self.ready.emit(store)
