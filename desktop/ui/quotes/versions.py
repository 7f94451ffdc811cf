"""The revisions of a quote on the screen: the switch in the editor's header, the list below the page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.runtime.days import long_day, short_day
from desktop.runtime.i18n import _
from desktop.trade.quote_compare import compare, summary
from desktop.trade.quote_figures import QuoteFigures
from desktop.trade.quote_sending import Sending
from desktop.trade.quote_states import LABELS
from desktop.ui.theme import theme
from desktop.ui.widgets.buttons import RING, Button, icon_button, link
from desktop.ui.widgets.labels import ElidedLabel, label
from desktop.ui.widgets.panes import clear_layout
from desktop.ui.widgets.segmented import Segmented

MOST_IN_HEADER = 4
MOST_IN_LIST = 5


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A revision as the list shows it; `thread_id` opens the mail that carried it."""

    id: str
    revision: str
    note: str
    total: str
    when: str
    mails: str = ""
    thread_id: int | None = None


def version_rows(
    revisions: Sequence[QuoteFigures],
    mails: Mapping[str, Sequence[Sending]],
    today: date,
    told: Mapping[int, Sequence[str]] | None = None,
) -> tuple[VersionRow, ...]:
    """Return the rows of a quote's revisions, newest first: reason, else what changed, else its state.

    `told` is what was reported about a mail, by its id: read, not delivered.
    """
    rows = []
    for place, one in enumerate(revisions):
        before = revisions[place + 1] if place + 1 < len(revisions) else None
        carried = mails.get(one.id, ())
        rows.append(
            VersionRow(
                one.id,
                f"V{one.revision}",
                _note(one, before),
                one.total.format(),
                _when(one.sent_at or one.updated_at, today),
                "\n".join(_carried(mail, told or {}) for mail in carried),
                carried[-1].thread_id if carried else None,
            )
        )
    return tuple(rows)


def _note(one: QuoteFigures, before: QuoteFigures | None) -> str:
    if one.revision_note:
        return one.revision_note
    changed = summary(compare(before.draft, one.draft)) if before is not None else ""
    return changed or one.state_note or _(LABELS[one.state])


def _when(moment: datetime, today: date) -> str:
    local = moment.astimezone()
    if local.date() == today:
        return _("today")
    return short_day(local.date(), today)


def _carried(mail: Sending, told: Mapping[int, Sequence[str]]) -> str:
    day = long_day(mail.sent_at.astimezone().date())
    sent = _("Sent {day} by mail to {people}").format(day=day, people=mail.sent_to or "–")
    reports = told.get(mail.message_id, ()) if mail.message_id is not None else ()
    return "\n".join((sent, *reports))


