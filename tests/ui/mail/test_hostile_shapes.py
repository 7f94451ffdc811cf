"""Mails made to stop the window: each is laid out in a moment, and no word is lost."""

import re
import time
from dataclasses import replace

import pytest

from desktop.mail.attachments.danger import Danger
from desktop.mail.sanitize import sanitize
from desktop.store.queries.messages import show
from desktop.ui.mail.body_browser import BodyBrowser
from desktop.ui.mail.body_slices import slices
from desktop.ui.mail.body_text import calm
from desktop.ui.mail.mail_file import MailFile
from desktop.ui.mail.message_load import MOST_LINES, text_body
from desktop.ui.mail.preview_load import preview_of
from desktop.ui.mail.preview_panes import TextPane

SHAPES = {
    "tables in tables": "<table><tr><td>" * 60 + "word",
    "a picture as tall as a mountain": '<img src="cid:a" width=999999999 height=99999999>word',
    "cells as wide as a sea": "<table cellpadding=99999999 cellspacing=99999999><tr><td>word",
    "a table of many cells": "<table><tr>" + "<tr><td>x" * 2_500 + "<td>word",
    "spans": "<table>" + "<tr><td colspan=1000>x" * 600 + "<td>word",
    "a row of many cells": "<table><tr>" + "<td>x" * 4_000 + "<td>word",
    "quotes in quotes": "<blockquote>" * 1_500 + "word",
    "a numbered list": "<ol>" + "<li>x" * 2_000 + "<li>word",
    "margins": '<p style="margin:99999999px;padding-left:99999999px">word</p>',
}


@pytest.mark.parametrize("html", SHAPES.values(), ids=SHAPES.keys())
def test_a_shape_is_laid_out_in_a_moment(qtbot, html):
    browser = BodyBrowser()
    qtbot.addWidget(browser)
    browser.resize(800, 20)
    began = time.process_time()
    markup = calm(sanitize(html).html)
    browser.show_body(markup, {}, rtl=False, link_colour="#00f", faint_colour="#888", paper=False)
    browser.show()
    qtbot.waitUntil(lambda: not browser.writing.waiting, timeout=30_000)
    browser.grab()
    assert time.process_time() - began < 3  # tables in tables took minutes, spans ten seconds
    assert browser.height() < 3_000_000
    assert "word" in browser.toPlainText()


def test_tables_that_people_send_stay_tables():
    html = "<table><tbody><tr><td>1</td></tr></tbody></table>" * 30
    assert calm(html) == html


def test_a_long_price_list_goes_on_in_another_table_and_loses_nothing():
    rows = "".join(f"<tr><td>{n}</td><td>USD {n}</td></tr>" for n in range(900))
    html = f'<table width="600"><tr><td><table border="1">{rows}</table></td></tr></table>'
    markup = calm(html)
    assert markup.count('<table border="1">') == 3
    assert re.findall(r"USD (\d+)", markup) == [str(n) for n in range(900)]
    assert len(slices(markup)) >= 3


def test_words_of_five_digits_stay():
    assert "10000 px 123456" in calm('<p style="width:123456px" title="12345">10000 px 123456</p>')


def test_a_text_of_many_short_lines_is_cut_by_lines(company):
    message = replace(show(company, 1), text="a\n" * 20_000, has_html=False)
    body = text_body(message)
    assert body.cut
    assert body.markup.count("a") - body.markup.count("<a") <= MOST_LINES


def test_a_file_of_one_endless_line_is_shown_in_a_moment(qtbot):
    data = b"x" * 1_000_000
    file = MailFile(1, ("1",), "a.txt", "text/plain", len(data))
    began = time.process_time()
    preview = preview_of(file, data, Danger())
    pane = TextPane(preview.text)
    qtbot.addWidget(pane)
    pane.resize(900, 700)
    pane.show()
    pane.grab()
    assert time.process_time() - began < 5  # it took 38 s
    assert preview.text.count("x") == len(data)
