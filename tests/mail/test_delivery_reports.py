"""A delivery report is shown on the mail it is about, and on no other."""

from datetime import UTC, datetime

import pytest

from desktop.bootstrap import mail_out
from desktop.mail import drafts, returned
from desktop.mail.draft import Draft
from desktop.runtime.clock import SystemClock
from desktop.store.queries import messages
from desktop.store.queries.delivery import delivery
from desktop.ui.mail.report_words import report_text
from desktop.ui.outbox.load import read_items
from tests.mail.mail_samples import add_account, sync, threads


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
    thread = messages.conversation(store, sent["Offer"].thread_id)
    assert sorted(m.kind for m in thread) == ["bounce", "personal"]
    assert sent["Other"].thread_id != sent["Offer"].thread_id
    (row,) = [t for t in threads(store) if t.id == sent["Offer"].thread_id]
    assert (row.kind, row.message_count) == ("personal", 2)
    came_back = [r.subject for r in returned.returned(store)]
    assert came_back == (["Offer"] if action == "failed" else [])


def sent_mail(store, mailbox, smtp):
    account = add_account(store, mailbox, smtp)
    sync(store, account)
    to = (("", "buyer@acme.example"), ("", "other@acme.example"))
    row = drafts.queue(
        store, Draft(account, to=to, subject="Offer", text="x"), now=datetime.now(UTC)
    )
    mail_out.flush(store, SystemClock())
    return account, row


def test_a_report_waits_for_its_mail(store, mailbox, smtp_server):
    account, row = sent_mail(store, mailbox, smtp_server)
    mailbox.deliver(report(row.message_id, "buyer@acme.example", "failed", "5.1.1", row.id))
    sync(store, account, only=["INBOX"])
    assert [t.message_count for t in threads(store)] == [1]
    sync(store, account, only=["Sent"])
    assert [t.message_count for t in threads(store)] == [2]


def test_a_report_in_words_quotes_the_mail_in_its_text(store, mailbox, smtp_server):
    account, row = sent_mail(store, mailbox, smtp_server)
    sync(store, account, only=["Sent"])
    mailbox.deliver(
        (
            "From: MAILER-DAEMON@qmail.example\r\nTo: rep@example.com\r\n"
            "Message-ID: <report@qmail.example>\r\nSubject: failure notice\r\n\r\n"
            "Hi. This is the qmail-send program at qmail.example.\r\n\r\n<buyer@acme.example>:\r\n"
            "550 5.1.1 user unknown\r\n\r\n--- Below this line is a copy of the message.\r\n\r\n"
            f"Return-Path: <rep@example.com>\r\nMessage-ID: <{row.message_id}>\r\nSubject: Offer\r\n"
        ).encode()
    )
    sync(store, account, only=["INBOX"])
    assert [t.message_count for t in threads(store)] == [2]


def test_what_came_back_is_listed_until_it_is_seen_and_can_be_written_again(
    store, mailbox, smtp_server
):
    account, row = sent_mail(store, mailbox, smtp_server)
    for address in ("buyer@acme.example", "other@acme.example"):
        mailbox.deliver(report(row.message_id, address, "failed", "5.1.1", row.id))
    sync(store, account)
    (item,) = read_items(store, datetime.now(UTC))
    assert (item.kind, item.chip, item.subject) == ("returned", "Came back", "Offer")
    assert "buyer@acme.example" in item.detail
    assert "other@acme.example" in item.detail
    assert drafts.needs_a_look(store) == 1
    again = drafts.load(store, returned.write_again(store, row.id))
    assert (again.subject, len(again.to)) == ("Offer", 2)
    assert returned.returned(store) == []
