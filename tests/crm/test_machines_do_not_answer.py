"""Auto-replies, lists, bulk mail, bounces and receipts are nobody's answer, wherever an answer counts."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from desktop.bootstrap.mail_hooks import after_batch
from desktop.crm import contacts, customer_list, customers, figures, followups, panel
from desktop.crm.waiting import on_message_sent
from desktop.mail.ingest import seal, take_in
from desktop.mail.prepare import Incoming, prepare_many
from desktop.runtime.clock import FixedClock
from desktop.store.queries import messages
from desktop.store.queries.delivery import delivery
from desktop.store.queries.threads import list_threads
from desktop.store.schema.mail import Account, Folder, Message, Thread
from desktop.store.schema.work import FollowUp
from desktop.ui.mail.report_words import report_text
from tests.fixtures.stores import blank_store

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
SENT = NOW - timedelta(days=2)

MACHINES = {
    "auto_reply": ["Auto-Submitted: auto-replied", "Subject: Out of office"],
    "list": ["List-Post: <mailto:l@acme.example>", "Subject: Re: Offer"],
    "bulk": ["List-Unsubscribe: <https://acme.example/u>", "Subject: Our news"],
    "receipt": [
        "Subject: Read: Offer",
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=b",
    ],
    "bounce": [
        "Subject: Undelivered",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
    ],
}
PARTS = {
    "receipt": "--b\r\n\r\nread\r\n--b\r\nContent-Type: message/disposition-notification\r\n\r\n"
    "Final-Recipient: rfc822; anna@acme.example\r\nOriginal-Message-ID: <offer@seller.example>\r\n"
    "Disposition: manual-action/MDN-sent-manually; displayed\r\n--b--\r\n",
    "bounce": "--b\r\n\r\nlost\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n"
    "Final-Recipient: rfc822; anna@acme.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
    "--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <offer@seller.example>\r\n--b--\r\n",
}


def mail(kind, *, outbound=False, hours=0):
    when = SENT + timedelta(hours=hours)
    head = [
        f"From: {'me@seller.example' if outbound else 'anna@acme.example'}",
        f"To: {'anna@acme.example' if outbound else 'me@seller.example'}",
        f"Message-ID: <{'offer@seller.example' if outbound else kind + '@acme.example'}>",
        *([] if outbound else ["In-Reply-To: <offer@seller.example>"]),
        *MACHINES.get(kind, ["Subject: Offer"]),
        "MIME-Version: 1.0",
    ]
    raw = "\r\n".join([*head, "", PARTS.get(kind, "Dear Anna, words of a mail.")]).encode()
    return raw, int(when.timestamp())


@pytest.fixture
def store(tmp_path):
    made = blank_store(tmp_path / "w")
    with made.write("user") as unit:
        account = Account(
            email="me@seller.example", username="me@seller.example", imap_host="h", imap_port=1,
            imap_security="ssl", smtp_host="h", smtp_port=1, smtp_security="ssl",
        )  # fmt: skip
        unit.session.add(account)
        unit.session.flush()
        for role in ("inbox", "sent"):
            unit.session.add(
                Folder(account_id=account.id, wire_name=role, name=role, role=role, uidvalidity=1)
            )
    yield made
    made.close()


def take(store, raw, at, role):
    with store.read() as session:
        folder, uids = (
            session.scalar(sa.select(Folder.id).where(Folder.role == role)),
            session.scalar(sa.select(sa.func.count(Message.id))),
        )
    incoming = Incoming(raw, folder, 1, uids + 1, (), at)
    take_in(store, seal(store, prepare_many([incoming])), after_batch(FixedClock(NOW)))


def setting(store):
    """A customer to whom we wrote an offer two days ago, with a reminder; returns his id."""
    row = customers.add(
        store,
        {"name": "Acme", "domains": "acme.example"},
        NOW,
        people=[{"name": "Anna", "email": "anna@acme.example"}],
    )
    take(store, *mail("personal", outbound=True), "sent")
    with store.write("sync") as unit:
        thread = unit.session.scalar(sa.select(Thread.id))
        on_message_sent(unit, sent_at=SENT, thread_id=thread, days=3, subject="Offer")
    return row if isinstance(row, str) else row.id


def waits(store):
    with store.read() as session:
        return session.scalar(sa.select(FollowUp.state).where(FollowUp.kind == "no_answer"))


@pytest.mark.parametrize("kind", MACHINES)
def test_a_machine_stops_no_reminder_and_is_in_no_figure(store, kind):
    customer_id = setting(store)
    take(store, *mail(kind, hours=5), "inbox")
    with store.read() as session:
        assert kind in set(session.scalars(sa.select(Message.kind)))
        found = figures.figures_of(session, [customer_id], NOW + timedelta(days=30))[customer_id]
        inbound = followups.last_inbound(session, set(session.scalars(sa.select(Thread.id))))
    assert waits(store) == "open"
    assert (found.mails_in, found.last_in_at, found.answer_hours) == (0, None, None)
    assert (found.response.answered, found.response.turns) == (0, 1)
    assert found.last_interaction_at == SENT
    assert inbound == {}
    row = next(r for r in customer_list.list_customers(store) if r.id == customer_id)
    assert row.last_in_at is None
    assert list_threads(store, only="reply_due") == []


def test_a_person_does(store):
    customer_id = setting(store)
    take(store, *mail("personal", hours=5), "inbox")
    with store.read() as session:
        found = figures.figures_of(session, [customer_id], NOW + timedelta(days=30))[customer_id]
    assert waits(store) == "stopped"
    assert (found.mails_in, found.response.answered) == (1, 1)
    row = next(r for r in customer_list.list_customers(store) if r.id == customer_id)
    assert row.last_in_at == SENT + timedelta(hours=5)


def test_a_bounce_marks_the_address_until_its_owner_writes(store):
    customer_id = setting(store)
    take(store, *mail("bounce", hours=1), "inbox")
    with store.read() as session:
        anna = contacts.contacts_of(session, [customer_id])[customer_id][0]
    assert [(f.address, f.status) for f in anna.failing] == [("anna@acme.example", "5.1.1")]
    assert panel.for_customer(store, customer_id, NOW).contacts[0].failing == anna.failing
    take(store, *mail("personal", hours=5), "inbox")
    with store.read() as session:
        assert contacts.contacts_of(session, [customer_id])[customer_id][0].failing == ()


@pytest.mark.parametrize(("kind", "outcome"), [("receipt", "displayed"), ("bounce", "failed")])
def test_what_became_of_a_mail_stands_on_it_in_its_conversation(store, kind, outcome):
    setting(store)
    take(store, *mail(kind, hours=1), "inbox")
    with store.read() as session:
        (thread,) = session.scalars(sa.select(Thread.id))
    shown = messages.conversation(store, thread)
    (ours,) = [m for m in shown if m.outbound]
    (report,) = delivery(store, shown)[ours.id]
    assert (report.address, report.action) == ("anna@acme.example", outcome)
    text = report_text(report, NOW)
    assert ("Read by" in text) == (kind == "receipt")
    assert ("There is no such mailbox." in text) == (kind == "bounce")
