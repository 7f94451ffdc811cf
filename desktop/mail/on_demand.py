"""Mails the user wants to read now: asked for by any thread, fetched by the errand worker before all else."""

import threading
from collections.abc import Callable

from desktop.runtime.errors import TradepostError

Done = Callable[[TradepostError | None], None]
"""Told once: None when the mail is here, else why it is not."""


class OnDemand:
    """What is asked for, the newest wish first; two wishes for one mail are one fetch."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wanted: dict[int, list[Done]] = {}

    def ask(self, message_id: int, done: Done) -> None:
        """Want a mail; `done` is called in the errand worker's thread."""
        with self._lock:
            self._wanted.setdefault(message_id, []).append(done)

    @property
    def waiting(self) -> bool:
        """Whether anything is wanted."""
        return bool(self._wanted)

    def serve(self, fetch: Callable[[int], None]) -> None:
        """Fetch all that is wanted; each is answered, with its error too.

        Raises the last error, so that the worker gives up its connection: what is still wanted then is answered as well.
        """
        failed: TradepostError | None = None
        while (message_id := self._next()) is not None:
            error = failed
            if error is None:
                try:
                    fetch(message_id)
                except TradepostError as met:
                    failed = error = met
            self._answer(message_id, error)
        if failed is not None:
            raise failed

    def _next(self) -> int | None:
        with self._lock:
            return next(reversed(self._wanted), None)

    def _answer(self, message_id: int, error: TradepostError | None) -> None:
        with self._lock:
            waiting = self._wanted.pop(message_id, [])
        for done in waiting:
            done(error)
