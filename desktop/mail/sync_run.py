"""What the parts of one run over an account share."""

import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field

from desktop.mail import bulk
from desktop.mail.fairness import Gate
from desktop.mail.ingest import BATCH_MESSAGES, AfterBatch, Taken
from desktop.mail.pipeline import Pipeline
from desktop.mail.sync_report import Counter, FolderResult, Stopped
from desktop.mail.sync_scope import Scope
from desktop.mail.transport import ImapConnection
from desktop.runtime.errors import TradepostError
from desktop.store.bulk_writing import set_bulk
from desktop.store.workspace import Store


@dataclass
class SyncRun:
    """One run. `since`: the oldest time of arrival (seconds, UTC) that is listed; `partial`: only for this run."""

    store: Store
    account_id: str
    connection: ImapConnection
    after_batch: AfterBatch
    counter: Counter
    scope: Scope
    gate: Gate
    stop: threading.Event
    pool: Executor | None = None
    pool_done: Callable[[], None] = lambda: None
    since: int | None = None
    partial: bool = False
    results: dict[int, FolderResult] = field(default_factory=dict)
    bodies_of: set[int] = field(default_factory=set)
    """Folders that want bodies."""
    early: bulk.Child | None = None
    """The process that will fetch bodies, started while headers are still written."""
    in_bulk: bool = False
    unsettled: bool = False
    """Whether the index was written in bulk and not merged yet."""

    def check(self) -> None:
        """Raise Stopped when that is wished."""
        if self.stop.is_set():
            raise Stopped

    def begin_bulk(self) -> None:
        """Thousands of rows will be written: the index is merged and the log folded afterwards."""
        with self.store.write("sync") as unit:
            set_bulk(unit, True)
        self.in_bulk = True

    def start_early(self) -> None:
        """Start the process that fetches bodies, where one may be wanted."""
        if self.early is None and self.gate.bodies_wait() is None:
            self.early = bulk.start_early()

    def close(self) -> None:
        """See off what was started for nothing, and write the usual way again."""
        early, self.early = self.early, None
        if early is not None:
            early.end(at_once=True)
        if self.in_bulk:
            self.in_bulk = False
            with contextlib.suppress(TradepostError), self.store.write("sync") as unit:
                set_bulk(unit, False)

    def give_pool_back(self) -> None:
        """Do without worker processes from here on: their memory is wanted for something better."""
        self.pool = None
        self.pool_done()

    def pipeline(self, first_batch: int = BATCH_MESSAGES) -> Pipeline:
        """A way into the store that counts what arrives."""
        return Pipeline(
            self.store,
            self.after_batch,
            pool=self.pool,
            on_taken=self.taken,
            first_batch=first_batch,
        )

    def finish(self, pipeline: Pipeline, read: Callable[[], None]) -> None:
        """Read into a pipeline and wait for it; on an error what came in whole is kept, unless we were stopped."""
        try:
            read()
            pipeline.finish(self.check)
        except BaseException as error:
            pipeline.abandon(keep=not isinstance(error, Stopped))
            raise

    def taken(self, taken: Taken, count: int) -> None:
        """So much was committed; called by the thread that writes."""
        self.counter.add(count)
        for item in taken.put_aside:
            result = self.results.get(item.incoming.folder_id or 0)
            if result is not None:
                result.put_aside += 1
