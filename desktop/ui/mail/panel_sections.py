"""The parts of the customer panel, each built from the card: nothing here reads or writes."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.crm.business import OrderRow, QuoteRow
from desktop.crm.clocks import due_text
from desktop.crm.contacts import ContactRow
from desktop.crm.figures import Sum
from desktop.crm.followups import FollowUpRow
from desktop.crm.panel import CustomerPanel
from desktop.crm.timeline import Event
from desktop.runtime.i18n import _
from desktop.ui.mail.failing_line import failing_line
from desktop.ui.mail.sla import own_zone
from desktop.ui.mail.thread_delegate import glyph_of
from desktop.ui.mail.times import day
from desktop.ui.theme import theme
from desktop.ui.widgets import buttons, paint
from desktop.ui.widgets.chips import Avatar, Chip, MilestoneStrip, StageChip
from desktop.ui.widgets.fields import money_text
from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.widgets.labels import ElidedLabel, IconLabel, hline, label
from desktop.ui.widgets.tips import plain_tip

SIDE = 16
MOST_CONTACTS = 6

_EVENT_ICONS = {
    "call": "phone",
    "meeting": "users",
    "whatsapp": "message-circle",
    "wechat": "message-circle",
    "note": "sticky-note",
}
_KIND_ICONS = {
    "quote": "file-text",
    "order": "package-check",
    "sample": "package",
    "complaint": "message-square-warning",
    "document": "file-text",
    "mail": "mail",
    "warning": "triangle-alert",
    "activity": "message-circle",
}


class Section(QWidget):
    """A part of the panel with a hairline below; fill `box`."""

    def __init__(self, title: str = "", action: QWidget | None = None) -> None:
        """`action` stands at the right of the title."""
        super().__init__()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.box = QVBoxLayout()
        self.box.setContentsMargins(SIDE, 12, SIDE, 12)
        self.box.setSpacing(6)
        if title:
            row = QHBoxLayout()
            row.addWidget(label(title, "caption", "text2"))
            row.addStretch(1)
            if action is not None:
                row.addWidget(action)
            self.box.addLayout(row)
        outer.addLayout(self.box)
        outer.addWidget(hline())

    def add_row(self, *parts: QWidget, stretch: int = -1, spacing: int = 8) -> None:
        """Add a line; part number `stretch` takes the room that is left."""
        row = QHBoxLayout()
        row.setSpacing(spacing)
        for index, part in enumerate(parts):
            row.addWidget(part, 1 if index == stretch else 0)
        if stretch < 0:
            row.addStretch(1)
        self.box.addLayout(row)


class DoneCircle(QAbstractButton):
    """A round tick box that closes a follow-up."""

    def __init__(self, tip: str) -> None:
        """`tip` says what a click does."""
        super().__init__()
        self.setFixedSize(QSize(24, 24))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(tip)
        self.setAccessibleName(tip)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the circle; under the pointer in the accent colour."""
        del event
        with QPainter(self) as painter:
            paint.smooth(painter)
            strong = self.underMouse() or self.hasFocus()
            painter.setPen(QPen(theme().color("accent" if strong else "border_strong"), 1.4))
            painter.drawEllipse(QRectF(4.5, 4.5, 15, 15))

    def sizeHint(self) -> QSize:
        """Return the hit area."""
        return QSize(24, 24)


def head(card: CustomerPanel, stage: str, open_customer: Callable[[], object]) -> QWidget:
    """Return avatar, names and chips."""
    section = Section()
    section.box.setSpacing(12)
    row = QHBoxLayout()
    row.setSpacing(12)
    row.addWidget(Avatar(card.name, 40), 0, Qt.AlignmentFlag.AlignTop)
    names = QVBoxLayout()
    names.setSpacing(1)
    names.addWidget(ElidedLabel(card.name, "lead"))
    if card.name_zh:
        names.addWidget(ElidedLabel(card.name_zh, "small", "text2"))
    row.addLayout(names, 1)
    row.addWidget(
        buttons.icon_button("external-link", _("Open customer"), open_customer, icon_size=16),
        0,
        Qt.AlignmentFlag.AlignTop,
    )
    section.box.addLayout(row)
    chips = QWidget()
    flow = FlowLayout(6, chips)
    grade = card.grade
    tone = {"A": "green", "B": "slate"}.get(grade, "neutral")
    text = _("{letter} grade").format(letter=grade) if grade else _("No grade yet")
    flow.addWidget(Chip(text, tone))
    if stage:
        flow.addWidget(StageChip(glyph_of(stage)))
    for tag in card.tags[:4]:
        flow.addWidget(Chip(tag))
    section.box.addWidget(chips)
    return section


def clock(card: CustomerPanel, notice: str) -> QWidget | None:
    """Return his place, his time, whether he is at work, and what to mind."""
    section = Section()
    if card.clock is not None:
        place = ElidedLabel(card.clock.place)
        section.add_row(
            IconLabel("map-pin"), place, label(card.clock.time_text(), "body_strong"), stretch=1
        )
        tone = "green" if card.clock.at_work else "text2"
        section.add_row(
            IconLabel("briefcase-business"),
            ElidedLabel(card.clock.state_text(), "body", tone),
            label(card.clock.change_text(), "small", "text2"),
            stretch=1,
        )
    if notice:
        section.box.addSpacing(4)
        section.box.addWidget(_notice(notice))
    return section if card.clock is not None or notice else None


