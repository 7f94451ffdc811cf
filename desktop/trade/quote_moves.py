"""A quote goes on: sent by other means, accepted, declined, taken back to a draft."""

from datetime import datetime

from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.quotes import Quote
from desktop.store.workspace import Store
from desktop.trade import approvals, quote_clocks
from desktop.trade.quote_figures import QuoteFigures
from desktop.trade.quote_revisions import find
from desktop.trade.quote_rows import read_figures
from desktop.trade.quote_states import LOST_REASONS, QuoteState, check_move

_DECIDED = frozenset({QuoteState.ACCEPTED, QuoteState.DECLINED})


def set_state(
    store: Store,
    quote_id: str,
    state: QuoteState,
    *,
    now: datetime,
    note: str = "",
    lost_reason: str = "",
) -> QuoteFigures:
    """Move a quote to `state`; `note` is the reason (kept in the journal with the change).

    Approving and sending ask for what `approvals` says. Sent starts its two waits, a decision ends
    them. The state it is in already is no error. Raises UserFacing for an impossible move.
    """
    with store.write(cause="user") as unit:
        quote = find(unit.session, quote_id)
        move_in(
            unit.session, quote, state, actor=store.actor, now=now, note=note,
            lost_reason=lost_reason,
        )  # fmt: skip
        unit.session.flush()
        return read_figures(unit.session, quote, now.astimezone().date())


def move_in(
    session: Session,
    quote: Quote,
    state: QuoteState,
    *,
    actor: str,
    now: datetime,
    note: str = "",
    lost_reason: str = "",
) -> None:
    """Do what `set_state` does inside a unit that is already open."""
    figures = read_figures(session, quote, now.astimezone().date())
    if state is QuoteState.APPROVED:
        approvals.approve_in(session, quote, actor=actor, note=note, now=now)
        return
    if figures.state is not state:
        check_move(figures.state, state)
    if state is QuoteState.SENT and figures.state is not QuoteState.SENT:
        approvals.require_sendable(session, quote, figures)
        mark_sent(session, quote, now)
    quote.state = state.value
    quote.state_note = note or quote.state_note
    if state in _DECIDED:
        _decide(session, quote, state, now, lost_reason)


def mark_sent(
    session: Session, quote: Quote, sent_at: datetime, *, thread_id: int | None = None
) -> None:
    """A revision has left the house at `sent_at` (aware): from now on it is frozen and waited for."""
    quote.state, quote.sent_at = QuoteState.SENT.value, sent_at
    quote_clocks.start(session, quote, sent_at, thread_id=thread_id)


def _decide(
    session: Session, quote: Quote, state: QuoteState, now: datetime, lost_reason: str
) -> None:
    if lost_reason and lost_reason not in LOST_REASONS:
        raise UserFacing(
            _("“{reason}” is not in the list of reasons.").format(reason=lost_reason),
            hint=", ".join(LOST_REASONS),
            code="unknown_reason",
        )
    quote.decided_at = now
    quote.lost_reason = lost_reason if state is QuoteState.DECLINED else ""
    quote_clocks.stop(session, quote.id, now, state.value)


def accept(store: Store, quote_id: str, *, now: datetime, note: str = "") -> QuoteFigures:
    """The customer accepts. Raises UserFacing for a quote that he has not been sent."""
    return set_state(store, quote_id, QuoteState.ACCEPTED, now=now, note=note)


def decline(
    store: Store, quote_id: str, *, now: datetime, reason: str = "", note: str = ""
) -> QuoteFigures:
    """The customer declines; `reason` is a key of LOST_REASONS. Raises UserFacing."""
    return set_state(store, quote_id, QuoteState.DECLINED, now=now, note=note, lost_reason=reason)
