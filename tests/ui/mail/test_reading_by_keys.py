"""A mail is read, answered and looked at from the keyboard; its menu speaks the user's language and knows the message."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu

from desktop.mail.ingest import seal, take_in
from desktop.mail.prepare import Incoming, prepare_many
from desktop.store.queries.messages import AttachmentRow, Person, list_messages, show
from desktop.ui.mail.attachment_strip import AttachmentStrip
from desktop.ui.mail.body_text import calm, sized
from desktop.ui.mail.mail_file import picture_of_text, read_file, whole_mail
from desktop.ui.mail.open_message import OpenMessage
from tests.mail.mail_samples import no_links
from tests.ui.conftest import settle

LONG = "".join(f"<p>Paragraph {n} about panels and cartons.</p>" for n in range(90))
LETTER = f'{LONG}<p><a href="https://brenner.com/end">the end</a></p>'


@pytest.fixture
def reading(qtbot, inbox, sample_store):
    """The Inbox with a long mail open that has the keyboard."""
    raw = (
        "From: Klaus <klaus@brenner.com>\r\nTo: sales@bowei-led.example\r\nSubject: long\r\n"
        "Message-ID: <keys-1@test>\r\nDate: Fri, 20 Nov 2026 01:00:00 +0000\r\n"
        f"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{LETTER}\r\n"
    ).encode()
    sealed = seal(sample_store, prepare_many([Incoming(raw)]))
    take_in(sample_store, sealed, no_links, cause="import")
    message = show(sample_store, max(row.id for row in list_messages(sample_store, limit=1000)))
    inbox.conversation.open(message.thread_id)
    settle(qtbot, inbox)
    qtbot.waitUntil(lambda: inbox.conversation.bodies.of(message.id) is not None, timeout=30_000)
    inbox.activateWindow()
    browser = inbox.conversation.opened(message.id).browser
    browser.setFocus(Qt.FocusReason.TabFocusReason)
    settle(qtbot, inbox)
    return inbox, browser, message


def test_keys_move_through_a_long_mail_and_to_its_links(reading):
    inbox, browser, _message = reading
    bar = inbox.conversation.messages.verticalScrollBar()
    places = []
    for key in (Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_Space, Qt.Key.Key_End):
        QTest.keyClick(browser, key)
        places.append(bar.value())
    assert places == sorted(set(places))
    assert places[-1] == bar.maximum()
    QTest.keyClick(browser, Qt.Key.Key_Home)
    assert bar.value() == 0
    QTest.keyClick(browser, Qt.Key.Key_Tab)
    assert browser.textCursor().selectedText() == "the end"
    assert bar.value() > 0


def test_the_menu_of_a_text_is_ours_and_answers_this_message(qtbot, reading):
    inbox, browser, message = reading
    where = QPoint(20, 10)
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, where, browser.mapToGlobal(where))
    QApplication.sendEvent(browser, asked)
    menu = browser.findChildren(QMenu)[-1]
    names = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert names[:5] == ["Copy", "Select all", "Reply", "Reply all", "Forward"]
    assert names[-2:] == ["Save the message…", "Source of the message"]
    next(a for a in menu.actions() if a.text() == "Reply").trigger()
    settle(qtbot, inbox)
    assert inbox.composer.draft().in_reply_to == message.id
    menu.close()


def test_a_message_and_a_picture_of_its_text_are_saved_as_they_came(company):
    row = show(company, list_messages(company, limit=1)[0].id)
    logo = AttachmentRow(1, "2", "logo.png", "image/png", 9, "Logo 1@x", inline=True)
    picture = picture_of_text(replace(row, attachments=(logo,)), "cid:logo%201@x")
    assert picture is not None
    assert picture.filename == "logo.png"
    assert picture_of_text(row, "cid:elsewhere") is None
    file = whole_mail(row)
    assert file.filename.endswith(".eml")
    assert b"Message-ID:" in read_file(company, file)


def test_letters_follow_the_size_that_the_reader_wants_and_stay_legible():
    assert 'size="2"' not in calm('<font size="2" face="Arial">old Outlook</font>')
    assert sized('<p style="font-size:8pt">x', 1.0) == '<p style="font-size:11px">x'
    assert sized('<p style="font-size:20px">x', 1.5) == '<p style="font-size:30px">x'
    assert sized('<p style="font-size:1px">x', 1.5) == '<p style="font-size:1px">x'


def test_a_circular_names_its_first_receivers_and_of_hundreds_of_files_the_first(qtbot, company):
    row = show(company, list_messages(company, limit=1)[0].id)
    people = tuple(Person(f"P{n}", f"p{n}@x.example") for n in range(5_000))
    files = tuple(
        AttachmentRow(n, str(n), f"f{n}.pdf", "application/pdf", 9, "", inline=False)
        for n in range(300)
    )
    widget = OpenMessage(replace(row, to=people, attachments=files), datetime.now(UTC))
    qtbot.addWidget(widget)
    said = [each.text() for each in widget.findChildren(QLabel)]
    assert any(words.startswith("to P0, P1, ") and "and 4988 more" in words for words in said)
    strip = widget.findChild(AttachmentStrip)
    assert len(strip.cards) == 40
    strip.rest_button.click()
    assert [card.file.filename for card in strip.cards] == [f"f{n}.pdf" for n in range(300)]
