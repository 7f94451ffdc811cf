"""What the checks compare: a document as typed values, and a finding with the two places it is about.

Plain dataclasses: `document_facts` fills them from what was issued, tests write them by hand.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from desktop.runtime.i18n import N_, _
from desktop.trade.incoterms import EDITION, Severity
from desktop.trade.letter_of_credit import LetterOfCredit
from desktop.trade.order_chain import KINDS

OTHER_KINDS = {
    "order": N_("Order"),
    "purchase_order": N_("Buyer's order"),
    "bill_of_lading": N_("Bill of lading"),
    "insurance": N_("Insurance"),
    "certificate_of_origin": N_("Certificate of origin"),
    "letter_of_credit": N_("Letter of credit"),
}
FIELD_NAMES = {
    "seller": N_("Seller"), "buyer": N_("Buyer"), "title": N_("Title"), "currency": N_("Currency"),
    "total": N_("Total"), "words": N_("Amount in words"), "goods": N_("Goods"),
    "incoterm": N_("Price term"), "quantity": N_("Quantity"), "unit": N_("Unit"),
    "unit_price": N_("Unit price"), "net_kg": N_("Net weight"), "gross_kg": N_("Gross weight"),
    "volume_cbm": N_("Volume"), "cartons": N_("Cartons"), "issued_on": N_("Date"),
    "marks": N_("Marks"), "port_of_loading": N_("Port of loading"),
    "port_of_discharge": N_("Port of discharge"), "final_destination": N_("Final destination"),
    "vessel": N_("Vessel"), "voyage": N_("Voyage"), "bl_number": N_("B/L no."),
    "bl_date": N_("B/L date"), "latest_shipment": N_("Latest shipment"),
    "presentation": N_("Presentation"), "partial_shipment": N_("Partial shipment"),
    "transhipment": N_("Transhipment"), "insured_amount": N_("Insured amount"),
    "insured_currency": N_("Currency of the insurance"), "insured_on": N_("Insured on"),
    "insured_route": N_("Insured voyage"), "originals": N_("Originals"),
    "signature": N_("Signature"), "credit_number": N_("L/C no."), "hs_code": N_("HS code"),
    "origin": N_("Origin"), "payment_terms": N_("Payment terms"), "bank": N_("Bank account"),
    "revision": N_("Revision"), "number": N_("Number"), "swift": N_("SWIFT code"),
    "iban": N_("IBAN"), "address": N_("Address"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LineFacts:
    """One line of goods: what a buyer, a bank or the customs would compare."""

    key: str = ""
    sku: str = ""
    description: str = ""
    quantity: Decimal = Decimal(0)
    unit: str = "pcs"
    unit_price: Decimal | None = None
    amount: Decimal | None = None
    is_free: bool = False
    hs_code: str = ""
    origin: str = ""
    cartons: int | None = None
    net_kg: Decimal | None = None
    gross_kg: Decimal | None = None
    volume_cbm: Decimal | None = None

    def name(self) -> str:
        """Return what names the line: article number, else its words."""
        return self.sku or self.description or self.key


@dataclass(frozen=True, slots=True)
class BankFacts:
    """The account that a document asks the money to."""

    bank: str = ""
    account: str = ""
    swift: str = ""
    beneficiary: str = ""

    def text(self) -> str:
        """Return it in one line."""
        return " · ".join(part for part in (self.bank, self.account, self.swift) if part)

    def key(self) -> tuple[str, str]:
        """Return what makes it another account: number and BIC."""
        swift = squeezed(self.swift)
        return squeezed(self.account), swift.removesuffix("XXX") if len(swift) == 11 else swift


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """A document as the checks see it; None and "" are what it does not say.

    `charges` is what comes to the lines' sum (deductions negative). `text` is everything printed, for numbers that must stand somewhere.
    `newest_revision` is that of its number, `is_draft` says it is not issued yet.
    """

    kind: str
    number: str = ""
    id: str = ""
    revision: int = 1
    newest_revision: int = 1
    is_draft: bool = False
    title: str = ""
    issued_on: date | None = None
    seller: str = ""
    seller_address: str = ""
    buyer: str = ""
    buyer_address: str = ""
    currency: str = ""
    total: Decimal | None = None
    charges: Decimal = Decimal(0)
    words: tuple[str, ...] = ()
    goods_text: str = ""
    incoterm: str = ""
    place: str = ""
    edition: str = EDITION
    payment_terms: str = ""
    lines: tuple[LineFacts, ...] = ()
    cartons: int | None = None
    net_kg: Decimal | None = None
    gross_kg: Decimal | None = None
    volume_cbm: Decimal | None = None
    marks: str = ""
    port_of_loading: str = ""
    port_of_discharge: str = ""
    final_destination: str = ""
    vessel: str = ""
    voyage: str = ""
    bl_number: str = ""
    bl_date: date | None = None
    latest_shipment: date | None = None
    partial_shipment: bool | None = None
    transhipment: bool | None = None
    tolerance_percent: Decimal | None = None
    bank: BankFacts | None = None
    credit_number: str = ""
    originals: int | None = None
    is_signed: bool = False
    insured_amount: Decimal | None = None
    insured_currency: str = ""
    insured_on: date | None = None
    insured_from: str = ""
    insured_to: str = ""
    text: str = ""

    def label(self) -> str:
        """Return its number with revision, else its kind."""
        if not self.number:
            return kind_name(self.kind)
        return self.number if self.revision == 1 else f"{self.number} Rev.{self.revision}"

    def place_of(self, name: str, value: object) -> "Spot":
        """Return the place of a field in it."""
        return Spot(self.kind, self.label(), name, _written(value), self.id)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something stands: the document, its field, and what it says there.

    `field` is a key of FIELD_NAMES or an MT700 tag; `document_id` is "" for what is not issued.
    """

    kind: str
    document: str
    field: str
    value: str
    document_id: str = ""

    def field_name(self) -> str:
        """Return the field in the user's language; a tag of the credit as it is."""
        return _(FIELD_NAMES[self.field]) if self.field in FIELD_NAMES else self.field

    def as_json(self) -> dict[str, Any]:
        """Return the command line's form."""
        return {
            "kind": self.kind, "document": self.document, "document_id": self.document_id or None,
            "field": self.field, "value": self.value,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class SetFinding:
    """One contradiction: `rule` is its number in DOMAIN.md A6 (18: PI, contract, order; 19: bank).

    `places` are the two places it is about; one where something is only missing. `line` names the
    line of goods.
    """

    rule: int
    code: str
    severity: Severity
    message: str
    places: tuple[Spot, ...] = ()
    line: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the command line's form."""
        return {
            "rule": self.rule, "code": self.code, "severity": self.severity.value,
            "message": self.message, "line": self.line or None,
            "places": [place.as_json() for place in self.places],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class DocumentSet:
    """All that belongs to one order: documents (newest revisions and older ones), its L/C, the day.

    `asked` are the ids of documents that were named: an old revision among them is told.
    """

    documents: tuple[DocumentFacts, ...]
    credit: LetterOfCredit | None = None
    today: date | None = None
    asked: frozenset[str] = frozenset()

    def of(self, *kinds: str) -> tuple[DocumentFacts, ...]:
        """Return the documents of these kinds in their newest revision."""
        return tuple(
            d for d in self.documents if d.kind in kinds and d.revision == d.newest_revision
        )

    def first(self, kind: str) -> DocumentFacts | None:
        """Return the newest document of a kind."""
        found = sorted(self.of(kind), key=lambda d: (d.is_draft, d.issued_on or date.min))
        return found[-1] if found else None

    def severity(self) -> Severity:
        """Return what a contradiction weighs: an error when a bank will look at it."""
        return Severity.ERROR if self.credit is not None else Severity.WARNING

    def tag(self, name: str) -> Spot:
        """Return the place of a field of the credit."""
        credit = self.credit
        number = credit.number if credit else ""
        value = credit.fields.get(name, "") if credit else ""
        label = f"L/C {number}".strip()
        return Spot("letter_of_credit", label, name, _written(value))


def kind_name(kind: str) -> str:
    """Return the kind in the user's language."""
    return _(KINDS.get(kind) or OTHER_KINDS.get(kind) or kind)


def _written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)


def squeezed(text: str) -> str:
    """Return letters and digits in capitals: what two spellings of the same thing share."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return "".join(c for c in plain.upper() if c.isalnum())


_PARTS = {"LIMITED": "LTD", "COMPANY": "CO", "INCORPORATED": "INC", "CORPORATION": "CORP"}


def same_name(one: str, other: str) -> bool:
    """Tell whether two names of a company are the same but for capitals, signs and "Limited"."""
    first, second = (squeezed(_usual(text)) for text in (one, other))
    return first == second or _in_first_lines(first, other) or _in_first_lines(second, one)


def _usual(text: str) -> str:
    return re.sub(r"[A-Za-z]+", lambda m: _PARTS.get(m.group(0).upper(), m.group(0)), text)


def _in_first_lines(name: str, party: str) -> bool:
    """A party in a credit is name and address: the name may run over two lines."""
    lines = [squeezed(_usual(line)) for line in party.splitlines()]
    return bool(name) and any("".join(lines[:count]) == name for count in range(1, len(lines) + 1))


_SMALL = frozenset(
    ["AND", "AS", "AT", "BY", "FOR", "FROM", "IN", "OF", "ON", "OR", "PER", "THE", "TO", "WITH", "DETAILS", "GOODS", "TERM", "TERMS", "TRADE", "PRICE", "QUANTITY", "QTY", "UNIT", "TOTAL", "AMOUNT", "CONTRACT", "NO", "ORDER", "INVOICE", "PROFORMA", "DATED", "INCOTERMS", "ORIGIN", "CHINA", "PCS", "PIECES", "PC", "SETS", "SET", "PAIRS", "CARTONS", "CTNS", "KGS", "KG", "USD", "EUR", "CNY", "GBP", "EACH", "OTHER", "EXW", "FCA", "FAS", "FOB", "CFR", "CIF", "CPT", "CIP", "DAP", "DPU", "DDP"]
)  # fmt: skip


def words_of(text: str) -> frozenset[str]:
    """Return the words that describe goods: no figures, no units, no terms, plurals as singulars."""
    found = re.findall(
        r"[A-Z0-9\u0400-\u04ff\u4e00-\u9fff][A-Z0-9\u0400-\u04ff\u4e00-\u9fff-]*", text.upper()
    )
    kept = (word.strip("-") for word in found if any(c.isalpha() for c in word))
    return frozenset(_singular(w) for w in kept if w not in _SMALL and len(w) > 1)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("S") and not word.endswith("SS") else word


def same_place(one: str, other: str) -> bool:
    """Tell whether two places agree: "Ningbo" and "NINGBO, CHINA"; "any Chinese port" holds any."""
    first, second = squeezed(one), squeezed(other)
    if first in second or second in first:
        return True
    if any(re.search(r"\bANY\b", text.upper()) for text in (one, other)):
        return True
    return squeezed(one.partition(",")[0]) == squeezed(other.partition(",")[0])


def pairs_of(documents: Iterable[DocumentFacts]) -> list[tuple[DocumentFacts, DocumentFacts]]:
    """Return the first document with each of the others."""
    found = list(documents)
    return [(found[0], other) for other in found[1:]] if found else []
