"""Packing a whole quote: no piece is lost, C/NOs run on, mixed cartons, missing data, free room."""

from decimal import Decimal
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.trade.container_plan import PlanOrder
from desktop.trade.package_groups import groups_of, line_packages
from desktop.trade.packing import CartonSpec, MixedCarton, pack_boxes
from desktop.trade.quote_draft import DraftLine, LineKind, QuoteDraft
from desktop.trade.shipment import net_of_contents, pack_line, room_for_more, ship
from desktop.trade.words import packages_chinese, packages_english

D = Decimal
BOX = CartonSpec(24, D(52), D(35), D(38), D("12.5"), D("14.2"))
SMALL = CartonSpec(10, D(40), D(30), D(30), D("5.4"), D("6"))
LAMP = CartonSpec(2, D(60), D(60), D(20), D(8), D(9))
POLE = CartonSpec(1, D(200), D(12), D(12), D(11), D(12))


def mixed(count, *contents, **changes):
    values = {"net_kg": D(9), "gross_kg": D(10), "name": "M"} | changes
    return MixedCarton(count, D(50), D(40), D(40), contents=contents, **values)


sides = st.decimals(5, 120, places=1)
specs = st.builds(
    lambda pieces, a, b, c, net, tare: CartonSpec(pieces, a, b, c, net, net + tare),
    st.integers(1, 60),
    sides,
    sides,
    sides,
    st.decimals("0.1", 30, places=2),
    st.decimals(0, 3, places=2),
)
quantities = st.one_of(
    st.integers(1, 5000).map(D), st.decimals("0.1", 3000, places=2), st.integers(-3, 0).map(D)
)
shipped_lines = st.lists(
    st.tuples(quantities, st.lists(specs, max_size=3), st.booleans(), st.integers(0, 8)),
    min_size=1,
    max_size=8,
)
mixes = st.lists(
    st.tuples(
        st.integers(0, 6),
        st.lists(st.tuples(st.integers(0, 9), st.integers(-1, 30).map(D)), max_size=3),
    ),
    max_size=3,
)


@given(shipped_lines, mixes)
def test_packing_never_loses_a_piece(lines, cartons):
    """Whatever is asked for: every piece is in exactly one place, or its line is named."""
    goods = [
        pack_line(
            f"A{i}", quantity, tuple(boxes), key=f"k{i}", inner_pieces=inner, counts=not optional
        )
        for i, (quantity, boxes, optional, inner) in enumerate(lines)
    ]
    wanted = [
        mixed(count, *((f"k{i}", pieces) for i, pieces in contents)) for count, contents in cartons
    ]
    shipment = ship(goods, wanted)
    groups = groups_of(shipment)
    for index, line in enumerate(goods):
        for part in range(1, max(len(line.boxes), 1) + 1):
            found = sum(
                (
                    group.count * pieces
                    for group in groups
                    for i, pieces in group.contents
                    if i == index and (group.is_mixed or group.part in (0, part))
                ),
                D(0),
            )
            if not line.counts or line.quantity <= 0:
                assert found == 0
            elif index in shipment.unpacked:
                assert found < line.quantity
                assert found == shipment.mixed_pieces(index)
            else:
                assert found == line.quantity
    numbers = [n for group in groups for n in range(group.first, group.last + 1)]
    assert numbers == list(range(1, shipment.packed.cartons + 1))
    assert sum((g.net_kg for g in groups), D(0)) == shipment.packed.net_kg
    assert sum((g.gross_kg for g in groups), D(0)) == shipment.packed.gross_kg
    assert sum((g.volume_cbm for g in groups), D(0)) == shipment.packed.volume_cbm
    assert all(g.gross_kg >= g.net_kg >= 0 for g in groups)
    assert all(g.volume_cbm >= 0 for g in groups)
    if any(len(c.contents) > 0 and c.count > 0 for c in wanted) and not shipment.mixed:
        assert shipment.problems


def test_carton_numbers_run_over_the_lines_and_mixed_ones_come_last():
    lines = [
        pack_line("A", D(1000), (BOX,), key="a"),
        pack_line("B", D(180), (SMALL,), key="b", inner_pieces=5),
        pack_line("Note", D(0), (), counts=False),
        pack_line("C", D(3), (LAMP, POLE), key="c"),
    ]
    shipment = ship(lines, [mixed(2, ("a", D(10)), ("b", D(5)))])
    rows = line_packages(shipment)
    assert [row.numbers for row in rows] == ["1-41, 64-65", "42-58, 64-65", "", "59-63"]
    assert [row.short_pieces for row in rows] == [D(20), None, None, None]
    assert [row.mixed_pieces for row in rows] == [20, 10, 0, 0]
    assert rows[1].inner_boxes == 34
    assert shipment.packed.cartons == 41 + 17 + 2 + 3 + 2


