"""Messages that leave: out of a folder, and with all their rows when they lie nowhere any more."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.mail.shown_flags import refresh_flags, threads_of
from desktop.mail.thread_rows import chunks, refresh_threads
from desktop.store.schema.mail import (
    Attachment,
    Message,
    MessageAddress,
    MessageText,
    Placement,
    Thread,
)
from desktop.store.search import remove_messages
from desktop.store.unit import Unit


def remove_placements(unit: Unit, folder_id: int, uidvalidity: int, uids: Iterable[int]) -> int:
    """Take messages out of a folder; a message that lies nowhere any more goes with its rows. Returns how many went."""
    session = unit.session
    removed = 0
    for part in chunks(uids):
        where = (
            Placement.folder_id == folder_id,
            Placement.uidvalidity == uidvalidity,
            Placement.uid.in_(part),
        )
        ids = set(session.scalars(sa.select(Placement.message_id).where(*where)))
        session.execute(sa.delete(Placement).where(*where))
        removed += len(ids)
        left = set(
            session.scalars(sa.select(Placement.message_id).where(Placement.message_id.in_(ids)))
        )
        gone = ids - left
        kept = _of_customers(session, gone)
        drop_messages(unit, gone - kept)
        refresh_flags(unit, left | kept)
    return removed


def _of_customers(session: Session, message_ids: set[int]) -> set[int]:
    """Messages of a customer's conversation: they stay in his history when the mailbox is tidied."""
    query = (
        sa.select(Message.id)
        .join(Thread, Thread.id == Message.thread_id)
        .where(Message.id.in_(message_ids), Thread.customer_id.is_not(None))
    )
    return set(session.scalars(query)) if message_ids else set()


def drop_messages(unit: Unit, message_ids: set[int]) -> None:
    """Remove messages that lie in no folder any more, with text, index and thread rows."""
    if not message_ids:
        return
    session = unit.session
    threads = threads_of(session, message_ids)
    for part in chunks(message_ids):
        remove_messages(session, part)
        for model in (MessageText, MessageAddress, Attachment):
            session.execute(sa.delete(model).where(model.message_id.in_(part)))
        session.execute(sa.delete(Message).where(Message.id.in_(part)))
    refresh_threads(unit, threads)
    unit.touch("message", message_ids)
