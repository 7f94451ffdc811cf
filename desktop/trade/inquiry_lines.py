"""Lines read out of an inquiry's text: articles, quantities, target prices, each with how sure that is.

Pure: the catalogue comes in as plain values. What it proposes is never taken by itself: the user ticks.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from desktop.trade.inquiry_quantities import (
    NONE,
    PRICE,
    UNKNOWN,
    Counted,
    Goods,
    counted,
    has_unit,
    quantity_below,
    without_quantity,
)
from desktop.trade.selling_units import Selling

PIECES = Goods(Selling("pcs"))
MOST_PROPOSALS = 400
_LONGEST_LINE = 400


class Sureness(StrEnum):
    """How sure a proposal is: named by its number, by a spelling of it, by words, or only guessed."""

    SURE = "sure"
    LIKELY = "likely"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Article:
    """An article as inquiries may name it: number, names, the buyer's own codes; `goods` are its units and carton."""

    sku: str
    names: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    goods: Goods = PIECES


@dataclass(frozen=True, slots=True)
class Proposal:
    """A line of the inquiry as a line of the quote.

    `sku` is "" when no article was recognised (`text` then names the goods); `quantity` None when
    none was found; `reason` is the key of why the article was taken: number, spelling, code, name; or of
    why the quantity is in question: "unit" (the article is not sold by it), "container" (as many as fill it).
    `unit` is what was counted, "" for the article's own unit and for single pieces of goods.
    """

    text: str
    sku: str
    quantity: Decimal | None
    price: Decimal | None
    sureness: Sureness
    reason: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Articles in the forms that a text is looked through for."""

    by_word: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    squeezed: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, tuple[frozenset[str], ...]] = field(default_factory=dict)
    goods: Mapping[str, Goods] = field(default_factory=dict)


_TOKEN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9./_+-]*[A-Za-z0-9])?")
_WORD = re.compile(r"[A-Za-z]{3,}|\d+\s?(?:mm|cm|w|k|v)\b|[\u4e00-\u9fff]{2,}", re.IGNORECASE)
_NOISE = frozenset(
    [
        "the",
        "and",
        "for",
        "with",
        "from",
        "please",
        "quote",
        "quotation",
        "price",
        "prices",
        "need",
        "our",
        "your",
        "per",
        "pcs",
        "pieces",
        "we",
        "of",
        "to",
        "in",
        "is",
        "are",
        "best",
        "following",
        "items",
        "item",
        "qty",
        "quantity",
        "each",
        "led",
    ]
)


def catalogue_of(articles: Iterable[Article]) -> Catalogue:
    """Return the articles in the forms that a text is looked through for."""
    by_word: dict[str, str] = {}
    codes: dict[str, str] = {}
    squeezed: dict[str, str] = {}
    names: dict[str, tuple[frozenset[str], ...]] = {}
    goods: dict[str, Goods] = {}
    for article in articles:
        goods[article.sku] = article.goods
        by_word[_fold(article.sku)] = article.sku
        squeezed.setdefault(_squeeze(article.sku), article.sku)
        for code in article.codes:
            codes.setdefault(_fold(code), article.sku)
        words = tuple(found for name in article.names if len(found := _words(name)) > 1)
        if words:
            names[article.sku] = words
    return Catalogue(by_word, codes, squeezed, names, goods)


def propose(text: str, catalogue: Catalogue) -> tuple[Proposal, ...]:
    """Return a proposal for each line of `text` that names goods, in its order.

    A quantity may stand in the line below its article. A line that names a quantity with a unit
    but no known article is proposed as free text, marked unsure.
    """
    lines = [" ".join(line.split())[:_LONGEST_LINE] for line in _plain(text).splitlines()]
    found: list[Proposal] = []
    for index, line in enumerate(lines):
        if not line or line.startswith(">") or len(found) >= MOST_PROPOSALS:
            continue
        found += _of_line(line, lines[index + 1 : index + 3], catalogue)
    return _without_doubles(found)


def _of_line(line: str, below: Sequence[str], catalogue: Catalogue) -> Iterator[Proposal]:
    named = list(_articles(line, catalogue))
    if not named:
        yield from _unnamed(line, catalogue)
        return
    for number, (sku, written, reason) in enumerate(named):
        part = _part(line, named, number)
        goods = catalogue.goods.get(sku, UNKNOWN)
        found = counted(part, written, goods)
        if found == NONE and len(named) == 1:
            found = _from_below(below, catalogue, goods)
        sureness = Sureness.SURE if reason in ("number", "code") else Sureness.LIKELY
        if not found.is_said:
            sureness = Sureness.LIKELY if sureness is Sureness.SURE else Sureness.UNSURE
        yield _proposal(line, sku, found, _price(part), sureness, reason)


def _unnamed(line: str, catalogue: Catalogue) -> Iterator[Proposal]:
    """Yield the proposal of a line that names no article by a number: one known by its words, or free text."""
    by_words = _by_name(line, catalogue)
    if by_words is None and not has_unit(line):
        return
    found = counted(line, "", catalogue.goods.get(by_words or "", UNKNOWN))
    if found.quantity is None:
        return
    if by_words is not None:
        sureness = Sureness.LIKELY if found.is_said else Sureness.UNSURE
        yield _proposal(line, by_words, found, _price(line), sureness, "name")
    elif _words(without_quantity(line)):
        yield _proposal(_goods_words(line), "", found, _price(line), Sureness.UNSURE, "text")


def _proposal(
    text: str, sku: str, found: Counted, price: Decimal | None, sureness: Sureness, reason: str
) -> Proposal:
    """Return a proposal; without a quantity, or where its unit is not clear, nothing is taken by itself."""
    if found.boxes:
        reason = "container"
    elif not found.is_clear:
        reason = "unit"
    is_open = found.quantity is None or not found.is_clear
    unit = "" if found.unit == "pcs" else found.unit
    sure = Sureness.UNSURE if is_open else sureness
    return Proposal(text, sku, found.quantity, price, sure, reason, unit)


def _articles(line: str, catalogue: Catalogue) -> Iterator[tuple[str, str, str]]:
    """Yield (sku, as written, reason) of every article that the line names by number or code."""
    seen: set[str] = set()
    tokens = list(_TOKEN.finditer(line))
    for index, token in enumerate(tokens):
        for count in (3, 2, 1):
            last = tokens[min(index + count, len(tokens)) - 1]
            written = line[token.start() : last.end()]
            hit = _named(written, catalogue)
            if hit is not None and hit[0] not in seen:
                seen.add(hit[0])
                yield hit[0], written, hit[1]
                break


def _named(written: str, catalogue: Catalogue) -> tuple[str, str] | None:
    folded = _fold(written)
    if folded in catalogue.by_word:
        return catalogue.by_word[folded], "number"
    if folded in catalogue.codes:
        return catalogue.codes[folded], "code"
    short = _squeeze(written)
    has_both = any(c.isdigit() for c in short) and any(c.isalpha() for c in short)
    if len(short) >= 4 and has_both and short in catalogue.squeezed:
        return catalogue.squeezed[short], "spelling"
    return None


def _by_name(line: str, catalogue: Catalogue) -> str | None:
    """Return the one article whose name's words all stand in the line."""
    words = _words(line)
    if len(words) < 2:
        return None
    hits = {
        sku
        for sku, names in catalogue.names.items()
        if any(
            name <= words or (len(name) > 3 and len(name & words) >= len(name) - 1)
            for name in names
        )
    }
    return hits.pop() if len(hits) == 1 else None


