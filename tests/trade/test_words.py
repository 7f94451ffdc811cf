"""Amounts in words: an independent parser reads them back (words and figures must agree)."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.trade.money import CURRENCIES, minor_digits, round_money
from desktop.trade.words import CURRENCY_WORDS, in_words_chinese, in_words_english

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


amounts = st.decimals(0, 10**13, allow_nan=False, allow_infinity=False, places=3)


@settings(max_examples=300)
@given(amounts, st.sampled_from(sorted(CURRENCY_WORDS)))
def test_words_read_back_to_the_figures(amount: Decimal, currency: str) -> None:
    expected = round_money(amount, currency)
    assert read_english(in_words_english(amount, currency), currency) == expected
    assert read_chinese(in_words_chinese(amount, currency), currency) == expected


@pytest.mark.parametrize(
    ("amount", "currency", "english", "chinese"),
    [
        (
            "43520",
            "USD",
            "SAY US DOLLARS FORTY-THREE THOUSAND FIVE HUNDRED AND TWENTY ONLY",
            "美元肆万叁仟伍佰贰拾元整",
        ),
        ("110000", "USD", "SAY US DOLLARS ONE HUNDRED AND TEN THOUSAND ONLY", "美元壹拾壹万元整"),
        ("0", "EUR", "SAY EUROS ZERO ONLY", "欧元零元整"),
        ("0.67", "USD", "SAY US DOLLARS ZERO AND CENTS SIXTY-SEVEN ONLY", "美元陆角柒分"),
        ("1005.05", "CNY", None, "人民币壹仟零伍元零伍分"),
        ("500004814", "CNY", None, "人民币伍亿零肆仟捌佰壹拾肆元整"),
        ("100010000", "CNY", None, "人民币壹亿零壹万元整"),
        ("1234.5", "JPY", "SAY JAPANESE YEN ONE THOUSAND TWO HUNDRED AND THIRTY-FIVE ONLY", None),
        (
            "12.345",
            "KWD",
            "SAY KUWAITI DINARS TWELVE AND FILS THREE HUNDRED AND FORTY-FIVE ONLY",
            "科威特第纳尔壹拾贰点叁肆伍",
        ),
        ("1000000000000", "USD", "SAY US DOLLARS ONE TRILLION ONLY", "美元壹万亿元整"),
    ],
)
def test_known_wordings(
    amount: str, currency: str, english: str | None, chinese: str | None
) -> None:
    if english:
        assert in_words_english(Decimal(amount), currency) == english
    if chinese:
        assert in_words_chinese(Decimal(amount), currency) == chinese


@pytest.mark.parametrize("amount", ["-0.01", "-5", "1e16"])
def test_negative_and_absurd_amounts_are_refused(amount: str) -> None:
    for wording in (in_words_english, in_words_chinese):
        with pytest.raises(ValueError, match="no wording"):
            wording(Decimal(amount), "USD")


def test_every_currency_can_be_worded() -> None:
    for currency in CURRENCIES:
        assert in_words_english(Decimal("12.34"), currency).endswith("ONLY")
        assert in_words_chinese(Decimal("12.34"), currency)
