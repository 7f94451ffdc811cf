"""The visual language of printed documents: colours, type sizes, and the small parts of a page.

Measures were taken from the design's pages (screens/11-proforma-*.png); points throughout.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import cast

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.platypus import Flowable, Table

from desktop.trade.bilingual import RIGHT_TO_LEFT, Bilingual, Language
from desktop.trade.documents.fonts import LATIN, FontChain, font_of
from desktop.trade.documents.layout import USUAL, Layout
from desktop.trade.documents.mixed_text import MixedText, TextStyle
from desktop.trade.documents.text_layout import Span

PAGE_WIDTH, PAGE_HEIGHT = A4
MARGIN = 42.0
CONTENT_WIDTH = PAGE_WIDTH - 2 * MARGIN
GUTTER = 27.0
HALF = (CONTENT_WIDTH - GUTTER) / 2

QUIET = "#65686F"
SECOND = "#54575E"
ACCENT_LINE = "#2A5BD0"
BORDER = "#E2E1DC"
BORDER_STRONG = "#D0CFC8"
TINT = "#F5F5F2"
AMBER = "#8A5200"

BODY = TextStyle(8.2, 12.0)
SMALL = TextStyle(7.4, 10.4, SECOND)
HEADING = TextStyle(7.8, 14.0)


@lru_cache(maxsize=64)
def right(style: TextStyle) -> TextStyle:
    """Return the style, set flush with the end of the line: right, or left on mirrored pages."""
    return replace(style, align="end")


@lru_cache(maxsize=64)
def at_start(style: TextStyle) -> TextStyle:
    """Return the style, set flush with the start of the page's lines whatever the script."""
    return replace(style, align="start")


@lru_cache(maxsize=64)
def bold(style: TextStyle) -> TextStyle:
    """Return the style in the bold weight."""
    return replace(style, bold=True)


@lru_cache(maxsize=64)
def quiet(style: TextStyle) -> TextStyle:
    """Return the style in the quiet grey."""
    return replace(style, color=QUIET)


LATER_HEAD = 58.0
"""What the small head of later pages takes."""


def page_room(layout: Layout) -> float:
    """Return the height of what stands between head and foot of a later page."""
    return layout.page[1] - layout.margin_top - LATER_HEAD - layout.margin_bottom


@dataclass(frozen=True)
class Sheet:
    """Makes the parts of one document in its languages, with its chain of faces."""

    languages: tuple[Language, ...]
    chain: FontChain
    layout: Layout = USUAL

    @property
    def rtl(self) -> bool:
        """Whether the page is mirrored: it is led by a language from right to left."""
        return self.languages[0] in RIGHT_TO_LEFT

    def text(self, content: str | Sequence[Span], style: TextStyle = BODY) -> MixedText:
        """Return a block of text."""
        return MixedText(content, style, self.chain, rtl=self.rtl)

    def grid(
        self,
        rows: Sequence[Sequence[object]],
        widths: Sequence[float],
        commands: Sequence[tuple[object, ...]] = (),
        *,
        padding: float = 0,
        heights: Sequence[float] | None = None,
        split_rows: bool = False,
    ) -> Table:
        """Return a table as `grid` does, its columns from right to left on a mirrored page."""
        if self.rtl:
            columns = len(widths)
            rows = [list(reversed(row)) for row in rows]
            widths = list(reversed(widths))
            commands = [
                ("ALIGN", (0, 0), (-1, -1), "RIGHT"),
                *(_mirrored(command, columns) for command in commands),
            ]
        table = grid(
            rows, widths, commands, padding=padding, heights=heights, split_rows=split_rows
        )
        table.hAlign = "RIGHT" if self.rtl else "LEFT"
        return table

    def wordings(self, wording: Bilingual) -> list[str]:
        """Return the wording once a language, without repeating an equal one."""
        return list(dict.fromkeys(t for lang in self.languages if (t := wording.text(lang))))

    def inline(self, wording: Bilingual, *, strong: bool = False, color: str = "") -> list[Span]:
        """Return "Seller 卖方": the first language as told, the second quiet behind it."""
        first, *rest = self.wordings(wording) or [""]
        spans = [Span(first, strong, color)]
        return spans + [Span(" " + other, False, QUIET) for other in rest]

    def plain(self, wording: Bilingual) -> str:
        """Return the wording in all languages, one space between them."""
        wordings = self.wordings(wording)
        return " ".join(wordings[:1] if self.layout.labels == "first" else wordings)

    def stacked(self, wording: Bilingual, style: TextStyle = SMALL) -> MixedText:
        """Return a table heading: one language a line."""
        flush = style if style.align == "end" else at_start(style)
        return self.text("\n".join(self.wordings(wording)), flush)

    def heading(self, wording: Bilingual) -> MixedText:
        """Return a section heading in the accent colour."""
        accent = self.layout.accent
        if self.layout.labels == "first":
            return self.text([Span(self.plain(wording), True, accent)], HEADING)
        return self.text(self.inline(wording, strong=True, color=accent), HEADING)


