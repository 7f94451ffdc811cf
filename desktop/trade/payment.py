"""Payment terms as structured instalments: parsed, scheduled, worded (DOMAIN.md A3).

Instalments sum to 100 % and the last one takes the rounding remainder, so that the parts of a
schedule always add up to the total on the invoice.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.trade.bilingual import Bilingual
from desktop.trade.money import Money, format_plain


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
    Method.TT: Bilingual("T/T", "电汇"),
    Method.LC: Bilingual("L/C", "信用证"),
    Method.DP: Bilingual("D/P", "付款交单"),
    Method.DA: Bilingual("D/A", "承兑交单"),
    Method.OA: Bilingual("O/A", "赊销"),
    Method.CAD: Bilingual("CAD", "凭单付现"),
    Method.WU: Bilingual("Western Union", "西联汇款"),
    Method.PAYPAL: Bilingual("PayPal", "PayPal"),
}
_AT = {
    Event.ORDER: Bilingual("With order", "订单确认时"),
    Event.INVOICE_PI: Bilingual("On proforma invoice", "凭形式发票"),
    Event.PRODUCTION: Bilingual("Before production", "生产前"),
    Event.BEFORE_SHIPMENT: Bilingual("Before shipment", "发货前"),
    Event.BL_DATE: Bilingual("On B/L date", "提单日"),
    Event.BL_COPY: Bilingual("Against copy of B/L", "凭提单副本"),
    Event.SIGHT: Bilingual("At sight", "即期"),
    Event.INVOICE: Bilingual("On invoice date", "发票日"),
    Event.ARRIVAL: Bilingual("On arrival", "货到时"),
    Event.ACCEPTANCE: Bilingual("On acceptance", "验收时"),
}
_AFTER = {
    Event.ORDER: Bilingual("{days} days after order", "订单确认后 {days} 天"),
    Event.INVOICE_PI: Bilingual("{days} days after proforma invoice", "形式发票日后 {days} 天"),
    Event.PRODUCTION: Bilingual("{days} days before production", "生产前 {days} 天"),
    Event.BEFORE_SHIPMENT: Bilingual("{days} days before shipment", "发货前 {days} 天"),
    Event.BL_DATE: Bilingual("{days} days after B/L date", "提单日后 {days} 天"),
    Event.BL_COPY: Bilingual("{days} days after copy of B/L", "收到提单副本后 {days} 天"),
    Event.SIGHT: Bilingual("{days} days after sight", "见票后 {days} 天"),
    Event.INVOICE: Bilingual("{days} days after invoice date", "发票日后 {days} 天"),
    Event.ARRIVAL: Bilingual("{days} days after arrival", "货到后 {days} 天"),
    Event.ACCEPTANCE: Bilingual("{days} days after acceptance", "验收后 {days} 天"),
}
_COUNTED_BACK = frozenset({Event.PRODUCTION, Event.BEFORE_SHIPMENT})
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Instalment:
    """One part of the price: `percent` of the total, by `method`, `days` from `event`."""

    percent: Decimal
    method: Method
    event: Event
    days: int = 0

    def due_text(self) -> Bilingual:
        """Return when it is due, in words: "Against copy of B/L", "60 days after B/L date"."""
        if self.days:
            return _AFTER[self.event].fill(days=self.days)
        return _AT[self.event]

    def due_date(self, dates: Mapping[Event, date]) -> date | None:
        """Return the calendar date once the event's date is known, else None."""
        start = dates.get(self.event)
        if start is None:
            return None
        days = -self.days if self.event in _COUNTED_BACK else self.days
        return start + timedelta(days=days)


@dataclass(frozen=True, slots=True)
class PaymentTerms:
    """A named list of instalments that sum to 100 %."""

    name: str
    instalments: tuple[Instalment, ...]

    def __post_init__(self) -> None:
        total = sum((part.percent for part in self.instalments), Decimal(0))
        if total != HUNDRED or any(part.percent <= 0 for part in self.instalments):
            raise UserFacing(
                _("The instalments of “{terms}” add up to {percent}%, not 100%.").format(
                    terms=self.name, percent=format_plain(total)
                ),
                code="payment_terms_sum",
            )

    def as_json(self) -> dict[str, Any]:
        """Return the form that quotes store and the command line prints."""
        parts = [
            {
                "percent": f"{part.percent:f}",
                "method": part.method.value,
                "event": part.event.value,
                "days": part.days,
            }
            for part in self.instalments
        ]
        return {"name": self.name, "instalments": parts}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "PaymentTerms":
        """Return terms from `as_json()`'s form."""
        parts = tuple(
            Instalment(
                Decimal(str(part["percent"])),
                Method(part["method"]),
                Event(part["event"]),
                int(part.get("days", 0)),
            )
            for part in data["instalments"]
        )
        return cls(str(data["name"]), parts)


@dataclass(frozen=True, slots=True)
class ScheduledPayment:
    """One instalment with its exact amount."""

    step: Bilingual
    due: Bilingual
    percent: Decimal
    method: Method
    event: Event
    days: int
    amount: Money
    due_date: date | None


