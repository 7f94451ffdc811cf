"""The goods of a document: the lines table, packing and sums, and the amount in words."""

from collections.abc import Iterator, Sequence
from io import BytesIO

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable, Image, KeepTogether, Spacer, Table

from desktop.trade.bilingual import Bilingual
from desktop.trade.documents import labels
from desktop.trade.documents.document import Fact, Item, Kind, TradeDocument
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
    quiet,
    right,
    rule_below,
)
from desktop.trade.documents.text_layout import Span

_ITEM = TextStyle(8.0, 11.2)
_PICTURE = 26.0
_SUMS_WIDTH = 215.0
_GIANT = 480.0
_DESCRIPTION_LEAST = 110.0
_FLUSH_RIGHT = frozenset(
    {"quantity", "price", "discount", "amount", "cartons", "net", "gross", "volume"}
)
_CARTON_COLUMNS = ("carton_numbers", "cartons", "net", "gross", "volume")


def goods_table(document: TradeDocument, sheet: Sheet) -> Table:
    """Return the table of lines; its heading repeats on every page.

    Columns that no line fills (picture, HS code, discount) are left out.
    """
    columns = _columns(document)
    head = [_heading(name, document, sheet) for name in columns]
    rows = [_row(item, columns, sheet) for item in document.items]
    lines = [rule_below(0, TEXT, 0.75), *(rule_below(i) for i in range(1, len(rows) + 1))]
    commands = [
        *lines,
        *_spans(document.items, columns),
        *_gaps(columns),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("TOPPADDING", (0, 0), (-1, 0), 0),
        ("BOTTOMPADDING", (0, 0), (-1, 0), 4),
    ]
    return grid(
        [head, *rows],
        _widths(columns, document.layout),
        commands,
        padding=6.5,
        repeat_head=True,
        split_rows=_has_giant(rows, columns, document.layout),
    )


def _gaps(columns: list[str]) -> Iterator[tuple[object, ...]]:
    """Yield room before a column set from the left that follows one set flush right."""
    for index in range(1, len(columns)):
        if columns[index - 1] in _FLUSH_RIGHT and columns[index] not in _FLUSH_RIGHT:
            yield ("LEFTPADDING", (index, 0), (index, -1), 10)


def _row(item: Item, columns: list[str], sheet: Sheet) -> list[object]:
    if item.kind == "item":
        return [_cell(name, item, sheet) for name in columns]
    words = _words_of(item, sheet)
    cells: list[object] = [words, *([""] * (len(columns) - 1))]
    if item.kind == "section" and item.amount:
        cells[-1] = sheet.text(item.amount, right(quiet(bold(_ITEM))))
    return cells


def _words_of(item: Item, sheet: Sheet) -> Flowable:
    """Return a title in bold, or a note in small quiet type, a language a line."""
    is_title = item.kind == "section"
    names = [*sheet.wordings(item.name), *sheet.wordings(item.details)]
    spans = [
        Span(f"\n{name}" if index else name, is_title and not index, QUIET if index else "")
        for index, name in enumerate(names)
    ]
    return sheet.text(spans, _ITEM if is_title else quiet(_ITEM))


def _spans(items: Sequence[Item], columns: list[str]) -> Iterator[tuple[object, ...]]:
    """Yield the table commands that let titles and notes run over the columns."""
    last = len(columns) - 1
    for row, item in enumerate(items, start=1):
        if item.kind == "section":
            end = last - 1 if item.amount else last
            yield ("SPAN", (0, row), (end, row))
            yield ("BACKGROUND", (0, row), (-1, row), HexColor(TINT))
            # Never a title alone at the foot of a page.
            yield ("NOSPLIT", (0, row), (0, min(row + 1, len(items))))
        elif item.kind == "note":
            yield ("SPAN", (0, row), (last, row))


