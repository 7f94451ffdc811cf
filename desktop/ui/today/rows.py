"""The day's rows as the list shows them: sections with their icons, badges in their tones."""

from collections.abc import Sequence, Set
from dataclasses import replace
from datetime import datetime

from desktop.crm import places
from desktop.crm.clocks import FIRST_RESPONSE
from desktop.crm.followups import FollowUpRow
from desktop.crm.today import Today, TodayRow
from desktop.ui.today.task_model import Group, Task, Tone

ICONS = {
    "warnings": "shield-alert",
    "overdue": "alarm-clock",
    "first_response": "timer",
    "due_today": "clock",
    "answers": "circle-check",
    "approvals": "shield-check",
    "quotes_silent": "hourglass",
    "quotes_expiring": "calendar-x",
    "samples": "package",
    "milestones": "ship",
    "payments": "banknote",
}
_ALARMS = frozenset({"warnings", "overdue", "payments"})
_LEVELS = {
    "ok": Tone.PLAIN,
    "due": Tone.AMBER,
    "overdue": Tone.RED,
    "info": Tone.INFO,
    "good": Tone.GREEN,
}


def groups_of(day: Today, now: datetime, ticked: Set[str] = frozenset()) -> list[Group]:
    """Return the sections of the day as groups of tasks, as of `now` (aware).

    Left out: inquiries put off beyond their 24 hours, and rows that the store would list again
    although they were ticked off today (`ticked`, see `marks`).
    """
    groups = [
        Group(
            section.id,
            section.title(),
            ICONS.get(section.id, "clock"),
            tuple(task_of(row) for row in section.rows),
            alarm=section.id in _ALARMS,
        )
        for section in day.sections
    ]
    return [
        replace(
            group,
            tasks=tuple(t for t in group.tasks if not _is_hidden(t, now, ticked)),
        )
        for group in groups
    ]


def marks(task: Task) -> set[str]:
    """Return what to remember when a task is ticked off: itself, and its kind for its customer.

    A promise kept about a silent quote must not bring the quote's own row back on the same day.
    """
    return {task.key, f"{task.kind}@{task.customer_id}"} if task.customer_id else {task.key}


def _is_hidden(task: Task, now: datetime, ticked: Set[str]) -> bool:
    if task.kind == "first_response" and task.due is not None:
        return task.due - now > FIRST_RESPONSE
    return not task.follow_up_id and bool(marks(task) & ticked)


def task_of(row: TodayRow) -> Task:
    """Return a row of the day as a task."""
    return Task(
        key=row.key,
        text=row.text,
        contact=row.contact_name or row.company,
        company=row.company if row.contact_name else "",
        grade=row.grade,
        country=row.country,
        badge=row.badge,
        tone=_LEVELS.get(row.level, Tone.PLAIN),
        progress=row.share,
        due=row.due,
        follow_up_id=row.follow_up_id or "",
        customer_id=row.customer_id or "",
        contact_id=row.contact_id or "",
        thread_id=row.thread_id,
        quote_id=row.quote_id or "",
        order_id=row.order_id or "",
        zone=places.time_zone(row.country),
        kind=row.section,
    )


def promises(rows: Sequence[FollowUpRow], badges: Sequence[str]) -> tuple[Task, ...]:
    """Return follow-ups as tasks; `badges` are their due times in words."""
    return tuple(
        Task(
            key=f"follow_up:{row.id}",
            text=row.text,
            contact=row.contact_name or row.customer_name,
            company=row.customer_name if row.contact_name else "",
            grade=row.grade,
            country=row.country,
            badge=badge,
            tone=_LEVELS.get(str(row.due_state), Tone.PLAIN),
            due=row.due,
            follow_up_id=row.id,
            customer_id=row.customer_id or "",
            contact_id=row.contact_id or "",
            thread_id=row.thread_id,
            quote_id=row.quote_id or "",
            zone=places.time_zone(row.country),
            kind=row.kind,
        )
        for row, badge in zip(rows, badges, strict=True)
    )
