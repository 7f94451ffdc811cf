"""A line to a server far away: what goes in comes out half a round trip later, as much at a time as there is.

A process of its own (`python -m benchmarks.far_line TARGET SECONDS` prints its port), so that it takes no time from
those who are measured; it never holds anything back but for the delay.
"""

import contextlib
import selectors
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator

_CHUNK = 1 << 20


@contextlib.contextmanager
def far(port: int, round_trip: float) -> Iterator[int]:
    """Give the port of a line to loopback `port` with this round trip in seconds."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.far_line", str(port), str(round_trip)],
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait(10)


class _End:
    """One end of a connection and what is on its way there."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.coming: deque[tuple[float, memoryview]] = deque()
        self.other: _End | None = None
        self.waits = False
        """Whether the system's buffer was full at the last attempt."""


class FarLine:
    """One thread for all connections."""

    def __init__(self, target: int, round_trip: float) -> None:
        self._target, self._half = target, round_trip / 2
        self._ends: set[_End] = set()
        self._events = selectors.DefaultSelector()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._events.register(self._listener, selectors.EVENT_READ, None)

    def run(self) -> None:
        while True:
            now = time.monotonic()
            due = [e.coming[0][0] - now for e in self._ends if e.coming and not e.waits]
            for key, mask in self._events.select(max(0.0, min(due)) if due else None):
                if key.data is None:
                    self._accept()
                    continue
                if mask & selectors.EVENT_WRITE:
                    key.data.waits = False
                if mask & selectors.EVENT_READ:
                    self._read(key.data)
            for end in list(self._ends):
                self._write(end)

    def _accept(self) -> None:
        near, _address = self._listener.accept()
        pair = (_End(near), _End(socket.create_connection(("127.0.0.1", self._target))))
        pair[0].other, pair[1].other = pair[1], pair[0]
        for end in pair:
            end.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            end.sock.setblocking(False)
            self._ends.add(end)
            self._events.register(end.sock, selectors.EVENT_READ, end)

    def _read(self, end: _End) -> None:
        try:
            data = end.sock.recv(_CHUNK)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        assert end.other is not None
        if data:
            end.other.coming.append((time.monotonic() + self._half, memoryview(data)))
        else:
            self._close(end)

    def _write(self, end: _End) -> None:
        if end.waits:
            return
        now = time.monotonic()
        while end.coming and end.coming[0][0] <= now:
            moment, data = end.coming[0]
            try:
                sent = end.sock.send(data)
            except BlockingIOError:
                sent = 0
            except OSError:
                self._close(end)
                return
            if sent == len(data):
                end.coming.popleft()
            else:
                end.coming[0] = (moment, data[sent:])
                end.waits = True
                break
        if end in self._ends:
            wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if end.waits else 0)
            self._events.modify(end.sock, wanted, end)

    def _close(self, end: _End) -> None:
        for one in (end, end.other):
            if one in self._ends:
                self._ends.discard(one)
                self._events.unregister(one.sock)
                one.sock.close()


if __name__ == "__main__":
    line = FarLine(int(sys.argv[1]), float(sys.argv[2]))
    print(line.port, flush=True)
    line.run()
