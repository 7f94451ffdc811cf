"""Splitting and merging conversations on screen: by the menus, the palette and keys, with the way back in the toast."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from desktop.runtime.i18n import N_, _, ngettext
from desktop.store.queries.messages import MessageRow
from desktop.store.workspace import Store
from desktop.ui.actions import Action
from desktop.ui.mail.conversation_pane import ConversationPane
from desktop.ui.mail.inbox_action import inbox_action
from desktop.ui.mail.thread_pane import ThreadPane
from desktop.ui.mail.thread_search import ThreadSearch
from desktop.ui.services import Services

if TYPE_CHECKING:
    from desktop.mail.hand_threads import Decided, SplitKind
    from desktop.mail.ingest import AfterBatch

_ROW_MENU = ("inbox.archive", "inbox.delete", "inbox.move", "-", "inbox.merge")


class Desk(Protocol):
    """What the deeds need of the screen."""

    services: Services
    threads: ThreadPane
    conversation: ConversationPane

    @property
    def more_button(self) -> QWidget: ...


class HandDeeds(QObject):
    """Acts on the message that has the keyboard, else on the newest one; on the conversations chosen in the list.

    What follows a decision (links, clocks) is `calls["after_mail"]`, the same that follows mail that comes in; without
    it nothing can be split or merged.
    """

    def __init__(self, desk: Desk, parent: QObject) -> None:
        """Watch the panes of one screen for their context menus."""
        super().__init__(parent)
        self._desk = desk
        self.popup: ThreadSearch | None = None
        self._after: AfterBatch | None = desk.services.calls.get("after_mail")
        self._messages = desk.conversation.messages.widget()
        self._rows = desk.threads.list
        desk.conversation.reading.further = self.add_for
        for widget in (self._messages, self._rows):
            if widget is not None:
                widget.installEventFilter(self)

    def actions(self) -> list[Action]:
        """Return the actions for menus, palette and keys."""
        return [
            inbox_action(
                "split",
                N_("Split conversation here"),
                self.split_here,
                "S",
                "split",
                enabled=self.can_split,
            ),
            inbox_action(
                "single",
                N_("Move this message to its own conversation"),
                self.single,
                icon="split",
                enabled=self.can_split,
            ),
            inbox_action(
                "merge",
                N_("Merge conversations"),
                self.merge,
                "M",
                "merge",
                enabled=self.can_merge,
            ),
            inbox_action(
                "merge_with",
                N_("Merge with another conversation…"),
                self.merge_with,
                "Shift+M",
                "merge",
                enabled=self.can_merge_with,
            ),
        ]

    # ---- what counts now

    def can_split(self) -> bool:
        """Tell whether there is something to split."""
        current = self._desk.conversation.current
        return self._after is not None and current is not None and len(current.messages) > 1

    def can_merge(self) -> bool:
        """Tell whether two or more conversations are chosen."""
        return self._after is not None and len(self._rows.chosen_ids()) > 1

    def can_merge_with(self) -> bool:
        """Tell whether a conversation is open that another one may belong to."""
        return self._after is not None and self._desk.conversation.current is not None

    def message(self) -> MessageRow | None:
        """Return the message that has the keyboard, else the newest of the conversation."""
        focused = _message_of(QApplication.focusWidget())
        current = self._desk.conversation.current
        shown = current.messages if current is not None else []
        if focused is not None and any(m.id == focused.id for m in shown):
            return focused
        return shown[-1] if shown else None

    # ---- the deeds

    def split_here(self) -> None:
        """Let the message and all that came after it be a conversation of its own."""
        message = self.message()
        if message is not None and self.can_split():
            self._split(message, "split")

    def single(self) -> None:
        """Let the message alone be a conversation of its own."""
        message = self.message()
        if message is not None and self.can_split():
            self._split(message, "single")

    def _split(self, message: MessageRow, kind: "SplitKind") -> None:
        store, after = self._desk.services.store, self._after
        if after is None:
            return
        said = _("Conversation split") if kind == "split" else _("Moved to its own conversation")
        self._decide(lambda: _split(store, message.id, kind, after), said, "split")

    def merge(self) -> None:
        """Make one conversation of those chosen in the list."""
        self._merge(self._rows.chosen_ids())

    def merge_with(self) -> None:
        """Look for the conversation that the open one belongs to."""
        current = self._desk.conversation.current
        if current is None:
            return
        self.popup = ThreadSearch(self._desk.services, current.row, self._desk.conversation)
        self.popup.chosen.connect(lambda other: self._merge([current.row.id, other]))
        self.popup.pop_up(self._desk.more_button, width=360)

    def _merge(self, ids: list[int]) -> None:
        store, after = self._desk.services.store, self._after
        if len(ids) < 2 or after is None:
            return
        said = ngettext(
            "{count} conversation merged", "{count} conversations merged", len(ids)
        ).format(count=len(ids))
        self._decide(lambda: _merge(store, ids, after), said, "merge")

    def _decide(self, work: Callable[[], "Decided"], said: str, picture: str) -> None:
        services = self._desk.services

        def done(found: "Decided") -> None:
            self._desk.threads.show_again(found.threads[0])
            services.navigator.show_toast(said, lambda: self._undo(found), icon=picture)

        services.tasks.submit(
            work, ok=done, err=services.navigator.show_error, owner=self, lane="write"
        )

    def _undo(self, made: "Decided") -> None:
        store, after, services = self._desk.services.store, self._after, self._desk.services
        if after is None:
            return
        services.tasks.submit(
            lambda: _take_back(store, made.choice_id, after),
            ok=lambda threads: self._desk.threads.show_again(threads[0]),
            err=services.navigator.show_error,
            owner=self,
            lane="write",
        )

    # ---- the menus

    def add_to(self, menu: QMenu) -> None:
        """Put the deeds that count now into a menu."""
        for key in ("inbox.split", "inbox.single", "inbox.merge", "inbox.merge_with"):
            action = self._desk.services.actions.get(key)
            if action.enabled():
                menu.addAction(action.label(), action.handler)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Open the menu of the message or of the row that was clicked with the other button."""
        if isinstance(event, QContextMenuEvent) and isinstance(watched, QWidget):
            if watched is self._rows:
                return self._row_menu(event)
            return self._message_menu(watched, event)
        return super().eventFilter(watched, event)

    def _row_menu(self, event: QContextMenuEvent) -> bool:
        if not self._rows.chosen_ids():
            return False
        menu = self._desk.services.actions.menu(_ROW_MENU, self._rows)
        _pop_up(menu, event.globalPos())
        return True

    def _message_menu(self, watched: QWidget, event: QContextMenuEvent) -> bool:
        message = _message_of(watched.childAt(event.pos()))
        if message is None or not self.can_split():
            return False
        menu = QMenu(watched)
        self.add_for(message, menu)
        _pop_up(menu, event.globalPos())
        return True

    def add_for(self, message: MessageRow, menu: QMenu) -> None:
        """Put the deeds for one message into its menu, when there is something to split."""
        if not self.can_split():
            return
        menu.addAction(_("Split conversation here"), lambda: self._split(message, "split"))
        menu.addAction(
            _("Move this message to its own conversation"), lambda: self._split(message, "single")
        )


def _pop_up(menu: QMenu, at: QPoint) -> None:
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(at)


def _message_of(widget: QWidget | None) -> MessageRow | None:
    while widget is not None:
        message = getattr(widget, "message", None)
        if isinstance(message, MessageRow):
            return message
        widget = widget.parentWidget()
    return None


# What files mail as the engine does is loaded in the task of who splits or merges: not with the inbox, not on the GUI thread.


def _split(store: Store, message_id: int, kind: "SplitKind", after: "AfterBatch") -> "Decided":
    from desktop.mail import hand_threads

    return hand_threads.split(store, message_id, kind, after)


def _merge(store: Store, ids: list[int], after: "AfterBatch") -> "Decided":
    from desktop.mail import hand_threads

    return hand_threads.merge(store, ids, after)


def _take_back(store: Store, choice_id: str, after: "AfterBatch") -> tuple[int, ...]:
    from desktop.mail import hand_threads

    return hand_threads.take_back(store, choice_id, after)
