"""The Today screen: what is due, most urgent first, with the aside beside it."""

from babel.dates import format_date
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.crm import today as day_query
from desktop.crm.today import Today
from desktop.runtime.i18n import N_, _, language
from desktop.ui.screen import Changes
from desktop.ui.services import Services
from desktop.ui.today.aside import TodayAside
from desktop.ui.today.deeds import tick
from desktop.ui.today.rows import groups_of, marks
from desktop.ui.today.task_model import Group, Task, by_customer
from desktop.ui.today.task_screen import TaskScreen
from desktop.ui.widgets.empty import EmptyState
from desktop.ui.widgets.labels import vline
from desktop.ui.widgets.panes import PaneHeader
from desktop.ui.widgets.segmented import Segmented

TABLES = {
    "follow_up", "quote", "sales_order", "order_milestone", "payment", "sample", "customer",
    "contact", "thread", "message",
}  # fmt: skip
VIEW_KEY = "today.grouping"
TICKED_KEY = "today.ticked"
ASIDE = 328


class TodayView(TaskScreen):
    """What the day asks for."""

    screen_id = "today"

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        """Build the screen; `refresh` fills it."""
        super().__init__(services, parent)
        self._groups: list[Group] = []
        self._day: Today | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._main(), 1)
        row.addWidget(vline())
        self.aside = TodayAside(services.clock)
        self.aside.setFixedWidth(ASIDE)
        row.addWidget(self.aside)
        self.register_tasks("today", N_("Today"))

    def _main(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._header = PaneHeader(self._date())
        self._grouping = Segmented(
            [("urgency", _("By urgency")), ("customer", _("By customer"))],
            str(self.services.settings.get(VIEW_KEY, "urgency")),
        )
        self._grouping.chosen.connect(self._regroup)
        self._header.add(self._grouping)
        column.addWidget(self._header)
        self._empty = EmptyState(
            "check-check",
            _("Nothing is due"),
            _("Every promise of today is kept."),
            (
                (_("Open Inbox"), "inbox", lambda: self.services.navigator.open_screen("inbox")),
                (_("All follow-ups"), "alarm-clock", self._open_followups),
            ),
            good=True,
        )
        self._pages = QStackedWidget()
        self._pages.addWidget(self.list)
        self._pages.addWidget(self._empty)
        column.addWidget(self._pages, 1)
        return page

    def _open_followups(self) -> None:
        self.services.navigator.open_screen("followups")

    def _date(self) -> str:
        day = self.services.clock.now().astimezone().date()
        pattern = "M月d日 EEEE" if language() == "zh_CN" else "EEEE, d MMMM"
        return str(format_date(day, pattern, locale=language()))

    def title(self) -> str:
        """Return the screen's name."""
        return _("Today")

    def refresh(self, changes: Changes | None) -> None:
        """Read the day again."""
        if changes is not None and not TABLES & set(changes):
            return
        store, now = self.services.store, self.services.clock.now()
        zone = now.astimezone().tzinfo
        assert zone is not None
        self.services.tasks.submit(
            lambda: day_query.today(store, now, zone=zone), ok=self._loaded, owner=self, key="day"
        )

    def _loaded(self, day: Today) -> None:
        self._day = day
        self._groups = groups_of(day, self.services.clock.now(), self._ticked())
        self._show()
        self.aside.load(day.places, day.responses, day.notes)

    def _show(self) -> None:
        current = self.list.current()
        place = self.list.currentIndex().row()
        groups = self._groups
        if self._grouping.value() == "customer":
            groups = by_customer(groups)
        self.list.now = self.services.clock.now()
        self.model.load(groups)
        self.list.select_key(current.key if current else "", max(place, 0))
        count = len(self.model.tasks())
        done = self._day.done if self._day else 0
        text = _("{count} to do · {done} done").format(count=count, done=done)
        self._header.set(self._date(), text)
        self._pages.setCurrentWidget(self.list if count else self._empty)

    def _regroup(self, key: str) -> None:
        self.services.settings.set(VIEW_KEY, key)
        self._show()

    def tick(self, task: Task) -> None:
        """Mark a task as done; the toast takes it back."""
        row = self.model.row_of(task.key)
        if row >= 0:
            self.model.mark_done(row)
        store, now = self.services.store, self.services.clock.now()
        self._hide(marks(task))
        self.services.tasks.submit(
            lambda: tick(store, task, now),
            ok=lambda record_id: self._ticked_off(task, record_id),
            owner=self,
            lane="write",
        )

    def _ticked_off(self, task: Task, record_id: str) -> None:
        def back() -> None:
            self._unhide(marks(task))
            self.take_back(record_id)

        self.services.navigator.show_toast(_("Done: {what}").format(what=task.text), undo=back)
        self.refresh(None)

    def _ticked(self) -> set[str]:
        """Return the rows ticked off today that the store would list again."""
        kept = self.services.settings.get(TICKED_KEY, {})
        return set(kept.get(self._day_key(), [])) if isinstance(kept, dict) else set()

    def _day_key(self) -> str:
        return self.services.clock.now().astimezone().date().isoformat()

    def _hide(self, keys: set[str]) -> None:
        self.services.settings.set(TICKED_KEY, {self._day_key(): sorted(self._ticked() | keys)})

    def _unhide(self, keys: set[str]) -> None:
        self.services.settings.set(TICKED_KEY, {self._day_key(): sorted(self._ticked() - keys)})

    def primary_new(self) -> None:
        """Promise something."""
        self.services.navigator.open_screen("followups", new=True)
