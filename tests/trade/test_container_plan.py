"""Containers: what fits, the cheapest mix against trying every mix, a mix by hand, road limits."""

from dataclasses import replace
from decimal import Decimal
from itertools import product
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.trade.container_plan import PlanOrder, plan_containers
from desktop.trade.containers import (
    Constraint,
    air_kg,
    container,
    containers,
    courier_kg,
    fit_cartons,
    payload_kg,
    road_limit,
)
from desktop.trade.packing import CartonSpec, pack

D = Decimal
BOX = CartonSpec(24, D(52), D(35), D(38), D("12.5"), D("14.2"))
PLANNED = [box for box in containers() if box.planned]


def test_container_fit_check_case() -> None:
    fits = {box.code: fit_cartons(BOX, box) for box in PLANNED}
    assert {code: fit.cartons for code, fit in fits.items()} == {
        "20GP": 396,
        "40GP": 828,
        "40HQ": 966,
    }
    assert fits["20GP"].binding is Constraint.GRID
    assert [fit.by_volume for fit in fits.values()] == [404, 838, 983]  # 28, 58, 68 / 0.06916
    unweighed = replace(BOX, net_kg=D(0), gross_kg=D(0))
    assert [fit_cartons(unweighed, box).cartons for box in PLANNED] == [396, 828, 966]


def test_heavy_cartons_are_bound_by_weight_and_by_the_road_of_the_destination() -> None:
    heavy = CartonSpec(1, D(30), D(30), D(30), D(49), D(50))
    box = container("20GP")
    assert box is not None
    assert fit_cartons(heavy, box).cartons == 350
    assert fit_cartons(heavy, box).binding is Constraint.WEIGHT
    assert fit_cartons(heavy, box, road_limit("US", "")).cartons == 340


@pytest.mark.parametrize(
    ("country", "place", "limited"),
    [
        ("US", "", True),
        ("ca", "", True),
        ("", "Los Angeles", True),
        ("", "Chicago, USA", True),
        ("", "Port of Long Beach, CA", True),
        ("DE", "Hamburg", False),
        ("", "", False),
    ],
)
def test_roads_of_america_carry_less(country: str, place: str, *, limited: bool) -> None:
    limit = road_limit(country, place)
    weights = [payload_kg(box, limit) for box in PLANNED]
    assert weights == ([17000, 19000, 19000] if limited else [17500, 22000, 22000])


@given(st.decimals("0.001", 3000, places=3), st.decimals("0.1", 10**6, places=2))
def test_a_plan_always_holds_the_goods(volume: Decimal, weight: Decimal) -> None:
    plan = plan_containers(volume, weight)
    assert plan is not None
    boxes = {box.code: box for box in PLANNED}
    assert plan.capacity_cbm == sum(
        boxes[load.container].plan_cbm * load.count for load in plan.loads
    )
    assert plan.capacity_cbm >= volume
    assert plan.capacity_kg >= weight
    assert 0 <= plan.percent_full <= 100
    assert plan.fits


MIXES = list(product(range(6), repeat=3))
COSTS = st.lists(st.decimals(300, 9000, places=2), min_size=3, max_size=3)


@given(st.decimals("0.001", 140, places=3), st.decimals("0.1", 60000, places=2), COSTS)
def test_no_other_mix_is_cheaper(volume: Decimal, weight: Decimal, costs: list[Decimal]) -> None:
    rates = tuple((box.code, cost) for box, cost in zip(PLANNED, costs, strict=True))
    plan = plan_containers(volume, weight, PlanOrder(rates=rates))
    assert plan is not None
    cheapest = min(
        sum((n * cost for n, cost in zip(mix, costs, strict=True)), D(0))
        for mix in MIXES
        if sum((n * box.plan_cbm for n, box in zip(mix, PLANNED, strict=True)), D(0)) >= volume
        and sum((n * box.prudent_kg for n, box in zip(mix, PLANNED, strict=True)), D(0)) >= weight
    )
    assert plan.freight == cheapest


@given(st.integers(1, 4000))
def test_equal_cartons_stand_in_what_is_planned(cartons: int) -> None:
    packed = pack(D(cartons * BOX.pieces), BOX)
    plan = plan_containers(packed.volume_cbm, packed.gross_kg, cartons=[(BOX, cartons)])
    assert plan is not None
    held = {box.code: fit_cartons(BOX, box).cartons for box in PLANNED}
    places = sum(held[load.container] * load.count for load in plan.loads)
    assert places == plan.capacity_cartons
    assert places >= cartons
    assert plan.fits


