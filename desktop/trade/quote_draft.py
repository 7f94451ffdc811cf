"""A quote as plain values: what is edited, what is stored, and the sums that follow.

Pure: nothing here reads a clock or the store. `quotes` turns it into rows and back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from desktop.runtime.errors import UserFacing
from desktop.trade import incoterms, landed, pricing, totals
from desktop.trade.charges import Charge, ChargeKind
from desktop.trade.clause_choices import ClauseChoice
from desktop.trade.container_plan import PlanOrder
from desktop.trade.money import round_money
from desktop.trade.packing import CartonSpec, MixedCarton
from desktop.trade.payment import Instalment

ZERO = Decimal(0)


class LineKind(StrEnum):
    """What a line is: goods, the title of a section, or a note between the goods."""

    ITEM = "item"
    SECTION = "section"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One line: a copy of the product at that moment, with quantity and price.

    Weights are kg per full carton, sizes centimetres, `vat_rate` and `rebate_rate` shares (0.13).
    `key` stays the same from revision to revision ("" until stored). An optional line is printed
    with its amount and counts in no sum; a free line is delivered and packed, its amount is zero
    and `unit_price` is its value for the customs. Sections and notes have their words in
    `name_en` and `name_zh`. `texts` holds name and description in further languages by ISO 639-1.
    `price_source` says where the price came from ("hand", "price_list", "formula", "").
    `base_price` is the exact FOB price that a change of the Incoterm rounded `unit_price` from: it
    lets the way back give the same price, and counts only while it still leads to `unit_price`.
    `moq` is the least that may be ordered, in the line's unit.
    """

    sku: str
    quantity: Decimal
    unit_price: Decimal
    discount_percent: Decimal = ZERO
    key: str = ""
    kind: LineKind = LineKind.ITEM
    is_optional: bool = False
    is_free: bool = False
    buyer_item_code: str = ""
    list_price: Decimal | None = None
    base_price: Decimal | None = None
    floor_price: Decimal | None = None
    moq: Decimal | None = None
    price_source: str = ""
    product_id: str | None = None
    name_en: str = ""
    name_zh: str = ""
    description_en: str = ""
    description_zh: str = ""
    hs_code: str = ""
    origin: str = ""
    unit: str = "pcs"
    cost: Decimal | None = None
    cost_currency: str = "CNY"
    cost_on: date | None = None
    domestic_cost: Decimal | None = None
    vat_rate: Decimal | None = None
    rebate_rate: Decimal | None = None
    inner_pieces: int | None = None
    pcs_per_carton: int | None = None
    carton_length_cm: Decimal | None = None
    carton_width_cm: Decimal | None = None
    carton_height_cm: Decimal | None = None
    net_weight_kg: Decimal | None = None
    gross_weight_kg: Decimal | None = None
    more_boxes: tuple[CartonSpec, ...] = ()
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def carton(self) -> CartonSpec | None:
        """Return the carton, None while a measure of it is missing."""
        length, width, height = self.carton_length_cm, self.carton_width_cm, self.carton_height_cm
        if not self.pcs_per_carton or self.pcs_per_carton < 0:
            return None
        if not length or not width or not height or min(length, width, height) <= 0:
            return None
        net = max(self.net_weight_kg or ZERO, ZERO)
        gross = max(self.gross_weight_kg or ZERO, ZERO)
        return CartonSpec(self.pcs_per_carton, length, width, height, net, gross or net)

    def boxes(self) -> tuple[CartonSpec, ...]:
        """Return every box the article is packed in; () while a measure is missing."""
        carton = self.carton()
        return (carton, *self.more_boxes) if carton else ()

    @property
    def is_below_minimum(self) -> bool:
        """Tell whether less is offered than may be ordered."""
        return self.is_goods and self.moq is not None and 0 < self.quantity < self.moq

    @property
    def is_goods(self) -> bool:
        """Tell whether this line is goods, not a title or a note."""
        return self.kind is LineKind.ITEM

    @property
    def counts(self) -> bool:
        """Tell whether this line is part of what is sold."""
        return self.kind is LineKind.ITEM and not self.is_optional

    def title(self) -> str:
        """Return what names the line in a message: article number, else its words."""
        return self.sku or self.name_en or self.name_zh

    def priced(self) -> totals.Line:
        """Return what the sums need of this line."""
        cost = None
        if self.cost is not None:
            cost = totals.LineCost(
                self.cost,
                self.cost_currency,
                self.vat_rate or ZERO,
                self.rebate_rate or ZERO,
                self.domestic_cost or ZERO,
            )
        return totals.Line(
            self.title(),
            self.quantity,
            self.unit_price,
            self.discount_percent,
            cost,
            self.boxes(),
            self.is_optional,
            self.is_free,
            self.kind is not LineKind.ITEM,
            self.kind is LineKind.SECTION,
            self.key,
            self.inner_pieces,
        )


