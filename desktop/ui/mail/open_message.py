"""An open message of a conversation: who, when, the blocked pictures, the text, its files."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.runtime.i18n import _
from desktop.store.queries.delivery import Report
from desktop.store.queries.messages import MessageRow, Person
from desktop.ui.mail.attachment_strip import AttachmentStrip
from desktop.ui.mail.body_browser import BodyBrowser
from desktop.ui.mail.body_fetcher import Fetching
from desktop.ui.mail.mail_file import files_of
from desktop.ui.mail.message_body import MessageBody
from desktop.ui.mail.message_rows import short_name
from desktop.ui.mail.reading import Body
from desktop.ui.mail.report_words import report_text, report_tone
from desktop.ui.mail.sender_verdict import SenderVerdict
from desktop.ui.mail.times import message_time
from desktop.ui.mail.warning_banner import WarningBanner
from desktop.ui.mail.web_views import WebViews
from desktop.ui.theme import theme
from desktop.ui.widgets import buttons
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.chips import Avatar
from desktop.ui.widgets.labels import ElidedLabel, label, retone
from desktop.ui.widgets.tips import plain_tip

INDENT = 44
AVATAR = 32
MARK_GAP = 12
MOST_NAMES, MOST_ADDRESSES = 12, 40


class OpenMessage(QWidget):
    """Built at once from the row; the body is given by `show_body` when a task has it.

    `pictures_wanted(message, always)`; `file_wanted(verb, files, index)`;
    `link_clicked(url)`; `folded(message)`: it should be one line again; `fetch_wanted(message)`: what is only on the
    server; `menu_wanted(message)`: what can be done with it; `all_wanted(message)`: the rest of a long one;
    `link_hovered(url)`; `text_menu(message, menu)`: the menu of its text is about to be shown.
    """

    pictures_wanted = Signal(object, bool)
    file_wanted = Signal(str, object, int)
    link_clicked = Signal(str)
    folded = Signal(object)
    fetch_wanted = Signal(object)
    link_hovered = Signal(str)
    all_wanted = Signal(object)
    menu_wanted = Signal(object)
    text_menu = Signal(object, object)

    def __init__(
        self,
        message: MessageRow,
        now: datetime,
        *,
        zone: str = "",
        place: str = "",
        views: WebViews | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`zone` and `place` are the customer's, for his clock beside ours; `views` lends the browser."""
        super().__init__(parent)
        self.message = message
        self._now = now
        self._marked = False
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 14, 24, 16)
        column.setSpacing(0)
        column.addLayout(self._head(zone, place))
        inside = QVBoxLayout()
        inside.setContentsMargins(INDENT, 10, 0, 0)
        inside.setSpacing(12)
        column.addLayout(inside)
        # of nobody, it would flash as a window and take the keyboard
        self.warning = WarningBanner(self)
        self.warning.show_warnings(message.warnings)
        self.missing = Banner()
        self.delivery = label("", "small", "text2", wrap=True)
        self.text = MessageBody(message, views, self)
        self.text.link_clicked.connect(self.link_clicked)
        self.text.link_hovered.connect(self.link_hovered)
        self.text.pictures_wanted.connect(lambda always: self.pictures_wanted.emit(message, always))
        self.text.all_wanted.connect(lambda: self.all_wanted.emit(message))
        self.text.menu_wanted.connect(lambda menu: self.text_menu.emit(message, menu))
        self.text.keyboard_here.connect(self._mark)
        inside.addWidget(self.warning)
        self.cards = QVBoxLayout()
        inside.addLayout(self.cards)
        for part in (self.missing, self.delivery, self.text):
            inside.addWidget(part)
        self.delivery.hide()
        self._add_files(inside)

    # ---- what it is given

    def show_body(self, body: Body) -> None:
        """Show the text, or show it again with its pictures."""
        self.text.show_body(body)

    def show_delivery(self, reports: Sequence[Report]) -> None:
        """Say what mail servers reported about this mail of ours."""
        self.delivery.setText("\n".join(report_text(r, self._now) for r in reports))
        retone(self.delivery, report_tone(reports))
        self.delivery.setVisible(bool(reports))

    def show_fetching(self, state: Fetching | None) -> None:
        """Say that the mail is on its way, or why it is not here; None: nothing to say."""
        if state is None:
            self.missing.hide()
            return
        asked = state.phase in ("waiting", "fetching")
        self.missing.say(
            "amber" if state.phase == "failed" else "neutral",
            state.words,
            state.hint,
            action=state.verb,
            handler=lambda: self.fetch_wanted.emit(self.message),
            icon_name="cloud-download" if asked or state.phase == "large" else "cloud-off",
        )
        if self.text.web is None:
            self.browser.setVisible(bool(self.message.text) or not self.message.lacks)

    def body(self) -> Body | None:
        """Return what is shown, None while it is on its way."""
        return self.text.body()

    @property
    def browser(self) -> BodyBrowser:
        """The text browser of the body."""
        return self.text.browser

    def set_place(self, zone: str, place: str) -> None:
        """Learn whose clock to show beside ours."""
        self._time.setText(message_time(self.message.date, self._now, zone, place))

    @Slot()
    def recolour(self) -> None:
        """Show the text in the colours of the theme in use."""
        self.text.recolour()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Show where the keyboard is: a bar beside the text."""
        super().paintEvent(event)
        if not self._marked:
            return
        where = self.text.geometry()
        with QPainter(self) as painter:
            painter.fillRect(
                where.left() - MARK_GAP, where.top(), 2, where.height(), theme().color("accent")
            )

    @Slot(bool)
    def _mark(self, here: bool) -> None:
        self._marked = here
        self.update()

    # ---- building

    def _head(self, zone: str, place: str) -> QHBoxLayout:
        message = self.message
        row = QHBoxLayout()
        row.setSpacing(12)
        avatar = Avatar(short_name(message), AVATAR)
        row.addWidget(avatar, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(1)
        first = QHBoxLayout()
        first.setSpacing(8)
        name = _("You") if message.outbound else short_name(message)
        first.addWidget(label(name, "section"))
        if message.sender.name:
            first.addWidget(ElidedLabel(_told_apart(message.sender.address), "small", "text2"), 1)
        else:
            first.addStretch(1)
        self._time = label(message_time(message.date, self._now, zone, place), "small", "text2")
        first.addWidget(self._time)
        self.menu_button = buttons.icon_button(
            "ellipsis", _("More"), lambda: self.menu_wanted.emit(message), icon_size=16
        )
        first.addWidget(self.menu_button)
        words.addLayout(first)
        words.addWidget(_ReceiversLine(message))
        self.verdict = SenderVerdict()
        words.addWidget(self.verdict)
        row.addLayout(words, 1)
        return row

    def _add_files(self, inside: QVBoxLayout) -> None:
        files = files_of(self.message.id, self.message.attachments)
        if files:
            strip = AttachmentStrip(files)
            strip.wanted.connect(self.file_wanted)
            inside.addWidget(strip)


class _ReceiversLine(ElidedLabel):
    """To whom it went, by name; who they are exactly stands in the tooltip."""

    def __init__(self, message: MessageRow) -> None:
        super().__init__(_receivers(message), "small", "text2")
        people = [*message.to, *message.cc]
        self._whole = plain_tip(_some([_exactly(p) for p in people], MOST_ADDRESSES, "\n"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line; the tooltip is not the line once more."""
        super().paintEvent(event)
        self.setToolTip(self._whole)


def _receivers(message: MessageRow) -> str:
    to = _some([_short(p) for p in message.to], MOST_NAMES, ", ") or _("nobody")
    if not message.cc:
        return _("to {names}").format(names=to)
    copies = _some([_short(p) for p in message.cc], MOST_NAMES, ", ")
    return _("to {names}, cc {copies}").format(names=to, copies=copies)


def _some(names: Sequence[str], most: int, between: str) -> str:
    """The first names, and how many more there are: a circular may have thousands."""
    shown = between.join(names[:most])
    more = len(names) - most
    if more <= 0:
        return shown
    return shown + between + _("and {count} more").format(count=more)


def _short(person: Person) -> str:
    return person.name or person.address


def _told_apart(address: str) -> str:
    """An address with its host in small letters: a capital I looks like an l, and forgers know that."""
    name, at, host = address.rpartition("@")
    return f"{name}{at}{host.lower()}"


def _exactly(person: Person) -> str:
    return f"{person.name} <{person.address}>" if person.name else person.address
