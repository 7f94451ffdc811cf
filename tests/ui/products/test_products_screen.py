"""The catalogue: search, form, import with rows put aside."""

from decimal import Decimal

import pytest

from desktop.trade import products
from desktop.ui.products.view import ProductsView, margin_of
from desktop.ui.records.dialogs import ListDialog
from desktop.ui.records.form_dialog import FormDialog
from tests.ui.conftest import settle


@pytest.fixture
def view(show):
    return show(ProductsView)


def test_all_products_and_a_search(qtbot, view):
    assert len(view.table.rows.rows()) == 40
    view._search.setText("筒灯")
    settle(qtbot, view)
    found = view.table.rows.rows()
    assert found
    assert all("筒灯" in product.name_zh for product in found)


def test_the_form_gives_every_value_back(qtbot, view, company):
    before = products.get(company, "PL-6060-40")
    dialog = view.edit(before)
    dialog.save()
    settle(qtbot, view)
    assert products.get(company, "PL-6060-40") == before
    dialog = view.edit(before)
    dialog.form.editor("price").setText("14,95")
    dialog.form.editor("vat_rate").setText("9")
    dialog.save()
    settle(qtbot, view)
    after = products.get(company, "PL-6060-40")
    assert (after.price, after.vat_rate) == (Decimal("14.95"), Decimal("0.09"))


def test_a_taken_sku_is_refused_in_the_form(qtbot, view):
    view.primary_new()
    dialog = view.findChildren(FormDialog)[-1]
    dialog.form.load({"sku": "PL-6060-40", "name_en": "Another"})
    dialog.save()
    settle(qtbot, view)
    assert "PL-6060-40" in dialog.problem.text()
    assert dialog.isVisible()


def test_a_price_list_comes_in_and_bad_rows_are_listed(qtbot, view, tmp_path, company):
    path = tmp_path / "list.csv"
    path.write_text(
        "货号,英文名称,单价,币种\nNEW-1,New lamp,3.20,USD\nNEW-2,Bad price,cheap,USD\n", "utf-8"
    )
    view.import_path(path)
    settle(qtbot, view)
    assert products.get(company, "NEW-1").price == Decimal("3.20")
    dialog = view.findChild(ListDialog)
    assert "NEW-2" in dialog.list.toPlainText()
    dialog.reject()


def test_margins_use_the_rate_of_the_latest_quote(view):
    panel = next(p for p in view.table.rows.rows() if p.sku == "PL-6060-40")
    margin = margin_of(panel, view._rates)
    assert margin is not None
    assert Decimal(5) < margin < Decimal(60)
    assert margin_of(panel, {}) is None
