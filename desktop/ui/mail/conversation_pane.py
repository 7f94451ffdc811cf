"""The middle pane of the Inbox: one conversation, its newest message open, older ones one line each."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractSlider, QMenu, QStackedWidget, QVBoxLayout, QWidget

from desktop.mail.links import LinkVerdict
from desktop.runtime.clock import zone_of
from desktop.runtime.errors import TradepostError
from desktop.runtime.i18n import _
from desktop.store.queries.messages import MessageRow
from desktop.ui.mail.attached_text import FileCheck
from desktop.ui.mail.bodies import Bodies
from desktop.ui.mail.body_fetcher import BodyFetcher
from desktop.ui.mail.conversation_head import ConversationHead
from desktop.ui.mail.conversation_load import Conversation, fold, load_conversation
from desktop.ui.mail.file_actions import FileActions
from desktop.ui.mail.link_deeds import LinkDeeds
from desktop.ui.mail.mail_file import picture_of_text, whole_mail
from desktop.ui.mail.message_cards import MessageCards
from desktop.ui.mail.message_rows import CollapsedMessage, EarlierMessages
from desktop.ui.mail.open_later import OPENED_FIRST, OpenLater
from desktop.ui.mail.open_message import OpenMessage
from desktop.ui.mail.reading_deeds import ReadingDeeds
from desktop.ui.mail.skeleton import SkeletonRows
from desktop.ui.mail.sla import own_zone
from desktop.ui.mail.thread_pane import SKELETON_AFTER_MS
from desktop.ui.mail.warning_deeds import WarningDeeds
from desktop.ui.services import Services
from desktop.ui.theme import theme, theme_switch
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.empty import EmptyState
from desktop.ui.widgets.panes import ScrollPane


class ConversationPane(QWidget):
    """`loaded(Conversation)` when one is shown; `link_clicked(url)` for addresses in a text."""

    loaded = Signal(object)
    link_clicked = Signal(str)

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        """Start with nothing shown; `open` loads a conversation."""
        super().__init__(parent)
        self._services = services
        self.current: Conversation | None = None
        self._wanted: int | None = None
        self._opened: set[int] = set()
        self._unfolded = False
        self._widgets: dict[int, OpenMessage] = {}
        self._zone, self._place = "", ""
        self.fetcher = BodyFetcher(services, self)
        self.fetcher.changed.connect(self._show_fetching)
        self.fetcher.arrived.connect(self._arrived)
        self._files = FileActions(services, self, self.fetcher)
        self._warnings = WarningDeeds(services, self)
        self._cards = MessageCards(services, self)
        self._file_check = FileCheck(services, self)
        self.bodies = Bodies(services, self.fetcher, self.opened, self)
        self.reading = ReadingDeeds(services, self.bodies, self.newest_open, self)
        self.reading.saved = lambda message: self._files.save(whole_mail(message))
        self.links = LinkDeeds(services, self)
        self.links.opened.connect(self.link_clicked)
        self._build()
        self._later = OpenLater(self.messages.box, self._open_widget, self)
        self.bodies.shown.connect(self._later.go_on)
        self._later.all_open.connect(self.messages.let_go)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(SKELETON_AFTER_MS)
        self._late.timeout.connect(lambda: self._stack.setCurrentWidget(self._skeleton))
        theme_switch().changed.connect(self._recolour)

    # ---- building

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.head = ConversationHead(self._services)
        column.addWidget(self.head)
        self._banner = Banner()
        holder = QWidget()
        around = QVBoxLayout(holder)
        around.setContentsMargins(16, 8, 16, 8)
        around.addWidget(self._banner)
        self._banner_holder = holder
        holder.hide()
        column.addWidget(holder)
        self._stack = QStackedWidget()
        self.messages = ScrollPane(margins=(0, 0, 0, 0), spacing=0, gutter=True)
        self.messages.setAccessibleName(_("Conversation"))
        self._skeleton = SkeletonRows(lambda: theme().scaled(88))
        self._nothing = EmptyState(
            "mail-open",
            _("No conversation open"),
            _("Choose one in the list, or write a new mail with C."),
        )
        self._blank = QWidget()
        for page in (self._nothing, self.messages, self._skeleton, self._blank):
            self._stack.addWidget(page)
        column.addWidget(self._stack, 1)

    # ---- loading

    @property
    def wanted(self) -> int | None:
        """The conversation asked for, which may still be loading."""
        return self._wanted

    @property
    def is_loading(self) -> bool:
        """Tell whether another conversation than the one shown has been asked for."""
        return self._wanted is not None and (
            self.current is None or self.current.row.id != self._wanted
        )

    def open(self, thread_id: int | None) -> None:
        """Show a conversation; None shows that there is none."""
        if thread_id is None:
            self._wanted, self.current = None, None
            self.fetcher.leave()
            self._late.stop()
            self._clear()
            self.head.show_found(None)
            self._stack.setCurrentWidget(self._nothing)
            return
        if thread_id != self._wanted:
            self._wanted = thread_id
            self.fetcher.leave()
            self._late.start()
        self._load(thread_id)

    def reload(self) -> None:
        """Read the conversation again; open messages stay open."""
        if self._wanted is not None:
            self._load(self._wanted)

    def _load(self, thread_id: int) -> None:
        store = self._services.store
        today = self._services.clock.now().astimezone().date()
        self._services.tasks.submit(
            lambda: load_conversation(store, thread_id, today),
            ok=self._show,
            err=lambda error: self._failed(thread_id, error),
            owner=self,
            key="conversation",
        )

    def _failed(self, thread_id: int, error: BaseException) -> None:
        self._late.stop()
        if not isinstance(error, TradepostError):
            self._services.navigator.show_error(error)
            return
        self._banner.say(
            "amber",
            error.message,
            error.hint,
            action=_("Try again"),
            handler=lambda: self.open(thread_id),
        )
        self._banner_holder.show()

    def _show(self, found: Conversation) -> None:
        self._late.stop()
        self._banner_holder.hide()
        before, self.current = self.current, found
        same = before is not None and before.row.id == found.row.id
        self.head.show_found(found)
        if not same:
            self._opened = set(fold(found.messages).opened)
            self._unfolded = False
            self.bodies.forget()
            self._zone = self._place = ""
        elif before is not None and _content(before) != _content(found):
            known = {m.id for m in before.messages}
            self._opened |= {m.id for m in found.messages if m.id not in known}
            states = {m.id: m.body_state for m in before.messages}
            for message in found.messages:  # what has been fetched since is shown anew
                if states.get(message.id, message.body_state) != message.body_state:
                    self.bodies.forget(message.id)
        if not same or before is None or _content(before) != _content(found):
            self._lay_out(scroll=not same)
        self._stack.setCurrentWidget(self.messages)
        self.loaded.emit(found)

    # ---- what is shown

    def _lay_out(self, *, scroll: bool) -> None:
        found = self.current
        if found is None:
            return
        position = self.messages.verticalScrollBar().value()
        self._clear()
        now = self._services.clock.now()
        earlier = set(fold(found.messages).earlier) - self._opened
        hidden = [m for m in found.messages if m.id in earlier and not self._unfolded]
        if hidden:
            line = EarlierMessages(hidden, now)
            line.clicked.connect(self.unfold)
            self.messages.box.addWidget(line)
        for message in (m for m in found.messages if m not in hidden):
            wanted = message.id in self._opened
            if wanted and (not scroll or len(self._widgets) < OPENED_FIRST):
                self.messages.box.addWidget(self._open_widget(message))
                continue
            row = CollapsedMessage(message, now)
            row.clicked.connect(lambda _on=False, i=message.id: self.open_message(i))
            self.messages.box.addWidget(row)
            if wanted:
                self._later.wait(row)
        self._file_check.opened([m for m in found.messages if m.id in self._opened])
        self.messages.box.addStretch(1)
        if scroll:
            QTimer.singleShot(0, self, self._to_newest)
        else:
            bar = self.messages.verticalScrollBar()
            QTimer.singleShot(0, self, lambda: bar.setValue(position))

    def _open_widget(self, message: MessageRow) -> OpenMessage:
        now = self._services.clock.now()
        widget = OpenMessage(
            message, now, zone=self._zone, place=self._place, views=self.bodies.views
        )
        if self.current is not None:
            widget.show_delivery(self.current.delivery.get(message.id, ()))
            widget.verdict.show_check(self.current.checks.get(message.id))
        for card in self._cards.of(message, self.current):
            widget.cards.addWidget(card)
        widget.warning.genuine.connect(self._warnings.genuine)
        widget.pictures_wanted.connect(
            lambda m, always: self.bodies.show_pictures(m, always=always)
        )
        widget.all_wanted.connect(self.reading.show_all)
        widget.menu_wanted.connect(self._show_menu)
        widget.text_menu.connect(self._fill_text_menu)
        widget.link_hovered.connect(lambda url: self.links.hover(url, self._links_of(message.id)))
        widget.file_wanted.connect(self._files.act)
        widget.link_clicked.connect(lambda url: self.links.click(url, self._links_of(message.id)))
        widget.fetch_wanted.connect(lambda m: self.fetcher.fetch(m.id))
        self._widgets[message.id] = widget
        self.fetcher.opened(message)
        widget.show_fetching(self.fetcher.state(message.id))
        self.bodies.begin(widget)
        return widget

    def _clear(self) -> None:
        for widget in self._widgets.values():
            widget.text.leave()
        self._widgets = {}
        self._later.forget()
        self.links.hover("", {})
        self.messages.clear()

    def _links_of(self, message_id: int) -> Mapping[str, LinkVerdict]:
        body = self.bodies.of(message_id)
        return body.links if body is not None else {}

    def _show_menu(self, message: MessageRow) -> None:
        widget = self._widgets.get(message.id)
        if widget is not None:
            button = widget.menu_button
            self.reading.menu(message, self).popup(button.mapToGlobal(button.rect().bottomLeft()))

    @Slot(object, object)
    def _fill_text_menu(self, message: MessageRow, menu: QMenu) -> None:
        widget = self._widgets.get(message.id)
        shown = widget.browser.pointed_at if widget is not None and widget.text.web is None else ""
        picture = picture_of_text(message, shown) if shown else None
        if picture is not None:
            menu.addAction(_("Save the picture…"), lambda: self._files.save(picture))
        menu.addSeparator()
        self.reading.fill(menu, message)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space, Home and End move through the conversation; the arrows and pages are the column's own."""
        bar = self.messages.verticalScrollBar()
        step = QAbstractSlider.SliderAction
        back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        known = {
            Qt.Key.Key_Home: step.SliderToMinimum,
            Qt.Key.Key_End: step.SliderToMaximum,
            Qt.Key.Key_Space: step.SliderPageStepSub if back else step.SliderPageStepAdd,
        }
        action = known.get(Qt.Key(event.key()))
        if action is None:
            super().keyPressEvent(event)
        else:
            bar.triggerAction(action)

    @Slot(int)
    def _show_fetching(self, message_id: int) -> None:
        widget = self._widgets.get(message_id)
        if widget is not None:
            widget.show_fetching(self.fetcher.state(message_id))

    @Slot(int)
    def _arrived(self, message_id: int) -> None:
        if message_id in self._widgets:
            self.reload()

    @Slot()
    def _to_newest(self) -> None:
        if self._widgets:
            first = next(iter(self._widgets.values()))
            self.messages.stand_at(max(first.y() - 90, 0))
        self._later.begin()

    def opened(self, message_id: int) -> OpenMessage | None:
        """Return the widget of a message that stands open, None when it does not."""
        return self._widgets.get(message_id)

    def widgets(self) -> list[OpenMessage]:
        """Return the messages that stand open, from top to bottom."""
        return list(self._widgets.values())

    def newest_open(self) -> MessageRow | None:
        """Return the newest message that stands open."""
        return max((w.message for w in self._widgets.values()), key=lambda m: m.date, default=None)

    # ---- what the reader does

    def open_message(self, message_id: int) -> None:
        """Open one message of the conversation."""
        self._opened.add(message_id)
        self._lay_out(scroll=False)
        widget = self._widgets.get(message_id)
        if widget is not None:
            widget.text.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def unfold(self) -> None:
        """Show the older messages, one line each."""
        self._unfolded = True
        self._lay_out(scroll=False)

    def set_place(self, zone: str, place: str) -> None:
        """Learn the customer's clock: it stands beside ours in every open message."""
        self._zone, self._place = (zone, place) if zone_of(zone) else ("", "")
        if self._zone == own_zone():
            self._zone = ""
        for widget in self._widgets.values():
            widget.set_place(self._zone, self._place)

    def focus_first(self) -> None:
        """Give the keyboard to the open message."""
        if self._widgets:
            last = list(self._widgets.values())[-1]
            last.text.focus_target().setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.messages.setFocus(Qt.FocusReason.TabFocusReason)

    @Slot()
    def _recolour(self) -> None:
        self.bodies.recolour()


def _content(found: Conversation) -> list[tuple[object, ...]]:
    return [
        (
            m.id,
            len(m.attachments),
            m.body_state,
            len(found.delivery.get(m.id, ())),
            m.warnings,
            found.invitations.get(m.id),
        )
        for m in found.messages
    ]
