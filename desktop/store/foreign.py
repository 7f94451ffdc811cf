"""What other processes committed: the command line beside an open window has no pipe to tell it."""

import sqlalchemy as sa

from desktop.store.unit import Changes
from desktop.store.workspace import Store

_MOST = 2000


class ForeignChanges:
    """Reads the journal's newest rows; every record another process wrote stands in it."""

    def __init__(self, store: Store) -> None:
        """Begin with what is in the journal now."""
        self._store = store
        with store.read() as session:
            newest = session.execute(sa.text("SELECT max(rowid) FROM journal")).scalar_one()
        self._last = int(newest or 0)

    def poll(self) -> Changes:
        """Return {table: ids} committed since the last call, by this process too; {} for nothing.

        Meant to be called every few seconds: a search by rowid, below a millisecond.
        """
        with self._store.read() as session:
            rows = session.execute(
                sa.text(
                    "SELECT rowid, record_type, record_id FROM journal "
                    "WHERE rowid > :last ORDER BY rowid LIMIT :most"
                ),
                {"last": self._last, "most": _MOST},
            ).all()
        changes: Changes = {}
        for number, table, record_id in rows:
            changes.setdefault(table, set()).add(record_id)
            self._last = number
        return changes
