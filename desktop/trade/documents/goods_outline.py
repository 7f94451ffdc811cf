"""The goods of a document as a table of plain cells, for Word and Excel."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktop.trade.bilingual import Bilingual, Language
from desktop.trade.documents import labels
from desktop.trade.documents.document import Item, TradeDocument
from desktop.trade.documents.goods_columns import FLUSH_RIGHT, columns_of, heading_of
from desktop.trade.documents.readable_pictures import readable

_WIDTHS = {
    "number": 20.0,
    "picture": 40.0,
    "sku": 72.0,
    "hs_code": 62.0,
    "quantity": 50.0,
    "unit": 34.0,
    "price": 62.0,
    "discount": 36.0,
    "amount": 74.0,
    "carton_numbers": 48.0,
    "cartons": 44.0,
    "net": 52.0,
    "gross": 52.0,
    "volume": 56.0,
}
_DESCRIPTION_LEAST = 120.0
CONTENT_WIDTH = 511.0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text in a cell or paragraph."""

    text: str
    strong: bool = False
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading a language a line, its usual width in points."""

    key: str
    heading: tuple[str, ...]
    width: float
    is_figure: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell: lines, or a picture."""

    lines: tuple[Line, ...] = ()
    picture: bytes | None = None

    def text(self) -> str:
        """Return the lines as one text."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Row:
    """A row; a title or note has one cell over all columns, a title its subtotal as second."""

    cells: tuple[Cell, ...]
    kind: str = "item"

    @classmethod
    def of(cls, *texts: str) -> "Row":
        """Return a row of plain texts, the last one strong."""
        last = len(texts) - 1
        return cls(
            tuple(
                Cell((Line(text, strong=index == last),) if text else ())
                for index, text in enumerate(texts)
            )
        )


@dataclass(frozen=True, slots=True)
class Table:
    """A table under a heading or none; `is_main` is the one that the document is about."""

    heading: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    is_main: bool = False


@dataclass(frozen=True, slots=True)
class Speech:
    """Says wordings in the languages of a document; `one_label` says labels in the first only."""

    languages: tuple[Language, ...]
    one_label: bool = False

    @property
    def first(self) -> Language:
        """The language that leads."""
        return self.languages[0]

    def each(self, wording: Bilingual) -> list[str]:
        """Return the wording once a language, without repeating an equal one."""
        return list(dict.fromkeys(t for lang in self.languages if (t := wording.text(lang))))

    def plain(self, wording: Bilingual) -> str:
        """Return a label in the languages that labels are printed in."""
        wordings = self.each(wording)
        return " ".join(wordings[:1] if self.one_label else wordings)


def goods_of(document: TradeDocument, speech: Speech, *, apart: bool) -> Table:
    """Return the table of goods; with `apart` article number and unit have columns of their own."""
    keys = [key for name in columns_of(document) for key in _keys(name, apart=apart)]
    taken = sum(_width(key, document) for key in keys)
    free = max(CONTENT_WIDTH - taken, _DESCRIPTION_LEAST)
    columns = tuple(
        Column(
            key,
            tuple(speech.each(_heading(key, document))),
            _width(key, document) or free,
            key in FLUSH_RIGHT,
        )
        for key in keys
    )
    rows = tuple(_row(item, keys, speech, apart=apart) for item in document.items)
    return Table("", columns, rows, is_main=True)


def _keys(name: str, *, apart: bool) -> Sequence[str]:
    split = {"description": ("sku", "description"), "quantity": ("quantity", "unit")}
    return split.get(name, (name,)) if apart else (name,)


def _heading(key: str, document: TradeDocument) -> Bilingual:
    own = {"sku": labels.ITEM_CODE, "unit": labels.UNIT}
    return own.get(key) or heading_of(key, document)


def _width(key: str, document: TradeDocument) -> float:
    """Return the width in points; 0 for the column that takes what is left."""
    return _WIDTHS.get(key, 0.0) * document.layout.width_of(key)


def _row(item: Item, keys: Sequence[str], speech: Speech, *, apart: bool) -> Row:
    if item.kind == "item":
        return Row(tuple(_cell(key, item, speech, apart=apart) for key in keys))
    is_title = item.kind == "section"
    names = [*speech.each(item.name), *speech.each(item.details)]
    words = Cell(
        tuple(
            Line(name, strong=is_title and not index, quiet=not is_title or bool(index))
            for index, name in enumerate(names)
        )
    )
    subtotal = (Cell((Line(item.amount, strong=True),)),) if is_title and item.amount else ()
    return Row((words, *subtotal), item.kind)


def _cell(key: str, item: Item, speech: Speech, *, apart: bool) -> Cell:
    if key == "picture":
        return Cell(picture=readable(item.picture))
    if key == "description":
        return Cell(tuple(_description(item, speech, with_sku=not apart)))
    unit = next(iter(speech.each(item.unit)), "")
    cartons = item.cartons
    texts = {
        "number": item.number,
        "sku": item.sku,
        "hs_code": item.hs_code,
        "quantity": item.quantity if apart else f"{item.quantity} {unit}".strip(),
        "unit": unit,
        "price": item.unit_price,
        "discount": item.discount,
        "amount": item.amount,
        "carton_numbers": cartons.numbers if cartons else "",
        "cartons": cartons.count if cartons else "",
        "net": cartons.net if cartons else "",
        "gross": cartons.gross if cartons else "",
        "volume": cartons.volume if cartons else "",
    }
    text = texts[key]
    strong = key in ("sku", "amount", "carton_numbers") and not item.is_optional
    return Cell((Line(text, strong, quiet=key in ("number", "hs_code")),) if text else ())


def _description(item: Item, speech: Speech, *, with_sku: bool) -> Iterator[Line]:
    if item.sku and with_sku:
        yield Line(item.sku, strong=True)
    for index, name in enumerate(speech.each(item.name)):
        yield Line(name, quiet=bool(index))
    for mark in item.marks:
        yield Line(" ".join(speech.each(mark)), quiet=True)
    for details in speech.each(item.details):
        yield from (Line(line, quiet=True) for line in details.split("\n"))
