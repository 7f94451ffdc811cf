"""The Inbox: conversations, the open one with its composer, and whose mail it is."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop.runtime.i18n import _
from desktop.store.queries.folder_tree import FolderItem
from desktop.store.queries.messages import MessageRow
from desktop.ui.mail import view_actions
from desktop.ui.mail.composer import Composer
from desktop.ui.mail.conversation_deeds import ConversationDeeds
from desktop.ui.mail.conversation_load import Conversation
from desktop.ui.mail.conversation_pane import ConversationPane
from desktop.ui.mail.customer_panel import CustomerPanel
from desktop.ui.mail.folder_place import FolderPlace
from desktop.ui.mail.hand_deeds import HandDeeds
from desktop.ui.mail.import_files import MailImport
from desktop.ui.mail.mailbox_actions import MailboxActions
from desktop.ui.mail.panel_place import PanelPlace
from desktop.ui.mail.remind import RemindMenu
from desktop.ui.mail.thread_pane import ThreadPane
from desktop.ui.mail.writing import Writing
from desktop.ui.screen import Changes, ScreenView
from desktop.ui.services import Services
from desktop.ui.theme import theme
from desktop.ui.web_links import open_link
from desktop.ui.widgets import buttons
from desktop.ui.widgets.panes import Panes, plane

READ_AFTER_MS = 900


class InboxView(ScreenView):
    """Three panes side by side; below 1120 px the customer panel becomes a drawer."""

    screen_id = "inbox"

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        """Build the panes; `refresh(None)` loads them."""
        super().__init__(services, parent)
        self.threads = ThreadPane(services)
        self.conversation = ConversationPane(services)
        self.composer = Composer(services)
        self.panel = CustomerPanel(services)
        self.mailbox = MailboxActions(services, self)
        self.writing = Writing(services, self.threads, self.conversation, self.composer)
        self.folder = FolderPlace(services, self.threads)
        self.deeds = ConversationDeeds(self)
        self.hand = HandDeeds(self, self)
        self.conversation.reading.first = self._answers
        self.importing = MailImport(services, self)
        self._build()
        self._connect()
        view_actions.register(self)

    def title(self) -> str:
        """Return the name of the page."""
        return _("Inbox")

    # ---- building

    def _build(self) -> None:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.conversation, 1)
        self._dock = QWidget()
        around = QVBoxLayout(self._dock)
        around.setContentsMargins(16, 8, 16, 16)
        around.addWidget(self.composer)
        self._bar = self._reply_bar()
        around.addWidget(self._bar)
        column.addWidget(self._dock)
        size = theme().size
        self.threads.setMinimumWidth(size.thread_list_min)
        self.threads.setMaximumWidth(size.thread_list_max)
        middle.setMinimumWidth(420)
        self.panel.setMinimumWidth(size.customer_panel_min)
        self.panel.setMaximumWidth(size.customer_panel_max)
        self.panes = Panes(
            "inbox",
            self.services.settings,
            (size.thread_list, 584, size.customer_panel),
            stretch=1,
        )
        for pane in (self.threads, plane(middle, "surface"), self.panel):
            pane.setProperty("pane", True)
            self.panes.addWidget(pane)
        self.panel_place = PanelPlace(self.panel, self.panes, self, self.services.settings)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.panes)
        self._add_header_buttons()
        self._show_dock()

    def _add_header_buttons(self) -> None:
        header = self.conversation.head.header
        self.archive_button = buttons.icon_button(
            "archive", _("Archive"), self.archive, icon_size=18, shortcut="E"
        )
        self.delete_button = buttons.icon_button(
            "trash-2", _("Delete"), self.delete, icon_size=18, shortcut="Del"
        )
        self.remind_button = buttons.icon_button(
            "alarm-clock", _("Remind me"), self.remind, icon_size=18, shortcut="H"
        )
        self.link_button = buttons.icon_button(
            "user-plus", _("Link to a customer"), self.link, icon_size=18, shortcut="L"
        )
        self.more_button = buttons.icon_button("ellipsis", _("More"), self._more, icon_size=18)
        self._head_buttons = (
            self.archive_button,
            self.delete_button,
            self.remind_button,
            self.link_button,
            self.more_button,
        )
        header.add(*self._head_buttons)

    def _reply_bar(self) -> QWidget:
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(
            buttons.secondary(_("Reply"), lambda: self.answer("reply"), icon_name="reply", key="R")
        )
        row.addWidget(
            buttons.secondary(
                _("Reply all"), lambda: self.answer("reply_all"), icon_name="reply-all", key="A"
            )
        )
        row.addWidget(
            buttons.secondary(
                _("Forward"), lambda: self.answer("forward"), icon_name="forward", key="F"
            )
        )
        row.addStretch(1)
        return bar

    def _connect(self) -> None:
        self.threads.chosen.connect(self._chosen)
        self.threads.entered.connect(self.conversation.focus_first)
        self.conversation.loaded.connect(self._conversation_loaded)
        self.conversation.link_clicked.connect(self._link_clicked)
        self.panel.place_known.connect(self._place_known)
        self.panel.write_to.connect(lambda to: self.compose(to=to))
        self.writing.opened.connect(self._composer_opened)
        self.composer.closed.connect(self._composer_closed)
        self.composer.left.connect(self._leave_composer)
        self.composer.sent.connect(lambda _row: self.mailbox.wake_outbox())
        self._read_timer = QTimer(self)
        self._read_timer.setSingleShot(True)
        self._read_timer.setInterval(READ_AFTER_MS)
        self._read_timer.timeout.connect(self._mark_read)

    # ---- the screen's contract

    def refresh(self, changes: Changes | None) -> None:
        """Load all (None), or bring up to date what these rows touch."""
        if changes is None:
            self.threads.reload()
            self.conversation.reload()
            return
        self.threads.changed(changes)
        self.folder.changed(changes)
        self.panel.changed(changes)
        current = self.conversation.current
        if (current is not None and str(current.row.id) in changes.get("thread", ())) or (
            current is not None and {"deal", "quote", "quote_answer", "follow_up"} & set(changes)
        ):
            self.conversation.reload()

    def focus_first(self) -> None:
        """Put the keyboard into the list."""
        self.threads.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def primary_new(self) -> None:
        """Write a new mail."""
        self.compose()

    def folder_id(self) -> int:
        """Return the folder shown; 0 is the inbox of all accounts."""
        return self.folder.id

    def show_args(self, **args: object) -> None:
        """Show a conversation (`thread_id=`), a folder (`folder_id=`, 0 for the inbox of all accounts), a filter
        (`only=`), what a search finds (`search=`) or a new mail (`compose={...}`).

        With `reply=True` the conversation is answered, and what `compose` names goes along.
        """
        only, folder_id = args.get("only"), args.get("folder_id")
        if isinstance(folder_id, int):
            self.folder.show(folder_id)
        if isinstance(only, str):
            self.folder.show(0)
            self.threads.show_filter(only)
        words = args.get("search")
        if isinstance(words, str) and words.strip():
            self.threads.show_search(words.strip())
        draft_id = args.get("draft_id")
        if isinstance(draft_id, str):
            self.writing.open_draft(draft_id)
            return
        compose = args.get("compose")
        wish = compose if isinstance(compose, dict) else args
        thread_id = wish.get("thread_id")
        if isinstance(thread_id, int | str):
            if wish.get("reply"):
                self.writing.answer_thread(int(thread_id), dict(wish))
            else:
                self.threads.want(int(thread_id))
        elif isinstance(compose, dict):
            self.compose(**compose)

    def take_drop(self, folder: FolderItem, thread_ids: Sequence[int]) -> None:
        """Move conversations that were dragged onto a folder."""
        if folder.id != self.folder.id:
            self.deeds.move_to(folder, thread_ids)

    def leave(self) -> bool:
        """Save what is being written."""
        self.composer.save()
        return True

    # ---- conversations

    @Slot(object)
    def _chosen(self, thread_id: int | None) -> None:
        self._read_timer.stop()
        self.writing.conversation_chosen(thread_id)
        if thread_id is None:
            self.panel.show_for(None)
        self.conversation.open(thread_id)
        self._show_dock()

    @Slot(object)
    def _conversation_loaded(self, found: Conversation) -> None:
        self.panel.show_for(found)
        self._show_dock()
        if found.row.unread_count:
            self._read_timer.start()
        self.writing.conversation_loaded(found)

    def _place_known(self, zone: str, place: str) -> None:
        self.conversation.set_place(zone, place)
        self._tell_composer()

    def _tell_composer(self) -> None:
        data = self.panel.data
        card = data.card if data else None
        if card is None:
            self.composer.know(zone="", contact_name="", language="en")
            return
        to = {p.address.casefold() for p in self.composer.to.people()}
        contact = next((c for c in card.contacts if c.email.casefold() in to), None)
        self.composer.know(
            zone=card.clock.zone if card.clock else "",
            country=card.country,
            contact_name=contact.name if contact else "",
            language=contact.language if contact else "en",
        )

    @Slot()
    def _mark_read(self) -> None:
        current = self.conversation.current
        if current is not None and self.threads.current_id() == current.row.id:
            unread = [m.id for m in current.messages if not m.seen and not m.outbound]
            self.mailbox.set_seen(unread, seen=True)

    @Slot(str)
    def _link_clicked(self, url: str) -> None:
        if url.lower().startswith("mailto:"):
            self.compose(to=url[7:].partition("?")[0])
        else:
            open_link(url)

    # ---- writing

    def answer(self, mode: str, then: Callable[[], object] | None = None) -> None:
        """Reply, reply to all (`reply_all`) or `forward` the conversation chosen; `then` when the composer is open."""
        self.writing.answer(mode, then)

    def _answers(self, message: MessageRow, menu: QMenu) -> None:
        for mode, words in (
            ("reply", _("Reply")),
            ("reply_all", _("Reply all")),
            ("forward", _("Forward")),
        ):
            menu.addAction(words, partial(self.writing.answer, mode, message=message))

    def compose(self, **args: object) -> None:
        """Write a new mail: `to=`, `subject=`, `customer_id=`, `quote_id=`, `attach=[paths]`."""
        self.writing.compose(**args)

    @Slot()
    def _composer_opened(self) -> None:
        self._tell_composer()
        self._show_dock()

    @Slot()
    def _composer_closed(self) -> None:
        self.writing.ended()
        self._show_dock()

    @Slot()
    def _leave_composer(self) -> None:
        self.composer.save()
        self.focus_first()

    def _show_dock(self) -> None:
        shown = self.conversation.current is not None
        self.composer.setVisible(self.composer.is_open)
        self._bar.setVisible(shown and not self.composer.is_open)
        self._dock.setVisible(shown or self.composer.is_open)
        for button in self._head_buttons:
            button.setVisible(shown)

    # ---- what is done with a conversation

    def archive(self) -> None:
        """Take the conversation out of the inbox; the next one opens."""
        self.deeds.archive()

    def delete(self) -> None:
        """Move it to the trash; the next one opens."""
        self.deeds.delete()

    def remind(self) -> None:
        """Ask when to be reminded of this conversation."""
        current = self.conversation.current
        if current is None:
            return
        card = self.panel.data.card if self.panel.data else None
        zone = card.clock.zone if card and card.clock else ""
        RemindMenu(self.services, current.row, zone, self).pop_up(self.remind_button)

    def link(self) -> None:
        """Make the stranger a customer, or choose the customer of this conversation."""
        data = self.panel.data
        if data is None:
            return
        self.panel_place.show(True)
        if data.card is None and data.proposal is not None:
            self.panel.open_form()
        else:
            self.panel.search(self.link_button)

    def stop_reading(self) -> None:
        """Let a mail that was just made unread stay so."""
        self._read_timer.stop()

    def _more(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.deeds.add_to(menu)
        menu.addSeparator()
        self.hand.add_to(menu)
        menu.addSeparator()
        menu.addAction(_("Reply all"), lambda: self.answer("reply_all"))
        menu.addAction(_("Forward"), lambda: self.answer("forward"))
        menu.addSeparator()
        menu.addAction(_("Show all messages"), self.conversation.unfold)
        menu.addAction(_("Customer panel"), self.toggle_panel)
        button = self.more_button
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    # ---- the frame

    def toggle_panel(self) -> None:
        """Show or hide the customer panel."""
        self.panel_place.toggle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn the panel into a drawer, or back."""
        super().resizeEvent(event)
        self.panel_place.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the drawer, else goes back to the list."""
        if event.key() == Qt.Key.Key_Escape:
            if self.panel_place.drawer_open:
                self.panel_place.show(False)
            else:
                self.focus_first()
            return
        super().keyPressEvent(event)
