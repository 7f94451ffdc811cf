"""A read receipt (RFC 8098) about the mail that carried a quote stands with the revision."""

from datetime import UTC, datetime

import pytest

from desktop.mail.ingest import seal, take_in
from desktop.mail.prepare import Incoming, prepare_many
from desktop.store.queries import messages
from desktop.store.queries.delivery import reports_about
from desktop.trade import quotes
from desktop.trade.quote_sending import Sending
from desktop.ui.quotes.course_deeds import _told
from desktop.ui.quotes.versions import version_rows
from tests.mail.mail_samples import no_links
from tests.ui.conftest import SAMPLE_NOW
from tests.ui.quotes.conftest import brenner_draft

TODAY = SAMPLE_NOW.date()


def receipt(mail, action="displayed"):
    address = mail.to[0].address
    return (
        f"From: {address}\r\nTo: sales@bowei-led.example\r\nSubject: Read: {mail.subject}\r\n"
        f"Message-ID: <receipt-{action}@acme.example>\r\n"
        f"Date: {mail.date:%a, %d %b %Y %H:%M:%S} +0000\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=disposition-notification; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nYour mail was displayed.\r\n--b\r\n"
        "Content-Type: message/disposition-notification\r\n\r\n"
        f"Final-Recipient: rfc822; {address}\r\nOriginal-Message-ID: <{mail.message_id}>\r\n"
        f"Disposition: manual-action/MDN-sent-manually; {action}\r\n\r\n--b--\r\n"
    ).encode()


@pytest.fixture
def sent(company):
    """A mail of ours in the sample company."""
    rows = messages.list_messages(company, limit=1000)
    return next(row for row in rows if row.outbound and row.to and row.message_id)


def test_the_receipt_stands_with_the_revision(company, sent):
    assert reports_about(company, [sent.id, 10**9]) == {}
    take_in(
        company, seal(company, prepare_many([Incoming(receipt(sent))])), no_links, cause="import"
    )
    (report,) = reports_about(company, [sent.id])[sent.id]
    assert (report.address, report.action) == (sent.to[0].address, "displayed")
    quote = quotes.show(company, brenner_draft(company).id, today=TODAY)
    carried = Sending(quote.id, None, sent.to[0].address, datetime.now(UTC), None, sent.id)
    told = _told(company, {quote.id: (carried,)})
    (row,) = version_rows([quote], {quote.id: (carried,)}, TODAY, told)
    assert f"Read by {sent.to[0].address}" in row.mails
    (bare,) = version_rows([quote], {quote.id: (carried,)}, TODAY)
    assert "Read by" not in bare.mails
