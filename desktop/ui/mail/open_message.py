"""An open message of a conversation: who, when, the blocked pictures, the text, its files."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.runtime.i18n import _, ngettext
from desktop.store.queries.delivery import Report
from desktop.store.queries.messages import MessageRow, Person
from desktop.ui.mail.attachment_strip import AttachmentStrip
from desktop.ui.mail.body_browser import BodyBrowser
from desktop.ui.mail.body_fetcher import Fetching
from desktop.ui.mail.mail_file import files_of
from desktop.ui.mail.message_load import Body
from desktop.ui.mail.message_rows import short_name
from desktop.ui.mail.sender_verdict import SenderVerdict
from desktop.ui.mail.times import list_time, message_time
from desktop.ui.mail.warning_banner import WarningBanner
from desktop.ui.theme import theme
from desktop.ui.widgets import buttons
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.chips import Avatar
from desktop.ui.widgets.labels import ElidedLabel, IconLabel, label, retone

INDENT = 44
AVATAR = 32


class OpenMessage(QWidget):
    """Built at once from the row; the body is given by `show_body` when a task has it.

    `pictures_wanted(message, always)`; `file_wanted(verb, files, index)`;
    `link_clicked(url)`; `folded(message)`: it should be one line again; `fetch_wanted(message)`: what is only on the
    server.
    """

    pictures_wanted = Signal(object, bool)
    file_wanted = Signal(str, object, int)
    link_clicked = Signal(str)
    folded = Signal(object)
    fetch_wanted = Signal(object)

    def __init__(
        self,
        message: MessageRow,
        now: datetime,
        *,
        zone: str = "",
        place: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """`zone` and `place` are the customer's, for his clock beside ours."""
        super().__init__(parent)
        self.message = message
        self._now = now
        self._body: Body | None = None
        self._whole = False
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 14, 24, 16)
        column.setSpacing(0)
        column.addLayout(self._head(zone, place))
        inside = QVBoxLayout()
        inside.setContentsMargins(INDENT, 10, 0, 0)
        inside.setSpacing(12)
        column.addLayout(inside)
        self.warning = WarningBanner()
        self.warning.show_warnings(message.warnings)
        self.missing = Banner()
        self._bar = self._pictures_bar()
        self._notice = label("", "small", "amber", wrap=True)
        self.delivery = label("", "small", "text2", wrap=True)
        self.browser = BodyBrowser(self)
        self.browser.setFont(theme().font("body"))
        self.browser.link_clicked.connect(self.link_clicked)
        self.browser.setAccessibleName(_("Message of {name}").format(name=short_name(message)))
        self._pill = self._quote_pill()
        inside.addWidget(self.warning)
        parts = (self.missing, self.delivery, self._bar, self._notice, self.browser, self._pill)
        for part in parts:
            inside.addWidget(part)
        for hidden in (self.delivery, self._bar, self._notice, self._pill):
            hidden.hide()
        self._add_files(inside)

    # ---- what it is given

    def show_body(self, body: Body) -> None:
        """Show the text, or show it again with its pictures."""
        self._body = body
        self._notice.setText(body.notice)
        self._notice.setVisible(bool(body.notice))
        self._blocked.setText(
            ngettext(
                "{count} remote image blocked", "{count} remote images blocked", body.blocked
            ).format(count=body.blocked)
        )
        self._bar.setVisible(body.blocked > 0)
        self._show_text()

    def show_delivery(self, reports: Sequence[Report]) -> None:
        """Say what mail servers reported about this mail of ours."""
        self.delivery.setText("\n".join(report_text(r, self._now) for r in reports))
        actions = {r.action for r in reports}
        tone = "red" if "failed" in actions else "amber" if "delayed" in actions else "green"
        retone(self.delivery, tone)
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
        self.browser.setVisible(bool(self.message.text) or not self.message.lacks)

    def body(self) -> Body | None:
        """Return what is shown, None while it is on its way."""
        return self._body

    def set_place(self, zone: str, place: str) -> None:
        """Learn whose clock to show beside ours."""
        self._time.setText(message_time(self.message.date, self._now, zone, place))

    @Slot()
    def recolour(self) -> None:
        """Show the text in the colours of the theme in use."""
        if self._body is not None:
            self._show_text()

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
            first.addWidget(ElidedLabel(message.sender.address, "small", "text2"), 1)
        else:
            first.addStretch(1)
        self._time = label(message_time(message.date, self._now, zone, place), "small", "text2")
        first.addWidget(self._time)
        words.addLayout(first)
        words.addWidget(ElidedLabel(_receivers(message), "small", "text2"))
        self.verdict = SenderVerdict()
        words.addWidget(self.verdict)
        row.addLayout(words, 1)
        return row

    def _pictures_bar(self) -> QFrame:
        bar = QFrame()
        bar.setProperty("banner", "neutral")
        bar.setMinimumHeight(theme().scaled(32))
        row = QHBoxLayout(bar)
        row.setContentsMargins(10, 0, 8, 0)
        row.setSpacing(8)
        row.addWidget(IconLabel("image-off", 16, "text2"))
        self._blocked = label("", "small", "text2")
        row.addWidget(self._blocked, 1)
        row.addWidget(self._bar_link(_("Show once"), always=False))
        row.addWidget(label("·", "small", "text3"))
        row.addWidget(self._bar_link(_("Always for this sender"), always=True))
        return bar

    def _bar_link(self, text: str, *, always: bool) -> QPushButton:
        link = buttons.link(text, lambda: self._want_pictures(always))
        link.setFont(theme().font("small", weight=500))
        return link

    def _want_pictures(self, always: bool) -> None:
        self._bar.setEnabled(False)
        self.pictures_wanted.emit(self.message, always)

    def _quote_pill(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self._dots = QPushButton("•••")
        self._dots.setProperty("segmented", "pill")
        self._dots.setStyleSheet(
            "QPushButton { border: none; border-radius: 4px; padding: 0 8px; }"
        )
        self._dots.setProperty("kind", "ghost")
        self._dots.setFixedHeight(18)
        self._dots.setCheckable(True)
        self._dots.setFont(theme().font("caption"))
        self._dots.toggled.connect(self._toggle_quote)
        self._quoted = label("", "small", "text2")
        row.addWidget(self._dots)
        row.addWidget(self._quoted)
        row.addStretch(1)
        return holder

    def _add_files(self, inside: QVBoxLayout) -> None:
        files = files_of(self.message.id, self.message.attachments)
        if files:
            strip = AttachmentStrip(files)
            strip.wanted.connect(self.file_wanted)
            inside.addWidget(strip)

    # ---- the text

    def _toggle_quote(self, whole: bool) -> None:
        self._whole = whole
        self._show_text()

    def _show_text(self) -> None:
        body = self._body
        if body is None:
            return
        whole = self._whole and bool(body.whole)
        self._bar.setEnabled(True)
        self.browser.show_body(
            body.whole if whole else body.markup,
            body.pictures,
            rtl=body.rtl,
            link_colour=theme().hex("accent_text"),
            faint_colour=theme().hex("text2"),
            paper=body.paper and theme().dark,
        )
        self._pill.setVisible(bool(body.whole))
        words = ngettext(
            "Quoted text, {count} line", "Quoted text, {count} lines", body.quoted_lines
        )
        self._quoted.setText(words.format(count=body.quoted_lines))
        tip = _("Hide quoted text") if whole else _("Show quoted text")
        self._dots.setToolTip(tip)
        self._dots.setAccessibleName(tip)


def _receivers(message: MessageRow) -> str:
    to = ", ".join(_short(person) for person in message.to) or _("nobody")
    if not message.cc:
        return _("to {names}").format(names=to)
    copies = ", ".join(_short(person) for person in message.cc)
    return _("to {names}, cc {copies}").format(names=to, copies=copies)


def _short(person: Person) -> str:
    return person.name or person.address


def report_text(report: Report, now: datetime) -> str:
    """Return "Delivered to a@b.example, 10:31", or why not."""
    when = list_time(report.at, now)
    words = {
        "delivered": _("Delivered to {address}, {time}"),
        "relayed": _("Passed on for {address} to a server that does not report, {time}"),
        "expanded": _("Delivered to the mailing list {address}, {time}"),
        "delayed": _("Delayed for {address}, {time}"),
    }.get(report.action, _("Not delivered to {address}, {time}"))
    text = words.format(address=report.address, time=when)
    why = " ".join(part for part in (report.status, report.diagnostic) if part)
    return f"{text}: {why}" if why and report.action in ("failed", "delayed") else text
