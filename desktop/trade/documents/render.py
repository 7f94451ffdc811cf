"""From a document to PDF bytes: page frames, letterhead, footer, page numbers.

The same document gives the same bytes, always: no clock and no random identifier goes in
(`invariant`), so that the SHA-256 of an issued file can be checked against a new rendering.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    NextPageTemplate,
    Spacer,
)

from desktop.trade.documents.document import Block, TradeDocument
from desktop.trade.documents.fonts import FontChain
from desktop.trade.documents.goods import goods_table, sums
from desktop.trade.documents.mixed_text import TextStyle
from desktop.trade.documents.page_dressing import NumberedCanvas, PageDressing
from desktop.trade.documents.sheet import (
    BODY,
    CONTENT_WIDTH,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    QUIET,
    SECOND,
    Sheet,
    bold,
    grid,
    quiet,
    right,
)
from desktop.trade.documents.terms_page import TermsFlow
from desktop.trade.documents.text_layout import Span

# Binary streams: a fifth smaller than ReportLab's ASCII armour, which nothing needs any more.
rl_config.useA85 = 0


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished PDF: its bytes, their SHA-256, pages, and characters that no face could print."""

    pdf: bytes
    sha256: str
    pages: int
    missing: tuple[str, ...]


def render(document: TradeDocument, *, draft: bool = False) -> Rendered:
    """Return the PDF of `document`; `draft` writes DRAFT across every page (previews)."""
    chain = FontChain()
    sheet = Sheet(document.languages, chain)
    frame = PageDressing(document, sheet, draft=draft)
    buffer = BytesIO()
    builder = BaseDocTemplate(
        buffer,
        pagesize=(PAGE_WIDTH, PAGE_HEIGHT),
        title=f"{document.title.en} {document.number}",
        author=document.letterhead.name or document.letterhead.name_zh,
        subject=document.title.zh,
        creator="Tradepost",
        lang="zh-CN" if document.languages[0] == "zh" else "en",
        invariant=1,
        pageCompression=1,
    )
    builder.addPageTemplates(frame.templates())
    pages: list[int] = []

    def canvas_maker(*args: Any, **kwargs: Any) -> Canvas:  # noqa: ANN401 - ReportLab's call
        return NumberedCanvas(frame, pages, *args, **kwargs)

    builder.build(_story(document, sheet), canvasmaker=canvas_maker)
    content = buffer.getvalue()
    missing = tuple(sorted(chain.missing))
    return Rendered(content, hashlib.sha256(content).hexdigest(), len(pages), missing)


def _story(document: TradeDocument, sheet: Sheet) -> list[Flowable]:
    return [
        NextPageTemplate("later"),
        _title(document, sheet),
        Spacer(0, 16),
        _parties(document.parties, sheet),
        Spacer(0, 18),
        goods_table(document, sheet),
        *sums(document, sheet),
        TermsFlow(document, sheet),
    ]


def _title(document: TradeDocument, sheet: Sheet) -> Flowable:
    first, *rest = sheet.wordings(document.title)
    title = [sheet.text(first, TextStyle(19.5, 25))]
    title += [sheet.text(other, TextStyle(10, 14, SECOND)) for other in rest]
    meta = [
        [
            sheet.text(sheet.plain(fact.label), right(quiet(BODY))),
            sheet.text(fact.value, right(bold(BODY) if fact.strong else BODY)),
        ]
        for fact in document.meta
    ]
    table = grid(meta, [110, 100], padding=0.8)
    return grid([[title, table]], [CONTENT_WIDTH - 210, 210], [("VALIGN", (0, 0), (0, 0), "TOP")])


def _parties(blocks: Sequence[Block], sheet: Sheet) -> Flowable:
    gap = 14.0
    count = max(len(blocks), 1)
    width = (CONTENT_WIDTH - gap * (count - 1)) / count
    cells: list[object] = []
    widths: list[float] = []
    for block in blocks:
        if cells:
            cells.append("")
            widths.append(gap)
        cells.append(_party(block, sheet))
        widths.append(width)
    return grid([cells], widths, split_rows=True)


def _party(block: Block, sheet: Sheet) -> list[Flowable]:
    spans = [Span(block.name, True)] if block.name else []
    for line in block.lines:
        spans.append(Span(f"\n{line}" if spans else line))
    for line in block.quiet:
        spans.append(Span(f"\n{line}" if spans else line, False, QUIET))
    return [sheet.heading(block.title), sheet.text(spans, BODY)]
