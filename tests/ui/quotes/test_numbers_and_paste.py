"""What people type and paste becomes exact numbers, or is put aside with a reason."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.runtime.errors import UserFacing
from desktop.ui.quotes.paste import as_table, read_rows
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


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Artikelnummer;Menge;Einzelpreis\nPL-1;1.200;12,50\n", ("PL-1", "1200", "12.50")),
        ("1\tPL-1\tLED panel\t200\t$14.20\n2\tPL-2\tTrack\t30\t$5\n", ("PL-1", "200", "14.20")),
        ("200 pcs\tPL-1\tUSD 14.20\n300 pcs\tPL-2\t\n", ("PL-1", "200", "14.20")),
        ("Order of 3 May\n\nSKU\tQty\nPL-1\t1 200\n", ("PL-1", "1200", None)),
        ("型号\t品名\t数量\t单价(USD)\nPL-1\t平板灯\t1,200 只\t￥14.2\n", ("PL-1", "1200", "14.2")),
        ('SKU\tQty\n"PL-1"\t12\n5" pipe\t3\n', ("PL-1", "12", None)),
    ],
)
def test_rows_as_the_world_copies_them(text, found):
    row = read_rows(text).rows[0]
    sku, quantity, price = found
    assert (row.sku.strip('"'), row.quantity) == (sku, Decimal(quantity))
    assert row.price == (Decimal(price) if price else None)


def test_formulas_and_sums_are_put_aside_by_name():
    pasted = read_rows("SKU\tQty\tPrice\nPL-1\t=A1*2\t1\n=PL\t5\t1\nTotal\t5\t\n\nPL-2\t-3\t1\n")
    assert pasted.rows == ()
    assert [one.row for one in pasted.aside] == [2, 3, 4, 6]
    assert "=A1*2" in pasted.aside[0].reason


def test_five_thousand_rows_are_taken_and_the_rest_is_named():
    pasted = read_rows("".join(f"PL-{n}\t{n + 1}\n" for n in range(5003)))
    assert len(pasted.rows) == 5000
    assert [one.row for one in pasted.aside] == [5001]


@given(st.text(alphabet='ab1\t\n"=,;.% 数量x', max_size=200))
def test_whatever_is_on_the_clipboard_is_read_or_put_aside(text):
    pasted = read_rows(text)
    assert all(row.quantity > 0 and (row.sku or row.name) for row in pasted.rows)
    assert all(one.reason for one in pasted.aside)


def test_what_is_copied_becomes_no_formula_elsewhere():
    assert as_table([["=cmd|x", "-5", "@a", "+1 b", "plain"]]) == "'=cmd|x\t-5\t'@a\t'+1 b\tplain\n"


def test_nothing_pasted_is_nothing():
    assert read_rows(" \n\t\n").rows == ()
