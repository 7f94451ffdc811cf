"""Undo with what follows from it: links to mail are derived, so they are decided anew."""

from desktop.crm.alarm_choices import announce
from desktop.crm.alarms import review
from desktop.crm.linking import relink
from desktop.store import journal
from desktop.store.journal import Entry
from desktop.store.workspace import Store

_DECIDES_LINKS = {"customer", "contact", "contact_point", "customer_domain", "thread_link_choice"}


def undo(store: Store, entry_id: str | None = None) -> list[Entry]:
    """Take back the unit that holds `entry_id`, or the user's newest one; return its rows.

    Raises UserFacing: nothing to undo, already undone, or a later change stands in the way.
    """
    rows = journal.undo(store, entry_id)
    if any(row.record_type in _DECIDES_LINKS for row in rows):
        relink(store)
        review(store)
    choices = [row.record_id for row in rows if row.record_type == "warning_choice"]
    if choices:
        announce(store, choices)
    return rows
