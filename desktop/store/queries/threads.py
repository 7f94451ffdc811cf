"""The Inbox list: one row a conversation with its customer, stage and clock, in keyset pages."""

from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from desktop.store.queries.mail_search import conditions
from desktop.store.queries.mail_warnings import thread_severity
from desktop.store.queries.thread_scope import in_folder, split_scope, threads_inside
from desktop.store.schema.customers import Customer
from desktop.store.schema.mail import Account, Folder, Message, MessageAddress, Placement, Thread
from desktop.store.schema.quotes import Quote
from desktop.store.schema.work import Deal, FollowUp
from desktop.store.search import parse_query
from desktop.store.workspace import Store

FILTERS = ("reply_due", "inquiries", "unread", "all")
SEARCH = "search:"
"""A filter of its own: "search:" and what was typed; it looks outside of the inbox too."""


@dataclass(frozen=True)
class ThreadRow:
    """What a list shows of a conversation. Times are aware UTC. `warning`: "red", "amber" or ""."""

    id: int
    subject: str
    snippet: str
    sender: str
    sender_address: str
    last_at: datetime
    last_in_at: datetime | None
    last_out_at: datetime | None
    message_count: int
    unread_count: int
    has_attachments: bool
    has_quote: bool
    kind: str
    customer_id: str | None
    customer_name: str
    country: str
    grade: str
    stage: str
    link_reason: str
    reply_due: datetime | None
    in_inbox: bool = True
    warning: str = ""

    @property
    def is_replied(self) -> bool:
        """Tell whether our word was the last one."""
        if self.last_out_at is None:
            return False
        return self.last_in_at is None or self.last_out_at >= self.last_in_at


@dataclass(frozen=True)
class Page:
    """Where the next page starts: (last_time, id) of the last row shown."""

    last_time: int
    id: int


def moment(seconds: int | None) -> datetime | None:
    """Return mail seconds as an aware UTC datetime, None for none."""
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def list_threads(
    store: Store,
    *,
    only: str = "all",
    customer_id: str | None = None,
    after: Page | None = None,
    limit: int = 200,
) -> list[ThreadRow]:
    """Return conversations of the inbox (or of one customer, one folder), newest first.

    `only` is one of FILTERS, SEARCH with words and operators, or a folder's scope (`thread_scope`).
    `after` is the end of the page before.
    """
    folder_id, inner = split_scope(only)
    query = sa.select(Thread).order_by(Thread.last_time.desc(), Thread.id.desc()).limit(limit)
    query = query.where(_condition(inner))
    if customer_id is not None:
        query = query.where(Thread.customer_id == customer_id)
    elif folder_id is None and not only.startswith(SEARCH):
        query = query.where(Thread.in_inbox)
    if after is not None:
        query = query.where(
            sa.tuple_(Thread.last_time, Thread.id) < sa.tuple_(after.last_time, after.id)
        )
    with store.read() as session:
        if folder_id is not None:
            query = query.where(in_folder(session, folder_id))
        return _rows(session, list(session.scalars(query)))


def rows_of(store: Store, ids: list[int], *, only: str = "all") -> list[ThreadRow]:
    """Return the rows of some conversations, in the order asked for; missing ones are left out.

    When `only` is a folder's scope, those that lie outside of the folder are missing.
    """
    folder_id, _inner = split_scope(only)
    with store.read() as session:
        if folder_id is not None:
            inside = threads_inside(session, folder_id, ids)
            ids = [i for i in ids if i in inside]
        threads = list(session.scalars(sa.select(Thread).where(Thread.id.in_(ids))))
        rows = {row.id: row for row in _rows(session, threads)}
    return [rows[i] for i in ids if i in rows]


def counts(store: Store, only: str = "all") -> dict[str, int]:
    """Return how many inbox conversations each filter holds; those of a folder when `only` is its scope."""
    folder_id, _inner = split_scope(only)
    with store.read() as session:
        place = Thread.in_inbox if folder_id is None else in_folder(session, folder_id)
        names = FILTERS if folder_id is None else ("reply_due", "inquiries", "unread")
        return {
            name: session.scalar(
                sa.select(sa.func.count()).select_from(Thread).where(place, _condition(name))
            )
            or 0
            for name in names
        }


def _condition(only: str) -> sa.ColumnElement[bool]:
    open_reply = sa.exists().where(
        FollowUp.thread_id == Thread.id,
        FollowUp.state == "open",
        FollowUp.deleted_at.is_(None),
        FollowUp.kind == "first_response",
    )
    if only.startswith(SEARCH):
        wanted = conditions(parse_query(only.removeprefix(SEARCH)))
        return Thread.id.in_(sa.select(Message.thread_id).where(*wanted)) if wanted else sa.false()
    if only == "reply_due":
        return open_reply
    if only == "unread":
        return Thread.unread_count > 0
    if only == "inquiries":
        return sa.and_(
            Thread.kind.in_(("personal", "platform_inquiry")),
            Thread.last_out_time == 0,
            Thread.last_in_time > 0,
        )
    return sa.true()


def _rows(session: Session, threads: list[Thread]) -> list[ThreadRow]:
    ids = [thread.id for thread in threads]
    customers = _by_id(session, Customer, {t.customer_id for t in threads if t.customer_id})
    senders = _senders(session, ids)
    stages = _stages(session, ids)
    due = _reply_due(session, ids)
    quoted = set(
        session.scalars(
            sa.select(Quote.thread_id).where(Quote.thread_id.in_(ids), Quote.deleted_at.is_(None))
        )
    )
    warned = thread_severity(session, ids)
    return [
        _row(
            thread,
            customers,
            senders,
            stages,
            due,
            thread.id in quoted,
            warned.get(thread.id, ""),
        )
        for thread in threads
    ]


