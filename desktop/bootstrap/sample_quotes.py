"""The sample company's quotes among its mails: approved where they had to be, linked to the mails that carried them."""

from datetime import date, datetime, timedelta

from desktop.bootstrap import quote_mail
from desktop.runtime.i18n import _
from desktop.store.queries import messages
from desktop.store.queries.messages import MessageRow
from desktop.store.schema.quotes import QuoteSending
from desktop.store.workspace import Store
from desktop.trade import approvals, quote_moves, quote_revisions, quotes
from desktop.trade.quote_figures import QuoteFigures
from desktop.trade.quote_states import QuoteState

MOST = 1000
_NEAR = timedelta(days=1)


def send(store: Store, quote_id: str, at: datetime, note: str) -> None:
    """Send a quote as of `at`, confirmed with a reason where its margin asks for one."""
    figures = quotes.show(store, quote_id, today=at.date())
    if approvals.why_of(figures, approvals.policy_of(store)):
        approvals.approve(store, quote_id, note=_("Reference project in Hamburg"), now=at)
    quote_moves.set_state(store, quote_id, QuoteState.SENT, now=at, note=note)


def join_mails(store: Store, today: date) -> None:
    """Link each sent quote to our mail of that day in its conversation, and hear what was answered since."""
    for row in quotes.listing(store, today=today):
        for figures in quote_revisions.revisions(store, row.number, today=today):
            mail = _carrier(store, figures)
            if mail is not None:
                _link(store, figures, mail)
    inbound = [m.id for m in messages.list_messages(store, limit=MOST) if not m.outbound]
    with store.write("import") as unit:
        quote_mail.hear_answers(unit, set(inbound))


def _carrier(store: Store, figures: QuoteFigures) -> MessageRow | None:
    if figures.sent_at is None or figures.draft.thread_id is None:
        return None
    at = figures.sent_at
    mails = messages.conversation(store, figures.draft.thread_id)
    near = [m for m in mails if m.outbound and abs(m.date - at) <= _NEAR]
    return min(near, key=lambda m: abs(m.date - at), default=None)


def _link(store: Store, figures: QuoteFigures, mail: MessageRow) -> None:
    with store.write("import") as unit:
        unit.session.add(
            QuoteSending(
                quote_id=figures.id,
                message_header_id=mail.message_id,
                thread_id=figures.draft.thread_id,
                sent_to=", ".join(person.address for person in mail.to),
                sent_at=figures.sent_at,
            )
        )
