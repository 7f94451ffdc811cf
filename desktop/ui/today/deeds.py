"""What ticking off and putting off do in the store, and their way back."""

from datetime import datetime

from desktop.crm import followups
from desktop.store import journal
from desktop.store.workspace import Store
from desktop.ui.today.task_model import Task

# A row that is not a follow-up itself becomes one of this kind when it is ticked off.
_KINDS = {
    "quotes_silent": "quote_silent",
    "quotes_expiring": "task",
    "samples": "sample",
    "milestones": "milestone",
    "payments": "payment",
}


def tick(store: Store, task: Task, now: datetime) -> str:
    """Mark a task as done and return the follow-up's id.

    A row without a follow-up gets one that is done, so that the day's count and the customer's
    history know of it.
    """
    follow_up_id = task.follow_up_id or _made(store, task, now)
    followups.done(store, follow_up_id, now)
    return follow_up_id


def _made(store: Store, task: Task, now: datetime) -> str:
    made = followups.add(
        store,
        title=task.text,
        due=now,
        now=now,
        kind=_KINDS.get(task.kind, "task"),
        customer_id=task.customer_id or None,
        contact_id=task.contact_id or None,
        quote_id=task.quote_id or None,
    )
    return made.id


def take_back(store: Store, record_id: str) -> None:
    """Undo the last change of a record. Raises UserFacing when something newer stands in the way."""
    last = journal.entries(store, record=record_id, limit=1)
    if last:
        journal.undo(store, last[0].id)
