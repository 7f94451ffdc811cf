"""What lists, search and the CRM need of a mail's words: its own first words, the words it quotes, whom it forwards.

Made for every mail that comes in: it looks for where a quote begins, and looks closer only where it must.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from desktop.mail.mime.headers import split_message
from desktop.mail.mime.html_text import html_to_text
from desktop.mail.mime.message import Attachment
from desktop.mail.mime.parse import part_bytes
from desktop.mail.quoting.html import split_html
from desktop.mail.quoting.originals import Original, attached_original, originals
from desktop.mail.quoting.signature import begins_signature
from desktop.mail.quoting.split import Apart, quoted_apart

_SNIPPET = 160
_LOOKED_AT = 2000  # characters in which the words of a snippet stand
_HEADED = 14  # lines that a forwarded mail's header may take

_ATTACHED = 5
_TAG = re.compile(r"<[^>]*>|&nbsp;")
_MARKUP = (
    "<blockquote",
    "_quote",
    'type="cite"',
    "RplyFwdMsg",
    "isReplyContent",
    "quoted",
    "moz-forward",
)
_NOBODY: tuple[Original, ...] = ()


class Spoken(NamedTuple):
    """`snippet`: the first words for lists. `own`: what the mail says, a forwarded mail included; `quoted`: what it
    repeats. `forwarded`: the mails it forwards, outermost first."""

    snippet: str
    own: str
    quoted: str
    forwarded: tuple[Original, ...] = _NOBODY


def listen(text: str, subject: str, html: str | None = None) -> Spoken:
    """Tell a mail's own words from those that it quotes.

    `html`: its body, looked at where the text shows no quote and the markup names one: programs that write no
    attribution mark their quotes there alone.
    """
    parts = quoted_apart(text, subject=subject)
    answers = ":" in subject or "：" in subject
    if html and answers and not parts.quoted and any(mark in html for mark in _MARKUP):
        parts = _by_markup(text, html, subject) or parts
    if parts.forwarded:
        held = originals(parts.quoted)
        return Spoken(first_words(parts.own) or _news(parts.quoted), text, "", held)
    return Spoken(first_words(parts.own) or _flat(parts.quoted), parts.own, parts.quoted)


def _by_markup(text: str, html: str, subject: str) -> Apart | None:
    """Tell apart by the elements of the HTML: for the usual answer, above one quote, only what stands above is read."""
    begin = html.find("<blockquote")
    below = html[html.rfind("</blockquote>") :] if begin >= 0 else ""
    if 0 < len(below) < _LOOKED_AT and not _TAG.sub("", below).strip():
        own = html_to_text(html[:begin])
        if own and text.startswith(own):
            return Apart(own, text[len(own) :], False)
    found = split_html(html, subject=subject)
    if not (found.quoted_text and found.reply_text):
        return None
    return Apart(found.reply_text, found.quoted_text, found.forwarded)


def apart(text: str, subject: str) -> tuple[str, str]:
    """Return (own words, quoted words) as the search index keeps them."""
    found = listen(text, subject)
    return found.own, found.quoted


def first_words(own: str) -> str:
    """The snippet of own words: without the signature, unless there is nothing else."""
    said: list[str] = []
    size = 0
    for line in own[:_LOOKED_AT].split("\n"):
        if size and begins_signature(line):
            break
        said.append(line)
        size += len(line)
        if size > _SNIPPET:
            break
    return _flat(" ".join(said))


def attached_originals(raw: bytes, kind: str, files: Sequence[Attachment]) -> tuple[Original, ...]:
    """The mails that people attach to forward them; those that reports and list digests carry are no forwards."""
    if kind != "personal":
        return _NOBODY
    attached = [a for a in files if a.content_type == "message/rfc822"][:_ATTACHED]
    found = [attached_original(split_message(part_bytes(raw, a.part))[0]) for a in attached]
    return tuple(one for one in found if one is not None)


def as_people(forwarded: Sequence[Original]) -> tuple[tuple[str, str], ...]:
    """(address, name) of those who wrote forwarded mails, as far as an address is known, each once."""
    return tuple(
        {one.address: (one.address, one.name) for one in forwarded if one.address}.values()
    )


def as_data(forwarded: Sequence[Original]) -> list[dict[str, str | None]]:
    """Forwarded mails as the message's JSON keeps them."""
    return [
        {
            "name": one.name,
            "address": one.address,
            "subject": one.subject,
            "date": one.date.isoformat() if one.date else None,
            "date_text": one.date_text,
        }
        for one in forwarded
    ]


def _news(quoted: str) -> str:
    """The first words of a forwarded mail, behind its header."""
    lines = quoted.split("\n")
    blank = next((at for at, line in enumerate(lines[1:_HEADED], 2) if not line.strip()), 0)
    return first_words("\n".join(lines[blank:])) or _flat(quoted)


def _flat(text: str) -> str:
    return " ".join(text[:_LOOKED_AT].split())[:_SNIPPET]
