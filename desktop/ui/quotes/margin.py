"""When the margin is too low: which price would lift it, and by how much."""

from dataclasses import dataclass, replace
from decimal import ROUND_UP, Decimal

from desktop.trade import pricing, totals
from desktop.trade.money import minor_digits
from desktop.trade.quote_draft import QuoteDraft

_DOUBLINGS = 24


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
    left = 1 - healthy / 100 - draft.bank_share - draft.commission_share
    if left <= 0:
        return None
    missing = sums.profit.net_cost / draft.rate / left - sums.fob_value
    guess = line.unit_price + missing / line.quantity / keep
    price = _lowest(draft, row, guess, healthy)
    return None if price is None else PriceHint(row, line.sku, price)


def _lowest(draft: QuoteDraft, row: int, guess: Decimal, healthy: Decimal) -> Decimal | None:
    """Return the lowest price of a row that clears the line, by the sums themselves.

    They know what the guess does not: a discount of the quote, charges that follow the value, VAT that is not
    refunded. From the guess on the steps double, then halve between a price that is too low and one that is not.
    """
    step = Decimal(1).scaleb(-minor_digits(draft.currency))
    memory = totals.LineMemory()

    def clears(units: int) -> bool:
        sums = with_price(draft, row, units * step).totals(memory)
        return sums.margin_percent is not None and not is_below_line(sums, healthy)

    low = int(draft.lines[row].unit_price / step)  # too low: that is why we are here
    high = max(int((guess / step).to_integral_value(rounding=ROUND_UP)), low + 1)
    jump = 1
    if clears(high):
        while high - jump > low and clears(high - jump):
            high, jump = high - jump, jump * 2
        low = max(low, high - jump)
    else:
        for _try in range(_DOUBLINGS):
            low, high, jump = high, high + jump, jump * 2
            if clears(high):
                break
        else:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if clears(middle) else (middle, high)
    return high * step


def with_price(draft: QuoteDraft, row: int, price: Decimal) -> QuoteDraft:
    """Return the draft with another unit price in one row."""
    lines = list(draft.lines)
    lines[row] = replace(lines[row], unit_price=price)
    return replace(draft, lines=tuple(lines))
