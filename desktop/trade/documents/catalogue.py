"""The catalogue as a PDF: articles as cards by category, with pictures, packing and prices by quantity."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.colors import HexColor
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    NextPageTemplate,
    Spacer,
)

from desktop.trade.bilingual import Bilingual, Language
from desktop.trade.documents.document import Letterhead
from desktop.trade.documents.fonts import FontChain
from desktop.trade.documents.mixed_text import TextStyle
from desktop.trade.documents.page_dressing import PageDressing
from desktop.trade.documents.page_pictures import picture_in
from desktop.trade.documents.pdf_file import FileFacts, Rendered, set_pages
from desktop.trade.documents.sheet import (
    ACCENT_LINE,
    BODY,
    BORDER,
    CONTENT_WIDTH,
    HEADING,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    QUIET,
    SECOND,
    SMALL,
    TINT,
    Sheet,
    at_start,
    bold,
    quiet,
    right,
)
from desktop.trade.documents.text_layout import Span

_GAP = 14.0
_CARD = (CONTENT_WIDTH - _GAP) / 2
_PICTURE = (104.0, 96.0)
_MOST_DETAILS = 260


@dataclass(frozen=True, slots=True)
class Fact:
    """A label with its value, in the languages of the catalogue."""

    label: Bilingual
    value: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as printed; `names` and `details` once a language, `prices` as (from, price)."""

    sku: str
    names: tuple[str, ...]
    details: tuple[str, ...]
    facts: tuple[Fact, ...]
    prices: tuple[tuple[str, str], ...] = ()
    picture: bytes | None = None


@dataclass(frozen=True, slots=True)
class Chapter:
    """The articles of a category; title "" prints none."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class CatalogueDocument:
    """A catalogue, complete: every value as it stands on paper."""

    languages: tuple[Language, ...]
    title: Bilingual
    number: str
    date: str
    letterhead: Letterhead
    terms: tuple[Fact, ...]
    chapters: tuple[Chapter, ...]


def render_catalogue(document: CatalogueDocument) -> Rendered:
    """Return the PDF of a catalogue: the same document gives the same bytes."""
    chain = FontChain.of(document.languages)
    sheet = Sheet(document.languages, chain)
    dressing = PageDressing(document, sheet)
    facts = FileFacts(
        page=(PAGE_WIDTH, PAGE_HEIGHT),
        title=sheet.plain(document.title),
        author=document.letterhead.name or document.letterhead.name_zh,
        language=document.languages[0],
    )
    return set_pages(_story(document, sheet), dressing, chain, facts)


def _story(document: CatalogueDocument, sheet: Sheet) -> list[Flowable]:
    first, *rest = sheet.wordings(document.title)
    title: list[Flowable] = [sheet.text(first, TextStyle(19.5, 25))]
    title += [sheet.text(other, at_start(TextStyle(10, 14, SECOND))) for other in rest]
    terms = [
        [sheet.text(sheet.plain(f.label), right(quiet(BODY))), sheet.text(f.value, right(BODY))]
        for f in document.terms
    ]
    meta = sheet.grid(terms, [132, 148], padding=0.8) if terms else ""
    head = sheet.grid(
        [[title, meta]], [CONTENT_WIDTH - 280, 280], [("VALIGN", (0, 0), (-1, -1), "TOP")]
    )
    story: list[Flowable] = [NextPageTemplate("later"), head, Spacer(0, 12)]
    for chapter in document.chapters:
        story.append(CondPageBreak(170))
        if chapter.title:
            style = TextStyle(HEADING.size + 3, 18, ACCENT_LINE, bold=True)
            story += [sheet.text(chapter.title, style), Spacer(0, 5)]
        for place in range(0, len(chapter.entries), 2):
            story += [_row(chapter.entries[place : place + 2], sheet), Spacer(0, _GAP)]
    return story


def _row(entries: Sequence[Entry], sheet: Sheet) -> Flowable:
    """Two cards side by side, equally high; a row of cards never breaks over a page."""
    cells: list[object] = [_card(entries[0], sheet), ""]
    cells.append(_card(entries[1], sheet) if len(entries) > 1 else "")
    boxes = [0] if len(entries) == 1 else [0, 2]
    commands: list[tuple[object, ...]] = []
    for column in boxes:
        at = ((column, 0), (column, 0))
        commands += [
            ("BOX", *at, 0.6, HexColor(BORDER)),
            ("LEFTPADDING", *at, 8),
            ("RIGHTPADDING", *at, 8),
            ("TOPPADDING", *at, 8),
            ("BOTTOMPADDING", *at, 8),
        ]
    return sheet.grid([cells], [_CARD, _GAP, _CARD], commands)


def _card(entry: Entry, sheet: Sheet) -> Flowable:
    picture = picture_in(entry.picture, *_PICTURE) or _NoPicture()
    inside = _CARD - 16
    words = [_words(entry, sheet), Spacer(0, 4), _facts(entry.facts, sheet)]
    top = sheet.grid([[picture, "", words]], [_PICTURE[0], 10, inside - _PICTURE[0] - 10])
    parts: list[list[object]] = [[top]]
    if entry.prices:
        parts += [[Spacer(0, 5)], [_prices(entry.prices, inside, sheet)]]
    return sheet.grid(parts, [inside])


def _words(entry: Entry, sheet: Sheet) -> Flowable:
    spans = [Span(entry.sku, True, ACCENT_LINE)]
    for place, name in enumerate(entry.names):
        spans.append(Span(f"\n{name}", place == 0, QUIET if place else ""))
    for details in entry.details:
        shown = details if len(details) <= _MOST_DETAILS else details[: _MOST_DETAILS - 1] + "…"
        spans.append(Span(f"\n{shown}", False, QUIET))
    return sheet.text(spans, TextStyle(7.8, 10.8))


def _facts(facts: Sequence[Fact], sheet: Sheet) -> Flowable:
    """Label and value in one cell: labels of two languages are long, cards are narrow."""
    lines = []
    for place, fact in enumerate(facts):
        start = "\n" if place else ""
        lines += [Span(f"{start}{sheet.plain(fact.label)}  ", False, QUIET), Span(fact.value)]
    return sheet.text(lines, TextStyle(7.2, 10.0)) if lines else Spacer(0, 0)


def _prices(prices: Sequence[tuple[str, str]], width: float, sheet: Sheet) -> Flowable:
    """Return the steps as columns: the quantity over its price."""
    shown = prices[:4]
    head = [sheet.text(begin, right(SMALL)) for begin, _price in shown]
    row = [sheet.text(price, right(bold(BODY))) for _begin, price in shown]
    each = width / max(len(shown), 2)
    widths = [each] * len(shown)
    return sheet.grid(
        [head, row],
        widths,
        [
            ("BACKGROUND", (0, 0), (-1, -1), HexColor(TINT)),
            ("RIGHTPADDING", (0, 0), (-1, -1), 6),
            ("LEFTPADDING", (0, 0), (-1, -1), 6),
        ],
        padding=2.5,
    )


class _NoPicture(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """An empty tile where a picture would be."""

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Return its fixed size."""
        self.width, self.height = _PICTURE
        return self.width, self.height

    def draw(self) -> None:
        """Draw it."""
        self.canv.setFillColor(HexColor(TINT))
        self.canv.roundRect(0, 0, self.width, self.height, 4, fill=1, stroke=0)
