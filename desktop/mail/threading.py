"""Which messages are one conversation: notmuch's way, by Message-IDs alone, in any order of arrival.

Every id that a message carries or refers to belongs to one thread, also ids of messages not seen yet ("ghosts").
A message that names ids of several threads joins them. Subjects decide nothing: in trade mail half of all threads
are called "Quotation".
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Ids(NamedTuple):
    """The ids of one message, without brackets. `key` names the message; it need not be its Message-ID."""

    key: str
    message_id: str
    references: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """Own id first, then the ids referred to, each once."""
        own = self.message_id or self.key
        return tuple(dict.fromkeys((own, *self.references)))


@dataclass(frozen=True, slots=True)
class Placed:
    """The outcome for a batch.

    `threads`: key -> thread; `refs`: ids that must now be recorded -> thread; `merged`: thread -> the one it joined.
    Thread numbers below zero are new threads: the caller gives them real numbers.
    """

    threads: Mapping[str, int]
    refs: Mapping[str, int]
    merged: Mapping[int, int]


class _Sets:
    """Disjoint sets of thread numbers; the older (real before new, then smaller) number wins."""

    def __init__(self) -> None:
        self._parent: dict[int, int] = {}

    def find(self, thread: int) -> int:
        while (up := self._parent.get(thread, thread)) != thread:
            self._parent[thread] = self._parent.get(up, up)
            thread = up
        return thread

    def join(self, threads: Sequence[int]) -> int:
        roots = {self.find(t) for t in threads}
        winner = min(roots, key=lambda t: (t < 0, abs(t)))
        for root in roots:
            if root != winner:
                self._parent[root] = winner
        return winner

    def merged(self) -> dict[int, int]:
        return {t: self.find(t) for t in self._parent if self.find(t) != t}


def place(batch: Iterable[Ids], known: Mapping[str, int]) -> Placed:
    """Assign threads to a batch, given `known`: id -> thread for every id of the batch that the store knows."""
    sets = _Sets()
    refs: dict[str, int] = {}
    threads: dict[str, int] = {}
    fresh = 0
    for ids in batch:
        named = ids.all
        found = [refs[i] if i in refs else known[i] for i in named if i in refs or i in known]
        if found:
            thread = sets.join(found)
        else:
            fresh -= 1
            thread = fresh
        threads[ids.key] = thread
        for i in named:
            refs[i] = thread
    merged = sets.merged()
    return Placed(
        threads={key: sets.find(t) for key, t in threads.items()},
        refs={i: sets.find(t) for i, t in refs.items() if known.get(i) != sets.find(t)},
        merged={old: new for old, new in merged.items() if old > 0},
    )


def group(messages: Iterable[Ids]) -> list[list[str]]:
    """The threads among `messages` as lists of keys, in order of first appearance (nothing stored)."""
    messages = list(messages)
    placed = place(messages, {})
    threads: dict[int, list[str]] = {}
    for ids in messages:
        threads.setdefault(placed.threads[ids.key], []).append(ids.key)
    return list(threads.values())