def _row(
    thread: Thread,
    customers: dict[str, Customer],
    senders: dict[int, tuple[str, str]],
    stages: dict[int, str],
    due: dict[int, datetime],
    has_quote: bool,
    warning: str,
) -> ThreadRow:
    customer = customers.get(thread.customer_id or "")
    name, address = senders.get(thread.id, (thread.people, ""))
    last_at = moment(thread.last_time)
    assert last_at is not None
    return ThreadRow(
        id=thread.id,
        subject=thread.subject,
        snippet=thread.snippet,
        sender=name or address,
        sender_address=address,
        last_at=last_at,
        last_in_at=moment(thread.last_in_time),
        last_out_at=moment(thread.last_out_time),
        message_count=thread.message_count,
        unread_count=thread.unread_count,
        has_attachments=thread.has_attachments,
        has_quote=has_quote,
        kind=thread.kind,
        customer_id=thread.customer_id,
        customer_name=customer.name if customer else "",
        country=customer.country if customer else "",
        grade=customer.grade if customer else "",
        stage=stages.get(thread.id, ""),
        link_reason=thread.link_reason,
        reply_due=due.get(thread.id),
        in_inbox=thread.in_inbox,
        warning=warning,
    )


def _by_id(session: Session, model: type[Customer], ids: set[str]) -> dict[str, Customer]:
    return {row.id: row for row in session.scalars(sa.select(model).where(model.id.in_(ids)))}


def _senders(session: Session, ids: list[int]) -> dict[int, tuple[str, str]]:
    """The other side's name: of the newest inbound message, else whom we wrote to."""
    newest = (
        sa.select(Message.thread_id, sa.func.max(Message.sort_time).label("t"))
        .where(Message.thread_id.in_(ids), Message.outbound.is_(False))
        .group_by(Message.thread_id)
        .subquery()
    )
    found = {
        row.thread_id: (row.from_name, row.from_address)
        for row in session.execute(
            sa.select(Message.thread_id, Message.from_name, Message.from_address)
            .join(
                newest,
                sa.and_(newest.c.thread_id == Message.thread_id, newest.c.t == Message.sort_time),
            )
            .where(Message.outbound.is_(False))
        )
    }
    silent = [i for i in ids if i not in found]
    if silent:
        for row in session.execute(
            sa.select(Message.thread_id, MessageAddress.name, MessageAddress.address)
            .join(MessageAddress, MessageAddress.message_id == Message.id)
            .where(Message.thread_id.in_(silent), MessageAddress.role == "to")
            .order_by(Message.sort_time, MessageAddress.position.desc())
        ):
            found[row.thread_id] = (row.name, row.address)
    return found


def _stages(session: Session, ids: list[int]) -> dict[int, str]:
    rows = session.execute(
        sa.select(Deal.thread_id, Deal.stage)
        .where(Deal.thread_id.in_(ids), Deal.deleted_at.is_(None))
        .order_by(Deal.stage_since)
    )
    return {row.thread_id: row.stage for row in rows}


def _reply_due(session: Session, ids: list[int]) -> dict[int, datetime]:
    rows = session.execute(
        sa.select(FollowUp.thread_id, sa.func.min(FollowUp.due).label("due"))
        .where(
            FollowUp.thread_id.in_(ids),
            FollowUp.state == "open",
            FollowUp.kind == "first_response",
            FollowUp.deleted_at.is_(None),
        )
        .group_by(FollowUp.thread_id)
    )
    return {row.thread_id: row.due for row in rows}


@dataclass(frozen=True)
class FolderRow:
    """A folder as the account page and `account list` show it."""

    id: int
    account_id: str | None
    name: str
    role: str
    total: int
    stored: int
    synced: bool
    error: str


@dataclass(frozen=True)
class AccountRow:
    """An account with its folders."""

    id: str
    email: str
    display_name: str
    username: str
    imap_host: str
    imap_port: int
    imap_security: str
    smtp_host: str
    smtp_port: int
    smtp_security: str
    provider: str
    enabled: bool
    folders: tuple[FolderRow, ...]
    auth: str = "password"
    oauth_issuer: str = ""


def list_accounts(store: Store) -> list[AccountRow]:
    """Return the accounts in their order, each with its folders and how much of them is here."""
    stored = aliased(
        sa.select(Placement.folder_id, sa.func.count().label("n"))
        .group_by(Placement.folder_id)
        .subquery()
    )
    with store.read() as session:
        accounts = session.scalars(
            sa.select(Account).where(Account.deleted_at.is_(None)).order_by(Account.position)
        ).all()
        folders = session.execute(
            sa.select(Folder, stored.c.n).outerjoin(stored, stored.c.folder_id == Folder.id)
        ).all()
    by_account: dict[str | None, list[FolderRow]] = {}
    for folder, count in folders:
        by_account.setdefault(folder.account_id, []).append(
            FolderRow(
                folder.id,
                folder.account_id,
                folder.name,
                folder.role,
                folder.total,
                count or 0,
                folder.synced,
                folder.error,
            )
        )
    return [
        AccountRow(
            a.id,
            a.email,
            a.display_name,
            a.username,
            a.imap_host,
            a.imap_port,
            a.imap_security,
            a.smtp_host,
            a.smtp_port,
            a.smtp_security,
            a.provider,
            a.enabled,
            tuple(sorted(by_account.get(a.id, []), key=lambda f: (f.role == "", f.name))),
            a.auth,
            a.oauth_issuer,
        )
        for a in accounts
    ]
