"""A delivery report is shown on the mail it is about, and on no other."""

from datetime import UTC, datetime

import pytest

from desktop.bootstrap import mail_out
from desktop.mail import drafts
from desktop.mail.draft import Draft
from desktop.runtime.clock import SystemClock
from desktop.store.queries import messages
from desktop.store.queries.delivery import delivery
from desktop.ui.mail.open_message import report_text
from tests.mail.mail_samples import add_account, sync


def report(message_id, address, action, status, envelope):
    """What Postfix sends back (RFC 3464)."""
    return "\r\n".join(
        [
            "From: MAILER-DAEMON@mx.example",
            "To: rep@example.com",
            "Subject: Delivery report",
            "MIME-Version: 1.0",
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
            "",
            "--b",
            "",
            "This is the mail system.",
            "--b",
            "Content-Type: message/delivery-status",
            "",
            f"Original-Envelope-Id: {envelope}",
            "Reporting-MTA: dns; mx.example",
            "",
            f"Final-Recipient: rfc822; {address}",
            f"Action: {action}",
            f"Status: {status}",
            "Diagnostic-Code: smtp; 250 2.0.0 taken",
            "",
            "--b",
            "Content-Type: text/rfc822-headers",
            "",
            f"Message-ID: <{message_id}>",
            "Subject: Offer",
            "",
            "--b--",
            "",
        ]
    ).encode()


@pytest.mark.parametrize(
    ("action", "status", "words"),
    [
        ("delivered", "2.0.0", "Delivered to buyer@acme.example"),
        ("delayed", "4.4.1", "Delayed for buyer@acme.example"),
        ("failed", "5.1.1", "Not delivered to buyer@acme.example"),
    ],
)
def test_a_report_stands_on_its_mail(store, mailbox, step_smtp, action, status, words):
    smtp = step_smtp(offers=("DSN",))
    account = add_account(store, mailbox, smtp)
    sync(store, account)
    to = (("", "buyer@acme.example"),)
    draft = Draft(account, to=to, subject="Offer", text="Dear buyer", dsn=True)
    row = drafts.queue(store, draft, now=datetime.now(UTC))
    drafts.queue(store, Draft(account, to=to, subject="Other", text="x"), now=datetime.now(UTC))
    mail_out.flush(store, SystemClock())
    assert f"ENVID={row.id}" in smtp.arrived[0].options
    assert not smtp.arrived[1].options
    mailbox.deliver(report(row.message_id, "buyer@acme.example", action, status, row.id))
    sync(store, account)
    sync(store, account, only=["Sent"])
    sent = {m.subject: m for m in messages.list_messages(store, folder="Sent")}
    found = delivery(store, sent.values())
    assert list(found) == [sent["Offer"].id]
    (one,) = found[sent["Offer"].id]
    assert (one.action, one.status) == (action, status)
    assert words in report_text(one, datetime.now(UTC))
