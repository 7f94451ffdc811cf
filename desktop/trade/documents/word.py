"""A document as a Word file: real tables with repeated heads, letterhead, page x of y."""

import re
from collections.abc import Iterator, Sequence
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.section import _Footer, _Header
from docx.shared import Pt

from desktop.trade.bilingual import Bilingual
from desktop.trade.documents.document import TradeDocument
from desktop.trade.documents.goods_outline import CONTENT_WIDTH
from desktop.trade.documents.outline import Outline, outline
from desktop.trade.documents.word_parts import PartMaker
from desktop.trade.documents.word_pictures import Pictures
from desktop.trade.documents.word_xml import (
    BORDER,
    QUIET,
    SECOND,
    TEXT,
    Box,
    Element,
    Rank,
    Scribe,
    Type,
    element,
    locale_of,
)
from desktop.trade.documents.xml_text import clean
from desktop.trade.documents.zip_bytes import timeless

_MARK = "B42318"
_LOGO_WIDE = 2.0
_IN_HEADS = 100_000
_FOOT = Type(7, color=QUIET)
_FOOT_END = Type(7, color=QUIET, end=True)


def word(document: TradeDocument, *, mark: Bilingual | None = None) -> bytes:
    """Return the .docx of `document`; the same document gives the same bytes.

    `mark` stands in red above it and on every page: SUPERSEDED on a copy of an older revision.
    """
    said = outline(document, mark=mark)
    scribe = Scribe(document.languages[0])
    file = Document()
    _styles(file, scribe)
    _paper(file, document, scribe)
    body = file.element.body
    end = body.sectPr
    maker = PartMaker(scribe, Pictures(file.part), document.layout.accent.removeprefix("#"))
    for made in (*_title(said, scribe), *(e for part in said.parts for e in maker.make(part))):
        end.addprevious(made)
    _heads(file, said, scribe, document.layout.logo_height)
    _feet(file, said, document.number, scribe)
    file.core_properties.title = clean(f"{said.title[0]} {document.number}")
    file.core_properties.author = clean(said.name)
    file.core_properties.comments = ""
    written = BytesIO()
    file.save(written)
    return timeless(written.getvalue())


def _styles(file: WordDocument, scribe: Scribe) -> None:
    """Set the usual type of the file: its faces for every script, its language, no space below."""
    form = file.styles["Normal"].element.get_or_add_rPr()
    for old in list(form):
        form.remove(old)
    form.append(element("w:rFonts", **scribe.fonts))
    form.extend((element("w:sz", val="17"), element("w:szCs", val="17")))
    tongue = locale_of(scribe.language)
    east = tongue if scribe.language in ("zh", "ja", "ko") else "zh-CN"
    bidi = tongue if scribe.is_rtl else "ar-SA"
    form.append(element("w:lang", val=tongue, eastAsia=east, bidi=bidi))
    spacing = file.styles["Normal"].paragraph_format
    spacing.space_after = spacing.space_before = Pt(0)


def _paper(file: WordDocument, document: TradeDocument, scribe: Scribe) -> None:
    section = file.sections[0]
    width, height = document.layout.page
    section.page_width, section.page_height = Pt(width), Pt(height)
    section.left_margin = section.right_margin = Pt((width - CONTENT_WIDTH) / 2)
    section.top_margin, section.bottom_margin = Pt(document.layout.margin_top + 40), Pt(64)
    section.header_distance, section.footer_distance = Pt(document.layout.margin_top), Pt(28)
    section.different_first_page_header_footer = True
    if scribe.is_rtl:
        # Before the grid of lines, which the schema puts last (17.6.17).
        grid = section._sectPr.find(qn("w:docGrid"))  # noqa: SLF001 - python-docx has no word for it
        if grid is not None:
            grid.addprevious(element("w:bidi"))


def _title(said: Outline, scribe: Scribe) -> Iterator[Element]:
    """Yield the title with number and date beside it."""
    if said.mark:
        yield scribe.paragraph(said.mark, Type(20, bold=True, color=_MARK, after=6))
    words = [
        scribe.paragraph(text, Type(18) if not at else Type(10, color=SECOND))
        for at, text in enumerate(said.title)
    ]
    if not said.meta:
        yield from words
        return
    labels = [scribe.paragraph(pair.label, Type(color=QUIET, end=True)) for pair in said.meta]
    values = [scribe.paragraph(p.value, Type(bold=p.strong, end=True)) for p in said.meta]
    boxes = (Box(words), Box(labels), Box(values))
    yield scribe.table([CONTENT_WIDTH - 250, 130, 120], [Rank(boxes)])


def _heads(file: WordDocument, said: Outline, scribe: Scribe, logo_height: float) -> None:
    """Set the letterhead of the first page and the small head of the later ones."""
    section = file.sections[0]
    first = section.first_page_header
    names = [scribe.paragraph(said.name, Type(14, bold=True))]
    names += [scribe.paragraph(said.other_name, Type(9.5, color=SECOND))] if said.other_name else []
    contact = [scribe.paragraph(line, Type(7.5, color=SECOND, end=True)) for line in said.contact]
    boxes, widths = [Box(names, below=TEXT), Box(contact, below=TEXT)], [271.0, 240.0]
    if said.logo:
        room = (logo_height * _LOGO_WIDE, logo_height)
        run = Pictures(first.part, _IN_HEADS).run(said.logo, room)
        boxes.insert(0, Box([scribe.paragraph([run])], below=TEXT))
        widths = [76.0, 215.0, 220.0]
    _put(first, [scribe.table(widths, [Rank(tuple(boxes))]), scribe.paragraph("", Type(2))])
    reference = " · ".join(part for part in (said.mark, said.reference) if part)
    later = (
        Box([scribe.paragraph(said.name, Type(9, bold=True))], below=TEXT),
        Box([scribe.paragraph(reference, Type(8, color=QUIET, end=True))], below=TEXT),
    )
    table = scribe.table([CONTENT_WIDTH / 2] * 2, [Rank(later)])
    _put(section.header, [table, scribe.paragraph("", Type(2))])


def _feet(file: WordDocument, said: Outline, number: str, scribe: Scribe) -> None:
    section = file.sections[0]
    for foot in (section.first_page_footer, section.footer):
        boxes = (
            Box([scribe.paragraph(said.foot, _FOOT)], above=BORDER),
            Box([scribe.paragraph(number, _FOOT)], above=BORDER),
            Box([scribe.paragraph(_pages(said, scribe), _FOOT_END)], above=BORDER),
        )
        widths = [CONTENT_WIDTH * 0.46, CONTENT_WIDTH * 0.2, CONTENT_WIDTH * 0.34]
        _put(foot, [scribe.table(widths, [Rank(boxes)]), scribe.paragraph("", Type(1))])


def _pages(said: Outline, scribe: Scribe) -> list[Element]:
    """Return "Page 1 of 2" in every language, the figures as fields that Word counts."""
    runs: list[Element] = []
    for part in re.split("([\x01\x02])", said.pages("\x01", "\x02")):
        code = {"\x01": "PAGE", "\x02": "NUMPAGES"}.get(part)
        runs += scribe.field(code, _FOOT) if code else scribe.runs(part, _FOOT)
    return runs


def _put(story: _Header | _Footer, made: Sequence[Element]) -> None:
    """Fill a head or foot with these elements only."""
    story.is_linked_to_previous = False
    root = story._element  # noqa: SLF001 - python-docx has no word for it
    for old in list(root):
        root.remove(old)
    root.extend(made)
