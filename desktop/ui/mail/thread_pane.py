"""The left pane of the Inbox: its filters, and the list that stays fluid while mail streams in."""

from collections.abc import Callable, Collection

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from desktop.runtime.i18n import N_, _
from desktop.store.queries.folder_tree import FolderItem
from desktop.store.queries.folders import accounts_of
from desktop.store.queries.thread_scope import folder_scope
from desktop.store.queries.threads import SEARCH, Page, ThreadRow, counts, list_threads, rows_of
from desktop.ui.mail.skeleton import SkeletonRows
from desktop.ui.mail.sla import sla_of
from desktop.ui.mail.thread_delegate import ThreadDelegate
from desktop.ui.mail.thread_empty import WaysOut, empty_state
from desktop.ui.mail.thread_heading import heading
from desktop.ui.mail.thread_list import ThreadList
from desktop.ui.mail.thread_model import PAGE, ThreadListModel, spoken
from desktop.ui.mail.thread_refresh import ThreadRefresh, Update
from desktop.ui.screen import Changes
from desktop.ui.services import Services
from desktop.ui.theme import theme
from desktop.ui.widgets import buttons
from desktop.ui.widgets.empty import EmptyState
from desktop.ui.widgets.labels import hline
from desktop.ui.widgets.panes import PaneHeader
from desktop.ui.widgets.segmented import Segmented

FILTER_NAMES = {
    "reply_due": N_("Reply due"),
    "inquiries": N_("Inquiries"),
    "unread": N_("Unread"),
    "all": N_("All"),
}
SKELETON_AFTER_MS = 200
CLOCK_MS = 60_000
FOLDER_FILTERS = ("unread", "all")


