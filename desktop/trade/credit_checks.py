"""What a bank compares with the letter of credit: rules 1, 2, 5, 6 and 13 to 16 of DOMAIN.md A6.

Pure generators over a set of documents; each finding names both places. UCP 600 articles stand in
the docstrings.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from desktop.runtime.i18n import _
from desktop.trade import incoterms
from desktop.trade.check_facts import (
    DocumentFacts,
    DocumentSet,
    LineFacts,
    SetFinding,
    Spot,
    kind_name,
    same_name,
    same_place,
    words_of,
)
from desktop.trade.credit_goods import GoodsTerms, same_unit
from desktop.trade.letter_of_credit import LetterOfCredit
from desktop.trade.money import Money, format_plain

FIVE = Decimal(5)
COUNTED_UNITS = frozenset(
    {"pcs", "pc", "piece", "sets", "set", "pairs", "pair", "cartons", "ctns", "units", "unit"}
)
"""Packing units and single pieces: no 5 % more or less by itself (UCP 600 art. 30b)."""


def found(
    documents: DocumentSet, rule: int, code: str, message: str, *places: Spot, line: str = ""
) -> SetFinding:
    """Return a contradiction, weighed by whether an L/C is attached."""
    return SetFinding(rule, code, documents.severity(), message, places, line)


def parties(documents: DocumentSet) -> Iterator[SetFinding]:
    """Rule 1: by the beneficiary, to the applicant, in the credit's currency (UCP 600 art. 18a)."""
    credit, invoice = documents.credit, documents.first("commercial_invoice")
    if credit is None or invoice is None:
        return
    if credit.beneficiary and not same_name(invoice.seller, credit.beneficiary):
        yield found(
            documents, 1, "not_by_beneficiary",
            _("The invoice is not issued by the beneficiary of the credit."),
            invoice.place_of("seller", invoice.seller), documents.tag("59"),
        )  # fmt: skip
    if credit.applicant and not same_name(invoice.buyer, credit.applicant):
        yield found(
            documents, 1, "not_to_applicant",
            _("The invoice is not made out to the applicant of the credit."),
            invoice.place_of("buyer", invoice.buyer), documents.tag("50"),
        )  # fmt: skip
    if credit.currency and invoice.currency != credit.currency:
        yield found(
            documents, 1, "currency_differs",
            _("The invoice is in {one}, the credit in {other}.").format(
                one=invoice.currency, other=credit.currency),
            invoice.place_of("currency", invoice.currency), documents.tag("32B"),
        )  # fmt: skip


def goods(documents: DocumentSet) -> Iterator[SetFinding]:
    """Rule 2: the invoice's description corresponds with 45A (UCP 600 art. 18c)."""
    credit, invoice = documents.credit, documents.first("commercial_invoice")
    if credit is None or invoice is None or not credit.goods:
        return
    said = words_of(goods_words(invoice))
    asked = words_of(GoodsTerms.of(credit.goods).description)
    missing = sorted(asked - said)
    if missing and " ".join(credit.goods.split()) not in " ".join(invoice.goods_text.split()):
        yield found(
            documents, 2, "goods_differ",
            _("The invoice does not have these words of the credit's description: {words}. "
              "Paste field 45A to be sure.").format(words=", ".join(missing)),
            invoice.place_of("goods", goods_words(invoice)), documents.tag("45A"),
        )  # fmt: skip


def goods_words(document: DocumentFacts) -> str:
    """Return all words by which a document describes its goods."""
    lines = "; ".join(f"{line.description} {line.sku}".strip() for line in document.lines)
    return f"{document.goods_text}\n{lines}".strip()


