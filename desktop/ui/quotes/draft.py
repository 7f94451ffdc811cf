"""The quote as it is being edited: plain values, and the sums that follow from them."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_UP, Decimal

from desktop.runtime.ids import new_id
from desktop.trade import pricing, totals
from desktop.trade.money import minor_digits
from desktop.trade.packing import CartonSpec

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One line on the screen; weights are per full carton, sizes in centimetres.

    `key` only tells rows apart on screen. `vat_rate` and `rebate_rate` are shares (0.13).
    """

    sku: str
    quantity: Decimal
    unit_price: Decimal
    name_en: str = ""
    name_zh: str = ""
    description_en: str = ""
    description_zh: str = ""
    hs_code: str = ""
    origin: str = ""
    unit: str = "pcs"
    discount_percent: Decimal = ZERO
    product_id: str | None = None
    cost: Decimal | None = None
    cost_currency: str = "CNY"
    vat_rate: Decimal | None = None
    rebate_rate: Decimal | None = None
    pcs_per_carton: int | None = None
    carton_length_cm: Decimal | None = None
    carton_width_cm: Decimal | None = None
    carton_height_cm: Decimal | None = None
    net_weight_kg: Decimal | None = None
    gross_weight_kg: Decimal | None = None
    key: str = ""

    def keyed(self) -> "DraftLine":
        """Return the line with a key of its own."""
        return self if self.key else replace(self, key=new_id())

    def carton(self) -> CartonSpec | None:
        """Return the carton, None while a measure of it is missing."""
        sizes = (self.carton_length_cm, self.carton_width_cm, self.carton_height_cm)
        length, width, height = sizes
        if not self.pcs_per_carton or length is None or width is None or height is None:
            return None
        return CartonSpec(
            self.pcs_per_carton,
            length,
            width,
            height,
            self.net_weight_kg or ZERO,
            self.gross_weight_kg or ZERO,
        )

    def priced(self) -> totals.Line:
        """Return what the sums need of this line."""
        cost = None
        if self.cost is not None:
            cost = totals.LineCost(
                self.cost, self.cost_currency, self.vat_rate or ZERO, self.rebate_rate or ZERO
            )
        return totals.Line(
            self.sku,
            self.quantity,
            self.unit_price,
            self.discount_percent,
            cost,
            self.carton(),
        )


@dataclass(frozen=True, slots=True)
class QuoteDraft:
    """Everything that the editor edits. Money in `currency`; `rate` is CNY per unit of it.

    `charges_included`: freight and insurance are inside the unit prices, not added to them.
    """

    customer_id: str = ""
    contact_id: str | None = None
    currency: str = "USD"
    rate: Decimal | None = None
    rate_currency: str = "CNY"
    rate_on: date | None = None
    incoterm: str = ""
    place: str = ""
    port_of_loading: str = ""
    transport_mode: str = "sea"
    payment_terms: str = ""
    lead_time: str = ""
    valid_until: date | None = None
    buyer_reference: str = ""
    freight: Decimal | None = None
    insurance: Decimal | None = None
    charges_included: bool = False
    discount: Decimal | None = None
    remarks: str = ""
    internal_notes: str = ""
    lines: tuple[DraftLine, ...] = ()

    def charges(self) -> tuple[totals.Charge, ...]:
        """Return freight, insurance and discount as the sums take them."""
        found = []
        kinds = totals.ChargeKind
        for kind, amount in ((kinds.FREIGHT, self.freight), (kinds.INSURANCE, self.insurance)):
            if amount:
                found.append(totals.Charge(kind, amount, included=self.charges_included))
        if self.discount:
            found.append(totals.Charge(kinds.DISCOUNT, self.discount))
        return tuple(found)

    def totals(self) -> totals.Totals:
        """Return every sum of the quote."""
        return totals.compute(
            [line.priced() for line in self.lines],
            self.charges(),
            self.currency,
            home_currency=self.rate_currency,
            fx=self.rate,
        )


@dataclass(frozen=True, slots=True)
class PriceHint:
    """The unit price of one line that would lift the whole quote to the healthy margin."""

    row: int
    sku: str
    price: Decimal


def is_below_line(sums: totals.Totals) -> bool:
    """Tell whether the quote's margin is known and under the healthy line (FEATURES.md item 41)."""
    margin = sums.margin_percent
    return margin is not None and margin < pricing.HEALTHY_MARGIN_PERCENT


def healthy_price(draft: QuoteDraft) -> PriceHint | None:
    """Return how to reach the healthy margin by raising only the line that earns least.

    None when the margin is healthy or unknown. The price is rounded up to the currency's digits
    and checked against the sums, so that taking it really clears the line.
    """
    sums = draft.totals()
    if not is_below_line(sums) or sums.profit is None or not draft.rate:
        return None
    known = [
        (line.margin_percent, row)
        for row, line in enumerate(sums.lines)
        if line.margin_percent is not None and draft.lines[row].quantity > 0
    ]
    if not known:
        return None
    _margin, row = min(known)
    line = draft.lines[row]
    keep = 1 - line.discount_percent / 100
    if keep <= 0:
        return None
    wanted = sums.profit.net_cost / draft.rate / (1 - pricing.HEALTHY_MARGIN_PERCENT / 100)
    step = Decimal(1).scaleb(-minor_digits(draft.currency))
    missing = wanted - sums.fob_value
    price = (line.unit_price + missing / line.quantity / keep).quantize(step, rounding=ROUND_UP)
    for _try in range(3):
        if not is_below_line(with_price(draft, row, price).totals()):
            return PriceHint(row, line.sku, price)
        price += step
    return None


def with_price(draft: QuoteDraft, row: int, price: Decimal) -> QuoteDraft:
    """Return the draft with another unit price in one row."""
    lines = list(draft.lines)
    lines[row] = replace(lines[row], unit_price=price)
    return replace(draft, lines=tuple(lines))
