"""Messages as the conversation and the command line show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.queries.mail_warnings import WarningRow, warnings_of
from desktop.store.queries.threads import moment
from desktop.store.raw import Piece
from desktop.store.schema.mail import (
    Attachment,
    Folder,
    Message,
    MessageAddress,
    MessageText,
    Placement,
    RawPiece,
    Thread,
)
from desktop.store.workspace import Store


@dataclass(frozen=True)
class Person:
    """A name and an address."""

    name: str
    address: str


@dataclass(frozen=True)
class AttachmentRow:
    """A part that can be saved; `part` finds its bytes in the raw message."""

    id: int
    part: str
    filename: str
    content_type: str
    size: int
    content_id: str
    inline: bool


@dataclass(frozen=True)
class ForwardedRow:
    """A mail that a message forwards, as far as it tells; `date` is naive where the original names no zone."""

    name: str
    address: str
    subject: str
    date: datetime | None
    date_text: str


@dataclass(frozen=True)
class MessageRow:
    """A message; `text` is empty in lists and filled by `show` and `conversation`.

    `body_state`: "full", "text" (its bytes were freed), or "headers"; `size`: bytes of the whole mail.
    `checked`: what mail servers noted about the sender, with the texts (`mail.authentication` judges it).
    `defects`: what was broken in its bytes; `protection`: how it is signed or encrypted (both of `mail.mime`).
    `forwarded`: the mails that it forwards, outermost first.
    """

    id: int
    message_id: str
    thread_id: int
    account_id: str | None
    subject: str
    sender: Person
    to: tuple[Person, ...]
    cc: tuple[Person, ...]
    date: datetime
    snippet: str
    kind: str
    outbound: bool
    seen: bool
    flagged: bool
    answered: bool
    folders: tuple[str, ...]
    customer_id: str | None
    attachments: tuple[AttachmentRow, ...]
    text: str
    has_html: bool
    reply_to: tuple[Person, ...] = ()
    body_state: str = "full"
    size: int = 0
    warnings: tuple[WarningRow, ...] = ()
    checked: Mapping[str, Any] | None = None
    defects: tuple[str, ...] = ()
    protection: str = ""
    forwarded: tuple[ForwardedRow, ...] = ()

    @property
    def lacks(self) -> bool:
        """Tell whether something of it is only on the server: its text, its formatting or its files."""
        if self.body_state == "headers":
            return True
        return self.body_state == "text" and (self.has_html or bool(self.attachments))

    @property
    def flags(self) -> list[str]:
        """The flags in force, in IMAP's names without the backslash, lower case."""
        named = (("seen", self.seen), ("flagged", self.flagged), ("answered", self.answered))
        return [name for name, on in named if on]


def conversation(store: Store, thread_id: int) -> list[MessageRow]:
    """Return the messages of a thread with their texts, oldest first."""
    with store.read() as session:
        messages = list(
            session.scalars(
                sa.select(Message)
                .where(Message.thread_id == thread_id)
                .order_by(Message.sort_time, Message.id)
            )
        )
        # a draft kept on the server is no part of the conversation yet
        sent = [message for message in messages if message.kind != "draft"]
        return _rows(session, sent or messages, texts=True)


def show(store: Store, message_id: int) -> MessageRow:
    """Return one message with its text. Raises UserFacing (`no_message`)."""
    with store.read() as session:
        message = session.get(Message, message_id)
        if message is None:
            raise no_message()
        return _rows(session, [message], texts=True)[0]


def list_messages(
    store: Store,
    *,
    folder: str | None = None,
    customer_id: str | None = None,
    unread: bool = False,
    ids: list[int] | None = None,
    limit: int = 50,
) -> list[MessageRow]:
    """Return messages, newest first, without texts; `folder` is a name or a role."""
    query = sa.select(Message).order_by(Message.sort_time.desc(), Message.id.desc()).limit(limit)
    if folder is not None:
        inside = (
            sa.select(Placement.message_id)
            .join(Folder)
            .where(
                sa.or_(sa.func.lower(Folder.name) == folder.lower(), Folder.role == folder.lower())
            )
        )
        query = query.where(Message.id.in_(inside))
    if customer_id is not None:
        query = query.join(Thread, Thread.id == Message.thread_id).where(
            Thread.customer_id == customer_id
        )
    if unread:
        query = query.where(Message.seen.is_(False), Message.outbound.is_(False))
    if ids is not None:
        query = query.where(Message.id.in_(ids))
    with store.read() as session:
        return _rows(session, list(session.scalars(query)), texts=False)


def raw_bytes(store: Store, message_id: int) -> bytes:
    """Return a message's exact bytes. Raises UserFacing (`no_message`, `not_here`, `raw_damaged`)."""
    try:
        return _raw_bytes(store, message_id)
    except UserFacing as error:
        if error.code != "raw_damaged":
            raise
        return _raw_bytes(store, message_id)  # its pack was compacted between the look and the read


