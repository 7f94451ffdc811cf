"""The document as a workbook and as a Word file: nothing lost, figures are figures, texts are texts."""

from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree
from openpyxl import load_workbook
from pypdf import PdfReader

from desktop.trade.bilingual import Bilingual
from desktop.trade.documents import labels
from desktop.trade.documents.document import Block, Fact, Item, Kind, TradeDocument
from desktop.trade.documents.figures import figure_in
from desktop.trade.documents.render import render
from desktop.trade.documents.sample import sample_document
from desktop.trade.documents.word import word
from desktop.trade.documents.workbook import workbook
from desktop.trade.money import NumberFormat, format_number
from tests.trade.printed_texts import plain, texts_of
from tests.trade.test_archive_form import photo, seal

LANGUAGES = ("en+zh", "zh", "ar", "th+en")
NOTHING = Bilingual("")


def furnished(
    kind: Kind = Kind.PROFORMA, languages: str = "en+zh", lines: int = 4
) -> TradeDocument:
    """A document with pictures, a section, a note, an optional line, remarks, marks, L/C words."""
    document = sample_document(lines, languages, kind)
    items = tuple(replace(item, picture=photo()) for item in document.items)
    if items and kind is not Kind.PACKING_LIST:
        blank = Item("", "", NOTHING, NOTHING, "", "", NOTHING, "", "", "")
        title = replace(blank, name=Bilingual("Lamps", "灯具"), amount="12,345.60", kind="section")
        note = replace(blank, name=Bilingual("Packed\nin two lots"), kind="note")
        option = replace(
            items[0], sku="OPT-1", number="", is_optional=True, marks=(labels.OPTIONAL,)
        )
        items = (title, *items, note, option)
    return replace(
        document,
        items=items,
        letterhead=replace(document.letterhead, logo=seal()),
        notes=(Block(labels.REMARKS, "", ("First\tremark", "بضاعة هاتف +86 574 5550 0188")),),
        signatures=tuple(replace(one, image=seal(), stamp=seal()) for one in document.signatures),
        goods_text="45A: LED PANELS\nAS PER PO 88123",
        settled=(Fact(labels.RECEIVED, "−1,000.00"), Fact(labels.BALANCE_DUE, "42,520.00", True)),
    )


def cells(content: bytes):
    sheet = load_workbook(BytesIO(content)).active
    return sheet, [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]


def word_texts(content: bytes) -> str:
    """Return all paragraphs of body, heads and feet, a line each."""
    file = Document(BytesIO(content))
    section = file.sections[0]
    stories = (
        section.first_page_header, section.first_page_footer, section.header, section.footer,
    )  # fmt: skip
    roots = [file.element.body, *(story._element for story in stories)]
    return "\n".join(_said(p) for root in roots for p in root.iter(qn("w:p")))


def _said(paragraph) -> str:
    text = {
        qn("w:t"): lambda e: e.text or "",
        qn("w:tab"): lambda _e: " ",
        qn("w:br"): lambda _e: "\n",
    }
    return "".join(text[e.tag](e) for e in paragraph.iter() if e.tag in text)


@pytest.mark.parametrize("languages", LANGUAGES)
@pytest.mark.parametrize("kind", Kind)
def test_a_word_file_says_everything_that_is_printed(kind, languages):
    document = furnished(kind, languages)
    said = plain(word_texts(word(document)))
    assert {text for text in texts_of(document) if text not in said} == set()


@pytest.mark.parametrize("languages", LANGUAGES)
@pytest.mark.parametrize("kind", Kind)
def test_a_workbook_says_everything_that_is_printed_and_figures_are_numbers(kind, languages):
    document = furnished(kind, languages)
    _sheet, found = cells(workbook(document))
    said = plain("\n".join(cell.value for cell in found if isinstance(cell.value, str)))
    numbers = {Decimal(str(cell.value)) for cell in found if not isinstance(cell.value, str)}
    for text in texts_of(document):
        figure = figure_in(text, document.number_format)
        share = figure is not None and figure.value / 100 in numbers
        assert text in said or share or (figure and figure.value in numbers), text


