"""What the buttons and keys of the Inbox do with the conversations chosen: archive, delete, junk, move, read, star."""

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from desktop.mail.actions import Kind
from desktop.runtime.i18n import _, ngettext
from desktop.store.queries.folder_tree import AccountFolders, FolderItem, folder_tree
from desktop.ui.folder_names import folder_name
from desktop.ui.mail.conversation_pane import ConversationPane
from desktop.ui.mail.folder_place import FolderPlace
from desktop.ui.mail.mailbox_actions import Deed, MailboxActions
from desktop.ui.mail.thread_pane import ThreadPane
from desktop.ui.services import Services
from desktop.ui.shell.folder_menu import folder_menu


class Desk(Protocol):
    """What the deeds need of the screen."""

    services: Services
    threads: ThreadPane
    conversation: ConversationPane
    mailbox: MailboxActions
    folder: FolderPlace

    @property
    def more_button(self) -> QWidget: ...

    def stop_reading(self) -> None: ...


class ConversationDeeds:
    """Each deed takes the conversations out of the list at once; the toast and Ctrl Z bring them back."""

    def __init__(self, desk: Desk) -> None:
        """Act for one screen."""
        self._desk = desk

    # ---- where it lies

    def role(self) -> str:
        """Return what the folder shown is for, "inbox" for the inbox of all accounts."""
        folder = self._desk.threads.folder
        return folder.role if folder is not None else "inbox"

    def in_trash(self) -> bool:
        """Tell whether the trash is shown."""
        return self.role() == "trash"

    def in_junk(self) -> bool:
        """Tell whether junk is shown."""
        return self.role() == "junk"

    # ---- away from here

    def archive(self) -> None:
        """Take the conversations out of the inbox."""
        self._away("archive", _archived, "archive")

    def delete(self) -> None:
        """Move them to the trash; from the trash delete them for good, when the user says so."""
        if not self.in_trash():
            self._away("delete", _deleted, "trash-2")
            return
        count = sum(self._mails_of(thread_id) for thread_id in self._chosen())
        words = ngettext(
            "Delete {count} mail for good?", "Delete {count} mails for good?", count
        ).format(count=count)
        self._desk.services.navigator.confirm(
            words,
            _("It cannot be brought back, neither here nor on the server."),
            _("Delete for good"),
            lambda: self._away("purge", lambda _count: _("Deleted for good"), "trash-2"),
            danger=True,
        )

    def junk(self) -> None:
        """Move them to junk, or out of it."""
        if self.in_junk():
            self._away("not_junk", lambda _count: _("Moved out of junk"), "inbox")
        else:
            self._away("junk", lambda _count: _("Moved to junk"), "shield-alert")

    def restore(self) -> None:
        """Bring them from the trash back to where they were."""
        self._away("undelete", _restored, "undo-2")

    def move(self, anchor: QWidget | None = None) -> None:
        """Offer the folders of the open conversation's mailbox."""
        desk = self._desk
        current = desk.conversation.current
        if current is None or not current.messages:
            return
        account_id = current.messages[-1].account_id or ""
        store = desk.services.store
        desk.services.tasks.submit(
            lambda: folder_tree(store),
            ok=lambda found: self._offer(found, account_id, anchor or desk.more_button),
            owner=desk.mailbox,
            key="folders",
        )

    def _offer(self, accounts: list[AccountFolders], account_id: str, anchor: QWidget) -> None:
        # imported mail may go into any mailbox
        shown = [a for a in accounts if a.id == account_id or not account_id]
        folders = {f.id: f for a in shown for f in a.folders}

        def chosen(folder_id: int) -> None:
            self.move_to(folders[folder_id])

        menu = folder_menu(
            anchor.window(), shown, chosen, current=self._desk.folder.id, everything=False
        )
        menu.popup(anchor.mapToGlobal(anchor.rect().bottomLeft()))
        menu.setFocus(Qt.FocusReason.PopupFocusReason)

    def move_to(self, folder: FolderItem, thread_ids: Sequence[int] = ()) -> None:
        """Move conversations to a folder: the chosen ones, or those that were dragged there."""
        words = _("Moved to {folder}").format(folder=folder_name(folder))
        self._away(
            "move",
            lambda _count: words,
            "folder-open",
            folder_id=folder.id,
            thread_ids=thread_ids,
        )

    def _away(
        self,
        kind: Kind,
        said: Callable[[int], str],
        icon: str,
        *,
        folder_id: int | None = None,
        thread_ids: Sequence[int] = (),
    ) -> None:
        desk = self._desk
        wanted = list(thread_ids) or self._chosen()
        if not wanted:
            return
        shown = desk.conversation.current
        is_open = shown is not None and shown.row.id in wanted
        first = shown.row.id if shown is not None and is_open else wanted[0]
        desk.threads.take_out(wanted)
        desk.mailbox.do(
            Deed(
                kind,
                tuple(message.id for message in shown.messages) if shown and is_open else (),
                said(len(wanted)),
                icon,
                inside=desk.folder.id,
                thread_ids=tuple(i for i in wanted if not (is_open and i == first)),
                folder_id=folder_id,
                undone=lambda: desk.threads.show_again(first),
                failed=desk.threads.reload,
            )
        )

    def _chosen(self) -> list[int]:
        """The conversations to act on: several chosen in the list, else the one that is open."""
        several = self._desk.threads.list.chosen_ids()
        current = self._desk.conversation.current
        return several if len(several) > 1 else [current.row.id] if current is not None else []

    def _mails_of(self, thread_id: int) -> int:
        current = self._desk.conversation.current
        if current is not None and current.row.id == thread_id:
            return len(current.messages)
        row = self._desk.threads.model.held(thread_id)
        return row.message_count if row is not None else 1

    # ---- marks

    def flag(self) -> None:
        """Put a star on the newest message, or take it off."""
        current = self._desk.conversation.current
        if current is not None and current.messages:
            message = current.messages[-1]
            self._desk.mailbox.set_flagged([message.id], flagged=not message.flagged)

    def mark_unread(self) -> None:
        """Make the newest inbound message unread again."""
        current = self._desk.conversation.current
        message = current.newest_inbound() if current else None
        if message is not None:
            self._desk.stop_reading()
            said = _("Marked as unread")
            self._desk.mailbox.do(Deed("unread", (message.id,), said, "mail"))

    # ---- the menu

    def add_to(self, menu: QMenu) -> None:
        """Put the deeds that count now into the menu "More"."""
        current = self._desk.conversation.current
        flagged = bool(current and current.messages and current.messages[-1].flagged)
        lines: list[tuple[str, Callable[[], None]]] = [
            (_("Mark as unread"), self.mark_unread),
            (_("Remove star") if flagged else _("Add star"), self.flag),
        ]
        if self.in_trash():
            lines += [(_("Restore"), self.restore), (_("Delete for good"), self.delete)]
        else:
            lines += [(_("Delete"), self.delete)]
        lines.append((_("Not junk") if self.in_junk() else _("Junk"), self.junk))
        lines.append((_("Move to…"), self.move))
        for text, handler in lines:
            menu.addAction(text, handler)


def _archived(count: int) -> str:
    return ngettext("Conversation archived", "{count} conversations archived", count).format(
        count=count
    )


def _deleted(count: int) -> str:
    return ngettext("Conversation deleted", "{count} conversations deleted", count).format(
        count=count
    )


def _restored(count: int) -> str:
    return ngettext("Conversation restored", "{count} conversations restored", count).format(
        count=count
    )
