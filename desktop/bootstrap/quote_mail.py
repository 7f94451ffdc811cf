"""Quotes and the mails that carry and answer them: what trade must hear of when mail goes out or comes in."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.crm import clocks, waiting
from desktop.mail.enclosed_files import document_digests
from desktop.mail.spoken import apart
from desktop.runtime.errors import UserFacing
from desktop.store.among import among
from desktop.store.raw import Piece
from desktop.store.schema.mail import (
    Attachment,
    Message,
    MessageAddress,
    MessageText,
    OutboxMessage,
    RawPiece,
    Thread,
)
from desktop.store.unit import Unit
from desktop.store.workspace import Store
from desktop.trade import quote_answers, quote_sending
from desktop.trade.quote_answers import Reply
from desktop.trade.quote_sending import Carried

_CLOCKS_DIFFER = timedelta(days=1)  # a mail's Date and our own clock


def outbox_mail(session: Session, row: OutboxMessage, sent_at: datetime) -> Carried:
    """Return what is known of a mail that our outbox has handed over."""
    digests = document_digests(row.mime) if row.mime and quote_sending.first_issue(session) else ()
    return Carried(
        row.message_id.strip("<>"),
        row.thread_id,
        ", ".join(row.recipients),
        sent_at,
        digests,
    )


def link_sent(store: Store, unit: Unit, message_ids: set[int], now: datetime) -> None:
    """Link mails of ours that came in from the server (Sent, also by other programs) to the quotes they carry."""
    session = unit.session
    first = quote_sending.first_issue(session)
    if first is None:
        return
    rows = session.scalars(
        sa.select(Message).where(
            among(Message.id, message_ids),
            Message.outbound,
            Message.kind != "draft",
            Message.body_state == "full",
            Message.attachment_count > 0,
            Message.sort_time >= int((first - _CLOCKS_DIFFER).timestamp()),
        )
    ).all()
    for message in rows:
        raw = _raw(store, session, message)
        if raw is None:
            continue
        mail = Carried(
            message.message_id,
            message.thread_id,
            _recipients(session, message.id),
            datetime.fromtimestamp(message.sort_time, UTC),
            document_digests(raw),
        )
        if mail.sha256s:
            _link(unit, mail, message, now)


def _link(unit: Unit, mail: Carried, message: Message, now: datetime) -> None:
    session = unit.session
    thread = session.get(Thread, message.thread_id)
    for quote_id in quote_sending.new_for(session, mail)[:1]:
        waiting.on_message_sent(
            unit,
            sent_at=mail.sent_at,
            thread_id=message.thread_id,
            days=None,
            subject=message.subject,
            customer_id=thread.customer_id if thread else None,
            quote_id=quote_id,
        )
    if quote_sending.link(session, mail):
        session.flush()
        waiting.on_messages_arrived(unit, {message.thread_id}, now)


def _raw(store: Store, session: Session, message: Message) -> bytes | None:
    """The bytes of a message that this very unit may have brought; None when they are not here."""
    piece = session.get(RawPiece, message.sha256) if message.sha256 else None
    if piece is None:
        return None
    try:
        return store.raw.read(piece.sha256, Piece(piece.pack, piece.offset, piece.length))
    except UserFacing:
        return None


def _recipients(session: Session, message_id: int) -> str:
    query = sa.select(MessageAddress.address).where(
        MessageAddress.message_id == message_id, MessageAddress.role == "to"
    )
    return ", ".join(session.scalars(query))


def hear_answers(unit: Unit, message_ids: set[int]) -> None:
    """Let replies to open quotes propose what they say: accepted, declined."""
    session = unit.session
    wanted = _replies(session, message_ids)
    for message in wanted:
        text = session.get(MessageText, message.id)
        if text is None:
            continue
        own, _quoted = apart(text.text, message.subject)
        names = session.scalars(
            sa.select(Attachment.filename).where(
                Attachment.message_id == message.id, Attachment.inline.is_(False)
            )
        )
        quote_answers.propose(
            session,
            Reply(
                message.message_id,
                message.id,
                message.thread_id,
                message.subject,
                own,
                tuple(names),
                datetime.fromtimestamp(message.sort_time, UTC),
            ),
        )


def _replies(session: Session, message_ids: set[int]) -> Iterable[Message]:
    """Mails that people wrote to us in conversations in which a quote waits for an answer."""
    threads = quote_answers.threads_waiting(session)
    if not threads:
        return ()
    rows = session.scalars(
        sa.select(Message).where(
            among(Message.id, message_ids),
            Message.outbound.is_(False),
            Message.body_state == "full",
        )
    )
    return [
        message
        for message in rows
        if message.thread_id in threads and clocks.is_answer(message.kind, inbound=True)
    ]
