"""Lines of mixed scripts: faces, directions, break opportunities and widths, before any drawing.

ReportLab's own paragraphs fail on font fallback inside shaped words, on kinsoku and on the order
of right-to-left words (LIBRARIES.md B1); this does the same work by character. Sources: UAX #9
for directions, JIS X 4051 for what may not start or end a line. The text is never parsed as
markup, so a customer's name cannot inject any.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from reportlab.pdfbase.ttfonts import ShapedStr, shapeStr

from desktop.trade.documents.directions import embedding_levels
from desktop.trade.documents.fonts import Face, FontChain, font_of


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text in one weight and colour (#rrggbb; "" means the paragraph's own)."""

    text: str
    bold: bool = False
    color: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """Characters that are drawn in one go: same face, style and direction, in logical order."""

    text: str
    face: Face
    span: int
    level: int
    width: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line in visual order, its width (in thousandths of the size) and base direction."""

    runs: tuple[Run, ...]
    width: float
    rtl: bool


_NO_START = frozenset(
    "，。、；：？！）】》」』〉”’％%)]}!,.:;?…·～—ー々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
)
_NO_END = frozenset("（【《「『〈“‘([{￥$")
_IDEOGRAPH = re.compile(
    "[\u2e80-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
)
_THAI = re.compile("[\u0e00-\u0e7f]")
_THAI_LEADING = frozenset("เแโใไ")
_THAI_FOLLOWING = frozenset("ะาำๅๆฯ")
# A number with its country's code: "+86 574 5550 0188", "+49 (40) 555-01".
_TELEPHONE = re.compile(r"\+\d[\d ()/.-]{5,22}\d")
_RTL_CLASSES = frozenset({"R", "AL", "RLE", "RLO", "RLI"})
_UNBREAKABLE = frozenset({"Mn", "Mc", "Me", "Cf"})
CONTROLS = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that say how text runs and are not drawn themselves."""


def may_break(before: str, after: str) -> bool:
    """Tell whether a line may end between these two characters."""
    if before == " ":
        return after != " "
    if after == " " or after in _NO_START or before in _NO_END:
        return False
    if unicodedata.category(after) in _UNBREAKABLE:
        return False
    if _IDEOGRAPH.match(before) or _IDEOGRAPH.match(after):
        return True
    if _THAI.match(before) and _THAI.match(after):
        return before not in _THAI_LEADING and after not in _THAI_FOLLOWING
    return False


def pieces(text: str) -> list[str]:
    """Return the parts of a text between which a line may end."""
    cuts = [i for i in range(1, len(text)) if may_break(text[i - 1], text[i])]
    ends = zip([0, *cuts], [*cuts, len(text)], strict=True)
    return [text[start:end].strip() for start, end in ends]


