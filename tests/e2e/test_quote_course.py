"""A quote's course through real servers: mailed, linked by its bytes, waited for, answered, decided."""

import email
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.message import EmailMessage
from email.utils import format_datetime

import pytest
import sqlalchemy as sa

from desktop.bootstrap import mail_out, quote_send
from desktop.bootstrap.mail_hooks import after_batch
from desktop.crm import company as companies
from desktop.crm import contacts, customers, followups, templates
from desktop.crm.today import today as day_of
from desktop.runtime.clock import SystemClock
from desktop.runtime.errors import UserFacing
from desktop.store.schema.mail import Message
from desktop.store.schema.quotes import QuoteAnswer
from desktop.trade import (
    company,
    issuing,
    products,
    quote_answers,
    quote_lines,
    quote_moves,
    quote_proposals,
    quote_revisions,
    quote_sending,
    quotes,
)
from desktop.trade.documents.document import Kind
from desktop.trade.quote_draft import QuoteDraft
from desktop.trade.quote_states import QuoteState, Says
from tests.mail.mail_samples import add_account, sync

KLAUS = "k.brenner@brenner-licht.example"
CLOCK = SystemClock()


class Desk:
    """A workspace with a mailbox on real servers, a customer, and a quote."""

    def __init__(self, store, mailbox, smtp):
        self.store, self.mailbox, self.smtp = store, mailbox, smtp
        self.account = add_account(store, mailbox, smtp)
        companies.introduce(
            store, user_name="Lin Wei", user_email=mailbox.email, company_name="Bowei Lighting"
        )
        templates.install_defaults(store)
        company.save_company(store, {"name": "Bowei Lighting", "address": "88 Guanghua Road"})
        now = CLOCK.now()
        self.customer_id = customers.add(
            store, {"name": "Brenner Lichttechnik", "domains": "brenner-licht.example",
                    "country": "DE"}, now,
        )  # fmt: skip
        self.klaus = contacts.add(
            store, self.customer_id, {"name": "Klaus Brenner", "email": KLAUS, "language": "de"}
        )
        products.save(store, {"sku": "PL-6060-40", "name_en": "LED panel", "price": "14.20"})
        self.today = now.astimezone().date()
        self.quote = self.new_quote()

    def new_quote(self, **values):
        draft = QuoteDraft(
            customer_id=self.customer_id, incoterm="FOB", place="Ningbo",
            payment_terms="T/T 30/70", valid_until=self.today + timedelta(days=14), **values,
        )  # fmt: skip
        line = quote_lines.parse_line("PL-6060-40:3000:14.50")
        return quotes.create(self.store, draft, [line], today=self.today)

    def flush(self):
        for _round in range(5):
            results = mail_out.flush(self.store, CLOCK)
            if not any(r.state in ("queued", "attempted", "accepted") for r in results):
                return

    def sync(self):
        sync(self.store, self.account, after_batch=after_batch(CLOCK, self.store))

    def show(self, quote_id=""):
        return quotes.show(self.store, quote_id or self.quote.id, today=self.today)

    def open_waits(self):
        rows = followups.list_followups(self.store, CLOCK.now(), customer_id=self.customer_id)
        return {row.kind: row for row in rows if row.kind.startswith("quote")}

    def sendings(self, quote_id=""):
        key = quote_id or self.quote.id
        return quote_sending.sendings(self.store, [key]).get(key, ())

    def answer(self, text, *, to="", number=1, files=(), minutes=1):
        mail = EmailMessage()
        mail["From"], mail["To"] = f"Klaus Brenner <{KLAUS}>", self.mailbox.email
        mail["Subject"], mail["Message-ID"] = (
            "Re: Angebot",
            f"<answer-{number}@brenner-licht.example>",
        )
        mail["Date"] = format_datetime(datetime.now(UTC) + timedelta(minutes=minutes))
        if to:
            mail["In-Reply-To"] = mail["References"] = to
        mail.set_content(text)
        for name in files:
            mail.add_attachment(
                b"%PDF-1.4 order", maintype="application", subtype="pdf", filename=name
            )
        self.mailbox.deliver(mail.as_bytes())
        self.sync()

    def proposals(self):
        return quote_proposals.proposals(self.store)


