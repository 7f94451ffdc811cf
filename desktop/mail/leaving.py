"""Messages that leave: with all their rows, when they lie nowhere any more."""

import sqlalchemy as sa

from desktop.mail.shown_flags import threads_of
from desktop.mail.thread_rows import chunks, refresh_threads
from desktop.store.schema.mail import (
    Attachment,
    Message,
    MessageAddress,
    MessageText,
)
from desktop.store.search import remove_messages
from desktop.store.unit import Unit


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