class Paragraph:
    """One paragraph (no line feed inside) ready to be broken at any width."""

    def __init__(self, spans: Sequence[Span], chain: FontChain, *, rtl_page: bool = False) -> None:
        """Choose faces and directions for the text of `spans`; widths are measured once.

        A paragraph runs as its first letter does; on a page from right to left, as soon as any
        letter does.
        """
        self._spans = tuple(spans)
        self.text = "".join(span.text for span in spans)
        self._owner = [index for index, span in enumerate(spans) for _ in span.text]
        self.rtl, self._levels = False, [0] * len(self.text)
        if not self.text.isascii():
            self._set_directions(rtl_page=rtl_page)
        self._faces = chain.faces(self.text)
        self._offsets = [0.0, *accumulate(self._advances())]

    def _set_directions(self, *, rtl_page: bool) -> None:
        classes = [unicodedata.bidirectional(char) for char in self.text]
        if not _RTL_CLASSES.isdisjoint(classes):
            strong = [one for one in classes if one in ("L", "R", "AL")]
            # On a mirrored page a line that begins with a Latin name is still read from the right.
            leading = strong if rtl_page else strong[:1]
            self.rtl = any(kind != "L" for kind in leading)
            self._levels = embedding_levels(self.text, rtl=self.rtl)
        if not CONTROLS.isdisjoint(self.text):
            self._take_out_controls()

    def _take_out_controls(self) -> None:
        """Marks of direction have told their own, and have no glyph (UAX #9, X9)."""
        kept = [index for index, char in enumerate(self.text) if char not in CONTROLS]
        self.text = "".join(self.text[index] for index in kept)
        self._owner = [self._owner[index] for index in kept]
        self._levels = [self._levels[index] for index in kept]

    def _advances(self) -> list[float]:
        advances: list[float] = []
        start = 0
        for end in range(1, len(self.text) + 1):
            if end < len(self.text) and self._same_run(start, end):
                continue
            face, bold = self._faces[start], self._spans[self._owner[start]].bold
            advances += _measure(self.text[start:end], face, bold=bold)
            start = end
        return advances

    def _same_run(self, a: int, b: int) -> bool:
        return (
            self._faces[a] is self._faces[b]
            and self._owner[a] == self._owner[b]
            and self._levels[a] == self._levels[b]
        )

    def _width(self, start: int, end: int) -> float:
        return self._offsets[end] - self._offsets[start]

    def _visible_width(self, start: int, end: int) -> float:
        return self._width(start, start + len(self.text[start:end].rstrip(" ")))

    def natural_width(self) -> float:
        """Return the width of the unbroken text in thousandths of the size."""
        return self._visible_width(0, len(self.text))

    def lines(self, width: float) -> list[Line]:
        """Return the lines that fit `width` (thousandths of the size); a too long word is cut."""
        cuts = [i for i in range(1, len(self.text)) if may_break(self.text[i - 1], self.text[i])]
        for number in _TELEPHONE.finditer(self.text):
            if self._visible_width(*number.span()) <= width:
                cuts = [cut for cut in cuts if not number.start() < cut < number.end()]
        found: list[Line] = []
        start = last = 0
        for cut in [*cuts, len(self.text)]:
            if self._visible_width(start, cut) > width and last > start:
                found.append(self._line(start, last))
                start = last
            while self._visible_width(start, cut) > width and cut - start > 1:
                middle = self._longest_fit(start, cut, width)
                found.append(self._line(start, middle))
                start = middle
            last = cut
        found.append(self._line(start, len(self.text)))
        return found

    def _longest_fit(self, start: int, end: int, width: float) -> int:
        middle = start + 1
        while middle + 1 < end and self._width(start, middle + 1) <= width:
            middle += 1
        while middle + 1 < end and unicodedata.category(self.text[middle]) in _UNBREAKABLE:
            middle += 1
        return middle

    def _line(self, start: int, end: int) -> Line:
        end = start + len(self.text[start:end].rstrip(" "))
        runs: list[Run] = []
        first = start
        for index in range(start + 1, end + 1):
            if index < end and self._same_run(first, index):
                continue
            runs.append(
                Run(
                    self.text[first:index],
                    self._faces[first],
                    self._owner[first],
                    self._levels[first],
                    self._width(first, index),
                )
            )
            first = index
        return Line(tuple(_visual_order(runs)), self._width(start, end), self.rtl)


def _measure(text: str, face: Face, *, bold: bool) -> list[float]:
    """Return the advance of each character; a shaped cluster's sits on its first character."""
    font = font_of(face, bold=bold)
    if not face.shaped:
        widths, default = font.face.charWidths, font.face.defaultWidth
        return [0.0 if ord(c) < 32 else widths.get(ord(c), default) for c in text]
    advances = [0.0] * len(text)
    for glyph in shape(text, face, bold=bold).__shapeData__:
        advances[glyph.cluster] += glyph.x_advance
    return advances


@lru_cache(maxsize=4096)
def shape(text: str, face: Face, *, bold: bool) -> ShapedStr:
    """Return ReportLab's shaped string (glyphs and positions by HarfBuzz), in thousandths of the size.

    Kept: each text is measured before it is drawn, and most words of a document are those of the last.
    """
    font_of(face, bold=bold)
    return shapeStr(text, face.font_name(bold=bold), 1000, force=True)


def _visual_order(runs: list[Run]) -> list[Run]:
    """Return the runs from left to right: UAX #9 rule L2, applied to whole runs."""
    ordered = list(runs)
    for level in range(max((run.level for run in runs), default=0), 0, -1):
        start = 0
        while start < len(ordered):
            end = start
            while end < len(ordered) and ordered[end].level >= level:
                end += 1
            ordered[start:end] = ordered[start:end][::-1]
            start = max(end, start + 1)
    return ordered
