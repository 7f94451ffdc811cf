"""What follows the goods: payment, schedule, bank details, marks, clauses and signatures."""

from collections.abc import Iterator, Sequence

from reportlab.lib.colors import HexColor
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Spacer

from desktop.trade.documents import labels
from desktop.trade.documents.document import Block, Clause, Fact, Signature, TradeDocument
from desktop.trade.documents.mixed_text import TEXT, TextStyle
from desktop.trade.documents.page_pictures import reader_of
from desktop.trade.documents.sheet import (
    AMBER,
    BODY,
    BORDER,
    BORDER_STRONG,
    CONTENT_WIDTH,
    GUTTER,
    HALF,
    QUIET,
    SMALL,
    Panel,
    Sheet,
    WarningSign,
    bold,
    quiet,
    right,
    rule_below,
)
from desktop.trade.documents.text_layout import Span

_SECTION_GAP = 20.0
_SHORT_NOTE = 200.0
_MOST_BOXED = 420.0
_MARKS_WIDTH = HALF * 0.55
_ROOM_TO_BEGIN = 160.0
# How much of the sections before them stands on the page of the signatures, in points.
_COMPANY = 30.0
_MOST_COMPANY = 330.0
_NEVER_FITS = float(0xFFFFFF)
_NOTES = frozenset({"marks", "remarks"})


