"""How the commands about orders print them: JSON for programs, a page of text for people."""

from collections.abc import Iterable, Mapping
from typing import Any

from desktop.cli.context import DONE, Context, table
from desktop.runtime.i18n import _
from desktop.trade import packing_report
from desktop.trade.milestones import milestone_text
from desktop.trade.money import Money
from desktop.trade.order_figures import OrderFigures
from desktop.trade.orders import OrderRow
from desktop.trade.statements import Statement


def emit(context: Context, order: OrderFigures, more: Mapping[str, object] | None = None) -> int:
    """Print an order with every figure; `more` keys go with the JSON."""
    context.emit({**packing_report.with_packing(order), **(more or {})}, order_text(order))
    return DONE


def order_text(order: OrderFigures) -> str:
    """Return an order as text for people."""
    draft, paid = order.draft, order.payments
    head = "  ".join(
        part
        for part in (
            order.number,
            order.record.customer_name,
            order.record.quote_label,
            _("Cancelled") if order.is_cancelled else milestone_text(order.milestone),
            order.record.cancel_reason,
            f"{draft.incoterm} {draft.place}".strip(),
        )
        if part
    )
    lines = [
        (line.title(), f"{line.quantity:f}", line.unit, f"{line.unit_price:f}", f"{sums.amount:,f}")
        for line, sums in zip(draft.lines, order.totals.lines, strict=True)
    ]
    total = f"{_('Total')} {order.total.format()}"
    money = _("Paid {paid}, open {open}").format(
        paid=Money(paid.paid, paid.currency).format(), open=Money(paid.open, paid.currency).format()
    )
    steps = [
        (one.text(), one.reached_on.isoformat() if one.reached_on else "–", one.note)
        for one in order.steps
    ]
    papers = [(one.text(), one.label(), one.issued_on.isoformat()) for one in order.documents]
    parts = (
        head,
        table(lines),
        total,
        *packing_report.packing_text(order),
        money,
        table(steps),
        table(papers),
        *(finding.message for finding in order.findings),
    )
    return "\n".join(part for part in parts if part)


def rows_json(rows: Iterable[OrderRow]) -> list[dict[str, Any]]:
    """Return orders of a list in the command line's form."""
    return [
        {
            "id": row.id,
            "number": row.number,
            "customer_id": row.customer_id,
            "customer_name": row.customer_name,
            "quote": row.quote_label or None,
            "buyer_reference": row.buyer_reference,
            "milestone": row.milestone,
            "cancelled": row.is_cancelled,
            "progress_percent": row.progress_percent,
            "total": Money(row.total, row.currency).as_json(),
            "paid": Money(row.paid, row.currency).as_json(),
            "open": Money(row.open, row.currency).as_json(),
            "overdue": Money(row.overdue, row.currency).as_json(),
            "next_due_on": row.next_due_on.isoformat() if row.next_due_on else None,
            "ordered_on": row.ordered_on.isoformat(),
            "etd": row.etd.isoformat() if row.etd else None,
            "eta": row.eta.isoformat() if row.eta else None,
            "changed_since_issue": row.is_changed_since_issue,
        }
        for row in rows
    ]


def statement_text(found: Statement) -> str:
    """Return a statement of account as text for people."""

    def money(amount: Any) -> str:  # noqa: ANN401 - Decimal
        return Money(amount, found.currency).format()

    span = f"{found.begin.isoformat()} – {found.end.isoformat()}"
    rows = [(found.begin.isoformat(), _("Opening balance"), "", "", "", money(found.opening))]
    rows += [
        (
            line.on.isoformat(),
            line.text(),
            line.number or line.order_number,
            money(line.debit) if line.debit else "",
            money(line.credit) if line.credit else "",
            money(line.balance),
        )
        for line in found.lines
    ]
    names = ("0-30", "31-60", "61-90", "90+")
    ages = "  ".join(f"{n}: {money(a)}" for n, a in zip(names, found.ageing, strict=True))
    closing = _("Closing balance {amount}").format(amount=money(found.closing))
    return "\n".join((f"{found.customer_name}  {span}", table(rows), closing, ages))
