"""Containers of a workspace: changed, added, reset, undone, and planned with."""

from dataclasses import replace
from decimal import Decimal
from time import process_time

import pytest

from desktop.runtime.errors import UserFacing
from desktop.store.journal import undo
from desktop.trade import own_containers
from desktop.trade.container_plan import plan_containers
from desktop.trade.containers import container, containers, use
from desktop.trade.packing_edits import read_mix

D = Decimal


@pytest.fixture(autouse=True)
def house_figures_after():
    yield
    use(())


@pytest.fixture
def followed(store):
    own_containers.follow(store)
    return store


def test_a_changed_volume_changes_the_plan_and_a_reset_takes_it_back(followed):
    assert plan_containers(D(60), D(5000)).label() == "1 × 40HQ"
    high = container("40HQ")
    own_containers.save(followed, replace(high, plan_cbm=D(59)))
    assert container("40HQ").plan_cbm == D(59)
    assert plan_containers(D(60), D(5000)).label() != "1 × 40HQ"
    assert own_containers.reset(followed, "40HQ") == 1
    assert container("40HQ") == high
    assert plan_containers(D(60), D(5000)).label() == "1 × 40HQ"


def test_a_type_of_ones_own_is_planned_and_named_by_hand(followed):
    box = own_containers.make("53hc", (16000, 2500, 2700), D(95), D(20000), D("2"), planned=True)
    saved = own_containers.save(followed, box)
    assert (saved.box.code, saved.is_added, saved.box.feet) == ("53HC", True, 45)
    assert plan_containers(D(90), D(5000)).label() == "1 × 53HC"
    assert read_mix("2x53HC") == (("53HC", 2),)
    assert containers()[-1].code == "53HC"
    own_containers.reset(followed)
    assert container("53HC") is None


def test_undo_brings_the_house_figures_back(followed):
    own_containers.save(followed, replace(container("20GP"), prudent_kg=D(15000)))
    undo(followed)
    assert container("20GP").prudent_kg == D(17500)


def test_what_no_box_has_is_refused(followed):
    box = container("20GP")
    for wrong in (
        replace(box, code="LCL"),
        replace(box, code="20 GP!"),
        replace(box, inside_mm=(5, 5, 5)),
        replace(box, plan_cbm=D(40)),
        replace(box, plan_cbm=D(0)),
        replace(box, prudent_kg=D(-1)),
        replace(box, relative_cost=D(0)),
    ):
        with pytest.raises(UserFacing):
            own_containers.save(followed, wrong)
    with pytest.raises(UserFacing):
        own_containers.reset(followed, "99XX")
    assert containers() == tuple(s.box for s in own_containers.listing(followed))


def test_as_many_planned_types_as_allowed_stay_quick(followed):
    known = sum(box.planned for box in containers())
    for number in range(own_containers.MOST_PLANNED - known):
        own_containers.save(
            followed,
            own_containers.make(
                f"OWN{number}",
                (9000 + number * 700, 2352, 2600),
                D(41 + number * 7),
                D(21000),
                D(f"1.3{number}"),
                planned=True,
            ),
        )
    one_more = own_containers.make("OWNX", (9000, 2352, 2600), D(40), D(20000), D(1), planned=True)
    with pytest.raises(UserFacing):
        own_containers.save(followed, one_more)
    begun = process_time()
    assert plan_containers(D(2200), D(500_000)) is not None
    assert process_time() - begun < 10
