"""The lines table: typing changes the exact values, and the sums of the draft follow."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from desktop.trade.quote_draft import DraftLine, QuoteDraft
from desktop.ui.quotes.lines_model import LOW_MARGIN_ROLE, Column, LinesModel
from desktop.ui.quotes.margin import healthy_price, with_price


def line(sku="PL-6060-40", quantity="2000", price="14.20", cost="95.80"):
    return DraftLine(
        sku,
        Decimal(quantity),
        Decimal(price),
        name_en="LED panel",
        cost=Decimal(cost),
        vat_rate=Decimal("0.13"),
        rebate_rate=Decimal("0.13"),
        pcs_per_carton=4,
        carton_length_cm=Decimal(64),
        carton_width_cm=Decimal(64),
        carton_height_cm=Decimal("8.6"),
        net_weight_kg=Decimal("9.13"),
        gross_weight_kg=Decimal("10.18"),
    )


@pytest.fixture
def model(qtbot):
    model = LinesModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.load([line(), line("DL-12-CCT", "1200", "5.10", "20")], "USD")
    return model


def text(model, row, column):
    return model.data(model.index(row, column), Qt.ItemDataRole.DisplayRole)


def test_typing_a_quantity_changes_the_amount(model, qtbot):
    with qtbot.waitSignal(model.edited):
        assert model.setData(model.index(0, Column.QUANTITY), "1.500,0")
    assert model.lines[0].quantity == 1500
    assert text(model, 0, Column.AMOUNT) == "21,300.00"


@pytest.mark.parametrize(
    ("column", "typed"),
    [(Column.QUANTITY, "0"), (Column.PRICE, "cheap"), (Column.DISCOUNT, "101")],
)
def test_nonsense_is_refused_and_nothing_changes(model, qtbot, column, typed):
    before = model.lines
    with qtbot.waitSignal(model.refused), qtbot.assertNotEmitted(model.edited):
        assert not model.setData(model.index(0, column), typed)
    assert model.lines == before


def test_a_removed_line_comes_back_where_it_was(model):
    removed = model.remove(0)
    assert [one.sku for one in model.lines] == ["DL-12-CCT"]
    model.insert(0, removed)
    assert [one.sku for one in model.lines] == ["PL-6060-40", "DL-12-CCT"]


def test_the_same_product_at_the_same_price_is_one_line(model):
    model.add([line(quantity="500"), line(quantity="500", price="13")])
    assert [one.quantity for one in model.lines] == [2500, 1200, 500]


def test_only_a_draft_can_be_typed_into(model):
    model.read_only = True
    index = model.index(0, Column.PRICE)
    assert not model.flags(index) & Qt.ItemFlag.ItemIsEditable
    assert not model.setData(index, "1")


def test_margins_come_with_the_sums_and_low_ones_are_marked(model):
    draft = QuoteDraft("c1", rate=Decimal("7.112"), lines=model.lines)
    model.show_sums(draft.totals(), "USD")
    assert text(model, 0, Column.MARGIN).endswith("%")
    assert model.data(model.index(0, Column.MARGIN), LOW_MARGIN_ROLE) is True
    assert model.data(model.index(1, Column.MARGIN), LOW_MARGIN_ROLE) is False


def test_the_suggested_price_really_reaches_the_margin():
    draft = QuoteDraft(
        "c1", rate=Decimal("7.112"), freight=Decimal(1640), charges_included=True, lines=(line(),)
    )
    assert draft.totals().margin_percent < 20
    hint = healthy_price(draft)
    assert hint is not None
    assert with_price(draft, hint.row, hint.price).totals().margin_percent >= 20
    lower = with_price(draft, hint.row, hint.price - Decimal("0.02"))
    assert lower.totals().margin_percent < 20


def test_no_suggestion_while_a_cost_is_unknown():
    unknown = DraftLine("X", Decimal(1), Decimal(1))
    assert healthy_price(QuoteDraft("c1", rate=Decimal(7), lines=(unknown,))) is None
