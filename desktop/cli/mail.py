"""`mail ...`: list, read and parse messages; what is done to them and sent is in files beside."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from pathlib import Path
from typing import Any

from desktop.cli import (
    aside,
    mail_actions,
    mail_answer,
    mail_parse,
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
from desktop.mail.mime.parse import parse
from desktop.mail.sender_checks import sender_checks
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _
from desktop.store.queries import messages
from desktop.store.queries.messages import MessageRow


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
    mail_parse.register(actions, shared)
    mail_split.register(actions, shared)


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
        texts = mail_parse.texts_of(raw, parse(raw))
        row = messages.show(context.store, args.id)
    check = sender_checks(context.store, [row]).get(row.id)
    found = as_json(row) | texts | {"sender_check": mail_warnings.sender_json(check)}
    found |= {"defects": row.defects, "protection": row.protection}
    context.emit(found, _readable(row, texts["text"]))
    return DONE


def _thread(context: Context, args: Namespace) -> int:
    rows = messages.conversation(context.store, args.id)
    if not rows:
        raise UserFacing(
            _("There is no such conversation in this workspace."),
            hint=_("`tradepost mail list` shows the thread ids."),
            code="no_thread",
        )
    data = [as_json(row) | {"text": row.text} for row in rows]
    context.emit({"messages": data}, "\n\n".join(_readable(row, row.text) for row in rows))
    return DONE


def _raw(context: Context, args: Namespace) -> int:
    raw = whole_mail(context, args.id, offline=args.offline)
    try:
        args.out.write_bytes(raw)
    except OSError as error:
        raise UserFacing(
            _("The file cannot be written: {path}").format(path=args.out),
            hint=error.strerror or str(error),
            code="unwritable_file",
        ) from error
    context.emit({"path": args.out}, str(args.out))
    return DONE


def as_json(row: MessageRow) -> dict[str, Any]:
    """Return a message with the keys of the contract."""
    return {
        "id": row.id,
        "message_id": row.message_id,
        "thread_id": row.thread_id,
        "subject": row.subject,
        "from": mail_parse.people(row.sender),
        "to": mail_parse.people(*row.to),
        "cc": mail_parse.people(*row.cc),
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
