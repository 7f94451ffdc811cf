"""The schedule of documents: what is due and when the goods move, from the order's own plan."""

from dataclasses import replace
from datetime import date

import pytest

from desktop.trade.documents.assemble import assemble
from desktop.trade.documents.document import LANGUAGES, Kind
from desktop.trade.documents.outline import outline
from desktop.trade.order_payments import Happened
from desktop.trade.payment_parse import parse_terms
from tests.trade.paper_set import full_offer, paper


def rows(document):
    return [(fact.label.en, fact.value) for fact in document.schedule]


def test_a_contract_plans_payments_voyage_and_credit_by_day():
    document = paper(Kind.CONTRACT)
    assert rows(document) == [
        ("Deposit", "20 November 2026"),
        ("Balance", "18 January 2027"),
        ("ETD Ningbo", "18 January 2027"),
        ("Latest shipment", "31 January 2027"),
        ("L/C expiry", "21 February 2027"),
        ("ETA Hamburg", "24 February 2027"),
    ]
    assert not {"ETD", "ETA", "Latest shipment"} & {fact.label.en for fact in document.voyage}


def test_an_invoice_says_what_is_due_and_keeps_the_ship_beside_its_number():
    document = paper(Kind.COMMERCIAL_INVOICE)
    assert [name for name, _day in rows(document)] == ["Deposit", "Balance"]
    assert {"ETD", "ETA"} <= {fact.label.en for fact in document.voyage}


@pytest.mark.parametrize(
    ("terms", "days"),
    [
        ("O/A 60 days after B/L date", [("Payment", "19 March 2027")]),
        ("L/C at sight", []),
        ("100% T/T 10 days after invoice date", [("Payment", "30 November 2026")]),
    ],
)
def test_due_days_follow_from_the_terms(terms, days):
    offer = replace(full_offer(Kind.COMMERCIAL_INVOICE), terms=parse_terms(terms))
    assert rows(assemble(offer, Kind.COMMERCIAL_INVOICE, "en")) == days


def test_what_was_reached_since_changes_no_paper():
    offer = full_offer(Kind.CONTRACT)
    later = Happened(date(2026, 11, 20), reached={"documents_sent": date(2027, 1, 25)})
    reached = replace(offer, happened=later)
    assert rows(assemble(reached, Kind.CONTRACT, "en")) == rows(paper(Kind.CONTRACT, "en"))


def test_a_quote_and_a_packing_list_have_none():
    assert paper(Kind.QUOTATION).schedule == paper(Kind.PACKING_LIST).schedule == ()


@pytest.mark.parametrize("languages", LANGUAGES)
def test_every_form_and_language_shows_it(languages):
    """Word and Excel are writers of the outline; the golden pages show the PDF."""
    document = paper(Kind.PROFORMA, languages)
    said, etd = repr(outline(document)), document.schedule[2]
    assert repr(etd.value)[1:-1] in said
    words = [etd.label.text(code) for code in LANGUAGES[languages]]
    assert all(repr(word)[1:-1] in said for word in words)
    assert sum("Ningbo" in word for word in words) == 1
