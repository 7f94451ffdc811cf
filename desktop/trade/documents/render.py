"""From a document to PDF bytes: page frames, letterhead, footer, page numbers.

The same document gives the same bytes, always: no clock and no random identifier goes in
(`invariant`), so that the SHA-256 of an issued file can be checked against a new rendering.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    NextPageTemplate,
    PageTemplate,
    Spacer,
)

from desktop.trade.documents import labels
from desktop.trade.documents.document import Block, TradeDocument
from desktop.trade.documents.fonts import FontChain
from desktop.trade.documents.goods import goods_table, sums
from desktop.trade.documents.mixed_text import TEXT, TextStyle
from desktop.trade.documents.sheet import (
    ACCENT_LINE,
    BODY,
    BORDER,
    CONTENT_WIDTH,
    MARGIN,
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

_TOP = 42.0
_BOTTOM = 56.0
_LATER_TOP = 100.0


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
    frame = _PageDressing(document, sheet, draft=draft)
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
        return _NumberedCanvas(frame, pages, *args, **kwargs)

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


class _NumberedCanvas(Canvas):  # type: ignore[misc]  # ReportLab has no types
    """Holds the pages back until their number is known, then dresses each with its footer."""

    def __init__(
        self,
        dressing: "_PageDressing",
        pages: list[int],
        *args: Any,  # noqa: ANN401 - ReportLab's own arguments
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        """Write the numbers of the finished pages into `pages`."""
        super().__init__(*args, **kwargs)
        self._dressing = dressing
        self._numbers = pages
        self._held: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 - ReportLab's name
        """Hold the finished page back."""
        self._held.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Write all pages with "page x of y"."""
        held = self._held
        for number, state in enumerate(held, start=1):
            self.__dict__.update(state)
            self._dressing.footer(self, number, len(held))
            super().showPage()
        self._numbers[:] = range(1, len(held) + 1)
        super().save()


