"""The rows of messages: written new, filled when the body of a header row comes, joined when two turn out to be one."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.mail.hand_cuts import digest_keys
from desktop.mail.hand_joins import join_by_hand
from desktop.mail.prepare import BODY_ROLES, MessageValues, Prepared, PreparedHeader
from desktop.mail.thread_rows import Joined, merge_threads
from desktop.store.among import among
from desktop.store.schema.mail import (
    Attachment,
    MailAction,
    Message,
    MessageAddress,
    MessageText,
    OutboxMessage,
    Placement,
)
from desktop.store.search import Indexed, add_messages, remove_messages
from desktop.store.unit import Unit

_MESSAGE_KEYS = (
    "id", "thread_id", "outbound", "seen", "flagged", "answered", *MessageValues._fields,
)  # fmt: skip
_TEXT_KEYS = ("message_id", "text", "has_html", "headers")
_ADDRESS_KEYS = ("message_id", "position", "role", "address", "name")
_FILE_KEYS = (
    "id", "message_id", "part", "filename", "content_type", "size", "content_id", "inline",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Inserted:
    """The numbers given to new messages, in their order, and the threads they changed."""

    ids: list[int]
    threads: set[int]


def insert_new(
    unit: Unit, fresh: Sequence[Prepared | PreparedHeader], own: frozenset[str]
) -> Inserted:
    """Write messages that the store does not know: rows, people, texts, files, index, threads."""
    nameless = {
        p.ids.key: digest_keys(p.message.sha256, p.message.head_sha)
        for p in fresh
        if not p.ids.message_id
    }
    joined: Joined = join_by_hand(unit, [p.ids for p in fresh], nameless)
    first = (unit.session.scalar(sa.select(sa.func.max(Message.id))) or 0) + 1
    ids = list(range(first, first + len(fresh)))
    rows = []
    for number, p in zip(ids, fresh, strict=True):
        flags = p.incoming.flags
        rows.append(
            (
                number,
                joined.threads[p.ids.key],
                p.message.from_address in own,
                "\\Seen" in flags,
                "\\Flagged" in flags,
                "\\Answered" in flags,
                *p.message,
            )
        )
    unit.insert_rows(Message, _MESSAGE_KEYS, rows)
    unit.insert_rows(
        MessageAddress,
        _ADDRESS_KEYS,
        [(n, *person) for n, p in zip(ids, fresh, strict=True) for person in p.addresses],
    )
    bodies = [(n, p) for n, p in zip(ids, fresh, strict=True) if isinstance(p, Prepared)]
    _insert_bodies(unit, bodies)
    add_messages(unit.session, [Indexed(n, *p.words) for n, p in zip(ids, fresh, strict=True)])
    return Inserted(ids, joined.touched)


def _insert_bodies(unit: Unit, bodies: Sequence[tuple[int, Prepared]]) -> None:
    unit.insert_rows(MessageText, _TEXT_KEYS, [(n, *p.text) for n, p in bodies])
    with_files = [(n, p) for n, p in bodies if p.attachments]
    if with_files:
        last = unit.session.scalar(sa.select(sa.func.max(Attachment.id))) or 0
        rows = [(n, *file) for n, p in with_files for file in p.attachments]
        unit.insert_rows(
            Attachment, _FILE_KEYS, [(last + at, *row) for at, row in enumerate(rows, 1)]
        )


def fill(unit: Unit, bodies: Sequence[tuple[int, Prepared]]) -> None:
    """Give header rows the body that came: `bodies` are (message id, what its bytes tell)."""
    if not bodies:
        return
    unit.update_rows(
        Message,
        ("body_state", "sha256", "kind", "snippet", "attachment_count"),
        [
            (
                "full",
                p.sha256,
                p.message.kind,
                p.message.snippet,
                p.message.attachment_count,
                number,
            )
            for number, p in bodies
        ],
    )
    _insert_bodies(unit, bodies)
    unit.insert_rows(
        MessageAddress,
        _ADDRESS_KEYS,
        [(n, *person) for n, p in bodies for person in p.addresses if person[1] in BODY_ROLES],
    )
    remove_messages(unit.session, [number for number, _p in bodies])
    add_messages(unit.session, [Indexed(number, *p.words) for number, p in bodies])


def join_rows(unit: Unit, same: dict[int, int]) -> set[int]:
    """Let header rows become one with the message they turned out to be: {row that goes: row that stays}.

    Placements and everything that names the row follow. Returns the threads that changed.
    """
    session = unit.session
    threads = dict(
        session.execute(
            sa.select(Message.id, Message.thread_id).where(
                among(Message.id, {*same, *same.values()})
            )
        ).all()
    )
    for gone, kept in same.items():
        for model in (Placement, MailAction):
            session.execute(
                sa.update(model).where(model.message_id == gone).values(message_id=kept)
            )
    going = among(OutboxMessage.in_reply_to, same)
    for waiting in session.scalars(sa.select(OutboxMessage).where(going)):
        waiting.in_reply_to = same[waiting.in_reply_to or 0]
    remove_messages(session, same)
    session.execute(sa.delete(MessageAddress).where(among(MessageAddress.message_id, same)))
    session.execute(sa.delete(Message).where(among(Message.id, same)))
    unit.touch("message", same)
    _merge_emptied(unit, {threads[gone]: threads[kept] for gone, kept in same.items()})
    return set(threads.values())


def _merge_emptied(unit: Unit, pairs: dict[int, int]) -> None:
    """A thread that lost its only message joins the other's thread, with the records that hang on it."""
    moving = {old: new for old, new in pairs.items() if old != new}
    if not moving:
        return
    left = set(
        unit.session.scalars(
            sa.select(Message.thread_id).where(among(Message.thread_id, moving)).distinct()
        )
    )
    merge_threads(unit, {old: new for old, new in moving.items() if old not in left})


def header_rows(session: Session, wanted: set[str]) -> dict[tuple[str, int], tuple[int, str]]:
    """{(digest of the header, size): (message id, body_state)} of messages with a Message-ID."""
    rows = session.execute(
        sa.select(Message.head_sha, Message.size, Message.id, Message.body_state)
        .where(among(Message.head_sha, wanted), Message.message_id != "")
        .order_by(Message.id.desc())
    )
    return {(digest, size): (number, state) for digest, size, number, state in rows}
