"""What a sync tells while it runs and when it is done."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Literal

Phase = Literal["headers", "bodies"]


class Stopped(Exception):
    """The sync was asked to stop; what was committed stays, the next run goes on from there."""


class Renumbered(Exception):
    """A folder got another UIDVALIDITY between two SELECTs: what was compared counts no more."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a sync is: messages done and wanted of this phase, and the seconds left, None when unknown."""

    done: int
    total: int
    seconds_left: int | None
    folder: str
    phase: Phase = "headers"


@dataclass(slots=True)
class FolderResult:
    """What a sync did in one folder. `error`: why it could not be read, in words; the others were."""

    name: str
    role: str
    new: int = 0
    updated: int = 0
    removed: int = 0
    put_aside: int = 0
    total: int = 0
    error: str = ""


class Counter:
    """Counts what is done of a phase and tells of it."""

    def __init__(self, tell: Callable[[Progress], None]) -> None:
        self._tell = tell
        self._phase: Phase = "headers"
        self._done = self._total = 0
        self._started = monotonic()
        self.folder = ""

    def begin(self, phase: Phase) -> None:
        """Start a phase at nothing."""
        self._phase, self._done, self._total, self._started = phase, 0, 0, monotonic()

    def expect(self, count: int) -> None:
        """So many more are wanted."""
        self._total += count
        if count:
            self._report()

    def add(self, count: int) -> None:
        """So many more are done."""
        self._done += count
        self._report()

    def _report(self) -> None:
        elapsed = monotonic() - self._started
        total = max(self._total, self._done)
        left = None
        if self._done and elapsed > 0.5:
            left = round(elapsed / self._done * (total - self._done))
        self._tell(Progress(self._done, total, left, self.folder, self._phase))
