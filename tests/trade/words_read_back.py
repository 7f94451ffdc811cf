"""Amounts in words read back to figures, by rules of its own: nothing of the program but the names of currencies."""

from decimal import Decimal

from desktop.trade.money import minor_digits
from desktop.trade.words import CURRENCY_WORDS

ONES = """ZERO ONE TWO THREE FOUR FIVE SIX SEVEN EIGHT NINE TEN ELEVEN TWELVE THIRTEEN FOURTEEN
    FIFTEEN SIXTEEN SEVENTEEN EIGHTEEN NINETEEN"""
TENS = "TWENTY THIRTY FORTY FIFTY SIXTY SEVENTY EIGHTY NINETY"
UNITS = {word: i for i, word in enumerate(ONES.split())}
UNITS |= {word: 10 * i for i, word in enumerate(TENS.split(), 2)}
BIG = {"THOUSAND": 10**3, "MILLION": 10**6, "BILLION": 10**9, "TRILLION": 10**12}


def read_english_number(text: str) -> int:
    total = group = 0
    for word in text.replace("-", " ").split():
        if word == "AND":
            continue
        if word == "HUNDRED":
            group *= 100
        elif word in BIG:
            # "ONE THOUSAND TRILLION": a scale multiplies everything smaller said before it.
            below = total % BIG[word]
            total = total - below + (below + group) * BIG[word]
            group = 0
        else:
            group += UNITS[word]
    return total + group


def read_english(text: str, currency: str) -> Decimal:
    names = CURRENCY_WORDS[currency]
    assert text.startswith(f"SAY {names.major} ")
    assert text.endswith(" ONLY")
    body = text[len(f"SAY {names.major} ") : -len(" ONLY")]
    minor = Decimal(0)
    if names.minor and f" AND {names.minor} " in body:
        body, tail = body.split(f" AND {names.minor} ")
        minor = Decimal(read_english_number(tail)).scaleb(-minor_digits(currency))
    return read_english_number(body) + minor


def read_chinese_integer(text: str) -> int:
    total = section = digit = 0
    for char in text:
        if char in "零壹贰叁肆伍陆柒捌玖":
            digit = "零壹贰叁肆伍陆柒捌玖".index(char)
        elif char in "拾佰仟":
            section += digit * 10 ** ("拾佰仟".index(char) + 1)
            digit = 0
        elif char == "万":
            # 万 belongs to everything said since the last 亿.
            total = total // 10**8 * 10**8 + (total % 10**8 + section + digit) * 10**4
            section = digit = 0
        elif char == "亿":
            total = (total + section + digit) * 10**8
            section = digit = 0
    return total + section + digit


def read_chinese(text: str, currency: str) -> Decimal:
    name = CURRENCY_WORDS[currency].chinese
    assert text.startswith(name)
    body = text[len(name) :]
    if "点" in body:
        whole, decimals = body.split("点")
        figures = "".join(str("零壹贰叁肆伍陆柒捌玖".index(c)) for c in decimals)
        return Decimal(f"{read_chinese_integer(whole)}.{figures}")
    minor = Decimal(0)
    for mark, value in (("角", Decimal("0.1")), ("分", Decimal("0.01"))):
        if mark in body:
            minor += "零壹贰叁肆伍陆柒捌玖".index(body[body.index(mark) - 1]) * value
    for stop in ("元", "圆"):
        if stop in body:
            return read_chinese_integer(body.split(stop)[0]) + minor
    if minor:
        return minor
    return Decimal(read_chinese_integer(body.removesuffix("整")))
