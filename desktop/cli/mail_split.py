"""`mail split`, and what a mail's texts are told apart into: own words, quote, signature, forwarded originals."""

from argparse import Namespace
from typing import Any

from desktop.cli.context import DONE, Context
from desktop.mail.mime.html_text import html_to_text
from desktop.mail.quoting.html import split_html
from desktop.mail.quoting.originals import originals
from desktop.mail.quoting.split import Split, split_reply
from desktop.mail.spoken import as_data


def split(context: Context, args: Namespace, content: str) -> int:
    """Show a reply's own words and what it quotes (CLI.md `mail split`)."""
    found = _of_html(content) if args.html else split_reply(content)
    context.emit(
        {
            "reply_text": found.reply_text,
            "quoted_text": found.quoted_text,
            "signature": found.signature,
            "forwarded": _forwarded(found),
        },
        found.reply_text,
    )
    return DONE


def texts(text: str, html: str | None, *, sender: str, subject: str) -> dict[str, Any]:
    """Return the text keys of `mail show` and `mail parse`. `forwarded`: the mails that a forward holds."""
    found = split_reply(text, sender=sender, subject=subject)
    if html is not None and not found.quoted_text:
        of_html = _of_html(html, sender=sender, subject=subject)
        found = of_html if of_html.quoted_text else found
    return {
        "text": text,
        "html": html,
        "reply_text": found.reply_text,
        "quoted_text": found.quoted_text,
        "forwarded": _forwarded(found),
    }


def _of_html(html: str, *, sender: str = "", subject: str = "") -> Split:
    parts = split_html(html, sender=sender, subject=subject)
    if not (parts.reply_text or parts.quoted_text or parts.signature):
        return split_reply(html_to_text(html), sender=sender, subject=subject)
    return Split(
        parts.reply_text,
        parts.quoted_text,
        parts.signature,
        parts.forwarded,
        parts.interleaved,
    )


def _forwarded(found: Split) -> list[dict[str, Any]]:
    if not found.forwarded:
        return []
    return as_data(originals(found.quoted_text))
