"""The unit of a quote's line: what the article is sold by is offered with what it holds and costs, by keyboard."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt

from desktop.trade import quotes, selling_units
from desktop.ui.quotes.lines_model import Column
from desktop.ui.quotes.paste import read_rows
from desktop.ui.quotes.unit_field import UnitField
from desktop.ui.quotes.view import QuotesView
from tests.ui.conftest import SAMPLE_NOW, settle
from tests.ui.quotes.conftest import brenner_draft


@pytest.fixture
def editor(qtbot, show, company):
    row = brenner_draft(company)
    first = quotes.show(company, row.id, today=SAMPLE_NOW.date()).draft.lines[0]
    selling_units.save(company, first.product_id, "pallet", Decimal(480))
    view = show(QuotesView)
    view.open_quote(row.id)
    settle(qtbot, view)
    qtbot.waitUntil(lambda: first.product_id in view.editor.model.sellings, timeout=20_000)
    return view.editor


def field_of(qtbot, editor, row):
    """Open the unit's cell as F2 does; return its field."""
    table = editor.area.table
    table.setFocus()
    table.select_cell(row, Column.UNIT)
    table.edit(table.currentIndex())
    qtbot.waitUntil(lambda: bool(table.findChildren(UnitField)), timeout=20_000)
    field = table.findChildren(UnitField)[-1]
    qtbot.waitUntil(lambda: field.list_shown, timeout=20_000)
    return field


def test_the_units_of_the_article_are_offered_and_taken_by_keyboard(qtbot, editor):
    before = editor.model.lines[0]
    per = before.pcs_per_carton
    field = field_of(qtbot, editor, 0)
    words = field.offered()
    assert words[0].startswith("pcs")
    carton = next(text for text in words if text.startswith("carton"))
    assert f"= {per} pcs" in carton
    assert f"{before.unit_price * per:.2f}" in carton
    assert any(text.startswith("pallet   = 480 pcs") for text in words)
    qtbot.keyClicks(field, "ca")
    assert field.offered() == (carton,)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    line = editor.model.lines[0]
    assert (line.unit, line.quantity, line.pcs_per_carton) == ("carton", before.quantity, 1)
    assert line.unit_price == before.unit_price * per
    assert line.cost == before.cost * per


def test_the_arrows_choose_and_esc_leaves_the_unit(qtbot, editor):
    before = editor.model.lines[0]
    field = field_of(qtbot, editor, 0)
    qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not field.list_shown
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert editor.model.lines[0] == before


def test_another_word_stays_a_word(qtbot, editor):
    before = editor.model.lines[0]
    field = field_of(qtbot, editor, 0)
    field.clear()
    qtbot.keyClicks(field, "bags")
    assert not field.list_shown
    qtbot.keyClick(field, Qt.Key.Key_Return)
    line = editor.model.lines[0]
    assert (line.unit, line.unit_price) == ("bags", before.unit_price)


def test_a_unit_behind_the_quantity_is_understood(qtbot, editor):
    before = editor.model.lines[0]
    per = before.pcs_per_carton
    model = editor.model
    assert model.setData(model.index(0, Column.QUANTITY), "50 ctn")
    line = model.lines[0]
    assert (line.quantity, line.unit, line.unit_price) == (50, "carton", before.unit_price * per)
    with qtbot.waitSignal(model.refused) as said:
        assert not model.setData(model.index(0, Column.QUANTITY), "50 bag")
    assert "bag" in said.args[0]


def test_pasted_cartons_are_cartons(qtbot, editor):
    line = editor.model.lines[0]
    count = editor.model.line_count
    editor.area.add_rows(read_rows(f"SKU\tQty\tUnit\n{line.sku}\t50\tctn\n"), "")
    qtbot.waitUntil(lambda: editor.model.line_count > count, timeout=20_000)
    added = next(one for one in editor.model.lines if one.quantity == 50)
    assert (added.unit, added.pcs_per_carton) == ("carton", 1)
