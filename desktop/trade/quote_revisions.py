"""Revisions of a quote: found, made, listed. Exactly one of a number is current (FEATURES.md decision 8)."""

from datetime import UTC, date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.mail import OutboxMessage
from desktop.store.schema.quotes import Quote
from desktop.store.workspace import Store
from desktop.trade import quote_clocks
from desktop.trade.quote_figures import QuoteFigures
from desktop.trade.quote_rows import read_figures, write_header, write_lines
from desktop.trade.quote_states import EDITABLE, QuoteState, present_state

# What was decided stays decided when a further revision is made.
_DECIDED = frozenset({QuoteState.ACCEPTED, QuoteState.DECLINED})
_LEAVING = ("queued", "attempted")


def find(session: Session, quote_id: str) -> Quote:
    """Return a revision by id, or the current one by number. Raises UserFacing when there is none."""
    quote = session.get(Quote, quote_id) or session.scalar(
        sa.select(Quote).where(
            Quote.number == quote_id, Quote.is_current, Quote.deleted_at.is_(None)
        )
    )
    if quote is None or quote.deleted_at is not None:
        raise UserFacing(_("There is no quote {id}.").format(id=quote_id), code="unknown_quote")
    return quote


def current(session: Session, number: str) -> Quote:
    """Return the revision of a number that counts."""
    return session.scalars(
        sa.select(Quote)
        .where(Quote.number == number, Quote.deleted_at.is_(None))
        .order_by(Quote.is_current.desc(), Quote.revision.desc())
        .limit(1)
    ).one()


def revise(store: Store, quote_id: str, *, note: str = "", today: date) -> QuoteFigures:
    """Make the next revision as a draft copy; the current one becomes superseded, its waits end.

    Works from any revision, but the current one is what gets superseded. `note` is the reason,
    shown with the revision. Raises UserFacing while a mail with the current one waits to go out.
    """
    with store.write(cause="user") as unit:
        session = unit.session
        source = find(session, quote_id)
        draft = read_figures(session, source, today).draft
        former = current(session, source.number)
        require_at_home(session, former)
        former.is_current = False
        if QuoteState(former.state) not in _DECIDED:
            former.state = QuoteState.SUPERSEDED.value
        quote_clocks.stop(session, former.id, datetime.now(UTC), "revised")
        last = session.scalar(
            sa.select(sa.func.max(Quote.revision)).where(Quote.number == source.number)
        )
        quote = Quote(number=source.number, revision=(last or 0) + 1, revision_note=note.strip())
        write_header(quote, draft)
        session.add(quote)
        session.flush()
        write_lines(session, quote.id, draft.lines)
        session.flush()
        return read_figures(session, quote, today)


def revisions(store: Store, number: str, *, today: date) -> tuple[QuoteFigures, ...]:
    """Return all revisions of a number, newest first."""
    with store.read() as session:
        rows = session.scalars(
            sa.select(Quote)
            .where(Quote.number == number, Quote.deleted_at.is_(None))
            .order_by(Quote.revision.desc())
        )
        return tuple(read_figures(session, quote, today) for quote in rows)


def require_editable(session: Session, quote: Quote, today: date) -> None:
    """Raise UserFacing when the customer has seen this revision, or is about to."""
    state = present_state(quote.state, quote.valid_until, today)
    if state not in EDITABLE or not quote.is_current:
        raise UserFacing(
            _("Quote {number} rev. {revision} has left the house and stays as it is.").format(
                number=quote.number, revision=quote.revision
            ),
            hint=_("Make a new revision and change that."),
            code="quote_not_editable",
        )
    require_at_home(session, quote)


def require_at_home(session: Session, quote: Quote) -> None:
    """Raise UserFacing while a mail with this revision waits in the outbox: it would say something else."""
    waiting = session.scalar(
        sa.select(OutboxMessage.id).where(
            OutboxMessage.quote_id == quote.id,
            OutboxMessage.state.in_(_LEAVING),
            OutboxMessage.deleted_at.is_(None),
        )
    )
    if waiting is not None:
        raise UserFacing(
            _("A mail with {number} V{revision} waits in the outbox.").format(
                number=quote.number, revision=quote.revision
            ),
            safe=_("Nothing was changed."),
            hint=_("Take the mail back there, then change the quote."),
            code="quote_leaving",
        )
