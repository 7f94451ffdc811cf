"""The main window: sidebar, the screen shown, and what a screen may ask of the window around it."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import shiboken6
from PySide6.QtCore import QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.runtime.errors import Bug, Retryable, UserFacing
from desktop.runtime.i18n import _
from desktop.store.queries.folder_tree import FolderItem
from desktop.ui.engine_client import Changed
from desktop.ui.icons import app_icon
from desktop.ui.screen import ScreenView
from desktop.ui.services import Services
from desktop.ui.shell import dialogs
from desktop.ui.shell.accounts_watch import AccountsWatch
from desktop.ui.shell.finder import Finder
from desktop.ui.shell.folder_deeds import FolderDeeds
from desktop.ui.shell.folder_menu import folder_menu
from desktop.ui.shell.palette import Palette
from desktop.ui.shell.screens_list import ScreenList
from desktop.ui.shell.sidebar import Sidebar
from desktop.ui.shell.window_actions import register_window_actions
from desktop.ui.theme import theme, theme_switch
from desktop.ui.widgets import tab_order
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.buttons import FocusRing
from desktop.ui.widgets.labels import vline
from desktop.ui.widgets.panes import plane
from desktop.ui.widgets.toast import ToastStack

_RAIL_BELOW = 1280
_COALESCE_MS = 40
_ENGINE_TABLES = {"account", "account_secret", "folder", "outbox", "mail_action"}
"""Tables whose changes give the engine something to do."""


class MainWindow(QMainWindow):
    """One workspace's window. It implements `Navigator` for its screens."""

    bug = Signal(object)
    _store_changed = Signal(object)

    def __init__(self, services: Services, screens: ScreenList) -> None:
        """Build the frame; a screen is made when it is first shown."""
        super().__init__()
        self.services = replace(services, navigator=self)
        self._screens = screens
        self._views: dict[str, ScreenView] = {}
        self._stale: dict[str, dict[str, set[str]] | None] = {}
        self._pending: dict[str, set[str]] = {}
        self._shown = ""
        self._folded_by_hand = bool(services.settings.get("sidebar.rail", False))
        self.setWindowTitle(_("Tradepost"))
        self.setWindowIcon(app_icon())
        self.setMinimumSize(960, 620)
        self._build()
        self._listen()
        register_window_actions(self, self, self._screens)
        self._restore_geometry()

    def _build(self) -> None:
        self.sidebar = Sidebar(self._screens.entries, self.services.settings)
        self.stack = QStackedWidget()
        self.banner = Banner()
        work = QWidget()
        work.setObjectName("work")
        self._work = work
        column = QVBoxLayout(work)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(self.stack, 1)
        frame = plane(QWidget(), "surface")
        row = QHBoxLayout(frame)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sidebar)
        row.addWidget(vline())
        row.addWidget(work, 1)
        self.setCentralWidget(frame)
        self.toasts = ToastStack(work)
        self.palette_box = Palette(frame)
        self._finder = Finder(self.palette_box, self.services, self._screens)
        self._ring = FocusRing(frame)
        self._tabbing = self._by_keyboard = False
        self.accounts = AccountsWatch(self.sidebar, self.services)
        self.folders = FolderDeeds(self.services, self.sidebar.accounts, self)
        self._finder.folders = self.accounts.folders

    def _listen(self) -> None:
        side = self.sidebar
        side.go.connect(self.go_to)
        side.search.connect(self.open_palette)
        side.new_mail.connect(self.new_mail)
        side.toggle.connect(self.toggle_sidebar)
        side.add_account.connect(self._add_account)
        side.open_accounts.connect(self._open_accounts)
        side.open_folder.connect(self.open_folder)
        side.accounts.threads_dropped.connect(self._take_drop)
        self.palette_box.closed.connect(self._focus_back)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_COALESCE_MS)
        self._settle.timeout.connect(self._apply_changes)
        self._store_changed.connect(self._note_own_changes, Qt.ConnectionType.QueuedConnection)
        self.services.store.on_change(self._announce)
        self.services.engine.changed.connect(self._note_engine_changes)
        self.services.tasks.failed.connect(self.show_error)
        theme_switch().changed.connect(self.update)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            # no event filter for the application: PySide looks at the C++ type of each receiver, and those of
            # QtWebEngine have none
            app.focusChanged.connect(self._focus_moved)

    # Screens

    def current(self) -> ScreenView | None:
        """Return the screen shown."""
        return self._views.get(self._shown)

    def current_id(self) -> str:
        """Return the id of the screen shown; "" while the palette is open, so that letters are text."""
        return self._shown

    @Slot(str)
    def go_to(self, screen_id: str) -> None:
        """Show a screen by its id; the Inbox is then that of all accounts again."""
        if screen_id == "inbox":
            self.open_folder(0)
        else:
            self.open_screen(screen_id)

    @Slot(int)
    def open_folder(self, folder_id: int) -> None:
        """Show a folder; 0 is the inbox of all accounts."""
        self.open_screen("inbox", folder_id=folder_id)

    @Slot(object, object)
    def _take_drop(self, folder: FolderItem, thread_ids: tuple[int, ...]) -> None:
        view = self.current()
        if view is not None:
            view.take_drop(folder, thread_ids)

    def choose_folder(self, account_id: str = "") -> None:
        """Go to the folders by keyboard: in the sidebar, or as a menu where it is a rail."""
        if not self.sidebar.rail:
            self.sidebar.accounts.focus_folders()
            return
        shown = [a for a in self.accounts.folders() if account_id in ("", a.id)]
        view = self.current()
        menu = folder_menu(
            self,
            shown,
            self.open_folder,
            current=view.folder_id() if view is not None else 0,
            everything=not account_id,
        )
        menu.popup(self.sidebar.accounts.mapToGlobal(self.sidebar.accounts.rect().topRight()))

    def open_screen(self, screen_id: str, **args: object) -> None:
        """Show a screen, with what it shall show in it."""
        entry = self._screens.get(screen_id)
        if entry is None:
            raise Bug(f"no such screen: {screen_id}")
        before = self.current()
        if before is not None and screen_id != self._shown and not before.leave():
            self.sidebar.select(self._shown, before.folder_id())
            return
        view = self._views.get(screen_id)
        if view is None:
            view = entry.make(self.services)
            self._views[screen_id] = view
            self.stack.addWidget(view)
            view.refresh(None)
        elif screen_id in self._stale:
            view.refresh(self._stale.pop(screen_id))
        self._shown = screen_id
        self.stack.setCurrentWidget(view)
        self.services.settings.set("window.screen", screen_id)
        name = _("Tradepost")
        self.setWindowTitle(f"{view.title()} – {name}" if view.title() else name)
        if args:
            view.show_args(**args)
        self.sidebar.select(screen_id, view.folder_id())
        view.focus_first()

    def new_mail(self, **args: object) -> None:
        """Open the composer on the Inbox."""
        self.open_screen("inbox", compose=dict(args))

    def _add_account(self) -> None:
        self.open_screen("settings", section="accounts", add=True)

    @Slot(str)
    def _open_accounts(self, account_id: str) -> None:
        if account_id and self.sidebar.rail and self.accounts.folders():
            self.choose_folder(account_id)
            return
        self.open_screen("settings", section="accounts", account_id=account_id)

    # What screens ask for

    def show_toast(
        self,
        text: str,
        undo: Callable[[], object] | None = None,
        *,
        icon: str = "check",
        seconds: float = 8.0,
    ) -> None:
        """Say what was done, at the bottom left."""
        self.toasts.show(text, undo, icon, seconds)

    def confirm(
        self,
        question: str,
        detail: str,
        verb: str,
        on_yes: Callable[[], object],
        *,
        danger: bool = False,
    ) -> None:
        """Ask before what cannot be undone."""
        dialogs.ask(self, question, detail, verb, on_yes, is_danger=danger)

    @Slot(object)
    def show_error(self, error: BaseException) -> None:
        """Show an error as its family asks; what is not of ours goes to the crash notice."""
        if isinstance(error, UserFacing):
            dialogs.tell_error(self, error)
        elif isinstance(error, Retryable):
            self.show_toast(error.message, icon="clock-alert")
        else:
            self.bug.emit(error)

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """Set the figures beside the screens."""
        for screen_id, count in counts.items():
            self.sidebar.nav.set_count(screen_id, count)

    @Slot()
    def open_palette(self) -> None:
        """Open the palette."""
        self.palette_box.open()

    @Slot()
    def _focus_back(self) -> None:
        view = self.current()
        if view is not None:
            view.setFocus()

    # Changes

    def _announce(self, changes: Mapping[str, set[str]]) -> None:
        """Hand a commit over to the GUI thread; called in the thread that wrote."""
        if shiboken6.isValid(self):
            self._store_changed.emit(changes)

    @Slot(object)
    def _note_own_changes(self, changes: Mapping[str, set[str]]) -> None:
        wanted = {t: sorted(map(str, ids)) for t, ids in changes.items() if t in _ENGINE_TABLES}
        if wanted:
            self.services.engine.send("changed", tables=wanted)
        self._note_changes(changes)

    def _note_changes(self, changes: Mapping[str, set[str]]) -> None:
        for table, ids in changes.items():
            self._pending.setdefault(table, set()).update(map(str, ids))
        if not self._settle.isActive():
            self._settle.start()

    @Slot(object)
    def _note_engine_changes(self, changed: Changed) -> None:
        self._note_changes({table: set(ids) for table, ids in changed.tables.items()})

    @Slot()
    def _apply_changes(self) -> None:
        changes, self._pending = self._pending, {}
        for screen_id in self._views:
            if screen_id != self._shown:
                kept = self._stale.setdefault(screen_id, {})
                if kept is not None:
                    for table, ids in changes.items():
                        kept.setdefault(table, set()).update(ids)
        view = self.current()
        if view is not None:
            view.refresh(changes)
        self.accounts.changed(changes)

    # Frame

    @Slot()
    def toggle_sidebar(self) -> None:
        """Fold the sidebar to the rail, or unfold it."""
        self._folded_by_hand = not self.sidebar.rail
        self.services.settings.set("sidebar.rail", self._folded_by_hand)
        self.sidebar.set_rail(self._folded_by_hand)

    def cycle_panes(self, step: int) -> None:
        """Put the focus into the next (1) or previous (-1) pane of sidebar and screen."""
        tree = [] if self.sidebar.rail else [self.sidebar.accounts]
        panes = [self.sidebar.nav, *tree, *self._panes_of(self.current())]
        focus = QApplication.focusWidget()
        at = next(
            (i for i, p in enumerate(panes) if focus is p or (focus and p.isAncestorOf(focus))), -1
        )
        panes[(at + step) % len(panes)].setFocus(Qt.FocusReason.ShortcutFocusReason)

    @staticmethod
    def _panes_of(view: ScreenView | None) -> list[QWidget]:
        """Return the widgets of a screen that take the focus, one for each of its splitter's panes."""
        if view is None:
            return []
        children = view.findChildren(QWidget)
        found = [_first_focusable(c) for c in children if c.property("pane") and c.isVisible()]
        return found or [_first_focusable(view)]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.sidebar.set_rail(self._folded_by_hand or self.width() < theme().scaled(_RAIL_BELOW))

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 - Qt's name
        """Move the focus with the Tab key; the ring shows where it went."""
        target = tab_order.after(self, QApplication.focusWidget(), forward=forward)
        if target is None:
            return False
        self._tabbing = True
        reason = Qt.FocusReason
        target.setFocus(reason.TabFocusReason if forward else reason.BacktabFocusReason)
        self._tabbing = False
        return True

    @Slot(QWidget, QWidget)
    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Follow the keyboard: Tab, then arrow keys among what Tab has reached, until the mouse is used."""
        arrows = self._by_keyboard and QGuiApplication.mouseButtons() == Qt.MouseButton.NoButton
        self._by_keyboard = new is not None and (self._tabbing or arrows)
        self._ring.follow(new, by_keyboard=self._by_keyboard)

    def _restore_geometry(self) -> None:
        """Take the last place again, unless that screen is gone."""
        self.resize(1440, 900)
        kept = self.services.settings.get("window.place")
        if isinstance(kept, list) and len(kept) == 4:
            place = QRect(*(int(part) for part in kept))
            screens = QGuiApplication.screens()
            if any(screen.availableGeometry().intersects(place) for screen in screens):
                self.setGeometry(place)
        if self.services.settings.get("window.maximised") is True:
            self.setWindowState(Qt.WindowState.WindowMaximized)

    def save(self) -> bool:
        """Keep geometry and drafts; False when a screen must not be left, or is at work and asks the user."""
        place = self.normalGeometry() if self.isMaximized() else self.geometry()
        self.services.settings.set(
            "window.place", [place.x(), place.y(), place.width(), place.height()]
        )
        self.services.settings.set("window.maximised", self.isMaximized())
        return all(view.leave() and view.may_close() for view in self._views.values())

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.save():
            event.ignore()
            return
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        self.services.actions.unbind(self)
        super().closeEvent(event)


def _first_focusable(widget: QWidget) -> QWidget:
    """Return `widget` or the first of its children that takes the focus by Tab."""
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        return widget
    for child in widget.findChildren(QWidget):
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisible():
            return child
    return widget
