"""Clauses of one order or quote: chosen, left out and worded for it alone, on paper and in the journal."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.runtime.errors import UserFacing
from desktop.store import journal
from desktop.trade import (
    chosen_clauses,
    clause_choices,
    clause_library,
    document_templates,
    issuing,
    offers,
    orders,
    quote_moves,
    quote_revisions,
    quotes,
)
from desktop.trade.bilingual import Bilingual
from desktop.trade.clause_choices import ClauseChoice, Why, offered, with_printed
from desktop.trade.clauses import ClauseFacts
from desktop.trade.document_templates import Template
from desktop.trade.documents.clause_texts import filled_clauses
from desktop.trade.documents.document import Clause, Kind
from desktop.trade.documents.layout import Layout
from desktop.trade.offers import Place
from desktop.trade.quote_lines import parse_line
from desktop.trade.quote_states import QuoteState

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 9, 41, tzinfo=UTC)
CONTRACT = ClauseFacts("contract", "CIF", frozenset({"tt"}), "DE")
OWN_WORDS = Bilingual("Disputes go to Hamburg.", "争议提交汉堡仲裁。")


@pytest.fixture
def quote(shop, draft):
    terms = replace(draft, incoterm="CIF", place="Hamburg")
    return quotes.create(shop, terms, [parse_line("PL-6060-40:2000:14.20")], today=TODAY)


@pytest.fixture
def order(shop, quote):
    quote_moves.set_state(shop, quote.id, QuoteState.SENT, now=NOW)
    return orders.from_quote(shop, quote.id, now=NOW)


def of(shop, draft, kind=Kind.CONTRACT):
    return {one.clause.key: one for one in chosen_clauses.listing(shop, draft, kind)}


def changed(shop, order, choices):
    return orders.update(shop, order.id, draft=replace(order.draft, clauses=choices), today=TODAY)


def paper(shop, figures, kind=Kind.CONTRACT, language="en+zh"):
    with shop.read() as session:
        place = Place("X-1", 1, True, TODAY)
        return offers.document_of(session, figures, kind, language, place)


def english(document):
    return [one.text.en for one in document.clauses]


def test_every_clause_says_why_it_is_printed_or_not(shop, order):
    found = of(shop, order.draft)
    assert found["force_majeure"].why is Why.RULE
    assert found["packing_wood"].why is Why.NOT_CHOSEN
    assert clause_choices.reason(found["force_majeure"]) == "by rule"
    assert "CIF" in clause_choices.reason(found["insurance_seller"])
    assert of(shop, order.draft, Kind.PACKING_LIST) == {}


def test_an_order_leaves_out_adds_and_words_clauses_for_itself(shop, order):
    found = of(shop, order.draft)
    choices = with_printed((), found["force_majeure"], "contract", on=False)
    choices = with_printed(choices, found["packing_wood"], "contract", on=True)
    court = found["arbitration_cietac"]
    choices = clause_choices.with_words(choices, court, court.clause.title, OWN_WORDS)
    title = Bilingual("Samples", "样品")
    choices = clause_choices.with_own(choices, ("contract",), title, Bilingual("Two are kept."))
    figures = changed(shop, order, choices)
    assert figures.draft.clauses == choices
    document = paper(shop, figures)
    keys = {one.key: one for one in document.clauses if one.key}
    assert "force_majeure" not in keys
    assert {"packing_wood", "own_1"} <= set(keys)
    assert keys["arbitration_cietac"].text.en == OWN_WORDS.en
    assert keys["arbitration_cietac"].text.zh == OWN_WORDS.zh
    assert keys["own_1"].title.zh == "样品"
    with shop.read() as session:
        library = {c.key: c for c in clause_library.library(session)}
    assert library["arbitration_cietac"].text.en != OWN_WORDS.en
    other = paper(shop, figures, Kind.ORDER_CONFIRMATION)
    assert "packing_wood" not in {one.key for one in other.clauses}


def test_choices_of_a_quote_go_with_its_revision_and_into_the_order(shop, quote):
    choices = (ClauseChoice("packing_wood", added_to=("contract",)),)
    quotes.update(shop, quote.id, replace(quote.draft, clauses=choices), today=TODAY)
    quote_moves.set_state(shop, quote.id, QuoteState.SENT, now=NOW)
    revision = quote_revisions.revise(shop, quote.id, note="price", today=TODAY)
    assert revision.draft.clauses == choices
    quote_moves.set_state(shop, revision.id, QuoteState.SENT, now=NOW)
    made = orders.from_quote(shop, revision.id, now=NOW)
    assert made.draft.clauses == choices


def test_the_order_goes_before_the_template_and_the_template_before_the_rule(shop, order):
    look = Layout(clauses_added=("packing_wood",), clauses_left_out=("force_majeure",))
    document_templates.save(shop, Template("House", Kind.CONTRACT, look))
    found = of(shop, order.draft)
    assert found["packing_wood"].why is Why.TEMPLATE
    assert found["force_majeure"].why is Why.TEMPLATE_LEFT_OUT
    choices = with_printed((), found["force_majeure"], "contract", on=True)
    choices = with_printed(choices, found["packing_wood"], "contract", on=False)
    keys = {one.key for one in paper(shop, changed(shop, order, choices)).clauses}
    assert "force_majeure" in keys
    assert "packing_wood" not in keys


def test_what_was_issued_keeps_its_words_and_says_that_the_clauses_changed(shop, order):
    issued = {
        kind: issuing.issue(shop, order.id, kind, "en+zh", now=NOW)
        for kind in (Kind.CONTRACT, Kind.COMMERCIAL_INVOICE)
    }
    before = issued[Kind.CONTRACT].path.read_bytes()
    court = of(shop, order.draft)["arbitration_cietac"]
    figures = changed(
        shop, order, clause_choices.with_words((), court, court.clause.title, OWN_WORDS)
    )
    stale = {one.kind: one.changes for one in figures.documents}
    assert stale["contract"] == ("Clauses",)
    assert stale["commercial_invoice"] == ()
    assert issued[Kind.CONTRACT].path.read_bytes() == before
    again = issuing.issue(shop, order.id, Kind.CONTRACT, "en+zh", now=NOW, reason="Court agreed")
    assert again.revision == 2
    clause_library.save(shop, "arbitration_cietac", {"text_en": "Elsewhere."})
    kept = paper(shop, orders.show(shop, order.id, today=TODAY))
    assert OWN_WORDS.en in english(kept)


@pytest.mark.parametrize("on_proforma", [True, False])
def test_other_words_count_where_the_document_prints_the_clause(shop, order, on_proforma):
    look = Layout(clauses_added=("arbitration_cietac",) if on_proforma else ())
    document_templates.save(shop, Template("House", Kind.PROFORMA, look))
    kinds = (Kind.PROFORMA, Kind.CONTRACT)
    for kind in kinds:
        issuing.issue(shop, order.id, kind, "en+zh", now=NOW)
    court = of(shop, order.draft)["arbitration_cietac"]
    wood = of(shop, order.draft)["packing_wood"]
    unseen = clause_choices.with_words((), wood, wood.clause.title, OWN_WORDS)
    said = {one.kind: one.changes for one in changed(shop, order, unseen).documents}
    assert (said["proforma"], said["contract"]) == ((), ())
    fresh = orders.show(shop, order.id, today=TODAY)
    worded = clause_choices.with_words((), court, court.clause.title, OWN_WORDS)
    said = {one.kind: one.changes for one in changed(shop, fresh, worded).documents}
    assert said["proforma"] == (("Clauses",) if on_proforma else ())
    assert said["contract"] == ("Clauses",)


def test_undo_brings_the_clauses_back(shop, order):
    figures = changed(shop, order, (ClauseChoice("packing_wood", added_to=("contract",)),))
    assert figures.draft.clauses
    journal.undo(shop, journal.entries(shop, limit=1)[0].unit_id)
    assert orders.show(shop, order.id, today=TODAY).draft.clauses == ()


def test_a_contract_states_insurance_and_tolerance_once(shop, order):
    figures = orders.update(
        shop, order.id, draft=replace(order.draft, tolerance_percent=Decimal(5)), today=TODAY
    )
    document = paper(shop, figures)
    insured = [text for text in english(document) if "110%" in text]
    assert len(insured) == 1
    assert "ICC(C)" in insured[0]
    assert sum("amount 5%" in text for text in english(document)) == 1
    found = of(shop, figures.draft)
    choices = with_printed((), found["tolerance_quantity"], "contract", on=True)
    both = english(paper(shop, changed(shop, figures, choices)))
    said = [text for text in both if "Quantity and amount" in text]
    assert len(said) == 1
    assert "by 5%, more or less, at the Seller's option" in said[0]


def test_a_clause_without_a_slot_begins_with_the_short_sentence():
    own = Clause(Bilingual("Buyer's choice.", "买方选择。"), key="x", topic="tolerance")
    made = filled_clauses([own], ("en", "zh"), cover="", tolerance="10%")[0]
    assert made.text.en == "Quantity and amount 10% more or less allowed. Buyer's choice."
    assert made.text.zh == "数量及金额允许 10% 增减。买方选择。"
    slotted = replace(own, text=Bilingual("Up to {tolerance}."))
    assert filled_clauses([slotted], ("en",), cover="", tolerance="")[0].text.en == (
        "Up to the agreed tolerance."
    )


def test_which_language_prevails_is_said_only_where_both_are(shop, order):
    assert any("prevails" in text for text in english(paper(shop, order)))
    assert not any("prevails" in text for text in english(paper(shop, order, language="en")))


@pytest.mark.parametrize("text", ["", " ", "x" * 8001])
def test_words_that_are_none_are_refused(shop, order, text):
    court = of(shop, order.draft)["arbitration_cietac"]
    words, title = Bilingual(text), Bilingual("x")
    for choices in (
        clause_choices.with_words((), court, court.clause.title, words),
        clause_choices.with_own((), ("contract",), title, words),
    ):
        with pytest.raises(UserFacing):
            clause_choices.checked(choices)


KEYS = [one.key for one in clause_library.starter()]


@given(
    st.lists(st.tuples(st.sampled_from(KEYS), st.booleans()), max_size=20),
    st.sets(st.sampled_from(KEYS), max_size=4),
    st.sets(st.sampled_from(KEYS), max_size=4),
)
def test_the_last_tick_counts_and_the_usual_tick_leaves_no_trace(ticks, added, left_out):
    library = clause_library.starter()

    def now(choices):
        found = offered(library, CONTRACT, choices, added=added, left_out=left_out)
        return {one.clause.key: one for one in found}

    usual = {key: one.is_printed for key, one in now(()).items()}
    choices = ()
    for key, on in ticks:
        choices = with_printed(choices, now(choices)[key], "contract", on=on)
    wanted = usual | dict(ticks)
    assert {key: one.is_printed for key, one in now(choices).items()} == wanted
    assert {one.key for one in choices} == {key for key in KEYS if wanted[key] != usual[key]}
    assert tuple(ClauseChoice.from_json(one.as_json()) for one in choices) == choices
