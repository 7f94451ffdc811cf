"""Several selling companies: letterhead, numbers, number format and bank accounts of each."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from desktop.runtime.errors import UserFacing
from desktop.store.schema.documents import IssuedDocument
from desktop.store.schema.workspace import JournalEntry
from desktop.trade import (
    bank_accounts,
    company,
    issuing,
    offers,
    orders,
    payment_terms,
    quote_lines,
    quote_moves,
    quotes,
    statement_rows,
)
from desktop.trade.banking import check_iban
from desktop.trade.documents.document import Kind
from desktop.trade.documents.offer import Bank
from desktop.trade.payment_parse import parse_terms
from desktop.trade.quote_states import QuoteState
from tests.trade.conftest import TODAY

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)


@pytest.fixture
def other(shop):
    """A second company, in Hong Kong, that writes 1.234,56."""
    made = company.save_company(
        shop,
        {
            "name": "Bowei Hong Kong Limited",
            "country": "hk",
            "number_format": "1.234,56",
            "number_prefix": "hk",
        },
        seller_id="",
        settings={"port_of_loading": "Shenzhen", "payment_terms": "L/C at sight"},
    )
    bank_accounts.save_bank(
        shop, Bank("USD", "Bowei HK", "Harbour Bank", "1", swift="EXMPHKHH"), seller_id=made
    )
    return made


def make(store, draft, seller=None):
    lines = [quote_lines.parse_line("PL-6060-40:2000:14.20")]
    return quotes.create(store, replace(draft, seller_id=seller), lines, today=TODAY)


def test_each_company_counts_and_prints_for_itself(shop, draft, other):
    own, theirs, next_one = make(shop, draft), make(shop, draft, other), make(shop, draft)
    assert (own.number, next_one.number) == ("Q-2026-0001", "Q-2026-0002")
    assert theirs.number == "HK-Q-2026-0001"
    first = issuing.issue(shop, own.id, Kind.PROFORMA, "en", now=NOW)
    second = issuing.issue(shop, theirs.id, Kind.PROFORMA, "en", now=NOW)
    assert (first.number, second.number) == ("PI-2026-0001", "HK-PI-2026-0001")
    with shop.read() as session:
        figures = quotes.show_in(session, theirs.id, today=TODAY)
        place = issuing.Place("HK-PI-2026-0001", 1, True, TODAY)
        page = offers.document_of(session, figures, Kind.PROFORMA, "en", place)
    assert page.letterhead.name == "Bowei Hong Kong Limited"
    assert page.items[0].amount == "28.400,00"
    assert page.total.value == "USD 28.400,00"
    assert "Harbour Bank" in [fact.value for fact in page.bank]


def test_each_company_has_an_account_of_its_own_with_a_customer(shop, draft, other):
    offers_made = [make(shop, draft, seller) for seller in (None, other)]
    for offer in offers_made:
        issuing.issue(shop, offer.id, Kind.PROFORMA, "en", now=NOW)
        quote_moves.set_state(shop, offer.id, QuoteState.SENT, now=NOW)
    own, theirs = (orders.from_quote(shop, offer.id, now=NOW) for offer in offers_made)
    for order in (own, theirs):
        issuing.issue(shop, order.id, Kind.COMMERCIAL_INVOICE, "en", now=NOW)
    papers = [issuing.issue(shop, one.id, Kind.STATEMENT, "en", now=NOW) for one in (own, theirs)]
    with shop.read() as session:
        ours, hong_kong = (session.get(IssuedDocument, one.id).snapshot for one in papers)
    assert hong_kong["letterhead"]["name"] == "Bowei Hong Kong Limited"
    assert "Harbour Bank" in [fact["value"] for fact in hong_kong["bank"]]
    assert "Harbour Bank" not in [fact["value"] for fact in ours["bank"]]
    assert (
        hong_kong["total"]["value"] == "USD 28.400,00"
    )  # what is owed to one is not paid to another
    assert ours["total"]["value"] == "USD 28,400.00"
    account = statement_rows.statement(shop, own.draft.customer_id, end=TODAY, seller_id=other)
    assert {line.order_number for line in account.lines} == {theirs.number}
    offered = statement_rows.accounts(shop, own.draft.customer_id)
    assert {(one.seller_id, one.currency, one.order_id) for one in offered} == {
        (own.draft.seller_id, "USD", own.id),
        (other, "USD", theirs.id),
    }
    assert {one.label() for one in offered} >= {"Bowei Hong Kong Limited · USD"}


def test_a_new_quote_takes_its_companys_habits_and_keeps_it(shop, draft, other):
    made = make(shop, replace(draft, port_of_loading=""), other)
    assert (made.draft.seller_id, made.draft.port_of_loading) == (other, "Shenzhen")
    own = make(shop, draft)
    company.set_default(shop, other)
    assert own.draft.seller_id != other
    assert company.sellers(shop)[0].id == other
    assert make(shop, draft).number == "HK-Q-2026-0002"


def test_prefixes_stay_apart(shop, other):
    with pytest.raises(UserFacing) as caught:
        company.save_company(shop, {"name": "Third", "number_prefix": "HK"}, seller_id="")
    assert caught.value.code == "prefix_taken"
    company.save_company(shop, {"name": "Bowei Trading FZE"}, seller_id="")
    company.save_company(shop, {"name": "Bright Tools Factory"}, seller_id="")
    assert [row.number_prefix for row in company.sellers(shop)] == ["", "HK", "BTF", "BTF2"]


def test_what_is_in_use_is_not_deleted(shop, draft, other):
    with pytest.raises(UserFacing) as caught:
        company.delete_company(shop, company.sellers(shop)[0].id)
    assert caught.value.code == "company_is_default"
    made = make(shop, draft, other)
    with pytest.raises(UserFacing) as caught:
        company.delete_company(shop, other)
    assert caught.value.code == "company_in_use"
    unused = company.save_company(shop, {"name": "Unused"}, seller_id="")
    company.delete_company(shop, unused)
    assert unused not in [row.id for row in company.sellers(shop)]
    assert quotes.show(shop, made.id, today=TODAY).draft.seller_id == other


@pytest.mark.parametrize(
    "values",
    [
        {"home_currency": "XYZ"},
        {"number_format": "1234"},
        {"languages": "xx"},
        {"number_prefix": "TOO-LONG!"},
        {"nonsense": "x"},
    ],
)
def test_values_that_cannot_be_are_refused(shop, values):
    with pytest.raises(UserFacing):
        company.save_company(shop, values)


def test_settings_that_cannot_be_are_refused(shop):
    for settings in ({"rate_margin_percent": "30"}, {"x": 1}, {"healthy_margin_percent": "101"}):
        with pytest.raises(UserFacing):
            company.save_company(shop, {}, settings=settings)


def test_the_account_is_chosen_by_company_and_currency(shop, other):
    own = Bank("", "Bowei", "Any currency", "9")
    bank_accounts.save_bank(shop, own)
    with shop.read() as session:
        assert bank_accounts.read_bank(session, "USD").bank == "Example Bank"
        assert bank_accounts.read_bank(session, "EUR").bank == "Any currency"
        assert bank_accounts.read_bank(session, "USD", other).bank == "Harbour Bank"
        assert bank_accounts.read_bank(session, "EUR", other) is None


def test_one_default_a_currency_and_every_change_in_the_journal(shop):
    (first,) = bank_accounts.accounts(shop)
    second = bank_accounts.save_bank(
        shop, Bank("USD", "Bowei", "Second Bank", "5"), account_id="", is_default=True
    )
    flags = {row.id: row.is_default for row in bank_accounts.accounts(shop)}
    assert flags == {first.id: False, second: True}
    euro = replace(first.bank, currency="EUR", account="77")
    bank_accounts.save_bank(shop, euro, account_id=first.id)
    assert all(row.is_default for row in bank_accounts.accounts(shop))
    bank_accounts.delete_bank(shop, second)
    with shop.read() as session:
        changes = [
            (entry.operation, sorted(set(entry.changes) & {"account", "currency"}))
            for entry in session.query(JournalEntry).order_by(JournalEntry.hlc)
            if entry.record_type == "bank_account" and entry.record_id == first.id
        ]
    assert ("update", ["account", "currency"]) in changes


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"charges": "ALL"}, "bad_bank_charges"),
        ({"intermediary_bank": "Example Bank New York"}, "intermediary_incomplete"),
        ({"swift": "EXMP"}, "bad_swift"),
        ({"currency": "USX"}, "unknown_currency"),
        ({"account": "", "iban": ""}, "bank_incomplete"),
    ],
)
def test_accounts_that_cannot_be_are_refused(shop, change, code):
    bank = Bank("USD", "Bowei", "Example Bank", "0000 1234")
    with pytest.raises(UserFacing) as caught:
        bank_accounts.save_bank(shop, replace(bank, **change))
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("DE89 3704 0044 0532 0130 01", "digit"),
        ("DE89 3704 0044 0532 0130", "22 characters"),
        ("CN89 3704 0044 0532 0130 00", "CN"),
        ("12345", "two letters"),
    ],
)
def test_a_wrong_iban_says_what_is_wrong(text, hint):
    with pytest.raises(UserFacing) as caught:
        check_iban(text)
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    "iban", ["DE89370400440532013000", "GB29NWBK60161331926819", "NO9386011117947", "FR1420041010050500013M02606"]
)  # fmt: skip
def test_ibans_of_the_registry_pass(iban):
    assert check_iban(f"{iban[:4]} {iban[4:]}".lower()) == iban


def test_own_terms_are_named_kept_and_used(shop, draft):
    parts = parse_terms("20% deposit, 80% before shipment").instalments
    payment_terms.save(shop, "Fair", parts)
    payment_terms.save(shop, "Trade fair", parts, instead_of="fair")
    assert [t.name for t in payment_terms.own_terms(shop)] == ["Trade fair"]
    assert payment_terms.choices(shop)[0].name == "Trade fair"
    made = make(shop, replace(draft, payment_terms="trade fair"))
    assert [p.percent for p in made.payment_schedule] == [Decimal(20), Decimal(80)]
    payment_terms.delete(shop, "Trade fair")
    again = quotes.show(shop, made.id, today=TODAY)
    assert [p.percent for p in again.payment_schedule] == [Decimal(20), Decimal(80)]
