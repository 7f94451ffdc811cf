"""Statements of account: opening plus movements is closing, and closing is what the ages say."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.runtime.errors import UserFacing
from desktop.trade import order_course, orders, quote_moves, quotes, statement_rows
from desktop.trade.quote_lines import parse_line
from desktop.trade.quote_states import QuoteState
from desktop.trade.statements import Entry, EntryKind, make_statement

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 9, 41, tzinfo=UTC)
_RECEIPTS = (EntryKind.RECEIPT, EntryKind.CREDIT, EntryKind.BANK_CHARGES)


@st.composite
def entries(draw):
    kind = draw(st.sampled_from(EntryKind))
    amount = draw(st.decimals("0.01", "99999.99", places=2))
    return Entry(
        TODAY - timedelta(days=draw(st.integers(-5, 200))),
        kind,
        draw(st.sampled_from(["A", "B"])),
        draw(st.sampled_from(["SO-1", "SO-2", "SO-3"])),
        -amount if kind in _RECEIPTS else amount,
    )


def make(found, begin=TODAY - timedelta(days=60)):
    return make_statement(
        found, customer_id="c", customer_name="C", currency="USD", begin=begin, end=TODAY
    )


@given(st.lists(entries(), max_size=15))
def test_it_balances(found):
    statement = make(found)
    moved = sum((line.debit - line.credit for line in statement.lines), Decimal(0))
    assert statement.opening + moved == statement.closing
    assert statement.closing == sum(one.amount for one in found if one.on <= TODAY)
    assert sum(statement.ageing) - statement.unapplied == statement.closing
    assert all(part >= 0 for part in statement.ageing)
    if statement.lines:
        assert statement.lines[-1].balance == statement.closing
    assert all(min(line.debit, line.credit) == 0 for line in statement.lines)
    assert list(statement.lines) == sorted(statement.lines, key=lambda line: line.on)


@pytest.mark.parametrize(
    ("days", "bucket"), [(0, 0), (30, 0), (31, 1), (60, 1), (61, 2), (90, 2), (91, 3), (900, 3)]
)
def test_ages(days, bucket):
    on = TODAY - timedelta(days=days)
    statement = make([Entry(on, EntryKind.INVOICE, "CI-1", "SO-1", Decimal(100))])
    assert statement.ageing[bucket] == 100
    assert sum(statement.ageing) == 100


def test_a_deposit_of_another_order_pays_no_invoice():
    statement = make(
        [
            Entry(TODAY, EntryKind.INVOICE, "CI-1", "SO-1", Decimal(100)),
            Entry(TODAY, EntryKind.RECEIPT, "TT", "SO-2", Decimal(-30)),
        ]
    )
    assert (statement.ageing[0], statement.unapplied, statement.closing) == (100, 30, 70)


def test_the_account_of_a_customer(shop, draft):
    made = quotes.create(shop, draft, [parse_line("PL-6060-40:2000:14.20")], today=TODAY)
    with pytest.raises(UserFacing) as caught:
        statement_rows.statement(shop, "c1", end=TODAY)
    assert caught.value.code == "no_account"
    quote_moves.set_state(shop, made.id, QuoteState.SENT, now=NOW)
    order = orders.from_quote(shop, made.id, now=NOW)
    order_course.receive(
        shop, order.id, Decimal("8520.00"), on=TODAY, today=TODAY, reference="TT 1"
    )
    before = statement_rows.statement(shop, "c1", end=TODAY)
    assert (before.closing, before.unapplied) == (Decimal("-8520.00"), Decimal("8520.00"))
    later = TODAY + timedelta(days=40)
    order_course.reach(shop, order.id, "shipped", on=TODAY + timedelta(days=1), today=later)
    after = statement_rows.statement(shop, "c1", end=later, begin=TODAY + timedelta(days=1))
    assert (after.opening, after.closing) == (Decimal("-8520.00"), Decimal("19880.00"))
    assert [line.kind for line in after.lines] == [EntryKind.SHIPMENT]
    assert after.ageing == (0, Decimal("19880.00"), 0, 0)
    assert after.as_json()["ageing"]["31_60"] == {"amount": "19880.00", "currency": "USD"}
