"""What must be right before a document of an order is issued, for every kind.

Company, buyer, account (SWIFT, IBAN), payment sums, price term and mode, then A6 with the document
as it would be printed beside those that exist.
"""

from collections.abc import Collection, Iterator
from datetime import date

from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade import banking, check_list, quote_checks
from desktop.trade.check_facts import DocumentFacts, SetFinding, kind_name
from desktop.trade.document_check_rows import document_set, said_by
from desktop.trade.document_facts import Said, bank_facts, planned
from desktop.trade.incoterms import Severity
from desktop.trade.order_figures import OrderFigures

BANK_RULE = 19
NEEDS_BANK = frozenset({"proforma", "contract", "order_confirmation", "commercial_invoice"})
"""DOMAIN.md A1: the kinds that must show where to pay."""
_OF_THE_OFFER = frozenset({"validity_missing", "validity_past", "low_margin"})


class NotReady(UserFacing):
    """A document that is not issued as long as its errors stand; `findings` are all, errors first."""

    findings: tuple[SetFinding, ...] = ()


def can_be_accepted(finding: SetFinding) -> bool:
    """Tell whether a document may be issued in spite of an error: another account never."""
    return 1 <= finding.rule < BANK_RULE


def before_issue(
    session: Session, figures: OrderFigures, kind: str, *, today: date
) -> tuple[SetFinding, ...]:
    """Return every finding about issuing `kind` from the order now, errors first."""
    said = said_by(session, figures)
    document = planned(kind, said, today)
    found = [*own_findings(kind, said, document, today)]
    documents = document_set(session, figures, today, planned_kinds=(kind,))
    found += [one for one in check_list.findings(check_list.run(documents)) if _concerns(one, kind)]
    order = list(Severity)
    return tuple(sorted(found, key=lambda one: (order.index(one.severity), one.rule)))


def _concerns(finding: SetFinding, kind: str) -> bool:
    """Tell whether a finding is about `kind`; what the ship and the insurer did is the invoice's."""
    kinds = {place.kind for place in finding.places}
    return kind in kinds or (kind == "commercial_invoice" and kinds <= _OF_OTHERS)


_OF_OTHERS = frozenset({"bill_of_lading", "insurance", "letter_of_credit"})


def require_consistent(
    session: Session,
    figures: OrderFigures,
    kind: str,
    *,
    today: date,
    accepted: Collection[str] = (),
) -> tuple[SetFinding, ...]:
    """Raise NotReady naming every error; return the findings that are left.

    `accepted` are codes of errors under rules 1 to 18 that the user issues in spite of: a late
    shipment is presented on collection, or the bank has promised an amendment.
    """
    found = before_issue(session, figures, kind, today=today)
    errors = [
        one
        for one in found
        if one.severity is Severity.ERROR and not (one.code in accepted and can_be_accepted(one))
    ]
    if errors:
        refusal = NotReady(
            _("{document} of order {number} is not ready to be issued.").format(
                document=kind_name(kind), number=figures.number
            ),
            safe=_("Nothing was issued and no number was used."),
            hint=" ".join(one.message for one in errors),
            code=errors[0].code,
        )
        refusal.findings = found
        raise refusal
    return found


def own_findings(
    kind: str, said: Said, document: DocumentFacts, today: date
) -> Iterator[SetFinding]:
    """Return what is wrong with one document by itself: parties, account, terms, sums."""
    if not said.seller:
        yield _error("no_company", _("The name of your company is missing."), document, "seller")
    elif not said.seller_address:
        message = _("The address of your company is missing.")
        yield _warning("no_company_address", message, document, "address")
    if not said.buyer:
        yield _error("no_buyer", _("The buyer's name is missing."), document, "buyer")
    elif not said.buyer_address:
        message = _("The buyer's address is missing.")
        yield _warning("no_buyer_address", message, document, "address")
    if kind in NEEDS_BANK:
        yield from _bank_findings(said, document)
    hidden = _OF_THE_OFFER | (_PRICE_CODES if kind == "packing_list" else frozenset())
    for one in quote_checks.check(said.draft, today):
        if one.code not in hidden:
            yield SetFinding(0, one.code, one.severity, one.message)


_PRICE_CODES = frozenset(
    {"payment_terms_missing", "bad_terms", "free_line", "negative_total", "freight_missing",
     "insurance_missing"}
)  # fmt: skip


def _bank_findings(said: Said, document: DocumentFacts) -> Iterator[SetFinding]:
    bank = said.bank
    if bank is None:
        message = _("There is no bank account for {currency}.").format(currency=said.draft.currency)
        yield _error("no_bank_account", message, document, "bank")
        return
    if bank.currency and bank.currency != said.draft.currency:
        message = _("The bank account is in {one}, the document in {other}.").format(
            one=bank.currency, other=said.draft.currency
        )
        yield _warning("bank_currency", message, document, "bank", bank_facts(bank).text())
    if not bank.swift:
        message = _("The bank account has no SWIFT code.")
        yield _warning("swift_missing", message, document, "swift")
    for name, text, check in (
        ("swift", bank.swift, banking.check_swift),
        ("swift", bank.intermediary_swift, banking.check_swift),
        ("iban", bank.iban, banking.check_iban),
        ("bank", bank.account, banking.check_account),
    ):
        if not text:
            continue
        try:
            check(text)
        except UserFacing as problem:
            message = " ".join(part for part in (problem.message, problem.hint) if part)
            yield _error(problem.code, message, document, name, text)


def _error(
    code: str, message: str, document: DocumentFacts, field: str, value: str = ""
) -> SetFinding:
    return SetFinding(0, code, Severity.ERROR, message, (document.place_of(field, value),))


def _warning(
    code: str, message: str, document: DocumentFacts, field: str, value: str = ""
) -> SetFinding:
    return SetFinding(0, code, Severity.WARNING, message, (document.place_of(field, value),))
