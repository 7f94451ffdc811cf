"""The actions of the Inbox with their keys: menus, palette and key help are built from them."""

from collections.abc import Callable
from typing import Protocol

from desktop.runtime.i18n import N_
from desktop.ui.actions import Action
from desktop.ui.mail.composer import Composer
from desktop.ui.mail.conversation_deeds import ConversationDeeds
from desktop.ui.mail.conversation_pane import ConversationPane
from desktop.ui.mail.customer_panel import CustomerPanel
from desktop.ui.mail.hand_deeds import HandDeeds
from desktop.ui.mail.import_files import MailImport
from desktop.ui.mail.inbox_action import inbox_action
from desktop.ui.mail.thread_pane import ThreadPane
from desktop.ui.services import Services


class Inbox(Protocol):
    """What the actions ask of the screen."""

    services: Services
    threads: ThreadPane
    conversation: ConversationPane
    composer: Composer
    panel: CustomerPanel
    deeds: ConversationDeeds
    hand: HandDeeds
    importing: MailImport

    def answer(self, mode: str, then: Callable[[], object] | None = None) -> None: ...
    def compose(self, **args: object) -> None: ...
    def archive(self) -> None: ...
    def remind(self) -> None: ...
    def link(self) -> None: ...
    def toggle_panel(self) -> None: ...


def register(view: Inbox) -> None:
    """Register the actions of the Inbox."""
    view.services.actions.register(
        *_list_actions(view),
        *_deeds(view),
        *_views(view),
        *view.hand.actions(),
        *_writing(view),
    )


def _list_actions(view: Inbox) -> list[Action]:
    """The list, and the panes around the conversation."""
    threads, importing = view.threads, view.importing
    return [
        inbox_action("next", N_("Next conversation"), lambda: threads.step(1), "J"),
        inbox_action("previous", N_("Previous conversation"), lambda: threads.step(-1), "K"),
        inbox_action("panel", N_("Customer panel"), view.toggle_panel, "Ctrl+.", "panel-right"),
        inbox_action(
            "import",
            N_("Import mail files"),
            importing.ask,
            icon="download",
            enabled=lambda: importing.possible,
        ),
    ]


def _deeds(view: Inbox) -> list[Action]:
    """What is done with the conversation chosen."""
    deeds = view.deeds

    def has_thread() -> bool:
        return view.conversation.current is not None

    def in_trash() -> bool:
        return has_thread() and deeds.in_trash()

    def make(
        key: str, text: str, handler: Callable[[], object], shortcut: str, icon: str
    ) -> Action:
        return inbox_action(key, text, handler, shortcut, icon, enabled=has_thread)

    return [
        make("reply", N_("Reply"), lambda: view.answer("reply"), "R", "reply"),
        make("reply_all", N_("Reply all"), lambda: view.answer("reply_all"), "A", "reply-all"),
        make("forward", N_("Forward"), lambda: view.answer("forward"), "F", "forward"),
        make("archive", N_("Archive"), view.archive, "E", "archive"),
        make("delete", N_("Delete"), deeds.delete, "Del", "trash-2"),
        make("junk", N_("Junk or not junk"), deeds.junk, "!", "shield-alert"),
        make("move", N_("Move to a folder"), deeds.move, "V", "folder-open"),
        inbox_action(
            "restore",
            N_("Restore from the trash"),
            deeds.restore,
            icon="undo-2",
            enabled=in_trash,
        ),
        make("remind", N_("Remind me"), view.remind, "H", "alarm-clock"),
        make("link", N_("Link to a customer"), view.link, "L", "user-plus"),
        make("order", N_("Enter the customer's order"), view.panel.new_order, "", "package"),
        make("unread", N_("Mark as unread"), deeds.mark_unread, "U", "mail"),
        make("star", N_("Star"), deeds.flag, "", "star"),
    ]


def _views(view: Inbox) -> list[Action]:
    """Other views of the newest open message."""
    reading = view.conversation.reading

    def has_message() -> bool:
        return view.conversation.newest_open() is not None

    return [
        inbox_action(
            "original", N_("Original layout or text"), reading.toggle_layout, "Shift+L",
            "layout-template", enabled=reading.has_html,
        ),
        inbox_action(
            "plain", N_("Plain text"), reading.toggle_plain, "Shift+P", "text-quote",
            enabled=reading.has_html,
        ),
        inbox_action(
            "light", N_("Light background"), reading.toggle_light, "", "sun-moon",
            enabled=reading.has_html,
        ),
        inbox_action(
            "images", N_("Show images"), reading.show_pictures, "Shift+I", "image",
            enabled=reading.has_blocked,
        ),
        inbox_action(
            "source", N_("Source of the message"), reading.show_source, "Ctrl+U", "braces",
            enabled=has_message,
        ),
    ]  # fmt: skip


def _writing(view: Inbox) -> list[Action]:
    """The composer; what is put into a mail begins an answer when none is open."""
    composer = view.composer

    def has_thread() -> bool:
        return view.conversation.current is not None

    def writes() -> bool:
        return composer.is_open

    def in_composer(then: Callable[[], object]) -> Callable[[], None]:
        def run() -> None:
            if composer.is_open:
                then()
            else:
                view.answer("reply", then)

        return run

    return [
        inbox_action(
            "template", N_("Insert a template"), in_composer(composer.pick_template), "T",
            "layout-template", enabled=has_thread,
        ),
        inbox_action(
            "quote", N_("Insert a quote"), in_composer(composer.enclosures.pick_quote), "I",
            "receipt-text", enabled=has_thread,
        ),
        inbox_action(
            "send", N_("Send"), composer.send, "Ctrl+Return", "send-horizontal", enabled=writes
        ),
        inbox_action(
            "send_later", N_("Send later"), composer.pick_time, "Ctrl+Shift+Return",
            "calendar-clock", enabled=writes,
        ),
        inbox_action(
            "discard", N_("Discard draft"), composer.discard, icon="trash-2", enabled=writes
        ),
    ]  # fmt: skip