def amount(documents: DocumentSet) -> Iterator[SetFinding]:
    """Rule 5: not more than 32B with its tolerance (art. 18b, 30a); not far below it (art. 30c)."""
    credit, invoice = documents.credit, documents.first("commercial_invoice")
    if credit is None or invoice is None or invoice.total is None or credit.amount is None:
        return
    if invoice.currency != credit.currency:
        return
    here = invoice.place_of("total", Money(invoice.total, invoice.currency).format())
    most, least = credit.most, credit.least
    if most is not None and invoice.total > most:
        yield found(
            documents, 5, "amount_above_credit",
            _("The invoice is above what the credit allows, {amount}.").format(
                amount=Money(most, credit.currency).format()),
            here, documents.tag("32B"),
        )  # fmt: skip
    if least is not None and invoice.total < least and credit.partial is False:
        yield found(
            documents, 5, "amount_below_credit",
            _("The invoice is below {amount}, and the credit forbids partial shipment.").format(
                amount=Money(least, credit.currency).format()),
            here, documents.tag("32B"),
        )  # fmt: skip


def terms_of_goods(documents: DocumentSet) -> Iterator[SetFinding]:
    """Rule 6: quantity, unit, unit price and price term as in the credit and the PI."""
    invoice = documents.first("commercial_invoice")
    if invoice is None:
        return
    if documents.credit is not None and documents.credit.goods:
        yield from _against_credit(documents, documents.credit, invoice)
    proforma = documents.first("proforma")
    if proforma is not None:
        yield from same_terms(documents, 6, invoice, proforma)
        yield from same_lines(documents, 6, invoice, proforma)


def _against_credit(
    documents: DocumentSet, credit: LetterOfCredit, invoice: DocumentFacts
) -> Iterator[SetFinding]:
    asked = GoodsTerms.of(credit.goods)
    tag = documents.tag("45A")
    if asked.incoterm and invoice.incoterm:
        same = asked.incoterm == invoice.incoterm and (
            not asked.place or not invoice.place or same_place(asked.place, invoice.place)
        )
        if not same or (asked.edition and asked.edition not in invoice.edition):
            term = incoterms.price_term(invoice.incoterm, invoice.place)
            yield found(
                documents, 6, "term_differs_from_credit",
                _("The price term is not the one of the credit, “{term}”.").format(
                    term=asked.term_text()),
                invoice.place_of("incoterm", term), tag,
            )  # fmt: skip
    for quantity, unit in asked.quantities:
        if not _has_quantity(credit, invoice, quantity, unit):
            yield found(
                documents, 6, "quantity_differs_from_credit",
                _("The invoice does not have the {quantity} {unit} of the credit.").format(
                    quantity=format_plain(quantity), unit=unit),
                invoice.place_of("quantity", _quantities(invoice)), tag,
            )  # fmt: skip
    prices = {line.unit_price for line in invoice.lines if line.unit_price is not None}
    for price in asked.prices:
        if prices and price not in prices:
            shown = ", ".join(format_plain(one) for one in sorted(prices))
            yield found(
                documents, 6, "price_differs_from_credit",
                _("The invoice does not have the unit price of the credit, {price}.").format(
                    price=format_plain(price)),
                invoice.place_of("unit_price", shown), tag,
            )  # fmt: skip


def _quantities(document: DocumentFacts) -> str:
    return ", ".join(f"{format_plain(line.quantity)} {line.unit}" for line in document.lines)


def _has_quantity(
    credit: LetterOfCredit, invoice: DocumentFacts, quantity: Decimal, unit: str
) -> bool:
    """A quantity of one line, or the sum of the unit; 5 % where art. 30b gives it, else 39A's."""
    same = [line.quantity for line in invoice.lines if same_unit(line.unit, unit)]
    if not same:
        return False
    share = max(credit.plus_percent, credit.minus_percent)
    if not credit.has_tolerance and unit.lower() not in COUNTED_UNITS:
        share = FIVE
    allowed = quantity * share / 100
    least = Decimal(0) if credit.partial else quantity - allowed
    return any(least <= one <= quantity + allowed for one in [*same, sum(same)])


