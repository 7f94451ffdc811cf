"""Mails that could not be taken in: put aside with their reason, asked for again when the user wants it."""

from collections.abc import Iterable, Sequence
from time import time

import sqlalchemy as sa

from desktop.store.schema.mail import Folder, Quarantine
from desktop.store.workspace import Store

NO_CONTENT = "no content from the server"


def put_aside(store: Store, folder_id: int, uidvalidity: int, uids: Iterable[int]) -> int:
    """Note UIDs that the server lists and does not give; returns how many."""
    rows = [
        {
            "folder_id": folder_id,
            "uidvalidity": uidvalidity,
            "uid": uid,
            "reason": NO_CONTENT,
            "tries": 1,
            "at": int(time()),
        }
        for uid in uids
    ]
    if rows:
        with store.write("sync") as unit:
            unit.insert_many(Quarantine, rows, or_ignore=True)
    return len(rows)


def retry_quarantined(
    store: Store, account_id: str = "", keys: Sequence[tuple[int, int, int]] | None = None
) -> int:
    """Forget quarantine rows, so that the next sync asks for these mails again; returns how many.

    `keys`: (folder id, UIDVALIDITY, UID) of some; None: all, of the account or of every one.
    """
    with store.write("user") as unit:
        query = sa.select(Quarantine).join(Folder, Folder.id == Quarantine.folder_id)
        if account_id:
            query = query.where(Folder.account_id == account_id)
        rows = unit.session.scalars(query).all()
        wanted = None if keys is None else set(keys)
        folders: set[int] = set()
        count = 0
        for row in rows:
            if wanted is None or (row.folder_id, row.uidvalidity, row.uid) in wanted:
                folders.add(row.folder_id)
                unit.session.delete(row)
                count += 1
        for folder_id in folders:
            folder = unit.session.get(Folder, folder_id)
            if folder is not None and folder.state in ("listed", "complete"):
                folder.state = "syncing"  # all of it is compared: the row may stand for a header
        unit.session.flush()
        return count
