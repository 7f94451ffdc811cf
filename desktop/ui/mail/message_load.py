"""A message made ready to be shown: parsed, sanitised, its quote folded. Runs in a task, not on the UI thread."""

import html as html_module
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtGui import QImage

from desktop.mail.defect_words import protection_line
from desktop.mail.mime.message import ParsedMessage
from desktop.mail.mime.parse import parse, part_bytes
from desktop.mail.quoting.html import split_html
from desktop.mail.quoting.split import split_reply
from desktop.mail.sanitize import sanitize
from desktop.runtime.errors import UserFacing
from desktop.store.queries.messages import MessageRow, raw_bytes
from desktop.store.workspace import Store
from desktop.ui.mail.body_browser import read_picture
from desktop.ui.mail.body_text import calm, is_rtl, sets_colours, text_html
from desktop.ui.mail.remote_images import fetch

_REMOTE_SOURCE = re.compile(r"<img\b[^>]*?\bsrc=\"(https?://[^\"]+)\"", re.IGNORECASE)


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
    own, quote = own_words(message.text, sender=message.sender.name, subject=message.subject)
    return Body(
        message_id=message.id,
        markup=text_html(own),
        whole=text_html(message.text) if quote else "",
        quoted_lines=_count(quote),
        rtl=is_rtl(own or message.text),
        notice=notice
        or (protection_line(message.protection) if message.protection in _LOCKED else ""),
    )


def own_words(text: str, *, sender: str = "", subject: str = "") -> tuple[str, str]:
    """Return (what the sender wrote with his signature, what he quotes).

    What is not to be folded is his own: a forwarded mail, and quotes with his answers between them.
    """
    split = split_reply(text, sender=sender, subject=subject)
    if not split.folds:
        return text, ""
    own = "\n\n".join(part for part in (split.reply_text, split.signature) if part)
    return own, split.quoted_text


def _html_body(message: MessageRow, parsed: ParsedMessage, raw: bytes, *, remote: bool) -> Body:
    safe = sanitize(parsed.html or "", remote_allowed=remote)
    pictures = _inline_pictures(raw, parsed, safe.content_ids)
    if remote:
        addresses = [html_module.unescape(url) for url in _REMOTE_SOURCE.findall(safe.html)]
        for url, data in fetch(addresses).items():
            pictures[url] = read_picture(data)
    parts = split_html(parsed.html or "", sender=message.sender.name, subject=message.subject)
    shown = sanitize(parts.own_html, remote_allowed=remote).html if parts.folds else safe.html
    return Body(
        message_id=message.id,
        markup=calm(shown),
        whole=calm(safe.html) if parts.folds else "",
        quoted_lines=parts.quoted_lines if parts.folds else 0,
        rtl=is_rtl(parsed.text),
        paper=sets_colours(safe.html),
        blocked=safe.blocked,
        pictures=pictures,
    )


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
