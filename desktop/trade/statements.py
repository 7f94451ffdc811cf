"""Statement of account: what a customer was invoiced and paid in one currency, and how old the rest is.

Pure. Debits are invoices, credits are receipts; a receipt counts against the invoices of its own
order, oldest first. Age is counted in days since the invoice (DOMAIN.md A1, ST).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from desktop.runtime.i18n import N_, _
from desktop.trade.money import Money

ZERO = Decimal(0)
AGES = (30, 60, 90)
"""The last day of each bucket: 0-30, 31-60, 61-90; the fourth holds what is older."""


class EntryKind(StrEnum):
    """What moved the account."""

    INVOICE = "invoice"
    SHIPMENT = "shipment"
    RECEIPT = "receipt"
    CREDIT = "credit"
    BANK_CHARGES = "bank_charges"
    REFUND = "refund"


ENTRY_NAMES = {
    EntryKind.INVOICE: N_("Invoice"),
    EntryKind.SHIPMENT: N_("Shipment, not invoiced yet"),
    EntryKind.RECEIPT: N_("Payment received"),
    EntryKind.CREDIT: N_("Credit"),
    EntryKind.BANK_CHARGES: N_("Bank charges"),
    EntryKind.REFUND: N_("Refund"),
}
_DEBITS = frozenset({EntryKind.INVOICE, EntryKind.SHIPMENT})


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement: `amount` above zero is owed to us (invoice, refund), below zero came in.

    `number` is the invoice's or the bank's reference.
    """

    on: date
    kind: EntryKind
    number: str
    order_number: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A movement as printed, with the balance after it."""

    on: date
    kind: EntryKind
    number: str
    order_number: str
    debit: Decimal
    credit: Decimal
    balance: Decimal

    def text(self) -> str:
        """Return what it is in the user's language."""
        return _(ENTRY_NAMES[self.kind])


@dataclass(frozen=True, slots=True)
class Statement:
    """The account of one customer with one selling company in one currency, from `begin` to `end`, both included.

    `ageing` is what is open of the invoices by days since each: 0-30, 31-60, 61-90, over 90.
    `unapplied` came in and stands against no invoice yet (deposits). closing = their sum - unapplied.
    """

    customer_id: str
    customer_name: str
    currency: str
    begin: date
    end: date
    opening: Decimal
    lines: tuple[StatementLine, ...]
    closing: Decimal
    ageing: tuple[Decimal, Decimal, Decimal, Decimal]
    unapplied: Decimal
    seller_id: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the command line's form."""

        def money(amount: Decimal) -> dict[str, str]:
            return Money(amount, self.currency).as_json()

        names = ("0_30", "31_60", "61_90", "over_90")
        return {
            "customer_id": self.customer_id,
            "customer_name": self.customer_name,
            "company_id": self.seller_id,
            "currency": self.currency,
            "from": self.begin.isoformat(),
            "to": self.end.isoformat(),
            "opening": money(self.opening),
            "lines": [
                {
                    "on": line.on.isoformat(),
                    "kind": line.kind.value,
                    "number": line.number,
                    "order": line.order_number,
                    "debit": money(line.debit),
                    "credit": money(line.credit),
                    "balance": money(line.balance),
                }
                for line in self.lines
            ],
            "closing": money(self.closing),
            "ageing": {name: money(a) for name, a in zip(names, self.ageing, strict=True)},
            "unapplied": money(self.unapplied),
        }


def make_statement(
    entries: Iterable[Entry],
    *,
    customer_id: str,
    customer_name: str,
    currency: str,
    begin: date,
    end: date,
    seller_id: str = "",
) -> Statement:
    """Return the statement of these movements (one customer, one company, one currency)."""
    known = sorted(
        (one for one in entries if one.on <= end),
        key=lambda one: (one.on, one.kind not in _DEBITS, one.number, one.order_number),
    )
    opening = sum((one.amount for one in known if one.on < begin), ZERO)
    balance, lines = opening, []
    for one in known:
        if one.on >= begin:
            balance += one.amount
            debit, credit = max(one.amount, ZERO), max(-one.amount, ZERO)
            lines.append(
                StatementLine(
                    one.on, one.kind, one.number, one.order_number, debit, credit, balance
                )
            )
    ageing, unapplied = _age(known, end)
    return Statement(
        customer_id, customer_name, currency, begin, end, opening, tuple(lines), balance, ageing,
        unapplied, seller_id,
    )  # fmt: skip


def _age(
    entries: Sequence[Entry], end: date
) -> tuple[tuple[Decimal, Decimal, Decimal, Decimal], Decimal]:
    """Return what is open by age, and what came in for no invoice."""
    paid: dict[str, Decimal] = {}
    for one in entries:
        if one.kind not in _DEBITS:
            paid[one.order_number] = paid.get(one.order_number, ZERO) - one.amount
    buckets = [ZERO] * 4
    for one in entries:
        if one.kind not in _DEBITS:
            continue
        taken = max(min(paid.get(one.order_number, ZERO), one.amount), ZERO)
        if taken:
            paid[one.order_number] -= taken
        days = (end - one.on).days
        place = next((i for i, last in enumerate(AGES) if days <= last), len(AGES))
        buckets[place] += one.amount - taken
    a, b, c, d = buckets
    return (a, b, c, d), sum(paid.values(), ZERO)
