"""The list of orders: its columns, its filters, and what it sums up to."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal

from desktop.crm.business import segments
from desktop.runtime.days import short_day
from desktop.runtime.i18n import N_, _, ngettext
from desktop.trade.customer_words import has_words
from desktop.trade.milestones import STANDARD
from desktop.trade.money import Money
from desktop.trade.orders import OrderRow
from desktop.ui.records.list_page import Sifting
from desktop.ui.records.table import Column

ORDERED = 7
"""Which column the list is ordered by at first."""
_PARTS = 5


def columns(today: Callable[[], date]) -> tuple[Column, ...]:
    """Return the columns of the list in the user's language."""
    return (
        Column(_("Order no."), lambda o: o.number, 104, strong=True),
        Column(_("Customer"), lambda o: o.customer_name),
        Column(_("Progress"), lambda o: o.milestone_text, 84, sign="strip",
               sort=lambda o: o.reached, shares=shares),
        Column(_("Milestone"), _stands, 190, sort=lambda o: o.reached,
               tone=lambda o: "red" if o.is_cancelled else "text"),
        Column(_("Total"), lambda o: Money(o.total, o.currency).format(), 130, right=True,
               sort=lambda o: o.total),
        Column(_("Unpaid"), lambda o: Money(o.open, o.currency).format() if o.open else "–", 130,
               right=True, sort=lambda o: o.open, tone=_open_tone),
        Column(_("Due"), lambda o: _due(o, today()), 104, sign="chip", sort=lambda o: o.next_due_on,
               tone=lambda o: _due_tone(o, today())),
        Column(_("Ordered"), lambda o: short_day(o.ordered_on, today()), 96, right=True,
               sort=lambda o: o.ordered_on, tone=lambda _o: "text2"),
        Column(_("ETD"), lambda o: _day(o.etd, today()), 96, right=True, sort=lambda o: o.etd,
               tone=lambda o: _etd_tone(o, today())),
    )  # fmt: skip


def shares(row: OrderRow) -> Sequence[float]:
    """Return the five segments of the strip; an order with a list of its own fills them evenly."""
    if row.milestone in STANDARD and row.milestones == len(STANDARD):
        return segments(row.milestone, row.progress_percent)
    done = row.reached / max(row.milestones, 1) * _PARTS
    return [min(max(done - part, 0.0), 1.0) for part in range(_PARTS)]


def _stands(row: OrderRow) -> str:
    if row.milestone == "production_started" and not row.is_cancelled and row.progress_percent:
        return f"{row.milestone_text} {row.progress_percent}%"
    return row.milestone_text


def _day(value: date | None, today: date) -> str:
    return short_day(value, today) if value else "–"


def _open_tone(row: OrderRow) -> str:
    return "red" if row.overdue > 0 else "text"


def _due(row: OrderRow, today: date) -> str:
    if row.is_cancelled:
        return ""
    if row.open <= 0:
        return _("Paid")
    if row.overdue > 0:
        return _("Overdue")
    if row.next_due_on is None:
        return ""
    if row.next_due_on == today:
        return _("today")
    return short_day(row.next_due_on, today)


def _due_tone(row: OrderRow, today: date) -> str:
    if row.is_cancelled:
        return "neutral"
    if row.open <= 0:
        return "green"
    if row.overdue > 0:
        return "red"
    soon = row.next_due_on is not None and (row.next_due_on - today).days <= 7
    return "amber" if soon else "neutral"


def _etd_tone(row: OrderRow, today: date) -> str:
    if row.etd is None or row.is_closed:
        return "text2"
    late = row.latest_shipment is not None and row.etd > row.latest_shipment
    return "red" if late else "text2" if row.etd < today else "text"


def filter_choices() -> Sequence[tuple[str, str]]:
    """Return the filters as (key, text)."""
    return (
        ("open", _("Still open")),
        ("production", _("To ship")),
        ("shipped", _("Shipped")),
        ("overdue", _("Overdue")),
        ("closed", _("Closed")),
        ("cancelled", _("Cancelled")),
        ("all", _("All")),
    )


_SHIPPED = frozenset({"shipped", "documents_sent", "balance_received", "delivered", "closed"})


def fits(row: OrderRow, only: str) -> bool:
    """Tell whether an order belongs to a filter."""
    if only == "all":
        return True
    if row.is_cancelled or only == "cancelled":
        return row.is_cancelled and only == "cancelled"
    if only == "open":
        return not row.is_closed
    if only == "closed":
        return row.is_closed
    if only == "overdue":
        return row.overdue > 0
    is_shipped = row.milestone in _SHIPPED
    return not row.is_closed and is_shipped is (only == "shipped")


def fits_words(row: OrderRow, words: Iterable[str]) -> bool:
    """Tell whether an order has these words (case-folded) in number or PO, or its customer is called or spelled so."""
    return has_words(row.called, (row.number, row.buyer_reference, row.quote_label), words)


def sums_text(rows: Iterable[OrderRow]) -> str:
    """Return total and open money of each currency, cancelled orders left out: "Total USD 43,520.00 · open USD 8,300.00"."""
    total: dict[str, Decimal] = defaultdict(Decimal)
    left: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        if row.is_cancelled:
            continue
        total[row.currency] += row.total
        left[row.currency] += row.open
    parts = [
        _("Total {total}, open {open}").format(
            total=Money(amount, currency).format(), open=Money(left[currency], currency).format()
        )
        for currency, amount in sorted(total.items(), key=lambda pair: -pair[1])
    ]
    return " · ".join(parts)


def count_text(count: int) -> str:
    """Return how many orders are shown, in words."""
    return ngettext("{count} order", "{count} orders", count).format(count=count)


SIFTING = Sifting(
    filter_choices, "open", fits, fits_words, count_text, sums_text, N_("Number, customer or PO")
)
