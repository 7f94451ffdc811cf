"""A quote's rows: a draft written to them, touching only what differs, and figures read back."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.store.schema.quotes import Quote, QuoteLine
from desktop.trade.quote_columns import header_columns, line_columns, line_of
from desktop.trade.quote_draft import DraftLine, QuoteDraft
from desktop.trade.quote_figures import QuoteFigures, figures_of


def write_header(quote: Quote, draft: QuoteDraft) -> None:
    """Set the columns of the header that differ from `draft`."""
    for column, value in header_columns(draft).items():
        _assign(quote, column, value)


def write_lines(session: Session, quote_id: str, lines: Sequence[DraftLine]) -> None:
    """Make the stored lines equal to `lines`, touching only what differs.

    A line is known by its key, so that a moved or inserted one is no change of the others' values.
    A line without a key, or whose key stands there twice, is a new one.
    """
    stored = lines_of(session, [quote_id]).get(quote_id, [])
    by_key = {row.line_key: row for row in stored}
    taken: set[str] = set()
    for position, asked in enumerate(lines):
        line = replace(asked, key="") if asked.key in taken else asked
        taken.add(line.key)
        row = by_key.pop(line.key, None) if line.key else None
        if row is not None and row.position == position and line_of(row) == line:
            continue
        if row is None:
            row = QuoteLine(quote_id=quote_id, quantity=line.quantity, unit_price=line.unit_price)
            session.add(row)
        _assign(row, "position", position)
        for column, value in line_columns(line).items():
            _assign(row, column, value)
    for row in by_key.values():
        session.delete(row)


def _assign(record: Quote | QuoteLine, name: str, value: Any) -> None:  # noqa: ANN401 - any column
    """Set an attribute only when it changes, so that the journal holds real changes alone."""
    if getattr(record, name) != value:
        setattr(record, name, value)


def lines_of(session: Session, quote_ids: Iterable[str]) -> dict[str, list[QuoteLine]]:
    """Return the lines of each quote in their order."""
    rows = session.scalars(
        sa.select(QuoteLine)
        .where(QuoteLine.quote_id.in_(list(quote_ids)), QuoteLine.deleted_at.is_(None))
        .order_by(QuoteLine.quote_id, QuoteLine.position)
    )
    found: dict[str, list[QuoteLine]] = {}
    for row in rows:
        found.setdefault(row.quote_id, []).append(row)
    return found


def read_figures(session: Session, quote: Quote, today: date) -> QuoteFigures:
    """Return the figures of a stored quote as of `today`."""
    return figures_of(quote, lines_of(session, [quote.id]).get(quote.id, []), today)
