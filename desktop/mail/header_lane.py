"""The near end of the process that lists a first sync's mails: its life, and what it says, in order."""

import contextlib
import logging
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from multiprocessing import get_context
from multiprocessing.connection import Connection, Pipe
from multiprocessing.process import BaseProcess

from desktop.mail.header_child import (
    Ended,
    Failed,
    HeadRows,
    LoggedIn,
    SlowDown,
    Start,
    main,
)
from desktop.mail.imap_bulk import FetchSet, Opened, SetDone
from desktop.runtime.errors import Retryable

log = logging.getLogger(__name__)

_LOOK_SECONDS = 0.1
_END_SECONDS = 5.0


class HeaderLane:
    """A process that logs in while the connection at hand fetches the newest headers, then fetches all others."""

    def __init__(self, process: BaseProcess, pipe: Connection) -> None:
        self._process, self._pipe = process, pipe
        self._lost = False
        self.refused = False
        """Whether the server allowed no further connection."""

    @classmethod
    def start(cls, start: Start) -> "HeaderLane | None":
        """Start the process; None where none can be started."""
        here, far = Pipe()
        process = get_context("spawn").Process(
            target=main, args=(far,), name="headers", daemon=True
        )
        try:
            process.start()
            here.send(replace(start, login=replace(start.login, renew=None)))
        except OSError as error:
            log.warning("no process for listing mail can be started: %s", type(error).__name__)
            here.close()
            return None
        finally:
            far.close()
        return cls(process, here)

    def before_it_is_there(self, steps: deque[FetchSet]) -> Iterator[FetchSet]:
        """Sets for the connection at hand, until the process takes what is left of them, which leaves `steps`."""
        while steps:
            if self._is_there():
                with contextlib.suppress(OSError):  # reading tells that it is lost
                    self._pipe.send(tuple(steps))
                return
            yield steps.popleft()

    def _is_there(self) -> bool:
        try:
            if self._lost or not self._pipe.poll():
                return False
            answer = self._pipe.recv()
        except (EOFError, OSError):
            self._lost = True
            return False
        if isinstance(answer, Failed):
            log.info("the process that lists mail could not log in: %s", answer.error.code)
            self.refused = answer.error.code == "too_many_connections"
        self._lost = not isinstance(answer, LoggedIn)
        return not self._lost

    def answers(
        self, check: Callable[[], None]
    ) -> Iterator[Opened | HeadRows | SetDone | SlowDown]:
        """What the process tells until it has asked for all. `check` may raise.

        Raises EOFError when it is lost, Retryable when the server asked to be left alone for a time.
        """
        while True:
            try:
                while not self._pipe.poll(_LOOK_SECONDS):
                    check()
                answer = self._pipe.recv()
            except OSError as error:
                raise EOFError from error
            if isinstance(answer, Ended):
                return
            if isinstance(answer, Failed):
                said = answer.error
                log.warning("the process that lists mail stopped: %s", said.code)
                asked = isinstance(said, Retryable) and said.retry_at is not None
                if asked and said.code != "too_many_connections":
                    raise said  # over one line, meant for all of them
                raise EOFError  # noqa: TRY004 - as if it were lost: the connection at hand goes on
            yield answer

    def end(self) -> None:
        """See the process off, whatever it is doing."""
        self._pipe.close()
        self._process.kill()
        self._process.join(_END_SECONDS)
