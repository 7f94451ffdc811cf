"""A lock between processes that the system takes back by itself when its holder dies."""

import contextlib
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from desktop.runtime.errors import Retryable
from desktop.runtime.i18n import _

_LOOK_SECONDS = 0.05


@contextlib.contextmanager
def held(path: Path, seconds: float) -> Iterator[None]:
    """Hold the lock file while the block runs; wait up to `seconds` for it. Raises Retryable (`store_busy`)."""
    end = time.monotonic() + seconds
    with path.open("ab") as file:
        while True:
            try:
                _lock(file)
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


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
