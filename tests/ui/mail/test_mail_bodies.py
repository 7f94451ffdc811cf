"""Bodies: quotes fold, nothing is fetched, files are named safely and never run."""

import http.server
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QPainter, QTextDocument

from desktop.mail.ingest import seal, take_in
from desktop.mail.outside import Outside
from desktop.mail.prepare import Incoming, prepare_many
from desktop.mail.sanitize import sanitize
from desktop.store.queries import messages
from desktop.ui.mail.body_browser import BodyBrowser
from desktop.ui.mail.body_text import calm, is_rtl, text_html
from desktop.ui.mail.message_load import load_body, own_words
from desktop.ui.mail.pictures import Picture
from desktop.ui.mail.remote_images import fetch
from desktop.ui.widgets.byte_size import size_text
from tests.mail.mail_samples import no_links

MAIL = """Thank you for V2.

Mit freundlichen Grüßen
Klaus

On Tue, 17 Nov 2026 at 10:00, Lin Wei <sales@bowei-led.example> wrote:
> Dear Mr Brenner,
> please find our offer.
"""


def test_quote_is_folded_and_signature_stays() -> None:
    own, quote = own_words(MAIL)
    assert own.endswith("Klaus")
    assert "Lin Wei" not in own
    assert quote.count("\n") == 2


def test_forward_without_own_words_is_shown_whole() -> None:
    forwarded = MAIL[MAIL.index("On Tue") :]
    assert own_words(forwarded) == (forwarded, "")


def test_answers_between_quotes_are_shown_with_them() -> None:
    text = "On Tue, 17 Nov 2026 at 10:00, Lin Wei <l@w.example> wrote:\n> price?\nUSD 3\n> time?\n30 days\n"
    assert own_words(text) == (text, "")


def test_text_is_escaped_and_linked() -> None:
    shown = text_html('<script>x</script> see https://a.example/x?y=1&z=2. or k@b.example "q"')
    assert "<script" not in shown
    assert '<a href="https://a.example/x?y=1&amp;z=2">' in shown
    assert '<a href="mailto:k@b.example">' in shown


@given(st.text(max_size=200))
def test_text_never_becomes_markup(text: str) -> None:
    shown = text_html(text)
    allowed = ("<p>", "</p>", "<br>", "<a href=", "</a>")
    for at, char in enumerate(shown):
        if char == "<":
            assert shown.startswith(allowed, at)


def test_direction_of_a_text() -> None:
    assert is_rtl("السلام عليكم PI 2417")
    assert not is_rtl("Dear Ms Lin, مرحبا")


def test_sizes() -> None:
    assert size_text(214_000) == "214 KB"


def test_browser_gives_given_pictures_only(qtbot, tmp_path: Path) -> None:
    picture = tmp_path / "secret.png"
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    image.save(str(picture))
    browser = BodyBrowser()
    qtbot.addWidget(browser)
    browser.show_body(
        '<img src="cid:logo"> <img src="https://t.example/p.png">',
        {"cid:logo": Picture(picture.read_bytes())},
        rtl=False,
        link_colour="#00f",
        faint_colour="#888",
        paper=False,
    )
    kind = QTextDocument.ResourceType.ImageResource.value
    assert browser.loadResource(kind, QUrl("cid:logo")).width() == 4
    assert browser.loadResource(kind, QUrl("https://t.example/p.png")).isNull()
    assert browser.loadResource(kind, QUrl.fromLocalFile(str(picture))).isNull()
    sheet = QTextDocument.ResourceType.StyleSheetResource.value
    assert not browser.loadResource(sheet, QUrl.fromLocalFile(str(picture)))


def test_blocked_pictures_are_counted_not_fetched() -> None:
    safe = sanitize('<p>x</p><img src="http://t.example/1.gif"><img src="//t.example/2.gif">')
    assert safe.blocked == 2
    assert "t.example" not in safe.html


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "http://127.0.0.1/x.png", "http://192.168.0.1/", "http://localhost/a.png",
     "ftp://a.example/x.png", "http://a.example:25/x.png", "http://[::1]/x", "http://a b/",
     "http://127.1/x.png", "http://0x7f.0.0.1/", "http://2130706433/", "http://0177.1/", "http://127.0.0.1./", "http://router.local./"],
)  # fmt: skip
def test_own_network_is_never_asked(url: str) -> None:
    assert not Outside().may_ask(url)


def test_pictures_are_fetched_without_cookies() -> None:
    seen: list[dict[str, str]] = []

    class Server(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append(dict(self.headers))
            self.send_response(200)
            self.send_header("Content-Type", "image/png" if "png" in self.path else "text/html")
            self.send_header("Set-Cookie", "id=1")
            self.end_headers()
            self.wfile.write(b"bytes")

        def log_message(self, *args):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    here = Outside(allowed={"127.0.0.1"}.__contains__, ports=frozenset({server.server_port}))
    base = f"http://127.0.0.1:{server.server_port}"
    found = fetch([f"{base}/a.png", f"{base}/b.png", f"{base}/page.html"], here)
    server.shutdown()
    server.server_close()
    assert found == {f"{base}/a.png": b"bytes", f"{base}/b.png": b"bytes"}
    assert all("Cookie" not in headers and "Referer" not in headers for headers in seen)


def test_an_encrypted_mail_says_what_it_is(store) -> None:
    raw = (
        b"From: a@b.example\r\nSubject: s\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=e\r\n\r\n'
        b"--e\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--e\r\n"
        b"Content-Type: application/octet-stream; name=encrypted.asc\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n--e--\r\n"
    )
    take_in(store, seal(store, prepare_many([Incoming(raw)])), no_links, cause="import")
    shown = load_body(store, messages.show(store, 1))
    assert "PGP" in shown.notice


def test_the_ground_of_a_first_block_does_not_fill_its_cell(qapp):
    cell = '<td>{}<h3 style="color:#222222">Head</h3><p>words</p></td>'
    badge = '<div style="background-color:#1d6b3f">New</div>'
    markup = f"<table width='100%'><tr>{cell.format(badge)}</tr></table>"
    assert green_share(calm(markup)) < 0.4 < green_share(markup)


def green_share(markup):
    document = QTextDocument()
    document.setHtml(markup)
    document.setTextWidth(300)
    picture = QImage(300, int(document.size().height()), QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    document.drawContents(painter)
    painter.end()
    points = [(x, y) for x in range(0, 300, 6) for y in range(0, picture.height(), 2)]
    green = sum(picture.pixelColor(x, y).name() == "#1d6b3f" for x, y in points)
    return green / len(points)
