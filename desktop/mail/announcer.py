"""Tells the window what was committed: gathered, ten times a second at most."""

import threading
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

_ANNOUNCE_SECONDS = 0.1


class Announcer(threading.Thread):
    """Gathers changed rows; the first after a pause is told at once."""

    def __init__(self, emit: Callable[[Mapping[str, Any]], None]) -> None:
        super().__init__(name="announcer", daemon=True)
        self._emit = emit
        self._lock = threading.Lock()
        self._tables: dict[str, set[str]] = defaultdict(set)
        self._something = threading.Event()
        self._stopping = threading.Event()

    def add(self, changes: Mapping[str, set[str]]) -> None:
        """Note what a unit changed."""
        with self._lock:
            for table, ids in changes.items():
                self._tables[table] |= ids
        self._something.set()

    def run(self) -> None:
        """Tell until stopped."""
        while not self._stopping.is_set():
            self._something.wait()
            self._something.clear()
            self._tell()
            self._stopping.wait(_ANNOUNCE_SECONDS)

    def _tell(self) -> None:
        with self._lock:
            tables, self._tables = self._tables, defaultdict(set)
        if tables:
            self._emit(
                {"event": "changed", "tables": {name: sorted(ids) for name, ids in tables.items()}}
            )

    def stop(self) -> None:
        """Tell what is left, then end."""
        self._stopping.set()
        self._something.set()
        self.join(1.0)
        self._tell()
