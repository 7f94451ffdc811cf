"""How a conversation stands to its clock: in words, and as the badge's kind."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from PySide6.QtCore import QTimeZone

from desktop.crm.clocks import due_state, reply_text
from desktop.runtime.clock import zone_of
from desktop.runtime.i18n import _
from desktop.store.queries.threads import ThreadRow


@dataclass(frozen=True)
class Sla:
    """A badge: `kind` is ok, due, overdue, replied or none (a key of `paint.SLA`)."""

    kind: str
    text: str


def sla_of(row: ThreadRow, now: datetime) -> Sla:
    """Return the badge of a conversation at `now` (aware UTC)."""
    if row.reply_due is not None:
        kind = due_state(row.reply_due, now).value
        return Sla(kind, reply_text(row.reply_due, now, own_zone()))
    if row.is_replied:
        return Sla("replied", _("replied"))
    return Sla("none", _("no reply due"))


@cache
def own_zone() -> str:
    """Return this computer's IANA zone, "UTC" when it has none."""
    name = bytes(QTimeZone.systemTimeZoneId().data()).decode("ascii", "replace")
    return name if zone_of(name) else "UTC"
