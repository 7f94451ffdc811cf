"""Where a link really leads, and what about it is made to deceive."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.mail.links import check_link, unwrap

KNOWN = ["acme.de", "bowei-led.example"]
SAFE = "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.acme.de%2Fa&data=05"


@pytest.mark.parametrize(
    ("text", "href", "level", "findings"),
    [
        ("our catalogue", "https://www.acme.de/x", "plain", ()),
        ("www.acme.de", "https://shop.acme.de/x", "plain", ()),
        ("catalogue.pdf", "https://files.example/a", "plain", ()),
        ("node.js", "https://nodejs.org", "plain", ()),
        ("here", "#top", "plain", ()),
        ("www.acme.de", SAFE, "plain", ()),
        ("www.acme.de", "https://acme.de.evil.example/", "danger", ("other_host",)),
        ("pay here", "http://acne.de/pay", "danger", ("like_known",)),
        ("acme.de", "https://acme.de@1.2.3.4/x", "danger",
         ("credentials", "other_host", "number_host")),
        ("offer", "http://0x7f000001/", "careful", ("number_host",)),
        ("offer", "https://bit.ly/3x", "careful", ("shortener",)),
        ("offer", "javascript:alert(1)", "danger", ("script",)),
        ("offer", " java\nscript:alert(1)", "danger", ("script",)),
        ("offer", "data:text/html,x", "danger", ("script",)),
        ("info@acme.de", "mailto:info@evil.example", "danger", ("other_host",)),
        ("info@acme.de", "mailto:sales@acme.de?subject=x", "plain", ()),
        ("offer", "http://xn--cme-5cd.de/", "danger", ("like_known", "mixed_letters")),
        ("offer", "https:\\\\evil.example\\acme.de", "plain", ()),
        ("www.acme.\u200bde", "https://evil.example/", "danger", ("other_host",)),
        ("ｗｗｗ．ａｃｍｅ．ｄｅ", "https://evil.example/", "danger", ("other_host",)),
        ("evil.example https://www.acme.de", "https://evil.example/", "danger", ("other_host",)),
        ("evil.com, partner of acme.de", "https://evil.com/", "plain", ()),
    ],
)  # fmt: skip
def test_links(text, href, level, findings):
    found = check_link(text, href, KNOWN)
    assert (found.level, found.findings) == (level, findings)
    assert len(found.reasons()) == len(findings)


def test_the_true_host_is_told_also_where_the_eye_cannot_tell():
    assert check_link("x", "https:\\\\evil.example\\acme.de", KNOWN).host == "evil.example"
    told = check_link("x", "http://xn--cme-5cd.de/", KNOWN)
    assert told.host == "аcme.de (xn--cme-5cd.de)"
    assert unwrap(SAFE) == "https://www.acme.de/a"


def test_a_newsletter_that_counts_clicks_is_no_danger_by_that_alone():
    link = ("www.shop.com", "https://click.mailer.example/abc")
    assert check_link(*link).level == "danger"
    assert check_link(*link, newsletter=True).level == "careful"
    assert check_link("www.shop.com", "http://acne.de", KNOWN, newsletter=True).level == "danger"


@given(st.text(max_size=60), st.text(max_size=120))
def test_nothing_makes_it_raise(text, href):
    check_link(text, href, KNOWN)
    check_link(text, f"http://{href}", KNOWN)
