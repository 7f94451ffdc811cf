"""What the user decided about warnings: dismissed for the sender and the thing, with a way back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.mail import Message
from desktop.store.schema.mail_warnings import MessageWarning, WarningChoice
from desktop.store.unit import Unit
from desktop.store.workspace import Store


@dataclass(frozen=True)
class Dismissed:
    """A decision: warnings of `kind` about `party` (a company's domain or an address) that name `seen` do not come."""

    id: str
    kind: str
    party: str
    seen: str
    at: datetime


def dismissed(store: Store) -> list[Dismissed]:
    """Return the decisions that hold, the newest first. `at` aware UTC."""
    query = (
        sa.select(WarningChoice)
        .where(WarningChoice.deleted_at.is_(None))
        .order_by(WarningChoice.updated_at.desc(), WarningChoice.id)
    )
    with store.read() as session:
        return [
            Dismissed(c.id, c.kind, c.party, c.seen, c.updated_at) for c in session.scalars(query)
        ]


def dismiss(store: Store, message_id: int, kinds: Iterable[str]) -> list[str]:
    """Take warnings away, for this mail and for their like from the same sender; return the decisions' ids.

    What was seen counts as known from now on. Raises UserFacing (`no_warning`); nothing is written then.
    """
    with store.write("user") as unit:
        return [_dismiss(unit, message_id, kind).id for kind in kinds]


def _dismiss(unit: Unit, message_id: int, kind: str) -> WarningChoice:
    session = unit.session
    row = session.get(MessageWarning, (message_id, kind))
    if row is None:
        raise UserFacing(_("There is no such warning on this message."), code="no_warning")
    same = sa.select(WarningChoice).where(
        WarningChoice.kind == kind,
        WarningChoice.party == row.party,
        WarningChoice.seen == row.seen,
    )
    choice = session.scalars(same).first()
    if choice is None:
        choice = WarningChoice(kind=kind, party=row.party, seen=row.seen)
        session.add(choice)
    choice.deleted_at = None
    _announce(unit, choice)
    return choice


def restore(store: Store, choice_ids: Iterable[str]) -> None:
    """Take back that warnings were dismissed."""
    with store.write("user") as unit:
        for choice_id in choice_ids:
            choice = unit.session.get(WarningChoice, choice_id)
            if choice is not None:
                choice.deleted_at = datetime.now(UTC)
                _announce(unit, choice)


def announce(store: Store, choice_ids: Iterable[str]) -> None:
    """Let the conversations be shown anew whose warnings these decisions are about."""
    with store.write("rule:alarms") as unit:
        for choice_id in choice_ids:
            choice = unit.session.get(WarningChoice, choice_id)
            if choice is not None:
                _announce(unit, choice)


def _announce(unit: Unit, choice: WarningChoice) -> None:
    """Let the conversations with this warning be shown anew."""
    unit.session.flush()
    query = (
        sa.select(Message.thread_id)
        .join(MessageWarning, MessageWarning.message_id == Message.id)
        .where(
            MessageWarning.kind == choice.kind,
            MessageWarning.party == choice.party,
            MessageWarning.seen == choice.seen,
        )
        .distinct()
    )
    unit.touch("thread", set(unit.session.scalars(query)))
