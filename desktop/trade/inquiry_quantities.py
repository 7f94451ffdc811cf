"""How many of an article a line of an inquiry asks for, counted in which unit, and whether that is clear. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from desktop.trade import containers
from desktop.trade.packing import CartonSpec
from desktop.trade.selling_units import Selling
from desktop.trade.unit_words import MEASURES, meaning, pattern

_NUMBER = r"\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3})+|\d+(?:\.\d+)?\s?k\b|\d+"
# "24 pcs/ctn", "4 pieces per set" say what another unit holds.
_NOT_EACH = r"(?!\s*(?:/|per\b|each\b|por\b|pro\b|par\b|je\b|в\b|每))"
_WITH_UNIT = re.compile(
    rf"(?<![\w.,/-])({_NUMBER}|\d+[.,]\d{{1,2}})(?:\s*|-)({pattern()}){_NOT_EACH}", re.IGNORECASE
)
_NAMED = re.compile(
    rf"(?:qty|quantity|quantit[éà]|menge|anzahl|cantidad|кол-во|количество|数量|订购)\s*[:：=.]?\s*({_NUMBER})",
    re.IGNORECASE,
)
_TIMES = re.compile(
    rf"(?<![\w.,/-])({_NUMBER})\s*[x×*]\s|\s[x×*]\s*({_NUMBER})(?![\w./-])", re.IGNORECASE
)
_ALONE = re.compile(rf"(?<![\w.,/-])({_NUMBER})(?![\w./%°-])", re.IGNORECASE)
_MEASURE = re.compile(
    r"\d+(?:[.,]\d+)?\s?(?:mm|cm|m|w|v|k|hz|kg|g|lm|°|inch|\")(?![a-z])|"
    r"\d+\s?[x×*]\s?\d+(?:\s?[x×*]\s?\d+)?\s?(?:mm|cm)?|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|"
    r"(?:19|20)\d\d[-/.]\d\d?[-/.]\d\d?|\+?\d[\d ()-]{9,}\d",
    re.IGNORECASE,
)
PRICE = re.compile(
    r"(?:@|at|à|zu|target(?: price)?|目标价|单价)?\s*(?:(USD|EUR|GBP|CNY|RMB|US\$|[$€£¥￥])\s*"
    r"(\d+(?:[.,]\d{1,4})?)|(\d+(?:[.,]\d{1,4})?)\s*(USD|EUR|GBP|CNY|RMB|[$€£¥￥]))",
    re.IGNORECASE,
)
_BOX = re.compile(
    r"(?:(?<![\w.,/-])(\d{1,2})\s*(?:[x×*]|个|个|個|条)?\s*)?(?<!\d)(20|40|45)\s*"
    r"(?:(?:['’′]|-?\s?ft\.?|-?\s?feet|-?\s?foot|尺|英尺|фут\w*)\s*(gp|hq|hc|dc|dv|high cube|高柜)?"
    r"|(gp|hq|hc|dc|dv|高柜|小柜|大柜|柜))"
    r"(?:\s*-?\s*(?:fcl|containers?|cntr|货柜|集装箱|柜|contenedor(?:es)?|conteneurs?|контейнер\w*))?(?![a-z])",
    re.IGNORECASE,
)
_HIGH = frozenset({"hq", "hc", "high cube", "高柜"})


@dataclass(frozen=True, slots=True)
class Goods:
    """What is known of the article that a line names: its units, and its carton for whole containers."""

    selling: Selling | None = None
    carton: CartonSpec | None = None


UNKNOWN = Goods()
_BULK = frozenset({"kg", "MT", "sqm", "cbm"})
"""Measures by which goods are bought that the catalogue does not have."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A quantity with its unit ("" for the article's own, and for single pieces).

    `is_said`: the line itself says that this is the quantity. `is_clear`: the article is sold by that unit;
    what is not clear is shown with its unit and left for the user to decide. `boxes`: the containers
    that `quantity` is meant to fill ("2 x 40HQ"), "" for none.
    """

    quantity: Decimal | None
    unit: str = ""
    is_said: bool = False
    is_clear: bool = True
    boxes: str = ""


NONE = Counted(None)


def counted(part: str, written: str, goods: Goods = UNKNOWN) -> Counted:
    """Return the quantity in a part of a line; `written` is the article's number in it, "" for none."""
    rest = part.replace(written, " | ", 1) if written else part
    boxes = _BOX.search(rest)
    if boxes is not None:
        rest = f"{rest[: boxes.start()]} | {rest[boxes.end() :]}"
    named = _NAMED.search(rest)
    with_unit = _with_unit(rest, goods)
    if named is not None:
        quantity = number(named.group(1))
        same = with_unit is not None and with_unit.quantity == quantity
        return with_unit if same and with_unit is not None else Counted(quantity, is_said=True)
    if with_unit is not None:
        return with_unit
    if boxes is not None:
        return _filling(boxes, goods)
    return _bare(rest, part)


