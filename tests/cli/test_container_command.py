"""`container`: sizes of the workspace, changed, added, used by a plan, and reset."""

import pytest

from desktop.trade.containers import use


@pytest.fixture(autouse=True)
def house_figures_after():
    yield
    use(())


def test_sizes_are_changed_added_and_reset(run):
    before = run("container", "list")["containers"]
    assert [c["code"] for c in before] == ["20GP", "40GP", "40HQ", "45HQ"]
    [changed] = run("container", "set", "40hq", "plan_cbm=66.5")["containers"]
    assert (changed["plan_cbm"], changed["own"], changed["added"]) == ("66.5", True, False)
    assert changed["inside_mm"] == [12032, 2352, 2690]
    [added] = run(
        "container", "set", "40OT", "inside_mm=12032x2352x2340", "plan_cbm=55", "prudent_kg=21000"
    )["containers"]
    assert (added["added"], added["planned"], added["relative_cost"]) == (True, False, "1")
    tariff = run(
        "freight", "set", "Open tops", "--basis", "container", "--rate", "Hamburg:40OT:3900"
    )
    assert tariff["rates"][0]["container"] == "40OT"
    assert run("container", "reset", "40OT")["reset"] == 1
    assert run("container", "reset")["reset"] == 1
    assert run("container", "list")["containers"] == before
    run("undo")
    assert run("container", "list")["containers"][2]["plan_cbm"] == "66.5"


@pytest.mark.parametrize(
    "values",
    [
        ("40HQ", "colour=red"),
        ("40HQ", "inside_mm=large"),
        ("40HQ", "planned=perhaps"),
        ("40HQ", "plan_cbm=900"),
        ("99XX", "plan_cbm=30"),
    ],
)
def test_what_cannot_be_is_refused(run, values):
    run("container", "set", *values, code=1)
