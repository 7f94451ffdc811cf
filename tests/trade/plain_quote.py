"""A quote computed a second time, from the trade's formulas alone: whole numbers and fractions.

Nothing of the program is imported. Formulas: DOMAIN.md A4 (prices, rounding) and A5 (packing);
minor digits: ISO 4217. A quote is a plain dict of strings, so that both computations read the same
words.
"""

from fractions import Fraction
from math import floor

DIGITS = dict.fromkeys(["CLP", "JPY", "KRW", "UGX", "VND", "XAF", "XOF"], 0)
DIGITS |= dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3)


def number(text):
    """Return the exact value of a written number."""
    return Fraction(text)


def half_up(value, digits):
    """Return `value` at `digits` places, halves away from zero."""
    scale = 10**digits
    size = floor(abs(value) * scale + Fraction(1, 2))
    return Fraction(size if value >= 0 else -size, scale)


def written(value, digits):
    """Return "1234.50" of an exact value."""
    scaled = half_up(value, digits) * 10**digits
    text = f"{abs(int(scaled)):0{digits + 1}d}"
    text = f"{text[:-digits]}.{text[-digits:]}" if digits else text
    return f"-{text}" if scaled < 0 else text


def digits_of(quote):
    """Return the minor digits of the quote's currency."""
    return DIGITS.get(quote["currency"], 2)


def line_amount(line, digits):
    """Return quantity x price less discount, rounded; what is free costs nothing."""
    if line["kind"] != "item" or line.get("free"):
        return Fraction(0)
    share = 1 - number(line["discount"]) / 100
    return half_up(number(line["quantity"]) * number(line["price"]) * share, digits)


def counted(quote):
    """Return the lines that are sold: goods, and not those offered as an option."""
    return [ln for ln in quote["lines"] if ln["kind"] == "item" and not ln.get("optional")]


def sums(quote):
    """Return the sums of the document, in its currency, exact."""
    digits = digits_of(quote)
    goods = sum((line_amount(line, digits) for line in counted(quote)), Fraction(0))
    freight = half_up(number(quote["freight"]), digits)
    insurance = half_up(number(quote["insurance"]), digits)
    others = sum((half_up(number(amount), digits) for amount in quote["others"]), Fraction(0))
    discount = half_up(number(quote["discount"]), digits)
    added = others + (0 if quote["included"] else freight + insurance)
    total = goods - discount + added
    return {
        "goods": goods,
        "discount": discount,
        "charges": added,
        "total": total,
        "fob": total - freight - insurance,
    }


def net_cost(line):
    """Return what one unit costs after the refund: cost - cost / (1 + VAT) x rebate + domestic."""
    cost, vat, rebate = (number(line[name]) for name in ("cost", "vat", "rebate"))
    return cost - cost / (1 + vat) * rebate + number(line.get("domestic") or "0")


def margin_and_markup(quote):
    """Return profit over FOB revenue and over net cost, as shares; (None, None) if unknown."""
    lines = counted(quote)
    if not lines or any(line["cost"] is None for line in lines):
        return None, None
    gross = sums(quote)["fob"] * number(quote["rate"])
    kept = gross * (1 - number(quote["bank"]) - number(quote["commission"]))
    net = sum((net_cost(line) * number(line["quantity"]) for line in lines), Fraction(0))
    net += number(quote["domestic_costs"])
    profit = kept - net
    return (profit / gross if gross else None), (profit / net if net else None)


def boxes(line):
    """Return (boxes, N.W., G.W., m³) of every kind of box the line is packed in."""
    quantity, found = number(line["quantity"]), []
    for box in line["boxes"]:
        pieces = box["pieces"]
        count = -floor(-quantity / pieces)
        last = quantity - (count - 1) * pieces
        net, gross = number(box["net"]), number(box["gross"])
        weight = half_up((count - 1) * net + net * last / pieces, 2)
        volume = number(box["length"]) * number(box["width"]) * number(box["height"]) / 10**6
        found.append(
            (
                count,
                weight,
                half_up(weight + count * (gross - net), 2),
                half_up(volume * count, 3),
            )
        )
    return found


def packing(quote):
    """Return cartons, N.W., G.W. and m³ of the whole quote."""
    kinds = [kind for line in counted(quote) for kind in boxes(line)]
    return tuple(sum((kind[i] for kind in kinds), Fraction(0)) for i in range(4))


def payments(quote):
    """Return the instalments: each rounded, the last takes what is left."""
    digits, total = digits_of(quote), sums(quote)["total"]
    parts = [half_up(total * share / 100, digits) for share in quote["instalments"][:-1]]
    return [*parts, total - sum(parts, Fraction(0))]
