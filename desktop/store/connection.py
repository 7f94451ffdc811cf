"""Opens the encrypted SQLite file: key, pragmas, and transactions that start as they should."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2

from desktop.store.storage_errors import storage_error, wrong_key

BUSY_SECONDS = 20
_PRAGMAS = (
    "auto_vacuum=INCREMENTAL",  # of a new file only: unused pages can be given back (`free_pages.py`)
    "wal_autocheckpoint=8000",  # 32 MB: at 4 MB a sync checkpoints with every batch
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "foreign_keys=ON",
    "temp_store=MEMORY",
)


@dataclass(frozen=True)
class Caches:
    """What a connection keeps: KiB of decrypted pages, the one that writes and each of several that read; prepared statements."""

    writer: int
    reader: int
    statements: int = 128


BULK = Caches(writer=32_768, reader=12_288)
"""For the process that takes mail in by the hundred thousand."""
SMALL = Caches(writer=1_024, reader=1_024, statements=32)
"""For the window, which reads a screenful at a time and writes single rows; with five connections 4 MB each were 10 MB of its memory."""


def make_engine(path: Path, key: bytes, *, write: bool, caches: Caches = BULK) -> sa.Engine:
    """Return an engine for `path` under the raw 32-byte `key`.

    The writing engine has one connection and starts every transaction with BEGIN IMMEDIATE
    (a deferred one fails with SQLITE_BUSY_SNAPSHOT whatever the timeout); the reading engine's
    connections refuse to write. Raises UserFacing (`wrong_key`) when the key does not fit,
    and what `storage_error` makes of a busy or broken file.
    """
    engine = sa.create_engine(
        "sqlite://",
        module=dbapi2,
        creator=_connector(path, key, write, caches),
        poolclass=QueuePool,
        pool_size=1 if write else 6,
        max_overflow=0 if write else 6,
        pool_timeout=BUSY_SECONDS,
        hide_parameters=True,  # an error's text would quote the row: a mail, a customer
    )
    begin = "BEGIN IMMEDIATE" if write else "BEGIN"

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql(begin)
        if write:  # rows of one unit may refer to each other in any order of insertion
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")

    return engine


def _connector(path: Path, key: bytes, write: bool, caches: Caches) -> Callable[[], Any]:
    def connect() -> Any:  # noqa: ANN401 - sqlcipher3 ships no types
        with contextlib.ExitStack() as until_open:
            try:
                connection = dbapi2.connect(
                    str(path), check_same_thread=False, timeout=BUSY_SECONDS, isolation_level=None,
                    cached_statements=caches.statements,
                )  # fmt: skip
                until_open.callback(connection.close)
                connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
                connection.execute("PRAGMA cipher_log_level = NONE")
                connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
                for pragma in _PRAGMAS:
                    connection.execute(f"PRAGMA {pragma}")
                cache = caches.writer if write else caches.reader
                connection.execute(f"PRAGMA cache_size=-{cache}")
                if not write:
                    connection.execute("PRAGMA query_only=ON")
            except dbapi2.OperationalError as error:  # busy, or the disk: nothing about the key
                raise storage_error(error) from error
            except dbapi2.DatabaseError as error:
                raise wrong_key() from error
            until_open.pop_all()
        return connection

    return connect
