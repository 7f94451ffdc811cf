"""Amounts in words: an independent parser reads them back (words and figures must agree)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.trade.money import CURRENCIES, round_money
from desktop.trade.words import CURRENCY_WORDS, in_words_chinese, in_words_english
from tests.trade.words_read_back import read_chinese, read_english

amounts = st.decimals(0, 10**13, allow_nan=False, allow_infinity=False, places=3)


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