class VersionsBar(QWidget):
    """The switch "V1 · V2 sent · V3" and "Compare with V2"; hidden while there is one revision only."""

    revision_wanted = Signal(str)
    compare_wanted = Signal(str, str)
    filled = Signal()
    """What it shows has changed, and the room that it takes."""

    def __init__(self) -> None:
        """Start hidden."""
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self.choice: Segmented | None = None
        self.compare: Button | None = None
        self._narrow = False
        self._revisions: Sequence[QuoteFigures] = ()
        self._current = ""
        self.hide()

    def load(self, revisions: Sequence[QuoteFigures], current_id: str) -> None:
        """Show the newest revisions of a quote, `current_id` being open."""
        clear_layout(self._row)
        self.choice = self.compare = None
        self._revisions, self._current = revisions, current_id
        self.setVisible(len(revisions) > 1)
        if len(revisions) > 1:
            self._fill(revisions, current_id)
        self.filled.emit()

    def _fill(self, revisions: Sequence[QuoteFigures], current_id: str) -> None:
        shown = list(reversed(revisions[:MOST_IN_HEADER]))
        words = [(one.id, _short(one, with_state=not self._narrow)) for one in shown]
        self.choice = Segmented(words, current_id)
        self.choice.setAccessibleName(_("Revisions"))
        self.choice.chosen.connect(self.revision_wanted)
        self._row.addWidget(self.choice)
        place = next((i for i, one in enumerate(revisions) if one.id == current_id), 0)
        if place + 1 < len(revisions):
            older, newer = revisions[place + 1], revisions[place]
            text = _("Compare with V{revision}").format(revision=older.revision)
            self.compare = link(
                text, lambda: self.compare_wanted.emit(older.id, newer.id), icon_name="git-compare"
            )
            self.compare.set_compact(self._narrow)
            self._row.addWidget(self.compare)

    def set_narrow(self, narrow: bool) -> None:
        """Show numbers and a sign instead of words."""
        if narrow != self._narrow:
            self._narrow = narrow
            self.load(self._revisions, self._current)

    def narrow_width(self) -> int:
        """Return the width that numbers and a sign take, in pixels; 0 while hidden."""
        if self.choice is None:
            return 0
        metrics = QFontMetrics(theme().font("small", weight=500))
        shown = self._revisions[:MOST_IN_HEADER]
        width = sum(metrics.horizontalAdvance(f"V{one.revision}") + 24 for one in shown)
        return width + (theme().scaled(38) + 8 if self.compare is not None else 0)

    def full_width(self) -> int:
        """Return the width that all words would take, in pixels; 0 while hidden."""
        if self.choice is None:
            return 0
        metrics = QFontMetrics(theme().font("small", weight=500))
        shown = self._revisions[:MOST_IN_HEADER]
        width = sum(metrics.horizontalAdvance(_short(one)) + 24 for one in shown)
        return width + (self.compare.full_width() + 8 if self.compare is not None else 0)


def _short(one: QuoteFigures, *, with_state: bool = True) -> str:
    is_sent = one.sent_at is not None and with_state
    return _("V{revision} sent").format(revision=one.revision) if is_sent else f"V{one.revision}"


class VersionsList(QWidget):
    """The revisions of a quote, newest first; a click opens one, the envelope its mail."""

    chosen = Signal(str)
    mail_wanted = Signal(int)

    def __init__(self) -> None:
        """Start empty and hidden."""
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(20, 12, 20, 14)
        self._column.setSpacing(4)
        self.hide()

    def load(self, rows: Sequence[VersionRow], current: str) -> None:
        """Show revisions; the one with id `current` is open."""
        clear_layout(self._column)
        self.setVisible(bool(rows))
        self._column.addWidget(label(_("Revisions"), "section"))
        for one in rows[:MOST_IN_LIST]:
            self._column.addWidget(self._row(one, current))

    def _row(self, one: VersionRow, current: str) -> QWidget:
        holder = _ClickRow(lambda: self.chosen.emit(one.id))
        holder.setAccessibleName(f"{one.revision} {one.note} {one.total} {one.when}")
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        name = label(one.revision, "body_strong", "accent" if one.id == current else "text")
        name.setMinimumWidth(theme().scaled(22))
        row.addWidget(name)
        row.addWidget(ElidedLabel(one.note, "small", "text2"), 1)
        if one.mails:
            thread = one.thread_id
            mail = icon_button(
                "mail-check", one.mails, lambda: self._open_mail(thread), size=24, icon_size=14
            )
            mail.setEnabled(thread is not None)
            row.addWidget(mail)
        row.addWidget(label(one.total, "small"))
        when = label(one.when, "small", "text2")
        when.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        when.setMinimumWidth(theme().scaled(64))
        row.addWidget(when)
        return holder

    def _open_mail(self, thread_id: int | None) -> None:
        if thread_id is not None:
            self.mail_wanted.emit(thread_id)


class _ClickRow(QWidget):
    """A row that opens something by click, Enter or the space bar."""

    def __init__(self, clicked: Callable[[], object]) -> None:
        super().__init__()
        self._clicked = clicked
        self.setFixedHeight(theme().scaled(24))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty(RING, True)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Open it."""
        self._clicked()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._clicked()
        else:
            super().keyPressEvent(event)
