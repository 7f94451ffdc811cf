"""The only place that starts background work of the window, and brings results back to it."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event
from typing import Any, Literal

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

log = logging.getLogger(__name__)

Lane = Literal["read", "write", "cpu", "net"]
_WORKERS: dict[Lane, int] = {"read": 2, "write": 1, "cpu": 1, "net": 3}


@dataclass(eq=False)
class TaskHandle:
    """One piece of work under way; `cancel` makes its result unwanted."""

    lane: Lane
    cancelled: Event = field(default_factory=Event)
    done: bool = False

    def cancel(self) -> None:
        """Drop the result; work that has not begun never begins."""
        self.cancelled.set()


@dataclass(eq=False)
class _Job:
    handle: TaskHandle
    work: Callable[[], Any]
    ok: Callable[[Any], object] | None
    err: Callable[[BaseException], object] | None
    owner: QObject | None
    result: Any = None
    error: BaseException | None = None


class TaskRunner(QObject):
    """Runs functions on lanes: two readers, one writer, one for heavy computing, and one for servers and people.

    The handlers run on the GUI thread, and never after their owner is gone.
    """

    _finished = Signal(object)
    failed = Signal(object)
    """An exception that no `err` handler took: the application shows it."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Make the lanes; threads start with the first work."""
        super().__init__(parent)
        self._lanes = {
            lane: ThreadPoolExecutor(workers, thread_name_prefix=f"ui-{lane}")
            for lane, workers in _WORKERS.items()
        }
        self._latest: dict[tuple[int, str], TaskHandle] = {}
        self._running = 0
        self._closed = False
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Tell whether work is under way or a result is waiting to be shown."""
        return self._running > 0

    def submit(
        self,
        fn: Callable[[], Any],
        *,
        ok: Callable[[Any], object] | None = None,
        err: Callable[[BaseException], object] | None = None,
        owner: QObject | None = None,
        lane: Lane = "read",
        key: str = "",
    ) -> TaskHandle:
        """Run `fn` on a lane; then `ok(result)` or `err(exception)` on the GUI thread.

        With a `key`, a later submit of the same owner and key makes the earlier result stale: only
        the last is delivered (typing in a search field). Without `err`, the error is shown by the
        application. Nothing is delivered once `owner` was destroyed.
        """
        handle = TaskHandle(lane)
        if self._closed:
            handle.cancel()
            return handle
        if key:
            place = (id(owner), key)
            before = self._latest.get(place)
            if before is not None:
                before.cancel()
            self._latest[place] = handle
        job = _Job(handle, fn, ok, err, owner)
        self._running += 1
        self._lanes[lane].submit(self._work, job).add_done_callback(_log_lost)
        return handle

    def _work(self, job: _Job) -> None:
        if not job.handle.cancelled.is_set():
            try:
                job.result = job.work()
            except Exception as error:  # noqa: BLE001 - top of a task: goes to its handler
                job.error = error
        if shiboken6.isValid(self):
            self._finished.emit(job)

    @Slot(object)
    def _deliver(self, job: _Job) -> None:
        self._running -= 1
        job.handle.done = True
        self._latest = {k: h for k, h in self._latest.items() if h is not job.handle}
        if job.handle.cancelled.is_set():
            return
        if job.owner is not None and not shiboken6.isValid(job.owner):
            return
        if job.error is None:
            if job.ok is not None:
                job.ok(job.result)
        elif job.err is not None:
            job.err(job.error)
        else:
            self.failed.emit(job.error)

    def shutdown(self) -> None:
        """Take no more work, let the writer finish what it began, drop the rest."""
        self._closed = True
        self._lanes["read"].shutdown(wait=False, cancel_futures=True)
        self._lanes["cpu"].shutdown(wait=False, cancel_futures=True)
        self._lanes["net"].shutdown(wait=False, cancel_futures=True)
        self._lanes["write"].shutdown(wait=True)


def _log_lost(future: Future[None]) -> None:
    """An exception beside the work itself would sit silent in the future: say it in the log."""
    if not future.cancelled() and future.exception() is not None:
        log.error("a task could not hand back its result", exc_info=future.exception())
