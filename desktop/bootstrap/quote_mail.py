"""Quotes and the mails that carry and answer them: what trade must hear of when mail goes out or comes in."""

from datetime import datetime

from desktop.crm import waiting
from desktop.mail.enclosed_files import document_digests
from desktop.mail.spoken import apart
from desktop.runtime.errors import UserFacing
from desktop.store.raw import Piece
from desktop.store.schema.mail import OutboxMessage, RawPiece
from desktop.store.unit import Unit
from desktop.store.workspace import Store
from desktop.trade import quote_answers, quote_sending
from desktop.trade.quote_sending import Carried, SentMail


def outbox_mail(unit: Unit, row: OutboxMessage, sent_at: datetime) -> Carried:
    """Return what is known of a mail that our outbox has handed over."""
    has_documents = quote_sending.first_issue(unit.session) is not None
    digests = document_digests(row.mime) if row.mime and has_documents else frozenset()
    return Carried(
        row.message_id.strip("<>"),
        row.thread_id,
        ", ".join(row.recipients),
        sent_at,
        digests,
    )


def link_sent(store: Store, unit: Unit, message_ids: set[int], now: datetime) -> None:
    """Link mails of ours that came in from the server (Sent, also by other programs) to the quotes they carry."""
    for mail in quote_sending.may_carry(unit.session, message_ids):
        raw = _raw(store, unit, mail.sha256)
        digests = document_digests(raw) if raw is not None else frozenset()
        if digests:
            _link(unit, mail, digests, now)


def _link(unit: Unit, mail: SentMail, digests: frozenset[str], now: datetime) -> None:
    session = unit.session
    carried = Carried(mail.message_header_id, mail.thread_id, mail.sent_to, mail.sent_at, digests)
    for quote_id in quote_sending.new_for(session, carried)[:1]:
        waiting.on_message_sent(
            unit,
            sent_at=mail.sent_at,
            thread_id=mail.thread_id,
            days=None,
            subject=mail.subject,
            customer_id=mail.customer_id,
            quote_id=quote_id,
        )
    if quote_sending.link(session, carried):
        session.flush()
        waiting.on_messages_arrived(unit, {mail.thread_id}, now)


def _raw(store: Store, unit: Unit, sha256: str) -> bytes | None:
    """The bytes of a message that this very unit may have brought; None when they are not here."""
    piece = unit.session.get(RawPiece, sha256)
    if piece is None:
        return None
    try:
        return store.raw.read(piece.sha256, Piece(piece.pack, piece.offset, piece.length))
    except UserFacing:
        return None


def hear_answers(unit: Unit, message_ids: set[int]) -> None:
    """Let replies to open quotes propose what they say: accepted, declined."""
    for reply in quote_answers.replies(unit.session, message_ids, _own_words):
        quote_answers.propose(unit.session, reply)


def _own_words(text: str, subject: str) -> str:
    own, _quoted = apart(text, subject)
    return own
