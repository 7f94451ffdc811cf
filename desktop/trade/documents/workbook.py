"""A document as an Excel workbook: figures are numbers, each column holds one thing, it prints on A4."""

from collections.abc import Mapping
from io import BytesIO

from openpyxl import Workbook
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from desktop.trade.bilingual import Bilingual
from desktop.trade.documents.document import TradeDocument
from desktop.trade.documents.figures import Figure, figure_in
from desktop.trade.documents.goods_outline import Line, Table
from desktop.trade.documents.outline import Outline, outline
from desktop.trade.documents.workbook_grid import TEXT, Grid, Look, Piece, shown
from desktop.trade.documents.workbook_parts import PartWriter
from desktop.trade.documents.xml_text import clean
from desktop.trade.documents.zip_bytes import timeless

_FAMILIES = {"zh": "Microsoft YaHei", "ja": "Yu Gothic", "ko": "Malgun Gothic", "th": "Tahoma"}
_UNITS_A_POINT = 0.196
_PAPERS = {"A4": 9, "Letter": 1}
_MARK = "B42318"
_MOST_FOOT = 90


def workbook(document: TradeDocument, *, mark: Bilingual | None = None) -> bytes:
    """Return the .xlsx of `document`; the same document gives the same bytes.

    `mark` stands in red above it and on every page: SUPERSEDED on a copy of an older revision.
    """
    said = outline(document, apart=True, mark=mark)
    book = Workbook()
    sheet = book.active
    sheet.title = _sheet_name(document)
    book.properties.title = clean(f"{said.title[0]} {document.number}")
    book.properties.creator = clean(said.name)
    main = next(part for part in said.parts if isinstance(part, Table) and part.is_main)
    family = _FAMILIES.get(said.language, "Arial")
    grid = Grid(sheet, _widths(main, document), family, rtl=said.is_rtl)
    accent = document.layout.accent.removeprefix("#")
    _head(grid, said, accent)
    writer = PartWriter(grid, document, accent)
    for part in said.parts:
        writer.write(part)
    _paper(sheet, document, said, writer.head_row)
    written = BytesIO()
    book.save(written)
    return timeless(written.getvalue())


def _sheet_name(document: TradeDocument) -> str:
    """Return the number as a sheet's name: at most 31 characters, none of []:*?/\\ in it."""
    name = "".join(" " if sign in "[]:*?/\\'" else sign for sign in clean(document.number))
    return name.strip()[:31] or document.kind.value


def _widths(main: Table, document: TradeDocument) -> list[float]:
    """Return the columns' widths: those of the page, but every figure whole (Excel shows ##### else)."""
    style = document.number_format
    widths = [column.width * _UNITS_A_POINT for column in main.columns]
    for index, column in enumerate(main.columns):
        if column.is_figure:
            cells = (row.cells[index].text() for row in main.rows if row.kind == "item")
            widths[index] = max([widths[index], *(_room(cell, style) for cell in cells)])
    facts = [*document.sums, *document.settled]
    below = [f.value for f in facts] + [part.amount for part in document.payments]
    below += [item.amount for item in document.items if item.kind == "section"]
    sums = [_room(text, style) for text in below]
    total = _room(document.total.value, style) * 1.3
    widths[-1] = max([widths[-1], total, *sums])
    return widths


def _room(text: str, style: str) -> float:
    figure = figure_in(text, style)
    return len(shown(figure)) * 0.95 + 1.8 if isinstance(figure, Figure) else 0.0


def _head(grid: Grid, said: Outline, accent: str) -> None:
    if said.mark:
        grid.band([Piece(grid.all, said.mark, Look(20, bold=True, color=_MARK))], padding=8)
    name_area, contact_area = grid.cut(0.5, 1.0)
    names = [Line(said.name, strong=True)]
    names += [Line(said.other_name, quiet=True)] if said.other_name else []
    if said.logo:
        start = grid.row
        logo_area, name_area, contact_area = grid.cut(0.14, 0.58, 1.0)
        grid.picture(said.logo, logo_area[0], start, (66, 34))
    look = Look(13 if not said.logo else 12)
    contact = Piece(contact_area, "\n".join(said.contact), Look(8, color="54575E", end=True))
    grid.band([Piece(name_area, names, look), contact], least=44, padding=6)
    grid.band([Piece(grid.all, "", Look(2, above=TEXT))], least=10)
    title_area, label_area, value_area = grid.cut(0.5, 0.78, 1.0)
    title = [Line(text, quiet=bool(at)) for at, text in enumerate(said.title)]
    first = Piece(title_area, [title[0]], Look(18))
    for at, pair in enumerate(said.meta):
        pieces = [
            Piece(label_area, pair.label, Look(color="65686F", end=True)),
            Piece(value_area, pair.value, Look(bold=pair.strong, end=True)),
        ]
        left = {0: first, 1: Piece(title_area, title[1:], Look(10))}.get(at)
        grid.band(([left] if left else []) + pieces)
    if not said.meta:
        grid.band([first])
    grid.sheet.sheet_view.showGridLines = False
    grid.sheet.sheet_properties.tabColor = f"FF{accent}"


def _paper(sheet: Worksheet, document: TradeDocument, said: Outline, head_row: int) -> None:
    """Set up printing: one page wide, the goods' heading on each, names and pages at the foot."""
    sheet.page_setup.paperSize = _PAPERS.get(document.layout.paper, 9)
    sheet.page_setup.orientation = "portrait"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_options.horizontalCentered = True
    for side in ("left", "right"):
        setattr(sheet.page_margins, side, 0.5)
    sheet.page_margins.top, sheet.page_margins.bottom = 0.6, 0.75
    sheet.sheet_view.rightToLeft = said.is_rtl
    if head_row:
        sheet.print_title_rows = f"{head_row}:{head_row}"
    sheet.HeaderFooter.differentFirst = True
    later = " · ".join(part for part in (said.mark, said.name, said.reference) if part)
    _say(sheet.oddHeader, {"right": later})
    feet = {"left": said.foot, "center": document.number, "right": "\x00"}
    for item in (sheet.oddFooter, sheet.firstFooter):
        _say(item, feet, said.pages("&P", "&N"))


def _say(item: HeaderFooterItem, texts: Mapping[str, str], pages: str = "") -> None:
    for place, text in texts.items():
        part = getattr(item, place)
        part.text = pages if text == "\x00" else clean(text)[:_MOST_FOOT].replace("&", "&&")
        part.size = 8
