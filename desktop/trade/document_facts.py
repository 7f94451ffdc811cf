"""Issued documents and the order of today as the typed values that the checks compare.

What was issued speaks by its `source` (typed) and its `snapshot` (as printed); a document that was
never issued speaks as the order would print it now.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from types import SimpleNamespace
from typing import Any

from desktop.trade.charges import ChargeKind
from desktop.trade.check_facts import BankFacts, DocumentFacts, LineFacts
from desktop.trade.documents import labels
from desktop.trade.documents.offer import Bank
from desktop.trade.money import minor_digits, round_money
from desktop.trade.order_shipping import LoadedBox, OrderShipping
from desktop.trade.quote_columns import draft_of, header_columns, line_columns
from desktop.trade.quote_draft import DraftLine, QuoteDraft
from desktop.trade.totals import Totals
from desktop.trade.words import LIMIT, in_words_english

TITLES = {
    "quotation": "QUOTATION", "proforma": "PROFORMA INVOICE", "contract": "SALES CONTRACT",
    "order_confirmation": "ORDER CONFIRMATION", "commercial_invoice": "COMMERCIAL INVOICE",
    "packing_list": "PACKING LIST", "order": "",
}  # fmt: skip
_WITH_BANK = frozenset({"proforma", "contract", "order_confirmation", "commercial_invoice"})
_SHIPPED = frozenset({"commercial_invoice", "packing_list"})
_NUMBER = re.compile(r"\d[\d.,'\u00a0\u202f ]*")


@dataclass(frozen=True, slots=True)
class Said:
    """What a document is made from: terms and lines, shipping, who sells and buys, which account."""

    draft: QuoteDraft
    shipping: OrderShipping
    seller: str = ""
    seller_address: str = ""
    buyer: str = ""
    buyer_address: str = ""
    bank: Bank | None = None
    credit: Mapping[str, Any] | None = None
    payment_terms: str = ""
    marks: str = ""


def planned(kind: str, said: Said, today: date) -> DocumentFacts:
    """Return the document of `kind` as it would be issued today; "order" for the order itself."""
    draft, shipping = said.draft, said.shipping
    sums = draft.totals()
    total = round_money(sums.grand, draft.currency)
    credit = said.credit or {}
    is_shipped = kind in _SHIPPED
    facts = DocumentFacts(
        kind=kind,
        is_draft=True,
        title=TITLES.get(kind, ""),
        issued_on=today,
        seller=said.seller,
        seller_address=said.seller_address,
        buyer=said.buyer,
        buyer_address=said.buyer_address,
        currency=draft.currency,
        goods_text=str(credit.get("45A", "")) if credit.get("print_45A") == "1" else draft.remarks,
        incoterm=draft.incoterm,
        place=draft.place,
        payment_terms=said.payment_terms,
        lines=tuple(_lines(draft, sums)),
        marks=said.marks or draft.shipping_marks,
        port_of_loading=draft.port_of_loading,
        port_of_discharge=shipping.port_of_discharge,
        final_destination=shipping.final_destination,
        latest_shipment=shipping.latest_shipment,
        partial_shipment=draft.partial_shipment,
        transhipment=draft.transhipment,
        tolerance_percent=draft.tolerance_percent,
        bank=bank_facts(said.bank) if said.bank and kind in _WITH_BANK else None,
        credit_number=str(credit.get("20", "")).strip() if is_shipped or kind == "contract" else "",
        originals=shipping.originals if is_shipped else None,
        is_signed=True,
    )
    if is_shipped:
        facts = replace(facts, vessel=shipping.vessel, voyage=shipping.voyage,
                        bl_number=shipping.bl_number, bl_date=shipping.bl_date)  # fmt: skip
    if kind == "packing_list" or (kind == "commercial_invoice" and sums.packed.cartons):
        packed = sums.packed
        if packed.cartons:
            facts = replace(facts, cartons=packed.cartons, net_kg=packed.net_kg,
                            gross_kg=packed.gross_kg, volume_cbm=packed.volume_cbm)  # fmt: skip
    if kind == "packing_list":
        bare = tuple(replace(line, unit_price=None, amount=None) for line in facts.lines)
        return replace(facts, lines=bare, currency="", incoterm="")
    words = (in_words_english(total, draft.currency),) if 0 <= total < LIMIT else ()
    return replace(facts, total=total, words=words, charges=_added(draft, sums))


def _added(draft: QuoteDraft, sums: Totals) -> Decimal:
    """Return what comes to the sum of the lines: charges not inside the prices, less discounts."""
    found = Decimal(0)
    for charge in draft.charges():
        if not charge.included:
            amount = round_money(charge.amount, draft.currency)
            found += -amount if charge.kind is ChargeKind.DISCOUNT else amount
    return found if sums.lines else Decimal(0)


def _lines(draft: QuoteDraft, sums: Totals) -> Iterator[LineFacts]:
    mixed = bool(draft.mixed_cartons)
    for line, figures in zip(draft.lines, sums.lines, strict=True):
        if not line.counts:
            continue
        packed = figures.packed if figures.packed.cartons and not mixed else None
        texts = (line.name_en, line.description_en) if line.name_en else (
            line.name_zh, line.description_zh)  # fmt: skip
        yield LineFacts(
            key=line.key,
            sku=line.sku,
            description="\n".join(text for text in texts if text),
            quantity=line.quantity,
            unit=line.unit,
            unit_price=line.unit_price,
            amount=figures.amount,
            is_free=line.is_free,
            hs_code=line.hs_code,
            origin=line.origin,
            cartons=packed.cartons if packed else None,
            net_kg=packed.net_kg if packed else None,
            gross_kg=packed.gross_kg if packed else None,
            volume_cbm=packed.volume_cbm if packed else None,
        )


def bank_facts(bank: Bank) -> BankFacts:
    """Return what identifies an account."""
    return BankFacts(bank.bank, bank.iban or bank.account, bank.swift, bank.beneficiary)


def bill_of_lading(said: Said) -> DocumentFacts | None:
    """Return the carrier's paper as far as the order knows it, None without number and date."""
    shipping = said.shipping
    if not shipping.bl_number and shipping.bl_date is None:
        return None
    loaded = [box.cartons for box in shipping.boxes]
    return DocumentFacts(
        kind="bill_of_lading",
        number=shipping.bl_number,
        port_of_loading=said.draft.port_of_loading,
        port_of_discharge=shipping.port_of_discharge,
        final_destination=shipping.final_destination,
        vessel=shipping.vessel,
        voyage=shipping.voyage,
        bl_number=shipping.bl_number,
        bl_date=shipping.bl_date,
        cartons=sum(count or 0 for count in loaded) if loaded and all(loaded) else None,
    )


