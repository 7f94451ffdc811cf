"""Gives back what a narrower choice no longer keeps: the bytes of mails that the server still has, never their text."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.mail import accounts
from desktop.mail.folder_choice import Plan, keeps_bodies
from desktop.mail.folder_rows import DELETING
from desktop.mail.storage import cutoff
from desktop.mail.thread_rows import chunks
from desktop.store import raw_compact
from desktop.store.schema.mail import Folder, Message, OutboxMessage, Placement, RawPiece
from desktop.store.workspace import Store

_STEP = 1_000
_SAVED_SECONDS = (
    2.0  # a file is in the store before the draft that names it: a composer saves within a second
)
_ON_ITS_WAY = ("draft", "queued", "attempted", "accepted", "failed")


@dataclass(frozen=True)
class Freed:
    """Mails whose bytes are no longer kept here, and bytes given back to the disk."""

    mails: int
    size: int


def freeable(store: Store, account: str, plan: Plan) -> Freed:
    """Return what `plan` would give back of an account. Raises UserFacing (`no_account`)."""
    with store.read() as session:
        row = accounts.find(session, account)
        ids = _droppable(row.id, plan).subquery()
        found = session.execute(
            sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(RawPiece.length), 0))
            .select_from(ids)
            .join(RawPiece, RawPiece.sha256 == ids.c.sha256)
        ).one()
    return Freed(int(found[0]), int(found[1]))


def free(
    store: Store,
    account: str,
    plan: Plan,
    *,
    tell: Callable[[int, int], object] = lambda _done, _all: None,
) -> Freed:
    """Drop the bytes that `plan` does not keep and give their room back to the disk.

    Text, files' names and search index stay; a mail is fetched again when it is opened. `tell(done, all)` counts
    mails. Raises UserFacing (`no_account`; `disk_full`: nothing is lost, what could be given back is).
    """
    with store.read() as session:
        row = accounts.find(session, account)
        found = session.execute(_droppable(row.id, plan)).all()
        account_id = row.id
    dropped = 0
    for part in chunks([r.id for r in found], _STEP):
        with store.write("free_space") as unit:
            # asked again: a mail may have left the server since
            enclosed = _enclosed(unit.session)
            rows = unit.session.execute(
                _droppable(account_id, plan).where(Message.id.in_(part))
            ).all()
            left = [row for row in rows if row.sha256 not in enclosed]
            unit.session.execute(
                sa.delete(RawPiece).where(RawPiece.sha256.in_([r.sha256 for r in left]))
            )
            ids = [r.id for r in left]
            unit.session.execute(
                sa.update(Message).where(Message.id.in_(ids)).values(body_state="text")
            )
            unit.touch("message", ids)
        dropped += len(left)
        tell(dropped, len(found))
    _drop_ownerless(store)
    done = raw_compact.compact(store)
    return Freed(dropped, done.freed)


def _drop_ownerless(store: Store) -> None:
    """Bytes of mails that were deleted belong to nobody, unless a mail being written encloses them."""
    owned = sa.select(Message.id).where(Message.sha256 == RawPiece.sha256).exists()
    with store.read() as session:
        gone = set(session.scalars(sa.select(RawPiece.sha256).where(~owned)))
        gone -= _enclosed(session)
    if gone:
        time.sleep(_SAVED_SECONDS)
    for part in chunks(sorted(gone), _STEP):
        with store.write("free_space") as unit:
            left = set(part) - _enclosed(unit.session)  # asked again: a draft may name it by now
            unit.session.execute(sa.delete(RawPiece).where(RawPiece.sha256.in_(left), ~owned))


def _enclosed(session: Session) -> set[str]:
    """The files of all mails in the outbox, of drafts too: their bytes lie beside the mails'."""
    found: set[str] = set()
    for draft in session.scalars(sa.select(OutboxMessage.draft)):
        found |= {str(file.get("sha256", "")) for file in (draft or {}).get("files") or ()}
    return found


def _droppable(account_id: str, plan: Plan) -> "sa.Select[int, str | None]":
    """Whole mails outside of the plan that lie on the server, in no local folder and in nothing on its way out."""
    query = (
        sa.select(Message.id, Message.sha256)
        .where(
            Message.account_id == account_id,
            Message.body_state == "full",
            Message.sha256.is_not(None),
            Message.message_id.not_in(_going_out(account_id)),
            _on_server(account_id),
            ~_local(),
        )
        .order_by(Message.id)
    )
    since = cutoff(plan.offline_months)
    outside = [~_kept(plan)]
    if since is not None:
        outside.append(Message.sort_time < since)
    if plan.fetch_limit:
        outside.append(Message.size > plan.fetch_limit)
    return query.where(sa.or_(*outside))


def _on_server(account_id: str) -> sa.ColumnElement[bool]:
    return (
        sa.select(Placement.message_id)
        .join(Folder, Folder.id == Placement.folder_id)
        .where(
            Placement.message_id == Message.id,
            Placement.uid > 0,
            Placement.uidvalidity == Folder.uidvalidity,
            Folder.account_id == account_id,
            Folder.state != DELETING,
        )
        .exists()
    )


def _local() -> sa.ColumnElement[bool]:
    return (
        sa.select(Placement.message_id)
        .join(Folder, Folder.id == Placement.folder_id)
        .where(Placement.message_id == Message.id, Folder.account_id.is_(None))
        .exists()
    )


def _kept(plan: Plan) -> sa.ColumnElement[bool]:
    bodies = [i for i, (synced, keep) in plan.folders.items() if synced and keeps_bodies(keep)]
    return (
        sa.select(Placement.message_id)
        .where(Placement.message_id == Message.id, Placement.folder_id.in_(bodies))
        .exists()
    )


def _going_out(account_id: str) -> "sa.Select[str]":
    return sa.select(OutboxMessage.message_id).where(
        OutboxMessage.account_id == account_id,
        OutboxMessage.state.in_(_ON_ITS_WAY),
        OutboxMessage.deleted_at.is_(None),
    )
