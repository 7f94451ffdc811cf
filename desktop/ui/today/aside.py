"""The aside of Today: who is at work, how fast we answered, birthdays and holidays ahead."""

from datetime import datetime

from babel.dates import format_date
from PySide6.QtCore import QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.crm.day_aside import DayNote, FirstResponses, Place
from desktop.crm.places import country_name
from desktop.runtime.clock import Clock
from desktop.runtime.i18n import _, language, ngettext
from desktop.ui.actions import key_text
from desktop.ui.theme import theme
from desktop.ui.today.hours import STARTS_AT, Strip, now_share, strips
from desktop.ui.widgets import paint
from desktop.ui.widgets.key_cap import KeyCap
from desktop.ui.widgets.labels import ElidedLabel, IconLabel, hline, label, retone
from desktop.ui.widgets.panes import ScrollPane, clear_layout

MOST_PLACES = 9
MOST_NOTES = 8
NAME_WIDTH = 92
MINUTE_MS = 60_000


class HoursStrip(QWidget):
    """A bar a place with its office hours on it, and the line of the present moment."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._rows: list[Strip] = []
        self._now = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def load(self, rows: list[Strip], now: float) -> None:
        """Show these rows; `now` is where the line stands, 0 to 1."""
        self._rows, self._now = rows, now
        open_now = [row.city for row in rows if row.is_open]
        self.setAccessibleName(_("At work now: {cities}").format(cities=", ".join(open_now)))
        self.updateGeometry()
        self.update()

    def _line(self) -> int:
        return max(24, theme().line("small") + 6)

    def sizeHint(self) -> QSize:
        """One line a place, one for the hours."""
        return QSize(200, self._line() * len(self._rows) + 24)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the rows, the hours below and the line."""
        painter = QPainter(self)
        paint.smooth(painter)
        height, left = self._line(), NAME_WIDTH
        width = self.width() - left
        for place, row in enumerate(self._rows):
            top = place * height
            self._row(painter, row, QRect(0, top, self.width(), height), left, width)
        bottom = height * len(self._rows)
        for share, hour in ((0.0, 0), (0.25, 6), (0.5, 12), (0.75, 18), (1.0, 24)):
            text = f"{(STARTS_AT + hour) % 24:02d}"
            x = left + round(share * width)
            box = QRect(x - 10, bottom + 4, 20, 16)
            if share in (0.0, 1.0):
                box.moveLeft(left if share == 0.0 else self.width() - 16)
            paint.text(painter, box, text, style="caption", color="text2")
        x = left + round(self._now * width)
        painter.fillRect(QRect(x - 1, 0, 2, bottom), theme().color("accent"))

    @staticmethod
    def _row(painter: QPainter, row: Strip, rect: QRect, left: int, width: int) -> None:
        country = QRect(rect.left(), rect.top(), 24, rect.height())
        paint.text(painter, country, row.country, style="caption", color="text2")
        name = QRect(rect.left() + 24, rect.top(), left - 30, rect.height())
        color = "text" if row.is_open else "text2"
        weight = 500 if row.is_open else 0
        paint.text(painter, name, row.city, style="small", color=color, weight=weight)
        middle = rect.center().y()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("track"))
        painter.drawRoundedRect(QRectF(left, middle - 3, width, 7), 2, 2)
        painter.setBrush(theme().color("slate" if row.is_open else "border_strong"))
        for begin, end in row.spans:
            span = QRectF(left + begin * width, middle - 3, (end - begin) * width, 7)
            painter.drawRoundedRect(span, 2, 2)


