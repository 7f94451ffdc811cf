"""Drafts in the server's folder of drafts: saved when put away and seldom while written, one copy each, gone when sent.

A draft keeps one Message-ID through all its versions. A new version is appended first, then every older one with that
Message-ID is deleted: whatever breaks off in between, the next time leaves one. Never more often than every three
minutes while it is open (MAIL.md 2.16: engines that saved at each pause made thousands, and an account was blocked).
"""

import hashlib
import json
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.mail import imap_changes
from desktop.mail.draft import Draft, as_json, read
from desktop.mail.imap_changes import Refused
from desktop.mail.mime.build import build, new_message_id
from desktop.mail.outgoing import compose
from desktop.mail.transport import ImapConnection
from desktop.runtime.clock import Clock
from desktop.runtime.errors import UserFacing
from desktop.store.schema.mail import Account, Folder, MailAction, OutboxMessage
from desktop.store.unit import Unit
from desktop.store.workspace import Store

log = logging.getLogger(__name__)

EVERY = timedelta(minutes=3)
_WRITTEN = ("draft", "failed")
_KEPT = ("draft", "failed", "queued", "attempted", "cancelled")
REMOVE = "remove_draft"
"""Kind of the row in the queue of mail actions that takes a draft off the server."""


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
                # tried again when it is changed, not before
                self._note(due, {**due.known, "digest": due.digest, "at": self._now()})
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
            sender = self._address()
            known = {**known, "message_id": new_message_id(sender)}
            self._note(due, known)  # before the server hears of it: what it gets can be found again
        before = _copies(imap, folder, known)
        mail = compose(self._store, due.draft, self._clock.now(), message_id=known["message_id"])
        uid = imap.append(folder, build(mail, with_bcc=True), draft=True)
        opened = imap_changes.open_folder(imap, folder)
        old = before - {uid}
        if old:
            imap_changes.expunge(imap, sorted(old))
        self._note(
            due,
            {
                **known,
                "uid": uid or 0,
                "uidvalidity": opened.uidvalidity,
                "digest": due.digest,
                "at": self._now(),
            },
        )

    def _note(self, due: _Due, known: dict[str, Any]) -> None:
        with self._store.write("sync") as unit:
            row = unit.session.get(OutboxMessage, due.id)
            if row is not None:
                closed = dict(row.server_draft or {}).get("closed", False)
                row.server_draft = {**known, "closed": closed} if known else {}

    def _address(self) -> str:
        with self._store.read() as session:
            row = session.get(Account, self._account_id)
            return row.email if row is not None else ""

    def _now(self) -> float:
        now: datetime = self._clock.now()
        return now.timestamp()


def drafts_folder(store: Store, account_id: str) -> str:
    """Return the wire name of an account's folder of drafts, "" when it has none."""
    query = sa.select(Folder.wire_name).where(
        Folder.account_id == account_id, Folder.role == "drafts"
    )
    with store.read() as session:
        return session.scalar(query) or ""


def owe_removal(unit: Unit, row: OutboxMessage) -> None:
    """Queue that the copies of a draft go from the server: it was sent, or thrown away."""
    known = dict(row.server_draft or {})
    row.server_draft = {}
    if known.get("message_id"):
        unit.session.add(
            MailAction(
                account_id=row.account_id,
                message_id=None,
                kind=REMOVE,
                args=known,
                created_at=int(time()),
            )
        )
        unit.touch("mail_action", [row.id])


def remove(store: Store, imap: ImapConnection, account_id: str, known: dict[str, Any]) -> None:
    """Delete the copies of a draft on the server. Raises Refused, Retryable."""
    folder = drafts_folder(store, account_id)
    copies = _copies(imap, folder, known) if folder else set()
    if copies:
        imap_changes.expunge(imap, sorted(copies))


def _copies(imap: ImapConnection, folder: str, known: dict[str, Any]) -> set[int]:
    """The UIDs of a draft's versions on the server; the folder is open afterwards."""
    opened = imap_changes.open_folder(imap, folder)
    found = set(imap.find_message_id(str(known["message_id"])))
    if known.get("uid") and known.get("uidvalidity") == opened.uidvalidity:
        found |= imap_changes.present(imap, [int(known["uid"])])
    return found


def digest_of(draft: Draft) -> str:
    """Return what changes when the mail does, and not when only the composer's own notes do."""
    data = as_json(draft)
    for name in ("extra", "not_before", "scheduled", "follow_up_days", "template_name"):
        data.pop(name, None)
    text = json.dumps(data, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def own_message_ids(session: Session) -> set[str]:
    """Return the Message-IDs under which drafts of ours stand on servers."""
    known = session.scalars(
        sa.select(OutboxMessage.server_draft).where(OutboxMessage.state.in_(_KEPT))
    )
    owed = session.scalars(sa.select(MailAction.args).where(MailAction.kind == REMOVE))
    return {str(i) for item in (*known, *owed) if (i := dict(item or {}).get("message_id"))}
