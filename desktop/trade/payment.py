"""Payment terms as structured instalments: scheduled, worded (DOMAIN.md A3).

Instalments sum to 100 % and the last one takes the rounding remainder, so that the parts of a
schedule always add up to the total on the invoice. A part may be a fixed amount instead of a share
(a deposit of USD 5,000); then the last one takes what is left.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade.bilingual import Bilingual
from desktop.trade.fixed_words import Label
from desktop.trade.money import Money, format_plain, round_to


class Method(StrEnum):
    """How the money comes."""

    TT = "tt"
    LC = "lc"
    DP = "dp"
    DA = "da"
    OA = "oa"
    CAD = "cad"
    WU = "western_union"
    PAYPAL = "paypal"


class Event(StrEnum):
    """What an instalment's due date counts from."""

    ORDER = "order_confirmation"
    INVOICE_PI = "pi_date"
    PRODUCTION = "before_production"
    BEFORE_SHIPMENT = "before_shipment"
    BL_DATE = "bl_date"
    BL_COPY = "copy_of_documents"
    SIGHT = "sight"
    INVOICE = "invoice_date"
    ARRIVAL = "arrival"
    ACCEPTANCE = "acceptance"


METHOD_NAMES = {
    Method.TT: Label("T/T", "电汇"),
    Method.LC: Label("L/C", "信用证"),
    Method.DP: Label("D/P", "付款交单"),
    Method.DA: Label("D/A", "承兑交单"),
    Method.OA: Label("O/A", "赊销"),
    Method.CAD: Label("CAD", "凭单付现"),
    Method.WU: Label("Western Union", "西联汇款"),
    Method.PAYPAL: Label("PayPal", "PayPal"),
}
_AT = {
    Event.ORDER: Label("With order", "订单确认时"),
    Event.INVOICE_PI: Label("On proforma invoice", "凭形式发票"),
    Event.PRODUCTION: Label("Before production", "生产前"),
    Event.BEFORE_SHIPMENT: Label("Before shipment", "发货前"),
    Event.BL_DATE: Label("On B/L date", "提单日"),
    Event.BL_COPY: Label("Against copy of B/L", "凭提单副本"),
    Event.SIGHT: Label("At sight", "即期"),
    Event.INVOICE: Label("On invoice date", "发票日"),
    Event.ARRIVAL: Label("On arrival", "货到时"),
    Event.ACCEPTANCE: Label("On acceptance", "验收时"),
}
_AFTER = {
    Event.ORDER: Label("{days} days after order", "订单确认后 {days} 天"),
    Event.INVOICE_PI: Label("{days} days after proforma invoice", "形式发票日后 {days} 天"),
    Event.PRODUCTION: Label("{days} days before production", "生产前 {days} 天"),
    Event.BEFORE_SHIPMENT: Label("{days} days before shipment", "发货前 {days} 天"),
    Event.BL_DATE: Label("{days} days after B/L date", "提单日后 {days} 天"),
    Event.BL_COPY: Label("{days} days after copy of B/L", "收到提单副本后 {days} 天"),
    Event.SIGHT: Label("{days} days after sight", "见票后 {days} 天"),
    Event.INVOICE: Label("{days} days after invoice date", "发票日后 {days} 天"),
    Event.ARRIVAL: Label("{days} days after arrival", "货到后 {days} 天"),
    Event.ACCEPTANCE: Label("{days} days after acceptance", "验收后 {days} 天"),
}
AGAINST = Label("{due}, against {documents}", "{due}，凭 {documents}")
STEPS = {
    "payment": Label("Payment", "货款", key="Payment of the whole price"),
    "deposit": Label("Deposit", "定金"),
    "balance": Label("Balance", "尾款", key="Balance of the price"),
    "retention": Label("Retention", "质保金"),
    "instalment": Label("Instalment {number}", "第 {number} 期"),
}
_COUNTED_BACK = frozenset({Event.PRODUCTION, Event.BEFORE_SHIPMENT})
EVENT_NAMES: Mapping[Event, Bilingual] = _AT
HUNDRED = Decimal(100)
_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Instalment:
    """One part of the price: `percent` of the total, by `method`, `days` from `event`.

    With `amount` (in the quote's currency) it is that much, whatever the total. `documents` are
    what the buyer pays against ("B/L, packing list, CO").
    """

    percent: Decimal
    method: Method
    event: Event
    days: int = 0
    amount: Decimal | None = None
    documents: str = ""

    def due_text(self) -> Label:
        """Return when it is due, in words: "Against copy of B/L", "60 days after B/L date"."""
        said = _AFTER[self.event].fill(days=self.days) if self.days else _AT[self.event]
        if not self.documents:
            return said
        return AGAINST.fill(due=said, documents=self.documents)

    def as_json(self) -> dict[str, Any]:
        """Return the form that quotes and own terms store, and commands print."""
        found: dict[str, Any] = {
            "percent": f"{self.percent:f}",
            "method": self.method.value,
            "event": self.event.value,
            "days": self.days,
        }
        if self.amount is not None:
            found["amount"] = f"{self.amount:f}"
        if self.documents:
            found["documents"] = self.documents
        return found

    @classmethod
    def from_json(cls, entry: Mapping[str, Any]) -> "Instalment":
        """Return the instalment of `as_json()`'s form."""
        amount = entry.get("amount")
        return cls(
            Decimal(str(entry["percent"])),
            Method(entry["method"]),
            Event(entry["event"]),
            int(entry.get("days", 0)),
            None if amount is None else Decimal(str(amount)),
            str(entry.get("documents", "")),
        )

    def due_date(self, dates: Mapping[Event, date]) -> date | None:
        """Return the calendar date once the event's date is known, else None."""
        start = dates.get(self.event)
        if start is None:
            return None
        days = -self.days if self.event in _COUNTED_BACK else self.days
        return start + timedelta(days=days)


