"""The actions that count on every screen: go to, new, search, panes, keys, quit."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtWidgets import QWidget

from desktop.runtime.i18n import N_, _
from desktop.ui.actions import Action
from desktop.ui.screen import ScreenView
from desktop.ui.services import Services
from desktop.ui.shell import dialogs
from desktop.ui.shell.screens_list import ScreenEntry, ScreenList
from desktop.ui.widgets.toast import ToastStack


class Shell(Protocol):
    """What these actions ask of the window."""

    services: Services
    toasts: ToastStack

    def current(self) -> ScreenView | None: ...
    def current_id(self) -> str: ...
    def go_to(self, screen_id: str) -> None: ...
    def choose_folder(self, account_id: str = "") -> None: ...
    def new_mail(self, **args: object) -> None: ...
    def open_palette(self) -> None: ...
    def toggle_sidebar(self) -> None: ...
    def cycle_panes(self, step: int) -> None: ...
    def show_toast(
        self,
        text: str,
        undo: Callable[[], object] | None = None,
        *,
        icon: str = "check",
        seconds: float = 8.0,
    ) -> None: ...


def register_window_actions(shell: Shell, window: QWidget, screens: ScreenList) -> None:
    """Register them and bind their keys to `window`, which is the shell's own widget."""
    actions = shell.services.actions
    actions.bind(window, shell.current_id)
    actions.register(
        *(_go(shell, entry) for entry in screens.entries), *_frame(shell, window, screens)
    )


def _go(window: Shell, entry: ScreenEntry) -> Action:
    return Action(
        f"go.{entry.id}",
        entry.name,
        lambda: window.go_to(entry.id),
        shortcut=f"G, {entry.key}" if entry.key else "",
        icon=entry.icon,
        group="go",
    )


def _frame(window: Shell, widget: QWidget, screens: ScreenList) -> tuple[Action, ...]:
    calls = window.services.calls

    def new_item() -> None:
        view = window.current()
        if view is not None:
            view.primary_new()

    def undo() -> None:
        if not window.toasts.undo_last():
            window.show_toast(_("Nothing to undo"), icon="undo-2", seconds=3)

    def keys() -> None:
        names = {entry.id: _(entry.name) for entry in screens.entries}
        dialogs.show_keys(widget, window.services.actions.all(), names)

    def sync_now() -> None:
        if not window.services.engine.send("sync"):
            window.show_toast(_("Working offline: nothing to sync with."), icon="cloud-off")

    found = [
        Action("mail.new", N_("New mail"), window.new_mail, "C", "square-pen"),
        Action("item.new", N_("New item on this screen"), new_item, "N", "plus"),
        Action("palette", N_("Search or jump to"), window.open_palette, "Ctrl+K", palette=False),
        Action("folders", N_("Go to a folder"), window.choose_folder, "Ctrl+Y", "folder"),
        Action("undo", N_("Undo"), undo, "Ctrl+Z", "undo-2"),
        Action("sync.now", N_("Sync now"), sync_now, "F5", "refresh-cw"),
        Action("sidebar", N_("Fold the sidebar"), window.toggle_sidebar, "Ctrl+\\", "panel-left"),
        Action("pane.next", N_("Next pane"), lambda: window.cycle_panes(1), "F6", palette=False),
        Action(
            "pane.previous",
            N_("Previous pane"),
            lambda: window.cycle_panes(-1),
            "Shift+F6",
            palette=False,
        ),
        Action("keys", N_("Keyboard shortcuts"), keys, "?", "keyboard"),
        Action("quit", N_("Quit Tradepost"), widget.close, "Ctrl+Q", "log-out"),
    ]
    if "lock" in calls:
        found.append(Action("lock", N_("Lock the workspace"), calls["lock"], "", "lock"))
    return tuple(found)