@dataclass(frozen=True, slots=True)
class QuoteDraft:
    """Everything that can be edited. Money in `currency`; `rate` is `rate_currency` per unit of it.

    `charges_included` says that freight and insurance are inside the unit prices, not added.
    `rate` already contains the safety discount of `rate_margin_percent`; `rate_source` says who
    published it. `instalments` are payment terms made by hand, () while `payment_terms` says them
    all. A `discount_percent` is of the goods and goes before a `discount` in money. `domestic_costs` (whole shipment, `rate_currency`), `destination_costs` and
    `clearance_costs` (whole shipment, `currency`) feed the price ladder; shares and rates are
    shares (0.13). `container_mix` is a mix chosen by hand as (container, count) pairs;
    `container_rates` is the freight of one container of a size, which decides the cheapest mix.
    `destination` (port or town, with `destination_country` by ISO 3166) goes on the marks and may
    lower the road weight; `shipping_marks` is a main mark written by hand, "" for the usual one.
    `known_freight`, `known_insurance` and `known_place` are what the price ladder knows while the
    present term does not contain it. Insurance follows `premium_rate` when there is one.
    `clauses` are the clauses chosen or worded for this quote or order alone.
    """

    customer_id: str
    contact_id: str | None = None
    thread_id: int | None = None
    deal_id: str | None = None
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
    discount_percent: Decimal | None = None
    other_charges: tuple[Charge, ...] = ()
    seller_id: str | None = None
    price_list_id: str | None = None
    rate_source: str = ""
    rate_margin_percent: Decimal = ZERO
    instalments: tuple[Instalment, ...] = ()
    known_freight: Decimal | None = None
    known_insurance: Decimal | None = None
    known_place: str = ""
    freight_template_id: str | None = None
    freight_by_hand: bool = True
    spread_by: str = "volume"
    premium_rate: Decimal | None = None
    insured_plus: Decimal = Decimal("0.10")
    domestic_costs: Decimal | None = None
    destination_costs: Decimal | None = None
    duty_rate: Decimal | None = None
    import_vat_rate: Decimal | None = None
    clearance_costs: Decimal | None = None
    bank_share: Decimal = ZERO
    commission_share: Decimal = ZERO
    refund_mode: str = "trading"
    container_mix: tuple[tuple[str, int], ...] = ()
    container_rates: tuple[tuple[str, Decimal], ...] = ()
    mixed_cartons: tuple[MixedCarton, ...] = ()
    destination: str = ""
    destination_country: str = ""
    shipping_marks: str = ""
    partial_shipment: bool | None = None
    transhipment: bool | None = None
    tolerance_percent: Decimal | None = None
    clauses: tuple[ClauseChoice, ...] = ()
    remarks: str = ""
    internal_notes: str = ""
    lines: tuple[DraftLine, ...] = ()

    def charges(self) -> tuple[Charge, ...]:
        """Return freight, insurance, the other charges and the discount, in printing order."""
        needed = self.discount_percent or self.incoterm in landed.TO_THE_DOOR
        goods = self._goods() if needed else ZERO
        return self._charges(goods)

    def _charges(self, goods: Decimal) -> tuple[Charge, ...]:
        found = []
        pairs = ((ChargeKind.FREIGHT, self.freight), (ChargeKind.INSURANCE, self.insurance))
        for kind, amount in pairs:
            if amount and self._is_charged(kind):
                found.append(Charge(kind, amount, included=self.charges_included))
        found += self._arrival_charges(goods)
        found += self.other_charges
        if self.discount_percent:
            amount = round_money(goods * self.discount_percent / 100, self.currency)
            found.append(Charge(ChargeKind.DISCOUNT, amount, percent=self.discount_percent))
        elif self.discount:
            found.append(Charge(ChargeKind.DISCOUNT, self.discount))
        return tuple(found)

    def _is_charged(self, kind: ChargeKind) -> bool:
        """Tell whether freight or insurance is a charge: not inside FOB prices, which have none."""
        term = incoterms.RULES.get(self.incoterm)
        if term is None or not self.charges_included:
            return True
        if kind is ChargeKind.FREIGHT:
            return term.freight_paid_by_seller
        return term.insured_by_seller or term.code in landed.TO_THE_DOOR

    def _arrival_charges(self, goods: Decimal) -> list[Charge]:
        """Return what DAP, DPU and DDP pay beyond the freight, none for the other rules."""
        if self.incoterm not in landed.TO_THE_DOOR:
            return []
        discount = self.discount or ZERO
        if self.discount_percent:
            discount = goods * self.discount_percent / 100
        paid = goods - discount
        if not self.charges_included:
            paid += (self.freight or ZERO) + (self.insurance or ZERO)
        arrival = landed.Arrival(
            self.destination_costs, self.clearance_costs, self.duty_rate, self.import_vat_rate
        )
        duty = arrival.duty_of(
            paid, delivered_duty_paid=self.incoterm == "DDP", contained=self.charges_included
        )
        pairs = ((ChargeKind.DESTINATION, self.destination_costs), (ChargeKind.DUTY, duty))
        return [Charge(k, a, included=self.charges_included) for k, a in pairs if a]

    def _goods(self) -> Decimal:
        return sum(
            (
                totals.line_amount(ln.quantity, ln.unit_price, ln.discount_percent, self.currency)
                for ln in self.lines
                if ln.counts and not ln.is_free
            ),
            ZERO,
        )

    def final_place(self) -> str:
        """Return where the goods go: `destination`, else the named place when that is one."""
        if self.destination or not self.incoterm:
            return self.destination
        try:
            term = incoterms.rule(self.incoterm)
        except UserFacing:
            return ""
        return self.place if term.place_is_destination else ""

    def plan_order(self) -> PlanOrder:
        """Return what the container plan has to respect."""
        place = self.final_place()
        return PlanOrder(self.container_mix, self.container_rates, self.destination_country, place)

    def shares(self) -> totals.Shares:
        """Return what bank and agent take, the domestic costs (none ex works) and the refund."""
        ex_works = self.incoterm == "EXW"
        modes = {mode.value: mode for mode in pricing.RefundMode}
        return totals.Shares(
            self.bank_share,
            self.commission_share,
            ZERO if ex_works else self.domestic_costs or ZERO,
            ex_works,
            modes.get(self.refund_mode, pricing.RefundMode.TRADING),
        )

    def totals(self, memory: totals.LineMemory | None = None) -> totals.Totals:
        """Return every sum of the quote; with a `memory`, only changed lines are computed."""
        shares = self.shares()
        rate = totals.rate_of(self.currency, self.rate_currency, self.rate)
        memory = memory if memory is not None else totals.LineMemory()
        taken = (shares.bank, shares.commission, shares.ex_works, shares.refund_mode)
        terms = (self.currency, self.rate_currency, rate, *taken)
        figures = [
            known
            or totals.line_totals(line.priced(), self.currency, self.rate_currency, rate, shares)
            for line, known in zip(self.lines, memory.of(self.lines, terms), strict=True)
        ]
        memory.keep(self.lines, figures)
        sections = [line.kind is LineKind.SECTION for line in self.lines]
        goods = sum((line.amount for line in figures if line.counts), ZERO)
        return totals.total(
            figures,
            sections,
            self._charges(goods),
            self.currency,
            rate=rate,
            shares=shares,
            mixed=self.mixed_cartons,
            order=self.plan_order(),
        )
