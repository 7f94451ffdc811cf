"""Where messages lie, for what is done to a folder's part of a conversation."""

import sqlalchemy as sa

from desktop.store.schema.mail import Folder, Message, Placement
from desktop.store.workspace import Store


def lying_in(store: Store, message_ids: list[int], folder_id: int) -> list[int]:
    """Return those of the messages that lie in a folder (0: in any inbox), in their order; all when none does."""
    inside = Folder.id == folder_id if folder_id else Folder.role == "inbox"
    query = (
        sa.select(Placement.message_id)
        .join(Folder, Folder.id == Placement.folder_id)
        .where(Placement.message_id.in_(message_ids), inside)
    )
    with store.read() as session:
        found = set(session.scalars(query))
    return [i for i in message_ids if i in found] or list(message_ids)


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