def _part(line: str, named: Sequence[tuple[str, str, str]], number: int) -> str:
    """Return what of a line belongs to one of several articles: from its number to the next."""
    if len(named) == 1:
        return line
    start = line.find(named[number][1])
    end = line.find(named[number + 1][1], start + 1) if number + 1 < len(named) else len(line)
    return line[start : end if end > start else len(line)]


def _from_below(below: Sequence[str], catalogue: Catalogue, goods: Goods) -> Counted:
    for line in below:
        if not line:
            continue
        if next(_articles(line, catalogue), None) is not None:
            return NONE
        found = quantity_below(line, goods)
        if found.quantity is not None:
            return found
    return NONE


def _price(part: str) -> Decimal | None:
    found = PRICE.search(part)
    if found is None:
        return None
    return Decimal((found.group(2) or found.group(3)).replace(",", "."))


def _goods_words(line: str) -> str:
    """Return a line of goods without its bullet and quantity: what names them."""
    words = without_quantity(line)
    return re.sub(r"^[\s\d.)、*•·-]+|[\s:,;@-]+$", "", " ".join(words.split())) or line


def _without_doubles(found: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """Name an article once where the text repeats it: the mention with a quantity counts."""
    with_quantity = {one.sku for one in found if one.sku and one.quantity is not None}
    kept: list[Proposal] = []
    seen: set[tuple[str, Decimal | None]] = set()
    for one in found:
        key = (one.sku or one.text, one.quantity)
        is_mention = bool(one.sku) and one.quantity is None and one.sku in with_quantity
        if key not in seen and not is_mention:
            seen.add(key)
            kept.append(one)
    return tuple(kept)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("\u2011", "-").replace("\u2013", "-")


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def _squeeze(text: str) -> str:
    return re.sub(r"[^0-9a-z\u4e00-\u9fff]", "", _fold(text))


def _words(text: str) -> frozenset[str]:
    found = (one.replace(" ", "").casefold() for one in _WORD.findall(_plain(text)))
    return frozenset(one for one in found if one not in _NOISE)
