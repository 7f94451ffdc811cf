"""The page of an article: its form, the tables below it, pictures, all by keyboard and undone again."""

import io
from datetime import date
from decimal import Decimal

import pytest
from PIL import Image
from PySide6.QtCore import Qt

from desktop.trade import product_pictures, products
from desktop.ui.products.view import ProductsView
from desktop.ui.records.form_dialog import FormDialog
from tests.ui.conftest import settle


@pytest.fixture
def page(qtbot, show, company):
    view = show(ProductsView)
    view.open_article(products.get(company, "PL-6060-40").id)
    settle(qtbot, view)
    view.page.view = view
    return view.page


def files(folder, *colors):
    paths = []
    for color in colors:
        path = folder / f"{color}.png"
        Image.new("RGB", (400, 300), color).save(path)
        paths.append(path)
    return paths


def fill(qtbot, page, dialog, **values):
    dialog.form.load(values)
    dialog.save()
    settle(qtbot, page.view)
    return dialog


def test_the_form_changes_only_what_was_typed(qtbot, page, company):
    before = products.get(company, "PL-6060-40")
    assert not page.save_button.isEnabled()
    page.form.editor("price").setText("14,95")
    page.form.editor("price").textEdited.emit("14,95")
    page.save()
    settle(qtbot, page.view)
    after = products.get(company, "PL-6060-40")
    assert after.price == Decimal("14.95")
    assert [n for n in before.__dataclass_fields__ if getattr(before, n) != getattr(after, n)] == [
        "price"
    ]
    page.form.editor("gross_weight_kg").setText("1")
    page.form.editor("gross_weight_kg").textEdited.emit("1")
    page.save()
    settle(qtbot, page.view)
    assert "net weight" in page.problem.text()
    page.view.services.navigator.toasts[-1][1]()
    settle(qtbot, page.view)
    assert products.get(company, "PL-6060-40").price == before.price


def test_steps_costs_boxes_papers_codes_and_languages(qtbot, page, company):
    fill(qtbot, page, page.prices.add(), min_quantity=Decimal(500), unit_price=Decimal("13.9"))
    fill(
        qtbot, page, page.costs.add(), cost=Decimal(95), currency="CNY", valid_from=date(2020, 1, 1)
    )
    fill(qtbot, page, page.rates.add(), vat_rate=Decimal("0.13"), rebate_rate=Decimal("0.09"),
         valid_from=date(2020, 1, 1))  # fmt: skip
    fill(qtbot, page, page.boxes.add(), name="Frame", pieces=1, length=Decimal(10), width=Decimal(20),
         height=Decimal(30), gross=Decimal(2))  # fmt: skip
    fill(qtbot, page, page.units.add(), unit="打", contains=Decimal(12))
    fill(qtbot, page, page.papers.add(), name="CE", valid_until=date(2000, 1, 1))
    customer = page.data.customers[0][0]
    fill(qtbot, page, page.codes.add(), customer_id=customer, code="LP-77")
    fill(qtbot, page, page.texts.add(), language="de", name="Paneel")
    found = page.data.article
    assert Decimal("13.9") in [s.unit_price for s in found.steps if s.list is None]
    assert Decimal(95) in [c.cost for c in found.costs]
    assert found.figures.more_boxes[0].name == "Frame"
    assert found.units == {"dozen": Decimal(12)}
    assert found.codes[-1].code == "LP-77" or "LP-77" in [c.code for c in found.codes]
    assert found.figures.texts["de"] == {"name": "Paneel"}
    assert [p.sku for p in products.listing(company, "LP-77")] == ["PL-6060-40"]
    refused = fill(qtbot, page, page.texts.add(), language="xx", name="?")
    assert "xx" in refused.problem.text()
    refused.reject()


def test_rows_are_edited_and_removed_by_keyboard(qtbot, page):
    page.tabs.setCurrentIndex(5)
    fill(qtbot, page, page.papers.add(), name="ZZ-Report", number="1")
    count = len(page.data.article.certificates)
    row = next(c for c in page.data.article.certificates if c.name == "ZZ-Report")
    page.papers.table.select_id(row.id)
    qtbot.keyClick(page.papers.table, Qt.Key.Key_Return)
    dialog = page.findChildren(FormDialog)[-1]
    fill(qtbot, page, dialog, number="2")
    assert "2" in [c.number for c in page.data.article.certificates]
    page.papers.table.select_id(row.id)
    qtbot.keyClick(page.papers.table, Qt.Key.Key_Delete)
    settle(qtbot, page.view)
    assert len(page.data.article.certificates) == count - 1
    page.view.services.navigator.toasts[-1][1]()
    settle(qtbot, page.view)
    assert len(page.data.article.certificates) == count


def test_pictures_are_dropped_moved_and_taken_out(qtbot, page, tmp_path, company):
    had = len(page.data.article.pictures)
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    page.pictures.add([*files(tmp_path, "red", "blue"), broken])
    settle(qtbot, page.view)
    assert "broken.png" in page.pictures.problem.text()
    assert len(page.data.article.pictures) == had + 2
    page.pictures.grid.setCurrentRow(had + 1)
    qtbot.keyClick(page.pictures.grid, Qt.Key.Key_Home, Qt.KeyboardModifier.AltModifier)
    settle(qtbot, page.view)
    first = product_pictures.listing(company, page.product_id)[0]
    with Image.open(io.BytesIO(first.content)) as image:
        assert image.convert("RGB").getpixel((3, 3)) == (0, 0, 255)
    page.pictures.grid.setCurrentRow(0)
    qtbot.keyClick(page.pictures.grid, Qt.Key.Key_Delete)
    settle(qtbot, page.view)
    assert len(page.data.article.pictures) == had + 1
    page.view.services.navigator.toasts[-1][1]()
    settle(qtbot, page.view)
    assert product_pictures.listing(company, page.product_id)[0].id == first.id


def test_a_deleted_article_leads_back_to_the_list(qtbot, page, company):
    page.delete()
    settle(qtbot, page.view)
    assert not page.view.on_page()
    assert products.listing(company, "PL-6060-40") == ()
    page.view.services.navigator.toasts[-1][1]()
    settle(qtbot, page.view)
    assert len(products.listing(company, "PL-6060-40")) == 1


def test_a_row_is_typed_from_its_first_field_on(qtbot, page, company):
    page.tabs.setCurrentIndex(4)
    dialog = page.units.add()
    assert dialog.focusWidget() is dialog.form.editor("unit")
    qtbot.keyClicks(dialog.form.editor("unit"), "tray")
    qtbot.keyClicks(dialog.form.editor("contains"), "6")
    qtbot.keyClick(dialog.form.editor("contains"), Qt.Key.Key_Return)
    settle(qtbot, page.view)
    assert not dialog.isVisible()
    assert page.data.article.units["tray"] == 6
