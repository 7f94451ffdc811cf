"""Which view a mail gets, who is told that it was read, and colours that stay legible on a dark page."""

import re
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from desktop.mail.colours import READABLE, contrast, dark_ground, dark_ink, parse_colour
from desktop.mail.data_pictures import lifted
from desktop.mail.layout import layout_of
from desktop.mail.links import check_link
from desktop.mail.mime.parse import parse
from desktop.mail.quoting.html import split_html
from desktop.mail.safe_page import PICTURES
from desktop.mail.sanitize import sanitize
from desktop.mail.style_rules import clean_style, declarations, rules_of
from desktop.mail.trackers import service, tracker

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="no corpus beside the checkout")
PAGE, TEXT = "#1A1B1E", "#ECEDEF"
colours = st.tuples(*[st.integers(0, 255)] * 3)


# ---- the rule of the view


@needs_corpus
@pytest.mark.parametrize("family", ["postmark", "sendwithus"])
def test_designed_mails_need_a_browser(family):
    pages = list((CORPUS / "html" / family).rglob("*.html"))
    assert pages
    assert [p for p in pages if not layout_of(p.read_text("utf-8", "replace")).needs_browser] == []


@needs_corpus
def test_answers_never_start_a_browser():
    """What a person writes above a quoted newsletter is a letter."""
    found = [*(CORPUS / "replies").rglob("*.html")]
    assert found
    for path in found:
        own = split_html(path.read_text("utf-8", "replace")).own_html
        assert not layout_of(own).needs_browser, path
    for path in (CORPUS / "replies" / "talon" / "standard_replies").glob("*.eml"):
        html = parse(path.read_bytes()).html
        assert not layout_of(split_html(html or "").own_html).needs_browser, path


@pytest.mark.parametrize(
    "letter",
    [
        "<p>Dear Lin,<br>see below.</p><ul><li>one</ul>",
        '<table border="1" width="600">' + "<tr><td>A-1</td><td>USD 3</td></tr>" * 40 + "</table>",
        '<div>Regards</div><table><tr><td><img src="cid:logo" width=120></td><td style="padding-left:12px">'
        '<a href="https://a.example" style="padding:2px">a.example</a></td></tr></table>',
        "<style><!-- @font-face{font-family:Calibri} p.MsoNormal{margin:0} @page WordSection1{size:612pt} --></style>"
        '<div class="WordSection1"><p class="MsoNormal">Hi</p></div>',
    ],
)
def test_letters_price_lists_and_signatures_stay_text(letter):
    assert not layout_of(letter).needs_browser


# ---- pixels


@pytest.mark.parametrize(
    ("url", "attributes", "whose"),
    [
        ("https://x.us1.list-manage.com/track/open.php?u=1", {}, "mailchimp.com"),
        ("http://u1.ct.sendgrid.net/wf/open?upn=a", {"width": "600"}, "sendgrid.net"),
        ("https://mailfoogae.appspot.com/t?x", {}, "streak.com"),
        ("https://news.bigshop.co.uk/a.gif", {"width": "1", "height": "1"}, "bigshop.co.uk"),
        ("//pixel.shop.de/a", {"style": "width:1px;height:1px"}, "shop.de"),
        ("https://shop.de/a.png", {"style": "display: none !important"}, "shop.de"),
        ("https://shop.de/line.png", {"width": "600", "height": "1"}, ""),
        ("https://shop.de/logo.png", {}, ""),
        ("https://shop.de/track/shoes.png", {"width": "200", "height": "90"}, ""),
    ],
)
def test_pixels_are_told_from_pictures(url, attributes, whose):
    assert tracker(url, attributes) == whose


def test_pixels_are_never_shown_whatever_is_allowed():
    html = '<p>x</p><img src="https://a.list-manage.com/track/open.php?1"><img src="https://a.de/1.png" height=2 width=2>'
    for original in (False, True):
        safe = sanitize(html, remote_allowed=True, original=original)
        assert sorted(safe.trackers) == ["a.de", "mailchimp.com"]
        assert safe.remote == ()
        assert "<img" not in safe.html


def test_a_pixel_hidden_by_the_style_sheet_is_one():
    safe = sanitize(
        '<style>.p{width:1px;height:1px}</style><img class=p src="https://shop.de/a.gif">',
        remote_allowed=True,
    )
    assert safe.trackers == ("shop.de",)


def test_no_rule_of_the_services_takes_ordinary_pictures():
    for url in (
        "https://cdn.shop.com/images/product-open-box.jpg",
        "https://mcusercontent.com/abc/images/logo.png",
        "https://sc04.alicdn.com/kf/H1.jpg",
        "https://www.linkedin.com/in/x/photo.png",
    ):
        assert service(url) == ""


