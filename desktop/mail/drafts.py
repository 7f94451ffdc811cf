"""What the user writes: saved while he types, queued when he sends, an editable draft again when it fails."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.mail.accounts import find
from desktop.mail.mime.build import Outgoing, OutgoingFile, build, new_message_id, recipients
from desktop.mail.mime.headers import Address
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.raw import Piece
from desktop.store.schema.mail import Account, Message, OutboxMessage, RawPiece, ThreadRef
from desktop.store.unit import Unit
from desktop.store.workspace import Store

EDITABLE = ("draft", "failed", "cancelled")


@dataclass(frozen=True)
class File:
    """An attached file; its bytes lie in the store's packs under `sha256`."""

    filename: str
    content_type: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Draft:
    """A mail being written. `to`, `cc`, `bcc` are (name, address) pairs.

    `in_reply_to` is the id of the message answered. `follow_up_days` starts "no answer in N days"
    when it goes out; `not_before` (aware UTC) sends it later.
    """

    account_id: str
    to: tuple[tuple[str, str], ...] = ()
    cc: tuple[tuple[str, str], ...] = ()
    bcc: tuple[tuple[str, str], ...] = ()
    subject: str = ""
    text: str = ""
    html: str | None = None
    files: tuple[File, ...] = ()
    in_reply_to: int | None = None
    thread_id: int | None = None
    customer_id: str | None = None
    quote_id: str | None = None
    template_name: str = ""
    follow_up_days: int | None = None
    not_before: datetime | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    """What the composer wants to find again: folded history, cursor, language of the quote."""


@dataclass(frozen=True)
class OutboxRow:
    """A mail in the outbox as lists show it. Times aware UTC."""

    id: str
    account_id: str
    state: str
    subject: str
    recipients: tuple[str, ...]
    message_id: str
    thread_id: int | None
    customer_id: str | None
    quote_id: str | None
    not_before: datetime | None
    attempts: int
    error: str
    created_at: datetime
    updated_at: datetime


def keep_file(store: Store, filename: str, content: bytes, content_type: str = "") -> File:
    """Put a file's bytes into the store, so that the draft outlives the file on the disk."""
    digest = hashlib.sha256(content).hexdigest()
    chunk = store.raw.seal(digest, content)
    with store.write("user") as unit:
        if unit.session.get(RawPiece, digest) is None:
            (piece,) = store.raw.append([chunk])
            unit.session.add(
                RawPiece(sha256=digest, pack=piece.pack, offset=piece.offset, length=piece.length)
            )
    return File(filename, content_type, len(content), digest)


def file_content(store: Store, file: File) -> bytes:
    """Return an attached file's bytes. Raises UserFacing (`raw_damaged`)."""
    with store.read() as session:
        piece = session.get(RawPiece, file.sha256)
    if piece is None:
        raise UserFacing(_("The attached file is no longer in the store."), code="raw_damaged")
    return store.raw.read(file.sha256, Piece(piece.pack, piece.offset, piece.length))


def save(store: Store, draft: Draft, draft_id: str | None = None) -> str:
    """Keep a draft (a new one, or over an old one) and return its id.

    Raises UserFacing when the mail has been queued or sent meanwhile.
    """
    with store.write("user") as unit:
        return _put(unit, draft, draft_id).id


def load(store: Store, draft_id: str) -> Draft:
    """Return a draft as it was saved. Raises UserFacing (`no_outbox_item`)."""
    with store.read() as session:
        return _read(_row(session, draft_id))


def drafts_of(store: Store, *, thread_id: int | None = None) -> list[OutboxRow]:
    """Return the unfinished drafts, newest first; those of one conversation if asked."""
    return listing(store, states=("draft", "failed"), thread_id=thread_id)


def discard(store: Store, draft_id: str) -> None:
    """Delete a draft (undo brings it back). A queued mail is cancelled instead."""
    with store.write("user") as unit:
        row = _row(unit.session, draft_id)
        if row.state not in EDITABLE:
            raise _too_late()
        row.deleted_at = datetime.now(UTC)


def queue(store: Store, draft: Draft, *, now: datetime, draft_id: str | None = None) -> OutboxRow:
    """Make the message and put it into the outbox: it goes out when there is a network.

    The Message-ID is fixed here, before the first try. `now` aware UTC.
    Raises UserFacing: no recipient, an address that is none, account gone.
    """
    _check(draft)
    with store.read() as session:
        account = find(session, draft.account_id)
        references = _references(session, draft.in_reply_to)
    contents = [file_content(store, file) for file in draft.files]
    mail = Outgoing(
        from_=Address(account.display_name, account.email),
        to=_people(draft.to),
        cc=_people(draft.cc),
        bcc=_people(draft.bcc),
        subject=draft.subject,
        text=draft.text,
        html=draft.html,
        date=now,
        message_id=new_message_id(account.email),
        attachments=tuple(
            OutgoingFile(file.filename, content, file.content_type)
            for file, content in zip(draft.files, contents, strict=True)
        ),
        in_reply_to=references[-1] if references else "",
        references=references,
    )
    raw = build(mail)
    with store.write("user") as unit:
        row = _put(unit, draft, draft_id)
        row.state, row.error, row.attempts = "queued", "", 0
        row.message_id, row.mime = mail.message_id, raw
        row.recipients = list(recipients(mail))
        row.not_before = draft.not_before
        unit.session.flush()
        return _shown(row)


