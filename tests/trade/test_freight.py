"""Freight tariffs: every basis, ports, validity, LCL or FCL, tables from spreadsheets, quotes that follow them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.runtime.errors import UserFacing
from desktop.trade import exchange_rates, freight_table, freight_tariffs
from desktop.trade.freight import (
    Basis,
    Tariff,
    TariffRate,
    apply_tariff,
    freight_cost,
    port_for,
    same_port,
)
from desktop.trade.rate_rule import Rate, RateKind
from tests.trade.test_price_ladder import line, quote

D = Decimal
TODAY = date(2026, 11, 20)
BOX = Tariff(
    "Sea",
    rates=(
        TariffRate(D(1500), "Hamburg", "20GP", transit_days=32, destination_costs=D(300)),
        TariffRate(D(2300), "Hamburg", "40GP"),
        TariffRate(D(2400), "Hamburg", "40HQ"),
        TariffRate(D(95), "Hamburg", "LCL"),
        TariffRate(D(999), "", "20GP"),
    ),
)


def shipped(quantity: str, **more: object):
    """Return the shipment of cartons of 0.06 m³ and 10 kg with ten pieces each."""
    return quote(lines=(line("A", quantity, "10", **more),)).totals().shipment


def test_full_containers_or_loose_cargo_whichever_costs_less() -> None:
    small = freight_cost(BOX, shipped("1000"), "Hamburg, Germany")
    assert (small.amount, small.lcl, small.fcl) == (D("570.00"), D("570.000"), D(1500))
    large = freight_cost(BOX, shipped("3900"), "hamburg")
    assert (large.amount, large.how) == (D("1500.00"), "1 × 20GP")
    assert large.lcl == D("23.4") * 95
    assert (large.transit_days, large.destination_costs) == (32, D(300))
    # 1,500 equal cartons: 392 and 960 places in a 20GP and a 40HQ are too few, 840 in each 40GP enough.
    two = freight_cost(BOX, shipped("15000"), "Hamburg")
    assert (two.how, two.amount) == ("2 × 40GP", D("4600.00"))


def test_other_ports_and_sizes_without_a_rate() -> None:
    assert freight_cost(BOX, shipped("100"), "Santos").amount == D("999.00")
    only = replace(BOX, rates=BOX.rates[:1])
    with pytest.raises(UserFacing) as refused:
        freight_cost(only, shipped("100"), "Santos")
    assert refused.value.code == "no_freight_to_port"
    assert same_port("Port of Hamburg", "HAMBURG (DE)")
    assert not same_port("", "")


def test_by_volume_or_weight_with_a_minimum() -> None:
    tariff = Tariff("LCL", Basis.CBM, minimum=D(80), rates=(TariffRate(D(50)),))
    assert freight_cost(tariff, shipped("1000"), "X").amount == D("300.00")
    assert freight_cost(tariff, shipped("100"), "X").amount == D("80.00")
    heavy = shipped("1000", net_weight_kg=D(90), gross_weight_kg=D(100))
    assert freight_cost(tariff, heavy, "X").amount == D("500.00")


def test_air_is_charged_by_volume_weight_and_the_better_step() -> None:
    steps = (TariffRate(D(6), from_quantity=D(0)), TariffRate(D(4), from_quantity=D(100)))
    tariff = Tariff("Air", Basis.KG, mode="air", rates=steps)
    goods = shipped("90")  # 9 cartons: 0.54 m³ is 90.18 kg, above the 90 kg on the scale
    assert freight_cost(tariff, goods, "X").amount == D("400.00")
    courier = Tariff("Post", Basis.KG, mode="courier", rates=(TariffRate(D(5)),))
    assert freight_cost(courier, goods, "X").amount == D("540.00")
    flat = Tariff("Flat", Basis.FLAT, rates=(TariffRate(D(120)),))
    assert freight_cost(flat, shipped("1", pcs_per_carton=None), "X").amount == D(120)


def test_a_step_begins_with_its_quantity() -> None:
    steps = (TariffRate(D(6)), TariffRate(D(5), from_quantity=D(100)))
    tariff = Tariff("Rail", Basis.KG, mode="rail", rates=steps)
    assert freight_cost(tariff, shipped("100"), "X").amount == D("500.00")  # 10 cartons of 10 kg


def test_missing_packing_is_named() -> None:
    with pytest.raises(UserFacing, match="A"):
        freight_cost(BOX, shipped("10", pcs_per_carton=None), "Hamburg")


@given(st.integers(1, 60_000), st.integers(0, 5000))
def test_more_goods_never_cost_less_to_ship(quantity: int, more: int) -> None:
    first = freight_cost(BOX, shipped(str(quantity)), "Hamburg").amount
    assert first <= freight_cost(BOX, shipped(str(quantity + more)), "Hamburg").amount


def test_a_quote_follows_its_tariff_and_an_ended_one_is_named() -> None:
    draft = quote(freight_by_hand=False, freight_template_id="t", freight=D(1))
    done = apply_tariff(draft, draft.totals(), BOX, D("0.5"), TODAY)
    assert done.draft.freight == D("655.50")
    again = apply_tariff(done.draft, done.draft.totals(), BOX, D("0.5"), TODAY)
    assert again.draft == done.draft
    ended = replace(BOX, valid_until=date(2026, 10, 31))
    refused = apply_tariff(draft, draft.totals(), ended, D(1), TODAY)
    assert refused.draft == draft
    assert "31 Oct 2026" in refused.problem
    assert "USD" in apply_tariff(draft, draft.totals(), BOX, None, TODAY).problem
    by_hand = replace(draft, freight_by_hand=True)
    assert apply_tariff(by_hand, draft.totals(), BOX, D(1), TODAY).draft == by_hand
    fob = replace(draft, incoterm="FOB", place="Ningbo", known_place="Hamburg")
    kept = apply_tariff(fob, fob.totals(), BOX, D(1), TODAY).draft
    assert (kept.freight, kept.known_freight) == (None, D("1311.00"))
    assert port_for(BOX, fob) == "Hamburg"


def test_a_tariff_s_premium_is_only_for_a_quote_without_an_insurance_of_its_own() -> None:
    tariff = replace(BOX, premium_rate=D("0.004"))
    given_ = {
        "none": (None, None, D("0.004")),
        "typed": (None, D(140), None),
        "rate": (D("0.002"), None, D("0.002")),
    }
    for rate, amount, kept in given_.values():
        draft = replace(quote(), premium_rate=rate, insurance=amount, freight_by_hand=False)
        applied = apply_tariff(draft, draft.totals(), tariff, D(1), TODAY)
        assert (applied.problem, applied.draft.premium_rate) == ("", kept)


def test_tariffs_are_kept_found_and_taken_out(store) -> None:
    saved = freight_tariffs.save(store, replace(BOX, name="Ningbo sea", port_of_loading="Ningbo"))
    old = freight_tariffs.save(store, replace(BOX, valid_until=date(2026, 1, 31)))
    assert freight_tariffs.get(store, "ningbo SEA") == saved
    draft = quote()
    with store.read() as session:
        found = freight_tariffs.fitting(session, draft, TODAY)
    assert [t.id for t in found] == [saved.id, old.id]
    changed = freight_tariffs.save(store, replace(saved, rates=saved.rates[:2]))
    assert freight_tariffs.get(store, saved.id).rates == changed.rates
    freight_tariffs.delete(store, old.id)
    assert [t.id for t in freight_tariffs.listing(store)] == [saved.id]
    for wrong in (
        replace(BOX, name=" "), replace(BOX, rates=()), replace(BOX, currency="XXX"),
        replace(BOX, mode="balloon"), replace(BOX, premium_rate=D(3)), replace(BOX, minimum=D(-1)),
        replace(BOX, rates=(TariffRate(D(1), "X", "90GP"),)),
        replace(BOX, valid_from=TODAY, valid_until=date(2026, 1, 1)),
    ):  # fmt: skip
        with pytest.raises(UserFacing):
            freight_tariffs.save(store, wrong)


def test_a_tariff_in_another_currency_uses_the_rate_of_the_day(shop) -> None:
    exchange_rates.set_rate(
        shop, Rate("USD", "CNY", date(2026, 11, 18), RateKind.MIDDLE, D("7.10"), "x"), today=TODAY
    )
    tariff = freight_tariffs.save(shop, replace(BOX, currency="CNY", rates=(
        TariffRate(D(7100), "Hamburg", "20GP"), TariffRate(D(14200), "Hamburg", "40GP"),
    )))  # fmt: skip
    draft = quote(freight_by_hand=False, freight_template_id=tariff.id)
    freight = freight_tariffs.read_for(shop, draft, TODAY)
    done = freight_tariffs.follow(draft, draft.totals(), freight, TODAY)
    assert done.draft.freight == D("1000.00")
    gone = replace(draft, freight_template_id="nothing")
    lost = freight_tariffs.read_for(shop, gone, TODAY)
    assert freight_tariffs.follow(gone, gone.totals(), lost, TODAY).problem


def test_tables_come_from_excel_wide_and_long() -> None:
    wide = freight_table.read_text(
        "目的港\t20'\t40HC\tLCL\t航程\nHamburg\t1,500\t2400\t95\t32\nSantos\t2100\t-\t\t\nX\tabc\t\t\t"
    )
    assert [(r.port, r.container, r.amount) for r in wide.rates] == [
        ("Hamburg", "20GP", D(1500)), ("Hamburg", "40HQ", D(2400)), ("Hamburg", "LCL", D(95)),
        ("Santos", "20GP", D(2100)),
    ]  # fmt: skip
    assert wide.rates[0].transit_days == 32
    assert [row for row, _why in wide.put_aside] == [4]
    long = freight_table.read_text("Port\tFrom\tAmount\nFRA\t0\t6\nFRA\t100\t4.5")
    assert [(r.from_quantity, r.amount) for r in long.rates] == [(D(0), D(6)), (D(100), D("4.5"))]
    with pytest.raises(UserFacing):
        freight_table.read_text("hello\tworld\n1\t2")
    back = "\n".join("\t".join(row) for row in freight_table.as_rows(BOX))
    assert set(freight_table.read_text(back).rates) == {
        replace(r, destination_costs=D(300), transit_days=32) if r.port else r for r in BOX.rates
    }
    merged = freight_table.with_table(BOX, wide)
    assert {r.port for r in merged.rates} == {"Hamburg", "Santos", ""}
