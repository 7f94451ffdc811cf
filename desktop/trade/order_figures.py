"""Every figure of an order, as screens, commands, documents and checks take it (CLI.md, `order show`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from desktop.runtime.i18n import _
from desktop.trade import instalments, order_chain, order_payments, order_shipping, quote_checks
from desktop.trade.customer_words import NOBODY, CustomerName
from desktop.trade.incoterms import Finding, Severity
from desktop.trade.kept_files import KeptFile
from desktop.trade.milestones import MilestoneStep
from desktop.trade.money import Money
from desktop.trade.order_chain import ChainStep, OrderDocument
from desktop.trade.order_payments import Happened, OrderPayments, Receipt
from desktop.trade.order_shipping import OrderShipping
from desktop.trade.order_source import changes, source_of
from desktop.trade.payment import PaymentTerms, ScheduledPayment, schedule
from desktop.trade.quote_draft import QuoteDraft
from desktop.trade.quote_figures import OfferFigures, offer_json
from desktop.trade.totals import Totals

_OF_THE_OFFER = frozenset({"validity_missing", "validity_past", "low_margin", "below_minimum"})
"""Findings about an offer that mean nothing once it was ordered."""


@dataclass(frozen=True, slots=True)
class OrderRecord:
    """What the store knows of an order, before anything is computed."""

    id: str
    number: str
    quote_id: str | None
    quote_label: str
    quote_on: date | None
    customer_name: str
    draft: QuoteDraft
    shipping: OrderShipping
    letter_of_credit: Mapping[str, Any]
    milestone: str
    own_milestones: tuple[str, ...]
    steps: tuple[MilestoneStep, ...]
    progress_percent: int
    receipts: tuple[Receipt, ...]
    documents: tuple[tuple[OrderDocument, Mapping[str, Any]], ...]
    """Issued documents, newest first, each with the source it was made from ({} when unknown)."""
    ordered_at: datetime
    created_at: datetime
    updated_at: datetime
    edition: int
    files: tuple[KeptFile, ...] = ()
    """Papers that others made, newest first."""
    cancelled_on: date | None = None
    cancel_reason: str = ""
    called: CustomerName = NOBODY


@dataclass(frozen=True, slots=True)
class OrderFigures:
    """An order with everything that follows from it, as of a day.

    `draft` are its terms and lines, in the form that quotes have: sums, packing and payment terms
    come from the same functions. `shipping` are parties, ports, ship, B/L and containers;
    `letter_of_credit` the fields of the MT700 by tag. `payment_schedule` has a due date for each
    event that has happened. `documents` are the issued ones of the order and its quote, newest
    first, with what the order says differently since. `source` is what is printed of it
    (`order_source`): whoever issues a document keeps it on `IssuedDocument.source`.
    """

    record: OrderRecord
    totals: Totals
    terms: PaymentTerms | None
    payment_schedule: tuple[ScheduledPayment, ...]
    payments: OrderPayments
    documents: tuple[OrderDocument, ...]
    chain: tuple[ChainStep, ...]
    findings: tuple[Finding, ...]
    source: Mapping[str, Any]

    @property
    def id(self) -> str:
        """The order's key."""
        return self.record.id

    @property
    def number(self) -> str:
        """ "SO-2026-0042"."""
        return self.record.number

    @property
    def draft(self) -> QuoteDraft:
        """Terms and lines."""
        return self.record.draft

    @property
    def shipping(self) -> OrderShipping:
        """Parties, ports, ship, papers."""
        return self.record.shipping

    @property
    def letter_of_credit(self) -> Mapping[str, Any]:
        """Fields of the MT700 by tag, {} without an L/C."""
        return self.record.letter_of_credit

    @property
    def steps(self) -> tuple[MilestoneStep, ...]:
        """All milestones in their order, the reached ones with their day."""
        return self.record.steps

    @property
    def milestone(self) -> str:
        """Where it stands."""
        return self.record.milestone

    @property
    def edition(self) -> int:
        """Counts the writes of terms, lines and shipping: two windows."""
        return self.record.edition

    @property
    def files(self) -> tuple[KeptFile, ...]:
        """Papers that others made, kept with the order, newest first."""
        return self.record.files

    @property
    def is_cancelled(self) -> bool:
        """Tell whether it was cancelled: nothing is due from it and nothing is issued."""
        return self.record.cancelled_on is not None

    @property
    def ordered_on(self) -> date:
        """This computer's day of the order."""
        return self.record.ordered_at.astimezone().date()

    @property
    def total(self) -> Money:
        """The grand total."""
        return Money(self.totals.grand, self.draft.currency)

    def invoice(self) -> OrderDocument | None:
        """Return the newest valid commercial invoice, None while there is none."""
        return order_chain.newest(self.documents, "commercial_invoice")

    def as_json(self) -> dict[str, Any]:
        """Return the command line's form: the keys of `quote show`, and those of an order."""
        record = self.record
        offer = OfferFigures(self.draft, self.totals, self.payment_schedule, self.findings)
        return {
            "id": record.id,
            "number": record.number,
            "quote_id": record.quote_id,
            "quote": record.quote_label or None,
            "customer_name": record.customer_name,
            "milestone": record.milestone,
            "progress_percent": record.progress_percent,
            "cancelled_on": record.cancelled_on.isoformat() if record.cancelled_on else None,
            "cancel_reason": record.cancel_reason,
            "ordered_at": record.ordered_at.isoformat(),
            **offer_json(offer),
            "edition": record.edition,
            "shipment": {**self.shipping.as_json(), "destination": self.draft.destination,
                         "shipping_marks": self.draft.shipping_marks},
            "parties": {"consignee": self.shipping.consignee,
                        "notify_party": self.shipping.notify_party},
            "letter_of_credit": dict(self.letter_of_credit),
            "milestones": [
                {"name": one.name, "text": one.text(),
                 "reached_on": one.reached_on.isoformat() if one.reached_on else None,
                 "note": one.note}
                for one in self.steps
            ],
            "payments": self.payments.as_json(),
            "documents": [one.as_json() for one in self.documents],
            "files": [one.as_json() for one in self.files],
            "chain": [one.as_json() for one in self.chain],
            "created_at": record.created_at.isoformat(),
            "updated_at": record.updated_at.isoformat(),
        }  # fmt: skip


