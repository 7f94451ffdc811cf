"""The outbox's way to the server: exactly once to the recipient, exactly once in Sent, whatever crashes when.

queued -> attempted (committed when the content is handed over and only its final dot is missing: without the dot no
server delivers) -> accepted (the server said yes) -> filed (it stands in Sent). A row found `attempted` at start, or
whose connection broke after the dot, is looked up in Sent; when it is not there, it comes back to the user as a failed
draft with the reason: it is never sent again by itself (RFC 1047).
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from desktop.mail.actions import act_in
from desktop.mail.draft import read
from desktop.mail.draft_removal import owe_removal
from desktop.mail.drafts import ARRIVED, UNKNOWN
from desktop.mail.identities import sender_of
from desktop.mail.mime.build import wire_address
from desktop.mail.outgoing import filed
from desktop.mail.sent_folder import SentFolder
from desktop.mail.smtp import Accepted, OutcomeUnknown, SmtpConnection, Withdrawn
from desktop.mail.transport import ImapConnection
from desktop.runtime.clock import Clock
from desktop.runtime.errors import Retryable, TradepostError, UserFacing
from desktop.runtime.i18n import _
from desktop.store.schema.mail import Account, OutboxMessage
from desktop.store.unit import Unit
from desktop.store.workspace import Store

log = logging.getLogger(__name__)

_BACKOFF = (30, 60, 300, 900, 3600)
_APPEARS_WITHIN = timedelta(
    seconds=60
)  # a provider that files sent mail by itself has done it then


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


@dataclass(frozen=True, slots=True)
class _Taken:
    """What goes out of one row. `message_id` tells it from what the user may queue in the same row meanwhile."""

    message_id: str
    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    dsn: bool


class Outbox:
    """Delivers one account's waiting mail over connections that the caller opens."""

    def __init__(self, store: Store, account_id: str, clock: Clock, on_sent: SentHook) -> None:
        self._store, self._account_id = store, account_id
        self._clock, self._on_sent = clock, on_sent
        self._sent = SentFolder(store, account_id)
        self.not_filed: TradepostError | None = None
        """What kept the last `settle` from filing a mail that was accepted."""

    def waiting(self) -> int:
        """Return how many mails are due now or wait for a look into Sent."""
        return len(self.due()) + self.to_settle()

    def due(self) -> frozenset[str]:
        """Return the ids of the mails that are to go out now."""
        return frozenset(self._ids(("queued",), due_only=True))

    def to_settle(self) -> int:
        """Return how many mails wait for a look into Sent."""
        return len(self._ids(("attempted", "accepted"), due_only=True))

    def send_queued(self, open_smtp: Callable[[], SmtpConnection]) -> list[Delivered]:
        """Send what is due; `settle` files it when the mailbox can be asked.

        `open_smtp` gives a connection already logged in. Raises what it raises when nothing could be sent: Retryable
        (nobody answers) or UserFacing (the login is refused). The rows stay queued then, with that reason on them.
        """
        done: list[Delivered] = []
        smtp: SmtpConnection | None = None
        try:
            for key in self._ids(("queued",), due_only=True):
                if smtp is None or not smtp.is_open:
                    smtp = open_smtp()
                done.append(self._send(key, smtp))
        except (Retryable, UserFacing) as error:
            self._note_reason(error)
            if not done:
                raise  # nobody can be reached; what was sent before is told first
        finally:
            if smtp is not None:
                smtp.close()
        return done

    def settle(self, imap: ImapConnection) -> list[Delivered]:
        """Decide about mail of unknown fate and file what was accepted.

        `imap` is logged in, with no folder that must stay selected. What keeps a mail from being filed is in
        `not_filed` afterwards. Raises Retryable.
        """
        self.not_filed = None
        done = [self._settle_unknown(key, imap) for key in self._ids(("attempted",))]
        done += self._file_all(imap)
        return list({d.outbox_id: d for d in done}.values())  # of each mail where it stands now

    def _file_all(self, imap: ImapConnection) -> list[Delivered]:
        done = []
        for key in self._ids(("accepted",)):
            done.append(self._file(key, imap))
            if isinstance(self.not_filed, Retryable):  # the others would hear the same
                break
        return done

    def standing(self) -> list[Delivered]:
        """Return where the mails stand that are not done, and why."""
        keys = self._ids(("queued", "attempted", "accepted"), due_only=True)
        with self._store.read() as session:
            rows = session.scalars(sa.select(OutboxMessage).where(OutboxMessage.id.in_(keys)))
            return [Delivered(row.id, row.state, row.error) for row in rows]

    def _note_reason(self, error: TradepostError) -> None:
        """Say on the mails that wait why they do."""
        said = (error.message, error.hint if isinstance(error, UserFacing) else "")
        reason = " ".join(part for part in said if part)
        keys = self._ids(("queued",), due_only=True)
        with self._store.read() as session:
            rows = session.scalars(sa.select(OutboxMessage).where(OutboxMessage.id.in_(keys)))
            silent = [row.id for row in rows if (row.error, row.error_code) != (reason, error.code)]
        if not silent:
            return
        with self._store.write("outbox") as unit:
            for key in silent:
                row = self._row(unit, key)
                if row.state == "queued":
                    row.error, row.error_code = reason, error.code

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
        taken = self._load(key)
        if taken is None:
            return Delivered(key, "cancelled")
        try:
            accepted = smtp.send(
                taken.sender,
                taken.recipients,
                taken.raw,
                report_as=key if taken.dsn else "",
                before_end=lambda: self._attempt(key, taken.message_id),
            )
        except Withdrawn:
            return Delivered(key, "cancelled")
        except OutcomeUnknown as error:
            return Delivered(key, "attempted", error.message)
        except Retryable as error:
            return self._put_back(key, taken.message_id, error)
        except UserFacing as error:
            return self._fail(
                key,
                taken.message_id,
                " ".join(p for p in (error.message, error.safe, error.hint) if p),
                error.code,
            )
        return self._accept(key, accepted, wanted_report=taken.dsn)

    def _load(self, key: str) -> "_Taken | None":
        with self._store.read() as session:
            row = session.get(OutboxMessage, key)
            if row is None or row.state != "queued" or row.mime is None:
                return None
            identity = sender_of(session, self._account_id, read(row).from_address)
            if identity is None:
                return None
            return _Taken(
                row.message_id,
                wire_address(identity.address),
                tuple(row.recipients),
                row.mime,
                row.dsn,
            )

    def _attempt(self, key: str, message_id: str) -> bool:
        """Mark the row as attempted, on the disk, before the final dot.

        False when it was cancelled meanwhile, also when something else was written and queued in its place since.
        """
        with self._store.write("outbox", durable=True) as unit:
            row = _going(unit, key, message_id)
            if row is None or row.state != "queued":
                return False
            row.state, row.attempts = "attempted", row.attempts + 1
            return True

    def _accept(self, key: str, accepted: Accepted, *, wanted_report: bool) -> Delivered:
        now = self._clock.now()
        with self._store.write("outbox", durable=True) as unit:
            row = self._row(unit, key)
            row.state, row.accepted_at = "accepted", now
            row.error = "; ".join(f"{a}: {said}" for a, said in accepted.refused.items())
            row.error_code = ""
            if wanted_report and not accepted.reporting:
                row.dsn = False
                row.error = _("The mail server cannot report delivery.")
            self._tell(unit, row, now)
            return Delivered(key, "accepted", row.error)

    def _tell(self, unit: Unit, row: OutboxMessage, now: datetime) -> None:
        """It went out: its draft goes, the answered mail says so, and the customer side hears of it."""
        owe_removal(unit, row)
        if row.in_reply_to is not None:
            act_in(unit, "answered", [row.in_reply_to])
        forwarded = dict(row.draft.get("extra") or {}).get("forwards")
        if forwarded:
            act_in(unit, "forwarded", [int(forwarded)])
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

    def _put_back(self, key: str, message_id: str, error: Retryable) -> Delivered:
        with self._store.write("outbox") as unit:
            row = _going(unit, key, message_id)
            if row is None:  # taken back while it was handed over: it stays the user's
                return Delivered(key, "cancelled")
            if row.state == "queued":  # not even attempted: this try counts too
                row.attempts += 1
            wait = _BACKOFF[min(row.attempts, len(_BACKOFF)) - 1]
            row.state, row.error, row.error_code = "queued", error.message, error.code
            row.not_before = error.retry_at or self._clock.now() + timedelta(seconds=wait)
        return Delivered(key, "queued", error.message)

    def _fail(self, key: str, message_id: str, reason: str, code: str) -> Delivered:
        with self._store.write("outbox") as unit:
            row = _going(unit, key, message_id)
            if row is None:
                return Delivered(key, "cancelled")
            row.state, row.error, row.error_code = "failed", reason, code
        return Delivered(key, "failed", reason)

    def _settle_unknown(self, key: str, imap: ImapConnection) -> Delivered:
        """Decide about a mail nobody knows the fate of: in Sent it was sent, else the user decides."""
        with self._store.read() as session:
            row = session.get(OutboxMessage, key)
            account = session.get(Account, self._account_id)
        if row is None or account is None:
            return Delivered(key, "cancelled")
        try:
            there = self._sent.holds(imap, row.message_id)
        except UserFacing as error:  # it cannot be looked up: other mail must not wait for that
            log.warning("Sent cannot be read: %s", error.code)
            there = False
        if there:
            now = self._clock.now()
            with self._store.write("outbox", durable=True) as unit:
                found = self._row(unit, key)
                found.state, found.accepted_at, found.filed_at = "filed", now, now
                found.error, found.error_code = "", ""
                self._tell(unit, found, now)
            return Delivered(key, "filed")
        if account.saves_sent and self._clock.now() - row.updated_at < _APPEARS_WITHIN:
            return Delivered(key, "attempted")  # the provider files it by itself, in a moment
        return self._fail(
            key,
            row.message_id,
            _(
                "The connection broke while this mail was handed over: it may have arrived. "
                "Ask the recipient, or send it again."
            ),
            UNKNOWN,
        )

    def _file(self, key: str, imap: ImapConnection) -> Delivered:
        """See that an accepted mail stands in Sent: the provider puts it there by itself, or we do."""
        with self._store.read() as session:
            row = session.get(OutboxMessage, key)
            account = session.get(Account, self._account_id)
        if row is None or account is None:
            return Delivered(key, "cancelled")
        try:
            there = self._sent.holds(imap, row.message_id)
            if not there and account.saves_sent:
                since = self._clock.now() - (row.accepted_at or row.updated_at)
                if since < _APPEARS_WITHIN:
                    return Delivered(key, "accepted")
            elif not there and row.mime is not None:
                self._sent.put(imap, filed(row.mime, read(row)))
        except (Retryable, UserFacing) as error:
            log.warning("filing in Sent put off: %s", error.code)
            self.not_filed = error
            return Delivered(key, "accepted", error.message)
        with self._store.write("outbox") as unit:
            found = self._row(unit, key)
            found.state, found.filed_at = "filed", self._clock.now()
            if found.error_code == ARRIVED:
                found.error_code = ""
                self._tell(unit, found, found.accepted_at or found.updated_at)
        return Delivered(key, "filed")

    @staticmethod
    def _row(unit: Unit, key: str) -> OutboxMessage:
        row = unit.session.get(OutboxMessage, key)
        assert row is not None
        return row


def _going(unit: Unit, key: str, message_id: str) -> OutboxMessage | None:
    """The row of a mail that is being handed over; None when the user took it back, or wrote another in its place."""
    row = unit.session.get(OutboxMessage, key)
    if row is None or row.deleted_at is not None or row.message_id != message_id:
        return None
    return row if row.state in ("queued", "attempted") else None
