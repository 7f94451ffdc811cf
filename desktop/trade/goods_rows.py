"""Lines of an offer or order written to their rows, touching only what differs."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from desktop.store.schema.base import Record
from desktop.store.schema.orders import OrderLine
from desktop.store.schema.quotes import QuoteLine
from desktop.trade.quote_columns import line_columns, line_of
from desktop.trade.quote_draft import DraftLine

Row = TypeVar("Row", QuoteLine, OrderLine)
# Room between two lines for later ones: an insertion then writes one row, not all that follow.
STRIDE = 1024


def write_goods(
    session: Session,
    stored: Sequence[Row],
    lines: Sequence[DraftLine],
    make: Callable[[DraftLine], Row],
) -> None:
    """Make the stored lines equal to `lines`; `make` gives a new row of a line.

    A line is known by its key, so that a moved or inserted one is no change of the others' values.
    A line without a key, or whose key stands there twice, is a new one.
    """
    by_key = {row.line_key: row for row in stored}
    pairs: list[tuple[DraftLine, Row | None]] = []
    taken: set[str] = set()
    for asked in lines:
        line = replace(asked, key="") if asked.key in taken else asked
        taken.add(line.key)
        pairs.append((line, by_key.pop(line.key, None) if line.key else None))
    places = positions([row.position if row is not None else None for _line, row in pairs])
    for (line, row), position in zip(pairs, places, strict=True):
        if row is None:
            row = make(line)
            session.add(row)
        elif line_of(row) == line:
            assign(row, "position", position)
            continue
        assign(row, "position", position)
        for column, value in line_columns(line).items():
            assign(row, column, value)
    for row in by_key.values():
        session.delete(row)


def positions(present: Sequence[int | None]) -> list[int]:
    """Return rising positions for lines in their order; `present` are theirs so far, None for new ones.

    As many as can keep theirs: those that moved or are new go between, everything is numbered anew
    only where there is no room.
    """
    kept = _rising(present)
    found: list[int] = []
    edges = [*kept, len(present)]
    start, low = 0, None
    for edge in edges:
        high = present[edge] if edge < len(present) else None
        run = _between(low, high, edge - start)
        if run is None:
            return [index * STRIDE for index in range(len(present))]
        found += run
        if high is not None:
            found.append(high)
        start, low = edge + 1, high
    return found


def _between(low: int | None, high: int | None, count: int) -> list[int] | None:
    """Return `count` positions between two; None without room. An end that is None is open."""
    if low is None:
        first = 0 if high is None else high - count * STRIDE
        return [first + index * STRIDE for index in range(count)]
    if high is None:
        return [low + (index + 1) * STRIDE for index in range(count)]
    if high - low - 1 < count:
        return None
    return [low + (high - low) * (index + 1) // (count + 1) for index in range(count)]


def _rising(values: Sequence[int | None]) -> list[int]:
    """Return the indexes of a longest strictly rising run among the values (patience sorting)."""
    tails: list[int] = []
    ends: list[int] = []
    before: dict[int, int] = {}
    for index, value in enumerate(values):
        if value is None:
            continue
        place = bisect_left(tails, value)
        if place:
            before[index] = ends[place - 1]
        tails[place : place + 1] = [value]
        ends[place : place + 1] = [index]
    chain: list[int] = []
    link = ends[-1] if ends else None
    while link is not None:
        chain.append(link)
        link = before.get(link)
    return chain[::-1]


def assign(record: Record, name: str, value: Any) -> None:  # noqa: ANN401 - any column
    """Set an attribute only when it changes, so that the journal holds real changes alone."""
    if getattr(record, name) != value:
        setattr(record, name, value)
