"""All seven kinds from one model: what each must show and must not, as DOMAIN.md A1 says."""

import unicodedata
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader

from desktop.trade.bilingual import Bilingual
from desktop.trade.charges import Charge, ChargeKind
from desktop.trade.documents import labels
from desktop.trade.documents.account import assemble_statement
from desktop.trade.documents.assemble import assemble
from desktop.trade.documents.document import Clause, Kind, TradeDocument
from desktop.trade.documents.matrix import MATRIX, Need
from desktop.trade.documents.offer import Offer
from desktop.trade.documents.pdf_file import Rendered
from desktop.trade.documents.render import render
from desktop.trade.order_shipping import LoadedBox, OrderShipping
from desktop.trade.statements import Entry, EntryKind, make_statement
from tests.trade.test_documents import offer as plain_offer

GERMANY = Bilingual("China", "中国")
SHIPPING = OrderShipping(
    contract_number="SC-77", signed_at_place="Shaoxing", consignee="Consignee AG\nKai 7, Bremen",
    notify_party="Notify Spedition KG", place_of_receipt="Yiwu", port_of_discharge="Wilhelmshaven",
    final_destination="Leipzig", vessel="EVER GIVEN", voyage="017W", bl_number="COSU6301",
    bl_date=date(2027, 1, 18), latest_shipment=date(2027, 1, 31), etd=date(2027, 1, 17),
    eta=date(2027, 2, 24), originals=3,
    boxes=(LoadedBox("CSQU3054383", "ML-99812", "40HQ", Decimal(12300), 525),),
)  # fmt: skip

# A text of each field that stands nowhere else on the paper.
PROBES = {
    "letterhead": "+86 574 5550 0188",
    "number": "DOC-2026-0042",
    "buyer": "Billstrasse 180",
    "signing_place": "Shaoxing",
    "consignee": "Consignee AG",
    "credit": "LC-9001",
    "references": "SO-2026-0009",
    "valid_until": "4 December 2026",
    "price_term": "CIF Hamburg",
    "ports": "Wilhelmshaven",
    "transport_rules": "Transhipment not allowed",
    "vessel": "EVER GIVEN",
    "delivery_time": "45 days from deposit",
    "goods": "LED panel 600",
    "prices": "0.4636",
    "hs_code": "9405110000",
    "origin": "Origin: China",
    "carton_numbers": "1-250",
    "packages": "SAY FIVE HUNDRED AND TWENTY-FIVE CARTONS ONLY",
    "containers": "CSQU3054383",
    "charges": "Courier of samples",
    "payment": "against copy of B/L",
    "bank": "EXMPCN2NXXX",
    "insurance": "Insurance by the seller",
    "house_terms": "Warranty 5 years.",
    "clauses": "Force majeure",
    "certification": "We certify that",
    "countersign": "Name, stamp and date",
    "marks": "BRENNER MAIN MARK",
    "tolerance": "5% more or less",
    "remarks": "Neutral white inner box",
    "ageing": "31-60 days",
    "account": "Opening balance",
    "settled": "Balance due",
    "split": "of which FOB value",
}
# What may stand on a kind but is left out there, since it says it elsewhere or nothing asked for it.
LEFT_OUT = {
    (Kind.QUOTATION, "bank"), (Kind.QUOTATION, "vessel"), (Kind.QUOTATION, "ports"),
    (Kind.QUOTATION, "origin"), (Kind.PROFORMA, "origin"), (Kind.PROFORMA, "marks"),
    (Kind.CONTRACT, "origin"), (Kind.ORDER_CONFIRMATION, "origin"), (Kind.STATEMENT, "references"),
    (Kind.STATEMENT, "remarks"), (Kind.PACKING_LIST, "split"), (Kind.CONTRACT, "valid_until"),
    (Kind.PACKING_LIST, "signature"),
}  # fmt: skip


def full_offer() -> Offer:
    base = plain_offer(remarks="Neutral white inner box")
    charges = (*base.charges, Charge(ChargeKind.OTHER, Decimal(30), label="Courier of samples"))
    totals = replace(base.totals, grand=base.totals.grand + 30)
    return replace(
        base,
        number="DOC-2026-0042",
        revision=1,
        lines=tuple(replace(line, origin=GERMANY) for line in base.lines),
        charges=charges,
        totals=totals,
        shipping=SHIPPING,
        credit={"20": "LC-9001", "31C": "261101", "52A": "DEUTDEHH"},
        order_number="SO-2026-0009",
        invoice_number="CI-2026-0001",
        destination="Hamburg",
        received=Decimal(10440),
        all_marks=("BRENNER MAIN MARK", "C/NO. 1-525"),
        partial_shipment=True,
        transhipment=False,
        tolerance_percent=Decimal(5),
        library=(
            Clause(
                Bilingual("Neither party is liable.", "双方均不承担责任。"),
                Bilingual("Force majeure", "不可抗力"),
            ),
        ),
    )


