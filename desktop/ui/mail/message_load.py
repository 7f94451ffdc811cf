"""A message made ready to be shown: parsed, sanitised, its quote folded. Runs in a task, not on the UI thread."""

import html as html_module
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtGui import QImage

from desktop.mail.defect_words import protection_line
from desktop.mail.mime.message import ParsedMessage
from desktop.mail.mime.parse import parse, part_bytes
from desktop.mail.quoting.split import split_reply
from desktop.mail.sanitize import sanitize
from desktop.runtime.errors import UserFacing
from desktop.store.queries.messages import MessageRow, raw_bytes
from desktop.store.workspace import Store
from desktop.ui.mail.body_browser import read_picture
from desktop.ui.mail.body_text import calm, is_rtl, sets_colours, text_html
from desktop.ui.mail.remote_images import fetch

_QUOTE_START = re.compile(
    r"<blockquote\b|<div[^>]*class=\"[^\"]*(?:gmail_quote|moz-cite-prefix|yahoo_quoted|"
    r"protonmail_quote|OutlookMessageHeader|zmail_extra)[^\"]*\"",
    re.IGNORECASE,
)
_REMOTE_SOURCE = re.compile(r"<img\b[^>]*?\bsrc=\"(https?://[^\"]+)\"", re.IGNORECASE)
_GAP = r"(?:\s|&nbsp;|<[^>]*>)*"
_EMPTY = re.compile(r"(?:<[^>]*>|&nbsp;|\s)*")


@dataclass(frozen=True)
class Body:
    """What a browser shows of a message.

    `markup`: its own words. `whole`: with the quoted text, "" when nothing is folded away.
    `blocked`: remote pictures left out. `pictures`: decoded, by the URL in the markup.
    `notice`: why something is missing, in words, "" when nothing is. `damaged`: the copy here is, the server's may not be.
    """

    message_id: int
    markup: str
    whole: str = ""
    quoted_lines: int = 0
    rtl: bool = False
    paper: bool = False
    blocked: int = 0
    pictures: Mapping[str, QImage] = field(default_factory=dict)
    notice: str = ""
    damaged: bool = False


_LOCKED = ("smime_encrypted", "pgp_encrypted")


def load_body(store: Store, message: MessageRow, *, remote: bool = False) -> Body:
    """Return the body of a message. With `remote`, its pictures are fetched from the net first.

    When the raw bytes are damaged or not here, the text that was stored is shown, and says so.
    """
    if not message.has_html:
        return text_body(message)
    try:
        raw = raw_bytes(store, message.id)
    except UserFacing as error:
        plain = text_body(message)
        damaged = error.code == "raw_damaged"
        return Body(**{**vars(plain), "notice": error.message, "damaged": damaged})
    parsed = parse(raw)
    if not parsed.html:
        return text_body(message)
    return _html_body(message, parsed, raw, remote=remote)


def text_body(message: MessageRow, notice: str = "") -> Body:
    """Return the body of a plain-text message from its stored text."""
    own, quote = own_words(message.text)
    return Body(
        message_id=message.id,
        markup=text_html(own),
        whole=text_html(message.text) if quote else "",
        quoted_lines=_count(quote),
        rtl=is_rtl(own or message.text),
        notice=notice
        or (protection_line(message.protection) if message.protection in _LOCKED else ""),
    )


def own_words(text: str) -> tuple[str, str]:
    """Return (what the sender wrote with his signature, what he quotes).

    A forwarded mail without own words is shown whole: ("", ...) is never returned for a text.
    """
    split = split_reply(text)
    own = "\n\n".join(part for part in (split.reply_text, split.signature) if part)
    if not own or not split.quoted_text:
        return text, ""
    return own, split.quoted_text


def _html_body(message: MessageRow, parsed: ParsedMessage, raw: bytes, *, remote: bool) -> Body:
    safe = sanitize(parsed.html or "", remote_allowed=remote)
    pictures = _inline_pictures(raw, parsed, safe.content_ids)
    if remote:
        addresses = [html_module.unescape(url) for url in _REMOTE_SOURCE.findall(safe.html)]
        for url, data in fetch(addresses).items():
            pictures[url] = read_picture(data)
    _own, quote = own_words(parsed.text)
    cut = quote_cut(safe.html, quote)
    shown = sanitize(safe.html[:cut], remote_allowed=remote).html if cut else safe.html
    return Body(
        message_id=message.id,
        markup=calm(shown),
        whole=calm(safe.html) if cut else "",
        quoted_lines=_count(quote) if cut else 0,
        rtl=is_rtl(parsed.text),
        paper=sets_colours(safe.html),
        blocked=safe.blocked,
        pictures=pictures,
    )


def quote_cut(markup: str, quote: str) -> int:
    """Return where the quoted mail begins in a sanitised body, 0 when nothing should be folded.

    `quote` is what the text form quotes: without it nothing is cut, so no own words are lost
    to a decorative blockquote.
    """
    if not quote:
        return 0
    first = next((line for line in quote.split("\n") if line.strip()), "")
    words = [re.escape(html_module.escape(w, quote=False)) for w in first.split()[:4]]
    by_words = re.search(_GAP.join(words), markup) if words else None
    by_form = _QUOTE_START.search(markup)
    starts = [found.start() for found in (by_words, by_form) if found]
    cut = min(starts, default=0)
    return 0 if _EMPTY.fullmatch(markup[:cut]) else cut


def _inline_pictures(
    raw: bytes, parsed: ParsedMessage, content_ids: tuple[str, ...]
) -> dict[str, QImage]:
    wanted = set(content_ids)
    pictures: dict[str, QImage] = {}
    for part in parsed.attachments:
        if part.content_id not in wanted or part.size > 20_000_000:
            continue
        try:
            pictures[f"cid:{part.content_id}"] = read_picture(part_bytes(raw, part.part))
        except KeyError:
            continue
    return pictures


def _count(quote: str) -> int:
    return len(quote.split("\n")) if quote else 0
