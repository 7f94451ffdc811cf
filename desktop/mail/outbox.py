"""The outbox's way to the server: exactly once to the recipient, exactly once in Sent, whatever crashes when.

queued -> attempted (committed before a byte of the message goes out) -> accepted (the server said yes)
-> filed (it stands in Sent). A row found `attempted` at start, or whose connection broke after the
content was handed over, is looked up in Sent by its Message-ID; when it is not there, it comes back
to the user as a failed draft with the reason: it is never sent again by itself (RFC 1047).
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from desktop.mail.smtp import OutcomeUnknown, SmtpConnection
from desktop.mail.transport import ImapConnection
from desktop.runtime.clock import Clock
from desktop.runtime.errors import Retryable, UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.mail import Account, Folder, OutboxMessage
from desktop.store.unit import Unit
from desktop.store.workspace import Store

log = logging.getLogger(__name__)

_BACKOFF = (30, 60, 300, 900, 3600)


@dataclass(frozen=True)
class Sent:
    """What the hook of the composition root is told when the server has accepted a mail."""

    outbox_id: str
    thread_id: int | None
    customer_id: str | None
    quote_id: str | None
    subject: str
    follow_up_days: int | None
    sent_at: datetime


SentHook = Callable[[Unit, Sent], None]


@dataclass(frozen=True)
class Delivered:
    """What became of one mail: its new state, and why when it did not go out."""

    outbox_id: str
    state: str
    message: str = ""


class Outbox:
    """Delivers one account's waiting mail over connections that the caller opens."""

    def __init__(self, store: Store, account_id: str, clock: Clock, on_sent: SentHook) -> None:
        self._store, self._account_id, self._clock, self._on_sent = (
            store,
            account_id,
            clock,
            on_sent,
        )

    def waiting(self) -> int:
        """Return how many mails are due now or wait for a look into Sent."""
        return len(self._ids(("queued", "attempted", "accepted"), due_only=True))

    def deliver(
        self, open_smtp: Callable[[], SmtpConnection], imap: ImapConnection
    ) -> list[Delivered]:
        """Send what is due and file what was accepted.

        `open_smtp` gives a connection already logged in; `imap` is logged in, with no folder that
        must stay selected. Raises Retryable when the servers cannot be reached (rows stay queued).
        """
        done = [self._settle_unknown(key, imap) for key in self._ids(("attempted",))]
        queued = self._ids(("queued",), due_only=True)
        if queued:
            with open_smtp() as smtp:
                done += [self._send(key, smtp) for key in queued]
        done += [self._file(key, imap) for key in self._ids(("accepted",))]
        unknown = [d.outbox_id for d in done if d.state == "attempted"]
        done += [self._settle_unknown(key, imap) for key in unknown]
        return list({d.outbox_id: d for d in done}.values())  # of each mail where it stands now

    def _ids(self, states: tuple[str, ...], *, due_only: bool = False) -> list[str]:
        query = (
            sa.select(OutboxMessage.id)
            .where(
                OutboxMessage.account_id == self._account_id,
                OutboxMessage.state.in_(states),
                OutboxMessage.deleted_at.is_(None),
            )
            .order_by(OutboxMessage.created_at)
        )
        if due_only:
            query = query.where(
                sa.or_(
                    OutboxMessage.not_before.is_(None),
                    OutboxMessage.not_before <= self._clock.now(),
                )
            )
        with self._store.read() as session:
            return list(session.scalars(query))

    def _send(self, key: str, smtp: SmtpConnection) -> Delivered:
        taken = self._attempt(key)
        if taken is None:
            return Delivered(key, "cancelled")
        sender, recipients, raw = taken
        try:
            accepted = smtp.send(sender, recipients, raw)
        except OutcomeUnknown as error:
            return Delivered(key, "attempted", error.message)
        except Retryable as error:
            self._put_back(key, error)
            return Delivered(key, "queued", error.message)
        except UserFacing as error:
            return self._fail(key, f"{error.message} {error.hint}".strip())
        return self._accept(key, accepted.refused)

    def _attempt(self, key: str) -> tuple[str, tuple[str, ...], bytes] | None:
        """Mark the row as attempted, for good, and return what goes out; None if cancelled meanwhile."""
        with self._store.write("outbox") as unit:
            row = unit.session.get(OutboxMessage, key)
            account = unit.session.get(Account, self._account_id)
            if row is None or account is None or row.state != "queued" or row.mime is None:
                return None
            row.state, row.attempts = "attempted", row.attempts + 1
            return account.email, tuple(row.recipients), row.mime

    def _accept(self, key: str, refused: dict[str, str]) -> Delivered:
        now = self._clock.now()
        with self._store.write("outbox") as unit:
            row = self._row(unit, key)
            row.state, row.accepted_at = "accepted", now
            row.error = "; ".join(f"{a}: {said}" for a, said in refused.items())
            self._tell(unit, row, now)
            return Delivered(key, "accepted", row.error)

    def _tell(self, unit: Unit, row: OutboxMessage, now: datetime) -> None:
        self._on_sent(
            unit,
            Sent(
                row.id,
                row.thread_id,
                row.customer_id,
                row.quote_id,
                row.subject,
                row.follow_up_days,
                now,
            ),
        )

    def _put_back(self, key: str, error: Retryable) -> None:
        with self._store.write("outbox") as unit:
            row = self._row(unit, key)
            wait = _BACKOFF[min(row.attempts, len(_BACKOFF)) - 1]
            row.state, row.error = "queued", error.message
            row.not_before = error.retry_at or self._clock.now() + timedelta(seconds=wait)

    def _fail(self, key: str, reason: str) -> Delivered:
        with self._store.write("outbox") as unit:
            row = self._row(unit, key)
            row.state, row.error = "failed", reason
        return Delivered(key, "failed", reason)

    def _settle_unknown(self, key: str, imap: ImapConnection) -> Delivered:
        """Decide about a mail nobody knows the fate of: in Sent it was sent, else the user decides."""
        with self._store.read() as session:
            row = session.get(OutboxMessage, key)
        if row is None:
            return Delivered(key, "cancelled")
        if self._in_sent(imap, row.message_id):
            now = self._clock.now()
            with self._store.write("outbox") as unit:
                found = self._row(unit, key)
                found.state, found.accepted_at, found.filed_at = "filed", now, now
                self._tell(unit, found, now)
            return Delivered(key, "filed")
        return self._fail(
            key,
            _(
                "The connection broke while this mail was handed over: it may have arrived. "
                "Ask the recipient, or send it again."
            ),
        )

    def _file(self, key: str, imap: ImapConnection) -> Delivered:
        """Put an accepted mail into Sent unless it stands there already or the server does it."""
        with self._store.read() as session:
            row = session.get(OutboxMessage, key)
            account = session.get(Account, self._account_id)
        if row is None or account is None:
            return Delivered(key, "cancelled")
        sent = self._sent_folder()
        if not account.saves_sent and sent and row.mime is not None:
            try:
                if not self._in_sent(imap, row.message_id):
                    imap.append(sent, row.mime)
            except (Retryable, UserFacing) as error:
                log.warning("filing in Sent put off: %s", error.code)
                return Delivered(key, "accepted", error.message)
        with self._store.write("outbox") as unit:
            found = self._row(unit, key)
            found.state, found.filed_at = "filed", self._clock.now()
        return Delivered(key, "filed")

    def _in_sent(self, imap: ImapConnection, message_id: str) -> bool:
        sent = self._sent_folder()
        if not sent:
            return False
        imap.select(sent)
        return bool(imap.find_message_id(message_id))

    def _sent_folder(self) -> str:
        query = sa.select(Folder.wire_name).where(
            Folder.account_id == self._account_id, Folder.role == "sent"
        )
        with self._store.read() as session:
            return session.scalar(query) or ""

    @staticmethod
    def _row(unit: Unit, key: str) -> OutboxMessage:
        row = unit.session.get(OutboxMessage, key)
        assert row is not None
        return row
