"""`outbox ...`: mail on its way out, sent now, taken back, or settled; and what servers refused."""

from argparse import ArgumentParser, Namespace, _SubParsersAction

from desktop.bootstrap import mail_out
from desktop.cli.context import DONE, ERROR, LATER, Context, local, table
from desktop.mail import drafts, refused, returned
from desktop.mail.drafts import OutboxRow
from desktop.runtime.i18n import _


def register(commands: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    """Add the commands of this group."""
    group = commands.add_parser("outbox", help=_("mail on its way out"))
    actions = group.add_subparsers(dest="action", required=True)
    listing = actions.add_parser("list", parents=[shared])
    listing.add_argument("--all", action="store_true", help=_("filed ones too"))
    listing.set_defaults(handler=_list)
    actions.add_parser("flush", parents=[shared]).set_defaults(handler=_flush)
    for name, handler in (
        ("cancel", _cancel),
        ("send-now", _send_now),
        ("arrived", _arrived),
        ("discard", _discard),
    ):
        parser = actions.add_parser(name, parents=[shared])
        parser.add_argument("id")
        parser.set_defaults(handler=handler)
    seen = actions.add_parser(
        "seen", parents=[shared], help=_("forget what a server refused or sent back")
    )
    seen.set_defaults(handler=_seen)


def _list(context: Context, args: Namespace) -> int:
    states = ("draft", "queued", "attempted", "accepted", "filed", "failed") if args.all else ()
    rows = drafts.listing(context.store, states=states)
    text = table(
        [(r.id, r.state, _when(r), ", ".join(r.recipients), r.subject, r.error) for r in rows]
    )
    not_done = refused.given_up(context.store)
    back = returned.returned(context.store)
    text += "".join(f"\n{_('Came back')}: {row.subject}  {row.error}" for row in back)
    text += "".join(f"\n{row.text}" for row in not_done)
    context.emit({"outbox": rows, "refused": not_done, "returned": back}, text)
    return DONE


def _when(row: OutboxRow) -> str:
    waits = row.state == "queued" and row.not_before is not None
    return local(row.not_before if waits and row.not_before else row.updated_at)


def _flush(context: Context, _args: Namespace) -> int:
    results = mail_out.flush(context.store, context.clock)
    text = table([(r.outbox_id, r.state, r.message) for r in results])
    context.emit({"results": results}, text or _("Nothing is waiting."))
    if any(r.state == "failed" for r in results):
        return ERROR
    return LATER if any(r.state in ("queued", "accepted") for r in results) else DONE


def _send_now(context: Context, args: Namespace) -> int:
    row = drafts.send_now(context.store, args.id, context.clock.now())
    context.emit(row, _("It goes out with the next `tradepost outbox flush`."))
    return DONE


def _arrived(context: Context, args: Namespace) -> int:
    row = drafts.settle_as_sent(context.store, args.id)
    context.emit(row, _("It counts as sent, and is filed with the next `tradepost outbox flush`."))
    return DONE


def _discard(context: Context, args: Namespace) -> int:
    drafts.discard(context.store, args.id)
    context.emit({"id": args.id}, _("Draft discarded"))
    return DONE


def _seen(context: Context, _args: Namespace) -> int:
    rows = refused.given_up(context.store)
    refused.forget(context.store, [i for row in rows for i in row.ids])
    back = returned.returned(context.store)
    for mail in back:
        returned.understood(context.store, mail.id)
    text = "\n".join([row.text for row in rows] + [mail.error for mail in back])
    context.emit({"forgotten": len(rows) + len(back)}, text)
    return DONE


def _cancel(context: Context, args: Namespace) -> int:
    row = drafts.cancel(context.store, args.id)
    context.emit(row, _("Taken back: it is a draft again."))
    return DONE
