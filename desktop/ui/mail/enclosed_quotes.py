"""The quote that goes along with a mail: which can, what its card says, its PDF.

What computes and prints quotes is imported when one is asked for: most mail is read and answered without any, and the
window would hold 10 MB for it.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from desktop.mail.draft import Draft, keep_file
from desktop.runtime.errors import UserFacing
from desktop.store.workspace import Store


@dataclass(frozen=True)
class QuoteRef:
    """A quote as its card in the composer shows it."""

    id: str
    number: str
    revision: int
    currency: str
    total: Decimal
    valid_until: date | None
    language: str = "en"

    @property
    def label(self) -> str:
        """Number with revision."""
        return f"{self.number} V{self.revision}"


def quote_ref(store: Store, quote_id: str, today: date) -> QuoteRef | None:
    """Return a quote for its card, None when it is gone."""
    from desktop.trade import quotes

    try:
        found = quotes.show(store, quote_id, today=today)
    except UserFacing:
        return None
    return QuoteRef(
        found.id,
        found.number,
        found.revision,
        found.draft.currency,
        found.total.amount,
        found.draft.valid_until,
    )


def quotes_of(store: Store, customer_id: str, today: date) -> list[QuoteRef]:
    """Return the quotes of a customer that can go into a mail: open ones first, newest first."""
    from desktop.trade import quotes
    from desktop.trade.quote_states import QuoteState

    rows = quotes.listing(store, today=today, customer_id=customer_id, limit=50)
    wanted = (QuoteState.DRAFT, QuoteState.APPROVED, QuoteState.SENT, QuoteState.ACCEPTED)
    usable = [row for row in rows if row.state in wanted]
    usable.sort(key=lambda row: row.updated_at, reverse=True)
    usable.sort(key=lambda row: row.state is QuoteState.ACCEPTED)
    return [
        QuoteRef(row.id, row.number, row.revision, row.currency, row.total, row.valid_until)
        for row in usable[:12]
    ]


def issue_into(store: Store, draft: Draft, quote: QuoteRef, now: datetime) -> Draft:
    """Return the draft with the PDF of the quote, issued in the chosen language. Raises UserFacing as issuing does."""
    from desktop.trade import issuing
    from desktop.trade.documents.document import Kind

    issued = issuing.issue(store, quote.id, Kind.QUOTATION, quote.language, now=now)
    content = issued.path.read_bytes()
    file = keep_file(store, issued.path.name, content, "application/pdf")
    others = tuple(f for f in draft.files if f.sha256 != file.sha256)
    return replace(draft, files=(*others, file))
