"""Another selling company on a quote brings its rate and port; what was typed stays."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from desktop.runtime.i18n import _
from desktop.trade.company import SellerRow
from desktop.trade.quote_draft import DraftLine, QuoteDraft
from desktop.ui.quotes.lines_model import price_words
from desktop.ui.quotes.seller_deed import NewSeller, with_seller

NINGBO = SellerRow("n", "Ningbo", home_currency="CNY", port_of_loading="Ningbo")
HONG_KONG = SellerRow(
    "h", "Hong Kong", home_currency="HKD", port_of_loading="Hong Kong", payment_terms="T/T 30/70"
)
DRAFT = QuoteDraft(
    "c1", seller_id="h", rate=Decimal("7.11"), rate_on=date(2026, 11, 17),
    rate_source="Bank of China", port_of_loading="Ningbo",
)  # fmt: skip


def test_what_nobody_typed_is_the_new_companys():
    after = with_seller(DRAFT, NewSeller(NINGBO, HONG_KONG, None))
    assert (after.port_of_loading, after.payment_terms) == ("Hong Kong", "T/T 30/70")
    assert (after.rate, after.rate_currency) == (None, "HKD")


def test_what_was_typed_stays():
    typed = replace(
        DRAFT, port_of_loading="Yantian", payment_terms="L/C", rate_source=_("Entered by hand")
    )
    after = with_seller(typed, NewSeller(NINGBO, replace(HONG_KONG, home_currency="CNY"), None))
    assert after == typed


def test_a_price_says_whether_it_follows_the_quantity():
    line = DraftLine("A", Decimal(1), Decimal(1), price_source="price_list")
    assert "follows" in price_words(line)
    assert "stays" in price_words(replace(line, price_source="hand"))
