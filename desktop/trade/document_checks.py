"""The documents of one order compared with each other and with the L/C: DOMAIN.md A6, rule by rule.

Pure generators over a set of documents: rules 3, 4, 7, 8, 9, 12 and 17, then what was agreed (18)
and the bank account (19). `credit_checks` has those that need the L/C, `check_list` the list.
"""

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations
from typing import Any

from desktop.runtime.i18n import _
from desktop.trade import credit_checks, words
from desktop.trade.check_facts import (
    BankFacts,
    DocumentFacts,
    DocumentSet,
    SetFinding,
    pairs_of,
    same_place,
    squeezed,
    words_of,
)
from desktop.trade.credit_checks import matched
from desktop.trade.incoterms import Severity
from desktop.trade.money import Money

ZERO = Decimal(0)
INSURED_SHARE = Decimal("1.10")
"""Least cover of CIF and CIP (UCP 600 art. 28f)."""
SUMMED = ("cartons", "net_kg", "gross_kg", "volume_cbm")
SHIPPED = ("commercial_invoice", "packing_list", "bill_of_lading")
AGREED = ("proforma", "contract", "order_confirmation", "purchase_order", "order")


def _found(documents: DocumentSet, rule: int, code: str, message: str, *places: Any,  # noqa: ANN401
           severity: Severity | None = None, line: str = "") -> SetFinding:  # fmt: skip
    return SetFinding(rule, code, severity or documents.severity(), message, places, line)


def conflicts(documents: DocumentSet) -> Iterator[SetFinding]:
    """Rule 3: other documents may describe the goods in general terms, without conflict (14d, e)."""
    invoice = documents.first("commercial_invoice")
    if invoice is None:
        return
    for one in documents.of("packing_list", "bill_of_lading", "certificate_of_origin"):
        for mine, its in matched(one, invoice):
            here, there = words_of(mine.description), words_of(its.description)
            if here and there and not here & there:
                yield _found(
                    documents, 3, "descriptions_conflict",
                    _("{line}: {one} and {other} describe other goods.").format(
                        line=mine.name(), one=one.label(), other=invoice.label()),
                    one.place_of("goods", mine.description),
                    invoice.place_of("goods", its.description), line=mine.name(),
                )  # fmt: skip


def title(documents: DocumentSet) -> Iterator[SetFinding]:
    """Rule 4: "proforma" or "provisional" is refused for a commercial invoice (ISBP 745 C1)."""
    for one in documents.of("commercial_invoice"):
        title = one.title.upper().replace("-", "")
        if any(word in title for word in ("PROFORMA", "PRO FORMA", "PROVISIONAL", "形式发票")):
            yield _found(
                documents, 4, "title_refused",
                _("Banks refuse an invoice called “{title}”.").format(title=one.title),
                one.place_of("title", one.title),
                *((documents.tag("46A"),) if documents.credit else ()),
            )  # fmt: skip


def sums(documents: DocumentSet) -> Iterator[SetFinding]:
    """Rule 7: the total is the sum of the lines; the words are the figures."""
    for one in documents.of("quotation", "proforma", "contract", "order_confirmation",
                            "commercial_invoice"):  # fmt: skip
        if one.total is None:
            continue
        amounts = [line.amount for line in one.lines if line.amount is not None]
        total = one.place_of("total", Money(one.total, one.currency).format())
        summed = sum(amounts, ZERO) + one.charges
        if amounts and summed != one.total:
            yield _found(
                documents, 7, "total_differs",
                _("{document}: the lines come to {sum}, not to the total.").format(
                    document=one.label(), sum=Money(summed, one.currency).format()),
                one.place_of("goods", Money(summed, one.currency).format()), total,
            )  # fmt: skip
        for said in one.words:
            if not _says(said, one.total, one.currency):
                yield _found(
                    documents, 7, "words_differ",
                    _("{document}: the amount in words is not the total.").format(
                        document=one.label()),
                    one.place_of("words", said), total,
                )  # fmt: skip


def _says(said: str, total: Decimal, currency: str) -> bool:
    if not ZERO <= total < words.LIMIT:
        return False
    plain = squeezed(said)
    wordings = (words.in_words_english(total, currency), words.in_words_chinese(total, currency))
    return any(squeezed(one) == plain for one in wordings)


def packing(documents: DocumentSet) -> Iterator[SetFinding]:
    """Rule 8: quantities, cartons and weights agree; gross not below net; totals are the sums."""
    invoice, bill = documents.first("commercial_invoice"), documents.first("bill_of_lading")
    for one in documents.of("packing_list"):
        for other in (other for other in (invoice, bill) if other is not None):
            yield from _same_packing(documents, one, other)
        yield from _own_packing(documents, one)
        days = (one.issued_on, invoice.issued_on if invoice else None)
        if invoice is not None and days[0] and days[1] and days[0] < days[1]:
            yield _found(
                    documents, 8, "packing_list_early",
                    _("{one} is dated before {other}.").format(
                        one=one.label(), other=invoice.label()),
                    one.place_of("issued_on", one.issued_on),
                    invoice.place_of("issued_on", invoice.issued_on), severity=Severity.WARNING,
                )  # fmt: skip
    if invoice is not None and bill is not None and documents.first("packing_list") is None:
        yield from _same_packing(documents, invoice, bill)