# ---- style sheets


@pytest.mark.parametrize(
    "style",
    [
        "background:url(javascript:alert(1))",
        "background:u\\72l(http://x.example/a)",
        "background:/**/url(http://x.example/a.png)",
        "width:expression(alert(1))",
        "behavior:url(x.htc)",
        "-moz-binding:url(http://x.example)",
        "background-image:image-set('http://x.example/a.png' 1x)",
        "background:-webkit-cross-fade(url(http://x.example/a),url(b),50%)",
        "--a:url(http://x.example/a.png);background:var(--a)",
        "list-style:url(//x.example/a.png)",
        "cursor:url(http://x.example/c.cur),auto",
        "src:url(http://x.example/f.woff)",
        "content:attr(x)</style><script>",
        "background:\\5c 75rl(https:\\5c 2f\\5c 2fx.example/a.png)",
        "background:\\5c 5c 75rl(https:\\5c 5c 2f\\5c 5c 2fx.example/a.png)",
        "background:\\5c 69mage-set('https:\\5c 2f\\5c 2fx.example/a.png' 1x)",
        "color:red'}b{background:image-set('//x.example/a.png' 1x)",
    ],
)
def test_styles_fetch_and_run_nothing(style):
    cleaned = clean_style(style, lambda _address: "").lower()
    assert not re.search(r"x\.example|script|expression|behavior|binding|<|--a|attr", cleaned)
    page = sanitize(
        f'<style>.a{{{style}}}</style><p class="a" style="{style}">x</p>', original=True
    )
    assert not re.search(r"x\.example|<script|expression\(", unescape(page.html.lower()))


def test_sheets_lose_imports_fonts_and_print():
    sheet = (
        "@charset 'x';@import url(http://x.example/a.css);@\\69mport 'http://x.example';"
        "@font-face{font-family:a;src:url(http://x.example/f)}"
        "a{color:red}@media print{a{color:blue}}@media (prefers-color-scheme:dark){a{color:white}}"
        "@media only screen and (max-width:600px){.b{width:100%}}"
    )
    rules = rules_of(sheet, lambda _address: "")
    assert [(r.media, r.selector, r.style) for r in rules] == [
        ("", "a", "color:red"),
        ("@media only screen and (max-width:600px)", ".b", "width:100%"),
    ]


def test_the_browser_gets_sheets_and_pictures_under_our_own_scheme_only():
    html = (
        '<style>.a{background:url("https://x.example/b.png")}</style><body background="https://x.example/c.png">'
        '<table background="https://x.example/d.png"><tr><td class=a style="float:left;position:absolute">t</td></tr>'
        '</table><img src="https://x.example/e.png"><img src="cid:Logo%40x">'
    )
    safe = sanitize(html, original=True, remote_allowed=True)
    assert len(safe.remote) == 4
    assert "x.example" not in safe.html
    assert safe.html.count(f"{PICTURES}r/") == 4
    assert f"{PICTURES}c/Logo%40x" in safe.html
    assert "float:left" in safe.html
    blocked = sanitize(html, original=True)
    assert blocked.blocked == 4
    assert "/r/" not in blocked.html


def test_hidden_words_are_not_shown_as_text():
    safe = sanitize(
        '<style>.h{display:none}</style><p>seen</p><div class=h>PREHEADER</div><b style="display:none">x</b>'
    )
    assert "PREHEADER" not in safe.html
    assert "x</b>" not in safe.html
    assert "seen" in safe.html


def test_deep_nesting_becomes_text():
    safe = sanitize("<div>" * 60_000 + "words &amp; <b>more</b>")
    assert "words" in safe.html
    assert "<div" not in safe.html


def test_links_are_given_with_their_words_and_warned_of_in_place():
    safe = sanitize(
        '<a href="https://evil.example/x">www.bank.example</a> <a href="https://ok.example">ok</a>',
        warn=lambda href, _words: "leads to evil" if "evil" in href else "",
    )
    assert safe.links == (
        ("https://evil.example/x", "www.bank.example"),
        ("https://ok.example", "ok"),
    )
    assert "</a> [⚠ leads to evil]" in safe.html
    assert safe.html.count("⚠") == 1


