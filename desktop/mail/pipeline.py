"""From fetched bytes to committed rows while the next bytes come in: prepare in workers, one writer, bounded memory."""

import logging
import queue
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ThreadPoolExecutor,
)
from contextlib import suppress
from time import monotonic

from desktop.mail.ingest import (
    BATCH_BYTES,
    BATCH_HEADERS,
    BATCH_MESSAGES,
    AfterBatch,
    Item,
    Taken,
    seal,
)
from desktop.mail.prepare import (
    Incoming,
    IncomingHeader,
    Prepared,
    PreparedHeader,
    Ready,
    Unreadable,
    prepare_any,
)
from desktop.mail.preparing import prepare_elsewhere, with_input
from desktop.mail.writing import write_in_halves
from desktop.store.workspace import Store

log = logging.getLogger(__name__)

_PIECE_MESSAGES = 40
_PIECE_HEADERS = 250
_PIECE_BYTES = 2 * 1024 * 1024
_IN_FLIGHT_BYTES = 20 * 1024 * 1024
_TRICKLE_SECONDS = (
    0.25  # headers by the 500 take the writer nearly twice the time of headers by the 2,000
)
_ENOUGH_HEADERS = 2_000
_ROW_BYTES = 4_000  # what a header prepared elsewhere takes here
_LARGE = (
    8 * 1024 * 1024
)  # such a message is prepared here: sending it to another process costs more

_Input = Incoming | IncomingHeader


def _size(incoming: _Input) -> int:
    if isinstance(incoming, Incoming):
        return len(incoming.raw)
    return len(incoming.head) or _ROW_BYTES


class Abandoned(Exception):
    """The rest is not wanted any more."""


