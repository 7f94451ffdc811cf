"""The sample company's quotes among its mails: approved where they had to be, linked to the mails that carried them."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from desktop.bootstrap import quote_mail
from desktop.runtime.i18n import _
from desktop.store.schema.mail import Message, MessageAddress
from desktop.store.schema.quotes import Quote, QuoteSending
from desktop.store.workspace import Store
from desktop.trade import approvals, quote_moves, quotes
from desktop.trade.quote_states import QuoteState

_NEAR = timedelta(days=1)


def send(store: Store, quote_id: str, at: datetime, note: str) -> None:
    """Send a quote as of `at`, confirmed with a reason where its margin asks for one."""
    figures = quotes.show(store, quote_id, today=at.date())
    if approvals.why_of(figures, approvals.policy_of(store)):
        approvals.approve(store, quote_id, note=_("Reference project in Hamburg"), now=at)
    quote_moves.set_state(store, quote_id, QuoteState.SENT, now=at, note=note)


def join_mails(store: Store) -> None:
    """Link each sent quote to our mail of that day in its conversation, and hear what was answered since."""
    with store.write("import") as unit:
        session = unit.session
        rows = session.scalars(
            sa.select(Quote).where(Quote.sent_at.is_not(None), Quote.thread_id.is_not(None))
        ).all()
        for quote in rows:
            mail = _carrier(session.scalars(_ours(quote)).all(), quote.sent_at)
            if mail is None or quote.sent_at is None:
                continue
            people = sa.select(MessageAddress.address).where(
                MessageAddress.message_id == mail.id, MessageAddress.role == "to"
            )
            session.add(
                QuoteSending(
                    quote_id=quote.id,
                    message_header_id=mail.message_id,
                    thread_id=quote.thread_id,
                    sent_to=", ".join(session.scalars(people)),
                    sent_at=quote.sent_at,
                )
            )
        session.flush()
        inbound = sa.select(Message.id).where(Message.outbound.is_(False))
        quote_mail.hear_answers(unit, set(session.scalars(inbound)))


def _ours(quote: Quote) -> sa.Select[tuple[Message]]:
    return sa.select(Message).where(
        Message.thread_id == quote.thread_id, Message.outbound, Message.kind != "draft"
    )


def _carrier(mails: list[Message], at: datetime | None) -> Message | None:
    if at is None:
        return None
    near = [m for m in mails if abs(m.sort_time - at.timestamp()) <= _NEAR.total_seconds()]
    return min(near, key=lambda m: abs(m.sort_time - at.timestamp()), default=None)
