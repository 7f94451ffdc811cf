"""Who may use the line when: what the user waits for goes first, accounts take turns, a day's bytes are not exceeded.

Bulk transfers ask here between two batches. Nobody is locked out by somebody who stands still: a transfer that moved
nothing for some seconds does not count, and an errand holds others up only for a moment.
"""

import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Protocol

from desktop.mail.account_use import BODIES, UseRecord, later
from desktop.runtime.errors import Retryable
from desktop.runtime.i18n import _

AT_A_TIME = 2
_PATIENCE = 2.0  # seconds after which a transfer that moves nothing no longer counts
_OWN_ERRAND = 10.0  # seconds that a bulk transfer waits for an errand of its own account at most
_OTHER_ERRAND = 2.0
_SLOW_DOWN = 120.0


class BodiesWait(Retryable):
    """Whole mails wait until `retry_at`; headers may still come."""

    code = "bodies_wait"


class Gate(Protocol):
    """What a sync asks between two batches."""

    def bodies_wait(self) -> datetime | None:
        """Until when whole mails are not to be fetched; None: they may be."""

    def between(self, nbytes: int, *, headers: bool = False) -> None:
        """A batch of `nbytes` from the server is done; may block a moment. Raises BodiesWait, never for headers."""

    def own_connection_for_bulk(self) -> bool:
        """Whether the server allows a further connection for bodies."""

    def slow_down(self) -> None:
        """A further connection was asked to slow down: that is meant for the account."""

    def connection_refused(self) -> None:
        """The server allowed no further connection."""


class _Open:
    """A gate that is always open: for the command line and for tests of other things."""

    def bodies_wait(self) -> datetime | None:
        return None

    def between(self, nbytes: int, *, headers: bool = False) -> None:
        """Let pass."""

    def own_connection_for_bulk(self) -> bool:
        return True

    def slow_down(self) -> None:
        """Nobody counts here."""

    def connection_refused(self) -> None:
        """Nobody counts here."""


FREE: Gate = _Open()


class Lanes:
    """One for the engine: which accounts transfer in bulk now, and which errands are under way."""

    def __init__(self, at_a_time: int = AT_A_TIME) -> None:
        self._width = at_a_time
        self._changed = threading.Condition()
        self._moving: dict[str, float] = {}
        self._queue: deque[str] = deque()
        self._errands: dict[int, tuple[str, float]] = {}
        self._next_errand = 0

    @contextlib.contextmanager
    def errand(self, account_id: str) -> Iterator[None]:
        """While inside, bulk transfers hold still: those of the same account longest."""
        with self._changed:
            self._next_errand += 1
            number = self._next_errand
            self._errands[number] = (account_id, time.monotonic())
        try:
            yield
        finally:
            with self._changed:
                del self._errands[number]
                self._changed.notify_all()

    def turn(self, account_id: str, stopping: Callable[[], bool]) -> None:
        """Between two batches: let errands pass, then wait for a place among the transfers."""
        with self._changed:
            self._let_errands_pass(account_id, stopping)
            if account_id in self._moving and not self._queue:
                self._moving[account_id] = time.monotonic()
                return
            self._moving.pop(account_id, None)
            self._queue.append(account_id)
            self._changed.notify_all()
            try:
                while not self._has_place(account_id) and not stopping():
                    self._changed.wait(0.1)
            finally:
                self._queue.remove(account_id)
            self._moving[account_id] = time.monotonic()
            self._changed.notify_all()

    def leave(self, account_id: str) -> None:
        """The account has nothing more to transfer."""
        with self._changed:
            self._moving.pop(account_id, None)
            self._changed.notify_all()

    def _has_place(self, account_id: str) -> bool:
        now = time.monotonic()
        taken = sum(now - moved < _PATIENCE for moved in self._moving.values())
        return self._queue.index(account_id) < self._width - taken

    def _let_errands_pass(self, account_id: str, stopping: Callable[[], bool]) -> None:
        while not stopping():
            now = time.monotonic()
            if not any(
                now - began < (_OWN_ERRAND if owner == account_id else _OTHER_ERRAND)
                for owner, began in self._errands.values()
            ):
                return
            self._changed.wait(0.1)


class AccountGate:
    """The gate of one account's sync. `daily_bytes` 0: no limit. `throttled`: whether its connection was asked to slow down."""

    def __init__(
        self,
        account_id: str,
        lanes: Lanes,
        use: UseRecord,
        *,
        daily_bytes: int,
        bulk_connection: bool,
        now: Callable[[], float],
        stopping: Callable[[], bool],
        throttled: Callable[[], bool],
        on_refused: Callable[[], None] = lambda: None,
    ) -> None:
        self._account_id, self._lanes, self._use = account_id, lanes, use
        self._daily_bytes, self._bulk_connection = daily_bytes, bulk_connection
        self._now, self._stopping, self._throttled = now, stopping, throttled
        self._on_refused = on_refused
        self._asked = self._slowed = False

    def bodies_wait(self) -> datetime | None:
        """Until when whole mails wait: for the server's sake or for the day's allowance."""
        if self._daily_bytes and self._use.bytes_today >= self._daily_bytes:
            return self._use.tomorrow()
        held = self._use.held(BODIES)
        return held.until if held else None

    def between(self, nbytes: int, *, headers: bool = False) -> None:
        """Count, yield, and stop whole mails when it is time to."""
        if nbytes:
            self._use.took(nbytes)
        if (self._asked or self._throttled()) and not self._slowed:
            self._slowed = True
            self._use.hold(BODIES, later(self._now(), _SLOW_DOWN), "slow_down")
        self._lanes.turn(self._account_id, self._stopping)
        until = None if headers else self.bodies_wait()
        if until is not None:
            raise bodies_wait(until)

    def own_connection_for_bulk(self) -> bool:
        """Whether the account may have a third connection."""
        return self._bulk_connection

    def slow_down(self) -> None:
        """Whole mails wait from the next batch on."""
        self._asked = True

    def connection_refused(self) -> None:
        """Do without a third connection from here on."""
        self._bulk_connection = False
        self._on_refused()

    def close(self) -> None:
        """Give the place back and write down what was counted."""
        self._lanes.leave(self._account_id)
        self._use.settle()


def bodies_wait(until: datetime) -> BodiesWait:
    """The reason why whole mails wait, in words."""
    return BodiesWait(
        _(
            "The provider limits how much may be fetched. New mail is listed; whole mails follow later."
        ),
        hint=_("A mail you open is fetched at once."),
        retry_at=until,
    )
