"""What the commands about quotes share: finding one, and printing its figures."""

from argparse import Namespace
from datetime import date
from typing import Any

from desktop.cli.context import DONE, Context, table
from desktop.runtime.i18n import _
from desktop.trade import packing_report, quotes
from desktop.trade.quote_figures import QuoteFigures
from desktop.trade.quote_states import LABELS


def find(context: Context, args: Namespace) -> QuoteFigures:
    """Return the quote that `args.id` names: an id, or a number for its current revision."""
    return quotes.show(context.store, args.id, today=today(context))


def today(context: Context) -> date:
    """Return this computer's day."""
    return context.clock.now().astimezone().date()


def emit(context: Context, quote: QuoteFigures, more: dict[str, Any] | None = None) -> int:
    """Print a quote with every figure; `more` adds keys to the JSON."""
    draft = quote.draft
    lines = [
        (line.title(), f"{line.quantity:f}", line.unit, f"{line.unit_price:f}", f"{sums.amount:,f}")
        for line, sums in zip(draft.lines, quote.totals.lines, strict=True)
    ]
    state = _(LABELS[quote.state])
    head = f"{quote.number} V{quote.revision}  {state}  {draft.incoterm} {draft.place}"
    total = f"{_('Total')} {draft.currency} {quote.total.amount:,f}"
    findings = [finding.message for finding in quote.findings]
    packed = packing_report.packing_text(quote)
    text = "\n".join([head, table(lines), total, *packed, *findings])
    context.emit({**packing_report.with_packing(quote), **(more or {})}, text)
    return DONE
