"""What the user writes: saved while he types, queued when he sends, an editable draft again when it fails."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from desktop.mail.draft import Draft, as_json, read
from desktop.mail.draft_removal import owe_removal
from desktop.mail.login_errors import SIGN_IN_CODES
from desktop.mail.mime.build import build, recipients
from desktop.mail.outgoing import compose
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.runtime.ids import new_id
from desktop.store.schema.mail import Account, OutboxMessage
from desktop.store.unit import Unit
from desktop.store.workspace import Store

UNKNOWN = "outcome_unknown"
"""Error code of a mail that was handed over to a server which did not answer."""
ARRIVED = "arrived"
"""Error code of such a mail of which the user said that it has arrived: filing it says so to everybody else."""
RETURNED = "returned"
"""Error code of a mail that went out and did not get to everybody (a delivery report said so)."""
EDITABLE = ("draft", "failed", "cancelled")


@dataclass(frozen=True)
class OutboxRow:
    """A mail in the outbox as lists show it. Times aware UTC."""

    id: str
    account_id: str
    state: str
    subject: str
    recipients: tuple[str, ...]
    message_id: str
    thread_id: int | None
    customer_id: str | None
    quote_id: str | None
    not_before: datetime | None
    attempts: int
    error: str
    created_at: datetime
    updated_at: datetime
    scheduled: str = ""
    unknown: bool = False
    """Handed over to a server that did not answer: it may have arrived."""
    sign_in: bool = False
    """It waits because the server refuses the login: only the user can help."""


def save(store: Store, draft: Draft, draft_id: str | None = None, *, closed: bool = False) -> str:
    """Keep a draft (a new one, or over an old one) and return its id.

    Who writes may choose the id of a new one: then all saves of one mail reach one row, whichever of them fails.
    `closed`: the user has put it away; it goes into the server's folder of drafts now, else after some minutes.
    Raises UserFacing when the mail has been queued or sent meanwhile.
    """
    with store.write("user") as unit:
        row = _put(unit, draft, draft_id)
        row.server_draft = {**(row.server_draft or {}), "closed": closed}
        return row.id


def load(store: Store, draft_id: str) -> Draft:
    """Return a draft as it was saved. Raises UserFacing (`no_outbox_item`)."""
    with store.read() as session:
        return read(find(session, draft_id))


def why_failed(store: Store, draft_id: str) -> str:
    """Return why a mail was not sent, "" when it was not tried."""
    with store.read() as session:
        row = find(session, draft_id)
        return row.error if row.state == "failed" else ""


def drafts_of(store: Store, *, thread_id: int | None = None) -> list[OutboxRow]:
    """Return the unfinished drafts, newest first; those of one conversation if asked."""
    return listing(store, states=("draft", "failed"), thread_id=thread_id)


def discard(store: Store, draft_id: str) -> None:
    """Delete a draft (undo brings it back). A queued mail is cancelled instead."""
    with store.write("user") as unit:
        row = find(unit.session, draft_id)
        if row.state not in EDITABLE:
            raise _too_late()
        row.deleted_at = datetime.now(UTC)
        owe_removal(unit, row)


def bring_back(store: Store, draft_id: str) -> None:
    """Undo `discard`."""
    with store.write("undo") as unit:
        row = unit.session.get(OutboxMessage, draft_id)
        if row is not None:
            row.deleted_at = None


def queue(
    store: Store,
    draft: Draft,
    *,
    now: datetime,
    draft_id: str | None = None,
    leaving: Draft | None = None,
) -> OutboxRow:
    """Make the message and put it into the outbox: it goes out when there is a network.

    `leaving`: the mail as it goes out, when that is more than what was written (quoted mail, a quote's PDF); the row
    keeps `draft`, which comes back when it cannot be sent. The Message-ID is fixed here, before the first try. `now`
    aware UTC. Raises UserFacing: no recipient, an address that is none, account gone.
    """
    _check(draft)
    mail = compose(store, leaving or draft, now)
    raw = build(mail)
    with store.write("user", durable=True) as unit:
        row = _put(unit, draft, draft_id)
        row.state, row.error, row.error_code, row.attempts = "queued", "", "", 0
        row.message_id, row.mime = mail.message_id, raw
        row.recipients = list(recipients(mail))
        row.not_before = draft.not_before
        row.scheduled, row.dsn = draft.scheduled, draft.dsn
        unit.session.flush()
        return shown(row)


def cancel(store: Store, outbox_id: str) -> OutboxRow:
    """Take a queued mail back: it is a draft again. Raises UserFacing when it is on its way."""
    with store.write("user") as unit:
        row = find(unit.session, outbox_id)
        if row.state not in (*EDITABLE, "queued"):
            raise _too_late()
        if row.state == "queued":  # why it waited is no reason of its own
            row.error, row.error_code = "", ""
        row.state, row.mime, row.not_before, row.scheduled = "draft", None, None, ""
        unit.session.flush()
        return shown(row)


def settle_as_sent(store: Store, outbox_id: str) -> OutboxRow:
    """The user knows that a mail of unknown fate has arrived: it is filed in Sent and not sent again.

    Raises UserFacing when the mail was never handed over.
    """
    with store.write("user") as unit:
        row = find(unit.session, outbox_id)
        if row.state != "failed" or row.error_code != UNKNOWN or row.mime is None:
            raise UserFacing(_("This mail has not been handed to a server."), code="not_attempted")
        row.state, row.accepted_at = "accepted", datetime.now(UTC)
        row.error, row.error_code = "", ARRIVED
        unit.session.flush()
        return shown(row)


def send_now(store: Store, outbox_id: str, now: datetime) -> OutboxRow:
    """Let a waiting mail go out at once. Raises UserFacing when it does not wait."""
    with store.write("user") as unit:
        row = find(unit.session, outbox_id)
        if row.state != "queued":
            raise _too_late()
        row.not_before, row.scheduled, row.error, row.error_code = now, "", "", ""
        unit.session.flush()
        return shown(row)


def listing(
    store: Store, *, states: Iterable[str] = (), thread_id: int | None = None
) -> list[OutboxRow]:
    """Return outbox rows, newest first; all that is not yet filed unless `states` are named."""
    wanted = tuple(states) or ("draft", "queued", "attempted", "accepted", "failed")
    query = (
        sa.select(OutboxMessage)
        .where(OutboxMessage.state.in_(wanted), OutboxMessage.deleted_at.is_(None))
        .order_by(OutboxMessage.updated_at.desc())
    )
    if thread_id is not None:
        query = query.where(OutboxMessage.thread_id == thread_id)
    with store.read() as session:
        return [shown(row) for row in session.scalars(query)]


def needs_a_look(store: Store) -> int:
    """Return how many mails wait to go out, did not, or came back."""
    query = (
        sa.select(sa.func.count())
        .select_from(OutboxMessage)
        .where(
            sa.or_(
                OutboxMessage.state.in_(("queued", "attempted", "failed")),
                OutboxMessage.error_code == RETURNED,
            ),
            OutboxMessage.deleted_at.is_(None),
        )
    )
    with store.read() as session:
        return session.scalar(query) or 0


def _put(unit: Unit, draft: Draft, draft_id: str | None) -> OutboxMessage:
    if draft_id is None or unit.session.get(OutboxMessage, draft_id) is None:
        row = OutboxMessage(account_id=draft.account_id, message_id="", state="draft")
        row.id = draft_id or new_id()
        unit.session.add(row)
    else:
        row = find(unit.session, draft_id)
        if row.state not in EDITABLE:
            raise _too_late()
        if row.account_id != draft.account_id:  # its copies lie on the other account's server
            owe_removal(unit, row)
    row.account_id, row.state = draft.account_id, "draft"
    row.subject = draft.subject
    row.recipients = [address for _name, address in (*draft.to, *draft.cc, *draft.bcc)]
    row.draft = as_json(draft)
    row.thread_id, row.in_reply_to = draft.thread_id, draft.in_reply_to
    row.customer_id, row.quote_id = draft.customer_id, draft.quote_id
    row.template_name, row.follow_up_days = draft.template_name, draft.follow_up_days
    row.not_before = draft.not_before
    unit.session.flush()
    return row


def find(session: Session, outbox_id: str) -> OutboxMessage:
    """Return a row of the outbox. Raises UserFacing (`no_outbox_item`)."""
    row = session.get(OutboxMessage, outbox_id)
    if row is None or row.deleted_at is not None:
        raise UserFacing(
            _("There is no such mail in the outbox."),
            hint=_("`tradepost outbox list` shows the ids."),
            code="no_outbox_item",
        )
    return row


def _too_late() -> UserFacing:
    return UserFacing(
        _("This mail is already on its way and cannot be taken back."), code="already_sent"
    )


def _check(draft: Draft) -> None:
    everyone = (*draft.to, *draft.cc, *draft.bcc)
    if not everyone:
        raise UserFacing(
            _("The mail has no recipient."), hint=_("Add an address."), code="no_recipient"
        )
    for _name, address in everyone:
        local, at, domain = address.rpartition("@")
        if not (local and at and domain) or any(c.isspace() for c in address):
            raise UserFacing(
                _("“{value}” is not a mail address.").format(value=address),
                safe=_("The mail is kept as a draft."),
                code="bad_address",
            )


def shown(row: OutboxMessage) -> OutboxRow:
    """Return a row as lists show it."""
    return OutboxRow(
        row.id,
        row.account_id,
        row.state,
        row.subject,
        tuple(row.recipients),
        row.message_id,
        row.thread_id,
        row.customer_id,
        row.quote_id,
        row.not_before,
        row.attempts,
        row.error,
        row.created_at,
        row.updated_at,
        row.scheduled,
        row.state == "failed" and row.error_code == UNKNOWN,
        row.state == "queued" and row.error_code in SIGN_IN_CODES,
    )


def sender_accounts(store: Store) -> list[tuple[str, str, str]]:
    """Return (id, address, signature) of the accounts one can write from, in their order."""
    with store.read() as session:
        rows = session.scalars(
            sa.select(Account).where(Account.deleted_at.is_(None)).order_by(Account.position)
        )
        return [(row.id, row.email, row.signature) for row in rows]
