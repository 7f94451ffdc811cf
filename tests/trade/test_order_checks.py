"""The documents of a stored order checked: what was issued, what is about to be, and its L/C."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from desktop.runtime.errors import UserFacing
from desktop.store.schema.documents import IssuedDocument
from desktop.store.schema.workspace import BankAccount, CompanyProfile
from desktop.trade import document_check_rows, document_facts, issuing, order_credit, orders
from desktop.trade.document_checks_before import before_issue, require_consistent
from desktop.trade.incoterms import Severity
from tests.trade.credit_set import MT700, NOW, TODAY, make_order


@pytest.fixture
def order(shop, draft):
    return make_order(shop, draft)


def codes(found, severity=None):
    return {one.code for one in found if severity in (None, one.severity)}


def before(shop, order, kind):
    with shop.read() as session:
        figures = orders.show_in(session, order.id, today=TODAY)
        return before_issue(session, figures, kind, today=TODAY)


def issue_by_hand(shop, order, kind, number, revision=1, **snapshot):
    """Keep a document of the order as `issuing` does, its source included."""
    with shop.write() as unit:
        figures = orders.show_in(unit.session, order.id, today=TODAY)
        unit.session.add(
            IssuedDocument(
                kind=kind, number=number, revision=revision, language="en", order_id=order.id,
                issued_at=NOW, sha256="0" * 64, file_name=f"{number}.pdf", source=dict(figures.source),
                snapshot={
                    "title": {"en": document_facts.TITLES[kind], "zh": ""},
                    "letterhead": {"name": "Ningbo Bowei Lighting Co., Ltd."},
                    "parties": [{"name": "Ningbo"}, {"name": "Brenner Lichttechnik GmbH"}],
                    "signatures": [{}], **snapshot,
                },
            )
        )  # fmt: skip


def test_an_order_and_its_proforma_agree(shop, order):
    report = document_check_rows.of_order(shop, order.number, today=TODAY)
    assert codes(report.findings) == set()
    assert [d.kind for d in report.documents] == ["proforma", "order"]
    assert report.is_ok


def test_a_changed_order_is_told_from_its_proforma(shop, order):
    line = replace(order.draft.lines[0], unit_price=Decimal("12.50"))
    orders.update(shop, order.id, today=TODAY, draft=replace(order.draft, lines=(line,)))
    report = document_check_rows.of_order(shop, order.id, today=TODAY)
    finding = next(one for one in report.findings if one.code == "price_differs")
    assert {place.value for place in finding.places} == {"12.80", "12.50"}
    assert finding.severity is Severity.WARNING


def test_documents_stand_for_their_order(shop, order):
    issue_by_hand(shop, order, "commercial_invoice", "CI-2026-0001")
    issue_by_hand(shop, order, "packing_list", "PL-2026-0001")
    report = document_check_rows.check(shop, ["CI-2026-0001", "PI-2026-0001"], today=TODAY)
    assert (report.order_id, codes(report.findings)) == (order.id, set())
    states = {one.rule: one.state.value for one in report.results}
    assert (states[7], states[8], states[18], states[1]) == ("passed",) * 3 + ("not_checked",)


def test_the_packing_list_of_another_day_is_told(shop, order):
    issue_by_hand(shop, order, "commercial_invoice", "CI-2026-0001")
    line = replace(order.draft.lines[0], quantity=Decimal(3396))
    orders.update(shop, order.id, today=TODAY, draft=replace(order.draft, lines=(line,)))
    issue_by_hand(shop, order, "packing_list", "PL-2026-0001")
    report = document_check_rows.check(shop, [order.number], today=TODAY)
    assert {"quantity_differs", "cartons_differs"} <= codes(report.findings)


def test_printed_values_speak_for_an_issued_document(shop, order):
    issue_by_hand(
        shop, order, "commercial_invoice", "CI-2026-0001",
        total={"value": "USD 43,520.10"},
        words=[{"value": "SAY US DOLLARS FORTY-THREE THOUSAND FIVE HUNDRED AND TWENTY ONLY"}],
    )  # fmt: skip
    report = document_check_rows.check(shop, [order.number], today=TODAY)
    assert {"total_differs", "words_differ"} <= codes(report.findings)


def test_documents_of_two_orders_are_not_mixed(shop, order, draft):
    other = make_order(shop, replace(draft, buyer_reference="PO 2"))
    with pytest.raises(UserFacing) as caught:
        document_check_rows.check(shop, [order.number, other.number], today=TODAY)
    assert caught.value.code == "several_orders"
    with pytest.raises(UserFacing):
        document_check_rows.check(shop, ["CI-1999-0001"], today=TODAY)


def test_a_document_is_checked_before_it_is_issued(shop, order):
    assert codes(before(shop, order, "commercial_invoice"), Severity.ERROR) == set()
    order_credit.paste(shop, order.id, MT700, today=TODAY)
    assert codes(before(shop, order, "commercial_invoice"), Severity.ERROR) == {"goods_differ"}
    order_credit.set_fields(shop, order.id, {"print_45A": "1"}, today=TODAY)
    assert codes(before(shop, order, "commercial_invoice"), Severity.ERROR) == set()
    late = replace(order.shipping, bl_number="X", bl_date=date(2026, 12, 24), originals=1)
    orders.update(shop, order.id, today=TODAY, shipping=late)
    errors = codes(before(shop, order, "commercial_invoice"), Severity.ERROR)
    assert {"shipped_late", "too_few_originals"} <= errors
    with shop.read() as session:
        figures = orders.show_in(session, order.id, today=TODAY)
        with pytest.raises(UserFacing) as caught:
            require_consistent(session, figures, "commercial_invoice", today=TODAY)
        left = require_consistent(
            session, figures, "commercial_invoice", today=TODAY, accepted=errors
        )
    assert caught.value.safe
    assert codes(left) >= errors


def test_another_account_than_on_the_proforma_stops_the_invoice(shop, order):
    with shop.write() as unit:
        for row in unit.session.query(BankAccount):
            row.account = "9999 8888"
    found = before(shop, order, "commercial_invoice")
    finding = next(one for one in found if one.code == "bank_differs")
    assert finding.severity is Severity.ERROR
    assert ["9999 8888" in place.value for place in finding.places] == [True, False]
    assert "bank_differs" not in codes(before(shop, order, "packing_list"))


@pytest.mark.parametrize(
    "kind", ["proforma", "contract", "order_confirmation", "commercial_invoice"]
)
def test_bank_details_are_sound_for_every_kind_that_prints_them(shop, order, kind):
    with shop.write() as unit:
        for row in unit.session.query(BankAccount):
            row.swift, row.iban = "EXMP", "DE89370400440532013001"
    assert {"bad_swift", "bad_iban"} <= codes(before(shop, order, kind), Severity.ERROR)
    with shop.write() as unit:
        for row in unit.session.query(BankAccount):
            unit.session.delete(row)
    assert "no_bank_account" in codes(before(shop, order, kind), Severity.ERROR)
    assert "no_bank_account" not in codes(before(shop, order, "packing_list"))


def test_a_missing_company_and_wrong_terms_are_told(shop, order):
    with shop.write() as unit:
        for row in unit.session.query(CompanyProfile):
            row.name = row.name_zh = row.address = ""
    wrong = replace(order.draft, incoterm="CIF", transport_mode="air", payment_terms="50% T/T")
    orders.update(shop, order.id, today=TODAY, draft=wrong)
    found = codes(before(shop, order, "contract"))
    assert {"no_company", "mode_mismatch"} <= found
    assert {"payment_terms_sum", "payment_terms_unknown"} & found


def test_the_same_order_twice_in_two_languages_is_one_document(shop, order):
    with shop.read() as session:
        quote_id = orders.show_in(session, order.id, today=TODAY).record.quote_id
    assert quote_id
    listing = issuing.listing(shop, quote_id=quote_id)
    assert len(listing) == 1
    report = document_check_rows.check(shop, [listing[0].id], today=TODAY)
    assert [d.number for d in report.documents if d.kind == "proforma"] == ["PI-2026-0001"]
