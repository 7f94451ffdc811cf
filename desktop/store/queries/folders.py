"""Where messages lie, for what is done to a folder's part of conversations."""

from collections import defaultdict
from collections.abc import Sequence

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


def of_threads(store: Store, thread_ids: Sequence[int], folder_id: int) -> list[int]:
    """Return the messages of conversations that lie in a folder (0: in any inbox); of one without any, all of it.

    Drafts are no part of a conversation.
    """
    inside = Folder.id == folder_id if folder_id else Folder.role == "inbox"
    query = (
        sa.select(Message.thread_id, Message.id, sa.func.max(inside))
        .outerjoin(Placement, Placement.message_id == Message.id)
        .outerjoin(Folder, Folder.id == Placement.folder_id)
        .where(Message.thread_id.in_(thread_ids), Message.kind != "draft")
        .group_by(Message.thread_id, Message.id)
    )
    everything: dict[int, list[int]] = defaultdict(list)
    here: dict[int, list[int]] = defaultdict(list)
    with store.read() as session:
        for thread_id, message_id, is_inside in session.execute(query):
            everything[thread_id].append(message_id)
            if is_inside:
                here[thread_id].append(message_id)
    return [i for thread_id in thread_ids for i in here[thread_id] or everything[thread_id]]


def beside(store: Store, message_ids: Sequence[int], folder_id: int) -> list[int]:
    """Return those of the messages that lie in the account of a folder; all when none does."""
    account = sa.select(Folder.account_id).where(Folder.id == folder_id).scalar_subquery()
    query = (
        sa.select(Placement.message_id)
        .join(Folder, Folder.id == Placement.folder_id)
        .where(Placement.message_id.in_(message_ids), Folder.account_id.is_(account))
    )
    with store.read() as session:
        found = set(session.scalars(query))
    return [i for i in message_ids if i in found] or list(message_ids)


def accounts_of(store: Store, thread_ids: Sequence[int]) -> dict[int, frozenset[str]]:
    """Return the accounts in which conversations have mail ("" for this computer)."""
    query = (
        sa.select(Message.thread_id, Folder.account_id)
        .join(Placement, Placement.message_id == Message.id)
        .join(Folder, Folder.id == Placement.folder_id)
        .where(Message.thread_id.in_(thread_ids))
        .distinct()
    )
    found: dict[int, set[str]] = {thread_id: set() for thread_id in thread_ids}
    with store.read() as session:
        for thread_id, account_id in session.execute(query):
            found[thread_id].add(account_id or "")
    return {thread_id: frozenset(accounts) for thread_id, accounts in found.items()}


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
