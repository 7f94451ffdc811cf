"""An action of the Inbox: its name, key and place in menus and palette."""

from collections.abc import Callable

from desktop.ui.actions import Action


def inbox_action(
    key: str,
    text: str,
    handler: Callable[[], object],
    shortcut: str = "",
    icon: str = "",
    *,
    enabled: Callable[[], bool] = lambda: True,
) -> Action:
    """Return an action that holds on the Inbox's screen only; `text` is marked for translation."""
    return Action(
        f"inbox.{key}",
        text,
        handler,
        shortcut,
        icon,
        group="inbox",
        screen="inbox",
        enabled=enabled,
    )
