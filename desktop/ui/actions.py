"""Every action once: palette, menus, shortcuts and the shortcut help are built from this list."""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from desktop.runtime.errors import Bug
from desktop.runtime.i18n import _
from desktop.ui.icons import icon


def _always() -> bool:
    return True


@dataclass(frozen=True)
class Action:
    """One thing the user can do.

    `text` is an English message marked with `N_`; it is translated where it is shown. `shortcut` is
    a Qt key sequence: "Ctrl+K", "E", or two strokes "G, T". A single letter never fires while a
    text field has the focus (the field takes it as text). `screen` names the screen on which the
    action counts; "" means everywhere. `on_text` replaces the text when it depends on the state.
    """

    id: str
    text: str
    handler: Callable[[], object]
    shortcut: str = ""
    icon: str = ""
    group: str = ""
    screen: str = ""
    enabled: Callable[[], bool] = field(default=_always)
    palette: bool = True
    on_text: Callable[[], str] | None = None

    def label(self) -> str:
        """Return the text in the user's language."""
        return self.on_text() if self.on_text is not None else _(self.text)


class ActionRegistry(QObject):
    """The actions of the window, and the keys that lead to them."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty; the shell binds keys to a window with `bind`."""
        super().__init__(parent)
        self._actions: dict[str, Action] = {}
        self._window: QWidget | None = None
        self._shortcuts: dict[str, QShortcut] = {}
        self._screen: Callable[[], str] = lambda: ""

    def register(self, *actions: Action) -> None:
        """Add actions, or replace those of the same id."""
        for action in actions:
            self._actions[action.id] = action
            self._bind_key(action.shortcut)
        self.changed.emit()

    def bind(self, window: QWidget, current_screen: Callable[[], str]) -> None:
        """Let keys pressed in `window` reach the actions; `current_screen` gives the scope."""
        for shortcut in self._shortcuts.values():
            shortcut.setEnabled(False)
            shortcut.deleteLater()
        self._shortcuts = {}
        self._window, self._screen = window, current_screen
        for action in self._actions.values():
            self._bind_key(action.shortcut)

    def unbind(self, window: QWidget) -> None:
        """Forget a window that is going away, and everything registered for it."""
        if self._window is window:
            self._window, self._shortcuts, self._actions = None, {}, {}
            self._screen = lambda: ""

    def get(self, action_id: str) -> Action:
        """Return the action `action_id`.

        Raises:
            Bug: there is none.
        """
        try:
            return self._actions[action_id]
        except KeyError as error:
            raise Bug(f"no such action: {action_id}") from error

    def all(self) -> list[Action]:
        """Return every action, in the order of registration."""
        return list(self._actions.values())

    def available(self) -> list[Action]:
        """Return the actions that count now: this screen's and the global ones, enabled."""
        return [a for a in self._actions.values() if self._in_scope(a) and a.enabled()]

    def trigger(self, action_id: str) -> bool:
        """Do it if it counts now; tell whether it was done."""
        action = self._actions.get(action_id)
        if action is None or not action.enabled():
            return False
        action.handler()
        return True

    def press(self, shortcut: str) -> bool:
        """Do what `shortcut` means on this screen: the screen's own meaning before the global one."""
        matching = [a for a in self.available() if a.shortcut == shortcut]
        matching.sort(key=lambda a: a.screen == "")
        if not matching:
            return False
        matching[0].handler()
        return True

    def menu(self, ids: Iterable[str], parent: QWidget) -> QMenu:
        """Return a menu of these actions, "-" for a line; those that do not count are greyed."""
        menu = QMenu(parent)
        for action_id in ids:
            if action_id == "-":
                menu.addSeparator()
            elif action_id in self._actions:
                menu.addAction(self._menu_item(self._actions[action_id], menu))
        return menu

    def _menu_item(self, action: Action, menu: QMenu) -> QAction:
        item = QAction(action.label(), menu)
        if action.icon:
            item.setIcon(icon(action.icon))
        if action.shortcut:
            item.setShortcut(QKeySequence(action.shortcut))
            item.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        item.setEnabled(action.enabled())
        item.triggered.connect(lambda _checked=False: self.trigger(action.id))
        return item

    def _in_scope(self, action: Action) -> bool:
        return action.screen in ("", self._screen())

    def _bind_key(self, shortcut: str) -> None:
        if not shortcut or self._window is None or shortcut in self._shortcuts:
            return
        bound = QShortcut(QKeySequence(shortcut), self._window)
        bound.setContext(Qt.ShortcutContext.WindowShortcut)
        bound.activated.connect(lambda: self.press(shortcut))
        self._shortcuts[shortcut] = bound


def key_text(shortcut: str) -> str:
    """Return a shortcut as people read it here: "Ctrl K", "G then T", "⌘K" on macOS."""
    strokes = [part.strip() for part in shortcut.split(", ")] if shortcut else []
    # The native text is translated by Qt (Ctrl+回车); keyboards are labelled in Latin letters.
    kind = QKeySequence.SequenceFormat
    form = kind.NativeText if sys.platform == "darwin" else kind.PortableText
    shown = [QKeySequence(stroke).toString(form).replace("+", " ") for stroke in strokes]
    shown = [text.replace("Return", "↵").replace("Enter", "↵").strip() for text in shown]
    if len(shown) == 2:
        return _("{first} then {second}").format(first=shown[0], second=shown[1])
    return "".join(shown)
