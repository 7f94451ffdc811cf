"""Warnings on screen: over the message, in the list, before an answer; the sender's check under his address."""

import io
from dataclasses import replace
from email.message import EmailMessage

import sqlalchemy as sa
from PySide6.QtCore import QTimer
from reportlab.pdfgen import canvas

from desktop.bootstrap.mail_in import import_files
from desktop.store.queries import messages
from desktop.store.schema.mail import Message
from desktop.ui.mail.attached_text import FileCheck, PdfWords, files_of
from desktop.ui.mail.thread_model import spoken
from tests.ui.conftest import settle

FRAUD = "liu.fang@dongsheng-drlver.example"


def fraud_thread(store):
    with store.read() as session:
        return session.scalars(
            sa.select(Message.thread_id).where(Message.from_address == FRAUD)
        ).one()


def opened(qtbot, inbox):
    """The conversation with the fraud, and the widget of its message."""
    thread_id = fraud_thread(inbox.services.store)
    inbox.show_args(only="all", thread_id=thread_id)
    settle(qtbot, inbox)
    assert inbox.conversation.current.row.id == thread_id
    number = next(m.id for m in inbox.conversation.current.messages if m.warnings)
    return inbox.conversation._widgets[number]


def test_the_banner_names_both_domains_and_goes_with_a_way_back(qtbot, inbox):
    widget = opened(qtbot, inbox)
    words = widget.warning.text()
    assert "dongsheng-drlver.example" in words
    assert "dongsheng-driver.example" in words
    row = inbox.conversation.current.row
    assert row.warning == "red"
    assert "warning" in spoken(row)
    widget.warning.action.click()
    settle(qtbot, inbox)
    qtbot.waitUntil(lambda: not inbox.conversation.current.row.warning, timeout=20_000)
    text, undo = inbox.services.navigator.toasts[-1]
    assert "Warning" in text
    undo()
    settle(qtbot, inbox)
    qtbot.waitUntil(lambda: inbox.conversation.current.row.warning == "red", timeout=20_000)


def test_the_senders_check_and_its_details(qtbot, inbox):
    widget = opened(qtbot, inbox)
    assert widget.verdict.text() == "The sender could not be confirmed"
    widget.verdict._more.click()
    assert "SPF: none" in widget.verdict.text()
    others = [w for w in inbox.conversation._widgets.values() if w is not widget and not w.message.outbound]  # fmt: skip
    assert others
    assert others[-1].verdict.text() == "Sender confirmed by dongsheng-driver.example"
    assert others[-1].warning.isHidden()


def test_an_answer_to_the_fraud_asks_first(qtbot, inbox):
    opened(qtbot, inbox)
    asked = []
    inbox.services.navigator.confirm = lambda *words, **_options: asked.append(words)
    inbox.compose(to=FRAUD)
    settle(qtbot, inbox)
    composer = inbox.composer
    thread_id = fraud_thread(inbox.services.store)
    draft = replace(composer._start.draft, thread_id=thread_id)
    composer._start = replace(composer._start, draft=draft)
    composer.subject.setText("Payment")
    composer.text.setPlainText("Sent.")
    composer.send()
    qtbot.waitUntil(lambda: bool(asked), timeout=20_000)
    question, detail, _verb, go = asked[0]
    assert FRAUD in question
    assert "dongsheng-driver.example" in detail
    assert composer.is_open
    QTimer.singleShot(0, composer, go)
    qtbot.waitUntil(lambda: not composer.is_open, timeout=20_000)


def pdf(*lines):
    """A PDF of one page."""
    made = io.BytesIO()
    page = canvas.Canvas(made)
    for number, line in enumerate(lines):
        page.drawString(60, 780 - 20 * number, line)
    page.save()
    return made.getvalue()


def letter(number, text, *files):
    mail = EmailMessage()
    mail["From"] = "Klaus Brenner <k.brenner@brenner-licht.example>"
    mail["To"], mail["Subject"] = "sales@bowei-led.example", "Credit note"
    mail["Message-ID"] = f"<credit{number}@brenner-licht.example>"
    mail["Date"] = f"Thu, 19 Nov 2026 0{number}:00:00 +0000"
    mail.set_content(text)
    for data in files:
        mail.add_attachment(data, maintype="application", subtype="pdf", filename="credit.pdf")
    return mail.as_bytes()


def test_a_new_account_in_a_pdf_that_is_opened(qtbot, inbox, tmp_path):
    store = inbox.services.store
    first = letter(1, "Please pay to our bank account, IBAN DE89 3704 0044 0532 0130 00.")
    ours = pdf("Beneficiary: Ningbo Bowei Lighting Co., Ltd.", "IBAN: NL91 ABNA 0417 1643 00")
    theirs = pdf("Beneficiary: Brenner", "IBAN: GB82 WEST 1234 5698 7654 32", "BIC: ABNANL2A")
    broken = b"%PDF-1.4 no more than that"
    mails = (
        first,
        letter(2, "Signed, see attached.", ours),
        letter(3, "See attached.", broken, theirs),
    )
    for number, raw in enumerate(mails):
        (tmp_path / f"{number}.eml").write_bytes(raw)
    import_files(store, sorted(tmp_path.glob("*.eml")), inbox.services.clock)
    with store.read() as session:
        ids = [
            session.scalars(sa.select(Message.id).where(Message.message_id.startswith(f"credit{n}"))).one()
            for n in (2, 3)
        ]  # fmt: skip
    signed, changed = (messages.show(store, number) for number in ids)
    assert changed.warnings == ()
    check = FileCheck(inbox.services, inbox)
    check.opened((signed, changed))
    check.look()
    qtbot.waitUntil(lambda: bool(messages.show(store, changed.id).warnings), timeout=30_000)
    settle(qtbot, inbox)
    assert messages.show(store, signed.id).warnings == ()
    [row] = messages.show(store, changed.id).warnings
    assert (row.kind, row.seen) == ("new_bank_details", "GB82 WEST 1234 5698 7654 32")
    check.opened((signed, changed))
    assert not check._wanted  # each is looked into once


def test_words_of_pdfs_are_taken_out_page_by_page(qtbot, inbox):
    found = []
    files = (b"no PDF at all", pdf("IBAN: NL91 ABNA 0417 1643 00"), b"")
    words = PdfWords(files, found.extend, inbox)
    with qtbot.waitSignal(words.destroyed, timeout=30_000):
        pass
    assert [bool(text.strip()) for text in found] == [False, True, False]
    assert "0417 1643" in found[1]


def test_only_files_of_others_that_can_be_read_are_read(inbox):
    rows = messages.list_messages(inbox.services.store, limit=300)
    looked = {file.content_type for row in rows for file in files_of(row)}
    assert looked <= {"application/pdf", "text/plain", "text/csv"}
    assert all(not files_of(row) for row in rows if row.outbound)
