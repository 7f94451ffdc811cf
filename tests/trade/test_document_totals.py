"""What a PDF says adds up: lines, total, instalments and words, read back from the printed page."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.trade.bilingual import Bilingual
from desktop.trade.documents.assemble import assemble
from desktop.trade.documents.document import LANGUAGES, Kind, TradeDocument
from desktop.trade.documents.line_items import GoodsLine
from desktop.trade.documents.offer import Bank, Offer
from desktop.trade.documents.render import render
from desktop.trade.documents.sample import BUYER, SELLER
from desktop.trade.money import NumberFormat
from desktop.trade.payment_parse import parse_terms
from desktop.trade.totals import Charge, ChargeKind, Line, compute
from desktop.trade.words import CURRENCY_WORDS
from tests.trade import plain_quote
from tests.trade.paper_boxes import Page, pages_of, phrases_of
from tests.trade.words_read_back import read_chinese, read_english

PRICED = (Kind.QUOTATION, Kind.PROFORMA, Kind.CONTRACT, Kind.ORDER_CONFIRMATION,
          Kind.COMMERCIAL_INVOICE)  # fmt: skip
TERMS = ("T/T 30/70", "T/T 100% in advance", "20/70/10", "30% T/T + 70% L/C at sight")
RIGHT_TO_LEFT = ("ar",)
RIGHT_EDGE = 595.28 - 42
BODY_TOP, BODY_END = 88.0, 785.0


@dataclass(frozen=True)
class Sale:
    """The figures of an invented sale: (quantity, price, discount in per cent) of each line."""

    rows: tuple[tuple[Decimal, Decimal, Decimal], ...]
    freight: Decimal
    discount: Decimal
    terms: str = TERMS[0]
    style: str = NumberFormat.COMMA.value


def offer_of(sale: Sale, currency: str) -> Offer:
    lines = [Line(f"N-{at}", q, p, d) for at, (q, p, d) in enumerate(sale.rows)]
    goods = tuple(
        GoodsLine(line.sku, Bilingual("LED panel", "LED 平板灯"), line.quantity, "pcs",
                  line.unit_price, line.discount_percent)
        for line in lines
    )  # fmt: skip
    charges = (
        Charge(ChargeKind.FREIGHT, sale.freight),
        Charge(ChargeKind.DISCOUNT, sale.discount),
    )
    return Offer(
        seller=replace(SELLER, number_format=sale.style), buyer=BUYER, number="PI-2026-0001",
        revision=1, issued_on=date(2026, 11, 20), currency=currency, incoterm="FOB",
        place="Ningbo", lines=goods, totals=compute(lines, charges, currency), charges=charges,
        valid_until=date(2026, 12, 4), terms=parse_terms(sale.terms), lead_time="45",
        bank=Bank(currency, "Ningbo Bowei Lighting", "Example Bank", "0000 1234"),
    )  # fmt: skip


def number(text: str, style: str) -> Decimal:
    """Read a printed figure by the signs of the company's number format, without the program."""
    group, point = {"1,": ",.", "1.": ".,", "1 ": " ,", "1'": "'."}[style[:2]]
    bare = unicodedata.normalize("NFKC", text).replace("−", "-").replace(" ", "")
    assert re.fullmatch(rf"-?\d{{1,3}}({re.escape(group.strip())}\d{{3}})*({re.escape(point)}\d+)?",
                        bare), text  # fmt: skip
    return Decimal(bare.replace(group.strip(), "").replace(point, "."))


def right_column(pages: list[Page], style: str, currency: str) -> list[tuple[str, Decimal]]:
    """Return the figures below the goods' head that end at the right margin, each with its currency."""
    found = []
    in_goods = False
    for page in pages:
        for phrase in phrases_of(page):
            if abs(phrase.right - RIGHT_EDGE) > 1.2 or not BODY_TOP < phrase.top < BODY_END:
                continue
            in_goods = in_goods or currency in phrase.text
            figure = phrase.text.removeprefix(f"{currency} ")
            if in_goods and re.fullmatch(r"[−\d][\d.,' ]*", figure):
                prefix = currency if figure != phrase.text else ""
                found.append((prefix, number(figure, style)))
    return found


