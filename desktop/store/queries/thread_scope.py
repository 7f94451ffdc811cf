"""Which conversations a list shows when it shows a folder: the scope "folder:ID" or "folder:ID:filter"."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.store.schema.mail import Message, Placement, Thread

FOLDER = "folder:"
_FEW = 3_000
_IN_FOLDER: sa.ColumnElement[int] = sa.literal_column("+placement.folder_id")
"""With the plus SQLite goes from the thread to its messages and their places, not through all of the folder."""


def folder_scope(folder_id: int, only: str = "all") -> str:
    """Return the scope of a folder under one of the list's filters."""
    return f"{FOLDER}{folder_id}" if only == "all" else f"{FOLDER}{folder_id}:{only}"


def split_scope(only: str) -> tuple[int | None, str]:
    """Return (folder id, filter) of a scope; (None, `only`) when it is not a folder's."""
    if not only.startswith(FOLDER):
        return None, only
    number, _colon, inner = only.removeprefix(FOLDER).partition(":")
    return (int(number) if number.isdigit() else -1), inner or "all"


def in_folder(session: Session, folder_id: int) -> sa.ColumnElement[bool]:
    """Return the condition that a thread has a message in the folder.

    A small folder is read whole; for a large one each thread of the page is asked, newest first, because the
    page is full long before the folder is at its end.
    """
    inside = sa.select(Placement.message_id).where(Placement.folder_id == folder_id)
    few = session.scalar(sa.select(sa.func.count()).select_from(inside.limit(_FEW).subquery()))
    if (few or 0) < _FEW:
        threads = sa.select(Message.thread_id).where(Message.id.in_(inside))
        return Thread.id.in_(threads)
    return (
        sa.select(Placement.message_id)
        .join(Message, Message.id == Placement.message_id)
        .where(Message.thread_id == Thread.id, _IN_FOLDER.is_(folder_id))
        .exists()
    )


def threads_inside(session: Session, folder_id: int, thread_ids: list[int]) -> set[int]:
    """Return those of some threads that have a message in the folder."""
    query = (
        sa.select(Message.thread_id)
        .join(Placement, Placement.message_id == Message.id)
        .where(Message.thread_id.in_(thread_ids), _IN_FOLDER.is_(folder_id))
        .distinct()
    )
    return set(session.scalars(query)) if thread_ids else set()
