"""Prices under every rule: each step inverts, the way back gives the same prices, what is missing is named."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.runtime.errors import UserFacing
from desktop.trade import price_ladder, pricing, repricing, spreading
from desktop.trade.money import round_to
from desktop.trade.price_steps import LEVELS, TERMS, Level
from desktop.trade.quote_draft import DraftLine, QuoteDraft

D = Decimal


def line(sku: str, quantity: str, price: str, **more: object) -> DraftLine:
    box = {
        "pcs_per_carton": 10, "carton_length_cm": D(50), "carton_width_cm": D(40),
        "carton_height_cm": D(30), "net_weight_kg": D(9), "gross_weight_kg": D(10),
        "cost": D(60), "vat_rate": D("0.13"), "rebate_rate": D("0.13"),
    }  # fmt: skip
    return DraftLine(sku, D(quantity), D(price), **{**box, **more})


def quote(**more: object) -> QuoteDraft:
    given_ = {
        "customer_id": "c", "rate": D(7), "incoterm": "CIF", "place": "Hamburg",
        "port_of_loading": "Ningbo", "freight": D(1700), "premium_rate": D("0.003"),
        "charges_included": True, "domestic_costs": D(2000), "destination_costs": D(400),
        "clearance_costs": D(100), "duty_rate": D("0.05"), "import_vat_rate": D("0.19"),
        "lines": (line("A", "2000", "14.20"), line("B", "300", "10.4636", discount_percent=D(3))),
    }  # fmt: skip
    return repricing.settled(QuoteDraft(**{**given_, **more}))


def by_term(draft: QuoteDraft) -> dict[str, price_ladder.Rung]:
    return {rung.term: rung for rung in repricing.rungs(draft)}


def test_the_check_case_of_the_design() -> None:
    """DOMAIN.md A4: FOB 3.8739, freight 0.35, premium 0.3 % is CIF 4.2379, of one piece."""
    fob = D("3.8739")
    draft = quote(
        incoterm="FOB", freight=D("0.35"), domestic_costs=D(0), lines=(line("A", "1", f"{fob}"),)
    )
    rungs = by_term(draft)
    assert rungs["CFR"].lines[0].unit_price == D("4.2239")
    assert rungs["CIF"].lines[0].unit_price == D("4.2379")
    back = repricing.switch(repricing.switch(draft, "CIF"), "FOB")
    assert back.lines[0].unit_price == fob


def test_every_step_is_the_formula() -> None:
    """CIF 31,444.91: CFR = CIF x (1 - 1.1 r), FOB = CFR - F, DDP = DAP + duty + VAT + clearance."""
    rungs = by_term(quote())
    cif = D(2000) * D("14.20") + D(300) * D("10.4636") * D("0.97")
    assert rungs["CIF"].value == cif
    assert rungs["CFR"].value == pricing.fob_from_cif(cif, D(0), D("0.003"))
    assert rungs["FOB"].value == rungs["CFR"].value - 1700
    assert round_to(rungs["EXW"].value - rungs["FOB"].value, 10) == round_to(-D(2000) / 7, 10)
    assert rungs["DAP"].value == cif + 400
    duty = cif * D("0.05")
    vat = (cif + duty) * D("0.19")
    assert rungs["DDP"].value == cif + 400 + 100 + duty + vat
    assert rungs["FCA"].total == rungs["FOB"].total == rungs["FAS"].total


def test_the_total_of_a_rung_is_what_the_quote_then_says() -> None:
    for contained in (True, False):
        draft = quote(charges_included=contained, discount_percent=D(2))
        for rung in repricing.rungs(draft):
            assert repricing.switch(draft, rung.term).totals().grand == rung.total


prices = st.decimals("0.5", 5000, places=4)
drafts = st.builds(
    lambda rows, freight, rate, contained, spread, percent, money, shares: quote(
        lines=tuple(
            line(f"S{i}", q, f"{p}", discount_percent=d, domestic_cost=D("0.4"))
            for i, (q, p, d) in enumerate(rows)
        ),
        freight=freight, premium_rate=rate, charges_included=contained, spread_by=spread,
        discount_percent=percent, discount=money, bank_share=shares, commission_share=shares,
    ),
    st.lists(
        st.tuples(
            st.sampled_from(["1", "7", "300", "12345"]), prices,
            st.sampled_from([D(0), D(3), D("7.28")]),
        ),
        min_size=1, max_size=5,
    ),
    st.decimals(0, 3000, places=2),
    st.one_of(st.none(), st.decimals(0, "0.02", places=4)),
    st.booleans(),
    st.sampled_from(["volume", "weight", "value", "quantity"]),
    st.sampled_from([None, D("1.5")]),
    st.sampled_from([None, D("0.10")]),
    st.sampled_from([D(0), D("0.02")]),
)  # fmt: skip


@given(drafts, st.lists(st.sampled_from(TERMS), min_size=1, max_size=4))
def test_there_and_back_gives_the_same_prices(draft: QuoteDraft, way: list[str]) -> None:
    moved = draft
    try:
        for term in (*way, "CIF"):
            moved = repricing.switch(moved, term)
    except UserFacing as refused:
        if refused.code not in ("price_below_zero", "price_inputs_missing"):
            raise
        return
    if Level.FOB not in price_ladder.ladder(draft).values:
        return  # without a way to FOB nothing exact can be kept: half a last digit may be lost
    before = [ln.unit_price for ln in draft.lines]
    assert [ln.unit_price for ln in moved.lines] == before
    assert (moved.freight, moved.place) == (draft.freight, draft.place)
    assert moved.totals().grand == draft.totals().grand


@given(drafts)
def test_higher_rungs_never_cost_less(draft: QuoteDraft) -> None:
    values = [rung.value for rung in repricing.rungs(draft) if rung.value is not None]
    assert all(type(value) is Decimal for value in values)
    assert values == sorted(values)


def test_an_unknown_way_of_spreading_is_said() -> None:
    with pytest.raises(UserFacing):
        spreading.spread_by("colour")


def test_missing_inputs_are_named() -> None:
    bare = quote(
        incoterm="FOB", freight=None, premium_rate=None, domestic_costs=None,
        destination_costs=None, duty_rate=None,
    )  # fmt: skip
    rungs = by_term(bare)
    assert rungs["FOB"].total is not None
    assert [m.code for m in rungs["EXW"].missing] == ["domestic_costs"]
    assert [m.code for m in rungs["CFR"].missing] == ["freight"]
    assert [m.code for m in rungs["CIF"].missing] == ["freight", "insurance"]
    assert [m.code for m in rungs["DDP"].missing] == [
        "freight", "insurance", "destination_costs", "duty_rate",
    ]  # fmt: skip
    assert rungs["DDP"].total is None
    with pytest.raises(UserFacing, match="CIF"):
        repricing.switch(bare, "CIF")


def test_a_line_without_packing_is_named_and_value_does_without() -> None:
    loose = replace(quote(), lines=(*quote().lines, line("C", "5", "9", pcs_per_carton=None)))
    rungs = by_term(loose)
    assert [m.message for m in rungs["FOB"].missing] == ["Packing of C"]
    assert rungs["FOB"].value is not None
    assert rungs["FOB"].total is None
    assert by_term(replace(loose, spread_by="value"))["FOB"].total is not None


def test_shares_of_a_hundred_per_cent_and_wild_rates_are_no_prices() -> None:
    full = by_term(quote(bank_share=D("0.5"), commission_share=D("0.5")))
    assert [m.code for m in full["EXW"].missing] == ["shares"]
    assert [m.code for m in by_term(quote(rate=D(0)))["EXW"].missing] == ["rate"]
    wild = by_term(quote(premium_rate=D("0.95"), incoterm="FOB"))
    assert "premium_rate" in [m.code for m in wild["CIF"].missing]
    with pytest.raises(UserFacing):
        repricing.rungs(quote(), ["XYZ"])
    with pytest.raises(UserFacing):
        repricing.rungs(quote(incoterm=""))


def test_a_typed_price_counts_and_not_what_it_came_from() -> None:
    fob = repricing.switch(quote(), "FOB")
    typed = replace(fob, lines=(replace(fob.lines[0], unit_price=D("20.00")), *fob.lines[1:]))
    back = repricing.switch(repricing.switch(typed, "CIF"), "FOB")
    assert back.lines[0].unit_price == D("20.00")
    assert back.lines[1].unit_price == fob.lines[1].unit_price


def test_the_margin_asked_for_is_the_margin_got() -> None:
    for contained in (True, False):
        for shares in (D(0), D("0.02")):
            draft = quote(charges_included=contained, bank_share=shares, commission_share=shares)
            done = repricing.priced_by_margin(draft, D("0.25"))
            assert not done.unknown
            assert done.draft.totals().margin_percent == D("25.0")
            earned = repricing.line_profits(done.draft, D("0.25"))
            assert all(round_to(one.profit.margin, 3) == D("0.250") for one in earned)
            assert not any(one.unit_price > one.floor + D("0.01") for one in earned)


def test_a_line_without_a_price_yet_is_priced_from_its_cost() -> None:
    blank = quote(incoterm="FOB", domestic_costs=D(0), lines=(line("A", "100", "0"),))
    priced = repricing.priced_by_margin(blank, D("0.25")).draft
    net = D(60) - D(60) / D("1.13") * D("0.13")
    assert priced.lines[0].unit_price == round_to(net / 7 / D("0.75"), 2)


def test_markup_and_selected_rows_and_unknown_costs() -> None:
    draft = quote(lines=(line("A", "100", "14.20"), line("B", "100", "9", cost=None)))
    done = repricing.priced_by_markup(draft, D("0.30"), rows=(0,))
    found = repricing.line_profits(done.draft, D("0.2"))
    assert round_to(found[0].profit.markup, 2) == D("0.30")
    assert done.draft.lines[1].unit_price == D(9)
    assert repricing.priced_by_markup(draft, D("0.30")).unknown == ("B",)
    with pytest.raises(UserFacing):
        repricing.priced_by_margin(quote(rate=None), D("0.2"))
    with pytest.raises(UserFacing):
        repricing.priced_by_margin(quote(), D(1))


def test_the_floor_still_has_its_margin_and_one_cent_less_has_not() -> None:
    draft = quote()
    profits = repricing.line_profits(draft, D("0.2"))
    assert len(profits) == len(draft.lines)
    for found in profits:
        for price, enough in ((found.floor, True), (found.floor - D("0.02"), False)):
            lines = list(draft.lines)
            lines[found.row] = replace(lines[found.row], unit_price=price)
            again = repricing.line_profits(replace(draft, lines=tuple(lines)), D("0.2"))
            assert (again[found.row].profit.margin >= D("0.19999")) is enough


@pytest.mark.parametrize(
    ("off_line", "off_all", "below"), [(0, 0, False), (5, 0, False), (5, 6, True), (11, 0, True)]
)
def test_a_product_s_own_floor_is_of_the_price_after_discounts(
    off_line: int, off_all: int, below: bool
) -> None:
    goods = line("A", "100", "10", cost=D(1), discount_percent=D(off_line), floor_price=D(9))
    draft = quote(incoterm="FOB", lines=(goods,), discount_percent=D(off_all) if off_all else None)
    (found,) = repricing.line_profits(draft, D("0.2"))
    assert found.is_below_floor is below


def test_exw_leaves_the_domestic_costs_to_the_buyer() -> None:
    fob = quote(incoterm="FOB", lines=(line("A", "2000", "14.200000"),))
    exw = repricing.switch(fob, "EXW")
    assert abs(exw.totals().profit.profit - fob.totals().profit.profit) < D("0.05")


def test_what_is_passed_on_is_no_revenue() -> None:
    draft = quote(lines=(line("A", "2000", "14.200000"),))
    profits = [
        repricing.switch(draft, term).totals().profit.profit for term in ("FOB", "CIF", "DDP")
    ]
    assert max(profits) - min(profits) < D("0.15")


def test_insurance_follows_the_rate_and_a_typed_amount_stays() -> None:
    draft = quote()
    assert draft.insurance == D("103.77")
    assert repricing.settled(draft) is draft
    more = replace(draft, lines=(replace(draft.lines[0], quantity=D(4000)), draft.lines[1]))
    assert repricing.settled(more).insurance > draft.insurance
    typed = quote(premium_rate=None, insurance=D(140))
    assert repricing.settled(typed).insurance == D(140)
    fob = repricing.switch(typed, "FOB")
    assert (fob.insurance, fob.known_insurance) == (None, D(140))
    assert repricing.switch(fob, "CIF").insurance == D(140)


def test_every_rule_has_its_level() -> None:
    assert set(LEVELS) == {
        "EXW", "FCA", "FAS", "FOB", "CFR", "CPT", "CIF", "CIP", "DAP", "DPU", "DDP",
    }  # fmt: skip
    assert LEVELS["CIP"] is Level.CIF


@pytest.mark.parametrize(
    ("spread", "prices"),
    [
        ("volume", ("12.56", "5.32")),  # 0.60 and 0.15 m3: 128 and 32 of 160
        ("weight", ("10.80", "6.20")),  # 100 and 300 kg: 40 and 120
        ("value", ("11.60", "5.80")),  # 500 each, A at half its price
        ("quantity", ("11.60", "5.80")),
    ],
)
def test_freight_is_spread_by_what_was_chosen(spread: str, prices: tuple[str, str]) -> None:
    half = line("A", "100", "10.00", discount_percent=D(50))
    heavy = line(
        "B", "100", "5.00", carton_length_cm=D(25), carton_width_cm=D(20), gross_weight_kg=D(30)
    )
    draft = quote(incoterm="FOB", freight=D(160), spread_by=spread, lines=(half, heavy))
    switched = repricing.switch(draft, "CFR")
    assert [one.unit_price for one in switched.lines] == [D(price) for price in prices]


def test_a_typed_insurance_is_taken_off_and_optional_lines_cost_nothing_on_the_way() -> None:
    goods = line("A", "100", "10.00", domestic_cost=D(7))
    option = replace(line("B", "900", "10.00", domestic_cost=D(7)), is_optional=True)
    rungs = by_term(
        quote(premium_rate=None, insurance=D(50), domestic_costs=None, lines=(goods, option))
    )
    assert rungs["CFR"].value == 1000 - 50
    assert rungs["FOB"].value == 1000 - 50 - 1700
    assert rungs["EXW"].value == 1000 - 50 - 1700 - 100  # 7 CNY a piece at 7
