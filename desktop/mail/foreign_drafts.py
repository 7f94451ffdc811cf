"""Drafts that another device left in the server's folder of drafts: listed here, and continued here."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.mail.draft import Draft, File, as_json, keep_file
from desktop.mail.draft_copies import content_digest, is_ours
from desktop.mail.mime.headers import Address
from desktop.mail.mime.message import ParsedMessage
from desktop.mail.mime.parse import parse, part_bytes
from desktop.mail.server_drafts import digest_of, known_copies
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.queries import messages
from desktop.store.schema.mail import Folder, Message, OutboxMessage, Placement
from desktop.store.workspace import Store


@dataclass(frozen=True, slots=True)
class ForeignDraft:
    """A draft on the server that nobody here wrote. `at`: when it was saved there, aware UTC."""

    message_id: int
    account_id: str
    subject: str
    snippet: str
    at: datetime


def foreign_drafts(store: Store) -> list[ForeignDraft]:
    """Return the drafts of other devices, newest first, and what they made of ours."""
    query = (
        sa.select(Message, Folder.account_id, Placement)
        .join(Placement, Placement.message_id == Message.id)
        .join(Folder, Folder.id == Placement.folder_id)
        .where(Folder.role == "drafts", Folder.account_id.is_not(None))
        .order_by(Message.sort_time.desc())
        .limit(200)
    )
    with store.read() as session:
        own: dict[str, list[dict[str, Any]]] = {}
        for known in known_copies(session):
            own.setdefault(str(known["message_id"]), []).append(known)
        found = {
            m.id: (m, account)
            for m, account, place in session.execute(query)
            if not any(is_ours(k, place.uidvalidity, place.uid) for k in own.get(m.message_id, ()))
        }
    return [
        ForeignDraft(
            m.id, str(account), m.subject, m.snippet, datetime.fromtimestamp(m.sort_time, UTC)
        )
        for m, account in found.values()
    ]


def take_over(store: Store, message_id: int) -> str:
    """Make a draft of the server a draft here, and return its id; from now on this program saves it there.

    Its formatting is not kept: this program writes plain text. Raises UserFacing (`no_message`, `not_here`: only its
    header is on this computer).
    """
    with store.read() as session:
        place = _place(session, message_id)
    if place is None:
        raise UserFacing(_("This draft is no longer on the server."), code="no_message")
    placement, folder, message = place
    raw = messages.raw_bytes(store, message_id)
    parsed = parse(raw)
    draft = _as_draft(store, str(folder.account_id), parsed, raw)
    known = {
        "message_id": message.message_id,
        "uid": max(placement.uid, 0),
        "uidvalidity": placement.uidvalidity,
        "contents": [content_digest(raw)],
        "digest": digest_of(draft),
    }
    with store.write("user") as unit:
        row = OutboxMessage(
            account_id=draft.account_id,
            message_id="",
            state="draft",
            subject=draft.subject,
            recipients=[address for _name, address in (*draft.to, *draft.cc, *draft.bcc)],
            draft=as_json(draft),
            thread_id=draft.thread_id,
            in_reply_to=draft.in_reply_to,
            server_draft=known,
        )
        unit.session.add(row)
        unit.session.flush()
        return row.id


def _place(session: Session, message_id: int) -> tuple[Placement, Folder, Message] | None:
    row = session.execute(
        sa.select(Placement, Folder, Message)
        .join(Folder, Folder.id == Placement.folder_id)
        .join(Message, Message.id == Placement.message_id)
        .where(Placement.message_id == message_id, Folder.role == "drafts")
    ).first()
    return None if row is None else (row[0], row[1], row[2])


def _as_draft(store: Store, account_id: str, parsed: ParsedMessage, raw: bytes) -> Draft:
    answered = None
    if parsed.in_reply_to:
        with store.read() as session:
            answered = session.execute(
                sa.select(Message.id, Message.thread_id).where(
                    Message.message_id == parsed.in_reply_to[-1], Message.kind != "draft"
                )
            ).first()
    return Draft(
        account_id=account_id,
        to=_pairs(parsed.to),
        cc=_pairs(parsed.cc),
        bcc=_pairs(parsed.bcc),
        subject=parsed.subject,
        text=parsed.text,
        files=tuple(_files(store, parsed, raw)),
        in_reply_to=answered[0] if answered else None,
        thread_id=answered[1] if answered else None,
        from_address=parsed.from_[0].address if parsed.from_ else "",
        extra={"mode": "reply" if answered else "new"},
    )


def _files(store: Store, parsed: ParsedMessage, raw: bytes) -> list[File]:
    return [
        keep_file(store, a.filename or _("attachment"), part_bytes(raw, a.part), a.content_type)
        for a in parsed.files
    ]


def _pairs(people: tuple[Address, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((person.name, person.address) for person in people)
