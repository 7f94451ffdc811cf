"""A lock between processes that the system takes back by itself when its holder dies."""

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

from desktop.runtime.errors import Retryable
from desktop.runtime.i18n import _
from desktop.runtime.lock_file import lock

_LOOK_SECONDS = 0.05


@contextlib.contextmanager
def held(path: Path, seconds: float) -> Iterator[None]:
    """Hold the lock file while the block runs; wait up to `seconds` for it. Raises Retryable (`store_busy`)."""
    end = time.monotonic() + seconds
    with path.open("ab") as file:
        while True:
            try:
                lock(file)
                break
            except OSError as error:
                if time.monotonic() > end:
                    raise Retryable(
                        _("Another Tradepost process is busy with this account."),
                        hint=_("Try again in a moment."),
                        code="store_busy",
                    ) from error
                time.sleep(_LOOK_SECONDS)
        yield  # closing the file gives the lock back