def test_the_amounts_of_a_workbook_add_up_to_its_total():
    document = sample_document(12)
    sheet, found = cells(workbook(document))
    head = next(c for c in found if str(c.value).startswith("Amount, USD"))
    rows = range(head.row + 1, head.row + 13)
    amounts = [sheet.cell(row, head.column) for row in rows]
    assert all(cell.data_type == "n" and cell.number_format == "#,##0.00" for cell in amounts)
    total = next(c for c in found if c.number_format == '"USD "#,##0.00')
    assert sum(Decimal(str(cell.value)) for cell in amounts) == Decimal(str(total.value))
    printed = figure_in(document.total.value, document.number_format)
    assert Decimal(str(total.value)) == printed.value
    assert total.column == head.column


@pytest.mark.parametrize("style", NumberFormat)
@pytest.mark.parametrize(("digits", "value"), [(0, "1234567"), (2, "-0.05"), (3, "98765.432")])
def test_printed_figures_are_read_back_in_every_format(style, digits, value):
    number = Decimal(value)
    sign = "−" if number < 0 else ""
    text = f"USD {sign}{format_number(abs(number), digits, style)} kg"
    figure = figure_in(text, style.value)
    assert (figure.value, figure.digits, figure.before, figure.after) == (
        number, digits, "USD ", " kg",
    )  # fmt: skip


@pytest.mark.parametrize(
    "text", ["", "1-250", "7 kg / 6 kg", "1,23.45", "12345.00", "PI-1", "20 May 2026"]
)
def test_what_is_no_figure_stays_a_text(text):
    assert figure_in(text, "1,234.56") is None


def test_an_amount_that_excel_would_round_stays_a_text():
    document = sample_document(1)
    item = replace(document.items[0], amount="9,999,999,999,999,999.01")
    _sheet, found = cells(workbook(replace(document, items=(item,))))
    assert "9,999,999,999,999,999.01" in [cell.value for cell in found]


@pytest.mark.parametrize(
    "text", ['=HYPERLINK("http://x","y")', "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", " =1", "\r=1"]
)
def test_no_text_becomes_a_formula(text):
    document = furnished()
    document = replace(
        document,
        letterhead=replace(document.letterhead, name=text, lines=(text,)),
        items=tuple(replace(item, sku=text, name=Bilingual(text, text)) for item in document.items),
        notes=(Block(labels.REMARKS, text, (text,)),),
        marks=(text,),
    )
    sheet, found = cells(workbook(document))
    assert not [cell.coordinate for cell in found if cell.data_type == "f"]
    plain_ones = [c for c in found if isinstance(c.value, str) and c.value.strip() == text.strip()]
    assert plain_ones
    assert all(cell.quotePrefix for cell in plain_ones)
    xml = ZipFile(BytesIO(workbook(document))).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in xml
    assert sheet.oddFooter.left.text


@pytest.mark.parametrize("make", [word, workbook])
def test_the_same_document_gives_the_same_bytes(make):
    assert make(furnished()) == make(furnished())


@pytest.mark.parametrize("make", [word, workbook])
def test_characters_that_no_file_can_hold_and_huge_texts_do_no_harm(make):
    document = furnished(lines=2)
    wild = Bilingual("A\x00B\x0b\ud800C & <b> " + "word " * 4000, "很长" * 3000)
    item = replace(document.items[1], name=wild, sku="\x01" * 5)
    assert make(replace(document, items=(item,), marks=("x" * 40_000,)))


@pytest.mark.parametrize("make", [word, workbook])
def test_a_picture_that_cannot_be_read_is_left_out(make):
    document = furnished(lines=2)
    broken = tuple(replace(item, picture=b"\x89PNG broken") for item in document.items)
    head = replace(document.letterhead, logo=b"no picture")
    assert make(replace(document, items=broken, letterhead=head))


def test_a_workbook_prints_on_one_page_s_width_with_its_heading_repeated():
    document = furnished()
    sheet, found = cells(workbook(document))
    head = next(c.row for c in found if str(c.value).startswith("Description"))
    assert sheet.print_title_rows == f"${head}:${head}"
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToWidth) == (9, 1)
    assert sheet.page_setup.fitToHeight == 0
    assert "&P" in sheet.firstFooter.right.text
    assert "&N" in sheet.oddFooter.right.text
    assert len(sheet._images) == 1 + 5 + 4
    letter = replace(document, layout=replace(document.layout, paper="Letter"))
    assert load_workbook(BytesIO(workbook(letter))).active.page_setup.paperSize == 1