class Pipeline:
    """Takes messages by `put`, commits them in batches in the order given; `finish` waits for the last one.

    A batch that fails is cut in halves until the one bad message is found and put aside. A full disk stops the
    pipeline: `put` and `finish` raise what the writer met; everything committed before stays.
    """

    def __init__(
        self,
        store: Store,
        after_batch: AfterBatch,
        *,
        pool: Executor | None = None,
        on_taken: Callable[[Taken, int], None] = lambda _taken, _count: None,
        cause: str = "sync",
        first_batch: int = BATCH_MESSAGES,
    ) -> None:
        self._store, self._after_batch, self._cause = store, after_batch, cause
        self._pool, self._on_taken = pool, on_taken
        self._piece: list[_Input] = []
        self._piece_bytes = 0
        self._budget = threading.Condition()
        self._in_flight = 0
        self._first_batch = first_batch
        self._first_left = first_batch
        self._woken = False
        self._ended = False
        self._sealer = ThreadPoolExecutor(1, thread_name_prefix="mail-sealer")
        self._sealing: deque[tuple[Future[list[Item]], int]] = deque()
        self._failure: BaseException | None = None  # set once, by either thread
        self._queue: queue.SimpleQueue[
            tuple[Future[list[Ready]] | None, list[_Input]] | list[Ready] | None
        ]
        self._queue = queue.SimpleQueue()
        self._writer = threading.Thread(target=self._write_all, name="mail-writer", daemon=True)
        self._writer.start()

    def put(self, incoming: Incoming) -> None:
        """Hand over a message; waits while too many bytes are on their way."""
        self._put(incoming, _PIECE_MESSAGES)

    def put_header(self, incoming: IncomingHeader) -> None:
        """Hand over the header of a message: its row is listed at once, its body may come later by `put`."""
        self._put(incoming, _PIECE_HEADERS)

    def put_ready(self, ready: list[Ready]) -> None:
        """Hand over messages that another process prepared, in the order of what was handed over before."""
        self._raise_failure()
        self._submit()
        self._await_room(sum(_size(item.incoming) for item in ready))
        self._queue.put(ready)

    def _put(self, incoming: _Input, most: int) -> None:
        self._raise_failure()
        size = _size(incoming)
        self._await_room(size)
        self._piece.append(incoming)
        self._piece_bytes += size
        if len(self._piece) >= most or self._piece_bytes >= _PIECE_BYTES:
            self._submit()

    def _await_room(self, size: int) -> None:
        with self._budget:
            while (
                self._in_flight
                and self._in_flight + size > _IN_FLIGHT_BYTES
                and self._failure is None
            ):
                self._submit()
                self._budget.wait(0.2)
            self._in_flight += size

    def do_without_pool(self) -> None:
        """Prepare here from now on: most of what comes is prepared already (`put_ready`)."""
        self._pool = None

    def flush(self) -> None:
        """Let what was handed over be written soon, however little it is."""
        self._submit()

    def finish(self, check: Callable[[], None] = lambda: None) -> None:
        """Wait until everything is committed. Raises what stopped the writer, or what `check` raises meanwhile."""
        if not self._ended:
            self._submit()
            self._queue.put(None)
            self._ended = True
        while self._writer.is_alive():
            self._writer.join(0.1)
            check()
        self._raise_failure()

    def abandon(self, *, keep: bool) -> None:
        """End without raising, on the way out of an error: write what was handed over, or drop it to end at once."""
        if not keep and self._failure is None:
            self._failure = Abandoned()
        try:
            self.finish()
        except Exception as error:  # noqa: BLE001 - the first error is the one to tell of
            log.info("pipeline ended with %s", type(error).__name__)

    def _raise_failure(self) -> None:
        if self._failure is not None:
            raise self._failure

    def _submit(self) -> None:
        piece, size = self._piece, self._piece_bytes
        if not piece:
            return
        self._piece, self._piece_bytes = [], 0
        if self._first_left > 0 and self._pool is not None:
            self._begin_here(piece)
        elif self._pool is None or size > _LARGE:
            self._queue.put((None, piece))
        else:
            try:
                future = self._pool.submit(prepare_elsewhere, piece)
            except RuntimeError:  # the pool broke or was shut down
                self._pool, future = None, None
            self._queue.put((future, piece))

    def _begin_here(self, piece: list[_Input]) -> None:
        """Prepare the newest messages in this process: a worker takes a second to start, and the user waits."""
        if self._pool is not None and not self._woken:
            self._woken = True
            with suppress(RuntimeError):
                self._pool.submit(prepare_elsewhere, [])
        self._first_left -= len(piece)
        self._queue.put((None, piece))

    # ---- the writer's thread

    def _write_all(self) -> None:
        waiting: deque[Ready] = deque()
        ended = False
        while not ended:
            item = self._queue.get()
            until = monotonic() + _TRICKLE_SECONDS
            while True:
                if item is None:
                    ended = True
                elif isinstance(item, list):
                    waiting.extend(item)
                else:
                    waiting.extend(self._ready(*item))
                if ended or len(waiting) >= self._limit(waiting):
                    break
                try:
                    item = self._queue.get(timeout=self._patience(waiting, until))
                except queue.Empty:
                    break
            self._write_waiting(waiting, all_of_it=ended or self._queue.empty())
        self._sealer.shutdown()

    def _limit(self, waiting: Sequence[Ready]) -> int:
        """How many messages make a unit: many when all are headers, which are small."""
        if self._first_batch or not waiting:
            return self._first_batch or BATCH_MESSAGES
        ends = (waiting[0].incoming, waiting[-1].incoming)
        headers = all(isinstance(incoming, IncomingHeader) for incoming in ends)
        return BATCH_HEADERS if headers else BATCH_MESSAGES

    def _patience(self, waiting: Sequence[Ready], until: float) -> float:
        """Seconds to wait for more: of headers that trickle in, but of a few, which the user may be waiting for."""
        trickle = _PIECE_HEADERS <= len(waiting) < _ENOUGH_HEADERS
        if self._first_batch or not trickle or not isinstance(waiting[0], PreparedHeader):
            return 0.0
        return max(0.0, until - monotonic())

    def _ready(self, future: "Future[list[Ready]] | None", piece: list[_Input]) -> list[Ready]:
        if self._failure is not None:
            return [Unreadable(incoming, "") for incoming in piece]  # only counted, not written
        if future is None:
            return prepare_any(piece)
        try:
            return with_input(future.result(), piece)
        except (BrokenExecutor, CancelledError, RuntimeError) as error:
            log.warning("a worker process was lost (%s); going on without", type(error).__name__)
            self._pool = None
            return prepare_any(piece)

    def _write_waiting(self, waiting: deque[Ready], *, all_of_it: bool) -> None:
        while waiting and (all_of_it or len(waiting) >= self._limit(waiting)):
            batch: list[Ready] = []
            size = 0
            most = self._limit(waiting)
            while waiting and len(batch) < most and size < BATCH_BYTES:
                item = waiting.popleft()
                batch.append(item)
                size += _size(item.incoming)
            self._first_batch = 0
            self._sealing.append((self._sealer.submit(seal, self._store, batch), size))
            ahead = any(isinstance(item, Prepared) for item in batch)  # headers need no sealing
            while len(self._sealing) > ahead:  # one batch is sealed while the one before is written
                self._write_sealed()
        while all_of_it and self._sealing:
            self._write_sealed()

    def _write_sealed(self) -> None:
        sealing, size = self._sealing.popleft()
        if self._failure is None:
            try:
                self._write(sealing.result())
            except BaseException as error:  # noqa: BLE001 - handed to the thread that waits in put or finish
                self._failure = error
        with self._budget:
            self._in_flight -= size
            self._budget.notify_all()

    def _write(self, batch: Sequence[Item]) -> None:
        write_in_halves(self._store, batch, self._after_batch, self._on_taken, cause=self._cause)
