"""Packing: DOMAIN.md A5's check cases, pieces of any unit, several boxes, sums."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.trade.packing import CartonSpec, pack, pack_boxes, total

BOX = CartonSpec(24, Decimal(52), Decimal(35), Decimal(38), Decimal("12.5"), Decimal("14.2"))
LAMP = CartonSpec(2, Decimal(60), Decimal(60), Decimal(20), Decimal(8), Decimal(9))
POLE = CartonSpec(1, Decimal(200), Decimal(12), Decimal(12), Decimal(11), Decimal(12))


def test_check_case() -> None:
    packed = pack(Decimal(1000), BOX)
    assert packed.cartons == 42
    assert packed.last_carton_pieces == 16
    assert packed.net_kg == Decimal("520.83")
    assert packed.gross_kg == Decimal("592.23")
    assert packed.volume_cbm == Decimal("2.905")


@given(st.integers(1, 10**6), st.integers(1, 500))
def test_cartons_hold_exactly_the_quantity(quantity: int, pieces: int) -> None:
    spec = CartonSpec(pieces, Decimal(50), Decimal(40), Decimal(30), Decimal(10), Decimal(11))
    packed = pack(Decimal(quantity), spec)
    assert (packed.cartons - 1) * pieces + packed.last_carton_pieces == quantity
    assert 1 <= packed.last_carton_pieces <= pieces
    assert packed.gross_kg == packed.net_kg + packed.cartons * Decimal(1)
    assert packed.gross_kg >= packed.net_kg


def test_metres_and_kilograms_keep_their_fraction() -> None:
    roll = CartonSpec(100, Decimal(40), Decimal(40), Decimal(30), Decimal(20), Decimal(21))
    packed = pack(Decimal("1234.5"), roll)
    assert (packed.cartons, packed.last_carton_pieces) == (13, Decimal("34.5"))
    assert packed.net_kg == Decimal("246.90")
    assert packed.gross_kg == Decimal("259.90")


def test_several_boxes_are_counted_each_by_its_own_pieces() -> None:
    packed = pack_boxes(Decimal(25), (LAMP, POLE))
    assert packed.cartons == 13 + 25
    assert packed.net_kg == Decimal("100.00") + Decimal("275.00")
    assert packed.gross_kg == Decimal("113.00") + Decimal("300.00")
    assert packed.volume_cbm == Decimal("0.936") + Decimal("0.720")


def test_gross_below_net_never_makes_the_shipment_lighter_than_its_goods() -> None:
    wrong = CartonSpec(10, Decimal(50), Decimal(40), Decimal(30), Decimal(12), Decimal(11))
    packed = pack(Decimal(100), wrong)
    assert packed.gross_kg == packed.net_kg == Decimal("120.00")


@pytest.mark.parametrize("quantity", ["0", "-5"])
def test_no_quantity_no_cartons(quantity: str) -> None:
    packed = pack(Decimal(quantity), BOX)
    assert (packed.cartons, packed.net_kg, packed.volume_cbm) == (0, 0, 0)


@given(st.lists(st.integers(1, 10**4), min_size=1, max_size=20))
def test_sums(quantities: list[int]) -> None:
    parts = [pack(Decimal(q), BOX) for q in quantities]
    summed = total(parts)
    assert summed.cartons == sum(p.cartons for p in parts)
    assert summed.volume_cbm == sum(p.volume_cbm for p in parts)
    assert summed.gross_kg == sum(p.gross_kg for p in parts)