class _PageDressing:
    """Draws what stands on every page outside the text: letterhead, footer, draft mark."""

    def __init__(self, document: TradeDocument, sheet: Sheet, *, draft: bool) -> None:
        self._document = document
        self._sheet = sheet
        self._draft = draft
        head = document.letterhead
        self._contact = sheet.text(
            "\n".join(head.lines), TextStyle(7.6, 10.6, SECOND, align="right")
        )
        _, contact_height = self._contact.wrap(CONTENT_WIDTH * 0.48, 0)
        self._head_height = max(34.0, contact_height)
        self._logo = ImageReader(BytesIO(head.logo)) if head.logo else None

    def templates(self) -> list[PageTemplate]:
        """Return the first page with the full letterhead and the later ones with a small head."""
        first_top = _TOP + self._head_height + 30
        return [
            PageTemplate("first", [_frame(first_top)], onPage=self._first),
            PageTemplate("later", [_frame(_LATER_TOP)], onPage=self._later),
        ]

    def _first(self, canvas: Canvas, _builder: BaseDocTemplate) -> None:
        head = self._document.letterhead
        top = PAGE_HEIGHT - _TOP
        left = MARGIN
        if self._logo:
            left += self._draw_logo(canvas, MARGIN, top - 33, 33) + 10
        name, second = _names(head.name, head.name_zh, self._document.languages[0])
        room = PAGE_WIDTH - MARGIN - left - self._contact.natural_width() - 14
        self._put(canvas, name, self._fitting(name, room), left, top - 20)
        if second:
            self._put(canvas, second, TextStyle(9.6, 13, SECOND), left, top - 33)
        self._contact.wrap(CONTENT_WIDTH * 0.48, 0)
        self._contact.drawOn(
            canvas, PAGE_WIDTH - MARGIN - CONTENT_WIDTH * 0.48, top - self._contact.height
        )
        self._rule(canvas, top - self._head_height - 13)
        self._draw_draft(canvas)

    def _later(self, canvas: Canvas, _builder: BaseDocTemplate) -> None:
        document = self._document
        top = PAGE_HEIGHT - _TOP - 8
        left = MARGIN
        if self._logo:
            left += self._draw_logo(canvas, MARGIN, top - 18, 18) + 8
        name, _ = _names(
            document.letterhead.name, document.letterhead.name_zh, document.languages[0]
        )
        width = self._put(canvas, name, TextStyle(9, 12, bold=True), left, top - 12.4)
        reference = f"{self._sheet.plain(document.title)} · {document.number} · {document.date}"
        room = PAGE_WIDTH - MARGIN - left - width - 12
        self._put_right(canvas, reference, quiet(BODY), PAGE_WIDTH - MARGIN, top - 12.4, room)
        self._rule(canvas, top - 36)
        self._draw_draft(canvas)

    def footer(self, canvas: Canvas, page: int, pages: int) -> None:
        """Draw seller, number and "page x of y" below a hairline."""
        document = self._document
        y = 29.0
        canvas.setStrokeColor(HexColor(BORDER))
        canvas.setLineWidth(0.5)
        canvas.line(MARGIN, 42.5, PAGE_WIDTH - MARGIN, 42.5)
        style = TextStyle(7.2, 10, QUIET)
        head = document.letterhead
        names = " ".join(dict.fromkeys(n for n in (head.name, head.name_zh) if n))
        self._put(canvas, names, style, MARGIN, y, CONTENT_WIDTH * 0.42)
        number = self._sheet.text(document.number, style)
        x = (PAGE_WIDTH - number.natural_width()) / 2
        self._put(canvas, document.number, style, x, y)
        words = " · ".join(self._sheet.wordings(labels.PAGE.fill(page=page, pages=pages)))
        self._put_right(canvas, words, style, PAGE_WIDTH - MARGIN, y)

    def _put(
        self, canvas: Canvas, text: str, style: TextStyle, x: float, y: float, room: float = 0
    ) -> float:
        """Draw one line with its baseline at `y`; return its width. Cut to `room` if given."""
        block = self._sheet.text(text, style)
        width = block.natural_width()
        if room and width > room:
            # A line cut at its end is better than one over its neighbour.
            block.wrap(room, style.leading)
            parts = block.split(room, style.leading)
            block, width = parts[0], room
        block.wrap(width + 1, style.leading)
        block.drawOn(canvas, x, y - block.height + (style.leading + style.size * 0.72) / 2)
        return width

    def _put_right(
        self, canvas: Canvas, text: str, style: TextStyle, x: float, y: float, room: float = 0
    ) -> None:
        width = self._sheet.text(text, style).natural_width()
        self._put(canvas, text, style, x - (min(width, room) if room else width), y, room)

    def _fitting(self, name: str, room: float) -> TextStyle:
        """Return the style in which a company's name fits beside the address."""
        style = TextStyle(14, 18, bold=True)
        width = self._sheet.text(name, style).natural_width()
        return replace(style, size=max(7.0, min(14.0, 14.0 * room / width))) if width else style

    def _rule(self, canvas: Canvas, y: float) -> None:
        canvas.setLineWidth(1.4)
        canvas.setStrokeColor(HexColor(TEXT))
        canvas.line(MARGIN, y, PAGE_WIDTH - MARGIN, y)
        canvas.setStrokeColor(HexColor(ACCENT_LINE))
        canvas.line(MARGIN, y, MARGIN + 66, y)

    def _draw_logo(self, canvas: Canvas, x: float, y: float, height: float) -> float:
        """Draw the logo in a box of `height`, at most three times as wide; return its width."""
        wide, high = self._logo.getSize() if self._logo else (1, 1)
        width = min(height * wide / high, height * 3)
        canvas.drawImage(
            self._logo, x, y, width, height, mask="auto", preserveAspectRatio=True, anchor="w"
        )
        return float(width)

    def _draw_draft(self, canvas: Canvas) -> None:
        if not self._draft:
            return
        canvas.saveState()
        canvas.translate(PAGE_WIDTH / 2, PAGE_HEIGHT / 2)
        canvas.rotate(52)
        style = TextStyle(72, 90, "#EFEFEB", bold=True)
        mark = self._sheet.plain(labels.DRAFT)
        width = self._sheet.text(mark, style).natural_width()
        self._put(canvas, mark, style, -width / 2, -24)
        canvas.restoreState()


def _names(name: str, name_zh: str, language: str) -> tuple[str, str]:
    """Return the seller's name for the document's first language, then the other one."""
    ordered = [name_zh, name] if language == "zh" else [name, name_zh]
    first, second, *_ = [*(n for n in dict.fromkeys(ordered) if n), "", ""]
    return first, second


def _frame(top: float) -> Frame:
    return Frame(
        MARGIN,
        _BOTTOM,
        CONTENT_WIDTH,
        PAGE_HEIGHT - top - _BOTTOM,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )
