"""The list of quotes: its columns, its filters, and what it sums up to."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from desktop.runtime.days import short_day
from desktop.runtime.i18n import N_, _, ngettext
from desktop.trade.customer_words import has_words
from desktop.trade.money import Money
from desktop.trade.pricing import HEALTHY_MARGIN_PERCENT
from desktop.trade.quote_states import LABELS, QuoteState
from desktop.trade.quotes import QuoteRow
from desktop.ui.quotes.states import STATE_TONES
from desktop.ui.records.list_page import Sifting
from desktop.ui.records.table import Column

CHANGED = 9
"""Which column the list is ordered by at first."""
SOON_DAYS = 3
_OPEN = frozenset({QuoteState.DRAFT, QuoteState.WAITING, QuoteState.APPROVED, QuoteState.SENT})


def columns(
    now: Callable[[], datetime], line: Callable[[], Decimal] = lambda: HEALTHY_MARGIN_PERCENT
) -> tuple[Column, ...]:
    """Return the columns of the list in the user's language.

    `now` is for days that passed, `line` the margin in per cent that the company wants to keep.
    """

    def today() -> date:
        return now().astimezone().date()

    return (
        Column(_("Quote no."), lambda q: f"{q.number} V{q.revision}", 110, strong=True),
        Column(_("Customer"), lambda q: q.customer_name),
        Column(_("State"), lambda q: _(LABELS[q.state]), 150, sign="chip",
               tone=lambda q: STATE_TONES[q.state]),
        Column(_("Answer"), lambda q: answer_text(q, now()), 150, sign="chip",
               tone=lambda q: answer_tone(q, now())),
        Column(_("Term"), lambda q: f"{q.incoterm} {q.place}".strip(), 140,
               tone=lambda _q: "text2"),
        Column(_("Amount"), lambda q: Money(q.total, q.currency).format(), 130, right=True,
               sort=lambda q: q.total),
        Column(_("Margin"), _margin, 76, right=True, sort=lambda q: q.margin_percent,
               tone=lambda q: _margin_tone(q, line())),
        Column(_("Sent"), lambda q: _days_ago(q, now()), 90, right=True,
               sort=lambda q: q.sent_at, tone=lambda _q: "text2"),
        Column(_("Valid until"), lambda q: _day(q.valid_until, today()), 104, right=True,
               sort=lambda q: q.valid_until, tone=lambda q: validity_tone(q, today())),
        Column(_("Changed"), lambda q: _day(q.updated_at.astimezone().date(), today()), 104, right=True,
               sort=lambda q: q.updated_at, tone=lambda _q: "text2"),
    )  # fmt: skip


def _margin(row: QuoteRow) -> str:
    return "–" if row.margin_percent is None else f"{row.margin_percent}%"


def _margin_tone(row: QuoteRow, line: Decimal) -> str:
    low = row.margin_percent is not None and row.margin_percent < line
    return "amber" if low else "text2"


def _day(value: date | None, today: date) -> str:
    return short_day(value, today) if value else "–"


def _waits(row: QuoteRow) -> bool:
    return row.state in (QuoteState.SENT, QuoteState.EXPIRED)


def _days(row: QuoteRow, now: datetime) -> int:
    return max((now - row.sent_at).days, 0) if row.sent_at is not None else 0


def _days_ago(row: QuoteRow, now: datetime) -> str:
    if row.sent_at is None:
        return "–"
    days = _days(row, now)
    return ngettext("{count} day", "{count} days", days).format(count=days) if days else _("today")


def answer_text(row: QuoteRow, now: datetime) -> str:
    """Return how the customer has answered, "" for what does not wait."""
    if not _waits(row):
        return ""
    if row.seems:
        return _("Seems accepted") if row.seems == "accepted" else _("Seems declined")
    if row.answered:
        return _("Answered")
    days = _days(row, now)
    return ngettext("Silent {count} day", "Silent {count} days", days).format(count=days)


def answer_tone(row: QuoteRow, now: datetime) -> str:
    """Return the colour of the answer: a week of silence asks for a word."""
    if row.seems:
        return "green" if row.seems == "accepted" else "red"
    if row.answered:
        return "slate"
    return "amber" if _days(row, now) >= 7 else "neutral"


def validity_tone(row: QuoteRow, today: date) -> str:
    """Return the colour of a validity: over in red, in its last days in amber; decided ones are plain."""
    if row.valid_until is None or row.state not in (*_OPEN, QuoteState.EXPIRED):
        return "text2"
    left = (row.valid_until - today).days
    if left < 0:
        return "red"
    return "amber" if left <= SOON_DAYS else "text2"


def filter_choices() -> Sequence[tuple[str, str]]:
    """Return the filters as (key, text)."""
    return (
        ("open", _("Still open")),
        ("draft", _("Drafts")),
        ("waiting_for_approval", _("To approve")),
        ("sent", _("Sent")),
        ("expired", _("Expired")),
        ("accepted", _("Accepted")),
        ("declined", _("Declined")),
        ("all", _("All")),
    )


def fits(row: QuoteRow, only: str) -> bool:
    """Tell whether a quote belongs to a filter."""
    if only == "open":
        return row.state in _OPEN
    if only == "draft":
        return row.state in (QuoteState.DRAFT, QuoteState.APPROVED)
    return only == "all" or row.state.value == only


def fits_words(row: QuoteRow, words: Iterable[str]) -> bool:
    """Tell whether a quote has these words (case-folded) in its number, or its customer is called or spelled so."""
    return has_words(row.called, (row.number, row.buyer_reference), words)


def sums_text(rows: Iterable[QuoteRow]) -> str:
    """Return the total of each currency: "Total USD 43,520.00 · EUR 8,300.00"."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        sums[row.currency] += row.total
    ordered = sorted(sums.items(), key=lambda pair: -pair[1])
    parts = [Money(amount, currency).format() for currency, amount in ordered]
    return _("Total {sums}").format(sums=" · ".join(parts)) if parts else ""


def count_text(count: int) -> str:
    """Return how many quotes are shown, in words."""
    return ngettext("{count} quote", "{count} quotes", count).format(count=count)


SIFTING = Sifting(
    filter_choices, "all", fits, fits_words, count_text, sums_text, N_("Number or customer")
)
