"""Every check of DOMAIN.md A6: the agreeing set passes it, a set with one change fails it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.trade import check_list
from desktop.trade.check_facts import BankFacts, DocumentSet
from desktop.trade.check_list import CHECKS, State
from desktop.trade.incoterms import Severity
from desktop.trade.words import in_words_english
from tests.trade.credit_set import LINE, MT700, credit, documents, whole


def results(found):
    return {one.rule: one for one in check_list.run(found)}


def changed(kind, **values):
    return whole(**{kind: replace(documents()[kind], **values)})


def line_changed(kind, **values):
    return changed(kind, lines=(replace(LINE, **values),))


def credit_changed(before, after):
    assert before in MT700
    return replace(whole(), credit=credit(MT700.replace(before, after)))


def with_more(document):
    found = whole()
    return replace(found, documents=(*found.documents, document))


CI = documents()["commercial_invoice"]
FAILING = [
    (1, "not_by_beneficiary", changed("commercial_invoice", seller="Ningbo Bowei Trading Ltd.")),
    (1, "not_to_applicant", changed("commercial_invoice", buyer="Brenner Handels GmbH")),
    (1, "currency_differs", changed("commercial_invoice", currency="EUR")),
    (2, "goods_differ", line_changed("commercial_invoice", description="Ceiling lamp")),
    (3, "descriptions_conflict", line_changed("packing_list", description="Garden furniture")),
    (4, "title_refused", changed("commercial_invoice", title="PRO-FORMA INVOICE")),
    (4, "title_refused", changed("commercial_invoice", title="PROVISIONAL INVOICE")),
    (5, "amount_above_credit", changed("commercial_invoice", total=Decimal("45696.01"))),
    (5, "amount_below_credit", changed("commercial_invoice", total=Decimal("41343.99"))),
    (6, "term_differs_from_credit", changed("commercial_invoice", incoterm="CFR")),
    (6, "term_differs_from_credit", changed("commercial_invoice", edition="Incoterms® 2010")),
    (6, "term_differs", changed("proforma", place="Bremen")),
    (6, "quantity_differs_from_credit", line_changed("commercial_invoice", quantity=Decimal(3000))),
    (6, "price_differs_from_credit", line_changed("commercial_invoice", unit_price=Decimal("12.90"))),
    (6, "unit_differs", line_changed("proforma", unit="sets")),
    (6, "price_differs", line_changed("proforma", unit_price=Decimal("12.70"))),
    (7, "total_differs", line_changed("commercial_invoice", amount=Decimal("43519.99"))),
    (7, "words_differ", changed("commercial_invoice", words=(in_words_english(Decimal(43250), "USD"),))),
    (8, "quantity_differs", line_changed("packing_list", quantity=Decimal(3399))),
    (8, "cartons_differs", changed("packing_list", cartons=851)),
    (8, "gross_kg_differs", changed("bill_of_lading", gross_kg=Decimal("8652.00"))),
    (8, "net_kg_differs", changed("bill_of_lading", net_kg=Decimal("1.00"))),
    (8, "volume_cbm_differs", changed("bill_of_lading", volume_cbm=Decimal("1.000"))),
    (8, "gross_below_net", changed("packing_list", gross_kg=Decimal("7000.00"))),
    (8, "sum_differs", changed("packing_list", volume_cbm=Decimal("29.943"))),
    (8, "packing_list_early", changed("packing_list", issued_on=date(2026, 12, 7))),
    (8, "line_missing", changed("packing_list", lines=(LINE, replace(LINE, key="k2", sku="X")))),
    (9, "marks_differ", changed("packing_list", marks="BRENNER\nBREMEN")),
    (9, "marks_differ_from_credit", credit_changed("C/NO. 1-UP", "C/NO. 1-850")),
    (10, "port_of_loading_differs", changed("bill_of_lading", port_of_loading="Shanghai")),
    (10, "port_of_discharge_differs", changed("bill_of_lading", port_of_discharge="Bremerhaven")),
    (10, "voyage_differs", changed("packing_list", voyage="018W")),
    (10, "bl_number_differs", changed("packing_list", bl_number="COSU0000")),
    (10, "vessel_differs", changed("packing_list", vessel="Ever Ace")),
    (10, "port_differs_from_credit", credit_changed(":44F:HAMBURG", ":44F:BREMERHAVEN")),
    (10, "shipped_late", changed("bill_of_lading", bl_date=date(2026, 12, 21))),
    (10, "presented_late", replace(whole(), today=date(2026, 12, 26))),
    (11, "partial_shipment_forbidden", changed("commercial_invoice", partial_shipment=True)),
    (11, "transhipment_forbidden", changed("bill_of_lading", transhipment=True)),
    (11, "several_invoices", with_more(replace(CI, number="CI-2026-0002"))),
    (12, "insured_too_little", changed("insurance", insured_amount=Decimal("47871.99"))),
    (12, "insured_currency", changed("insurance", insured_currency="EUR")),
    (12, "insured_late", changed("insurance", insured_on=date(2026, 12, 11))),
    (12, "insured_route", changed("insurance", insured_to="Rotterdam")),
    (13, "too_few_originals", changed("commercial_invoice", originals=2)),
    (13, "not_signed", changed("commercial_invoice", is_signed=False)),
    (14, "combined_form", changed("commercial_invoice", title="COMMERCIAL INVOICE / PACKING LIST")),
    (14, "packing_list_missing", whole(packing_list=None)),
    (15, "credit_number_missing", changed("packing_list", credit_number="")),
    (16, "goods_not_called_for", changed("commercial_invoice", lines=(
        LINE, replace(LINE, key="k2", sku="S1", is_free=True, amount=Decimal(0))))),
    (16, "goods_not_called_for", changed("packing_list", lines=(
        LINE, replace(LINE, key="k2", sku="H1", description="Brass hinges")))),
    (17, "hs_code_differs", line_changed("packing_list", hs_code="9405190000")),
    (17, "origin_differs", line_changed("certificate_of_origin", origin="VN")),
    (18, "currency_differs", changed("contract", currency="EUR")),
    (18, "quantity_differs", line_changed("contract", quantity=Decimal(3500))),
    (18, "price_differs", line_changed("contract", unit_price=Decimal("12.81"))),
    (18, "term_differs", changed("contract", incoterm="FOB")),
    (18, "payment_terms_differ", changed("contract", payment_terms="T/T 30/70")),
    (18, "not_newest", replace(
        changed("contract", id="sc1", newest_revision=2), asked=frozenset({"sc1"}))),
    (19, "bank_differs", changed("commercial_invoice",
        bank=BankFacts("Other Bank", "9999 0000", "OTHRCN22", "Somebody"))),
    (19, "bank_differs", with_more(replace(
        documents()["proforma"], newest_revision=2, issued_on=date(2026, 10, 1),
        bank=BankFacts("Other Bank", "9999 0000", "OTHRCN22", "Somebody")))),
]  # fmt: skip


@pytest.mark.parametrize("rule", [check.rule for check in CHECKS])
def test_a_set_in_agreement_passes_each_check(rule):
    found = results(whole())[rule]
    assert (found.state, found.findings) == (State.PASSED, ())


@pytest.mark.parametrize(
    ("rule", "code", "found"), FAILING, ids=[f"{r}-{c}" for r, c, _s in FAILING]
)
def test_a_set_with_one_change_fails_it(rule, code, found):
    result = results(found)[rule]
    codes = [one.code for one in result.findings]
    assert code in codes
    finding = result.findings[codes.index(code)]
    assert finding.message
    assert finding.places
    assert all(place.document and place.field_name() for place in finding.places)


def test_each_rule_has_a_failing_set():
    assert {rule for rule, _code, _set in FAILING} == {check.rule for check in CHECKS}


def test_both_places_are_shown_with_their_values():
    finding = results(changed("packing_list", cartons=851))[8].findings[0]
    assert [(p.document, p.field, p.value) for p in finding.places] == [
        ("PL-2026-0001", "cartons", "851"),
        ("CI-2026-0001", "cartons", "850"),
    ]


@pytest.mark.parametrize(
    ("rule", "code", "found"), FAILING, ids=[f"{r}-{c}" for r, c, _s in FAILING]
)
def test_errors_come_with_a_credit_only(rule, code, found):
    warned = {17, 18}
    with_credit = next(f for f in results(found)[rule].findings if f.code == code)
    always_warns = rule in warned or code == "packing_list_early"
    assert with_credit.severity is (Severity.WARNING if always_warns else Severity.ERROR)
    bare = replace(found, credit=None)
    without = [f for f in results(bare)[rule].findings if f.code == code]
    expected = Severity.ERROR if code == "bank_differs" else Severity.WARNING
    assert all(f.severity is expected for f in without)


def test_nothing_to_compare_is_not_a_pass():
    assert {one.state for one in check_list.run(DocumentSet(()))} == {State.NOTHING}


@pytest.mark.parametrize(
    ("values", "rules"),
    [
        ({"amount": None, "currency": ""}, {1, 5}),
        ({"applicant": ""}, {1}),
        ({"goods": ""}, {2, 16}),
        ({"partial": None, "transhipment": None}, {11}),
        ({"documents": ()}, {13}),
        ({"documents": (), "conditions": ()}, {13, 15}),
    ],
)
def test_a_field_of_the_credit_that_is_missing_or_unclear_is_not_a_pass(values, rules):
    found = whole()
    unclear = replace(found, credit=replace(found.credit, **values))
    states = {one.rule: one.state for one in check_list.run(unclear)}
    assert {states[rule] for rule in rules} == {State.NOTHING}


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        (":45A:", ":45A:GOODS\n:78:", {2, 16}),
        (":48:15/AFTER SHIPMENT", ":48:-3 days", {10}),
        (":44C:", ":44D:", {10}),
        (":43P:", ":43P:CONDITIONAL\n:78:", {11}),
        (":39A:05/05", ":39A:SOME", {5}),
    ],
)
def test_an_unclear_field_is_grey_with_its_reason(old, new, rules):
    checked = results(credit_changed(old, new))
    assert {one.rule for one in checked.values() if one.state is State.NOTHING and one.reason} == (
        rules
    )
    tag = new.split(":")[1]
    assert all(tag in checked[rule].reason or "“" in checked[rule].reason for rule in rules)


@pytest.mark.parametrize(
    ("words", "is_told"),
    [
        ("COMBINED TRANSPORT B/L ACCEPTABLE", True),
        ("COMBINED INVOICE AND PACKING LIST ACCEPTABLE", False),
        ("COMBINED DOCUMENTS NOT ACCEPTABLE", True),
    ],
)
def test_combined_transport_is_no_combined_paper(words, is_told):
    found = credit_changed(":47A:", f":47A:+{words}\n")
    one = replace(CI, title="COMMERCIAL INVOICE AND PACKING LIST")
    rest = tuple(d for d in found.documents if d.kind != "commercial_invoice")
    codes = {f.code for f in results(replace(found, documents=(*rest, one)))[14].findings}
    assert ("combined_form" in codes) is is_told


@pytest.mark.parametrize(("latest", "is_late"), [("261210", False), ("261209", True)])
def test_shipped_on_the_last_day_is_in_time(latest, is_late):
    found = credit_changed(":44C:261220", f":44C:{latest}")
    codes = {one.code for one in results(found)[10].findings}
    assert ("shipped_late" in codes) is is_late


def test_a_newer_revision_takes_the_place_of_the_old_one():
    old = replace(CI, newest_revision=2, total=Decimal("99999.00"))
    new = replace(CI, revision=2, newest_revision=2)
    found = whole(commercial_invoice=None)
    found = replace(found, documents=(*found.documents, old, new))
    assert check_list.findings(check_list.run(found)) == ()


def test_about_means_ten_per_cent():
    about = credit_changed(":32B:USD43520,00\n:39A:05/05", ":32B:ABOUT USD43520,00")
    for total, fits in ((Decimal("47872.00"), True), (Decimal("47872.01"), False)):
        invoice = replace(CI, total=total)
        rest = tuple(d for d in about.documents if d.kind != "commercial_invoice")
        codes = [f.code for f in results(replace(about, documents=(*rest, invoice)))[5].findings]
        assert ("amount_above_credit" not in codes) is fits


@given(
    plus=st.integers(0, 100),
    amount=st.decimals(Decimal("0.01"), Decimal(10**9), places=2),
    drawn=st.decimals(Decimal("0.01"), Decimal(10**9), places=2),
)
def test_what_may_be_drawn_follows_from_the_tolerance(plus, amount, drawn):
    text = MT700.replace(":32B:USD43520,00", f":32B:USD{amount:f}".replace(".", ","))
    letter = credit(text.replace(":39A:05/05", f":39A:{plus:02d}/00"))
    found = replace(whole(commercial_invoice=replace(CI, total=drawn)), credit=letter)
    codes = [f.code for f in results(found)[5].findings]
    assert ("amount_above_credit" in codes) is (drawn * 100 > amount * (100 + plus))


@given(st.permutations(list(documents().values())))
def test_the_order_of_the_documents_does_not_matter(found):
    assert check_list.findings(check_list.run(replace(whole(), documents=tuple(found)))) == ()
