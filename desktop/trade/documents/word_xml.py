"""WordprocessingML by hand: runs, paragraphs and tables, right for every script.

python-docx holds the package together; its own tables look up each cell by counting all of them, which
takes seconds for a long offer. Elements and their order follow ECMA-376 part 1, section 17.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from desktop.trade.bilingual import RIGHT_TO_LEFT, Language
from desktop.trade.documents.goods_outline import Line
from desktop.trade.documents.reading_order import guarded, reads_right_to_left
from desktop.trade.documents.xml_text import clean

TEXT, QUIET, SECOND, BORDER, TINT, AMBER = (
    "1B1C1F", "65686F", "54575E", "E2E1DC", "F5F5F2", "8A5200",
)  # fmt: skip
Element = Any
_TWIPS = 20
_RTL_LETTERS = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+(?:[ \u00a0]+[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+)*"
)
_IDEOGRAPHS = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")
_EAST_ASIAN: dict[Language, str] = {"ja": "Yu Gothic", "ko": "Malgun Gothic"}
_COMPLEX: dict[Language, str] = {"th": "Leelawadee UI"}
_LOCALES: dict[Language, str] = {"zh": "zh-CN", "en": "en-US", "ar": "ar-SA", "pt": "pt-PT"}


@dataclass(frozen=True, slots=True)
class Type:
    """How text looks: size in points, colours as RRGGBB; `end` sets it flush to the line's end."""

    size: float = 8.5
    bold: bool = False
    color: str = TEXT
    end: bool = False
    keep: bool = False
    before: float = 0.0
    after: float = 0.0
    indent: float = 0.0

    def of(self, line: Line) -> "Type":
        """Return it for a line: strong ones bold, quiet ones grey."""
        color = QUIET if line.quiet else self.color
        return replace(self, bold=self.bold or line.strong, color=color)


USUAL = Type()


@dataclass(frozen=True, slots=True)
class Box:
    """A cell: its content, how many columns it takes, its lines and its ground."""

    content: Sequence[Element] = ()
    span: int = 1
    above: str = ""
    below: str = ""
    fill: str = ""
    at_foot: bool = False


@dataclass(frozen=True, slots=True)
class Rank:
    """A row of a table: repeated on each page as its head, at least `least` points high."""

    boxes: tuple[Box, ...]
    is_head: bool = False
    least: float = 0.0


