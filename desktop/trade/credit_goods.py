"""What field 45A says besides the goods: quantities, unit prices, the price term."""

import re
from dataclasses import dataclass
from decimal import Decimal

from desktop.runtime.errors import UserFacing
from desktop.trade.credit_values import read_amount
from desktop.trade.incoterms import RULES
from desktop.trade.money import CURRENCIES

_UNITS = (
    ("pcs", ("pcs", "pc", "pieces", "piece", "ea", "each", "个", "件", "只")),
    ("sets", ("sets", "set", "套")),
    ("pairs", ("pairs", "pair", "prs", "双")),
    ("kg", ("kgs", "kg", "kilograms", "kilos", "千克", "公斤")),
    ("mt", ("mts", "mt", "tons", "ton", "tonnes", "metric tons", "吨")),
    ("m", ("meters", "metres", "meter", "metre", "mtrs", "m", "米")),
    ("m2", ("sqm", "m2", "square meters", "square metres", "平方米")),
    ("m3", ("cbm", "m3", "立方米")),
    ("rolls", ("rolls", "roll", "卷")),
    ("boxes", ("boxes", "box", "盒")),
    ("cartons", ("cartons", "carton", "ctns", "ctn", "箱")),
    ("units", ("units", "unit", "台")),
    ("dozens", ("dozens", "dozen", "doz")),
)
_BY_WORD = {word: name for name, words in _UNITS for word in words}
_ALL = sorted((w for w in _BY_WORD if len(w) > 1 and w.isascii()), key=len, reverse=True)
_UNIT = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in _ALL)
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?"
_QUANTITY = re.compile(rf"(?<![\w.,/])({_NUMBER})\s*({_UNIT})\b", re.IGNORECASE)
_PRICE = re.compile(
    rf"(?<![A-Z])([A-Z]{{3}})\s*({_NUMBER})\s*(?:/|PER\b|EACH\b)\s*(?:{_UNIT})?", re.IGNORECASE
)
_TERM = re.compile(
    r"\b("
    + "|".join(RULES)
    + r")\b[ \t]*([A-Z][A-Z .,'-]*?)?\s*(?=$|\n|\(|INCOTERMS|\bAS PER\b|[:;])"
    r"\s*,?\s*(?:\(?\s*INCOTERMS\D{0,4}(\d{4}))?",
    re.IGNORECASE,
)


def same_unit(one: str, other: str) -> bool:
    """Tell whether two units are the same: "pcs" and "PIECES"."""
    first, second = (" ".join(unit.lower().strip(". ").split()) for unit in (one, other))
    return _BY_WORD.get(first, first) == _BY_WORD.get(second, second)


@dataclass(frozen=True, slots=True)
class GoodsTerms:
    """What 45A states in figures; `description` is the text without them."""

    description: str
    quantities: tuple[tuple[Decimal, str], ...] = ()
    prices: tuple[Decimal, ...] = ()
    incoterm: str = ""
    place: str = ""
    edition: str = ""

    @classmethod
    def of(cls, text: str) -> "GoodsTerms":
        """Read the text of a field 45A."""
        prices, rest = [], text
        for hit in _PRICE.finditer(text):
            value = _value(hit.group(2), hit.group(1).upper())
            if hit.group(1).upper() in CURRENCIES and value is not None:
                prices.append(value)
                rest = rest.replace(hit.group(0), " ")
        quantities = []
        for hit in _QUANTITY.finditer(rest):
            value = _value(hit.group(1), "")
            if value:
                quantities.append((value, hit.group(2)))
        term = _TERM.search(text)
        place = " ".join((term.group(2) or "").split()).strip(" ,.-") if term else ""
        without = _QUANTITY.sub(" ", rest)
        if term:
            without = without.replace(term.group(0), " ")
        return cls(
            " ".join(re.sub(r"(?i)incoterms\D{0,4}\d{4}", " ", without).split()),
            tuple(quantities),
            tuple(prices),
            term.group(1).upper() if term else "",
            place,
            (term.group(3) or "") if term else "",
        )

    def term_text(self) -> str:
        """Return the price term as the credit writes it."""
        edition = f", Incoterms {self.edition}" if self.edition else ""
        return f"{self.incoterm} {self.place}".strip() + edition


def _value(text: str, currency: str) -> Decimal | None:
    """Return a figure; thousands as printed ("3,400"), else as SWIFT writes decimals ("12,80")."""
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", text):
        return Decimal(text.replace(",", ""))
    try:
        return Decimal(text.replace(",", ".")) if not currency else _price(text, currency)
    except UserFacing:
        return None


def _price(text: str, currency: str) -> Decimal:
    if re.fullmatch(r"\d+[.,]\d+", text):
        return Decimal(text.replace(",", "."))
    return read_amount(text, currency)
