"""An order entered by keyboard without a quote: buyer, his PO, an article, free text; then its page."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from desktop.trade import orders
from desktop.ui.orders.new_dialog import NewOrderDialog
from desktop.ui.orders.view import OrdersView
from desktop.ui.quotes.lines_model import Column
from tests.fixtures.stores import SAMPLE_NOW
from tests.ui.conftest import settle

TODAY = SAMPLE_NOW.astimezone().date()


@pytest.fixture
def view(show):
    return show(OrdersView)


def begun(qtbot, view, **args):
    view.show_args(new=True, **args)
    dialog = view.findChild(NewOrderDialog)
    settle(qtbot, view)
    return dialog


def brenner(company):
    return next(
        row.customer_id
        for row in orders.listing(company, today=TODAY)
        if row.customer_name.startswith("Brenner")
    )


def test_an_order_is_typed_and_opens(qtbot, view, company):
    dialog = begun(qtbot, view, customer_id=brenner(company))
    assert dialog.incoterm.value()
    qtbot.keyClicks(dialog.reference, "PO 4711")
    dialog.save()
    assert "at least one line" in dialog.problem.text()
    model = dialog.model
    assert model.setData(model.index(model.entry_row, Column.ITEM), "PL-6060-40")
    settle(qtbot, view)
    assert model.setData(model.index(0, Column.QUANTITY), "200")
    settle(qtbot, view)
    assert model.lines[0].unit_price > 0
    before = {row.number for row in orders.listing(company, today=TODAY)}
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, view)
    (made,) = [r for r in orders.listing(company, today=TODAY) if r.number not in before]
    assert (made.buyer_reference, made.quote_label) == ("PO 4711", "")
    assert made.total == 200 * model.lines[0].unit_price
    assert view.on_page()
    assert view.page.order.number == made.number
    assert "quote" not in view.page.chain.dots


def test_rows_of_a_spreadsheet_are_pasted(qtbot, view, company):
    dialog = begun(qtbot, view, customer_id=brenner(company))
    QGuiApplication.clipboard().setText("SKU\tQty\tPrice\nPL-6060-40\t120\t14\n")
    dialog.area.paste()
    settle(qtbot, view)
    assert [(line.sku, line.quantity) for line in dialog.model.lines] == [
        ("PL-6060-40", Decimal(120))
    ]


def test_without_a_buyer_nothing_is_kept(qtbot, view, company):
    before = len(orders.listing(company, today=TODAY))
    view.primary_new()
    dialog = view.findChild(NewOrderDialog)
    settle(qtbot, view)
    dialog.save()
    assert "Choose a buyer" in dialog.problem.text()
    dialog.reject()
    assert len(orders.listing(company, today=TODAY)) == before


def test_an_order_without_a_quote_has_every_page(qtbot, view, company):
    dialog = begun(qtbot, view, customer_id=brenner(company))
    model = dialog.model
    model.setData(model.index(model.entry_row, Column.ITEM), "PL-6060-40")
    settle(qtbot, view)
    dialog.save()
    settle(qtbot, view)
    page = view.page
    for kind in ("proforma", "contract", "order_confirmation", "commercial_invoice"):
        page.papers.make(kind)
        settle(qtbot, view)
    assert not view.services.navigator.errors
    issued = {d.kind for d in page.order.documents}
    assert issued == {"proforma", "contract", "order_confirmation", "commercial_invoice"}
