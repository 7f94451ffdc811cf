"""Product lists as people send them: pictures, formulas, steps, languages, boxes, Chinese heads, damage."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.drawing.image import Image as SheetImage
from PIL import Image

from desktop.runtime.errors import UserFacing
from desktop.store import journal
from desktop.trade import (
    article,
    product_pictures,
    product_rows,
    product_sheet,
    products,
    table_file,
    tax_rates,
)
from desktop.trade.price_import import ListWanted, apply_prices, plan_prices
from desktop.trade.product_import import apply_plan, import_file
from desktop.trade.product_plan import Effect, plan_import
from tests.trade.test_products import journal_length

TODAY = date(2026, 11, 20)


def photo(color, size=(640, 480), kind="PNG"):
    buffer = io.BytesIO()
    Image.new("RGB", size, color).save(buffer, kind)
    return buffer.getvalue()


@pytest.fixture
def book(tmp_path):
    """Write rows (the first is the head) and pictures {cell: bytes} into an .xlsx."""

    def write(rows, pictures=None, name="list.xlsx", heights=None):
        workbook = openpyxl.Workbook()
        sheet = workbook.active
        for row in rows:
            sheet.append(row)
        for number, height in (heights or {}).items():
            sheet.row_dimensions[number].height = height
        for cell, content in (pictures or {}).items():
            image = SheetImage(io.BytesIO(content))
            image.width = image.height = 60
            sheet.add_image(image, cell)
        path = tmp_path / name
        workbook.save(path)
        return path

    return write


def rewritten(path, part, change):
    """Return a copy of an .xlsx with one part changed."""
    target = path.with_name(f"changed-{path.name}")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as result:
        for name in source.namelist():
            content = source.read(name)
            result.writestr(name, change(content) if name == part else content)
    return target


def main_color(store, sku):
    product = products.get(store, sku)
    kept = product_pictures.listing(store, product.id)
    with Image.open(io.BytesIO(kept[0].content)) as image:
        return image.convert("RGB").getpixel((5, 5))


def test_pictures_come_with_their_rows(store, book):
    path = book(
        [
            ["图片", "货号", "英文名称", "单价"],
            [None, "A", "Red lamp", 1],
            [None, "B", "Blue lamp", 2],
        ],
        {"A2": photo("red"), "A3": photo("blue")},
        heights={2: 50, 3: 50},
    )
    result = import_file(store, path, TODAY)
    assert (result.created, result.put_aside, result.picture_faults) == (2, (), ())
    assert main_color(store, "A") == (255, 0, 0)
    assert main_color(store, "B") == (0, 0, 255)
    assert import_file(store, path, TODAY).unchanged == 2
    newer = book([["sku", "picture"], ["A"]], {"B2": photo("lime")}, "newer.xlsx")
    assert import_file(store, newer, TODAY).updated == 1
    assert main_color(store, "A") == (0, 255, 0)
    assert len(product_pictures.listing(store, products.get(store, "A").id)) == 2


def test_a_picture_belongs_to_the_row_under_its_middle(store, book):
    path = book([["sku", "picture"], ["A"], ["B"]], {"B2": photo("red")}, heights={2: 40, 3: 40})
    # People drop a picture a little too high: it begins in the row above.
    high = rewritten(
        path,
        "xl/drawings/drawing1.xml",
        lambda xml: xml.replace(b"<xdr:row>1</xdr:row><xdr:rowOff>0<", b"<xdr:row>1</xdr:row><xdr:rowOff>400000<")
        .replace(b"<row>1</row><rowOff>0<", b"<row>1</row><rowOff>400000<"),
    )  # fmt: skip
    import_file(store, high, TODAY)
    assert product_pictures.listing(store, products.get(store, "A").id) == ()
    assert main_color(store, "B") == (255, 0, 0)


def test_broken_and_huge_pictures_leave_the_row(store, book, monkeypatch):
    path = book(
        [["sku", "picture"], ["A"], ["B"]],
        {"B2": photo("red"), "B3": photo("blue")},
        heights={2: 50, 3: 50},
    )
    broken = rewritten(path, "xl/media/image1.png", lambda png: png[:60])
    result = import_file(store, broken, TODAY)
    assert result.created == 2
    assert result.in_part
    assert [(f.row, f.sku) for f in result.picture_faults] == [(2, "A")]
    monkeypatch.setattr(product_pictures, "MOST_BYTES", 100)
    again = import_file(
        store, book([["sku", "picture"], ["C"]], {"B2": photo("red")}, "c.xlsx"), TODAY
    )
    assert again.created == 1
    assert "too large" in again.picture_faults[0].reason


def test_fifty_megabytes_are_refused_in_words():
    with pytest.raises(UserFacing) as caught:
        product_pictures.check_size(50 * 1024 * 1024)
    assert "50 MB" in caught.value.message


def test_pictures_placed_in_a_cell(store, book):
    """Excel's "Place in cell" and WPS's DISPIMG, as those programs write them."""
    path = book([["sku", "picture"], ["A", "x"], ["B", "y"]])
    sheet = "xl/worksheets/sheet1.xml"

    def cells(xml):
        cell = b'<c r="%s" t="inlineStr"><is><t>%s</t></is></c>'
        xml = xml.replace(cell % (b"B2", b"x"), b'<c r="B2" t="e" vm="1"><v>#VALUE!</v></c>')
        return xml.replace(
            cell % (b"B3", b"y"),
            b'<c r="B3" t="str"><f>_xlfn.DISPIMG(&quot;ID_7&quot;,1)</f><v>=DISPIMG("ID_7",1)</v></c>',
        )

    path = rewritten(path, sheet, cells)
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    drawing = "http://schemas.openxmlformats.org/drawingml/2006"
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/media/image8.png", photo("red"))
        archive.writestr("xl/media/image9.png", photo("blue"))
        archive.writestr(
            "xl/metadata.xml",
            '<metadata xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            '<futureMetadata name="XLRICHVALUE" count="1"><bk><extLst><ext>'
            '<xlrd:rvb xmlns:xlrd="urn:x" i="0"/></ext></extLst></bk></futureMetadata>'
            '<valueMetadata count="1"><bk><rc t="1" v="0"/></bk></valueMetadata></metadata>',
        )
        archive.writestr(
            "xl/richData/rdrichvalue.xml",
            '<rvData xmlns="urn:x"><rv s="0"><v>0</v><v>5</v></rv></rvData>',
        )
        archive.writestr(
            "xl/richData/richValueRel.xml",
            f'<richValueRels xmlns="urn:x" xmlns:r="{relations}"><rel r:id="rId1"/></richValueRels>',
        )
        archive.writestr(
            "xl/richData/_rels/richValueRel.xml.rels",
            f'<Relationships xmlns="{package}"><Relationship Id="rId1" Target="../media/image8.png"/></Relationships>',
        )
        archive.writestr(
            "xl/cellimages.xml",
            f'<cellImages xmlns:xdr="{drawing}/spreadsheetDrawing" xmlns:a="{drawing}/main" xmlns:r="{relations}">'
            '<cellImage><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="ID_7"/></xdr:nvPicPr>'
            '<xdr:blipFill><a:blip r:embed="rId4"/></xdr:blipFill></xdr:pic></cellImage></cellImages>',
        )
        archive.writestr(
            "xl/_rels/cellimages.xml.rels",
            f'<Relationships xmlns="{package}"><Relationship Id="rId4" Target="media/image9.png"/></Relationships>',
        )
    result = import_file(store, path, TODAY)
    assert result.put_aside == ()
    assert main_color(store, "A") == (255, 0, 0)
    assert main_color(store, "B") == (0, 0, 255)


def test_formulas(store, book):
    path = book([["sku", "price", "moq"], ["A", "=1+1", 5], ["B", 3, 5], ["C", 4, "=Sheet9!A1"]])
    with_value = rewritten(
        path,
        "xl/worksheets/sheet1.xml",
        lambda xml: (
            xml.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>")
            .replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
            .replace(b'<c r="C4"><f>', b'<c r="C4" t="e"><f>')
            .replace(b"<f>Sheet9!A1</f><v></v>", b"<f>Sheet9!A1</f><v>#REF!</v>")
            .replace(b"<f>Sheet9!A1</f><v />", b"<f>Sheet9!A1</f><v>#REF!</v>")
        ),
    )
    raw = plan_import(store, path, TODAY)
    assert [(a.row, a.cell) for a in raw.put_aside] == [(2, "B2"), (4, "C4")]
    assert "B2" in raw.put_aside[0].reason
    result = import_file(store, with_value, TODAY)
    assert products.get(store, "A").price == 2
    assert [(a.sku, a.cell) for a in result.put_aside] == [("C", "C4")]
    assert "#REF!" in result.put_aside[0].reason


def test_steps_languages_boxes_sizes_and_papers(store, book):
    path = book(
        [
            ["宁波某某有限公司 报价单"],
            [],
            ["货号", "品名", "单价(USD)", "price 500+", "MOQ 1000 price", "name_de", "德语描述",
             "外箱尺寸(cm)", "装箱数", "毛重", "净重", "box2_pieces", "第2箱尺寸", "box2_gross", "认证", "交期"],
            ["K-1", "橱柜", 90, 85.5, "$80", "Schrank", "Zwei Türen", "120×60*40", 1, 31, 30, 1,
             "100x50x20cm", 12.5, "CE, FSC", "35 天"],
        ]
    )  # fmt: skip
    result = import_file(store, path, TODAY)
    assert result.put_aside == ()
    assert result.ignored_columns == ()
    opened = article.open_article(store, "K-1", TODAY)
    steps = [(s.min_quantity, s.unit_price, s.currency) for s in opened.steps]
    assert steps == [(500, Decimal("85.5"), "USD"), (1000, 80, "USD")]
    figures = opened.figures
    assert figures.texts == {"de": {"name": "Schrank", "description": "Zwei Türen"}}
    assert (figures.carton_length_cm, figures.lead_time_days) == (120, 35)
    assert figures.more_boxes[0].gross_kg == Decimal("12.5")
    assert figures.more_boxes[0].volume == Decimal("0.1")
    assert [c.name for c in opened.certificates] == ["CE", "FSC"]
    assert import_file(store, path, TODAY).unchanged == 1


def test_export_and_import_change_nothing(store, book, tmp_path):
    import_file(
        store,
        book(
            [
                ["sku", "name_en", "price", "currency", "price 500+", "cost", "vat_rate", "rebate_rate", "name_de",
                 "box2_pieces", "box2_size", "certificates", "picture", "hs_code", "discontinued_on"],
                ["A", "Panel", 1.1, "EUR", 0.95, 5, 0.13, 0.09, "Ä", 2, "1x2x3", "CE", None, "9405110000",
                 date(2026, 5, 1)],
                ["0012", "Leading zeros", 0.4636],
            ],
            {"M2": photo("red")},
        ),
        TODAY,
    )  # fmt: skip
    products.save(store, {"name_en": "=1+1"}, key="A")
    before = [products.get(store, sku, on=TODAY) for sku in ("A", "0012")]
    path = tmp_path / "out.xlsx"
    assert product_sheet.export_file(store, path, on=TODAY) == 2
    length = journal_length(store)
    result = import_file(store, path, TODAY)
    assert (result.created, result.updated, result.unchanged, result.put_aside) == (0, 0, 2, ())
    assert journal_length(store) == length
    assert [products.get(store, sku, on=TODAY) for sku in ("A", "0012")] == before
    # And the same in an empty catalogue: everything is in the file.
    for sku in ("A", "0012"):
        products.delete(store, sku)
    assert import_file(store, path, TODAY).updated == 2
    assert [products.get(store, sku, on=TODAY) for sku in ("A", "0012")] == before


def test_costs_and_rates_keep_their_dates(store, book):
    import_file(
        store,
        book([["sku", "cost", "vat_rate", "rebate_rate"], ["A", 10, 13, 13]]),
        date(2026, 1, 5),
    )
    import_file(store, book([["sku", "cost", "vat_rate", "rebate_rate"], ["A", 11, 13, 9]]), TODAY)
    old, new = products.get(store, "A", on=date(2026, 6, 1)), products.get(store, "A", on=TODAY)
    assert (old.cost, old.cost_on, old.rebate_rate) == (10, date(2026, 1, 5), Decimal("0.13"))
    assert (new.cost, new.cost_on, new.rebate_rate) == (11, TODAY, Decimal("0.09"))
    dated = book([["sku", "cost", "cost_on"], ["A", 12, date(2026, 12, 1)]], name="dated.xlsx")
    assert import_file(store, dated, TODAY).updated == 1
    assert import_file(store, dated, TODAY).unchanged == 1
    assert products.get(store, "A", on=TODAY).cost == 11
    assert products.get(store, "A", on=date(2026, 12, 2)).cost == 12


def test_a_rate_of_the_heading_needs_no_own_one(store, book):
    tax_rates.save(
        store,
        hs_code="9405",
        valid_from=None,
        vat_rate=Decimal("0.13"),
        rebate_rate=Decimal("0.13"),
    )
    import_file(
        store, book([["sku", "hs_code", "vat_rate", "rebate_rate"], ["A", "9405.1100", 0.13, 0.13]])
    )
    opened = article.open_article(store, "A", TODAY)
    assert opened.own_rates == ()
    assert opened.figures.rebate_rate == Decimal("0.13")


def test_a_plan_writes_nothing_and_undo_takes_all_back(store, book):
    products.save(store, {"sku": "A", "name_en": "Lamp", "price": "2"})
    path = book([["sku", "price"], ["A", 3], ["B", 4], ["C", "x"]])
    length = journal_length(store)
    plan = plan_import(store, path, TODAY)
    assert journal_length(store) == length
    assert [(r.sku, r.effect) for r in plan.rows] == [("A", Effect.CHANGED), ("B", Effect.NEW)]
    change = plan.rows[0].changes[0]
    assert (change.field, change.old, change.new) == ("price", "2", "3")
    assert plan.put_aside[0].cell == "B4"
    result = apply_plan(store, plan)
    assert products.get(store, "A").price == 3
    journal.undo(store, result.unit_id)
    assert products.get(store, "A").price == 2
    with pytest.raises(UserFacing):
        products.get(store, "B")
    assert import_file(store, path, TODAY).updated == 2


def test_twice_in_the_file_and_damage(store, book, tmp_path):
    result = import_file(store, book([["sku", "price"], ["A", 3], [None, 4], ["A", 4]]), TODAY)
    assert [(a.row, a.sku) for a in result.put_aside] == [(3, ""), (4, "A")]
    assert "row 2" in result.put_aside[1].reason
    good = book([["sku"], ["A"]])
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(good.read_bytes()[:900])
    with pytest.raises(UserFacing) as caught:
        import_file(store, cut, TODAY)
    assert caught.value.code == "bad_spreadsheet"
    torn = rewritten(good, "xl/worksheets/sheet1.xml", lambda xml: xml[:-40])
    with pytest.raises(UserFacing):
        import_file(store, torn, TODAY)


def test_numbers_as_excel_keeps_them(store, book):
    path = book(
        [["sku", "price", "barcode", "discontinued_on"], [1001, 1, 6901234567892, "2026/5/3"]]
    )
    odd = rewritten(
        path,
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(
            b'<c r="B2" t="n"><v>1</v>', b'<c r="B2" t="n"><v>14.600000000000001</v>'
        ),
    )
    import_file(store, odd, TODAY)
    product = products.get(store, "1001")
    assert product.price == Decimal("14.6")
    assert product.barcode == "6901234567892"
    assert product.discontinued_on == date(2026, 5, 3)


def test_a_large_list_is_read_in_little_memory(store, tmp_path):
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet()
    sheet.append(["sku", "name_en", "price"])
    for number in range(3000):
        sheet.append([f"S-{number:05}", f"Lamp {number}", number + 0.5])
    path = tmp_path / "large.xlsx"
    workbook.save(path)
    plan = plan_import(store, path, TODAY)
    assert plan.count(Effect.NEW) == 3000


def test_words_kept_in_one_place_as_excel_and_wps_write_them(store, tmp_path):
    """Shared strings with runs and reading aids, a hidden first sheet, absolute targets, no row numbers."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    path = tmp_path / "excel.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>'
            '<sheet name="Notes" sheetId="1" state="hidden" r:id="rId1"/>'
            '<sheet name="List" sheetId="2" r:id="rId2"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}"><Relationship Id="rId1" Target="worksheets/none.xml"/>'
            '<Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/sharedStrings.xml",
            f'<sst xmlns="{main}"><si><t>货号</t></si><si><t>price</t></si><si><r><t>LED </t></r><r><t>panel</t></r>'
            '<rPh sb="0" eb="1"><t>aid</t></rPh></si><si><t>name</t></si><si><t>A-1</t></si></sst>',
        )
        archive.writestr(
            "xl/worksheets/sheet2.xml",
            f'<worksheet xmlns="{main}"><sheetData><row><c t="s"><v>0</v></c><c t="s"><v>3</v></c><c t="s"><v>1</v></c></row>'
            '<row><c t="s"><v>4</v></c><c t="s"><v>2</v></c><c><v>1.4E1</v></c></row></sheetData></worksheet>',
        )
    assert import_file(store, path, TODAY).created == 1
    product = products.get(store, "A-1")
    assert (product.name_en, product.price) == ("LED panel", 14)


def test_a_formula_in_a_csv_is_put_aside_and_kept_zeros_are_text(tmp_path):
    file = tmp_path / "articles.csv"
    file.write_text('sku,name_en,price\n=1+1,lamp,3\nA-1,=HYPERLINK(1),3\n"=""0012""",lamp,3\n')
    rows = table_file.read_table(file).rows
    parsed = product_rows.parse_rows(rows)
    assert [row.values["sku"] for row in parsed.good] == ["0012"]
    assert [one.cell for one in parsed.aside] == ["A2", "B3"]


def test_a_price_list_may_have_a_row_a_step(store, book):
    products.save(store, {"sku": "A", "name_en": "Lamp"})
    path = book([["sku", "min_quantity", "price"], ["A", 500, 4.2], ["A", 1000, 4], ["A", 1000, 3]])
    plan = plan_prices(store, path, ListWanted("Spring", "USD"))
    assert [(one.min_quantity, one.new) for one in plan.prices] == [
        (500, Decimal("4.2")), (1000, 4),
    ]  # fmt: skip
    assert [one.row for one in plan.put_aside] == [4]
    apply_prices(store, plan)
    assert plan_prices(store, path, ListWanted("Spring", "USD")).unchanged == 2
