"""An HTML body cut where its text is cut: what is shown, what is folded away, each as HTML and as text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from desktop.mail.mime.html_text import too_deep
from desktop.mail.quoting.attribution import begin_of, may_end
from desktop.mail.quoting.fields import block
from desktop.mail.quoting.html_lines import MAYBE, PICTURE, SURE, Line, Page, read_page
from desktop.mail.quoting.split import OWN, QUOTED, SIGNED, Kinds, joined, kinds_of, marks_of
from desktop.mail.quoting.starts import rule_words

_MAX_HTML = 4_000_000
_MOST_TAGS, _MOST_OPEN = (
    60_000,
    3_000,
)  # beyond this it is a trap or a data dump, and costs by the square
_LABELLED = re.compile(r"[^:：\n]{2,32}\s?[:：]\s?\S")
_KEPT = frozenset(("body", "html", "-document"))
_QUOTES = 40  # so many quotes are looked at for a forwarded mail in them
_HEAD = 6  # lines at the top of a wrapper in which a forwarded mail's header begins
_CLEANED = str.maketrans({"\xa0": " ", "\u200b": None, PICTURE: None})
_READ = str.maketrans(
    dict.fromkeys([0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF])
    | {0xA0: " "}
)


@dataclass(frozen=True, slots=True)
class HtmlParts:
    """The parts of an HTML body.

    `own_html`: the whole document without what is quoted: the sender's words and signature; `quoted_html`: without
    what is his own. Neither is sanitised. The texts are those of `split_reply`. `forwarded`, `interleaved`: see Split.
    """

    reply_text: str
    quoted_text: str
    signature: str
    own_html: str
    quoted_html: str
    quoted_lines: int
    forwarded: bool
    interleaved: bool

    @property
    def folds(self) -> bool:
        """Whether the quote may be folded away: not what was forwarded, nor what the own words hang on."""
        own = bool(self.reply_text) and self.quoted_lines > 0
        return own and not (self.forwarded or self.interleaved)


def split_html(html: str, *, sender: str = "", subject: str = "") -> HtmlParts:
    """Split an HTML body on its elements and on its words. `sender`, `subject`: as for `split_reply`. Never raises.

    Nothing is lost: every text and picture stands either in `own_html` or in `quoted_html`. A body of absurd size or
    depth is all his own.
    """
    if len(html) > _MAX_HTML or _is_absurd(html) or too_deep(html):
        return HtmlParts("", "", "", html, "", 0, False, False)
    try:
        page = read_page(html)
        kinds = _kinds(page, sender)
        quoted = sum(
            1
            for kind, line in zip(kinds.of, page.lines, strict=True)
            if kind == QUOTED and line.text
        )
        own, rest = html, ""
        if quoted:
            own = _without(page, kinds, (QUOTED,))
            rest = _without(read_page(html), kinds, (OWN, SIGNED))
    except (ValueError, RuntimeError, UnicodeError):
        return HtmlParts("", "", "", html, "", 0, False, False)
    texts = [line.text.translate(_CLEANED) for line in page.lines]
    reply, signature, echo = (joined(texts, kinds.of, kind) for kind in (OWN, SIGNED, QUOTED))
    forwarded = kinds.is_forward(subject, reply)
    return HtmlParts(reply, echo, signature, own, rest, quoted, forwarded, kinds.interleaved)


def _is_absurd(html: str) -> bool:
    opened = html.count("<")
    if opened < _MOST_OPEN:
        return False
    endless = sum(
        html.count(tag) for tag in ("<br", "<img", "<hr", "<!", "<p", "<li", "<td", "<tr")
    )
    return opened > _MOST_TAGS or opened - endless - 2 * html.count("</") > _MOST_OPEN


def _kinds(page: Page, sender: str) -> Kinds:
    """What each line is, by the markup and by the words together."""
    lines = page.lines
    texts = [line.text.translate(_READ) for line in lines]
    marked = marks_of(texts)
    for at, line in enumerate(lines):
        if line.deep == SURE or line.cut:
            marked[at] = True
    _mark_indents(lines, texts, marked)
    forwarded = _mark_wrappers(page, texts, marked)
    _mark_ruled(lines, texts, marked)
    signed = [at for at, line in enumerate(lines) if line.signed and not marked[at]]
    if len(signed) < sum(1 for at, text in enumerate(texts) if text and not marked[at]):
        read = ["--" if line.delimiter else text for line, text in zip(lines, texts, strict=True)]
        for at in signed:
            read[at] = ""
    else:  # the program wrapped the whole mail in its signature
        read, signed = texts, []
    kinds = kinds_of(read, marked, sender=sender)
    for at in signed:
        if kinds.of[at] == OWN:
            kinds.of[at] = SIGNED
    headed = kinds.headed or any(line.cut for line in lines)
    return Kinds(kinds.of, kinds.forwarded or forwarded, kinds.interleaved, headed)


def _mark_indents(lines: Sequence[Line], texts: Sequence[str], marked: list[bool]) -> None:
    """A blockquote without any sign is a quote when an attribution or a rule stands above it, or its first line is marked."""
    verdicts: dict[int, bool] = {}
    for at, line in enumerate(lines):
        if line.deep == MAYBE:
            if line.quote not in verdicts:
                top = next((i for i in range(at, min(at + 4, len(texts))) if texts[i]), at)
                verdicts[line.quote] = marked[top] or _is_announced(texts, at)
            marked[at] = marked[at] or verdicts[line.quote]


def _is_announced(texts: Sequence[str], at: int) -> bool:
    above = at - 1
    while above >= 0 and not texts[above]:
        above -= 1
    if above < 0 or at - above > 4:
        return False
    line = texts[above]
    if rule_words(line) is not None:
        return True
    return may_end(line) and begin_of(texts, above, max(0, above - 5), quoted=True) is not None


def _mark_wrappers(page: Page, texts: Sequence[str], marked: list[bool]) -> bool:
    """Mark what a mail program's wrappers hold; whether one of them holds a forwarded mail.

    A wrapper that begins with a header block, or has no quote in it, is quoted whole. Else it holds an attribution,
    the quote, and perhaps answers below and between, which stay the sender's own.
    """
    forwarded = False
    spans: dict[int, list[int]] = {}
    quotes: dict[int, list[int]] = {}
    for at, line in enumerate(page.lines):
        if line.wrapper:
            spans.setdefault(line.wrapper, []).append(at)
        elif line.quote and marked[at] and (line.quote in quotes or len(quotes) < _QUOTES):
            quotes.setdefault(line.quote, []).append(at)
    if any(_head_form(texts, places) == "forward" for places in quotes.values()):
        forwarded = True
    for number, places in spans.items():
        form = _head_form(texts, places)
        forward = number in page.forwards or form == "forward"
        forwarded = forwarded or forward
        deep = [at for at in places if marked[at] and page.lines[at].deep]
        if forward or form or (not deep and _text_outside(texts, places, marked)):
            for at in places:
                marked[at] = True
        else:
            for at in places:
                marked[at] = marked[at] or (bool(deep) and at < deep[0])
    return forwarded


def _text_outside(texts: Sequence[str], places: Sequence[int], marked: Sequence[bool]) -> bool:
    """Whether own text stands outside of a wrapper: people also write a whole mail inside of one."""
    inside = set(places)
    return any(text and not marked[at] and at not in inside for at, text in enumerate(texts))


def _head_form(texts: Sequence[str], places: Sequence[int]) -> str:
    """How a wrapper begins: "forward", "header", or "" for neither."""
    seen = 0
    for at in places[: _HEAD * 2]:
        if not texts[at]:
            continue
        form = rule_words(texts[at]) if len(texts[at]) < 120 else None
        if form == "forward":
            return "forward"
        if form or block(texts, at):
            return "header"
        seen += 1
        if seen >= _HEAD:
            break
    return ""


def _mark_ruled(lines: Sequence[Line], texts: Sequence[str], marked: list[bool]) -> None:
    """Outlook's header in a language we do not know: a line above it, then three lines with a label each."""
    for at, line in enumerate(lines):
        if line.ruled and not marked[at]:
            head = [text for text in texts[at : at + 5] if text]
            if sum(1 for text in head[:4] if _LABELLED.match(text)) >= 3 and "@" in " ".join(head):
                marked[at:] = [True] * (len(lines) - at)
                return


def _without(page: Page, kinds: Kinds, dropped: tuple[int, ...]) -> str:
    """The document without the lines of some kinds; elements that held nothing else go too."""
    of = kinds.of
    last = len(of) - 1
    for at, node in page.nodes:
        if last >= 0 and of[min(at, last)] in dropped:
            _drop(node)
    return page.tree.html or ""


def _drop(node: LexborNode) -> None:
    parent = node.parent
    node.decompose()
    while parent is not None and parent.child is None and parent.tag not in _KEPT:
        above = parent.parent
        parent.decompose()
        parent = above
