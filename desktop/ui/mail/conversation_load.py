"""What the conversation pane shows, read in one task: the row, the messages, the current quote."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from desktop.mail.authentication import SenderCheck
from desktop.mail.invitation_answers import InvitationView, invitations_of
from desktop.mail.sender_checks import sender_checks
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.queries.delivery import Report, delivery, reported_by
from desktop.store.queries.messages import MessageRow, conversation
from desktop.store.queries.threads import ThreadRow, rows_of
from desktop.store.workspace import Store
from desktop.trade import quote_counts
from desktop.trade.quote_proposals import Proposal, proposals

if TYPE_CHECKING:
    from desktop.trade.quotes import QuoteRow

COLLAPSED_SHOWN = 2
OPENED_AT_ONCE = 8
"""Unread messages that open by themselves, the first two at once: laying out each takes about 15 ms."""


@dataclass(frozen=True)
class Conversation:
    """A thread with its messages, oldest first, and the newest quote made in it."""

    row: ThreadRow
    messages: list[MessageRow]
    quote: "QuoteRow | None"
    delivery: Mapping[int, tuple[Report, ...]] = field(default_factory=dict)
    """Message id -> what servers reported about our own mail."""
    checks: Mapping[int, SenderCheck] = field(default_factory=dict)
    """Message id -> what our mail server found out about its sender."""
    reports: Mapping[int, tuple[Report, ...]] = field(default_factory=dict)
    """Message id -> what it reports of our mails: delivery reports."""
    invitations: Mapping[int, InvitationView] = field(default_factory=dict)
    proposals: tuple[Proposal, ...] = ()
    """What a reply in it seems to decide."""

    def newest_inbound(self) -> MessageRow | None:
        """Return what an answer answers: their last word, else our own last one."""
        theirs = [m for m in self.messages if not m.outbound]
        shown = theirs or self.messages
        return shown[-1] if shown else None


def load_conversation(store: Store, thread_id: int, today: date) -> Conversation:
    """Read a conversation. Raises UserFacing (`no_thread`) when it is gone."""
    rows = rows_of(store, [thread_id])
    if not rows:
        raise UserFacing(
            _("This conversation is no longer here."),
            hint=_("It may have been deleted on the server."),
            code="no_thread",
        )
    found = conversation(store, thread_id)
    return Conversation(
        rows[0],
        found,
        _newest_quote(store, thread_id, today),
        delivery(store, found),
        sender_checks(store, found),
        reported_by(store, found),
        invitations_of(store, found),
        proposals(store, thread_id=thread_id),
    )


def _newest_quote(store: Store, thread_id: int, today: date) -> "QuoteRow | None":
    if not quote_counts.in_conversation(store, thread_id):
        return None
    from desktop.trade import (
        quotes,  # its sums and checks are 10 MB, for the conversations that have a quote
    )

    return next(iter(quotes.listing(store, today=today, thread_id=thread_id, limit=1)), None)


@dataclass(frozen=True)
class Fold:
    """How messages are laid out: those behind "n earlier messages", and those that stand open."""

    earlier: tuple[int, ...]
    opened: frozenset[int]


def fold(messages: list[MessageRow]) -> Fold:
    """Open the newest message, the newest unread ones and those with a warning; put old read ones behind one line."""
    theirs = [m for m in messages if not m.outbound]
    unread = [m.id for m in theirs if not m.seen]
    opened = {*unread[-OPENED_AT_ONCE:], *(m.id for m in theirs if m.warnings)}
    if messages:
        opened.add(messages[-1].id)
    closed_run = []
    for message in messages:
        if message.id in opened or message.id in unread[:1]:
            break
        closed_run.append(message.id)
    hidden = closed_run[:-1] if len(closed_run) > COLLAPSED_SHOWN else []
    return Fold(tuple(hidden), frozenset(opened))
