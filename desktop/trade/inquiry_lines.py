"""Lines read out of an inquiry's text: articles, quantities, target prices, each with how sure that is.

Pure: the catalogue comes in as plain values. What it proposes is never taken by itself: the user ticks.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from desktop.trade.selling_units import canonical

MOST_PROPOSALS = 400
_LONGEST_LINE = 400


class Sureness(StrEnum):
    """How sure a proposal is: named by its number, by a spelling of it, by words, or only guessed."""

    SURE = "sure"
    LIKELY = "likely"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Article:
    """An article as inquiries may name it: number, names, the buyer's own codes."""

    sku: str
    names: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A line of the inquiry as a line of the quote.

    `sku` is "" when no article was recognised (`text` then names the goods); `quantity` None when
    none was found; `reason` is the key of why the article was taken: number, spelling, code, name.
    `unit` is carton or dozen when that is what was counted, "" for single pieces of goods.
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


_UNIT = (
    r"(?:pcs?|pieces?|units?|sets?|pairs?|rolls?|boxes|ctns?|cartons?|dozens?|st(?:ü|ue)ck|stk|pièces?|"
    r"unidades|uds?|шт|只|件|个|個|套|副|卷|盒|箱|支|台|双|米)"
)
_HOLDS_SEVERAL = frozenset({"carton", "dozen"})
_NUMBER = r"\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3})+|\d+(?:\.\d+)?\s?k\b|\d+"
_WITH_UNIT = re.compile(rf"(?<![\w.,/-])({_NUMBER})\s*({_UNIT})(?![a-zäöü])", re.IGNORECASE)
_NAMED = re.compile(
    rf"(?:qty|quantity|quantit[éà]|menge|cantidad|数量|订购)\s*[:：=.]?\s*({_NUMBER})",
    re.IGNORECASE,
)
_TIMES = re.compile(
    rf"(?<![\w.,/-])({_NUMBER})\s*[x×*]\s|\s[x×*]\s*({_NUMBER})(?![\w./-])", re.IGNORECASE
)
_ALONE = re.compile(rf"(?<![\w.,/-])({_NUMBER})(?![\w./%°-])", re.IGNORECASE)
_PRICE = re.compile(
    r"(?:@|at|à|zu|target(?: price)?|目标价|单价)?\s*(?:(USD|EUR|GBP|CNY|RMB|US\$|[$€£¥￥])\s*"
    r"(\d+(?:[.,]\d{1,4})?)|(\d+(?:[.,]\d{1,4})?)\s*(USD|EUR|GBP|CNY|RMB|[$€£¥￥]))",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9./_+-]*[A-Za-z0-9])?")
_WORD = re.compile(r"[A-Za-z]{3,}|\d+\s?(?:mm|cm|w|k|v)\b|[\u4e00-\u9fff]{2,}", re.IGNORECASE)
_MEASURE = re.compile(
    r"\d+(?:[.,]\d+)?\s?(?:mm|cm|m|w|v|k|hz|kg|g|lm|°|inch|\")(?![a-z])|"
    r"\d+\s?[x×*]\s?\d+(?:\s?[x×*]\s?\d+)?\s?(?:mm|cm)?|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|"
    r"(?:19|20)\d\d[-/.]\d\d?[-/.]\d\d?|\+?\d[\d ()-]{9,}\d",
    re.IGNORECASE,
)
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
    for article in articles:
        by_word[_fold(article.sku)] = article.sku
        squeezed.setdefault(_squeeze(article.sku), article.sku)
        for code in article.codes:
            codes.setdefault(_fold(code), article.sku)
        words = tuple(found for name in article.names if len(found := _words(name)) > 1)
        if words:
            names[article.sku] = words
    return Catalogue(by_word, codes, squeezed, names)


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
        named_by_words = _by_name(line, catalogue)
        with_unit = _WITH_UNIT.search(line)
        if named_by_words is None and with_unit is None:
            return
        quantity, is_sure = _quantity(line, "")
        if quantity is None:
            return
        price = _price(line)
        if named_by_words is not None:
            sureness = Sureness.LIKELY if is_sure else Sureness.UNSURE
            unit = _counted_in(line, quantity)
            yield Proposal(line, named_by_words, quantity, price, sureness, "name", unit)
        elif _words(line):
            yield Proposal(_goods_words(line), "", quantity, price, Sureness.UNSURE, "text")
        return
    for number, (sku, written, reason) in enumerate(named):
        part = _part(line, named, number)
        quantity, is_sure = _quantity(part, written)
        if quantity is None and len(named) == 1:
            quantity, is_sure = _from_below(below, catalogue)
        sureness = Sureness.SURE if reason in ("number", "code") else Sureness.LIKELY
        if quantity is None or not is_sure:
            sureness = Sureness.LIKELY if sureness is Sureness.SURE else Sureness.UNSURE
        if quantity is None:
            sureness = Sureness.UNSURE
        unit = _counted_in(" ".join((part, *below)), quantity)
        yield Proposal(line, sku, quantity, _price(part), sureness, reason, unit)


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


def _quantity(part: str, written: str) -> tuple[Decimal | None, bool]:
    """Return the quantity in a line, and whether it says so itself (a unit, "qty", "×")."""
    rest = part.replace(written, " | ", 1) if written else part
    for pattern in (_NAMED, _WITH_UNIT):
        found = pattern.search(rest)
        if found:
            return _number(found.group(1)), True
    rest = _PRICE.sub(" | ", _MEASURE.sub(" | ", rest))
    times = _TIMES.search(rest)
    if times:
        return _number(times.group(1) or times.group(2)), True
    alone = [_number(one) for one in _ALONE.findall(rest)]
    plausible = [one for one in alone if one >= 1]
    if len(plausible) == 1:
        return plausible[0], True
    # "1. PL-6060  500": the first small number counts the lines of the list.
    if len(plausible) == 2 and plausible[0] < plausible[1] and re.match(r"\s*\d+[.)、]?\s", part):
        return plausible[1], True
    return (max(plausible), False) if plausible else (None, False)


def _counted_in(text: str, quantity: Decimal | None) -> str:
    """Return the unit beside a quantity when it holds several pieces: 50 cartons are not 50 pieces."""
    for found in _WITH_UNIT.finditer(text):
        if _number(found.group(1)) == quantity:
            unit = canonical(found.group(2))
            return unit if unit in _HOLDS_SEVERAL else ""
    return ""


def _from_below(below: Sequence[str], catalogue: Catalogue) -> tuple[Decimal | None, bool]:
    for line in below:
        if not line:
            continue
        if next(_articles(line, catalogue), None) is not None:
            return None, False
        found = _NAMED.search(line) or _WITH_UNIT.search(line)
        if found:
            return _number(found.group(1)), True
    return None, False


def _price(part: str) -> Decimal | None:
    found = _PRICE.search(part)
    if found is None:
        return None
    return Decimal((found.group(2) or found.group(3)).replace(",", "."))


def _number(text: str) -> Decimal:
    text = text.strip().lower()
    if text.endswith("k"):
        return Decimal(text[:-1].strip()) * 1000
    return Decimal(re.sub(r"\D", "", text))


def _goods_words(line: str) -> str:
    """Return a line of goods without its bullet and quantity: what names them."""
    words = _WITH_UNIT.sub(" ", _NAMED.sub(" ", line))
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
