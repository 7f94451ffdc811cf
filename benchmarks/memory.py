"""Proportional memory (PSS) and processor time of processes, from /proc."""

import os
import threading
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """Return a process and all its descendants, whichever of its threads started them."""
    found = [pid]
    children: list[str] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children += task.read_text().split()
        except OSError:
            continue
    for child in children:
        found += family(int(child))
    return found


def pss(pid: int) -> int:
    """Return the proportional set size of a process in KiB, 0 when it is gone."""
    return _rollup(pid, "Pss:")


def uss(pid: int) -> int:
    """Return the unique set size, what no other process maps too, in KiB, 0 when it is gone."""
    return _rollup(pid, "Private_Clean:", "Private_Dirty:")


def _rollup(pid: int, *names: str) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith(names))


def cpu(pid: int) -> float:
    """Return the processor seconds that a process used, 0 when it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICK


def named(name: str) -> list[int]:
    """Return the processes whose command name contains `name`."""
    found = []
    for path in Path("/proc").glob("[0-9]*/comm"):
        try:
            if name in path.read_text():
                found.append(int(path.parent.name))
        except OSError:
            continue
    return found


class Peak(threading.Thread):
    """Watches a process and its descendants from now on."""

    def __init__(self, pid: int, interval: float = 0.05) -> None:
        super().__init__(daemon=True)
        self._pid, self._interval = pid, interval
        self._most, self._end = 0, threading.Event()
        self.start()

    def run(self) -> None:
        while not self._end.wait(self._interval):
            self._most = max(self._most, sum(pss(pid) for pid in family(self._pid)))

    def stop(self) -> float:
        """Return the most that they had together, in MB."""
        self._end.set()
        self.join(5)
        return self._most / 1024
