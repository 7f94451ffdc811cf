"""Proportional memory (PSS) of processes, from /proc."""

from pathlib import Path


def family(pid: int) -> list[int]:
    """Return a process and all its descendants."""
    found = [pid]
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        children = []
    for child in children:
        found += family(int(child))
    return found


def pss(pid: int) -> int:
    """Return the proportional set size of a process in KiB, 0 when it is gone."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        return 0
    return 0
