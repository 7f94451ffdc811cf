"""Every figure of a quote, as screens and commands show it (CLI.md, `quote show`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from desktop.store.schema.quotes import Quote, QuoteLine
from desktop.trade import instalments, payment, quote_checks
from desktop.trade.incoterms import Finding
from desktop.trade.money import Money
from desktop.trade.payment import PaymentTerms, ScheduledPayment
from desktop.trade.pricing import HEALTHY_MARGIN_PERCENT
from desktop.trade.quote_columns import draft_of, instalment_json
from desktop.trade.quote_draft import DraftLine, QuoteDraft
from desktop.trade.quote_states import QuoteState, present_state
from desktop.trade.totals import LineTotals, Totals


@dataclass(frozen=True, slots=True)
class QuoteFigures:
    """A stored revision of a quote with everything that follows from it."""

    id: str
    number: str
    revision: int
    is_current: bool
    state: QuoteState
    state_note: str
    revision_note: str
    draft: QuoteDraft
    totals: Totals
    terms: PaymentTerms | None
    payment_schedule: tuple[ScheduledPayment, ...]
    findings: tuple[Finding, ...]
    sent_at: datetime | None
    created_at: datetime
    updated_at: datetime
    edition: int = 1
    decided_at: datetime | None = None
    lost_reason: str = ""
    approved_at: datetime | None = None
    approved_by: str = ""
    approval_reason: str = ""

    @property
    def total(self) -> Money:
        """The grand total."""
        return Money(self.totals.grand, self.draft.currency)

    def as_json(self) -> dict[str, Any]:
        """Return the command line's form: money as amount and currency, quantities as numbers."""
        return {
            "id": self.id,
            "number": self.number,
            "revision": self.revision,
            "is_current": self.is_current,
            "state": self.state.value,
            "state_note": self.state_note,
            "revision_note": self.revision_note,
            **offer_json(
                OfferFigures(self.draft, self.totals, self.payment_schedule, self.findings)
            ),
            "edition": self.edition,
            "sent_at": self.sent_at.isoformat() if self.sent_at else None,
            "decided_at": self.decided_at.isoformat() if self.decided_at else None,
            "lost_reason": self.lost_reason or None,
            "approved_at": self.approved_at.isoformat() if self.approved_at else None,
            "approved_by": self.approved_by or None,
            "approval_reason": self.approval_reason or None,
            "created_at": self.created_at.isoformat(),
            "updated_at": self.updated_at.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class OfferFigures:
    """What a quote and an order print alike."""

    draft: QuoteDraft
    totals: Totals
    payment_schedule: Sequence[ScheduledPayment]
    findings: Sequence[Finding]


def offer_json(offer: OfferFigures) -> dict[str, Any]:
    """Return what the figures of a quote and of an order have in common, in the command line's form."""
    return {
        **_terms_json(offer.draft),
        "lines": [
            _line_json(line, result, offer.draft.currency)
            for line, result in zip(offer.draft.lines, offer.totals.lines, strict=True)
        ],
        **_sums_json(offer.draft, offer.totals),
        "payment_schedule": [_payment_json(part) for part in offer.payment_schedule],
        "findings": [
            {"code": f.code, "severity": f.severity.value, "message": f.message}
            for f in offer.findings
        ],
    }


def _terms_json(draft: QuoteDraft) -> dict[str, Any]:
    return {
        "customer_id": draft.customer_id,
        "contact_id": draft.contact_id,
        "currency": draft.currency,
        "incoterm": draft.incoterm,
        "place": draft.place,
        "port_of_loading": draft.port_of_loading,
        "transport_mode": draft.transport_mode,
        "payment_terms": draft.payment_terms,
        "lead_time": draft.lead_time,
        "valid_until": draft.valid_until.isoformat() if draft.valid_until else None,
        "buyer_reference": draft.buyer_reference,
        "remarks": draft.remarks,
        "internal_notes": draft.internal_notes,
        "partial_shipment": draft.partial_shipment,
        "transhipment": draft.transhipment,
        "tolerance_percent": number(draft.tolerance_percent),
        "discount_percent": number(draft.discount_percent),
        "clauses": [choice.as_json() for choice in draft.clauses],
        "instalments": [instalment_json(part) for part in draft.instalments],
        "seller_id": draft.seller_id,
        "price_list_id": draft.price_list_id,
        "rate": _rate(draft),
    }


def _sums_json(draft: QuoteDraft, sums: Totals) -> dict[str, Any]:
    def money(amount: Decimal) -> dict[str, str]:
        return Money(amount, draft.currency).as_json()

    return {
        "goods_total": money(sums.goods),
        "optional_total": money(sums.optional),
        "free_value": money(sums.free_value),
        "charges": [
            {
                "kind": charge.kind.value,
                "label": charge.label,
                "amount": money(charge.amount),
                "included": charge.included,
                "percent": number(charge.percent),
            }
            for charge in draft.charges()
        ],
        "total": money(sums.grand),
        "fob_value": money(sums.fob_value),
        "cartons": sums.packed.cartons,
        "net_weight_kg": number(sums.packed.net_kg),
        "gross_weight_kg": number(sums.packed.gross_kg),
        "volume_cbm": number(sums.packed.volume_cbm),
        "containers": _containers(sums),
        "margin_percent": number(sums.margin_percent),
        "markup_percent": number(sums.markup_percent),
    }


def number(value: Decimal | None) -> int | float | None:
    """Return a JSON number: an integer when it is one."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def price_json(price: Decimal, currency: str) -> dict[str, str]:
    """Return a unit price with all its digits, at least the currency's own."""
    rounded = Money(price, currency).as_json()
    return rounded if Decimal(rounded["amount"]) == price else {**rounded, "amount": f"{price:f}"}


def _line_json(line: DraftLine, result: LineTotals, currency: str) -> dict[str, Any]:
    subtotal = None
    if result.subtotal is not None:
        subtotal = Money(result.subtotal, currency).as_json()
    return {
        "key": line.key,
        "kind": line.kind.value,
        "sku": line.sku,
        "buyer_item_code": line.buyer_item_code,
        "name_en": line.name_en,
        "name_zh": line.name_zh,
        "quantity": number(line.quantity),
        "unit": line.unit,
        "unit_price": price_json(line.unit_price, currency),
        "price_source": line.price_source,
        "discount_percent": number(line.discount_percent),
        "is_optional": line.is_optional,
        "is_free": line.is_free,
        "amount": Money(result.amount, currency).as_json(),
        "customs_value": Money(result.value, currency).as_json(),
        "subtotal": subtotal,
        "margin_percent": number(result.margin_percent),
        "hs_code": line.hs_code,
    }


def _rate(draft: QuoteDraft) -> dict[str, Any] | None:
    if draft.rate is None:
        return None
    on = draft.rate_on.isoformat() if draft.rate_on else None
    return {
        "rate": f"{draft.rate:f}",
        "currency": draft.rate_currency,
        "on": on,
        "source": draft.rate_source,
        "margin_percent": number(draft.rate_margin_percent),
    }


def _containers(sums: Totals) -> list[dict[str, Any]]:
    plan = sums.containers
    if plan is None:
        return []
    shared = {"percent_full": number(plan.percent_full), "binding": plan.binding.value}
    if plan.lcl:
        wm = number(plan.chargeable_wm)
        return [{"type": "LCL", "count": 1, **shared, "chargeable_wm": wm}]
    return [{"type": load.container, "count": load.count, **shared} for load in plan.loads]


def _payment_json(part: ScheduledPayment) -> dict[str, Any]:
    return {
        "step": part.step.en,
        "due": part.due.en,
        "percent": number(part.percent),
        "method": part.method.value,
        "event": part.event.value,
        "days": part.days,
        "amount": part.amount.as_json(),
        "due_date": part.due_date.isoformat() if part.due_date else None,
    }


def figures_of(
    quote: Quote,
    lines: Sequence[QuoteLine],
    today: date,
    healthy: Decimal = HEALTHY_MARGIN_PERCENT,
) -> QuoteFigures:
    """Return the figures of a stored quote as of `today`; `healthy`: below it a finding says so."""
    draft = draft_of(quote, lines)
    sums = draft.totals()
    terms = instalments.readable_terms(draft)
    parts = payment.schedule(terms, Money(sums.grand, draft.currency)) if terms else ()
    return QuoteFigures(
        id=quote.id,
        number=quote.number,
        revision=quote.revision,
        is_current=quote.is_current,
        state=present_state(quote.state, quote.valid_until, today),
        state_note=quote.state_note,
        revision_note=quote.revision_note,
        draft=draft,
        totals=sums,
        terms=terms,
        payment_schedule=parts,
        findings=quote_checks.check(draft, today, healthy),
        sent_at=quote.sent_at,
        decided_at=quote.decided_at,
        lost_reason=quote.lost_reason,
        approved_at=quote.approved_at,
        approved_by=quote.approved_by,
        approval_reason=quote.approval_reason,
        created_at=quote.created_at,
        updated_at=quote.updated_at,
        edition=quote.edition,
    )
