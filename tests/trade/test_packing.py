"""Packing: DOMAIN.md A5's check case, sums, and container plans that always hold the goods."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.trade.packing import (
    CONTAINERS,
    PLANNED,
    CartonSpec,
    Constraint,
    fit_cartons,
    pack,
    plan_containers,
    total,
)

BOX = CartonSpec(24, Decimal(52), Decimal(35), Decimal(38), Decimal("12.5"), Decimal("14.2"))


def test_check_case() -> None:
    packed = pack(Decimal(1000), BOX)
    assert packed.cartons == 42
    assert packed.last_carton_pieces == 16
    assert packed.net_kg == Decimal("520.83")
    assert packed.gross_kg == Decimal("592.23")
    assert packed.volume_cbm == Decimal("2.905")


def test_container_fit_check_case() -> None:
    fits = {box.code: fit_cartons(BOX, box) for box in CONTAINERS[:3]}
    assert {code: fit.cartons for code, fit in fits.items()} == {
        "20GP": 396,
        "40GP": 828,
        "40HQ": 966,
    }
    assert fits["20GP"].binding is Constraint.GRID


@given(st.integers(1, 10**6), st.integers(1, 500))
def test_cartons_hold_exactly_the_quantity(quantity: int, pieces: int) -> None:
    spec = CartonSpec(pieces, Decimal(50), Decimal(40), Decimal(30), Decimal(10), Decimal(11))
    packed = pack(Decimal(quantity), spec)
    assert (packed.cartons - 1) * pieces + packed.last_carton_pieces == quantity
    assert 1 <= packed.last_carton_pieces <= pieces
    assert packed.gross_kg == packed.net_kg + packed.cartons * Decimal(1)
    assert packed.gross_kg >= packed.net_kg


@given(st.lists(st.integers(1, 10**4), min_size=1, max_size=20))
def test_sums(quantities: list[int]) -> None:
    parts = [pack(Decimal(q), BOX) for q in quantities]
    summed = total(parts)
    assert summed.cartons == sum(p.cartons for p in parts)
    assert summed.volume_cbm == sum(p.volume_cbm for p in parts)
    assert summed.gross_kg == sum(p.gross_kg for p in parts)


@settings(max_examples=150)
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
    plan = plan_containers(Decimal(volume), Decimal(weight))
    assert plan is not None
    assert plan.label() == label
    assert plan.binding is binding


def test_nothing_to_ship() -> None:
    assert plan_containers(Decimal(0), Decimal(0)) is None
    assert pack(Decimal(0), BOX).cartons == 0


def test_lcl_is_charged_by_weight_or_measure() -> None:
    plan = plan_containers(Decimal(2), Decimal(3500))
    assert plan is not None
    assert plan.chargeable_wm == Decimal("3.500")
