"""A document as parts in reading order, for programs that lay out pages themselves: Word and Excel.

The PDF draws the same document with its own hands (`goods.py`, `terms_page.py`); what is said, in
which order and in which languages is decided by the document and its layout alone.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from desktop.trade.bilingual import RIGHT_TO_LEFT, Bilingual, side_by_side
from desktop.trade.documents import labels
from desktop.trade.documents.document import Block, Clause, Fact, Signature, TradeDocument
from desktop.trade.documents.goods_outline import Column, Line, Row, Speech, Table, goods_of
from desktop.trade.documents.readable_pictures import readable


@dataclass(frozen=True, slots=True)
class Pair:
    """A label with its value."""

    label: str
    value: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Parties:
    """Blocks side by side: a heading with lines below it."""

    blocks: tuple[tuple[str, tuple[Line, ...]], ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Labels with values, under a heading or none; `warning` stands below them."""

    heading: str
    pairs: tuple[Pair, ...]
    warning: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """Running text, under a heading or none."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Sums:
    """What leads to the total and follows from it."""

    packing: tuple[Pair, ...]
    sums: tuple[Pair, ...]
    total: Pair
    settled: tuple[Pair, ...]
    words: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Clauses:
    """Numbered conditions: each its lines, a title first."""

    heading: str
    entries: tuple[tuple[str, tuple[Line, ...]], ...]


@dataclass(frozen=True, slots=True)
class Signing:
    """A place to sign: what stands below the line, and the pictures on it."""

    title: str
    below: str
    image: bytes | None
    stamp: bytes | None
    stamp_size: float


@dataclass(frozen=True, slots=True)
class Signatures:
    """The places to sign, side by side."""

    places: tuple[Signing, ...]


Part = Parties | Pairs | Paragraphs | Table | Sums | Clauses | Signatures


@dataclass(frozen=True, slots=True)
class Outline:
    """A document in parts. `mark` is written over it all (SUPERSEDED), "" for none.

    `reference` names it on later pages; `foot` stands at the left of every foot, `page_words` with
    two control characters for the figures at its right.
    """

    language: str
    is_rtl: bool
    name: str
    other_name: str
    contact: tuple[str, ...]
    logo: bytes | None
    title: tuple[str, ...]
    meta: tuple[Pair, ...]
    parts: tuple[Part, ...]
    reference: str
    foot: str
    mark: str
    page_words: str

    def pages(self, page: str, count: str) -> str:
        """Return "Page 1 of 2" with these signs for the figures."""
        return self.page_words.replace("\x01", page).replace("\x02", count)


def outline(
    document: TradeDocument, *, apart: bool = False, mark: Bilingual | None = None
) -> Outline:
    """Return the parts of `document`; with `apart` the goods' columns hold one thing each.

    `mark` is said above everything, on copies of older revisions.
    """
    speech = Speech(document.languages, document.layout.labels == "first")
    head, layout = document.letterhead, document.layout
    names = (head.name_zh, head.name) if speech.first == "zh" else (head.name, head.name_zh)
    name, other, *_rest = [*(n for n in dict.fromkeys(names) if n), "", ""]
    title = speech.each(document.title)
    if layout.title_style == "capitals":
        title = [title[0].upper(), *title[1:]]
    reference = (speech.plain(document.title), document.number, document.date)
    own = " ".join(" ".join(speech.each(layout.footer)).split())
    pages = speech.each(labels.PAGE.fill(page="\x01", pages="\x02"))
    return Outline(
        language=speech.first,
        is_rtl=speech.first in RIGHT_TO_LEFT,
        name=name,
        other_name=other,
        contact=head.lines,
        logo=readable(head.logo) if layout.logo != "none" else None,
        title=tuple(title),
        meta=_pairs(document.meta, speech),
        parts=tuple(_parts(document, speech, apart=apart)),
        reference=side_by_side(reference),
        foot=own or " ".join(n for n in dict.fromkeys((head.name, head.name_zh)) if n),
        mark=" ".join(speech.each(mark)) if mark else "",
        page_words=" · ".join(pages),
    )


def _parts(document: TradeDocument, speech: Speech, *, apart: bool) -> Iterator[Part]:
    makers: Mapping[str, Callable[[TradeDocument, Speech], Iterator[Part]]] = {
        "parties": _parties,
        "references": _references,
        "intro": lambda d, s: _running(d.layout.intro, s),
        "goods": lambda d, s: _goods(d, s, apart=apart),
        "sums": _sums,
        "payment": _payment,
        "bank": _bank,
        "marks": _marks,
        "remarks": _remarks,
        "clauses": _clauses,
        "closing": lambda d, s: _running(d.layout.closing, s),
        "signatures": _signatures,
    }
    for name in document.layout.blocks:
        yield from makers[name](document, speech)


def _pairs(facts: Sequence[Fact], speech: Speech) -> tuple[Pair, ...]:
    return tuple(Pair(speech.plain(f.label), f.value, f.strong) for f in facts)


def _parties(document: TradeDocument, speech: Speech) -> Iterator[Part]:
    blocks = tuple((speech.plain(b.title), _block_lines(b)) for b in document.parties)
    if blocks:
        yield Parties(blocks)


def _block_lines(block: Block) -> tuple[Line, ...]:
    return (
        *((Line(block.name, strong=True),) if block.name else ()),
        *(Line(line) for line in block.lines),
        *(Line(line, quiet=True) for line in block.quiet),
    )


def _references(document: TradeDocument, speech: Speech) -> Iterator[Part]:
    pairs = _pairs((*document.references, *document.voyage), speech)
    if pairs:
        yield Pairs("", pairs)


def _running(wording: Bilingual, speech: Speech) -> Iterator[Part]:
    lines = tuple(Line(text) for words in speech.each(wording) for text in words.split("\n"))
    if any(line.text for line in lines):
        yield Paragraphs("", lines)


def _goods(document: TradeDocument, speech: Speech, *, apart: bool) -> Iterator[Part]:
    if document.goods_text:
        yield Paragraphs("", tuple(Line(line) for line in document.goods_text.split("\n")))
    if document.account:
        yield _account(document, speech)
    else:
        yield goods_of(document, speech, apart=apart)


def _account(document: TradeDocument, speech: Speech) -> Table:
    heads = (
        ("date", labels.DATE, 92.0),
        ("description", labels.ENTRY, 122.0),
        ("reference", labels.ENTRY_NUMBER, 102.0),
        ("debit", labels.DEBIT, 62.0),
        ("credit", labels.CREDIT, 62.0),
        ("amount", labels.BALANCE, 72.0),
    )
    columns = tuple(
        Column(key, tuple(speech.each(label)), width, key in ("debit", "credit", "amount"))
        for key, label, width in heads
    )
    rows = tuple(
        Row.of(row.date, speech.plain(row.text), row.number, row.debit, row.credit, row.balance)
        for row in document.account
    )
    return Table("", columns, rows, is_main=True)


def _sums(document: TradeDocument, speech: Speech) -> Iterator[Part]:
    words = (Pair(f.label.text(speech.first), f.value) for f in document.words)
    yield Sums(
        packing=_pairs(document.packing, speech),
        sums=_pairs(document.sums, speech),
        total=_pairs((document.total,), speech)[0],
        settled=_pairs(document.settled, speech),
        words=tuple(words),
    )


def _payment(document: TradeDocument, speech: Speech) -> Iterator[Part]:
    if document.payments:
        heads = (
            ("step", tuple(speech.each(labels.STEP)), 94.0, False),
            ("due", tuple(speech.each(labels.DUE)), 287.0, False),
            ("share", tuple(speech.each(labels.SHARE)), 40.0, True),
            ("amount", (document.currency,), 90.0, True),
        )
        rows = tuple(
            Row.of(speech.plain(row.step), speech.plain(row.due), row.share, row.amount)
            for row in document.payments
        )
        yield Table(speech.plain(labels.PAYMENT), tuple(Column(*head) for head in heads), rows)
    if document.schedule:
        columns = (
            Column("milestone", tuple(speech.each(labels.MILESTONE)), 340.0),
            Column("planned", tuple(speech.each(labels.PLANNED)), 171.0),
        )
        planned = tuple(Row.of(speech.plain(f.label), f.value) for f in document.schedule)
        yield Table(speech.plain(labels.SCHEDULE), columns, planned)


def _bank(document: TradeDocument, speech: Speech) -> Iterator[Part]:
    if document.bank:
        warning = tuple(speech.each(document.bank_warning))
        yield Pairs(speech.plain(labels.BANK), _pairs(document.bank, speech), warning)


def _marks(document: TradeDocument, speech: Speech) -> Iterator[Part]:
    if document.marks:
        lines = tuple(Line(mark) for mark in document.marks)
        yield Paragraphs(speech.plain(labels.PACKING_AND_MARKS), lines)


def _remarks(document: TradeDocument, speech: Speech) -> Iterator[Part]:
    for block in document.notes:
        yield Paragraphs(speech.plain(block.title), _block_lines(block))


def _clauses(document: TradeDocument, speech: Speech) -> Iterator[Part]:
    if document.clauses:
        entries = tuple(
            (str(number), _clause_lines(clause, speech))
            for number, clause in enumerate(document.clauses, start=1)
        )
        yield Clauses(speech.plain(labels.TERMS), entries)


def _clause_lines(clause: Clause, speech: Speech) -> tuple[Line, ...]:
    texts = speech.each(clause.text)
    if not (clause.title.en or clause.title.zh):
        return tuple(Line(text, quiet=bool(index)) for index, text in enumerate(texts))
    paragraphs = (Line(line) for text in reversed(texts) for line in text.split("\n"))
    return (Line(speech.plain(clause.title), strong=True), *paragraphs)


def _signatures(document: TradeDocument, speech: Speech) -> Iterator[Part]:
    if document.signatures:
        size = document.layout.stamp_size
        yield Signatures(tuple(_signing(one, speech, size) for one in document.signatures))


def _signing(signature: Signature, speech: Speech, stamp_size: float) -> Signing:
    return Signing(
        speech.plain(signature.title),
        speech.plain(signature.below),
        readable(signature.image),
        readable(signature.stamp),
        stamp_size,
    )
