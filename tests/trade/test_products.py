"""The catalogue: import from CSV and XLSX, twice the same, bad rows put aside."""

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa

from desktop.runtime.errors import UserFacing
from desktop.store.schema.workspace import JournalEntry
from desktop.trade import products
from desktop.trade.product_import import import_file
from desktop.trade.product_rows import parse_rows
from desktop.trade.table_file import cell_text
from desktop.trade.table_row import TableRow

HEAD = "sku,name_en,price,currency,cost,vat_rate,pcs_per_carton,net_weight_kg,gross_weight_kg,moq"


@pytest.fixture
def table(tmp_path):
    def write(text, name="products.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


def journal_length(store):
    with store.read() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(JournalEntry))


def test_import_twice_is_the_same_as_once(store, table):
    path = table(f"{HEAD}\nA-1,Panel,14.60,USD,89.8,0.13,4,9.13,10.18,500\nA-2,Lamp,3,USD,,,,,,\n")
    first = import_file(store, path)
    assert (first.created, first.updated, first.unchanged) == (2, 0, 0)
    product = products.get(store, "A-1")
    assert product.price == Decimal("14.60")
    assert product.moq == 500
    before = journal_length(store)
    again = import_file(store, path)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)
    assert journal_length(store) == before
    changed = import_file(store, table(f"{HEAD}\nA-1,Panel,15,USD,,,,,,\n"))
    assert (changed.updated, changed.unchanged) == (1, 0)
    assert products.get(store, "A-1").price == 15
    assert products.get(store, "A-1").moq == 500


def test_bad_rows_are_put_aside_and_the_rest_is_done(store, table):
    rows = [
        "A-1,Panel,14.60,USD,,,,,,",
        "A-2,Panel,cheap,USD,,,,,,",
        ",Panel,1,USD,,,,,,",
        "A-1,Again,1,USD,,,,,,",
        "A-3,Panel,1,XYZ,,,,,,",
        "A-4,Panel,1,USD,,,0,,,",
        "A-5,Panel,1,USD,,,4,10,9,",
        "A-6,Panel,1,USD,,,1.5,,,",
        ",,,,,,,,,",
    ]
    result = import_file(store, table("\n".join([HEAD, *rows])))
    assert result.created == 1
    assert result.in_part
    assert [(a.row, a.sku) for a in result.put_aside] == [
        (3, "A-2"), (4, ""), (5, "A-1"), (6, "A-3"), (7, "A-4"), (8, "A-5"), (9, "A-6"),
    ]  # fmt: skip
    assert "cheap" in result.put_aside[0].reason
    assert len(products.listing(store)) == 1


def test_weights_are_checked_against_what_is_stored(store, table):
    import_file(store, table(f"{HEAD}\nA-1,Panel,1,USD,,,4,9,10,\n"))
    result = import_file(store, table("sku,gross_weight_kg,name_en\nA-1,8,Other\n"))
    assert len(result.put_aside) == 1
    assert products.get(store, "A-1").name_en == "Panel"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_headers_and_encodings(store, table, encoding):
    text = "货号;中文名称;英文名称;单价;币种;退税率;每箱数量;外箱长;原产地\nP-9;筒灯;Downlight;5.10;usd;13%;24;52;中国\n"
    result = import_file(store, table(text, encoding=encoding))
    assert result.created == 1
    product = products.get(store, "P-9")
    assert (product.name_zh, product.currency, product.rebate_rate) == (
        "筒灯",
        "USD",
        Decimal("0.13"),
    )
    assert product.carton_length_cm == 52


def test_spreadsheet(store, tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["SKU", "name_en", "price", "hs_code", "barcode", "moq", "colour"])
    sheet.append([1001, "Panel", 14.6, 9405110000, 2900000041103, 500.0, "white"])
    path = tmp_path / "products.xlsx"
    book.save(path)
    result = import_file(store, path)
    assert result.ignored_columns == ("colour",)
    product = products.get(store, "1001")
    assert product.price == Decimal("14.6")
    assert product.hs_code == "9405110000"
    assert product.barcode == "2900000041103"
    assert import_file(store, path).unchanged == 1


def test_sample_catalogue(store):
    path = Path(__file__).parents[2] / "resources/demo/products.csv"
    result = import_file(store, path)
    assert result.put_aside == ()
    assert result.created == 40
    assert all(p.carton() is not None for p in products.listing(store))


def test_files_that_cannot_be_read(store, table, tmp_path):
    for path in (tmp_path / "none.csv", tmp_path / "none.xlsx", table("no sheet", "bad.xlsx")):
        with pytest.raises(UserFacing):
            import_file(store, path)
    with pytest.raises(UserFacing) as caught:
        import_file(store, table("name,price\nx,1\n"))
    assert caught.value.code == "no_sku_column"
    with pytest.raises(UserFacing):
        import_file(store, table(""))


def test_cells():
    assert cell_text(4008.0) == "4008"
    assert cell_text(0.1 + 0.2) == "0.30000000000000004"
    assert cell_text(14.6) == "14.6"
    assert cell_text(1e10) == "10000000000"
    assert cell_text(None) == ""


def test_short_rows_and_unknown_columns():
    rows = [TableRow(1, ["sku", "what", "price"]), TableRow(2, ["A"]), TableRow(4, ["B", "x", "2"])]
    parsed = parse_rows(rows)
    assert [(row.row, row.values["sku"]) for row in parsed.good] == [(2, "A"), (4, "B")]
    assert parsed.aside == ()
    assert parsed.ignored_columns == ("what",)


def test_search_add_and_change(store):
    products.save(store, {"sku": "PL-1", "name_en": "LED panel", "name_zh": "平板灯", "price": "2"})
    products.save(store, {"sku": "DL_1", "name_en": "100% downlight"})
    assert [p.sku for p in products.listing(store, "panel led")] == ["PL-1"]
    assert [p.sku for p in products.listing(store, "平板")] == ["PL-1"]
    assert [p.sku for p in products.listing(store, "100%")] == ["DL_1"]
    assert [p.sku for p in products.listing(store, "l_1")] == ["DL_1"]
    changed = products.save(store, {"price": "", "unit": "sets"}, key="PL-1")
    assert (changed.price, changed.unit) == (None, "sets")
    for values, key in (({"sku": "PL-1"}, ""), ({"colour": "x"}, "PL-1"), ({"price": "1"}, "")):
        with pytest.raises(UserFacing):
            products.save(store, values, key=key)
    with pytest.raises(UserFacing):
        products.save(store, {"net_weight_kg": "5", "gross_weight_kg": "4"}, key="PL-1")
    assert products.get(store, "PL-1").net_weight_kg is None


def test_json(store):
    product = products.save(store, {"sku": "H", "price": "0.4636", "net_weight_kg": "9.10"})
    data = product.as_json()
    assert data["price"] == {"amount": "0.4636", "currency": "USD"}
    assert data["net_weight_kg"] == 9.1
