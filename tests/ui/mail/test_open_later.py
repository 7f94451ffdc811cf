"""A conversation with much unread mail: what is seen opens first, the rest below it by itself; texts are laid out once."""

import pytest

from desktop.mail.ingest import seal, take_in
from desktop.mail.prepare import Incoming, prepare_many
from desktop.store.queries import messages
from desktop.ui.mail.bodies import SHORT_TEXT
from desktop.ui.mail.body_browser import BodyBrowser
from desktop.ui.mail.body_writing import LINE_PX
from desktop.ui.mail.conversation_load import OPENED_AT_ONCE
from desktop.ui.mail.conversation_pane import ConversationPane
from desktop.ui.mail.open_later import OPENED_FIRST
from tests.mail.mail_samples import no_links
from tests.ui.conftest import settle

PARAGRAPH = "<p>" + "Some words about the offer. " * 80 + "</p>"


def put(store, number, text, *, answers=0, kind="html"):
    answered = f"In-Reply-To: <later-{answers}@test>\r\n" if answers else ""
    raw = (
        f"From: Klaus <k@brenner.com>\r\nTo: sales@bowei-led.example\r\nSubject: later\r\n"
        f"Message-ID: <later-{number}@test>\r\n{answered}"
        f"Date: Fri, 20 Nov 2026 10:{number:02}:00 +0000\r\n"
        f"MIME-Version: 1.0\r\nContent-Type: text/{kind}; charset=utf-8\r\n\r\n{text}\r\n"
    ).encode()
    take_in(store, seal(store, prepare_many([Incoming(raw)])), no_links, cause="import")
    return messages.show(store, max(row.id for row in messages.list_messages(store, limit=1000)))


@pytest.fixture
def pane(qtbot, company_services):
    pane = ConversationPane(company_services)
    pane.services = company_services  # what `settle` waits for
    pane.bodies.views.broken = True
    qtbot.addWidget(pane)
    pane.resize(700, 600)
    pane.show()
    return pane


@pytest.fixture
def conversation(company):
    """Twenty unread mails, each of which fills the pane."""
    return [put(company, n, PARAGRAPH * 3, answers=n - 1) for n in range(1, 21)]


def opened_all(pane):
    return len(pane.widgets()) == OPENED_AT_ONCE and all(w.body() for w in pane.widgets())


def test_the_first_are_laid_out_before_the_rest(qtbot, pane, conversation):
    counts = []
    pane.loaded.connect(lambda _found: counts.append(len(pane.widgets())))
    pane.open(conversation[0].thread_id)
    qtbot.waitUntil(lambda: opened_all(pane), timeout=30_000)
    assert counts[0] == OPENED_FIRST  # marking them as read may load the conversation again
    shown = [m.id for m in conversation[-OPENED_AT_ONCE:]]
    assert sorted(w.message.id for w in pane.widgets()) == shown
    assert [w.message.id for w in sorted(pane.widgets(), key=lambda w: w.y())] == shown


def test_what_is_read_does_not_move_while_the_rest_opens(qtbot, pane, conversation):
    tops = []

    def note(_id):
        if len(pane.widgets()) > OPENED_FIRST:
            tops.append(pane.widgets()[0].mapTo(pane, pane.widgets()[0].rect().topLeft()).y())

    pane.bodies.shown.connect(note)
    pane.open(conversation[0].thread_id)
    qtbot.waitUntil(lambda: opened_all(pane), timeout=30_000)
    assert len(set(tops)) == 1


def test_another_conversation_ends_the_waiting(qtbot, company, pane, conversation):
    other = put(company, 40, "<p>short</p>")
    pane.open(conversation[0].thread_id)
    qtbot.waitUntil(lambda: pane.current is not None, timeout=30_000)
    pane.open(other.thread_id)
    qtbot.waitUntil(lambda: pane.bodies.of(other.id) is not None, timeout=30_000)
    settle(qtbot, pane)
    assert [w.message.id for w in pane.widgets()] == [other.id]


def test_a_line_that_waits_opens_by_a_click(qtbot, pane, conversation):
    pane.open(conversation[0].thread_id)
    qtbot.waitUntil(lambda: pane.current is not None, timeout=30_000)
    pane.open_message(conversation[-1].id)
    qtbot.waitUntil(lambda: opened_all(pane), timeout=30_000)
    assert pane.opened(conversation[-1].id) is not None


def test_the_width_of_a_text_does_not_depend_on_its_length(qtbot, company, pane):
    widths = set()
    for number, text in ((41, "<p>short</p>"), (42, PARAGRAPH * 40)):
        message = put(company, number, text)
        pane.open(message.thread_id)
        qtbot.waitUntil(lambda m=message: pane.bodies.of(m.id) is not None, timeout=30_000)
        settle(qtbot, pane)
        widths.add(pane.opened(message.id).browser.width())
    assert len(widths) == 1


def test_a_long_plain_text_is_shown_with_its_quote_folded(qtbot, company, pane):
    own = "We need the price list.\r\n" * 4
    quoted = "".join(f"> line {n} of the text before\r\n" for n in range(SHORT_TEXT // 20))
    text = f"{own}\r\nOn Mon, 2 Nov 2026 at 10:00, Klaus wrote:\r\n{quoted}"
    message = put(company, 43, text, kind="plain")
    pane.open(message.thread_id)
    qtbot.waitUntil(lambda: pane.bodies.of(message.id) is not None, timeout=30_000)
    assert pane.bodies.of(message.id).quoted_lines >= SHORT_TEXT // 20
    assert "price list" in pane.opened(message.id).browser.toPlainText()


def test_a_body_shown_anew_keeps_its_lines_and_height(qtbot):
    browser = BodyBrowser()
    qtbot.addWidget(browser)
    browser.resize(500, 100)
    browser.show()
    looks = {"rtl": False, "link_colour": "#2450BD", "faint_colour": "#54575E", "paper": False}
    browser.show_body(PARAGRAPH * 5, {}, **looks)
    tall = browser.height()
    browser.show_body("<p>one</p>", {}, **looks)
    assert browser.height() < tall
    assert browser.document().begin().blockFormat().lineHeight() == LINE_PX
    browser.show_body(PARAGRAPH * 5, {}, **looks)
    assert browser.height() == tall
    assert browser.textCursor().position() == 0