def _notice(text: str) -> QWidget:
    frame = QFrame()
    frame.setProperty("banner", "amber")
    row = QHBoxLayout(frame)
    row.setContentsMargins(10, 8, 10, 8)
    row.setSpacing(8)
    row.addWidget(IconLabel("calendar-days", 14, "amber"), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(label(text, "small", "amber", wrap=True), 1)
    return frame


def follow_up(row: FollowUpRow | None, now: datetime, done: Callable[[], object]) -> QWidget | None:
    """Return the next promise with its tick."""
    if row is None:
        return None
    section = Section(_("Next follow-up"))
    tick = DoneCircle(_("Mark as done"))
    tick.clicked.connect(lambda _on=False: done())
    late = row.due <= now
    due = label(due_text(row.due, now, own_zone()), "small", "red" if late else "text2")
    section.add_row(tick, ElidedLabel(row.text, "body_strong"), due, stretch=1, spacing=6)
    return section


def contacts(
    rows: Sequence[ContactRow], write: Callable[[ContactRow], object], add: Callable[[], object]
) -> QWidget:
    """Return the people with their mail buttons."""
    plus = buttons.icon_button("plus", _("Add a contact"), add, size=24, icon_size=14)
    section = Section(_("Contacts"), plus)
    section.box.setSpacing(2)
    for row in rows[:MOST_CONTACTS]:
        name = ElidedLabel(row.name, "body_strong" if row.left_on is None else "body")
        role = ElidedLabel(row.title or _("left") if row.left_on else row.title, "small", "text2")
        parts: list[QWidget] = [name, role]
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(parts[0], 3)
        line.addWidget(parts[1], 2)
        if row.email:
            tip = _("Write to {name}").format(name=row.name)
            mail = buttons.icon_button("mail", tip, size=24, icon_size=16)
            mail.clicked.connect(lambda _on=False, row=row: write(row))
            line.addWidget(mail)
        section.box.addLayout(line)
        for failure in row.failing:
            section.box.addWidget(failing_line(failure))
    if not rows:
        section.box.addWidget(label(_("Nobody is entered yet."), "small", "text2"))
    return section


def quotes(
    rows: Sequence[QuoteRow], show: Callable[[str], object], new: Callable[[], object]
) -> QWidget:
    """Return the open quotes, and a way to a new one."""
    action = buttons.link(_("New"), new)
    action.setFont(theme().font("caption", weight=600))
    section = Section(_("Open quotes"), action)
    section.box.setSpacing(2)
    for row in rows[:4]:
        number = buttons.link(row.label)
        number.setFont(theme().font("body"))
        number.clicked.connect(lambda _on=False, i=row.id: show(i))
        amount = label(f"{row.total.currency} {money_text(row.total.amount, 0)}", "body")
        section.add_row(number, ElidedLabel(row.term, "small", "text2"), amount, stretch=1)
    if not rows:
        section.box.addWidget(label(_("No open quote."), "small", "text2"))
    return section


def order(row: OrderRow, now: datetime) -> QWidget:
    """Return an order's progress."""
    section = Section()
    amount = f"{row.total.currency} {money_text(row.total.amount, 0)}"
    title = label(_("Order {number}").format(number=row.number), "caption", "text2")
    section.add_row(title, QWidget(), label(amount, "small", "text2"), stretch=1)
    strip = MilestoneStrip(row.segments)
    strip.setAccessibleName(row.milestone_text())
    section.box.addWidget(strip)
    state = row.milestone_text()
    if row.progress_percent:
        state = f"{state} {row.progress_percent}%"
    etd = ""
    if row.etd is not None:
        moment = datetime(row.etd.year, row.etd.month, row.etd.day, 12, tzinfo=now.tzinfo)
        etd = _("ETD {day}").format(day=day(moment, now))
        etd = f"{etd}, {row.port_of_loading}" if row.port_of_loading else etd
    section.add_row(ElidedLabel(state, "small"), label(etd, "small", "text2"), stretch=0)
    return section


def unpaid(sums: Sequence[Sum]) -> QWidget | None:
    """Return what he still owes."""
    if not sums:
        return None
    section = Section()
    owed = ", ".join(f"{part.currency} {money_text(part.amount, 0)}" for part in sums)
    section.add_row(
        IconLabel("banknote", 14, "red"), label(_("Overdue"), "small"), label(owed, "small", "red")
    )
    return section


def recent(events: Sequence[Event], now: datetime) -> QWidget | None:
    """Return what happened lately."""
    if not events:
        return None
    section = Section(_("Recent"))
    for event in events:
        icon = _EVENT_ICONS.get(event.icon_hint) or _KIND_ICONS.get(event.kind, "clock")
        title = ElidedLabel(event.title, "small", "text2")
        title.setToolTip(plain_tip(event.detail))
        when = label(day(event.at, now), "small", "text2")
        section.add_row(IconLabel(icon, 14), title, when, stretch=1)
    return section


class WhySection(Section):
    """Why the conversation belongs to this customer, and the ways to change that."""

    change_wanted = Signal()
    unlink_wanted = Signal()
    rules_wanted = Signal()

    def __init__(self, why: str, *, by_hand: bool) -> None:
        """`why` is the reason in words; a link by hand can be given back to the rules."""
        super().__init__()
        self.box.addWidget(
            label(_("Linked because: {why}").format(why=why), "small", "text2", wrap=True)
        )
        self.change = buttons.link(_("Change…"), self.change_wanted.emit)
        self.unlink = buttons.link(_("Unlink"), self.unlink_wanted.emit)
        parts: list[QWidget] = [self.change, self.unlink]
        if by_hand:
            parts.append(buttons.link(_("Let the rules decide"), self.rules_wanted.emit))
        for part in parts:
            part.setFont(theme().font("small", weight=500))
        self.add_row(*parts, spacing=14)