def insurance(said: Said) -> DocumentFacts | None:
    """Return the insurance that the order tells of, None while nothing is entered."""
    if said.shipping.insured_amount is None:
        return None
    return DocumentFacts(
        kind="insurance",
        insured_amount=said.shipping.insured_amount,
        insured_currency=said.draft.currency,
        insured_on=said.shipping.insured_on,
    )


def draft_of_source(source: Mapping[str, Any]) -> QuoteDraft:
    """Return the terms and lines that a document was made from (`order_source`)."""
    usual = header_columns(QuoteDraft(customer_id=""))
    header = {**usual, **_typed(source.get("header", {}), _MONEY)}
    empty = {"line_key": "", **line_columns(DraftLine("", Decimal(0), Decimal(0)))}
    lines = [
        SimpleNamespace(**{**empty, **_typed(entry, _LINE_FIGURES)})
        for entry in source.get("lines", ())
    ]
    return draft_of(SimpleNamespace(**header), lines)  # type: ignore[arg-type]  # as a row


_MONEY = frozenset({"freight", "insurance", "discount", "discount_percent", "tolerance_percent"})
_LINE_FIGURES = frozenset(
    {"quantity", "unit_price", "discount_percent", "carton_length_cm", "carton_width_cm",
     "carton_height_cm", "net_weight_kg", "gross_weight_kg"}
)  # fmt: skip