def schedule(
    terms: PaymentTerms, total: Money, dates: Mapping[Event, date] | None = None
) -> tuple[ScheduledPayment, ...]:
    """Return each instalment's amount (rounded half up; the last takes the remainder) and due.

    `dates` gives the events that are already known; the others stay words.
    """
    amounts = split_amount(total, [part.percent for part in terms.instalments])
    return tuple(
        ScheduledPayment(
            step=_step_name(index, terms.instalments),
            due=part.due_text(),
            percent=part.percent,
            method=part.method,
            event=part.event,
            days=part.days,
            amount=amount,
            due_date=part.due_date(dates or {}),
        )
        for index, (part, amount) in enumerate(zip(terms.instalments, amounts, strict=True))
    )


def split_amount(total: Money, percents: Sequence[Decimal]) -> tuple[Money, ...]:
    """Return `total` split by `percents` (sum 100); the last part takes the remainder."""
    left = total.rounded()
    parts = []
    for percent in percents[:-1]:
        part = Money(total.amount * percent / HUNDRED, total.currency).rounded()
        parts.append(part)
        left -= part
    return (*parts, left)


def _step_name(index: int, instalments: Sequence[Instalment]) -> Bilingual:
    if len(instalments) == 1:
        return Bilingual("Payment", "货款")
    if instalments[index].event is Event.ACCEPTANCE:
        return Bilingual("Retention", "质保金")
    if index == 0:
        return Bilingual("Deposit", "定金")
    is_balance = index == len(instalments) - 1 or (
        instalments[index + 1].event is Event.ACCEPTANCE and index == len(instalments) - 2
    )
    if is_balance:
        return Bilingual("Balance", "尾款")
    return Bilingual(f"Instalment {index + 1}", f"第 {index + 1} 期")


def _terms(name: str, *parts: tuple[int | str, Method, Event, int]) -> PaymentTerms:
    return PaymentTerms(name, tuple(Instalment(Decimal(p), m, e, d) for p, m, e, d in parts))


def _credit(name: str, method: Method, days: Iterable[int], event: Event) -> list[PaymentTerms]:
    return [_terms(f"{name} {d} days", (100, method, event, d)) for d in days]


PRESETS: tuple[PaymentTerms, ...] = (
    _terms("T/T 100% in advance", (100, Method.TT, Event.ORDER, 0)),
    _terms("T/T 30/70", (30, Method.TT, Event.ORDER, 0), (70, Method.TT, Event.BL_COPY, 0)),
    _terms(
        "T/T 30/70 before shipment",
        (30, Method.TT, Event.ORDER, 0),
        (70, Method.TT, Event.BEFORE_SHIPMENT, 0),
    ),
    _terms("L/C at sight", (100, Method.LC, Event.SIGHT, 0)),
    *_credit("L/C", Method.LC, (30, 60, 90), Event.BL_DATE),
    _terms(
        "30% T/T + 70% L/C at sight",
        (30, Method.TT, Event.ORDER, 0),
        (70, Method.LC, Event.SIGHT, 0),
    ),
    _terms("D/P at sight", (100, Method.DP, Event.SIGHT, 0)),
    *_credit("D/A", Method.DA, (30, 60, 90), Event.SIGHT),
    *_credit("O/A", Method.OA, (30, 60, 90), Event.BL_DATE),
    _terms("CAD", (100, Method.CAD, Event.SIGHT, 0)),
    _terms("Western Union", (100, Method.WU, Event.ORDER, 0)),
    _terms("PayPal", (100, Method.PAYPAL, Event.ORDER, 0)),
    _terms(
        "T/T 20/70/10",
        (20, Method.TT, Event.ORDER, 0),
        (70, Method.TT, Event.BEFORE_SHIPMENT, 0),
        (10, Method.TT, Event.ACCEPTANCE, 0),
    ),
)

