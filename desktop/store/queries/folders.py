"""Where messages lie, for what has to be put back."""

import sqlalchemy as sa

from desktop.store.schema.mail import Folder, Message, Placement
from desktop.store.workspace import Store


def inboxes_of(store: Store, message_ids: list[int]) -> dict[int, list[int]]:
    """Return {id of an inbox folder: those of the messages that lie in it}."""
    query = (
        sa.select(Placement.folder_id, Placement.message_id)
        .join(Folder, Folder.id == Placement.folder_id)
        .where(Placement.message_id.in_(message_ids), Folder.role == "inbox")
        .distinct()
    )
    found: dict[int, list[int]] = {}
    with store.read() as session:
        for folder_id, message_id in session.execute(query):
            found.setdefault(folder_id, []).append(message_id)
    return found


def unread_in(store: Store, folder_id: int) -> list[int]:
    """Return the unread messages of a folder."""
    query = (
        sa.select(Placement.message_id)
        .join(Message, Message.id == Placement.message_id)
        .where(Placement.folder_id == folder_id, Message.seen.is_(False))
        .distinct()
    )
    with store.read() as session:
        return list(session.scalars(query))
