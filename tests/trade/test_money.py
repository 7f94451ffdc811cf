"""Money: exact decimals, ISO 4217 digits, half-up rounding, formatting."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.runtime.errors import UserFacing
from desktop.trade.money import (
    CURRENCIES,
    Money,
    NumberFormat,
    check_currency,
    format_number,
    format_plain,
    format_price,
    minor_digits,
    parse_decimal,
    parse_number,
    round_money,
    round_to,
)


@pytest.mark.parametrize(
    ("code", "digits"), [("USD", 2), ("JPY", 0), ("KWD", 3), ("IQD", 3), ("UGX", 0), ("CLP", 0)]
)
def test_minor_digits_follow_iso_not_cldr(code: str, digits: int) -> None:
    assert minor_digits(code) == digits


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        ("2.675", "USD", "2.68"),
        ("0.5", "JPY", "1"),
        ("1.0005", "KWD", "1.001"),
        ("-0.005", "USD", "-0.01"),
    ],
)
def test_rounding_is_half_up(amount: str, currency: str, expected: str) -> None:
    assert round_money(Decimal(amount), currency) == Decimal(expected)


@pytest.mark.parametrize(
    ("amount", "currency", "style", "expected"),
    [
        ("42600", "USD", "1,234.56", "USD 42,600.00"),
        ("42600.5", "EUR", "1.234,56", "EUR 42.600,50"),
        ("-42600.5", "EUR", "1 234,56", "EUR -42\u00a0600,50"),
        ("42600.5", "CHF", "1'234.56", "CHF 42'600.50"),
        ("1234567", "JPY", "1.234,56", "JPY 1.234.567"),
        ("1.2345", "KWD", "1,234.56", "KWD 1.235"),
    ],
)
def test_format(amount: str, currency: str, style: str, expected: str) -> None:
    assert Money.of(amount, currency).format(style) == expected


@given(
    st.decimals(min_value=-(10**12), max_value=10**12, places=4),
    st.integers(0, 4),
    st.sampled_from(NumberFormat),
)
def test_a_number_written_in_any_format_is_read_back(
    value: Decimal, digits: int, style: NumberFormat
) -> None:
    assert parse_number(format_number(value, digits, style), style) == round_to(value, digits)


def test_every_active_currency_is_known_and_retired_ones_are_not() -> None:
    assert len(CURRENCIES) == 155
    assert {"VED", "XCG", "ZWG"} <= CURRENCIES
    assert not CURRENCIES & {"BGN", "HRK", "ANG", "XAU", "CLF", "CYP"}


@pytest.mark.parametrize(
    ("value", "expected"),
    [("14.2", "14.20"), ("0.4636", "0.4636"), ("1000", "1,000.00"), ("1E+3", "1,000.00")],
)
def test_unit_prices_keep_their_precision(value: str, expected: str) -> None:
    assert format_plain(Decimal(value), 2) == expected


def test_unknown_currency_is_refused() -> None:
    assert check_currency(" usd") == "USD"
    with pytest.raises(UserFacing):
        check_currency("RMB")


def test_currencies_do_not_mix() -> None:
    with pytest.raises(ValueError, match="cannot add"):
        Money.of(1, "USD") + Money.of(1, "EUR")


@pytest.mark.parametrize("text", ["", "abc", "NaN", "1e999999999", "Infinity", "12,5x"])
def test_no_number(text: str) -> None:
    with pytest.raises(UserFacing):
        parse_decimal(text, what="price")


@given(
    st.decimals(-(10**20), 10**20, allow_nan=False, places=4), st.sampled_from(sorted(CURRENCIES))
)
def test_json_is_exact_to_the_minor_digit(amount: Decimal, currency: str) -> None:
    data = Money(amount, currency).as_json()
    assert Decimal(data["amount"]) == round_money(amount, currency)
    assert "E" not in data["amount"]


def test_a_price_of_a_list_has_the_digits_of_its_currency():
    shown = {"JPY": "JPY 38", "KWD": "KWD 38.000", "USD": "USD 38.00"}
    assert {code: format_price(Decimal(38), code) for code in shown} == shown
    assert format_price(Decimal("0.4636"), "USD") == "USD 0.4636"