def same_terms(
    documents: DocumentSet, rule: int, one: DocumentFacts, other: DocumentFacts
) -> Iterator[SetFinding]:
    """Currency, Incoterm, place and edition of two documents."""
    if one.currency and other.currency and one.currency != other.currency:
        yield found(
            documents, rule, "currency_differs",
            _("{one} is in {currency}, {other} in {its}.").format(
                one=one.label(), currency=one.currency, other=other.label(), its=other.currency),
            one.place_of("currency", one.currency), other.place_of("currency", other.currency),
        )  # fmt: skip
    if not one.incoterm or not other.incoterm:
        return
    if (one.incoterm, one.edition) != (other.incoterm, other.edition) or not same_place(
        one.place, other.place
    ):
        here, there = (incoterms.price_term(d.incoterm, d.place) for d in (one, other))
        yield found(
            documents, rule, "term_differs",
            _("{one} and {other} have different price terms.").format(
                one=one.label(), other=other.label()),
            one.place_of("incoterm", here), other.place_of("incoterm", there),
        )  # fmt: skip


def same_lines(
    documents: DocumentSet, rule: int, one: DocumentFacts, other: DocumentFacts
) -> Iterator[SetFinding]:
    """Quantity, unit and unit price, line by line; a quantity may differ by the agreed tolerance."""
    for mine, its in matched(one, other):
        name = mine.name()
        share = one.tolerance_percent or other.tolerance_percent or Decimal(0)
        if abs(mine.quantity - its.quantity) > its.quantity * share / 100:
            yield found(
                documents, rule, "quantity_differs",
                _("{line}: the quantities of {one} and {other} differ.").format(
                    line=name, one=one.label(), other=other.label()),
                one.place_of("quantity", mine.quantity), other.place_of("quantity", its.quantity),
                line=name,
            )  # fmt: skip
        if not same_unit(mine.unit, its.unit):
            yield found(
                documents, rule, "unit_differs",
                _("{line}: the units of {one} and {other} differ.").format(
                    line=name, one=one.label(), other=other.label()),
                one.place_of("unit", mine.unit), other.place_of("unit", its.unit), line=name,
            )  # fmt: skip
        both = mine.unit_price is not None and its.unit_price is not None
        if both and one.currency == other.currency and mine.unit_price != its.unit_price:
            yield found(
                documents, rule, "price_differs",
                _("{line}: the prices of {one} and {other} differ.").format(
                    line=name, one=one.label(), other=other.label()),
                one.place_of("unit_price", mine.unit_price),
                other.place_of("unit_price", its.unit_price), line=name,
            )  # fmt: skip


def matched(one: DocumentFacts, other: DocumentFacts) -> list[tuple[LineFacts, LineFacts]]:
    """Return the lines that both have: by key, else by article number where it is unique."""
    by_key = {line.key: line for line in other.lines if line.key}
    skus = [line.sku for line in other.lines]
    by_sku = {line.sku: line for line in other.lines if line.sku and skus.count(line.sku) == 1}
    pairs = []
    for line in one.lines:
        its = by_key.get(line.key) if line.key else None
        its = its or by_sku.get(line.sku)
        if its is not None:
            pairs.append((line, its))
    return pairs


def copies(documents: DocumentSet) -> Iterator[SetFinding]:
    """Rule 13: originals and signatures as 46A asks (art. 17)."""
    credit = documents.credit
    for asked in credit.documents if credit else ():
        one = documents.first(asked.kind)
        if one is None:
            continue
        if one.originals is not None and one.originals < asked.originals:
            yield found(
                documents, 13, "too_few_originals",
                _("{document}: the credit asks for {count} originals.").format(
                    document=one.label(), count=asked.originals),
                one.place_of("originals", one.originals),
                Spot("letter_of_credit", documents.tag("46A").document, "46A", asked.text),
            )  # fmt: skip
        if (
            asked.is_signed
            and not one.is_signed
            and one.kind in ("commercial_invoice", "packing_list")
        ):
            yield found(
                documents, 13, "not_signed",
                _("{document}: the credit asks for a signature.").format(document=one.label()),
                one.place_of("signature", _("none")),
                Spot("letter_of_credit", documents.tag("46A").document, "46A", asked.text),
            )  # fmt: skip


