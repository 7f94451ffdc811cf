"""Orders entered without a quote: the customer's terms, the same sums, documents and refusals as others."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from desktop.runtime.errors import UserFacing
from desktop.trade import issuing, order_entry, orders
from desktop.trade.documents.document import Kind
from desktop.trade.issue_source import FROM_ORDER
from desktop.trade.quote_draft import DraftLine, QuoteDraft
from desktop.trade.quote_lines import parse_line

NOW = datetime(2026, 11, 20, 9, 41, tzinfo=UTC)
TODAY = NOW.date()
LINES = [parse_line("PL-6060-40:2000:14.20")]


def test_it_takes_the_customer_s_terms_and_sums_up_as_any_order(shop):
    draft = order_entry.begin(shop, "c1", today=TODAY)
    made = order_entry.create(shop, replace(draft, buyer_reference="PO 88"), LINES, now=NOW)
    assert (made.number, made.total.amount) == ("SO-2026-0001", Decimal(28400))
    assert (made.draft.incoterm, made.draft.place) == ("CIF", "Hamburg")
    assert [due.amount for due in made.payments.dues] == [8520, 19880]
    assert made.record.quote_id is None
    assert made.milestone == "contract_signed"
    assert made.chain[0].key == "proforma", "no quote in the chain"
    assert made.shipping.port_of_discharge == "Hamburg"
    assert made.totals.packed.cartons == 500


def test_every_document_is_issued_from_it(shop):
    draft = order_entry.begin(shop, "c1", today=TODAY)
    draft = replace(draft, buyer_reference="PO 88", port_of_loading="Ningbo",
                    freight=Decimal(1700), insurance=Decimal(140), charges_included=True)  # fmt: skip
    made = order_entry.create(shop, draft, LINES, now=NOW)
    issued = [issuing.issue(shop, made.id, kind, "en", now=NOW) for kind in FROM_ORDER]
    assert {one.order_id for one in issued} == {made.id}
    assert {one.quote_id for one in issued} == {None}
    account = issuing.issue(shop, made.id, Kind.STATEMENT, "en", now=NOW)
    assert account.customer_id == "c1"
    assert len(orders.show(shop, made.number, today=TODAY).documents) == len(FROM_ORDER) + 1


def test_the_next_one_begins_with_the_terms_of_the_last(shop):
    draft = replace(order_entry.begin(shop, "c1", today=TODAY), incoterm="FOB", place="Ningbo")
    free = DraftLine(sku="", name_en="Sample board", quantity=Decimal(1), unit_price=Decimal(5))
    made = order_entry.create(shop, replace(draft, lines=(free,)), now=NOW)
    assert made.total.amount == 5
    after = order_entry.begin(shop, "c1", today=TODAY)
    assert (after.incoterm, after.place, after.lines) == ("FOB", "Ningbo", ())
    assert order_entry.create(shop, after, LINES, now=NOW).number == "SO-2026-0002"


def test_what_is_refused_leaves_no_number(shop):
    for draft, lines, code in (
        (QuoteDraft("nobody"), LINES, "unknown_customer"),
        (QuoteDraft("c1"), [], "no_lines"),
        (QuoteDraft("c1"), [parse_line("NOPE:1")], "unknown_product"),
        (QuoteDraft("c1", currency="XXQ"), LINES, "unknown_currency"),
    ):
        with pytest.raises(UserFacing) as caught:
            order_entry.create(shop, draft, lines, now=NOW)
        assert caught.value.code == code
    assert order_entry.create(shop, QuoteDraft("c1"), LINES, now=NOW).number == "SO-2026-0001"
