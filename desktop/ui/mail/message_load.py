"""A message made ready to be shown: parsed, sanitised, its quote folded. Runs in a task, not on the UI thread."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from html import escape, unescape
from itertools import islice
from urllib.parse import unquote

from desktop.crm.alarm_known import known_names
from desktop.mail.data_pictures import lifted
from desktop.mail.defect_words import protection_line
from desktop.mail.layout import layout_of
from desktop.mail.links import LinkVerdict, check_link
from desktop.mail.mime.message import ParsedMessage
from desktop.mail.mime.parse import parse, part_bytes
from desktop.mail.quoting.html import split_html
from desktop.mail.quoting.split import split_reply
from desktop.mail.reading_choices import SenderChoices, choices_for
from desktop.mail.safe_page import inline_name, remote_name
from desktop.mail.sanitize import SafeHtml, sanitize
from desktop.runtime.errors import UserFacing
from desktop.runtime.hostnames import KnownNames
from desktop.runtime.i18n import _
from desktop.store.queries.messages import MessageRow, raw_bytes
from desktop.store.workspace import Store
from desktop.ui.mail.body_text import calm, is_rtl, text_html
from desktop.ui.mail.pictures import body_picture
from desktop.ui.mail.reading import Body, Look, Reading
from desktop.ui.mail.web_mail import WebMail, WebPicture, web_picture

MOST_TEXT, MOST_HTML = 60_000, 100_000
MOST_LINES = 4_000
"""Characters and lines of a body shown before "Show all": laying out more would be felt."""
LOCKED = ("smime_encrypted", "pgp_encrypted")
"""Protections that leave nothing to read: what to do about it stands where the text would."""
_MOST_PICTURE = 64_000_000
_LINE = re.compile(r"<(?:br|p|div|tr|li|h[1-6])\b", re.IGNORECASE)
_ANCHOR = re.compile(r'<a href="([^"]*)">([^<]*)</a>')
_RANK = {"plain": 0, "careful": 1, "danger": 2}
LIGHT = Look(dark=False, page="#FFFFFF", text="#1B1C1F", link="#2450BD")


def load_body(
    store: Store,
    message: MessageRow,
    reading: Reading = Reading(),  # noqa: B008 - frozen
    look: Look = LIGHT,
    *,
    fetching: bool = False,
) -> Body:
    """Return the body of a message. With `fetching`, the pictures it may show are fetched from the net first.

    When the raw bytes are damaged or not here, the text that was stored is shown, and says so.
    """
    if not message.has_html or reading.plain:
        return judged(text_body(message, reading=reading), message, known_names(store))
    try:
        raw = raw_bytes(store, message.id)
    except UserFacing as error:
        plain = judged(text_body(message, error.message), message, known_names(store))
        return replace(plain, damaged=error.code == "raw_damaged")
    parsed = parse(raw)
    if not parsed.html:
        return judged(text_body(message, reading=reading), message, known_names(store))
    choices = choices_for(store, message.sender.address)
    look = LIGHT if reading.light else look
    work = _HtmlBody(message, parsed, raw, reading, choices, look, known_names(store))
    return work.body(fetching=fetching)


def text_body(message: MessageRow, notice: str = "", reading: Reading = Reading()) -> Body:  # noqa: B008
    """Return the body of a plain-text message from its stored text."""
    text = message.text
    end = len(text) if reading.uncut else _text_end(text)
    cut = end < len(text)
    text = text[:end]
    own, quoted = own_words(text, sender=message.sender.name, subject=message.subject)
    return Body(
        message_id=message.id,
        markup=text_html(own),
        whole=text_html(text) if quoted else "",
        quoted_lines=len(quoted.split("\n")) if quoted else 0,
        rtl=is_rtl(own or text),
        notice=notice
        or (protection_line(message.protection) if message.protection in LOCKED else ""),
        html=message.has_html,
        cut=cut,
        reading=reading,
    )


def _text_end(text: str) -> int:
    """Where the part of a text ends that is laid out unasked."""
    lines = text[:MOST_TEXT].split("\n", MOST_LINES)
    if len(lines) > MOST_LINES:
        return sum(map(len, lines[:MOST_LINES])) + MOST_LINES - 1
    if len(text) <= MOST_TEXT:
        return len(text)
    last = text.rfind("\n", 0, MOST_TEXT)
    return last if last >= 0 else MOST_TEXT


def _html_end(html: str) -> int:
    end = len(html) if len(html) <= MOST_HTML else max(html.rfind("<", 0, MOST_HTML), 0)
    line = next(islice(_LINE.finditer(html, 0, end), MOST_LINES, None), None)
    return end if line is None else line.start()


def judged(body: Body, message: MessageRow, known: KnownNames) -> Body:
    """Return the body of a plain text with what is known of its links, deceiving ones marked as in HTML."""
    links: dict[str, LinkVerdict] = {}
    warn = _judge(links, known, counted=message.kind in ("bulk", "list"))

    def marked(found: re.Match[str]) -> str:
        words = warn(unescape(found[1]), unescape(found[2]))
        return f"{found[0]} [⚠ {escape(words)}]" if words else found[0]

    markup, whole = (_ANCHOR.sub(marked, each) for each in (body.markup, body.whole))
    return replace(body, markup=markup, whole=whole, links=links)


def _judge(
    links: dict[str, LinkVerdict], known: KnownNames, *, counted: bool
) -> Callable[[str, str], str]:
    """What writes into `links` what is known of an address, and says what to write behind it."""

    def warn(href: str, words: str) -> str:
        verdict = check_link(words, href, known, newsletter=counted)
        before = links.get(href)
        if before is None or _RANK[verdict.level] > _RANK[before.level]:
            links[href] = verdict
        if verdict.level != "danger":
            return ""
        return _("leads to {host}").format(host=verdict.host or verdict.address[:40])

    return warn


def own_words(text: str, *, sender: str = "", subject: str = "") -> tuple[str, str]:
    """Return (what the sender wrote with his signature, what he quotes).

    What is not to be folded is his own: a forwarded mail, and quotes with his answers between them.
    """
    split = split_reply(text, sender=sender, subject=subject)
    if not split.folds:
        return text, ""
    own = "\n\n".join(part for part in (split.reply_text, split.signature) if part)
    return own, split.quoted_text


@dataclass
class _HtmlBody:
    """One HTML message on its way to the screen."""

    message: MessageRow
    parsed: ParsedMessage
    raw: bytes
    reading: Reading
    choices: SenderChoices
    look: Look
    known: KnownNames
    written: Mapping[str, bytes] = field(default_factory=dict)

    def body(self, *, fetching: bool) -> Body:
        html, self.written = lifted(self.parsed.html or "")
        end = len(html) if self.reading.uncut else _html_end(html)
        cut = end < len(html)
        html = html[:end]
        parts = split_html(html, sender=self.message.sender.name, subject=self.message.subject)
        own = parts.own_html if parts.folds else html
        designed = layout_of(own).needs_browser
        layout = self.reading.layout or self.choices.layout
        original = layout == "original" or (not layout and designed)
        may_fetch = self.choices.images if self.reading.images is None else self.reading.images
        remote = may_fetch and fetching
        links: dict[str, LinkVerdict] = {}
        shown = self._safe(own, links, remote=remote, original=original)
        whole = self._safe(html, links, remote=remote, original=original) if parts.folds else None
        found = self._pictures(shown, whole, original=original)
        body = Body(
            message_id=self.message.id,
            markup="" if original else self._markup(shown),
            whole=self._markup(whole) if whole is not None and not original else "",
            quoted_lines=parts.quoted_lines if parts.folds else 0,
            rtl=is_rtl(self.parsed.text),
            blocked=(whole or shown).blocked,
            trackers=(whole or shown).trackers,
            links=links,
            designed=designed,
            html=True,
            layout=self.choices.layout,
            wants_images=may_fetch and not fetching and (whole or shown).blocked > 0,
            cut=cut,
            paper=self.reading.light,
            reading=self.reading,
        )
        if original:
            pictures = {n: p for n, data in found.items() if (p := web_picture(data)) is not None}
            web = self._web(shown, pictures)
            return replace(
                body, web=web, web_whole=self._web(whole, pictures) if whole is not None else None
            )
        return replace(body, pictures={name: body_picture(data) for name, data in found.items()})

    def _safe(
        self, html: str, links: dict[str, LinkVerdict], *, remote: bool, original: bool
    ) -> SafeHtml:
        dark = self.look.dark
        return sanitize(
            html,
            remote_allowed=remote,
            original=original,
            dark_page=self.look.page if dark else "",
            dark_text=self.look.text if dark else "",
            warn=_judge(links, self.known, counted=self.message.kind in ("bulk", "list")),
        )

    def _markup(self, safe: SafeHtml) -> str:
        return calm(safe.html)

    def _web(self, safe: SafeHtml, pictures: Mapping[str, WebPicture]) -> WebMail:
        look = self.look
        return WebMail(
            safe.html, pictures, look.page, look.text, look.link, rtl=is_rtl(self.parsed.text)
        )

    def _pictures(
        self, shown: SafeHtml, whole: SafeHtml | None, *, original: bool
    ) -> dict[str, bytes]:
        """The bytes of the pictures, by the name under which the page asks for them."""
        found: dict[str, bytes] = {}
        wanted = {*shown.content_ids, *(whole.content_ids if whole else ())}
        by_name = {_plain(name): name for name in wanted}
        for part in self.parsed.attachments:
            name = by_name.get(_plain(part.content_id)) if part.content_id else None
            if name is None or part.size > _MOST_PICTURE:
                continue
            try:
                data = part_bytes(self.raw, part.part)
            except KeyError:
                continue
            found[inline_name(name) if original else f"cid:{name}"] = data
        for name in wanted & self.written.keys():
            if len(self.written[name]) <= _MOST_PICTURE:
                found[inline_name(name) if original else f"cid:{name}"] = self.written[name]
        safe = whole or shown
        for url, data in (_fetch(safe.remote) if safe.remote else {}).items():
            found[remote_name(url) if original else url] = data
        return found


def _plain(content_id: str) -> str:
    return unquote(content_id).strip("<>").casefold()


def _fetch(urls: Iterable[str]) -> dict[str, bytes]:
    from desktop.ui.mail.remote_images import fetch  # HTTP: for who asks for pictures from the net

    return fetch(urls)
