"""A reply's own words are told from what it quotes, in the forms of the mail programs that customers use."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.mail.quoting.html import split_html
from desktop.mail.quoting.split import split_reply
from tests.mail.quoting_html_samples import ANSWERED, FORWARDED, QUOTED
from tests.mail.quoting_samples import (
    ANNOUNCED,
    MORE_ANNOUNCED,
    MORE_SIGNATURES,
    OLD,
    OWN,
    SIGNATURES,
)

REPLY = "Dear Li,\n\nyour offer is fine for us.\nPlease send the PI."


def words(text):
    return " ".join(text.split())


@pytest.mark.parametrize("name", ANNOUNCED)
def test_what_a_program_announces_is_quoted(name):
    above = ANNOUNCED[name]
    forms = [f"{REPLY}\n\n{above}\n\n> {OLD}\n"]
    if not above.startswith(">"):
        forms += [f"{REPLY}\n\n{above}\n\n{OLD}\n", f"{REPLY}\n{above}\n{OLD}\n"]
    for text in forms:
        own = REPLY if name != "ru bat" else f"{REPLY}\n\nЗдравствуйте, Hans."
        found = split_reply(text)
        assert words(found.reply_text) == words(own)
        assert OLD in found.quoted_text
        assert not found.signature


def test_forms_that_came_later_are_quoted_too():
    for above in MORE_ANNOUNCED:
        for text in (f"{REPLY}\n\n{above}\n\n{OLD}\n", f"{REPLY}\n\n{above}\n> {OLD}\n"):
            assert split_reply(text).reply_text == REPLY, above
    for signature in MORE_SIGNATURES:
        assert split_reply(f"{REPLY}\n\n{signature}\n").reply_text == REPLY, signature


@pytest.mark.parametrize("name", OWN)
def test_what_only_looks_like_a_quote_stays(name):
    assert words(split_reply(OWN[name]).reply_text) == words(OWN[name])
    for above in (ANNOUNCED["en gmail"], ANNOUNCED["zh qq"], ANNOUNCED["de outlook"]):
        found = split_reply(f"{OWN[name]}\n\n{above}\n\n{OLD}")
        assert words(found.reply_text) == words(OWN[name])


@pytest.mark.parametrize("name", SIGNATURES)
def test_the_signature_is_apart(name):
    signature = SIGNATURES[name]
    for below in (
        "",
        f"\n\n{ANNOUNCED['en outlook']}\n\n{OLD}",
        f"\n\n{ANNOUNCED['zh 163']}\n\n> {OLD}",
    ):
        found = split_reply(f"{REPLY}\n\n{signature}\n{below}")
        assert found.reply_text == REPLY
        assert words(found.signature) == words(signature)


def test_the_senders_name_alone_is_a_signature_when_he_is_known():
    text = f"{REPLY}\n\nHans Becker"
    assert split_reply(text).signature == ""
    assert split_reply(text, sender="Hans Becker").signature == "Hans Becker"
    for thanks, name in (("Thanks,\nHans", "Hans Becker"), ("谢谢！\n李伟", "李伟")):
        assert split_reply(f"{REPLY}\n\n{thanks}").signature == ""
        assert split_reply(f"{REPLY}\n\n{thanks}", sender=name).signature == thanks


def test_a_postscript_below_the_signature_is_own_words():
    found = split_reply(f"{REPLY}\n\nBest regards,\nHans\n\nPS: and two samples, please.")
    assert found.reply_text == f"{REPLY}\n\nPS: and two samples, please."


def test_answers_between_and_below_the_quoted_lines_are_own_words_and_stay_in_sight():
    above = ANNOUNCED["en gmail"]
    found = split_reply(f"{above}\n\n> price?\n\nUSD 3\n\n> time?\n\n30 days\n")
    assert (found.reply_text, found.folds) == ("USD 3\n\n30 days", False)
    assert split_reply(f"{above}\n\n> price?\n\nUSD 3\n").folds is False
    long_quote = "\n".join(f"> line {n}" for n in range(40))
    below = split_reply(f"{above}\n\n{long_quote}\n\nUSD 3\n")
    assert (below.reply_text, below.folds) == ("USD 3", True)


@pytest.mark.parametrize("name", QUOTED)
def test_a_quote_in_html_is_cut_on_its_elements(name):
    found = split_html(QUOTED[name].format(own="your offer is fine", old=OLD))
    assert found.reply_text == "your offer is fine"
    assert OLD in found.quoted_text
    assert "your offer is fine" in found.own_html
    assert OLD not in found.own_html
    assert OLD in found.quoted_html
    assert "your offer is fine" not in found.quoted_html
    assert found.folds


@pytest.mark.parametrize("name", ANSWERED)
def test_an_answer_below_or_between_quotes_in_html_is_not_lost(name):
    found = split_html(ANSWERED[name].format(own="USD 3 is our price", old=OLD))
    assert found.reply_text == "USD 3 is our price"
    assert "USD 3 is our price" in found.own_html
    assert OLD not in found.own_html
    assert not found.folds


@pytest.mark.parametrize("name", FORWARDED)
def test_a_forwarded_mail_in_html_is_never_folded(name):
    found = split_html(FORWARDED[name].format(own="please answer her", old=OLD))
    assert found.reply_text == "please answer her"
    assert OLD in found.quoted_text
    assert found.forwarded
    assert not found.folds


def test_pictures_and_tables_of_the_sender_stay_his_own():
    html = (
        '<p>See <img src="cid:1"></p><table><tr><td>A</td><td>300</td></tr></table><br><img src="cid:2"><br>'
        + QUOTED["outlook web"].format(own="", old=f'{OLD}<img src="cid:3">')
    )
    found = split_html(html)
    assert found.own_html.count("<img") == 2
    assert 'src="cid:3"' in found.quoted_html
    assert found.reply_text.split() == ["See", "A", "300"]


def test_lines_marked_with_initials_are_quoted():
    text = "2 февраля 2026 г., 10:00:12, Вы писали:\n\nЛВ> цена?\nЛВ> срок?\n\nUSD 3, 30 дней.\n"
    assert split_reply(text).reply_text == "USD 3, 30 дней."
    assert split_reply("List<int> a;\nx> 3 is false").quoted_text == ""


def test_an_indent_is_no_quote():
    html = "<p>We can offer:</p><blockquote style='margin-left:40px;border:none'><p>300 pcs</p></blockquote><p>OK?</p>"
    assert split_html(html).quoted_lines == 0


PIECES = [
    *ANNOUNCED.values(),
    *OWN.values(),
    *SIGNATURES.values(),
    REPLY, OLD, f"> {OLD}", ">> older", ">", "", "", " ", "\t", "--", "-- ", "____________", "- a", "From: x", "To: y", "Date: 2026-02-02",
    "wrote:", "a@b.example", "<a@b.example>:", "On 2 Feb 2026", "Thanks,", "PS: more", "Begin forwarded message:", "[2/2/26, 10:00] A: b",
]  # fmt: skip
texts = st.one_of(
    st.text(max_size=300),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=20)), max_size=14).map("\n".join),
)


@given(texts)
def test_no_line_is_lost_and_order_holds(text):
    found = split_reply(text)
    lines = [words(line) for line in text.replace("\u200b", "").split("\n")]
    lines = [line for line in lines if line]
    parts = [
        [words(line) for line in part.split("\n") if words(line)]
        for part in (found.reply_text, found.quoted_text, found.signature)
    ]
    assert sorted(line for part in parts for line in part) == sorted(lines)
    for part in parts:
        rest = iter(lines)
        assert all(line in rest for line in part)


@given(texts)
def test_splitting_the_reply_again_changes_nothing(text):
    once = split_reply(text).reply_text
    again = split_reply(once)
    assert (words(again.reply_text), again.quoted_text) == (words(once), "")


@given(st.lists(st.sampled_from(
    ["<p>", "</p>", "<div>", "</div>", "<blockquote type=cite>", "<blockquote>", "</blockquote>", "<br>", "<hr>", "<table><tr><td>", "</table>",
     '<div class="gmail_quote">', '<div id="divRplyFwdMsg">', '<div class="signature">', "<pre>", "</pre>", "one", "two&nbsp;three", "&gt; four",
     "On 2 Feb 2026 Li &lt;li@x.example&gt; wrote:", "From: a@b.example<br>Sent: 2026<br>To: c<br>Subject: d<br>", "-- <br>Hans", "<span>five</span>\n"]
), max_size=20).map("".join))  # fmt: skip
def test_html_is_parted_without_loss(html):
    found = split_html(html)
    whole = split_html(
        html.replace("blockquote", "div").replace("class=", "x=").replace("id=", "x=")
    )
    of, want = (
        sorted("".join(f"{one.reply_text}{one.quoted_text}{one.signature}".split()))
        for one in (found, whole)
    )
    assert of == want


HOSTILE = {
    "marks": ">\n" * 1_000_000,
    "marked": "> hello there\n" * 150_000,
    "attributions": "On Mon, Feb 2, 2026 at 10:00 AM Li <li@x.example> wrot:\n" * 36_000,
    "unfinished": "On Mon, Feb 2, 2026 at 10:00 AM Li\n" * 57_000,
    "headers": "From: a@b.c\n" * 160_000,
    "alternating": "> a\nb\n" * 320_000,
    "rules": "-- Original Messag --\n" * 90_000,
    "dashes": "--\n" * 650_000,
    "phones": "Sent from my iPhone\n\n" * 95_000,
    "one line": "<" * 2_000_000,
    "spaces": " " * 2_000_000,
    "links": "[mailto:x " * 200_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_split_in_linear_time(name):
    """Two million characters, all that is kept of a text; measured about 0.3 s of processor time, square time takes minutes."""
    split_reply(REPLY)
    began = time.process_time()
    split_reply(HOSTILE[name])
    assert time.process_time() - began < 10


@pytest.mark.parametrize(
    "html",
    [
        "<blockquote>a" * 50_000,
        "<div>" * 100_000,
        "&gt; a<br>" * 100_000,
        "<div class=gmail_quote>a" * 40_000,
    ],
    ids=["quotes", "depth", "lines", "wrappers"],
)
def test_hostile_html_is_left_alone(html):
    began = time.process_time()
    assert split_html(html).own_html == html
    assert time.process_time() - began < 10
