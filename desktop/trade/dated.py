"""Values that hold from a day on: which one counts on a given day. Pure."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar


class FromDay(Protocol):
    """Anything that holds from `valid_from` on; None means from before all others."""

    @property
    def valid_from(self) -> date | None:
        """The first day on which it holds."""
        ...


T = TypeVar("T", bound=FromDay)


def begin_of(entry: FromDay) -> date:
    """Return the first day on which `entry` holds, the earliest of all when it has none."""
    return entry.valid_from or date.min


def in_force(entries: Iterable[T], on: date | None) -> T | None:
    """Return the entry that counts on a day: the one begun last; `on` None asks for the newest.

    None when nothing has begun by then.
    """
    begun = [e for e in entries if on is None or begin_of(e) <= on]
    return max(begun, key=begin_of) if begun else None


def newest_first(entries: Iterable[T]) -> tuple[T, ...]:
    """Return the entries by their first day, the latest first."""
    return tuple(sorted(entries, key=begin_of, reverse=True))
