"""A worksheet written from top to bottom: bands of cells over areas of columns, as high as their text.

Excel gives merged and wrapped cells no height of their own: heights are reckoned from the text here.
Texts are texts: nothing that begins with = + - or @ ever becomes a formula.
"""

import re
import unicodedata
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from io import BytesIO

from openpyxl.cell.cell import Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.drawing.image import Image
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.utils.units import pixels_to_EMU
from openpyxl.worksheet.worksheet import Worksheet

from desktop.trade.documents.figures import Figure
from desktop.trade.documents.goods_outline import Line
from desktop.trade.documents.reading_order import guarded, reads_right_to_left
from desktop.trade.documents.xml_text import clean

TEXT, QUIET, BORDER = "1B1C1F", "65686F", "E2E1DC"
_MOST_HEIGHT = 400.0
_MOST_LINES = 28
_PIXELS_A_UNIT = 7.0
_PIXELS_A_POINT = 96 / 72
_LEADING = 1.36
_FORMULA = re.compile(r"\s*[=+\-@\t\r]")
_MOST_TEXT = 32_000

Area = tuple[int, int]
"""First and last column, from 1."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell looks: size in points, colours as RRGGBB; `end` sets it flush to the line's end."""

    size: float = 9.0
    bold: bool = False
    color: str = TEXT
    end: bool = False
    fill: str = ""
    above: str = ""
    below: str = ""
    at_foot: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands in an area of a band: a text, lines, or a figure that is shown as printed."""

    area: Area
    content: str | Sequence[Line] | Figure
    look: Look = Look()


class Grid:
    """Writes bands below each other."""

    def __init__(
        self, sheet: Worksheet, widths: Sequence[float], family: str, *, rtl: bool
    ) -> None:
        """`widths` of the columns in Excel's units (a digit of the usual type)."""
        self.sheet, self.row = sheet, 1
        self._widths, self._family, self._rtl = list(widths), family, rtl
        self._styles: dict[tuple[Look, bool], StyleArray] = {}
        for index, width in enumerate(widths, start=1):
            sheet.column_dimensions[get_column_letter(index)].width = round(width, 2)

    @property
    def last(self) -> int:
        """The last column."""
        return len(self._widths)

    @property
    def all(self) -> Area:
        """All columns."""
        return (1, self.last)

    def cut(self, *shares: float) -> list[Area]:
        """Return areas that end nearest to these shares of the width, each of a column at least."""
        total = sum(self._widths)
        ends: list[int] = []
        edges = [sum(self._widths[:count]) / total for count in range(1, self.last + 1)]
        for left, share in zip(range(len(shares) - 1, -1, -1), shares, strict=True):
            first = ends[-1] + 1 if ends else 1
            choices = range(first, max(self.last - left, first) + 1)
            ends.append(min(choices, key=lambda end: abs(edges[end - 1] - share)))
        ends[-1] = self.last
        return [(start + 1, end) for start, end in zip([0, *ends[:-1]], ends, strict=True)]

    def gap(self, height: float) -> None:
        """Leave a row empty."""
        self.sheet.row_dimensions[self.row].height = height
        self.row += 1

    def band(self, pieces: Sequence[Piece], *, least: float = 0.0, padding: float = 4.0) -> int:
        """Write pieces side by side in the next row; return its number. `least` is its least height."""
        height = least
        for piece in pieces:
            self._write(piece)
            height = max(height, self._height(piece) + padding)
        self.sheet.row_dimensions[self.row].height = round(min(height, _MOST_HEIGHT), 1)
        self.row += 1
        return self.row - 1

    def flow(self, area: Area, lines: Sequence[Line], look: Look, padding: float = 2.0) -> None:
        """Write lines below each other, a row each; what is too long for a row goes on in the next."""
        for line in lines:
            for text in self.portions(line.text, area, look):
                self.band([Piece(area, text, styled(look, line))], padding=padding)

    def portions(self, text: str, area: Area, look: Look) -> list[str]:
        """Return the text in parts that a row can show."""
        most = self._capacity(area, look) * _MOST_LINES
        found = []
        while _width(text) > most:
            end = _cut_at(text, most)
            found.append(text[:end].rstrip())
            text = text[end:].lstrip()
        return [*found, text]

    def fits(self, lines: Sequence[Line], area: Area, look: Look) -> int:
        """Return how many of the lines a row can show; at least one."""
        count, height = 0, 0
        for line in lines:
            height += self._lines(line.text, area, look)
            if count and height > _MOST_LINES:
                break
            count += 1
        return count

    def picture(self, content: bytes, column: int, row: int, most: tuple[float, float]) -> None:
        """Put a picture into a cell, within `most` points wide and high, a little inside its corner."""
        image = Image(BytesIO(content))
        scale = min(
            most[0] * _PIXELS_A_POINT / image.width, most[1] * _PIXELS_A_POINT / image.height
        )
        size = (max(round(image.width * scale), 1), max(round(image.height * scale), 1))
        image.width, image.height = size
        inset = pixels_to_EMU(4)
        corner = AnchorMarker(col=column - 1, colOff=inset, row=row - 1, rowOff=inset)
        extent = XDRPositiveSize2D(pixels_to_EMU(size[0]), pixels_to_EMU(size[1]))
        image.anchor = OneCellAnchor(_from=corner, ext=extent)
        self.sheet.add_image(image)

    def _write(self, piece: Piece) -> None:
        first, last = piece.area
        rtl = self._reads_right_to_left(piece.content)
        for column in range(first, last + 1):
            self._dress(self.sheet.cell(self.row, column), piece.look, rtl=rtl)
        cell = self.sheet.cell(self.row, first)
        self._fill(cell, piece)
        if isinstance(piece.content, Figure):
            cell.number_format = number_format(piece.content)
        if last > first:
            self.sheet.merge_cells(
                start_row=self.row, end_row=self.row, start_column=first, end_column=last
            )

    def _fill(self, cell: Cell, piece: Piece) -> None:
        content = piece.content
        if isinstance(content, Figure):
            share = content.after.strip() == "%"
            cell.value = content.value / 100 if share else content.value
            return
        if isinstance(content, str):
            self._put_text(cell, content)
        elif len({(line.strong, line.quiet) for line in content}) < 2:
            self._put_text(cell, "\n".join(line.text for line in content))
        else:
            cell.value = CellRichText(
                *(
                    TextBlock(
                        self._inline(line, piece.look),
                        ("\n" if at else "") + clean(line.text)[:_MOST_TEXT],
                    )
                    for at, line in enumerate(content)
                )
            )

    def _put_text(self, cell: Cell, text: str) -> None:
        rtl = reads_right_to_left(text, default=self._rtl)
        cell.value = (guarded(clean(text)) if rtl else clean(text))[:_MOST_TEXT]
        if cell.value:
            cell.data_type = "s"
            # Else Excel reads it as a formula as soon as somebody edits the cell.
            cell.quotePrefix = bool(_FORMULA.match(text))

    def _inline(self, line: Line, look: Look) -> InlineFont:
        shown = styled(look, line)
        return InlineFont(rFont=self._family, sz=shown.size, b=shown.bold, color=f"FF{shown.color}")

    def _reads_right_to_left(self, content: str | Sequence[Line] | Figure) -> bool:
        if isinstance(content, Figure):
            return False
        text = content if isinstance(content, str) else "\n".join(line.text for line in content)
        return reads_right_to_left(text, default=self._rtl)

    def _dress(self, cell: Cell, look: Look, *, rtl: bool) -> None:
        """Give a cell its look; cells of a look share one style, which openpyxl is slow to compare."""
        style = self._styles.get((look, rtl))
        if style is None:
            self._style(cell, look, rtl=rtl)
            self._styles[look, rtl] = copy(cell._style)  # noqa: SLF001 - openpyxl's own way to copy one
        else:
            cell._style = copy(style)  # noqa: SLF001 - as above

    def _style(self, cell: Cell, look: Look, *, rtl: bool) -> None:
        cell.font = Font(name=self._family, size=look.size, bold=look.bold, color=f"FF{look.color}")
        side = "right" if look.end != self._rtl else "left"
        cell.alignment = Alignment(
            horizontal=side,
            vertical="bottom" if look.at_foot else "top",
            wrap_text=True,
            readingOrder=2 if rtl else 1,
        )
        if look.fill:
            cell.fill = PatternFill("solid", fgColor=f"FF{look.fill}")
        if look.above or look.below:
            cell.border = Border(top=_side(look.above), bottom=_side(look.below))

    def _height(self, piece: Piece) -> float:
        if isinstance(piece.content, Figure):
            count = 1
        elif isinstance(piece.content, str):
            count = self._lines(piece.content, piece.area, piece.look)
        else:
            texts = (line.text for line in piece.content)
            count = sum(self._lines(text, piece.area, piece.look) for text in texts)
        return count * piece.look.size * _LEADING

    def _lines(self, text: str, area: Area, look: Look) -> int:
        room = self._capacity(area, look)
        return sum(max(1, -int(-_width(line) // room)) for line in text.split("\n"))

    def _capacity(self, area: Area, look: Look) -> float:
        """Return how many narrow characters a line of the area takes."""
        pixels = sum(self._widths[area[0] - 1 : area[1]]) * _PIXELS_A_UNIT - 6
        return max(pixels / (look.size * _PIXELS_A_POINT * (0.55 if look.bold else 0.52)), 1.0)


def styled(look: Look, line: Line) -> Look:
    """Return the look of a line: strong ones bold, quiet ones grey."""
    return replace(look, bold=look.bold or line.strong, color=QUIET if line.quiet else look.color)


def shown(figure: Figure) -> str:
    """Return about what Excel shows of a figure, to reckon its width."""
    return f"{figure.before}{figure.value:,.{figure.digits}f}{figure.after}"


def number_format(figure: Figure) -> str:
    """Return Excel's format that shows a figure as it is printed."""
    digits = f".{'0' * figure.digits}" if figure.digits else ""
    if figure.after.strip() == "%":
        return f"0{digits}%"
    before, after = (
        f'"{part}"' if part else ""
        for part in (clean(p).replace('"', "") for p in (figure.before, figure.after))
    )
    return f"{before}#,##0{digits}{after}"


def _side(color: str) -> Side:
    return Side(style="thin", color=f"FF{color}") if color else Side()


def _width(text: str) -> float:
    """Return the width in narrow characters: ideographs take two."""
    return sum(2.0 if unicodedata.east_asian_width(c) in "WF" else 1.0 for c in text)


def _cut_at(text: str, most: float) -> int:
    """Return where to cut a text of more than `most` narrow characters, after a space if there is one."""
    taken, end = 0.0, 0
    while end < len(text) and taken <= most:
        taken += _width(text[end])
        end += 1
    end = max(end - 1, 1)
    space = text.rfind(" ", 0, end)
    return space + 1 if space > end // 2 else end