def _has_giant(rows: list[list[object]], columns: list[str], layout: Layout) -> bool:
    """Tell whether a description is too tall to stand whole on any page."""
    index = columns.index("description")
    width = _widths(columns, layout)[index]
    cells = (row[index] for row in rows)
    return any(isinstance(c, Flowable) and c.wrap(width, 0)[1] > _GIANT for c in cells)


def _columns(document: TradeDocument) -> list[str]:
    is_packing = document.kind is Kind.PACKING_LIST
    optional = {
        "picture": any(item.picture for item in document.items),
        "hs_code": any(item.hs_code for item in document.items),
        "discount": any(item.discount for item in document.items),
        "price": not is_packing,
        "amount": not is_packing,
        **dict.fromkeys(_CARTON_COLUMNS, is_packing),
    }
    return [name for name in document.layout.columns if optional.get(name, True)]


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
        "cartons": 42.0,
        "net": 52.0,
        "gross": 52.0,
        "volume": 42.0,
    }
    fixed = {name: width * layout.width_of(name) for name, width in fixed.items()}
    taken = sum(fixed[name] for name in columns if name in fixed)
    if taken > CONTENT_WIDTH - _DESCRIPTION_LEAST:
        share = (CONTENT_WIDTH - _DESCRIPTION_LEAST) / taken
        fixed = {name: width * share for name, width in fixed.items()}
        taken = CONTENT_WIDTH - _DESCRIPTION_LEAST
    return [fixed.get(name, CONTENT_WIDTH - taken) for name in columns]


def _heading(column: str, document: TradeDocument, sheet: Sheet) -> Flowable | str:
    two = len(sheet.languages) > 1
    currency = document.currency

    def with_currency(wording: Bilingual, short_zh: str) -> Bilingual:
        # Beside the English heading the currency need not be said twice.
        filled = wording.fill(currency=currency)
        return Bilingual(filled.en, short_zh) if two else filled

    wordings = {
        "number": Bilingual("#", "#" if two else "序号"),
        "description": labels.DESCRIPTION,
        "hs_code": labels.HS_CODE,
        "quantity": labels.QUANTITY,
        "price": with_currency(labels.UNIT_PRICE, labels.UNIT_PRICE_SHORT_ZH),
        "discount": labels.DISCOUNT,
        "amount": with_currency(labels.AMOUNT, labels.AMOUNT_SHORT_ZH),
        "carton_numbers": labels.CARTON_NUMBERS,
        "cartons": labels.CARTON_COUNT,
        "net": labels.NET_WEIGHT,
        "gross": labels.GROSS_WEIGHT,
        "volume": labels.CUBIC,
    }
    if column not in wordings:
        return ""
    flush_right = column in _FLUSH_RIGHT
    return sheet.stacked(wordings[column], right(SMALL) if flush_right else SMALL)


def _cell(column: str, item: Item, sheet: Sheet) -> object:
    if column == "picture":
        return _picture(item.picture) if item.picture else ""
    if column == "description":
        return _description(item, sheet)
    if column == "quantity":
        unit = sheet.wordings(item.unit)[:1] or [""]
        spans = [Span(item.quantity), Span(f" {unit[0]}", False, QUIET)]
        return sheet.text(spans, right(_ITEM))
    if column in _CARTON_COLUMNS:
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


def _carton_cell(column: str, item: Item, sheet: Sheet) -> object:
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


def sums(document: TradeDocument, sheet: Sheet) -> Iterator[Flowable]:
    """Yield packing at the left, sums and total at the right, then the amount in words."""
    left = _facts(document.packing, sheet, 92, CONTENT_WIDTH - _SUMS_WIDTH - 20 - 92)
    total = _total(document, sheet)
    both = grid([[left or "", "", total]], [CONTENT_WIDTH - _SUMS_WIDTH - 20, 20, _SUMS_WIDTH])
    words = [Spacer(0, 16), _words(document, sheet)] if document.words else []
    yield KeepTogether([Spacer(0, 12), both, *words])


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
