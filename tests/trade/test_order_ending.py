"""Orders that end early: cancelled with their papers, taken up again, deleted as if never entered."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from desktop.runtime.errors import UserFacing
from desktop.store.journal import undo
from desktop.trade import (
    issuing,
    order_course,
    order_ending,
    orders,
    quote_moves,
    quotes,
    statement_rows,
)
from desktop.trade.documents.document import Kind
from desktop.trade.quote_lines import parse_line
from desktop.trade.quote_states import QuoteState

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 9, 41, tzinfo=UTC)


@pytest.fixture
def quote(shop, draft):
    made = quotes.create(shop, draft, [parse_line("PL-6060-40:2000:14.20")], today=TODAY)
    quote_moves.set_state(shop, made.id, QuoteState.SENT, now=NOW)
    return quotes.show(shop, made.id, today=TODAY)


@pytest.fixture
def order(shop, quote):
    return orders.from_quote(shop, quote.id, now=NOW)


def refused(code, deed, *args, **kwargs):
    with pytest.raises(UserFacing) as caught:
        deed(*args, **kwargs)
    assert caught.value.code == code


def pay(shop, order, amount="100"):
    order_course.receive(shop, order.id, Decimal(amount), on=TODAY, today=TODAY)


def test_nothing_is_due_from_a_cancelled_order(shop, order):
    pay(shop, order)
    refused("reason_needed", order_ending.cancel, shop, order.id, " ", now=NOW)
    gone = order_ending.cancel(shop, order.id, "The buyer's project stopped", now=NOW)
    assert gone.is_cancelled
    assert gone.record.cancel_reason == "The buyer's project stopped"
    assert [one for one in gone.payments.dues if one.open > 0] == []
    assert gone.payments.paid == 100
    assert [one.code for one in gone.findings] == ["cancelled_paid"]
    assert gone.milestone == order.milestone, "no payment milestone of an order without dues"
    (row,) = orders.listing(shop, today=TODAY)
    assert (row.is_cancelled, row.open, row.total) == (True, 0, order.total.amount)
    assert orders.listing(shop, today=TODAY, open_only=True) == ()


def test_a_cancelled_order_does_not_change_until_it_goes_on(shop, order):
    order_ending.cancel(shop, order.id, "Too late", now=NOW)
    key = order.id
    refused("order_cancelled", orders.set_letter_of_credit, shop, key, {"20": "A"}, today=TODAY)
    refused("order_cancelled", order_course.set_progress, shop, key, 10, today=TODAY)
    refused("order_cancelled", order_course.reach, shop, key, "shipped", on=TODAY, today=TODAY)
    refused("order_cancelled", issuing.issue, shop, key, Kind.PROFORMA, "en", now=NOW)
    again = order_ending.resume(shop, key, today=TODAY)
    assert again.payments == order.payments
    assert not again.is_cancelled
    assert order_course.set_progress(shop, key, 10, today=TODAY).record.progress_percent == 10


def test_the_account_keeps_what_was_paid_for_a_cancelled_order(shop, order):
    order_course.reach(shop, order.id, "shipped", on=TODAY, today=TODAY)
    pay(shop, order)
    before = statement_rows.statement(shop, order.draft.customer_id, end=TODAY)
    assert before.closing == order.total.amount - 100
    order_ending.cancel(shop, order.id, "Refused at the port", now=NOW)
    after = statement_rows.statement(shop, order.draft.customer_id, end=TODAY)
    assert after.closing == -100


def test_another_order_is_made_from_the_quote_of_a_cancelled_one(shop, order, quote):
    refused("order_exists", orders.from_quote, shop, quote.id, now=NOW)
    order_ending.cancel(shop, order.id, "Other terms", now=NOW)
    made = orders.from_quote(shop, quote.id, now=NOW)
    with shop.read() as session:
        assert orders.of_quote(session, quote.id) == made.number


def test_a_deleted_order_opens_its_quote_and_undo_brings_both_back(shop, order, quote):
    assert order_ending.may_delete(order)
    assert order_ending.delete(shop, order.id, now=NOW) == order.number
    refused("unknown_order", orders.show, shop, order.id, today=TODAY)
    assert quotes.show(shop, quote.id, today=TODAY).state is QuoteState.SENT
    undo(shop)
    assert orders.show(shop, order.id, today=TODAY).payments == order.payments
    assert quotes.show(shop, quote.id, today=TODAY).state is QuoteState.ACCEPTED


def test_what_the_user_accepted_stays_accepted(shop, quote):
    quote_moves.accept(shop, quote.id, now=NOW)
    later = NOW.replace(hour=10)
    made = orders.from_quote(shop, quote.id, now=later)
    order_ending.delete(shop, made.id, now=later)
    assert quotes.show(shop, quote.id, today=TODAY).state is QuoteState.ACCEPTED


def test_an_order_with_money_or_papers_is_not_deleted(shop, order):
    pay(shop, order)
    refused("order_has_papers", order_ending.delete, shop, order.id, now=NOW)
    assert not order_ending.may_delete(orders.show(shop, order.id, today=TODAY))
