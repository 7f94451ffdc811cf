"""The parts of a document as bands of a worksheet: parties, goods, sums, bank, clauses, signatures."""

from collections.abc import Sequence

from desktop.trade.documents.document import TradeDocument
from desktop.trade.documents.figures import Figure, figure_in
from desktop.trade.documents.goods_outline import Cell, Column, Line, Row, Table
from desktop.trade.documents.outline import (
    Clauses,
    Pair,
    Pairs,
    Paragraphs,
    Part,
    Parties,
    Signatures,
    Sums,
)
from desktop.trade.documents.workbook_grid import BORDER, QUIET, TEXT, Area, Grid, Look, Piece

_TINT, _AMBER, _SECOND = "F5F5F2", "8A5200", "54575E"
_PICTURE = (30.0, 30.0)
_PICTURE_ROW = 40.0
_SIGNING_ROW = 66.0
_LABEL = Look(color=QUIET)
_FIGURES = frozenset({"number", "share"})


class PartWriter:
    """Writes the parts of one document below each other; `head_row` is the goods' heading."""

    def __init__(self, grid: Grid, document: TradeDocument, accent: str) -> None:
        """`accent` is the colour of headings, RRGGBB."""
        self._grid, self._style, self._accent = grid, document.number_format, accent
        self.head_row = 0

    def write(self, part: Part) -> None:
        """Write a part below what is there."""
        match part:
            case Parties():
                self._parties(part)
            case Pairs():
                self._pairs(part)
            case Paragraphs():
                self._paragraphs(part)
            case Table():
                self._table(part)
            case Sums():
                self._sums(part)
            case Clauses():
                self._clauses(part)
            case Signatures():
                self._signatures(part)

    def _heading(self, words: str, area: Area | None = None) -> None:
        self._grid.gap(14)
        if words:
            look = Look(9.5, bold=True, color=self._accent)
            self._grid.band([Piece(area or self._grid.all, words, look)])

    def _parties(self, part: Parties) -> None:
        for start in range(0, len(part.blocks), 3):
            blocks = part.blocks[start : start + 3]
            count = max(len(blocks), 2)
            areas = self._grid.cut(*((index + 1) / count for index in range(count)))
            self._grid.gap(12)
            heading = Look(9.5, bold=True, color=self._accent)
            self._grid.band(
                [Piece(a, title, heading) for a, (title, _) in zip(areas, blocks, strict=False)]
            )
            self._grid.band(
                [Piece(a, lines) for a, (_, lines) in zip(areas, blocks, strict=False) if lines]
            )

    def _pairs(self, part: Pairs) -> None:
        self._heading(part.heading)
        label, value, other_label, other = self._grid.cut(0.2, 0.5, 0.7, 1.0)
        for start in range(0, len(part.pairs), 2):
            pieces = []
            for areas, pair in zip(
                ((label, value), (other_label, other)), part.pairs[start : start + 2], strict=False
            ):
                pieces += self._pair(pair, areas)
            self._grid.band(pieces)
        for line in part.warning:
            self._grid.band([Piece(self._grid.all, line, Look(color=_AMBER))])

    def _pair(self, pair: Pair, areas: tuple[Area, Area]) -> list[Piece]:
        return [
            Piece(areas[0], pair.label, _LABEL),
            Piece(areas[1], pair.value, Look(bold=pair.strong)),
        ]

    def _paragraphs(self, part: Paragraphs) -> None:
        self._heading(part.heading)
        self._grid.flow(self._grid.all, part.lines, Look())

    def _table(self, part: Table) -> None:
        if part.is_main:
            self._grid.gap(14)
            self._main_rows(part)
            return
        self._heading(part.heading)
        areas = self._areas(part.columns)
        self._row_of_heads(part.columns, areas)
        for row in part.rows:
            pieces = [
                self._figure_piece(cell, column, area)
                for cell, column, area in zip(row.cells, part.columns, areas, strict=True)
            ]
            self._grid.band(pieces)

    def _areas(self, columns: Sequence[Column]) -> list[Area]:
        """Return the areas of a small table; amounts end in the last column."""
        total, shares, reached = sum(c.width for c in columns), [], 0.0
        for column in columns:
            reached += column.width / total
            shares.append(reached)
        areas = self._grid.cut(*shares)
        if columns[-1].is_figure and len(areas) > 1:
            last = self._grid.last
            areas[-1] = (last, last)
            areas[-2] = (min(areas[-2][0], last - 1), last - 1)
            for index in range(len(areas) - 2, 0, -1):
                before = areas[index - 1]
                areas[index - 1] = (before[0], areas[index][0] - 1)
        return areas

    def _row_of_heads(self, columns: Sequence[Column], areas: Sequence[Area]) -> int:
        pieces = [
            Piece(
                area,
                "\n".join(column.heading),
                Look(8, color=_SECOND, end=column.is_figure, below=TEXT, at_foot=True),
            )
            for column, area in zip(columns, areas, strict=True)
        ]
        return self._grid.band(pieces)

    def _main_rows(self, part: Table) -> None:
        areas: list[Area] = [(at, at) for at in range(1, len(part.columns) + 1)]
        self.head_row = self._row_of_heads(part.columns, areas)
        for row in part.rows:
            if row.kind == "item":
                self._goods_row(row, part.columns, areas)
            else:
                self._words_row(row)

    def _goods_row(self, row: Row, columns: Sequence[Column], areas: Sequence[Area]) -> None:
        pieces: list[Piece] = []
        rest: tuple[Line, ...] = ()
        picture: bytes | None = None
        place = described = areas[0]
        for cell, column, area in zip(row.cells, columns, areas, strict=True):
            held = cell
            if column.key == "picture":
                picture, place = cell.picture, area
            elif column.key == "description":
                count = self._grid.fits(cell.lines, area, Look())
                described, rest, held = area, cell.lines[count:], Cell(cell.lines[:count])
            pieces.append(self._figure_piece(held, column, area))
        written = self._grid.band(pieces, least=_PICTURE_ROW if picture else 0.0, padding=7)
        if picture:
            self._grid.picture(picture, place[0], written, _PICTURE)
        self._grid.flow(described, rest, Look())

    def _figure_piece(self, cell: Cell, column: Column, area: Area) -> Piece:
        """Return the cell as a number where the column holds numbers, else as text."""
        strong = any(line.strong for line in cell.lines)
        quiet = bool(cell.lines) and all(line.quiet for line in cell.lines)
        look = Look(
            bold=strong and len(cell.lines) == 1,
            color=QUIET if quiet else TEXT,
            end=column.is_figure,
            below=BORDER,
        )
        if column.is_figure or column.key in _FIGURES:
            figure = self._figure(cell.text())
            if figure is not None:
                return Piece(area, figure, look)
        return Piece(area, cell.lines, look)

    def _figure(self, text: str) -> Figure | None:
        figure = figure_in(text, self._style)
        return figure if figure is not None and figure.is_exact else None

    def _words_row(self, row: Row) -> None:
        is_title = row.kind == "section"
        fill = _TINT if is_title else ""
        look = Look(color=TEXT if is_title else QUIET, below=BORDER, fill=fill)
        if len(row.cells) > 1 and self._grid.last > 1:
            words: Area = (1, self._grid.last - 1)
            amount: Area = (self._grid.last, self._grid.last)
            text = row.cells[1].text()
            figure = self._figure(text)
            self._grid.band(
                [
                    Piece(words, row.cells[0].lines, look),
                    Piece(
                        amount,
                        figure if figure is not None else text,
                        Look(bold=True, color=QUIET, end=True, below=BORDER, fill=fill),
                    ),
                ],
                padding=7,
            )
            return
        self._grid.band([Piece(self._grid.all, row.cells[0].lines, look)], padding=7)

    def _sums(self, part: Sums) -> None:
        grid = self._grid
        grid.gap(8)
        amount: Area = (grid.last, grid.last)
        left_label, left_value, between = grid.cut(0.16, 0.5, 1.0)
        label: Area = (min(between[0], grid.last - 1), grid.last - 1)
        rows = [(pair, Look(end=True)) for pair in part.sums]
        rows.append((part.total, Look(11, bold=True, end=True, above=TEXT)))
        rows += [(pair, Look(bold=pair.strong, end=True)) for pair in part.settled]
        for at in range(max(len(rows), len(part.packing))):
            pieces: list[Piece] = []
            if at < len(part.packing):
                pieces += self._pair(part.packing[at], (left_label, left_value))
            if at < len(rows):
                pair, look = rows[at]
                figure = self._figure(pair.value)
                words = Look(look.size, look.bold, TEXT if look.bold else QUIET, above=look.above)
                pieces.append(Piece(label, pair.label, words))
                pieces.append(Piece(amount, figure if figure is not None else pair.value, look))
            grid.band(pieces)
        if part.words:
            grid.gap(8)
        word_label, word = grid.cut(0.18, 1.0)
        for pair in part.words:
            grid.band(
                [
                    Piece(word_label, pair.label, Look(color=QUIET, fill=_TINT)),
                    Piece(word, pair.value, Look(fill=_TINT)),
                ],
                padding=6,
            )

    def _clauses(self, part: Clauses) -> None:
        self._heading(part.heading)
        number: Area = (1, 1)
        words: Area = (2, self._grid.last)
        for sign, lines in part.entries:
            for at, line in enumerate(lines):
                look = Look(bold=line.strong, color=QUIET if line.quiet else TEXT)
                for again, text in enumerate(self._grid.portions(line.text, words, look)):
                    figure = figure_in(sign, self._style) if not at and not again else None
                    first = [Piece(number, figure, _LABEL)] if figure else []
                    self._grid.band([*first, Piece(words, text, look)], padding=3)

    def _signatures(self, part: Signatures) -> None:
        grid = self._grid
        grid.gap(20)
        areas = grid.cut(0.46, 1.0) if len(part.places) > 1 else grid.cut(0.46, 1.0)[:1]
        stamps = [place.stamp_size + 4 for place in part.places if place.stamp]
        row = grid.band([], least=max(_SIGNING_ROW, *stamps, 0.0))
        for area, place in zip(areas, part.places, strict=False):
            if place.image:
                grid.picture(place.image, area[0], row, (90, 34))
            if place.stamp:
                grid.picture(place.stamp, min(area[0] + 2, area[1]), row, (place.stamp_size,) * 2)
        grid.band(
            [
                Piece(area, [Line(place.title, strong=True)], Look(bold=True, above=TEXT))
                for area, place in zip(areas, part.places, strict=False)
            ]
        )
        grid.band(
            [
                Piece(area, place.below, _LABEL)
                for area, place in zip(areas, part.places, strict=False)
            ]
        )