class TodayAside(ScrollPane):
    """The right-hand column of Today."""

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        """Build it; `load` fills it."""
        super().__init__(margins=(20, 14, 20, 12), spacing=8, plane="surface2", parent=parent)
        self._clock = clock
        self._places: tuple[Place, ...] = ()
        self._head = QHBoxLayout()
        self._head.addWidget(label(_("At work now"), "section"))
        self._head.addStretch(1)
        self._time = label("", "small", "text2")
        self._head.addWidget(self._time)
        self.box.addLayout(self._head)
        self.hours = HoursStrip()
        self.box.addWidget(self.hours)
        self.box.addSpacing(4)
        self.box.addWidget(hline())
        self._responses()
        self.box.addWidget(hline())
        self.box.addSpacing(4)
        self.box.addWidget(label(_("Birthdays and holidays"), "section"))
        self._notes = QVBoxLayout()
        self._notes.setSpacing(8)
        self.box.addLayout(self._notes)
        self.box.addStretch(1)
        self.box.addWidget(hline())
        self.box.addWidget(self._keys())
        self._minute = QTimer(self)
        self._minute.setInterval(MINUTE_MS)
        self._minute.timeout.connect(self.show_now)
        self._minute.start()

    def _responses(self) -> None:
        top = QHBoxLayout()
        title = ElidedLabel(_("First response, this week"), "section")
        top.addWidget(title, 1)
        top.addWidget(label(_("target 24 h"), "small", "text2"))
        self.box.addSpacing(4)
        self.box.addLayout(top)
        figures = QHBoxLayout()
        self._median = label("–", "display")
        self._share = label("", "section", "green")
        self._share.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
        figures.addWidget(self._median)
        figures.addStretch(1)
        figures.addWidget(self._share)
        self.box.addLayout(figures)
        below = QHBoxLayout()
        self._base = label("", "small", "text2")
        self._on_time = label("", "small", "text2")
        below.addWidget(self._base)
        below.addStretch(1)
        below.addWidget(self._on_time)
        self.box.addLayout(below)
        self.box.addSpacing(4)

    def _keys(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 2, 0, 0)
        row.setSpacing(6)
        for key, text in (("R", _("reply")), ("H", _("snooze")), ("E", _("done"))):
            row.addWidget(KeyCap(key_text(key)))
            row.addWidget(label(text, "small", "text2"))
        row.addStretch(1)
        return holder

    def load(
        self, places: tuple[Place, ...], responses: FirstResponses, notes: tuple[DayNote, ...]
    ) -> None:
        """Fill the three parts."""
        self._places = places[:MOST_PLACES]
        self.show_now()
        self._show_responses(responses)
        clear_layout(self._notes)
        today = self._clock.now().astimezone().date()
        for note in notes[:MOST_NOTES]:
            self._notes.addWidget(_note(note, is_today=note.day == today))
        if not notes:
            self._notes.addWidget(label(_("None in the next two weeks."), "small", "text2"))

    def show_now(self) -> None:
        """Move the line to the present moment."""
        now = self._clock.now()
        self.hours.load(strips(self._places, now), now_share(now))
        self._time.setText(_("{time} here").format(time=_local(now)))

    def _show_responses(self, found: FirstResponses) -> None:
        if found.median_hours is None:
            self._median.setText("–")
            self._share.setText("")
            self._on_time.setText("")
            self._base.setText(_("no inquiry answered yet"))
            return
        minutes = round(found.median_hours * 60)
        self._median.setText(
            _("{hours} h {minutes} m").format(hours=minutes // 60, minutes=minutes % 60)
        )
        base = ngettext("median of {count} inquiry", "median of {count} inquiries", found.count)
        self._base.setText(base.format(count=found.count))
        self._share.setText(f"{found.on_time_percent}%")
        retone(self._share, "green" if (found.on_time_percent or 0) >= 90 else "amber")
        self._on_time.setText(_("on time"))


def _note(note: DayNote, *, is_today: bool) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(12)
    day = QVBoxLayout()
    day.setSpacing(0)
    number = label(str(note.day.day), "lead")
    month = label(str(format_date(note.day, "MMM", locale=language())), "caption", "text2")
    for part in (number, month):
        part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        part.setFixedWidth(34)
        day.addWidget(part)
    row.addLayout(day)
    words = QVBoxLayout()
    words.setSpacing(0)
    title, detail = _note_words(note, is_today=is_today)
    words.addWidget(ElidedLabel(title, "body_strong"))
    words.addWidget(ElidedLabel(detail, "small", "text2"))
    row.addLayout(words, 1)
    row.addWidget(IconLabel("cake" if note.kind == "birthday" else "calendar-days", 16))
    return holder


def _note_words(note: DayNote, *, is_today: bool) -> tuple[str, str]:
    if note.kind == "birthday":
        when = _("Birthday today") if is_today else _("Birthday")
        return note.title, " · ".join(part for part in (when, note.country) if part)
    many = ngettext("{count} customer", "{count} customers", note.customers)
    return (
        _("{country}: {holiday}").format(country=country_name(note.country), holiday=note.title),
        many.format(count=note.customers),
    )


def _local(now: datetime) -> str:
    return now.astimezone().strftime("%H:%M")
