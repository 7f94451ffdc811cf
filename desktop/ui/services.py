"""What bootstrap hands the window, and the window hands each screen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from desktop.runtime.clock import Clock
from desktop.runtime.paths import Profile
from desktop.runtime.settings import Settings
from desktop.store.workspace import Store
from desktop.ui.actions import ActionRegistry
from desktop.ui.engine_client import EngineClient
from desktop.ui.tasks import TaskRunner


class Navigator(Protocol):
    """What a screen may ask of the window around it."""

    def open_screen(self, screen_id: str, **args: object) -> None:
        """Show a screen: `open_screen("customers", customer_id=...)`, `("inbox", thread_id=...)`."""
        ...

    def new_mail(self, **args: object) -> None:
        """Open the composer: `to="a@b.example"`, `customer_id=`, `quote_id=`, `attach=[paths]`."""
        ...

    def show_toast(
        self,
        text: str,
        undo: Callable[[], object] | None = None,
        *,
        icon: str = "check",
        seconds: float = 8.0,
    ) -> None:
        """Say at the bottom left what was done; with `undo`, offer to take it back."""
        ...

    def confirm(
        self,
        question: str,
        detail: str,
        verb: str,
        on_yes: Callable[[], object],
        *,
        danger: bool = False,
    ) -> None:
        """Ask before what cannot be undone; `verb` names the button. Returns at once."""
        ...

    def show_error(self, error: BaseException) -> None:
        """Show an error the way its family asks: the user's words, a state, or a bug notice."""
        ...

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """Set the figures beside the sidebar's screens: {"inbox": 12}; 0 hides."""
        ...


@dataclass(frozen=True)
class Services:
    """Everything a screen may use. Screens take it in their constructor and hold nothing global.

    `calls` holds functions that bootstrap binds because they need more than the store (network,
    files): `calls["test_account"]`, `calls["raw_message"]`; a screen asks for what it needs by name
    and hides the feature when bootstrap gave none.
    """

    store: Store
    profile: Profile
    clock: Clock
    settings: Settings
    tasks: TaskRunner
    engine: EngineClient
    actions: ActionRegistry
    navigator: Navigator
    calls: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
