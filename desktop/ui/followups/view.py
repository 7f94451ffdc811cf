"""The Follow-ups screen: every open promise, by when it is due; new ones by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.crm import clocks, customer_list, followups
from desktop.crm.followups import KINDS, FollowUpRow
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import N_, _, ngettext
from desktop.ui.records.form_dialog import FormDialog
from desktop.ui.records.record_form import FieldSpec, Kind, Section
from desktop.ui.screen import Changes
from desktop.ui.services import Services
from desktop.ui.today.deeds import tick
from desktop.ui.today.rows import promises
from desktop.ui.today.task_model import Group, Task
from desktop.ui.today.task_screen import TaskScreen
from desktop.ui.widgets.buttons import primary
from desktop.ui.widgets.empty import EmptyState
from desktop.ui.widgets.panes import PaneHeader
from desktop.ui.widgets.segmented import Segmented

BY_HAND = ("task", "promise", "question", "call")


@dataclass(frozen=True, slots=True)
class Listed:
    """The rows of the chosen range with their due times in words, and how many each range has."""

    rows: tuple[FollowUpRow, ...]
    badges: tuple[str, ...]
    counts: dict[str, int]


class FollowUpsView(TaskScreen):
    """All open promises."""

    screen_id = "followups"

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        """Build the screen; `refresh` fills it."""
        super().__init__(services, parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._header = PaneHeader(_("Follow-ups"))
        self._header.add(primary(_("New follow-up"), self.primary_new, icon_name="plus", key="N"))
        column.addWidget(self._header)
        filters = QHBoxLayout()
        filters.setContentsMargins(16, 6, 16, 6)
        self.range = Segmented(
            [
                ("all", _("All")),
                ("overdue", _("Overdue")),
                ("today", _("Today")),
                ("week", _("This week")),
            ],
            plain=True,
        )
        self.range.chosen.connect(lambda _key: self.refresh(None))
        filters.addWidget(self.range)
        filters.addStretch(1)
        column.addLayout(filters)
        self._empty = EmptyState(
            "check-check",
            _("No promise is open here"),
            _("Replies, quotes and samples start theirs by themselves."),
            ((_("New follow-up"), "plus", self.primary_new),),
            good=True,
        )
        self._pages = QStackedWidget()
        self._pages.addWidget(self.list)
        self._pages.addWidget(self._empty)
        column.addWidget(self._pages, 1)
        self.register_tasks("follow_ups", N_("Follow-ups"))

    def title(self) -> str:
        """Return the screen's name."""
        return _("Follow-ups")

    def refresh(self, changes: Changes | None) -> None:
        """Read the promises again."""
        if changes is not None and not {"follow_up", "customer", "contact"} & set(changes):
            return
        services, chosen = self.services, self.range.value()
        self.services.tasks.submit(
            lambda: _read(services, chosen), ok=self._loaded, owner=self, key="list"
        )

    def _loaded(self, found: Listed) -> None:
        current, place = self.list.current(), self.list.currentIndex().row()
        self.list.now = self.services.clock.now()
        self.model.load(_grouped(promises(found.rows, found.badges), self.services.clock.now()))
        self.list.select_key(current.key if current else "", max(place, 0))
        for key, count in found.counts.items():
            self.range.set_count(key, count)
        many = found.counts["all"]
        text = ngettext("{count} open", "{count} open", many).format(count=many)
        self._header.set(_("Follow-ups"), text)
        self._pages.setCurrentWidget(self.list if found.rows else self._empty)

    def tick(self, task: Task) -> None:
        """Mark a promise as kept; the toast takes it back."""
        self.model.mark_done(self.model.row_of(task.key))
        store, now = self.services.store, self.services.clock.now()
        self.services.tasks.submit(
            lambda: tick(store, task, now),
            ok=lambda _id: self._ticked_off(task),
            owner=self,
            lane="write",
        )

    def _ticked_off(self, task: Task) -> None:
        self.services.navigator.show_toast(
            _("Done: {what}").format(what=task.text),
            undo=lambda: self.take_back(task.follow_up_id),
        )
        self.refresh(None)

    def primary_new(self) -> None:
        """Promise something by hand."""
        self.new("")

    def new(self, customer_id: str) -> None:
        """Promise something, for a customer when one is named."""
        store = self.services.store
        self.services.tasks.submit(
            lambda: [(c.id, c.name) for c in customer_list.list_customers(store, limit=5000)],
            ok=lambda customers: self._ask(customers, customer_id),
            owner=self,
        )

    def _ask(self, customers: Sequence[tuple[str, str]], customer_id: str) -> None:
        day = self.services.clock.now().astimezone().date()
        FormDialog(
            self.services,
            _("New follow-up"),
            [new_section(customers)],
            {"due": day, "at": "17:00", "kind": "task", "customer_id": customer_id},
            self._add,
            done=lambda _row: self.refresh(None),
            parent=self,
        ).open()

    def _add(self, values: dict[str, object]) -> FollowUpRow:
        return followups.add(
            self.services.store,
            title=str(values["title"]),
            due=due_of(values),
            now=self.services.clock.now(),
            kind=str(values["kind"] or "task"),
            customer_id=str(values["customer_id"] or "") or None,
        )

    def show_args(self, **args: object) -> None:
        """Begin a promise: `new=True`, perhaps `customer_id=...`."""
        if args.get("new"):
            self.new(str(args.get("customer_id") or ""))


