"""A ReportLab flowable for text of any script: fallback by character, bidi, HarfBuzz, kinsoku."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject
from reportlab.platypus import Flowable

from desktop.trade.documents.directions import mirrored
from desktop.trade.documents.fonts import FontChain
from desktop.trade.documents.text_layout import Line, Paragraph, Run, Span, shape

Align = Literal["natural", "start", "end", "center"]
TEXT = "#1B1C1F"


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How a block of text looks; sizes in points.

    Start and end are those of the page: on a page from right to left, start is the right. What is
    set naturally starts where its own script does.
    """

    size: float = 8.2
    leading: float = 11.8
    color: str = TEXT
    bold: bool = False
    align: Align = "natural"
    light: bool = False


class _TextObject(PDFTextObject):  # type: ignore[misc]  # ReportLab has no types
    """Works around ReportLab 5.1: `setRise` reads the last code of an empty list.

    Thai tone marks begin a run with a vertical offset and would raise IndexError.
    """

    def setRise(self, rise: float) -> None:  # noqa: N802 - ReportLab's name
        """Move the baseline up or down."""
        if self._code and self._code[-1].endswith(" Ts"):
            self._code.pop()
        self._rise = rise
        self._code.append(f"{rise:.4f} Ts")

    def put(self, content: str) -> None:
        """Show `content` (plain or shaped) at the present point."""
        self._textOut(content)

    def put_with_actual_text(self, content: str, text: str) -> None:
        """Show shaped `content` so that copying and searching give `text`."""
        actual = ("\ufeff" + text).encode("utf-16-be").hex().upper()
        self._code.append(f"/Span <</ActualText <{actual}>>> BDC")
        self._textOut(content)
        self._code.append("EMC")


_ink = lru_cache(maxsize=64)(HexColor)


def draw_line(
    canvas: Canvas, line: Line, spans: Sequence[Span], style: TextStyle, x: float, y: float
) -> None:
    """Draw one laid-out line with its left end at `x` and its baseline at `y` (points)."""
    for run in line.runs:
        _draw_run(canvas, run, spans[run.span], style, x, y)
        x += run.width * style.size / 1000


def _draw_run(canvas: Canvas, run: Run, span: Span, style: TextStyle, x: float, y: float) -> None:
    text = _TextObject(canvas, x, y)
    text.setFont(run.face.font_name(bold=span.bold), style.size)
    text.setFillColor(_ink(span.color or style.color))
    rightward = run.level % 2 == 0
    if not run.face.shaped:
        text.put(run.text if rightward else mirrored(run.text))
    elif rightward:
        # Thai and Indic: without it, search fails.
        text.put_with_actual_text(shape(run.text, run.face, bold=span.bold), run.text)
    else:
        _put_letters(text, run, span, style, x, y)
    canvas.drawText(text)


def _put_letters(
    text: _TextObject, run: Run, span: Span, style: TextStyle, x: float, y: float
) -> None:
    """Show a run from right to left, a letter with its marks after the other.

    Arabic faces draw the dots of a letter as glyphs of their own: without the letter's text beside
    it, "ت" and "ن" are the same to who copies or searches. A text for the whole run would be taken
    for one in the order of drawing, and read backwards.
    """
    shaped = shape(run.text, run.face, bold=span.bold)
    glyphs = shaped.__shapeData__
    begins = [*sorted({glyph.cluster for glyph in glyphs}), len(run.text)]
    ends = dict(pairwise(begins))
    whole = sum(glyph.x_advance for glyph in glyphs) or 1
    drawn, start = 0.0, 0
    for end in range(1, len(glyphs) + 1):
        if end < len(glyphs) and glyphs[end].cluster == glyphs[start].cluster:
            continue
        cluster = glyphs[start].cluster
        text.setTextOrigin(x + run.width * drawn / whole * style.size / 1000, y)
        # HarfBuzz tells the marks first; with them the letter's place and height would be taken
        # for those of a dot.
        base = next((i for i in range(start, end) if glyphs[i].x_advance), start)
        if base > start:
            text.put_with_actual_text(shaped[start:base], "")
        text.put_with_actual_text(shaped[base:end], run.text[cluster : ends[cluster]])
        drawn += sum(glyph.x_advance for glyph in glyphs[start:end])
        start = end