@pytest.fixture
def desk(store, mailbox, smtp_server):
    return Desk(store, mailbox, smtp_server)


def test_a_quote_goes_out_is_answered_and_won(desk):
    queued = quote_send.queue(desk.store, quote_send.QuoteWish(desk.quote.id), CLOCK)
    assert queued.recipients == (KLAUS,)
    assert desk.show().state is QuoteState.DRAFT
    with pytest.raises(UserFacing) as caught:
        quote_revisions.revise(desk.store, desk.quote.id, note="x", today=desk.today)
    assert caught.value.code == "quote_leaving"
    desk.flush()
    (taken,) = desk.smtp.taken
    mail = email.message_from_bytes(taken.content)
    assert str(email.header.make_header(email.header.decode_header(mail["Subject"]))).startswith(
        "Angebot"
    )
    sent = desk.show()
    assert (sent.state, sent.sent_at is not None) == (QuoteState.SENT, True)
    assert set(desk.open_waits()) == {"quote_silent", "quote_expiring"}
    (sending,) = desk.sendings()
    assert (sending.sent_to, sending.message_id) == (KLAUS, None)
    desk.sync()
    (sending,) = desk.sendings()
    with desk.store.read() as session:
        filed = session.get(Message, sending.message_id)
        assert (filed.outbound, filed.thread_id) == (True, sending.thread_id)
    assert desk.show().draft.thread_id == sending.thread_id
    assert len(desk.open_waits()) == 2

    quoted = "\n\nAm 20.11.2026 schrieb Lin Wei:\n> anbei unser Angebot. Wenn ein Punkt nicht passt, nennen Sie ihn.\n"
    desk.answer("Guten Tag,\n\nwir nehmen Ihr Angebot an. Bitte senden Sie uns die Proforma-Rechnung." + quoted,
                to=mail["Message-ID"])  # fmt: skip
    assert "quote_silent" not in desk.open_waits()
    (proposal,) = desk.proposals()
    assert (proposal.says, proposal.quote_id) == (Says.ACCEPTED, desk.quote.id)
    assert proposal.sentence.startswith("wir nehmen Ihr Angebot an")
    rows = {section.id: section.rows for section in day_of(desk.store, CLOCK.now()).sections}
    assert [row.quote_id for row in rows["answers"]] == [desk.quote.id]
    desk.sync()
    assert len(desk.proposals()) == 1
    won = quote_answers.confirm(desk.store, proposal.id, now=CLOCK.now())
    assert won.state is QuoteState.ACCEPTED
    assert desk.proposals() == ()
    assert desk.open_waits() == {}


def test_a_quote_sent_by_another_program_is_known_by_its_bytes(desk):
    issued = issuing.issue(desk.store, desk.quote.id, Kind.QUOTATION, "en", now=CLOCK.now())
    mail = EmailMessage()
    mail["From"], mail["To"] = desk.mailbox.email, KLAUS
    mail["Subject"], mail["Message-ID"] = "Our offer", "<from-the-phone@bowei.example>"
    mail["Date"] = format_datetime(datetime.now(UTC))
    mail.set_content("Dear Mr Brenner, here it is.")
    mail.add_attachment(
        issued.path.read_bytes(),
        maintype="application",
        subtype="octet-stream",
        filename="offer.pdf",
    )
    desk.mailbox.deliver(mail.as_bytes(), "Sent", flags="S")
    desk.sync()
    (sending,) = desk.sendings()
    assert (sending.document_id, sending.sent_to) == (issued.id, KLAUS)
    assert desk.show().state is QuoteState.SENT
    assert set(desk.open_waits()) == {"quote_silent", "quote_expiring"}
    assert desk.open_waits()["quote_silent"].quote_id == desk.quote.id
    desk.sync()
    assert len(desk.sendings()) == 1
    with pytest.raises(UserFacing):
        quotes.update(
            desk.store, desk.quote.id, replace(desk.show().draft, lines=()), today=desk.today
        )


