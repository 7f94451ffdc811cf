"""`mail split`, and what a mail's texts are told apart into: own words, quote, signature, forwarded originals."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from pathlib import Path
from typing import Any

from desktop.cli import mail_file
from desktop.cli.context import DONE, Context
from desktop.mail.mime.charset import decode
from desktop.mail.mime.html_text import html_to_text
from desktop.mail.mime.parse import parse
from desktop.mail.quoting.html import split_html
from desktop.mail.quoting.originals import originals
from desktop.mail.quoting.split import Split, split_reply
from desktop.mail.spoken import as_data
from desktop.runtime.i18n import _

_MESSAGES = (".eml", ".msg")


def register(actions: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add the command to `mail`."""
    split = actions.add_parser(
        "split", parents=[shared], help=_("tell a reply's own words from what it quotes")
    )
    split.add_argument("file", type=Path)
    split.add_argument("--html", action="store_true")
    split.set_defaults(handler=_split)


def _split(context: Context, args: Namespace) -> int:
    """Show a reply's own words and what it quotes (CLI.md `mail split`)."""
    found = _of_file(args.file, as_html=args.html)
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


def _of_file(path: Path, *, as_html: bool) -> Split:
    """The words of a text file, of HTML, or of a whole message (.eml, .msg)."""
    if path.suffix.lower() in _MESSAGES:
        message = parse(mail_file.message_bytes(path))
        sender = message.from_[0].name if message.from_ else ""
        if as_html and message.html is not None:
            return _of_html(message.html, sender=sender, subject=message.subject)
        return _best(message.text, message.html, sender=sender, subject=message.subject)
    content = decode(mail_file.read_file(path))[0]
    return _of_html(content) if as_html else split_reply(content)


def texts(text: str, html: str | None, *, sender: str, subject: str) -> dict[str, Any]:
    """Return the text keys of `mail show` and `mail parse`. `forwarded`: the mails that a forward holds."""
    found = _best(text, html, sender=sender, subject=subject)
    return {
        "text": text,
        "html": html,
        "reply_text": found.reply_text,
        "quoted_text": found.quoted_text,
        "signature": found.signature,
        "forwarded": _forwarded(found),
    }


def _best(text: str, html: str | None, *, sender: str, subject: str) -> Split:
    """What the text says; what the HTML says where only its elements show a quote."""
    found = split_reply(text, sender=sender, subject=subject)
    if html is not None and not found.quoted_text:
        of_html = _of_html(html, sender=sender, subject=subject)
        found = of_html if of_html.quoted_text else found
    return found


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
