"""`mail ...`: list, read and parse messages; what is done to them and sent is in files beside."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from pathlib import Path
from typing import Any

from desktop.cli import (
    aside,
    mail_actions,
    mail_answer,
    mail_save,
    mail_send,
    mail_senders,
    mail_split,
    mail_threads,
    mail_warnings,
)
from desktop.cli.context import DONE, Context, local, table
from desktop.cli.fetching import whole_mail
from desktop.mail.defect_words import defect_lines, protection_line
from desktop.mail.mime import outlook
from desktop.mail.mime.headers import Address
from desktop.mail.mime.message import ParsedMessage
from desktop.mail.mime.parse import parse
from desktop.mail.sender_checks import sender_checks
from desktop.mail.spoken import as_data, attached_originals, listen
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.queries import messages
from desktop.store.queries.messages import MessageRow, Person


def register(commands: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add the commands of this group."""
    group_parser = commands.add_parser("mail", help=_("messages"))
    actions = group_parser.add_subparsers(dest="action", required=True)
    _register_reading(actions, shared)
    mail_send.register(actions, shared)
    mail_actions.register(actions, shared)
    mail_warnings.register(actions, shared)
    mail_threads.register(actions, shared)
    mail_answer.register(actions, shared)
    mail_save.register(actions, shared)
    mail_senders.register(actions, shared)


