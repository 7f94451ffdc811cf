"""The lines table: typing changes the exact values, and the sums of the draft follow."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from desktop.trade.line_wishes import text_line
from desktop.trade.quote_draft import DraftLine, LineKind, QuoteDraft
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
    removed = model.remove([0])
    assert [one.sku for one in model.lines] == ["DL-12-CCT"]
    model.put_back(removed)
    assert [one.sku for one in model.lines] == ["PL-6060-40", "DL-12-CCT"]


def test_every_line_gets_a_key_of_its_own(model):
    same = model.lines[0]
    model.add([same, line(), line()])
    keys = [one.key for one in model.lines]
    assert all(keys)
    assert len(set(keys)) == len(keys) == 5


def test_lines_move_as_a_block_and_not_over_the_ends(model):
    model.add([line("C"), line("D")])
    assert model.move([0, 1], 1)
    assert [one.sku for one in model.lines] == ["C", "PL-6060-40", "DL-12-CCT", "D"]
    assert model.move([1, 2], -1)
    assert not model.move([0, 1], -1)
    assert not model.move([3], 1)
    assert [one.sku for one in model.lines] == ["PL-6060-40", "DL-12-CCT", "C", "D"]


def test_the_last_row_takes_an_article_a_title_or_a_note(model, qtbot):
    row = model.entry_row
    assert row == 2
    with qtbot.waitSignal(model.entered) as entered:
        model.setData(model.index(row, Column.ITEM), "TL-30-3P")
    assert entered.args == [model.lines[2].key, "TL-30-3P"]
    with qtbot.assertNotEmitted(model.entered):
        model.setData(model.index(3, Column.ITEM), "# Spare parts")
        model.setData(model.index(4, Column.ITEM), "> Colours as agreed")
    kinds = [(one.kind, one.name_en) for one in model.lines[3:]]
    assert kinds == [(LineKind.SECTION, "Spare parts"), (LineKind.NOTE, "Colours as agreed")]
    assert not model.can_edit(3, Column.PRICE)


def test_a_formula_is_refused_by_name(model, qtbot):
    with qtbot.waitSignal(model.refused) as refused:
        assert not model.setData(model.index(0, Column.PRICE), "=A1*2")
    assert "=A1*2" in refused.args[0]


def test_a_title_shows_the_subtotal_of_what_follows(model):
    model.insert_all(1, [text_line(LineKind.SECTION, "Downlights")])
    draft = QuoteDraft("c1", lines=model.lines)
    model.show_sums(draft.totals(), "USD")
    assert text(model, 1, Column.AMOUNT) == "6,120.00"
    assert text(model, 1, Column.MARGIN) == ""


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


@pytest.mark.parametrize(
    "terms",
    [
        {"bank_share": Decimal("0.01"), "commission_share": Decimal("0.05")},
        {"commission_share": Decimal("0.10"), "discount_percent": Decimal(3)},
        {"commission_share": Decimal("0.03"), "refund_mode": "manufacturer"},
        {"domestic_costs": Decimal(900), "discount": Decimal(150), "bank_share": Decimal("0.02")},
    ],
)
def test_the_suggestion_counts_all_that_is_taken_off(terms):
    """Bank, agent, discounts and VAT that is not refunded: the lowest price that clears the line by the sums."""
    lines = (line(quantity="700"), line("DL-12-CCT", "1200", "5.10", "20"))
    draft = QuoteDraft(
        "c1",
        rate=Decimal("7.112"),
        freight=Decimal(640),
        charges_included=True,
        lines=lines,
        **terms,
    )
    assert draft.totals().margin_percent < 25
    hint = healthy_price(draft, Decimal(25))
    assert hint is not None
    assert with_price(draft, hint.row, hint.price).totals().margin_percent >= 25
    lower = with_price(draft, hint.row, hint.price - Decimal("0.01"))
    assert lower.totals().margin_percent < 25


def test_no_suggestion_where_the_shares_leave_nothing():
    draft = QuoteDraft(
        "c1", rate=Decimal("7.112"), commission_share=Decimal("0.85"), lines=(line(),)
    )
    assert healthy_price(draft) is None


def test_no_suggestion_while_a_cost_is_unknown():
    unknown = DraftLine("X", Decimal(1), Decimal(1))
    assert healthy_price(QuoteDraft("c1", rate=Decimal(7), lines=(unknown,))) is None