def test_arabic_reads_from_right_to_left_with_accounts_and_telephones_kept():
    document = furnished(languages="ar")
    sheet, found = cells(workbook(document))
    assert sheet.sheet_view.rightToLeft
    account = next(c for c in found if str(c.value).startswith("0000 1234"))
    assert (account.alignment.readingOrder, account.alignment.horizontal) == (1, "right")
    title = next(c for c in found if c.value == document.title.text("ar"))
    assert title.alignment.readingOrder == 2
    assert any("\u200e+86 574 5550 0188\u200e" in str(c.value) for c in found)

    body = Document(BytesIO(word(document))).element.body
    assert body.sectPr.find(qn("w:bidi")) is not None
    assert all(table.tblPr.find(qn("w:bidiVisual")) is not None for table in body.iter(qn("w:tbl")))
    forms = {_said(p): p.pPr for p in body.iter(qn("w:p"))}
    assert forms[document.title.text("ar")].find(qn("w:bidi")) is not None
    assert forms["0000 1234 5678 9000"].find(qn("w:bidi")) is None
    assert forms["0000 1234 5678 9000"].find(qn("w:jc")).get(qn("w:val")) == "right"
    assert list(body.iter(qn("w:rtl")))


def test_a_word_file_repeats_heads_keeps_rows_whole_and_counts_its_pages():
    content = word(furnished(lines=60))
    file = Document(BytesIO(content))
    goods = max(file.tables, key=lambda table: len(table._tbl.tr_lst))
    first, *rest = goods._tbl.tr_lst
    assert first.trPr.find(qn("w:tblHeader")) is not None
    assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in rest)
    assert {len(list(row.iter(qn("w:tc")))) for row in rest} == {7, 1, 2}
    foot = file.sections[0].footer._element
    codes = [e.text.strip() for e in foot.iter(qn("w:instrText"))]
    assert codes == ["PAGE", "NUMPAGES", "PAGE", "NUMPAGES"]
    fonts = {e.get(qn("w:eastAsia")) for e in file.element.body.iter(qn("w:rFonts"))}
    assert fonts == {"Microsoft YaHei"}
    assert len(file.inline_shapes) == 61 + 4


def test_the_xml_of_a_word_file_is_in_the_order_of_the_schema():
    content = word(furnished(languages="ar"))
    orders = {
        "pPr": ["pStyle", "keepNext", "bidi", "spacing", "ind", "jc"],
        "rPr": ["rFonts", "b", "bCs", "color", "sz", "szCs", "rtl", "lang"],
        "tcPr": ["tcW", "gridSpan", "tcBorders", "shd", "vAlign"],
        "tblPr": ["bidiVisual", "tblW", "tblLayout", "tblCellMar"],
    }
    with ZipFile(BytesIO(content)) as file:
        names = [
            n for n in file.namelist() if n.startswith(("word/document", "word/head", "word/foot"))
        ]
        for name in names:
            root = etree.fromstring(file.read(name))
            for form, order in orders.items():
                for found in root.iter(qn(f"w:{form}")):
                    tags = [etree.QName(child).localname for child in found]
                    assert tags == sorted(tags, key=order.index), (name, form, tags)
            for cell in root.iter(qn("w:tc")):
                assert cell[-1].tag == qn("w:p")
            for table in root.iter(qn("w:tbl")):
                following = table.getnext()
                assert following is None or following.tag != qn("w:tbl")
    ids = [e.get("id") for e in Document(BytesIO(content)).element.body.iter(qn("wp:docPr"))]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("make", [word, workbook])
def test_a_mark_is_said_above_everything(make):
    content = make(furnished(), mark=labels.SUPERSEDED)
    said = (
        word_texts(content) if make is word else "\n".join(str(c.value) for c in cells(content)[1])
    )
    assert "SUPERSEDED" in said
    assert content != make(furnished())


def test_a_picture_on_many_lines_is_kept_once():
    document = furnished(lines=30)
    for make, folder in ((workbook, "xl/media/"), (word, "word/media/")):
        names = ZipFile(BytesIO(make(document))).namelist()
        assert len([name for name in names if name.startswith(folder)]) == 2
    sheet, _found = cells(workbook(document))
    assert len({image._data() for image in sheet._images}) == 2


def test_a_column_s_own_heading_in_one_language_stands_in_every_form():
    document = sample_document(1, "zh")
    headings = (("description", Bilingual("", "货物名称")),)
    document = replace(document, layout=replace(document.layout, headings=headings))
    printed = PdfReader(BytesIO(render(document).pdf)).pages[0].extract_text()
    assert "货物名称" in printed
    assert "货物名称" in word_texts(word(document))
    assert "货物名称" in [cell.value for cell in cells(workbook(document))[1]]
