"""The margin of the catalogue's prices, at the exchange rates of the latest quotes."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from desktop.store.workspace import Store
from desktop.trade import pricing, quotes
from desktop.trade.products import ProductFigures
from desktop.trade.totals import Line, LineCost, compute

Rates = dict[tuple[str, str], Decimal]


def margin_of(product: ProductFigures, rates: Mapping[tuple[str, str], Decimal]) -> Decimal | None:
    """Return the margin at the catalogue's price in per cent; None while cost or rate is unknown.

    `rates` gives home currency per unit of foreign currency by (foreign, home).
    """
    if product.price is None or product.cost is None:
        return None
    cost = LineCost(
        product.cost,
        product.cost_currency,
        product.vat_rate or pricing.ZERO,
        product.rebate_rate or pricing.ZERO,
    )
    line = Line(product.sku, pricing.ONE, product.price, cost=cost)
    rate = rates.get((product.currency, product.cost_currency))
    sums = compute([line], [], product.currency, home_currency=product.cost_currency, fx=rate)
    return sums.margin_percent


def latest_rates(store: Store, today: date) -> Rates:
    """Return the rates of the latest quotes, one a currency: the catalogue has none of its own."""
    found: Rates = {}
    seen: set[str] = set()
    for row in quotes.listing(store, today=today):
        if row.currency not in seen:
            seen.add(row.currency)
            draft = quotes.show(store, row.id, today=today).draft
            if draft.rate is not None:
                found[draft.currency, draft.rate_currency] = draft.rate
    return found
