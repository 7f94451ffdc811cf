"""Figures of a workspace, and whether its files, index and links agree."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.raw import Piece
from desktop.store.reindex import Apart, rebuild, undivided
from desktop.store.schema.customers import Contact, Customer
from desktop.store.schema.documents import IssuedDocument
from desktop.store.schema.mail import (
    Account,
    Message,
    OutboxMessage,
    Placement,
    Quarantine,
    RawPiece,
    Thread,
)
from desktop.store.schema.orders import SalesOrder
from desktop.store.schema.products import Product
from desktop.store.schema.quotes import Quote
from desktop.store.schema.work import FollowUp
from desktop.store.schema.workspace import JournalEntry, Workspace
from desktop.store.workspace import Store

_RAW_SAMPLE = 200


@dataclass(frozen=True)
class Figures:
    """What a workspace holds, and the bytes it takes."""

    name: str
    is_sample: bool
    accounts: int
    messages: int
    threads: int
    linked_threads: int
    customers: int
    contacts: int
    products: int
    quotes: int
    orders: int
    documents: int
    open_follow_ups: int
    waiting_mails: int
    put_aside: int
    journal_entries: int
    database_bytes: int
    raw_bytes: int


def is_sample(store: Store) -> bool:
    """Tell whether this workspace is the sample company, whose mail servers do not exist."""
    with store.read() as session:
        workspace = session.get(Workspace, 1)
        return workspace is not None and workspace.is_sample


def figures(store: Store) -> Figures:
    """Count what the workspace holds."""
    with store.read() as session:
        workspace = session.get(Workspace, 1)
        assert workspace is not None

        def count(model: type, *conditions: sa.ColumnElement[bool]) -> int:
            query = sa.select(sa.func.count()).select_from(model).where(*conditions)
            if hasattr(model, "deleted_at"):
                query = query.where(model.deleted_at.is_(None))
            return session.scalar(query) or 0

        return Figures(
            name=workspace.name,
            is_sample=workspace.is_sample,
            accounts=count(Account),
            messages=count(Message),
            threads=count(Thread),
            linked_threads=count(Thread, Thread.customer_id.is_not(None)),
            customers=count(Customer),
            contacts=count(Contact),
            products=count(Product),
            quotes=count(Quote),
            orders=count(SalesOrder),
            documents=count(IssuedDocument),
            open_follow_ups=count(FollowUp, FollowUp.state == "open"),
            waiting_mails=count(OutboxMessage, OutboxMessage.state.in_(("queued", "attempted"))),
            put_aside=count(Quarantine),
            journal_entries=count(JournalEntry),
            database_bytes=store.profile.database.stat().st_size,
            raw_bytes=store.raw.size(),
        )


def check(store: Store, *, repair: bool = False, apart: Apart = undivided) -> list[str]:
    """Return what does not agree, in words; empty when all is well.

    With `repair` the search index is made anew from the texts first; `apart` tells own from quoted words in it.
    """
    found = store.problems()
    if repair:
        rebuild(store, apart)
    with store.read() as session:
        found += _index_problems(session)
        found += _mail_problems(session)
        sample = session.execute(
            sa.select(RawPiece.sha256, RawPiece.pack, RawPiece.offset, RawPiece.length)
            .order_by(sa.func.random())
            .limit(_RAW_SAMPLE)
        ).all()
    damaged = sum(
        not _readable(store, row.sha256, row.pack, row.offset, row.length) for row in sample
    )
    if damaged:
        found.append(
            _("{count} of {all} stored messages looked at cannot be read.").format(
                count=damaged, all=len(sample)
            )
        )
    return found


def _readable(store: Store, sha256: str, pack: int, offset: int, length: int) -> bool:
    try:
        store.raw.read(sha256, Piece(pack, offset, length))
    except UserFacing:
        return False
    return True


def _index_problems(session: Session) -> list[str]:
    messages = session.scalar(sa.select(sa.func.count()).select_from(Message)) or 0
    indexed = session.execute(sa.text("SELECT count(*) FROM message_fts_docsize")).scalar_one()
    if messages == indexed:
        return []
    return [
        _(
            "The search index holds {indexed} of {all} messages: run `profile check --repair`."
        ).format(indexed=indexed, all=messages)
    ]


def _mail_problems(session: Session) -> list[str]:
    checks = (
        (
            _("{count} messages lie in no folder."),
            sa.select(sa.func.count())
            .select_from(Message)
            .where(~sa.exists().where(Placement.message_id == Message.id)),
        ),
        (
            _("{count} messages belong to no conversation."),
            sa.select(sa.func.count())
            .select_from(Message)
            .where(~sa.exists().where(Thread.id == Message.thread_id)),
        ),
        (
            _("{count} messages have lost their stored copy."),
            sa.select(sa.func.count())
            .select_from(Message)
            .where(
                Message.body_state == "full",
                ~sa.exists().where(RawPiece.sha256 == Message.sha256),
            ),
        ),
    )
    found = []
    for words, query in checks:
        count = session.scalar(query) or 0
        if count:
            found.append(words.format(count=count))
    return found