def separate(documents: DocumentSet) -> Iterator[SetFinding]:
    """Rule 14: an invoice and a packing list of their own unless the credit allows one paper."""
    credit = documents.credit
    words = (
        " ".join((credit.fields.get("46A", "") + credit.fields.get("47A", "")).upper().split())
        if credit
        else ""
    )
    if _allows_one_paper(words):
        return
    for one in documents.of("commercial_invoice", "packing_list"):
        title = one.title.upper()
        if "INVOICE" in title and "PACKING" in title:
            yield found(
                documents, 14, "combined_form",
                _("{document} is invoice and packing list in one.").format(document=one.label()),
                one.place_of("title", one.title),
                *((documents.tag("46A"),) if credit else ()),
            )  # fmt: skip
    invoice = documents.first("commercial_invoice")
    if credit is None or invoice is None or documents.first("packing_list"):
        return
    asked = next((one for one in credit.documents if one.kind == "packing_list"), None)
    if asked is not None:
        yield SetFinding(
            14, "packing_list_missing", documents.severity() if not invoice.is_draft else
            _warning(), _("The credit asks for a packing list; none is issued."),
            (invoice.place_of("number", invoice.number),
             Spot("letter_of_credit", documents.tag("46A").document, "46A", asked.text)),
        )  # fmt: skip


def _allows_one_paper(words: str) -> bool:
    """Tell whether the credit takes invoice and packing list in one; "combined transport" is no word of it."""
    hit = re.search(r"COMBINED(?! TRANSPORT| BILL| B/L)[^.+]*|ACCEPTABLE IN ONE DOCUMENT", words)
    if hit is None:
        return False
    around = words[max(0, hit.start() - 20) : hit.end()]
    return not re.search(r"\b(?:NOT|UN|NO|PROHIBITED|FORBIDDEN)\b|UNACCEPTABLE", around)


def _warning() -> incoterms.Severity:
    return incoterms.Severity.WARNING


def credit_number(documents: DocumentSet) -> Iterator[SetFinding]:
    """Rule 15: the number of the credit on every document when 46A or 47A asks for it."""
    credit = documents.credit
    if credit is None or not credit.number or not credit.asks_for_number:
        return
    for one in documents.of("commercial_invoice", "packing_list", "bill_of_lading"):
        shown = one.credit_number or (credit.number if credit.number in one.text else "")
        if one.kind == "bill_of_lading" and not shown:
            continue  # what stands on the carrier's paper is not known here
        if shown != credit.number:
            yield found(
                documents, 15, "credit_number_missing",
                _("{document} does not show the number of the credit.").format(
                    document=one.label()),
                one.place_of("credit_number", shown), documents.tag("20"),
            )  # fmt: skip


def nothing_else(documents: DocumentSet) -> Iterator[SetFinding]:
    """Rule 16: no goods that the credit does not call for, not even free ones (ISBP 745 C12)."""
    credit = documents.credit
    if credit is None or not credit.goods:
        return
    asked = words_of(credit.goods)
    kinds = {"commercial_invoice", "packing_list", "bill_of_lading"}
    for one in documents.of(*sorted(kinds)):
        for line in one.lines:
            said = words_of(f"{line.description} {line.sku}")
            if line.is_free or (said and asked and not said & asked):
                yield found(
                    documents, 16, "goods_not_called_for",
                    _("{line} on {document} is not among the goods of the credit.").format(
                        line=line.name(), document=kind_name(one.kind)),
                    one.place_of("goods", line.description or line.sku), documents.tag("45A"),
                    line=line.name(),
                )  # fmt: skip
