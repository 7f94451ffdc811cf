"""Worker processes that prepare mail; alone in its file, because each of them loads it, and nothing of the store."""

import os
import threading
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context, parent_process

from desktop.mail.prepare import Incoming, IncomingHeader, Ready, prepare_any

_NOTHING = Incoming(b"")


def prepare_elsewhere(batch: Sequence[Incoming | IncomingHeader]) -> list[Ready]:
    """Prepare in another process; what came in is not sent back, it never left (`with_input`)."""
    return [_joined(ready, _NOTHING) for ready in prepare_any(batch)]


def with_input(ready: list[Ready], batch: Sequence[Incoming | IncomingHeader]) -> list[Ready]:
    """Join what `prepare_elsewhere` made with what it was made of."""
    return [_joined(item, incoming) for item, incoming in zip(ready, batch, strict=True)]


def _joined(ready: Ready, incoming: Incoming | IncomingHeader) -> Ready:
    return ready._replace(incoming=incoming)  # type: ignore[arg-type] # each kind gets its own back


def worker_pool() -> ProcessPoolExecutor | None:
    """Worker processes for parsing, None on a single core, where they would only be in the way."""
    cores = os.cpu_count() or 1
    if cores < 2:
        return None
    return ProcessPoolExecutor(
        max_workers=min(cores - 1, 3), mp_context=get_context("spawn"), initializer=end_with_parent
    )


def end_with_parent() -> None:
    """A worker whose parent was killed would wait for ever: it holds both ends of its own queue."""
    parent = parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
