"""Totals with titles, notes, optional and free lines, discounts: the printed column adds up in every currency."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.trade.charges import Charge, ChargeKind
from desktop.trade.money import CURRENCIES, minor_digits
from desktop.trade.packing import CartonSpec
from desktop.trade.quote_draft import DraftLine, LineKind, QuoteDraft
from desktop.trade.totals import LineMemory

BOX = CartonSpec(4, Decimal(64), Decimal(64), Decimal("8.6"), Decimal("9.13"), Decimal("10.18"))
_prices = st.decimals("0", "9999.9999", places=4)
_quantities = st.decimals("0.001", "99999", places=3)


@st.composite
def lines(draw):
    kind = draw(st.sampled_from([LineKind.ITEM] * 5 + [LineKind.SECTION, LineKind.NOTE]))
    if kind is not LineKind.ITEM:
        return DraftLine("", Decimal(0), Decimal(0), kind=kind, name_en="Words")
    return DraftLine(
        "A-1",
        draw(_quantities),
        draw(_prices),
        draw(st.decimals("0", "100", places=2)),
        is_optional=draw(st.booleans()),
        is_free=draw(st.booleans()),
        cost=draw(st.none() | _prices),
        vat_rate=Decimal("0.13"),
        rebate_rate=Decimal("0.13"),
        pcs_per_carton=4,
        carton_length_cm=Decimal(64),
        carton_width_cm=Decimal(64),
        carton_height_cm=Decimal("8.6"),
        net_weight_kg=Decimal("9.13"),
        gross_weight_kg=Decimal("10.18"),
    )


@st.composite
def drafts(draw):
    amounts = st.none() | st.decimals("0", "9999.999", places=3)
    return QuoteDraft(
        "c1",
        currency=draw(st.sampled_from(sorted(CURRENCIES))),
        rate=Decimal("7.11"),
        freight=draw(amounts),
        insurance=draw(amounts),
        charges_included=draw(st.booleans()),
        discount=draw(amounts),
        discount_percent=draw(st.none() | st.decimals("0", "100", places=2)),
        other_charges=(Charge(ChargeKind.DOCUMENTS, draw(st.decimals("0", "99", places=2))),),
        lines=tuple(draw(st.lists(lines(), max_size=12))),
    )


@given(drafts())
def test_the_printed_column_adds_up(draft):
    sums = draft.totals()
    pairs = list(zip(draft.lines, sums.lines, strict=True))
    counted = [figure.amount for line, figure in pairs if line.counts]
    assert sums.goods == sum(counted, Decimal(0))
    assert sums.grand == sums.goods - sums.discount + sums.charges
    digits = minor_digits(draft.currency)
    for amount in (*counted, sums.grand, sums.discount, sums.optional, sums.free_value):
        assert amount == round(amount, digits)
    assert all(f.amount == 0 for line, f in pairs if line.is_free or not line.is_goods)
    optional = [f.amount for line, f in pairs if line.is_goods and line.is_optional]
    assert sums.optional == sum(optional, Decimal(0))


@given(drafts())
def test_subtotals_of_all_sections_are_the_goods(draft):
    title = DraftLine("", Decimal(0), Decimal(0), kind=LineKind.SECTION, name_en="All")
    sums = replace(draft, lines=(title, *draft.lines)).totals()
    subtotals = [line.subtotal for line in sums.lines if line.subtotal is not None]
    assert sum(subtotals, Decimal(0)) == sums.goods


@given(drafts(), st.data())
def test_what_is_remembered_changes_no_figure(draft, data):
    memory = LineMemory()
    assert draft.totals(memory) == draft.totals()
    if draft.lines:
        row = data.draw(st.integers(0, len(draft.lines) - 1))
        changed = list(draft.lines)
        changed[row] = replace(changed[row], unit_price=Decimal("3.3333"))
        draft = replace(draft, lines=tuple(changed[:: data.draw(st.sampled_from([1, -1]))]))
    draft = replace(draft, rate=data.draw(st.sampled_from([Decimal("7.11"), Decimal(8), None])))
    assert draft.totals(memory) == draft.totals()


def line(**changes):
    base = DraftLine(
        "A-1", Decimal(100), Decimal(10), cost=Decimal(50), pcs_per_carton=10,
        carton_length_cm=Decimal(50), carton_width_cm=Decimal(40), carton_height_cm=Decimal(30),
        net_weight_kg=Decimal(5), gross_weight_kg=Decimal(6),
    )  # fmt: skip
    return replace(base, **changes)


def test_optional_lines_are_offered_and_count_nowhere():
    alone = QuoteDraft("c1", rate=Decimal(7), lines=(line(),)).totals()
    both = QuoteDraft(
        "c1", rate=Decimal(7), lines=(line(), line(unit_price=Decimal(99), is_optional=True))
    ).totals()
    assert both.lines[1].amount == 9900
    assert both.optional == 9900
    assert (both.grand, both.packed.cartons, both.margin_percent) == (
        alone.grand,
        alone.packed.cartons,
        alone.margin_percent,
    )


def test_free_lines_are_packed_and_cost_what_they_cost():
    alone = QuoteDraft("c1", rate=Decimal(7), lines=(line(),)).totals()
    both = QuoteDraft("c1", rate=Decimal(7), lines=(line(), line(is_free=True))).totals()
    assert both.grand == alone.grand == 1000
    assert both.packed.cartons == 20
    assert both.free_value == 1000
    assert both.lines[1].value == 1000
    # 7,000 of revenue, 2 x 5,000 of cost instead of one.
    assert alone.margin_percent == Decimal("28.6")
    assert both.margin_percent == Decimal("-42.9")


@pytest.mark.parametrize(
    ("percent", "amount"), [("5", "50.00"), ("0.05", "0.50"), ("33.333", "333.33")]
)
def test_a_discount_in_per_cent_is_of_the_goods(percent, amount):
    draft = QuoteDraft("c1", discount_percent=Decimal(percent), lines=(line(),))
    assert draft.totals().discount == Decimal(amount)
    charge = draft.charges()[-1]
    assert (charge.amount, charge.percent) == (Decimal(amount), Decimal(percent))
