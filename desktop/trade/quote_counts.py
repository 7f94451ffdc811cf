"""How many quotes there are of a kind: figures that are asked for at every change and click, without reading a line of any quote."""

from datetime import date

import sqlalchemy as sa

from desktop.store.schema.quotes import Quote
from desktop.store.workspace import Store
from desktop.trade.quote_states import QuoteState, present_state


def sent(store: Store, *, today: date) -> int:
    """Return how many current revisions are with the buyer and still valid on `today`."""
    query = sa.select(Quote.state, Quote.valid_until).where(
        Quote.is_current, Quote.deleted_at.is_(None), Quote.state == QuoteState.SENT.value
    )
    with store.read() as session:
        rows = session.execute(query).all()
    return sum(present_state(state, until, today) is QuoteState.SENT for state, until in rows)


def in_conversation(store: Store, thread_id: int) -> int:
    """Return how many quotes were made in a conversation, old revisions left out."""
    query = (
        sa.select(sa.func.count())
        .select_from(Quote)
        .where(Quote.is_current, Quote.deleted_at.is_(None), Quote.thread_id == thread_id)
    )
    with store.read() as session:
        return session.scalar(query) or 0
