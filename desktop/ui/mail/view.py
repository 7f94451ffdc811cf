"""The Inbox: conversations, the open one with its composer, and whose mail it is."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop.mail.identities import Sender, senders
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.ui.mail import composition, view_actions
from desktop.ui.mail.composer import Composer
from desktop.ui.mail.composition import Start
from desktop.ui.mail.conversation_deeds import ConversationDeeds
from desktop.ui.mail.conversation_load import Conversation
from desktop.ui.mail.conversation_pane import ConversationPane
from desktop.ui.mail.customer_panel import CustomerPanel
from desktop.ui.mail.folder_place import FolderPlace
from desktop.ui.mail.import_files import MailImport
from desktop.ui.mail.mailbox_actions import MailboxActions
from desktop.ui.mail.remind import RemindMenu
from desktop.ui.mail.thread_pane import ThreadPane
from desktop.ui.screen import Changes, ScreenView
from desktop.ui.services import Services
from desktop.ui.theme import theme
from desktop.ui.web_links import open_link
from desktop.ui.widgets import buttons
from desktop.ui.widgets.panes import Panes, plane

DRAWER_BELOW = 1120
READ_AFTER_MS = 900


@dataclass(frozen=True)
class _Answer:
    """An answer that waits until its conversation is on the screen."""

    thread_id: int | None
    mode: str
    then: Callable[[], object] | None


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
        self._drawer_open = False
        self._panel_wanted = bool(services.settings.get("inbox.panel", True))
        self._composing_new = False
        self._answer_next: _Answer | None = None
        self._draft_next: tuple[Start, list[Sender]] | None = None
        self._loaded = False
        self.folder = FolderPlace(services, self.threads)
        self.deeds = ConversationDeeds(self)
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
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.panes)
        self._add_header_buttons()
        self._show_dock()

    def _add_header_buttons(self) -> None:
        header = self.conversation.header
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
            self._loaded = True
            self.threads.reload()
            self.conversation.reload()
            return
        self.threads.changed(changes)
        self.folder.changed(changes)
        self.panel.changed(changes)
        current = self.conversation.current
        if (current is not None and str(current.row.id) in changes.get("thread", ())) or (
            current is not None and {"deal", "quote", "follow_up"} & set(changes)
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
            self._open_draft(draft_id)
            return
        compose = args.get("compose")
        wish = compose if isinstance(compose, dict) else args
        thread_id = wish.get("thread_id")
        if isinstance(thread_id, int | str):
            self._show_thread(int(thread_id), dict(wish) if wish.get("reply") else None)
        elif isinstance(compose, dict):
            self.compose(**compose)

    def _open_draft(self, draft_id: str) -> None:
        """Go on with a draft, in its conversation if it has one."""
        store, today = self.services.store, self.services.clock.now().astimezone().date()

        def work() -> tuple[Start, list[Sender]]:
            return composition.resume(store, draft_id, today), senders(store)

        def ready(found: tuple[Start, list[Sender]]) -> None:
            thread_id = found[0].draft.thread_id
            if thread_id is None:
                self._open_composer(*found)
                return
            self._draft_next = found
            self.threads.want(thread_id)
            current = self.conversation.current
            if current is not None and current.row.id == thread_id:
                self._continue(thread_id)

        self.services.tasks.submit(work, ok=ready, owner=self, key="open_draft")

    def _continue(self, thread_id: int) -> bool:
        """Open the draft that waited for its conversation."""
        found, self._draft_next = self._draft_next, None
        if found is None or found[0].draft.thread_id != thread_id:
            return False
        self._open_composer(*found)
        return True

    def _show_thread(self, thread_id: int, reply_with: dict[str, object] | None) -> None:
        if reply_with is None:
            self.threads.want(thread_id)
            return

        def enclose() -> None:
            self._enclose(reply_with)

        self._answer_next = _Answer(thread_id, "reply", enclose)
        self.threads.want(thread_id)
        current = self.conversation.current
        if current is not None and current.row.id == thread_id and not self.conversation.is_loading:
            self._answer_next = None
            self.answer("reply", enclose)

    def _enclose(self, args: dict[str, object]) -> None:
        """Let a quote (`quote_id=`, `quote_language=`) and files (`attach=[paths]`) go along."""
        paths = args.get("attach")
        if isinstance(paths, list):
            self.composer.attach([str(path) for path in paths])
        quote_id = args.get("quote_id")
        if not quote_id:
            return
        store, today = self.services.store, self.services.clock.now().astimezone().date()
        self.services.tasks.submit(
            lambda: composition.quote_ref(store, str(quote_id), today),
            ok=lambda quote: self._add_quote(quote, args),
            owner=self,
        )

    def _add_quote(self, quote: composition.QuoteRef | None, args: dict[str, object]) -> None:
        language = args.get("quote_language")
        if quote is not None and language:
            quote = replace(quote, language=str(language))
        self.composer.add_quote(quote)

    def leave(self) -> bool:
        """Save what is being written."""
        self.composer.save()
        return True

    # ---- conversations

    @Slot(object)
    def _chosen(self, thread_id: int | None) -> None:
        self._read_timer.stop()
        self._composing_new = False
        if self._answer_next is not None and self._answer_next.thread_id != thread_id:
            self._answer_next = None
        if self.composer.is_open and self.composer.thread_id() != thread_id:
            self.composer.put_away()
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
        wanted = self._answer_next
        if self._continue(found.row.id):
            return
        if wanted is not None and wanted.thread_id in (None, found.row.id):
            self._answer_next = None
            self.answer(wanted.mode, wanted.then)
        elif not self.composer.is_open:
            self._look_for_draft(found)

    def _look_for_draft(self, found: Conversation) -> None:
        store, thread_id = self.services.store, found.row.id
        today = self.services.clock.now().astimezone().date()

        def work() -> tuple[Start, list[Sender]] | None:
            row = composition.newest_draft(store, thread_id=thread_id)
            if row is None:
                return None
            error = row.error if row.state == "failed" else ""
            return composition.resume(store, row.id, today, error), senders(store)

        self.services.tasks.submit(work, ok=self._resume, owner=self, key="draft")

    def _resume(self, found: tuple[Start, list[Sender]] | None) -> None:
        current = self.conversation.current
        if found is None or self.composer.is_open or current is None:
            return
        start, accounts = found
        if start.draft.thread_id == current.row.id:
            self._open_composer(start, accounts, focus=False)

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
        """Reply, reply to all (`reply_all`) or `forward` the conversation chosen.

        While that is still loading the one before is on the screen: the answer waits for the right
        one. `then` is called when the composer is open.
        """
        if self.conversation.is_loading:
            self._answer_next = _Answer(self.conversation.wanted, mode, then)
            return
        current = self.conversation.current
        message = current.newest_inbound() if current else None
        if current is None or message is None:
            return
        if self.composer.is_open and not self._composing_new:
            self.composer.text.setFocus(Qt.FocusReason.OtherFocusReason)
            if mode == "reply":
                return
        customer_id = current.row.customer_id

        def ready(accounts: list[Sender]) -> None:
            self._open_composer(
                composition.start_reply(message, mode, accounts, customer_id), accounts
            )
            if then is not None:
                then()

        self._with_accounts(ready)

    def compose(self, **args: object) -> None:
        """Write a new mail: `to=`, `subject=`, `customer_id=`, `quote_id=`, `attach=[paths]`."""
        store = self.services.store
        today = self.services.clock.now().astimezone().date()

        def work() -> tuple[list[Sender], Start | None, composition.QuoteRef | None]:
            row = composition.newest_draft(store, thread_id=None) if not args else None
            kept = composition.resume(store, row.id, today, row.error) if row else None
            quote_id = args.get("quote_id")
            quote = composition.quote_ref(store, str(quote_id), today) if quote_id else None
            return senders(store), kept, quote

        self.services.tasks.submit(
            work, ok=lambda found: self._compose(args, *found), owner=self, key="compose"
        )

    def _compose(
        self,
        args: dict[str, object],
        accounts: list[Sender],
        kept: Start | None,
        quote: composition.QuoteRef | None,
    ) -> None:
        customer_id = args.get("customer_id")
        start = self._try(
            lambda: (
                kept
                or composition.start_new(
                    accounts,
                    to=str(args.get("to") or ""),
                    customer_id=str(customer_id) if customer_id else None,
                    subject=str(args.get("subject") or ""),
                )
            )
        )
        if start is None:
            return
        self._composing_new = True
        self._open_composer(start, accounts)
        if kept is not None and not kept.error:
            self.composer.say("amber", _("Your unfinished mail is here again."))
        if quote is not None:
            self._add_quote(quote, args)
        paths = args.get("attach")
        if isinstance(paths, list):
            self.composer.attach([str(path) for path in paths])

    def _with_accounts(self, then: Callable[[list[Sender]], None]) -> None:
        store = self.services.store
        self.services.tasks.submit(
            lambda: senders(store),
            ok=lambda accounts: self._try(lambda: then(accounts)),
            owner=self,
            key="accounts",
        )

    def _try(self, work: Callable[[], object]) -> Start | None:
        try:
            result = work()
        except UserFacing as error:
            self.services.navigator.show_error(error)
            return None
        return result if isinstance(result, Start) else None

    def _open_composer(self, start: Start, accounts: list[Sender], *, focus: bool = True) -> None:
        self._composing_new = start.draft.thread_id is None and start.mode == "new"
        self.composer.open(start, accounts)
        self._tell_composer()
        self._show_dock()
        if focus:
            empty = not start.draft.to
            field = self.composer.to if empty else self.composer.text
            field.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _composer_closed(self) -> None:
        self._composing_new = False
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
        self.show_panel(True)
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
        menu.addAction(_("Reply all"), lambda: self.answer("reply_all"))
        menu.addAction(_("Forward"), lambda: self.answer("forward"))
        menu.addSeparator()
        menu.addAction(_("Show all messages"), self.conversation.unfold)
        menu.addAction(_("Customer panel"), self.toggle_panel)
        button = self.more_button
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    # ---- the customer panel as pane or drawer

    def toggle_panel(self) -> None:
        """Show or hide the customer panel."""
        self.show_panel(not self.panel.isVisible())

    def show_panel(self, shown: bool) -> None:
        """Show or hide it; in a narrow window it lies over the conversation."""
        if self._is_narrow():
            self._drawer_open = shown
        else:
            self._panel_wanted = shown
            self.services.settings.set("inbox.panel", shown)
        self._place_panel()

    def _is_narrow(self) -> bool:
        return self.window().width() < theme().scaled(DRAWER_BELOW)

    def _place_panel(self) -> None:
        drawer = self._is_narrow()
        inside = self.panel.parent() is self.panes
        if drawer and inside:
            self.panel.setParent(self)
        elif not drawer and not inside:
            self.panes.addWidget(self.panel)
            self._drawer_open = False
        if drawer:
            width = theme().size.customer_panel
            self.panel.setGeometry(self.width() - width, 0, width, self.height())
            self.panel.raise_()
        self.panel.setVisible(self._drawer_open if drawer else self._panel_wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn the panel into a drawer, or back."""
        super().resizeEvent(event)
        self._place_panel()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the drawer, else goes back to the list."""
        if event.key() == Qt.Key.Key_Escape:
            if self._drawer_open:
                self.show_panel(False)
            else:
                self.focus_first()
            return
        super().keyPressEvent(event)
