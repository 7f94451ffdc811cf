"""replies/talon: what is left of mails of known programs when the quote is stripped; signatures.

Rules: white space made one blank. standard_replies and html_replies (EXPECTED.json): talon strips quotes only, so
reply and signature together are the expected text; for HTML both the text and the words of `own_html`. The two loose
HTML files have no expectation file: talon's own test wants "Reply" and "Hi there Bob" of them. signature/: the
signature equals the expected file, whose markers #sig# are not part of the mail; in P/ the lines so marked; the quoted
lines that P/102682_R_S marks #reply# stand in the quote.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from desktop.mail.mime.html_text import html_to_text
from desktop.mail.mime.parse import parse
from desktop.mail.quoting.html import split_html
from desktop.mail.quoting.split import split_reply
from tests.corpus.check import ROOT, Check
from tests.corpus.reply_crisp import words

SET = "reply_talon"
_FOLDER = ROOT / "replies" / "talon"
_LOOSE = {"OLK_SRC_BODY_SECTION.html": "Reply", "reply-separated-by-hr.html": "Hi there Bob"}


def checks() -> Iterator[Check]:
    """One Check a file and form."""
    expected = json.loads((_FOLDER / "EXPECTED.json").read_text("utf-8"))
    for name, text in expected["standard_replies"].items():
        found = split_reply(parse((_FOLDER / "standard_replies" / name).read_bytes()).text)
        yield _same("quote", name, f"{found.reply_text} {found.signature}", text)
    for name, text in expected["html_replies_ignore_whitespace"].items():
        yield from _html(_FOLDER / "html_replies" / name, text)
    for name, text in _LOOSE.items():
        yield from _html(_FOLDER / name, text)
    for path in sorted((_FOLDER / "signature" / "emails" / "stripped").glob("*_body")):
        yield _signature(path)
    yield from _marked()
    yield from _shared_block()


def _html(path: Path, text: str) -> Iterator[Check]:
    found = split_html(path.read_text("utf-8", "replace"))
    yield _same("quote in html", path.name, f"{found.reply_text} {found.signature}", text)
    yield _same("own html", path.name, html_to_text(found.own_html), text)


def _signature(path: Path) -> Check:
    name = path.name.removesuffix("_body")
    sender = path.with_name(f"{name}_sender").read_text("utf-8").strip()
    wanted = path.with_name(f"{name}_signature").read_text("utf-8").replace("#sig#", "")
    found = split_reply(path.read_text("utf-8").replace("#sig#", ""), sender=sender)
    return _same("signature", f"stripped/{name}", found.signature, wanted)


def _marked() -> Iterator[Check]:
    for name, sender in (
        ("johndoeexamplecom_body", "john@example.com"),
        ("unicode_msg", "Сергей Обухов"),
        ("102682_R_S", "John Doe"),
    ):
        text = (_FOLDER / "signature" / "emails" / "P" / name).read_text("utf-8")
        body = text.split("\n\n", 1)[1] if name == "102682_R_S" else text
        wanted = "".join(line[5:] for line in body.splitlines(True) if line.startswith("#sig#"))
        if name == "unicode_msg":
            wanted = "С уважением, Сергей Обухов"
        found = split_reply(body.replace("#sig#", "").replace("#reply#", ""), sender=sender)
        yield _same("signature", f"P/{name}", found.signature, wanted)
        quoted = [line[7:] for line in body.splitlines() if line.startswith("#reply#")]
        if quoted:
            yield _same("quote", f"P/{name}", found.quoted_text, "\n".join(quoted))


def _shared_block() -> Iterator[Check]:
    """talon's own test wants the words above the rule of the mail whose quote shares a block with them."""
    name = "reply-quotations-share-block.eml"
    parsed = parse((_FOLDER / name).read_bytes())
    for what, found in (
        ("quote", split_reply(parsed.text)),
        ("quote in html", split_html(parsed.html or "")),
    ):
        ok = words(found.reply_text).startswith("Hi Katharine.") and found.quoted_text.startswith(
            "--- On Wed"
        )
        yield Check(SET, name, what, ok, found.reply_text[-200:])


def _same(what: str, name: str, ours: str, wanted: str) -> Check:
    ours, wanted = words(ours), words(wanted)
    return Check(SET, name, what, ours == wanted, f"ours {ours[:300]!r}\nexpected {wanted[:300]!r}")
