"""When the margin is too low: which price would lift it, and by how much."""

from dataclasses import dataclass, replace
from decimal import ROUND_UP, Decimal

from desktop.trade import pricing, totals
from desktop.trade.money import minor_digits
from desktop.trade.quote_draft import QuoteDraft


@dataclass(frozen=True, slots=True)
class PriceHint:
    """The unit price of one line that would lift the whole quote to the healthy margin."""

    row: int
    sku: str
    price: Decimal


def is_below_line(sums: totals.Totals, line: Decimal = pricing.HEALTHY_MARGIN_PERCENT) -> bool:
    """Tell whether the quote's margin is known and under the healthy line (FEATURES.md item 41)."""
    margin = sums.margin_percent
    return margin is not None and margin < line


def healthy_price(
    draft: QuoteDraft, healthy: Decimal = pricing.HEALTHY_MARGIN_PERCENT
) -> PriceHint | None:
    """Return how to reach the healthy margin by raising only the line that earns least.

    None when the margin is healthy or unknown. The price is rounded up to the currency's digits
    and checked against the sums, so that taking it really clears the line.
    """
    sums = draft.totals()
    if not is_below_line(sums, healthy) or sums.profit is None or not draft.rate:
        return None
    known = [
        (line.margin_percent, row)
        for row, line in enumerate(sums.lines)
        if line.margin_percent is not None
        and line.counts
        and not draft.lines[row].is_free
        and draft.lines[row].quantity > 0
    ]
    if not known:
        return None
    _margin, row = min(known)
    line = draft.lines[row]
    keep = 1 - line.discount_percent / 100
    if keep <= 0:
        return None
    wanted = sums.profit.net_cost / draft.rate / (1 - healthy / 100)
    step = Decimal(1).scaleb(-minor_digits(draft.currency))
    missing = wanted - sums.fob_value
    price = (line.unit_price + missing / line.quantity / keep).quantize(step, rounding=ROUND_UP)
    for _try in range(3):
        if not is_below_line(with_price(draft, row, price).totals(), healthy):
            return PriceHint(row, line.sku, price)
        price += step
    return None


def with_price(draft: QuoteDraft, row: int, price: Decimal) -> QuoteDraft:
    """Return the draft with another unit price in one row."""
    lines = list(draft.lines)
    lines[row] = replace(lines[row], unit_price=price)
    return replace(draft, lines=tuple(lines))
