"""The margin of the catalogue's prices, at the exchange rates of the latest quotes."""

from collections.abc import Mapping
from decimal import Decimal

from desktop.trade import pricing
from desktop.trade.products import ProductFigures
from desktop.trade.totals import Line, LineCost, compute


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
