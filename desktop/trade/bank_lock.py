"""The lock on bank details: opened with a reason, closed by the change, every step in the journal.

Payment diversion is the main fraud of this trade: a changed account number must have a person, a
moment and a reason (DOMAIN.md A3).
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store import journal
from desktop.store.workspace import Store
from desktop.trade.bank_accounts import stored
from desktop.trade.documents.offer import Bank

_CAUSE = "bank"
LEAST_REASON = 5
"""Characters: "new" says nothing."""
_SHOWN = frozenset(Bank.__dataclass_fields__) | {"is_default", "locked_at", "deleted_at"}


@dataclass(frozen=True, slots=True)
class BankChange:
    """One change of an account: when (UTC), who, field, old and new value, and the reason given."""

    at: datetime
    actor: str
    field: str
    old: str
    new: str
    reason: str = ""


def lock(store: Store, account_id: str) -> None:
    """Lock an account's details. UserFacing when there is no such account."""
    with store.write(cause=_CAUSE) as unit:
        row = stored(unit.session, account_id)
        if row.locked_at is None:
            row.locked_at = datetime.now(UTC)


def unlock(store: Store, account_id: str, reason: str) -> None:
    """Open an account's details for one change; `reason` goes into the journal.

    Raises UserFacing: unknown account, or no reason worth the name.
    """
    words = " ".join(reason.split())
    if len(words) < LEAST_REASON and not any(ord(c) > 0x2E80 for c in words):
        raise UserFacing(
            _("Say why the bank details are to change."),
            safe=_("They stay locked."),
            hint=_("The reason stands in the journal with your name."),
            code="reason_needed",
        )
    with store.write(cause=_CAUSE) as unit:
        row = stored(unit.session, account_id)
        row.locked_at, row.unlock_reason = None, words


def history(store: Store, account_id: str) -> tuple[BankChange, ...]:
    """Return what was changed in an account, newest first, with old and new values."""
    found = []
    reason = ""
    entries = journal.entries(store, record=account_id, limit=500)
    for entry in reversed(entries):
        values = entry.changes
        if "unlock_reason" in values and entry.operation == "update":
            reason = _words(values["unlock_reason"][1])
        if entry.operation == "create":
            found.append(BankChange(entry.at, entry.actor, "created", "", ""))
            continue
        for name in sorted(_SHOWN & set(values)):
            old, new = (_words(value) for value in values[name])
            found.append(BankChange(entry.at, entry.actor, name, old, new, reason))
    return tuple(reversed(found))


def _words(value: object) -> str:
    return "" if value is None else str(value)
