"""Copies of older revisions: the word across each page, readable below it, the issued bytes untouched."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from desktop.trade import issued_copies, issuing, orders, quote_moves, quotes
from desktop.trade.documents.document import Kind
from desktop.trade.quote_lines import parse_line
from desktop.trade.quote_states import QuoteState

NOW = datetime(2026, 11, 20, 9, 41, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture
def revisions(shop, draft):
    made = quotes.create(shop, draft, [parse_line("PL-6060-40:2000:14.20")], today=TODAY)
    quote_moves.set_state(shop, made.id, QuoteState.SENT, now=NOW)
    order = orders.from_quote(shop, made.id, now=NOW)
    first = issuing.issue(shop, order.id, Kind.CONTRACT, "en+zh", now=NOW)
    orders.update(shop, order.id, draft=replace(order.draft, remarks="Pallets"), today=TODAY)
    later = NOW + timedelta(hours=1)
    return first, issuing.issue(shop, order.id, Kind.CONTRACT, "en+zh", now=later, reason="Pallets")


def test_an_older_revision_leaves_with_the_word_on_each_page(shop, revisions):
    first, second = revisions
    before = first.path.read_bytes()
    copy = issued_copies.readable(shop, first.id)
    assert copy.is_superseded
    assert copy.path != first.path
    assert first.path.read_bytes() == before
    issued, marked = PdfReader(BytesIO(before)), PdfReader(copy.path)
    assert len(marked.pages) == len(issued.pages) > 1
    for old, new in zip(issued.pages, marked.pages, strict=True):
        said = new.extract_text()
        assert "SUPERSEDED" in said
        assert "已作废" in said
        assert set(old.extract_text().split()) <= set(said.split()), "all of it can still be read"
    valid = issued_copies.readable(shop, second.id)
    assert (valid.path, valid.is_superseded) == (second.path, False)
    assert issued_copies.readable(shop, first.id).path == copy.path, "asked for again"
