"""A list of things to do in titled groups: shared by Today and Follow-ups."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.runtime.i18n import _

Index = QModelIndex | QPersistentModelIndex
ITEM_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_ROOT = QModelIndex()


class Tone(StrEnum):
    """The colour of a badge, by what it means."""

    PLAIN = "plain"
    AMBER = "amber"
    RED = "red"
    GREEN = "green"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Task:
    """One row. `progress` (0 to 1) draws the used part of a window; `due` is aware UTC.

    `key` is stable between loads, so that the selection stays where it was. `follow_up_id` is
    empty for rows that come from elsewhere (a silent quote, an overdue payment): ticking them off
    writes a follow-up that is done.
    """

    key: str
    text: str
    contact: str = ""
    company: str = ""
    grade: str = ""
    country: str = ""
    badge: str = ""
    tone: Tone = Tone.PLAIN
    progress: float | None = None
    due: datetime | None = None
    follow_up_id: str = ""
    customer_id: str = ""
    contact_id: str = ""
    thread_id: int | None = None
    quote_id: str = ""
    order_id: str = ""
    zone: str = ""
    kind: str = ""
    is_done: bool = False

    def spoken(self) -> str:
        """Return the row in words for a screen reader."""
        parts = [
            _("Grade {grade}").format(grade=self.grade) if self.grade else "",
            self.contact,
            self.company,
            self.text,
            self.badge,
            _("done") if self.is_done else "",
        ]
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Group:
    """A titled group of tasks; `alarm` paints its icon red."""

    key: str
    title: str
    icon: str
    tasks: tuple[Task, ...]
    alarm: bool = False
    grade: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """The row above a group."""

    title: str
    icon: str
    count: int
    alarm: bool
    grade: str


class TaskModel(QAbstractListModel):
    """The groups laid out as rows: a heading, then its tasks. Empty groups do not appear."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._items: list[Heading | Task] = []

    def load(self, groups: Sequence[Group]) -> None:
        """Show these groups."""
        items: list[Heading | Task] = []
        for group in groups:
            if group.tasks:
                items.append(
                    Heading(group.title, group.icon, len(group.tasks), group.alarm, group.grade)
                )
                items.extend(group.tasks)
        self.beginResetModel()
        self._items = items
        self.endResetModel()

    def mark_done(self, row: int) -> None:
        """Show the task in `row` as ticked off until the list is read again."""
        task = self.task(row)
        if task is not None:
            self._items[row] = replace(task, is_done=True)
            index = self.index(row)
            self.dataChanged.emit(index, index)

    def task(self, row: int) -> Task | None:
        """Return the task in `row`, None for a heading or a row that is not there."""
        item = self._items[row] if 0 <= row < len(self._items) else None
        return item if isinstance(item, Task) else None

    def tasks(self) -> list[Task]:
        """Return every task, in order."""
        return [item for item in self._items if isinstance(item, Task)]

    def row_of(self, key: str) -> int:
        """Return the row of the task with this key, -1 when it is not shown."""
        for row, item in enumerate(self._items):
            if isinstance(item, Task) and item.key == key:
                return row
        return -1

    def next_task(self, row: int, step: int) -> int:
        """Return the nearest task from `row` in direction `step` (1 or -1); `row` if there is none."""
        place = row + step
        while 0 <= place < len(self._items):
            if isinstance(self._items[place], Task):
                return place
            place += step
        return row

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return the number of rows, headings included."""
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the row itself, or its words."""
        if not index.isValid() or index.row() >= len(self._items):
            return None
        item = self._items[index.row()]
        if role == ITEM_ROLE:
            return item
        if role == Qt.ItemDataRole.DisplayRole:
            return item.text if isinstance(item, Task) else item.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return item.spoken() if isinstance(item, Task) else f"{item.title}, {item.count}"
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings cannot be selected."""
        if index.isValid() and isinstance(self._items[index.row()], Heading):
            return Qt.ItemFlag.ItemIsEnabled
        return super().flags(index)


def by_customer(groups: Sequence[Group]) -> list[Group]:
    """Return the same tasks grouped by customer: the customer with the most urgent task first."""
    found: dict[str, list[Task]] = {}
    for task in (task for group in groups for task in group.tasks):
        found.setdefault(task.company or task.contact, []).append(task)
    return [
        Group(
            f"customer:{name}",
            name or _("Without a customer"),
            "building-2",
            tuple(replace(task, company="") for task in tasks),
            grade=next((task.grade for task in tasks if task.grade), ""),
        )
        for name, tasks in found.items()
    ]