def new_section(customers: Sequence[tuple[str, str]]) -> Section:
    """Return the fields of a new promise."""
    kinds = [(kind, _(KINDS[kind])) for kind in BY_HAND]
    return Section(
        "",
        (
            FieldSpec("title", N_("What is to be done"), required=True, wide=True),
            FieldSpec("due", N_("On"), Kind.DATE, required=True),
            FieldSpec("at", N_("At")),
            FieldSpec("kind", N_("Kind"), Kind.CHOICE, choices=lambda: kinds),
            FieldSpec("customer_id", N_("Customer"), Kind.CHOICE, choices=lambda: customers),
        ),
    )


def due_of(values: dict[str, object]) -> datetime:
    """Return the due moment (aware UTC) of a day and a time on this computer's clock.

    Raises UserFacing when the time is none.
    """
    day = values["due"]
    try:
        at = time.fromisoformat(str(values["at"] or "17:00"))
    except ValueError as error:
        raise UserFacing(
            _("“{text}” is not a time.").format(text=values["at"]),
            hint=_("Write it like 16:30."),
            code="bad_time",
        ) from error
    here = datetime.fromisoformat(f"{day}T{at.isoformat()}").astimezone()
    return here.astimezone(UTC)


def _read(services: Services, chosen: str) -> Listed:
    store, now = services.store, services.clock.now()
    zone = now.astimezone().tzinfo
    assert zone is not None
    everything = followups.list_followups(store, now, zone=zone)
    ends = {"overdue": now, "today": followups.end_of_day(now, zone)}
    counts = {
        "all": len(everything),
        "overdue": sum(row.due <= ends["overdue"] for row in everything),
        "today": sum(row.due <= ends["today"] for row in everything),
        "week": len(followups.list_followups(store, now, due="week", zone=zone)),
    }
    rows = (
        everything
        if chosen == "all"
        else followups.list_followups(store, now, due=chosen, zone=zone)
    )
    badges = tuple(clocks.due_text(row.due, now) for row in rows)
    return Listed(tuple(rows), badges, counts)


def _grouped(tasks: Sequence[Task], now: datetime) -> list[Group]:
    """Return overdue, today, and later as groups."""
    zone = now.astimezone().tzinfo
    assert zone is not None
    midnight = followups.end_of_day(now, zone)
    late = tuple(t for t in tasks if t.due is not None and t.due <= now)
    today = tuple(t for t in tasks if t.due is not None and now < t.due <= midnight)
    later = tuple(t for t in tasks if t.due is None or t.due > midnight)
    return [
        Group("overdue", _("Overdue"), "alarm-clock", late, alarm=True),
        Group("today", _("Today"), "clock", today),
        Group("later", _("Later"), "calendar-days", later),
    ]
