"""Mail actions that the server refused for good: what, why, and the user's nod that he has seen it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from desktop.mail.action_outcome import given_up_text
from desktop.mail.thread_rows import chunks
from desktop.store.schema.mail import MailAction, Message
from desktop.store.workspace import Store


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One gesture, or what of it was refused for one reason. `ids`: its rows; `subject`: of its first mail."""

    id: int
    ids: tuple[int, ...]
    account_id: str
    kind: str
    text: str
    subject: str
    at: datetime


def given_up(store: Store) -> list[RefusedRow]:
    """Return what was refused and not yet acknowledged, newest first."""
    with store.read() as session:
        rows = session.execute(
            sa.select(MailAction, Message.subject)
            .outerjoin(Message, Message.id == MailAction.message_id)
            .where(MailAction.state == "dead")
            .order_by(MailAction.id.desc())
        ).all()
    found: dict[tuple[str, str, str], list[tuple[MailAction, str]]] = {}
    for row, subject in rows:
        key = (row.gesture or str(row.id), row.kind, row.error)
        found.setdefault(key, []).append((row, subject or ""))
    return [
        RefusedRow(
            group[0][0].id,
            tuple(row.id for row, _subject in group),
            group[0][0].account_id,
            kind,
            given_up_text(kind, why, len(group)),
            group[-1][1],
            datetime.fromtimestamp(group[0][0].created_at, UTC),
        )
        for (_gesture, kind, why), group in found.items()
    ]


def forget(store: Store, ids: Iterable[int]) -> None:
    """Take refusals off the list: the user has seen them."""
    wanted = list(ids)
    with store.write("user") as unit:
        for part in chunks(wanted):
            unit.session.execute(
                sa.delete(MailAction).where(MailAction.id.in_(part), MailAction.state == "dead")
            )
        unit.touch("mail_action", wanted)
