"""Revisions of quotes that left the house: no unit changes what they say, whoever asks.

The check stands in the write unit, under every function that writes: a rule that each caller had to remember would be
forgotten by the next one.
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.base import Base, Record
from desktop.store.schema.quotes import Quote, QuoteLine, QuoteSending

LEFT = frozenset({"sent", "accepted", "declined", "expired", "superseded"})
"""States in which a revision says for ever what it says."""
_FOLLOWS = frozenset(
    {"state", "state_note", "lost_reason", "is_current", "sent_at", "decided_at", "edition",
     "thread_id", "deal_id", "customer_id", "contact_id", "deleted_at"}
)  # fmt: skip
"""What becomes of a revision, and whose it is (customers and contacts are merged): not what it says."""


class Frozen:
    """What one unit knows of the revisions it touches: a state changed within it frees nothing."""

    def __init__(self) -> None:
        """Start knowing of none."""
        self._left: set[str] = set()
        self._born: set[str] = set()

    def check(
        self, session: Session, record: Base, operation: str, changes: Mapping[str, Any]
    ) -> None:
        """Look at one change about to be written. Raises UserFacing (`quote_not_editable`)."""
        if isinstance(record, Quote):
            self._check_quote(session, record, operation, changes)
        elif isinstance(record, QuoteLine):
            keys = {record.quote_id, *changes.get("quote_id", ())}
            for quote_id in keys - {None}:
                quote = session.get(Quote, quote_id)
                if quote is not None and self._has_left(quote):
                    raise _frozen(quote)

    def _check_quote(
        self, session: Session, quote: Quote, operation: str, changes: Mapping[str, Any]
    ) -> None:
        if operation == "create":
            self._born.add(quote.id)
            return
        if not self._has_left(quote):
            return
        if set(changes) - _FOLLOWS:
            raise _frozen(quote)
        if "state" in changes and quote.state not in LEFT and _was_mailed(session, quote.id):
            raise _frozen(quote)

    def _has_left(self, quote: Quote) -> bool:
        """Tell whether the revision had left before this unit, or leaves in it."""
        if quote.id in self._born:
            return False
        if quote.id not in self._left:
            history = sa.inspect(quote).attrs["state"].history
            before = history.deleted[0] if history.deleted else quote.state
            if before not in LEFT:
                return False
            self._left.add(quote.id)
        return True


def may_be_frozen(record: Record) -> bool:
    """Tell whether `Frozen` has to look at a record."""
    return isinstance(record, Quote | QuoteLine)


def _was_mailed(session: Session, quote_id: str) -> bool:
    with session.no_autoflush:
        found = session.scalar(
            sa.select(QuoteSending.id).where(
                QuoteSending.quote_id == quote_id, QuoteSending.deleted_at.is_(None)
            )
        )
    return found is not None


def _frozen(quote: Quote) -> UserFacing:
    return UserFacing(
        _("Quote {number} rev. {revision} has left the house and stays as it is.").format(
            number=quote.number, revision=quote.revision
        ),
        safe=_("Nothing was changed."),
        hint=_("Make a new revision and change that."),
        code="quote_not_editable",
    )
