"""The flags that are shown: what the server has, overlaid by what is still owed to it."""

from collections import defaultdict

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.mail.thread_rows import chunks, refresh_threads
from desktop.store.among import among
from desktop.store.schema.mail import MailAction, Message, Placement
from desktop.store.unit import Unit

_SETS = {
    "read": ("seen", True),
    "unread": ("seen", False),
    "flag": ("flagged", True),
    "unflag": ("flagged", False),
    "answered": ("answered", True),
}


def refresh_flags(unit: Unit, message_ids: set[int], *, refresh: bool = True) -> None:
    """Set the shown flags of messages from their placements and the actions not yet replayed.

    With `refresh` the rows of their threads follow.
    """
    session = unit.session
    for part in chunks(sorted(message_ids)):
        flags: dict[int, set[str]] = defaultdict(set)
        for message_id, text in session.execute(
            sa.select(Placement.message_id, Placement.flags).where(Placement.message_id.in_(part))
        ):
            flags[message_id].update(text.lower().split())
        shown = {
            i: {"seen": "\\seen" in f, "flagged": "\\flagged" in f, "answered": "\\answered" in f}
            for i, f in flags.items()
        }
        pending = session.execute(
            sa.select(MailAction.message_id, MailAction.kind)
            .where(
                MailAction.message_id.in_(part),
                MailAction.state.in_(("new", "inflight", "unknown")),
            )
            .order_by(MailAction.id)
        )
        for wanted, kind in pending:
            if wanted is not None and kind in _SETS and wanted in shown:
                name, value = _SETS[kind]
                shown[wanted][name] = value
        _write_flags(unit, shown)
    if refresh:
        unit.touch("message", message_ids)
        refresh_threads(unit, threads_of(session, message_ids))


def _write_flags(unit: Unit, shown: dict[int, dict[str, bool]]) -> None:
    names = ("seen", "flagged", "answered")
    rows = [(*(values[name] for name in names), i) for i, values in shown.items()]
    unit.update_rows(Message, names, rows)


def threads_of(session: Session, message_ids: set[int]) -> set[int]:
    """The threads of messages."""
    if not message_ids:
        return set()
    query = sa.select(Message.thread_id).where(among(Message.id, message_ids)).distinct()
    return set(session.scalars(query))
