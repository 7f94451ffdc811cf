"""The parts of a document as elements of a Word body: parties, goods, sums, bank, clauses, signatures."""

from collections.abc import Iterator, Sequence

from desktop.trade.documents.goods_outline import CONTENT_WIDTH, Cell, Column, Line, Row, Table
from desktop.trade.documents.outline import (
    Clauses,
    Pair,
    Pairs,
    Paragraphs,
    Part,
    Parties,
    Signatures,
    Signing,
    Sums,
)
from desktop.trade.documents.word_pictures import Pictures
from desktop.trade.documents.word_xml import (
    AMBER,
    BORDER,
    QUIET,
    SECOND,
    TEXT,
    TINT,
    Box,
    Element,
    Rank,
    Scribe,
    Type,
)

_LABEL = Type(color=QUIET)
_SUMS_WIDTH = 230.0
_PICTURE = (34.0, 30.0)
_DESCRIPTION_LEAST = 110.0


class PartMaker:
    """Makes the parts of one document."""

    def __init__(self, scribe: Scribe, pictures: Pictures, accent: str) -> None:
        """`accent` is the colour of headings, RRGGBB."""
        self._scribe, self._pictures = scribe, pictures
        self._heading = Type(8.5, bold=True, color=accent, keep=True, after=2)

    def make(self, part: Part) -> Iterator[Element]:
        """Yield the elements of a part, with room above it."""
        yield self._gap(8)
        match part:
            case Parties():
                yield from self._parties(part)
            case Pairs():
                yield from self._pairs(part)
            case Paragraphs():
                yield from self._title(part.heading)
                yield from self._scribe.paragraphs(part.lines)
            case Table():
                yield from self._title(part.heading)
                yield self._table(part)
            case Sums():
                yield from self._sums(part)
            case Clauses():
                yield from self._clauses(part)
            case Signatures():
                yield self._signatures(part)

    def _gap(self, height: float) -> Element:
        """Return an empty paragraph: two tables that touch would grow into one."""
        return self._scribe.paragraph("", Type(2, before=height, keep=True))

    def _title(self, words: str) -> Iterator[Element]:
        if words:
            yield self._scribe.paragraph(words, self._heading)

    def _parties(self, part: Parties) -> Iterator[Element]:
        for start in range(0, len(part.blocks), 3):
            blocks = part.blocks[start : start + 3]
            count = max(len(blocks), 2)
            widths = [CONTENT_WIDTH / count] * len(blocks)
            if start:
                yield self._gap(4)
            boxes = tuple(
                Box([*self._title(title), *self._scribe.paragraphs(lines)])
                for title, lines in blocks
            )
            yield self._scribe.table(widths, [Rank(boxes)])

    def _pairs(self, part: Pairs) -> Iterator[Element]:
        yield from self._title(part.heading)
        widths = [CONTENT_WIDTH * share for share in (0.2, 0.3, 0.2, 0.3)]
        ranks = []
        for start in range(0, len(part.pairs), 2):
            boxes = [box for pair in part.pairs[start : start + 2] for box in self._pair(pair)]
            ranks.append(Rank((*boxes, *([Box()] * (4 - len(boxes))))))
        yield self._scribe.table(widths, ranks)
        for line in part.warning:
            yield self._scribe.paragraph(line, Type(color=AMBER, before=2))

    def _pair(self, pair: Pair, look: Type = _LABEL) -> tuple[Box, Box]:
        value = self._scribe.paragraph(pair.value, Type(bold=pair.strong, keep=look.keep))
        return Box([self._scribe.paragraph(pair.label, look)]), Box([value])

    def _table(self, part: Table) -> Element:
        widths = _fitted(part.columns)
        heads = tuple(
            Box(
                [
                    self._scribe.paragraph(
                        text, Type(7.5, color=SECOND, end=column.is_figure, keep=True)
                    )
                    for text in column.heading
                ],
                below=TEXT,
                at_foot=True,
            )
            for column in part.columns
        )
        ranks = [Rank(heads, is_head=True), *(self._rank(row, part.columns) for row in part.rows)]
        return self._scribe.table(widths, ranks)

    def _rank(self, row: Row, columns: Sequence[Column]) -> Rank:
        if row.kind == "item":
            return Rank(
                tuple(
                    Box(self._content(cell, column), below=BORDER)
                    for cell, column in zip(row.cells, columns, strict=True)
                )
            )
        is_title = row.kind == "section"
        fill = TINT if is_title else ""
        words = self._scribe.paragraphs(row.cells[0].lines, Type(keep=is_title))
        if len(row.cells) == 1 or len(columns) == 1:
            return Rank((Box(words, span=len(columns), below=BORDER, fill=fill),))
        amount = self._scribe.paragraphs(row.cells[1].lines, Type(color=QUIET, end=True))
        return Rank(
            (
                Box(words, span=len(columns) - 1, below=BORDER, fill=fill),
                Box(amount, below=BORDER, fill=fill),
            )
        )

    def _content(self, cell: Cell, column: Column) -> Sequence[Element]:
        if cell.picture:
            return [self._scribe.paragraph([self._pictures.run(cell.picture, _PICTURE)])]
        return self._scribe.paragraphs(cell.lines, Type(end=column.is_figure))

    def _sums(self, part: Sums) -> Iterator[Element]:
        keep = Type(color=QUIET, keep=True)
        rows = [(pair, Type(keep=True), "") for pair in part.sums]
        rows.append((part.total, Type(10.5, bold=True, keep=True), TEXT))
        rows += [(pair, Type(bold=pair.strong, keep=True), "") for pair in part.settled]
        left = CONTENT_WIDTH - _SUMS_WIDTH
        widths = [left * 0.32, left * 0.68 - 12, 12, _SUMS_WIDTH * 0.55, _SUMS_WIDTH * 0.45]
        ranks = []
        for at in range(max(len(rows), len(part.packing))):
            boxes: tuple[Box, ...] = (Box(), Box())
            if at < len(part.packing):
                boxes = self._pair(part.packing[at], keep)
            if at < len(rows):
                pair, look, above = rows[at]
                label = look if look.bold else keep
                boxes = (*boxes, Box(), self._sum_box(pair.label, label, above),
                         self._sum_box(pair.value, _flush(look), above))  # fmt: skip
            else:
                boxes = (*boxes, Box(), Box(), Box())
            ranks.append(Rank(boxes))
        yield self._scribe.table(widths, ranks)
        if part.words:
            yield self._gap(4)
            words = [
                Rank(tuple(Box(box.content, fill=TINT) for box in self._pair(pair)))
                for pair in part.words
            ]
            yield self._scribe.table([CONTENT_WIDTH * 0.18, CONTENT_WIDTH * 0.82], words)

    def _sum_box(self, text: str, look: Type, above: str) -> Box:
        return Box([self._scribe.paragraph(text, look)], above=above)

    def _clauses(self, part: Clauses) -> Iterator[Element]:
        yield from self._title(part.heading)
        for number, lines in part.entries:
            for at, line in enumerate(lines):
                sign = f"{number}\t" if not at else "\t"
                numbered = Line(sign + line.text, line.strong, line.quiet)
                look = Type(indent=18, before=0 if at else 3, keep=line.strong)
                yield self._scribe.paragraph(numbered, look)

    def _signatures(self, part: Signatures) -> Element:
        gap = 27.0
        width = (CONTENT_WIDTH - gap) / 2
        places = part.places[:2]
        signs = [self._signing(place) for place in places]
        widths = [width, gap, width] if len(places) > 1 else [width]
        room = max(64.0, *(place.stamp_size + 4 for place in places if place.stamp), 0.0)
        ranks = [
            Rank(_spaced([sign[at] for sign in signs]), least=room if not at else 0.0)
            for at in range(3)
        ]
        return self._scribe.table(widths, ranks)

    def _signing(self, place: Signing) -> tuple[Box, Box, Box]:
        runs = []
        if place.image:
            runs.append(self._pictures.run(place.image, (100, 34)))
        if place.stamp:
            runs.append(self._pictures.run(place.stamp, (place.stamp_size, place.stamp_size)))
        keep = Type(keep=True)
        return (
            Box([self._scribe.paragraph(runs, keep)], at_foot=True),
            Box([self._scribe.paragraph(place.title, Type(bold=True, keep=True))], above=TEXT),
            Box([self._scribe.paragraph(place.below, _LABEL)]),
        )


def _spaced(boxes: Sequence[Box]) -> tuple[Box, ...]:
    return (boxes[0], Box(), boxes[1]) if len(boxes) > 1 else tuple(boxes)


def _flush(look: Type) -> Type:
    return Type(look.size, look.bold, look.color, end=True, keep=look.keep)


def _fitted(columns: Sequence[Column]) -> list[float]:
    """Return the widths that fill the page: the widest column gives way, then all in proportion."""
    widths = [column.width for column in columns]
    over = sum(widths) - CONTENT_WIDTH
    index = next((at for at, c in enumerate(columns) if c.key == "description"), 0)
    widths[index] = max(widths[index] - over, _DESCRIPTION_LEAST)
    share = CONTENT_WIDTH / sum(widths)
    return [width * share for width in widths]
