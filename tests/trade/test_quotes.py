"""Quotes in the store: defaults, editing, revisions, states, checks, figures, undo."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from desktop.runtime.errors import UserFacing
from desktop.store.journal import undo
from desktop.store.schema.quotes import Quote, QuoteLine
from desktop.store.schema.workspace import JournalEntry
from desktop.trade import products, quote_moves, quote_revisions, quotes
from desktop.trade.quote_checks import check, require_issuable
from desktop.trade.quote_draft import QuoteDraft
from desktop.trade.quote_lines import LineRequest, parse_line
from desktop.trade.quote_states import QuoteState

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 9, 41, tzinfo=UTC)
CONTRACT_KEYS = {
    "id", "number", "revision", "state", "customer_id", "currency", "incoterm", "place", "lines",
    "goods_total", "charges", "total", "cartons", "net_weight_kg", "gross_weight_kg", "volume_cbm",
    "containers", "margin_percent", "markup_percent", "valid_until", "payment_schedule",
}  # fmt: skip


def new(shop, draft, *lines):
    return quotes.create(shop, draft, [parse_line(line) for line in lines], today=TODAY)


@pytest.mark.parametrize(
    ("text", "sku", "quantity", "price"),
    [
        ("PL-6060-40:2000", "PL-6060-40", "2000", None),
        ("PL-6060-40:2000:14.20", "PL-6060-40", "2000", "14.20"),
        ("A:B:10", "A:B", "10", None),
        ("A:B:10:0.5", "A:B", "10", "0.5"),
    ],
)
def test_parse_line(text, sku, quantity, price):
    line = parse_line(text)
    assert (line.sku, line.quantity) == (sku, Decimal(quantity))
    assert line.unit_price == (Decimal(price) if price else None)


@pytest.mark.parametrize("text", ["PL", ":5", "PL:many", "PL:-5", "PL:0:3", "PL:5:-3"])
def test_parse_line_refuses(text):
    with pytest.raises(UserFacing):
        parse_line(text)


def test_new_quote_takes_prices_and_habits(shop, draft):
    figures = new(shop, draft, "PL-6060-40:2000", "A:B:1000:0.5")
    assert figures.number == "Q-2026-0001"
    assert figures.state is QuoteState.DRAFT
    assert (figures.draft.incoterm, figures.draft.place) == ("CIF", "Hamburg")
    assert figures.draft.payment_terms == "T/T 30/70"
    assert figures.draft.rate == Decimal("7.11")
    assert [line.unit_price for line in figures.draft.lines] == [Decimal("14.60"), Decimal("0.5")]
    assert figures.total.amount == Decimal("29700.00")


def test_less_than_the_minimum_is_named_in_the_unit_of_the_line(shop, draft):
    products.save(shop, {"moq": "100"}, key="PL-6060-40")
    wishes = ("PL-6060-40:24", "PL-6060-40:10 ctn", "PL-6060-40:100", "PL-6060-40:25 ctn:58")
    made = new(shop, draft, *wishes)
    assert (made.draft.lines[3].unit, made.draft.lines[3].unit_price) == ("carton", 58)
    with pytest.raises(UserFacing, match="pallet"):
        new(shop, draft, "PL-6060-40:2 pallet")
    said = [one.message for one in made.findings if one.code == "below_minimum"]
    assert [words.rpartition("minimum of ")[2] for words in said] == ["100 pcs.", "25 carton."]
    assert [line.moq for line in quotes.show(shop, made.id, today=TODAY).draft.lines] == [
        100, 25, 100, 25,
    ]  # fmt: skip


def test_figures_have_the_contract_s_keys(shop, draft):
    data = new(shop, draft, "PL-6060-40:2000:14.20").as_json()
    assert set(data) >= CONTRACT_KEYS
    json.dumps(data)
    assert data["total"] == {"amount": "28400.00", "currency": "USD"}
    assert data["lines"][0]["quantity"] == 2000
    assert data["lines"][0]["unit_price"] == {"amount": "14.20", "currency": "USD"}
    assert data["cartons"] == 500
    assert data["net_weight_kg"] == 4565
    assert data["gross_weight_kg"] == 5090
    assert data["volume_cbm"] == 17.613
    assert data["containers"][0]["type"] == "20GP"
    assert data["valid_until"] == "2026-12-04"
    assert [p["amount"]["amount"] for p in data["payment_schedule"]] == ["8520.00", "19880.00"]
    net = Decimal(70) - Decimal(70) / Decimal("1.13") * Decimal("0.13")
    fob = Decimal(28400 - 1840) * Decimal("7.11")
    assert data["margin_percent"] == float(round((fob - net * 2000) / fob * 100, 1))


def test_small_prices_keep_their_digits(shop, draft):
    data = new(shop, draft, "A:B:1000").as_json()
    assert data["lines"][0]["unit_price"]["amount"] == "0.4636"
    assert data["lines"][0]["amount"]["amount"] == "463.60"


def test_show_is_what_create_returned(shop, draft):
    made = new(shop, draft, "PL-6060-40:2000")
    assert quotes.show(shop, made.id, today=TODAY).as_json() == made.as_json()
    assert quotes.show(shop, "Q-2026-0001", today=TODAY).id == made.id


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"customer_id": "nobody"}, "unknown_customer"),
        ({"currency": "RMB"}, "unknown_currency"),
        ({"incoterm": "DAT"}, "withdrawn_incoterm"),
    ],
)
def test_bad_headers_are_refused_and_no_number_is_used(shop, draft, change, code):
    with pytest.raises(UserFacing) as caught:
        new(shop, replace(draft, **change), "PL-6060-40:1")
    assert caught.value.code == code
    assert new(shop, draft, "PL-6060-40:1").number == "Q-2026-0001"


def test_articles_without_price_in_the_currency(shop, draft):
    with pytest.raises(UserFacing) as caught:
        new(shop, replace(draft, currency="EUR"), "PL-6060-40:10")
    assert caught.value.code == "no_price"
    with pytest.raises(UserFacing) as caught:
        new(shop, draft, "NO-SUCH:10")
    assert caught.value.code == "unknown_product"


def test_update_journals_only_what_changed(shop, draft):
    made = new(shop, draft, "PL-6060-40:2000", "A:B:1000")
    lines = made.draft.lines
    changed = replace(made.draft, lines=(replace(lines[0], quantity=Decimal(2500)), lines[1]))
    with shop.read() as session:
        before = session.scalar(sa.select(sa.func.count()).select_from(JournalEntry))
    result = quotes.update(shop, made.id, changed, today=TODAY)
    assert result.draft == changed
    with shop.read() as session:
        entries = session.scalars(sa.select(JournalEntry).order_by(JournalEntry.hlc)).all()[before:]
    assert [(e.record_type, e.changes) for e in entries] == [
        ("quote_line", {"quantity": ["2000", "2500"]})
    ]
    quotes.update(shop, made.id, changed, today=TODAY)
    with shop.read() as session:
        after = session.scalar(sa.select(sa.func.count()).select_from(JournalEntry))
    assert after == before + 1


def test_update_removes_and_reorders_lines(shop, draft):
    made = new(shop, draft, "PL-6060-40:2000", "A:B:1000")
    swapped = replace(made.draft, lines=made.draft.lines[::-1])
    skus = [line.sku for line in quotes.update(shop, made.id, swapped, today=TODAY).draft.lines]
    assert skus == ["A:B", "PL-6060-40"]
    one = replace(swapped, lines=swapped.lines[:1])
    assert len(quotes.update(shop, made.id, one, today=TODAY).draft.lines) == 1
    assert len(quotes.show(shop, made.id, today=TODAY).draft.lines) == 1
    with shop.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(QuoteLine)) == 1


def test_exactly_one_revision_is_current(shop, draft):
    first = new(shop, draft, "PL-6060-40:2000")
    quote_moves.set_state(shop, first.id, QuoteState.SENT, now=NOW)
    with pytest.raises(UserFacing) as caught:
        quotes.update(shop, first.id, draft, today=TODAY)
    assert caught.value.code == "quote_not_editable"
    second = quote_revisions.revise(shop, first.id, note="lower price", today=TODAY)
    third = quote_revisions.revise(shop, first.id, today=TODAY)
    assert (second.revision, third.revision) == (2, 3)
    assert second.draft == first.draft
    with shop.read() as session:
        current = session.scalars(sa.select(Quote.revision).where(Quote.is_current)).all()
    assert current == [3]
    states = [f.state for f in quote_revisions.revisions(shop, first.number, today=TODAY)]
    assert states == [QuoteState.DRAFT, QuoteState.SUPERSEDED, QuoteState.SUPERSEDED]
    assert [row.id for row in quotes.listing(shop, today=TODAY)] == [third.id]


def test_low_margin_is_approved_with_a_reason_only(shop, draft):
    made = new(shop, draft, "PL-6060-40:2000:10.00")
    assert "low_margin" in [f.code for f in made.findings]
    with pytest.raises(UserFacing):
        quote_moves.set_state(shop, made.id, QuoteState.APPROVED, now=NOW)
    done = quote_moves.set_state(shop, made.id, QuoteState.APPROVED, now=NOW, note="opening order")
    assert (done.state, done.state_note) == (QuoteState.APPROVED, "opening order")


def test_impossible_moves_are_refused(shop, draft):
    made = new(shop, draft, "PL-6060-40:2000")
    with pytest.raises(UserFacing):
        quote_moves.set_state(shop, made.id, QuoteState.EXPIRED, now=NOW)
    with pytest.raises(UserFacing):
        quote_moves.set_state(shop, made.id, QuoteState.ACCEPTED, now=NOW)


def test_a_sent_quote_expires_by_itself(shop, draft):
    made = new(shop, draft, "PL-6060-40:2000")
    sent = quote_moves.set_state(shop, made.id, QuoteState.SENT, now=NOW)
    assert sent.sent_at == NOW
    later = TODAY + timedelta(days=30)
    assert quotes.show(shop, made.id, today=later).state is QuoteState.EXPIRED
    assert quotes.listing(shop, today=later, state=QuoteState.EXPIRED)
    assert not quotes.listing(shop, today=TODAY, state=QuoteState.EXPIRED)


def checked(**changes):
    base = QuoteDraft(
        customer_id="c1", incoterm="CIF", place="Hamburg", payment_terms="T/T 30/70",
        valid_until=TODAY, freight=Decimal(1), insurance=Decimal(1),
    )  # fmt: skip
    return replace(base, **changes)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"place": ""}, "place_missing"),
        ({"incoterm": ""}, "incoterm_missing"),
        ({"valid_until": TODAY - timedelta(days=1)}, "validity_past"),
        ({"payment_terms": "T/T 30/60"}, "payment_terms_sum"),
        ({"incoterm": "DAT"}, "withdrawn_incoterm"),
    ],
)
def test_checks_before_issue(shop, draft, changes, code):
    line = new(shop, draft, "PL-6060-40:2000").draft.lines[0]
    require_issuable(checked(lines=(line,)), TODAY)
    with pytest.raises(UserFacing) as caught:
        require_issuable(checked(lines=(line,), **changes), TODAY)
    assert caught.value.code == code
    assert caught.value.hint


def test_checks_name_the_line(shop, draft):
    line = new(shop, draft, "PL-6060-40:2000").draft.lines[0]
    found = check(checked(lines=(replace(line, quantity=Decimal(0)),)), TODAY)
    assert found[0].code == "quantity"
    assert "PL-6060-40" in found[0].message
    assert "no_lines" in [f.code for f in check(checked(), TODAY)]
    by_air = check(checked(lines=(line,), transport_mode="air"), TODAY)
    assert "mode_mismatch" in [f.code for f in by_air]


def test_catalogue_changes_do_not_reach_a_quote(shop, draft):
    from desktop.trade import products

    made = new(shop, draft, "PL-6060-40:2000")
    products.save(shop, {"price": "99", "name_en": "Other"}, key="PL-6060-40")
    assert quotes.show(shop, made.id, today=TODAY).draft.lines == made.draft.lines


def test_line_discount_is_asked_for(shop, draft):
    request = LineRequest("PL-6060-40", Decimal(100), Decimal(10), Decimal("2.5"))
    figures = quotes.create(shop, draft, [request], today=TODAY)
    assert figures.total.amount == Decimal("975.00")


def test_undo_of_a_revision_brings_the_former_one_back(shop, draft):
    made = new(shop, draft, "PL-6060-40:2000")
    quote_moves.set_state(shop, made.id, QuoteState.SENT, now=NOW)
    revised = quote_revisions.revise(shop, made.id, today=TODAY)
    lines = (replace(revised.draft.lines[0], quantity=Decimal(5)),)
    quotes.update(shop, revised.id, replace(revised.draft, lines=lines), today=TODAY)
    undo(shop)
    assert quotes.show(shop, made.number, today=TODAY).draft.lines == made.draft.lines
    undo(shop)
    back = quotes.show(shop, made.number, today=TODAY)
    assert (back.id, back.state) == (made.id, QuoteState.SENT)
    assert [row.id for row in quotes.listing(shop, today=TODAY)] == [made.id]
    assert quote_revisions.revise(shop, made.id, today=TODAY).revision == 3


def test_undo_brings_removed_lines_back(shop, draft):
    made = new(shop, draft, "PL-6060-40:2000", "A:B:1000")
    quotes.update(shop, made.id, replace(made.draft, lines=made.draft.lines[:1]), today=TODAY)
    undo(shop)
    assert quotes.show(shop, made.id, today=TODAY).draft == made.draft


def test_update_with_an_unknown_customer(shop, draft):
    made = new(shop, draft, "PL-6060-40:2000")
    with pytest.raises(UserFacing):
        quotes.update(shop, made.id, replace(made.draft, customer_id="nobody"), today=TODAY)


def test_approving_twice_is_no_error(shop, draft):
    made = new(shop, draft, "PL-6060-40:2000:30")
    for _again in range(2):
        assert (
            quote_moves.set_state(shop, made.id, QuoteState.APPROVED, now=NOW).state == "approved"
        )