def test_an_article_in_several_boxes_numbers_each_kind():
    shipment = ship([pack_line("Lamp", D(25), (LAMP, POLE))])
    assert [(g.numbers, g.part, g.contents[0][1]) for g in groups_of(shipment)] == [
        ("1-12", 1, 2),
        ("13", 1, 1),
        ("14-38", 2, 1),
    ]


def test_a_mixed_carton_that_cannot_be_filled_is_counted_as_often_as_it_can_and_named():
    lines = [pack_line("A", D(25), (BOX,), key="a"), pack_line("B", D(100), (SMALL,), key="b")]
    shipment = ship(lines, [mixed(4, ("a", D(10)), ("b", D(5)))])
    assert [group.count for group in shipment.mixed] == [2]
    assert (shipment.own_pieces(0), shipment.own_pieces(1)) == (5, 90)
    assert [problem.code for problem in shipment.problems] == ["mixed_carton_too_many"]
    assert "25" in shipment.problems[0].message


@pytest.mark.parametrize(
    ("carton", "code"),
    [
        (mixed(0, ("a", D(1))), "mixed_carton_empty"),
        (mixed(2), "mixed_carton_empty"),
        (mixed(2, ("a", D(-1))), "mixed_carton_empty"),
        (mixed(2, ("gone", D(1))), "mixed_carton_line_gone"),
        (mixed(2, ("optional", D(1))), "mixed_carton_line_gone"),
    ],
)
def test_bad_mixed_cartons_are_named_and_their_pieces_packed_on_their_own(carton, code):
    lines = [
        pack_line("A", D(24), (BOX,), key="a"),
        pack_line("O", D(24), (BOX,), key="optional", counts=False),
    ]
    shipment = ship(lines, [carton])
    assert [problem.code for problem in shipment.problems] == [code]
    assert shipment.own[0].cartons == 1
    assert not shipment.mixed


def line(sku, quantity, **changes):
    values = {
        "pcs_per_carton": 24,
        "carton_length_cm": D(52),
        "carton_width_cm": D(35),
        "carton_height_cm": D(38),
        "net_weight_kg": D("12.5"),
        "gross_weight_kg": D("14.2"),
    } | changes
    return DraftLine(sku, D(quantity), D(1), **values)


def codes(*lines, **changes):
    found = QuoteDraft("c", lines=lines, **changes).totals().shipment
    return found, [finding.code for finding in found.findings()]


@pytest.mark.parametrize(
    "changes",
    [
        {"carton_height_cm": None},
        {"carton_height_cm": D(0)},
        {"carton_height_cm": D(-3)},
        {"pcs_per_carton": None},
        {"pcs_per_carton": 0},
        {"pcs_per_carton": -4},
        {"more_boxes": (CartonSpec(1, D(0), D(1), D(1), D(1), D(1)),)},
    ],
)
def test_a_line_without_packing_data_is_named_and_the_plan_partial(changes):
    shipment, found = codes(line("GOOD", 1000), line("BAD", 10, **changes))
    assert shipment.unpacked == (1,)
    assert shipment.plan is not None
    assert shipment.plan.partial
    assert found == ["packing_missing"]
    assert not shipment.is_complete


@pytest.mark.parametrize(
    "changes",
    [
        {"net_weight_kg": None},
        {"gross_weight_kg": None, "net_weight_kg": None},
        {"gross_weight_kg": D(11)},
        {"gross_weight_kg": D(-2), "net_weight_kg": D(-3)},
    ],
)
def test_missing_weights_are_named(changes):
    shipment, found = codes(line("A", 240, **changes))
    assert found == ["weights_missing"]
    assert shipment.packed.gross_kg >= shipment.packed.net_kg >= 0


def test_a_mixed_carton_without_weights_is_named_and_a_line_wholly_in_one_needs_none():
    lines = [
        pack_line("A", D(10), (), key="a"),
        pack_line("B", D(25), (BOX,), key="b"),
    ]
    weighed = ship(lines, [mixed(1, ("a", D(10)), ("b", D(1)))])
    assert weighed.is_complete
    assert not weighed.findings()
    bare = ship(lines, [mixed(1, ("a", D(10)), ("b", D(1)), gross_kg=D(0))])
    assert not bare.is_complete
    assert bare.plan is not None
    assert bare.plan.partial
    assert [finding.code for finding in bare.findings()] == ["weights_missing"]


def test_titles_notes_and_optional_lines_are_not_shipped_and_free_ones_are():
    shipment, found = codes(
        line("A", 24),
        line("O", 24, is_optional=True),
        line("F", 24, is_free=True),
        DraftLine("", D(0), D(0), kind=LineKind.SECTION, name_en="Lights"),
        DraftLine("", D(0), D(0), kind=LineKind.NOTE, name_en="A note"),
        line("N", -5),
    )
    assert shipment.packed.cartons == 2
    assert not found


def test_a_carton_no_container_takes_is_named():
    _shipment, found = codes(line("BEAM", 24, carton_length_cm=D(1500)))
    assert found == ["carton_oversized"]


