"""A listed price follows the quantity, whichever list has the step; one of another term or by hand stays."""

from dataclasses import replace
from decimal import Decimal

import pytest

from desktop.trade import price_lists
from desktop.ui.quotes.lines_model import Column
from tests.ui.conftest import SAMPLE_NOW


@pytest.fixture
def row(qtbot, editor, company):
    """A row of an article at its standard price of one piece; from 500 the buyer's list has 9.99."""
    first = editor.session.draft.lines[0]
    draft = editor.session.draft
    listed = price_lists.save(
        company,
        name="Volume",
        currency=draft.currency,
        customer_id=draft.customer_id,
        valid_from=SAMPLE_NOW.date(),
    )
    price_lists.save_tier(company, listed.id, first.product_id, Decimal(500), Decimal("9.99"))
    key = editor.area.model.add(
        [
            replace(
                first,
                key="",
                quantity=Decimal(1),
                unit_price=Decimal("14.60"),
                list_price=Decimal("14.60"),
                base_price=None,
                price_source="",
            )
        ]
    )[0]
    return editor.model.row_of(key)


def type_quantity(qtbot, editor, row, text):
    editor.model.setData(editor.model.index(row, Column.QUANTITY), text)
    qtbot.waitUntil(lambda: not editor._services.tasks.busy, timeout=20_000)
    return editor.model.lines[row]


def test_a_larger_quantity_takes_the_step_of_a_list(qtbot, editor, row):
    line = type_quantity(qtbot, editor, row, "500")
    assert (line.unit_price, line.list_price) == (Decimal("9.99"), Decimal("9.99"))
    assert line.price_source == "price_list"


def test_a_price_by_hand_stays(qtbot, editor, row):
    editor.model.setData(editor.model.index(row, Column.PRICE), "14.00")
    assert type_quantity(qtbot, editor, row, "500").unit_price == Decimal("14.00")


def test_a_price_moved_to_another_term_is_not_set_back_to_the_list(qtbot, editor, row):
    moved = replace(editor.model.lines[row], unit_price=Decimal("16.10"), price_source="price_list")
    editor.model.change([row], lambda _line: moved)
    assert type_quantity(qtbot, editor, row, "500").unit_price == Decimal("16.10")