def cancel(store: Store, outbox_id: str) -> OutboxRow:
    """Take a queued mail back: it is a draft again. Raises UserFacing when it is on its way."""
    with store.write("user") as unit:
        row = _row(unit.session, outbox_id)
        if row.state not in (*EDITABLE, "queued"):
            raise _too_late()
        row.state, row.mime, row.not_before = "draft", None, None
        unit.session.flush()
        return _shown(row)


def listing(
    store: Store, *, states: Iterable[str] = (), thread_id: int | None = None
) -> list[OutboxRow]:
    """Return outbox rows, newest first; all that is not yet filed unless `states` are named."""
    wanted = tuple(states) or ("draft", "queued", "attempted", "accepted", "failed")
    query = (
        sa.select(OutboxMessage)
        .where(OutboxMessage.state.in_(wanted), OutboxMessage.deleted_at.is_(None))
        .order_by(OutboxMessage.updated_at.desc())
    )
    if thread_id is not None:
        query = query.where(OutboxMessage.thread_id == thread_id)
    with store.read() as session:
        return [_shown(row) for row in session.scalars(query)]


def _put(unit: Unit, draft: Draft, draft_id: str | None) -> OutboxMessage:
    if draft_id is None:
        row = OutboxMessage(account_id=draft.account_id, message_id="", state="draft")
        unit.session.add(row)
    else:
        row = _row(unit.session, draft_id)
        if row.state not in EDITABLE:
            raise _too_late()
    row.account_id, row.state = draft.account_id, "draft"
    row.subject = draft.subject
    row.recipients = [address for _name, address in (*draft.to, *draft.cc, *draft.bcc)]
    row.draft = _as_json(draft)
    row.thread_id, row.in_reply_to = draft.thread_id, draft.in_reply_to
    row.customer_id, row.quote_id = draft.customer_id, draft.quote_id
    row.template_name, row.follow_up_days = draft.template_name, draft.follow_up_days
    row.not_before = draft.not_before
    unit.session.flush()
    return row


def _row(session: Session, outbox_id: str) -> OutboxMessage:
    row = session.get(OutboxMessage, outbox_id)
    if row is None or row.deleted_at is not None:
        raise UserFacing(
            _("There is no such mail in the outbox."),
            hint=_("`tradepost outbox list` shows the ids."),
            code="no_outbox_item",
        )
    return row


def _too_late() -> UserFacing:
    return UserFacing(
        _("This mail is already on its way and cannot be taken back."), code="already_sent"
    )


def _check(draft: Draft) -> None:
    everyone = (*draft.to, *draft.cc, *draft.bcc)
    if not everyone:
        raise UserFacing(
            _("The mail has no recipient."), hint=_("Add an address."), code="no_recipient"
        )
    for _name, address in everyone:
        local, at, domain = address.rpartition("@")
        if not (local and at and domain) or any(c.isspace() for c in address):
            raise UserFacing(
                _("“{value}” is not a mail address.").format(value=address),
                safe=_("The mail is kept as a draft."),
                code="bad_address",
            )


def _references(session: Session, message_id: int | None) -> tuple[str, ...]:
    """Return the References of an answer: those of the thread's way here, the answered one last."""
    if message_id is None:
        return ()
    answered = session.get(Message, message_id)
    if answered is None or not answered.message_id:
        return ()
    chain = [answered.message_id]
    seen = {answered.message_id}
    before = answered.in_reply_to
    while before and before not in seen and len(chain) < 50:
        chain.append(before)
        seen.add(before)
        before = (
            session.scalar(
                sa.select(Message.in_reply_to)
                .join(ThreadRef, ThreadRef.thread_id == Message.thread_id)
                .where(Message.message_id == before, ThreadRef.message_id == before)
                .limit(1)
            )
            or ""
        )
    return tuple(reversed(chain))


def _people(pairs: Iterable[tuple[str, str]]) -> tuple[Address, ...]:
    return tuple(Address(name, address) for name, address in pairs)


def _as_json(draft: Draft) -> dict[str, Any]:
    data = asdict(draft)
    data["not_before"] = draft.not_before.isoformat() if draft.not_before else None
    return data


def _read(row: OutboxMessage) -> Draft:
    data = {f.name: row.draft[f.name] for f in fields(Draft) if f.name in row.draft}
    for name in ("to", "cc", "bcc"):
        data[name] = tuple((str(n), str(a)) for n, a in data.get(name, ()))
    data["files"] = tuple(File(**file) for file in data.get("files", ()))
    moment = data.get("not_before")
    data["not_before"] = datetime.fromisoformat(moment) if moment else None
    data.setdefault("account_id", row.account_id)
    return Draft(**data)


def _shown(row: OutboxMessage) -> OutboxRow:
    return OutboxRow(
        row.id,
        row.account_id,
        row.state,
        row.subject,
        tuple(row.recipients),
        row.message_id,
        row.thread_id,
        row.customer_id,
        row.quote_id,
        row.not_before,
        row.attempts,
        row.error,
        row.created_at,
        row.updated_at,
    )


def sender_accounts(store: Store) -> list[tuple[str, str, str]]:
    """Return (id, address, signature) of the accounts one can write from, in their order."""
    with store.read() as session:
        rows = session.scalars(
            sa.select(Account).where(Account.deleted_at.is_(None)).order_by(Account.position)
        )
        return [(row.id, row.email, row.signature) for row in rows]
