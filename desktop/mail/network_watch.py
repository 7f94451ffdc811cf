"""Notices that this computer slept or came into another network, so that nobody waits on a dead line."""

import contextlib
import logging
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

log = logging.getLogger(__name__)

_TICK_SECONDS = 2.0
_SLEPT_SECONDS = (
    20.0  # a tick that came so much too late: the computer slept (or the clock was set)
)
# documentation addresses (RFC 5737, RFC 3849): a connected UDP socket sends nothing, it only asks for the route
_FAR_AWAY = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))


@dataclass(frozen=True, slots=True)
class NetworkNews:
    """What changed: `addresses` are those this computer now speaks from, empty without a way out."""

    addresses: frozenset[str]
    slept: bool


def own_addresses() -> frozenset[str]:
    """The addresses that the routes to the outside begin at; empty without a network. No packet is sent."""
    found = set()
    for family, target in _FAR_AWAY:
        with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((target, 9))
            found.add(str(probe.getsockname()[0]).partition("%")[0])
    return frozenset(found)


class NetworkWatch(threading.Thread):
    """Looks every two seconds; `listener` is called in this thread with what changed.

    Sleep shows as a tick whose wall-clock time is far too late, on every system: whether the monotonic clock runs on
    during sleep differs.
    """

    def __init__(
        self,
        listener: Callable[[NetworkNews], None],
        *,
        addresses: Callable[[], frozenset[str]] = own_addresses,
        wall: Callable[[], float] = time.time,
        tick_seconds: float = _TICK_SECONDS,
    ) -> None:
        super().__init__(name="network-watch", daemon=True)
        self._listener, self._addresses, self._wall = listener, addresses, wall
        self._tick_seconds = tick_seconds
        self._stopping = threading.Event()
        self._known = addresses()
        self._last = wall()

    def run(self) -> None:
        """Look until stopped."""
        while not self._stopping.wait(self._tick_seconds):
            try:
                self.look()
            except Exception:
                log.exception("the network watch met a bug")

    def look(self) -> None:
        """Compare with the last look, and tell."""
        now, known = self._wall(), self._addresses()
        slept = now - self._last > self._tick_seconds + _SLEPT_SECONDS
        changed = known != self._known
        self._last, self._known = now, known
        if slept or changed:
            self._listener(NetworkNews(known, slept))

    def stop(self) -> None:
        """End soon."""
        self._stopping.set()
