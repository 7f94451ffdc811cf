"""What a screen owes the window: a name, a way to load, and a place for the focus."""

from collections.abc import Mapping, Sequence, Set

from PySide6.QtWidgets import QWidget

from desktop.store.queries.folder_tree import FolderItem
from desktop.ui.services import Services

Changes = Mapping[str, Set[str]]
"""Table name -> ids of the rows that changed, as text (mail rows too)."""


class ScreenView(QWidget):
    """A page of the window: the shell shows it, tells it what changed and hands it the focus.

    How screens load data: never on the GUI thread, and never with a session. They ask a function
    that returns frozen dataclasses, and show what comes back::

        services.tasks.submit(
            lambda: queries.threads(services.store, view),
            ok=self._on_loaded, owner=self, key="threads",
        )

    Writing goes the same way with `lane="write"`; the store announces what changed and the shell
    calls `refresh(changes)`. Errors without an `err` handler are shown by the window.
    """

    screen_id = ""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        """Keep the services; the screen builds its widgets after this."""
        super().__init__(parent)
        self.services = services

    def title(self) -> str:
        """Return the name of the page in the user's language."""
        return ""

    def refresh(self, changes: Changes | None) -> None:
        """Load again: all of it (None), or what these changed rows touch; nothing here."""

    def focus_first(self) -> None:
        """Put the keyboard focus where work begins."""
        self.setFocus()

    def primary_new(self) -> None:
        """Make a new item of this screen (key N); nothing here."""

    def show_args(self, **args: object) -> None:
        """Show what `navigator.open_screen(id, **args)` asked for, for example one customer; nothing here."""

    def folder_id(self) -> int:
        """Return the folder shown, for the sidebar to mark; 0 for none."""
        return 0

    def take_drop(self, folder: FolderItem, thread_ids: Sequence[int]) -> None:
        """Move conversations that were dragged from here onto a folder of the sidebar; nothing here."""

    def leave(self) -> bool:
        """Save drafts before another screen shows or the window closes; False keeps the user here."""
        return True

    def may_close(self) -> bool:
        """Tell whether the window may close now; a screen at work asks the user and says False."""
        return True
