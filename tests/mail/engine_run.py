"""The real engine process under test: commands in, events out, and its death at will."""

import json
import os
import queue
import subprocess
import sys
import threading
import time

from tests.fixtures.nursery import POSSIBLE, ROOT, Forked


class EngineRun:
    """Runs the engine on a workspace; `wait` gives the first event that fits.

    `started`: by `python -m desktop --engine` as the window does it, not forked. `die_at`: the number of the commit at
    which it kills itself.
    """

    def __init__(self, store, *, started: bool = False, die_at: int = 0) -> None:
        self.events: list[dict] = []
        self._queue: queue.SimpleQueue = queue.SimpleQueue()
        forked = POSSIBLE and not started
        self.process = Forked(die_at=die_at) if forked else self._started(die_at)
        self._errors: list[bytes] = []
        threading.Thread(target=self._read, daemon=True).start()
        threading.Thread(
            target=lambda: self._errors.extend(self.process.stderr), daemon=True
        ).start()
        self.write({"profile": str(store.profile.root), "key": store.key.hex(), "language": "en"})

    @staticmethod
    def _started(die_at: int) -> subprocess.Popen:
        dying = ["-m", "tests.mail.kill_launcher", "engine", str(die_at)]
        return subprocess.Popen(
            [sys.executable, *(dying if die_at else ["-m", "desktop", "--engine"])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, "PYTHONWARNINGS": "ignore"},
        )

    def _read(self) -> None:
        for line in self.process.stdout:
            self._queue.put(json.loads(line))
        self._queue.put(None)

    def write(self, data: dict) -> None:
        self.process.stdin.write(json.dumps(data).encode() + b"\n")
        self.process.stdin.flush()

    def send(self, cmd: str, **arguments) -> None:
        self.write({"cmd": cmd, "id": len(self.events), **arguments})

    def wait(self, event: str, timeout: float = 90, **fields) -> dict:
        """The next event of that name whose fields fit; fails when none comes in time."""
        end = time.monotonic() + timeout
        while (left := end - time.monotonic()) > 0:
            try:
                found = self._queue.get(timeout=left)
            except queue.Empty:
                break
            if found is None:
                break
            self.events.append(found)
            if found["event"] == event and all(found.get(k) == v for k, v in fields.items()):
                return found
            if found["event"] == "error" and found.get("code") == "bug":
                break  # it will not get better
        errors = b"".join(self._errors)[-3000:].decode("utf-8", "replace")
        raise AssertionError(
            f"no {event} {fields}; last events: {self.events[-8:]}; stderr: {errors}"
        )

    def told(self, event: str, **fields) -> dict:
        """The event of that name whose fields fit, also when it came before another that was waited for."""
        for found in self.events:
            if found["event"] == event and all(found.get(k) == v for k, v in fields.items()):
                return found
        return self.wait(event, **fields)

    def end(self, timeout: float = 60) -> int:
        """Close stdin, as a window that goes away does; returns the exit code."""
        self.process.stdin.close()
        try:
            return self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise AssertionError("the engine did not end with its stdin") from None

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(60)
