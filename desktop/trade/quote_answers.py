"""Replies that seem to decide a quote: noted when they come in, confirmed or put aside by the user (decision 8)."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.among import among
from desktop.store.schema.mail import Attachment, Message, MessageText
from desktop.store.schema.quotes import Quote, QuoteAnswer, QuoteSending
from desktop.store.workspace import Store
from desktop.trade.answer_words import judge
from desktop.trade.quote_figures import QuoteFigures
from desktop.trade.quote_moves import move_in
from desktop.trade.quote_proposals import CONFIRMED, DISMISSED, OPEN, waiting
from desktop.trade.quote_rows import read_figures
from desktop.trade.quote_states import QuoteState, Says

# Mail that a machine sent is no answer (FEATURES.md decision 3).
_NO_PERSON = ("draft", "auto_reply", "bounce", "list", "bulk", "receipt")


@dataclass(frozen=True, slots=True)
class Reply:
    """A mail somebody wrote to us: its own words without what it quotes, and the names of its files."""

    message_header_id: str
    message_id: int
    thread_id: int
    subject: str
    own_words: str
    files: tuple[str, ...]
    at: datetime


def threads_waiting(session: Session) -> frozenset[int]:
    """Return the conversations in which a quote that was sent waits for an answer."""
    own = sa.select(Quote.thread_id).where(*waiting(), Quote.thread_id.is_not(None))
    carried = (
        sa.select(QuoteSending.thread_id)
        .join(Quote, Quote.id == QuoteSending.quote_id)
        .where(*waiting(), QuoteSending.thread_id.is_not(None), QuoteSending.deleted_at.is_(None))
    )
    return frozenset(
        thread for query in (own, carried) for thread in session.scalars(query) if thread
    )


def replies(
    session: Session, message_ids: Collection[int], own_words: Callable[[str, str], str]
) -> list[Reply]:
    """Return those of these messages that people wrote to us where a quote waits for an answer.

    `own_words(text, subject)` gives what a mail says without what it quotes.
    """
    threads = threads_waiting(session)
    if not threads:
        return []
    rows = session.execute(
        sa.select(Message, MessageText.text)
        .join(MessageText, MessageText.message_id == Message.id)
        .where(
            among(Message.id, message_ids),
            Message.outbound.is_(False),
            Message.body_state == "full",
            Message.kind.not_in(_NO_PERSON),
        )
        .order_by(Message.sort_time)
    )
    return [
        Reply(
            message.message_id,
            message.id,
            message.thread_id,
            message.subject,
            own_words(text, message.subject),
            _files(session, message.id),
            datetime.fromtimestamp(message.sort_time, UTC),
        )
        for message, text in rows
        if message.thread_id in threads
    ]


def _files(session: Session, message_id: int) -> tuple[str, ...]:
    query = sa.select(Attachment.filename).where(
        Attachment.message_id == message_id, Attachment.inline.is_(False)
    )
    return tuple(session.scalars(query))


def propose(session: Session, reply: Reply) -> tuple[QuoteAnswer, ...]:
    """Note what a reply seems to decide; once for each mail and quote. Returns the new proposals."""
    quotes = _quotes_of(session, reply)
    if not quotes:
        return ()
    verdict = judge(reply.own_words, reply.files)
    if verdict is None:
        return ()
    made = []
    for quote in quotes:
        known = session.scalar(
            sa.select(QuoteAnswer.id).where(
                QuoteAnswer.quote_id == quote.id,
                QuoteAnswer.message_header_id == reply.message_header_id,
            )
        )
        if known is not None:
            continue
        answer = QuoteAnswer(
            quote_id=quote.id,
            message_header_id=reply.message_header_id,
            message_id=reply.message_id,
            thread_id=reply.thread_id,
            kind=verdict.says.value,
            reason=verdict.reason,
            sentence=verdict.sentence[:500],
            answered_at=reply.at,
        )
        session.add(answer)
        made.append(answer)
    session.flush()
    return tuple(made)


def _quotes_of(session: Session, reply: Reply) -> list[Quote]:
    """The open quotes that a reply can mean: those it names, else the one sent last before it."""
    sent_here = sa.select(QuoteSending.quote_id).where(
        QuoteSending.thread_id == reply.thread_id, QuoteSending.deleted_at.is_(None)
    )
    found = list(
        session.scalars(
            sa.select(Quote)
            .where(
                *waiting(),
                sa.or_(Quote.thread_id == reply.thread_id, Quote.id.in_(sent_here)),
            )
            .order_by(Quote.sent_at.desc())
        )
    )
    # Servers tell whole seconds: an answer within the second of sending would seem the older one.
    before = [q for q in found if q.sent_at is None or q.sent_at.replace(microsecond=0) <= reply.at]
    words = f"{reply.subject}\n{reply.own_words}".casefold()
    named = [quote for quote in before if quote.number.casefold() in words]
    return named or before[:1]


def confirm(store: Store, answer_id: str, *, now: datetime, reason: str = "") -> QuoteFigures:
    """The user says that the reply means it: the quote is accepted or declined. Raises UserFacing.

    `reason`: why it was lost, in place of what the mail seemed to say.
    """
    return _decide(store, answer_id, None, now=now, reason=reason)


def decide(
    store: Store, answer_id: str, says: str, *, now: datetime, reason: str = ""
) -> QuoteFigures:
    """Confirm a proposal that says `says` ("accepted", "declined"). Raises UserFacing when it says the other."""
    return _decide(store, answer_id, Says(says), now=now, reason=reason)


def _decide(
    store: Store, answer_id: str, says: Says | None, *, now: datetime, reason: str
) -> QuoteFigures:
    with store.write(cause="user") as unit:
        session = unit.session
        answer = _find(session, answer_id)
        if says is not None and answer.kind != says.value:
            raise UserFacing(
                _("This proposal says the opposite."),
                hint=_("Name the quote instead of the proposal."),
                code="other_proposal",
            )
        quote = session.get_one(Quote, answer.quote_id)
        state = QuoteState(answer.kind)
        lost = (reason or answer.reason) if state is QuoteState.DECLINED else ""
        move_in(
            session, quote, state, actor=store.actor, now=now, note=answer.sentence,
            lost_reason=lost,
        )  # fmt: skip
        _settle(answer, CONFIRMED)
        session.flush()
        return read_figures(session, quote, now.astimezone().date())


def dismiss(store: Store, answer_id: str) -> None:
    """Not yet: the reply decides nothing. Undo brings the proposal back. Raises UserFacing."""
    with store.write(cause="user") as unit:
        _settle(_find(unit.session, answer_id), DISMISSED)


def _find(session: Session, answer_id: str) -> QuoteAnswer:
    answer = session.get(QuoteAnswer, answer_id)
    if answer is None or answer.deleted_at is not None:
        raise UserFacing(
            _("There is no such proposal."),
            hint=_("`tradepost quote proposals` shows the ids."),
            code="no_proposal",
        )
    return answer


def _settle(answer: QuoteAnswer, state: str) -> None:
    if answer.state == OPEN:
        answer.state = state