def grid(
    rows: Sequence[Sequence[object]],
    widths: Sequence[float],
    commands: Sequence[tuple[object, ...]] = (),
    *,
    padding: float = 0,
    heights: Sequence[float] | None = None,
    split_rows: bool = False,
) -> Table:
    """Return a table without lines of its own; `padding` is above and below each row.

    `heights` are those of the rows where they are known. `split_rows` lets a row go on over the
    page; only for rows taller than a page.
    """
    base = [
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), padding),
        ("BOTTOMPADDING", (0, 0), (-1, -1), padding),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        # ReportLab's own face of cells would be named in the file without being embedded.
        ("FONTNAME", (0, 0), (-1, -1), font_of(LATIN, bold=False).fontName),
    ]
    return Table(
        rows,
        colWidths=widths,
        rowHeights=heights,
        style=[*base, *commands],
        hAlign="LEFT",
        splitInRow=int(split_rows),
    )


_OTHER_SIDE = {"LEFTPADDING": "RIGHTPADDING", "RIGHTPADDING": "LEFTPADDING"}


def _mirrored(command: tuple[object, ...], columns: int) -> tuple[object, ...]:
    """Return a table command with its columns counted from the other side."""
    name, begin, end = cast("tuple[str, tuple[int, int], tuple[int, int]]", command[:3])

    def other(column: int) -> int:
        return columns - 1 - column % columns

    side = _OTHER_SIDE.get(name, name)
    return (side, (other(end[0]), begin[1]), (other(begin[0]), end[1]), *command[3:])


def rule_below(row: int, color: str = BORDER, width: float = 0.5) -> tuple[object, ...]:
    """Return the table command for a line under `row`."""
    return ("LINEBELOW", (0, row), (-1, row), width, HexColor(color))


class Panel(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """A rounded box round one flowable."""

    def __init__(
        self,
        content: Flowable,
        *,
        fill: str = "",
        stroke: str = "",
        padding: tuple[float, float] = (12, 9),
        width: float = 0,
    ) -> None:
        """Draw `content` inside; `padding` is horizontal and vertical, `width` 0 means all."""
        super().__init__()
        self._content = content
        self._fill, self._stroke = fill, stroke
        self._pad_x, self._pad_y = padding
        self._wanted = width

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Return the size of the box."""
        self.width = self._wanted or available_width
        _, height = self._content.wrap(self.width - 2 * self._pad_x, available_height)
        self.height = height + 2 * self._pad_y
        return self.width, self.height

    def draw(self) -> None:
        """Draw the box, then what it holds."""
        canvas = self.canv
        canvas.saveState()
        if self._fill:
            canvas.setFillColor(HexColor(self._fill))
        if self._stroke:
            canvas.setStrokeColor(HexColor(self._stroke))
            canvas.setLineWidth(0.6)
        canvas.roundRect(
            0,
            0,
            self.width,
            self.height,
            4,
            fill=int(bool(self._fill)),
            stroke=int(bool(self._stroke)),
        )
        canvas.restoreState()
        self._content.drawOn(canvas, self._pad_x, self._pad_y)


class WarningSign(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """A small shield with an exclamation mark, for the line about bank details."""

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Return its fixed size."""
        self.width, self.height = 8.4, 10.5
        return self.width, self.height

    def draw(self) -> None:
        """Draw it with lines only."""
        canvas = self.canv
        canvas.saveState()
        canvas.setStrokeColor(HexColor(AMBER))
        canvas.setFillColor(HexColor(AMBER))
        canvas.setLineWidth(0.8)
        canvas.setLineJoin(1)
        path = canvas.beginPath()
        path.moveTo(4.2, 0.2)
        path.curveTo(1.6, 1.2, 0.4, 2.8, 0.4, 5.2)
        path.lineTo(0.4, 8.0)
        path.curveTo(2.0, 8.0, 3.2, 8.6, 4.2, 9.6)
        path.curveTo(5.2, 8.6, 6.4, 8.0, 8.0, 8.0)
        path.lineTo(8.0, 5.2)
        path.curveTo(8.0, 2.8, 6.8, 1.2, 4.2, 0.2)
        path.close()
        canvas.drawPath(path, stroke=1, fill=0)
        canvas.line(4.2, 4.6, 4.2, 7.0)
        canvas.circle(4.2, 3.0, 0.35, stroke=0, fill=1)
        canvas.restoreState()