@dataclass(frozen=True, slots=True)
class PaymentTerms:
    """A named list of instalments that sum to 100 %, or whose last one takes the rest."""

    name: str
    instalments: tuple[Instalment, ...]

    def __post_init__(self) -> None:
        problem = sum_problem(self.instalments)
        if problem:
            raise UserFacing(
                _("The instalments of “{terms}” do not fit.").format(terms=self.name)
                + " "
                + problem,
                code="payment_terms_sum",
            )

    def as_json(self) -> dict[str, Any]:
        """Return the form that quotes store and the command line prints."""
        return {"name": self.name, "instalments": [part.as_json() for part in self.instalments]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "PaymentTerms":
        """Return terms from `as_json()`'s form."""
        parts = tuple(Instalment.from_json(part) for part in data["instalments"])
        return cls(str(data["name"]), parts)


def sum_problem(parts: Sequence[Instalment]) -> str:
    """Return what is wrong with the shares of instalments, "" when they make up the price.

    Shares alone sum to 100 %. With a fixed amount among them, the last one takes the rest: it has
    no amount of its own, and the other shares stay under 100 %.
    """
    if not parts:
        return _("There is no instalment.")
    if any(part.amount is not None and part.amount <= 0 for part in parts):
        return _("An amount must be above zero.")
    if all(part.amount is None for part in parts):
        total = sum((part.percent for part in parts), _NOTHING)
        if any(part.percent <= 0 for part in parts):
            return _("Each share must be above zero.")
        if total != HUNDRED:
            return _("They add up to {percent}%, not 100%.").format(percent=format_plain(total))
        return ""
    if parts[-1].amount is not None:
        return _("The last one takes the rest: it can have no amount of its own.")
    shares = [part.percent for part in parts[:-1] if part.amount is None]
    if any(share <= 0 for share in shares):
        return _("Each share must be above zero.")
    if sum(shares, _NOTHING) >= HUNDRED:
        return _("Nothing is left for the last one.")
    return ""


def describe(parts: Sequence[Instalment]) -> Bilingual:
    """Return instalments in words: "30% T/T with order, 70% T/T against copy of B/L"."""
    rest = any(part.amount is not None for part in parts)
    english, chinese = [], []
    for index, part in enumerate(parts):
        method, due = METHOD_NAMES[part.method], part.due_text()
        share = f"{format_plain(part.percent)}%"
        share_zh = share
        if part.amount is not None:
            share = share_zh = format_plain(part.amount)
        elif rest and index == len(parts) - 1:
            share, share_zh = "balance", "余款"
        english.append(f"{share} {method.en} {due.en[:1].lower()}{due.en[1:]}")
        gap = " " if due.zh[-1:].isascii() else ""
        chinese.append(f"{due.zh}{gap}{method.zh} {share_zh}")
    return Bilingual(", ".join(english), "，".join(chinese))


@dataclass(frozen=True, slots=True)
class ScheduledPayment:
    """One instalment with its exact amount.

    `percent` is what it is of the total; `is_share` tells that it was agreed as a share.
    """

    step: Bilingual
    due: Bilingual
    percent: Decimal
    method: Method
    event: Event
    days: int
    amount: Money
    due_date: date | None
    is_share: bool = True


def schedule(
    terms: PaymentTerms, total: Money, dates: Mapping[Event, date] | None = None
) -> tuple[ScheduledPayment, ...]:
    """Return each instalment's amount (rounded half up; the last takes the remainder) and due.

    `dates` gives the events that are already known; the others stay words.
    """
    parts = terms.instalments
    fixed = any(part.amount is not None for part in parts)
    amounts = _amounts(parts, total)
    return tuple(
        ScheduledPayment(
            step=_step_name(index, parts),
            due=part.due_text(),
            percent=_share(amount, total) if fixed else part.percent,
            method=part.method,
            event=part.event,
            days=part.days,
            amount=amount,
            due_date=part.due_date(dates or {}),
            is_share=not fixed or (part.amount is None and index < len(parts) - 1),
        )
        for index, (part, amount) in enumerate(zip(parts, amounts, strict=True))
    )


def _amounts(parts: Sequence[Instalment], total: Money) -> tuple[Money, ...]:
    left = total.rounded()
    found = []
    for part in parts[:-1]:
        amount = total.amount * part.percent / HUNDRED if part.amount is None else part.amount
        found.append(Money(amount, total.currency).rounded())
        left -= found[-1]
    return (*found, left)


def _share(amount: Money, total: Money) -> Decimal:
    return round_to(amount.amount / total.amount * HUNDRED, 2) if total.amount else _NOTHING


def _step_name(index: int, instalments: Sequence[Instalment]) -> Bilingual:
    if len(instalments) == 1:
        return STEPS["payment"]
    if instalments[index].event is Event.ACCEPTANCE:
        return STEPS["retention"]
    if index == 0:
        return STEPS["deposit"]
    is_balance = index == len(instalments) - 1 or (
        instalments[index + 1].event is Event.ACCEPTANCE and index == len(instalments) - 2
    )
    if is_balance:
        return STEPS["balance"]
    return STEPS["instalment"].fill(number=index + 1)
