"""`mail parse`: what a file's message holds, without a workspace."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from desktop.cli import mail_file, mail_split
from desktop.cli.context import DONE, PARTLY, Context
from desktop.mail import mail_files
from desktop.mail.mail_files import FileMessage
from desktop.mail.mime.headers import Address
from desktop.mail.mime.message import Attachment, ParsedMessage
from desktop.mail.mime.parse import parse
from desktop.mail.spoken import as_data, attached_originals, listen
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.queries.messages import Person


def register(actions: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add the command to `mail`."""
    parsing = actions.add_parser(
        "parse", parents=[shared], help=_("read messages from files; - is standard input")
    )
    parsing.add_argument("files", nargs="+", metavar="FILE", type=Path)
    parsing.set_defaults(handler=_parse)


def _parse(context: Context, args: Namespace) -> int:
    """One file gives its message; of several those that can be read, and the others by name (exit code 3)."""
    found: list[dict[str, Any]] = []
    aside: list[dict[str, str]] = []
    for path in args.files:
        try:
            found += [
                {"file": name} | parsed_json(raw, parse(raw)) for name, raw in _messages(path)
            ]
        except UserFacing as error:
            if len(args.files) == 1:
                raise
            aside.append({"file": str(path), "code": error.code, "reason": error.message})
    for one in aside:
        context.say(one["reason"])
    text = "\n\n".join(f"{one['file']}\n{one['subject']}\n{one['text']}" for one in found)
    if len(args.files) > 1:
        context.emit({"messages": found, "put_aside": aside}, text)
    else:  # an mbox is the first of its messages, and holds them all
        held = {"file": str(args.files[0]), "messages": found} if len(found) > 1 else {}
        context.emit(found[0] | held, text)
    return PARTLY if aside else DONE


def _messages(path: Path) -> Iterator[tuple[str, bytes]]:
    """The messages of a file with their names: one, or all those of an mbox."""
    if str(path) != "-" and path.is_file() and mail_files.is_mbox(path):
        held = [m for m in mail_files.read(path) if isinstance(m, FileMessage)]
        if len(held) > 1:
            yield from ((message.source, message.raw) for message in held)
            return
    yield str(path), mail_file.message_bytes(path)


def parsed_json(raw: bytes, message: ParsedMessage) -> dict[str, Any]:
    """Return a parsed file with the keys of the contract: those of `mail show` without ids.

    A file has no flags and lies in no folder: those lists are empty.
    """
    return {
        "message_id": message.message_id,
        "subject": message.subject,
        "from": people(*message.from_),
        "to": people(*message.to),
        "cc": people(*message.cc),
        "bcc": people(*message.bcc),
        "reply_to": people(*message.reply_to),
        "date": message.date,
        "snippet": listen(message.text, message.subject).snippet,
        "flags": [],
        "folders": [],
        "size": len(raw),
        "in_reply_to": message.in_reply_to,
        "references": message.references,
        "attachments": [_file(a) for a in message.files],
        "inline": [_file(a) for a in message.inline],
        "defects": message.defects,
        "kind": message.kind,
        "bounces": message.bounces,
        "receipts": message.receipts,
        "protection": message.protection,
        **texts_of(raw, message),
    }


def _file(attachment: Attachment) -> dict[str, Any]:
    return {
        "filename": attachment.filename,
        "content_type": attachment.content_type,
        "size": attachment.size,
        "content_id": attachment.content_id,
    }


def texts_of(raw: bytes, message: ParsedMessage) -> dict[str, Any]:
    """A message's text, HTML, own words, quote, signature, and the mails that it forwards."""
    sender = message.from_[0].name if message.from_ else ""
    found = mail_split.texts(message.text, message.html, sender=sender, subject=message.subject)
    attached = attached_originals(raw, message.kind, message.attachments)
    return found | {"forwarded": found["forwarded"] or as_data(attached)}


def people(*named: Person | Address) -> list[dict[str, str]]:
    """People with the keys of the contract."""
    return [{"name": p.name, "address": p.address} for p in named]
