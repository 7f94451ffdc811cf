"""Price lists: made, copied with a rise, filled from a file, ended."""

from datetime import date
from decimal import Decimal

import pytest

from desktop.trade import price_lists
from desktop.ui.products.import_dialog import ImportDialog
from desktop.ui.products.view import ProductsView
from tests.ui.conftest import settle


@pytest.fixture
def view(qtbot, show):
    made = show(ProductsView)
    made.show_section("lists")
    settle(qtbot, made)
    return made


def choose(qtbot, view, name):
    row = next(r for r in view.lists.data.lists if r.info.name == name)
    view.lists.lists.table.select_id(row.id)
    settle(qtbot, view)


def test_a_list_is_made_filled_and_copied(qtbot, view, company, tmp_path):
    dialog = view.lists.lists.add()
    dialog.form.load({"name": "Fair 2026", "currency": "USD", "valid_until": date(2026, 12, 31)})
    dialog.save()
    settle(qtbot, view)
    choose(qtbot, view, "Fair 2026")
    price = view.lists.prices.add()
    price.form.load(
        {"sku": "PL-6060-40", "min_quantity": Decimal(100), "unit_price": Decimal("13.5")}
    )
    price.save()
    settle(qtbot, view)
    path = tmp_path / "more.csv"
    path.write_text("sku,price,price 500+\nPL-6060-36,12,11.5\nNO,1,1\n", "utf-8")
    choose(qtbot, view, "Fair 2026")
    view.lists.import_path(path)
    settle(qtbot, view)
    preview = view.lists.findChild(ImportDialog)
    assert len(preview.table.rows.rows()) == 3
    preview.accept_plan()
    settle(qtbot, view)
    info = price_lists.get(company, "Fair 2026")
    assert [(t.sku, t.min_quantity) for t in price_lists.tiers(company, info.id)] == [
        ("PL-6060-36", 1), ("PL-6060-36", 500), ("PL-6060-40", 100),
    ]  # fmt: skip
    choose(qtbot, view, "Fair 2026")
    copy = view.lists.copy()
    copy.form.load({"name": "Fair 2027", "percent": Decimal(10), "valid_from": date(2027, 1, 1)})
    copy.save()
    settle(qtbot, view)
    raised = price_lists.tiers(company, price_lists.get(company, "Fair 2027").id)
    assert [t.unit_price for t in raised] == [Decimal("13.20"), Decimal("12.65"), Decimal("14.85")]


def test_an_end_before_the_begin_is_refused(qtbot, view):
    dialog = view.lists.lists.add()
    dialog.form.load(
        {
            "name": "X",
            "currency": "USD",
            "valid_from": date(2026, 5, 1),
            "valid_until": date(2026, 4, 1),
        }
    )
    dialog.save()
    settle(qtbot, view)
    assert "1 Apr 2026" in dialog.problem.text()
    dialog.reject()
