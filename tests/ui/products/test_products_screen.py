"""The catalogue: search, filters, new articles, import with its preview, export."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.drawing.image import Image as SheetImage
from PIL import Image

from desktop.runtime.errors import UserFacing
from desktop.trade import product_import, product_pictures, products
from desktop.ui.products.import_dialog import ImportDialog
from desktop.ui.products.margins import margin_of
from desktop.ui.products.view import ProductsView
from desktop.ui.records.form_dialog import FormDialog
from tests.ui.conftest import settle

PAUSE = 150


@pytest.fixture
def view(show):
    return show(ProductsView)


def photo(color):
    buffer = io.BytesIO()
    Image.new("RGB", (300, 200), color).save(buffer, "PNG")
    return buffer.getvalue()


def test_all_products_and_a_search(qtbot, view):
    assert len(view.table.rows.rows()) == 40
    view.list.search.setText("筒灯")
    settle(qtbot, view, PAUSE)
    found = view.table.rows.rows()
    assert found
    assert all("筒灯" in product.name_zh for product in found)


def test_filters(qtbot, view, company):
    products.save(
        company, {"category": "Panels", "discontinued_on": "2020-01-01"}, key="PL-6060-40"
    )
    settle(qtbot, view)
    assert "PL-6060-40" not in [p.sku for p in view.table.rows.rows()]
    view.list.made.set_value("off")
    view.list.refresh()
    settle(qtbot, view)
    assert [p.sku for p in view.table.rows.rows()] == ["PL-6060-40"]
    assert view.list.category.findData("Panels") > 0


def test_a_new_article_opens_its_page(qtbot, view, company):
    view.primary_new()
    dialog = view.findChildren(FormDialog)[-1]
    dialog.form.load({"sku": "PL-6060-40", "name_en": "Another", "cost": Decimal(5)})
    dialog.save()
    settle(qtbot, view)
    assert "PL-6060-40" in dialog.problem.text()
    dialog.form.load({"sku": "NEW-1"})
    dialog.save()
    settle(qtbot, view)
    assert view.on_page()
    assert view.page.data.article.figures.sku == "NEW-1"
    assert view.page.data.article.costs[0].valid_from == view.list.today()
    view.show_list()
    assert not view.on_page()


def test_an_import_is_shown_before_it_is_written(qtbot, view, tmp_path, company):
    book = openpyxl.Workbook()
    for row in (
        ["货号", "英文名称", "单价", "币种"],
        ["NEW-1", "New lamp", 3.2, "USD"],
        ["NEW-2", "Bad", "cheap", "USD"],
    ):
        book.active.append(row)
    book.active.add_image(SheetImage(io.BytesIO(photo("red"))), "E2")
    path = tmp_path / "list.xlsx"
    book.save(path)
    view.list.import_path(path)
    settle(qtbot, view)
    dialog = view.findChild(ImportDialog)
    assert [(r.sku, r.row) for r in dialog.table.rows.rows()] == [("NEW-1", 2), ("NEW-2", 3)]
    with pytest.raises(UserFacing):
        products.get(company, "NEW-1")
    dialog.accept_plan()
    settle(qtbot, view)
    product = products.get(company, "NEW-1")
    assert product.price == Decimal("3.2")
    assert len(product_pictures.listing(company, product.id)) == 1
    said, undo = view.services.navigator.toasts[-1]
    assert said.startswith("1 ")
    undo()
    settle(qtbot, view)
    with pytest.raises(UserFacing):
        products.get(company, "NEW-1")


def test_a_file_that_is_no_table_is_refused(qtbot, view, tmp_path):
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"no zip")
    view.list.import_path(path)
    settle(qtbot, view)
    assert view.services.navigator.errors[-1].code == "bad_spreadsheet"


def test_an_export_comes_back_without_a_change(qtbot, view, tmp_path, company):
    path = tmp_path / "out.xlsx"
    view.list.export_path(path)
    settle(qtbot, view)
    plan = product_import.plan_import(company, path, view.list.today())
    assert plan.as_json()["rows"] == []
    assert plan.put_aside == ()


def test_margins_use_the_rate_of_the_latest_quote(view):
    panel = next(p for p in view.table.rows.rows() if p.sku == "PL-6060-40")
    margin = margin_of(panel, view.list.rates)
    assert margin is not None
    assert Decimal(5) < margin < Decimal(60)
    assert margin_of(panel, {}) is None


def test_tax_rates_by_heading(qtbot, view, company):
    view.show_section("rates")
    dialog = view.rates.add()
    dialog.form.load({"hs_code": "9405", "valid_from": date(2024, 12, 1), "vat_rate": Decimal("0.13"),
                      "rebate_rate": Decimal("0.09")})  # fmt: skip
    dialog.save()
    settle(qtbot, view)
    assert "9405" in [rate.hs_code for rate in view.rates.table.rows.rows()]


def test_a_catalogue_is_made_and_opened(qtbot, view, tmp_path):
    opened = []
    view.catalogue._open = opened.append
    view.list.search.setText("downlight")
    settle(qtbot, view, PAUSE)
    view.print_catalogue()
    settle(qtbot, view)
    dialog = view.catalogue.dialog
    dialog.form.load({"languages": "xx"})
    dialog.save()
    settle(qtbot, view)
    assert "xx" in dialog.problem.text()
    wish = view.catalogue._wish(
        {"languages": "en+zh", "prices": "standard", "customer_id": "", "title": ""}
    )
    dialog.reject()
    path = tmp_path / "c.pdf"
    view.catalogue.write(wish, path)
    settle(qtbot, view)
    assert opened == [path]
    assert path.read_bytes().startswith(b"%PDF")
