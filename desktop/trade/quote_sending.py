"""The mails that carried a quote: known by the bytes of the file they carried, whichever program sent them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.store.among import among
from desktop.store.schema.documents import IssuedDocument
from desktop.store.schema.mail import Message, MessageAddress, Thread
from desktop.store.schema.quotes import Quote, QuoteSending
from desktop.store.workspace import Store
from desktop.trade import quote_clocks
from desktop.trade.quote_moves import mark_sent
from desktop.trade.quote_states import QuoteState

_CLOCKS_DIFFER = timedelta(days=1)  # a mail's Date and our own clock
_NOT_YET = frozenset({QuoteState.DRAFT, QuoteState.WAITING, QuoteState.APPROVED})


@dataclass(frozen=True, slots=True)
class Carried:
    """A mail of ours: its Message-ID without brackets, whom it went to, when, and what its files hash to."""

    message_header_id: str
    thread_id: int | None
    sent_to: str
    sent_at: datetime
    sha256s: Collection[str]


@dataclass(frozen=True, slots=True)
class Sending:
    """A mail that carried a revision, as lists show it. `message_id` is None while the mail is not here."""

    quote_id: str
    document_id: str | None
    sent_to: str
    sent_at: datetime
    thread_id: int | None
    message_id: int | None


def first_issue(session: Session) -> datetime | None:
    """Return when the first document was issued: no older mail can carry one. None without documents."""
    return session.scalar(sa.select(sa.func.min(IssuedDocument.issued_at)))


def link(session: Session, mail: Carried) -> tuple[Quote, ...]:
    """Link a mail that went out to the revisions whose documents it carried; each becomes sent.

    The same mail twice is linked once; it may bring its conversation later. Returns the quotes that this mail is new
    for. A revision that had been superseded meanwhile stays superseded: it was sent all the same.
    """
    fresh: list[Quote] = []
    for document, quote in _documents(session, mail):
        known = _known(session, quote.id, mail.message_header_id)
        if known is not None:
            _adopt(quote, known, mail.thread_id)
            continue
        if quote in fresh:
            continue
        session.add(
            QuoteSending(
                quote_id=quote.id,
                document_id=document.id,
                sha256=document.sha256,
                message_header_id=mail.message_header_id,
                thread_id=mail.thread_id,
                sent_to=mail.sent_to,
                sent_at=mail.sent_at,
            )
        )
        _mark(session, quote, mail)
        fresh.append(quote)
    session.flush()
    return tuple(fresh)


def new_for(session: Session, mail: Carried) -> tuple[str, ...]:
    """Return the ids of the quotes that `link` would link this mail to for the first time, the current ones first."""
    quotes = [quote for _document, quote in _documents(session, mail)]
    quotes.sort(key=lambda quote: not quote.is_current)
    new = [q.id for q in quotes if _known(session, q.id, mail.message_header_id) is None]
    return tuple(dict.fromkeys(new))


def _documents(session: Session, mail: Carried) -> Sequence[tuple[IssuedDocument, Quote]]:
    rows = session.execute(
        sa.select(IssuedDocument, Quote)
        .join(Quote, Quote.id == IssuedDocument.quote_id)
        .where(
            IssuedDocument.sha256.in_(list(mail.sha256s)),
            IssuedDocument.kind == "quotation",
            IssuedDocument.deleted_at.is_(None),
            Quote.deleted_at.is_(None),
        )
    )
    return [(document, quote) for document, quote in rows]


def _known(session: Session, quote_id: str, message_header_id: str) -> QuoteSending | None:
    return session.scalars(
        sa.select(QuoteSending).where(
            QuoteSending.quote_id == quote_id,
            QuoteSending.message_header_id == message_header_id,
            QuoteSending.deleted_at.is_(None),
        )
    ).first()


def _adopt(quote: Quote, sending: QuoteSending, thread_id: int | None) -> None:
    """A mail that began a conversation gets its thread when it comes back from the server."""
    if thread_id is None:
        return
    if sending.thread_id != thread_id:
        sending.thread_id = thread_id
    if quote.thread_id is None:
        quote.thread_id = thread_id


def _mark(session: Session, quote: Quote, mail: Carried) -> None:
    if quote.thread_id is None and mail.thread_id is not None:
        quote.thread_id = mail.thread_id
    if QuoteState(quote.state) in _NOT_YET and quote.is_current:
        mark_sent(session, quote, mail.sent_at, thread_id=mail.thread_id)
        quote_clocks.stop(session, quote.id, mail.sent_at, "sent", quote_clocks.APPROVAL)
    elif quote.sent_at is None:
        quote.sent_at = mail.sent_at


def mark_by_outbox(session: Session, quote_id: str, mail: Carried) -> Quote | None:
    """A mail of the outbox went out for a quote: it is sent, also when no issued file was recognised in it."""
    quote = session.get(Quote, quote_id)
    if quote is None or quote.deleted_at is not None:
        return None
    if _known(session, quote_id, mail.message_header_id) is None:
        _mark(session, quote, mail)
        session.flush()
    return quote


def sendings(store: Store, quote_ids: Iterable[str]) -> dict[str, tuple[Sending, ...]]:
    """Return the mails that carried each revision, the first one first."""
    with store.read() as session:
        return sendings_in(session, quote_ids)


def sendings_in(session: Session, quote_ids: Iterable[str]) -> dict[str, tuple[Sending, ...]]:
    """Return what `sendings` returns, inside a session that is already open."""
    rows = session.execute(
        sa.select(QuoteSending, Message.id)
        .outerjoin(Message, Message.message_id == QuoteSending.message_header_id)
        .where(QuoteSending.quote_id.in_(list(quote_ids)), QuoteSending.deleted_at.is_(None))
        .order_by(QuoteSending.sent_at, QuoteSending.id)
    )
    found: dict[str, dict[str, Sending]] = {}
    for row, message_id in rows:
        found.setdefault(row.quote_id, {})[row.id] = Sending(
            row.quote_id, row.document_id, row.sent_to, row.sent_at, row.thread_id, message_id
        )
    return {quote_id: tuple(mails.values()) for quote_id, mails in found.items()}


@dataclass(frozen=True, slots=True)
class SentMail:
    """A mail of ours with files, as it stands in a folder of the server."""

    id: int
    message_header_id: str
    sha256: str
    thread_id: int
    customer_id: str | None
    subject: str
    sent_to: str
    sent_at: datetime


def may_carry(session: Session, message_ids: Collection[int]) -> list[SentMail]:
    """Return those of these messages that can carry a quote: ours, whole, with files, not older than all documents."""
    first = first_issue(session)
    if first is None:
        return []
    rows = session.execute(
        sa.select(Message, Thread.customer_id)
        .outerjoin(Thread, Thread.id == Message.thread_id)
        .where(
            among(Message.id, message_ids),
            Message.outbound,
            Message.kind != "draft",
            Message.body_state == "full",
            Message.sha256.is_not(None),
            Message.attachment_count > 0,
            Message.sort_time >= int((first - _CLOCKS_DIFFER).timestamp()),
        )
    )
    return [
        SentMail(
            message.id,
            message.message_id,
            message.sha256 or "",
            message.thread_id,
            customer_id,
            message.subject,
            _recipients(session, message.id),
            datetime.fromtimestamp(message.sort_time, UTC),
        )
        for message, customer_id in rows
    ]


def _recipients(session: Session, message_id: int) -> str:
    query = sa.select(MessageAddress.address).where(
        MessageAddress.message_id == message_id, MessageAddress.role == "to"
    )
    return ", ".join(session.scalars(query))
