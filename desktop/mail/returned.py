"""Mail that went out and came back: listed until the user has seen it, and written again from what was sent."""

from dataclasses import replace

import sqlalchemy as sa

from desktop.mail import drafts
from desktop.mail.draft import read
from desktop.mail.drafts import RETURNED, OutboxRow
from desktop.store.schema.mail import OutboxMessage
from desktop.store.workspace import Store


def returned(store: Store) -> list[OutboxRow]:
    """Return the mails that did not get to everybody, newest first; `error` names the addresses and reasons."""
    query = (
        sa.select(OutboxMessage)
        .where(OutboxMessage.error_code == RETURNED, OutboxMessage.deleted_at.is_(None))
        .order_by(OutboxMessage.updated_at.desc())
    )
    with store.read() as session:
        return [drafts.shown(row) for row in session.scalars(query)]


def understood(store: Store, outbox_id: str) -> None:
    """The user has seen it."""
    with store.write("user") as unit:
        row = unit.session.get(OutboxMessage, outbox_id)
        if row is not None and row.error_code == RETURNED:
            row.error, row.error_code = "", ""


def write_again(store: Store, outbox_id: str) -> str:
    """Make a new draft of it and return its id. Raises UserFacing (`no_outbox_item`)."""
    with store.read() as session:
        draft = read(drafts.find(session, outbox_id))
    key = drafts.save(store, replace(draft, not_before=None, scheduled=""))
    understood(store, outbox_id)
    return key