def figures_of(record: OrderRecord, today: date, *, brief: bool = False) -> OrderFigures:
    """Return the figures of an order as of `today`; `brief` ones, for lists, have no findings."""
    draft, shipping = record.draft, record.shipping
    sums = draft.totals()
    total = Money(sums.grand, draft.currency)
    terms = instalments.readable_terms(draft)
    known = happened(record)
    days = order_payments.event_dates(known, shipping)
    is_cancelled = record.cancelled_on is not None
    paid = order_payments.settle(
        None if is_cancelled else terms,
        Money(Decimal(0), draft.currency) if is_cancelled else total,
        record.receipts,
        happened=days,
        planned=order_payments.planned_dates(known, shipping),
        today=today,
    )
    compares = any(was for _document, was in record.documents)
    source = source_of(draft, shipping, total, record.id) if compares or not brief else {}
    documents = tuple(_compared(document, was, source) for document, was in record.documents)
    return OrderFigures(
        record=record,
        totals=sums,
        terms=terms,
        payment_schedule=schedule(terms, total, days) if terms else (),
        payments=paid,
        documents=documents,
        chain=order_chain.chain(
            quote=record.quote_label,
            quote_on=record.quote_on,
            documents=documents,
            steps=record.steps,
            progress_percent=record.progress_percent,
            shipping=shipping,
            payments=paid,
            files=record.files,
        ),
        findings=() if brief else _findings(record, documents, paid, today),
        source=source,
    )


def happened(record: OrderRecord) -> Happened:
    """Return the days that payments count from."""
    first = {
        kind: min((d.issued_on for d, _was in record.documents if d.kind == kind), default=None)
        for kind in ("proforma", "commercial_invoice")
    }
    return Happened(
        record.ordered_at.astimezone().date(),
        first["proforma"],
        first["commercial_invoice"],
        {one.name: one.reached_on for one in record.steps if one.reached_on is not None},
    )


def _compared(
    document: OrderDocument, was: Mapping[str, Any], now: Mapping[str, Any]
) -> OrderDocument:
    if not was or document.is_superseded or document.kind == "quotation":
        return document
    found = changes(was, now, document.kind)
    return OrderDocument(
        **{name: getattr(document, name) for name in document.__slots__ if name != "changes"},
        changes=found,
    )


def _findings(
    record: OrderRecord,
    documents: tuple[OrderDocument, ...],
    paid: OrderPayments,
    today: date,
) -> tuple[Finding, ...]:
    if record.cancelled_on is not None:
        return _of_cancelled(paid)
    found = [f for f in quote_checks.check(record.draft, today) if f.code not in _OF_THE_OFFER]
    found += order_shipping.check(record.shipping)
    for kind in order_chain.FROM_ORDER:
        document = order_chain.newest(documents, kind)
        if document is not None and document.changes:
            text = _("Changed since {document} was issued: {changes}.")
            said = text.format(document=document.label(), changes="; ".join(document.changes))
            found.append(Finding("changed_since_issue", Severity.WARNING, said))
    if paid.overdue > 0:
        text = _("{amount} is overdue.").format(amount=Money(paid.overdue, paid.currency).format())
        found.append(Finding("payment_overdue", Severity.WARNING, text))
    if paid.open < 0:
        text = _("{amount} was paid too much.").format(
            amount=Money(-paid.open, paid.currency).format()
        )
        found.append(Finding("overpaid", Severity.HINT, text))
    order = list(Severity)
    return tuple(sorted(found, key=lambda finding: order.index(finding.severity)))


def _of_cancelled(paid: OrderPayments) -> tuple[Finding, ...]:
    """Return what is to be said about a cancelled order: money that came for it."""
    if paid.paid <= 0:
        return ()
    text = _("{amount} was received for this order: pay it back, or set it off.")
    said = text.format(amount=Money(paid.paid, paid.currency).format())
    return (Finding("cancelled_paid", Severity.WARNING, said),)
