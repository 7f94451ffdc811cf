"""What the ladder pane shows, computed away from the GUI thread: rungs, profit, freight by tariff."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from desktop.runtime.errors import UserFacing
from desktop.store.workspace import Store
from desktop.trade import approvals, freight_tariffs
from desktop.trade.freight import Applied
from desktop.trade.freight_tariffs import QuoteFreight
from desktop.trade.price_ladder import Rung
from desktop.trade.quote_draft import QuoteDraft
from desktop.trade.repricing import LineProfit, line_profits, rungs
from desktop.trade.totals import Totals

SHOWN = ("EXW", "FOB", "CFR", "CIF", "DAP", "DDP")
# The rules that stand for the same sums where the sea is not the way.
ANY_MODE = ("EXW", "FCA", "CPT", "CIP", "DAP", "DDP")


@dataclass(frozen=True, slots=True)
class LadderView:
    """One state of a draft with everything the pane shows of it; `problem` instead of rungs."""

    draft: QuoteDraft
    sums: Totals
    applied: Applied
    freight: QuoteFreight
    healthy_percent: Decimal
    rungs: tuple[Rung, ...] = ()
    lines: tuple[LineProfit, ...] = ()
    problem: str = ""


def terms_of(draft: QuoteDraft) -> tuple[str, ...]:
    """Return the rules to show side by side: those for the sea, or for any mode; never without the quote's own."""
    shown = SHOWN if draft.transport_mode in ("sea", "multimodal", "") else ANY_MODE
    twins = {"FCA": "FOB", "FAS": "FOB", "CPT": "CFR", "CIP": "CIF", "DPU": "DAP"}
    if draft.incoterm in shown or not draft.incoterm:
        return shown
    same = twins.get(draft.incoterm) or next(
        (any_mode for any_mode, sea in twins.items() if sea == draft.incoterm), ""
    )
    return tuple(draft.incoterm if term == same else term for term in shown)


def look(store: Store, draft: QuoteDraft, sums: Totals, today: date) -> LadderView:
    """Return what the pane shows of a draft."""
    healthy = approvals.policy_of(store).healthy_margin_percent
    freight = freight_tariffs.read_for(store, draft, today)
    try:
        applied = freight_tariffs.follow(draft, sums, freight, today)
        found = rungs(draft, terms_of(draft))
        lines = line_profits(draft, healthy / 100, sums)
    except UserFacing as problem:
        words = " ".join(part for part in (problem.message, problem.hint) if part)
        return LadderView(draft, sums, Applied(draft), freight, healthy, problem=words)
    return LadderView(draft, sums, applied, freight, healthy, found, lines)
