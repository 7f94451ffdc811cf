"""From a document to its PDF: the blocks of a page in the order of the company's layout."""

from collections.abc import Iterator, Sequence

from reportlab.platypus import Flowable, KeepTogether, NextPageTemplate, Spacer

from desktop.trade.bilingual import Bilingual
from desktop.trade.documents import labels
from desktop.trade.documents.account_table import account_table
from desktop.trade.documents.document import Block, Fact, TradeDocument
from desktop.trade.documents.fonts import FontChain
from desktop.trade.documents.goods import goods_table, sums
from desktop.trade.documents.mixed_text import TextStyle
from desktop.trade.documents.page_dressing import PageDressing
from desktop.trade.documents.pdf_file import FileFacts, Rendered, set_pages
from desktop.trade.documents.sheet import (
    BODY,
    CONTENT_WIDTH,
    QUIET,
    SECOND,
    Sheet,
    at_start,
    bold,
    quiet,
    right,
)
from desktop.trade.documents.terms_page import TermsFlow
from desktop.trade.documents.text_layout import Span


def render(
    document: TradeDocument, *, draft: bool = False, mark: Bilingual | None = None
) -> Rendered:
    """Return the PDF of `document`; `draft` writes DRAFT across every page (previews).

    `mark` writes other words across them: SUPERSEDED on a copy of an older revision.
    """
    chain = FontChain.of(document.languages)
    sheet = Sheet(document.languages, chain, document.layout)
    frame = PageDressing(document, sheet, mark=labels.DRAFT if draft else mark)
    facts = FileFacts(
        page=document.layout.page,
        title=f"{document.title.en} {document.number}",
        author=document.letterhead.name or document.letterhead.name_zh,
        language=document.languages[0],
        subject=document.title.zh,
        archive=document.layout.archive,
    )
    return set_pages(_story(document, sheet), frame, chain, facts)


def _story(document: TradeDocument, sheet: Sheet) -> list[Flowable]:
    return [
        NextPageTemplate("later"),
        _title(document, sheet),
        *_blocks(document, sheet),
    ]


def _blocks(document: TradeDocument, sheet: Sheet) -> Iterator[Flowable]:
    """Yield the blocks in the order of the layout; terms that follow each other flow as one."""
    makers = {
        "parties": _party_block,
        "references": _reference_block,
        "intro": _intro,
        "goods": _goods,
        "sums": _sums,
    }
    terms: list[str] = []
    for name in document.layout.blocks:
        maker = makers.get(name)
        if maker is None:
            terms.append(name)
            continue
        if terms:
            yield TermsFlow(document, sheet, terms)
            terms = []
        yield from maker(document, sheet)
    if terms:
        yield TermsFlow(document, sheet, terms)


def _party_block(document: TradeDocument, sheet: Sheet) -> Iterator[Flowable]:
    yield Spacer(0, 16)
    yield from _parties(document.parties, sheet)


def _reference_block(document: TradeDocument, sheet: Sheet) -> Iterator[Flowable]:
    yield from _facts((*document.references, *document.voyage), sheet)


def _intro(document: TradeDocument, sheet: Sheet) -> Iterator[Flowable]:
    words = "\n".join(sheet.wordings(document.layout.intro))
    if words:
        yield Spacer(0, 14)
        yield sheet.text(words, BODY)


def _goods(document: TradeDocument, sheet: Sheet) -> Iterator[Flowable]:
    """Yield the goods or movements, with the sums when they follow at once."""
    yield Spacer(0, 18)
    yield from _goods_text(document, sheet)
    tail = sums(document, sheet) if _sums_follow(document) else []
    table = account_table if document.account else goods_table
    yield table(document, sheet, tail)


def _sums(document: TradeDocument, sheet: Sheet) -> Iterator[Flowable]:
    if not _sums_follow(document):
        yield KeepTogether(sums(document, sheet))


def _sums_follow(document: TradeDocument) -> bool:
    blocks = document.layout.blocks
    return blocks.index("sums") == blocks.index("goods") + 1


def _title(document: TradeDocument, sheet: Sheet) -> Flowable:
    first, *rest = sheet.wordings(document.title)
    style = document.layout.title_style
    words = first.upper() if style == "capitals" else first
    is_bold = style == "bold"
    title = [sheet.text(words, TextStyle(19.5, 25, bold=is_bold, light=not is_bold))]
    title += [sheet.text(other, at_start(TextStyle(10, 14, SECOND))) for other in rest]
    meta = [
        [
            sheet.text(sheet.plain(fact.label), right(quiet(BODY))),
            sheet.text(fact.value, right(bold(BODY) if fact.strong else BODY)),
        ]
        for fact in document.meta
    ]
    value = max(100.0, *(row[1].natural_width() + 12 for row in meta))
    table = sheet.grid(meta, [210 - value, value], padding=0.8)
    return sheet.grid(
        [[title, table]], [CONTENT_WIDTH - 210, 210], [("VALIGN", (0, 0), (0, 0), "TOP")]
    )


def _parties(blocks: Sequence[Block], sheet: Sheet) -> Iterator[Flowable]:
    """Yield the parties, three side by side; five stand in rows of three and two."""
    gap = 14.0
    count = min(max(len(blocks), 2), 3)
    width = (CONTENT_WIDTH - gap * (count - 1)) / count
    for start in range(0, len(blocks), count):
        cells: list[object] = []
        widths: list[float] = []
        for block in blocks[start : start + count]:
            if cells:
                cells.append("")
                widths.append(gap)
            cells.append(_party(block, sheet))
            widths.append(width)
        if start:
            yield Spacer(0, 10)
        yield sheet.grid([cells], widths, split_rows=True)


def _facts(facts: Sequence[Fact], sheet: Sheet) -> Iterator[Flowable]:
    """Yield labels with values in two columns, read from left to right."""
    if not facts:
        return
    label, gap = 126.0, 16.0
    value = (CONTENT_WIDTH - gap) / 2 - label
    cells = [
        [sheet.text(sheet.plain(fact.label), quiet(BODY)), sheet.text(fact.value, BODY)]
        for fact in facts
    ]
    if len(cells) % 2:
        cells.append([sheet.text(""), sheet.text("")])
    rows = [[*cells[index], "", *cells[index + 1]] for index in range(0, len(cells), 2)]
    yield Spacer(0, 12)
    apart = [("RIGHTPADDING", (column, 0), (column, -1), 6) for column in (0, 3)]
    yield sheet.grid(rows, [label, value, gap, label, value], apart, padding=1.4, split_rows=True)


def _goods_text(document: TradeDocument, sheet: Sheet) -> Iterator[Flowable]:
    """Yield the credit's description of goods, word for word."""
    if document.goods_text:
        yield sheet.text(document.goods_text, BODY)
        yield Spacer(0, 12)


def _party(block: Block, sheet: Sheet) -> list[Flowable]:
    spans = [Span(block.name, True)] if block.name else []
    for line in block.lines:
        spans.append(Span(f"\n{line}" if spans else line))
    for line in block.quiet:
        spans.append(Span(f"\n{line}" if spans else line, False, QUIET))
    return [sheet.heading(block.title), sheet.text(spans, BODY)]
