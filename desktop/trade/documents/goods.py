"""The goods of a document: the lines table, packing and sums, and the amount in words."""

from collections.abc import Iterator, Sequence
from io import BytesIO

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable, Image, Spacer

from desktop.trade.documents.document import Fact, Item, TradeDocument
from desktop.trade.documents.flowing_rows import FlowingRows, RowPlan, TableRow
from desktop.trade.documents.goods_columns import (
    CARTON_COLUMNS,
    FLUSH_RIGHT,
    columns_of,
    heading_of,
)
from desktop.trade.documents.layout import Layout
from desktop.trade.documents.mixed_text import TEXT, TextStyle
from desktop.trade.documents.sheet import (
    BODY,
    CONTENT_WIDTH,
    QUIET,
    SMALL,
    TINT,
    Panel,
    Sheet,
    bold,
    grid,
    page_room,
    quiet,
    right,
    rule_below,
)
from desktop.trade.documents.text_layout import Span

_ITEM = TextStyle(8.0, 11.2)
_PICTURE = 26.0
_SUMS_WIDTH = 215.0
_DESCRIPTION_LEAST = 110.0


def goods_table(document: TradeDocument, sheet: Sheet, tail: Sequence[Flowable] = ()) -> Flowable:
    """Return the table of lines, with `tail` (the sums) below it.

    Columns that no line fills (picture, HS code, discount) are left out.
    """
    columns = columns_of(document)
    return FlowingRows(
        RowPlan(
            head=tuple(_heading(name, document, sheet) for name in columns),
            count=len(document.items),
            make=lambda index: _row(document.items[index], columns, sheet),
            widths=tuple(_widths(columns, document.layout)),
            indents=tuple(_indents(columns)),
            padding=6.5,
            head_padding=4,
            page_room=page_room(document.layout),
        ),
        tail,
    )


def _indents(columns: list[str]) -> Iterator[float]:
    """Yield room before each column, so that long headings and figures never touch."""
    for before, column in zip(["", *columns], columns, strict=False):
        if column in FLUSH_RIGHT:
            yield 6.0
        else:
            yield 10.0 if before in FLUSH_RIGHT else 0.0


def _row(item: Item, columns: list[str], sheet: Sheet) -> TableRow:
    if item.kind == "item":
        return TableRow(tuple(_cell(name, item, sheet) for name in columns))
    cells: list[Flowable | str] = [_words_of(item, sheet), *([""] * (len(columns) - 1))]
    is_title = item.kind == "section"
    if is_title and item.amount:
        cells[-1] = sheet.text(item.amount, right(quiet(bold(_ITEM))))
    span = len(columns) - 1 if is_title and item.amount else len(columns)
    return TableRow(tuple(cells), span, is_title, TINT if is_title else "")


def _words_of(item: Item, sheet: Sheet) -> Flowable:
    """Return a title in bold, or a note in small quiet type, a language a line."""
    is_title = item.kind == "section"
    names = [*sheet.wordings(item.name), *sheet.wordings(item.details)]
    spans = [
        Span(f"\n{name}" if index else name, is_title and not index, QUIET if index else "")
        for index, name in enumerate(names)
    ]
    return sheet.text(spans, _ITEM if is_title else quiet(_ITEM))


def _widths(columns: list[str], layout: Layout) -> list[float]:
    fixed = {
        "number": 20.0,
        "picture": 35.0,
        "hs_code": 56.0,
        "quantity": 60.0,
        "price": 70.0,
        "discount": 32.0,
        "amount": 70.0,
        "carton_numbers": 48.0,
        "cartons": 40.0,
        "net": 52.0,
        "gross": 52.0,
        "volume": 50.0,
    }
    fixed = {name: width * layout.width_of(name) for name, width in fixed.items()}
    taken = sum(fixed[name] for name in columns if name in fixed)
    if taken > CONTENT_WIDTH - _DESCRIPTION_LEAST:
        share = (CONTENT_WIDTH - _DESCRIPTION_LEAST) / taken
        fixed = {name: width * share for name, width in fixed.items()}
        taken = CONTENT_WIDTH - _DESCRIPTION_LEAST
    return [fixed.get(name, CONTENT_WIDTH - taken) for name in columns]


def _heading(column: str, document: TradeDocument, sheet: Sheet) -> Flowable | str:
    wording = heading_of(column, document)
    if not wording.en:
        return ""
    return sheet.stacked(wording, right(SMALL) if column in FLUSH_RIGHT else SMALL)


def _cell(column: str, item: Item, sheet: Sheet) -> Flowable | str:
    if column == "picture":
        return _picture(item.picture) if item.picture else ""
    if column == "description":
        return _description(item, sheet)
    if column == "quantity":
        unit = sheet.wordings(item.unit)[:1] or [""]
        spans = [Span(item.quantity), Span(f" {unit[0]}", False, QUIET)]
        return sheet.text(spans, right(_ITEM))
    if column in CARTON_COLUMNS:
        return _carton_cell(column, item, sheet)
    texts = {
        "number": (item.number, quiet(_ITEM)),
        "hs_code": (item.hs_code, quiet(_ITEM)),
        "price": (item.unit_price, right(_ITEM)),
        "discount": (item.discount, right(quiet(_ITEM))),
        "amount": (item.amount, right(quiet(_ITEM) if item.is_optional else bold(_ITEM))),
    }
    content, style = texts[column]
    return sheet.text(content, style)


