"""An endless mail comes to the screen in slices: the window answers in between, and no word is lost."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QScrollArea

from desktop.ui.mail import body_slices
from desktop.ui.mail.body_browser import BodyBrowser
from desktop.ui.mail.body_slices import LONG_LINES, SLICE_CHARS, SLICE_LINES, slices
from desktop.ui.mail.body_text import text_html

LINES = [f"line {n} of the endless report, 12 pcs" for n in range(20_000)]
LOOK = {"rtl": False, "link_colour": "#2450BD", "faint_colour": "#54575E", "paper": False}


@pytest.fixture
def browser(qtbot):
    """A body in a column that scrolls, as in the conversation."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    body = BodyBrowser()
    area.setWidget(body)
    qtbot.addWidget(area)
    area.resize(700, 400)
    area.show()
    body.area = area
    return body


def written(qtbot, browser):
    qtbot.waitUntil(lambda: not browser.writing.waiting, timeout=120_000)
    return browser.toPlainText()


def test_twenty_thousand_lines_come_slice_by_slice(qtbot, browser):
    browser.show_body(text_html("\n".join(LINES)), {}, **LOOK)
    first = browser.toPlainText().split("\n")
    assert first == LINES[: len(first)]
    assert len(first) <= SLICE_LINES + 1
    grown = []
    browser.document().contentsChange.connect(lambda _at, _off, new: grown.append(new))
    assert written(qtbot, browser) == "\n".join(LINES)
    longest = max(map(len, LINES)) + 1
    assert max(grown) <= 2 * (SLICE_LINES + 1) * longest
    assert browser.height() >= 20 * len(LINES)


def test_another_body_ends_the_writing(qtbot, browser):
    browser.show_body(text_html("\n".join(LINES)), {}, **LOOK)
    browser.show_body("<p>short</p>", {}, **LOOK)
    assert browser.writing.waiting == 0
    assert browser.toPlainText() == "short"


def test_lines_keep_their_distance(qtbot, browser):
    """The paragraph that was cut goes on as if it had not been."""
    browser.show_body(text_html("\n".join(LINES[: LONG_LINES + 500])), {}, **LOOK)
    written(qtbot, browser)
    block = browser.document().begin()
    while block != browser.document().lastBlock():
        assert block.blockFormat().bottomMargin() == 0
        assert block.blockFormat().lineHeight() == 20
        block = block.next()
    assert block.blockFormat().bottomMargin() == 8


def test_what_frames_the_words_goes_on(qtbot, browser):
    """Bold, colour and a table of the original stand in every slice as they stood in the whole."""
    rows = "".join(f"<tr><td>{n}</td><td>pcs</td></tr>" for n in range(400))
    lines = "".join(f"<div>red {n}</div>" for n in range(LONG_LINES))
    markup = f'<div style="color:#ff0000"><b>{lines}<table>{rows}</table>{lines}</b></div>'
    browser.show_body(markup, {}, **LOOK)
    words = written(qtbot, browser).split("\n")
    assert words.count("pcs") == 400
    assert [w for w in words if w.startswith("red")] == [f"red {n}" for n in range(LONG_LINES)] * 2
    cursor = browser.document().find(f"red {LONG_LINES - 1}")
    assert cursor.charFormat().fontWeight() > 500
    assert cursor.charFormat().foreground().color().name() == "#ff0000"
    assert len(browser.document().rootFrame().childFrames()) == 1


WORDS = st.text(alphabet="ab 中<&é", max_size=12).map(
    lambda t: t.replace("&", "&amp;").replace("<", "&lt;")
)
MARKUP = st.recursive(
    st.one_of(WORDS, st.just("<br>")),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>",
        st.sampled_from(["div", "p", "b", "span", "blockquote"]),
        st.lists(inner, max_size=6),
    ),
    max_leaves=60,
)


@given(MARKUP)
def test_no_word_is_lost_or_doubled(markup):
    long = body_slices.LONG_LINES, body_slices.SLICE_LINES
    body_slices.LONG_LINES, body_slices.SLICE_LINES = 0, 2
    try:
        parts = slices(markup)
    finally:
        body_slices.LONG_LINES, body_slices.SLICE_LINES = long
    bare = [re.sub(r"<[^>]*>", "", each.markup) for each in parts]
    assert "".join(bare) == re.sub(r"<[^>]*>", "", markup)
    for part in parts:
        assert len(part.markup) <= len(markup) + SLICE_CHARS
        QTextDocument().setHtml(part.markup)
