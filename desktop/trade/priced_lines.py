"""The lines of a quote that carry prices, and their exact unit prices carried from one level of the ladder to another.

Each step between two levels costs an amount, which the lines share: by value, or by weight, volume or what
`spread_by` says.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from desktop.trade.money import minor_digits
from desktop.trade.price_steps import Level
from desktop.trade.quote_draft import QuoteDraft
from desktop.trade.spreading import SpreadBy, weight_of
from desktop.trade.totals import Totals

ZERO = Decimal(0)
ONE = Decimal(1)
HUNDRED = Decimal(100)
# Unit prices carry what they were quoted with, at most this (DOMAIN.md A4: fasteners need 4-5).
MOST_DIGITS = 6
# Steps that are spread over the lines by their value; the others go by `spread_by`.
BY_VALUE = frozenset({Level.CIF, Level.DDP})


@dataclass(frozen=True, slots=True)
class Goods:
    """A line that can carry costs: `keep` is what is paid of its price after all discounts."""

    row: int
    sku: str
    quantity: Decimal
    price: Decimal
    base: Decimal | None
    keep: Decimal
    digits: int
    weight: Decimal | None
    counts: bool


class PricedLines:
    """`goods` are all lines with a price, `sold` those that count in the quote's value."""

    def __init__(
        self,
        draft: QuoteDraft,
        sums: Totals,
        by: SpreadBy,
        own_domestic: Mapping[int, Decimal],
    ) -> None:
        """`own_domestic`: by row, what one unit costs up to FOB besides the shared costs."""
        self._by, self._own_domestic = by, own_domestic
        self.goods = _goods_of(draft, sums, by)
        self.sold = [goods for goods in self.goods if goods.counts]
        self._discount = ZERO if draft.discount_percent else draft.discount or ZERO
        self._whole = sum((g.weight for g in self.sold if g.weight is not None), ZERO)

    def value(self, prices: Mapping[int, Decimal]) -> Decimal:
        """Return what the goods cost at these unit prices, by row, after all discounts."""
        sold = sum((prices[g.row] * g.keep * g.quantity for g in self.sold), ZERO)
        return sold - self._discount

    def share(self, amount: Decimal, goods: Goods) -> Decimal | None:
        """Return what one unit of a line bears of an amount; None while it is not known."""
        if goods.weight is None or not self._whole:
            return None
        return amount * goods.weight / self._whole / goods.quantity

    def moved(
        self,
        prices: Mapping[int, Decimal],
        start: Level,
        end: Level,
        values: Mapping[Level, Decimal],
    ) -> dict[int, Decimal] | None:
        """Return exact prices on another level, None while a step between cannot be taken."""
        upwards = end > start
        path = range(start + 1, end + 1) if upwards else range(start, end, -1)
        found = {g.row: prices[g.row] * g.keep for g in self.goods if g.row in prices}
        for number in path:
            level = Level(number)
            low, high = values.get(Level(number - 1)), values.get(level)
            if low is None or high is None:
                return None
            if level in BY_VALUE or self._by is SpreadBy.VALUE:
                if not self._move_by_value(found, level, (low, high), upwards=upwards):
                    return None
                continue
            each = self._unit_costs(level, high - low)
            if each is None:
                return None
            for row in found:
                found[row] += each[row] if upwards else -each[row]
        keeps = {g.row: g.keep for g in self.goods}
        return {row: price / keeps[row] for row, price in found.items()}

    def _move_by_value(
        self,
        found: dict[int, Decimal],
        level: Level,
        values: tuple[Decimal, Decimal],
        *,
        upwards: bool,
    ) -> bool:
        """Move exact prices over a step in proportion; False when there is no value to go by.

        The prices themselves decide, not weights of rounded ones: that keeps the way back exact.
        """
        own = self._own_domestic if level is Level.FOB else {}
        borne = sum((own.get(g.row, ZERO) * g.quantity for g in self.sold), ZERO)
        # The discount in money is of no line: values of the lines lie above by it.
        low, high = values[0] + self._discount, values[1] + self._discount - borne
        if not low or not high:
            return False
        for row, price in found.items():
            each = own.get(row, ZERO)
            found[row] = price * high / low + each if upwards else (price - each) * low / high
        return True

    def _unit_costs(self, level: Level, amount: Decimal) -> dict[int, Decimal] | None:
        """Return what one unit of each line bears of a step's amount."""
        own = self._own_domestic if level is Level.FOB else {}
        shared = amount - sum((own.get(g.row, ZERO) * g.quantity for g in self.sold), ZERO)
        found: dict[int, Decimal] = {}
        for goods in self.goods:
            share = self.share(shared, goods) if shared else ZERO
            if share is None:
                return None
            found[goods.row] = share + own.get(goods.row, ZERO)
        return found


def _goods_of(draft: QuoteDraft, sums: Totals, by: SpreadBy) -> list[Goods]:
    """Return the lines with a price: sold and optional ones, without what is given free."""
    whole = ONE - (draft.discount_percent or ZERO) / HUNDRED
    found = []
    for row, (line, figures) in enumerate(zip(draft.lines, sums.lines, strict=True)):
        keep = (ONE - line.discount_percent / HUNDRED) * whole
        if not line.is_goods or line.is_free or keep <= 0:
            continue
        if line.quantity <= 0 or line.unit_price <= 0:
            continue
        found.append(
            Goods(
                row,
                line.title(),
                line.quantity,
                line.unit_price,
                line.base_price,
                keep,
                digits_of(line.unit_price, draft.currency),
                weight_of(line, figures, by),
                line.counts,
            )
        )
    return found


def digits_of(price: Decimal, currency: str) -> int:
    """Return the decimals a unit price keeps: those it is written with, at least the currency's."""
    exponent = price.as_tuple().exponent
    written = -exponent if isinstance(exponent, int) else 0
    return max(minor_digits(currency), min(written, MOST_DIGITS))
