"""The screens of the window as data: order, icon, key, and how each is made."""

from collections.abc import Callable
from dataclasses import dataclass

from desktop.ui.screen import ScreenView
from desktop.ui.services import Services


@dataclass(frozen=True)
class ScreenEntry:
    """One place of the sidebar. `name` is marked with `N_`; `group` 0, 1, 2 are the blocks of the list.

    `key` is the second stroke after G ("T" for Today). `bottom` puts it out of the list (Settings).
    """

    id: str
    name: str
    icon: str
    make: Callable[[Services], ScreenView]
    key: str = ""
    group: int = 0
    bottom: bool = False


@dataclass(frozen=True)
class ScreenList:
    """All places, in the order of the sidebar."""

    entries: tuple[ScreenEntry, ...]

    def get(self, screen_id: str) -> ScreenEntry | None:
        """Return the entry `screen_id`, or None."""
        return next((entry for entry in self.entries if entry.id == screen_id), None)