def statement_document(languages: str = "en") -> TradeDocument:
    base = full_offer()
    entries = [
        Entry(date(2026, 9, 1), EntryKind.INVOICE, "CI-2026-0001", "SO-1", Decimal(1000)),
        Entry(date(2026, 9, 20), EntryKind.RECEIPT, "TT 88", "SO-1", Decimal(-400)),
        Entry(date(2026, 11, 5), EntryKind.INVOICE, "CI-2026-0002", "SO-2", Decimal("500.50")),
    ]
    account = make_statement(
        entries, customer_id="c1", customer_name="Brenner", currency="USD",
        begin=date(2026, 9, 10), end=date(2026, 11, 20),
    )  # fmt: skip
    return assemble_statement(
        account, base.seller, base.buyer, base.bank, number="DOC-2026-0042",
        issued_on=date(2026, 11, 20), languages=languages,
    )  # fmt: skip


def document_of(kind: Kind, languages: str = "en") -> TradeDocument:
    if kind is Kind.STATEMENT:
        return statement_document(languages)
    return assemble(full_offer(), kind, languages)


def text_of(result: Rendered) -> str:
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(result.pdf)).pages)
    return "".join(unicodedata.normalize("NFKC", text).split())


def squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_shows_what_the_matrix_says(kind: Kind) -> None:
    text = text_of(render(document_of(kind)))
    for name, probe in PROBES.items():
        need, shown = MATRIX[name][kind], squeezed(probe) in text
        if need is Need.NEVER:
            assert not shown, f"{kind} must not show {name}"
        elif (kind, name) not in LEFT_OUT:
            assert shown, f"{kind} shows no {name}"


@pytest.mark.parametrize("languages", ["en", "zh", "en+zh"])
@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_prints_in_each_language(kind: Kind, languages: str) -> None:
    document = document_of(kind, languages)
    result = render(document)
    text = text_of(result)
    assert result.missing == ()
    for language in document.languages:
        assert squeezed(labels.TITLES[kind].text(language)) in text
    for page in PdfReader(BytesIO(result.pdf)).pages:
        assert "DOC-2026-0042" in page.extract_text()


def test_clauses_are_chinese_then_english_and_say_which_prevails() -> None:
    text = text_of(render(document_of(Kind.CONTRACT, "en+zh")))
    chinese, english = squeezed("双方均不承担责任"), squeezed("Neither party is liable")
    assert text.index(chinese) < text.index(english)
    assert squeezed("the English text prevails") in text
    assert "prevails" not in text_of(render(document_of(Kind.CONTRACT, "en")))


def test_packing_list_adds_up() -> None:
    document = document_of(Kind.PACKING_LIST)
    rows = [item.cartons for item in document.items if item.cartons]
    total = sum(int(row.count.replace(",", "")) for row in rows)
    gross = sum(Decimal(row.gross.replace(",", "")) for row in rows)
    assert document.total.value == f"{total} CARTONS"
    assert document.sums[1].value == f"{gross:,f} kg"
    assert rows[-1].numbers.endswith(str(total))
    assert not any(item.amount or item.unit_price for item in document.items)


def test_goods_of_the_credit_stand_word_for_word() -> None:
    credit = {"20": "LC-9001", "45A": "LED LIGHTING FIXTURES\nAS PER PI", "print_45A": "1"}
    document = assemble(replace(full_offer(), credit=credit), Kind.COMMERCIAL_INVOICE, "en")
    assert squeezed("LED LIGHTING FIXTURES AS PER PI") in text_of(render(document))
    packing = assemble(replace(full_offer(), credit=credit), Kind.PACKING_LIST, "en")
    assert squeezed("LED LIGHTING FIXTURES") not in text_of(render(packing))


def test_statement_runs_from_opening_to_closing_balance() -> None:
    document = statement_document()
    assert document.account[0].balance == "1,000.00"
    assert document.total.value == "USD 1,100.50"
    assert document.account[-1].balance == "1,100.50"
    assert [fact.value for fact in document.sums[:4]] == ["500.50", "0.00", "600.00", "0.00"]
    assert "ONE HUNDRED AND CENTS FIFTY ONLY" in document.words[0].value


def test_a_copy_of_an_older_revision_says_so() -> None:
    marked = render(document_of(Kind.CONTRACT, "en+zh"), mark=labels.SUPERSEDED)
    assert all("SUPERSEDED" in page.extract_text() for page in PdfReader(BytesIO(marked.pdf)).pages)


@pytest.mark.parametrize(
    ("received", "printed", "balance"),
    [("-50", "50.00", "+50"), ("99999999", "−99,999,999.00", "-")],
)
def test_a_refund_and_too_much_paid_have_one_sign(received, printed, balance):
    offer = replace(full_offer(), received=Decimal(received))
    paid, due = assemble(offer, Kind.COMMERCIAL_INVOICE, "en").settled
    assert paid.value == printed
    open_amount = offer.totals.grand - Decimal(received)
    assert due.value.startswith("−") == (balance == "-")
    assert due.value.lstrip("−") == f"{abs(open_amount):,.2f}"