def _register_reading(actions: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    listing = actions.add_parser("list", parents=[shared])
    listing.add_argument("--folder", metavar="N")
    listing.add_argument("--customer", metavar="ID")
    listing.add_argument("--unread", action="store_true")
    listing.add_argument("--limit", type=int, default=50)
    listing.set_defaults(handler=_list)
    show = actions.add_parser("show", parents=[shared])
    show.add_argument("id", type=int)
    show.add_argument("--offline", action="store_true", help=_("do not fetch it from the server"))
    show.set_defaults(handler=_show)
    thread = actions.add_parser("thread", parents=[shared])
    thread.add_argument("id", type=int)
    thread.set_defaults(handler=_thread)
    raw = actions.add_parser("raw", parents=[shared])
    raw.add_argument("id", type=int)
    raw.add_argument("--offline", action="store_true", help=_("do not fetch it from the server"))
    raw.add_argument("--out", metavar="F", type=Path, required=True)
    raw.set_defaults(handler=_raw)
    aside.register(actions, shared)
    parsing = actions.add_parser("parse", parents=[shared])
    parsing.add_argument("files", nargs="+", metavar="FILE", type=Path)
    parsing.set_defaults(handler=_parse)
    split = actions.add_parser("split", parents=[shared])
    split.add_argument("file", type=Path)
    split.add_argument("--html", action="store_true")
    split.set_defaults(handler=_split)


def _list(context: Context, args: Namespace) -> int:
    rows = messages.list_messages(
        context.store,
        folder=args.folder,
        customer_id=args.customer,
        unread=args.unread,
        limit=args.limit,
    )
    text = table(
        [
            (
                str(r.id),
                local(r.date),
                r.sender.name or r.sender.address,
                r.subject,
                ",".join(r.folders),
            )
            for r in rows
        ]
    )
    context.emit({"messages": [as_json(row) for row in rows]}, text)
    return DONE


def _show(context: Context, args: Namespace) -> int:
    row = messages.show(context.store, args.id)
    if args.offline and row.body_state == "text":  # its words are here, its formatting is not
        texts = mail_split.texts(row.text, None, sender=row.sender.name, subject=row.subject)
    else:
        raw = whole_mail(context, args.id, offline=args.offline)
        texts = _texts(raw, parse(raw))
        row = messages.show(context.store, args.id)
    check = sender_checks(context.store, [row]).get(row.id)
    found = as_json(row) | texts | {"sender_check": mail_warnings.sender_json(check)}
    found |= {"defects": row.defects, "protection": row.protection}
    context.emit(found, _readable(row, texts["text"]))
    return DONE


def _thread(context: Context, args: Namespace) -> int:
    rows = messages.conversation(context.store, args.id)
    data = [as_json(row) | {"text": row.text} for row in rows]
    context.emit({"messages": data}, "\n\n".join(_readable(row, row.text) for row in rows))
    return DONE


def _raw(context: Context, args: Namespace) -> int:
    args.out.write_bytes(whole_mail(context, args.id, offline=args.offline))
    context.emit({"path": args.out}, str(args.out))
    return DONE


def _parse(context: Context, args: Namespace) -> int:
    parsed = [(path, raw, parse(raw)) for path, raw in ((p, _message(p)) for p in args.files)]
    data = [{"file": str(path)} | parsed_json(raw, message) for path, raw, message in parsed]
    text = "\n\n".join(f"{path}\n{m.subject}\n{m.text}" for path, _raw, m in parsed)
    context.emit({"messages": data} if len(data) > 1 else data[0], text)
    return DONE


def _split(context: Context, args: Namespace) -> int:
    return mail_split.split(context, args, _read(args.file).decode("utf-8", "replace"))


def _message(path: Path) -> bytes:
    """A file's message; one of Outlook's own (.msg) is turned into what was sent."""
    data = _read(path)
    if not outlook.is_outlook(data):
        return data
    try:
        return outlook.read(data).raw
    except outlook.NotMail as kind:
        raise UserFacing(
            _("{file} is no message: Outlook calls it {kind}.").format(file=path.name, kind=kind),
            code="not_mail",
        ) from kind
    except outlook.Broken as error:
        raise UserFacing(
            _("Outlook's file cannot be read: {file}").format(file=path.name),
            code="unreadable_file",
        ) from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserFacing(
            _("The file cannot be read: {path}").format(path=path), code="unreadable_file"
        ) from error


def as_json(row: MessageRow) -> dict[str, Any]:
    """Return a message with the keys of the contract."""
    return {
        "id": row.id,
        "message_id": row.message_id,
        "thread_id": row.thread_id,
        "subject": row.subject,
        "from": _people(row.sender),
        "to": _people(*row.to),
        "cc": _people(*row.cc),
        "date": row.date,
        "snippet": row.snippet,
        "kind": row.kind,
        "flags": row.flags,
        "folders": row.folders,
        "customer_id": row.customer_id,
        "size": row.size,
        "body_state": row.body_state,
        "warnings": [mail_warnings.warning_json(w) for w in row.warnings],
        "attachments": [
            {
                "id": a.id,
                "filename": a.filename,
                "content_type": a.content_type,
                "size": a.size,
                "inline": a.inline,
            }
            for a in row.attachments
        ],
    }


def parsed_json(raw: bytes, message: ParsedMessage) -> dict[str, Any]:
    """Return a parsed file with the keys of the contract: those of `mail show` without ids."""
    files = [
        {
            "filename": a.filename,
            "content_type": a.content_type,
            "size": a.size,
            "content_id": a.content_id,
        }
        for a in message.attachments
        if not a.inline
    ]
    inline = [
        {
            "filename": a.filename,
            "content_type": a.content_type,
            "size": a.size,
            "content_id": a.content_id,
        }
        for a in message.attachments
        if a.inline
    ]
    return {
        "message_id": message.message_id,
        "subject": message.subject,
        "from": _people(*message.from_),
        "to": _people(*message.to),
        "cc": _people(*message.cc),
        "bcc": _people(*message.bcc),
        "reply_to": _people(*message.reply_to),
        "date": message.date,
        "snippet": listen(message.text, message.subject).snippet,
        "in_reply_to": message.in_reply_to,
        "references": message.references,
        "attachments": files,
        "inline": inline,
        "defects": message.defects,
        "kind": message.kind,
        "bounces": message.bounces,
        "receipts": message.receipts,
        "protection": message.protection,
        **_texts(raw, message),
    }


def _texts(raw: bytes, message: ParsedMessage) -> dict[str, Any]:
    sender = message.from_[0].name if message.from_ else ""
    found = mail_split.texts(message.text, message.html, sender=sender, subject=message.subject)
    attached = attached_originals(raw, message.kind, message.attachments)
    return found | {"forwarded": found["forwarded"] or as_data(attached)}


def _people(*people: Person | Address) -> list[dict[str, str]]:
    return [{"name": p.name, "address": p.address} for p in people]


def _readable(row: MessageRow, text: str) -> str:
    to = ", ".join(p.name or p.address for p in row.to)
    files = ", ".join(a.filename for a in row.attachments if not a.inline)
    head = [
        _("From: {name} <{address}>").format(name=row.sender.name, address=row.sender.address),
        _("To: {people}").format(people=to),
        _("Date: {date}").format(date=local(row.date)),
        _("Subject: {subject}").format(subject=row.subject),
    ]
    if files:
        head.append(_("Attachments: {files}").format(files=files))
    head += mail_warnings.warning_lines(row.warnings)
    head += [protection_line(row.protection)] if row.protection else []
    head += [_("Broken: {sentence}").format(sentence=line) for line in defect_lines(row.defects)]
    return "\n".join([*head, "", text])
