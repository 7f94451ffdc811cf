"""What the store puts off while thousands of mails are written: merging the index, folding the log into the file."""

from desktop.store.search import write_in_bulk
from desktop.store.unit import Unit

_PAGES = {True: 32_000, False: 8_000}  # of the write-ahead log, 4 KiB each, between two foldings


def set_bulk(unit: Unit, bulk: bool) -> None:
    """Begin (or end) writing in bulk; the setting of the index lasts, that of the log is this process's."""
    write_in_bulk(unit.session, bulk)
    unit.session.connection().exec_driver_sql(f"PRAGMA wal_autocheckpoint={_PAGES[bulk]}")
