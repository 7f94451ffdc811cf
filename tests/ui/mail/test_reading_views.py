"""Reading a mail in the window: pictures on a click, layouts remembered, links asked about, plain, dark and source views."""

import http.server
import threading

import pytest
from PySide6.QtWidgets import QPushButton

from desktop.mail import reading_choices
from desktop.mail.ingest import seal, take_in
from desktop.mail.links import check_link
from desktop.mail.outside import Outside
from desktop.mail.prepare import Incoming, prepare_many
from desktop.store.queries import messages
from desktop.ui.mail import remote_images
from desktop.ui.mail.conversation_pane import ConversationPane
from desktop.ui.mail.link_deeds import told
from desktop.ui.mail.message_load import MOST_HTML, load_body
from desktop.ui.mail.pictures_bar import pixel_words
from desktop.ui.mail.reading import Reading
from desktop.ui.mail.source_dialog import PIECE
from desktop.ui.settings.reading_section import ReadingSection
from desktop.ui.theme import theme_switch
from tests.mail.mail_samples import no_links
from tests.ui.conftest import settle

PIXELS = (
    '<img src="https://x.list-manage.com/track/open.php?u=1">'
    '<img src="https://y.list-manage.com/track/open.php?u=2">'
)
LETTER = (
    '<p style="color:#222222">Dear Lin, <a href="https://evil.example/x">www.brenner.com</a> '
    '<a href="https://brenner.com/a">ours</a></p><img src="{base}/a.gif">' + PIXELS
)
NEWSLETTER = (
    "<style>@media (max-width:600px){{.c{{width:100%}}}} .c{{float:left}}</style>"
    '<table width="600"><tr><td class="c">News of the week</td></tr></table>'
)
GIF = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,"
    b"\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)


@pytest.fixture
def pictures(monkeypatch):
    """A web server with one picture; gives its address and what was asked of it."""
    asked = []

    class Server(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "image/gif")
            self.end_headers()
            self.wfile.write(GIF)

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    here = Outside(allowed={"127.0.0.1"}.__contains__, ports=frozenset({server.server_port}))
    monkeypatch.setattr(remote_images, "public_net", lambda: here)
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def put(store, html, number=1, sender="News <news@brenner.com>"):
    """Take in a mail; return its row."""
    raw = (
        f"From: {sender}\r\nTo: sales@bowei-led.example\r\nSubject: reading {number}\r\n"
        f"Message-ID: <reading-{number}@test>\r\nDate: Fri, 20 Nov 2026 0{number}:00:00 +0000\r\n"
        f"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n"
    ).encode()
    take_in(store, seal(store, prepare_many([Incoming(raw)])), no_links, cause="import")
    rows = messages.list_messages(store, limit=1000)
    return messages.show(store, max(row.id for row in rows))


@pytest.fixture
def pane(qtbot, company_services):
    """A conversation pane on a system without QtWebEngine (it has tests of its own)."""
    pane = ConversationPane(company_services)
    pane.services = company_services
    pane.bodies.views.broken = True
    qtbot.addWidget(pane)
    pane.resize(700, 800)
    pane.show()
    return pane


def opened(qtbot, pane, message):
    pane.open(message.thread_id)
    settle(qtbot, pane)
    qtbot.waitUntil(lambda: pane.bodies.of(message.id) is not None, timeout=30_000)
    return pane.opened(message.id)


def test_images_are_shown_once_when_asked_for(qtbot, company, pane, pictures):
    base, asked = pictures
    message = put(company, LETTER.format(base=base))
    widget = opened(qtbot, pane, message)
    assert widget.body().blocked == 1
    assert "2 tracking pixels of mailchimp.com" in widget.text.bar.words.text()
    assert asked == []
    widget.text.bar.once.click()
    qtbot.waitUntil(lambda: pane.bodies.of(message.id).blocked == 0, timeout=30_000)
    settle(qtbot, pane)
    assert asked == ["/a.gif"]
    assert not widget.body().pictures[f"{base}/a.gif"].image().isNull()
    assert not widget.text.bar.once.isVisible()
    assert widget.text.bar.isVisible()
    assert not reading_choices.choices_for(company, "news@brenner.com").images


def test_images_of_a_sender_are_always_shown_and_taken_back(qtbot, company, pane, pictures):
    base, asked = pictures
    first, second = (put(company, LETTER.format(base=base), n) for n in (1, 2))
    opened(qtbot, pane, first).text.bar.always.click()
    settle(qtbot, pane)
    assert reading_choices.choices_for(company, "NEWS@brenner.com").images
    asked.clear()
    opened(qtbot, pane, second)
    qtbot.waitUntil(lambda: pane.bodies.of(second.id).blocked == 0, timeout=30_000)
    assert asked == ["/a.gif"]
    section = ReadingSection(pane.services)
    qtbot.addWidget(section)
    section.load()
    settle(qtbot, section)
    assert [row.address for row in section.rows] == ["news@brenner.com"]
    section.findChild(QPushButton).click()
    settle(qtbot, section)
    assert reading_choices.all_choices(company) == []
    _said, undo = pane.services.navigator.toasts[-1]
    undo()
    settle(qtbot, section)
    assert [row.address for row in section.rows] == ["news@brenner.com"]


