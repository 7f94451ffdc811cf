"""The goods of a document: the lines table, packing and sums, and the amount in words."""

from collections.abc import Iterator, Sequence

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable, Spacer

from desktop.trade.documents.document import Fact, Item, TradeDocument
from desktop.trade.documents.flowing_rows import FlowingRows, RowPlan, TableRow
from desktop.trade.documents.goods_columns import (
    CARTON_COLUMNS,
    FLUSH_RIGHT,
    columns_of,
    heading_of,
)
from desktop.trade.documents.mixed_text import TEXT, MixedText, TextStyle
from desktop.trade.documents.page_pictures import picture_in
from desktop.trade.documents.sheet import (
    BODY,
    CONTENT_WIDTH,
    QUIET,
    SMALL,
    TINT,
    Panel,
    Sheet,
    at_start,
    bold,
    page_room,
    quiet,
    right,
    rule_below,
)
from desktop.trade.documents.text_layout import Span, pieces

_ITEM = TextStyle(8.0, 11.2)
_PICTURE = 26.0
_SUMS_WIDTH = 215.0
_DESCRIPTION_LEAST = 110.0
_DESCRIPTION_TIGHT = 80.0
_APART = 6.0
_AFTER = 5.0
_LONG_MARK = 34
_WIDTHS = {
    "number": 20.0,
    "picture": 35.0,
    "hs_code": 56.0,
    "quantity": 60.0,
    "price": 70.0,
    "discount": 32.0,
    "amount": 70.0,
    "carton_numbers": 48.0,
    "cartons": 36.0,
    "net": 46.0,
    "gross": 46.0,
    "volume": 47.0,
}