def test_the_grid_is_named_when_it_alone_stops_the_next_carton() -> None:
    packed = pack(D(396 * 24), BOX)
    plan = plan_containers(packed.volume_cbm, packed.gross_kg, cartons=[(BOX, 396)])
    assert plan is not None
    assert (plan.label(), plan.binding, plan.percent_full) == ("1 × 20GP", Constraint.GRID, 100)
    more = pack(D(397 * 24), BOX)
    plan = plan_containers(more.volume_cbm, more.gross_kg, cartons=[(BOX, 397)])
    assert plan is not None
    assert plan.label() == "1 × 40GP"


@pytest.mark.parametrize(
    ("volume", "weight", "label", "binding"),
    [
        ("22.4", "6180", "1 × 20GP", Constraint.VOLUME),
        ("20", "17400", "1 × 20GP", Constraint.WEIGHT),
        ("60", "9000", "1 × 40HQ", Constraint.VOLUME),
        ("136", "30000", "2 × 40HQ", Constraint.VOLUME),
        ("90", "12000", "1 × 20GP + 1 × 40HQ", Constraint.VOLUME),
        ("3", "500", "LCL", Constraint.VOLUME),
    ],
)
def test_cheapest_mix(volume: str, weight: str, label: str, binding: Constraint) -> None:
    plan = plan_containers(D(volume), D(weight))
    assert plan is not None
    assert plan.label() == label
    assert plan.binding is binding


def test_the_freight_known_decides_and_offers_its_own_sizes() -> None:
    goods = (D(60), D(9000))
    dear = PlanOrder(rates=(("20GP", D(900)), ("40HQ", D(2800))))
    plan = plan_containers(*goods, dear)
    assert plan is not None
    assert (plan.label(), plan.freight) == ("3 × 20GP", 2700)
    long = PlanOrder(rates=(("45HQ", D(1500)), ("40HQ", D(1600))))
    plan = plan_containers(D(75), D(9000), long)
    assert plan is not None
    assert plan.label() == "1 × 45HQ"


def test_a_size_that_a_carton_does_not_fit_into_is_not_planned() -> None:
    beam = CartonSpec(1, D(700), D(20), D(20), D(100), D(105))
    plan = plan_containers(D(20), D(5000), cartons=[(beam, 10), (BOX, 250)])
    assert plan is not None
    assert plan.label() == "1 × 40GP"


def test_equal_cartons_that_have_no_place_in_a_mix_by_hand_are_counted() -> None:
    many = BOX.volume * 400, BOX.gross_kg * 400  # 27.7 m3 and 5.7 t: only the grid stops them
    plan = plan_containers(*many, PlanOrder(mix=(("20GP", 1),)), cartons=((BOX, 400),))
    assert plan is not None
    assert (plan.over_cbm, plan.over_kg, plan.over_cartons) == (0, 0, 4)


def test_a_mix_by_hand_says_what_it_leaves_over() -> None:
    plan = plan_containers(D(40), D(30000), PlanOrder(mix=(("20GP", 1),)))
    assert plan is not None
    assert plan.by_hand
    assert not plan.fits
    assert (plan.over_cbm, plan.over_kg) == (12, 12500)
    assert plan.percent_full > 100
    assert (plan.free_cbm, plan.free_kg) == (0, 0)
    assert plan_containers(D(3), D(500), PlanOrder(mix=(("20GP", 1),))).label() == "1 × 20GP"  # type: ignore[union-attr]  # there are goods
    nonsense = plan_containers(D(3), D(500), PlanOrder(mix=(("99XX", 3), ("20GP", 0))))
    assert nonsense is not None
    assert nonsense.lcl


def test_a_lower_road_limit_is_named() -> None:
    plan = plan_containers(D(20), D(17300), PlanOrder(place="Los Angeles"))
    assert plan is not None
    assert plan.label() == "1 × 40GP"
    assert plan.lowered == ("CA", "US")


def test_nothing_to_ship() -> None:
    assert plan_containers(D(0), D(0)) is None


def test_lcl_is_charged_by_weight_or_measure() -> None:
    plan = plan_containers(D(2), D(3500))
    assert plan is not None
    assert plan.chargeable_wm == D("3.500")


def test_air_and_courier_are_charged_by_volume_when_that_is_more() -> None:
    assert air_kg(D("2.905"), D("592.23")) == D("592.23")
    assert air_kg(D("4"), D("592.23")) == 668
    assert courier_kg(D("0.1"), D("12")) == 20


def test_a_hundred_thousand_cubic_metres_are_planned_at_once() -> None:
    start = process_time()
    plan = plan_containers(D(100_003), D(31_000_007))
    assert plan is not None
    assert plan.fits
    assert process_time() - start < 2