class ThreadPane(QWidget):
    """`chosen(thread id or None)`: another conversation is current. `entered()`: Enter was pressed."""

    chosen = Signal(object)
    entered = Signal()
    sync_wanted = Signal(int)
    """A folder that is not synced should be from now on."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        """Build the pane; `reload` fills it."""
        super().__init__(parent)
        self._services = services
        self.only = str(services.settings.get("inbox.filter", "reply_due"))
        self.folder: FolderItem | None = None
        self._place = ""
        self.model = ThreadListModel(self)
        self.model.speak = lambda row: f"{spoken(row)}, {sla_of(row, services.clock.now()).text}"
        self.list = ThreadList()
        self.delegate = ThreadDelegate(services.clock, self.list)
        self.delegate.compact = bool(services.settings.get("inbox.compact", False))
        self.list.setItemDelegate(self.delegate)
        self.list.setModel(self.model)
        self.refresher = ThreadRefresh(
            services,
            visible=self.visible_ids,
            of_customers=self.model.ids_of_customers,
            parent=self,
        )
        self._counts: dict[str, int] = {}
        self._wanted: int | None = None
        self._stack = QStackedWidget()
        self._skeleton = SkeletonRows(lambda: theme().scaled(theme().size.thread_row))
        self._empty: EmptyState | None = None
        self._build()
        self._connect()

    # ---- building

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = self._header_pane()
        column.addWidget(self.header)
        column.addWidget(self._filter_bar())
        column.addWidget(hline())
        self._blank = QWidget()
        for page in (self.list, self._skeleton, self._blank):
            self._stack.addWidget(page)
        column.addWidget(self._stack, 1)

    def _header_pane(self) -> PaneHeader:
        header = PaneHeader(_("Inbox"))
        view = buttons.icon_button("list-filter", _("View"), icon_size=18)
        view.clicked.connect(lambda: self._view_menu(view))
        fetch = buttons.icon_button("refresh-cw", _("Fetch new mail"), self._sync_now, icon_size=18)
        header.add(view, fetch)
        return header

    def _filter_bar(self) -> QWidget:
        bar = QWidget()
        bar.setFixedHeight(theme().scaled(theme().size.filter_row))
        row = QHBoxLayout(bar)
        row.setContentsMargins(12, 0, 10, 0)
        names = [(only, _(name)) for only, name in FILTER_NAMES.items()]
        self.filters = Segmented(names, self.only, plain=True)
        self.filters.chosen.connect(self.show_filter)
        row.addWidget(self.filters)
        row.addStretch(1)
        return bar

    def _connect(self) -> None:
        self.model.page_wanted.connect(self._load_page)
        self.model.rows_wanted.connect(self._rows_wanted)
        self.refresher.updated.connect(self._updated)
        self.list.selectionModel().currentChanged.connect(self._current_changed)
        self.list.activated.connect(lambda _index: self.entered.emit())
        self.list.picked_up.connect(self._picked_up)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(SKELETON_AFTER_MS)
        self._late.timeout.connect(lambda: self._stack.setCurrentWidget(self._skeleton))
        self._rows_timer = QTimer(self)
        self._rows_timer.setSingleShot(True)
        self._rows_timer.timeout.connect(self._load_rows)
        clock = QTimer(self)
        clock.setInterval(CLOCK_MS)
        clock.timeout.connect(self._tick)
        clock.start()

    # ---- loading

    def show_filter(self, only: str) -> None:
        """Show another filter of the inbox or of the folder shown, from its top."""
        if self.folder is None:
            self.only = only
            self._services.settings.set("inbox.filter", only)
        else:
            self.only = folder_scope(self.folder.id, only)
        self.filters.set_value(only)
        self.reload()

    def show_folder(self, folder: FolderItem | None, place: str = "") -> None:
        """Show the conversations of a folder; None is the inbox of all accounts.

        `place` is said beside its name: the account, where there are several.
        """
        same = (folder.id if folder else 0) == (self.folder.id if self.folder else 0)
        self.folder, self._place = folder, place
        if same:
            self._show_counts(self._counts)
            return
        whole = folder is None or folder.role == "inbox"
        self.filters.show_only(tuple(FILTER_NAMES) if whole else FOLDER_FILTERS)
        self._wanted = None
        self.model.pin(None)
        kept = str(self._services.settings.get("inbox.filter", "reply_due"))
        self.show_filter(kept if folder is None else "all")
        self.list.scrollToTop()

    def show_search(self, words: str) -> None:
        """Show every conversation with `words`, also outside of the inbox; any filter leads back."""
        self.only = SEARCH + words
        self.filters.set_value("")
        self.reload()

    def reload(self) -> None:
        """Read the first page again."""
        self.refresher.only = self.only
        self._stack.setCurrentWidget(self._blank if not self.model.rowCount() else self.list)
        self._late.start()
        store, only = self._services.store, self.only
        self._services.tasks.submit(
            lambda: (list_threads(store, only=only, limit=PAGE), counts(store, only)),
            ok=lambda found: self._first_page(only, *found),
            err=self._failed,
            owner=self,
            key="first_page",
        )

    def _first_page(self, only: str, rows: list[ThreadRow], found: dict[str, int]) -> None:
        self._late.stop()
        if only != self.only:
            return
        keep = self._wanted if self._wanted is not None else self.current_id()
        self.model.reset(only, rows, more=len(rows) == PAGE)
        self._show_counts(found)
        self._show_page()
        if keep is None or not self.select(keep):
            wanted, self._wanted = self._wanted, None
            if wanted is not None:
                self.chosen.emit(wanted)
            elif self.model.rowCount():
                self.list.setCurrentIndex(self.model.index(0))
            else:
                self.chosen.emit(None)

    def _load_page(self, after: Page | None) -> None:
        store, only = self._services.store, self.only
        self._services.tasks.submit(
            lambda: list_threads(store, only=only, after=after, limit=PAGE),
            ok=lambda rows: self._page(only, rows),
            err=self._page_failed,
            owner=self,
        )

    def _page(self, only: str, rows: list[ThreadRow]) -> None:
        if only == self.model.only:
            self.model.append(rows, more=len(rows) == PAGE)

    @Slot(list)
    def _rows_wanted(self, _ids: list[int]) -> None:
        self._rows_timer.start(0)

    @Slot()
    def _load_rows(self) -> None:
        store, wanted, only = self._services.store, self.model.asked_rows(), self.only
        self._services.tasks.submit(
            lambda: rows_of(store, wanted, only=only),
            ok=self.model.hold,
            err=self._failed,
            owner=self,
        )

    def changed(self, changes: Changes) -> None:
        """Bring up to date what these changes touch, soon."""
        self.refresher.note(changes)

    @Slot(object)
    def _updated(self, update: Update) -> None:
        shown = self.list.indexAt(QPoint(2, 2))
        anchor = self.model.id_at(shown.row()) if shown.isValid() else None
        offset = self.list.visualRect(shown).top()
        at_top = self.list.verticalScrollBar().value() == 0
        gone = update.gone
        rows = list(update.rows)
        if update.head is not None:
            held = {row.id for row in update.head}
            gone |= self.model.ids_newer_than(update.head_end) - held - {self.current_id()}
            rows += update.head
        self.model.merge(rows, gone)
        self._show_counts(update.counts)
        self._show_page()
        place = -1 if anchor is None else self.model.row_of(anchor)
        if not at_top and place >= 0:
            moved = self.list.visualRect(self.model.index(place)).top() - offset
            bar = self.list.verticalScrollBar()
            bar.setValue(bar.value() + moved)

    def _page_failed(self, error: BaseException) -> None:
        self.model.page_failed()
        self._failed(error)

    def _failed(self, error: BaseException) -> None:
        self._late.stop()
        self._show_page()
        self._services.navigator.show_error(error)

    # ---- what is shown

    def _show_page(self) -> None:
        if self.model.rowCount():
            self._stack.setCurrentWidget(self.list)
            return
        if self._empty is not None:
            self._stack.removeWidget(self._empty)
            self._empty.deleteLater()
        navigator = self._services.navigator
        ways = WaysOut(
            lambda: self.show_filter("all"), navigator.open_screen, self.sync_wanted.emit
        )
        self._empty = empty_state(self.only, self.folder, ways)
        self._stack.addWidget(self._empty)
        self._stack.setCurrentWidget(self._empty)

    def _show_counts(self, found: dict[str, int]) -> None:
        need = found.get("reply_due", 0)
        self.header.set(*heading(self.only, self.folder, self._place, found))
        if found == self._counts:
            return
        self._counts = found
        for only in FILTER_NAMES:
            if only != "all":
                self.filters.set_count(only, found.get(only, 0))
        if self.folder is None:
            self._services.navigator.set_counts({"inbox": need})

    # ---- the current conversation

    def current_id(self) -> int | None:
        """Return the selected conversation."""
        index = self.list.currentIndex()
        return self.model.id_at(index.row()) if index.isValid() else None

    def select(self, thread_id: int) -> bool:
        """Make a loaded conversation current; tell whether it is in the list."""
        place = self.model.row_of(thread_id)
        if place < 0:
            return False
        self._wanted = None
        self.list.setCurrentIndex(self.model.index(place))
        return True

    def want(self, thread_id: int) -> None:
        """Make a conversation current now, or when its page is here; else show it without a row."""
        if not self.select(thread_id):
            self._wanted = thread_id
            if self.model.rowCount():
                self.list.clearSelection()
                self.chosen.emit(thread_id)

    def show_again(self, thread_id: int) -> None:
        """Read the list again and make a conversation current that has come back."""
        self._wanted = thread_id
        self.reload()

    def step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) conversation."""
        place = self.list.currentIndex().row() + by
        if 0 <= place < self.model.rowCount():
            self.list.setCurrentIndex(self.model.index(place))

    def take_out(self, thread_ids: Collection[int]) -> None:
        """Remove rows at once (archived); the row after them becomes current if the current one is among them."""
        places = sorted(p for p in map(self.model.row_of, thread_ids) if p >= 0)
        if not places:
            return
        staying = self.current_id()
        if staying is None or staying in thread_ids:
            after = range(places[-1] + 1, self.model.rowCount())
            before = range(places[-1] - 1, -1, -1)
            near = (self.model.id_at(place) for place in (*after[:1], *before))
            staying = next((i for i in near if i is not None and i not in thread_ids), None)
            self.model.pin(None)
            if staying is not None:
                self.select(staying)
        self.model.merge([], set(thread_ids))
        self._show_page()
        if staying is None:
            self.chosen.emit(None)

    def visible_ids(self) -> list[int]:
        """Return the ids on screen, and some around them."""
        height = max(self.delegate.sizeHint(None, QModelIndex()).height(), 1)  # type: ignore[arg-type]
        first = self.list.verticalScrollBar().value() // height
        return self.model.ids_between(first - 5, first + self.list.height() // height + 6)

    @Slot()
    def _current_changed(self) -> None:
        thread_id = self.current_id()
        self.model.pin(thread_id)
        if thread_id is not None:
            self.chosen.emit(thread_id)

    @Slot()
    def _tick(self) -> None:
        self.list.viewport().update()

    @Slot(list)
    def _picked_up(self, thread_ids: list[int]) -> None:
        """Find out into which accounts the conversations could be dragged."""
        store = self._services.store

        def found(accounts: dict[int, frozenset[str]]) -> None:
            self.list.accounts = accounts

        self._services.tasks.submit(
            lambda: accounts_of(store, thread_ids), ok=found, owner=self, key="picked_up"
        )

    # ---- the header's buttons

    def _view_menu(self, anchor: QWidget) -> None:
        menu = QMenu(self)
        compact = menu.addAction(_("Compact rows"))
        compact.setCheckable(True)
        compact.setChecked(self.delegate.compact)
        compact.toggled.connect(self.set_compact)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(anchor.mapToGlobal(QPoint(0, anchor.height())))

    def set_compact(self, compact: bool) -> None:
        """Use rows of 56 px instead of 88."""
        self.delegate.compact = compact
        self._services.settings.set("inbox.compact", compact)
        self.list.setUniformItemSizes(False)
        self.list.setUniformItemSizes(True)
        self.list.scheduleDelayedItemsLayout()

    def _sync_now(self) -> None:
        sync: Callable[[], object] | None = self._services.calls.get("sync_now")
        if sync is not None:
            sync()
        else:
            self._services.engine.send("sync")