def quantity_below(line: str, goods: Goods) -> Counted:
    """Return the quantity of a line under its article: only one that says what it is."""
    named = _NAMED.search(line)
    found = _with_unit(line, goods)
    if found is not None or named is None:
        return found or NONE
    return Counted(number(named.group(1)), is_said=True)


def has_unit(line: str) -> bool:
    """Tell whether a line counts something by a unit of goods, or weighs out goods in bulk."""
    return any(unit not in MEASURES or unit in _BULK for _quantity, unit in _pairs(line))


def without_quantity(line: str) -> str:
    """Return the words of a line without its quantities."""
    return _WITH_UNIT.sub(" ", _NAMED.sub(" ", line))


def number(text: str) -> Decimal:
    """Return what a number of a mail means: "1.000" and "1,000" are a thousand, "2.5" and "2,5" two and a half."""
    text = text.strip().lower()
    if text.endswith("k"):
        return Decimal(text[:-1].strip()) * 1000
    fraction = re.fullmatch(r"(\d+)[.,](\d{1,2})", text)
    if fraction:
        return Decimal(f"{fraction.group(1)}.{fraction.group(2)}")
    return Decimal(re.sub(r"\D", "", text))


def _pairs(text: str) -> Iterator[tuple[Decimal, str]]:
    for found in _WITH_UNIT.finditer(text):
        yield number(found.group(1)), meaning(found.group(2))


def _with_unit(text: str, goods: Goods) -> Counted | None:
    """Return the quantity by a unit: one that the article is sold by goes before any other."""
    pairs = list(_pairs(text))
    selling = goods.selling
    if selling is not None:
        for quantity, unit in pairs:
            if selling.contains(unit) is not None:
                own = unit == meaning(selling.unit)
                return Counted(quantity, "" if own else unit, is_said=True)
    for quantity, unit in pairs:
        if unit == "pcs":  # people write pieces for whatever an article is counted in
            return Counted(quantity, is_said=True)
    for quantity, unit in pairs:
        if unit not in MEASURES:
            return Counted(quantity, unit, is_said=True, is_clear=selling is None)
    bulk = [pair for pair in pairs if pair[1] in _BULK]
    return Counted(*bulk[0], is_said=True) if bulk and selling is None else None


def _filling(found: re.Match[str], goods: Goods) -> Counted:
    """Return how many pieces fill the containers that a line asks for; the user decides whether that is meant."""
    count, size, high_cube, kind = found.group(1), found.group(2), found.group(3), found.group(4)
    suffix = (high_cube or kind or "").casefold()
    code = {"20": "20GP", "45": "45HQ"}.get(size, "40HQ" if suffix in _HIGH else "40GP")
    boxes = f"{count or 1} x {code}"
    box = containers.container(code)
    if box is None or goods.carton is None:
        return Counted(None, boxes=boxes, is_clear=False)
    cartons = containers.fit_cartons(goods.carton, box).cartons * int(count or 1)
    pieces = Decimal(cartons * goods.carton.pieces)
    return Counted(pieces or None, is_said=True, is_clear=False, boxes=boxes)


def _bare(rest: str, part: str) -> Counted:
    """Return the number that stands alone, with "×", or is the largest of several."""
    rest = PRICE.sub(" | ", _MEASURE.sub(" | ", rest))
    times = _TIMES.search(rest)
    if times:
        return Counted(number(times.group(1) or times.group(2)), is_said=True)
    alone = [number(one) for one in _ALONE.findall(rest)]
    plausible = [one for one in alone if one >= 1]
    if len(plausible) == 1:
        return Counted(plausible[0], is_said=True)
    # "1. PL-6060  500": the first small number counts the lines of the list.
    if len(plausible) == 2 and plausible[0] < plausible[1] and re.match(r"\s*\d+[.)、]?\s", part):
        return Counted(plausible[1], is_said=True)
    return Counted(max(plausible)) if plausible else NONE