def _same_packing(
    documents: DocumentSet, one: DocumentFacts, other: DocumentFacts
) -> Iterator[SetFinding]:
    for mine, its in matched(one, other):
        if mine.quantity != its.quantity:
            yield _found(
                documents, 8, "quantity_differs",
                _("{line}: the quantities of {one} and {other} differ.").format(
                    line=mine.name(), one=one.label(), other=other.label()),
                one.place_of("quantity", mine.quantity), other.place_of("quantity", its.quantity),
                line=mine.name(),
            )  # fmt: skip
    if one.lines and other.lines and other.kind == "commercial_invoice":
        yield from _missing_lines(documents, one, other)
    for name in SUMMED:
        here, there = getattr(one, name), getattr(other, name)
        if here is not None and there is not None and here != there:
            spot = one.place_of(name, here)
            yield _found(
                documents, 8, f"{name}_differs",
                _("{one} and {other} do not have the same {field}.").format(
                    one=one.label(), other=other.label(), field=spot.field_name()),
                spot, other.place_of(name, there),
            )  # fmt: skip


def _missing_lines(
    documents: DocumentSet, one: DocumentFacts, other: DocumentFacts
) -> Iterator[SetFinding]:
    both = matched(one, other)
    for lacking, having, found in ((other, one, {id(a) for a, _b in both}),
                                   (one, other, {id(b) for _a, b in both})):  # fmt: skip
        for line in having.lines:
            if id(line) not in found:
                yield _found(
                    documents, 8, "line_missing",
                    _("{line} of {one} is not on {other}.").format(
                        line=line.name(), one=having.label(), other=lacking.label()),
                    having.place_of("goods", line.name()), lacking.place_of("goods", ""),
                    line=line.name(),
                )  # fmt: skip


def _own_packing(documents: DocumentSet, one: DocumentFacts) -> Iterator[SetFinding]:
    for name in SUMMED:
        parts = [getattr(line, name) for line in one.lines]
        total = getattr(one, name)
        if parts and total is not None and None not in parts and sum(parts) != total:
            spot = one.place_of(name, total)
            yield _found(
                documents, 8, "sum_differs",
                _("{document}: the lines do not come to the total of {field}.").format(
                    document=one.label(), field=spot.field_name()),
                one.place_of(name, sum(parts)), spot,
            )  # fmt: skip
    weights = [(line.name(), line.net_kg, line.gross_kg) for line in one.lines]
    for name, net, gross in [*weights, ("", one.net_kg, one.gross_kg)]:
        if net is not None and gross is not None and gross < net:
            yield _found(
                documents, 8, "gross_below_net",
                _("{document}: the gross weight is below the net weight.").format(
                    document=f"{one.label()} {name}".strip()),
                one.place_of("gross_kg", gross), one.place_of("net_kg", net), line=name,
            )  # fmt: skip


def marks(documents: DocumentSet) -> Iterator[SetFinding]:
    """Rule 9: the marks are the same everywhere."""
    known = [one for one in documents.of(*SHIPPED) if one.marks.strip()]
    for one, other in pairs_of(known):
        if squeezed(one.marks) != squeezed(other.marks):
            yield _found(
                documents, 9, "marks_differ",
                _("{one} and {other} have different marks.").format(
                    one=one.label(), other=other.label()),
                one.place_of("marks", one.marks), other.place_of("marks", other.marks),
            )  # fmt: skip
    credit = documents.credit
    asked = _marks_of(credit.fields.get("47A", "") + "\n\n" + credit.goods) if credit else ""
    for one in known if asked else ():
        if squeezed(asked) != squeezed(one.marks):
            yield _found(
                documents, 9, "marks_differ_from_credit",
                _("{document} does not have the marks of the credit.").format(
                    document=one.label()),
                one.place_of("marks", one.marks), documents.tag("45A"),
            )  # fmt: skip


def _marks_of(text: str) -> str:
    """Return the marks that a credit dictates: what follows "SHIPPING MARKS:" in its part."""
    lines = iter(text.splitlines())
    for line in lines:
        head, colon, first = line.partition(":")
        if colon and "MARK" in head.upper() and len(head) < 40:
            rows = [first.strip()]
            for more in lines:
                if not more.strip() or more.lstrip().startswith("+") or ":" in more:
                    break
                rows.append(more.strip())
            return "\n".join(row for row in rows if row)
    return ""


