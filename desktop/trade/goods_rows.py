"""Lines of an offer or order written to their rows, touching only what differs."""

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
    taken: set[str] = set()
    for position, asked in enumerate(lines):
        line = replace(asked, key="") if asked.key in taken else asked
        taken.add(line.key)
        row = by_key.pop(line.key, None) if line.key else None
        if row is not None and row.position == position and line_of(row) == line:
            continue
        if row is None:
            row = make(line)
            session.add(row)
        assign(row, "position", position)
        for column, value in line_columns(line).items():
            assign(row, column, value)
    for row in by_key.values():
        session.delete(row)


def assign(record: Record, name: str, value: Any) -> None:  # noqa: ANN401 - any column
    """Set an attribute only when it changes, so that the journal holds real changes alone."""
    if getattr(record, name) != value:
        setattr(record, name, value)
