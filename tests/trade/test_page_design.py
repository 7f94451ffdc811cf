"""Pages of every kind hold together: nothing overlaps or leaves the margin, whatever goes in."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from desktop.runtime.errors import UserFacing
from desktop.trade.bilingual import Bilingual
from desktop.trade.documents.document import (
    LANGUAGES,
    Block,
    Clause,
    Fact,
    Item,
    Kind,
    TradeDocument,
)
from desktop.trade.documents.flowing_rows import FlowingRows, RowPlan, TableRow
from desktop.trade.documents.fonts import FontChain
from desktop.trade.documents.layout import BLOCKS, COLUMNS, read_layout
from desktop.trade.documents.layout_rules import dressed
from desktop.trade.documents.render import render
from desktop.trade.documents.sheet import Sheet
from tests.trade.paper_boxes import Page, faults_of, pages_of
from tests.trade.paper_set import paper


def pages_without_faults(document: TradeDocument) -> list[Page]:
    pages = pages_of(render(document).pdf)
    faults = [
        f"page {at}: {fault}" for at, page in enumerate(pages, start=1) for fault in faults_of(page)
    ]
    assert faults == []
    return pages


def with_items(document: TradeDocument, **values: object) -> TradeDocument:
    return replace(document, items=tuple(replace(item, **values) for item in document.items))


def text_of(pages: list[Page]) -> str:
    return " ".join(word.text for page in pages for word in page.words)


@pytest.mark.parametrize("lines", [1, 20])
@pytest.mark.parametrize("kind", list(Kind))
def test_pages_of_every_kind(kind: Kind, lines: int) -> None:
    for languages in ("en", "zh", "en+zh"):
        document = paper(kind, languages, lines)
        pages = pages_without_faults(document)
        for at, page in enumerate(pages, start=1):
            text = text_of([page])
            assert document.number.split()[0] in text
            if languages == "en":
                assert f"Page {at} of {len(pages)}" in text


@pytest.mark.parametrize("languages", LANGUAGES)
def test_pages_in_every_language(languages: str) -> None:
    kinds = list(Kind)
    kind = kinds[list(LANGUAGES).index(languages) % len(kinds)]
    pages_without_faults(paper(kind, languages))


@pytest.mark.parametrize("lines", range(1, 30))
def test_sums_stand_below_a_line_and_signatures_below_terms(lines: int) -> None:
    """A total or a signature alone on a page could be put under anything."""
    pages = pages_of(render(paper(Kind.PROFORMA, "en", lines)).pdf)
    sums = next(text_of([page]) for page in pages if "ONLY" in text_of([page]))
    assert re.search(r"PL-6060|DL-12|TL-30|DR-40|SH-110", sums)
    assert "Total CIF" in sums
    signed = next(text_of([page]) for page in pages if "Buyer, accepted" in text_of([page]))
    assert "Force majeure" in signed
    heads = [page for page in pages if re.search(r"PL-6060|DL-12|SH-110", text_of([page]))]
    assert all("Description" in text_of([page]) for page in heads)


@pytest.mark.parametrize("count", range(8, 22))
def test_signatures_take_terms_along(count: int) -> None:
    document = paper(Kind.PROFORMA, "en", 5)
    terms = tuple(Clause(Bilingual(f"Condition{at:02d} holds.")) for at in range(count))
    pages = pages_of(render(replace(document, clauses=terms)).pdf)
    signed = next(text_of([page]) for page in pages if "Buyer, accepted" in text_of([page]))
    assert f"Condition{count - 1:02d}" in signed


def test_lines_to_sign_on_are_level() -> None:
    page = next(
        p for p in pages_of(render(paper(Kind.PROFORMA, "en")).pdf) if "accepted" in text_of([p])
    )
    seller = next(word for word in reversed(page.words) if word.text == "Seller")
    assert abs(seller.bottom - page.find("Buyer,").bottom) < 0.1


def test_a_description_of_three_hundred_lines_goes_on_over_pages() -> None:
    long = Bilingual("\n".join(f"row{at:03d}" for at in range(300)))
    pages = pages_without_faults(with_items(paper(Kind.QUOTATION, "en", 2), details=long))
    found = re.findall(r"row\d{3}", text_of(pages))
    assert found == [f"row{at:03d}" for at in range(300)] * 2
    for page in pages:
        if "row" in text_of([page]):
            assert "Description" in text_of([page])
    assert text_of(pages).count("28,400.00") == 1


def test_a_very_long_article_number_is_cut_inside_its_column() -> None:
    pages = pages_without_faults(with_items(paper(Kind.PROFORMA, "en"), sku="Ж" * 200))
    assert text_of(pages).count("Ж") == 5 * 200


def test_figures_are_never_broken_in_two() -> None:
    document = with_items(
        paper(Kind.PROFORMA, "en+zh"),
        amount="999,999,999,999.99", unit_price="999,999,999.9999", discount="12.5%",
        quantity="1,000,000,000",
    )  # fmt: skip
    words = [word.text for page in pages_without_faults(document) for word in page.words]
    assert words.count("999,999,999,999.99") == words.count("999,999,999.9999") == 5
    account = paper(Kind.STATEMENT, "en+zh")
    big = replace(account, account=tuple(
        replace(row, debit="9,999,999,999.99", balance="−9,999,999,999.99")
        for row in account.account
    ))  # fmt: skip
    words = [word.text for page in pages_without_faults(big) for word in page.words]
    assert words.count("9,999,999,999.99") == words.count("−9,999,999,999.99") == len(big.account)


LONG = "International Import Export and Manufacturing Company of the Greater Bay "
EXTREMES = {
    "company": lambda d: replace(d, letterhead=replace(d.letterhead, name=LONG * 3)),
    "parties": lambda d: replace(d, parties=tuple(
        replace(one, name="Gesellschaft" * 20, lines=tuple(f"Floor {n}" for n in range(90)))
        for one in d.parties)),
    "head": lambda d: replace(d, letterhead=replace(d.letterhead, lines=(LONG * 4,) * 5)),
    "marks": lambda d: replace(d, marks=tuple(f"MARK {n}" for n in range(150))),
    "one mark": lambda d: replace(d, marks=("M" * 500,)),
    "bank": lambda d: replace(d, bank=tuple(replace(f, value="Bank " * 300) for f in d.bank)),
    "payments": lambda d: replace(d, payments=d.payments * 40),
    "clauses": lambda d: replace(d, clauses=(Clause(Bilingual("word " * 4000)),) * 2),
    "signer": lambda d: replace(d, signatures=tuple(
        replace(one, below=Bilingual(LONG * 4)) for one in d.signatures)),
    "remarks": lambda d: replace(d, notes=(Block(Bilingual("Remarks"), "", ("x" * 5000,)),)),
    "references": lambda d: replace(d, references=tuple(
        Fact(Bilingual("A very long label of a reference", "很长的参考标签"), "X" * 90)
        for _ in range(25))),
    "title": lambda d: replace(d, title=Bilingual(LONG, "形式发票")),
    "nothing": lambda d: replace(d, items=(), packing=(), sums=(), payments=(), bank=(), marks=(),
                                 notes=(), clauses=(), signatures=(), words=(), parties=()),
}  # fmt: skip


@pytest.mark.parametrize("name", EXTREMES)
def test_extremes_are_printed_without_overlaps(name: str) -> None:
    pages_without_faults(EXTREMES[name](paper(Kind.PROFORMA)))


def test_what_cannot_be_broken_is_said_in_words() -> None:
    document = paper(Kind.PROFORMA)
    endless = tuple(replace(one, below=Bilingual(LONG * 200)) for one in document.signatures)
    with pytest.raises(UserFacing) as caught:
        render(replace(document, signatures=endless))
    assert caught.value.code == "taller_than_a_page"


def test_missing_parts_leave_no_gaps() -> None:
    """Without terms, packing and charges the words follow the total as closely as with them."""
    full = paper(Kind.PROFORMA, "en", 1)
    bare = replace(full, packing=(), sums=(), parties=full.parties[:2], references=())
    for document in (full, bare):
        page = pages_of(render(document).pdf)[0]
        assert page.find("SAY").top - page.find("Total").bottom < 40
    none = replace(bare, payments=(), bank=(), marks=(), notes=(), clauses=(), signatures=())
    assert len(pages_of(render(none).pdf)) == 1


def image(width: int, height: int) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (width, height), "red").save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize("logo", [image(3000, 2), image(2, 3000), image(900, 100)])
def test_a_logo_of_any_shape_keeps_to_its_place(logo: bytes) -> None:
    document = paper(Kind.PROFORMA)
    pages_without_faults(replace(document, letterhead=replace(document.letterhead, logo=logo)))


@pytest.mark.parametrize("content", [b"no picture", image(40, 40)[:60]])
def test_a_broken_picture_is_left_out(content: bytes) -> None:
    document = with_items(paper(Kind.PROFORMA), picture=content)
    signed = tuple(replace(one, stamp=content, image=content) for one in document.signatures)
    head = replace(document.letterhead, logo=content)
    pages = pages_without_faults(replace(document, signatures=signed, letterhead=head))
    assert "43,520.00" in text_of(pages)


def test_five_thousand_lines_are_made_one_by_one() -> None:
    """What a page costs does not grow with what is still to come."""
    made: list[int] = []
    sheet = Sheet(("en",), FontChain())

    def row(index: int) -> TableRow:
        made.append(index)
        return TableRow((sheet.text(f"line {index}"),))

    head = (sheet.text("Head"),)
    plan = RowPlan(
        sheet=sheet, head=head, count=5000, make=row, widths=(200.0,), indents=(0.0,), padding=5,
        head_padding=4, page_room=700,
    )  # fmt: skip
    rest: list[object] = [FlowingRows(plan)]
    pages, kept = 0, 0
    while rest and isinstance(flow := rest[-1], FlowingRows):
        table, *rest = flow.split(200, 700)
        pages += 1
        kept += table._nrows - 1
    assert made == list(range(5000))
    assert (kept, pages) == (5000, 162)


def title(text: str) -> Item:
    empty = Bilingual("")
    return Item("", "", Bilingual(text), empty, "", "", empty, "", "", "7.00", kind="section")


def test_a_title_never_stands_last_on_a_page() -> None:
    item = paper(Kind.PROFORMA, "en").items[0]
    items = [one for at in range(40) for one in (title(f"Hall{at:02d}"), item)]
    pages = pages_without_faults(replace(paper(Kind.PROFORMA, "en"), items=tuple(items)))
    for page in pages:
        words = [word.text for word in page.words if re.match(r"Hall|PL-6060", word.text)]
        assert not words or words[-1].startswith("PL-6060")


layouts = st.fixed_dictionaries(
    {
        "paper": st.sampled_from(["A4", "Letter"]),
        "blocks": st.permutations(BLOCKS),
        "columns": st.permutations(COLUMNS),
        "widths": st.dictionaries(st.sampled_from(COLUMNS), st.sampled_from([0.7, 1.0, 1.5])),
        "margin_top": st.sampled_from([20, 42, 90]),
        "margin_bottom": st.sampled_from([40, 56, 90]),
        "logo": st.sampled_from(["left", "right", "none"]),
        "logo_height": st.sampled_from([18, 33, 60]),
        "labels": st.sampled_from(["both", "first"]),
        "intro": st.sampled_from([{"en": "", "zh": ""}, {"en": "Dear partner, " * 30, "zh": ""}]),
    }
)


@settings(max_examples=30)
@given(layouts, st.sampled_from(list(Kind)), st.sampled_from([1, 7, 12]))
def test_every_template_gives_sound_pages(layout: dict, kind: Kind, lines: int) -> None:
    document = paper(kind, "en+zh", lines)
    pages = pages_without_faults(dressed(document, read_layout(layout).layout))
    text = "".join(text_of(pages).split())
    assert "".join(document.total.value.split()) in text
    for item in document.items:
        assert "".join(item.amount.split()) in text
