"""The list of checks: every rule of A6 with its title, what it needs, and what it came to.

A contradiction is an error when a letter of credit is attached, because a bank refuses it; without
one it is a warning. Rules marked W stay warnings; another bank account is an error always, because
money goes astray by it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from desktop.runtime.i18n import N_, _, ngettext
from desktop.trade import credit_checks, credit_clarity, credit_shipping, document_checks
from desktop.trade.check_facts import DocumentSet, SetFinding
from desktop.trade.document_checks import AGREED, SHIPPED
from desktop.trade.incoterms import RULES as TERMS
from desktop.trade.incoterms import Severity


class State(StrEnum):
    """What a check came to."""

    PASSED = "passed"
    WARNING = "warning"
    FAILED = "failed"
    NOTHING = "not_checked"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check of the list: green, amber, red, or grey when there is nothing to compare.

    `reason` says why when the credit's own field is missing or unclear.
    """

    rule: int
    title: str
    state: State
    findings: tuple[SetFinding, ...] = ()
    reason: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the command line's form."""
        return {
            "rule": self.rule, "title": self.title, "state": self.state.value,
            "reason": self.reason,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Check:
    """A rule of the list: what it needs before there is anything to compare."""

    rule: int
    title: str
    find: Callable[[DocumentSet], Iterable[SetFinding]]
    kinds: tuple[str, ...] = ("commercial_invoice",)
    least: int = 1
    needs_credit: bool = False
    beside: str = ""
    """A kind that has to be there as well."""

    def run(self, documents: DocumentSet) -> CheckResult:
        """Return what it came to."""
        found = tuple(self.find(documents))
        if any(one.severity is Severity.ERROR for one in found):
            return CheckResult(self.rule, _(self.title), State.FAILED, found)
        if found:
            return CheckResult(self.rule, _(self.title), State.WARNING, found)
        there = len(documents.of(*self.kinds)) >= self.least
        there = there and (not self.beside or documents.first(self.beside) is not None)
        credit = documents.credit
        if not there or (self.needs_credit and credit is None) or not self._applies(documents):
            return CheckResult(self.rule, _(self.title), State.NOTHING)
        reason = credit_clarity.why_not(self.rule, credit) if credit is not None else ""
        state = State.NOTHING if reason else State.PASSED
        return CheckResult(self.rule, _(self.title), state, reason=reason)

    def _applies(self, documents: DocumentSet) -> bool:
        if self.rule != 12:
            return True
        invoice, policy = documents.first("commercial_invoice"), documents.first("insurance")
        term = TERMS.get(invoice.incoterm) if invoice else None
        insured = policy is not None and policy.insured_amount is not None
        return term is not None and term.insured_by_seller and insured


CHECKS = (
    Check(1, N_("By the beneficiary, to the applicant, in the currency of the L/C"),
          credit_checks.parties, needs_credit=True),
    Check(2, N_("Goods described as in field 45A"), credit_checks.goods, needs_credit=True),
    Check(3, N_("No document describes other goods"), document_checks.conflicts,
          ("packing_list", "bill_of_lading", "certificate_of_origin"),
          beside="commercial_invoice"),
    Check(4, N_("Title of the invoice"), document_checks.title),
    Check(5, N_("Total within the amount of the L/C"), credit_checks.amount, needs_credit=True),
    Check(6, N_("Quantity, price and term as agreed"), credit_checks.terms_of_goods),
    Check(7, N_("Total equals lines and words"), document_checks.sums,
          ("quotation", "proforma", "contract", "order_confirmation", "commercial_invoice")),
    Check(8, N_("Quantities, cartons and weights agree"), document_checks.packing, ("packing_list",)),
    Check(9, N_("Marks identical"), document_checks.marks, SHIPPED, 2),
    Check(10, N_("Ports, ship and dates"), credit_shipping.shipment, SHIPPED, 2),
    Check(11, N_("Partial shipment and transhipment"), credit_shipping.partial_and_transhipment,
          needs_credit=True),
    Check(12, N_("Insurance covers 110%"), document_checks.insurance, ("insurance",)),
    Check(13, N_("Originals and signatures"), credit_checks.copies, needs_credit=True),
    Check(14, N_("Invoice and packing list apart"), credit_checks.separate),
    Check(15, N_("L/C number where it is asked for"), credit_checks.credit_number,
          needs_credit=True),
    Check(16, N_("Nothing the L/C does not call for"), credit_checks.nothing_else,
          needs_credit=True),
    Check(17, N_("HS codes and origin the same"), document_checks.customs,
          ("commercial_invoice", "packing_list", "certificate_of_origin"), 2),
    Check(18, N_("PI, contract and order agree"), document_checks.agreed, AGREED, 2),
    Check(19, N_("One bank account on all documents"), document_checks.bank,
          ("quotation", "proforma", "contract", "order_confirmation", "commercial_invoice"), 2),
)  # fmt: skip
"""The seventeen of A6, then what was agreed (18) and the bank account (19)."""


def run(documents: DocumentSet) -> tuple[CheckResult, ...]:
    """Return every check of the set in its order."""
    return tuple(check.run(documents) for check in CHECKS)


def findings(results: Iterable[CheckResult]) -> tuple[SetFinding, ...]:
    """Return the findings, errors first, then by rule."""
    found = [finding for result in results for finding in result.findings]
    order = list(Severity)
    return tuple(sorted(found, key=lambda one: (order.index(one.severity), one.rule)))


def summary(found: Iterable[SetFinding]) -> str:
    """Return how many errors and warnings there are, for one line of a screen."""
    rows = list(found)
    errors = sum(1 for one in rows if one.severity is Severity.ERROR)
    if not rows:
        return _("No contradiction found.")
    warnings = len(rows) - errors
    parts = []
    if errors:
        parts.append(ngettext("{count} error", "{count} errors", errors).format(count=errors))
    if warnings:
        words = ngettext("{count} warning", "{count} warnings", warnings)
        parts.append(words.format(count=warnings))
    return ", ".join(parts)
