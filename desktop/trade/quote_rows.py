"""A quote's rows: a draft written to them, touching only what differs, and figures read back."""

from collections.abc import Iterable, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.store.schema.quotes import Quote, QuoteLine
from desktop.trade import company
from desktop.trade.goods_rows import assign, write_goods
from desktop.trade.quote_columns import header_columns
from desktop.trade.quote_draft import DraftLine, QuoteDraft
from desktop.trade.quote_figures import QuoteFigures, figures_of


def write_header(quote: Quote, draft: QuoteDraft) -> None:
    """Set the columns of the header that differ from `draft`."""
    for column, value in header_columns(draft).items():
        assign(quote, column, value)


def write_lines(session: Session, quote_id: str, lines: Sequence[DraftLine]) -> None:
    """Make the stored lines equal to `lines` (`goods_rows`)."""

    def make(line: DraftLine) -> QuoteLine:
        return QuoteLine(quote_id=quote_id, quantity=line.quantity, unit_price=line.unit_price)

    write_goods(session, lines_of(session, [quote_id]).get(quote_id, []), lines, make)


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
    lines = lines_of(session, [quote.id]).get(quote.id, [])
    healthy = company.read_settings(session).healthy_margin_percent
    if healthy is None:
        return figures_of(quote, lines, today)
    return figures_of(quote, lines, today, healthy)
