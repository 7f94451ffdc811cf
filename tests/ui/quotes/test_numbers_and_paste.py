"""What people type and paste becomes exact numbers, or is put aside with a reason."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.runtime.errors import UserFacing
from desktop.ui.quotes.paste import read_rows
from desktop.ui.records.numbers import read_number, read_optional, show_price


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1 234,5", "1234.5"),
        ("1,234", "1234"),
        ("1.234", "1.234"),
        ("0,463", "0.463"),
        ("14,20", "14.20"),
        ("12'000", "12000"),
        ("1.234.567", "1234567"),
        ("３００", "300"),
        ("USD 14.20", "14.20"),
        ("14.20 eur", "14.20"),
        ("7.3%", "7.3"),
    ],
)
def test_numbers_in_the_ways_of_the_world(text, value):
    assert read_number(text, what="Price") == Decimal(value)


@pytest.mark.parametrize("text", ["", ".", "abc", "1e5", "NaN", "5 pcs", "1,2,3.4.5", "9" * 40])
def test_what_is_no_number_is_refused_by_name(text):
    with pytest.raises(UserFacing, match="Unit price"):
        read_number(text, what="Unit price")


def test_an_empty_optional_field_is_none():
    assert read_optional("  ", what="Freight") is None


@given(st.decimals("0.0001", "999999.9999", places=4))
@settings(max_examples=60)
def test_a_price_shown_reads_back_the_same(value):
    assert read_number(show_price(value, 2), what="x") == value


def test_rows_with_a_header_in_any_order_and_language():
    pasted = read_rows("数量\t型号\t单价\r\n2,000\tPL-6060-40\t14.20\r\n300\tTL-30-3P\t\r\n")
    assert [(r.sku, r.quantity, r.price) for r in pasted.rows] == [
        ("PL-6060-40", Decimal(2000), Decimal("14.20")),
        ("TL-30-3P", Decimal(300), None),
    ]
    assert pasted.aside == ()


def test_rows_without_a_header_and_bad_ones_put_aside():
    pasted = read_rows("PL-1\t100\t5,25\n\t50\nPL-2\tmany\nPL-3\t0\nPL-4\t7")
    assert [(r.sku, r.quantity, r.price) for r in pasted.rows] == [
        ("PL-1", Decimal(100), Decimal("5.25")),
        ("PL-4", Decimal(7), None),
    ]
    assert [aside.row for aside in pasted.aside] == [2, 3, 4]
    assert "many" in pasted.aside[1].reason


def test_nothing_pasted_is_nothing():
    assert read_rows(" \n\t\n").rows == ()
