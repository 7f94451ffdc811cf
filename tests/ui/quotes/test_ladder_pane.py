"""The ladder pane: prices by term, switch, price from cost, what is missing, costs of the way."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from desktop.trade import freight_tariffs
from desktop.trade.freight import Tariff, TariffRate
from desktop.ui.quotes.ladder_costs import CostsDialog
from desktop.ui.quotes.ladder_lines import LadderLinesDialog
from desktop.ui.quotes.ladder_pane import LadderPane
from tests.trade.test_price_ladder import line, quote

D = Decimal


@pytest.fixture
def pane(qtbot, company_services):
    made = LadderPane(company_services)
    qtbot.addWidget(made)
    made.resize(900, 240)
    made.show()
    return made


def show(qtbot, pane, draft):
    pane.show_sums(draft.totals(), draft)
    qtbot.waitUntil(lambda: pane.view is not None and pane.view.draft is draft, timeout=30_000)


def given_drafts(pane):
    found = []
    pane.edited.connect(found.append)
    return found


def test_terms_stand_side_by_side_and_one_is_switched_to(qtbot, pane) -> None:
    draft = quote()
    show(qtbot, pane, draft)
    assert [rung.term for rung in pane.view.rungs] == ["EXW", "FOB", "CFR", "CIF", "DAP", "DDP"]
    assert all(rung.total is not None for rung in pane.view.rungs)
    found = given_drafts(pane)
    pane.switch_to("FOB")
    assert found[0].incoterm == "FOB"
    assert found[0].lines[0].unit_price == D("13.41")
    show(qtbot, pane, found[0])
    pane.switch_to("CIF")
    assert found[1].lines[0].unit_price == draft.lines[0].unit_price


def test_what_is_missing_is_named_and_not_switched_to(qtbot, pane) -> None:
    draft = quote(incoterm="FOB", freight=None)
    show(qtbot, pane, draft)
    cif = next(rung for rung in pane.view.rungs if rung.term == "CIF")
    assert [one.code for one in cif.missing] == ["freight"]
    found = given_drafts(pane)
    pane.switch_to("CIF")
    assert not found


def test_prices_come_from_cost_for_chosen_lines(qtbot, pane) -> None:
    draft = quote(lines=(line("A", "100", "14"), line("B", "100", "14"), line("C", "9", "14")))
    show(qtbot, pane, draft)
    found = given_drafts(pane)
    pane.select_rows([0, 1])
    pane.wanted.setText("30")
    pane.price_from_cost()
    assert found[0].lines[2].unit_price == D("14")
    show(qtbot, pane, found[0])
    assert [round(one.profit.margin, 2) for one in pane.view.lines[:2]] == [D("0.30")] * 2
    pane.wanted.setText("100")
    pane.price_from_cost()
    assert len(found) == 1


def test_freight_follows_its_tariff(qtbot, pane, company) -> None:
    tariff = freight_tariffs.save(
        company,
        Tariff(
            "Test lane",
            rates=tuple(
                TariffRate(D(amount), "Hamburg", code)
                for code, amount in (("20GP", 1500), ("40GP", 2300), ("40HQ", 2400))
            ),
        ),
    )
    draft = quote(freight_by_hand=False, freight_template_id=tariff.id, freight=D(1))
    found = []
    pane.followed.connect(found.append)
    show(qtbot, pane, draft)
    assert pane.view.applied.cost.how == "1 × 20GP"
    assert found[0].freight == D(1500)
    show(qtbot, pane, found[0])
    assert len(found) == 1


def test_costs_are_taken_and_wild_ones_refused(qtbot, pane) -> None:
    taken = []
    dialog = CostsDialog(pane, quote(), (), taken.append)
    qtbot.addWidget(dialog)
    dialog.edits["premium_rate"].setText("120")
    dialog.submit()
    assert not taken
    dialog.edits["premium_rate"].setText("0.5")
    dialog.edits["domestic_costs"].setText("")
    dialog.edits["freight"].setText("1,900")
    dialog.submit()
    assert (taken[0].premium_rate, taken[0].domestic_costs, taken[0].freight) == (
        D("0.005"), None, D(1900),
    )  # fmt: skip
    assert taken[0].insurance > quote().insurance


def test_every_line_can_be_looked_at(qtbot, pane) -> None:
    show(qtbot, pane, quote())
    dialog = LadderLinesDialog(pane, pane.view)
    qtbot.addWidget(dialog)
    assert dialog.table.item(0, 2).text() == "13.41"
    assert dialog.table.item(0, 4).text() == "14.20"


def test_a_quote_that_left_the_house_is_only_shown(qtbot, pane) -> None:
    pane.set_read_only(True)
    show(qtbot, pane, replace(quote(), valid_until=date(2026, 1, 1)))
    found = given_drafts(pane)
    pane.switch_to("FOB")
    pane.price_from_cost()
    assert not found