def test_original_layout_is_remembered_for_the_sender_and_undone(qtbot, company, pane):
    message = put(company, "<p>a letter</p>")
    opened(qtbot, pane, message)
    pane.reading.toggle_layout()
    settle(qtbot, pane)
    assert reading_choices.choices_for(company, "news@brenner.com").layout == "original"
    assert load_body(company, message).web is not None
    _said, undo = pane.services.navigator.toasts[-1]
    undo()
    settle(qtbot, pane)
    assert reading_choices.choices_for(company, "news@brenner.com").layout == ""
    assert load_body(company, message).web is None


def test_a_newsletter_chooses_its_layout_itself_unless_it_was_taken_from_it(company):
    message = put(company, NEWSLETTER.format())
    body = load_body(company, message)
    assert body.designed
    assert body.web is not None
    assert "float:left" in body.web.html
    reading_choices.choose(company, "layout", "news@brenner.com", "text")
    body = load_body(company, message)
    assert body.web is None
    assert "News of the week" in body.markup


def test_without_the_browser_a_newsletter_is_text_and_says_so(qtbot, company, pane):
    widget = opened(qtbot, pane, put(company, NEWSLETTER.format()))
    assert "News of the week" in widget.browser.toPlainText()
    assert widget.text.notice.isVisible()


def test_deceiving_links_are_named_in_the_text_and_asked_about(qtbot, company, pane):
    message = put(company, LETTER.format(base="https://cdn.example"))
    widget = opened(qtbot, pane, message)
    assert "⚠ leads to evil.example" in " ".join(widget.browser.toPlainText().split())
    opened_links, questions = [], []
    pane.links.opened.connect(opened_links.append)
    pane.services.navigator.confirm = lambda *words, **how: questions.append((words, how))
    widget.link_clicked.emit("https://evil.example/x")
    assert opened_links == []
    ((words, how),) = questions
    assert "evil.example" in words[0]
    assert how == {"danger": True}
    words[3]()
    assert opened_links == ["https://evil.example/x"]
    widget.link_clicked.emit("https://brenner.com/a")
    assert opened_links[1:] == ["https://brenner.com/a"]
    widget.link_hovered.emit("https://brenner.com/a")
    assert pane.links.line.isVisible()
    assert pane.links.line.text().startswith("brenner.com")
    widget.link_hovered.emit("")
    assert not pane.links.line.isVisible()


def test_the_host_is_told_before_the_address():
    assert told(check_link("x", "https://a.example/" + "y" * 500)).startswith("a.example   https")
    assert "bit.ly" in told(check_link("x", "https://bit.ly/1"))


def test_commands_are_never_run(qtbot, pane):
    went = []
    pane.links.opened.connect(went.append)
    pane.links.click("javascript:alert(1)", {})
    assert went == []
    assert pane.services.navigator.toasts


def test_dark_letters_are_recoloured_and_light_on_demand(qtbot, company, pane):
    message = put(company, LETTER.format(base="https://cdn.example"))
    theme_switch().apply("dark")
    widget = opened(qtbot, pane, message)
    assert "#222222" not in widget.body().markup
    pane.reading.toggle_light()
    settle(qtbot, pane)
    assert "#222222" in widget.body().markup
    assert widget.browser.property("paper")
    pane.reading.toggle_light()
    settle(qtbot, pane)
    theme_switch().apply("light")
    settle(qtbot, pane)
    qtbot.waitUntil(lambda: "#222222" in pane.bodies.of(message.id).markup, timeout=30_000)


def test_plain_view_and_back(qtbot, company, pane):
    message = put(company, "<h1>Big</h1><p>words</p>")
    widget = opened(qtbot, pane, message)
    pane.reading.toggle_plain()
    settle(qtbot, pane)
    assert widget.body().reading.plain
    assert "<h1" not in widget.body().markup
    pane.reading.toggle_plain()
    settle(qtbot, pane)
    assert "<h1" in widget.body().markup


def test_a_long_message_is_cut_until_all_is_wanted(qtbot, company, pane):
    html = "<p>a line of words</p>" * (MOST_HTML // 15) + "<p>THE END</p>"
    message = put(company, html)
    body = load_body(company, message)
    assert body.cut
    assert "THE END" not in body.markup
    assert "THE END" in load_body(company, message, Reading(uncut=True)).markup


def test_source_comes_in_pieces_with_what_is_broken(qtbot, company, pane):
    message = put(company, "<p>" + "x" * (3 * PIECE) + "</p>")
    opened(qtbot, pane, message)
    dialog = pane.reading.show_source()
    settle(qtbot, pane)
    assert "Message-ID: <reading-1@test>" in dialog.view.toPlainText()
    assert not dialog.complete
    while not dialog.complete:
        bar = dialog.view.verticalScrollBar()
        bar.setValue(0)
        bar.setValue(bar.maximum())
    assert dialog.view.toPlainText().count("x") >= 3 * PIECE
    dialog.close()


def test_pixels_in_words():
    assert pixel_words("mailchimp.com", 2) == "2 tracking pixels of mailchimp.com blocked"
    assert pixel_words("", 1) == "1 tracking pixel blocked"


def test_nothing_of_the_browser_is_loaded_for_letters(qtbot, company, pane):
    pane.bodies.views.broken = False
    opened(qtbot, pane, put(company, "<p>a letter</p>"))
    assert not pane.bodies.views.running