def _raw_bytes(store: Store, message_id: int) -> bytes:
    with store.read() as session:
        row = session.execute(
            sa.select(Message.sha256, RawPiece)
            .outerjoin(RawPiece, RawPiece.sha256 == Message.sha256)
            .where(Message.id == message_id)
        ).first()
    if row is None:
        raise no_message()
    sha256, piece = row
    if sha256 is None or piece is None:
        raise UserFacing(
            _("Only the header of this mail is on this computer."),
            safe=_("The mail itself is on the server."),
            hint=_("Go online and open it: it is fetched then."),
            code="not_here",
        )
    return store.raw.read(sha256, Piece(piece.pack, piece.offset, piece.length))


def no_message() -> UserFacing:
    """Build the error for a message id that is not in the store."""
    return UserFacing(
        _("There is no such message in this workspace."),
        hint=_("`tradepost mail list` shows the ids."),
        code="no_message",
    )


def _rows(session: Session, messages: list[Message], *, texts: bool) -> list[MessageRow]:
    ids = [message.id for message in messages]
    people = _people(session, ids)
    folders = _folders(session, ids)
    attachments = _attachments(session, ids)
    customers = dict(
        session.execute(
            sa.select(Thread.id, Thread.customer_id).where(
                Thread.id.in_({m.thread_id for m in messages})
            )
        ).all()
    )
    warnings = warnings_of(session, ids)
    bodies: dict[int, MessageText] = {}
    if texts:
        found = session.scalars(sa.select(MessageText).where(MessageText.message_id.in_(ids)))
        bodies = {row.message_id: row for row in found}
    return [
        _row(
            message,
            people.get(message.id, {}),
            folders.get(message.id, ()),
            attachments.get(message.id, ()),
            customers.get(message.thread_id),
            bodies.get(message.id),
            warnings.get(message.id, ()),
        )
        for message in messages
    ]


def _row(
    message: Message,
    people: dict[str, tuple[Person, ...]],
    folders: tuple[str, ...],
    attachments: tuple[AttachmentRow, ...],
    customer_id: str | None,
    body: MessageText | None,
    warnings: tuple[WarningRow, ...],
) -> MessageRow:
    date = moment(message.date or message.sort_time) or moment(1)
    assert date is not None
    return MessageRow(
        id=message.id,
        message_id=message.message_id,
        thread_id=message.thread_id,
        account_id=message.account_id,
        subject=message.subject,
        sender=Person(message.from_name, message.from_address),
        to=people.get("to", ()),
        cc=people.get("cc", ()),
        reply_to=people.get("reply_to", ()),
        date=date,
        snippet=message.snippet,
        kind=message.kind,
        outbound=message.outbound,
        seen=message.seen,
        flagged=message.flagged,
        answered=message.answered,
        folders=folders,
        customer_id=customer_id,
        attachments=attachments,
        text=body.text if body else "",
        has_html=body.has_html if body else False,
        body_state=message.body_state,
        size=message.size,
        warnings=warnings,
        checked=body.headers.get("auth") if body else None,
        defects=tuple(body.headers.get("defects", ())) if body else (),
        protection=body.headers.get("protection", "") if body else "",
        forwarded=_forwarded(body.headers) if body else (),
    )


def _forwarded(told: Mapping[str, Any]) -> tuple[ForwardedRow, ...]:
    return tuple(
        ForwardedRow(
            mail["name"],
            mail["address"],
            mail["subject"],
            datetime.fromisoformat(mail["date"]) if mail["date"] else None,
            mail["date_text"],
        )
        for mail in told.get("forwarded", ())
        if mail["name"] or mail["address"]
    )


def _people(session: Session, ids: list[int]) -> dict[int, dict[str, tuple[Person, ...]]]:
    found: dict[int, dict[str, tuple[Person, ...]]] = {}
    for row in session.scalars(
        sa.select(MessageAddress)
        .where(MessageAddress.message_id.in_(ids))
        .order_by(MessageAddress.message_id, MessageAddress.position)
    ):
        roles = found.setdefault(row.message_id, {})
        roles[row.role] = (*roles.get(row.role, ()), Person(row.name, row.address))
    return found


def _folders(session: Session, ids: list[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for message_id, name in session.execute(
        sa.select(Placement.message_id, Folder.name)
        .join(Folder)
        .where(Placement.message_id.in_(ids))
        .distinct()
    ):
        found[message_id] = (*found.get(message_id, ()), name)
    return found


def _attachments(session: Session, ids: list[int]) -> dict[int, tuple[AttachmentRow, ...]]:
    found: dict[int, tuple[AttachmentRow, ...]] = {}
    for a in session.scalars(
        sa.select(Attachment).where(Attachment.message_id.in_(ids)).order_by(Attachment.id)
    ):
        row = AttachmentRow(
            a.id, a.part, a.filename, a.content_type, a.size, a.content_id, a.inline
        )
        found[a.message_id] = (*found.get(a.message_id, ()), row)
    return found