def _typed(values: Mapping[str, Any], figures: frozenset[str]) -> dict[str, Any]:
    return {
        name: Decimal(str(value)) if name in figures and value is not None else value
        for name, value in values.items()
    }


def shipping_of_source(source: Mapping[str, Any]) -> OrderShipping:
    """Return the shipping part that a document was made from."""
    values = dict(source.get("shipping", {}))
    for name in ("bl_date", "latest_shipment", "etd", "eta", "insured_on"):
        if values.get(name):
            values[name] = date.fromisoformat(str(values[name]))
    if values.get("insured_amount") is not None:
        values["insured_amount"] = Decimal(str(values["insured_amount"]))
    values["boxes"] = tuple(LoadedBox.from_json(entry) for entry in values.get("boxes") or ())
    known = OrderShipping.__dataclass_fields__
    return OrderShipping(**{name: value for name, value in values.items() if name in known})


def as_printed(facts: DocumentFacts, snapshot: Mapping[str, Any]) -> DocumentFacts:
    """Return `facts` with what really stands on the paper: title, parties, total, words, bank."""
    total = printed_amount(_value(snapshot.get("total")), facts.currency)
    parties = [block for block in snapshot.get("parties", ()) if isinstance(block, Mapping)]
    marks = [str(line) for line in snapshot.get("marks", ()) if isinstance(line, str)]
    words = tuple(_value(entry) for entry in snapshot.get("words", ()) if _value(entry))
    head = snapshot.get("letterhead") or {}
    is_priced = facts.total is not None
    return replace(
        facts,
        is_draft=False,
        title=_text(snapshot.get("title")) or facts.title,
        seller=str(head.get("name") or head.get("name_zh") or facts.seller),
        buyer=str(parties[1].get("name") or facts.buyer) if len(parties) > 1 else facts.buyer,
        total=total if is_priced and total is not None else facts.total,
        words=words if is_priced and words else facts.words,
        marks="\n".join(marks) or facts.marks,
        bank=_bank(snapshot) or (facts.bank if not snapshot else None),
        is_signed=bool(snapshot.get("signatures")),
        text="\n".join(_texts(snapshot)),
    )


def _bank(snapshot: Mapping[str, Any]) -> BankFacts | None:
    rows = {_text(entry.get("label")): _value(entry) for entry in snapshot.get("bank", ())}
    if not rows:
        return None
    account = rows.get(labels.IBAN.en) or rows.get(labels.ACCOUNT.en, "")
    return BankFacts(
        rows.get(labels.BANK_NAME.en, ""), account, rows.get(labels.SWIFT.en, ""),
        rows.get(labels.BENEFICIARY.en, ""),
    )  # fmt: skip


def _text(label: Any) -> str:  # noqa: ANN401 - whatever a snapshot holds
    if isinstance(label, Mapping):
        return str(label.get("en") or next((v for v in label.values() if v), ""))
    return str(label or "")


def _value(entry: Any) -> str:  # noqa: ANN401 - whatever a snapshot holds
    return str(entry.get("value", "")) if isinstance(entry, Mapping) else ""


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - whatever a snapshot holds
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)


def printed_amount(text: str, currency: str) -> Decimal | None:
    """Return an amount as documents print it, whatever the signs; None when there is no figure.

    Printed amounts always have all their decimals, so the last ones are told by their count.
    """
    hit = _NUMBER.search(text)
    digits = re.sub(r"\D", "", hit.group(0)) if hit else ""
    if not digits:
        return None
    places = minor_digits(currency) if currency else 0
    try:
        amount = Decimal(digits).scaleb(-places)
    except InvalidOperation:
        return None
    before = text[: hit.start()] if hit else ""
    return -amount if before.rstrip().endswith(("-", "−")) else amount