@dataclass(frozen=True)
class Scribe:
    """Makes the elements of a document that `language` leads."""

    language: Language
    fonts: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        fonts = {
            "ascii": "Arial",
            "hAnsi": "Arial",
            "eastAsia": _EAST_ASIAN.get(self.language, "Microsoft YaHei"),
            "cs": _COMPLEX.get(self.language, "Arial"),
        }
        object.__setattr__(self, "fonts", fonts)

    @property
    def is_rtl(self) -> bool:
        """Tell whether the document reads from right to left."""
        return self.language in RIGHT_TO_LEFT

    def paragraph(self, content: str | Line | Sequence[Element], look: Type = USUAL) -> Element:
        """Return a paragraph of a text or of runs made before; line feeds break lines."""
        if isinstance(content, Line):
            look, content = look.of(content), content.text
        text = content if isinstance(content, str) else ""
        rtl = reads_right_to_left(text, default=self.is_rtl)
        runs = content
        if isinstance(content, str):
            runs = self.runs(guarded(content) if rtl else content, look)
        return element("w:p", self._paragraph_form(look, rtl=rtl), *runs)

    def paragraphs(self, lines: Iterable[Line], look: Type = USUAL) -> list[Element]:
        """Return a paragraph a line."""
        return [self.paragraph(line, look) for line in lines]

    def runs(self, text: str, look: Type) -> list[Element]:
        """Return the runs of a text: right-to-left letters in runs of their own."""
        found, at = [], 0
        text = clean(text)
        for match in _RTL_LETTERS.finditer(text):
            if match.start() > at:
                found.append(self._run(text[at : match.start()], look))
            found.append(self._run(match.group(), look, rtl=True))
            at = match.end()
        if at < len(text):
            found.append(self._run(text[at:], look))
        return found

    def field(self, code: str, look: Type) -> list[Element]:
        """Return the runs of a field that Word fills in (PAGE, NUMPAGES), shown as 1 before it does."""
        parts = []
        for kind in ("begin", "", "separate", "1", "end"):
            run = element("w:r", self._form(look))
            if kind in ("begin", "separate", "end"):
                run.append(element("w:fldChar", fldCharType=kind))
            else:
                said = element("w:t" if kind else "w:instrText")
                said.text = kind or f" {code} "
                said.set(qn("xml:space"), "preserve")
                run.append(said)
            parts.append(run)
        return parts

    def table(self, widths: Sequence[float], ranks: Sequence[Rank]) -> Element:
        """Return a table of columns `widths` points wide; no row of it breaks over a page."""
        form = element("w:tblPr")
        if self.is_rtl:
            form.append(element("w:bidiVisual"))
        form.append(element("w:tblW", w=_twips(sum(widths)), type="dxa"))
        form.append(element("w:tblLayout", type="fixed"))
        form.append(_margins())
        grid = element("w:tblGrid", *(element("w:gridCol", w=_twips(width)) for width in widths))
        return element("w:tbl", form, grid, *(self._rank(rank, widths) for rank in ranks))

    def _rank(self, rank: Rank, widths: Sequence[float]) -> Element:
        form = element("w:trPr", element("w:cantSplit"))
        if rank.least:
            form.append(element("w:trHeight", val=_twips(rank.least), hRule="atLeast"))
        if rank.is_head:
            form.append(element("w:tblHeader"))
        made, at = element("w:tr", form), 0
        for box in rank.boxes:
            made.append(self._box(box, sum(widths[at : at + box.span])))
            at += box.span
        return made

    def _box(self, box: Box, width: float) -> Element:
        form = element("w:tcPr", element("w:tcW", w=_twips(width), type="dxa"))
        if box.span > 1:
            form.append(element("w:gridSpan", val=str(box.span)))
        if box.above or box.below:
            lines = element("w:tcBorders")
            for side, color in (("w:top", box.above), ("w:bottom", box.below)):
                if color:
                    lines.append(element(side, val="single", sz="4", space="0", color=color))
            form.append(lines)
        if box.fill:
            form.append(element("w:shd", val="clear", color="auto", fill=box.fill))
        if box.at_foot:
            form.append(element("w:vAlign", val="bottom"))
        # A cell must end in a paragraph.
        return element("w:tc", form, *(box.content or [self.paragraph("")]))

    def _paragraph_form(self, look: Type, *, rtl: bool) -> Element:
        form = element("w:pPr")
        if look.keep:
            form.append(element("w:keepNext"))
        if rtl:
            form.append(element("w:bidi"))
        form.append(
            element("w:spacing", before=_twips(look.before), after=_twips(look.after), line="264",
                    lineRule="auto")
        )  # fmt: skip
        if look.indent:
            form.append(element("w:ind", left=_twips(look.indent), hanging=_twips(look.indent)))
        # In a paragraph that reads from right to left "left" means where lines begin.
        at_right = look.end != self.is_rtl
        form.append(element("w:jc", val="right" if at_right != rtl else "left"))
        return form

    def _run(self, text: str, look: Type, *, rtl: bool = False) -> Element:
        run = element("w:r", self._form(look, rtl=rtl, hint=bool(_IDEOGRAPHS.search(text))))
        for at, line in enumerate(text.split("\n")):
            for place, piece in enumerate(line.split("\t")):
                if place or at:
                    run.append(element("w:tab" if place else "w:br"))
                if piece:
                    said = element("w:t")
                    said.text = piece
                    said.set(qn("xml:space"), "preserve")
                    run.append(said)
        return run

    def _form(self, look: Type, *, rtl: bool = False, hint: bool = False) -> Element:
        form = element(
            "w:rPr", element("w:rFonts", **({"hint": "eastAsia"} if hint else {}), **self.fonts)
        )
        if look.bold:
            form.extend((element("w:b"), element("w:bCs")))
        form.append(element("w:color", val=look.color))
        half_points = str(round(look.size * 2))
        form.extend((element("w:sz", val=half_points), element("w:szCs", val=half_points)))
        if rtl:
            form.append(element("w:rtl"))
        return form


def element(tag: str, *children: Element, **attributes: str) -> Element:
    """Return an element with attributes of the same namespace."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    made.extend(children)
    return made


def locale_of(language: Language) -> str:
    """Return the language as Word names it."""
    return _LOCALES.get(language, f"{language}-{language.upper()}")


def _margins() -> Element:
    sides = (("w:top", "30"), ("w:left", "0"), ("w:bottom", "30"), ("w:right", "60"))
    return element("w:tblCellMar", *(element(tag, w=wide, type="dxa") for tag, wide in sides))


def _twips(points: float) -> str:
    return str(round(points * _TWIPS))