def test_a_mix_by_hand_that_is_too_small_is_a_finding():
    _shipment, found = codes(line("A", 24 * 500), container_mix=(("20GP", 1),))
    assert found == ["container_overfull"]


def test_the_roads_of_the_destination_lower_the_weight():
    heavy = {"net_weight_kg": D(49), "gross_weight_kg": D(50)}
    plain, _found = codes(line("A", 24 * 345, **heavy), incoterm="CIF", place="Hamburg")
    lowered, _found = codes(line("A", 24 * 345, **heavy), incoterm="CIF", place="Los Angeles")
    loading, _found = codes(line("A", 24 * 345, **heavy), incoterm="FOB", place="Los Angeles")
    assert plain.plan
    assert lowered.plan
    assert loading.plan
    assert (plain.plan.label(), lowered.plan.label()) == ("1 × 20GP", "1 × 40GP")
    assert loading.plan.label() == "1 × 20GP"
    buyer, _found = codes(line("A", 24 * 345, **heavy), incoterm="FOB", destination_country="US")
    assert buyer.plan
    assert buyer.plan.lowered == ("CA", "US")


@given(st.integers(1, 40_000), specs, st.integers(0, 12_000), st.integers(0, 1))
def test_room_for_more_is_the_most_at_the_same_freight(quantity, spec, other, kinds):
    lines = [pack_line("A", D(quantity), (spec,) if not kinds else (spec, POLE))]
    if other:
        lines.append(pack_line("B", D(other), (SMALL,)))
    shipment = ship(lines)
    more = room_for_more(shipment, 0)
    if not more:
        return
    assert shipment.plan is not None
    order = PlanOrder(mix=tuple((load.container, load.count) for load in shipment.plan.loads))

    def fits(pieces):
        boxes = lines[0].boxes
        plan = ship([pack_line("A", quantity + pieces, boxes), *lines[1:]], (), order).plan
        return plan is not None and plan.fits

    assert fits(more)
    assert not fits(more + 1)


def test_room_as_in_the_design():
    """Cartons that fill 79 % of a 20GP leave room for whole cartons of the first article."""
    panel = CartonSpec(5, D(62), D(62), D(14), D(9), D(10))
    shipment = ship([pack_line("PL", D(1500), (panel,)), pack_line("X", D(1000), (SMALL,))])
    more = room_for_more(shipment, 0)
    assert more % 5 == 0
    assert more > 0


def test_no_room_is_offered_for_loose_cargo_partial_plans_or_unpacked_lines():
    assert room_for_more(ship([pack_line("A", D(24), (BOX,))]), 0) == 0
    partial = ship([pack_line("A", D(9000), (BOX,)), pack_line("B", D(1), ())])
    assert room_for_more(partial, 0) == 0
    assert room_for_more(partial, 1) == 0


def test_totals_in_words():
    assert packages_english(672) == "SAY SIX HUNDRED AND SEVENTY-TWO CARTONS ONLY"
    assert packages_english(1) == "SAY ONE CARTON ONLY"
    assert packages_chinese(672) == "合计陆佰柒拾贰箱"


def test_two_hundred_lines_are_packed_in_a_few_milliseconds():
    """A generous bound: it guards against a plan that is tried over and over, not against load."""
    goods = [
        pack_line(f"A{i}", D(100 + i), (CartonSpec(24, D(52), D(35 + i % 9), D(38), D(12), D(14)),))
        for i in range(200)
    ]
    ship(goods)
    start = process_time()
    for extra in range(20):
        goods[0] = pack_line("A0", D(100 + extra), goods[0].boxes)
        room_for_more(ship(goods), 0)
    assert (process_time() - start) / 20 < 0.05
    assert pack_boxes(D(0), ()).cartons == 0


def test_other_mixes_to_choose_from_hold_the_goods():
    shipment = ship([pack_line("A", D(24 * 500), (BOX,)), pack_line("B", D(1000), (SMALL,))])
    plans = shipment.plans_of_one_size()
    assert [plan.label() for plan in plans] == ["2 × 20GP", "1 × 40GP", "1 × 40HQ", "1 × 45HQ"]
    assert all(plan.fits and plan.by_hand for plan in plans)
    chosen = shipment.plan_with((("20GP", 1), ("40HQ", 1)))
    assert chosen is not None
    assert chosen.label() == "1 × 20GP + 1 × 40HQ"
    assert ship([]).plans_of_one_size() == ()


def test_the_net_weight_of_a_mixed_carton_follows_from_its_contents():
    lines = [
        pack_line("A", D(24), (BOX,), key="a"),
        pack_line("B", D(100), (SMALL,), key="b"),
        pack_line("N", D(100), (), key="n"),
    ]
    assert net_of_contents(lines, [("a", D(12)), ("b", D(5))]) == D("8.95")
    assert net_of_contents(lines, [("a", D(12)), ("n", D(5))]) is None
    assert net_of_contents(lines, [("gone", D(12))]) is None
