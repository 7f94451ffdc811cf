"""Delivery reports find the mail that they are about: they join its conversation, and what came back says so.

A report quotes the mail, or its header, in a part of its own (RFC 3462 section 2, RFC 6533); those that follow no rule
quote it in their text. The Message-ID there is a reference like any other, also when that mail is not here yet.
"""

import re
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.mail.drafts import RETURNED
from desktop.mail.hand_cuts import digest_keys
from desktop.mail.mime.entity import read
from desktop.mail.mime.headers import message_ids, parse_headers, split_message
from desktop.mail.thread_rows import hand_labels, merge_threads
from desktop.runtime.errors import UserFacing
from desktop.store.among import among
from desktop.store.raw import Piece
from desktop.store.schema.mail import Message, MessageText, OutboxMessage, RawPiece, ThreadRef
from desktop.store.unit import Unit
from desktop.store.workspace import Store

_QUOTING = frozenset(
    {
        "message/rfc822",
        "message/rfc822-headers",
        "text/rfc822-headers",
        "message/global",
        "message/global-headers",
    }
)
_IN_TEXT = re.compile(rb"^[> \t]*Message-I[Dd]:[ \t]*(?:\r?\n[> \t]+)?(<[^<>\s]+>)", re.MULTILINE)
_GONE_OUT = ("accepted", "filed")


def about(raw: bytes) -> str:
    """Return the Message-ID of the mail that a report is about, without brackets; "" when it names none."""
    for node in read(raw).root.walk():
        if node.content_type in _QUOTING:
            head = parse_headers(split_message(node.content().lstrip(b"\r\n") + b"\r\n\r\n")[0])
            named = message_ids(head.raw("message-id"))
            if named:
                return named[0]
        if node.content_type == "message/disposition-notification":
            fields = parse_headers(node.content().strip(b"\r\n"))
            read_mail = message_ids(fields.raw("original-message-id"))
            if read_mail:
                return read_mail[0]
    own_head, start = split_message(raw)
    quoted = _IN_TEXT.search(raw, start)
    return message_ids(quoted[1].decode("latin-1"))[0] if own_head and quoted else ""


def join_reports(
    store: Store, unit: Unit, message_ids_: Iterable[int]
) -> tuple[set[int], set[int]]:
    """Let reports that came in whole join the conversations they are about.

    Returns the threads whose rows must be made anew, and those that are no more.
    """
    session = unit.session
    changed: set[int] = set()
    gone: set[int] = set()
    rows = session.execute(
        sa.select(Message.id, RawPiece)
        .join(RawPiece, RawPiece.sha256 == Message.sha256)
        .where(among(Message.id, set(message_ids_)))
    ).all()
    for number, piece in rows:
        try:
            raw = store.raw.read(piece.sha256, Piece(piece.pack, piece.offset, piece.length))
        except UserFacing:  # damaged: it is fetched again when it is opened
            continue
        named = about(raw)
        if not named:
            continue
        thread = session.scalar(sa.select(Message.thread_id).where(Message.id == number)) or 0
        other = session.scalar(sa.select(ThreadRef.thread_id).where(ThreadRef.message_id == named))
        if _placed_by_hand(session, number, named):
            changed |= _move_alone(session, number, thread, other)
        elif other is None:
            session.add(ThreadRef(message_id=named, thread_id=thread))
        elif other != thread:
            winner, loser = sorted((thread, other))
            merge_threads(unit, {loser: winner})
            changed.add(winner)
            gone.add(loser)
        _note_returned(unit, number, named)
    session.flush()
    return changed - gone, gone


def _placed_by_hand(session: Session, number: int, named: str) -> bool:
    """Whether the user decided about the conversation of the mail that is reported about, or about the report."""
    return bool(hand_labels(session, {named, *_own_keys(session, number)}))


def _own_keys(session: Session, number: int) -> tuple[str, ...]:
    own, sha, head = session.execute(
        sa.select(Message.message_id, Message.sha256, Message.head_sha).where(Message.id == number)
    ).one()
    return (own,) if own else digest_keys(sha, head)


def _move_alone(session: Session, number: int, thread: int, other: int | None) -> set[int]:
    """Let a report join a conversation without joining two that the user keeps apart."""
    if other is None or other == thread or hand_labels(session, _own_keys(session, number)):
        return set()
    for model, column, value in (
        (Message, Message.id, number),
        (ThreadRef, ThreadRef.message_id, _own_keys(session, number)[0]),
    ):
        session.execute(sa.update(model).where(column == value).values(thread_id=other))
    return {thread, other}


def _note_returned(unit: Unit, number: int, named: str) -> None:
    """Say on a mail that went out from here to whom it did not get."""
    session = unit.session
    told: dict[str, Any] = (
        session.scalar(sa.select(MessageText.headers).where(MessageText.message_id == number)) or {}
    )
    failed = [b for b in told.get("bounces", ()) if b["action"] == "failed"]
    row = session.scalar(
        sa.select(OutboxMessage).where(
            OutboxMessage.message_id == named, OutboxMessage.state.in_(_GONE_OUT)
        )
    )
    if row is None or not failed:
        return
    lines = row.error.split("\n") if row.error_code == RETURNED else []
    for bounce in failed:
        reason = bounce["diagnostic"] or bounce["status"]
        lines.append(f"{bounce['address']}: {reason}" if reason else bounce["address"])
    row.error, row.error_code = "\n".join(dict.fromkeys(lines)), RETURNED
