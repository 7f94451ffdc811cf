"""Drafts in the server's folder of drafts: saved when put away and seldom while written, one copy each, gone when sent.

A draft keeps one Message-ID through all its versions. A new version is appended first, then every older one of ours is
deleted: whatever breaks off in between, the next time leaves one. What another program saved under that Message-ID is
not ours (`draft_copies.py`) and stays. Never more often than every three minutes while it is open (MAIL.md 2.16:
engines that saved at each pause made thousands, and an account was blocked).
"""

import hashlib
import json
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.mail import draft_copies, imap_changes
from desktop.mail.draft import Draft, as_json, read
from desktop.mail.draft_removal import REMOVE
from desktop.mail.imap_changes import Refused
from desktop.mail.mime.build import build, new_message_id
from desktop.mail.outgoing import compose
from desktop.mail.transport import ImapConnection
from desktop.runtime.clock import Clock
from desktop.runtime.errors import UserFacing
from desktop.store.schema.mail import Account, Folder, MailAction, OutboxMessage
from desktop.store.workspace import Store

log = logging.getLogger(__name__)

EVERY = timedelta(minutes=3)
_WRITTEN = ("draft", "failed")
_KEPT = ("draft", "failed", "queued", "attempted", "cancelled")


@dataclass(frozen=True, slots=True)
class _Due:
    """A row whose copy on the server is to be made or replaced."""

    id: str
    known: dict[str, Any]
    draft: Draft
    digest: str


class ServerDrafts:
    """Saves the drafts of one account on its server. Used by one thread."""

    def __init__(self, store: Store, account_id: str, clock: Clock) -> None:
        self._store, self._account_id, self._clock = store, account_id, clock

    def due(self) -> bool:
        """Tell whether something is to be saved now."""
        return bool(self._wanted())

    def run(self, imap: ImapConnection) -> int:
        """Save what is due; returns how many. Raises Retryable when the connection breaks."""
        done = 0
        for due in self._wanted():
            folder = drafts_folder(self._store, self._account_id)
            if not folder:
                return done
            try:
                self._save(imap, folder, due)
                done += 1
            except (Refused, UserFacing) as error:
                log.warning("a draft was not kept on the server: %s", type(error).__name__)
                self._put_off(due)
        return done

    def _wanted(self) -> list[_Due]:
        query = sa.select(OutboxMessage).where(
            OutboxMessage.account_id == self._account_id,
            OutboxMessage.state.in_(_WRITTEN),
            OutboxMessage.deleted_at.is_(None),
        )
        with self._store.read() as session:
            rows = session.scalars(query).all()
            return [due for row in rows if (due := self._due_of(row))]

    def _due_of(self, row: OutboxMessage) -> _Due | None:
        known = dict(row.server_draft or {})
        draft = read(row)
        digest = digest_of(draft)
        if digest == known.get("digest") or not (draft.text.strip() or draft.files or draft.to):
            return None
        since = known.get("at") or row.created_at.timestamp()
        if not known.get("closed") and self._now() - since < EVERY.total_seconds():
            return None
        return _Due(row.id, known, draft, digest)

    def _save(self, imap: ImapConnection, folder: str, due: _Due) -> None:
        known = due.known
        if not known.get("message_id"):
            known = {**known, "message_id": new_message_id(self._address())}
        mail = compose(self._store, due.draft, self._clock.now(), message_id=known["message_id"])
        raw = build(mail, with_bcc=True)
        known = draft_copies.going(known, raw)
        if not self._begin(due, known):
            return
        before = draft_copies.ours(imap, folder, known)
        uid = imap.append(folder, raw, flags=("\\Seen", "\\Draft"))
        opened = imap_changes.open_folder(imap, folder)
        if uid is None:
            uid = max(draft_copies.ours(imap, folder, known) - before, default=None)
        old = before - {uid}
        if old:
            imap_changes.expunge(imap, sorted(old))
        known = draft_copies.arrived(known, opened.uidvalidity, uid)
        self._note(due, {**known, "digest": due.digest, "at": self._now()})

    def _begin(self, due: _Due, known: dict[str, Any]) -> bool:
        """Note what goes to the server before it does: so it is found again, and goes when the draft does.

        False when it was thrown away or given to another account since it was looked up: nobody would remove its copy.
        """
        with self._store.write("sync") as unit:
            row = unit.session.get(OutboxMessage, due.id)
            if row is None or row.state not in _WRITTEN or not self._is_here(row):
                return False
            _set_known(row, known)
            return True

    def _put_off(self, due: _Due) -> None:
        """Try again when it is changed, not before."""
        with self._store.write("sync") as unit:
            row = unit.session.get(OutboxMessage, due.id)
            if row is not None:
                row.server_draft = {**row.server_draft, "digest": due.digest, "at": self._now()}

    def _note(self, due: _Due, known: dict[str, Any]) -> None:
        with self._store.write("sync") as unit:
            row = unit.session.get(OutboxMessage, due.id)
            if row is not None and self._is_here(row):  # else its removal is owed already
                _set_known(row, known)

    def _is_here(self, row: OutboxMessage) -> bool:
        """Whether it is still a draft of this account."""
        return row.deleted_at is None and row.account_id == self._account_id

    def _address(self) -> str:
        with self._store.read() as session:
            row = session.get(Account, self._account_id)
            return row.email if row is not None else ""

    def _now(self) -> float:
        now: datetime = self._clock.now()
        return now.timestamp()


def _set_known(row: OutboxMessage, known: dict[str, Any]) -> None:
    row.server_draft = {**known, "closed": dict(row.server_draft or {}).get("closed", False)}


def drafts_folder(store: Store, account_id: str) -> str:
    """Return the wire name of an account's folder of drafts, "" when it has none."""
    query = sa.select(Folder.wire_name).where(
        Folder.account_id == account_id, Folder.role == "drafts"
    )
    with store.read() as session:
        return session.scalar(query) or ""


def remove(store: Store, imap: ImapConnection, account_id: str, known: dict[str, Any]) -> None:
    """Delete the copies of a draft on the server. Raises Refused, Retryable."""
    folder = drafts_folder(store, account_id)
    copies = draft_copies.ours(imap, folder, known) if folder else set()
    if copies:
        imap_changes.expunge(imap, sorted(copies))


def digest_of(draft: Draft) -> str:
    """Return what changes when the mail does, and not when only the composer's own notes do."""
    data = as_json(draft)
    for name in ("extra", "not_before", "scheduled", "follow_up_days", "template_name"):
        data.pop(name, None)
    text = json.dumps(data, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def known_copies(session: Session) -> list[dict[str, Any]]:
    """Return what is known of the copies on servers of all drafts of ours, also of those about to be removed."""
    known = session.scalars(
        sa.select(OutboxMessage.server_draft).where(OutboxMessage.state.in_(_KEPT))
    )
    owed = session.scalars(sa.select(MailAction.args).where(MailAction.kind == REMOVE))
    return [dict(item) for item in (*known, *owed) if item and item.get("message_id")]
