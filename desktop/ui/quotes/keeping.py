"""What is typed into a quote goes to the store; runs beside the window."""

from dataclasses import replace
from datetime import date

from desktop.store.workspace import Store
from desktop.trade import quotes
from desktop.trade.quote_draft import QuoteDraft
from desktop.trade.quote_figures import QuoteFigures
from desktop.trade.quote_merge import merge


def keep(
    store: Store,
    quote_id: str,
    draft: QuoteDraft,
    base: QuoteDraft,
    before: QuoteDraft | None,
    today: date,
) -> QuoteFigures:
    """Store a draft that was made from `base`, as a new quote without a `quote_id`.

    `before` is an earlier state that was on its way to the store when this one was typed; it has
    arrived by now, or has failed, then this one holds it all. Errors as `quotes.update`.
    """
    if not quote_id:
        return sharing(quotes.create(store, draft, today=today), draft)
    seen = base
    if before is not None:
        stored = quotes.show(store, quote_id, today=today).draft
        if stored != base:
            both = merge(before, draft, stored)
            if not both.clashes:
                draft, seen = both.draft, stored
    return sharing(quotes.update(store, quote_id, draft, today=today, seen=seen), draft)


def sharing(figures: QuoteFigures, known: QuoteDraft) -> QuoteFigures:
    """Return figures that hold `known` itself where they say the same.

    Comparing thousands of lines takes a tenth of a second; equal objects are compared at once. So
    it is done here, beside the window.
    """
    return replace(figures, draft=known) if figures.draft == known else figures