_METHOD_WORDS = (
    (re.compile(r"\bT\s*/?\s*T\b|电汇", re.IGNORECASE), Method.TT),
    (re.compile(r"\bL\s*/?\s*C\b|信用证", re.IGNORECASE), Method.LC),
    (re.compile(r"\bD\s*/?\s*P\b|付款交单", re.IGNORECASE), Method.DP),
    (re.compile(r"\bD\s*/?\s*A\b|承兑交单", re.IGNORECASE), Method.DA),
    (re.compile(r"\bO\s*/?\s*A\b|open account|赊销", re.IGNORECASE), Method.OA),
    (re.compile(r"\bCAD\b", re.IGNORECASE), Method.CAD),
    (re.compile(r"western union|西联", re.IGNORECASE), Method.WU),
    (re.compile(r"paypal", re.IGNORECASE), Method.PAYPAL),
)
_EVENT_WORDS = (
    (re.compile(r"before production|生产前", re.IGNORECASE), Event.PRODUCTION),
    (
        re.compile(r"before (shipment|delivery|loading)|发货前|出货前", re.IGNORECASE),
        Event.BEFORE_SHIPMENT,
    ),
    (re.compile(r"cop(y|ies)|release|提单副本", re.IGNORECASE), Event.BL_COPY),
    (re.compile(r"\bB\s*/?\s*L\b|提单", re.IGNORECASE), Event.BL_DATE),
    (re.compile(r"sight|即期|见票", re.IGNORECASE), Event.SIGHT),
    (re.compile(r"accept|retention|验收|质保", re.IGNORECASE), Event.ACCEPTANCE),
    (re.compile(r"arrival|货到", re.IGNORECASE), Event.ARRIVAL),
    (re.compile(r"pro\s?forma|\bPI\b|形式发票", re.IGNORECASE), Event.INVOICE_PI),
    (re.compile(r"invoice|发票", re.IGNORECASE), Event.INVOICE),
    (re.compile(r"deposit|advance|order|prepa|定金|预付", re.IGNORECASE), Event.ORDER),
)
_USUAL_EVENT = {
    Method.TT: Event.ORDER,
    Method.LC: Event.SIGHT,
    Method.DP: Event.SIGHT,
    Method.DA: Event.SIGHT,
    Method.OA: Event.BL_DATE,
    Method.CAD: Event.SIGHT,
    Method.WU: Event.ORDER,
    Method.PAYPAL: Event.ORDER,
}
_SHARES = re.compile(r"\b\d{1,3}(?:\.\d+)?(?:\s*/\s*\d{1,3}(?:\.\d+)?)+\b")
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d+)?)\s*[%％]")
_DAYS = re.compile(
    r"(\d{1,3})\s*(?:days?|d\b|天)|(?:O/?A|D/?A|L/?C|net)\s*(\d{1,3})\b", re.IGNORECASE
)


def parse_terms(text: str) -> PaymentTerms:
    """Return the terms that `text` means: a preset's name, "T/T 30/70", "30% T/T, 70% L/C at sight".

    Raises UserFacing when it is not understood or does not sum to 100 %.
    """
    name = " ".join(text.split())
    for preset in PRESETS:
        if preset.name.casefold() == name.casefold():
            return preset
    shares = _SHARES.search(name)
    if shares:
        return _from_shares(name, [Decimal(s) for s in re.split(r"\s*/\s*", shares.group())])
    parts = [p for p in re.split(r"[,;，；+]|\band\b|以及", name) if p.strip()]
    percents = [_PERCENT.search(part) for part in parts]
    if len(parts) > 1 and all(percents):
        return PaymentTerms(
            name,
            tuple(
                _instalment(part, Decimal(found.group(1)), last=index == len(parts) - 1)
                for index, (part, found) in enumerate(zip(parts, percents, strict=True))
                if found
            ),
        )
    if _find_method(name) is None and not re.search(r"advance|预付", name, re.IGNORECASE):
        raise UserFacing(
            _("The payment terms “{text}” were not understood.").format(text=name),
            hint=_("Write them like {examples}.").format(
                examples="“T/T 30/70”, “L/C at sight”, “30% T/T + 70% L/C at sight”, “O/A 60”"
            ),
            code="payment_terms_unknown",
        )
    percent = _PERCENT.search(name)
    return PaymentTerms(
        name, (_instalment(name, Decimal(percent.group(1)) if percent else HUNDRED, last=False),)
    )


def _find_method(text: str) -> Method | None:
    return next((method for pattern, method in _METHOD_WORDS if pattern.search(text)), None)


def _find_event(text: str) -> Event | None:
    return next((event for pattern, event in _EVENT_WORDS if pattern.search(text)), None)


def _find_days(text: str) -> int:
    found = _DAYS.search(text)
    return int(found.group(1) or found.group(2)) if found else 0


def _from_shares(name: str, shares: list[Decimal]) -> PaymentTerms:
    """Read "T/T 30/70 [before shipment]": deposit, balance, and a third part as retention."""
    method = _find_method(name) or Method.TT
    said = _find_event(re.sub(r"deposit|定金", "", name, flags=re.IGNORECASE))
    if len(shares) > 2:
        middle = [said or Event.BEFORE_SHIPMENT] * (len(shares) - 2)
        events = [Event.ORDER, *middle, Event.ACCEPTANCE]
    else:
        events = [Event.ORDER, said or Event.BL_COPY]
    days = _find_days(name)
    parts = [
        Instalment(share, method, event, days if index == 1 else 0)
        for index, (share, event) in enumerate(zip(shares, events, strict=True))
    ]
    return PaymentTerms(name, tuple(parts))


def _instalment(text: str, percent: Decimal, *, last: bool) -> Instalment:
    method = _find_method(text) or Method.TT
    days = _find_days(_PERCENT.sub("", text))
    usual = Event.BL_COPY if last and method is Method.TT else _USUAL_EVENT[method]
    if method is Method.LC and days:
        usual = Event.BL_DATE
    return Instalment(percent, method, _find_event(text) or usual, days)