def _carton_cell(column: str, item: Item, sheet: Sheet) -> Flowable | str:
    cartons = item.cartons
    if cartons is None:
        return ""
    if column == "carton_numbers":
        return sheet.text(cartons.numbers, bold(_ITEM))
    values = {
        "cartons": cartons.count,
        "net": cartons.net,
        "gross": cartons.gross,
        "volume": cartons.volume,
    }
    return sheet.text(values[column], right(_ITEM))


def _description(item: Item, sheet: Sheet) -> Flowable:
    """Return the article number, the name a language a line, then the details in small type."""
    spans = [Span(item.sku, True)] if item.sku else []
    names = sheet.wordings(item.name)
    for index, name in enumerate(names):
        spans.append(Span(f"\n{name}" if spans else name, False, QUIET if index else ""))
    for mark in item.marks:
        words = " ".join(sheet.wordings(mark))
        spans.append(Span(f"\n{words}" if spans else words, False, QUIET))
    for details in sheet.wordings(item.details):
        spans.append(Span(f"\n{details}" if spans else details, False, QUIET))
    return sheet.text(spans, _ITEM)


def _picture(content: bytes) -> Flowable:
    image = Image(BytesIO(content), lazy=0)
    scale = min(_PICTURE / image.imageWidth, _PICTURE / image.imageHeight)
    image.drawWidth, image.drawHeight = image.imageWidth * scale, image.imageHeight * scale
    image.hAlign = "LEFT"
    return image


def sums(document: TradeDocument, sheet: Sheet) -> list[Flowable]:
    """Return packing at the left, sums and total at the right, then the amount in words."""
    left = _facts(document.packing, sheet, 92, CONTENT_WIDTH - _SUMS_WIDTH - 20 - 92)
    total = _total(document, sheet)
    both = grid([[left or "", "", total]], [CONTENT_WIDTH - _SUMS_WIDTH - 20, 20, _SUMS_WIDTH])
    words = [Spacer(0, 16), _words(document, sheet)] if document.words else []
    return [Spacer(0, 12), both, *words]


def _facts(facts: tuple[Fact, ...], sheet: Sheet, label: float, value: float) -> Flowable | None:
    if not facts:
        return None
    rows = [
        [sheet.text(sheet.plain(fact.label), quiet(BODY)), sheet.text(fact.value, BODY)]
        for fact in facts
    ]
    return grid(rows, [label, value], padding=3)


def _total(document: TradeDocument, sheet: Sheet) -> Flowable:
    rows: list[list[Flowable]] = [
        [sheet.text(sheet.plain(fact.label), quiet(BODY)), sheet.text(fact.value, right(BODY))]
        for fact in document.sums
    ]
    big = TextStyle(10.6, 15, bold=True)
    label = sheet.text(sheet.plain(document.total.label), big)
    value = sheet.text(document.total.value, right(big))
    # The sum in full must never wrap: the label gives way to it.
    value_width = min(value.natural_width() + 2, _SUMS_WIDTH - 50)
    last = len(rows) - 1
    lines = [rule_below(last, TEXT, 0.75), ("BOTTOMPADDING", (0, last), (-1, last), 7)]
    parts = []
    if rows:
        parts.append(grid(rows, [_SUMS_WIDTH - 80, 80], lines, padding=3))
    above = [] if rows else [("LINEABOVE", (0, 0), (-1, 0), 0.75, HexColor(TEXT))]
    widths = [_SUMS_WIDTH - value_width, value_width]
    parts.append(grid([[label, value]], widths, above, padding=5))
    if document.settled:
        parts.append(_settled(document.settled, sheet))
    return grid([[part] for part in parts], [_SUMS_WIDTH])


def _settled(facts: tuple[Fact, ...], sheet: Sheet) -> Flowable:
    """Return what was paid and what is open, below the total."""
    rows = [
        [
            sheet.text(sheet.plain(fact.label), bold(BODY) if fact.strong else quiet(BODY)),
            sheet.text(fact.value, right(bold(BODY) if fact.strong else BODY)),
        ]
        for fact in facts
    ]
    return grid(rows, [_SUMS_WIDTH - 80, 80], padding=3)


def _words(document: TradeDocument, sheet: Sheet) -> Flowable:
    rows = [
        [sheet.text(fact.label.text(sheet.languages[0]), quiet(BODY)), sheet.text(fact.value, BODY)]
        for fact in document.words
    ]
    table = grid(rows, [94, CONTENT_WIDTH - 94 - 24], [], padding=1.6)
    return Panel(table, fill=TINT)