@pytest.mark.parametrize(
    "inside",
    [
        '<img src="https://x.example/a.png" alt="https://www.bank.example">',
        '<span style="display:none">evil.example</span> www.bank.example',
        f"<i hidden style='font-size:0'>{'a ' * 300}</i>www.bank.example",
        "www.<b>bank</b>.example" + " " * 900 + ".",
    ],
)
def test_the_words_of_a_link_are_those_that_are_seen(inside):
    safe = sanitize(
        f'<a href="https://evil.example/">{inside}</a><a href="https://ok.example/" style="font-size:0.9em">ok.example</a>',
        warn=lambda href, words: ", ".join(check_link(words, href).findings),
    )
    assert safe.html.count("[⚠ other_host]") == 1


# ---- colours


def test_contrast_is_that_of_wcag():
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(
    ("value", "rgb"),
    [
        ("#fff", (255, 255, 255)),
        ("#11223310", None),
        ("rgb(10%, 0, 255)", (26, 0, 255)),
        ("rgba(1 2 3 / 0.1)", None),
        ("hsl(120deg 100% 50%)", (0, 255, 0)),
        ("1px solid Red", (255, 0, 0)),
        ("ff0000", (255, 0, 0)),
        ("transparent", None),
        ("inherit", None),
        ("rgb(nan,1,2)", None),
        ("", None),
    ],
)
def test_colours_are_read_as_css_writes_them(value, rgb):
    assert parse_colour(value) == rgb


@given(colours, colours)
def test_any_ink_on_any_ground_is_legible_in_the_dark(ink, ground):
    dark = dark_ground(ground, parse_colour(PAGE))
    assert contrast(dark_ink(ink, dark), dark) >= READABLE


def _words_and_grounds(html):
    """Each text of a recoloured page with its colours, as a browser would inherit them."""
    tree = LexborHTMLParser(html)

    def walk(node, ink, ground):
        child = node.child
        while child is not None:
            if child.tag == "-text":
                if (child.text_content or "").strip():
                    yield child.text_content, ink, ground
            elif child.tag not in ("style", "-comment"):
                style = dict(declarations(child.attributes.get("style") or ""))
                own = parse_colour(style.get("color", ""))
                below = parse_colour(style.get("background-color", ""))
                pictured = "url(" in style.get("background", "") + style.get("background-image", "")
                yield from walk(child, own or ink, None if pictured else below or ground)
            child = child.next

    yield from walk(tree.body, parse_colour(TEXT), parse_colour(PAGE))


@needs_corpus
@pytest.mark.parametrize("original", [False, True])
def test_no_word_of_the_corpus_is_lost_in_the_dark(original):
    pages = [p for p in (CORPUS / "html").rglob("*.html") if "xss" not in p.parts]
    assert pages
    for path in pages:
        safe = sanitize(
            path.read_text("utf-8", "replace"), original=original, dark_page=PAGE, dark_text=TEXT
        )
        for words, ink, ground in _words_and_grounds(safe.html):
            if ground is not None:
                assert contrast(ink, ground) >= READABLE - 0.01, (path, words.strip()[:60])


def test_the_frame_of_a_button_goes_with_its_ground_in_the_dark_and_white_is_the_page():
    html = (
        '<a href="https://x.example/" style="background:#3869d4;border:9px solid #3869d4">Pay</a>'
    )
    dark = sanitize(html, original=True, dark_page=PAGE, dark_text=TEXT).html
    ground, frame = re.findall(r"(?:background-color|border):[^#]*(#[0-9a-f]{6})", dark)
    assert ground == frame
    assert (
        "solid #4a4d54"
        in sanitize('<p style="border:1px solid #ddd">x', dark_page=PAGE, dark_text=TEXT).html
    )
    assert dark_ground((255, 255, 255), parse_colour(PAGE)) == parse_colour(PAGE)


def test_a_picture_of_nowhere_leaves_its_words():
    html = '<img src="file:///c:/logo.png" alt="Acme"><img alt="Sales"><img src="a/b.gif">'
    for original in (False, True):
        safe = sanitize(html, original=original).html
        assert "Acme" in safe
        assert "Sales" in safe
        assert "a/b.gif" not in safe


def test_pictures_written_into_the_html_are_lifted_out_of_it():
    html = '<img src="data:image/png;base64,iVBO Rw0K"><img src="data:image/png;base64,%">'
    lifted_html, found = lifted(html)
    assert lifted_html.startswith('<img src="cid:written-1@tradepost">')
    assert list(found.values()) == [b"\x89PNG\r\n"]
    assert sanitize(lifted_html).content_ids == ("written-1@tradepost",)


def test_dark_leaves_pictures_alone():
    html = '<p style="color:#333"><img src="cid:a" style="width:50px"> x</p>'
    dark = sanitize(html, dark_page=PAGE, dark_text=TEXT)
    assert 'src="cid:a" style="width:50px"' in dark.html
