"""Alarms are raised by the sync itself: headers first, bodies after, in whatever process they were read."""

from datetime import UTC, datetime

import sqlalchemy as sa

from desktop.bootstrap.mail_hooks import after_batch
from desktop.crm import customers
from desktop.mail.ingest import seal, take_in
from desktop.mail.prepare import Incoming, IncomingHeader, prepare_any, prepare_many
from desktop.mail.sender_checks import sender_checks
from desktop.runtime.clock import FixedClock
from desktop.store.queries import messages
from desktop.store.schema.mail import Account, Folder, Message
from desktop.store.schema.mail_warnings import MessageWarning
from tests.mail.mail_samples import add_account, letter, sync

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
KNOWN, FRAUD = "liu@dongsheng-driver.example", "liu@dongsheng-drlver.example"


def fraud(mailbox):
    text = b"Our bank account has changed. Please pay to the new bank account today."
    host = f"mx.{mailbox.email.partition('@')[2]}".encode()
    head = (
        b"Authentication-Results: " + host + b"; dkim=none; spf=none smtp.mailfrom=x@y.example\r\n"
    )
    raw = letter("fraud", sender=FRAUD, to=mailbox.email).replace(b"Please quote item fraud.", text)
    return head + b"Received: from y.example by " + host + b" with ESMTP id 1\r\n" + raw


def test_a_look_alike_is_told_after_the_first_sync(store, mailbox):
    for number in range(70):
        mailbox.deliver(letter(number))
    mailbox.deliver(letter("ours", sender=mailbox.email, to=KNOWN), "Sent", flags="S")
    mailbox.deliver(letter("theirs", sender=KNOWN))
    mailbox.deliver(fraud(mailbox))
    account = add_account(store, mailbox)
    sync(store, account, after_batch=after_batch(FixedClock(NOW)))
    rows = {row.message_id: row for row in messages.list_messages(store, limit=100)}
    warned = {key: {w.kind for w in row.warnings} for key, row in rows.items() if row.warnings}
    assert warned == {"fraud@acme.example": {"lookalike_domain", "bank_change"}}
    with store.read() as session:
        number = session.scalars(sa.select(Message.id).where(Message.from_address == FRAUD)).one()
    row = messages.show(store, number)
    assert row.checked is not None
    assert sender_checks(store, [row])[number].state == "unconfirmed"


def test_a_header_alone_tells_a_look_alike_and_a_foreign_reply_to(store):
    with store.write("sync") as unit:
        account = Account(
            email="me@seller.example", username="me@seller.example", imap_host="h", imap_port=1,
            imap_security="ssl", smtp_host="h", smtp_port=1, smtp_security="ssl",
        )  # fmt: skip
        unit.session.add(account)
        unit.session.flush()
        folder = Folder(
            account_id=account.id, wire_name="INBOX", name="INBOX", role="inbox", uidvalidity=1
        )
        unit.session.add(folder)
        unit.session.flush()
        inbox = folder.id
    after, at = after_batch(FixedClock(NOW)), int(NOW.timestamp())
    customers.add(store, {"name": "Dongsheng", "domains": "dongsheng-driver.example"}, NOW)
    raw = letter("fraud", sender=FRAUD, to="me@seller.example")
    raw = raw.replace(
        b"Please quote item fraud.", b"Our bank account has changed. Pay there today."
    )
    raw = b"Reply-To: liu.dongsheng@gmail.com\r\n" + raw
    head = raw[: raw.index(b"\r\n\r\n") + 4]
    only = IncomingHeader(head, len(raw), inbox, 1, 1, (), at)
    take_in(store, seal(store, prepare_any([only])), after)
    assert kinds(store) == {"lookalike_domain", "reply_to"}
    take_in(store, seal(store, prepare_many([Incoming(raw, inbox, 1, 1, (), at)])), after)
    assert kinds(store) == {"lookalike_domain", "reply_to", "bank_change"}


def kinds(store):
    with store.read() as session:
        return set(session.scalars(sa.select(MessageWarning.kind)))
