"""A template's form shows real quotes and orders by the layout being edited, or invented goods."""

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from desktop.runtime.errors import UserFacing
from desktop.trade import (
    bank_accounts,
    company,
    document_templates,
    issuing,
    orders,
    quote_moves,
    quotes,
    template_preview,
)
from desktop.trade.bilingual import Bilingual
from desktop.trade.document_templates import Template
from desktop.trade.documents.document import Kind
from desktop.trade.documents.layout import Layout, read_layout
from desktop.trade.quote_lines import parse_line
from desktop.trade.quote_states import QuoteState

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 9, 41, tzinfo=UTC)


@pytest.fixture
def quote(shop, draft):
    return quotes.create(shop, draft, [parse_line("PL-6060-40:2000:14.20")], today=TODAY)


@pytest.fixture
def order(shop, quote):
    quote_moves.set_state(shop, quote.id, QuoteState.SENT, now=NOW)
    return orders.from_quote(shop, quote.id, now=NOW)


def text(pdf):
    pages = [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]
    return " ".join(" ".join(pages).split())


def test_the_latest_quote_or_order_of_the_company_comes_first(shop, quote, order, draft):
    found = template_preview.sources(shop, Kind.PROFORMA)
    assert [one.id for one in found] == [order.id, quote.id]
    assert "Brenner" in found[0].label
    assert [one.id for one in template_preview.sources(shop, Kind.QUOTATION)] == [quote.id]
    assert [one.id for one in template_preview.sources(shop, Kind.PACKING_LIST)] == [order.id]
    other = company.save_company(shop, {"name": "Bowei HK"}, seller_id="")
    own = company.sellers(shop)[0].id
    assert template_preview.sources(shop, Kind.PROFORMA, other) == ()
    assert template_preview.sources(shop, Kind.PROFORMA, own) == found


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_is_shown_with_an_order_and_without(shop, order, quote, kind):
    layout = Layout(title=Bilingual("Own Title", "自定标题"), accent="#107040")
    key = quote.id if kind is Kind.QUOTATION else order.id
    shown = text(template_preview.pdf(shop, kind, layout, "en+zh", now=NOW, source_id=key))
    assert "Own Title" in shown
    assert "Brenner Lichttechnik GmbH" in shown
    assert "DRAFT" not in shown
    invented = text(template_preview.pdf(shop, kind, layout, "en", now=NOW))
    assert "Own Title" in invented
    assert "Ningbo Bowei" in invented


def test_clauses_of_the_template_are_seen_with_invented_goods_too(shop):
    layout = Layout(clauses_added=("packing_wood",), clauses_left_out=("force_majeure",))
    shown = text(template_preview.pdf(shop, Kind.CONTRACT, layout, "en", now=NOW))
    assert "ISPM 15" in shown
    assert "Force majeure" not in shown
    assert "Force majeure" in text(
        template_preview.pdf(shop, Kind.CONTRACT, Layout(), "en", now=NOW)
    )


def test_an_order_that_cannot_be_printed_says_why(shop, order):
    for row in bank_accounts.accounts(shop, None):
        bank_accounts.delete_bank(shop, row.id)
    with pytest.raises(UserFacing, match="bank account"):
        template_preview.pdf(shop, Kind.PROFORMA, Layout(), "en", now=NOW, source_id=order.id)


def test_own_headings_widths_and_title_are_printed_and_come_back(shop, order):
    layout = Layout(
        headings=(("price", Bilingual("FOB price", "离岸价")),),
        widths=(("price", 1.3),),
        title=Bilingual("Tax Invoice"),
        stamp_size=110.0,
    )
    assert read_layout(layout.as_json()).layout == layout
    shown = text(
        template_preview.pdf(
            shop, Kind.COMMERCIAL_INVOICE, layout, "en+zh", now=NOW, source_id=order.id
        )
    )
    assert "FOB price" in shown
    assert "离岸价" in shown
    assert "Unit price" not in shown
    assert "Tax Invoice" in shown
    odd = read_layout(
        {"headings": {"price": {"en": "a\nb" * 90}, "hologram": {"en": "x"}}, "stamp_size": 900}
    )
    assert odd.put_aside == ("headings: hologram", "stamp_size: 900")
    assert len(odd.layout.heading_of("price").en) <= 60
    assert "\n" not in odd.layout.heading_of("price").en


def test_another_title_alone_makes_no_new_revision(shop, order):
    first = issuing.issue(shop, order.id, Kind.COMMERCIAL_INVOICE, "en", now=NOW)
    layout = replace(Layout(), title=Bilingual("Tax Invoice"))
    document_templates.save(shop, Template("House", Kind.COMMERCIAL_INVOICE, layout))
    assert issuing.issue(shop, order.id, Kind.COMMERCIAL_INVOICE, "en", now=NOW).id == first.id