def as_spans(content: str | Span | Sequence[Span], style: TextStyle) -> list[Span]:
    """Return spans in NFC whose weight follows the style unless they are bold themselves."""
    if isinstance(content, str):
        content = [Span(content)]
    elif isinstance(content, Span):
        content = [content]
    return [
        Span(_clean(span.text), span.bold or style.bold, span.color)
        for span in content
        if span.text
    ]


_CONTROL = re.compile(r"[\0-\x09\x0b-\x1f\x7f-\x9f]")


def _clean(text: str) -> str:
    """Return the text in NFC; control characters, which no typeface has, are blanks."""
    return _CONTROL.sub(" ", unicodedata.normalize("NFC", text).replace("\r\n", "\n"))


class MixedText(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """A block of text in one size, with spans of different weight and colour."""

    def __init__(
        self,
        content: str | Span | Sequence[Span],
        style: TextStyle,
        chain: FontChain,
        *,
        rtl: bool = False,
    ) -> None:
        """Lay out `content`; characters that no face has are noted in `chain.missing`.

        `rtl`: the page runs from right to left.
        """
        super().__init__()
        self._style = style
        self._rtl = rtl
        chosen = replace(chain, light=True) if style.light else chain
        self._paragraphs = [
            (spans, Paragraph(spans, chosen, rtl_page=rtl))
            for spans in _split(as_spans(content, style))
        ]
        self._by_width: dict[float, list[tuple[list[Span], Line]]] = {}
        self._lines: list[tuple[list[Span], Line]] = []
        self._available = 0.0

    def natural_width(self) -> float:
        """Return the width in points that the longest paragraph takes unbroken."""
        widths = (paragraph.natural_width() for _, paragraph in self._paragraphs)
        return max(widths, default=0.0) * self._style.size / 1000

    def wrap(self, available_width: float, _available_height: float) -> tuple[float, float]:
        """Return the space taken at this width."""
        if available_width not in self._by_width:
            # A hundredth of a point of slack: a line must fit the width it was measured at.
            limit = (available_width + 0.01) * 1000 / self._style.size
            self._by_width[available_width] = [
                (spans, line)
                for spans, paragraph in self._paragraphs
                for line in paragraph.lines(limit)
            ]
        self._available = available_width
        self._lines = self._by_width[available_width]
        self.width, self.height = available_width, len(self._lines) * self._style.leading
        return self.width, self.height

    def split(self, available_width: float, available_height: float) -> list["MixedText"]:
        """Return this block in two parts of whole lines, the first of the height available."""
        self.wrap(available_width, available_height)
        count = int(available_height // self._style.leading)
        if count < 1:
            return []
        if count >= len(self._lines):
            return [self]
        return [
            self._part(available_width, self._lines[:count]),
            self._part(available_width, self._lines[count:]),
        ]

    def _part(self, width: float, lines: list[tuple[list[Span], Line]]) -> "MixedText":
        part = MixedText("", self._style, FontChain(), rtl=self._rtl)
        part.__dict__.update(_paragraphs=self._paragraphs, _by_width={width: lines})
        return part

    def minWidth(self) -> float:  # noqa: N802 - ReportLab's name
        """Return the narrowest width that makes sense: two characters."""
        return self._style.size * 2

    def draw(self) -> None:
        """Draw the lines, first baseline just below the top."""
        style = self._style
        # Centre the x-height of the line in its leading, as the design's boxes do.
        y = self.height - (style.leading + style.size * 0.72) / 2
        for spans, line in self._lines:
            width = line.width * style.size / 1000
            draw_line(self.canv, line, spans, style, self._left(line, width), y)
            y -= style.leading

    def _left(self, line: Line, width: float) -> float:
        align, free = self._style.align, self._available - width
        if align == "center":
            return free / 2
        # On a page from right to left all text hangs on its right edge, Latin too.
        from_right = self._rtl or (align == "natural" and line.rtl)
        return free if from_right != (align == "end") else 0.0


def _split(spans: list[Span]) -> list[list[Span]]:
    """Return the spans of each paragraph: a line feed ends one, also inside a span."""
    paragraphs: list[list[Span]] = [[]]
    for span in spans:
        for index, piece in enumerate(span.text.split("\n")):
            if index:
                paragraphs.append([])
            if piece:
                paragraphs[-1].append(Span(piece, span.bold, span.color))
    return paragraphs
