"""What replies seem to decide, as it is shown beside the mail: read without anything that computes a quote.

The inbox asks with every conversation; the words that tell a yes and the sums of a quote would stay in its memory.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from desktop.runtime.days import long_day
from desktop.runtime.i18n import _
from desktop.store.schema.customers import Customer
from desktop.store.schema.mail import Message
from desktop.store.schema.quotes import Quote, QuoteAnswer
from desktop.store.workspace import Store
from desktop.trade.quote_states import LOST_REASONS, QuoteState, Says

OPEN, CONFIRMED, DISMISSED = "open", "confirmed", "dismissed"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A reply that seems to decide a quote. `message_id` is None when the mail is no longer here."""

    id: str
    quote_id: str
    label: str
    customer_id: str
    customer_name: str
    sender: str
    says: Says
    reason: str
    sentence: str
    answered_at: datetime
    thread_id: int | None
    message_id: int | None

    def text(self) -> str:
        """Return the fact in the user's language."""
        day = long_day(self.answered_at.astimezone().date())
        if self.says is Says.ACCEPTED:
            words = _("The reply of {day} seems to accept {label}.")
        else:
            words = _("The reply of {day} seems to decline {label}.")
        return words.format(day=day, label=self.label)

    def reason_text(self) -> str:
        """Return why it was declined in the user's language, "" when the mail names no reason."""
        return _(LOST_REASONS[self.reason]) if self.reason in LOST_REASONS else ""

    def as_json(self) -> dict[str, Any]:
        """Return the command line's form."""
        return {
            "id": self.id,
            "quote_id": self.quote_id,
            "quote": self.label,
            "customer_id": self.customer_id,
            "customer_name": self.customer_name,
            "from": self.sender,
            "kind": self.says.value,
            "reason": self.reason or None,
            "sentence": self.sentence,
            "answered_at": self.answered_at.isoformat(),
            "thread_id": self.thread_id,
            "message_id": self.message_id,
        }


def proposals(
    store: Store, *, quote_id: str = "", thread_id: int | None = None, customer_id: str = ""
) -> tuple[Proposal, ...]:
    """Return the open proposals, the newest reply first; of one quote, conversation or customer."""
    query = (
        sa.select(QuoteAnswer, Quote, Customer.name, Message.id, Message.from_name,
                  Message.from_address)
        .join(Quote, Quote.id == QuoteAnswer.quote_id)
        .join(Customer, Customer.id == Quote.customer_id)
        .outerjoin(Message, Message.message_id == QuoteAnswer.message_header_id)
        .where(
            QuoteAnswer.state == OPEN,
            QuoteAnswer.deleted_at.is_(None),
            *waiting(),
        )
        .order_by(QuoteAnswer.answered_at.desc(), QuoteAnswer.id)
    )  # fmt: skip
    if quote_id:
        query = query.where(QuoteAnswer.quote_id == quote_id)
    if thread_id is not None:
        query = query.where(QuoteAnswer.thread_id == thread_id)
    if customer_id:
        query = query.where(Quote.customer_id == customer_id)
    with store.read() as session:
        rows = {row[0].id: row for row in session.execute(query)}
    return tuple(
        Proposal(
            answer.id,
            quote.id,
            f"{quote.number} V{quote.revision}",
            quote.customer_id,
            customer,
            name or address or "",
            Says(answer.kind),
            answer.reason,
            answer.sentence,
            answer.answered_at,
            answer.thread_id,
            message_id,
        )
        for answer, quote, customer, message_id, name, address in rows.values()
    )


def waiting() -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions of a quote that is with the buyer: only such a one can be decided by a reply."""
    return (
        Quote.state == QuoteState.SENT.value,
        Quote.is_current.is_(True),
        Quote.deleted_at.is_(None),
    )