def goods_table(document: TradeDocument, sheet: Sheet, tail: Sequence[Flowable] = ()) -> Flowable:
    """Return the table of lines, with `tail` (the sums) below it.

    Columns that no line fills (picture, HS code, discount) are left out.
    """
    columns = columns_of(document)
    return FlowingRows(
        RowPlan(
            sheet=sheet,
            head=tuple(_heading(name, document, sheet) for name in columns),
            count=len(document.items),
            make=lambda index: _row(document.items[index], columns, sheet),
            widths=tuple(_widths(columns, document, sheet)),
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
        if column in FLUSH_RIGHT or before == "description":
            yield _APART
        else:
            yield 10.0 if before in FLUSH_RIGHT else 0.0


def _row(item: Item, columns: list[str], sheet: Sheet) -> TableRow:
    if item.kind == "item":
        return TableRow(tuple(_cell(name, item, sheet) for name in columns))
    cells: list[Flowable | str] = [_words_of(item, sheet), *([""] * (len(columns) - 1))]
    is_title = item.kind == "section"
    span = len(columns)
    # The subtotal stands under the amounts, wherever a template puts them.
    if is_title and item.amount and columns.index("amount"):
        span = columns.index("amount")
        cells[span] = sheet.text(item.amount, right(quiet(bold(_ITEM))))
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


def _widths(columns: list[str], document: TradeDocument, sheet: Sheet) -> list[float]:
    """Return the widths: the usual ones, wider where a figure would be broken in two.

    Where that is too much together, what is not needed for figures shrinks first.
    """
    named = [name for name in columns if name in _WIDTHS]
    least = {
        name: max(_needed(name, document, sheet), _word_of_heading(name, document, sheet)) + indent
        for name, indent in zip(columns, _indents(columns), strict=True)
        if name in _WIDTHS
    }
    wanted = {
        name: max(_WIDTHS[name] * document.layout.width_of(name), least[name]) for name in named
    }
    room = CONTENT_WIDTH - _DESCRIPTION_LEAST
    if (over := sum(wanted.values()) - room) > 0:
        slack = {name: wanted[name] - least[name] for name in named}
        share = max(1 - over / sum(slack.values()), 0.5) if any(slack.values()) else 1.0
        wanted = {name: least[name] + slack[name] * share for name in named}
    if (taken := sum(wanted.values())) > CONTENT_WIDTH - _DESCRIPTION_TIGHT:
        share = (CONTENT_WIDTH - _DESCRIPTION_TIGHT) / taken
        wanted = {name: width * share for name, width in wanted.items()}
    rest = CONTENT_WIDTH - sum(wanted.values())
    return [wanted.get(name, rest) for name in columns]


def _needed(column: str, document: TradeDocument, sheet: Sheet) -> float:
    """Return the width of a picture or of the longest figure of a column."""
    if column == "picture":
        return _PICTURE + _AFTER
    items = [item for item in document.items if item.kind == "item"]
    longest = max(items, key=lambda item: len(_figure(column, item)), default=None)
    cell = _cell(column, longest, sheet) if longest else ""
    if not isinstance(cell, MixedText):
        return 0.0
    needed = cell.natural_width() + (0.0 if column in FLUSH_RIGHT else _AFTER)
    # A unit in many words or a list of codes may take a second line; a number may not.
    return min(needed, 1.4 * _WIDTHS[column]) if column in ("quantity", "hs_code") else needed


def _word_of_heading(column: str, document: TradeDocument, sheet: Sheet) -> float:
    """Return the width of the longest word over a column, up to half as much again as is usual."""
    words = [word for text in sheet.wordings(heading_of(column, document)) for word in pieces(text)]
    longest = max((sheet.text(word, SMALL).natural_width() for word in words), default=0.0)
    return min(longest, 1.5 * _WIDTHS[column])


def _figure(column: str, item: Item) -> str:
    """Return the text of a figure; all digits are equally wide."""
    if column in CARTON_COLUMNS:
        return _carton_texts(item).get(column, "")
    figures = {
        "number": item.number,
        "hs_code": item.hs_code,
        "quantity": f"{item.quantity} {item.unit.en}",
        "price": item.unit_price,
        "discount": item.discount,
        "amount": item.amount,
    }
    return figures.get(column, "")


def _heading(column: str, document: TradeDocument, sheet: Sheet) -> Flowable | str:
    wording = heading_of(column, document)
    if not sheet.wordings(wording):
        return ""
    return sheet.stacked(wording, right(SMALL) if column in FLUSH_RIGHT else SMALL)


def _cell(column: str, item: Item, sheet: Sheet) -> Flowable | str:
    if column == "picture":
        return picture_in(item.picture, _PICTURE, _PICTURE) or ""
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
    text = _carton_texts(item).get(column, "")
    if not text:
        return ""
    return sheet.text(text, bold(_ITEM) if column == "carton_numbers" else right(_ITEM))


def _carton_texts(item: Item) -> dict[str, str]:
    cartons = item.cartons
    if cartons is None:
        return {}
    return {
        "carton_numbers": cartons.numbers,
        "cartons": cartons.count,
        "net": cartons.net,
        "gross": cartons.gross,
        "volume": cartons.volume,
    }


def _description(item: Item, sheet: Sheet) -> Flowable:
    """Return the article number, the name a language a line, then the details in small type."""
    spans = [Span(item.sku, True)] if item.sku else []
    names = sheet.wordings(item.name)
    for index, name in enumerate(names):
        spans.append(Span(f"\n{name}" if spans else name, False, QUIET if index else ""))
    for mark in item.marks:
        wordings = sheet.wordings(mark)
        words = ("\n" if sum(map(len, wordings)) > _LONG_MARK else " ").join(wordings)
        spans.append(Span(f"\n{words}" if spans else words, False, QUIET))
    for details in sheet.wordings(item.details):
        spans.append(Span(f"\n{details}" if spans else details, False, QUIET))
    return sheet.text(spans, at_start(_ITEM))


def sums(document: TradeDocument, sheet: Sheet) -> list[Flowable]:
    """Return packing at the left, sums and total at the right, then the amount in words."""
    left = _facts(document.packing, sheet, CONTENT_WIDTH - _SUMS_WIDTH - 20)
    total = _total(document, sheet)
    both = sheet.grid(
        [[left or "", "", total]], [CONTENT_WIDTH - _SUMS_WIDTH - 20, 20, _SUMS_WIDTH]
    )
    words = [Spacer(0, 16), _words(document, sheet)] if document.words else []
    return [Spacer(0, 12), both, *words]


def _facts(facts: tuple[Fact, ...], sheet: Sheet, width: float) -> Flowable | None:
    """Return labels with values; labels of two languages get the room they need, up to half."""
    if not facts:
        return None
    rows = [
        [sheet.text(sheet.plain(fact.label), quiet(BODY)), sheet.text(fact.value, BODY)]
        for fact in facts
    ]
    label = min(max(92.0, *(row[0].natural_width() + 8 for row in rows)), width / 2)
    return sheet.grid(rows, [label, width - label], padding=3)


def _total(document: TradeDocument, sheet: Sheet) -> Flowable:
    big = TextStyle(10.6, 15, bold=True)
    label = sheet.text(sheet.plain(document.total.label), big)
    value = sheet.text(document.total.value, right(big))
    # The sum in full must never wrap: the label gives way to it.
    value_width = min(value.natural_width() + 2, _SUMS_WIDTH - 50)
    parts = []
    if document.sums:
        last = len(document.sums) - 1
        lines = [rule_below(last, TEXT, 0.75), ("BOTTOMPADDING", (0, last), (-1, last), 7)]
        parts.append(_figures(document.sums, sheet, lines))
    above = [] if parts else [("LINEABOVE", (0, 0), (-1, 0), 0.75, HexColor(TEXT))]
    widths = [_SUMS_WIDTH - value_width, value_width]
    parts.append(sheet.grid([[label, value]], widths, above, padding=5))
    if document.settled:
        # What was paid and what is open.
        parts.append(_figures(document.settled, sheet))
    return sheet.grid([[part] for part in parts], [_SUMS_WIDTH])


def _figures(
    facts: Sequence[Fact], sheet: Sheet, commands: Sequence[tuple[object, ...]] = ()
) -> Flowable:
    """Return labels with their amounts, none of which is broken in two."""
    cells = [
        (
            sheet.text(sheet.plain(fact.label), bold(BODY) if fact.strong else quiet(BODY)),
            sheet.text(fact.value, right(bold(BODY) if fact.strong else BODY)),
        )
        for fact in facts
    ]
    widest = max(value.natural_width() for _label, value in cells) + 6
    value_width = min(max(80.0, widest), _SUMS_WIDTH - 50)
    return sheet.grid(cells, [_SUMS_WIDTH - value_width, value_width], commands, padding=3)


def _words(document: TradeDocument, sheet: Sheet) -> Flowable:
    rows = [
        [sheet.text(fact.label.text(sheet.languages[0]), quiet(BODY)), sheet.text(fact.value, BODY)]
        for fact in document.words
    ]
    table = sheet.grid(rows, [94, CONTENT_WIDTH - 94 - 24], [], padding=1.6)
    return Panel(table, fill=TINT)
