"""Alarms are raised by the sync itself: headers first, bodies after, in whatever process they were read."""

from datetime import UTC, datetime

import sqlalchemy as sa

from desktop.bootstrap.mail_hooks import after_batch
from desktop.mail.sender_checks import sender_checks
from desktop.runtime.clock import FixedClock
from desktop.store.queries import messages
from desktop.store.schema.mail import Message
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
