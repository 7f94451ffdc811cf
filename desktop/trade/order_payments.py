"""What an order's buyer owes and has paid: instalments due by events, receipts set against them.

Pure. Receipts fill the instalments in their order, so what is open follows from terms, total,
events and receipts alone, and is computed anew whenever one of them changes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from desktop.runtime.i18n import N_, _
from desktop.trade import payment
from desktop.trade.bilingual import Bilingual
from desktop.trade.money import Money
from desktop.trade.order_shipping import OrderShipping
from desktop.trade.payment import Event, PaymentTerms, ScheduledPayment

ZERO = Decimal(0)


class ReceiptKind(StrEnum):
    """What took from the debt: money, a credit note, the bank's charges; a refund adds to it."""

    RECEIPT = "receipt"
    CREDIT = "credit"
    BANK_CHARGES = "bank_charges"
    REFUND = "refund"


RECEIPT_NAMES = {
    ReceiptKind.RECEIPT: N_("Payment received"),
    ReceiptKind.CREDIT: N_("Credit"),
    ReceiptKind.BANK_CHARGES: N_("Bank charges"),
    ReceiptKind.REFUND: N_("Refund"),
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """One transfer or credit, in the order's currency; a refund's amount is negative."""

    id: str
    kind: ReceiptKind
    amount: Decimal
    received_on: date
    reference: str = ""

    def text(self) -> str:
        """Return its kind in the user's language."""
        return _(RECEIPT_NAMES[self.kind])


@dataclass(frozen=True, slots=True)
class PaymentDue:
    """One instalment and what of it came in.

    `due_on` is set once its event has happened; until then `expected_on` follows from the planned
    dates (None when there is none).
    """

    kind: str
    step: Bilingual
    due: Bilingual
    event: Event
    amount: Decimal
    received: Decimal
    due_on: date | None
    expected_on: date | None
    place: int = 0
    """Which instalment it is, from 0."""

    @property
    def open(self) -> Decimal:
        """What is still to come."""
        return self.amount - self.received

    def is_overdue(self, today: date) -> bool:
        """Tell whether its day has passed and something is open."""
        return self.open > 0 and self.due_on is not None and self.due_on < today


@dataclass(frozen=True, slots=True)
class OrderPayments:
    """All of an order's money as of a day."""

    currency: str
    total: Decimal
    receipts: tuple[Receipt, ...]
    dues: tuple[PaymentDue, ...]
    overdue: Decimal

    @property
    def paid(self) -> Decimal:
        """Everything that came in or was credited, less refunds."""
        return sum((one.amount for one in self.receipts), ZERO)

    @property
    def open(self) -> Decimal:
        """What the buyer still owes; below zero when he paid too much."""
        return self.total - self.paid

    @property
    def next_due(self) -> PaymentDue | None:
        """The first instalment that is not paid in full."""
        return next((one for one in self.dues if one.open > 0), None)

    @property
    def is_deposit_in(self) -> bool:
        """Tell whether the first of several instalments is paid in full."""
        return len(self.dues) > 1 and self.dues[0].amount > 0 and self.dues[0].open <= 0

    @property
    def is_paid(self) -> bool:
        """Tell whether nothing is open any more."""
        return self.total > 0 and self.open <= 0

    def as_json(self) -> dict[str, Any]:
        """Return the command line's form."""
        following = self.next_due
        return {
            "paid": self._money(self.paid),
            "open": self._money(self.open),
            "overdue": self._money(self.overdue),
            "next_due_on": _day(following.due_on) if following else None,
            "receipts": [
                {
                    "id": one.id,
                    "kind": one.kind.value,
                    "amount": self._money(one.amount),
                    "received_on": one.received_on.isoformat(),
                    "reference": one.reference,
                }
                for one in self.receipts
            ],
            "instalments": [
                {
                    "kind": one.kind,
                    "step": one.step.en,
                    "due": one.due.en,
                    "event": one.event.value,
                    "amount": self._money(one.amount),
                    "received": self._money(one.received),
                    "open": self._money(one.open),
                    "due_on": _day(one.due_on),
                    "expected_on": _day(one.expected_on),
                }
                for one in self.dues
            ],
        }

    def _money(self, amount: Decimal) -> dict[str, str]:
        return Money(amount, self.currency).as_json()


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


@dataclass(frozen=True, slots=True)
class Happened:
    """Days that payments count from, as far as they are known."""

    ordered_on: date
    proforma_on: date | None = None
    invoiced_on: date | None = None
    reached: Mapping[str, date] | None = None
    """Milestones by name."""


def event_dates(known: Happened, shipping: OrderShipping) -> dict[Event, date]:
    """Return the events that have happened (before shipment: that are planned), with their days."""
    reached = known.reached or {}
    shipped = reached.get("shipped")
    leaves = shipped or shipping.bl_date or shipping.etd or shipping.latest_shipment
    days = {
        Event.ORDER: known.ordered_on,
        Event.INVOICE_PI: known.proforma_on or known.ordered_on,
        Event.PRODUCTION: reached.get("production_started"),
        Event.BEFORE_SHIPMENT: leaves,
        Event.BL_DATE: shipping.bl_date or shipped,
        Event.BL_COPY: reached.get("documents_sent"),
        Event.SIGHT: reached.get("documents_sent"),
        Event.INVOICE: known.invoiced_on,
        Event.ARRIVAL: reached.get("delivered"),
        Event.ACCEPTANCE: reached.get("delivered"),
    }
    return {event: day for event, day in days.items() if day is not None}


def planned_dates(known: Happened, shipping: OrderShipping) -> dict[Event, date]:
    """Return the day of every event that has happened or can be foreseen from the plan."""
    leaves = shipping.bl_date or shipping.etd or shipping.latest_shipment
    planned: dict[Event, date] = {}
    if leaves is not None:
        on_ship = (Event.BL_DATE, Event.BL_COPY, Event.SIGHT, Event.INVOICE)
        planned = dict.fromkeys(on_ship, leaves)
    if shipping.eta is not None:
        planned |= dict.fromkeys((Event.ARRIVAL, Event.ACCEPTANCE), shipping.eta)
    return planned | event_dates(known, shipping)


def settle(
    terms: PaymentTerms | None,
    total: Money,
    receipts: Sequence[Receipt],
    *,
    happened: Mapping[Event, date],
    planned: Mapping[Event, date],
    today: date,
) -> OrderPayments:
    """Return what is due, paid, open and overdue; without terms the whole is one open payment."""
    parts = payment.schedule(terms, total, happened) if terms else _whole(total)
    foreseen = payment.schedule(terms, total, planned) if terms else parts
    left = sum((one.amount for one in receipts), ZERO)
    dues = []
    for place, (part, plan) in enumerate(zip(parts, foreseen, strict=True)):
        amount = part.amount.amount
        taken = min(max(left, ZERO), max(amount, ZERO))
        left -= taken
        dues.append(
            PaymentDue(
                _kind(place, part, len(parts)),
                part.step,
                part.due,
                part.event,
                amount,
                taken,
                part.due_date,
                plan.due_date,
                place,
            )
        )
    late = sum((one.open for one in dues if one.is_overdue(today)), ZERO)
    ordered = tuple(sorted(receipts, key=lambda one: (one.received_on, one.id)))
    return OrderPayments(total.currency, total.rounded().amount, ordered, tuple(dues), late)


def _whole(total: Money) -> tuple[ScheduledPayment, ...]:
    return (
        ScheduledPayment(
            payment.STEPS["payment"],
            Bilingual("Not agreed", "未约定"),
            Decimal(100),
            payment.Method.TT,
            Event.ORDER,
            0,
            total.rounded(),
            None,
        ),
    )


def _kind(place: int, part: ScheduledPayment, count: int) -> str:
    """Return the word that the store keeps: what Today and the customer's panel name it by."""
    if part.event is Event.ACCEPTANCE and count > 1:
        return "retention"
    if count > 1 and place == 0:
        return "deposit"
    return "instalment" if part.step.en.startswith("Instalment") else "balance"
