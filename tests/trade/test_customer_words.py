"""Quotes and orders are found by their customer as he is typed: pinyin, initials, Chinese, number, PO; in store and window."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from desktop.store.schema.customers import Customer
from desktop.trade import orders, quote_moves, quotes
from desktop.trade.quote_lines import LineRequest
from desktop.trade.quote_states import QuoteState
from desktop.ui.orders import list_columns as order_columns
from desktop.ui.quotes import list_columns as quote_columns

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
FINDS = ("博伟", "bo wei", "bwkj", "keji", "Bowei TECH", "po-77", "bwkj po-77", "0001 BWKJ")
FINDS_NOT = ("bwkj 0002", "%", "weibo")


@pytest.fixture
def two(shop, draft):
    """A quote for a customer with a Chinese name and an order of it, and a quote for the other one."""
    with shop.write() as unit:
        unit.session.add(Customer(id="c2", name="Bowei Tech", name_zh="博伟科技"))
    line = [LineRequest("PL-6060-40", 100)]
    wanted = replace(draft, customer_id="c2", contact_id=None, buyer_reference="PO-77")
    first = quotes.create(shop, wanted, line, today=TODAY)
    quotes.create(shop, draft, line, today=TODAY)
    quote_moves.set_state(shop, first.id, QuoteState.SENT, now=NOW, note="small margin")
    orders.from_quote(shop, first.id, now=NOW)
    return shop, first


def test_found_by_name_pinyin_number_and_reference(two):
    store, quote = two
    listed, ordered = quotes.listing(store, today=TODAY), orders.listing(store, today=TODAY)
    for words in (*FINDS, *FINDS_NOT):
        found = [quote.id] if words in FINDS else []
        folded = words.casefold().split()
        assert [r.id for r in quotes.listing(store, today=TODAY, text=words)] == found, words
        assert [r.id for r in listed if quote_columns.fits_words(r, folded)] == found, words
        assert len(orders.listing(store, today=TODAY, text=words)) == len(found), words
        assert sum(order_columns.fits_words(r, folded) for r in ordered) == len(found), words


def test_an_order_is_found_by_its_quote(two):
    store, quote = two
    assert orders.listing(store, today=TODAY, text=quote.number)


def test_a_state_is_looked_for_before_the_list_is_cut(shop, draft):
    line = [LineRequest("PL-6060-40", 100)]
    old = quotes.create(shop, draft, line, today=TODAY)
    quote_moves.set_state(shop, old.id, QuoteState.SENT, now=NOW, note="small margin")
    quotes.create(shop, draft, line, today=TODAY)
    late = TODAY + timedelta(days=60)
    for day, state in ((TODAY, QuoteState.SENT), (late, QuoteState.EXPIRED)):
        (row,) = quotes.listing(shop, today=day, state=state, limit=1)
        assert (row.id, row.state) == (old.id, state)
    assert not quotes.listing(shop, today=late, state=QuoteState.SENT)