def test_another_file_is_no_quote(desk):
    issuing.issue(desk.store, desk.quote.id, Kind.QUOTATION, "en", now=CLOCK.now())
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = desk.mailbox.email, KLAUS, "Catalogue"
    mail["Message-ID"], mail["Date"] = "<catalogue@x.example>", format_datetime(datetime.now(UTC))
    mail.set_content("See attached.")
    mail.add_attachment(b"%PDF-1.4 other", maintype="application", subtype="pdf", filename="a.pdf")
    desk.mailbox.deliver(mail.as_bytes(), "Sent", flags="S")
    desk.sync()
    assert desk.sendings() == ()
    assert desk.show().state is QuoteState.DRAFT


def carried(desk, quote_id=""):
    quote_send.queue(desk.store, quote_send.QuoteWish(quote_id or desk.quote.id), CLOCK)
    desk.flush()
    desk.sync()
    return email.message_from_bytes(desk.smtp.taken[-1].content)["Message-ID"]


def test_bargaining_decides_nothing_and_the_next_revision_goes_into_the_same_conversation(desk):
    first = carried(desk)
    desk.answer("Danke. Zu teuer, können Sie 13,90 machen?", to=first)
    assert desk.proposals() == ()
    second = quote_revisions.revise(desk.store, desk.quote.id, note="13.90 asked", today=desk.today)
    assert desk.open_waits() == {}
    again = carried(desk, second.id)
    mail = email.message_from_bytes(desk.smtp.taken[-1].content)
    assert mail["In-Reply-To"] == "<answer-1@brenner-licht.example>"
    assert desk.show(second.id).state is QuoteState.SENT
    assert desk.show().state is QuoteState.SUPERSEDED
    assert {row.quote_id for row in desk.open_waits().values()} == {second.id}
    desk.answer("Einverstanden.\n", to=again, number=2, files=["PO_88123.pdf"], minutes=3)
    (proposal,) = desk.proposals()
    assert (proposal.quote_id, proposal.says) == (second.id, Says.ACCEPTED)


def test_a_no_names_its_reason_and_not_yet_is_kept(desk):
    first = carried(desk)
    desk.answer("Leider haben wir uns für einen anderen Lieferanten entschieden.", to=first)
    (proposal,) = desk.proposals()
    assert (proposal.says, proposal.reason) == (Says.DECLINED, "competitor")
    quote_answers.dismiss(desk.store, proposal.id)
    assert desk.proposals() == ()
    with desk.store.read() as session:
        assert session.scalars(sa.select(QuoteAnswer.state)).all() == ["dismissed"]
    lost = quote_moves.decline(desk.store, desk.quote.id, reason="competitor", now=CLOCK.now())
    assert lost.state is QuoteState.DECLINED


def test_sending_says_what_is_missing(desk):
    with pytest.raises(UserFacing) as caught:
        quote_send.queue(desk.store, quote_send.QuoteWish(desk.quote.id, to="x@y.example"), CLOCK)
    assert caught.value.code == "no_contact"
    blank = desk.new_quote()
    company.save_company(desk.store, {}, settings={"healthy_margin_percent": "99"})
    product = {"cost": "80", "cost_currency": "CNY"}
    products.save(desk.store, product, key="PL-6060-40")
    costly = quotes.create(
        desk.store, QuoteDraft(
            customer_id=desk.customer_id, incoterm="FOB", place="Ningbo", rate=Decimal("7.1"),
            payment_terms="T/T 30/70", valid_until=desk.today + timedelta(days=14),
        ),
        [quote_lines.parse_line("PL-6060-40:10:14.50")], today=desk.today,
    )  # fmt: skip
    with pytest.raises(UserFacing) as caught:
        quote_send.queue(desk.store, quote_send.QuoteWish(costly.id), CLOCK)
    assert caught.value.code == "approval_needed"
    assert blank.number != costly.number
    assert desk.smtp.taken == []
