"""Prices: DOMAIN.md A8's check case, the CIF inverse, and totals that add up."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.runtime.errors import UserFacing
from desktop.trade import pricing
from desktop.trade.charges import Charge, ChargeKind
from desktop.trade.money import round_money, round_to
from desktop.trade.packing import CartonSpec
from desktop.trade.totals import Line, LineCost, compute

COST = pricing.UnitCost(Decimal(25), Decimal("0.13"), Decimal("0.13"), Decimal("1.2"))


def test_check_case() -> None:
    fob = pricing.fob_by_margin(COST, Decimal("7.10"), Decimal("0.15"), bank=Decimal("0.002"))
    cif = pricing.cif(pricing.cfr(fob, Decimal("0.35")), Decimal("0.003"))
    assert round_to(fob, 4) == Decimal("3.8739")
    assert round_to(cif, 4) == Decimal("4.2379")
    assert round_to(pricing.fob_from_cif(cif, Decimal("0.35"), Decimal("0.003")), 4) == Decimal(
        "3.8739"
    )
    earned = pricing.profit(fob, COST.net(), Decimal("7.10"), bank=Decimal("0.002"))
    assert round_to(earned.margin, 4) == Decimal("0.1500")
    assert round_to(earned.swap_cost, 2) == Decimal("6.02")


def test_fifteen_margin_is_more_markup() -> None:
    fob = pricing.fob_by_margin(COST, Decimal("7.10"), Decimal("0.15"))
    earned = pricing.profit(fob, COST.net(), Decimal("7.10"))
    assert round_to(earned.markup * 100, 2) == Decimal("17.65")
    same = pricing.fob_by_markup(COST, Decimal("7.10"), earned.markup)
    assert round_to(same, 12) == round_to(fob, 12)


money = st.decimals("0.01", 10**6, places=4)


@given(money, money, st.decimals(0, "0.05", places=4))
def test_cif_has_an_exact_inverse(fob: Decimal, freight: Decimal, rate: Decimal) -> None:
    cif = pricing.cif(pricing.cfr(fob, freight), rate)
    back = pricing.fob_from_cif(cif, freight, rate)
    assert round_to(back, 8) == round_to(fob, 8)


def test_impossible_shares_are_refused() -> None:
    with pytest.raises(UserFacing):
        pricing.fob_by_margin(COST, Decimal("7.1"), Decimal("0.9"), commission=Decimal("0.1"))
    with pytest.raises(UserFacing):
        pricing.fob_by_margin(COST, Decimal(0), Decimal("0.1"))


lines = st.lists(
    st.builds(
        Line,
        sku=st.just("X"),
        quantity=st.decimals(1, 10**5, places=0),
        unit_price=st.decimals(0, 10**4, places=4),
        discount_percent=st.decimals(0, 100, places=1),
    ),
    max_size=12,
)


@given(lines, st.sampled_from(["USD", "JPY", "KWD"]), st.decimals(0, 1000, places=2))
def test_total_is_the_sum_of_what_is_printed(
    items: list[Line], currency: str, freight: Decimal
) -> None:
    totals = compute(items, [Charge(ChargeKind.FREIGHT, freight)], currency)
    printed = [line.amount for line in totals.lines]
    assert all(amount == round_money(amount, currency) for amount in printed)
    assert totals.goods == sum(printed, Decimal(0))
    assert totals.grand == totals.goods + round_money(freight, currency)


def test_design_quote() -> None:
    rows = [
        ("2000", "14.20", "0"),
        ("1200", "5.10", "3"),
        ("300", "16.80", "0"),
        ("800", "4.60", "0"),
        ("1000", "0.50", "7.28"),
    ]
    items = [Line("S", Decimal(q), Decimal(p), Decimal(d)) for q, p, d in rows]
    included = [
        Charge(ChargeKind.FREIGHT, Decimal(1700), included=True),
        Charge(ChargeKind.INSURANCE, Decimal(140), included=True),
    ]
    totals = compute(items, included, "USD")
    assert totals.grand == Decimal("43520.00")
    assert totals.fob_value == Decimal("41680.00")


def test_margin_needs_every_cost_and_a_rate() -> None:
    cost = LineCost(Decimal(70), "CNY", Decimal("0.13"), Decimal("0.13"))
    known = Line("A", Decimal(10), Decimal(15), cost=cost)
    unknown = Line("B", Decimal(10), Decimal(15))
    assert compute([known], [], "USD").margin_percent is None
    assert compute([known, unknown], [], "USD", fx=Decimal(7)).margin_percent is None
    totals = compute([known], [], "USD", fx=Decimal(7))
    net = Decimal(70) - Decimal(70) / Decimal("1.13") * Decimal("0.13")
    assert totals.margin_percent == round_to((105 - net) / 105 * 100, 1)
    assert totals.markup_percent == round_to((105 - net) / net * 100, 1)


def test_freight_is_no_revenue_on_goods() -> None:
    line = Line("A", Decimal(10), Decimal(15), cost=LineCost(Decimal(70), "CNY"))
    plain = compute([line], [], "USD", fx=Decimal(7))
    shipped = compute([line], [Charge(ChargeKind.FREIGHT, Decimal(40))], "USD", fx=Decimal(7))
    discounted = compute([line], [Charge(ChargeKind.DISCOUNT, Decimal(10))], "USD", fx=Decimal(7))
    assert shipped.margin_percent == plain.margin_percent
    assert discounted.grand == Decimal(140)
    assert discounted.margin_percent < plain.margin_percent


def test_packing_sums_reach_the_totals() -> None:
    box = CartonSpec(24, Decimal(52), Decimal(35), Decimal(38), Decimal("12.5"), Decimal("14.2"))
    totals = compute(
        [
            Line("A", Decimal(1000), Decimal(1), boxes=(box,)),
            Line("B", Decimal(24), Decimal(1), boxes=(box,)),
        ],
        [],
        "USD",
    )
    assert totals.packed.cartons == 43
    assert totals.packed.volume_cbm == Decimal("2.974")
    assert totals.containers is not None
    assert totals.containers.lcl


@pytest.mark.parametrize("rebate", ["0.13", "0.09", "0"])
def test_a_manufacturer_bears_the_part_of_the_tax_that_is_not_refunded(rebate: str) -> None:
    """免抵退: FOB x fx x (VAT - rebate) is cost; margin and mark-up are those that were asked for."""
    cost = pricing.UnitCost(
        Decimal(22), Decimal("0.13"), Decimal(rebate), Decimal(1), pricing.RefundMode.MANUFACTURER
    )
    fx, bank, agent = Decimal("7.1"), Decimal("0.002"), Decimal("0.03")
    left = cost.unrefunded_share()
    assert (cost.net(), left) == (Decimal(23), Decimal("0.13") - Decimal(rebate))
    by_margin = pricing.fob_by_margin(cost, fx, Decimal("0.2"), bank=bank, commission=agent)
    by_markup = pricing.fob_by_markup(cost, fx, Decimal("0.25"), bank=bank, commission=agent)
    earned = pricing.profit(by_margin, cost.net(), fx, bank=bank, commission=agent, unrefunded=left)
    assert round_to(earned.margin or Decimal(0), 12) == Decimal("0.2")
    earned = pricing.profit(by_markup, cost.net(), fx, bank=bank, commission=agent, unrefunded=left)
    assert round_to(earned.markup or Decimal(0), 12) == Decimal("0.25")
    # By hand, at a margin of 20 %: 23 / 7.1 / (1 - 0.2 - 0.032 - what is not refunded).
    share = 1 - 0.2 - 0.032 - (0.13 - float(rebate))
    assert float(by_margin) == pytest.approx(23 / 7.1 / share)
