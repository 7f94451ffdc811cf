"""The actions of the Inbox with their keys: menus, palette and key help are built from them."""

from collections.abc import Callable
from typing import Protocol

from desktop.runtime.i18n import N_
from desktop.ui.actions import Action
from desktop.ui.mail.composer import Composer
from desktop.ui.mail.conversation_deeds import ConversationDeeds
from desktop.ui.mail.conversation_pane import ConversationPane
from desktop.ui.mail.customer_panel import CustomerPanel
from desktop.ui.mail.import_files import MailImport
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
    importing: MailImport

    def answer(self, mode: str, then: Callable[[], object] | None = None) -> None: ...
    def compose(self, **args: object) -> None: ...
    def archive(self) -> None: ...
    def remind(self) -> None: ...
    def link(self) -> None: ...
    def toggle_panel(self) -> None: ...


def register(view: Inbox) -> None:
    """Register the actions of the Inbox."""

    def has_thread() -> bool:
        return view.conversation.current is not None

    def writes() -> bool:
        return view.composer.is_open

    def in_composer(then: Callable[[], object]) -> Callable[[], None]:
        def run() -> None:
            if view.composer.is_open:
                then()
            else:
                view.answer("reply", then)

        return run

    def make(
        key: str,
        text: str,
        handler: Callable[[], object],
        shortcut: str = "",
        icon: str = "",
        enabled: Callable[[], bool] = has_thread,
    ) -> Action:
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

    always = bool_true
    view.services.actions.register(
        make("next", N_("Next conversation"), lambda: view.threads.step(1), "J", enabled=always),
        make(
            "previous", N_("Previous conversation"), lambda: view.threads.step(-1), "K",
            enabled=always,
        ),
        make("reply", N_("Reply"), lambda: view.answer("reply"), "R", "reply"),
        make("reply_all", N_("Reply all"), lambda: view.answer("reply_all"), "A", "reply-all"),
        make("forward", N_("Forward"), lambda: view.answer("forward"), "F", "forward"),
        make("archive", N_("Archive"), view.archive, "E", "archive"),
        make("delete", N_("Delete"), view.deeds.delete, "Del", "trash-2"),
        make("junk", N_("Junk or not junk"), view.deeds.junk, "!", "shield-alert"),
        make("move", N_("Move to a folder"), view.deeds.move, "V", "folder-open"),
        make(
            "restore", N_("Restore from the trash"), view.deeds.restore, "", "undo-2",
            lambda: has_thread() and view.deeds.in_trash(),
        ),
        make(
            "import", N_("Import mail files"), view.importing.ask, "", "download",
            lambda: view.importing.possible,
        ),
        make("remind", N_("Remind me"), view.remind, "H", "alarm-clock"),
        make("link", N_("Link to a customer"), view.link, "L", "user-plus"),
        make(
            "template", N_("Insert a template"), in_composer(view.composer.pick_template), "T",
            "layout-template",
        ),
        make(
            "quote", N_("Insert a quote"), in_composer(view.composer.pick_quote), "I",
            "receipt-text",
        ),
        make("send", N_("Send"), view.composer.send, "Ctrl+Return", "send-horizontal", writes),
        make(
            "send_later", N_("Send later"), view.composer.pick_time, "Ctrl+Shift+Return",
            "calendar-clock", writes,
        ),
        make("discard", N_("Discard draft"), view.composer.discard, "", "trash-2", writes),
        make("unread", N_("Mark as unread"), view.deeds.mark_unread, "U", "mail"),
        make("star", N_("Star"), view.deeds.flag, "", "star"),
        make(
            "panel", N_("Customer panel"), view.toggle_panel, "Ctrl+.", "panel-right",
            enabled=always,
        ),
    )  # fmt: skip


def bool_true() -> bool:
    """Always."""
    return True
