"""Mail as the servers have it: accounts, folders, messages once, placements many, and the queues.

Rows with integer keys can be rebuilt from the server; accounts and the outbox are precious records.
Times of mail rows are whole seconds since 1970 (UTC): they are written by the hundred thousand.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from desktop.store.schema.base import Base, PackedText, Record

_CLUSTERED = {"sqlite_with_rowid": False}
"""Tables that are looked up by their key alone: one tree of pages instead of two, a third less to write for a mail."""


class Account(Record):
    """A mailbox: where it is and how to log in. Its password is in `account_secret`.

    `auth`: password or oauth2 (then `oauth_issuer` names who signs in). `trusted_certificate`: the SHA-256
    fingerprints (hex, by comma) of certificates the user accepted by hand. `identities`: further senders, each with
    name, email and signature. `sync_months`: how far back mail is listed, `offline_months`: how far back whole
    mails are kept here (0: all); a mail of more than `fetch_limit` bytes is fetched when it is opened.
    """

    __tablename__ = "account"

    email: Mapped[str] = mapped_column(unique=True)
    display_name: Mapped[str] = mapped_column(default="")
    username: Mapped[str]
    imap_host: Mapped[str]
    imap_port: Mapped[int]
    imap_security: Mapped[str]
    smtp_host: Mapped[str]
    smtp_port: Mapped[int]
    smtp_security: Mapped[str]
    ca_file: Mapped[str] = mapped_column(default="")
    provider: Mapped[str] = mapped_column(default="")
    saves_sent: Mapped[bool] = mapped_column(default=False)
    signature: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)
    enabled: Mapped[bool] = mapped_column(default=True)
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    auth: Mapped[str] = mapped_column(default="password")
    oauth_issuer: Mapped[str] = mapped_column(default="")
    trusted_certificate: Mapped[str] = mapped_column(default="")
    identities: Mapped[list[Any]] = mapped_column(default=list)
    sync_months: Mapped[int] = mapped_column(default=0)
    offline_months: Mapped[int] = mapped_column(default=0)
    fetch_limit: Mapped[int] = mapped_column(default=25_000_000)


class AccountSecret(Base):
    """Password or tokens of an account: in the encrypted store, never in the journal."""

    __tablename__ = "account_secret"

    account_id: Mapped[str] = mapped_column(
        sa.ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
    )
    password: Mapped[str] = mapped_column(default="")
    smtp_password: Mapped[str] = mapped_column(default="")
    tokens: Mapped[dict[str, Any]] = mapped_column(default=dict)


class OAuthClient(Base):
    """How this program is registered with somebody who signs users in: `issuer` is google, microsoft or an issuer's URL.

    Beside the journal, because a client secret is one. `endpoints`: what the issuer's metadata document said.
    """

    __tablename__ = "oauth_client"

    issuer: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(default="")
    client_secret: Mapped[str] = mapped_column(default="")
    scopes: Mapped[str] = mapped_column(default="")
    endpoints: Mapped[dict[str, Any]] = mapped_column(default=dict)


class AccountUse(Base):
    """What an account took from its server: bytes of a day (UTC), and how long it asked to be left alone."""

    __tablename__ = "account_use"

    account_id: Mapped[str] = mapped_column(
        sa.ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
    )
    day: Mapped[int] = mapped_column(default=0)
    bytes: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    retry_at: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(default="")
    connections: Mapped[int] = mapped_column(default=0)


class Folder(Base):
    """A mailbox folder; `wire_name` is the name as the server spells it, `name` as people read it.

    `chosen`: the user's own word on whether it is synced, None: by its role. `synced`: what holds.
    `keep`: "mail" (whole mails are kept here) or "headers" (a mail is fetched when it is opened).
    `total`, `unseen`: the server's figures when it was last compared; `unlisted`: how many of them are older
    than the account lists. `state`: docs/sync.md. `scope`: with which choice (months, limit, keep) it was completed.
    """

    __tablename__ = "folder"
    __table_args__ = (sa.UniqueConstraint("account_id", "wire_name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[str | None] = mapped_column(sa.ForeignKey("account.id", ondelete="CASCADE"))
    wire_name: Mapped[str]
    name: Mapped[str]
    role: Mapped[str] = mapped_column(default="")
    selectable: Mapped[bool] = mapped_column(default=True)
    synced: Mapped[bool] = mapped_column(default=False)
    chosen: Mapped[bool | None]
    keep: Mapped[str] = mapped_column(default="mail")
    delimiter: Mapped[str] = mapped_column(default="/")
    uidvalidity: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    uidnext: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    highestmodseq: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    total: Mapped[int] = mapped_column(default=0)
    unseen: Mapped[int] = mapped_column(default=0)
    unlisted: Mapped[int] = mapped_column(default=0)
    scope: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="new")
    last_full_at: Mapped[int | None]
    error: Mapped[str] = mapped_column(default="")


class Thread(Base):
    """A conversation with what lists show of it; the link is derived (see `thread_link_choice`)."""

    __tablename__ = "thread"
    __table_args__ = (
        sa.Index("ix_thread_last_time", "last_time", "id"),
        sa.Index("ix_thread_customer_last", "customer_id", "last_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    root_message_id: Mapped[str] = mapped_column(index=True)
    subject: Mapped[str] = mapped_column(default="")
    snippet: Mapped[str] = mapped_column(default="")
    people: Mapped[str] = mapped_column(default="")
    message_count: Mapped[int] = mapped_column(default=0)
    unread_count: Mapped[int] = mapped_column(default=0)
    has_attachments: Mapped[bool] = mapped_column(default=False)
    first_time: Mapped[int] = mapped_column(default=0)
    last_time: Mapped[int] = mapped_column(default=0)
    last_in_time: Mapped[int] = mapped_column(default=0)
    last_out_time: Mapped[int] = mapped_column(default=0)
    last_message_id: Mapped[int | None]
    in_inbox: Mapped[bool] = mapped_column(default=False)
    kind: Mapped[str] = mapped_column(default="personal")
    customer_id: Mapped[str | None] = mapped_column(
        sa.ForeignKey("customer.id", ondelete="SET NULL")
    )
    contact_id: Mapped[str | None] = mapped_column(sa.ForeignKey("contact.id", ondelete="SET NULL"))
    link_reason: Mapped[str] = mapped_column(default="")
    link_confidence: Mapped[int] = mapped_column(default=0)
    link_detail: Mapped[str] = mapped_column(default="")


class ThreadRef(Base):
    """Message-ID -> thread, also for messages not seen yet (notmuch's ghosts)."""

    __tablename__ = "thread_ref"
    __table_args__ = _CLUSTERED

    message_id: Mapped[str] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(index=True)


class Message(Base):
    """A message, once, whatever number of folders hold it.

    `body_state`: "full", or "headers" while only its header is here; then `sha256` is None and `head_sha`
    (half of the header block's SHA-256) with `size` says which message it is.
    """

    __tablename__ = "message"
    __table_args__ = (
        sa.Index("ix_message_thread_time", "thread_id", "sort_time"),
        sa.Index("ix_message_sort_time", "sort_time", "id"),
        sa.Index(
            "ix_message_incomplete",
            "account_id",
            "sort_time",
            sqlite_where=sa.text("body_state != 'full'"),
        ),
        sa.Index("ix_message_unseen", "id", sqlite_where=sa.text("seen = 0")),
        sa.Index(
            "ix_message_sha256", "sha256", unique=True, sqlite_where=sa.text("sha256 IS NOT NULL")
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[str | None]
    message_id: Mapped[str] = mapped_column(index=True)
    sha256: Mapped[str | None]
    head_sha: Mapped[str] = mapped_column(default="", index=True)
    body_state: Mapped[str] = mapped_column(default="full")
    provider_thread: Mapped[str] = mapped_column(default="")
    thread_id: Mapped[int]
    subject: Mapped[str] = mapped_column(default="")
    from_name: Mapped[str] = mapped_column(default="")
    from_address: Mapped[str] = mapped_column(default="")
    date: Mapped[int | None]
    sort_time: Mapped[int]
    outbound: Mapped[bool] = mapped_column(default=False)
    kind: Mapped[str] = mapped_column(default="personal")
    size: Mapped[int] = mapped_column(default=0)
    snippet: Mapped[str] = mapped_column(default="")
    attachment_count: Mapped[int] = mapped_column(default=0)
    in_reply_to: Mapped[str] = mapped_column(default="")
    seen: Mapped[bool] = mapped_column(default=False)
    flagged: Mapped[bool] = mapped_column(default=False)
    answered: Mapped[bool] = mapped_column(default=False)


class MessageText(Base):
    """The text of a message, apart from its row so that lists stay narrow."""

    __tablename__ = "message_text"

    message_id: Mapped[int] = mapped_column(
        sa.ForeignKey("message.id", ondelete="CASCADE"), primary_key=True
    )
    text: Mapped[str] = mapped_column(PackedText)
    has_html: Mapped[bool] = mapped_column(default=False)
    headers: Mapped[dict[str, Any]] = mapped_column(default=dict)


class MessageAddress(Base):
    """Who a message is from and to; `address` is case-folded."""

    __tablename__ = "message_address"
    __table_args__ = _CLUSTERED

    message_id: Mapped[int] = mapped_column(
        sa.ForeignKey("message.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[str]
    address: Mapped[str] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(default="")


class Attachment(Base):
    """A part of a message that people save; its bytes are in the raw message."""

    __tablename__ = "attachment"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(
        sa.ForeignKey("message.id", ondelete="CASCADE"), index=True
    )
    part: Mapped[str]
    filename: Mapped[str]
    content_type: Mapped[str]
    size: Mapped[int]
    content_id: Mapped[str] = mapped_column(default="")
    inline: Mapped[bool] = mapped_column(default=False)


class Placement(Base):
    """A message in a folder, with the flags that the server has."""

    __tablename__ = "placement"
    __table_args__ = (sa.Index("ix_placement_message", "message_id"), _CLUSTERED)

    folder_id: Mapped[int] = mapped_column(
        sa.ForeignKey("folder.id", ondelete="CASCADE"), primary_key=True
    )
    uidvalidity: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    uid: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    message_id: Mapped[int] = mapped_column(sa.ForeignKey("message.id", ondelete="CASCADE"))
    flags: Mapped[str] = mapped_column(default="")
    modseq: Mapped[int] = mapped_column(sa.BigInteger, default=0)


class Unplaced(Base):
    """A message that vanished from its folder and lies nowhere: another program may be moving it.

    `at`: when it was seen to be gone. It is dropped when a whole round over the account did not find it again.
    """

    __tablename__ = "unplaced"

    message_id: Mapped[int] = mapped_column(
        sa.ForeignKey("message.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[str] = mapped_column(index=True)
    at: Mapped[int]


class RawPiece(Base):
    """Where a message's exact bytes lie in the pack files."""

    __tablename__ = "raw_piece"
    __table_args__ = _CLUSTERED

    sha256: Mapped[str] = mapped_column(primary_key=True)
    pack: Mapped[int]
    offset: Mapped[int] = mapped_column(sa.BigInteger)
    length: Mapped[int]


class MailAction(Base):
    """A change of the mailbox made here and owed to the server: in order, idempotent.

    `message_id` is None for a change of folders. `gesture`: what the user did in one go, undone in one go.
    """

    __tablename__ = "mail_action"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[str]
    message_id: Mapped[int | None] = mapped_column(index=True)
    gesture: Mapped[str] = mapped_column(default="", index=True)
    kind: Mapped[str]
    args: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[str] = mapped_column(default="new", index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")
    created_at: Mapped[int]


class OutboxMessage(Record):
    """A mail on its way out: draft, queued, attempted, accepted, filed, failed or cancelled."""

    __tablename__ = "outbox"
    unjournaled = Record.unjournaled | {"mime", "draft"}

    account_id: Mapped[str] = mapped_column(sa.ForeignKey("account.id"))
    state: Mapped[str] = mapped_column(default="draft", index=True)
    message_id: Mapped[str] = mapped_column(index=True)
    subject: Mapped[str] = mapped_column(default="")
    recipients: Mapped[list[Any]] = mapped_column(default=list)
    draft: Mapped[dict[str, Any]] = mapped_column(default=dict)
    mime: Mapped[bytes | None]
    thread_id: Mapped[int | None]
    in_reply_to: Mapped[int | None]
    customer_id: Mapped[str | None]
    quote_id: Mapped[str | None]
    template_name: Mapped[str] = mapped_column(default="")
    follow_up_days: Mapped[int | None]
    not_before: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")
    accepted_at: Mapped[datetime | None]
    filed_at: Mapped[datetime | None]
    error_code: Mapped[str] = mapped_column(default="")
    dsn: Mapped[bool] = mapped_column(default=False)
    scheduled: Mapped[str] = mapped_column(default="")
    server_draft: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Quarantine(Base):
    """A message that could not be taken in, with the reason; tried again on request."""

    __tablename__ = "quarantine"

    folder_id: Mapped[int] = mapped_column(
        sa.ForeignKey("folder.id", ondelete="CASCADE"), primary_key=True
    )
    uidvalidity: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    uid: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    reason: Mapped[str]
    tries: Mapped[int] = mapped_column(default=1)
    at: Mapped[int]
