"""`mail send` and `mail import`: mail that goes out through the outbox, and mail that comes in from files."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from desktop.bootstrap import mail_out
from desktop.bootstrap.mail_hooks import after_batch
from desktop.cli.context import DONE, PARTLY, Context, local, moment
from desktop.crm.failing import Failure, failing_recipients
from desktop.crm.recipient_time import recipients_morning
from desktop.mail import mail_files
from desktop.mail.bounce_words import came_back, reason
from desktop.mail.mime.headers import addresses
from desktop.runtime.errors import UserFacing
from desktop.runtime.i18n import _, ngettext
from desktop.store.queries import messages

RECIPIENTS_MORNING = ("recipient-9:00", "recipient-09:00")


def register(actions: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add the commands to `mail`."""
    importing = actions.add_parser("import", parents=[shared])
    importing.add_argument("paths", nargs="+", metavar="PATH", type=Path)
    importing.set_defaults(handler=_import)
    send = actions.add_parser("send", parents=[shared])
    send.add_argument("--account", metavar="E")
    send.add_argument("--from", dest="sender", metavar="A", help=_("one of the account's senders"))
    for name in ("--to", "--cc", "--bcc"):
        send.add_argument(name, action="append", default=[])
    send.add_argument("--subject", default="")
    send.add_argument("--body-file", metavar="F", type=Path)
    send.add_argument("--html-file", metavar="F", type=Path)
    send.add_argument("--attach", metavar="F", type=Path, action="append", default=[])
    send.add_argument("--in-reply-to", metavar="ID", type=int)
    send.add_argument("--template", metavar="NAME")
    send.add_argument("--quote", metavar="ID")
    send.add_argument("--remind", metavar="DAYS", type=int, default=3)
    send.add_argument(
        "--at", metavar="TIME", help=_("a time, or recipient-9:00: his next working morning")
    )
    send.add_argument("--dsn", action="store_true", help=_("ask for a delivery report"))
    send.set_defaults(handler=_send)


def _import(context: Context, args: Namespace) -> int:
    result = mail_files.import_paths(
        context.store,
        args.paths,
        after_batch(context.clock, context.store),
        progress=lambda count: context.say(_("{count} read").format(count=count)),
    )
    text = ngettext("{count} message imported", "{count} messages imported", result.new).format(
        count=result.new
    )
    if result.known:
        text += "\n" + _("{count} were here already").format(count=result.known)
    for item in result.put_aside:
        text += f"\n{item.source}: {item.reason}"
    context.emit(result, text)
    return PARTLY if result.put_aside else DONE


def _send(context: Context, args: Namespace) -> int:
    at = _at(context, args) if args.at else None
    wish = mail_out.Wish(
        account=args.account or "",
        sender=args.sender or "",
        to=tuple(args.to),
        cc=tuple(args.cc),
        bcc=tuple(args.bcc),
        subject=args.subject,
        text=_read(args.body_file).decode("utf-8") if args.body_file else "",
        html=_read(args.html_file).decode("utf-8") if args.html_file else None,
        attachments=tuple(args.attach),
        in_reply_to=args.in_reply_to,
        template=args.template or "",
        quote=args.quote or "",
        remind_days=args.remind or None,
        not_before=at,
        scheduled="" if at is None else "recipient" if args.at in RECIPIENTS_MORNING else "own",
        dsn=args.dsn,
    )
    queued = mail_out.queue(context.store, wish, context.clock)
    text = _("Queued: {subject}. `tradepost outbox flush` sends it.")
    if at is not None:
        text = _("Queued for {when}: {subject}.")
    warnings = [_warning(f) for f in failing_recipients(context.store, queued.recipients)]
    for warning in warnings:
        context.say(" ".join(part for part in (warning["text"], warning["hint"]) if part))
    said = text.format(subject=queued.subject, when=local(at) if at else "")
    context.emit(asdict(queued) | {"warnings": warnings}, said)
    return DONE


def _warning(failure: Failure) -> dict[str, Any]:
    """Return what the composer warns of: mail to this recipient came back."""
    day = failure.at.astimezone().date().isoformat()
    told = reason(failure.status, failure.diagnostic)
    return {
        "kind": "failing_address",
        "address": failure.address,
        "at": failure.at,
        "cause": told.cause,
        "status": failure.status,
        "diagnostic": failure.diagnostic,
        "text": came_back(failure.address, day, failure.status, failure.diagnostic),
        "hint": told.hint,
    }


def _at(context: Context, args: Namespace) -> datetime:
    if args.at not in RECIPIENTS_MORNING:
        return moment(args.at)
    people = [person.address for person in addresses(tuple(args.to))]
    if not people and args.in_reply_to is not None:
        answered = messages.show(context.store, args.in_reply_to)
        people = [(answered.to if answered.outbound else (answered.sender,))[0].address]
    if not people:
        raise UserFacing(_("The mail has no recipient."), code="no_recipient")
    return recipients_morning(context.store, people[0], context.clock.now())


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserFacing(
            _("The file cannot be read: {path}").format(path=path), code="unreadable_file"
        ) from error
