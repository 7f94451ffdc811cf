"""Which exchange rate the newest quote of each currency uses: asked for at each look at the catalogue, so one query."""

from decimal import Decimal

import sqlalchemy as sa

from desktop.store.schema.quotes import Quote
from desktop.store.workspace import Store

Rates = dict[tuple[str, str], Decimal]
"""Home currency for one unit of a foreign one, by (foreign, home)."""


def newest(store: Store) -> Rates:
    """Return the rate of the quote changed last of each pair of currencies."""
    pair = (Quote.currency, Quote.rate_currency)
    order = sa.func.row_number().over(partition_by=pair, order_by=Quote.updated_at.desc())
    ranked = (
        sa.select(*pair, Quote.rate, order.label("place"))
        .where(Quote.is_current, Quote.deleted_at.is_(None), Quote.rate.is_not(None))
        .subquery()
    )
    query = sa.select(ranked.c.currency, ranked.c.rate_currency, ranked.c.rate)
    with store.read() as session:
        rows = session.execute(query.where(ranked.c.place == 1)).all()
    return {(foreign, home): rate for foreign, home, rate in rows}
