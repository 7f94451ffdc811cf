"""Links of a plain text are judged like those of HTML: by whom we know."""

import time
from dataclasses import replace

import pytest

from desktop.runtime.hostnames import KnownNames
from desktop.store.queries.messages import show
from desktop.ui.mail.body_text import text_html
from desktop.ui.mail.message_load import judged
from desktop.ui.mail.reading import Body

KNOWN = KnownNames(["acme.de"])


@pytest.fixture
def message(company):
    return replace(show(company, 1), kind="personal")


def test_a_link_that_looks_like_a_customers_is_marked_and_asked_about(message):
    text = "Pay at https://acne.de/pay and see https://www.acme.de or a.b@acme.de."
    body = judged(Body(1, text_html(text), whole=text_html(text)), message, KNOWN)
    assert body.links["https://acne.de/pay"].level == "danger"
    assert body.links["https://www.acme.de"].level == "plain"
    assert body.links["mailto:a.b@acme.de"].level == "plain"
    for markup in (body.markup, body.whole):
        assert markup.count("⚠") == 1
        assert "acne.de/pay</a> [⚠" in markup


@pytest.mark.parametrize("text", ["a." * 30_000, "a-" * 30_000, "a.." * 20_000, "a@b." * 15_000])
def test_addresses_are_found_in_time(text):
    began = time.process_time()
    text_html(text)
    assert time.process_time() - began < 3  # each took more than 18 s


def test_the_words_around_an_address_stay():
    assert text_html("x ..a.b@c.de, ok") == (
        '<p>x ..<a href="mailto:a.b@c.de">a.b@c.de</a>, ok</p>'
    )