class TermsFlow(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """All sections after the goods: on this page if they fit, else where they read best.

    What does not fit whole starts on a page of its own (as in the design), unless the goods left
    so much of this page empty that the first sections belong on it.
    """

    def __init__(self, document: TradeDocument, sheet: Sheet, names: Sequence[str]) -> None:
        """Make these sections of `document` in order; nothing is drawn when there are none."""
        super().__init__()
        self._sections = list(_sections(document, sheet, names))

    def wrap(self, available_width: float, _height: float) -> tuple[float, float]:
        """Ask to be split, always: the sections draw themselves."""
        return available_width, _NEVER_FITS

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        """Return the sections, each kept together, after a page break where one is due."""
        height = sum(
            part.wrapOn(self.canv, available_width, available_height)[1]
            for section in self._sections
            for part in section
        )
        kept = [KeepTogether(section) for section in self._sections]
        if height <= available_height or available_height >= _ROOM_TO_BEGIN:
            # ReportLab must be able to place the first part without splitting it again.
            return [Spacer(0, 0), *kept]
        return [CondPageBreak(available_height + 1), *kept]


def _sections(
    document: TradeDocument, sheet: Sheet, names: Sequence[str]
) -> Iterator[list[Flowable]]:
    """Yield the parts of each section in the order of `names`; empty ones are left out."""
    makers = {
        "payment": _payments,
        "bank": _banks,
        "clauses": _all_clauses,
        "closing": _closing,
        "signatures": _signing,
    }
    # Marks and remarks that follow each other stand side by side.
    rest = list(names)
    found: list[list[Flowable]] = []
    while rest:
        name = rest.pop(0)
        if name in _NOTES:
            both = (name, rest.pop(0)) if rest and rest[0] in _NOTES else (name,)
            found += _notes(document, sheet, both)
        elif name == "signatures":
            found = _with_company(found, list(_signing(document, sheet)))
        else:
            found += makers[name](document, sheet)
    yield from found


def _with_company(
    found: list[list[Flowable]], signing: list[list[Flowable]]
) -> list[list[Flowable]]:
    """Return the sections with the last ones joined to the signatures.

    A signature alone on a page could be put under anything.
    """
    if not signing:
        return found
    kept = len(found)
    height = 0.0
    while kept and height < _COMPANY:
        kept -= 1
        height += sum(part.wrap(CONTENT_WIDTH, 0)[1] for part in found[kept])
    if height > _MOST_COMPANY:
        return [*found, *signing]
    return [*found[:kept], [part for section in (*found[kept:], *signing) for part in section]]


def _payments(document: TradeDocument, sheet: Sheet) -> Iterator[list[Flowable]]:
    payment_width = HALF if document.schedule else CONTENT_WIDTH
    payment = _payment(document, sheet, payment_width)
    halves = [part for part in (payment, _schedule(document, sheet)) if part]
    if len(halves) == 1 or any(_height(half) > _MOST_BOXED for half in halves):
        # By itself, so that a table of very many instalments goes on over the page.
        yield from (_section(half) for half in halves)
    elif halves:
        yield _section([_side_by_side(halves, sheet)])


def _height(parts: Sequence[Flowable]) -> float:
    return float(sum(part.wrap(HALF, 0)[1] for part in parts))


def _banks(document: TradeDocument, sheet: Sheet) -> Iterator[list[Flowable]]:
    if document.bank:
        yield _section(_bank(document, sheet))


def _closing(document: TradeDocument, sheet: Sheet) -> Iterator[list[Flowable]]:
    words = "\n".join(sheet.wordings(document.layout.closing))
    if words:
        yield [Spacer(0, _SECTION_GAP), sheet.text(words, BODY)]


def _all_clauses(document: TradeDocument, sheet: Sheet) -> Iterator[list[Flowable]]:
    if document.clauses:
        parts = _clauses(document, sheet)
        # A heading with one line below it looks lost at the foot of a page.
        begin = 2 if all(not clause.title.en for clause in document.clauses[:2]) else 1
        yield _section([sheet.heading(labels.TERMS), *parts[:begin]])
        yield from ([clause] for clause in parts[begin:])


def _signing(document: TradeDocument, sheet: Sheet) -> Iterator[list[Flowable]]:
    if document.signatures:
        yield [Spacer(0, 26), _signatures(document, sheet)]


def _notes(document: TradeDocument, sheet: Sheet, names: Sequence[str]) -> Iterator[list[Flowable]]:
    """Yield marks and notes, two side by side; a long note flows over pages by itself."""
    waiting = []
    long_notes = []
    for name in names:
        if name == "marks" and document.marks:
            heading, text = _marks(document, sheet)
            if text.wrap(_MARKS_WIDTH, 0)[1] > _SHORT_NOTE:
                long_notes.append((heading, text))
            else:
                box = Panel(text, stroke=BORDER_STRONG, padding=(9, 7), width=_MARKS_WIDTH)
                waiting.append([heading, Spacer(0, 2), box])
        for block in document.notes if name == "remarks" else ():
            heading, text = _note(block, sheet)
            if text.wrap(HALF, 0)[1] > _SHORT_NOTE:
                long_notes.append((heading, text))
            else:
                waiting.append([heading, text])
    for index in range(0, len(waiting), 2):
        yield _section([_side_by_side(waiting[index : index + 2], sheet)])
    for heading, text in long_notes:
        yield _section([heading])
        yield [text]


def _section(parts: list[Flowable]) -> list[Flowable]:
    return [Spacer(0, _SECTION_GAP), *parts]


def _side_by_side(parts: Sequence[Sequence[Flowable]], sheet: Sheet) -> Flowable:
    cells = [list(part) for part in parts]
    if len(cells) == 1:
        return sheet.grid([[cells[0]]], [CONTENT_WIDTH])
    return sheet.grid([[cells[0], "", cells[1]]], [HALF, GUTTER, HALF])


def _payment(document: TradeDocument, sheet: Sheet, width: float) -> list[Flowable]:
    if not document.payments:
        return []
    narrow = width < CONTENT_WIDTH
    head = [
        sheet.stacked(labels.STEP),
        sheet.stacked(labels.DUE),
        sheet.stacked(labels.SHARE, right(SMALL)),
        sheet.text(document.currency, right(SMALL)),
    ]
    rows = [
        [
            sheet.text(sheet.plain(row.step), BODY),
            sheet.stacked(row.due, BODY) if narrow else sheet.text(sheet.inline(row.due), BODY),
            sheet.text(row.share, right(BODY)),
            sheet.text(row.amount, right(bold(BODY))),
        ]
        for row in document.payments
    ]
    step, share, amount = (58.0, 30.0, 62.0) if narrow else (94.0, 40.0, 90.0)
    figures = [sheet.text(row.amount, bold(BODY)).natural_width() for row in document.payments]
    amount = max(amount, *figures) + 2
    widths = [step, width - step - share - amount, share, amount]
    return [sheet.heading(labels.PAYMENT), _ruled(head, rows, widths, sheet)]


def _schedule(document: TradeDocument, sheet: Sheet) -> list[Flowable]:
    if not document.schedule:
        return []
    head = [sheet.stacked(labels.MILESTONE), sheet.stacked(labels.PLANNED, right(SMALL))]
    rows = [
        [sheet.text(sheet.plain(fact.label), BODY), sheet.text(fact.value, right(BODY))]
        for fact in document.schedule
    ]
    return [sheet.heading(labels.SCHEDULE), _ruled(head, rows, [HALF - 90, 90], sheet)]


def _ruled(
    head: list[Flowable], rows: list[list[Flowable]], widths: list[float], sheet: Sheet
) -> Flowable:
    commands = [
        rule_below(0, TEXT, 0.75),
        *(rule_below(index) for index in range(1, len(rows) + 1)),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("TOPPADDING", (0, 0), (-1, 0), 0),
    ]
    return sheet.grid([head, *rows], widths, commands, padding=4)


def _bank(document: TradeDocument, sheet: Sheet) -> list[Flowable]:
    inner = CONTENT_WIDTH - 28
    label, value = 94.0, inner / 2 - 94.0 - 8
    cells = [_fact_cells(fact, sheet) for fact in document.bank]
    rows = []
    for index in range(0, len(cells), 2):
        second = cells[index + 1] if index + 1 < len(cells) else ["", ""]
        rows.append([*cells[index], "", *second])
    apart = [("RIGHTPADDING", (column, 0), (column, -1), 4) for column in (0, 3)]
    facts = sheet.grid(rows, [label, value, 16, label, value], apart, padding=1.4, split_rows=True)
    warning = sheet.text(
        "\n".join(sheet.wordings(document.bank_warning)), TextStyle(BODY.size, BODY.leading, AMBER)
    )
    line = sheet.grid(
        [[WarningSign(), warning]],
        [16, inner - 16],
        [
            ("LINEABOVE", (0, 0), (-1, 0), 0.5, HexColor(BORDER)),
            ("TOPPADDING", (0, 0), (-1, 0), 8),
        ],
    )
    parts = [sheet.heading(labels.BANK), facts, Spacer(0, 6), line]
    content = sheet.grid([[part] for part in parts], [inner])
    if content.wrap(inner, 0)[1] > _MOST_BOXED:
        # A box cannot go on over the page.
        return parts
    return [Panel(content, stroke=BORDER_STRONG, padding=(14, 10))]


def _fact_cells(fact: Fact, sheet: Sheet) -> list[object]:
    style = bold(BODY) if fact.strong else BODY
    return [sheet.text(sheet.plain(fact.label), quiet(BODY)), sheet.text(fact.value, style)]


def _marks(document: TradeDocument, sheet: Sheet) -> tuple[Flowable, Flowable]:
    return sheet.heading(labels.PACKING_AND_MARKS), sheet.text("\n".join(document.marks), BODY)


def _note(block: Block, sheet: Sheet) -> tuple[Flowable, Flowable]:
    spans = [Span("\n".join(block.lines))]
    if block.quiet:
        spans.append(Span("\n" + "\n".join(block.quiet), False, QUIET))
    return sheet.heading(block.title), sheet.text(spans, BODY)


def _clauses(document: TradeDocument, sheet: Sheet) -> list[Flowable]:
    return [
        sheet.grid(
            [
                [
                    sheet.text(str(number), quiet(BODY)),
                    sheet.text(_clause_text(clause, sheet), BODY),
                ]
            ],
            [15, CONTENT_WIDTH - 15],
            padding=1.5,
            split_rows=True,
        )
        for number, clause in enumerate(document.clauses, start=1)
    ]


def _clause_text(clause: Clause, sheet: Sheet) -> list[Span]:
    """Return a short condition in one run, or a titled clause: Chinese paragraph, then English."""
    if not clause.title.en and not clause.title.zh:
        return sheet.inline(clause.text)
    title = Span(sheet.plain(clause.title), True)
    paragraphs = reversed(sheet.wordings(clause.text))
    return [title, *(Span(f"\n{text}") for text in paragraphs)]


def _signatures(document: TradeDocument, sheet: Sheet) -> Flowable:
    shown, size = document.signatures[:2], document.layout.stamp_size
    # The lines to sign on stand at one height, with a stamp beside one of them too.
    height = 62.0 if any(one.image for one in shown) else 44.0
    if any(one.stamp for one in shown):
        height = max(62.0, size + 2)
    spaces = [SigningSpace(one, height, size, rtl=sheet.rtl) for one in shown]
    cells = [[s, _signing_lines(one, sheet)] for s, one in zip(spaces, shown, strict=True)]
    return _side_by_side(cells, sheet)


def _signing_lines(signature: Signature, sheet: Sheet) -> Flowable:
    return sheet.grid(
        [
            [sheet.text(sheet.inline(signature.title, strong=True), BODY)],
            [sheet.text(sheet.plain(signature.below), quiet(BODY))],
        ],
        [HALF],
        [("LINEABOVE", (0, 0), (-1, 0), 0.75, HexColor(TEXT)), ("TOPPADDING", (0, 0), (-1, 0), 6)],
    )


class SigningSpace(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """Room to sign in, with the signature and stamp images when there are any."""

    def __init__(
        self, signature: Signature, height: float, stamp_size: float, *, rtl: bool = False
    ) -> None:
        """Keep the images; both may be missing. `rtl` begins at the right."""
        super().__init__()
        self._signature, self._room, self._rtl = signature, height, rtl
        self._stamp_size = stamp_size

    def wrap(self, available_width: float, _height: float) -> tuple[float, float]:
        """Return the room."""
        self.width, self.height = available_width, self._room
        return self.width, self.height

    def draw(self) -> None:
        """Draw the images on the line, the stamp beside the signature."""
        if self._signature.image:
            self._draw(self._signature.image, 6, 100, 34)
        if self._signature.stamp:
            self._draw(self._signature.stamp, 112, self._stamp_size, self._stamp_size)

    def _draw(self, content: bytes, x: float, width: float, height: float) -> None:
        reader = reader_of(content)
        if reader is None:
            return
        self.canv.drawImage(
            reader,
            self.width - x - width if self._rtl else x,
            3,
            width,
            height,
            mask="auto",
            preserveAspectRatio=True,
            anchor="se" if self._rtl else "sw",
        )
