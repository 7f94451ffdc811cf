"""A draft made into a message: its sender, its place in the conversation, its files, its bytes."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.mail.accounts import find
from desktop.mail.draft import Draft, file_content
from desktop.mail.identities import Sender, sender_of
from desktop.mail.mime.build import Outgoing, OutgoingFile, field_lines, new_message_id
from desktop.mail.mime.headers import Address
from desktop.store.schema.mail import Message, ThreadRef
from desktop.store.workspace import Store

OWN_ID = "X-Tradepost-Id"
"""Names our sent mail also on servers that write a Message-ID of their own over ours."""


def compose(store: Store, draft: Draft, now: datetime, *, message_id: str = "") -> Outgoing:
    """Return the message of a draft, dated `now` (aware UTC), with a fresh Message-ID unless one is given.

    Raises UserFacing: the account is gone, a file is damaged.
    """
    with store.read() as session:
        account = find(session, draft.account_id)
        identity = sender_of(session, account.id, draft.from_address) or Sender(
            account.id, account.email
        )
        references = _references(session, draft.in_reply_to)
    contents = [file_content(store, file) for file in draft.files]
    message_id = message_id or new_message_id(identity.address)
    return Outgoing(
        from_=Address(identity.name, identity.address),
        to=_people(draft.to),
        cc=_people(draft.cc),
        bcc=_people(draft.bcc),
        subject=draft.subject,
        text=draft.text,
        html=draft.html,
        date=now,
        message_id=message_id,
        attachments=tuple(
            OutgoingFile(file.filename, content, file.content_type)
            for file, content in zip(draft.files, contents, strict=True)
        ),
        in_reply_to=references[-1] if references else "",
        references=references,
        extra=((OWN_ID, own_id(message_id)),),
    )


def filed(raw: bytes, draft: Draft) -> bytes:
    """Return a sent mail as it is kept in Sent: there it also says who got it without the others' knowing."""
    if not draft.bcc:
        return raw
    lines = field_lines(from_=(), to=(), cc=(), bcc=_people(draft.bcc), subject="")
    return f"Bcc: {dict(lines)['Bcc']}\r\n".encode("utf-8", "replace") + raw


def own_id(message_id: str) -> str:
    """Return what the header X-Tradepost-Id of a message says."""
    return message_id.partition("@")[0]


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
