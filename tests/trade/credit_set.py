"""A set of documents under a letter of credit in which everything agrees: what the checks start from."""

from datetime import UTC, date, datetime
from decimal import Decimal

from desktop.store.schema.quotes import Quote
from desktop.trade import issuing, letter_of_credit, mt700, orders, quotes
from desktop.trade.check_facts import BankFacts, DocumentFacts, DocumentSet, LineFacts
from desktop.trade.documents.document import Kind
from desktop.trade.quote_lines import parse_line
from desktop.trade.words import in_words_english

MT700 = """{1:F01BKCHCNBJA92A0000000000}{2:O7001200261101DEUTDEFFAXXX00000000002611011200N}{4:
:27:1/1
:40A:IRREVOCABLE
:20:LC26-0815
:31C:261101
:40E:UCP LATEST VERSION
:31D:270115CHINA
:50:BRENNER LICHTTECHNIK GMBH
BILLSTRASSE 180, HAMBURG
:59:/0000 1234
NINGBO BOWEI LIGHTING COMPANY LIMITED
88 GUANGHUA ROAD, NINGBO
:32B:USD43520,00
:39A:05/05
:41D:ANY BANK IN CHINA
BY NEGOTIATION
:42C:AT SIGHT
:43P:NOT ALLOWED
:43T:NOT ALLOWED
:44E:NINGBO, CHINA
:44F:HAMBURG
:44C:261220
:45A:LED PANEL LIGHTS
3,400 PCS AT USD12.80/PC
CIF HAMBURG INCOTERMS 2020
:46A:+SIGNED COMMERCIAL INVOICE IN 3 ORIGINALS AND 3 COPIES
+PACKING LIST IN TRIPLICATE
+FULL SET OF CLEAN ON BOARD BILLS OF LADING
+INSURANCE POLICY FOR 110 PCT OF INVOICE VALUE
:47A:+ALL DOCUMENTS MUST INDICATE THIS CREDIT NUMBER
+SHIPPING MARKS: BRENNER
HAMBURG
C/NO. 1-UP
:71D:ALL CHARGES OUTSIDE GERMANY ARE FOR BENEFICIARY
:48:15/AFTER SHIPMENT
-}"""
TOTAL = Decimal("43520.00")
LINE = LineFacts(
    "k1", "PL-6060-40", "LED panel light 600 x 600", Decimal(3400), "pcs", Decimal("12.80"), TOTAL,
    hs_code="9405110000", origin="CN", cartons=850, net_kg=Decimal("7760.50"), gross_kg=Decimal("8653.00"),
    volume_cbm=Decimal("29.942"),
)  # fmt: skip
PARTIES = {
    "seller": "Ningbo Bowei Lighting Co., Ltd.", "buyer": "Brenner Lichttechnik GmbH",
}  # fmt: skip
TERMS = {
    "currency": "USD", "incoterm": "CIF", "place": "Hamburg", "port_of_loading": "Ningbo",
    "port_of_discharge": "Hamburg", "total": TOTAL, "words": (in_words_english(TOTAL, "USD"),),
}  # fmt: skip
SHIP = {
    "vessel": "Ever Given",
    "voyage": "012W",
    "bl_number": "EG123",
    "bl_date": date(2026, 12, 10),
}
PACKED = {
    "cartons": 850, "net_kg": Decimal("7760.50"), "gross_kg": Decimal("8653.00"), "volume_cbm": Decimal("29.942"),
}  # fmt: skip
BANK = BankFacts("Example Bank", "0000 1234", "EXMPCN2NXXX", "Ningbo Bowei Lighting")
MARKS = "BRENNER\nHAMBURG\nC/NO. 1-UP"


def credit(text=MT700):
    """Return the typed letter of credit of a text."""
    return letter_of_credit.read(mt700.parse(text).fields)


def documents():
    """Return invoice, packing list, PI, contract, B/L, insurance and certificate, in agreement."""
    return {
        "proforma": DocumentFacts(
            "proforma", "PI-2026-0001", title="PROFORMA INVOICE", issued_on=date(2026, 10, 20),
            lines=(LINE,), bank=BANK, payment_terms="L/C at sight", **PARTIES, **TERMS,
        ),
        "contract": DocumentFacts(
            "contract", "SC-2026-0001", title="SALES CONTRACT", issued_on=date(2026, 10, 22),
            lines=(LINE,), bank=BANK, payment_terms="L/C at sight", **PARTIES, **TERMS,
        ),
        "commercial_invoice": DocumentFacts(
            "commercial_invoice", "CI-2026-0001", title="COMMERCIAL INVOICE",
            issued_on=date(2026, 12, 8), lines=(LINE,), bank=BANK, credit_number="LC26-0815",
            marks=MARKS, originals=3, is_signed=True, **PARTIES, **TERMS, **SHIP, **PACKED,
        ),
        "packing_list": DocumentFacts(
            "packing_list", "PL-2026-0001", title="PACKING LIST", issued_on=date(2026, 12, 8),
            lines=(LINE,), credit_number="LC26-0815", marks=MARKS, originals=3, is_signed=True,
            port_of_loading="Ningbo", port_of_discharge="Hamburg", **PARTIES, **SHIP, **PACKED,
        ),
        "bill_of_lading": DocumentFacts(
            "bill_of_lading", "EG123", port_of_loading="Ningbo", port_of_discharge="Hamburg",
            marks=MARKS, **SHIP, **PACKED,
        ),
        "insurance": DocumentFacts(
            "insurance", insured_amount=Decimal("47872.00"), insured_currency="USD",
            insured_on=date(2026, 12, 9), insured_from="Ningbo", insured_to="Hamburg",
        ),
        "certificate_of_origin": DocumentFacts(
            "certificate_of_origin", "CO-1", lines=(LINE,),
        ),
    }  # fmt: skip


def whole(**changed):
    """Return the set with some of its documents replaced (None takes one out)."""
    found = {**documents(), **changed}
    kept = tuple(one for one in found.values() if one is not None)
    return DocumentSet(kept, credit(), date(2026, 12, 15))


TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 9, 41, tzinfo=UTC)


def make_order(shop, draft):
    """Return the order over 3,400 panels that the credit above is for, its PI issued from the quote."""
    made = quotes.create(shop, draft, [parse_line("PL-6060-40:3400:12.80")], today=TODAY)
    issuing.issue(shop, made.id, Kind.PROFORMA, "en", now=NOW)
    with shop.write() as unit:
        unit.session.get_one(Quote, made.id).state = "sent"
    return orders.from_quote(shop, made.id, now=NOW)
