"""One engine a workspace: a lock file that the system takes back by itself when its holder dies."""

import contextlib
import os
import time
from pathlib import Path
from typing import IO

from desktop.runtime.errors import Retryable
from desktop.runtime.i18n import _
from desktop.runtime.lock_file import lock

PATIENCE = 2.0
"""Seconds to try. A child that a killed engine was just starting holds the lock until its exec."""
_PAUSE = 0.05


class EngineLock:
    """Held from `take` to `release` or the end of the process, also by kill -9."""

    def __init__(self, profile_root: Path) -> None:
        self._path = profile_root / "engine.lock"
        self._file: IO[bytes] | None = None

    def take(self) -> None:
        """Take the lock. Raises Retryable (`engine_running`) when another process keeps it."""
        file = self._path.open("ab")
        end = time.monotonic() + PATIENCE
        while True:
            try:
                lock(file)
                break
            except OSError as error:
                if time.monotonic() < end:
                    time.sleep(_PAUSE)
                    continue
                file.close()
                raise Retryable(
                    _("The mail engine of this workspace is running already."),
                    hint=_(
                        "It sends and receives by itself; close the other Tradepost to do it here."
                    ),
                    code="engine_running",
                ) from error
        file.truncate(0)
        file.write(str(os.getpid()).encode())
        file.flush()
        self._file = file

    def release(self) -> None:
        """Give the lock back."""
        file, self._file = self._file, None
        if file is not None:
            with contextlib.suppress(OSError):
                file.close()

    def __enter__(self) -> "EngineLock":
        self.take()
        return self

    def __exit__(self, *_exc: object) -> None:
        self.release()