def insurance(documents: DocumentSet) -> Iterator[SetFinding]:
    """Rule 12: 110 % of CIF or CIP, same currency, not after shipment, from port to port (art. 28)."""
    invoice, policy = documents.first("commercial_invoice"), documents.first("insurance")
    if invoice is None or policy is None or policy.insured_amount is None:
        return
    currency = policy.insured_currency or invoice.currency
    here = policy.place_of("insured_amount", Money(policy.insured_amount, currency).format())
    if currency != invoice.currency:
        yield _found(
            documents, 12, "insured_currency", _("The insurance is in another currency."),
            policy.place_of("insured_currency", currency),
            invoice.place_of("currency", invoice.currency),
        )  # fmt: skip
    elif invoice.total is not None and policy.insured_amount < invoice.total * INSURED_SHARE:
        least = Money(invoice.total * INSURED_SHARE, currency).format()
        yield _found(
            documents, 12, "insured_too_little",
            _("The goods must be insured for at least 110%: {amount}.").format(amount=least),
            here, invoice.place_of("total", Money(invoice.total, currency).format()),
        )  # fmt: skip
    shipped = next((one for one in documents.of(*SHIPPED) if one.bl_date), None)
    if shipped and shipped.bl_date and policy.insured_on and policy.insured_on > shipped.bl_date:
        yield _found(
            documents, 12, "insured_late", _("The insurance is dated after the shipment."),
            policy.place_of("insured_on", policy.insured_on),
            shipped.place_of("bl_date", shipped.bl_date),
        )  # fmt: skip
    route = (
        (policy.insured_from, "port_of_loading"), (policy.insured_to, "port_of_discharge"),
    )  # fmt: skip
    for covered, name in route:
        port = getattr(shipped or invoice, name)
        if covered and port and not same_place(covered, port):
            yield _found(
                documents, 12, "insured_route",
                _("The insurance does not cover the voyage from port to port."),
                policy.place_of("insured_route", covered),
                (shipped or invoice).place_of(name, port),
            )  # fmt: skip


def customs(documents: DocumentSet) -> Iterator[SetFinding]:
    """Rule 17 (W): HS code and origin the same on invoice, packing list and certificate."""
    found = documents.of("commercial_invoice", "packing_list", "certificate_of_origin")
    for one, other in combinations(found, 2):
        for mine, its in matched(one, other):
            for name in ("hs_code", "origin"):
                here, there = getattr(mine, name), getattr(its, name)
                if here and there and squeezed(here) != squeezed(there):
                    spot = one.place_of(name, here)
                    yield _found(
                        documents, 17, f"{name}_differs",
                        _("{line}: {one} and {other} do not have the same {field}.").format(
                            line=mine.name(), one=one.label(), other=other.label(),
                            field=spot.field_name()),
                        spot, other.place_of(name, there), severity=Severity.WARNING,
                        line=mine.name(),
                    )  # fmt: skip


def agreed(documents: DocumentSet) -> Iterator[SetFinding]:
    """Rule 18 (W): PI, contract, confirmation and order say the same; each is the newest revision."""
    found = documents.of(*AGREED)
    for one, other in pairs_of(found):
        for finding in (
            *credit_checks.same_terms(documents, 18, one, other),
            *credit_checks.same_lines(documents, 18, one, other),
        ):
            yield SetFinding(18, finding.code, Severity.WARNING, finding.message, finding.places,
                             finding.line)  # fmt: skip
        here, there = one.payment_terms, other.payment_terms
        if here and there and squeezed(here) != squeezed(there):
            yield _found(
                documents, 18, "payment_terms_differ",
                _("{one} and {other} have different payment terms.").format(
                    one=one.label(), other=other.label()),
                one.place_of("payment_terms", here), other.place_of("payment_terms", there),
                severity=Severity.WARNING,
            )  # fmt: skip
    for one in documents.documents:
        if one.id in documents.asked and one.revision < one.newest_revision:
            yield _found(
                documents, 18, "not_newest",
                _("{document} was replaced by revision {revision}.").format(
                    document=one.label(), revision=one.newest_revision),
                one.place_of("revision", one.revision), severity=Severity.WARNING,
            )  # fmt: skip


def bank(documents: DocumentSet) -> Iterator[SetFinding]:
    """Rule 19: every document of an order asks the money to the same account."""
    order = {kind: place for place, kind in enumerate((*AGREED, "commercial_invoice"))}
    known = sorted(
        (one for one in documents.documents if one.bank is not None and one.bank.key()[0]),
        key=lambda d: (d.is_draft, d.issued_on.toordinal() if d.issued_on else 0,
                       order.get(d.kind, 9), d.revision),
    )  # fmt: skip
    for one, other in pairs_of(known):
        if one.currency == other.currency and _bank_of(one).key() != _bank_of(other).key():
            yield _found(
                documents, 19, "bank_differs",
                _("{other} asks for payment to another account than {one}. "
                  "Confirm it with your bank and tell the buyer by phone.").format(
                    one=one.label(), other=other.label()),
                other.place_of("bank", _bank_of(other).text()),
                one.place_of("bank", _bank_of(one).text()), severity=Severity.ERROR,
            )  # fmt: skip


def _bank_of(document: DocumentFacts) -> BankFacts:
    return document.bank or BankFacts()