def expected(sale: Sale, currency: str) -> tuple[Decimal, Decimal]:
    """Return goods and total of the sale, computed with fractions and without the program."""
    lines = [
        {"kind": "item", "quantity": str(q), "price": str(p), "discount": str(d)}
        for q, p, d in sale.rows
    ]
    sums = plain_quote.sums(
        {"currency": currency, "lines": lines, "freight": str(sale.freight), "insurance": "0",
         "others": [], "discount": str(sale.discount), "included": False}
    )  # fmt: skip
    digits = plain_quote.DIGITS.get(currency, 2)
    goods, total = (plain_quote.written(sums[name], digits) for name in ("goods", "total"))
    return Decimal(goods), Decimal(total)


def check(sale: Sale, kind: Kind, languages: str, currency: str) -> None:
    """Read the PDF of the sale back and compare it with the sale's own sums."""
    offer = offer_of(sale, currency)
    document = assemble(offer, kind, languages)
    pages = pages_of(render(document).pdf)
    text = " ".join(word.text for page in pages for word in page.words)
    goods, grand = expected(sale, currency)
    check_words(text, document, currency, grand)
    style = document.number_format
    if document.languages[0] in RIGHT_TO_LEFT:
        return
    figures = right_column(pages, style, currency)
    count = len(sale.rows)
    lines = [value for _currency, value in figures[:count]]
    total = next(at for at, (code, _value) in enumerate(figures) if code)
    sums = [value for _currency, value in figures[count:total]]
    instalments = [value for _currency, value in figures[total + 1 :]]
    assert figures[total] == (currency, grand)
    assert sum(lines) == goods
    assert sum(sums) == grand if sums else sum(lines) == grand
    assert len(instalments) == len(document.payments)
    assert sum(instalments) == grand
    exponent = -plain_quote.DIGITS.get(currency, 2)
    assert all(value.as_tuple().exponent == exponent for _code, value in figures)


def check_words(text: str, document: TradeDocument, currency: str, grand: Decimal) -> None:
    english = re.findall(r"SAY [A-Z -]*?ONLY\b", text)
    name = CURRENCY_WORDS[currency].chinese
    squeezed = unicodedata.normalize("NFKC", "".join(text.split()))
    chinese = re.findall(f"{name}[零壹贰叁肆伍陆柒捌玖拾佰仟万亿元圆角分点整]+", squeezed)
    assert english or chinese
    if "en" in document.languages:
        assert len(english) == 1
    if "zh" in document.languages:
        assert len(chinese) == 1
    for words in english:
        assert read_english(words, currency) == grand
    for words in chinese:
        assert read_chinese(words, currency) == grand


PLAIN = Sale(
    ((Decimal(2000), Decimal("14.20"), Decimal(0)), (Decimal(1200), Decimal("5.1355"), Decimal(3)),
     (Decimal("1.5"), Decimal("0.333"), Decimal("12.5"))),
    freight=Decimal("850.5"), discount=Decimal("220.25"),
)  # fmt: skip
CODES = sorted(CURRENCY_WORDS)
KEYS = list(LANGUAGES)
EVERY = [(CODES[at % len(CODES)], KEYS[at % len(KEYS)]) for at in range(max(len(CODES), len(KEYS)))]


@pytest.mark.parametrize("part", range(4))
def test_in_every_currency_and_every_language(part: int) -> None:
    styles = [style.value for style in NumberFormat]
    for at, (currency, languages) in enumerate(EVERY[part::4]):
        check(replace(PLAIN, style=styles[at % 4]), PRICED[at % 5], languages, currency)


def figures(most: int, places: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(0, most, allow_nan=False, allow_infinity=False, places=places)


rows = st.tuples(
    figures(10**6, 0).map(lambda q: q + 1),
    figures(10**5, 4),
    st.sampled_from([Decimal(0), Decimal(0), Decimal("2.5"), Decimal(33)]),
)
sales = st.builds(
    Sale,
    st.lists(rows, min_size=1, max_size=7).map(tuple),
    freight=figures(10**5, 2),
    discount=st.just(Decimal(0)),
    terms=st.sampled_from(TERMS),
    style=st.sampled_from([style.value for style in NumberFormat]),
)


@given(sales, st.sampled_from(PRICED), st.sampled_from(KEYS), st.sampled_from(CODES))
def test_whatever_is_sold_the_page_adds_up(
    sale: Sale, kind: Kind, languages: str, currency: str
) -> None:
    check(sale, kind, languages, currency)
